package e2e

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/daemon"
	"complaints/internal/desk"
	"complaints/internal/procedure"
	"complaints/internal/rehearsal"
	"complaints/store"
)

// TestSixtyDays runs the whole daemon through the life of four complaints in virtual time: mail over IMAP and SMTP,
// texts over HTTP, SQLite on the disk, the cron table by its own clock. A goroutine that is left at the end fails
// it.
func TestSixtyDays(t *testing.T) {
	t.Parallel()
	story := aStory(t)
	database := "sqlite:" + filepath.Join(t.TempDir(), "complaints.db")
	began := time.Now()
	var town *town
	var rules procedure.Procedure
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(story.Steps[0].At.Add(-time.Hour)))
		town = newTown(t)
		rules = live(t, town, story, database)
		if err := town.close(); err != nil {
			t.Error(err)
		}
	})
	t.Logf("%.0f days, %d mails and %d texts in %v", story.Until.Sub(story.Steps[0].At).Hours()/24, len(town.mails),
		len(town.texts.Messages()),
		time.Since(began).Round(time.Millisecond))
	checkMails(t, town.mails, rules)
	checkCases(t, database)
}

// live runs the daemon, plays the story to its end and stops the daemon.
func live(t *testing.T, town *town, story rehearsal.Story, database string) procedure.Procedure {
	var runner *rehearsal.Runner
	cfg := town.config(t, story, database)
	d, err := daemon.New(t.Context(), daemon.Options{
		Config: cfg, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		Clock: time.Now, Dial: town.Dial,
		Listen: town.Listen, Observe: func(done []desk.Activity) { runner.Observe(done) },
	})
	if err != nil {
		t.Fatal(err)
	}
	runner = rehearsal.NewRunner(rehearsal.Environment{
		Desk: d.Desk(), Mailbox: cfg.Landlord.Email, Number: cfg.SMS.From, NextDue: d.NextDue, Deliver: town.deliver,
		SetClock: func(at time.Time) { time.Sleep(time.Until(at)) },
		Settle:   func(ctx context.Context, _ time.Time) error { return runUntilIdle(ctx, d) },
	}, "life", story, func(rehearsal.Line) {})
	running, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()
	if err := runner.Run(t.Context()); err != nil {
		t.Error(err)
	}
	time.Sleep(time.Until(story.Until))
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	return d.Desk().Procedure()
}

// runUntilIdle lets the clock run until the daemon has nothing left to do.
func runUntilIdle(ctx context.Context, d *daemon.Daemon) error {
	for {
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if idle, err := d.Idle(ctx, time.Now()); err != nil || idle {
			return err
		}
	}
}

// checkMails looks at the mail that left: none twice, acknowledgements at once, nobody at work disturbed at night.
func checkMails(t *testing.T, mails []taken, p procedure.Procedure) {
	seen := map[string]bool{}
	for _, m := range mails {
		if seen[m.id] {
			t.Errorf("%s went twice: %s", m.subject, m.to)
		}
		seen[m.id] = true
		hour := m.at.In(p.Calendar.Zone).Hour()
		if strings.HasSuffix(m.to, "@landlord.example") &&
			(!p.Calendar.WorkingDay(p.Calendar.Day(m.at)) || hour < 8 || hour >= 18) {
			t.Errorf("%s went to %s at %v, outside working hours", m.subject, m.to, m.at)
		}
	}
	for _, want := range []struct{ at, to, subject string }{
		{"2026-11-27T23:00:00Z", "asha@residents.example", "We have your complaint"},
		{"2026-12-01T08:15:00Z", "tom@residents.example", "We have your complaint"},
		{"2026-12-11T12:00:00Z", "noor@residents.example", "We have your complaint"},
		{"2026-12-08T14:45:00Z", "asha@residents.example", "Our answer to your complaint (stage 1)"},
		{"2026-12-14T20:10:00Z", "tom@residents.example", "We have your request for a review (stage 2)"},
		{"2026-12-30T10:00:00Z", "tom@residents.example", "(stage 2)"},
		{"2026-12-29T12:00:00Z", "noor@residents.example", "late"},
	} {
		if !found(t, mails, want.at, want.to, want.subject) {
			t.Errorf("no %q to %s at %s", want.subject, want.to, want.at)
		}
	}
	if t.Failed() {
		for _, m := range mails {
			t.Log(m.at.Format(time.RFC3339), m.to, m.subject)
		}
	}
}

func found(t *testing.T, mails []taken, at, to, subject string) bool {
	t.Helper()
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if late := m.at.Sub(instant); m.to == to && strings.Contains(m.subject, subject) && late >= 0 &&
			late < time.Minute {
			return true
		}
	}
	return false
}

// checkCases looks at what the daemon left in its database.
func checkCases(t *testing.T, database string) {
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if faults, err := db.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
	if left, err := db.Undecided(t.Context(), 1); err != nil || len(left) > 0 {
		t.Errorf("%d messages have no outcome, %v", len(left), err)
	}
	cases, err := db.ListCases(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	status := map[string]complaint.Status{}
	for _, c := range cases {
		status[c.Party.Email+c.Party.Phone] = c.Status
	}
	for who, want := range map[string]complaint.Status{
		"asha@residents.example": complaint.Closed, "tom@residents.example": complaint.Stage2Responded,
		"noor@residents.example": complaint.Stage1Open, "+447700900456": complaint.Stage1Open,
	} {
		if status[who] != want {
			t.Errorf("the case of %s is %s and not %s", who, status[who], want)
		}
	}
	if len(cases) != 4 {
		t.Errorf("%d cases", len(cases))
	}
}
