package complaint_test

import (
	"slices"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
)

// TestClues: by what the same matter told another way is found, on both sides alike.
func TestClues(t *testing.T) { // 1.5
	t.Parallel()
	named := []string{"called asha rahman", "reached at +447700900123"}
	number := []string{"reached at +447700900123"}
	text := people.Party{Phone: proceduretest.Phone}
	for _, tc := range []struct {
		name  string
		party people.Party
		words string
		want  []string
	}{
		{"a mail with a number", people.Party{Name: "Asha  Rahman", Email: proceduretest.Asha},
			"Ring me on 07700 900123.",
			[]string{"called asha rahman", "reached at asha@example.com", "reached at +447700900123"}},
		{"a text with a name", text, "Asha Rahman here, it leaks", named},
		{"a text in small letters", text, "my name is asha rahman and it leaks", named},
		{"a text without", text, "it leaks", number},
		{"one name is no name", people.Party{Name: "Asha", Phone: proceduretest.Phone}, "it leaks", number},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := complaint.Case{Party: tc.party, Words: tc.words}.Clues()
			if !slices.Equal(got, tc.want) {
				t.Errorf("clues: got %q, want %q", got, tc.want)
			}
		})
	}
}
