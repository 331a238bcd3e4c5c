package imap

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/emersion/go-imap/v2"

	"complaints/internal/message"
)

const (
	lookAhead  = 20_000          // most UIDs held at once
	markEvery  = 500             // messages marked with one command: some servers refuse longer lines
	sweepEvery = time.Hour       // how often older mail without keyword is looked for
	idleMost   = 4 * time.Minute // an IDLE older than this may be dead without a sign
)

// handover is what the ledger made of a batch.
type handover struct {
	uids   []imap.UID
	cursor message.Cursor
	err    error
}

// resume finds where to go on reading. A new UIDVALIDITY, or a UIDNEXT that went back (the mailbox was
// restored from a backup), starts from the beginning: the ledger knows what it has.
func (s *session) resume(ctx context.Context) error {
	cursor, err := s.m.ledger.Cursor(ctx, s.m.opts.Name)
	if err != nil {
		return fmt.Errorf("read the cursor: %w", err)
	}
	again := ""
	switch {
	case cursor.UIDValidity != 0 && cursor.UIDValidity != s.folder.UIDValidity:
		again = "its UIDVALIDITY has changed"
	case s.folder.UIDNext != 0 && uint32(s.folder.UIDNext) <= cursor.LastUID:
		again = "it holds older mail than before: it may have been restored"
	}
	if again != "" {
		s.m.withheld = withheld{}
		s.m.log.Warn("the whole mailbox is read again", "why", again)
		cursor.LastUID = 0
	}
	cursor.UIDValidity = s.folder.UIDValidity
	s.cursor = cursor
	return nil
}

// catchUp hands everything that is in the folder and not yet taken to the ledger, and marks it.
func (s *session) catchUp(ctx context.Context, hinted bool) error {
	if !hinted {
		// Some servers look for new mail only after a command, not before.
		if err := s.do(ctx, "noop", func() error { return s.client.Noop().Wait() }); err != nil {
			return err
		}
	}
	select {
	case <-s.wake: // whatever it told of, the search will find
	default:
	}
	for {
		first := imap.UID(s.cursor.LastUID) + 1
		if first == 0 {
			return errors.New("the folder has used up its UIDs: the server must give it a new UIDVALIDITY")
		}
		uids, err := s.search(ctx, first, math.MaxUint32, nil)
		if err != nil {
			return err
		}
		if len(uids) == 0 {
			break
		}
		if err := s.noteUnseen(ctx, max(first, s.m.withheld.top+1), uids); err != nil {
			return err
		}
		if uids = s.m.withheld.due(uids, s.m.now()); len(uids) == 0 {
			break // only what the server withholds
		}
		if err := s.takeIn(ctx, uids, true); err != nil {
			return err
		}
	}
	return s.sweep(ctx)
}

// noteUnseen counts the messages that were given a UID after the cursor and are no longer there: a person, or a rule
// of the mail server, took them away before we had looked. In a folder that was never read nothing can be said of
// what once was there.
func (s *session) noteUnseen(ctx context.Context, first imap.UID, uids []imap.UID) error {
	uids = uids[sort.Search(len(uids), func(i int) bool { return uids[i] >= first }):]
	if len(uids) == 0 {
		return nil
	}
	last, there := uids[len(uids)-1], len(uids)
	missing := func() int { return int(last-first) + 1 - there }
	if first == 1 || missing() == 0 {
		return nil
	}
	if !s.m.opts.Since.IsZero() { // old mail that was moved here is there, and is left alone
		all, err := s.searchAll(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: first, Stop: last}}}})
		if err != nil {
			return err
		}
		there = 0
		for _, r := range all {
			there += int(min(r.Stop, last)-max(r.Start, first)) + 1
		}
	}
	if n := missing(); n > 0 {
		s.m.log.Warn("mails were moved or deleted by somebody before they were seen", "mails", n)
		s.m.note(func(st *Status) { st.Unseen += n })
	}
	return nil
}

// sweep looks for mail below the cursor that lacks our keyword and hands it to the ledger once more.
// It may have been taken just before a connection broke, or have come to light late; the ledger
// can tell.
func (s *session) sweep(ctx context.Context) error {
	now := s.m.now()
	if !s.keywords || s.cursor.LastUID == 0 || now.Sub(s.swept) < sweepEvery {
		return nil
	}
	uids, err := s.search(ctx, 1, imap.UID(s.cursor.LastUID), []imap.Flag{imap.Flag(s.m.opts.Keyword)})
	if err != nil {
		return err
	}
	s.swept = now
	if len(uids) == 0 {
		return nil
	}
	if s.m.forgetful.found(uids[0]) {
		s.keywords = false
		s.m.log.Warn("the mail server does not keep our keyword", "keyword", s.m.opts.Keyword)
		return nil
	}
	s.m.log.Info("mail without our keyword is handed over again", "messages", len(uids))
	return s.takeIn(ctx, uids, false)
}

// forgetful notices a server that takes our keyword and does not keep it: the same message is found
// without it time and again. There is no use then in handing old mail over every hour.
type forgetful struct {
	uid   imap.UID
	times int
}

func (f *forgetful) found(first imap.UID) bool {
	const enough = 3
	if first != f.uid {
		f.uid, f.times = first, 0
	}
	f.times++
	return f.times > enough
}

