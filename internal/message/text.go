package message

import (
	"fmt"
	"strings"
)

func OneLine(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// Excerpt returns the beginning of a text on one line, cut between words.
func Excerpt(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		cut := string(r[:most])
		if i := strings.LastIndexByte(cut, ' '); i > most/2 {
			cut = cut[:i]
		}
		return strings.TrimRight(cut, " ,;:.") + "..."
	}
	return text
}

// LimitWords keeps a text to a size that a case can carry; the whole message stays in the store.
func LimitWords(text string) string {
	const most = 8000
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + fmt.Sprintf("\n[%d more characters are in the message itself]", len(r)-most)
	}
	return text
}

func FirstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return ""
}
