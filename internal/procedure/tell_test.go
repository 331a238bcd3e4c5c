package procedure_test

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/reading"
)

// TestManyMessagesAreToldTogether: what a machine writes all the time is told in a letter each half hour, and no word
// of it is left out. What a person writes, now and then, goes at once.
func TestManyMessagesAreToldTogether(t *testing.T) { // 3.7
	t.Parallel()
	for _, tc := range []struct {
		name          string
		intent        reading.Intent
		n             int
		every         time.Duration
		letters, most int
	}{
		{"a hundred in an hour and a half", reading.IntentEvidence, 100, time.Minute, 6, 6 + 4},
		{"a hundred questions", reading.IntentChase, 100, time.Minute, 6, 6 + 4},
		{"a person, all day", reading.IntentEvidence, 20, 11 * time.Minute, 20, 20},
		{"a person, in five texts", reading.IntentEvidence, 5, time.Minute, 5, 5},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := begun(t).To("2026-11-24 08:00")
			at := instant(t, "2026-11-24 09:00")
			for range tc.n {
				l.Says(at.Format("2006-01-02 15:04"), "It drips. It drips again.", intent(tc.intent))
				at = at.Add(tc.every)
			}
			l.To("2026-11-24 16:00")
			told := l.Count(letter.ManagerNewEvidence) + l.Count(letter.ManagerResidentChased)
			if told < tc.letters || told > tc.most {
				t.Errorf("%d letters to the manager, want %d to %d", told, tc.letters, tc.most)
			}
			words := 0
			for _, o := range l.Sent {
				if o.Letter == letter.ManagerNewEvidence || o.Letter == letter.ManagerResidentChased {
					words += strings.Count(o.Facts.Words, "It drips. It drips again.")
				}
			}
			same(t, "messages whose words the manager has", words, tc.n)
		})
	}
}
