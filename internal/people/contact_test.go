package people_test

import (
	"testing"

	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
)

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
