package policy

import (
	"regexp"
	"slices"
)

// The kinds of reason for more time that a policy may name (P10). Which one a reason is decides nothing: it
// is counted, and whoever asked hears when the policy names others only.
const (
	ReasonComplex    = "complex"
	ReasonThirdParty = "third_party" // somebody else has to do something first
	ReasonOther      = "other"
)

var (
	thirdPartyWords = regexp.MustCompile(`(?i)\b(?:contractors?|sub-?contractors?|surveyors?|survey|engineers?|` +
		`electricians?|plumbers?|roofers?|suppliers?|manufacturers?|developers?|builders?|insurers?|loss adjusters?|` +
		`solicitors?|council|water company|utility|freeholder|managing agents?|police|specialists?|consultants?|` +
		`parts?|deliver(?:y|ed)|report from|quotes?|scaffold\w*|access|third part(?:y|ies)|waiting (?:for|on)|` +
		`await\w*)\b`)
	complexWords = regexp.MustCompile(`(?i)\b(?:complex|complicated|several|many|number of (?:issues|matters|` +
		`points)|more than one|investigat\w+|interviews?|records|files?|history|cctv|evidence|statements?|meeting|` +
		`look(?:ing)? into)\b`)
)

// ReasonClass says what kind of reason for more time somebody gave. Who is waited for tells more than what is looked
// into.
func ReasonClass(reason string) string {
	switch {
	case thirdPartyWords.MatchString(reason):
		return ReasonThirdParty
	case complexWords.MatchString(reason):
		return ReasonComplex
	}
	return ReasonOther
}

// Doubts says that a reason is none of those for which the policy gives more time, or "".
func (x ExtensionRule) Doubts(class string) string {
	if len(x.Reasons) == 0 || slices.Contains(x.Reasons, class) {
		return ""
	}
	return "Our policy gives more time for what is complex or waits for somebody else. Your reason reads like " +
		"neither. It has been taken as you gave it."
}
