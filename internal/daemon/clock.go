package daemon

import (
	"context"
	"sync"
	"time"

	"complaints/internal/desk"
)

const (
	// stepMost is how far a wall clock may part from the time that has passed before it is taken to have been set.
	stepMost = 5 * time.Minute
	// stepPatience is how long a clock that was set is not believed: one that was set wrong is mostly put right sooner.
	stepPatience = 10 * time.Minute
	// knownMost is how far the clock may be, at the start, from the newest of what the program did and of its mail.
	knownMost = 24 * time.Hour
	// startPatience is how long a clock that is farther, or was set farther, is not believed, unless a mail that comes
	// agrees with it.
	startPatience = time.Hour
)

// steadyClock is a wall clock that is not believed at once when it jumps, or when it is far from everything that is
// known at the start. Whatever is promised or due is counted by it, so a clock that runs a year ahead for a minute
// would have everybody written to. Until the clock has been put right, or has kept its new time for a while, time goes
// on as it was.
type steadyClock struct {
	wall   func() time.Time
	passed func() time.Duration // since some instant, whatever happens to the wall clock

	mu      sync.Mutex
	anchor  time.Time // a time that was believed
	at      time.Duration
	stepped bool
	since   time.Duration // when the step was seen, of passed
	by      time.Duration // how far the clock was set
	steps   int           // how many steps are over

	known []time.Time // from all of which the clock was far at the start; nil once it is believed
	begun time.Duration
}

func newSteadyClock(wall func() time.Time, passed func() time.Duration) *steadyClock {
	return &steadyClock{wall: wall, passed: passed, anchor: wall(), at: passed()}
}

// compare looks at the clock beside what is known of the time at the start. Of these the clock has to be near one.
func (c *steadyClock) compare(known ...time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(known) > 0 && !near(c.wall(), known) {
		c.known, c.begun = known, c.passed()
	}
}

// confirm takes what is known of the time by now: the mail server's date of a mail that has come since the start.
func (c *steadyClock) confirm(seen time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !near(c.wall(), []time.Time{seen}) {
		return
	}
	c.known = nil
	if c.stepped && c.patience() > stepPatience {
		c.since = c.passed() - startPatience
	}
}

// patience is how long the step is not believed.
func (c *steadyClock) patience() time.Duration {
	if c.by.Abs() > knownMost {
		return startPatience
	}
	return stepPatience
}

func near(now time.Time, known []time.Time) bool {
	for _, t := range known {
		if now.Sub(t).Abs() <= knownMost {
			return true
		}
	}
	return false
}

// now is the time that is believed.
func (c *steadyClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall, passed := c.wall().Round(0), c.passed()
	expected := c.anchor.Add(passed - c.at)
	by := wall.Sub(expected)
	if c.known != nil && (passed-c.begun >= startPatience || near(wall, c.known)) {
		c.known = nil
		c.stepped = c.stepped || by.Abs() > stepMost // it was put right: that is over at once
		c.since = passed - startPatience
	}
	switch {
	case by.Abs() <= stepMost:
	case !c.stepped:
		c.stepped, c.since, c.by = true, passed, by
		return expected
	default:
		if c.by = by; passed-c.since < c.patience() {
			return expected
		}
	}
	if c.stepped {
		c.stepped = false
		c.steps++
	}
	c.anchor, c.at = wall, passed
	return wall
}

// clockState says what is thought of the clock.
type clockState struct {
	unsure  bool          // it is not believed yet
	atStart bool          // since it was far from everything known at the start, and not since it was set
	by      time.Duration // how far it was set, or is from the newest of what is known
	over    int           // how many steps are over
}

func (c *steadyClock) state() clockState {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	s := clockState{unsure: c.stepped || c.known != nil, atStart: c.known != nil && !c.stepped, by: c.by, over: c.steps}
	if s.atStart {
		s.by = now.Sub(c.known[0])
		for _, t := range c.known {
			if by := now.Sub(t); by.Abs() < s.by.Abs() {
				s.by = by
			}
		}
	}
	return s
}

// compareClock looks, at the start, whether the clock is a day or more from the newest mail and from what the program
// did last.
func (d *Daemon) compareClock(ctx context.Context) error {
	if d.steady == nil {
		return nil
	}
	mail, own, err := d.store.Newest(ctx)
	if err != nil {
		return err
	}
	seen, err := d.store.Mark(ctx, desk.SeenMark)
	if err != nil {
		return err
	}
	var known []time.Time
	for _, t := range []time.Time{mail, own, time.UnixMilli(seen)} {
		if t.Unix() > 0 {
			known = append(known, t)
		}
	}
	d.steady.compare(known...)
	return nil
}

// noteClock keeps that the program works, by a clock that it believes.
func (d *Daemon) noteClock(ctx context.Context) error {
	return d.store.SetMark(ctx, desk.SeenMark, d.clock().UnixMilli())
}

// clockState is what is thought of the clock, after a look at the mail that has come since the start.
func (d *Daemon) clockState() clockState {
	if d.steady == nil {
		return clockState{}
	}
	for _, m := range d.mailboxes {
		if newest := m.Status().Newest; !newest.IsZero() {
			d.steady.confirm(newest)
		}
	}
	return d.steady.state()
}

// clockUnsure reports whether the clock is not believed yet. Then nothing is decided that time alone makes due.
func (d *Daemon) clockUnsure() bool { return d.clockState().unsure }
