package order

import (
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// Facts are what a letter may say. A template asks for them by name; a misspelt name is an error
// when the letters are checked, never a gap in a resident's letter. Dates are zero where the case has none.
type Facts struct {
	Landlord Landlord // who writes, from the configuration

	Ref     string             // HC-2026-000123
	Stage   policy.StageNumber // 1 or 2
	Today   calendar.Date      // the day the letter is written
	ReplyTo string             // to staff: the letter's own address, to which its buttons write
	// to staff: the subject of all letters about the case, by which mail programs keep them together; "" for a letter that
	// is to stand out by its own
	Conversation string
	Recipient    string // how the reader is called, or ""
	Resident     string // how the resident is called, or ""

	Received      calendar.Date // day 0 of this stage
	Issues        []string      // what the complaint is about, in the resident's own words, short
	OutcomeSought string        // in the resident's words, or "" if not told
	AnsweredOn    calendar.Date // the full answer of the stage has been given; 0 while it is owed
	ClosedOn      calendar.Date // the case is closed
	DefinedBy     string        // who of staff has confirmed these, and when; "" if nobody has
	OutOfScope    []Signpost    // parts we handle another way
	// the letter has to say which parts are ours to answer for and which are not (Code 5.7)
	SayOurs bool
	Area    string // the area's name in plain words: repairs
	// where a passage of a letter holds: the area's id, the policy of the case, the nation
	AreaID         reading.Area
	Policy, Nation string
	Handler        people.Contact // who is dealing with it
	HandlerRole    string         // "the investigating manager", "the Director"

	AnswerBy   calendar.Date // the date residents are told: the target
	SettleBy   calendar.Date // L45, M31: the last day to put it right before stage 1 (1.4)
	Limit      calendar.Date // the policy's last day
	AckBy      calendar.Date // the acknowledgement's last day; for L02 the day by which a person decides
	OldDate    calendar.Date // L21, L22, L30, L31, M17: the date that was promised
	NewDate    calendar.Date // the date that is promised now
	DaysLate   int           //
	Derivation string        // how the date was found: which days were skipped and why
	WindowLast calendar.Date // last day to ask for stage 2
	ReplyBy    calendar.Date // last day to answer this letter, if there is one
	ReviewDate calendar.Date // L28: when the stage 1 answer is due
	HearBy     calendar.Date // the day by which a person gets in touch, or looks again

	Reason   string             // why more time, why out of scope, why refused: a person's words
	Points   []complaint.Point  // what was decided on each issue, where that says more than Decision
	Decision string             // upheld, partly upheld, not upheld
	Answer   string             // the manager's or Director's words, whole
	Remedy   string             //
	Actions  []complaint.Action // what we promised, by when
	Enclosed []string           // names of the files that go with the answer
	Agreed   string             // L24: what was agreed
	Question string             // L14: what we ask
	NewRef   string             // L29, L17: the other case
	NewRefs  []string           // L26: new issues split off
	MovedUp  bool               // L26: the team moved it to stage 2, where stage 1 was not answered
	LastStep string             // L19: what happened last, in words
	Files    FileCount          // L90, L39: the files that came with a message
	EventDay string             // L12: when the issue happened, as understood

	External External // where the resident can go after us or meanwhile

	// For staff.
	Words       string               // the message as it was written, whole
	Attachments []message.Attachment //
	Channel     message.Channel      // how the resident wrote
	Chased      int                  // how often the resident has asked
	Shadow      bool                 // to staff: nobody has written to the resident, see [procedure.Modes]
	Reminder    string               // which reminder this is, in words
	Waits       string               // to the handler: that the answer is written and whom it waits for
	Proposal    Proposal             // M14, and other questions for the team
	History     []string             // what has happened, a line each
	Finished    []Finished           // M15, M17, M36: letters that the reply sends, or would send, as they stand
	Leaves      string               // M15, M17: when they leave, as 08:00 on Thursday 26 November 2026; "" if at once
	Meant       string               // M36: what the reply was read as
	Commands    []Act                // what its reader can do by a reply, in the order of the table of verbs
	Flags       []reading.Flag       //
	Contact     people.Contact       // how the resident is reached, for a manager
	Problem     string               // M16, M18, M20: what is wrong and what to do
	Sections    []Section            // M24, M25: the report
	NotProved   string               // why nothing followed from a message whose sender is not proved
	ContactBy   calendar.Date        // the day by which the manager should have spoken with the resident

	// For the form the letter takes.
	SentBy    message.Channel // the form this copy takes; set when it is written, whatever it was before
	Signature string          // who signs it beside the landlord, "" if nobody; set when it is written
	Language  string          // code of the language the reader asked for, as cy; "" is English
	// code of the language the resident wrote in, if not English: a letter to them that exists in it goes out in both
	Wrote         string
	PostalAddress string // where a printed letter goes, a line each; "" if it is not known
	// for a text that announces a letter: how the letter itself goes; "" if it has nowhere to go yet
	FullLetter message.Channel
	TimeLimit  string // L12: the policy's time limit in words: six months
	NoCalls    bool   // the resident is not to be phoned
	Unread     bool   // it answers a message that nobody has read yet
	Held       bool   // M40: letters of the case wait for a person
	Unwritten  bool   // M21, M23: nothing went to the resident, because it may not be safe

	// M22: the end of the 72 hours, as 10:00 on Thursday 26 November 2026; "" where no data-protection clock runs
	DataReportBy string
	DataAckBy    calendar.Date // M22: the last day of the 30 in which the resident must be acknowledged

	// For what the resident needs (Code 5.10).
	WeWill     []string // what we do about it, to the resident, a sentence each
	MustDo     []string // what staff have to do about it, a sentence each, with the resident's own words
	LargePrint bool     // the letter is written in large print
	ReadOut    bool     // a person reads the letter to the resident on the phone
	Withheld   string   // who wrote for the resident without permission: the letter is not for them

	// For whoever else has to do with a case.
	Writer    reading.Writer // L51: in what capacity its reader wrote for a resident
	Late      string         // L80: the resident who has died
	SpokenBy  string         // who wrote for the resident, in whose words the issues stand; "" where the resident did
	Sender    string         // M42: the official body that wrote
	Deadlines []string       // to staff: what the law, or somebody outside, wants by a day, a sentence each
	Code      string         // M62: what takes the alarm by text
	Tribunal  string         // L07: that of the nation which decides about charges; "" where there is none
	// whom to ring in danger beside 999, a sentence each, and in short for texts and staff (2.4); and for gas, where that is
	// not the number of Great Britain
	Helplines, HelpText []string
	Gas, GasText        string
}

// Ring has a letter name whom to ring in danger.
func (f *Facts) Ring(lines []policy.Helpline) {
	for _, h := range lines {
		f.Helplines = append(f.Helplines, h.Letter)
		if h.Text != "" {
			f.HelpText = append(f.HelpText, h.Text)
		}
	}
}

// FileCount says how many files somebody sent with a message, and how many of them are here.
type FileCount struct {
	Sent  int // 0 where nobody can say: the message was cut
	Came  int
	Alone bool // they came without a word
}

// Finished is a letter as its reader will have it.
type Finished struct {
	To      string // how the reader is called
	Subject string
	Text    string
}

// Landlord is who the letters come from.
type Landlord struct {
	Name           string         `yaml:"name"`
	ShortName      string         `yaml:"short_name"` // for text messages
	Email          string         `yaml:"email"`      // the complaints mailbox
	Phone          string         `yaml:"phone"`      // as residents dial it
	EmergencyPhone string         `yaml:"emergency_phone"`
	Text           string         `yaml:"text"` // the text number, as residents dial it
	Address        string         `yaml:"address"`
	Website        string         `yaml:"website"`
	HowToComplain  []string       `yaml:"how_to_complain"`   // the policy's "You can do so by:" list
	OmbudsmanList  []string       `yaml:"ombudsman_contact"` // the policy's "can be contacted:" list
	DPO            people.Contact `yaml:"-"`
	InsuranceDesk  string         `yaml:"insurance_desk"`
	LegalDesk      string         `yaml:"legal_desk"`
	ASBDesk        string         `yaml:"asb_desk"`
	ChargesDesk    string         `yaml:"charges_desk"`
	DefectsDesk    string         `yaml:"defects_desk"`
	Colour         string         `yaml:"colour"` // of the head of letters, as #0b4f8a; "" is a sober blue
	Logo           string         `yaml:"logo"`   // a picture's file, for the head of letters
	Sign           string         `yaml:"sign"`   // who letters to residents end with: landlord, area or person
	LogoID         string         `yaml:"-"`      // the Content-ID of the logo that goes with each letter; "" without
	// the names that passages of letters may go by; none where they are not known
	Areas, Policies []string `yaml:"-"`
}

// Signpost tells a resident about a part of their message that is handled another way (P2).
type Signpost struct {
	Exclusion policy.Exclusion
	What      string // the resident's sentence
	Route     string // who deals with it and how to reach them
}

// Proposal is the answer the machine suggests to a person, with its reasons.
type Proposal struct {
	Question   string // what has to be decided, in one sentence
	Suggest    string // the reply word that takes the suggestion: ACCEPT, REFUSE E4 ...
	Kind       reading.Kind
	Exclusion  policy.Exclusion
	Confidence float64
	Evidence   []reading.Evidence
	Why        string
	DecideBy   calendar.Date
	Default    string // what happens if nobody decides
}

// External says where the resident can take the complaint outside the landlord (P20, P21).
type External struct {
	Show       bool          // whether this letter carries it
	Body       string        // Housing Ombudsman Service
	Mode       string        // direct or designated_person
	DirectFrom calendar.Date // designated_person: the day from which the resident may go alone
	Before     calendar.Date // direct: the day until which the body takes the case
	Within     string        // direct: how long it takes one, in words, where that counts from a day we do not know
}

// Section is a part of a report.
type Section struct {
	Title string
	Lines []string
}
