package daemon

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/config"
	"complaints/internal/message"
	"complaints/store"
	"complaints/templates"
)

// complainedTo is a daemon with one complaint, that was received at an instant, and its configuration.
func complainedTo(t *testing.T, at time.Time) (*Daemon, config.Config) {
	t.Helper()
	return complainedToWith(t, at, "")
}

// complainedToWith is complainedTo with a folder of the landlord's own letters.
func complainedToWith(t *testing.T, at time.Time, folder string) (*Daemon, config.Config) {
	t.Helper()
	cfg := forTests(t)
	cfg.Letters.Folder = folder
	d, err := New(t.Context(), Options{
		Config: cfg, Log: slog.New(slog.DiscardHandler), Clock: func() time.Time { return at },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() }) // a database in memory
	receive(t, d, at)
	return d, cfg
}

// forTests is a configuration of a daemon that dials nobody who is there.
func forTests(t *testing.T) config.Config {
	t.Helper()
	cfg, err := config.ForStories()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Letters.Secret, cfg.Store.URL = "a long random text for the daemon's tests", "sqlite::memory:"
	cfg.Mailbox.Server, cfg.Mailbox.TLS = "127.0.0.1:1143", "none"
	cfg.Mailbox.User, cfg.Mailbox.Password, cfg.Mailbox.AuthservID = "u", "p", "mail.landlord.example"
	cfg.SMTP.Server, cfg.SMTP.TLS = "127.0.0.1:1025", "none"
	cfg.Monitor.Listen = ""
	return cfg
}

