package wording

import (
	"regexp"
	"testing"
)

// TestAnExpressionAnswersAsItsRegularExpression: the letters looked for first change nothing but the time.
func TestAnExpressionAnswersAsItsRegularExpression(t *testing.T) {
	t.Parallel()
	expressions := []string{
		`(?i)\b(?:he|she|son)\b.{0,20}\breads?\b`, `(?:\+44|\b0)[\d ]{8,12}\d\b`, `[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
		`(?i)(?:^|\b)(?:can'?t|can\b.{0,3}not) (?:ring|call)(?:$|\b|[^\w])`, `(?i)kettle|ſhip`, `a[^\w]b`, `^no (?:calls|post)$`,
		`(?i)(?:^|, )no more`, `x*`, `(?i)\bÉtat\b`, `(?:one|two )?three`, `ab+c`, `\Bbar`, `(?m)^line$`, `it’s`,
		`[Ff]lat \w+`, `(?i)letters?\b[^.!?]{0,10}\bin (?P<t>[A-Z]{3,12})\b`,
	}
	texts := []string{
		"", "He still reads it.", "the reads", "she said that he\nreads", "+44 7700 900123", "ring 07700 900123!", "a@b.co",
		"I can't call", "I can  not ring", "cannot ring", "\u212aettle", "SHIP", "\u017fHIP", "a-b", "a b", "aéb", "ab",
		"No calls", "no calls", "no calls now", "well, no more", "No more", "ÉTAT", "état", "three", "two three", "onethree",
		"abbbc", "ac", "foobar", "bar", "x\nline\ny", "it’s", "its", "Flat 9", "flat_9", "letters in Polish", "letter, in\nit",
		"Letters. in Welsh", "he\u00a0reads", "he_reads", "(he) reads",
	}
	for _, x := range expressions {
		plain, e := regexp.MustCompile(x), MustCompile(x)
		for _, text := range texts {
			if got, want := e.MatchString(text), plain.MatchString(text); got != want {
				t.Errorf("%q in %q: MatchString is %t, want %t", x, text, got, want)
			}
			if got, want := e.FindString(text), plain.FindString(text); got != want {
				t.Errorf("%q in %q: FindString is %q, want %q", x, text, got, want)
			}
			if got, want := len(e.FindAllStringSubmatch(text, -1)), len(plain.FindAllStringSubmatch(text, -1)); got != want {
				t.Errorf("%q in %q: FindAllStringSubmatch finds %d, want %d", x, text, got, want)
			}
		}
	}
}

// TestWordsAreWhole: each way to say it counts, and only as whole words.
func TestWordsAreWhole(t *testing.T) {
	t.Parallel()
	e := Words(`in hiding`, `he\b.{0,10}\bopens?`, `bsl`)
	for text, want := range map[string]bool{
		"I am in hiding.": true, "IN HIDING": true, "in hidings": false, "he always opens them": true, "the opens": false,
		"use BSL, please": true, "absl": false, "": false,
	} {
		if e.MatchString(text) != want {
			t.Errorf("%q: %t, want %t", text, !want, want)
		}
	}
}

// TestMostTextsAreLeftAlone: an expression that names words asks for them.
func TestMostTextsAreLeftAlone(t *testing.T) {
	t.Parallel()
	e := Words(`(?:he|she)\b.{0,30}\b(?:reads?|checks?)`, `(?:not|never) safe`)
	for text, want := range map[string]bool{
		"Then the heater was checked by the man": false, // no "he", and "checked" is another word
		"he rang":                                false, "not now": false, "he reads": true, "never safe": true,
	} {
		if got := e.mayMatch(text); got != want {
			t.Errorf("%q: asked for is %t, want %t", text, got, want)
		}
	}
}
