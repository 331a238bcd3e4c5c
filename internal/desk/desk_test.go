package desk

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/message"
	"complaints/store"
	"complaints/templates"
)

// newDesk makes a desk over a database in memory; change sets what a test needs otherwise.
func newDesk(t *testing.T, change func(*Options)) *Desk {
	t.Helper()
	return newDeskOver(t, "sqlite::memory:", change)
}

// newDeskOver makes a desk over the database at an address.
func newDeskOver(t *testing.T, database string, change func(*Options)) *Desk {
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
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	o := Options{
		Rules: Rules{Procedure: rules, Letters: letters, Classifier: scope},
		Store: db, RefPrefix: "HC", Secret: []byte("s"), Log: slog.New(slog.DiscardHandler),
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

// letterbox hands mails to a desk one after another, a minute apart and more where a test waits.
type letterbox struct {
	t   *testing.T
	d   *Desk
	now time.Time
	n   int
}

func newLetterbox(t *testing.T, change ...func(*Options)) *letterbox {
	t.Helper()
	return newLetterboxOver(t, "sqlite::memory:", change...)
}

func newLetterboxOver(t *testing.T, database string, change ...func(*Options)) *letterbox {
	t.Helper()
	b := &letterbox{t: t, now: time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)}
	b.d = newDeskOver(t, database, func(o *Options) {
		o.Clock = func() time.Time { return b.now }
		for _, f := range change {
			f(o)
		}
	})
	return b
}

// mail delivers a mail with these header fields, and returns what became of it.
func (b *letterbox) mail(header, words string) store.Outcome {
	b.t.Helper()
	b.n++
	b.now = b.now.Add(time.Minute)
	if !strings.Contains(header, "Message-ID:") {
		header += fmt.Sprintf("\nMessage-ID: <%d@example.com>", b.n)
	}
	raw := "To: complaints@landlord.example\n" + header + "\n\n" + words + "\n"
	mail := arrival(fmt.Sprint(b.n), b.now, raw)
	take(b.t, b.d, mail)
	// It is known already: the store only says what became of it.
	arrived, err := b.d.store.SaveArrivals(b.t.Context(), "test", []message.Arrival{mail}, message.Cursor{})
	if err != nil || len(arrived) != 1 {
		b.t.Fatalf("arrivals: got %d, %v, want 1", len(arrived), err)
	}
	return arrived[0].Outcome
}

// letters returns the letters of a case as "L01 asha@example.com".
func (b *letterbox) letters(ref string) (ids []string) {
	b.t.Helper()
	err := b.d.store.Read(b.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		posted, err := tx.LettersOf(ctx, ref)
		for _, l := range posted {
			ids = append(ids, string(l.Letter.Letter)+" "+l.To)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return ids
}

// count is how many of the letters of the first cases went to an address that begins so.
func (b *letterbox) count(address string) (n int) {
	b.t.Helper()
	for i := range b.n {
		for _, l := range b.letters(fmt.Sprintf("HC-2026-%06d", i+1)) {
			if strings.Contains(l, " "+address) {
				n++
			}
		}
	}
	return n
}

const (
	leak  = "This is the third time I have reported the leak in my bathroom and nobody came. I want to complain."
	first = "HC-2026-000001"
	asha  = "From: Asha Rahman <asha@example.com>\nSubject: Leak"
)

// complain takes one mail in at an instant.
func complain(t *testing.T, d *Desk, at time.Time) {
	t.Helper()
	take(t, d, arrival("1", at, "From: asha@residents.example\r\nMessage-ID: <1@residents.example>\r\n"+
		"Subject: The lift\r\nTo: complaints@landlord.example\r\n\r\n"+
		"I want to make a formal complaint. It is broken again and nobody answers me.\r\n"))
}

// lettersTo lists the letters to an address that belong to no case.
func lettersTo(t *testing.T, d *Desk, address string) (found []store.Posted) {
	t.Helper()
	err := d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		found, err = tx.LettersTo(ctx, address)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// ordered lists the letters of one kind, of a case or of none.
func ordered(t *testing.T, d *Desk, ref string, id complaint.LetterID) (found []store.Posted) {
	t.Helper()
	err := d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.LettersOf(ctx, ref)
		for _, l := range all {
			if l.Letter.Letter == id {
				found = append(found, l)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// arrival is a mail as a mailbox hands it over.
func arrival(key string, at time.Time, raw string) message.Arrival {
	return message.Arrival{
		Key: "imap:" + key, Source: "test", Channel: message.Email, Received: at, Raw: []byte(raw),
		Size: int64(len(raw)),
	}
}

// take lets mails arrive together.
func take(t *testing.T, d *Desk, mails ...message.Arrival) {
	t.Helper()
	if err := d.Receive(t.Context(), "test", mails, message.Cursor{}); err != nil {
		t.Fatal(err)
	}
}
