package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/lab"
)

// TestADamagedDatabaseStopsTheProgram writes over pages of the database while nobody uses it. The program then names
// one of them, says what to do, and ends; nothing that arrives is lost meanwhile, since it stays in the mailbox.
func TestADamagedDatabaseStopsTheProgram(t *testing.T) {
	s := onAFile(t)
	const mails = 30
	for n := range mails {
		deliver(t, s.mailbox, complaintMail(n))
	}
	start(t, s.program)
	await(t, s.sink, time.Minute, mails)
	s.awaitOutcomes(t, mails)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Fatal(err)
	}
	breakPages(t, strings.TrimPrefix(string(s.cfg.Store.URL), "sqlite:"))
	start(t, s.program)
	if err := s.program.Ended(time.Minute); err == nil {
		t.Error("it ended as if all were well")
	}
	said := s.program.Said()
	for _, want := range []string{"the database is damaged", "page", "newest backup"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if said, err := s.program.Command(t.Context(), "verify"); err == nil ||
		!strings.Contains(err.Error(), "the database is damaged") {
		t.Errorf("verify says %q, %v", said, err)
	}
}

// onAFile is a stage whose database is a SQLite file, wherever the others have theirs.
func onAFile(t *testing.T) *stage {
	t.Helper()
	return newStage(t, "sqlite:"+filepath.Join(t.TempDir(), "complaints.db")).withTexts(t).withProgram(t)
}

// breakPages writes over the middle of a file, from a quarter to three quarters of it.
func breakPages(t *testing.T, path string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := info.Size() / 4 / page * page; at < info.Size()/4*3; at += 3 * page {
		if _, err := f.WriteAt([]byte(strings.Repeat("\xde\xad\xbe\xef", 64)), at); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAFullDisk fills the disk under the running program, kills it there, and makes room again. What came meanwhile has
// waited in the mailbox; every mail is answered once, and the complaints team has been told of the disk.
func TestAFullDisk(t *testing.T) {
	s := newStage(t, database(t)).withTexts(t)
	s.program = stoppable.program(t, s.cfg)
	full := filepath.Join(t.TempDir(), "full")
	start := func() {
		if err := s.program.Start("COMPLAINTSD_DISK_FULL=" + full); err != nil {
			t.Fatal(err)
		}
	}
	start()
	const before, during, after = 5, 10, 5
	for n := range before {
		deliver(t, s.mailbox, complaintMail(n))
	}
	await(t, s.sink, time.Minute, before)
	s.awaitOutcomes(t, before)
	if err := os.WriteFile(full, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for n := range during {
		deliver(t, s.mailbox, complaintMail(before+n))
	}
	for range 20 { // it tries, and may try again
		time.Sleep(100 * time.Millisecond)
		if strings.Contains(s.program.Said(), "no space left") {
			break
		}
	}
	if n := acknowledged(s.sink.Mails()); n != before {
		t.Errorf("%d mails are acknowledged, which nothing could be written about", n)
	}
	if err := s.program.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	start()
	for n := range after {
		deliver(t, s.mailbox, complaintMail(before+during+n))
	}
	await(t, s.sink, time.Minute, before+during+after)
	s.awaitOutcomes(t, before+during+after)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	if doubled := s.check(t, before+during+after); doubled > 0 {
		t.Errorf("%d letters went twice", doubled)
	}
}

// untilNoon is how far today's noon is ahead of now, or behind it.
func untilNoon(now time.Time) time.Duration {
	y, m, d := now.UTC().Date()
	return time.Date(y, m, d, 12, 0, 0, 0, time.UTC).Sub(now)
}

// TestTheClockIsSetBack runs the program two days ahead and sets its clock back while it works. Nothing is answered
// twice, nothing is held up until the old time has come again, and the file is whole.
func TestTheClockIsSetBack(t *testing.T) {
	s := newStage(t, database(t)).withTexts(t)
	s.program = stoppable.program(t, s.cfg)
	clock := filepath.Join(t.TempDir(), "clock")
	s.pass(untilNoon(time.Now())) // else letters to staff wait for the office to open, by one clock and not by the other
	set := func(ahead time.Duration) {
		if err := os.WriteFile(clock+".new", []byte((s.ahead() + ahead).String()), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(clock+".new", clock); err != nil {
			t.Fatal(err)
		}
	}
	set(48 * time.Hour)
	if err := s.program.Start("COMPLAINTSD_CLOCK=" + clock); err != nil {
		t.Fatal(err)
	}
	const each = 10
	for n := range each {
		deliver(t, s.mailbox, complaintMail(n))
	}
	await(t, s.sink, time.Minute, each)
	began := time.Now()
	s.sink.Meet(func(at lab.Moment) error { // the clock jumps while a letter is on the wire
		if at == lab.AtData {
			set(-time.Hour)
		}
		return nil
	})
	for n := range each {
		deliver(t, s.mailbox, complaintMail(each+n))
	}
	await(t, s.sink, time.Minute, 2*each)
	s.sink.Meet(nil)
	set(0)
	for n := range each {
		deliver(t, s.mailbox, complaintMail(2*each+n))
	}
	await(t, s.sink, time.Minute, 3*each)
	t.Logf("%d mails were acknowledged in %v although the clock went back by two days", 2*each, time.Since(began).
		Round(time.Millisecond))
	s.awaitOutcomes(t, 3*each)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	if doubled := s.check(t, 3*each); doubled > 0 {
		t.Errorf("%d letters went twice", doubled)
	}
	s.noDoubt(t)
}
