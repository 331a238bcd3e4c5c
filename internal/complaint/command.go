package complaint

import (
	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/reading"
)

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
	VerbFalse     Verb = "FALSE" // there is no danger: what an alert said is not so
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
	VerbStop      Verb = "STOP"     // what was caused last is taken back, as far as it can be
	VerbDraft     Verb = "DRAFT"    // the finished letter is shown and not sent
	VerbYes       Verb = "YES"      // in reply to a question of ours: do what it shows
	VerbNo        Verb = "NO"       // in reply to a question of ours: do not
	VerbSafe      Verb = "SAFE"     // where the resident can be reached, and nowhere else
	VerbRelease   Verb = "RELEASE"  // letters that were held go again
	VerbIssues    Verb = "ISSUES"   // what the complaint is about is confirmed, or put right
	VerbHelp      Verb = "HELP"     // what can be done with the case now is shown
	VerbShow      Verb = "SHOW"     // the case is shown
	VerbWithdrawn Verb = "WITHDRAWN"
	VerbApprove   Verb = "APPROVE" // a colleague's answer may go
	VerbReturn    Verb = "RETURN"  // it goes back to whoever wrote it, with what is to be changed
	VerbUnclear   Verb = ""
)

// Certainty is how sure it is what a reply asks for.
type Certainty int

// The degrees of it.
const (
	Unsure       Certainty = iota // it may ask for something, and nobody can tell for what
	Likely                        // its words ask for it as a rule
	Unmistakable                  // they can mean nothing else
)

func (e Certainty) String() string { return [...]string{"unsure", "likely", "unmistakable"}[e] }

// Command is a staff reply as understood. Missing says in words what it lacks; such a command is answered
// with help and changes nothing.
type Command struct {
	Verb    Verb
	Sure    Certainty     // that the reply asks for it
	Outcome Outcome       // RESPOND
	Text    string        // the answer, reason, summary, question or note
	Date    calendar.Date // EXTEND, OUT
	Name    string        // REASSIGN
	Code    string        // REFUSE: E1 to E8, OTHER, AGE, or ""
	Remedy  string        // RESPOND: from a line "REMEDY: ..."
	Actions []Action      // RESPOND: from lines "ACTION: what by date"
	Missing string

	Guess   Verb     // what a reply without a command reads like; NOTE is an update that asks for nothing
	Draft   bool     // it is to be shown, not carried out
	Away    Absence  // OUT: what the reply says of an absence
	Answers LetterID // the letter that it answers, if that is known
	Asked   string   // YES, NO: the cause of that letter, which names the question

	Ref   string // DUPLICATE: the other case
	Wants string // CONTACTED, ISSUES: the outcome the resident would like (P8)
	// ISSUES, CONTACTED: from lines "ISSUE 2: the gate is broken", what the complaint is about
	Issues []IssueLine
	// RESPOND: from lines "ISSUE 2: NOT UPHELD and why", numbered as letters number them
	Findings []Finding
	// RESPOND: files of the reply that go with the answer once they are asked about, and why others do not
	Enclosed            []message.Enclosure
	Stays               []string
	RootCause, Learning string         // RESPOND: from lines "ROOT CAUSE: ..." and "LEARNING: ..."
	Improvement         string         // RESPOND: from a line "IMPROVEMENT: ..."
	Tenure              string         // NOTE: from a line "TENURE: ..."
	Safe                bool           // CONTACTED: the words say that the resident is safe
	Adjustment          string         // NOTE, CONTACTED: from a line "ADJUSTMENT: ..."; NONE ends what was recorded
	Needs               []reading.Need // NOTE, CONTACTED: what the words of that line ask for
}

// Absence is what somebody says of their own absence.
type Absence struct {
	Left bool          // they have left for good
	From calendar.Date // a later day from which they are away; 0 is now
	Back calendar.Date // the day of return, or the last day away; 0 if it is not told
}
