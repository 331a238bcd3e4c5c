package complaint

import "testing"

func TestBlames(t *testing.T) { // P15
	t.Parallel()
	for words, want := range map[string]bool{
		"I want to complain about your Repairs Manager. She ignores me.":                true,
		"My complaint is about the Repairs Manager himself.":                            true,
		"The Repairs Manager bullied me on the phone last week and laughed.":            true,
		"Yesterday the Repairs Manager, she said, had shouted at her.":                  false,
		"The Repairs Manager was kind, it's the contractor I'm complaining about.":      false,
		"Please let the Repairs Manager deal with this in person.":                      false,
		"I complain about the leak. The Repairs Manager has promised to come.":          false,
		"This is a formal complaint against your Repairs Manager, who would not leave.": true,
	} {
		if got := Blames(words, "Repairs Manager"); got != want {
			t.Errorf("%q: got %v, want %v", words, got, want)
		}
	}
}
