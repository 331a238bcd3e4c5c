package desk

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/store"
	"complaints/templates"
)

// newDesk makes a desk over a database in memory; change sets what a test needs otherwise.
func newDesk(t *testing.T, change func(*Options)) *Desk {
	t.Helper()
	cfg, err := config.ForStories()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := cfg.Procedure()
	if err != nil {
		t.Fatal(err)
	}
	letters, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	scope, err := classifier.New(classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	o := Options{
		Store: db, Procedure: rules, Letters: letters, Classifier: scope, RefPrefix: "HC", Secret: []byte("s"), Log: slog.New(slog.DiscardHandler),
		Mail:  intake.NewReader(intake.ReaderOptions{OwnAddresses: cfg.OwnAddresses(), AuthservID: "mx"}),
		Clock: func() time.Time { return time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC) },
	}
	change(&o)
	d, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestHelpOutsideACaseIsRationed: a colleague whose mails belong to no case is told so, but two machines never answer
// each other for long.
func TestHelpOutsideACaseIsRationed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)
	d := newDesk(t, func(o *Options) { o.PerSender, o.Clock = 2, func() time.Time { return now } })
	for i, step := range []struct {
		after time.Duration
		want  int // letters to the colleague so far
	}{{0, 1}, {10 * time.Minute, 1}, {time.Hour, 2}, {2 * time.Hour, 2}, {24 * time.Hour, 3}} {
		now = now.Add(step.after)
		raw := fmt.Sprintf("Authentication-Results: mx; dmarc=pass header.from=landlord.example\r\nFrom: repairs.manager@landlord.example\r\nTo: complaints@landlord.example\r\n"+
			"Message-ID: <%d@landlord.example>\r\nSubject: Question %d\r\n\r\nWhich case was this about?\r\n", i, i)
		a := complaint.Arrival{Key: fmt.Sprint("imap:", i), Source: "test", Channel: complaint.Email, Received: now, Raw: []byte(raw), Size: int64(len(raw))}
		if err := d.Receive(t.Context(), "test", []complaint.Arrival{a}, complaint.Cursor{}); err != nil {
			t.Fatal(err)
		}
		var told []store.Posted
		if err := d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			told, err = tx.LettersTo(ctx, "repairs.manager@landlord.example")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(told) != step.want {
			t.Errorf("after mail %d: %d letters, want %d", i+1, len(told), step.want)
		}
	}
}
