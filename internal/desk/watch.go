package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"complaints/internal/outbox"
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
// again when it is over.
type Watch struct {
	alert
	patience time.Duration
}

// NewWatch watches one mailbox.
func (d *Desk) NewWatch(mailbox string, patience time.Duration) *Watch {
	return &Watch{alert{desk: d, about: "mailbox:" + mailbox + ":", begun: "silent", over: "read again"}, patience}
}

// Look compares the state with what the team knows, and writes to it if that is no longer so.
func (w *Watch) Look(ctx context.Context, s MailboxState) error {
	trouble := w.desk.clock().UTC().Sub(s.silentSince()) > w.patience
	if !trouble && s.LastRead.IsZero() {
		return nil // we have only begun: a trouble that the team knows of may not be over
	}
	return w.notify(ctx, trouble, func(r *Rules) (problem, next string) {
		if !trouble {
			return "The mailbox " + s.Name + " can be read again. What residents wrote meanwhile has been taken in.",
				"You need do nothing."
		}
		return fmt.Sprintf("The mailbox %s on %s could not be read since %s. %s Residents can still write to it and "+
			"nothing is lost, but nobody who writes to it is answered until it can be read.",
			s.Name, s.Server, r.clockTime(s.silentSince()), reasonGiven(s.Error)), ""
	})
}

// reasonGiven is the error of a mailbox in a sentence.
func reasonGiven(why string) string {
	if why == "" {
		return "The server does not answer."
	}
	return "The reason given is: " + strings.TrimSuffix(why, ".") + "."
}

// clockTime writes an instant for people: Friday 4 December 2026 at 09:00.
func (r *Rules) clockTime(t time.Time) string {
	return r.Calendar.Day(t).Long() + " at " + t.In(r.Calendar.Zone).Format("15:04")
}

// systemStatus is what the team should know of the program itself, for the morning report.
func (d *Desk) systemStatus(ctx context.Context, r *Rules) ([]string, error) {
	var lines []string
	for _, m := range d.mailboxes() {
		lines = append(lines, r.mailboxLines(m)...)
	}
	if free, low := d.store.Room(); low {
		lines = append(lines, diskWords(free))
	}
	waiting, err := d.store.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	if n := waiting[outbox.Pending] + waiting[outbox.Leased]; n > 0 {
		lines = append(lines, fmt.Sprintf("Letters that wait to be sent: %d.", n))
	}
	if n := waiting[outbox.Unknown]; n > 0 {
		lines = append(lines,
			fmt.Sprintf("Letters of which it is not known whether they went: %d. They are tried again.", n))
	}
	sealed, err := d.checkpointLine(ctx)
	if sealed != "" {
		lines = append(lines, sealed)
	}
	return lines, err
}

func (r *Rules) mailboxLines(m MailboxState) []string {
	var lines []string
	switch {
	case m.Elsewhere:
		lines = append(lines, fmt.Sprintf("The mailbox %s is read by another daemon.", m.Name))
	case m.Error != "" || m.LastRead.IsZero():
		lines = append(lines, fmt.Sprintf("The mailbox %s on %s could not be read since %s. %s",
			m.Name, m.Server, r.clockTime(m.silentSince()), reasonGiven(m.Error)))
	default:
		lines = append(lines, fmt.Sprintf("The mailbox %s was last read on %s.", m.Name, r.clockTime(m.LastRead)))
	}
	if m.Unseen > 0 {
		lines = append(lines, fmt.Sprintf("Mails that somebody, or a rule of the mail server, took out of %s "+
			"since %s before they could be read: %d. Please see that whoever wrote them is answered.",
			m.Name, r.clockTime(m.Since), m.Unseen))
	}
	return lines
}
