package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/store"
)

func TestQuarantineListAndReplay(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clock := time.Now()
	office := o.openAt(&clock)
	o.printsNothing("quarantine list")
	broken := message.Arrival{
		Key: "imap:inbox;1;1", Channel: message.Email, Received: clock, Problem: "the server gave no bytes",
	}
	if err := office.Desk.Receive(t.Context(), "inbox", []message.Arrival{broken}, message.Cursor{}); err != nil {
		t.Fatal(err)
	}
	out := o.ok("quarantine list")
	id, _, _ := strings.Cut(out, " ")
	if !strings.Contains(out, "the server gave no bytes") {
		t.Fatalf("listed %q", out)
	}
	var listed map[string]any
	if err := json.Unmarshal([]byte(o.ok("quarantine list", "--json")), &listed); err != nil || listed["id"] != id ||
		listed["key"] != "imap:inbox;1;1" || listed["replays"] != 0.0 || listed["why"] != "the server gave no bytes" {
		t.Errorf("listed %v, %v", listed, err)
	}
	for i, args := range [][]string{{id}, {"--all"}} {
		if out := o.ok("quarantine replay", args...); !strings.Contains(out, id+
			"  quarantined: the server gave no bytes") {
			t.Errorf("%v printed %q", args, out)
		}
		if err := json.Unmarshal([]byte(o.ok("quarantine list", "--json")), &listed); err != nil ||
			listed["replays"] != float64(i+1) {
			t.Errorf("after %v: %v, %v", args, listed, err)
		}
	}
	if refs := o.arrive(aLeak(anHourAgo())); len(refs) != 1 {
		t.Errorf("cases %v", refs)
	}
	o.fails(1, "there is no message 06NOSUCH", "quarantine replay", "06NOSUCH")
}

func TestQuarantineShowAndFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clock := time.Now()
	office := o.openAt(&clock)
	raw := "From: Asha Rahman <asha@example.com>\r\nSubject: leak\r\n\r\n"
	err := office.Desk.Receive(t.Context(), "inbox", []message.Arrival{
		{
			Key: "imap:inbox;1;1", Channel: message.Email, Received: clock, Raw: []byte(raw), Size: 4000,
			Problem: "only the header could be had",
		},
		{Key: "imap:inbox;1;2", Channel: message.Email, Received: clock, Problem: "somebody moved it"},
	}, message.Cursor{})
	if err != nil {
		t.Fatal(err)
	}
	waiting, err := office.Store.Arrivals(t.Context(), store.ArrivalFilter{Outcome: store.Quarantined})
	if err != nil || len(waiting) != 2 {
		t.Fatalf("%d wait, %v", len(waiting), err)
	}
	for _, a := range waiting {
		out := o.ok("quarantine show", a.ID)
		if !strings.Contains(out, a.Problem) || !strings.Contains(out, a.Key) ||
			strings.Contains(out, "Asha Rahman <asha@example.com>") != strings.HasSuffix(a.Key, ";1;1") {
			t.Errorf("%s shows %q", a.Key, out)
		}
	}
	id := waiting[0].ID
	if waiting[0].Key != "imap:inbox;1;1" {
		id = waiting[1].ID
	}
	if out := o.ok("quarantine show", "--raw", id); out != raw {
		t.Errorf("the bytes are %q", out)
	}
	o.fails(2, "--why", "quarantine file", id)
	if out := o.ok("quarantine file", "--why", "rang her, it is about HC-2026-000001", id); !strings.Contains(out, id+
		"  filed") {
		t.Errorf("printed %q", out)
	}
	if out := o.ok("quarantine list"); strings.Contains(out, id) || strings.Count(out, "\n") != 1 {
		t.Errorf("still listed: %q", out)
	}
	for _, name := range []string{"quarantine show", "quarantine replay"} {
		if _, errs, code := o.run(name, id); code != 1 || !strings.Contains(errs, "there is no message "+id) {
			t.Errorf("%s: ended with %d and said %q", name, code, errs)
		}
	}
	a, err := office.Store.Arrival(t.Context(), id)
	if err != nil || a.Outcome.Kind != store.Filed ||
		!strings.Contains(a.Outcome.Reason, "A person has looked at it: rang her") {
		t.Errorf("it is %+v, %v", a.Outcome, err)
	}
	o.prints("Everything fits", "verify")
}
