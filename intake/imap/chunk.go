package imap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"

	"complaints/internal/message"
)

// portion is what came of asking for the first messages of a list.
type portion struct {
	batch []message.Arrival
	taken []imap.UID // the messages of batch
	asked int        // how many messages of the list were asked for; those not taken were withheld
}

func (p *portion) add(uid imap.UID, a message.Arrival) {
	p.batch, p.taken = append(p.batch, a), append(p.taken, uid)
}

// next fetches the next messages of uids.
func (s *session) next(ctx context.Context, uids []imap.UID) (portion, error) {
	for {
		ask := uids[:s.m.trouble.ask(uids, s.m.opts.Chunk)]
		p, err := s.chunk(ctx, ask)
		if err == nil {
			s.m.trouble.passed(ask[p.asked-1])
			return p, nil
		}
		if ctx.Err() != nil {
			return portion{}, err
		}
		s.m.trouble.failed(ask, s.conn.lost.Load() || s.guard.over.Load())
		var said *imap.Error
		if !errors.As(err, &said) {
			return portion{}, err // this connection is finished; the next one asks for less
		}
	}
}

// chunk fetches the first messages of uids, as many as fit in chunkBytes, sizes first.
func (s *session) chunk(ctx context.Context, uids []imap.UID) (p portion, err error) {
	if step := s.m.trouble.stepFor(uids); step > 0 {
		batch, err := s.salvage(ctx, uids[0], step)
		return portion{batch: batch, taken: uids[:1], asked: 1}, err
	}
	list, err := s.list(ctx, uids)
	if err != nil {
		return p, err
	}
	s.m.trouble.listed(uids, list[uids[0]].listed)
	uids, fits := s.cut(uids, list)
	var got map[imap.UID]fetched
	if len(fits) > 0 {
		if got, err = s.bodies(ctx, fits, wholeMail); err != nil {
			return p, err
		}
	}
	for i, uid := range uids {
		l, f := list[uid].listed, got[uid]
		l.uid = uid
		if f.over && i > 0 {
			return p, nil
		}
		if err := s.take(ctx, &p, l, f); err != nil {
			return portion{}, err
		}
		p.asked++
	}
	return p, nil
}

// take adds one message to the portion, as it came or as it comes when it is asked for by itself. One that the server
// withholds is left out, and asked for again.
func (s *session) take(ctx context.Context, p *portion, l listed, f fetched) error {
	if f.raw != nil && !s.short(l, f) {
		p.add(l.uid, s.arrival(l, f, ""))
		return nil
	}
	a, err := s.again(ctx, l, f)
	if errors.Is(err, errWithheld) {
		now := s.m.now()
		tooLong := s.m.withheld.failed(l.uid, now, s.m.lastLook)
		if !tooLong || l.size == 0 && l.received.IsZero() { // without these nobody could name it for good
			s.m.log.Warn("the mail server says OK and hands over nothing: the mail is asked for again", "uid", l.uid)
			return nil
		}
		var got map[imap.UID]fetched
		got, err = s.bodies(ctx, []imap.UID{l.uid}, headerOnly)
		a = s.arrival(l, got[l.uid], "the mail server did not hand over this mail's text")
	}
	if err != nil {
		return err
	}
	p.add(l.uid, a)
	return nil
}

// short reports a mail of which less came than the server had announced. There are servers whose sizes are only
// estimates: where the same mail comes again as it was, several times, sizes are believed no more.
func (s *session) short(l listed, f fetched) bool {
	return f.full < l.size && s.m.estimates < enoughEstimates
}

const enoughEstimates = 3

// cut returns the first of uids that fit in chunkBytes, at least one, and those among them whose body
// is small enough to be asked for whole.
func (s *session) cut(uids []imap.UID, list map[imap.UID]fetched) (asked, fits []imap.UID) {
	var sum int64
	for i, uid := range uids {
		l, known := list[uid]
		size := min(l.size, s.m.opts.MaxSize)
		if sum += size; i > 0 && sum > chunkBytes {
			return uids[:i], fits
		}
		if known && l.size <= s.m.opts.MaxSize {
			fits = append(fits, uid)
		}
	}
	return uids, fits
}

