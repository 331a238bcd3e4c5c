package notifier

import (
	"sync"
	"time"
)

// pace spreads letters over time for a mail server that takes only so many in a minute. It lets a sixth of them go at
// once, and more as time passes. A nil pace lets all go.
type pace struct {
	mu      sync.Mutex
	every   time.Duration // for one letter
	most    int           // at once
	allowed int
	since   time.Time // when allowed was last counted; zero before the first letter
}

func newPace(perMinute int) *pace {
	if perMinute <= 0 {
		return nil
	}
	most := max(1, perMinute/6)
	return &pace{every: time.Minute / time.Duration(perMinute), most: most, allowed: most}
}

// admit returns how many of n letters may go at now, or how long to wait for the next.
func (p *pace) admit(now time.Time, n int) (int, time.Duration) {
	if p == nil {
		return n, 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.since.IsZero() || now.Before(p.since) { // the first, or the clock was set back
		p.since = now
	}
	if more := int(now.Sub(p.since) / p.every); more > 0 {
		p.allowed, p.since = min(p.most, p.allowed+more), p.since.Add(time.Duration(more)*p.every)
	}
	if p.allowed == 0 {
		return 0, p.since.Add(p.every).Sub(now)
	}
	n = min(n, p.allowed)
	p.allowed -= n
	return n, 0
}

// giveBack is told how many of those that might have gone did not.
func (p *pace) giveBack(n int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = min(p.most, p.allowed+n)
}
