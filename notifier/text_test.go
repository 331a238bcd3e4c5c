package notifier_test

import (
	"strings"
	"testing"

	"complaints/notifier"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Plain £5.":                             "Plain £5.",
		"“It’s late” – they said…":              `"It's late" - they said...`,
		"a\u00a0b\u200b\ufeff\r\n`c`":           "a b\n'c'",
		"Zoë, Łukasz and Siân keep accents":     "Zoë, Łukasz and Siân keep accents",
		"👩\u200d👧 keeps its joiner, हिन्दी too": "👩\u200d👧 keeps its joiner, हिन्दी too",
	} {
		if got := notifier.Fold(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Hello £5 €5", "’“…", "😀ж", "\xff\xfe", "a\r\n\u200b", strings.Repeat("€a", 120)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if folded := notifier.Fold(s); notifier.Fold(folded) != folded {
			t.Errorf("folding twice changes %q", folded)
		}
	})
}
