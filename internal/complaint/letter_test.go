package complaint_test

import (
	"testing"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
)

func TestKeyOfALetter(t *testing.T) {
	t.Parallel()
	l := outbox.Letter{
		Case: "HC-1", Letter: letter.Stage1Acknowledgement, Cause: "m1", Channel: message.Email, To: "a",
	}
	if got, want := l.Key(), "HC-1|L01|m1|email|a"; got != want {
		t.Errorf("key: got %s, want %s", got, want)
	}
}

// TestContacts: what somebody is called of whom little is known.
func TestContacts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		who  people.Contact
		want string
	}{
		{"a number", people.Contact{Phone: proceduretest.Phone}, proceduretest.Phone},
		{"nobody", people.Contact{}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := tc.who.Called(); got != tc.want {
				t.Errorf("called: got %q, want %q", got, tc.want)
			}
		})
	}
}
