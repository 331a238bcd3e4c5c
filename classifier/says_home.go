package classifier

import (
	"regexp"
	"slices"
)

// How a home is written: 4 Mill Court, Flat 12. What else is counted is none.
var (
	homeAddress = regexp.MustCompile(`(?i)\b(?:\d{1,4}[a-z]?,? ([a-z]{3,})|flat \d)`)
	countedWord = regexp.MustCompile(`(?i)^(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|minutes?|` +
		`hours?|days?|weeks?|months?|years?|times?|visits?|calls?|emails?|texts?|people|kids|children|pounds?|quid|` +
		`of|and|th|rd|nd)$`)
)

// givesHome reports whether words hold a home's address.
func givesHome(words string) bool {
	return slices.ContainsFunc(homeAddress.FindAllStringSubmatch(words, -1), func(m []string) bool {
		return !countedWord.MatchString(m[1])
	})
}
