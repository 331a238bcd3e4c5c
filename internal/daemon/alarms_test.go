package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/message"
	"complaints/notifier"
	"complaints/store"
)

// chat is what alerts.url leads to. It is down until it is up.
type chat struct {
	*httptest.Server
	up   bool
	said []string
}

func newChat(t *testing.T) *chat {
	t.Helper()
	c := &chat{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var told struct {
			Text, About string
			Trouble     bool
		}
		if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
			t.Error(err)
		}
		if !c.up {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		c.said = append(c.said, fmt.Sprintf("%s %t: %s", told.About, told.Trouble, told.Text))
	}))
	t.Cleanup(c.Close)
	return c
}

// TestAlarmsAboutOurselves: one password that has expired for reading and sending at once is told the operator by a
// POST, which is made again until it is taken, once; and when it is over.
func TestAlarmsAboutOurselves(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 18, 10, 0, 0, 0, time.UTC)
	d, cfg := complainedTo(t, at)
	to := newChat(t)
	cfg.Alerts = config.Alerts{Operator: "it@landlord.example", URL: config.Secret(to.URL), After: 15 * time.Minute}
	if _, err := d.Reload(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	w := d.newSelfWatch()
	look := func(minutes int) {
		t.Helper()
		if err := w.look(t.Context(), at.Add(time.Duration(minutes)*time.Minute)); err != nil {
			t.Error(err)
		}
	}
	expired := fmt.Errorf("%w: 535 login of asha@example.com failed", notifier.ErrAccount)
	d.alarm(message.Email, expired)
	to.up = true
	look(14)
	if len(to.said) > 0 {
		t.Errorf("told before its time: %q", to.said)
	}
	to.up = false
	look(15)
	to.up = true
	d.alarm(message.Email, errors.New("and now it is down"))
	d.alarm(message.Email, expired)
	for minute := 16; minute < 20; minute++ {
		look(minute)
	}
	if len(to.said) != 1 || !strings.Contains(to.said[0], "whether its password or secret has expired") {
		t.Errorf("told %q, want one POST", to.said)
	}
	if strings.Contains(strings.Join(to.said, ""), "asha") {
		t.Errorf("somebody's address left: %q", to.said)
	}
	again := d.newSelfWatch() // another start
	if err := again.look(t.Context(), at.Add(21*time.Minute)); err != nil || len(to.said) != 1 {
		t.Errorf("a start has told it once more: %q, %v", to.said, err)
	}
	d.alarm(message.Email, nil)
	look(25)
	if len(to.said) != 2 || !strings.HasPrefix(to.said[1], "sending false: ") {
		t.Errorf("told %q, want that it is over", to.said)
	}
	byMail := 0
	for _, l := range d.outside(t) {
		if l.To == "it@landlord.example" {
			byMail++
		}
	}
	if byMail != 2 {
		t.Errorf("the operator had %d letters, want one of the trouble and one of its end", byMail)
	}
}

// outside are the letters that belong to no case.
func (d *Daemon) outside(t *testing.T) (letters []store.Posted) {
	t.Helper()
	err := d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		letters, err = tx.LettersOf(ctx, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return letters
}

// TestWhatEndsIsTold: a certificate and a table of bank holidays that are about to end, and letters that wait.
func TestWhatEndsIsTold(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 18, 10, 0, 0, 0, time.UTC)
	d, cfg := complainedTo(t, at)
	to := newChat(t)
	to.up = true
	cfg.Alerts.URL = config.Secret(to.URL)
	if _, err := d.Reload(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	w := d.newSelfWatch()
	d.self.certificate(Seen{Server: "mail.landlord.example", Expires: at.AddDate(0, 0, 30)})
	for _, tc := range []struct {
		after time.Duration
		says  string
	}{
		{time.Minute, ""}, {2 * time.Hour, "queue true"}, // nobody sends here, and the acknowledgement waits
		{26 * 24 * time.Hour, "certificate of the server mail.landlord.example ends on Sunday 17 January 2027"},
		{27 * 24 * time.Hour, ""}, // it is told once
		{23 * 31 * 24 * time.Hour, "calendar true"},
	} {
		to.said = nil
		if err := w.look(t.Context(), at.Add(tc.after)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(to.said, "\n"); tc.says == "" && got != "" || !strings.Contains(got, tc.says) {
			t.Errorf("after %s: told %q, want %q", tc.after, got, tc.says)
		}
	}
	d.self.certificate(Seen{Server: "mail.landlord.example", Expires: at.AddDate(4, 0, 0)})
	if says := d.tableEnds(at.AddDate(2, 0, 0)); !strings.Contains(says, "ends on Sunday 31 December 2028") {
		t.Errorf("of the table: %q", says)
	}
}
