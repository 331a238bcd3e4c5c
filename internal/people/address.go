package people

import (
	"regexp"
	"slices"
	"strings"
)

// streets are the words with which the name of a road or of a building ends.
const streets = `Street|St|Road|Rd|Lane|Ln|Close|Cl|Court|Ct|House|Walk|Terrace|Avenue|Ave|Drive|Way|Gardens|` +
	`Gdns|Place|Square|Crescent|Cres|Rise|Grove|Hill|Row|Mews|Park|View|Green|Cottages|Cottage|Buildings|Tower|` +
	`Towers|Point|Lodge|Mount|Parade|Quay|End|Vale|Croft|Fold|Yard|Wharf|Gate|Heights|Mansions|Path|Field|Fields|` +
	`Meadow|Meadows|Bank|Bridge|Broadway|Circus|Common|Corner|Dene|Estate|Farm|Garth|Wynd|Brae|Loan|` +
	`Crossway|Side|Wood|Orchard|Villas|Villa`

const (
	namePart = `[A-Z][A-Za-z'’.-]*`
	postcode = `[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}`
)

// home is a home as people write it: a flat or a number, the name of the road or of the building, then places and a
// postcode.
var home = regexp.MustCompile(`\b(?:(?i:flat|apartment|apt|unit)\s+\w{1,4},?\s+(?:` + namePart + `\s+){1,4}(?:` +
	streets + `)\b|\d{1,4}[a-zA-Z]?,?\s+(?:` + namePart + `\s+){1,4}(?:` + streets + `)\b)` +
	`(?:(?:(?:,\s*|\s*\n\s*)` + namePart + `(?: +` + namePart + `){0,3})*,?\s+` + postcode + `\b|` +
	`(?:,\s*` + namePart + `(?: +` + namePart + `){0,3})*)`)

// smallHome is a home at the end of a text that its writer did not trouble to write with capitals.
var smallHome = regexp.MustCompile(`(?i)(?:\bflat\s+\w{1,4},?\s+)?\b\d{1,4}[a-z]?\s+(?:[a-z']+\s+){1,3}(?:` + streets +
	`)\b(?:,?\s+` + postcode + `\b)?[\s.!]*$`)

// bareHome is a home whose road is called by a name alone: it counts only where the words say whose it is, and with a
// postcode.
var bareHome = regexp.MustCompile(`\b\d{1,4}[a-zA-Z]?,?\s+` + namePart + `(?:\s+` + namePart + `)?(?:,\s*` + namePart +
	`){0,3},?\s+` + postcode + `\b`)

// mine are words after which somebody gives their own home.
var mine = []string{"i live at", "i live in", "i'm at", "im at", "i am at", "my address is", "my home is", "my flat is",
	"my home at", "my flat at", "my house at", "my home,", "my flat,", "to me at", "we live at", "here at", "living at",
	"address:", "home address is", "postal address is", "our home at", "our flat at",
	"our house at", "post everything to", "post it to", "post them to", "write to", "letters to", "send it to",
	"send them to", "send everything to"}

// fullName is what may be the name of somebody who signs: two or three words with capitals.
var fullName = regexp.MustCompile(`(?:^|[\s(>])((?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+)?` + namePart + `(?:\s+` + namePart +
	`){1,2})[\s,.;:(–-]*(?:of |at |from )?$`)

// HomeToldBy returns the postal address that somebody gives as theirs in what they wrote, or that stands beside a name:
// that of the resident of whom they write. signed is the name with which it is signed, where one stands there. Both are
// "" where nothing says whose home it is: a neighbour's is nobody's own.
func HomeToldBy(text, name string) (address, signed string) {
	found := home.FindAllStringIndex(text, -1)
	if len(found) == 0 {
		found = append(bareHome.FindAllStringIndex(text, -1), smallHome.FindAllStringIndex(text, -1)...)
	}
	for _, at := range slices.Backward(found) {
		before := text[:at[0]]
		whose := fullName.FindStringSubmatch(before)
		last := strings.Trim(text[at[1]:], " \t\r\n.,;:)!+0123456789") == ""
		switch {
		case name != "" && beside(before, name), saysMine(before):
			return cutName(text[at[0]:at[1]], name), name
		case last && whose != nil && !isPlace(whose[1]):
			return cutName(text[at[0]:at[1]], whose[1]), whose[1]
		case last && startsLine(before):
			return cutName(text[at[0]:at[1]], name), name
		}
	}
	return "", ""
}

// beside reports whether a text ends with a name, or with its last part, and at most a word that ties a home to it.
func beside(before, name string) bool {
	before = trimTie(before)
	parts := NameParts(name)
	if len(parts) == 0 {
		return false
	}
	written := NameParts(lastWords(before, 4))
	return len(written) > 0 && written[len(written)-1] == parts[len(parts)-1]
}

func trimTie(s string) string {
	s = strings.TrimRight(s, " \t\r\n,.;:(-–")
	for _, tie := range []string{" of", " at", " from"} {
		s = strings.TrimSuffix(s, tie)
	}
	return strings.TrimRight(s, " \t\r\n,.;:(-–")
}

func lastWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.Join(words[max(0, len(words)-n):], " ")
}

func saysMine(before string) bool {
	before = strings.ToLower(strings.Join(strings.Fields(before), " "))
	return slices.ContainsFunc(mine, func(w string) bool { return before == w || strings.HasSuffix(before, " "+w) })
}

func startsLine(before string) bool {
	before = strings.TrimRight(before, " \t")
	return before == "" || strings.HasSuffix(before, "\n")
}

// isPlace reports whether what looks like a name is a place or the end of a sentence.
func isPlace(s string) bool {
	first := strings.ToLower(strings.Fields(s)[0])
	places := []string{"the", "my", "our", "your", "at", "in", "on", "number", "flat", "block", "no"}
	return slices.Contains(places, first)
}

// cutName takes a name off the end of an address, where the signature stands behind it, and writes it in one line.
func cutName(address, name string) string {
	address = strings.Trim(strings.Join(strings.Fields(address), " "), " ,.;!")
	if name != "" {
		address = strings.TrimRight(strings.TrimSuffix(address, name), " ,.;")
	}
	return address
}
