package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/rehearsal"
)

// TestTheStatusLetterInEachState keeps, as a file to read, what a resident is told who asks how it stands: while the
// answer is owed and when it is late, before and after the first conversation, with a later date, once it is answered,
// at stage 2, while a person decides, and when it is closed (3.4).
func TestTheStatusLetterInEachState(t *testing.T) {
	t.Parallel()
	const complains = "This is the third time I have reported the leak in my bathroom ceiling. You keep closing the job."
	const answer = "RESPOND UPHELD\nWe have looked into what went wrong with the leak. Our contractor came twice without " +
		"the right part, and nobody told you. That was our fault and we are sorry. The pipe was replaced on Monday."
	asks, manager := "Any news?", "repairs.manager@landlord.example"
	at := func(s string) time.Time {
		day, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return day
	}
	says := func(when, body string) rehearsal.Step {
		return rehearsal.Step{At: at(when), Email: &rehearsal.Email{From: "Asha Rahman <asha@example.com>",
			Subject: "The leak", Body: body}}
	}
	replies := func(when, from string, to complaint.LetterID, body string) rehearsal.Step {
		return rehearsal.Step{At: at(when), Reply: &rehearsal.Reply{From: from, To: to, Body: body}}
	}
	answered := []rehearsal.Step{replies("2026-11-30 10:00", manager, letter.ManagerAssigned, answer)}
	review := append(answered[:1:1], says("2026-12-02 10:00", "I am not happy with this answer. Please review it."))
	var out bytes.Buffer
	for _, s := range []struct {
		state, policy, asked string
		before               []rehearsal.Step
		first                string // "" is the complaint above
	}{
		{"the answer is owed", "hastoe-2020", "2026-11-25 10:00", nil, ""},
		{"we have spoken with them", "hastoe-2020", "2026-11-26 10:00", []rehearsal.Step{
			replies("2026-11-25 10:00", manager, letter.ManagerAssigned, "CONTACTED rang Asha Rahman, she is in on Friday")}, ""},
		{"the answer was put off", "hastoe-2020", "2026-12-03 10:00", []rehearsal.Step{
			replies("2026-12-01 10:00", manager, letter.ManagerAssigned, "EXTEND 18/12/2026 the roofer comes on the 10th")}, ""},
		{"the answer is late", "hastoe-2020", "2026-12-09 10:00", nil, ""},
		{"answered, and a review can be asked for", "hastoe-2020", "2026-12-03 10:00", answered, ""},
		{"a review is owed", "hastoe-2020", "2026-12-07 10:00", review, ""},
		{"a review is late", "hastoe-2020", "2026-12-30 10:00", review, ""},
		{"it is being put right before stage 1", "psow-model", "2026-11-25 10:00", nil, ""},
		{"a person decides whether it is a complaint", "hastoe-2020", "2026-11-24 10:00", nil,
			"My neighbours play loud music all night. Can you help?"},
		{"it was passed on as a first request", "hastoe-2020", "2026-11-25 10:00", nil,
			"My kitchen tap is dripping. Please send somebody. It is the first time I report it."},
		{"it is closed, since no review was asked for", "hastoe-2020", "2027-01-11 10:00", answered, ""},
	} {
		story := rehearsal.Story{Policy: s.policy, Until: at(s.asked).Add(time.Minute),
			Steps: append(append([]rehearsal.Step{says("2026-11-23 10:00", cmp.Or(s.first, complains))}, s.before...),
				says(s.asked, asks))}
		var told []string
		err := rehearsal.Play(context.Background(), story, func(l rehearsal.Line) {
			if l.Kind == "letter" && l.Data["letter"] == letter.Status {
				told = append(told, fmt.Sprint(l.Data["text"]))
			}
		})
		if err != nil || len(told) != 1 {
			t.Fatalf("%s: %d letters, %v, want one", s.state, len(told), err)
		}
		body, _, _ := strings.Cut(told[0], "\nHow to reach us")
		fmt.Fprintf(&out, "# %s\n\n%s\n\n", s.state, strings.TrimSpace(body))
	}
	const golden = "testdata/status.golden"
	if *updateStories {
		if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != string(want) {
		t.Errorf("the letter says something else:\n%s", firstDifference(got, string(want)))
	}
}
