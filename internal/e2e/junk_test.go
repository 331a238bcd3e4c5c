package e2e

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/rehearsal"

	"github.com/emersion/go-imap/v2"
)

// TestTheJunkFolderIsTakenIn has the daemon read the junk folder too: a resident whose mail was taken for spam hears
// from us, and nobody answers spam.
func TestTheJunkFolderIsTakenIn(t *testing.T) {
	t.Parallel()
	story, err := rehearsal.Load("testdata/life.yaml")
	if err != nil {
		t.Fatal(err)
	}
	database := "sqlite:" + filepath.Join(t.TempDir(), "complaints.db")
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 12, 2, 10, 0, 0, 0, time.UTC)))
		town := newTown(t)
		if err := town.mailbox.Create("Junk", nil); err != nil {
			t.Fatal(err)
		}
		cfg := town.config(t, story, database)
		cfg.Mailbox.Junk = "take"
		stop := runDaemon(t, town, cfg)
		time.Sleep(10 * time.Minute)
		for from, words := range map[string]string{
			"asha@example.com": "This is the third time I have reported the leak in my bathroom. Nobody came " +
				"although they promised twice.",
			"win@prize.example": "CONGRATULATIONS!!! You have WON 500,000 GBP in our lottery. Click here " +
				"http://prize.example/claim to claim your prize, limited offer.",
		} {
			raw := fmt.Sprintf("From: %s\r\nTo: complaints@landlord.example\r\nSubject: hello\r\nMessage-ID: "+
				"<%s>\r\n\r\n%s\r\n", from, from, words)
			if _, err := town.mailbox.Append("Junk", literal{bytes.NewReader([]byte(raw))},
				&imap.AppendOptions{Time: time.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(10 * time.Minute)
		stop()
		var to []string
		town.mu.Lock()
		for _, m := range town.mails {
			to = append(to, m.to+": "+m.subject)
		}
		town.mu.Unlock()
		all := strings.Join(to, "\n")
		if strings.Count(all, "asha@example.com: ") != 1 || strings.Contains(all, "prize.example") ||
			strings.Count(all, "complaints.team@landlord.example: ") != 1 {
			t.Errorf("letters went to\n%s", all)
		}
		if err := town.close(); err != nil {
			t.Error(err)
		}
	})
}
