package twiliodouble_test

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/twiliodouble"
	"complaints/notifier"
)

// The sender and the double understand each other, on good days and bad ones.
func TestSenderMeetsTheDouble(t *testing.T) {
	t.Parallel()
	text := outbox.Letter{ID: "1", Channel: message.SMS, To: theirs,
		Text: "Example Homes: we’ve got your complaint HC-2026-000123 (L01).", DecidedAt: time.Now()}
	for _, tc := range []struct {
		situation string
		fault     twiliodouble.Fault
		want      outbox.SendState
		found     bool
	}{
		{"a good day", twiliodouble.Fault{}, outbox.Sent, true},
		{"too many requests", twiliodouble.Fault{Status: 429, Code: 20429}, outbox.Pending, false},
		{"an error, and the text was not taken", twiliodouble.Fault{Status: 500, Code: 20500}, outbox.Unknown,
			false},
		{"an error, and the text was taken", twiliodouble.Fault{Status: 500, Code: 20500, Accepts: true},
			outbox.Unknown, true},
		{"hung up, and the text was taken", twiliodouble.Fault{HangUp: true, Accepts: true}, outbox.Unknown, true},
		{"broken JSON, and the text was taken", twiliodouble.Fault{Status: 201, Body: `{"sid":`, Accepts: true},
			outbox.Unknown, true},
		{"too slow, and the text was taken", twiliodouble.Fault{Delay: time.Second, Accepts: true}, outbox.Unknown,
			true},
		{"a page of HTML", twiliodouble.Fault{Status: 503, Body: "<html>"}, outbox.Unknown, false},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			double := twiliodouble.New(twiliodouble.Config{AccountSID: account, AuthToken: token})
			server := httptest.NewServer(double)
			defer server.Close()
			sender, err := notifier.NewTwilio(notifier.TwilioConfig{AccountSID: account, AuthToken: token, From: ours,
				BaseURL: server.URL, Timeout: 300 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			for i := range 120 { // other texts to the same number fill the first page of the list
				other := text
				other.Text = fmt.Sprintf("another text %d", i)
				if r, err := sender.Send(t.Context(), other); err != nil || r.State != outbox.Sent {
					t.Fatalf("%+v, %v", r, err)
				}
				if i == 0 {
					double.Faults(func(m twiliodouble.Message) twiliodouble.Fault {
						if m.Body == "Example Homes: we've got your complaint HC-2026-000123 (L01)." {
							return tc.fault
						}
						return twiliodouble.Fault{}
					})
					if r, _ := sender.Send(t.Context(), text); r.State != tc.want {
						t.Errorf("got %+v, want %s", r, tc.want)
					}
				}
			}
			sid, found, err := sender.Find(t.Context(), text, text.DecidedAt)
			if err != nil || found != tc.found || found && sid != double.Messages()[1].SID {
				t.Errorf("found again: got %q, %v (%v), want %v", sid, found, err, tc.found)
			}
		})
	}
}

// A text that went while our clock was a day ahead of Twilio's is found again, so that it does not go twice.
func TestATextIsFoundThoughOurClockWasWrong(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(twiliodouble.New(twiliodouble.Config{AccountSID: account, AuthToken: token}))
	defer server.Close()
	sender, err := notifier.NewTwilio(notifier.TwilioConfig{AccountSID: account, AuthToken: token, From: ours,
		BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	for ahead, want := range map[time.Duration]bool{24 * time.Hour: true, 7 * 24 * time.Hour: false} {
		text := outbox.Letter{ID: "1", Channel: message.SMS, To: theirs,
			Text: "We have your complaint HC-2026-000124.", DecidedAt: time.Now().Add(ahead)}
		if _, err := sender.Send(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		if _, found, err := sender.Find(t.Context(), text, text.DecidedAt); err != nil || found != want {
			t.Errorf("found, decided %v ahead: got %v (%v), want %v", ahead, found, err, want)
		}
	}
}
