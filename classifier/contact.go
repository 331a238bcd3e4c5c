package classifier

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"complaints/internal/message"
	"complaints/internal/reading"
)

// contactReader finds what a message says of where and how its resident may be reached: what must not be done, what
// only, what takes another's place, and what may be done as well, each with its way, its value and why.
type contactReader struct {
	text   string
	came   reading.Way   // by which the message came
	afraid func() bool   // the words tell of somebody who is watched or in fear
	unable func() bool   // the words tell of an illness or a disability
	safety func() bool   // somebody may be harmed: the model of notes says so, and the words do where it is half sure
	last   string        // the sentence before, in small letters
	denied []reading.Way // what the sentence before forbids
	rules  []reading.ContactRule
}

// What people say of why a way is of no use to them: in the same sentence, and anywhere.
var (
	ofNeed = wholeWords(`deaf`, `blind`, `hear(?:ing)?`, `stammer\w*`, `dyslex\w*`, `autis\w*`, `ptsd`, `anxi\w*`,
		`panic\w*`, `stroke`, `macular`,
		`brain`, `learning disab\w*`, `can'?t read`, `cannot read`, `read letters`, `never learn`, `bsl`, `sign`,
		`english`,
		`sight`, `eyes`, `memory`, `forget`, `speech`, `speaking`, `illness`, `hospital`, `surgery`, `ward`, `online`,
		`can'?t (?:use|do|cope with|manage)`, `cannot (?:use|do|cope with|manage)`, `not good (?:on|with)`, `dementia`,
		`disab\w*`, `condition`, `hands`, `carer`)
	inNeed = wholeWords(`(?:am|i'm|im|profoundly|being|born|gone|quite|very|registered) (?:\w+ )?(?:deaf|blind)`,
		`hard of hearing`, `bsl`, `stammer`, `dyslexi\w*`, `autistic`, `ptsd`, `brain injury`,
		`(?:after|since|had) (?:my |`+
			`the |a )?stroke`, `(?:can'?t|cannot|can not|never learnt to|never learned to) (?:hear|read)`,
		`learning disability`, `i deaf`, `panic attacks?`, `lip[- ]?read\w*`, `hands? (?:shakes?|shaking|tremble)`,
		`i(?:'ve| have| got)? (?:m\.?e\.?|ms|parkinson'?s|aphasia|tinnitus)`)
)

// withoutQuotes is what somebody else said: "it says: do not reply".
var withoutQuotes = regexp.MustCompile(`"[^"\n]{1,300}"|“[^”\n]{1,300}”`)

// contactIn finds the contact rules of a message's new words. came is the way it came by.
func contactIn(text string, came reading.Way, heard fear) []reading.ContactRule {
	text = strings.NewReplacer("\u2019", "'", "\u2018", "'", "e-mail", "email", "E-mail", "Email", "voice mail",
		"voicemail").
		Replace(text)
	c := contactReader{text: text, came: came}
	c.afraid = sync.OnceValue(func() bool { return overseen.MatchString(text) || watched.MatchString(text) })
	c.unable = sync.OnceValue(func() bool { return inNeed.MatchString(text) })
	c.safety = func() bool { return heard == surelyFear || heard >= mayFear && c.afraid() }
	for sentence := range sentences(withoutQuotes.ReplaceAllString(text, `""`)) {
		c.sentence(sentence)
		c.last = strings.ToLower(sentence)
		c.denied = c.deniedBy(sentence)
	}
	if (heard == surelyFear || heard == halfFear && watched.MatchString(text)) &&
		!slices.ContainsFunc(c.rules, func(r reading.ContactRule) bool {
			return r.Rule == reading.ContactNever || r.Rule == reading.ContactOnly || r.Rule == reading.ContactChange
		}) {
		c.add(reading.ContactNever, came, "", text) // somebody must look before we write there
	}
	return c.rules
}

// contactWords: no sentence says how to reach somebody without one of these, in small letters.
var contactWords = []string{
	"told", "know", "nothing", "gives", "heard of", "moved", "staying", "living at",
	"ring", "phone", "fone", "call", "text", "txt", "mail", "post", "letter", "writ", "contact", "repl", "send",
	"sent", "number",
	"address", "tell", "speak", "talk", "voice", "message", "deaf", "@", " 07", " 01", " 02", "+44", "cop", "deal with",
	"reads", "checks", "opens", "sees", "let on", "answer", "inbox", "account", "through the door", "password",
	"laptop",
	"tablet", "mobile", "landline", "do that", "do it", "discuss", "mention", "let him", "let her", "let them",
	"let my", "not here", "find out", "my name", "gives it", "paper", "no message", "know where", "secret", "safe",
}

func (c *contactReader) sentence(sentence string) {
	low := strings.ToLower(sentence)
	if !containsAny(low, contactWords) {
		return // most sentences, and the expressions are slow
	}
	s := spokenIn(low)
	c.overseenBy(sentence)
	c.elsewhere(sentence)
	forbidden := c.forbids(sentence, s)
	changed := c.changes(sentence, low)
	only := c.restricts(sentence, low) || c.prefers(sentence, s, forbidden)
	if !changed && !only {
		c.offers(sentence, low, s, forbidden)
	}
}

// deniedBy are the ways that a sentence forbids.
func (c *contactReader) deniedBy(sentence string) (ways []reading.Way) {
	said := message.Excerpt(sentence, 200)
	for _, r := range c.rules {
		if r.Rule == reading.ContactNever && r.Words == said {
			ways = append(ways, r.Channel)
		}
	}
	return ways
}

// add keeps a rule once.
func (c *contactReader) add(rule reading.Rule, way reading.Way, value, sentence string) {
	why := c.why(sentence)
	if why == reading.ForWish && rule == reading.ContactNever && c.afraid() {
		why = reading.ForSafety // nobody is forbidden a way for comfort who tells of being watched
	}
	c.because(why, rule, way, value, sentence)
}

// why is the reason of what a sentence says.
func (c *contactReader) why(sentence string) reading.Cause {
	switch {
	case (ofNeed.MatchString(sentence) || c.unable()) && !c.afraid(): // they say why themselves
		return reading.ForNeed
	case c.safety():
		return reading.ForSafety
	}
	return reading.ForWish
}

func (c *contactReader) because(why reading.Cause, rule reading.Rule, way reading.Way, value, sentence string) {
	for i, r := range c.rules {
		if r.Rule == rule && r.Channel == way {
			if r.Value == "" {
				c.rules[i].Value = value
			}
			return
		}
	}
	c.rules = append(c.rules, reading.ContactRule{
		Rule: rule, Channel: way, Value: value, Why: why, Words: message.Excerpt(sentence, 200),
	})
}
