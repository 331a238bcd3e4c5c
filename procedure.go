package complaints

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Procedure is everything that decides: the policy, the calendar, the people and the landlord's own
// settings. Its methods are named after what can happen to a case. Each takes values and returns a
// [Decision]; none does anything.
type Procedure struct {
	Policy   Policy
	Calendar Calendar
	Register Register
	Landlord Landlord
	Settings Settings
	Absent   map[string]Date // who of the register has told us that they are away, by address in lower case: the day of return
}

// Settings are the numbers the policy leaves open. Hours are of the local clock, days as named.
type Settings struct {
	Hours             Hours `yaml:"hours"`                // reminders and other letters that can wait keep to them
	PageHour          int   `yaml:"page_hour"`            // on the acknowledgement's last day the team is paged (3.3: four hours before the end)
	DefaultHour       int   `yaml:"default_hour"`         // on that day what nobody has decided is opened
	ReminderHour      int   `yaml:"reminder_hour"`        // managers are reminded
	LateHour          int   `yaml:"late_hour"`            // residents are told that a date was missed
	UpdateEvery       int   `yaml:"update_every"`         // working days between later words to a resident who waits
	ExtensionCap      int   `yaml:"extension_cap"`        // calendar days a manager may add where the policy names no maximum (P10)
	SettleDays        int   `yaml:"settle_days"`          // working days a resident has to say that it is not settled
	AnswerMinLength   int   `yaml:"answer_min_length"`    // characters of a full written answer, at the least
	KeepAnsweredFor   int   `yaml:"keep_answered_for"`    // months a case stays open after the final answer
	ReopenSettledFor  int   `yaml:"reopen_settled_for"`   // months in which a case settled early opens again by a reply
	TellMovedDates    bool  `yaml:"tell_moved_dates"`     // L44 when a changed calendar moves a promised date later
	WindowClosed      bool  `yaml:"window_closed_letter"` // L35 when the time to ask for stage 2 has passed
	AlertAgainMinutes int   `yaml:"alert_again_minutes"`  // an emergency nobody has taken is told again
}

// DefaultSettings are the settings of config.example.yaml.
func DefaultSettings() Settings {
	return Settings{
		Hours: Hours{Open: 8, Close: 18}, PageHour: 14, DefaultHour: 17, ReminderHour: 9, LateHour: 12, UpdateEvery: 5,
		ExtensionCap: 14, SettleDays: 5, AnswerMinLength: 150, KeepAnsweredFor: 12, ReopenSettledFor: 6, AlertAgainMinutes: 30,
	}
}

// Decision is what follows from something that happened: events for the log, letters to write, and the
// reason in words a person reads. Case is the case after the events.
type Decision struct {
	Case    Case
	Events  []Event
	Letters []LetterOrder
	Why     string
}

// working is a decision in the making.
type working struct {
	Procedure
	now   time.Time
	cause string // what makes the letters of this decision unique
	d     Decision
}

func (p Procedure) decide(c Case, now time.Time, cause string) *working {
	return &working{Procedure: p, now: now.UTC(), cause: cause, d: Decision{Case: c}}
}

func (w *working) today() Date { return w.Calendar.Day(w.now) }

// happen adds an event and folds it into the case. The first reason given becomes the decision's.
func (w *working) happen(by, why string, f Fact) {
	e := Event{At: w.now, By: by, Why: why, Fact: f}
	w.d.Events = append(w.d.Events, e)
	w.d.Case = w.d.Case.After(e)
	if w.d.Why == "" {
		w.d.Why = why
	}
}

// By whom things happen when it is not a member of staff.
const (
	ByResident = "resident"
	ByMachine  = "machine"
	ByServer   = "mail server"
)

// NewRef says whether the message, read as r, will need a case of its own beside c. The desk then
// gives the reference to [Procedure.Receive].
func (p Procedure) NewRef(c Case, r Reading) bool {
	switch c.Status {
	case InformalOpen, Stage1Open, Review:
		return r.Intent == IntentNewIssue && unrelated(c, r.Area)
	case Stage1Responded:
		return r.Intent == IntentNewIssue && !wantsStage2(r) || wantsStage2(r) && len(newMatter(c, r).Issues) > 0
	case Stage2Open, Stage2Responded, Closed:
		return r.Intent == IntentNewIssue
	}
	return false
}

// Apart returns r, the reading of a message in a case, with the matters that are told apart when it is read by itself: a
// request for stage 2 is one reading as a whole, and what is new in it must not be lost in that (P16).
func Apart(r, alone Reading) Reading {
	if wantsStage2(r) {
		r.Issues = alone.Issues
	}
	return r
}

// unrelated reports whether an area is none of those that the case is about. The same leak in a new room is the
// same matter; areas through which every complaint passes tell nothing apart.
func unrelated(c Case, a Area) bool {
	if !c.elsewhere(a) || a == c.AreaSecond {
		return false
	}
	return !slices.ContainsFunc(c.Issues, func(i Issue) bool { return i.Area == a })
}

// newMatter narrows a reading to what was not part of the case before (P16). A message that is new as a whole stays
// as it is.
func newMatter(c Case, r Reading) Reading {
	fresh := slices.DeleteFunc(slices.Clone(r.Issues), func(i Issue) bool { return i.Kind != KindComplaint || !unrelated(c, i.Area) })
	if r.Kind != KindStage2Request && r.Intent != IntentStage2 && len(fresh) == 0 {
		fresh = r.Issues
	}
	r.Issues = fresh
	if len(fresh) > 0 && fresh[0].Area != "" {
		r.Area = fresh[0].Area
	}
	switch r.Kind {
	case KindFollowUp, KindStage2Request:
		r.Kind, r.ToPerson = KindComplaint, false // it was told as something that went wrong
	}
	return r
}

// excerpt returns the beginning of a text on one line, cut between words.
func excerpt(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		cut := string(r[:most])
		if i := strings.LastIndexByte(cut, ' '); i > most/2 {
			cut = cut[:i]
		}
		return strings.TrimRight(cut, " ,;:.") + "..."
	}
	return text
}

// limitWords keeps a text to a size that a case can carry; the whole message stays in the store.
func limitWords(text string) string {
	const most = 8000
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + fmt.Sprintf("\n[%d more characters are in the message itself]", len(r)-most)
	}
	return text
}
