package classifier

import (
	"testing"

	"complaints/internal/message"
	"complaints/internal/reading"
)

// TestASmellOfGasNow is danger now whatever stands around it; one that is over, or that would have to be, is not by its
// words alone.
func TestASmellOfGasNow(t *testing.T) {
	t.Parallel()
	c, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]reading.Danger{
		"This is a new complaint. There is a strong smell of gas at the hall and nobody came, although I have reported " +
			"it three times. It has nothing to do with anything else.": reading.DangerNow,
		"There is a strong smell of gas in the stairs. I complain that nobody came.":                             reading.DangerNow,
		"I can smell gas in the hall and your line just rings out.":                                              reading.DangerNow,
		"Theres a gas smell in our block again, reported it twice.":                                              reading.DangerNow,
		"Last month there was a smell of gas and your engineer fixed it the same day. My complaint is the bill.": "",
		"We had a gas leak in March, it was mended, but nobody has repaired the wall.":                           "",
		"You missed the gas safety check and I took a day off.":                                                  "",
	} {
		if got := c.Read(Input{Body: words, Channel: message.Email}).Danger; got != want {
			t.Errorf("%q: got %q, want %q", words, got, want)
		}
	}
}
