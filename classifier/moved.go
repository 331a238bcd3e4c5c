package classifier

import (
	"strings"

	"complaints/classifier/internal/wording"
	"complaints/internal/reading"
)

var (
	insteadOf = wording.MustCompile(`(?i)\b(?:write|send|post|letters?|email|text|` +
		`ring)\b[^.!?]{0,30}?\b(?:to|at) (?:me (?:at|c/o) )?([^.!?]{3,60}?),? ` +
		`(?:and )?(?:not|never) (?:at |to )?((?:the|my|our) (?:flat|house|property|old \w+|address|home))`)
	aNew = wholeWords(`new (?:phone |postal |e-?mail |mobile |home )?(?:number|num|no|mobile|phone|email|address|`+
		`account)`,
		`use\b.{0,60}\bnot (?:the|my) old`, `(?:is|thats|that's) (?:me|us|mine) (?:now|from)`, `(?:i've|ive|`+
			`have) opened`,
		`(?:changed|switched) (?:network|provider|sim|phones?)`, `moved out`, `different account`,
		`(?:number|email|address|mobile)\b.{0,20}`+
			`(?:has |have |is |'s )?(?:now|changed|changing)`,
		`(?:change|update|amend|correct) (?:my|the|our)\b.{0,12}(?:number|email|address|mobile|phone)`,
		`different (?:number|email|address)`, `(?:from now on|instead|from today|until|till)`,
		`(?:moved|moving|staying|stopping|`+
			`living|decanted|i'm|im|i am) (?:to|at|with|in)\b`, `(?:change|changed)\b.{0,30}(?:email|number|address)`)
	sendThere = wholeWords(`(?:letters?|post|send|write|anything|it|them)\b.{0,30}\b(?:there|to|at|c/o|care of)`,
		`postal address`)
)

// changes finds a value that takes the place of ours.
func (c *contactReader) changes(sentence, low string) bool {
	if !strings.ContainsAny(low, "0123456789@'") || !aNew.MatchString(sentence) {
		return false
	}
	found := false
	if v := mailAddress.FindString(sentence); v != "" {
		c.add(reading.ContactChange, reading.ByEmail, v, sentence)
		found = true
	}
	if v := phoneNumber.FindString(sentence); v != "" {
		c.add(reading.ContactChange, reading.ByPhone, strings.TrimSpace(v), sentence)
		if strings.HasPrefix(strings.TrimPrefix(v, "+44"), "07") || strings.HasPrefix(v, "+447") {
			c.add(reading.ContactChange, reading.BySMS, strings.TrimSpace(v), sentence)
		}
		found = true
	}
	v := homeWritten.FindString(sentence)
	if !found && v != "" && (sendThere.MatchString(c.text) || strings.Contains(low, "address") ||
		strings.Contains(low, "moved to") ||
		strings.Contains(low, "moving to")) {
		c.add(reading.ContactChange, reading.ByPost, strings.TrimRight(v, " ,"), sentence)
		found = true
	}
	return found
}

// elsewhere finds a way or a place that is named in the place of another.
func (c *contactReader) elsewhere(sentence string) {
	if !containsAny(sentence, []string{" not ", " never ", "eed"}) {
		return
	}
	if m := insteadOf.FindStringSubmatch(sentence); m != nil {
		c.add(reading.ContactChange, reading.ByPost, strings.TrimSpace(m[1]), sentence)
		c.add(reading.ContactNever, reading.ByPost, m[2], sentence)
	}
	if m := strings.ToLower(notHere.FindString(sentence)); m != "" && c.safety() {
		way := c.came
		if strings.Contains(m, "phone") || strings.Contains(m, "fone") || strings.Contains(m, "number") {
			way = reading.ByPhone
		}
		c.add(reading.ContactNever, way, "", sentence)
	}
}
