package procedure

import (
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/order"
	"complaints/internal/policy"
	"complaints/internal/register"
)

// Departures lists where the policy and the landlord's own details depart from the law that holds on a day (0.8).
func (p Procedure) Departures(today calendar.Date) []policy.Departure {
	found := p.Policy.Departures(today)
	if d, ok := p.Policy.CasesByEmail(p.Landlord.OmbudsmanList, today); ok {
		found = append(found, d)
	}
	return found
}

// Procedure is everything that decides: the policy, the calendar, the people and the landlord's own
// settings. Its methods are named after what can happen to a case. Each takes values and returns a
// [Decision]; none does anything.
type Procedure struct {
	Policy   policy.Policy
	Edition  int                   // by which number the policy is kept
	Earlier  map[int]policy.Policy // those before it, under which cases were opened that keep them
	Calendar calendar.Calendar
	Register register.Register
	Landlord order.Landlord
	Settings Settings
	Staff    StaffRules
	Mode     Modes
	// who of the register has told us that they are away, by address in lower case: the day of return
	Absent map[string]calendar.Date
	// whose mailbox refuses our letters, by address in lower case: since when
	Refusing map[string]calendar.Date
	// other residents and their homes, as far as the reply that is decided may name them
	Others []string
	Helped Helped // whoever wrote the reply that is decided
	// Until then further alerts of danger wait, because others have just gone, and go together. Zero: they go at once.
	AlertsFrom time.Time
}

// under is the procedure by the policy of a case: the one it was opened under, unless a person has said otherwise.
func (p Procedure) under(c complaint.Case) Procedure {
	if earlier, ok := p.Earlier[c.Edition]; ok && c.Version > 0 && c.Edition != p.Edition {
		p.Policy = earlier
	}
	return p
}

// Settings are the numbers the policy leaves open. Hours are of the local clock, days as named.
type Settings struct {
	// reminders and other letters that can wait keep to them
	Hours calendar.Hours `yaml:"hours"`
	// on the acknowledgement's last day the team is paged (3.3: four hours before the end)
	PageHour     int `yaml:"page_hour"`
	DefaultHour  int `yaml:"default_hour"`  // on that day what nobody has decided is opened
	ReminderHour int `yaml:"reminder_hour"` // managers are reminded
	LateHour     int `yaml:"late_hour"`     // residents are told that a date was missed
	UpdateEvery  int `yaml:"update_every"`  // working days between later words to a resident who waits
	// calendar days a manager may add where the policy names no maximum (P10)
	ExtensionCap      int  `yaml:"extension_cap"`
	SettleDays        int  `yaml:"settle_days"`          // working days a resident has to say that it is not settled
	AnswerMinLength   int  `yaml:"answer_min_length"`    // characters of a full written answer, at the least
	KeepAnsweredFor   int  `yaml:"keep_answered_for"`    // months a case stays open after the final answer
	ReopenSettledFor  int  `yaml:"reopen_settled_for"`   // months in which a case settled early opens again by a reply
	TellMovedDates    bool `yaml:"tell_moved_dates"`     // L44 when a changed calendar moves a promised date later
	WindowClosed      bool `yaml:"window_closed_letter"` // L35 when the time to ask for stage 2 has passed
	AlertAgainMinutes int  `yaml:"alert_again_minutes"`  // an emergency nobody has taken is told again
	// for how long a letter that a colleague's reply sends can still be stopped (STOP)
	WaitMinutes int `yaml:"wait_minutes"`
}

// DefaultSettings are the settings of config.example.yaml.
func DefaultSettings() Settings {
	return Settings{
		Hours: calendar.Hours{Open: 8, Close: 18}, PageHour: 14, DefaultHour: 17, ReminderHour: 9, LateHour: 12,
		UpdateEvery:  5,
		ExtensionCap: 14, SettleDays: 5, AnswerMinLength: 150, KeepAnsweredFor: 12, ReopenSettledFor: 6,
		AlertAgainMinutes: 30, WaitMinutes: 15,
	}
}

// Decision is what follows from something that happened: events for the log, letters to write, and the
// reason in words a person reads. Case is the case after the events.
type Decision struct {
	Case    complaint.Case
	Events  []complaint.Event
	Letters []order.Order
	Why     string
	// letters in the outbox that a person has said yes to, and those that they have said no to
	LetGo, KeepBack []complaint.Awaited
}

// draft is a decision in the making.
type draft struct {
	Procedure
	now    time.Time
	cause  string // what makes the letters of this decision unique
	clause string // the rule of rules.md under which what is recorded next happens
	waits  bool   // a colleague causes it, so its letters wait for their second thoughts
	// why nothing follows from a message whose sender is not proved, for whoever is told of it; "" otherwise
	notProved  string
	byStaff    bool   // somebody of staff decides, so they have read what they answer
	byPerson   bool   // what it orders was written, or asked for by name, by somebody of staff
	dangerTold bool   // people were told of the danger of this message in another case
	threatOnly bool   // the danger of the message is a threat to others, so no advice goes to whoever wrote it
	quiet      bool   // nothing goes to whoever wrote but what keeps them safe, see [draft.doubtSender]
	doubted    bool   // it is quiet since our mail server says that the sender is not who they say
	piece      bool   // it goes on with the text before it, see [isPiece]
	noAnswer   string // why it is quiet otherwise
	Decision
}
