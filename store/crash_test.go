package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// writerEnv makes this test program write to a store until it is killed; see TestMain.
const writerEnv = "COMPLAINTSD_TEST_WRITER"

// writeUntilKilled opens cases and sends letters, and says on stdout what has been committed.
func writeUntilKilled(url string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	all, err := s.ListCases(ctx, store.CaseFilter{Limit: 1})
	if err != nil {
		return err
	}
	n := 1
	if len(all) > 0 {
		if _, err := fmt.Sscanf(all[0].Ref, "HC-2026-%d", &n); err != nil {
			return err
		}
		n++
	}
	for ; ; n++ {
		saved, err := s.SaveArrivals(ctx, "inbox", []message.Arrival{arrival(n)},
			message.Cursor{UIDValidity: 1, LastUID: uint32(n)})
		if err != nil {
			return err
		}
		fmt.Println("arrived", saved[0].ID)
		waiting, err := s.Undecided(ctx, 10) // whatever was left by the one killed before
		if err != nil {
			return err
		}
		for _, a := range waiting {
			var ref string
			err := s.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
				ref, err = openCase(ctx, tx, leakMessage(n, a.ID))
				return err
			})
			if err != nil {
				return err
			}
			fmt.Println("opened", ref)
		}
		claimed, err := s.Claim(ctx, message.Email, later, 1, time.Minute)
		if err != nil {
			return err
		}
		for _, l := range claimed {
			if err := s.Record(ctx, []outbox.SendResult{{Letter: l.ID, State: outbox.Sent,
				At: later}}); err != nil {
				return err
			}
			fmt.Println("sent", l.ID)
		}
	}
}

func TestNothingIsLostWhenTheWriterIsKilled(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory dies with its program")
		}
		rounds := 10
		if testing.Short() {
			rounds = 2
		}
		told := map[string]bool{}
		for range rounds {
			for _, line := range killedAfter(t, url, 100*time.Millisecond+rand.N(400*time.Millisecond)) {
				told[line] = true
			}
		}
		s := open(t, url)
		if faults := verified(t, s); len(faults) > 0 {
			t.Fatal(faults)
		}
		if _, err := s.Check(t.Context()); err != nil && !strings.Contains(err.Error(), "nearly full") {
			t.Error(err)
		}
		if len(told) == 0 {
			t.Fatal("the writer never wrote anything")
		}
		for line := range told {
			what, id, _ := strings.Cut(line, " ")
			var err error
			switch what {
			case "arrived":
				_, err = s.Arrival(t.Context(), id)
			case "opened":
				_, err = s.Case(t.Context(), id)
			case "sent":
				if p := posted(t, s, id); p.State != outbox.Sent {
					t.Errorf("letter %s was sent and is %s", id, p.State)
				}
			}
			if err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
		cases, err := s.ListCases(t.Context(), store.CaseFilter{Limit: 100_000})
		if err != nil {
			t.Fatal(err)
		}
		opened, err := s.Arrivals(t.Context(), store.ArrivalFilter{Outcome: store.Opened, Limit: 100_000})
		if err != nil || len(opened) != len(cases) {
			t.Errorf("%d cases of %d arrivals, %v", len(cases), len(opened), err)
		}
		for i, c := range cases { // none invented, none skipped
			if want := fmt.Sprintf("HC-2026-%06d", len(cases)-i); c.Ref != want {
				t.Fatalf("case %s where %s was expected", c.Ref, want)
			}
		}
	})
}

// killedAfter runs a writer, kills it with no warning, and returns what it had said by then.
func killedAfter(t *testing.T, url string, after time.Duration) (lines []string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	writer := exec.CommandContext(t.Context(), program)
	writer.Env = append(os.Environ(), writerEnv+"="+url)
	stderr := filepath.Join(t.TempDir(), "stderr")
	if writer.Stderr, err = os.Create(stderr); err != nil {
		t.Fatal(err)
	}
	stdout, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	scanner := bufio.NewScanner(stdout)
	var timer *time.Timer
	for scanner.Scan() {
		if timer == nil { // the clock runs from its first word
			timer = time.AfterFunc(after, func() { _ = writer.Process.Kill() })
		}
		lines = append(lines, scanner.Text())
	}
	if err := writer.Wait(); err == nil || timer == nil {
		said, _ := os.ReadFile(stderr)
		t.Fatalf("the writer ended by itself: %v: %s", err, said)
	}
	return lines
}
