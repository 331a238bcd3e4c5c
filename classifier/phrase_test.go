package classifier

import (
	"strings"
	"testing"

	"complaints/classifier/internal/words"
)

// found reports whether a phrase matches a text.
func found(t testing.TB, phrase, text string) bool {
	t.Helper()
	b, err := compileRules(ruleFile{
		Macros: map[string][]string{"staff": {"plumber*", "gas man"}},
		Rules:  []Rule{{ID: "r", Signal: "failure", Any: []string{phrase}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var m matcher
	return len(b.match(words.NewText("", text, text), &m)) > 0
}

func TestPhrases(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		phrase, text string
		want         bool
	}{
		{"nobody came", "Nobody came.", true},
		{"nobody came", "Nobody ever came.", false},
		{"nobody ~2 came", "Nobody at all came.", true},
		{"nobody ~2 came", "Nobody. They came.", false},
		{"leak*", "It leaks", true},
		{"leak*", "a bleak day", false},
		{"*proof", "waterproof", true},
		{"(roof|back door) leaks", "the back door leaks", true},
		{"(roof|back door) leaks", "the door leaks", false},
		{"(the|) roof", "roof", true},
		{"{staff} came", "the gas man came", true},
		{"{staff} came", "your plumbers came", true},
		{"^ stop $", "STOP", true},
		{"^ stop $", "please stop", false},
		{"^ stop $", "stop it", false},
		{"dont come", "don't come", true},
		{"don't come", "dont come", true},
		{"don’t come", "don't come", true},
		{"your plumber", "ur plumber", true},
		{"a (b|c (d|e)) f", "a c e f", true},
		{"a (~2) b", "a x y b", true},
		{"a (~2) b", "a x y z b", false},
	} {
		if got := found(t, tc.phrase, tc.text); got != tc.want {
			t.Errorf("%q is found in %q: %v, want %v", tc.phrase, tc.text, got, tc.want)
		}
	}
}

func TestPhrasesThatAreWrong(t *testing.T) {
	t.Parallel()
	for _, p := range []string{"", "~2 came", "(a|b", "a)", "{none}", "a ~99 b", "a ~ b", "*", "what?!", "a-b"} {
		_, err := compileRules(ruleFile{Rules: []Rule{{ID: "r", Signal: "failure", Any: []string{p}}}})
		if err == nil || !strings.Contains(err.Error(), "rule r") {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func TestUnlessCancelsInTheSameSentence(t *testing.T) {
	t.Parallel()
	b, err := compileRules(ruleFile{Rules: []Rule{
		{ID: "fail", Signal: "failure", Any: []string{"nobody came"}, Unless: []string{"to the party"}},
		{ID: "ill", Signal: "health_vulnerable", Any: []string{"sick"}, Unless: []string{"sick of"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{
		"Nobody came.":                         1,
		"Nobody came to the party.":            0,
		"Nobody came. We go to the party.":     1,
		"I am sick of it.":                     0,
		"I am sick of it and my wife is sick.": 1,
	} {
		var m matcher
		if got := len(b.match(words.NewText("", text, text), &m)); got != want {
			t.Errorf("%q: %d hits, want %d", text, got, want)
		}
	}
}

// TestMatchingIsBounded shows that no phrase and no message can hang the reader.
func TestMatchingIsBounded(t *testing.T) {
	t.Parallel()
	phrase := strings.Repeat("(a|a a|~9) ", 12) + "b"
	if found(t, "a "+phrase, strings.Repeat("a ", 3000)) {
		t.Error("there is no b")
	}
}

func FuzzPhrase(f *testing.F) {
	f.Add("nobody ~2 (came|{staff})", "nobody ever came")
	f.Add("^ stop* $", "stopped")
	f.Add("((((", "a")
	f.Fuzz(func(t *testing.T, phrase, text string) {
		b, err := compileRules(ruleFile{
			Macros: map[string][]string{"staff": {"x", "{staff}"}},
			Rules:  []Rule{{ID: "r", Signal: "gas", Any: []string{phrase}, Unless: []string{phrase}}},
		})
		if err != nil {
			return
		}
		var m matcher
		b.match(words.NewText(text, text, text), &m)
	})
}
