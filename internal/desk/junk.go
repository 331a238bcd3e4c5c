package desk

import (
	"context"
	"fmt"
	"time"

	"complaints/intake"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
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
	Look func(ctx context.Context, since calendar.Date, f func([]complaint.Arrival) error) (folder string, err error)
}

// JunkMail is what was found in the junk folder.
type JunkMail struct {
	Folder string              // on the mail server; "" if it has no junk folder
	Mails  int                 // all that were looked at
	Found  []PossibleComplaint // those that read as if somebody waits for an answer
}

// PossibleComplaint is a mail of the junk folder that may be a resident's.
type PossibleComplaint struct {
	Arrival  complaint.Arrival
	From     string
	Subject  string
	Received time.Time
}

// strayDays is how far back the junk folder is looked through: longer than any holiday of the office.
const strayDays = 14

// LookThroughJunk looks through the junk folder. It changes nothing.
func (d *Desk) LookThroughJunk(ctx context.Context) (JunkMail, error) {
	r := d.running.Load()
	var s JunkMail
	folder, err := d.junk.Look(ctx, r.Calendar.Day(d.clock())-strayDays, func(batch []complaint.Arrival) error {
		s.Mails += len(batch)
		for _, a := range batch {
			if stray, ok := d.possibleComplaint(r, a); ok {
				s.Found = append(s.Found, stray)
			}
		}
		return nil
	})
	if err != nil {
		return JunkMail{}, fmt.Errorf("look through the junk folder: %w", err)
	}
	s.Folder = folder
	return s, nil
}

// possibleComplaint reports whether a mail of the junk folder may be somebody's words to us: a person's that do not read like
// advertising, or anything that answers or returns a letter of ours.
func (d *Desk) possibleComplaint(r *rules, a complaint.Arrival) (PossibleComplaint, bool) {
	it := d.read(r, store.Arrived{Arrival: a})
	m := it.parsed.Message
	s := PossibleComplaint{Arrival: a, From: m.From, Subject: m.Subject, Received: a.Received}
	clues := intake.Candidates(m, r.Landlord.Email, d.prefix)
	switch {
	case it.parsed.OwnMail:
		return s, false // a copy of a letter, or a forged one
	case len(clues.Tokens)+len(clues.Refs) > 0 || it.broken != nil:
		return s, true
	}
	return s, m.Nature == complaint.FromPerson && (it.fresh.Kind != complaint.KindSpam || it.fresh.ToPerson)
}

// JunkFilter is the ledger of the junk folder when it is to be taken in: it passes on to the desk what may be somebody's words to
// us, and lets the rest lie.
type JunkFilter struct{ *Desk }

// Receive is [Desk.Receive] for what the sieve lets through. The cursor moves past the rest.
func (s JunkFilter) Receive(ctx context.Context, source string, batch []complaint.Arrival, upTo complaint.Cursor) error {
	r := s.running.Load()
	kept := make([]complaint.Arrival, 0, len(batch))
	for _, a := range batch {
		if _, ok := s.possibleComplaint(r, a); ok {
			kept = append(kept, a)
		}
	}
	return s.Desk.Receive(ctx, source, kept, upTo)
}

// strayLines are the strays for the morning report, the newest last.
func (d *Desk) strayLines(ctx context.Context, r *rules) (title string, lines []string) {
	if !d.junk.Tell {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, strayPatience)
	defer cancel()
	s, err := d.LookThroughJunk(ctx)
	switch {
	case err != nil:
		d.log.Warn("the junk folder could not be looked through", "err", err)
		return "In the junk folder", []string{"It could not be looked through this morning. " + reasonGiven(err.Error())}
	case len(s.Found) == 0:
		return "", nil
	}
	for _, stray := range s.Found[max(0, len(s.Found)-straysShown):] {
		lines = append(lines, fmt.Sprintf("%s, from %s: %s", r.clockTime(stray.Received), orNobody(stray.From), orNobody(stray.Subject)))
	}
	lines = append(lines, fmt.Sprintf("These read as if somebody waits for an answer: %d of the %d mails of the last %d days. The day they arrived counts. Please move what is a resident's to the inbox, where it is taken in, and delete the rest.",
		len(s.Found), s.Mails, strayDays))
	return "In the junk folder " + s.Folder, lines
}

const (
	strayPatience = 2 * time.Minute
	straysShown   = 20
)

func orNobody(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}
