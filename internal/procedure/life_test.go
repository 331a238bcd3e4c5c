package procedure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/procedure"
	"complaints/internal/reply"
)

// Addresses of the example register.
const (
	team     = "complaints.team@landlord.example"
	manager  = "repairs.manager@landlord.example"
	deputy   = "repairs.deputy@landlord.example"
	director = "property.director@landlord.example"
	housing  = "housing.director@landlord.example"
	chief    = "chief.executive@landlord.example"
	dpo      = "dpo@landlord.example"
	nights   = "out.of.hours@landlord.example"
	asha     = "asha@example.com"
	phone    = "+447700900123"
)

// procedure returns the procedure of config.example.yaml with another profile.
func rules(t testing.TB, profile string) procedure.Procedure {
	t.Helper()
	cfg, err := config.ForStories([]byte("policy: {profile: " + profile + "}"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := cfg.Procedure()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tester is what a life tells of its faults: a test, or one history of a property.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// life plays one case through the procedure: what it orders is sent when it may go, what time makes due is done then.
type life struct {
	t       tester
	p       procedure.Procedure
	c       complaint.Case
	now     time.Time
	n       int
	events  []complaint.Event
	waiting []complaint.LetterOrder
	sent    []sentLetter
	keys    map[string]bool
	ordered func(complaint.LetterOrder) // looks at each letter as it is ordered; may be nil
}

type sentLetter struct {
	complaint.LetterOrder
	at time.Time
}

func newLife(t testing.TB, profile string) *life {
	t.Helper()
	return &life{t: t, p: rules(t, profile), keys: map[string]bool{}}
}

func instant(t tester, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return at
}

// take folds a decision in and queues its letters.
func (l *life) take(d procedure.Decision) {
	l.t.Helper()
	for _, e := range d.Events {
		l.c = l.c.Apply(e)
		if e.Why == "" || e.By == "" {
			l.t.Errorf("%s was decided without a reason or a name", e.Kind())
		}
	}
	l.events = append(l.events, d.Events...)
	for _, o := range d.Letters {
		key := string(o.Letter) + "|" + o.Cause + "|" + string(o.Channel) + "|" + o.To.Email + o.To.Phone
		if l.keys[key] {
			l.t.Errorf("%s was ordered twice for one cause", key)
		}
		l.keys[key] = true
		if o.Cause == "" {
			l.t.Errorf("%s has no cause", o.Letter)
		}
		if l.ordered != nil {
			l.ordered(o)
		}
		l.waiting = append(l.waiting, o)
	}
}

// until lets time pass.
func (l *life) until(at time.Time) {
	l.t.Helper()
	for {
		next := at.Add(time.Second)
		if w := l.p.NextDue(l.c, l.now); l.c.Ref != "" && !w.IsZero() && w.Before(next) {
			next = w
		}
		for _, o := range l.waiting {
			if o.NotBefore.Before(next) {
				next = o.NotBefore
			}
		}
		if next.After(at) {
			l.now = at
			return
		}
		if next.After(l.now) {
			l.now = next
		}
		if !l.send() {
			l.take(l.p.Sweep(l.c, l.now))
		}
	}
}

// send lets every letter go that may, and reports whether any did.
func (l *life) send() bool {
	l.t.Helper()
	due := slices.Clone(l.waiting)
	l.waiting = slices.DeleteFunc(l.waiting, func(o complaint.LetterOrder) bool { return !o.NotBefore.After(l.now) })
	any := false
	for _, o := range due {
		if o.NotBefore.After(l.now) {
			continue
		}
		any = true
		l.sent = append(l.sent, sentLetter{o, l.now})
		l.take(l.p.Accepted(l.c, letterOf(o, l.c.Ref), l.now))
	}
	return any
}

func letterOf(o complaint.LetterOrder, ref string) complaint.Letter {
	to := o.To.Email
	if o.Channel == complaint.SMS {
		to = o.To.Phone
	}
	return complaint.Letter{ID: fmt.Sprintf("%s-%s-%s", o.Letter, o.Cause, to), Case: ref, Letter: o.Letter,
		Cause: o.Cause, Role: o.Role, Channel: o.Channel, To: to}
}

// message makes a message of the resident, as it would be parsed.
func (l *life) message(at, from, text string) complaint.Message {
	l.n++
	m := complaint.Message{ID: fmt.Sprintf("m%d", l.n), MessageID: fmt.Sprintf("m%d@example.com", l.n),
		Channel: complaint.Email, Received: instant(l.t, at), From: from, Nature: complaint.FromPerson, Text: text,
		NewText: text}
	switch {
	case strings.HasPrefix(from, "+"):
		m.Channel = complaint.SMS
	case from == asha:
		m.FromName = "Asha Rahman"
	}
	return m
}

// open begins the case with a message of Asha's.
func (l *life) open(at, text string, r complaint.Reading) *life {
	l.t.Helper()
	return l.openFrom(at, asha, text, r)
}

func (l *life) openFrom(at, from, text string, r complaint.Reading) *life {
	l.t.Helper()
	m := l.message(at, from, text)
	l.now = m.Received
	l.take(l.p.Open("HC-2026-000001", m, r, complaint.Case{}, l.now))
	l.until(l.now)
	return l
}

// complain opens stage 1 about repairs.
func (l *life) complain(at string) *life {
	l.t.Helper()
	return l.open(at, "This is the third time I have reported the leak.", aComplaint())
}

func aComplaint() complaint.Reading {
	return complaint.Reading{Kind: complaint.KindComplaint, Area: complaint.AreaRepairs, Confidence: 0.9}
}

func intent(i complaint.Intent) complaint.Reading {
	return complaint.Reading{Kind: complaint.KindFollowUp, Intent: i, Area: complaint.AreaRepairs}
}

// says is a message of Asha's on the case.
func (l *life) says(at, text string, r complaint.Reading) *life {
	l.t.Helper()
	return l.saysFrom(at, asha, text, r)
}

func (l *life) saysFrom(at, from, text string, r complaint.Reading) *life {
	l.t.Helper()
	m := l.message(at, from, text)
	l.until(m.Received)
	ref := ""
	if l.p.NewRef(l.c, r) {
		ref = "HC-2026-000002"
	}
	l.take(l.p.Receive(l.c, m, r, ref, l.now))
	l.until(l.now)
	return l
}

// replies is a command of a member of staff.
func (l *life) replies(at, from, text string) *life {
	l.t.Helper()
	m := l.message(at, from, text)
	l.until(m.Received)
	who, ok := l.p.Register.Find(from)
	if !ok {
		l.t.Fatalf("%s is not on the register", from)
	}
	l.take(l.p.Command(l.c, who, m, reply.ReadCommand(text, l.p.Calendar.Day(m.Received)), l.now))
	l.until(l.now)
	return l
}

// comesBack returns the newest letter of an id to the mail server's sender.
func (l *life) comesBack(at string, id complaint.LetterID) *life {
	l.t.Helper()
	l.until(instant(l.t, at))
	for i := len(l.sent) - 1; i >= 0; i-- {
		if o := l.sent[i]; o.Letter == id {
			l.take(l.p.NotDelivered(l.c, letterOf(o.LetterOrder, l.c.Ref), "the address does not work (5.1.1)", l.now))
			l.until(l.now)
			return l
		}
	}
	l.t.Fatalf("no %s was sent", id)
	return l
}

const wordy = "We are sorry. Our contractor came twice without the part and nobody told you. The pipe has been " +
	"replaced and the ceiling was made good on Monday. A surveyor looks at it again."

// answered brings the case to an answered stage 1.
func (l *life) answered(at string) *life {
	l.t.Helper()
	return l.replies(at, manager, "RESPOND UPHELD\n"+wordy)
}

func (l *life) to(at string) *life { l.t.Helper(); l.until(instant(l.t, at)); return l }

// letters tells what was sent since a moment, as "L01 asha@example.com 2026-11-23 10:00".
func (l *life) letters(since string) []string {
	from := instant(l.t, since)
	var all []string
	for _, s := range l.sent {
		if !s.at.Before(from) {
			to := s.To.Email
			if s.Channel == complaint.SMS {
				to = s.To.Phone
			}
			name, _, _ := strings.Cut(to, "@")
			all = append(all, fmt.Sprintf("%s %s %s", s.Letter, name, s.at.UTC().Format("2006-01-02 15:04")))
		}
	}
	slices.Sort(all)
	return all
}

// got checks the letters sent at exactly one instant, by id and reader.
func (l *life) got(at string, want ...string) *life {
	l.t.Helper()
	var got []string
	for _, s := range l.letters(at) {
		if line, ok := strings.CutSuffix(s, " "+at); ok {
			got = append(got, line)
		}
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		l.t.Errorf("letters at %s:\n got  %q\n want %q", at, got, want)
	}
	return l
}

func (l *life) stands(want complaint.Status) *life {
	l.t.Helper()
	if l.c.Status != want {
		l.t.Errorf("the case stands at %s (%s), want %s", l.c.Status, l.c.Reason, want)
	}
	return l
}

func (l *life) closedAs(want complaint.CloseReason) *life {
	l.t.Helper()
	l.stands(complaint.Closed)
	if l.c.Reason != want {
		l.t.Errorf("closed as %s, want %s", l.c.Reason, want)
	}
	return l
}

func (l *life) with(address string) *life {
	l.t.Helper()
	if s, n := l.c.Current(); s.Handler.Email != address {
		l.t.Errorf("stage %d is with %q, want %q", n, s.Handler.Email, address)
	}
	return l
}

// last returns the newest letter of an id.
func (l *life) last(id complaint.LetterID) complaint.LetterOrder {
	l.t.Helper()
	for i := len(l.sent) - 1; i >= 0; i-- {
		if l.sent[i].Letter == id {
			return l.sent[i].LetterOrder
		}
	}
	l.t.Fatalf("no %s was sent", id)
	return complaint.LetterOrder{}
}

func (l *life) count(id complaint.LetterID) int {
	n := 0
	for _, s := range l.sent {
		if s.Letter == id {
			n++
		}
	}
	return n
}

func sameDay(t tester, what string, got calendar.Date, want string) {
	t.Helper()
	if got.String() != want {
		t.Errorf("%s = %s, want %s", what, got, want)
	}
}
