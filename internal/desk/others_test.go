package desk

import (
	"testing"

	"complaints/internal/letter"
)

// TestOtherResidents: an answer that names somebody of another case, or their home, is shown to its writer first.
func TestOtherResidents(t *testing.T) { // 3.6
	t.Parallel()
	const manager = "repairs.manager@landlord.example"
	const other = "From: Moira Tulloch <moira@example.net>\nSubject: Gutter"
	for name, tc := range map[string]struct {
		more string // below a plain answer
		sent int
	}{
		"nobody":            {"", 1},
		"by name":           {"Moira Tulloch has had the same roofer.", 0},
		"by what is theirs": {"Moira Tulloch's roof comes next.", 0},
		"by title":          {"The roofer was with Mrs Tulloch first.", 0},
		"by home":           {"We will do the same at 31 Kirkgate for you.", 0},
		"a home of nobody":  {"The part is made at 77 Mill Wynd for you.", 1},
		"a name of nobody":  {"Ewan Rattray will ring you.", 1},
		"the reader":        {"Yours sincerely, Asha Rahman's landlord", 1},
		"an amount, a date": {"You will have 40 pounds by 31 December.", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(asha, leak)
			b.mail(other, "The gutter at 31 Kirkgate has been down since August. I told you twice and nobody came to mend it.")
			proved(t, b, manager, "RESPOND UPHELD\n"+longAnswer+"\n\n"+tc.more)
			if n := len(ordered(t, b.d, first, letter.Stage1Response)); n != tc.sent {
				t.Errorf("answers on their way: got %d, want %d", n, tc.sent)
			}
			if n := len(ordered(t, b.d, first, letter.ReadBack)); n != 1-tc.sent {
				t.Errorf("questions put: got %d, want %d", n, 1-tc.sent)
			}
		})
	}
}
