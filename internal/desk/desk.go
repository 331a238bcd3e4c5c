// Package desk is where the parts meet. It is the only place that turns a decision of the procedure into written
// letters and a transaction; nothing else writes.
//
// Everything comes in by one of four doors, and each begins in a file of its own:
//
//   - A message, in receive.go. It is stored as it came, read and classified, matched to its case (match.go), given to
//     whoever decides on its sort of writer (route.go to resident.go, staff.go, bounce.go, ombudsman.go), and
//
// committed.
//   - A command, in command.go: what a person at a terminal decides on a case.
//   - Time, in sweep.go: the cases in which something is due. The morning and the weekly letters (morning.go and
//     weekly.go) and the dates that a changed calendar moves (recalculate.go) come with it.
//   - A report of delivery, in outbox.go: what became of a letter is written together with what it means for its case.
//
// Whichever the door, the decisions of one transaction are taken by a decider (decider.go), under the same rules and at
// the same instant, and written by its commit (commit.go).
package desk

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/store"
	"complaints/templates"
)

// Desk joins the parts. Its methods may be called from many goroutines.
type Desk struct {
	store     *store.Store
	mail      *intake.Reader
	keys      letterKeys
	oldTokens time.Duration // how long letters can be answered that an earlier secret made
	prefix    string
	clock     func() time.Time
	log       *slog.Logger
	wake      func()
	observe   func([]Activity)
	mailboxes func() []MailboxState
	junk      Junk
	rules     atomic.Pointer[Rules]
	troubles  troubles
	writing   atomic.Int32 // writes under way of which observe has not been told yet
	perSender int
	perBatch  int
	servers   []string // see Options.Servers
}

// Rules are what an administrator can change while the daemon runs. They change together.
type Rules struct {
	procedure.Procedure
	Letters    *templates.Set
	Classifier reader
	Operator   string // who hears of the program's own trouble beside the team; "" is nobody
}

// reader says what a message is.
type reader interface {
	Read(classifier.Input) reading.Reading
}

// Options are what a desk is made of.
type Options struct {
	Rules
	Store     *store.Store
	Mail      *intake.Reader
	Secret    []byte        // makes the tokens that replies carry
	OldTokens time.Duration // how long those of the secret before go on, see NoteSecret; 0 is 14 days
	RefPrefix string
	Batch     int // messages in one transaction; 0 is 200
	PerSender int // letters a day to one address outside any case; 0 is 5
	Clock     func() time.Time
	Log       *slog.Logger
	Wake      func()                // called after letters were ordered; may be nil
	Observe   func([]Activity)      // told what was committed, in order; may be nil
	Mailboxes func() []MailboxState // how reading them fares, for the morning report; may be nil
	Junk      Junk                  // the zero value is not looked at
	Servers   []string              // by which our mail comes and goes: what they say of a delivery is believed
}

// New returns a desk.
func New(o Options) (*Desk, error) {
	switch {
	case o.Store == nil || o.Letters == nil || o.Classifier == nil || o.Mail == nil || o.Clock == nil || o.Log == nil:
		return nil, errors.New("desk: a part is missing")
	case len(o.Secret) == 0:
		return nil, errors.New("desk: the secret that makes reply tokens is empty")
	}
	d := &Desk{
		store: o.Store, mail: o.Mail, keys: keysOf(o.Secret), oldTokens: o.OldTokens, prefix: o.RefPrefix,
		clock: o.Clock, log: o.Log,
		wake: o.Wake, observe: o.Observe, mailboxes: o.Mailboxes, junk: o.Junk,
		perSender: o.PerSender, perBatch: o.Batch, servers: o.Servers,
	}
	if d.oldTokens <= 0 {
		d.oldTokens = defaultOldTokens
	}
	if d.perSender <= 0 {
		d.perSender = 5
	}
	if d.perBatch <= 0 {
		d.perBatch = 200
	}
	if d.wake == nil {
		d.wake = func() {}
	}
	if d.observe == nil {
		d.observe = func([]Activity) {}
	}
	if d.mailboxes == nil {
		d.mailboxes = func() []MailboxState { return nil }
	}
	d.Change(o.Rules)
	return d, nil
}

// Rules returns the rules in force.
func (d *Desk) Rules() Rules { return *d.rules.Load() }

// Procedure returns the procedure in force.
func (d *Desk) Procedure() procedure.Procedure { return d.rules.Load().Procedure }

// Change puts other rules in force from the next decision on.
func (d *Desk) Change(r Rules) { d.rules.Store(&r) }

// Activity is one thing the program did, for those who watch it: a rehearsal, the demonstration.
type Activity struct {
	At      time.Time
	Arrival string          // the message that it comes of; "" if it comes of none
	Case    *complaint.Case // as it stands after the decision that this is part of; its Ref is empty outside any case
	Message *MessageRead
	Event   *complaint.Event
	Letter  *outbox.Letter
	Why     string
}

// MessageRead is a message with what it was read as and what became of it.
type MessageRead struct {
	Message message.Message
	Reading reading.Reading
	Outcome store.Outcome
	Input   *classifier.Input // what was read, and in what context; nil if nothing was
}

// write runs fn in one transaction, again if somebody else was first.
func (d *Desk) write(ctx context.Context, fn func(context.Context, *store.Tx) error) error {
	const tries = 5
	var err error
	for range tries {
		if err = d.store.Write(ctx, fn); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return err
}

// busy marks that something is being written and observed, until the returned function is called.
func (d *Desk) busy() (done func()) {
	d.writing.Add(1)
	return func() { d.writing.Add(-1) }
}

// Quiet reports whether nothing is being written, and whoever observes has been told of all that was committed.
func (d *Desk) Quiet() bool { return d.writing.Load() == 0 }

// notify tells those who watch what was committed, and the senders that there may be letters.
func (d *Desk) notify(done []Activity) {
	if len(done) == 0 {
		return
	}
	for _, a := range done {
		switch {
		case a.Message != nil:
			o := a.Message.Outcome
			d.log.Info("a message was decided on", "arrival", a.Arrival, "channel", a.Message.Message.Channel,
				"outcome", o.Kind, "case", o.Case)
		case a.Event != nil && a.Arrival != "":
			d.log.Info("case", "case", a.Case.Ref, "event", a.Event.Kind(), "status", a.Case.Status,
				"arrival", a.Arrival)
		case a.Event != nil:
			d.log.Info("case", "case", a.Case.Ref, "event", a.Event.Kind(), "status", a.Case.Status)
		}
	}
	d.observe(done)
	d.wake()
}
