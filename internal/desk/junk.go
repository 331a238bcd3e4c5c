package desk

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"complaints/intake"
	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/reading"
	"complaints/store"
)

// Junk is the mail server's junk folder, where what residents write may lie unread.
type Junk struct {
	// Source is the folder's name as a source of arrivals. A mail that is taken in from there and begins something
	// new is a person's to judge.
	Source string
	// Tell says that the morning report is to name what reads like a resident's there. It is to be looked at with Look.
	Tell bool
	// Look hands the mails that arrived since a day to f and returns the folder's name on the server; "" if there is
	// no such folder.
	Look func(ctx context.Context, since calendar.Date, f func([]message.Arrival) error) (folder string, err error)
}

// JunkMail is what was found in the junk folder.
type JunkMail struct {
	Folder string              // on the mail server; "" if it has no junk folder
	Mails  int                 // all that were looked at
	Found  []PossibleComplaint // those that read as if somebody waits for an answer
}

// PossibleComplaint is a mail of the junk folder that may be a resident's.
type PossibleComplaint struct {
	Arrival  message.Arrival
	From     string
	Subject  string
	Received time.Time
}

// junkDays is how far back the junk folder is looked through: longer than any holiday of the office.
const junkDays = 14

// LookThroughJunk looks through the junk folder. It changes nothing.
func (d *Desk) LookThroughJunk(ctx context.Context) (JunkMail, error) {
	r := d.rules.Load()
	var found JunkMail
	folder, err := d.junk.Look(ctx, r.Calendar.Day(d.clock())-junkDays, func(batch []message.Arrival) error {
		found.Mails += len(batch)
		for _, a := range batch {
			if mail, ok := d.possibleComplaint(r, a); ok {
				found.Found = append(found.Found, mail)
			}
		}
		return nil
	})
	if err != nil {
		return JunkMail{}, fmt.Errorf("look through the junk folder: %w", err)
	}
	found.Folder = folder
	return found, nil
}

// possibleComplaint reports whether a mail of the junk folder may be somebody's words to us: a person's that do not
// read like advertising, or anything that answers or returns a letter of ours.
func (d *Desk) possibleComplaint(r *Rules, a message.Arrival) (PossibleComplaint, bool) {
	it := d.read(r, store.Arrived{Arrival: a})
	m := it.parsed.Message
	mail := PossibleComplaint{Arrival: a, From: m.From, Subject: m.Subject, Received: a.Received}
	clues := intake.Candidates(m, r.Landlord.Email, d.prefix)
	switch {
	case it.parsed.OwnMail:
		return mail, false // a copy of a letter, or a forged one
	case len(clues.Answered)+len(clues.Tokens)+len(clues.Thread)+len(clues.Refs) > 0 || it.broken != nil:
		return mail, true
	}
	if m.Nature != message.FromPerson {
		return mail, false // what machines marked and a person may have written is a person's already
	}
	var own reading.Reading
	d.guard(it, func() { own = r.alone(it) })
	return mail, it.broken != nil || own.Kind != reading.KindSpam || own.ToPerson
}

// JunkFilter stands before the desk when the junk folder is taken in: it lets through what may be somebody's words to
// us, and leaves the rest where it is.
type JunkFilter struct{ *Desk }

// Receive is [Desk.Receive] for what may be a complaint. The cursor moves past the rest.
func (f JunkFilter) Receive(
	ctx context.Context, source string, batch []message.Arrival, upTo message.Cursor,
) error {
	r := f.rules.Load()
	kept := make([]message.Arrival, 0, len(batch))
	for _, a := range batch {
		if _, ok := f.possibleComplaint(r, a); ok {
			kept = append(kept, a)
		}
	}
	return f.Desk.Receive(ctx, source, kept, upTo)
}

// What the morning report says of the junk folder.
const (
	junkPatience = 2 * time.Minute // for the mail server to show it
	junkShown    = 20              // mails that are named
)

// junkLines are the possible complaints for the morning report, the newest last.
func (d *Desk) junkLines(ctx context.Context, r *Rules) (title string, lines []string) {
	if !d.junk.Tell {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, junkPatience)
	defer cancel()
	junk, err := d.LookThroughJunk(ctx)
	switch {
	case err != nil:
		d.log.Warn("the junk folder could not be looked through", "err", err)
		why := reasonGiven(err.Error())
		return "In the junk folder", []string{"It could not be looked through this morning. " + why}
	case len(junk.Found) == 0:
		return "", nil
	}
	for _, mail := range junk.Found[max(0, len(junk.Found)-junkShown):] {
		lines = append(lines, fmt.Sprintf("%s, from %s: %s",
			r.clockTime(mail.Received), orNothing(mail.From), orNothing(mail.Subject)))
	}
	lines = append(lines, fmt.Sprintf("These read as if somebody waits for an answer: %d of the %d mails of the "+
		"last %d days. The day they arrived counts. Please move what is a resident's to the inbox, where it is taken "+
		"in, and delete the rest.",
		len(junk.Found), junk.Mails, junkDays))
	return "In the junk folder " + junk.Folder, lines
}

func orNothing(s string) string { return cmp.Or(s, "(nothing)") }
