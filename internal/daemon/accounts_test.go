package daemon

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/config"
)

// firstAccount is the configuration of the account that every landlord has.
const firstAccount = `
mailbox:
  server: imap.landlord.example:993
  user: complaints@landlord.example
  password: one
  authserv_id: mx`

// TestSeveralAccounts: residents write to more than one mailbox of a house. Each folder of each account is read by
// itself, and what an account does not say of itself is as for the first.
func TestSeveralAccounts(t *testing.T) {
	t.Parallel()
	cfg, err := config.ForStories([]byte(firstAccount + `
  since: 2026-11-01
  others:
    - {user: housing@landlord.example, password: two, folders: [INBOX, Residents]}
    - server: imap.north.example:143
      tls: starttls
      user: north
      since: 2026-12-01
      oauth: {provider: google, client_id: app, client_secret: s, refresh_token: r}
`))
	if err != nil {
		t.Fatal(err)
	}
	servers, err := NewServers(cfg, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	boxes, err := servers.Mailboxes()
	if err != nil {
		t.Fatal(err)
	}
	november, december := calendar.MustDate("2026-11-01"), calendar.MustDate("2026-12-01")
	type folder struct {
		name, addr, tls, password string
		since                     calendar.Date
		token                     bool
	}
	want := []folder{
		{"complaints@landlord.example/INBOX", "imap.landlord.example:993", "implicit", "one", november, false},
		{"housing@landlord.example/INBOX", "imap.landlord.example:993", "implicit", "two", november, false},
		{"housing@landlord.example/Residents", "imap.landlord.example:993", "implicit", "two", november, false},
		{"north/INBOX", "imap.north.example:143", "starttls", "", december, true},
	}
	if len(boxes) != len(want) {
		t.Fatalf("folders: got %d, want %d", len(boxes), len(want))
	}
	for i, w := range want {
		b := boxes[i]
		got := folder{b.Name, b.Addr, b.TLS, b.Password, b.Since, b.Token != nil}
		if got != w {
			t.Errorf("folder %d: got %+v, want %+v", i, got, w)
		}
	}
	const own = "complaints@landlord.example housing@landlord.example"
	if got := strings.Join(cfg.OwnAddresses(), " "); got != own {
		t.Errorf("our own addresses: got %s, want %s", got, own)
	}
}

// TestAccountsThatCannotBe: a slip in a further account stops the start with a sentence.
func TestAccountsThatCannotBe(t *testing.T) {
	t.Parallel()
	for change, says := range map[string]string{
		"{password: x}":                       "user is missing",
		"{user: complaints@landlord.example}": "once more",
		"{user: x, server: nowhere}":          "mailbox.others[1].server",
	} {
		bad, err := config.ForStories([]byte(firstAccount + "\n  others: [" + change + "]\n"))
		if err != nil {
			t.Fatal(err)
		}
		if err := bad.ValidateServers(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v, want a sentence with %q", change, err, says)
		}
	}
}
