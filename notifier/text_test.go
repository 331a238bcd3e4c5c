package notifier_test

import (
	"strings"
	"testing"
	"unicode/utf16"

	"complaints/notifier"
)

func TestSegments(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		situation string
		text      string
		n         int
		gsm       bool
	}{
		{"nothing", "", 0, true},
		{"160 plain letters", strings.Repeat("a", 160), 1, true},
		{"161 plain letters", strings.Repeat("a", 161), 2, true},
		{"306 plain letters", strings.Repeat("a", 306), 2, true},
		{"307 plain letters", strings.Repeat("a", 307), 3, true},
		{"pounds are plain", strings.Repeat("£", 160), 1, true},
		{"80 euros", strings.Repeat("€", 80), 1, true},
		{"81 euros", strings.Repeat("€", 81), 2, true},
		{"a euro is not split between parts", strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, true},
		{"a euro that just fits", strings.Repeat("a", 151) + "€" + strings.Repeat("a", 153), 2, true},
		{"curly quotes are folded", strings.Repeat("’", 160), 1, true},
		{"an ellipsis becomes three", strings.Repeat("…", 54), 2, true},
		{"line ends count once", strings.Repeat("\r\n", 160), 1, true},
		{"35 emoji", strings.Repeat("😀", 35), 1, false},
		{"36 emoji", strings.Repeat("😀", 36), 2, false},
		{"an emoji is not split between parts", strings.Repeat("ж", 66) + "😀" + strings.Repeat("ж", 66), 3, false},
		{"one Polish letter", "Łukasz", 1, false},
		{"70 Cyrillic letters", strings.Repeat("ж", 70), 1, false},
		{"71 Cyrillic letters", strings.Repeat("ж", 71), 2, false},
		{"134 Cyrillic letters", strings.Repeat("ж", 134), 2, false},
		{"135 Cyrillic letters", strings.Repeat("ж", 135), 3, false},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			if n, gsm := notifier.Segments(tc.text); n != tc.n || gsm != tc.gsm {
				t.Errorf("got %d, %v, want %d, %v", n, gsm, tc.n, tc.gsm)
			}
		})
	}
}

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

func FuzzSegments(f *testing.F) {
	for _, s := range []string{"", "Hello £5 €5", "’“…", "😀ж", "\xff\xfe", "a\r\n\u200b", strings.Repeat("€a", 120)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, gsm := notifier.Segments(s)
		folded := notifier.Fold(s)
		if notifier.Fold(folded) != folded {
			t.Errorf("folding twice changes %q", folded)
		}
		if (n == 0) != (folded == "") {
			t.Errorf("%q takes %d parts", s, n)
		}
		units := len(utf16.Encode([]rune(folded)))
		if !gsm && n > 1 && (n < (units+66)/67 || n > units/66+1) {
			t.Errorf("%d units take %d parts", units, n)
		}
		if more, _ := notifier.Segments(s + "a"); more < n {
			t.Errorf("one letter more takes %d parts in place of %d", more, n)
		}
	})
}

func BenchmarkSegments(b *testing.B) {
	text := strings.Repeat("Your complaint HC-2026-000123 is late – we’re sorry. ", 6)
	b.ReportAllocs()
	for b.Loop() {
		notifier.Segments(text)
	}
}
