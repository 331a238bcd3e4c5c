package notifier

import (
	"context"
	"sync"
	"time"

	"complaints"
)

// maxAhead is how many outcomes may wait for the record, besides as many being recorded. These letters are
// what a crash could send twice; recording each alone would halve the speed.
const maxAhead = 8

// unsureFor is how long an unknown text is left alone before Twilio's list counts as complete.
const unsureFor = 5 * time.Minute

// journal brings the outcomes of one round to the outbox while the round goes on.
type journal struct {
	lane     *lane
	results  chan complaints.SendResult
	finished chan struct{}
	cancel   context.CancelFunc

	mu   sync.Mutex
	open map[string]complaints.Letter // claimed and not yet recorded
}

func (l *lane) newJournal(ctx context.Context, letters []complaints.Letter) *journal {
	j := &journal{lane: l, results: make(chan complaints.SendResult, maxAhead), finished: make(chan struct{}),
		open: make(map[string]complaints.Letter, len(letters))}
	for _, letter := range letters {
		j.open[letter.ID] = letter
	}
	ctx, j.cancel = graceful(ctx)
	go j.run(ctx)
	return j
}

// add takes an outcome. It blocks when the record is too far behind.
func (j *journal) add(r complaints.SendResult) {
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

func (j *journal) run(ctx context.Context) {
	defer close(j.finished)
	for r := range j.results {
		batch := j.gather(r)
		if !j.record(ctx, batch) {
			continue // stopping without a record: the leases run out and the letters come back in doubt
		}
		if j.lane.cfg.Done != nil {
			j.lane.cfg.Done(ctx, batch)
		}
	}
}

// gather takes what else is there, so that one commit serves many letters.
func (j *journal) gather(r complaints.SendResult) []complaints.SendResult {
	batch := []complaints.SendResult{j.schedule(r)}
	for len(batch) < maxAhead {
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

// record stores outcomes, however often it takes: an unrecorded outcome is a letter sent twice.
func (j *journal) record(ctx context.Context, batch []complaints.SendResult) bool {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		if err := j.lane.cfg.Outbox.Record(ctx, batch); err == nil {
			break
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-timer.C:
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, r := range batch {
		delete(j.open, r.Letter)
	}
	return true
}

// schedule decides when a letter that is not done comes again.
func (j *journal) schedule(r complaints.SendResult) complaints.SendResult {
	j.mu.Lock()
	tries := j.open[r.Letter].Tries
	j.mu.Unlock()
	if r.Untried && tries.InDoubt && r.State == complaints.Pending {
		r.State = complaints.Unknown // an earlier doubt is not settled by not trying
	}
	switch {
	case r.State == complaints.Sent || r.State == complaints.Failed || !r.NextTry.IsZero():
	case r.Untried: // the breaker, not the letter, decides when
		r.NextTry = r.At
	case r.State == complaints.Unknown && j.lane.channel == complaints.SMS:
		r.NextTry = r.At.Add(unsureFor)
	default:
		r.NextTry = r.At.Add(backoff(r.Letter, tries.Count))
	}
	return r
}

// keepLeases holds the letters of a round while they are on the wire. When that fails it calls stop in time
// for the round to end before anybody else may claim its letters.
func (l *lane) keepLeases(ctx context.Context, j *journal, stop context.CancelFunc) {
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
			continue
		}
		if l.keeper == nil || until.Sub(now) < 2*grace {
			stop()
			return
		}
		wait = time.Second
	}
}

// graceful outlives ctx by the time that finishing takes.
func graceful(ctx context.Context) (context.Context, context.CancelFunc) {
	long, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-long.Done():
		}
	})
	return long, func() { stop(); cancel() }
}
