package people

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
		"Your Repairs Manager was rude and hostile to me at my door.":                   true,
		"The Repairs Manager was not rude at all, he was kind.":                         false,
		"Ask the Repairs Manager. The plumber was rude.":                                false,
		"I met your Repairs Manager on Monday. I am complaining about him.":             true,
		"The Repairs Manager knows. I am complaining about the lift.":                   false,
		"It is the Repairs Manager I am complaining about. He swore at me.":             true,
		"It was the Repairs Manager. He shouted at me for ten minutes.":                 true,
		"I rang the Repairs Manager about the roofer. He shouted at me.":                false,
	} {
		if got := GrievanceIn(words).Blames("Repairs Manager"); got != want {
			t.Errorf("%q: got %v, want %v", words, got, want)
		}
	}
}

func TestNames(t *testing.T) { // P15
	t.Parallel()
	for words, want := range map[string]bool{
		"Ann Lee was rude to me.":            true,
		"It was ann  lee, on the phone":      true,
		"I spoke to Ann Lee's colleague.":    true,
		"Joann Lee lives next door.":         false,
		"My friend Ann Leeson wrote to you.": false,
		"Lee, Ann said nothing.":             false,
		"I saw Mrs Lee.":                     false,
	} {
		if got := GrievanceIn(words).Names("Ann Lee"); got != want {
			t.Errorf("%q: got %v, want %v", words, got, want)
		}
	}
}

// TestBlamesDesk: people call a complaints team by many names.
func TestBlamesDesk(t *testing.T) { // 4.3
	t.Parallel()
	for words, want := range map[string]bool{
		"I want to complain about your complaints team.":                           true,
		"Your complaints department ignored me for a month.":                       true,
		"The complaints officer who wrote to me was dismissive.":                   true,
		"I am writing to the complaints team about my boiler.":                     false,
		"The complaints team was helpful, the roofer was rude.":                    false,
		"Please pass this on to your complaints manager. My complaint is the lift": false,
	} {
		if got := GrievanceIn(words).BlamesDesk("Complaints Team"); got != want {
			t.Errorf("%q: got %v, want %v", words, got, want)
		}
	}
}
