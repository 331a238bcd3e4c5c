package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"complaints/internal/calendar"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/store"
)

// Filed mail is not out of sight. What was filed without a case, and may be a person's, is named each morning with who
// wrote, about what, and why it was filed; a colleague's OPEN with its number brings it back (5.1).

const (
	filedShown = 40 // filed mails that one report names; the rest is the next one's
	filedDays  = 21 // how far back it is looked for one that no report has named
	// filedMark begins the names under which is kept, of each filed mail that a report has named, the day it came. A
	// report that was missed, or a mail that was fetched late, leaves none out.
	filedMark  = "filed:"
	filedBegun = "begun" // there stands since when reports are counted,
	filedLast  = "last"  // and there the day of the latest
)

// addFiled gathers what was filed and no report has named yet.
func (d *Desk) addFiled(ctx context.Context, m *morning) error {
	var named map[string]int64
	err := d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		named, err = tx.Marks(ctx, filedMark)
		return err
	})
	if err != nil {
		return err
	}
	hour, minute, _ := m.now.In(m.Calendar.Zone).Clock()
	since := m.Calendar.At(m.since, hour, minute)
	if named[filedBegun] != 0 {
		since = m.Calendar.At(max(m.today-filedDays, calendar.Date(named[filedBegun])), 0, 0)
	}
	f := store.ArrivalFilter{Outcome: store.Filed, Since: since, Limit: d.perBatch}
	more := 0
	for {
		page, err := d.store.Arrivals(ctx, f)
		if err != nil {
			return err
		}
		unnamed := slices.DeleteFunc(slices.Clone(page), func(a store.Arrived) bool { return named[a.ID] != 0 })
		n, err := d.nameFiled(ctx, m, unnamed)
		if err != nil {
			return err
		}
		more += n
		if len(page) < d.perBatch {
			break
		}
		f.After = page[len(page)-1].ID
	}
	if more > 0 {
		m.filed = append(m.filed, fmt.Sprintf("And %d more, which the next list names.", more))
	}
	if len(m.filed) > 0 {
		m.filed = append(m.filed, "If one of them is a resident's, reply to this email with OPEN and its number. "+
			"The day on which it reached us counts.")
	}
	return nil
}

// noteFiled keeps which filed mails the report of a day has named. A second one of the same day is no letter.
func (d *Desk) noteFiled(ctx context.Context, m *morning) error {
	return d.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		named, err := tx.Marks(ctx, filedMark)
		if err != nil {
			return err
		}
		if named[filedLast] == int64(m.today) {
			return nil
		}
		m.named[filedLast] = m.today
		if named[filedBegun] == 0 {
			m.named[filedBegun] = m.since
		}
		for id, day := range m.named {
			if err := tx.SetMark(ctx, filedMark+id, int64(day)); err != nil {
				return err
			}
		}
		for id, day := range named {
			if id != filedBegun && id != filedLast && calendar.Date(day) < m.today-filedDays-1 {
				if err := tx.DropMark(ctx, filedMark+id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// nameFiled names what may be a person's, as far as the report has room, and counts the rest.
func (d *Desk) nameFiled(ctx context.Context, m *morning, page []store.Arrived) (more int, err error) {
	err = d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, a := range page {
			if a.Outcome.Case != "" {
				continue
			}
			read, err := tx.Message(ctx, a.ID)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if !mayBePersons(&m.Rules, read) {
				continue
			}
			if len(m.named) < filedShown {
				m.named[a.ID] = m.Calendar.Day(a.Received)
				m.filed = append(m.filed, fmt.Sprintf("%s: %s, from %s: %s. %s", a.ID, m.clockTime(a.Received),
					strings.TrimSpace(read.Message.FromName+" "+orNothing(read.Message.From)),
					orNothing(read.Message.Subject), a.Outcome.Reason))
			} else {
				more++
			}
		}
		return nil
	})
	return more, err
}

// mayBePersons reports whether a filed mail may be a person's words that nobody has seen: neither a report or a
// receipt of a mail server, nor a copy of what we have, nor our own mail, nor a colleague's automatic reply.
func mayBePersons(r *Rules, read store.Read) bool {
	m := read.Message
	_, staff := r.Register.Find(m.From)
	switch {
	case m.Nature == message.FromBounce, m.Nature == message.FromReceipt, m.Nature == message.FromFeedbackReport,
		m.Nature == message.FromPicture: // its text is named
		return false
	case staff && m.Nature == message.FromAutoReply, read.Outcome.Reason == isCopy:
		return false
	}
	return !strings.EqualFold(m.From, r.Landlord.Email)
}

// broughtBack stands in the reason of a filed mail that a colleague has opened.
const broughtBack = " brought it back from what was filed."

// EachFiled tells of every message since an instant that was filed outside any case and may be a person's: when it
// came, and whether a colleague has brought it back.
func EachFiled(ctx context.Context, s *store.Store, p procedure.Procedure, since time.Time,
	tell func(at time.Time, back bool)) error {
	rules := Rules{Procedure: p}
	f := store.ArrivalFilter{Since: since, Limit: 500}
	for {
		page, err := s.Arrivals(ctx, f)
		if err != nil {
			return err
		}
		err = s.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			for _, a := range page {
				if strings.Contains(a.Outcome.Reason, broughtBack) {
					tell(a.Received, true)
					continue
				}
				if a.Outcome.Kind != store.Filed || a.Outcome.Case != "" {
					continue
				}
				read, err := tx.Message(ctx, a.ID)
				if mustStop(err) {
					return err
				}
				if err == nil && mayBePersons(&rules, read) {
					tell(a.Received, false)
				}
			}
			return nil
		})
		if err != nil || len(page) < f.Limit {
			return err
		}
		f.After = page[len(page)-1].ID
	}
}

