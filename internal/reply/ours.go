package reply

import (
	"regexp"
	"strings"
	"unicode"
)

// Our own letter, as a mail program quotes it, is never what its reader says.

const (
	ownRun   = 5  // words in the order of our letter that are no chance
	ownBlock = 15 // words of such runs, one after the other, that are a quotation
)

// WithoutOurs returns the text without the words of a letter of ours, however they were quoted: with marks or without,
// with its lines broken elsewhere. What was typed between them stays. It is "" if nothing else was written.
func WithoutOurs(text, ours string) string {
	known, whole := runsOf(ours)
	if len(known) == 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	own := ownLines(lines, known, whole)
	if own == nil {
		return text
	}
	takeAttributions(lines, own)
	var left []string
	for i, line := range lines {
		if !own[i] {
			left = append(left, line)
		}
	}
	return strings.Trim(strings.Join(left, "\n"), "\n ")
}

// runsOf are the runs of words of a letter, and its lines.
func runsOf(letter string) (runs, lines map[string]bool) {
	runs, lines = map[string]bool{}, map[string]bool{}
	var all []string
	for _, line := range strings.Split(letter, "\n") {
		words := plainWords(line)
		lines[strings.Join(words, " ")] = true
		all = append(all, words...)
	}
	for i := 0; i+ownRun <= len(all); i++ {
		runs[strings.Join(all[i:i+ownRun], " ")] = true
	}
	return runs, lines
}

// link is what programs put beside the words of a link.
var link = regexp.MustCompile(`<?(?:https?|mailto):\S+`)

// plainWords are the words of a line, in lower case and without anything else.
func plainWords(line string) []string {
	return strings.FieldsFunc(strings.ToLower(link.ReplaceAllString(line, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// ownLines marks the lines that are our letter's; nil if none is.
func ownLines(lines []string, runs, whole map[string]bool) []bool {
	var words []string
	var at []int
	count := make([]int, len(lines))
	for i, line := range lines {
		w := plainWords(line)
		count[i] = len(w)
		for range w {
			at = append(at, i)
		}
		words = append(words, w...)
	}
	covered := make([]bool, len(words))
	for i := 0; i+ownRun <= len(words); i++ {
		if runs[strings.Join(words[i:i+ownRun], " ")] {
			for j := i; j < i+ownRun; j++ {
				covered[j] = true
			}
		}
	}
	same := make([]int, len(lines))
	for i, c := range covered {
		if c {
			same[at[i]]++
		}
	}
	own, any := make([]bool, len(lines)), false
	for i := range lines {
		own[i] = count[i] > 0 && same[i] == count[i]
	}
	joinOwn(lines, own, count, same, whole)
	dropSmall(own, count)
	for _, o := range own {
		any = any || o
	}
	if !any {
		return nil
	}
	return own
}

// joinOwn adds what stands among our lines and is theirs too: short lines of the letter, lines with a rewritten link,
// and empty ones.
func joinOwn(lines []string, own []bool, count, same []int, whole map[string]bool) {
	beside := func(i, step int) bool {
		for j := i + step; j >= 0 && j < len(lines); j += step {
			if count[j] > 0 || own[j] {
				return own[j]
			}
		}
		return false
	}
	for pass := 0; pass < 3; pass++ {
		for i := range lines {
			line := strings.Join(plainWords(lines[i]), " ")
			switch above, below := beside(i, -1), beside(i, 1); {
			case own[i] || count[i] == 0:
			case whole[line] && (above || below), above && below && same[i]*4 >= count[i]*3:
				own[i] = true
			}
		}
	}
	for i := range lines {
		if count[i] == 0 && beside(i, -1) && beside(i, 1) {
			own[i] = true
		}
	}
}

// dropSmall lets be what is too short to be a quotation: a person may use a few words of ours.
func dropSmall(own []bool, count []int) {
	for from := 0; from < len(own); from++ {
		if !own[from] {
			continue
		}
		to, words := from, 0
		for to < len(own) && (own[to] || count[to] == 0) {
			words += count[to]
			to++
		}
		if words < ownBlock {
			for i := from; i < to; i++ {
				own[i] = false
			}
		}
		from = to
	}
}

// attribution is a line that a program writes above what it quotes.
var attribution = regexp.MustCompile(`(?i)^[>|\s]*(?:(?:from|sent|date|to|cc|subject|importance|reply-to|von` +
	`|gesendet|an|betreff|de|envoyé|à|objet)\s*:|` +
	`-{2,}.*-{2,}\s*$|_{5,}\s*$|begin forwarded message|.*\bwrote:?\s*$|.*\ba écrit\s*:?\s*$` +
	`|.*\bschrieb\b.*:?\s*$|on .{4,80},?$)`)

// takeAttributions takes the lines above a quotation that say whose it is.
func takeAttributions(lines []string, own []bool) {
	for i := range own {
		if !own[i] || i > 0 && own[i-1] {
			continue
		}
		for j := i - 1; j >= 0 && j >= i-10 && !own[j]; j-- {
			line := strings.TrimSpace(lines[j])
			if line != "" && !attribution.MatchString(line) {
				break
			}
			if line != "" {
				for k := j; k < i; k++ {
					own[k] = true
				}
			}
		}
	}
}
