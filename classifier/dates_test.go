package classifier

import "testing"

// TestWhenSomebodyCameToLiveThere: the day of moving in is no event; what the landlord moved is one.
func TestWhenSomebodyCameToLiveThere(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for body, want := range map[string]string{
		"We moved here from Hull in 2003 and the roof drips on the landing.":           "",
		"Moved from Leeds in 2009 and never had a day's trouble till the new windows.": "",
		"Your men moved my bins in March 2024 and I never got them back.":              "2024-03-01",
	} {
		got := c.Read(textMessage(body)).Event.Earliest
		if want == "" && !got.IsZero() || want != "" && got.String() != want {
			t.Errorf("%q tells of %s, want %q", body, got, want)
		}
	}
}
