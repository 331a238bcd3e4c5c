package templates

import (
	"strings"
	"testing"
)

func TestSeptets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		n          int
		foreign    string
	}{
		{"nothing", "", 0, ""},
		{"plain letters", "Hello, 4 Dec?", 13, ""},
		{"pounds are one", "£50", 3, ""},
		{"euros are two", "€50", 4, ""},
		{"brackets are two each", "[x]", 5, ""},
		{"accents of the alphabet", "é è à ñ Ü", 9, ""},
		{"curly quote", "don’t", 5, "’"},
		{"back quote", "`", 1, "`"},
		{"Welsh", "ŵ", 1, "ŵ"},
		{"two parts", strings.Repeat("x", 306), 306, ""},
	} {
		n, foreign := septets(tt.text)
		if n != tt.n || string(foreign) != tt.foreign {
			t.Errorf("%s: %d and %q, want %d and %q", tt.name, n, string(foreign), tt.n, tt.foreign)
		}
	}
}

func TestPlainSMS(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text, want string
		fold             bool
	}{
		{"one line", " a\n\n b\tc ", "a b c", true},
		{"typographic signs", "“don’t” – wait…", `"don't" - wait...`, true},
		{"accents of the alphabet stay", "José Müller", "José Müller", true},
		{"other accents go where a plain letter is left", "Łukasz Dvořák ê", "Łukasz Dvorak e", true},
		{"other scripts stay", "Олена", "Олена", true},
		{"accents of the language stay", "dŵr", "dŵr", false},
	} {
		if got := plainSMS(tt.text, tt.fold); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
