package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// When something that is owed has its last day.
const (
	DueLate  = "late" // it is over
	DueToday = "today"
	DueLater = "later" // or there is none
)

// Owed is one kind of thing that is owed: the duty's name, and when.
type Owed struct{ Duty, Due string }

// Census is what is owed on all cases, counted. It names no case.
type Census struct {
	Owed    map[Owed]int
	Late    int           // things past their day that wait for a person
	Oldest  calendar.Date // the earliest of their days; zero if there is none
	Untaken int           // emergencies that nobody has taken yet
}

// TakeCensus counts what is owed on all cases at now, by the machine and by people. What the residents themselves may
// do is left out.
func TakeCensus(ctx context.Context, s *store.Store, p procedure.Procedure, now time.Time) (Census, error) {
	c := Census{Owed: map[Owed]int{}}
	today := p.Calendar.Day(now)
	err := s.EachWake(ctx, func(of complaint.Case, _ time.Time) error {
		for _, d := range p.Duties(of, now) {
			if !strings.HasPrefix(d.Name, "wait_") {
				c.count(d, today)
			}
		}
		return nil
	})
	if err != nil {
		return Census{}, fmt.Errorf("count what is owed: %w", err)
	}
	return c, nil
}

func (c *Census) count(d procedure.Duty, today calendar.Date) {
	due := DueLater
	switch {
	case d.By != 0 && d.By < today:
		due = DueLate
	case d.By == today:
		due = DueToday
	}
	c.Owed[Owed{d.Name, due}]++
	if d.Name == "take_emergency" {
		c.Untaken++
	}
	if due != DueLate || !strings.Contains(d.Owner, "@") {
		return
	}
	c.Late++
	if c.Oldest == 0 || d.By < c.Oldest {
		c.Oldest = d.By
	}
}
