package main

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/outbox"
)

// TestLettersHistoryCountsWhatWasWritten: each version with how often and from when to when it was used.
func TestLettersHistoryCountsWhatWasWritten(t *testing.T) {
	t.Parallel()
	at := func(day int) time.Time { return time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC) }
	uses := map[string]*versionUse{"status@1": {ID: letter.Status, Version: "status@1", InForce: true}}
	for _, l := range []outbox.Letter{
		{Letter: letter.Status, Template: "status@1", DecidedAt: at(24)},
		{Letter: letter.Status, Template: "status@0", DecidedAt: at(22)},
		{Letter: letter.Status, Template: "status@1", DecidedAt: at(23)},
		{Letter: letter.Status},
	} {
		countLetter(uses, l)
	}
	var got strings.Builder
	if err := printHistory(&terminal{Out: &got}, uses, "", false); err != nil {
		t.Fatal(err)
	}
	want := "L19  status@0            1 written, 2026-11-22 to 2026-11-22\n" +
		"L19  status@1  in force  2 written, 2026-11-23 to 2026-11-24\n"
	if got.String() != want {
		t.Errorf("the history is:\n%s\nwant\n%s", got.String(), want)
	}
}