// isCopy is why a copy of a message that we have is filed.
const isCopy = "It is a copy of a message we have."

// openAsked finds the number of a filed mail that a colleague asks to open: the word OPEN, then the number.
func openAsked(words string) (number string, ok bool) {
	const short = 20 // what is shorter is no number of ours
	fields := strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(fields) < 2 || !strings.EqualFold(fields[0], "open") || len(fields[1]) < short {
		return "", false
	}
	return strings.ToUpper(fields[1]), true
}

// decideOpenFiled brings back a filed mail that a colleague names. It becomes a case that the team decides on,
// received on the day on which it reached us. ok is false where nothing was asked for.
func (d *decider) decideOpenFiled(ctx context.Context, m message.Message, from people.Contact) (
	v verdict, ok bool, err error,
) {
	number, asked := openAsked(m.NewText)
	if !asked {
		return verdict{}, false, nil
	}
	v = filed(m, reading.Reading{}, "", from.Called()+" asks to open a filed message.")
	read, err := d.tx.Message(ctx, number)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && read.Outcome.Kind != store.Filed:
		o := d.outside(letter.CommandNotUnderstood, people.RoleManager, from, m, d.now)
		o.Why = v.message.Outcome.Reason
		o.Facts.Problem = "We know no filed message of the number " + number + ". The number stands before the " +
			"message in the morning report. If it was opened before, it has a case."
		v.letters = append(v.letters, o)
		return v, true, nil
	case err != nil:
		return verdict{}, false, err
	}
	if err := d.tx.TakeBack(ctx, read.Message.ID); err != nil {
		return verdict{}, false, err
	}
	again := &item{arrived: store.Arrived{ID: read.Message.ID}, passedOn: from.Called(), broughtBack: true}
	again.parsed.Message = read.Message
	own, err := d.tx.CasesOf(ctx, read.Message.From)
	if err != nil {
		return verdict{}, false, fmt.Errorf("look up the sender's cases: %w", err)
	}
	opened, err := d.open(ctx, again, true, own)
	if err != nil {
		return verdict{}, false, err
	}
	if err := d.commit(ctx, opened); err != nil {
		return verdict{}, false, err
	}
	o := d.outside(letter.CommandDone, people.RoleManager, from, m, d.now)
	o.Why, o.Facts.Ref = v.message.Outcome.Reason, opened.message.Outcome.Case
	o.Facts.Reason = "The message is " + o.Facts.Ref + " now, received on " +
		d.Calendar.Day(read.Message.Received).Long() + ", and waits for the complaints team to decide what it is."
	v.message.Outcome.Case = o.Facts.Ref
	v.letters = append(v.letters, o)
	return v, true, nil
}
