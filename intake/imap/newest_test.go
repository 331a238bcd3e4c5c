package imap

import (
	"slices"
	"strings"
	"testing"
)

func TestNewestGivesTheHeadersOfTheNewestMails(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv := newServer(t)
		m := testMailbox(t, srv.dial, &shelf{})
		if got, err := m.Newest(t.Context(), 2); err != nil || len(got) != 0 {
			t.Errorf("an empty folder: %q, %v; want nothing", got, err)
		}
		for _, subject := range []string{"one", "two", "three"} {
			srv.put(t, subject)
		}
		headers, err := m.Newest(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		all := string(slices.Concat(headers...))
		if len(headers) != 2 || strings.Contains(all, "Subject: one") || !strings.Contains(all, "Subject: three") {
			t.Errorf("headers %q, want those of the mails two and three", headers)
		}
		if strings.Contains(all, "Third time") || srv.flagged(t, `\Seen`) != 0 {
			t.Errorf("headers %q, want no words of the mails, and none of them seen", headers)
		}
	})
}
