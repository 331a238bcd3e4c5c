package daemon

import (
	"sync"
	"time"
)

const (
	// stepMost is how far a wall clock may part from the time that has passed before it is taken to have been set.
	stepMost = 5 * time.Minute
	// stepPatience is how long a clock that was set is not believed: one that was set wrong is mostly put right sooner.
	stepPatience = 10 * time.Minute
)

// steadyClock is a wall clock that is not believed at once when it jumps. Whatever is promised or due is counted by it,
// so a clock that runs a year ahead for a minute would have everybody written to. Until the clock has been put right,
// or has kept its new time for a while, time goes on as it was.
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
}

func newSteadyClock(wall func() time.Time, passed func() time.Duration) *steadyClock {
	return &steadyClock{wall: wall, passed: passed, anchor: wall(), at: passed()}
}

// now is the time that is believed.
func (c *steadyClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall, passed := c.wall().Round(0), c.passed()
	expected := c.anchor.Add(passed - c.at)
	by := wall.Sub(expected)
	switch {
	case by.Abs() <= stepMost:
	case !c.stepped:
		c.stepped, c.since, c.by = true, passed, by
		return expected
	case passed-c.since < stepPatience:
		c.by = by
		return expected
	}
	if c.stepped {
		c.stepped = false
		c.steps++
	}
	c.anchor, c.at = wall, passed
	return wall
}

// state says whether the clock was set and is not believed yet, by how far, and how many steps are over.
func (c *steadyClock) state() (stepped bool, by time.Duration, over int) {
	c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stepped, c.by, c.steps
}
