package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/people"
	"complaints/store"
)

// closedCase is an office in which Ben's case was refused and every letter has gone.
func closedCase(t *testing.T) (testOffice, string) {
	t.Helper()
	o := newOffice(t)
	ref := o.arrive(noise(anHourAgo()))[0]
	o.ok("case refuse", ref, "E4", "this is about your neighbour, whom our neighbourhood team visits")
	clock := time.Now()
	sendAll(t, o.openAt(&clock), clock.AddDate(0, 0, 10))
	return o, ref
}

func TestEraseTakesTheWordsAndNames(t *testing.T) {
	t.Parallel()
	o, ref := closedCase(t)
	if refs := o.arrive(aLeak(anHourAgo())); len(refs) != 2 {
		t.Fatalf("cases %v", refs)
	}
	out := o.ok("erase", ref, "--reason", "kept for six years", "--by", "data protection officer", "--yes")
	if !strings.Contains(out, ref+" is erased") {
		t.Errorf("printed %q", out)
	}
	shown := o.ok("case show", "--letters", ref)
	for _, word := range []string{"Ben", "Okoro", "ben@example.com", "music", "neighbourhood team"} {
		if strings.Contains(shown, word) {
			t.Errorf("%q still stands in:\n%s", word, shown)
		}
	}
	for _, word := range []string{
		"CLOSED(out_of_scope:E4)", "Erased", "kept for six years", "(terminal:data protection officer)", "asb_tenancy",
	} {
		if !strings.Contains(shown, word) {
			t.Errorf("no %q in:\n%s", word, shown)
		}
	}
	for _, end := range []string{"", "-wal"} {
		if b, err := os.ReadFile(filepath.Join(o.dir, "complaintsd.db"+end)); err == nil &&
			(strings.Contains(string(b), "ben@example.com") || strings.Contains(string(b), "loud music")) {
			t.Errorf("the file%s still says it", end)
		}
	}
	o.prints("Everything fits", "verify")
	today := time.Now().Format("2006-01-02")
	o.prints("E4", "report", "--from", today, "--to", today)
	// A new mail of theirs is a new case; nothing of the old one is found.
	if refs := o.arrive(mailFrom("Ben Okoro <ben@example.com>", "Leak", leakWords, anHourAgo())); len(refs) != 3 {
		t.Errorf("cases %v", refs)
	}
}

