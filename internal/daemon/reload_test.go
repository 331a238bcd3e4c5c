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
	"complaints/internal/complaint"
	"complaints/internal/config"
)

// TestReload: what an administrator changes comes into force together, or not at all.
func TestReload(t *testing.T) {
	t.Parallel()
	cfg, err := config.ForStories()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Letters.Secret, cfg.Store.URL = "secret", "sqlite::memory:"
	cfg.Mailbox.Server, cfg.Mailbox.TLS, cfg.Mailbox.User, cfg.Mailbox.Password, cfg.Mailbox.AuthservID = "127.0.0.1:1143", "none", "u", "p", "mail.landlord.example"
	cfg.SMTP.Server, cfg.SMTP.TLS = "127.0.0.1:1025", "none"
	now := time.Date(2026, 12, 18, 10, 0, 0, 0, time.UTC)
	d, err := New(t.Context(), Options{Config: cfg, Log: slog.New(slog.DiscardHandler), Clock: func() time.Time {
		return now
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	receive(t, d, now)

	t.Run("a new day off moves the acknowledgement's date later", func(t *testing.T) {
		changed := cfg
		changed.Calendar.Closures = map[string]string{"2026-12-21": "office closed"}
		moved, err := d.Reload(t.Context(), changed)
		if err != nil || len(moved) != 1 {
			t.Fatalf("moved %v, %v", moved, err)
		}
		c, err := d.store.Case(t.Context(), moved[0])
		if want := calendar.MustDate("2026-12-23"); err != nil || c.Stage1.AckDue != want {
			t.Errorf("acknowledge by %v, want %v (%v)", c.Stage1.AckDue, want, err)
		}
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
		c, err := d.store.Case(t.Context(), "HC-2026-000001")
		if want := calendar.MustDate("2026-12-24"); err != nil || c.Stage1.AckDue != want {
			t.Errorf("acknowledge by %v, want %v (%v)", c.Stage1.AckDue, want, err)
		}
		table(`,{"title":"half a`)
		if d.lookAtCalendar(t.Context(), seen) == seen || d.desk.Procedure().
			Calendar.WorkingDay(calendar.MustDate("2026-12-23")) {
			t.Error("a broken table took the good one's place, or is reported for ever")
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
		if err == nil || !strings.Contains(err.Error(), "the old configuration stays in force") || d.desk.Procedure().
			Settings.ReminderHour != 9 {
			t.Errorf("got %v, reminders at %d", err, d.desk.Procedure().Settings.ReminderHour)
		}
	})
}

func receive(t *testing.T, d *Daemon, at time.Time) {
	t.Helper()
	raw := "From: asha@example.com\r\nTo: complaints@landlord.example\r\nMessage-ID: <1@example.com>\r\nSubject: " +
		"Leak again\r\n\r\n" +
		"This is the third time I have reported this leak and two plumbers did not turn up. Nobody rings me back.\r\n"
	a := complaint.Arrival{Key: "imap:1", Source: "test", Channel: complaint.Email, Received: at, Raw: []byte(raw),
		Size: int64(len(raw))}
	if err := d.desk.Receive(context.Background(), "test", []complaint.Arrival{a}, complaint.Cursor{}); err != nil {
		t.Fatal(err)
	}
}
