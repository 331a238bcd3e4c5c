package people

import (
	"regexp"
	"strings"
)

// Joint complaints and petitions: one writes, and each who signed is a party (1.1).

// Signatory is somebody who signed a joint complaint, with the home that stands beside the name.
type Signatory struct{ Name, Home string }

// together are words with which several residents complain as one.
var together = regexp.MustCompile(`(?i)\b(?:we,? (?:all,? )?the (?:undersigned|residents|tenants|leaseholders|` +
	`households)|we,? the \w+ (?:residents|tenants|households)|joint complaint|petition|complain(?:ing)? together|` +
	`on behalf of (?:all )?(?:the |of the )?(?:residents|tenants|neighbours) (?:of|at|in)|` +
	`signed by (?:all|the residents))`)

// signedLine is a line of a list of those who signed: a name, and a home.
var signedLine = regexp.MustCompile(`(?m)^[\s>*\d.)-]*((?:(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? )?` + namePart +
	`(?:(?: and| &)? ` + namePart + `){1,4})\s*[,;:(–-]+\s*` +
	`((?i:flat|no\.?|number|apartment|apt|unit|house)?\s*\d+\w?\b[^\n]{0,60})$`)

// mostSigned is how many are read of a list.
const mostSigned = 60

// JointIn reports whether a text is a joint complaint, and who signed it.
func JointIn(text string) (signed []Signatory, joint bool) {
	if !together.MatchString(text) {
		return nil, false
	}
	for _, m := range signedLine.FindAllStringSubmatch(text, mostSigned) {
		signed = append(signed, Signatory{Name: m[1], Home: strings.Trim(m[2], " ).,;")})
	}
	return signed, true
}

// AsksToJoin reports whether somebody asks to be part of a complaint of somebody else.
func AsksToJoin(text string) bool { return asksToJoin.MatchString(text) }

var asksToJoin = regexp.MustCompile(`(?i)\b(?:join|sign|support|be (?:part of|added to)|` +
	`add (?:me|us|my name|our names)(?: to)?)\b[^.\n]{0,60}\b(?:complaint|petition)\b|\badd (?:me|us|my name|our names)\b`)
