package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestTheSealOfADatabase: the first start seals it, verify proves by the key what nobody else could, and says what it
// cannot prove without it.
func TestTheSealOfADatabase(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newOutside(t).settings()...)
	refs := o.arrive(aLeak(anHourAgo()))
	o.prints("No key seals this database yet", "store seal")
	if _, errs, code := o.run("verify"); code != 0 || !strings.Contains(errs, "No key has sealed this database yet") {
		t.Errorf("before the first start: ended with %d and said %q", code, errs)
	}
	o.startOnce()
	key := filepath.Join(o.dir, "complaintsd.seal")
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key: %v, %v", info, err)
	}
	o.prints("It is here", "store seal")
	if _, errs, code := o.run("verify"); code != 0 || strings.Contains(errs, "Not proved") {
		t.Errorf("sealed: ended with %d and said %q", code, errs)
	}
	o.prints(refs[0], "case note", refs[0], "sealed as well")
	o.prints("Everything fits", "verify")

	backup := filepath.Join(o.dir, "backup.db")
	o.prints(backup, "backup", backup)
	if b, err := os.ReadFile(key); err != nil || fileHolds(t, backup, strings.TrimSpace(string(b))) {
		t.Errorf("the backup holds the key, or: %v", err)
	}
	o.tamper("UPDATE cases SET wake_at = 4070908800000 WHERE ref = '" + refs[0] + "'")
	if out, _, code := o.run("verify"); code != 1 ||
		!strings.Contains(out, "case "+refs[0]+": it is not what was sealed") {
		t.Errorf("an edit: ended with %d and printed %q", code, out)
	}

	if err := os.Rename(key, key+".safe"); err != nil {
		t.Fatal(err)
	}
	o.prints(refs[0], "case note", refs[0], "written without the key")
	if _, errs, code := o.run("verify"); code != 0 || !strings.Contains(errs, "put it back there from the safe") {
		t.Errorf("without the key: ended with %d and said %q", code, errs)
	}
	o.fails(1, "put it back there from the safe", "store seal")
	if log := o.startOnce(); !strings.Contains(log, "what is written cannot be proved") {
		t.Errorf("a start without the key logs %q", log)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("a start without the key made another one")
	}

	o.prints("by "+accountName()+": the disk was lost", "store seal", "--why", "the disk was lost")
	o.prints("Everything fits", "verify")
	if b, err := os.ReadFile(key + ".safe"); err != nil || os.WriteFile(key, b, 0o600) != nil {
		t.Fatal(err)
	}
	if _, errs, code := o.run("verify"); code != 0 || !strings.Contains(errs, "is another than the one that seals") {
		t.Errorf("with the old key: ended with %d and said %q", code, errs)
	}
	o.prints("the disk was lost", "store seal", "--why", "and again") // the old one is set aside
	o.prints("Everything fits", "verify")
}

// startOnce starts the daemon and stops it when it runs, and returns its log. A daemon that stops by itself must say
// why.
func (o testOffice) startOnce() string {
	o.t.Helper()
	ctx, stop := context.WithTimeout(o.t.Context(), time.Minute)
	defer stop()
	said := &stopAt{stop: stop, when: "complaintsd is running"}
	code := run(ctx, &terminal{In: strings.NewReader(""), Out: said, Err: said}, []string{"run", "--config", o.config})
	if code != 0 {
		o.t.Errorf("the daemon ended with %d and said %s", code, said)
	}
	return said.String()
}

// stopAt keeps what a daemon says and stops it when it says certain words.
type stopAt struct {
	mu   sync.Mutex
	said bytes.Buffer
	stop func()
	when string
}

func (s *stopAt) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.said.Write(b); strings.Contains(s.said.String(), s.when) {
		s.stop()
	}
	return len(b), nil
}

func (s *stopAt) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

// checkpoint seals what has come, as every night does, and returns its digest.
func (o testOffice) checkpoint() string {
	o.t.Helper()
	c, err := o.store().Checkpoint(o.t.Context(), anHourAgo())
	if err != nil {
		o.t.Fatal(err)
	}
	return fmt.Sprintf("%x", c.Digest)
}

func fileHolds(t *testing.T, path, text string) bool {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(b), text)
}

// TestVerifySince: the digest of a checkpoint that was kept elsewhere, as in the morning list, shows a store that was
// rolled back.
func TestVerifySince(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.arrive(aLeak(anHourAgo()))
	old := filepath.Join(o.dir, "old.db")
	o.prints(old, "backup", old)
	o.arrive(noise(anHourAgo()))
	digest := o.checkpoint()
	o.prints("Everything fits", "verify", "--since", digest[:16])
	rolledBack := newOffice(t, "store.url", "sqlite:"+old)
	rolledBack.prints("Everything fits", "verify")
	if out, _, code := rolledBack.run("verify", "--since", digest); code != 1 || !strings.Contains(out, "rolled back") {
		t.Errorf("an older copy: ended with %d and printed %q", code, out)
	}
	o.fails(1, "too short", "verify", "--since", "3f1c")
}