func TestErasePersonTakesAllOfTheirs(t *testing.T) {
	t.Parallel()
	o, ref := closedCase(t)
	o.ok("import", o.write("spam.eml", throughAList(mailFrom("Ben Okoro <BEN@example.com>", "Newsletter",
		"The gardening club meets on Tuesday.", anHourAgo()))))
	before, err := o.store().Arrivals(t.Context(), store.ArrivalFilter{Outcome: store.Filed})
	if err != nil || len(before) != 1 {
		t.Fatalf("filed %v, %v", before, err)
	}
	out := o.ok("erase", "Ben@example.com", "--reason", "asked for on paper", "--yes")
	if !strings.Contains(out, ref) {
		t.Errorf("printed %q", out)
	}
	err = o.store().Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		m, err := tx.Message(ctx, before[0].ID)
		if m.Message.From != complaint.ErasedMark || m.Message.Text != complaint.ErasedMark {
			t.Errorf("the filed mail is %+v", m.Message)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	o.prints("Everything fits", "verify")
	o.fails(1, "no resident known by it", "erase", "ben@example.com", "--reason", "again", "--yes")
}

func TestEraseIsRefused(t *testing.T) { // 2.5
	t.Parallel()
	for name, test := range map[string]struct {
		before [][]string
		open   bool // the case is open
		unsent bool // and its letters have not gone
		args   []string
		code   int
		says   string
	}{
		"while the case is open": {
			open: true, args: []string{"REF", "--reason", "asked for", "--yes"}, code: 1, says: "It is not closed",
		},
		"while the file is held": {
			before: [][]string{{"case hold", "REF", "court claim"}},
			args:   []string{"REF", "--reason", "asked for", "--yes"}, code: 1, says: "held: court claim",
		},
		"to all of a person as well": {
			open: true, args: []string{"asha@example.com", "--reason", "asked for", "--yes"}, code: 1,
			says: "It is not closed",
		},
		"while a letter is to be sent": {
			unsent: true, args: []string{"REF", "--reason", "asked for", "--yes"}, code: 1,
			says: "still to be sent",
		},
		"without a reason":     {args: []string{"REF", "--yes"}, code: 2, says: "give the reason"},
		"with an empty reason": {args: []string{"REF", "--yes", "--reason", " "}, code: 2, says: "give the reason"},
		"without a yes":        {args: []string{"REF", "--reason", "asked for"}, code: 2, says: "give --yes"},
		"of nobody": {
			args: []string{"--reason", "asked for", "--yes"}, code: 2, says: "name one case or one person",
		},
		"of two": {
			args: []string{"REF", "REF", "--reason", "asked for", "--yes"}, code: 2,
			says: "name one case or one person",
		},
		"of somebody unknown": {
			args: []string{"nobody@example.com", "--reason", "asked for", "--yes"}, code: 1,
			says: "no resident known by it",
		},
		"of a case not there": {
			args: []string{"HC-1999-000001", "--reason", "asked for", "--yes"}, code: 1,
			says: "there is no case HC-1999-000001",
		},
		"of a case with --due": {args: []string{"--due", "REF"}, code: 2, says: "leave out --due"},
		"after the hold's end": {
			before: [][]string{{"case hold", "REF", "court claim"}, {"case hold", "REF"}},
			args:   []string{"REF", "--reason", "asked for", "--yes"},
		},
		"not if all is in order": {args: []string{"REF", "--reason", "asked for", "--yes"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var o testOffice
			var ref string
			switch {
			case test.open:
				o = newOffice(t)
				ref = o.arrive(aLeak(anHourAgo()))[0]
			case test.unsent:
				o = newOffice(t)
				ref = o.arrive(noise(anHourAgo()))[0]
				o.ok("case refuse", ref, "E4", "this is about your neighbour, whom our neighbourhood team visits")
			default:
				o, ref = closedCase(t)
			}
			with := func(args []string) []string {
				out := make([]string, len(args))
				for i, a := range args {
					out[i] = strings.ReplaceAll(a, "REF", ref)
				}
				return out
			}
			for _, args := range test.before {
				o.ok(args[0], with(args[1:])...)
			}
			before := o.ok("case show", ref)
			_, errs, code := o.run("erase", with(test.args)...)
			if code != test.code || !strings.Contains(errs, test.says) {
				t.Errorf("ended with %d, want %d, and said %q, want %q", code, test.code, errs, test.says)
			}
			if after := o.ok("case show", ref); (after == before) != (test.code != 0) {
				t.Errorf("the file is now:\n%s", after)
			}
		})
	}
}

// TestEraseLeavesARepresentativesClientsAlone: a councillor who asks to be forgotten does not take residents along.
func TestEraseLeavesARepresentativesClientsAlone(t *testing.T) {
	t.Parallel()
	o, ref := closedCase(t)
	s := o.store()
	err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Case(ctx, ref)
		if err != nil {
			return err
		}
		e := complaint.Event{At: time.Now(), By: actor.ByResident, Why: "A councillor speaks for them.",
			Fact: complaint.RepresentativeNamed{Representative: people.Contact{
				Name: "Cllr Dunn", Email: "dunn@council.example",
			}}}
		return tx.Append(ctx, c, []complaint.Event{e}, c.Apply(e), time.Time{})
	})
	if err != nil {
		t.Fatal(err)
	}
	o.fails(1, "no resident known by it", "erase", "dunn@council.example", "--reason", "asked for", "--yes")
	out := o.ok("export", "--out", filepath.Join(o.dir, "dunn.zip"), "dunn@council.example")
	if !strings.Contains(out, "0 cases") {
		t.Errorf("exported %q", out)
	}
	files := unzip(t, filepath.Join(o.dir, "dunn.zip"))
	if len(files) != 1 || !strings.Contains(files["review.txt"], "Left out") ||
		!strings.Contains(files["review.txt"], ref) {
		t.Errorf("files %v", files)
	}
}

func TestEraseDueOnlyLists(t *testing.T) {
	t.Parallel()
	s := playSpring(t)
	for months, want := range map[int]string{12: "HC-2025-000002 HC-2025-000003", 600: ""} {
		text, err := os.ReadFile(s.config)
		if err != nil {
			t.Fatal(err)
		}
		changed, err := withKey(string(text), "store.keep_for", fmt.Sprint(months))
		if err != nil {
			t.Fatal(err)
		}
		s.write("config.yaml", changed)
		before := s.ok("case list", "--all", "--json")
		var got []string
		for line := range strings.Lines(s.ok("erase", "--due", "--json")) {
			var d struct{ Case, Closed, Over, Kept string }
			if err := json.Unmarshal([]byte(line), &d); err != nil || d.Over <= d.Closed || d.Kept != "" {
				t.Errorf("%q: %v", line, err)
			}
			got = append([]string{d.Case}, got...)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("after %d months %v are over, want %q", months, got, want)
		}
		if s.ok("case list", "--all", "--json") != before {
			t.Error("it did more than list")
		}
	}
	s.write("config.yaml", strings.Replace(readFileForTest(t, s.config), "keep_for: 600", "keep_for: 12", 1))
	s.ok("case hold", "HC-2025-000002", "court claim")
	out := s.ok("erase", "--due")
	if !strings.Contains(out, "HC-2025-000002  closed on Thursday 6 March 2025, kept until Friday 6 March 2026; it "+
		"stays: It is held: court claim") {
		t.Errorf("listed %q", out)
	}
}

func readFileForTest(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
