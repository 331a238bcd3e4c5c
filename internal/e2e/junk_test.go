package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/lab"

	"github.com/emersion/go-imap/v2"
)

// TestTheJunkFolderIsTakenIn has the daemon read the junk folder too: a resident whose mail was taken for spam hears
// from us, and nobody answers spam.
func TestTheJunkFolderIsTakenIn(t *testing.T) {
	t.Parallel()
	inTown(t, 10, func(t *testing.T, town *town, cfg config.Config) {
		if err := town.mailbox.Create("Junk", nil); err != nil {
			t.Fatal(err)
		}
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
			if _, err := town.mailbox.Append("Junk", lab.Literal([]byte(raw)),
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
	})
}
