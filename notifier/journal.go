package notifier

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
)

// maxAhead is how many outcomes may wait for the record, besides as many being recorded. These letters are
// what a crash could send twice; with one commit for a few of them, sending still outruns the disk.
const maxAhead = 4

// How soon an outcome that could not be recorded is tried again, at first and at most.
const (
	firstWait = 50 * time.Millisecond
	maxWait   = 5 * time.Second
)

// journal brings the outcomes of one round to the outbox while the round goes on.
type journal struct {
	lane     *lane
	results  chan outbox.SendResult
	finished chan struct{}
	cancel   context.CancelFunc

	mu   sync.Mutex
	open map[string]outbox.Letter // claimed and not yet recorded
}

func (l *lane) newJournal(ctx context.Context, letters []outbox.Letter) *journal {
	j := &journal{lane: l, results: make(chan outbox.SendResult, maxAhead), finished: make(chan struct{}),
		open: make(map[string]outbox.Letter, len(letters))}
	for _, letter := range letters {
		j.open[letter.ID] = letter
	}
	ctx, j.cancel = graceful(ctx, 2*grace) // the last outcome comes when the wire's own grace is over
	go j.run(ctx)
	return j
}

// add takes an outcome. It blocks when the record is too far behind.
func (j *journal) add(r outbox.SendResult) {
	if r.State == outbox.Sent && j.lane.cfg.Accepted != nil {
		j.lane.cfg.Accepted(r)
	}
	j.results <- r
}

// close waits until all outcomes are recorded, or cannot be in the time left.
func (j *journal) close() {
	close(j.results)
	<-j.finished
	j.cancel()
}

// waiting lists the letters whose leases are still needed.
func (j *journal) waiting() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	ids := make([]string, 0, len(j.open))
	for id := range j.open {
		ids = append(ids, id)
	}
	return ids
}

// run records outcomes as they come. One that cannot be recorded is set aside and tried again and again,
// since an unrecorded outcome is a letter sent twice; when too many are aside, sending waits for them.
func (j *journal) run(ctx context.Context) {
	defer close(j.finished)
	var aside []outbox.SendResult
	wait := firstWait
	for results := j.results; results != nil || len(aside) > 0; {
		more, retry := results, (<-chan time.Time)(nil)
		if len(aside) > 0 {
			retry = time.After(wait)
		}
		if len(aside) >= maxAhead {
			more = nil
		}
		select {
		case r, ok := <-more:
			if !ok {
				results = nil
				continue
			}
			aside = append(aside, j.record(ctx, j.gather(r, maxAhead-len(aside)))...)
		case <-retry:
			before := len(aside)
			if aside = j.recordEach(ctx, aside); len(aside) < before {
				wait = firstWait
			} else {
				wait = min(2*wait, maxWait)
			}
		case <-ctx.Done(): // stopping without a record: the leases run out and the letters come back in doubt
			for range results {
			}
			return
		}
	}
}

// gather takes what else is there, at most as much as there is room for, so that one commit serves many letters.
func (j *journal) gather(r outbox.SendResult, room int) []outbox.SendResult {
	batch := []outbox.SendResult{j.schedule(r)}
	for len(batch) < room {
		select {
		case r, ok := <-j.results:
			if !ok {
				return batch
			}
			batch = append(batch, j.schedule(r))
		default:
			return batch
		}
	}
	return batch
}

// record stores outcomes and returns those it could not. What cannot be recorded together is recorded one by
// one, so that a bad one spoils no other.
func (j *journal) record(ctx context.Context, batch []outbox.SendResult) []outbox.SendResult {
	if j.store(ctx, batch) {
		return nil
	}
	return j.recordEach(ctx, batch)
}

func (j *journal) recordEach(ctx context.Context, batch []outbox.SendResult) []outbox.SendResult {
	return slices.DeleteFunc(batch, func(r outbox.SendResult) bool {
		return ctx.Err() == nil && j.store(ctx, []outbox.SendResult{r})
	})
}

