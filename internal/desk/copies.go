package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/subject"
	"complaints/store"
)

// The same words can reach us more than once: sent to two addresses, sent again, or passed on by a colleague.

// sentTwice is how soon a message that comes again word for word is only a copy. Later it is somebody who waits.
const sentTwice = 24 * time.Hour

// openedBy finds among a sender's cases the one that this very message opened. What a colleague passes on may have the
// sender's signature below it.
func openedBy(cases []complaint.Case, m message.Message, passedOn bool) (complaint.Case, bool) {
	words := oneLine(m.NewText)
	for _, c := range cases {
		first := oneLine(c.Words)
		if first == "" || !subject.SameSubject(c.Subject, m.Subject) && c.Subject+m.Subject != "" {
			continue
		}
		if first == words || passedOn && len(first) >= 40 && strings.HasPrefix(words, first) {
			return c, true
		}
	}
	return complaint.Case{}, false
}

// copyOf is the message of which another is a copy, under the same Message-ID.
func (d *decider) copyOf(ctx context.Context, m message.Message) (prior store.Prior, copied bool, err error) {
	prior, found, err := d.tx.Duplicate(ctx, m)
	if err != nil {
		return prior, false, fmt.Errorf("look for a copy: %w", err)
	}
	if !found || prior.SameWords {
		return prior, found, nil
	}
	copied, err = d.copyWithMore(ctx, m, prior)
	return prior, copied, err
}

// copyWithMore reports whether a message is a copy of one that we have, under its own Message-ID, to which a machine on
// the way has added a line: a scanner's banner, a disclaimer, the note that a file was taken off.
func (d *decider) copyWithMore(ctx context.Context, m message.Message, prior store.Prior) (bool, error) {
	const least, most = 40, 400 // bytes that both have, and that one of them has more
	had, err := d.tx.Message(ctx, prior.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("message %s: %w", prior.ID, err)
	}
	long, short := oneLine(m.NewText), oneLine(had.Message.NewText)
	if len(long) < len(short) {
		long, short = short, long
	}
	same := had.Message.Subject == m.Subject || m.Subject == ""
	return same && len(short) >= least && len(long)-len(short) <= most && strings.Contains(long, short), nil
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// fileCopy files a message that opened a case already. Where a colleague had it before it reached us, the team is told,
// for only a person may move the day on which a case began.
func (d *decider) fileCopy(it *item, mt match) verdict {
	m := it.parsed.Message
	v := filed(m, d.alone(it), mt.c.Ref, "It is a copy of the message that opened the case."+d.provenance(it))
	if day := d.Calendar.Day(m.Received); it.passedOn != "" && day < mt.c.Day0 {
		v = d.tellTeam(v, it.passedOn+" passed on the message that opened case "+mt.c.Ref+". A colleague had it on "+
			day.Long()+" already. The case counts from "+mt.c.Day0.Long()+", the day it reached this mailbox. "+
			"Please see that it is answered by the earlier date.")
	}
	return v
}

// repeatsOpening reports whether a message has the words that opened the case, its numbers aside. From another address
// such words come from a machine that answers our letters, each time under a new address: answered, it would answer
// again for ever.
func repeatsOpening(c complaint.Case, m message.Message) bool {
	words := lettersOnly(m.NewText)
	return m.From != "" && len(words) >= 20 && words == lettersOnly(c.Words)
}

func lettersOnly(s string) string {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), notLetter), " ")
}
