// Package choice holds words that come out of a closed list: which one somebody wrote, and which one they may have
// meant. What people write by hand is read strictly, so the refusal has to say the right word.
package choice

import (
	"fmt"
	"slices"
	"strings"
)

// Read takes a word of a closed list. No word at all is no choice, which whoever needs one has to refuse.
func Read[T ~string](into *T, text []byte, known ...T) error {
	word := T(text)
	if word != "" && !slices.Contains(known, word) {
		return Unknown(string(word), Words(known...))
	}
	*into = word
	return nil
}

// Words are the words of a list as texts, without the empty one.
func Words[T ~string](known ...T) []string {
	words := make([]string, 0, len(known))
	for _, k := range known {
		if k != "" {
			words = append(words, string(k))
		}
	}
	return words
}

// Unknown says that a word is none of a list, with the nearest that is one.
func Unknown(word string, known []string) error {
	if near, ok := Nearest(word, known); ok && len(known) > 1 {
		return fmt.Errorf("%q is not known here: write %s, if that is what you mean, or one of %s", word, near,
			strings.Join(known, ", "))
	}
	return fmt.Errorf("%q is not known here: use %s", word, Or(known))
}

// Or lists words of which one is to be taken: a, b or c.
func Or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// Nearest is the word of a list that somebody may have meant. Hyphens, blanks and capitals count for nothing. ok is
// false where none comes near.
func Nearest(word string, known []string) (near string, ok bool) {
	meant, least := plain(word), -1
	for _, k := range known {
		candidate := plain(k)
		slips := distance([]rune(meant), []rune(candidate))
		if len(meant) > 3 && (strings.HasPrefix(candidate, meant) || strings.HasPrefix(meant, candidate)) {
			slips = min(slips, 1)
		}
		if slips <= allowed(meant, candidate) && (least < 0 || slips < least) {
			near, ok, least = k, true, slips
		}
	}
	return near, ok
}

// allowed is how many slips of the pen may part two words that mean the same: more in a long word than in a short one.
func allowed(a, b string) int {
	switch n := min(len([]rune(a)), len([]rune(b))); {
	case n < 3:
		return 0
	case n < 5:
		return 1
	default:
		return 1 + n/4
	}
}

func plain(s string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "", "\u00a0", "", ".", "").Replace(s))
}

// distance counts the slips between two words: a letter changed, added, left out, or changed places with the next.
func distance(a, b []rune) int {
	before, last, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		next[0] = i + 1
		for j := range b {
			same := 1
			if a[i] == b[j] {
				same = 0
			}
			next[j+1] = min(last[j]+same, last[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(b)]
}
