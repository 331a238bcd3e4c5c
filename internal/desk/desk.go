// Package desk is where the parts meet. It is the only place that turns a decision of the procedure into
// written letters and a transaction; nothing else writes.
//
// Everything comes here by one of four doors. Receive takes what arrived: it is stored as it came, read and
// classified in parallel, matched to its case, decided, and committed many messages at a time, each with its own
// decision. Sweep takes the cases whose time has come. Claim and Record are the outbox's side: what became of a
// letter is written together with what it means for its case. Report takes what mail servers and Twilio say of
// letters later on.
//
// The desk reads the one clock, once per batch or sweep, and passes it down.
package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
	"complaints/templates"
)

// Desk joins the parts. Its methods may be called from many goroutines.
type Desk struct {
	store     *store.Store
	mail      *intake.Reader
	secret    []byte
	prefix    string
	clock     func() time.Time
	log       *slog.Logger
	wake      func()
	observe   func([]Activity)
	mailboxes func() []MailboxState
	junk      Junk
	running   atomic.Pointer[rules]
	atWork    atomic.Int32 // writes under way that have not been told yet
	perSender int
	perBatch  int
}

// rules are what an administrator can change while the daemon runs. They change together.
type rules struct {
	procedure.Procedure
	letters    *templates.Set
	classifier scopeReader
}

// scopeReader says what a message is.
type scopeReader interface {
	Read(classifier.Input) complaint.Reading
}

// Options are what a desk is made of.
type Options struct {
	Store      *store.Store
	Procedure  procedure.Procedure
	Letters    *templates.Set
	Classifier scopeReader
	Mail       *intake.Reader
	Secret     []byte // makes the tokens that replies carry
	RefPrefix  string
	Batch      int // messages in one transaction; 0 is 200
	PerSender  int // letters a day to one address outside any case; 0 is 5
	Clock      func() time.Time
	Log        *slog.Logger
	Wake       func()                // told after letters were ordered; may be nil
	Observe    func([]Activity)      // told what was committed, in order; may be nil
	Mailboxes  func() []MailboxState // how reading them fares, for the morning report; may be nil
	Junk       Junk                  // the zero value is not looked at
}

// New returns a desk.
func New(o Options) (*Desk, error) {
	switch {
	case o.Store == nil || o.Letters == nil || o.Classifier == nil || o.Mail == nil || o.Clock == nil || o.Log == nil:
		return nil, errors.New("desk: a part is missing")
	case len(o.Secret) == 0:
		return nil, errors.New("desk: the secret that makes reply tokens is empty")
	}
	d := &Desk{store: o.Store, mail: o.Mail, secret: o.Secret, prefix: o.RefPrefix, clock: o.Clock, log: o.Log, wake: o.Wake, observe: o.Observe, junk: o.Junk, perBatch: o.Batch}
	if d.perSender = o.PerSender; d.perSender <= 0 {
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
	if d.mailboxes = o.Mailboxes; d.mailboxes == nil {
		d.mailboxes = func() []MailboxState { return nil }
	}
	d.Change(o.Procedure, o.Letters, o.Classifier)
	return d, nil
}

// Change puts other rules, letters or a classifier in force from the next decision on.
func (d *Desk) Change(p procedure.Procedure, letters *templates.Set, c scopeReader) {
	d.running.Store(&rules{p, letters, c})
}

// Procedure returns the procedure in force.
func (d *Desk) Procedure() procedure.Procedure { return d.running.Load().Procedure }

// token makes the secret that a reply to a letter carries (domain.md 3.5). It is made from the letter's key, so
// the same letter always has the same token and nobody without the secret can make one.
func (d *Desk) token(key string) string {
	mac := hmac.New(sha256.New, d.secret)
	mac.Write([]byte(key))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:16]))
}

// Activity is one thing the program did, for those who watch it: a rehearsal, the demonstration.
type Activity struct {
	At      time.Time
	Case    *complaint.Case // as it stands after the decision that this is part of; its Ref is empty outside any case
	Message *MessageRead
	Event   *complaint.Event
	Letter  *complaint.Letter
	Why     string
}

// MessageRead is a message with what it was read as and what became of it.
type MessageRead struct {
	Message complaint.Message
	Reading complaint.Reading
	Outcome store.Outcome
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

// ChangeProcedure puts another policy, calendar or register in force from the next decision on.
func (d *Desk) ChangeProcedure(p procedure.Procedure) {
	r := d.running.Load()
	d.Change(p, r.letters, r.classifier)
}
