package classifier

import (
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"
)

// Masked returns a labelled message fit to train on: names, addresses and numbers that could tell who
// wrote it are replaced. names are what the case file knows of the people and places in it. Dates,
// sums of money and everything the labels hang on stay.
func Masked(e Example, names ...string) Example {
	e.Subject, e.Note = mask(e.Subject, names), mask(e.Note, names)
	e.Body = maskSigned.ReplaceAllString(mask(e.Body, names), "[name]")
	return e
}

// The patterns of what tells who somebody is. Each keeps the words around it.
var (
	maskMail     = regexp.MustCompile(`(?i)[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+`)
	maskLink     = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)
	maskNI       = regexp.MustCompile(`(?i)\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b`)
	maskPostcode = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b`)
	maskPhone    = regexp.MustCompile(`(?:\+|\b00|\b0)\d(?:[\s().-]*\d){7,12}\b`)
	maskAccount  = regexp.MustCompile(`\b\d{2}-\d{2}-\d{2}\b|\b\d{6,}\b`)
	maskRef      = regexp.MustCompile(`\b[A-Z]{1,5}[-/]?\d[\dA-Z/-]{2,}\b`)
	maskStreet   = regexp.MustCompile(`(?i)\b(?:(?:flat|apt|apartment|room|unit|plot|no\.?|number)\s*\d+[a-z]?,?\s*)?(?:\d+[a-z]?\s+)?((?:[A-Z][A-Za-z'’]+\s+){1,3})(street|road|rd|avenue|ave|lane|close|court|ct|drive|gardens|grove|house|terrace|place|way|crescent|square|row|rise|mews|walk|green|hill|tower|lodge|park|view)\b`)
	maskFlat     = regexp.MustCompile(`(?i)\b(flat|apt|apartment|room|unit|plot|number|house)\s*(?:no\.?\s*)?\d+[a-z]?\b`)
	maskTitle    = regexp.MustCompile(`\b(Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor|Sir|Dame|Rev|Prof)\b\.?(\s+(?:[A-Z][\w'’-]*\.?)){1,3}`)
	maskDear     = regexp.MustCompile(`(?m)\b(Dear|Hi|Hello|Hiya)\s+[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?`)
	maskSigned   = regexp.MustCompile(`(?m)^\s*(?:[A-Z][\w'’.-]*\s+){0,3}[A-Z][\w'’.-]*,?\s*$`)
	maskIam      = regexp.MustCompile(`\b((?i:my name is|i am called|i'm|i am|its|it's|this is))\s+[A-Z][a-z'’-]+(?:\s+[A-Z][a-z'’-]+)?`)
)

func mask(s string, names []string) string {
	if s == "" {
		return s
	}
	s = maskAll(strings.ToValidUTF8(s, ""), whole) // first, for a name within an address hides where the address ends
	return maskAll(maskNames(s, names), parts)
}

// masking is a pattern and what stands in its place.
type masking struct {
	find *regexp.Regexp
	put  string
}

var (
	whole = []masking{{maskMail, "[email]"}, {maskLink, "[link]"}, {maskNI, "[number]"}, {maskPhone, "[phone]"}, {maskPostcode, "[postcode]"}, {maskStreet, "[address]"}}
	parts = []masking{{maskFlat, "$1 [number]"}, {maskAccount, "[number]"}, {maskRef, "[ref]"}, {maskTitle, "$1 [name]"}, {maskDear, "$1 [name]"}, {maskIam, "$1 [name]"}}
)

func maskAll(s string, all []masking) string {
	for _, m := range all {
		s = m.find.ReplaceAllString(s, m.put)
	}
	return s
}

// maskNames replaces the names and places the case file knows, the longest first.
func maskNames(s string, names []string) string {
	var parts []string
	for _, n := range names {
		parts = append(parts, n)
		parts = append(parts, strings.Fields(n)...)
	}
	sort.Slice(parts, func(a, b int) bool {
		if len(parts[a]) != len(parts[b]) {
			return len(parts[a]) > len(parts[b])
		}
		return parts[a] < parts[b]
	})
	for _, p := range parts {
		if utf8.RuneCountInString(p) < 3 {
			continue
		}
		find, err := regexp.Compile(`(?i)\b` + regexp.QuoteMeta(p) + `\b`)
		if err != nil {
			continue
		}
		s = find.ReplaceAllString(s, "[name]")
	}
	return s
}
