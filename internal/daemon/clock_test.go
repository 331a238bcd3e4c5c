package daemon

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/config"
)

// setClock is a wall clock that somebody sets.
type setClock struct{ off atomic.Int64 }

func (c *setClock) now() time.Time       { return time.Now().Add(time.Duration(c.off.Load())) }
func (c *setClock) set(by time.Duration) { c.off.Add(int64(by)) }
func passedSince(t time.Time) func() time.Duration {
	return func() time.Duration { return time.Since(t) }
}

const (
	day  = 24 * time.Hour
	year = 365 * day
)

// TestClockThatIsSet: a step of an hour or a day, forward or back, is not believed for ten minutes, and a larger one
// for an hour or until a mail agrees with it. One that is undone before then was never believed.
func TestClockThatIsSet(t *testing.T) {
	for _, by := range []time.Duration{time.Hour, day, year, -time.Hour, -day, -year} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wall := &setClock{}
				c := newSteadyClock(wall.now, passedSince(time.Now()))
				parted := func() time.Duration { return time.Until(c.now()).Round(time.Second) }
				time.Sleep(time.Hour)
				wall.set(by)
				time.Sleep(time.Minute)
				if s := c.state(); !s.unsure || s.by.Round(time.Minute) != by || parted() != 0 {
					t.Errorf("a minute after the step: %+v, the time parts by %v", s, parted())
				}
				wall.set(-by)
				time.Sleep(time.Minute)
				if s := c.state(); s.unsure || s.over != 1 || parted() != 0 {
					t.Errorf("put right: %+v, the time parts by %v", s, parted())
				}
				wall.set(by)
				c.now()
				time.Sleep(stepPatience + time.Second)
				if large := by.Abs() > day; large && parted() == by {
					t.Error("a large step is believed after ten minutes")
				} else if large {
					c.confirm(wall.now().Add(-time.Minute))
				}
				if parted() != by {
					t.Errorf("after ten minutes the time parts by %v, want %v", parted(), by)
				}
				if s := c.state(); s.unsure || s.over != 2 {
					t.Errorf("after ten minutes: %+v", s)
				}
			})
		})
	}
}

// TestClockAtTheStart: a clock that is more than a day from the newest mail and from the latest of what was done is not
// believed until a mail agrees with it, it is put right, or an hour has passed.
func TestClockAtTheStart(t *testing.T) {
	for name, c := range map[string]struct {
		known  []time.Duration // from the true time
		off    time.Duration   // of the clock
		unsure bool
	}{
		"as ever":                            {[]time.Duration{-time.Hour, -2 * time.Hour}, 0, false},
		"quiet for a week, and noted":        {[]time.Duration{-7 * day, -time.Hour}, 0, false},
		"nothing is known":                   {nil, year, false},
		"a year ahead":                       {[]time.Duration{-time.Hour, -2 * time.Hour}, year, true},
		"a year behind":                      {[]time.Duration{-time.Hour, -2 * time.Hour}, -year, true},
		"two days ahead":                     {[]time.Duration{-time.Hour}, 2 * day, true},
		"off for a week":                     {[]time.Duration{-7 * day, -8 * day}, 0, true},
		"it had been a year ahead, the mail": {[]time.Duration{-time.Hour, year}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := func() (*steadyClock, *setClock) {
					wall := &setClock{}
					wall.set(c.off)
					s := newSteadyClock(wall.now, passedSince(time.Now()))
					var known []time.Time
					for _, k := range c.known {
						known = append(known, time.Now().Add(k))
					}
					s.compare(known...)
					if got := s.state(); got.unsure != c.unsure || got.atStart != c.unsure {
						t.Errorf("at the start: %+v, want unsure %v", got, c.unsure)
					}
					return s, wall
				}
				s, wall := begin()
				s.confirm(wall.now().Add(-3 * day))
				if s.state().unsure != c.unsure {
					t.Error("an old mail made a difference")
				}
				s.confirm(wall.now().Add(-time.Hour))
				if s.state().unsure {
					t.Error("not believed, and a mail agrees")
				}
				s, _ = begin()
				time.Sleep(time.Hour + time.Second)
				if s.state().unsure {
					t.Error("not believed after an hour")
				}
				s, wall = begin()
				time.Sleep(time.Minute)
				wall.set(-c.off)
				if name != "off for a week" && c.unsure && (s.state().unsure || time.Until(s.now()).Abs() > time.Second) {
					t.Errorf("put right: %+v", s.state())
				}
			})
		})
	}
}

