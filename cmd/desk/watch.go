package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"complaints"
	"complaints/store"
)

// MailboxState is how the reading of a mailbox fares.
type MailboxState struct {
	Name, Server string
	Since        time.Time // when we began to read it
	LastRead     time.Time // when all that was in it was last known to be taken in; zero if not since then
	Error        string    // why it cannot be read now; "" if it can
	Elsewhere    bool      // another daemon reads it
	Unseen       int       // mails that somebody took away since then before we had seen them
}

func (s MailboxState) silentSince() time.Time {
	if s.LastRead.After(s.Since) {
		return s.LastRead
	}
	return s.Since
}

// Watch tells the complaints team by letter when a mailbox has been silent for too long, once for each trouble, and
// again when it is over. What it has told is in the database, so a start in between repeats nothing.
type Watch struct {
	desk     *Desk
	mailbox  string
	patience time.Duration
	known    bool // whether told is known
	told     bool // the team has been told of a trouble that is not over
}

// NewWatch watches one mailbox.
func (d *Desk) NewWatch(mailbox string, patience time.Duration) *Watch {
	return &Watch{desk: d, mailbox: mailbox, patience: patience}
}

const silent, readAgain = "silent", "read again"

// Look compares the state with what the team knows, and writes to it if that is no longer so.
func (w *Watch) Look(ctx context.Context, s MailboxState) error {
	now := w.desk.clock().UTC()
	trouble := now.Sub(s.silentSince()) > w.patience
	if !trouble && s.LastRead.IsZero() {
		return nil // we have only begun: a trouble that the team knows of may not be over
	}
	if w.known && trouble == w.told {
		return nil
	}
	if err := w.recall(ctx); err != nil || trouble == w.told {
		return err
	}
	r := w.desk.running.Load()
	what, facts := readAgain, complaints.Facts{
		Problem:  fmt.Sprintf("The mailbox %s can be read again. What residents wrote meanwhile has been taken in.", s.Name),
		LastStep: "You need do nothing.",
	}
	if trouble {
		what, facts.LastStep = silent, ""
		facts.Problem = fmt.Sprintf("The mailbox %s on %s could not be read since %s. %s Residents can still write to it and nothing is lost, but nobody is answered until it can be read.",
			s.Name, s.Server, r.clockTime(s.silentSince()), reasonGiven(s.Error))
	}
	facts.Landlord, facts.Today, facts.Recipient = r.Landlord, r.Calendar.Day(now), r.Register.Team.Name
	err := w.desk.orderLoose(ctx, r, now, complaints.LetterOrder{
		Letter: "M28", Cause: fmt.Sprintf("%s%s:%d", w.cause(), what, now.UnixMilli()), Channel: complaints.Email, Role: complaints.RoleTeam,
		To: r.Register.Team, NotBefore: now, Promised: r.Calendar.Day(now), Facts: facts,
	})
	if err != nil {
		return fmt.Errorf("tell of mailbox %s: %w", s.Name, err)
	}
	w.told = trouble
	return nil
}

func (w *Watch) cause() string { return "mailbox:" + w.mailbox + ":" }

// recall finds what the team was last told.
func (w *Watch) recall(ctx context.Context) error {
	if w.known {
		return nil
	}
	err := w.desk.store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		last, err := tx.LastLoose(ctx, "M28", w.cause())
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		w.told = strings.HasPrefix(strings.TrimPrefix(last, w.cause()), silent+":")
		return err
	})
	if err != nil {
		return fmt.Errorf("what was told of mailbox %s: %w", w.mailbox, err)
	}
	w.known = true
	return nil
}

// reasonGiven is the error of a mailbox in a sentence.
func reasonGiven(why string) string {
	if why == "" {
		return "The server does not answer."
	}
	return "The reason given is: " + strings.TrimSuffix(why, ".") + "."
}

// clockTime writes an instant for people: Friday 4 December 2026 at 09:00.
func (r *rules) clockTime(t time.Time) string {
	return r.Calendar.Day(t).Long() + " at " + t.In(r.Calendar.Zone).Format("15:04")
}

// machine is what the team should know of the program itself, for the morning report.
func (d *Desk) machine(ctx context.Context, r *rules) ([]string, error) {
	var lines []string
	for _, m := range d.mailboxes() {
		switch {
		case m.Elsewhere:
			lines = append(lines, fmt.Sprintf("The mailbox %s is read by another daemon.", m.Name))
		case m.Error != "" || m.LastRead.IsZero():
			lines = append(lines, fmt.Sprintf("The mailbox %s on %s could not be read since %s. %s", m.Name, m.Server, r.clockTime(m.silentSince()), reasonGiven(m.Error)))
		default:
			lines = append(lines, fmt.Sprintf("The mailbox %s was last read on %s.", m.Name, r.clockTime(m.LastRead)))
		}
		if m.Unseen > 0 {
			lines = append(lines, fmt.Sprintf("Mails that somebody, or a rule of the mail server, took out of %s since %s before they could be read: %d. Please see that whoever wrote them is answered.", m.Name, r.clockTime(m.Since), m.Unseen))
		}
	}
	waiting, err := d.store.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	lines = append(lines, fmt.Sprintf("Letters that wait to be sent: %d.", waiting[complaints.Pending]+waiting[complaints.Leased]))
	if n := waiting[complaints.Unknown]; n > 0 {
		lines = append(lines, fmt.Sprintf("Letters of which it is not known whether they went: %d. They are tried again.", n))
	}
	return lines, nil
}