// search returns the UIDs from first to last in rising order, at most lookAhead of them, of messages
// that have none of the flags and are not older than the configuration wants. Where there may be more than lookAhead it
// asks for some UIDs after the other, so that no answer is longer than a line may be.
func (s *session) search(ctx context.Context, first, last imap.UID, without []imap.Flag) ([]imap.UID, error) {
	end := max(s.folder.UIDNext, first)
	for s.manyMails() && end-first > lookAhead && first+lookAhead-1 < last {
		uids, err := s.searchWithin(ctx, first, first+lookAhead-1, without)
		if err != nil || len(uids) > 0 {
			return uids, err
		}
		first += lookAhead
	}
	return s.searchWithin(ctx, first, last, without)
}

// manyMails reports whether a search may find more than one line of the server holds.
func (s *session) manyMails() bool {
	data := s.client.Mailbox()
	return s.m.narrow || data != nil && data.NumMessages > lookAhead
}

func (s *session) searchWithin(ctx context.Context, first, last imap.UID, without []imap.Flag) ([]imap.UID, error) {
	within := imap.UIDSet{{Start: first, Stop: last}}
	if last == math.MaxUint32 {
		within[0].Stop = 0 // "*"
	}
	criteria := &imap.SearchCriteria{UID: []imap.UIDSet{within}, NotFlag: without}
	if since := s.m.opts.Since; !since.IsZero() {
		year, month, day := since.Civil()
		criteria.Since = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	found, err := s.searchAll(ctx, criteria)
	s.m.narrow = s.m.narrow || errors.Is(err, errEndless)
	// "57:*" also finds the last message when that is older: RFC 9051, 6.4.9. The ranges are
	// walked and not expanded, for the server says how long they are.
	var uids []imap.UID
	for _, r := range found {
		for uid := max(r.Start, first); uid <= min(r.Stop, last) && len(uids) < lookAhead; uid++ {
			uids = append(uids, uid)
			if uid == math.MaxUint32 {
				break
			}
		}
	}
	return uids, err
}

// searchAll returns what the server finds, as the ranges in which it says so.
func (s *session) searchAll(ctx context.Context, criteria *imap.SearchCriteria) (found imap.UIDSet, err error) {
	err = s.do(ctx, "search", func() error {
		data, err := s.client.UIDSearch(criteria, nil).Wait()
		if err == nil {
			found, _ = data.All.(imap.UIDSet)
		}
		return err
	})
	return found, err
}

// takeIn fetches the messages of uids and hands them to the ledger. While the ledger works on one
// batch the next is fetched.
func (s *session) takeIn(ctx context.Context, uids []imap.UID, advance bool) error {
	upTo := s.cursor
	for len(uids) > 0 {
		s.m.note(func(st *Status) { st.Waiting, st.Connected = len(uids), true })
		p, err := s.next(ctx, uids)
		if err := errors.Join(err, s.awaitLedger()); err != nil {
			return err
		}
		if advance {
			upTo.LastUID = s.m.withheld.allUpTo(p.taken, upTo.LastUID, uids[p.asked-1])
		}
		if len(p.batch) > 0 || upTo != s.cursor {
			s.hand(ctx, p.batch, p.taken, upTo)
		}
		uids = uids[p.asked:]
		if len(s.taken) >= markEvery {
			if err := s.setKeyword(ctx); err != nil {
				return errors.Join(err, s.awaitLedger())
			}
		}
	}
	if err := s.awaitLedger(); err != nil {
		return err
	}
	return s.setKeyword(ctx)
}

// hand gives a batch to the ledger and does not wait. [session.awaitLedger] does.
func (s *session) hand(ctx context.Context, batch []message.Arrival, uids []imap.UID, upTo message.Cursor) {
	done := make(chan handover, 1)
	s.underWay = done
	go func() {
		done <- handover{uids: uids, cursor: upTo, err: s.m.ledger.Receive(ctx, s.m.opts.Name, batch, upTo)}
	}()
}

// awaitLedger waits for the ledger. Only now are the messages taken and the cursor moved.
func (s *session) awaitLedger() error {
	if s.underWay == nil {
		return nil
	}
	h := <-s.underWay
	s.underWay = nil
	if h.err != nil {
		return fmt.Errorf("hand over %d messages: %w", len(h.uids), h.err)
	}
	s.cursor = h.cursor
	s.handed += len(h.uids)
	s.taken = append(s.taken, h.uids...)
	s.m.note(func(st *Status) { st.Taken += len(h.uids) })
	return nil
}

// setKeyword sets our keyword on what the ledger has taken. A server that will not keep it is no hindrance:
// the cursor is what counts.
func (s *session) setKeyword(ctx context.Context) error {
	uids := s.taken
	s.taken = nil
	if !s.keywords || len(uids) == 0 {
		return nil
	}
	err := s.do(ctx, "set keyword", func() error {
		// Silent: an answer per message could be taken for one to a later FETCH.
		return s.client.Store(imap.UIDSetNum(uids...), &imap.StoreFlags{
			Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.Flag(s.m.opts.Keyword)},
		}, nil).Close()
	})
	var said *imap.Error
	if errors.As(err, &said) {
		s.keywords = false
		s.m.log.Warn("the mail server does not keep our keyword", "keyword", s.m.opts.Keyword, "err", err)
		return nil
	}
	return err
}
