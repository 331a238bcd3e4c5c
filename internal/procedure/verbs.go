package procedure

import (
	"cmp"
	"fmt"
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/people"
)

// sayer is who may say a verb.
type sayer string

const (
	anybody               sayer = "anybody of the register"
	handler               sayer = "whoever handles the case, or the complaints team"
	handlerOrDirector     sayer = "whoever handles the case, the area's Director, or the complaints team"
	theTeam               sayer = "the complaints team"
	whoeverApproves       sayer = "whoever approves answers for the landlord; never whoever wrote it"
	teamOrInformalHandler sayer = "the complaints team; whoever handles it while it is being put right informally"
)

// standing is where a case may stand when a verb is said.
type standing string

const (
	anywhere         standing = "anywhere"
	inHand           standing = "an answer is owed, or it is being put right informally"
	answerOwed       standing = "an answer is owed; while it is being put right informally there is nothing to put off"
	inHandOrGiven    standing = "an answer is owed or has been given, or it is being put right informally"
	inHandOrAnswered standing = "an answer is owed, or it is being put right informally; the team also corrects an " +
		"answer"
)

// verbRow is what one verb of a reply of staff asks for (3.5): of whom, where the case stands, and what follows.
type verbRow struct {
	verb     complaint.Verb
	clause   string
	review   string // the clause at stage 2, where it is another
	who      sayer
	where    standing
	passedOn bool // also whoever was passed a letter that asks for an answer
	may      []consequence
	follows  string
	act      func(*staffReply)
}

// verbRows is what staff may ask for by a reply. A verb that is not here asks for nothing.
func verbRows() []verbRow {
	return []verbRow{
		{"APPROVE", "P9", "P18", whoeverApproves, anywhere, false, []consequence{writesOutside},
			"a colleague's answer that waits for it goes to the resident", (*staffReply).approve},
		{"RETURN", "P9", "P18", whoeverApproves, anywhere, false, []consequence{tellsColleague},
			"the answer goes back to whoever wrote it, with what is to be changed", (*staffReply).giveBack},
		{"RESPOND", "P9", "P18", handler, inHandOrAnswered, true, []consequence{writesOutside, opensStage},
			"the full answer goes to the resident", (*staffReply).respond},
		{"EXTEND", "P10", "P19", handler, answerOwed, true, []consequence{writesOutside, movesDate},
			"the resident is told the new date and why", (*staffReply).extend},
		{"CONTACTED", "P7", "P17", handler, inHandOrGiven, true, []consequence{recordsContact, stopsAlarm},
			"the first conversation is done; after the answer, the promise to be in touch is", (*staffReply).contacted},
		{"ATTEMPTED", "P7", "P17", handler, inHandOrGiven, true, []consequence{recordsAttempt},
			"a try to reach the resident is noted", (*staffReply).contacted},
		{"RESOLVED", "P4", "", handler, inHand, true, []consequence{writesOutside, recordsContact, closesCase},
			"the resident is told what was agreed and may say no", (*staffReply).resolved},
		{"ISSUES", "P8", "", handler, inHand, false, []consequence{standsInTheFile},
			"what the complaint is about is confirmed, as it stands or as the lines say", (*staffReply).define},
		{"ASK", "3.5", "", handler, inHand, true, []consequence{writesOutside},
			"the question goes to the resident; the clock goes on", (*staffReply).ask},
		{"REASSIGN", "P6", "P15", handlerOrDirector, inHand, false, []consequence{changesHands},
			"somebody else has the case; its dates stand", (*staffReply).reassign},
		{"CONFLICT", "P15", "", handler, inHand, false, []consequence{keepsFromCase, changesHands},
			"somebody is kept from the case", (*staffReply).conflict},
		{"ACCEPT", "P1", "", theTeam, anywhere, false, []consequence{writesOutside, opensStage},
			"what was asked about is opened; the clock runs from its receipt", (*staffReply).accept},
		{"REFUSE", "P2", "", theTeam, anywhere, false, []consequence{writesOutside, closesCase},
			"it is declined, with the reason and where to turn", (*staffReply).refuse},
		{"REQUEST", "E1", "", theTeam, anywhere, false, []consequence{writesOutside, closesCase, tellsColleague},
			"it is passed on as a first request", (*staffReply).request},
		{"ESCALATE", "1.5", "", teamOrInformalHandler, anywhere, false, []consequence{writesOutside, opensStage},
			"the next stage begins", (*staffReply).escalate},
		{"DUPLICATE", "1.5", "", theTeam, anywhere, false, []consequence{writesOutside, closesCase, joinsCases},
			"two cases of one matter become one", (*staffReply).noOtherCase},
		{"CONSENT", "1.1", "", theTeam, anywhere, false, []consequence{writesOutside, recordsConsent},
			"whoever wrote for the resident may speak for them", (*staffReply).consent},
		{"ANSWERED", "P20", "", theTeam, anywhere, false, []consequence{stopsAlarm},
			"the outside body has its answer", (*staffReply).ombudsmanAnswered},
		{"POSTED", "3.6", "", theTeam, anywhere, false, []consequence{stopsAlarm},
			"letters that only paper could bring count as delivered", (*staffReply).posted},
		{"LINK", "1.5", "", anybody, anywhere, false, []consequence{joinsCases},
			"two cases are related; each keeps its dates", (*staffReply).noOtherCase},
		{"TAKEN", "2.4", "", anybody, anywhere, false, []consequence{stopsAlarm},
			"the alarms end: a person has the danger", (*staffReply).taken},
		{"FALSE", "2.4", "", anybody, anywhere, false, []consequence{stopsAlarm},
			"the alarms end: there is no danger, and the file says why", (*staffReply).falseAlarm},
		{"SAFE", "2.4", "", handler, anywhere, false, []consequence{writesOutside},
			"letters go to this address or number, and nowhere else", (*staffReply).safe},
		{"RELEASE", "2.4", "", theTeam, anywhere, false, []consequence{writesOutside},
			"letters that were held go again", (*staffReply).release},
		{"DONE", "P11", "", anybody, anywhere, false, []consequence{stopsAlarm},
			"a promise is kept", (*staffReply).actionsDone},
		{"OUT", "4.1", "", anybody, anywhere, false, []consequence{recordsAbsence, changesHands},
			"they count as away; what is owed on their cases passes to others", (*staffReply).away},
		{"STOP", "3.5", "", anybody, anywhere, false, []consequence{takesBack},
			"what they caused last is taken back while its letter waits", (*staffReply).nothingToStop},
		{"DRAFT", "3.5", "", anybody, anywhere, false, []consequence{standsInTheFile},
			"the finished letter is shown and not sent", (*staffReply).noDraft},
		{"YES", "3.5", "", anybody, anywhere, false, []consequence{standsInTheFile},
			"what the question shows is done", (*staffReply).saidYes},
		{"NO", "3.5", "", anybody, anywhere, false, []consequence{standsInTheFile},
			"what the question shows is not done", (*staffReply).saidNo},
		{"WITHDRAWN", "1.4", "", handler, inHand, false, []consequence{writesOutside, closesCase},
			"the case is closed as the resident asked of us; they are told and may say no", (*staffReply).withdrawn},
		{"HELP", "3.5", "", anybody, anywhere, false, []consequence{standsInTheFile},
			"what can be done with the case now is shown, with its buttons", (*staffReply).helpWithCase},
		{"SHOW", "3.5", "", handlerOrDirector, anywhere, false, []consequence{standsInTheFile},
			"the case is shown as it stands", (*staffReply).helpWithCase},
		{"NOTE", "3.5", "", anybody, anywhere, false, []consequence{standsInTheFile},
			"it stands in the file", (*staffReply).note},
	}
}

