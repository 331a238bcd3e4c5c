package main

import (
	"encoding/json"
	"strings"
	"testing"

	"complaints/internal/labtest"
)

// TestReplayOfTheStore: an administrator sees which messages of residents that came already a changed folder would read
// otherwise, in a case, at its beginning and where there is none; what colleagues wrote and what was erased is left
// out.
func TestReplayOfTheStore(t *testing.T) {
	t.Parallel()
	for name, edits := range map[string]func(*testing.T) []string{
		"sqlite":   func(*testing.T) []string { return nil },
		"postgres": func(t *testing.T) []string { return []string{"store.url", labtest.Postgres(t).URL()} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			replayOfTheStore(t, newOffice(t, edits(t)...))
		})
	}
}

func replayOfTheStore(t *testing.T, o testOffice) {
	at := anHourAgo()
	refs := o.arrive(mailFrom(asha, leakSubject, leakWords+"\nAsha", at),
		mailFrom("Ben Okoro <ben.okoro@example.com>", "Noise", noiseWords, at))
	o.arrive(mailFrom(asha, "["+refs[0]+"] and now", "Here is a photo of the quibblewick that drips.",
		at.Add(60_000_000_000)))
	folder := o.dir + "/scope"
	o.write("scope/flags.yaml", "version: x1\nrules:\n- id: our-word\n  signal: damp_mould\n  says: our word\n  "+
		"any: [quibblewick]\n  hits: [the quibblewick drips]\n")
	out, errs, code := o.run("classify replay", "--overlay", folder, "--json")
	if code != 0 || !strings.Contains(errs, "1 of 3 messages") {
		t.Fatalf("ended with %d: %s%s", code, errs, out)
	}
	var change struct {
		Case string
		What []string
	}
	if err := json.Unmarshal([]byte(out), &change); err != nil || change.Case != refs[0] ||
		strings.Join(change.What, " ") != "flags" {
		t.Errorf("the change is %+v (%v), want the flags of %s: %s", change, err, refs[0], out)
	}
	if _, errs, _ := o.run("classify replay", "--overlay", folder, "--from", "2099-01-01"); !strings.Contains(errs,
		"0 of 0 messages") {
		t.Errorf("nothing came then, and it says %s", errs)
	}
	for _, wrong := range [][]string{
		{}, {"--overlay", folder, "messages.jsonl"}, {"--overlay", folder, "--before", folder},
	} {
		if _, _, code := o.run("classify replay", wrong...); code != 2 {
			t.Errorf("%v ended with %d, want 2", wrong, code)
		}
	}
	o.write("scope/flags.yaml", "rules:\n- id: a\n  signal: no-such-signal\n  any: [x]\n")
	o.fails(1, "no-such-signal", "classify replay", "--overlay", folder)
}
