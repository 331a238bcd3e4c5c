package people_test

import (
	"strings"
	"testing"

	"complaints/internal/message"
	"complaints/internal/people"
)

// TestNamesThatAreNoNamesAreNotUsed: our letters carry nobody's links or messages after "Dear".
func TestNamesThatAreNoNamesAreNotUsed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Asha Rahman": "Asha Rahman", "Mr J. O'Neill-Smith": "Mr J. O'Neill-Smith", "王小明": "王小明",
		"You have won! Claim at http://evil.example/login now": "", "Visit www.evil.example": "",
		"support@evil.example": "", "Claim at evil.net/login": "", "evil.co.uk": "", "see EVIL.COM now": "",
		"Ring 0900 123 4567": "", "Dr.Jones": "Dr.Jones", "St. John": "St. John", "Asha Rahman (flat 12)": "Asha Rahman (flat 12)",
		"A.M. de Silva": "A.M. de Silva", strings.Repeat("a", 61): "", strings.Repeat("é", 60): strings.Repeat("é", 60),
	} {
		m := message.Message{Channel: message.Email, From: "asha@example.com", FromName: name}
		if got := people.PartyOf(m).Name; got != want {
			t.Errorf("a letter to %q calls them %q, want %q", name, got, want)
		}
	}
}