// verbRowOf returns the row of a verb, the zero verbRow if there is none.
func verbRowOf(verb complaint.Verb) verbRow {
	for _, row := range verbRows() {
		if row.verb == verb {
			return row
		}
	}
	return verbRow{}
}

// act does what the reply asks for.
func (r *staffReply) act() {
	if row := verbRowOf(r.cmd.Verb); row.act != nil {
		if r.clause = row.clause; r.stage == 2 && row.review != "" {
			r.clause = row.review
		}
		r.byStaff, r.byPerson = true, slices.Contains(ownWords, r.cmd.Verb)
		row.act(r)
		r.endQuestions(row.verb)
	}
}

// notEntitled says why this person may not give this command, or "".
func (r *staffReply) notEntitled() string {
	row, team := verbRowOf(r.cmd.Verb), r.team()
	informally := row.who == teamOrInformalHandler && r.Case.Status == complaint.InformalOpen && r.handles()
	switch {
	case conflicted(r.draft, r.from) && !people.SameAddress(r.from, r.Register.Team):
		return keptAway
	case r.stage == 2 && row.verb == "RESPOND" && r.m.Channel != message.Terminal && handledStage1(r.draft, r.from):
		return "You acted on this complaint at stage 1, and nobody reviews their own work. Nothing was sent. Please " +
			"reply REASSIGN and the name of a Director who has not dealt with it, or ask the complaints team to."
	case (row.who == theTeam || row.who == teamOrInformalHandler) && !team && !informally:
		return "Only the complaints team can decide that. Please write to them. Your words have been put in the file."
	case row.who == whoeverApproves:
		return r.mayNotApprove()
	case !r.standsFor(row):
		return "The case is not waiting for an answer: it stands at " + r.Case.Standing() +
			". Your words have been put in the file."
	case row.who == handlerOrDirector && r.stage == 1 && r.directs():
		return ""
	case (row.who == handler || row.who == handlerOrDirector) && !team && !r.handles() && !r.mayTakeOver():
		s, _ := r.Case.Current()
		return "This case is now with " + s.Handler.Called() + ". Your words have been put in the file."
	}
	return ""
}

// keptAway says to whoever is kept from a case why nothing follows from their reply.
const keptAway = "You are kept from this case, so nothing was done and nothing was added to its file. If there is " +
	"something that we should know, please tell the complaints team."

// standsFor reports whether the case stands where a verb may be said of it.
func (r *staffReply) standsFor(row verbRow) bool {
	switch row.where {
	case inHand, answerOwed:
		return r.Case.InHand()
	case inHandOrGiven:
		return r.Case.InHand() || !r.Case.Stage1.RespondedAt.IsZero() && r.Case.Status != complaint.Review
	case inHandOrAnswered:
		return r.Case.InHand() || r.team() && r.Case.Answered()
	}
	return true
}

// noOtherCase answers DUPLICATE and LINK where the desk knows no case of that reference: with one they are decided on
// both cases at once, by [Procedure.Duplicate] and [Procedure.Link].
func (r *staffReply) noOtherCase() {
	if !sureEnough(r.cmd) {
		r.help("If you want that, reply " + string(r.cmd.Verb) + " and the other reference on the first " +
			"line, and nothing above it.")
		return
	}
	with := map[complaint.Verb]string{
		complaint.VerbDuplicate: "We know no open case %s that this one could be joined with.",
		complaint.VerbLink:      "We know no other case %s that this one could be linked with.",
	}[r.cmd.Verb]
	r.help(fmt.Sprintf(with, cmp.Or(r.cmd.Ref, "of that reference")))
}
