package complaint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
)

// Stage is one stage of a case and its clock. While a case is being put right informally its first stage has not begun:
// it then holds who is at it, and the target is the last day for that; there is no limit.
type Stage struct {
	Received   time.Time     `json:"received,omitzero"`  // what started it
	OpenedAt   time.Time     `json:"opened_at,omitzero"` // when it was decided to open it; reminders come after it
	Day0       calendar.Date `json:"day0,omitzero"`
	AckDue     calendar.Date `json:"ack_due,omitzero"`
	AckedAt    time.Time     `json:"acked_at,omitzero"` // accepted by the server; zero again if it came back
	Limit      calendar.Date `json:"limit,omitzero"`
	Target     calendar.Date `json:"target,omitzero"`
	Given      Days          `json:"given,omitzero"`  // as they were before a change of calendar or policy moved them
	Dates      int           `json:"dates,omitempty"` // version of the dates: grows with each extension
	FirstLimit calendar.Date `json:"first_limit,omitzero"`
	Unproved   bool          `json:"unproved,omitempty"` // see [Stage.Doubted]
	Extensions []Extension   `json:"extensions,omitempty"`

	Words    string         `json:"words,omitempty"` // stage 2: what the resident is unhappy with
	Handler  people.Contact `json:"handler,omitzero"`
	StandIns []string       `json:"stand_ins,omitempty"` // everybody who has handled it, by address
	// whoever of staff answered, put off, spoke with the resident, settled or asked at it, by address
	Acted       []string      `json:"acted,omitempty"`
	AssignedOn  calendar.Date `json:"assigned_on,omitzero"`
	ContactedOn calendar.Date `json:"contacted_on,omitzero"`
	LateTold    calendar.Date `json:"late_told,omitzero"`

	RespondedAt time.Time `json:"responded_at,omitzero"` // when the answer was given to us
	// when the letter was accepted; zero again if it came back
	SentAt time.Time `json:"sent_at,omitzero"`
	// as SentAt of the first answer that arrived; one that is corrected later was still in time
	FirstSentAt time.Time           `json:"first_sent_at,omitzero"`
	Decision    Outcome             `json:"decision,omitempty" redact:"keep"`
	Findings    []Finding           `json:"findings,omitempty"` // one on each issue (Code 6.7)
	Answer      string              `json:"answer,omitempty"`
	Remedy      string              `json:"remedy,omitempty"`
	RootCause   string              `json:"root_cause,omitempty"` // for the annual report (5.3)
	Learning    string              `json:"learning,omitempty"`
	Improvement string              `json:"improvement,omitempty"` // what we do differently from now on
	Actions     []Action            `json:"actions,omitempty"`
	Enclosed    []message.Enclosure `json:"enclosed,omitempty"`   // files that go with the answer
	WindowLast  calendar.Date       `json:"window_last,omitzero"` // stage 1: last day to ask for stage 2
}

// Days are the dates of a stage that we owe.
type Days struct {
	AckDue calendar.Date `json:"ack_due,omitzero"`
	Limit  calendar.Date `json:"limit,omitzero"`
	Target calendar.Date `json:"target,omitzero"`
}

// Days are the stage's dates as they stand.
func (s Stage) Days() Days { return Days{s.AckDue, s.Limit, s.Target} }

// Doubted reports whether a stage was opened by a message that our mail server says is not from the address it names,
// and no person has spoken with the resident since. What it says is then nobody's word, and is not repeated to that
// address by itself.
func (s Stage) Doubted() bool { return s.Unproved && s.ContactedOn == 0 && s.RespondedAt.IsZero() }

// Learnt is what an answer says of the cause, of what was learnt and of what is done differently, for the annual
// report; empty if nothing.
func (s Stage) Learnt() string {
	said := slices.DeleteFunc([]string{s.RootCause, s.Learning, s.Improvement}, func(words string) bool {
		return words == "" || strings.EqualFold(strings.Trim(words, " ."), "none")
	})
	return strings.Join(said, "; ")
}

// Outcome is what an answer finds.
type Outcome string

// The outcomes.
const (
	Upheld       Outcome = "upheld"
	PartlyUpheld Outcome = "partly upheld"
	NotUpheld    Outcome = "not upheld"
)

// Extension is one putting off of an answer.
type Extension struct {
	From   calendar.Date `json:"from"`          // the limit that it replaced
	Told   calendar.Date `json:"told,omitzero"` // the date that the resident had been told
	To     calendar.Date `json:"to"`
	Reason string        `json:"reason"`
	Class  string        `json:"class,omitempty"` // what kind of reason that is: [ReasonComplex] and so on
	By     actor.Actor   `json:"by"`
	On     calendar.Date `json:"on"`
}

// Promises are the dates that a case keeps whatever the policy becomes.
func (c Case) Promises() map[string]calendar.Date {
	s, _ := c.Current()
	all := map[string]calendar.Date{"decide_by": c.Review.DecideBy, "window_last_day": c.Stage1.WindowLast}
	if c.InHand() {
		all["ack_due"], all["limit"], all["target"] = s.AckDue, s.Limit, s.Target
	}
	return all
}

// An answer decides every issue of a complaint, not only the whole (Code 6.7). A manager who decides them alike says so
// once; one who does not gives each a line: ISSUE 2: NOT UPHELD and why. Where nobody has confirmed what the issues are
// ([Case.Definition]) and no line names one, the answer stands as a whole: no stretch of a message that the program
// picked is called upheld or not.

