package notifier

import (
	"bytes"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"complaints/internal/outbox"
)

// TestALetterWithALogo: the picture goes with the page that shows it, once, and the same letter makes the same bytes.
// Where the landlord has taken another since, the letter goes without.
func TestALetterWithALogo(t *testing.T) {
	t.Parallel()
	logo := Picture{ID: "logo-1@landlord.example", Type: "image/png", Data: bytes.Repeat([]byte("\x89PNG"), 40)}
	for name, tc := range map[string]struct {
		html  string
		logo  Picture
		shown bool
	}{
		"shown":         {`<img src="cid:logo-1@landlord.example" alt="Meadow Homes"><p>Hello</p>`, logo, true},
		"another since": {`<img src="cid:logo-0@landlord.example" alt="Meadow Homes"><p>Hello</p>`, logo, false},
		"none any more": {`<img src="cid:logo-1@landlord.example" alt="Meadow Homes"><p>Hello</p>`,
			Picture{}, false},
		"a letter without":  {"<p>Hello</p>", logo, false},
		"words that say so": {"<p>src=&#34;cid:logo-1@landlord.example&#34;</p>", logo, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &SMTP{from: netmail.Address{Address: "complaints@landlord.example"},
				cfg: SMTPConfig{Logo: func() (Picture, bool) { return tc.logo, tc.logo.ID != "" }}}
			l := outbox.Letter{ID: "1", To: "asha@example.com", Subject: "Your complaint", Text: "Hello\n",
				HTML: tc.html, MessageID: "a@landlord.example", DecidedAt: time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
			e, err := s.render(t.Context(), l)
			if err != nil {
				t.Fatal(err)
			}
			again, err := s.render(t.Context(), l)
			if err != nil || !bytes.Equal(e.data, again.data) {
				t.Errorf("the same letter makes other bytes (%v)", err)
			}
			m, err := netmail.ReadMessage(bytes.NewReader(e.data))
			if err != nil {
				t.Fatal(err)
			}
			if kind := m.Header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/alternative") {
				t.Errorf("the mail is %s, want multipart/alternative", kind)
			}
			if got := strings.Count(string(e.data), "Content-Id: <logo-1@landlord.example>"); (got == 1) != tc.shown {
				t.Errorf("the picture goes %d times:\n%s", got, e.data)
			}
			if strings.Contains(string(e.data), "multipart/mixed") {
				t.Error("the picture is a file of the mail, want it in the page")
			}
		})
	}
}
