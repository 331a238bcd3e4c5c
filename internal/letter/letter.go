// Package letter is the table of letters: whom each is for, when it may leave, what it counts as, whether it must
// arrive and what must stand in it. What is true of a letter is said here and nowhere else; its words are a
// template's.
package letter

import (
	"fmt"
	"maps"
	"slices"

	"complaints/internal/policy"
)

// ID names a letter, as files, logs and stories do: those that begin with L go to residents and to whoever writes for
// them, those with M to staff.
type ID string

// The letters.
const (
	Stage1Acknowledgement         ID = "L01"
	Received                      ID = "L02"
	ServiceRequest                ID = "L03"
	ScopeFirstRequest             ID = "L04"
	ScopeNewBuildDefect           ID = "L05"
	ScopeRentAndCharges           ID = "L06"
	ScopeNeighbours               ID = "L07"
	ScopePolicyApplied            ID = "L08"
	ScopeLegalAction              ID = "L09"
	ScopeInsuranceClaim           ID = "L10"
	ScopeDataBreach               ID = "L11"
	OutOfTime                     ID = "L12"
	LateAccepted                  ID = "L13"
	NeedInformation               ID = "L14"
	ConsentNeeded                 ID = "L15"
	RepresentativeAcknowledgement ID = "L16"
	Duplicate                     ID = "L17"
	EvidenceReceived              ID = "L18"
	Status                        ID = "L19"
	Stage1Extension               ID = "L21"
	Stage1Late                    ID = "L22"
	Stage1Response                ID = "L23"
	Resolved                      ID = "L24"
	Withdrawn                     ID = "L25"
	Stage2Acknowledgement         ID = "L26"
	Stage2Refused                 ID = "L27"
	Stage2TooEarly                ID = "L28"
	NewIssue                      ID = "L29"
	Stage2Extension               ID = "L30"
	Stage2Late                    ID = "L31"
	Stage2FinalResponse           ID = "L32"
	OutsideHelp                   ID = "L33"
	WindowClosed                  ID = "L35"
	Reopened                      ID = "L36"
	Emergency                     ID = "L37"
	WhoAreYou                     ID = "L38"
	CannotRead                    ID = "L39"
	AdjustmentConfirmed           ID = "L40"
	ScopeOther                    ID = "L42"
	NotAComplaint                 ID = "L43"
	DateMoved                     ID = "L44"
	InformalAttempt               ID = "L45"
	HandlerChanged                ID = "L46"
	SeveralMessages               ID = "L47"
	NeutralAcknowledgement        ID = "L48"
	ThirdParty                    ID = "L51"
	UnknownSender                 ID = "L52"
	WrongNumber                   ID = "L53"
	PersonInTouch                 ID = "L60"
	QuestionPassedOn              ID = "L61"
	OmbudsmanDetails              ID = "L62"
	DataPassedOn                  ID = "L63"
	NotSettled                    ID = "L64"
	RefusalDisputed               ID = "L65"
	DetailsChanged                ID = "L70"
	SettledClosed                 ID = "L71"
	StatusUnknown                 ID = "L72"
	ClaimReceived                 ID = "L73"
	DefinitionCorrected           ID = "L74"
	NeutralReview                 ID = "L75"
	ReviewOffered                 ID = "L76"
	Bereavement                   ID = "L80"
	JointParty                    ID = "L77"
	FilesReceived                 ID = "L90"
	ManagerAssigned               ID = "M01"
	ManagerContactDue             ID = "M02"
	ManagerHalfway                ID = "M03"
	ManagerThreeDays              ID = "M04"
	ManagerOneDay                 ID = "M05"
	ManagerDueToday               ID = "M06"
	ManagerOverdue                ID = "M07"
	DirectorOverdue               ID = "M08"
	LeadOverdue                   ID = "M09"
	DirectorReview                ID = "M10"
	ManagerNewEvidence            ID = "M11"
	ManagerResidentChased         ID = "M12"
	ManagerWithdrawn              ID = "M13"
	TeamDecision                  ID = "M14"
	CommandDone                   ID = "M15"
	CommandNotUnderstood          ID = "M16"
	ExtensionNoted                ID = "M17"
	ExtensionRefused              ID = "M18"
	Reassigned                    ID = "M19"
	DeliveryFailed                ID = "M20"
	Hazard                        ID = "M21"
	DataProtection                ID = "M22"
	Safeguarding                  ID = "M23"
	MorningReport                 ID = "M24"
	OmbudsmanContact              ID = "M24b"
	WeeklyReport                  ID = "M25"
	ManagerAway                   ID = "M26"
	ActionDue                     ID = "M27"
	PolicyWarning                 ID = "M28"
	PassedOn                      ID = "M30"
	InformalAssigned              ID = "M31"
	AreaConcerned                 ID = "M32"
	ScopeDoubted                  ID = "M33"
	TeamUnreachable               ID = "M34"
	Dangers                       ID = "M35"
	ReadBack                      ID = "M36"
	AnswerToApprove               ID = "M37"
	AnswerReturned                ID = "M38"
	LetterToAgree                 ID = "M39"
	SafetyNotice                  ID = "M40"
	ColleagueReceipt              ID = "M41"
	OfficialLetter                ID = "M42"
	AlarmEnded                    ID = "M50"
	RequestOpen                   ID = "M51"
	StaffHelp                     ID = "M60"
	LookAtOnce                    ID = "M70"
	ManagerDigest                 ID = "M61"
	AlarmText                     ID = "M62"
	LawDue                        ID = "M63"
	ManagerPictures               ID = "M85"
	CaseHelp                      ID = "M65"
)