// Finding is what an answer decides on one issue of the case.
type Finding struct {
	Issue    int     `json:"issue"` // its place in Case.Issues
	Decision Outcome `json:"decision" redact:"keep"`
	Why      string  `json:"why,omitempty"` // a line for the resident, if one was given
}

// Point is a finding as a letter shows it.
type Point struct {
	Issue    string // in the resident's words, short
	Decision string // upheld, partly upheld, not upheld
	Why      string
}

// Matters are the places in Case.Issues of what an answer has to decide: the issues in scope, or all of them where none
// is. Letters number them in this order, from 1.
func (c Case) Matters() []int {
	var inScope, all []int
	for i, issue := range c.Issues {
		all = append(all, i)
		if issue.InScope() {
			inScope = append(inScope, i)
		}
	}
	if len(inScope) == 0 {
		return all
	}
	return inScope
}

// Points are the findings of a stage in the words of a letter. One finding on a whole complaint, without a line of its
// own, says no more than the decision does.
func (c Case) Points(s Stage) []Point {
	if len(s.Findings) == 1 && s.Findings[0].Why == "" {
		return nil
	}
	var points []Point
	for _, f := range s.Findings {
		points = append(points, Point{c.Issues[f.Issue].Sentence, string(f.Decision), f.Why})
	}
	return points
}

// Findings joins what was decided on the whole with what was decided on single issues, or says what does not fit. An
// issue that no line names is decided like the whole, unless the whole is partly upheld: then each needs its line. At
// stage 2, and where nobody has confirmed the issues, only lines decide issues: a Director who says one word has not
// turned around what stage 1 found on each.
func (c Case) Findings(whole Outcome, lines []Finding) (all []Finding, overall Outcome, problem string) {
	if _, n := c.Current(); len(lines) == 0 && (n == 2 || !c.Definition.Confirmed()) {
		return nil, whole, ""
	}
	matters := c.Matters()
	said := map[int]Finding{}
	for _, f := range lines {
		if f.Issue < 1 || f.Issue > len(matters) {
			return nil, "", fmt.Sprintf("There is no issue %d. The complaint has %s: %s", f.Issue,
				calendar.Plural(len(matters), "issue"), c.numbered())
		}
		said[f.Issue] = f
	}
	for i, at := range matters {
		f, ok := said[i+1]
		if !ok && len(said) > 0 && whole != Upheld && whole != NotUpheld {
			return nil, "", fmt.Sprintf("Say what you decided on each issue. Issue %d has no line yet: %s", i+1,
				c.numbered())
		}
		if !ok {
			f = Finding{Decision: whole}
		}
		f.Issue = at
		all = append(all, f)
	}
	overall = overallOf(all, whole)
	if whole != "" && whole != overall {
		return nil, "", fmt.Sprintf("You wrote %s, but your lines on the issues make it %s. Please change one or "+
			"the other.", strings.ToUpper(string(whole)), strings.ToUpper(string(overall)))
	}
	return all, overall, ""
}

// overallOf is the outcome that findings make together.
func overallOf(all []Finding, whole Outcome) Outcome {
	if len(all) == 0 {
		return whole
	}
	differs := func(f Finding) bool { return f.Decision != all[0].Decision }
	if slices.ContainsFunc(all, differs) {
		return PartlyUpheld
	}
	return all[0].Decision
}

// Action is something we promised to do.
type Action struct {
	What string        `json:"what"`
	By   calendar.Date `json:"by,omitzero"`
	Done calendar.Date `json:"done,omitzero"`
}

// PutOffFrom is the date that the latest extension replaced, or the limit where there is none.
func (s Stage) PutOffFrom() calendar.Date {
	if n := len(s.Extensions); n > 0 {
		return s.Extensions[n-1].From
	}
	return s.Limit
}

// Moved says in words which dates of a case have moved since before, a line each, for the complaints team.
func (c Case) Moved(before Case) []string {
	var lines []string
	was, n := before.Current()
	is, _ := c.Current()
	for _, d := range []struct {
		what     string
		was, now calendar.Date
	}{
		{"the decision", before.Review.DecideBy, c.Review.DecideBy}, {"the acknowledgement", was.AckDue, is.AckDue},
		{"the answer", was.Target, is.Target},
		{"the policy's last day for the answer", was.Limit, is.Limit},
		{"the last day to ask for stage 2", was.WindowLast, is.WindowLast},
	} {
		if d.was != d.now {
			how := "moved from " + d.was.Long() + " to " + d.now.Long()
			switch {
			case d.was.IsZero():
				how = "is promised by " + d.now.Long()
			case d.now.IsZero():
				how = "was promised by " + d.was.Long() + ", and is promised no more"
			}
			lines = append(lines, fmt.Sprintf("%s, stage %d: %s %s.", c.Ref, n, d.what, how))
		}
	}
	return lines
}

// AwaitsPost reports whether a letter waits for a person to bring it to the resident.
func (c Case) AwaitsPost(id LetterID) bool {
	return slices.ContainsFunc(c.Undelivered, func(u Undeliverable) bool { return u.Letter == id })
}

// Promise is something an answer promised that is not done yet.
type Promise struct {
	Action
	Stage    policy.StageNumber
	Index    int
	Who      people.Contact
	Answered time.Time
}

// Promised lists what is still to be done, of both stages, whatever has become of the case since.
func (c Case) Promised() []Promise {
	var all []Promise
	for at, s := range []Stage{c.Stage1, c.Stage2} {
		for i, a := range s.Actions {
			if a.Done == 0 {
				all = append(all, Promise{a, policy.StageNumber(at + 1), i, s.Handler, s.RespondedAt})
			}
		}
	}
	return all
}
