package reply

import (
	"regexp"
	"strings"
)

// A written answer has a shape: a greeting, what is said, a close. What stands above the one or below the other is
// seldom for the reader.

var (
	closing = regexp.MustCompile(`(?i)^\W*(?:yours (?:sincerely|faithfully|truly)|(?:with |many |kind |kindest ` +
		`|best |` +
		`warm |warmest )*(?:regards|wishes)|cofion(?: gorau| cynnes)?|yn gywir|le meas|cheers|best|many ` +
		`thanks)[\s,.!]*$`)
	// what letters have above their greeting: a reference, a subject, a date, an address, who it is from
	heading = regexp.MustCompile(`(?i)^\W*(?:(?:our |your )?ref(?:erence)?\b|re\b|subject\b|date\b|stage (?:1|2` +
		`|one|two)\b|` +
		`complaint\b|your complaint\b|formal\b|private\b|by (?:post|e-?mail)\b|sent by\b|\d|the chief|mr\b|mrs\b` +
		`|ms\b|miss\b|` +
		`mx\b|dr\b|rydym|annwyl)`)
)

// aboveGreeting is what stands above the greeting of an answer and is no heading of a letter, "" if nothing does.
func aboveGreeting(text string, me Known) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "dear ") {
			continue
		}
		for _, above := range lines[:i] {
			above = strings.TrimSpace(above)
			switch words := wordsOf(above); {
			case len(words) == 0, heading.MatchString(above), anyOf(words, me.named):
			case len(words) > 1:
				return above
			}
		}
		return ""
	}
	return ""
}

// aboveLetter is a first line of its own that is not part of the letter: a few words that neither speak to the reader
// nor come from whoever writes. It is "" if there is none.
func aboveLetter(text string) string {
	const few = 15 // words
	line, rest, more := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.TrimSpace(line)
	if !more || !strings.HasPrefix(rest, "\n") && !strings.ContainsAny(line[len(line)-1:], ".!?:)]}*") {
		return "" // it runs on
	}
	words := wordsOf(line)
	if len(words) < 3 || len(words) > few || heading.MatchString(line) || salutation.MatchString(line) ||
		anyOf(words, spokenTo.has) || anyOf(words, firstNames.has) {
		return ""
	}
	return line
}

// belowClose is what stands below the close of an answer and under its writer's name, "" if nothing does. The name
// itself, a title and an address are let be: they are short, and say nothing.
func belowClose(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i == 0 || !closing.MatchString(line) {
			continue
		}
		for _, below := range lines[i+1:] {
			below = strings.TrimSpace(below)
			ends := below != "" && strings.ContainsAny(below[len(below)-1:], ".?!")
			if len(wordsOf(below)) > 3 && (ends || speaksInSentences(below)) {
				return below
			}
		}
	}
	return ""
}

// contactOf finds a line of an answer that belongs under its writer's name: a number or an address of their own, with
// a label or beside a name.
func contactOf(text string) string {
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if i > 0 && len(wordsOf(line)) <= 12 && contactLine.MatchString(line) && signatureStart.MatchString(line) {
			return line
		}
	}
	return ""
}
