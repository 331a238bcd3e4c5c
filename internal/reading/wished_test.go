package reading_test

import (
	"testing"

	"complaints/internal/reading"
)

// TestWhatIsWishedIsNeeded: a wish of the reading and a need in few words are of the same thing, or they are not.
func TestWhatIsWishedIsNeeded(t *testing.T) {
	t.Parallel()
	for need, wishes := range map[reading.NeedKind][]reading.Wish{
		reading.NeedNoCalls:     {reading.WishNoCalls},
		reading.NeedNoTexts:     {reading.WishNoTexts},
		reading.NeedPaper:       {reading.WishByPost},
		reading.NeedByPhone:     {reading.WishByPhone},
		reading.NeedLargePrint:  {reading.WishLargePrint},
		reading.NeedInterpreter: {reading.WishBSL, reading.WishInterpreter + "Polish"},
		reading.NeedFormat:      {reading.WishBraille, reading.WishAudio, reading.WishEasyRead},
		reading.NeedNoEmails:    nil,
	} {
		for _, w := range wishes {
			if !need.Wished(w) {
				t.Errorf("%s: %q is not taken for it", need, w)
			}
		}
		if need.Wished(reading.WishHomeVisit) {
			t.Errorf("%s: a visit is taken for it", need)
		}
	}
}

// TestWhoIsNamedInARule: a first name alone is somebody, a colleague of the writer's is nobody we know of, and what is
// said of ringing back is about nobody but the writer.
func TestWhoIsNamedInARule(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		value, words, want string
	}{
		{"my sister", "", "my sister"},
		{"my boss", "", ""},
		{"the flat", "", ""},
		{"", "please do not speak to Tom about this", "Tom"},
		{"", "please do not speak to Tom Pike about this", "Tom Pike"},
		{"", "do not talk to us again", ""},
		{"", "we talk on the phone", ""},
		{"", "do not discuss it on the stairs please", ""},
	} {
		r := reading.ContactRule{Rule: reading.ContactNever, Value: tc.value, Words: tc.words}
		if got := r.Person(); got != tc.want {
			t.Errorf("%q %q: got %q, want %q", tc.value, tc.words, got, tc.want)
		}
	}
}
