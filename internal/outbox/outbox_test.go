package outbox

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
)

// TestALetterIsEmptied holds what may stay of a letter when a file is erased: which it was, why, when and by which
// channel, and of staff the address.
func TestALetterIsEmptied(t *testing.T) {
	t.Parallel()
	const secret = "secret"
	for role, to := range map[people.Role]string{
		people.RoleResident: complaint.ErasedMark + " 7K", people.RoleRepresentative: complaint.ErasedMark + " 7K",
		people.RoleManager: secret,
	} {
		l := Letter{
			ID: "7K", Case: "HC-2026-000001", Letter: letter.Stage1Acknowledgement, Cause: "06AB", Role: role,
			Channel: message.Email, To: secret, ToName: secret, Token: secret, MessageID: secret, InReplyTo: secret,
			Thread: []string{secret}, Subject: secret, Text: secret, HTML: secret, Template: "stage1-acknowledgement@1",
			Why: secret, DecidedAt: time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC),
		}
		p := l.Pseudonymous()
		if p.To != to {
			t.Errorf("the address of a letter to a %s: got %q, want %q", role, p.To, to)
		}
		if p.Letter != l.Letter || p.DecidedAt != l.DecidedAt || p.Template != l.Template {
			t.Errorf("a letter to a %s: got %+v, want which it was and when", role, p)
		}
		p.To = ""
		if b, err := json.Marshal(p); err != nil || strings.Contains(string(b), secret) {
			t.Errorf("of a letter to a %s stays %s (%v)", role, b, err)
		}
	}
}
