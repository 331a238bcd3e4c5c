package procedure

import (
	"cmp"
	"fmt"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
)

// decisionCommands are the replies by which the team decides what it was asked.
func decisionCommands(d *draft, q complaint.Question) []string {
	code := cmp.Or(q.Exclusion.Code(), "E4")
	switch q.Matter {
	case complaint.MatterSender:
		return []string{"REQUEST (it is passed to the area; nothing goes to whoever wrote)",
			"REFUSE OTHER and why (it is no complaint; nothing goes to whoever wrote)",
			"ACCEPT (it is a resident's complaint: they hear from us)"}
	case complaint.MatterAge:
		return []string{"ACCEPT", "REFUSE AGE and why"}
	case complaint.MatterLateStage2, complaint.MatterStage2, complaint.MatterReopen:
		return []string{"ACCEPT", "REFUSE and why"}
	}
	words := []string{"ACCEPT", "REFUSE " + code + " and why (or OTHER for what no code fits)",
		"REQUEST (pass it on as a first request)"}
	if sp, _ := d.Policy.Stage(2); sp.DirectEntry {
		words = append(words, "ESCALATE (accept it, at stage 2 at once)")
	}
	return words
}

// commands lists the exact replies that work on a letter to a member of staff, the likeliest first (3.5, 3.7). What
// would be refused to them is not offered.
func commands(d *draft, id complaint.LetterID, to people.Contact) []string {
	c := d.Case
	switch {
	case id == letter.ManagerResidentChased && c.Status == complaint.Review:
		id = letter.TeamDecision
	case id == letter.ManagerResidentChased && c.Status == complaint.Stage1Responded:
		return []string{"ESCALATE (it is a request for stage 2)", "NOTE and anything for the file"}
	}
	switch letter.Of(id).Offers {
	case letter.OfferDecision:
		return decisionCommands(d, c.Review)
	case letter.OfferPosting:
		return []string{"POSTED (once the resident has it on paper or by phone)", "NOTE and what you did"}
	case letter.OfferTaking:
		return []string{"TAKEN (you are dealing with it)", "FALSE and how you know that nobody is in danger",
			"NOTE and what you did"}
	case letter.OfferCompletion:
		return []string{"DONE (what this email asks about is done)", "NOTE and why it is not done yet"}
	case letter.OfferOutsideAnswer:
		return []string{"ANSWERED (they have what they asked for)", "NOTE and what you did"}
	case letter.OfferDataProtection:
		return []string{"TAKEN (you are dealing with it)", "DONE (the resident has your acknowledgement)",
			"NOTE and what you did"}
	case letter.OfferDoubt:
		if c.Status == complaint.Review {
			return commands(d, letter.TeamDecision, to)
		}
		return []string{"NOTE and what you told them", "DUPLICATE and the other reference", "REASSIGN and a name"}
	case letter.OfferSafety:
		return []string{"SAFE and an address or number at which the resident is safe",
			"RELEASE (letters may go again as before)", "POSTED (you have told the resident yourself)",
			"TAKEN (you are dealing with it)", "NOTE and what you did"}
	case letter.OfferNoteOnly:
		return []string{"NOTE and what you did"}
	}
	switch {
	case c.Status == complaint.InformalOpen:
		return []string{
			"RESOLVED and what was agreed", "CONTACTED and what was said", "ASK and your question to the resident",
			"ESCALATE and why (it needs a full answer, so stage 1 begins now)", "REASSIGN and a name",
			"NOTE and anything for the file",
		}
	case !c.Open() && c.Touch.By != 0 && c.Answered():
		return []string{"CONTACTED and what was said", "NOTE and anything for the file"}
	case !c.Open():
		return []string{"NOTE and anything for the file"}
	}
	return answerCommands(d, id, to)
}

// answerCommands are the replies by which whoever owes an answer acts.
func answerCommands(d *draft, id complaint.LetterID, to people.Contact) []string {
	s, n := d.Case.Current()
	r := &staffReply{draft: d, from: to, stage: n}
	switch entitled := r.team() || r.handles() || to.Email == ""; {
	case !entitled && n == 1 && r.directs():
		return []string{"REASSIGN and a name (somebody else answers it)", "NOTE and anything for the file"}
	case !entitled && !letter.Of(id).ForHandler:
		return []string{"NOTE and anything for the file"}
	}
	last := "REASSIGN and a name"
	if n == 2 || s.Handler.Email == "" {
		last = "CONFLICT and why, if you have dealt with it before"
	}
	offered := []string{"RESPOND UPHELD (or PARTLY UPHELD, or NOT UPHELD), then your full answer to the resident"}
	if d.today() <= s.Limit && (len(s.Extensions) == 0 || r.team()) {
		offered = append(offered, "EXTEND "+exampleExtension(d)+" and why")
	}
	return append(offered,
		"CONTACTED and what was said", "RESOLVED and what was agreed", "ASK and your question to the resident",
		last, "NOTE and anything for the file")
}

// exampleExtension is a date that EXTEND would take.
func exampleExtension(d *draft) string {
	s, n := d.Case.Current()
	sp, _ := d.Policy.Stage(n)
	day, _ := d.Calendar.RollBack(sp.ExtensionMax(d.Calendar, s.Limit, d.Settings.ExtensionCap))
	y, m, dd := day.Civil()
	return fmt.Sprintf("%02d/%02d/%d", dd, m, y)
}
