package daemon

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
)

// complainedTo is a daemon with one complaint, that was received at an instant, and its configuration.
func complainedTo(t *testing.T, at time.Time) (*Daemon, config.Config) {
	t.Helper()
	cfg, err := config.ForStories()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Letters.Secret, cfg.Store.URL = "a long random text for the daemon's tests", "sqlite::memory:"
	cfg.Mailbox.Server, cfg.Mailbox.TLS = "127.0.0.1:1143", "none"
	cfg.Mailbox.User, cfg.Mailbox.Password, cfg.Mailbox.AuthservID = "u", "p", "mail.landlord.example"
	cfg.SMTP.Server, cfg.SMTP.TLS = "127.0.0.1:1025", "none"
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

// TestReload: what an administrator changes comes into force together, or not at all.
func TestReload(t *testing.T) {
	t.Parallel()
	d, cfg := complainedTo(t, time.Date(2026, 12, 18, 10, 0, 0, 0, time.UTC))

	t.Run("a new day off moves the acknowledgement's date later", func(t *testing.T) {
		changed := cfg
		changed.Calendar.Closures = map[string]string{"2026-12-21": "office closed"}
		moved, err := d.Reload(t.Context(), changed)
		if err != nil || len(moved) != 1 {
			t.Fatalf("cases that moved: got %v (%v), want one", moved, err)
		}
		wantAcknowledged(t, d, moved[0], "2026-12-23")
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
		table(`,{"title":"A day for everybody","date":"2026-12-23"}`)
		seen = d.lookAtCalendar(t.Context(), seen)
		wantAcknowledged(t, d, "HC-2026-000001", "2026-12-24")
		table(`,{"title":"half a`)
		if d.lookAtCalendar(t.Context(), seen) == seen {
			t.Error("a broken table is looked at for ever, want once")
		}
		if d.desk.Procedure().Calendar.WorkingDay(calendar.MustDate("2026-12-23")) {
			t.Error("a broken table took the good one's place")
		}
	})
	t.Run("a wrong letter leaves everything as it was", func(t *testing.T) {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "stage1-acknowledgment.txt"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		changed := cfg
		changed.Letters.Folder, changed.Settings.ReminderHour = folder, 10
		_, err := d.Reload(t.Context(), changed)
		if err == nil || !strings.Contains(err.Error(), "the old configuration stays in force") {
			t.Errorf("error: got %v, want that the old configuration stays in force", err)
		}
		if hour := d.desk.Procedure().Settings.ReminderHour; hour != 9 {
			t.Errorf("hour of reminders: got %d, want 9 as before", hour)
		}
	})
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
	a := complaint.Arrival{
		Key: "imap:1", Source: "test", Channel: complaint.Email, Received: at, Raw: []byte(raw), Size: int64(len(raw)),
	}
	if err := d.desk.Receive(t.Context(), "test", []complaint.Arrival{a}, complaint.Cursor{}); err != nil {
		t.Fatal(err)
	}
}
