package templates

import (
	"strings"
	"unicode"

	"complaints/internal/message"
	"complaints/internal/order"
)

// How hard a letter may be to read before a person is asked to look: our own plain measure.
const (
	maxSentence  = 17.0 // words in a sentence, on average
	maxLongWords = 0.10 // share of words of ten letters and more
)

// ease is how hard a text is to read.
type ease struct {
	sentence  float64 // words in a sentence, on average
	longWords float64 // share of words of ten letters and more
}

// measure reads a letter's text. Addresses, references and figures are not words.
func measure(text string) ease {
	var words, long, sentences int
	for row := range strings.SplitSeq(text, "\n") {
		open := false
		for word := range strings.FieldsSeq(row) {
			core := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
			if core != "" && !strings.ContainsAny(word, "@/0123456789") && !strings.Contains(core, ".") {
				words++
				open = true
				if len([]rune(core)) >= 10 {
					long++
				}
			}
			if open && strings.HasSuffix(strings.TrimRight(word, `"')`), ".") || strings.HasSuffix(word, "?") ||
				strings.HasSuffix(word, "!") {
				sentences, open = sentences+1, false
			}
		}
		if open {
			sentences++
		}
	}
	if words == 0 || sentences == 0 {
		return ease{}
	}
	return ease{float64(words) / float64(sentences), float64(long) / float64(words)}
}

// checkReading warns of a letter that is hard to read.
func (c *inspection) checkReading(l *parsed, full order.Facts) {
	r, err := c.set.Render(l.front.ID, message.Email, full)
	if err != nil {
		return // reported already
	}
	e := measure(r.Text)
	if e.sentence > maxSentence {
		c.say(IsWarning, l, "", "sentences have %.0f words on average: below %.0f is easier to read, so split some",
			e.sentence, maxSentence)
	}
	if e.longWords > maxLongWords {
		c.say(IsWarning, l, "", "%.0f words in 100 have ten letters or more: below %.0f is easier to read, so take "+
			"plainer ones", 100*e.longWords, 100*maxLongWords)
	}
}
