package notifier

import (
	"errors"
	"hash/fnv"
	"sync"
	"time"
)

// breaker keeps a lane from hammering a server that is down. Trouble opens it for a while, longer each time;
// then one letter goes ahead to try, and its success opens the way for all.
type breaker struct {
	mu       sync.Mutex
	failures int
	trouble  error // nil: closed
	until    time.Time
	failed   time.Time // when the latest round ended in trouble
	probing  bool
}

// urgentRest is how long a lane rests at most while something urgent waits.
const urgentRest = 15 * time.Second

// pressing says what waits in a lane.
type pressing int

const (
	nothingUrgent pressing = iota
	owedToday
	danger
)

// admit returns how many of n letters may go at now, or how long to wait. waits says how urgent what waits is; for the
// account's sake it makes no difference to refused logins.
func (b *breaker) admit(now time.Time, n int, waits func() pressing) (int, time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.trouble == nil:
		return n, 0
	case now.Before(b.until) && !b.presses(now, waits):
		return 0, min(b.until.Sub(now), urgentRest) // a clock set back must not close the lane for longer
	case b.probing:
		return 0, time.Second
	}
	b.probing = true
	return 1, 0
}

// presses reports whether a resting lane should try all the same. It spares an account that refuses logins. A server
// that takes letters without saying so is pressed only with a letter that tells of a danger: that may come twice.
func (b *breaker) presses(now time.Time, waits func() pressing) bool {
	since := now.Sub(b.failed)
	if since >= 0 && since < urgentRest || errors.Is(b.trouble, ErrAccount) {
		return false
	}
	if errors.Is(b.trouble, errHangsUp) {
		return waits() == danger
	}
	return waits() != nothingUrgent
}

// release ends a probe that told nothing.
func (b *breaker) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probing = false
}

// retry ends the rest, because what stood in the way may have been mended.
func (b *breaker) retry() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures, b.until = 0, time.Time{}
}

// result takes in how a round ended and reports whether that is news.
func (b *breaker) result(now time.Time, trouble error) (news bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probing = false
	before := b.trouble
	b.trouble = trouble
	if trouble == nil {
		b.failures = 0
		return before != nil
	}
	account := errors.Is(trouble, ErrAccount)
	pause := rest(b.failures, account)
	if errors.Is(trouble, errRefusesAll) { // it answers, so that one letter after the other can be tried
		pause = min(pause, time.Minute)
	}
	b.failed, b.until = now, now.Add(pause)
	b.failures++
	return before == nil || errors.Is(before, ErrAccount) != account
}

// rest is how long a lane waits after so many failures in a row. Trouble with the account waits longer: a
// person has to act, and many refused logins get an account locked.
func rest(failures int, account bool) time.Duration {
	steps := []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second,
		time.Minute, 2 * time.Minute, 5 * time.Minute}
	if account {
		steps = []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute}
	}
	return steps[min(failures, len(steps)-1)]
}

// watch counts failures in a row, so that one hiccup is not news.
type watch struct {
	mu       sync.Mutex
	failures int
}

const worthTelling = 5

// note takes in an outcome and reports whether it is news: the failures have become too many, or are over.
func (w *watch) note(err error) (news bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err == nil {
		news, w.failures = w.failures >= worthTelling, 0
		return news
	}
	w.failures++
	return w.failures == worthTelling
}

// backoff is how long a letter waits before its next try, after count earlier ones. It never gives up: that is for who
// knows why the letter waits. The spread of a fifth either way comes from the letter's id, so that letters refused
// together do not come back together.
func backoff(letter string, count int) time.Duration {
	steps := [...]time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute,
		time.Hour, 2 * time.Hour, 4 * time.Hour}
	base := steps[min(max(count, 0), len(steps)-1)]
	h := fnv.New32a()
	h.Write([]byte{byte(count)})
	h.Write([]byte(letter))
	spread := time.Duration(h.Sum32()%401) - 200 // thousandths
	return base + base/1000*spread
}
