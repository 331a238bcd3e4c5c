package templates

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"plain words stay", "The leak is back", "The leak is back"},
		{"line breaks are spaces", "a\r\nb\nc\u2028d\u0085e", "a b c d e"},
		{"spaces are single and inside", "  a \t  b ", "a b"},
		{"controls go", "a\x00\x1b[2Jb\x7f", "a[2Jb"},
		{"direction marks go", "a\u202eb\u2066c\u200fd", "abcd"},
		{"what cannot be seen goes", "a\u200bb\ufeffc\u00add\U000e0041e", "abcde"},
		{"joiners of scripts and emoji stay", "👩\u200d🔧 क\u094d\u200dष", "👩\u200d🔧 क\u094d\u200dष"},
		{"letters of every script stay", "Олена, مرحبا, 王", "Олена, مرحبا, 王"},
		{"broken bytes go", "a\xffb", "ab"},
		{"nothing but marks", "\u202e\x00 \n", ""},
	} {
		if got := line(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"one line stays", "Hello.", "Hello."},
		{"lines stay, however they end", "a\r\nb\rc\nd", "a\nb\nc\nd"},
		{"empty lines are single, none at the ends", "\n\na\n\n\n\nb\n\n", "a\n\nb"},
		{"blanks at line ends go, indents stay", "a  \n  b", "a\n  b"},
		{"controls and direction marks go", "a\x00\nb\u202ec", "a\nbc"},
	} {
		if got := text(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	long := text(strings.Repeat("é\n", maxText))
	if !strings.HasSuffix(long, cutMark) || len(long) > maxText+len(cutMark) || !utf8.ValidString(long) {
		t.Errorf("a very long text has %d bytes and ends %q", len(long), long[len(long)-60:])
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		n        int
		in, want string
	}{
		{10, "short", "short"}, {5, "short", "short"},
		{20, "The leak is back, the third time", "The leak is back..."},
		{10, "abcdefghijklmnop", "abcdefg..."},
		{6, "éééééé", "éééééé"}, {6, "ééééééé", "ééé..."},
		{2, "abcdef", "..."},
	} {
		if got := clip(tt.n, tt.in); got != tt.want {
			t.Errorf("clip(%d, %q) = %q, want %q", tt.n, tt.in, got, tt.want)
		}
	}
	if got, want := brief(40, "We are waiting\nfor the survey. "), "We are waiting for the survey"; got != want {
		t.Errorf("brief: %q, want %q", got, want)
	}
}
