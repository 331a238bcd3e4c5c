package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"complaints/internal/lab"
	"complaints/internal/labtest"
)

// onPostgres is a stage on a PostgreSQL, which has no program yet.
func onPostgres(t *testing.T) (*stage, *lab.Postgres) {
	t.Helper()
	pg := labtest.Postgres(t)
	return newStage(t, pg.URL()), pg
}

// TestPostgresCrashesAndComesBack crashes the database twice while mail comes in and letters go out. The daemon lives
// on, and everything is answered once.
func TestPostgresCrashesAndComesBack(t *testing.T) {
	s, pg := onPostgres(t)
	s.program = program(t, s.cfg)
	start(t, s.program)
	const each = 20
	for crash := range 2 {
		for n := range each {
			deliver(t, s.mailbox, complaintMail(crash*each+n))
		}
		s.sink.Await(20*time.Second, func(mails []lab.Mail) bool { return acknowledged(mails) > crash*each+each/3 })
		if err := pg.Crash(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if err := pg.Up(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	await(t, s.sink, 2*time.Minute, 2*each)
	s.awaitOutcomes(t, 2*each)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	if doubled := s.check(t, 2*each); doubled > 0 {
		t.Errorf("%d letters went twice", doubled)
	}
}

// TestAFrozenDaemonWakesUp freezes the daemon that reads the mailbox and sends, until another has taken everything
// over, and lets it wake. It then sends at most the letter that was on the wire of each connection, and decides nothing
// twice.
func TestAFrozenDaemonWakesUp(t *testing.T) {
	if kills <= usualKills {
		t.Skip("a freeze takes most of a minute: COMPLAINTSD_KILLS=20 makes one")
	}
	s, _ := onPostgres(t)
	first, second := program(t, s.cfg), program(t, s.cfg)
	const before, during, after = 120, 20, 20
	for n := range before {
		deliver(t, s.mailbox, complaintMail(n))
	}
	start(t, first)
	s.sink.Await(30*time.Second, func(mails []lab.Mail) bool { return len(mails) > before/4 })
	if err := first.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	start(t, second)
	for n := range during {
		deliver(t, s.mailbox, complaintMail(before+n))
	}
	await(t, s.sink, 90*time.Second, before+during)
	if err := first.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for n := range after {
		deliver(t, s.mailbox, complaintMail(before+during+n))
	}
	await(t, s.sink, 90*time.Second, before+during+after)
	s.awaitOutcomes(t, before+during+after)
	for _, p := range []*lab.Program{first, second} {
		if err := p.Stop(15 * time.Second); err != nil {
			t.Error(err)
		}
	}
	doubled := s.check(t, before+during+after)
	if most := 9 * s.cfg.Limits.SendConnections; doubled > most {
		t.Errorf("%d letters went twice, and %d at most were on the wire or not yet recorded", doubled, most)
	}
	t.Logf("%d letters went twice", doubled)
}

// TestSeveralDaemons runs two of the built program on one PostgreSQL and kills the one that reads the mailbox. The
// other takes over within half a minute, and what either did is done once.
func TestSeveralDaemons(t *testing.T) {
	s, _ := onPostgres(t)
	first, second := program(t, s.cfg), program(t, s.cfg)
	const before, after = 60, 20
	for n := range before {
		deliver(t, s.mailbox, complaintMail(n))
	}
	start(t, first)
	start(t, second)
	s.sink.Await(20*time.Second, func(mails []lab.Mail) bool { return len(mails) > before/3 })
	reader, other := first, second
	if strings.Contains(second.Said(), "takes over\" job=\"mailbox") {
		reader, other = second, first
	}
	if !strings.Contains(reader.Said(), "takes over\" job=\"mailbox") ||
		strings.Contains(other.Said(), "takes over\" job=\"mailbox") {
		t.Error("not exactly one of two daemons reads the mailbox")
	}
	if err := reader.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	for n := range after {
		deliver(t, s.mailbox, complaintMail(before+n))
	}
	await(t, s.sink, time.Minute, before+after)
	took := time.Since(killed)
	t.Logf("everything was acknowledged %v after the reader was killed", took.Round(100*time.Millisecond))
	if took > 35*time.Second { // half a minute, and then the work itself
		t.Errorf("the other daemon took %v", took)
	}
	s.awaitOutcomes(t, before+after)
	if err := other.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	t.Logf("%d letters went twice, each in the moment between acceptance and record", s.check(t, before+after))
}