// TestClockThatDrifts: a clock that is corrected little by little is followed.
func TestClockThatDrifts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wall := &setClock{}
		c := newSteadyClock(wall.now, passedSince(time.Now()))
		for range 100 {
			time.Sleep(time.Minute)
			wall.set(2 * time.Second)
			if !c.now().Equal(wall.now()) {
				t.Fatal("the time does not follow")
			}
		}
	})
}

// TestJobsGoOnWhenTheClockIsSet: what the clock starts comes at its time by the new clock, and never waits for as long
// as the step was.
func TestJobsGoOnWhenTheClockIsSet(t *testing.T) {
	for _, by := range []time.Duration{2 * time.Hour, day, year, -2 * time.Hour, -day, -year} {
		t.Run(fmt.Sprint(by), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wall := &setClock{}
				d := &Daemon{clock: wall.now, zone: time.UTC, log: slog.New(slog.DiscardHandler)}
				var sweeps, reports atomic.Int64
				jobs := []*job{testJob(t, "sweep", "* * * * *", &sweeps), testJob(t, "report", "0 8 * * *", &reports)}
				ctx, stop := context.WithCancel(t.Context())
				done := make(chan struct{})
				go func() { defer close(done); d.runJobs(ctx, jobs) }()
				time.Sleep(10*time.Minute + 30*time.Second) // between two sweeps
				synctest.Wait()
				before := sweeps.Load()
				wall.set(by)
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				if n := sweeps.Load() - before; n < 9 || n > 12 {
					t.Errorf("%d sweeps in the ten minutes after the step, want ten", n)
				}
				had := reports.Load()
				time.Sleep(day)
				synctest.Wait()
				if n := reports.Load() - had; n != 1 {
					t.Errorf("%d morning reports in the day after, want one", n)
				}
				stop()
				<-done
			})
		})
	}
}

func testJob(t *testing.T, name, line string, count *atomic.Int64) *job {
	t.Helper()
	schedule, err := config.ParseCron(line)
	if err != nil {
		t.Fatal(err)
	}
	return &job{name: name, schedule: schedule, run: func(context.Context) error { count.Add(1); return nil }}
}

// TestSweepsThatDoNotCome: a sweep that hangs is told five minutes after the latest that began, and it is told when
// they come again; a daemon that has not the clock is not asked.
func TestSweepsThatDoNotCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &Daemon{clock: time.Now, zone: time.UTC, log: slog.New(slog.DiscardHandler)}
		hang := make(chan struct{})
		schedule, err := config.ParseCron("* * * * *")
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		sweep := &job{name: "sweep", schedule: schedule, run: func(context.Context) error {
			d.sweeps.Add(1)
			if since := time.Since(began); since > 10*time.Minute && since < 20*time.Minute {
				<-hang
			}
			return nil
		}}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); d.runJobs(ctx, []*job{sweep}) }()
		ours, others := sweepSilence{}, sweepSilence{}
		time.Sleep(30 * time.Second)
		for minute := range 40 {
			time.Sleep(time.Minute)
			if minute == 25 {
				close(hang)
			}
			synctest.Wait()
			silent := ours.look(d.sweeps.Load(), true)
			if want := minute >= 15 && minute <= 25; silent != want {
				t.Errorf("minute %d: silent %v, want %v", minute, silent, want)
			}
			if others.look(d.sweeps.Load(), false) {
				t.Errorf("minute %d: told of sweeps that another daemon begins", minute)
			}
		}
		stop()
		<-done
	})
}
