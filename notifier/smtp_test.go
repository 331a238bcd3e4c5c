package notifier_test

import (
	"fmt"
	"testing"
	"time"

	"complaints"
	"complaints/notifier"
)

var decided = time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)

// letter is an acknowledgement to one resident.
func letter(n int) complaints.Letter {
	return complaints.Letter{
		ID: fmt.Sprintf("letter-%d", n), Case: "HC-2026-000123", Letter: "L01", Cause: fmt.Sprintf("message-%d", n),
		Role: complaints.RoleResident, Channel: complaints.Email, To: fmt.Sprintf("resident%d@example.com", n), ToName: "Asha Rahman",
		Token: "k7q2m4", MessageID: fmt.Sprintf("k7q2m4.%d@landlord.example", n), InReplyTo: "abc@example.com",
		Thread: []string{"first@example.com", "abc@example.com"}, Subject: "We have your complaint – HC-2026-000123",
		Text: "Dear Asha Rahman,\n\nWe have your complaint. It costs £0.\n", HTML: "<p>Dear Asha Rahman,</p><p>We have your complaint. It costs £0.</p>",
		DecidedAt: decided, Promised: complaints.MustDate("2026-12-01"),
	}
}

func newSMTP(t testing.TB, cfg notifier.SMTPConfig) *notifier.SMTP {
	t.Helper()
	s, err := notifier.NewSMTP(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSendOne(t *testing.T) {
	t.Parallel()
	sink := newSink(t)
	s := newSMTP(t, sink.config())
	results, err := s.Send(t.Context(), []complaints.Letter{letter(1), letter(2), letter(3)})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.State != complaints.Sent {
			t.Errorf("%+v", r)
		}
	}
	t.Logf("%s", sink.mails()[0].data)
	if sink.dials != 1 {
		t.Error(sink.dials)
	}
}