// TestReload: what an administrator changes comes into force together, or not at all.
func TestReload(t *testing.T) {
	t.Parallel()
	d, cfg := complainedTo(t, time.Date(2026, 12, 18, 10, 0, 0, 0, time.UTC))

	t.Run("a new day off of the office's own waits for a person's word", func(t *testing.T) {
		changed := cfg
		changed.Calendar.Closures = map[string]string{"2026-12-21": "office closed"}
		moved, err := d.Reload(t.Context(), changed)
		if err != nil || len(moved) > 0 {
			t.Fatalf("cases that moved: got %v (%v), want none", moved, err)
		}
		wantAcknowledged(t, d, "HC-2026-000001", "2026-12-22")
		wantAlert(t, d, "Monday 21 December 2026 is a closed day by the configuration")
		if _, err := d.Reload(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		wantAlert(t, d, "sets dates again as they are in force")
	})
	t.Run("a new table of bank holidays is read when it is dropped in", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "bank-holidays.json")
		table := func(more string) {
			days := `{"england-and-wales":{"events":[{"title":"Christmas Day","date":"2026-12-25"}` + more + `]}}`
			if err := os.WriteFile(file, []byte(days), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		table("")
		changed := *d.inForce.Load()
		changed.Calendar.BankHolidays = file
		if _, err := d.Reload(t.Context(), changed); err != nil {
			t.Fatal(err)
		}
		seen := lookAt(d.table())
		if d.lookAtCalendar(t.Context(), seen) != seen {
			t.Error("it is read again although nothing has changed")
		}
		table(`,{"title":"A day for everybody","date":"2026-12-21"}`)
		seen = d.lookAtCalendar(t.Context(), seen)
		wantAcknowledged(t, d, "HC-2026-000001", "2026-12-23")
		if d.desk.Procedure().Calendar.WorkingDay(calendar.MustDate("2026-12-28")) {
			t.Error("a table that has a bank holiday no more has taken it away")
		}
		table(`,{"title":"half a`)
		if d.lookAtCalendar(t.Context(), seen) == seen {
			t.Error("a broken table is looked at for ever, want once")
		}
		if d.desk.Procedure().Calendar.WorkingDay(calendar.MustDate("2026-12-21")) {
			t.Error("a broken table took the good one's place")
		}
	})
	t.Run("a changed file is in force when it is published, and a wrong one never", func(t *testing.T) {
		folder := t.TempDir()
		changed := cfg
		changed.Letters.Folder, changed.Settings.ReminderHour = folder, 10
		if err := os.WriteFile(filepath.Join(folder, "status.txt"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Reload(t.Context(), changed); err != nil {
			t.Fatal(err)
		}
		if hour := d.desk.Procedure().Settings.ReminderHour; hour != 10 {
			t.Errorf("hour of reminders: got %d, want 10: a wrong letter holds nothing up", hour)
		}
		wantAlert(t, d, "status.txt:1")
		d.publish(t, "status.txt",
			strings.Replace(builtIn(t, "status.txt"), "Thank you for getting in touch.", "Thanks!", 1))
		before := d.published(t.Context()) - 1
		if d.lookAtLetters(t.Context(), before) == before {
			t.Error("what was published is not taken over")
		}
		if got := d.status(t); !strings.Contains(got, "Thanks!") {
			t.Errorf("the published letter is not in force:\n%s", got)
		}
		d.publish(t, "status.txt", "x")
		d.lookAtLetters(t.Context(), before)
		if got := d.status(t); !strings.Contains(got, "Thanks!") {
			t.Errorf("the last good letter is not in force in the place of a wrong one:\n%s", got)
		}
	})
}

// TestAStartWithAWrongLetter: the daemon starts, the built-in letter is in force in its place, and the team is told.
func TestAStartWithAWrongLetter(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	good := strings.Replace(builtIn(t, "status.txt"), "Thank you for getting in touch.", "Thanks!", 1)
	for name, text := range map[string]string{"status.txt": good, "resolved.txt": "x", "Thumbs.db": "\x00"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, _ := complainedToWith(t, time.Date(2026, 12, 18, 10, 0, 0, 0, time.UTC), folder)
	if got := d.status(t); !strings.Contains(got, "Thanks!") {
		t.Errorf("the good letter of the folder is not in force:\n%s", got)
	}
	wantAlert(t, d, "resolved.txt:1")
}

func builtIn(t *testing.T, file string) string {
	t.Helper()
	s, err := templates.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := s.Source(file)
	return text
}

// publish puts a file into force, as the command does.
func (d *Daemon) publish(t *testing.T, file, text string) {
	t.Helper()
	err := d.store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.PublishLetters(ctx, []store.LetterFile{{File: file, Since: d.clock(), By: "jo", Text: text}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// status is the letter L19 as it would be written.
func (d *Daemon) status(t *testing.T) string {
	t.Helper()
	r, err := d.desk.Rules().Letters.Preview("L19", message.Email, "", templates.SampleLandlord())
	if err != nil {
		t.Fatal(err)
	}
	return r.Text
}

// wantAlert looks for a letter to the team that names a line of a file.
func wantAlert(t *testing.T, d *Daemon, names string) {
	t.Helper()
	var told []string
	err := d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		letters, err := tx.LettersOf(ctx, "")
		for _, l := range letters {
			told = append(told, l.Text)
		}
		return err
	})
	if err != nil || !strings.Contains(strings.Join(told, "\n"), names) {
		t.Errorf("the team was told %q (%v), want %s in it", told, err, names)
	}
}

func wantAcknowledged(t *testing.T, d *Daemon, ref, by string) {
	t.Helper()
	c, err := d.store.Case(t.Context(), ref)
	if err != nil || c.Stage1.AckDue != calendar.MustDate(by) {
		t.Errorf("last day of the acknowledgement: got %v (%v), want %s", c.Stage1.AckDue, err, by)
	}
}

func receive(t *testing.T, d *Daemon, at time.Time) {
	t.Helper()
	raw := "From: asha@example.com\r\nTo: complaints@landlord.example\r\n" +
		"Message-ID: <1@example.com>\r\nSubject: Leak again\r\n\r\n" +
		"This is the third time I have reported this leak and two plumbers did not turn up. Nobody rings me back.\r\n"
	a := message.Arrival{
		Key: "imap:1", Source: "test", Channel: message.Email, Received: at, Raw: []byte(raw), Size: int64(len(raw)),
	}
	if err := d.desk.Receive(t.Context(), "test", []message.Arrival{a}, message.Cursor{}); err != nil {
		t.Fatal(err)
	}
}
