package notifier_test

import (
	"testing"
	"time"

	"complaints/internal/lab"
	"complaints/internal/outbox"
	"complaints/notifier"
)

// A mail server that says the same for ever, in its greeting or in answer to a letter, takes no memory and is left.
func TestServerThatNeverStopsTalking(t *testing.T) {
	for name, c := range map[string]struct{ mode, before, words string }{
		"a greeting of one line":    {notifier.TLSNone, "220 ", "x"},
		"a greeting of many lines":  {notifier.TLSNone, "", "220-still here\r\n"},
		"before STARTTLS":           {notifier.TLSStart, "220 ", "x"},
		"extensions":                {notifier.TLSNone, "220 hello\r\n", "250-X-ENDLESS\r\n"},
		"an answer to the letter":   {notifier.TLSNone, "220 hello\r\n250 fine\r\n250 sender\r\n", "250-well\r\n"},
		"one line about the letter": {notifier.TLSNone, "220 hello\r\n250 fine\r\n250 sender\r\n250 ", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			server, err := lab.StartEndless(c.before, c.words)
			if err != nil {
				t.Fatal(err)
			}
			defer server.Stop()
			s := newSMTP(t, notifier.SMTPConfig{Addr: "localhost:25", TLS: c.mode, From: "complaints@landlord.example",
				Timeout: 5 * time.Second, Now: time.Now,
				Dial: server.Dial})
			var results []outbox.SendResult
			began := time.Now()
			most := lab.MemoryOf(func() { results, err = s.Send(t.Context(), letters(3)) })
			if most > 120<<20 {
				t.Errorf("%d MB of memory, want at most 120", most>>20)
			}
			if len(results) != 3 || err == nil || time.Since(began) > 15*time.Second {
				t.Errorf("results %+v, error %v after %v; want three letters that wait, soon", results, err,
					time.Since(began))
			}
			for _, r := range results {
				if r.State != outbox.Pending {
					t.Errorf("letter %s is %s, want it to wait", r.Letter, r.State)
				}
			}
		})
	}
}
