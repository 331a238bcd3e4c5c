package e2e

import (
	"strings"
	"testing"
	"time"
)

// laterVersion has the program built with failpoints play a later version of itself, whose schema has one step more.
const laterVersion = "COMPLAINTSD_NEWER"

// TestUpgradeBesideTheOldVersion starts a later version beside the old one on one PostgreSQL, while mail comes in. The
// old daemon finishes and stops by itself, the new one goes on, nothing is lost and nothing goes twice; and the old
// version cannot be started any more.
func TestUpgradeBesideTheOldVersion(t *testing.T) {
	s, _ := onPostgres(t)
	old, newer := plain.program(t, s.cfg), stoppable.program(t, s.cfg)
	const before, during, after = 20, 20, 10
	for n := range before {
		deliver(t, s.mailbox, complaintMail(n))
	}
	start(t, old)
	await(t, s.sink, 30*time.Second, before/2)
	began := time.Now()
	if err := newer.Start(laterVersion + "=1"); err != nil {
		t.Fatal(err)
	}
	for n := range during {
		deliver(t, s.mailbox, complaintMail(before+n))
	}
	if err := old.Ended(time.Minute); err == nil ||
		!strings.Contains(old.Said(), "a newer complaintsd takes over this database") {
		t.Errorf("the old daemon ended with %v and does not say why", err)
	}
	gaveWay := time.Since(began)
	for n := range after {
		deliver(t, s.mailbox, complaintMail(before+during+n))
	}
	await(t, s.sink, time.Minute, before+during+after)
	t.Logf("the old daemon had stopped after %v, and all were acknowledged after %v", gaveWay.Round(time.Millisecond),
		time.Since(began).Round(time.Millisecond))
	if err := newer.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	for id, n := range countMails(s.sink.Mails()) {
		if n > 1 {
			t.Errorf("%s went %d times", id, n)
		}
	}
	start(t, old)
	if err := old.Ended(30 * time.Second); err == nil ||
		!strings.Contains(old.Said(), "its schema is 99 and this program knows") {
		t.Errorf("the old version is started again, and that ends with %v", err)
	}
	t.Setenv(laterVersion, "1")
	for _, command := range []string{"verify", "reconcile"} {
		if said, err := newer.Command(t.Context(), command); err != nil {
			t.Errorf("%s: %v: %s", command, err, said)
		}
	}
}

// TestUpgradeOfTheSameSchema starts another version with the same schema beside the running one on one PostgreSQL. The
// old daemon finishes and stops by itself and says why, the new one goes on, and every mail is acknowledged once.
func TestUpgradeOfTheSameSchema(t *testing.T) {
	s, _ := onPostgres(t)
	s.program = plain.program(t, s.cfg)
	newer := stoppable.program(t, s.cfg)
	const before, during = 10, 10
	for n := range before {
		deliver(t, s.mailbox, complaintMail(n))
	}
	start(t, s.program)
	await(t, s.sink, 30*time.Second, before/2)
	began := time.Now()
	if err := newer.Start("COMPLAINTSD_VERSION=v9.9.9"); err != nil {
		t.Fatal(err)
	}
	for n := range during {
		deliver(t, s.mailbox, complaintMail(before+n))
	}
	if err := s.program.Ended(time.Minute); err == nil ||
		!strings.Contains(s.program.Said(), "takes over this database: version v9.9.9 has started") {
		t.Errorf("the old daemon ended with %v and does not say why", err)
	}
	gaveWay := time.Since(began)
	await(t, s.sink, time.Minute, before+during)
	t.Logf("the old daemon had stopped after %v", gaveWay.Round(time.Millisecond))
	s.awaitOutcomes(t, before+during)
	if err := newer.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	if doubled := s.check(t, before+during); doubled > 0 {
		t.Errorf("%d letters went twice", doubled)
	}
}

// TestUpgradeOfAFileWaitsForTheOldVersion starts a later version on the SQLite file of a running daemon, as daemon and
// as command: it is refused, with a sentence, and the old one works on. When that has stopped the later one starts.
func TestUpgradeOfAFileWaitsForTheOldVersion(t *testing.T) {
	s := onAFile(t)
	newer := stoppable.program(t, s.cfg)
	start(t, s.program)
	deliver(t, s.mailbox, complaintMail(0))
	await(t, s.sink, 30*time.Second, 1)
	if err := newer.Start(laterVersion + "=1"); err != nil {
		t.Fatal(err)
	}
	const refusal = "it is of an earlier version: stop it first"
	if err := newer.Ended(30 * time.Second); err == nil || !strings.Contains(newer.Said(), refusal) {
		t.Errorf("the newer daemon ends with %v", err)
	}
	t.Setenv(laterVersion, "1")
	if _, err := newer.Command(t.Context(), "verify"); err == nil || !strings.Contains(err.Error(), refusal) {
		t.Errorf("a command of the newer version: %v", err)
	}
	deliver(t, s.mailbox, complaintMail(1))
	await(t, s.sink, 30*time.Second, 2)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	start(t, newer)
	deliver(t, s.mailbox, complaintMail(2))
	await(t, s.sink, 30*time.Second, 3)
	if err := newer.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
}
