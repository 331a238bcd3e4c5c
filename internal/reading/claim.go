package reading

import (
	"regexp"
	"strings"
)

var beforeClaim = regexp.MustCompile(`(?i)\b(?:letter (?:of|before) (?:claim|action|proceedings)|` +
	`pre-?action (?:protocol|` +
	`letter)|formal notice before (?:claim|action|proceedings)|early notification letter|intend(?:s)? to issue ` +
	`(?:court )?proceedings)\b`)

// BeforeClaim reports whether a message is a letter before a claim: one of a representative that says so, or one whose
// subject or first line does. Who only says that they will send one has not sent it.
func BeforeClaim(subject, words string, representative bool) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(words), "\n")
	headed := beforeClaim.MatchString(subject) || len(first) <= 80 && beforeClaim.MatchString(first) &&
		!strings.Contains(strings.ToLower(first), "will ")
	return headed || representative && beforeClaim.MatchString(words)
}