const problemGone = "Somebody moved or deleted this mail in the folder %s before it could be read. Please look for " +
	"it where it may be now, and see that whoever wrote it is answered"

// again asks for one message by itself: one that is too large, or that did not come, or not whole, with its chunk.
// Servers exist that name the UID after the body, or send two responses for one message; what the
// library then sets aside as unasked is taken up here. A message that is still there and does not
// come is [errWithheld]; one that has gone meanwhile goes to quarantine by its UID alone, for
// somebody may have written who now waits for an answer.
func (s *session) again(ctx context.Context, l listed, before fetched) (a message.Arrival, err error) {
	section, one := wholeMail, []imap.UID{l.uid}
	if l.size > s.m.opts.MaxSize {
		section = firstPart(min(oversizePart, s.m.opts.MaxSize))
	}
	s.wanted.Store(uint32(l.uid))
	defer s.wanted.Store(0)
	for len(s.unasked) > 0 {
		<-s.unasked // it came late
	}
	got, err := s.bodies(ctx, one, section)
	if err != nil {
		return a, err
	}
	f := got[l.uid]
	if f.raw == nil {
		f = s.awaitUnasked(ctx, l.uid)
	}
	if before.raw != nil && f.raw != nil {
		if bytes.Equal(before.raw, f.raw) {
			s.m.estimates++
		}
		if len(f.raw) < len(before.raw) {
			f = before
		}
		return s.arrival(l, f, ""), nil
	}
	if f.raw != nil {
		f.full = max(f.full, l.size)
		a = s.arrival(l, f, "")
		if section.Partial == nil {
			a.Truncated = false
		}
		return a, nil
	}
	there, err := s.search(ctx, l.uid, l.uid, nil)
	switch {
	case err != nil:
		return a, err
	case len(there) > 0:
		return a, errWithheld
	}
	s.m.log.Warn("a mail was moved or deleted by somebody before it could be read", "uid", l.uid)
	return s.arrival(l, fetched{}, fmt.Sprintf(problemGone, s.name)), nil
}

func (s *session) awaitUnasked(ctx context.Context, uid imap.UID) fetched {
	wait := time.NewTimer(time.Second)
	defer wait.Stop()
	for {
		select {
		case f := <-s.unasked:
			if f.uid == uid {
				return f
			}
		case <-wait.C:
			return fetched{}
		case <-ctx.Done():
			return fetched{}
		}
	}
}

// salvage gets what can be had of a message that breaks an ordinary fetch, asking for less on each
// step, and in the end for nothing.
func (s *session) salvage(ctx context.Context, uid imap.UID, step int) ([]message.Arrival, error) {
	l := s.m.trouble.known
	if l.uid != uid {
		l = listed{uid: uid}
	}
	const problem = "the mail server could not hand over this mail in the ordinary way: "
	section, kept := firstPart(s.m.opts.MaxSize), "it was asked for without its arrival time"
	switch {
	case step == 2:
		section, kept = headerOnly, "only the header could be had"
	case step > 2:
		s.m.log.Error("a mail cannot be fetched and goes to quarantine empty", "uid", uid)
		return []message.Arrival{s.arrival(l, fetched{}, problem+"look at it in the mailbox")}, nil
	}
	got, err := s.bodies(ctx, []imap.UID{uid}, section)
	if err != nil {
		return nil, err
	}
	f := got[uid]
	if f.raw == nil {
		return nil, fmt.Errorf("fetch of UID %d: %w", uid, errGarbled)
	}
	if step == 1 && !l.received.IsZero() && int64(len(f.raw)) < s.m.opts.MaxSize {
		return []message.Arrival{s.arrival(l, f, "")}, nil // all of it, after all
	}
	a := s.arrival(l, f, problem+kept)
	a.Truncated = step > 1 || int64(len(f.raw)) < a.Size
	return []message.Arrival{a}, nil
}
