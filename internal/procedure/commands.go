package procedure

import (
	"cmp"
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
)

// commands lists what the reader of a letter to staff may do now by a reply to it, in the order of the table of verbs
// (3.5, 3.7). What would be refused to them is not offered.
func commands(d *draft, id complaint.LetterID, to people.Contact) []order.Act {
	r := asReader(d, id, to)
	return r.offered(asksFor(d.Case, id))
}

// asReader is whoever reads a letter, as one who replies to it.
func asReader(d *draft, id complaint.LetterID, to people.Contact) *staffReply {
	_, n := d.Case.Current()
	if to.Email == "" { // letters that nobody is named for go to the team
		to = desk(d)
	}
	return &staffReply{draft: d, from: to, stage: n, cmd: complaint.Command{Answers: id}}
}

// offered are those of the verbs, or of all, that may be said now, with what they need.
func (r *staffReply) offered(verbs []complaint.Verb) (acts []order.Act) {
	for _, row := range verbRows() {
		o, known := offers[row.verb]
		if !known || verbs != nil && !slices.Contains(verbs, row.verb) ||
			r.refuses(row.verb) || o.can != nil && !o.can(r) {
			continue
		}
		acts = append(acts, o.act(r, row.verb))
	}
	return acts
}

// refuses reports whether a verb would be refused to whoever reads a letter, by who they are or where the case stands.
func (r *staffReply) refuses(verb complaint.Verb) bool {
	as := *r
	as.cmd.Verb = verb
	return as.notEntitled() != ""
}

// asksFor are the verbs that fit what a letter is about.
func asksFor(c complaint.Case, id complaint.LetterID) []complaint.Verb {
	switch {
	case id == letter.ManagerResidentChased && c.Status == complaint.Review:
		id = letter.TeamDecision
	case id == letter.ManagerResidentChased && c.Status == complaint.Stage1Responded:
		return []complaint.Verb{complaint.VerbEscalate, complaint.VerbContacted, complaint.VerbNote}
	}
	l := letter.Of(id)
	if l.Offers == letter.OfferAll {
		return nil
	}
	if l.Offers == letter.OfferDoubt && c.Status == complaint.Review {
		l.Offers = letter.OfferDecision
	}
	if fits, ok := fitting[l.Offers]; ok {
		return fits
	}
	if c.Status == complaint.Review {
		return slices.Concat(fitting[letter.OfferDecision], everyday)
	}
	return everyday
}

// everyday is what whoever handles a case does with it.
var everyday = []complaint.Verb{complaint.VerbApprove, complaint.VerbReturn,
	complaint.VerbRespond, complaint.VerbExtend, complaint.VerbContacted,
	complaint.VerbAttempted, complaint.VerbResolved, complaint.VerbIssues, complaint.VerbAsk, complaint.VerbReassign,
	complaint.VerbConflict, complaint.VerbEscalate, complaint.VerbNote}

// fitting are the verbs that answer a letter which asks for something of its own.
var fitting = map[letter.Offers][]complaint.Verb{
	letter.OfferDecision:       {complaint.VerbAccept, complaint.VerbRefuse, complaint.VerbRequest, complaint.VerbEscalate},
	letter.OfferPosting:        {complaint.VerbPosted, complaint.VerbNote},
	letter.OfferTaking:         {complaint.VerbTaken, complaint.VerbFalse, complaint.VerbNote},
	letter.OfferCompletion:     {complaint.VerbDone, complaint.VerbNote},
	letter.OfferOutsideAnswer:  {complaint.VerbAnswered, complaint.VerbNote},
	letter.OfferDataProtection: {complaint.VerbTaken, complaint.VerbDone, complaint.VerbNote},
	letter.OfferDoubt:          {complaint.VerbReassign, complaint.VerbNote},
	letter.OfferSafety: {complaint.VerbPosted, complaint.VerbTaken, complaint.VerbSafe, complaint.VerbRelease,
		complaint.VerbNote},
	letter.OfferNoteOnly:  {complaint.VerbNote},
	letter.OfferAgreement: {complaint.VerbYes, complaint.VerbNo},
	letter.OfferApproval:  {complaint.VerbApprove, complaint.VerbReturn, complaint.VerbNote},
}

// suggestedCode is the exclusion that a refusal of what the team was asked would most likely name.
func suggestedCode(q complaint.Question) string {
	switch q.Matter {
	case complaint.MatterSender:
		return " OTHER"
	case complaint.MatterAge:
		return " AGE"
	case complaint.MatterLateStage2, complaint.MatterStage2, complaint.MatterReopen:
		return ""
	}
	return " " + cmp.Or(q.Exclusion.Code(), "E4")
}
