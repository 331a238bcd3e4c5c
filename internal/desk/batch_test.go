package desk

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/classifier"
	"complaints/internal/message"
	"complaints/internal/reading"
	"complaints/store"
)

// stumbling is a classifier that breaks on every message of a case.
type stumbling struct{ reader }

func (s stumbling) Read(in classifier.Input) reading.Reading {
	if in.Context != reading.ContextNone {
		panic("a message of a case")
	}
	return s.reader.Read(in)
}

// TestABadMessageHoldsBackNoOther: of three that come together the second answers the first and cannot be read. The
// first and the third get their cases, numbered without a gap, and each its letters once.
func TestABadMessageHoldsBackNoOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *Options) { o.Classifier = stumbling{o.Classifier} })
	var batch []message.Arrival
	for i, head := range []string{
		"From: a@residents.example\r\nMessage-ID: <1@residents.example>\r\nSubject: The lift",
		"From: a@residents.example\r\nMessage-ID: <2@residents.example>\r\n" +
			"In-Reply-To: <1@residents.example>\r\nSubject: Re: The lift",
		"From: b@residents.example\r\nMessage-ID: <3@residents.example>\r\nSubject: The roof",
	} {
		raw := head + "\r\nTo: complaints@landlord.example\r\n\r\n" +
			"I want to make a formal complaint. It is broken and nobody answers me.\r\n"
		batch = append(batch, arrival(fmt.Sprint(i), d.clock().Add(time.Duration(i)*time.Second), raw))
	}
	take(t, d, batch...)
	all, err := d.store.Arrivals(t.Context(), store.ArrivalFilter{})
	if err != nil || len(all) != 3 {
		t.Fatal(len(all), err)
	}
	want := []store.Outcome{
		{Kind: store.Opened, Case: "HC-2026-000001"},
		{Kind: store.Quarantined},
		{Kind: store.Opened, Case: "HC-2026-000002"},
	}
	for i, a := range all {
		if a.Outcome.Kind != want[i].Kind || a.Outcome.Case != want[i].Case {
			t.Errorf("what became of message %d: got %+v, want %+v", i+1, a.Outcome, want[i])
		}
	}
	if got := all[1].Outcome.Reason; got != "the program failed while deciding it" {
		t.Errorf("reason: got %q, want that the program failed", got)
	}
	if faults, err := d.store.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("faults of the store: got %v, %v, want none", faults, err)
	}
}

// TestAMessageThatConflictsForEverIsPutAside: the row of one case says that somebody was first, whenever it is decided.
// After the tries that a race may need, the message of that case is put before a person; the others of its batch, those
// that come later and the next start are not held up.
func TestAMessageThatConflictsForEverIsPutAside(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "complaints.db")
	db, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	b := newLetterbox(t, func(o *Options) { o.Store = db })
	defer db.Close()
	b.mail("From: Asha <asha@residents.example>\nSubject: Leak\nMessage-ID: <first@residents.example>", leak)
	raw, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.ExecContext(t.Context(), "UPDATE cases SET version = version + 7"); err != nil {
		t.Fatal(err)
	}
	if err := raw.Close(); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	var batch []message.Arrival
	for i, head := range []string{
		"From: a@residents.example\r\nMessage-ID: <1@residents.example>\r\nSubject: The lift",
		"From: Asha <asha@residents.example>\r\nMessage-ID: <2@residents.example>\r\n" +
			"In-Reply-To: <first@residents.example>\r\nSubject: Re: Leak",
		"From: b@residents.example\r\nMessage-ID: <3@residents.example>\r\nSubject: The roof",
	} {
		text := head + "\r\nTo: complaints@landlord.example\r\n\r\nI want to make a formal complaint. It is broken and " +
			"nobody answers me.\r\n"
		batch = append(batch, arrival(fmt.Sprint("late-", i), b.now, text))
	}
	take(t, b.d, batch...)
	all, err := db.Arrivals(t.Context(), store.ArrivalFilter{})
	if err != nil || len(all) != 4 {
		t.Fatal(len(all), err)
	}
	for i, want := range []store.OutcomeKind{store.Opened, store.Opened, store.Quarantined, store.Opened} {
		if all[i].Outcome.Kind != want {
			t.Errorf("what became of message %d: got %+v, want %s", i, all[i].Outcome, want)
		}
	}
	if why := all[2].Outcome.Reason; !strings.Contains(why, "could not be decided") {
		t.Errorf("put aside because %q", why)
	}
	if left, err := db.CountUndecided(t.Context()); err != nil || left > 0 {
		t.Errorf("%d are undecided, %v", left, err)
	}
	if err := b.d.CatchUp(t.Context()); err != nil {
		t.Errorf("the next start: %v", err)
	}
}
