package notifier

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// lane is one channel's way out: its own workers, its own circuit breaker, so that a mail server that is down
// holds up no text.
type lane struct {
	cfg     DispatcherConfig
	channel message.Channel
	workers int
	size    int // letters of one claim
	roused  chan struct{}
	breaker breaker
	pace    *rate.Limiter
	settled atomic.Bool // no mail is in doubt that a server could now be asked to take
	claims  watch
	records watch
	lease   time.Duration
	keeper  leaseKeeper // nil if leases cannot be renewed
	// send tries the letters in order and hands each result to done. Its error is trouble with the lane.
	send func(ctx context.Context, letters []outbox.Letter, done func(outbox.SendResult)) error
}

func (d *Dispatcher) newLane(channel message.Channel, workers, size int) *lane {
	l := &lane{cfg: d.cfg, channel: channel, workers: workers, size: size, roused: make(chan struct{}, 1),
		pace: newPace(0), lease: longLease}
	if keeper, ok := d.cfg.Outbox.(leaseKeeper); ok {
		l.keeper, l.lease = keeper, shortLease
	}
	return l
}

func (l *lane) wake() {
	select {
	case l.roused <- struct{}{}:
	default: // a worker is already called
	}
}

// run is one worker: claim, send, record, until nothing is due; then sleep until something is.
func (l *lane) run(ctx context.Context) {
	for ctx.Err() == nil {
		now := l.cfg.Now()
		places, wait := reserve(l.pace, now, l.size)
		if len(places) == 0 {
			l.sleep(ctx, wait)
			continue
		}
		n, wait := l.breaker.admit(now, len(places), func() pressing { return l.waits(ctx, now) })
		if n == 0 {
			giveBack(places, now)
			l.sleep(ctx, wait)
			continue
		}
		letters, err := l.claim(ctx, now, n)
		giveBack(places[len(letters):], now)
		switch {
		case len(letters) > 0: // what was claimed is sent, whatever else went wrong
			l.round(ctx, letters)
		case err != nil:
			l.breaker.release()
			l.sleep(ctx, retryOutbox)
		default:
			l.breaker.release()
			l.await(ctx)
		}
	}
}

// waits says whether a letter is due that tells of a danger or is owed today.
func (l *lane) waits(ctx context.Context, now time.Time) pressing {
	box, ok := l.cfg.Outbox.(promiser)
	if !ok || l.channel != message.Email {
		return nothingUrgent
	}
	switch first, found, err := box.FirstPromised(ctx, l.channel, now); {
	case err != nil || !found || first > calendar.DateOf(now.UTC().Date()):
		return nothingUrgent
	case first == outbox.BeforeAll:
		return danger
	}
	return owedToday
}

// claim takes up to n letters that are due out of the outbox.
func (l *lane) claim(ctx context.Context, now time.Time, n int) ([]outbox.Letter, error) {
	letters, err := l.cfg.Outbox.Claim(ctx, l.channel, now, n, l.lease)
	if ctx.Err() == nil {
		l.watched(&l.claims, err)
	}
	if len(letters) == n && l.workers > 1 {
		l.wake() // there is more than one worker's share
	}
	return letters, err
}

// await sleeps until a letter is due or it is woken. Asking when one is due costs much less than trying to
// claim one, so only that is done when a sleep has run its time. The first sleep is never less than a moment: a
// letter that is due and yet not to be had, by another daemon's clock, must not keep us spinning.
func (l *lane) await(ctx context.Context) {
	for wait := max(l.untilDue(ctx), 50*time.Millisecond); wait > 0 && ctx.Err() == nil; wait = l.untilDue(ctx) {
		if l.sleep(ctx, wait) {
			return
		}
	}
}

// round sends the letters that were claimed.
func (l *lane) round(ctx context.Context, letters []outbox.Letter) {
	journal := l.newJournal(ctx, letters)
	sending, cancel := context.WithCancel(ctx)
	defer cancel()
	held := &whileLeased{Context: sending, now: l.cfg.Now}
	held.extend(l.cfg.Now().Add(l.lease))
	go l.keepLeases(held, journal, cancel)
	trouble := l.send(held, letters, journal.add)
	l.updateBreaker(trouble)
	journal.close()
}

// updateBreaker tells the breaker how a round ended, and the alarm when that changes anything.
func (l *lane) updateBreaker(trouble error) {
	if errors.Is(trouble, ErrStopped) {
		l.breaker.release()
		return
	}
	if l.breaker.result(l.cfg.Now(), trouble) {
		l.alarm(trouble)
	}
}

// watched tells when the outbox has failed several times in a row, and when it works again.
func (l *lane) watched(w *watch, err error) {
	if err != nil {
		err = fmt.Errorf("the outbox cannot be used: %w", err)
	}
	if w.note(err) {
		l.alarm(err)
	}
}

func (l *lane) alarm(err error) {
	if l.cfg.Alarm != nil {
		l.cfg.Alarm(l.channel, err)
	}
}

// sleep waits for a wake, for d, or for the end. It reports whether it was woken.
func (l *lane) sleep(ctx context.Context, d time.Duration) (woken bool) {
	timer := time.NewTimer(max(d, time.Millisecond))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-l.roused:
		return true
	case <-timer.C:
	}
	return false
}

// untilDue is how long nothing will be due; 0 if something is.
func (l *lane) untilDue(ctx context.Context) time.Duration {
	due, err := l.cfg.Outbox.NextDue(ctx, l.channel)
	switch {
	case err != nil:
		return retryOutbox
	case due.IsZero():
		return l.cfg.Idle
	}
	return max(0, min(due.Sub(l.cfg.Now()), l.cfg.Idle))
}
