package imap

import (
	"errors"
	"time"

	"github.com/emersion/go-imap/v2"
)

// A mail server under load may say OK to a FETCH and hand over nothing. The mail is there; so the cursor stays before
// it, and it is asked for again for hours, while the mail behind it is read on. Only then is it handed over with what
// could be had of it, for a person to look at.
type withheld struct {
	mails map[imap.UID]*withheldMail
	ahead map[imap.UID]bool // messages beyond the cursor that the ledger has, while it stays behind
	top   imap.UID          // the last of them
}

type withheldMail struct {
	since time.Time // when it was first asked for in vain
	look  time.Time // the last look before that
	next  time.Time // when to ask again
	tries int
}

// withheldMost is how long a mail that a server does not hand over is asked for, before a person hears of it. A
// complaint in it has to be acknowledged within two working days.
const withheldMost = 4 * time.Hour

var errWithheld = errors.New("the mail server said OK and did not hand over the mail")

// askAgain is how long to wait before a mail is asked for again, after so many tries.
func askAgain(tries int) time.Duration {
	steps := [...]time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute,
		5 * time.Minute, 15 * time.Minute, 30 * time.Minute}
	return steps[min(tries, len(steps))-1]
}

// failed records that a mail did not come at now. It reports whether that has gone on for too long.
func (w *withheld) failed(uid imap.UID, now, look time.Time) (tooLong bool) {
	if w.mails == nil {
		w.mails = map[imap.UID]*withheldMail{}
	}
	m := w.mails[uid]
	if m == nil {
		m = &withheldMail{since: now, look: look}
		w.mails[uid] = m
	}
	m.tries++
	m.next = now.Add(askAgain(m.tries))
	return now.Sub(m.since) >= withheldMost
}

// allUpTo records what the ledger was given, and returns how far it has all mail without a gap. Last is the last
// message that was asked for.
func (w *withheld) allUpTo(taken []imap.UID, cursor uint32, last imap.UID) uint32 {
	for _, uid := range taken {
		delete(w.mails, uid)
	}
	w.top = max(w.top, last)
	if len(w.mails) == 0 {
		upTo := uint32(w.top)
		*w = withheld{}
		return max(cursor, upTo)
	}
	if w.ahead == nil {
		w.ahead = map[imap.UID]bool{}
	}
	for _, uid := range taken {
		w.ahead[uid] = true
	}
	first := imap.UID(0)
	for uid := range w.mails {
		if first == 0 || uid < first {
			first = uid
		}
	}
	return max(cursor, min(uint32(first)-1, uint32(w.top)))
}

// due leaves out what the ledger has, and what it is too early to ask for again.
func (w *withheld) due(uids []imap.UID, now time.Time) []imap.UID {
	if len(w.mails) == 0 {
		return uids
	}
	left := make([]imap.UID, 0, len(uids))
	for _, uid := range uids {
		if m := w.mails[uid]; w.ahead[uid] || m != nil && now.Before(m.next) {
			continue
		}
		left = append(left, uid)
	}
	return left
}

// lookBefore returns the last look before a message was first seen.
func (w *withheld) lookBefore(uid imap.UID, look time.Time) time.Time {
	if m := w.mails[uid]; m != nil {
		return m.look
	}
	return look
}