func (j *journal) store(ctx context.Context, batch []outbox.SendResult) bool {
	err := j.lane.cfg.Outbox.Record(ctx, batch)
	j.lane.watched(&j.lane.records, err)
	if err != nil {
		return false
	}
	j.mu.Lock()
	for _, r := range batch {
		delete(j.open, r.Letter)
	}
	j.mu.Unlock()
	j.tryDoubtful(ctx, batch)
	if j.lane.cfg.Done != nil {
		j.lane.cfg.Done(ctx, batch)
	}
	return true
}

// tryDoubtful has mails in doubt tried once more, now that the server has taken another.
func (j *journal) tryDoubtful(ctx context.Context, batch []outbox.SendResult) {
	l := j.lane
	box, ok := l.cfg.Outbox.(doubter)
	if !ok || l.channel != message.Email {
		return
	}
	taken := false
	for _, r := range batch {
		switch r.State {
		case outbox.Unknown:
			l.settled.Store(false)
			taken = false
		case outbox.Sent:
			taken = true
		}
	}
	if !taken || !l.settled.CompareAndSwap(false, true) {
		return
	}
	if err := box.TryDoubtful(ctx, l.channel, l.cfg.Now()); err != nil {
		l.settled.Store(false) // with the next letter that is taken
	}
	l.wake()
}

// schedule decides when a letter that is not done comes again.
func (j *journal) schedule(r outbox.SendResult) outbox.SendResult {
	j.mu.Lock()
	tries := j.open[r.Letter].Tries
	j.mu.Unlock()
	if r.Untried && tries.InDoubt && r.State == outbox.Pending {
		r.State = outbox.Unknown // an earlier doubt is not settled by not trying
	}
	switch {
	case r.State == outbox.Sent || r.State == outbox.Failed || !r.NextTry.IsZero():
	case r.Untried: // the breaker, not the letter, decides when
		r.NextTry = r.At
	case r.State == outbox.Unknown && j.lane.channel == message.SMS:
		r.NextTry = r.At.Add(unsureFor(tries.Doubts + 1))
	default:
		r.NextTry = r.At.Add(backoff(r.Letter, tries.Count))
	}
	return r
}

// keepLeases holds the letters of a round while they are on the wire. When that fails it calls stop in time
// for the round to end before anybody else may claim its letters.
func (l *lane) keepLeases(ctx *whileLeased, j *journal, stop context.CancelFunc) {
	until := l.cfg.Now().Add(l.lease)
	wait := l.lease / 3
	if l.keeper == nil {
		wait = l.lease / 2
	}
	for {
		timer := time.NewTimer(wait)
		select {
		case <-j.finished:
			timer.Stop()
			return
		case <-timer.C:
		}
		now := l.cfg.Now()
		if l.keeper != nil && l.keeper.Renew(context.WithoutCancel(ctx), j.waiting(), now.Add(l.lease)) == nil {
			until, wait = now.Add(l.lease), l.lease/3
			ctx.extend(until)
			continue
		}
		if l.keeper == nil || until.Sub(now) < 2*grace {
			stop()
			return
		}
		wait = time.Second
	}
}

// whileLeased is a context that has ended as soon as the leases have, also when nobody has had the time to cancel it: a
// program that was frozen, and whose letters another has taken over meanwhile, finds out before it sends the next.
type whileLeased struct {
	context.Context
	now   func() time.Time
	until atomic.Int64 // nanoseconds of the wall clock, which goes on while a machine sleeps
}

func (c *whileLeased) extend(until time.Time) { c.until.Store(until.UnixNano()) }

// Err is that of the context beneath, or says that the leases have run out.
func (c *whileLeased) Err() error {
	if err := c.Context.Err(); err != nil || c.now().UnixNano() < c.until.Load() {
		return err
	}
	return context.DeadlineExceeded
}

// graceful outlives ctx by the time that finishing may take.
func graceful(ctx context.Context, extra time.Duration) (context.Context, context.CancelFunc) {
	long, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(extra)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-long.Done():
		}
	})
	return long, func() { stop(); cancel() }
}