// Reader is whom a letter is for.
type Reader int

// The readers.
const (
	Resident Reader = iota // the resident, or who may speak for them
	Staff
)

// When says when a letter may leave.
type When int

// The times.
const (
	InHours        When = iota // everything that can wait for the office to open
	AtOnce                     // acknowledgements, answers to somebody who has just written, emergencies
	AtOnceInDanger             // at once where somebody may be in danger, else in hours
)

// Keeps is the date of the case that a letter keeps. It leaves on that day even when the office is closed, and after an
// outage letters leave in the order of these dates.
type Keeps int

// The dates.
const (
	NoDate     Keeps = iota // a week from now, as the order goes
	Danger                  // before everything else
	AckDue                  // the acknowledgement's last day (P5, P14)
	Limit                   // the answer's last day (P9, P18)
	PutOffFrom              // the date that the latest extension replaced (P10, P19)
)

// Offers is which replies a letter to staff offers.
type Offers int

// The offers.
const (
	OfferAllowed        Offers = iota // what can be done where the case stands
	OfferDecision                     // what only the complaints team decides
	OfferPosting                      // that a letter was brought by hand
	OfferTaking                       // that somebody deals with a danger
	OfferCompletion                   // that a promise was kept
	OfferOutsideAnswer                // that the outside body has its answer
	OfferDataProtection               // that the officer has it, and that the resident was acknowledged
	OfferDoubt                        // what to do about a case that a colleague thinks is none
	OfferSafety                       // how the resident may be reached, and that letters may go again
	OfferNoteOnly
	OfferAgreement // that a letter may go, or may not
	OfferApproval  // that a colleague's answer may go, or what is to be changed in it
	OfferAll       // whatever can be said of the case
)

// Letter is what is true of one letter.
type Letter struct {
	File         string // the template's name
	To           Reader
	When         When
	Keeps        Keeps
	Acknowledges policy.StageNumber // the stage whose acknowledgement it is, once a server has taken it; else 0
	Answers      bool               // a full written answer: by e-mail or post, never a text
	Extends      bool               // it tells of a later date
	SaysLate     bool               // it tells that a date was missed
	MustArrive   bool               // one that came back is written again by the next channel
	OfTheCase    bool               // it tells more of the case than whoever began it has told us
	// nothing of any case stands in it, so it may go to whoever wrote, whether or not the resident has agreed
	TellsNothing bool
	// it answers whoever wrote what began a case, and says nothing to a resident for whom somebody else wrote
	ToWriter bool
	// an answer to somebody who has just written: more than a few of them on a day to one address go in one letter
	Gathers bool
	// only whoever handles a case is sent it, so whoever it is passed on to may take the case over
	ForHandler bool
	Dates      bool     // it gives its reader the day of the answer, moves it or takes it away
	Failed     bool     // it says that a reply could not be acted on
	Asks       bool     // it asks its reader for YES or NO
	Offers     Offers   // to staff
	Shows      []string // facts that it has to show wherever the case has them
	Says       []Phrase // words that it has to hold, in English
}

// Phrase is words and what they are for.
type Phrase struct{ Words, For string }

// Of returns the row of a letter, the zero Letter if there is none.
func Of(id ID) Letter { return table[id] }

// All returns the ids of all letters, those to residents first.
func All() []ID { return slices.Sorted(maps.Keys(table)) }

func (r Reader) String() string { return [...]string{"the resident", "staff"}[r] }

func (w When) String() string {
	return [...]string{"in office hours", "at once", "at once in danger, else in office hours"}[w]
}

func (k Keeps) String() string {
	return [...]string{
		"", "goes before everything else", "the acknowledgement's last day", "the answer's last day",
		"the date that was put off",
	}[k]
}

// CountsAs says in words what a letter counts as once a server has taken it; "" if nothing.
func (l Letter) CountsAs() string {
	switch {
	case l.Acknowledges > 0:
		return fmt.Sprintf("the acknowledgement of stage %d", l.Acknowledges)
	case l.Answers:
		return "the full written answer"
	case l.Extends:
		return "word of a later date"
	case l.SaysLate:
		return "word that a date was missed"
	}
	return ""
}

// IfItComesBack says in words what is done with a letter to a resident that did not arrive; "" of one to staff.
func (l Letter) IfItComesBack() string {
	switch {
	case l.To == Staff:
		return ""
	case l.MustArrive:
		return "written again by the next way, and the team is told"
	}
	return "the team is told"
}
