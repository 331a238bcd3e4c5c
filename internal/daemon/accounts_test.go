package daemon

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/config"
)

// TestSeveralAccounts: residents write to more than one mailbox of a house. Each folder of each account is read by
// itself, and what an account does not say of itself is as for the first.
func TestSeveralAccounts(t *testing.T) {
	t.Parallel()
	cfg, err := config.ForStories(
		[]byte(
			`mailbox: {server: "imap.landlord.example:993", user: complaints@landlord.example, password: one, since: 2026-11-01, authserv_id: mx, others: [` +
				`{user: housing@landlord.example, password: two, folders: [INBOX, Residents]}, ` +
				`{server: "imap.north.example:143", tls: starttls, user: north, since: 2026-12-01, oauth: {provider: google, client_id: app, client_secret: s, refresh_token: r}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := MailboxConfigs(cfg, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	november, december := calendar.MustDate("2026-11-01"), calendar.MustDate("2026-12-01")
	want := []struct {
		name, addr, tls, password string
		since                     calendar.Date
		token                     bool
	}{
		{"complaints@landlord.example/INBOX", "imap.landlord.example:993", "implicit", "one", november, false},
		{"housing@landlord.example/INBOX", "imap.landlord.example:993", "implicit", "two", november, false},
		{"housing@landlord.example/Residents", "imap.landlord.example:993", "implicit", "two", november, false},
		{"north/INBOX", "imap.north.example:143", "starttls", "", december, true},
	}
	if len(boxes) != len(want) {
		t.Fatalf("%d folders, want %d", len(boxes), len(want))
	}
	for i, w := range want {
		b := boxes[i]
		if b.Name != w.name || b.Addr != w.addr || b.TLS != w.tls || b.Password != w.password || b.Since != w.since ||
			(b.Token != nil) != w.token {
			t.Errorf("%s at %s by %s, since %s, token %v; want %+v", b.Name, b.Addr, b.TLS, b.Since, b.Token != nil, w)
		}
	}
	if own := strings.Join(cfg.OwnAddresses(), " "); own != "complaints@landlord.example housing@landlord.example" {
		t.Errorf("our own addresses are %s", own)
	}
	for change, says := range map[string]string{
		"others: [{password: x}]":                       "has no user",
		"others: [{user: complaints@landlord.example}]": "once more",
		"others: [{user: x, server: nowhere}]":          "mailbox.others[1].server",
	} {
		bad, err := config.ForStories([]byte(
			`mailbox: {server: "imap.landlord.example:993", user: complaints@landlord.example, password: one, authserv_id: mx, ` + change + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if err := bad.ValidateServers(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want it to say %q", change, err, says)
		}
	}
}
