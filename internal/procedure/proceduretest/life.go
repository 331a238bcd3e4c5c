package proceduretest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/internal/reply"
)

// T is what a life tells of its faults: a test, or one history of a property.
type T interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Life is one case from its first message on. What the procedure orders is sent when it may go, and what time makes due
// is done then. A test may change Procedure, Case and Now between two steps: another calendar, a telephone number, a
// night in which the program was off.
type Life struct {
	Procedure procedure.Procedure
	Case      complaint.Case
	Now       time.Time
	Events    []complaint.Event
	Waiting   []order.Order            // ordered, and not to go yet
	Sent      []Sent                   // in the order in which they went
	Ordered   func(order.Order)        // looks at each letter as it is ordered; may be nil
	Taken     func(procedure.Decision) // looks at each decision once it stands; may be nil

	t    T
	n    int // messages so far
	keys map[string]bool
}

// Sent is a letter and when it went.
type Sent struct {
	order.Order
	At time.Time
}

// New begins a life under the rules of a profile; no message has come yet.
func New(t testing.TB, profile string) *Life {
	t.Helper()
	return Under(t, Rules(t, profile))
}

// Under begins a life under the rules given.
func Under(t T, p procedure.Procedure) *Life {
	return &Life{t: t, Procedure: p, keys: map[string]bool{}}
}

// At reads a moment, such as "2026-11-23 10:00".
func At(t T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return at
}

// Message is a message by e-mail, or by text if from is a number, as it would be parsed.
func (l *Life) Message(at, from, text string) message.Message {
	l.t.Helper()
	l.n++
	m := message.Message{
		ID: fmt.Sprintf("m%d", l.n), MessageID: fmt.Sprintf("m%d@example.com", l.n), Received: At(l.t, at),
		Channel: message.Email, From: from, Nature: message.FromPerson, Text: text, NewText: text,
	}
	switch m.Proof = (message.Proof{Verdict: message.SenderProved, By: message.ByDMARC}); {
	case strings.HasPrefix(from, "+"):
		m.Channel, m.Proof = message.SMS, message.Proof{}
	case from == Asha:
		m.FromName = "Asha Rahman"
	}
	return m
}

// Complain opens the case with a complaint of Asha's about a repair.
func (l *Life) Complain(at string) *Life {
	l.t.Helper()
	return l.Open(at, "This is the third time I have reported the leak.", Repairs())
}

// Open begins the case with a message of Asha's.
func (l *Life) Open(at, text string, r reading.Reading) *Life {
	l.t.Helper()
	return l.OpenFrom(at, Asha, text, r)
}

// OpenFrom begins the case with a message of anybody's.
func (l *Life) OpenFrom(at, from, text string, r reading.Reading) *Life {
	l.t.Helper()
	m := l.Message(at, from, text)
	return l.OpenLate(m, r, m.Received)
}

// OpenLate begins the case with a message that is seen later than it was received.
func (l *Life) OpenLate(m message.Message, r reading.Reading, seen time.Time) *Life {
	l.t.Helper()
	l.Now = seen
	return l.Do(l.Procedure.Open(Ref, m, Heard(l.t, m, complaint.Case{}, r), complaint.Case{}, l.Now))
}

// Says is a message of Asha's on the case.
func (l *Life) Says(at, text string, r reading.Reading) *Life {
	l.t.Helper()
	return l.SaysFrom(at, Asha, text, r)
}

// SaysFrom is a message of anybody's on the case.
func (l *Life) SaysFrom(at, from, text string, r reading.Reading) *Life {
	l.t.Helper()
	return l.Receives(l.Message(at, from, text), r)
}

// Receives is a message on the case that a test has made itself.
func (l *Life) Receives(m message.Message, r reading.Reading) *Life {
	l.t.Helper()
	l.Until(m.Received)
	r = Heard(l.t, m, l.Case, r)
	ref := ""
	if l.Procedure.NewRef(l.Case, r) {
		ref = NextRef
	}
	return l.Do(l.Procedure.Receive(l.Case, m, r, ref, l.Now))
}

// Replies is a reply of a member of staff, who may begin it with a command.
func (l *Life) Replies(at, from, text string) *Life {
	l.t.Helper()
	return l.Commands(l.Message(at, from, text), l.Read(at, text))
}

// Read is what a reply of staff asks for on that day.
func (l *Life) Read(at, text string) complaint.Command {
	l.t.Helper()
	cmd := reply.Read(text, reply.Known{Today: l.Procedure.Calendar.Day(At(l.t, at)), Resident: l.Case.Party.Name})
	cmd.Needs = classifier.NeedsIn(cmd.Adjustment)
	return cmd
}

// AutoReplies is an automatic reply of a member of staff's mailbox.
func (l *Life) AutoReplies(at, from, text string) *Life {
	l.t.Helper()
	return l.Automatic(l.Message(at, from, text))
}

// Automatic is an automatic reply that a test has made itself.
func (l *Life) Automatic(m message.Message) *Life {
	l.t.Helper()
	m.Nature = message.FromAutoReply
	return l.Commands(m, reply.ReadAutomatic(m, reply.Known{Today: l.Procedure.Calendar.Day(m.Received)}))
}

// Confirms is a reply to the newest question that somebody was asked: YES, NO, or anything else.
func (l *Life) Confirms(at, from, text string) *Life {
	l.t.Helper()
	m := l.Message(at, from, text)
	l.Until(m.Received)
	asked := l.Last(letter.ReadBack)
	cmd := reply.Read(text, reply.Known{Today: l.Procedure.Calendar.Day(m.Received), Resident: l.Case.Party.Name,
		Answers: letter.ReadBack})
	cmd.Answers, cmd.Asked = letter.ReadBack, asked.Cause
	return l.Commands(m, cmd)
}

// Commands is a reply of a member of staff that was read as cmd.
func (l *Life) Commands(m message.Message, cmd complaint.Command) *Life {
	l.t.Helper()
	l.Until(m.Received)
	return l.Do(l.Procedure.Command(l.Case, l.Staff(m.From), m, cmd, l.Now))
}

// Staff finds somebody on the register.
func (l *Life) Staff(address string) people.Contact {
	l.t.Helper()
	who, ok := l.Procedure.Register.Find(address)
	if !ok {
		l.t.Fatalf("%s is not on the register", address)
	}
	return who
}

// Answered is the manager's full answer: the case is upheld.
func (l *Life) Answered(at string) *Life {
	l.t.Helper()
	return l.Replies(at, Manager, "RESPOND UPHELD\n"+Answer)
}

// ComesBack returns the newest letter of an id as undelivered.
func (l *Life) ComesBack(at string, id complaint.LetterID) *Life {
	l.t.Helper()
	return l.To(at).Returned(l.Last(id))
}

// Returned returns a letter as undelivered, at once.
func (l *Life) Returned(o order.Order) *Life {
	l.t.Helper()
	r := procedure.Refusal{Why: "the address does not work (5.1.1)", NoSuchAddress: true}
	return l.Do(l.Procedure.NotDelivered(l.Case, l.Letter(o), r, l.Now))
}

// To lets time pass until a moment.
func (l *Life) To(at string) *Life {
	l.t.Helper()
	l.Until(At(l.t, at))
	return l
}

// Off is a time in which the program did not run: what was missed is looked at when it runs again.
func (l *Life) Off(until string) *Life {
	l.t.Helper()
	l.Now = At(l.t, until)
	l.Until(l.Now)
	return l
}
