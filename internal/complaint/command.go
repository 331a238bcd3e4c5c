package complaint

import "complaints/internal/calendar"

// Verb is what a member of staff asks for by replying to a letter (3.5).
type Verb string

// The verbs. From POSTED on, CONFLICT, LINK and DONE apart, they are the complaints team's.
const (
	VerbRespond   Verb = "RESPOND"
	VerbExtend    Verb = "EXTEND"
	VerbReassign  Verb = "REASSIGN"
	VerbContacted Verb = "CONTACTED"
	VerbAttempted Verb = "ATTEMPTED" // nobody was reached
	VerbResolved  Verb = "RESOLVED"
	VerbAsk       Verb = "ASK"
	VerbNote      Verb = "NOTE"
	VerbOut       Verb = "OUT" // an out-of-office reply
	VerbTaken     Verb = "TAKEN"
	VerbPosted    Verb = "POSTED"
	VerbConflict  Verb = "CONFLICT" // somebody must not handle the case
	VerbLink      Verb = "LINK"     // another case is related: residents of one block
	VerbDone      Verb = "DONE"
	VerbAccept    Verb = "ACCEPT"
	VerbRefuse    Verb = "REFUSE"
	VerbRequest   Verb = "REQUEST"
	VerbEscalate  Verb = "ESCALATE"
	VerbDuplicate Verb = "DUPLICATE"
	VerbConsent   Verb = "CONSENT"  // the resident has agreed to whoever wrote for them
	VerbAnswered  Verb = "ANSWERED" // the outside body has its answer
	VerbUnclear   Verb = ""
)

// Command is a staff reply as understood. Missing says in words what it lacks; such a command is answered
// with help and changes nothing.
type Command struct {
	Verb    Verb
	Outcome Outcome       // RESPOND
	Text    string        // the answer, reason, summary, question or note
	Date    calendar.Date // EXTEND, OUT
	Name    string        // REASSIGN
	Code    string        // REFUSE: E1 to E8, OTHER, AGE, or ""
	Remedy  string        // RESPOND: from a line "REMEDY: ..."
	Actions []Action      // RESPOND: from lines "ACTION: what by date"
	Missing string

	Guess   Verb     // what a reply without a command reads like, see [ReadAs]
	Answers LetterID // the letter that it answers, if that is known

	Ref                 string    // DUPLICATE: the other case
	Wants               string    // CONTACTED: the outcome the resident would like (P8)
	Findings            []Finding // RESPOND: from lines "ISSUE 2: NOT UPHELD and why", numbered as letters number them
	RootCause, Learning string    // RESPOND: from lines "ROOT CAUSE: ..." and "LEARNING: ..."
	Improvement         string    // RESPOND: from a line "IMPROVEMENT: ..."
	Tenure              string    // NOTE: from a line "TENURE: ..."
	Adjustment          string    // NOTE, CONTACTED: from a line "ADJUSTMENT: ..."; NONE ends what was recorded
	Needs               []Need    // NOTE, CONTACTED: what the words of that line ask for
}
