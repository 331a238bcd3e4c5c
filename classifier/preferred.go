package classifier

import (
	"slices"
	"strings"

	"complaints/internal/message"
	"complaints/internal/reading"
)

var onlyThis = wholeWords(
	`(?:only|just) (?:by |via |through |use |ever )?(?:email|text|txt|ring|phone|call|post|letters?|`+
		`write)\b(?: (?:me|to me))?`,
	`(?:email|e-mail|text|txt|post|letter|phone|phone calls?|mobile|writing|whatsapp)s? (?:only|and nothing else)`,
	`(?:use|contact me (?:on|at|by|through)|write to|reply to|reply) (?:this|the new|my new)? ?(?:number|`+
		`email|address|one|here)? ?only`,
	`(?:at|to|on) this (?:address|email|number|one|phone) only`,
	`only (?:use|reply to|write to|contact me (?:on|at|by)|to) (?:this|the|my)`,
	`to this (?:email|address|number) only`,
	`(?:email|text|ring|phone|call|post|write)(?:ing)?(?: me| it)?,? (?:not|never|instead of|`+
		`rather than) (?:phone|ring|call|text|email|write|post|letters?)`,
	`(?:ring|call|phone|text|email|contact|write to) me,? (?:and )?not (?:him|her|them|my \w+|the house|house)`,
	`(?:reply|write|answer) here,? (?:and )?not`, `(?:emails?|texts?|letters?|post)(?: at)?(?: this address)? only`,
	`(?:prefer|rather) (?:it |you |to |that |be |have )*(?:\w+ )?(?:in writing|email(?:ed)?|text(?:ed)?|`+
		`by post|by email|by text|letters?)`,
	`(?:email|text|letter|post)s? (?:please )?(?:not|no) (?:calls?|phone|texts?|emails?|letters?)`,
	`(?:deal with|speak to|talk to|contact) (?:me|him|her|them|my \w+) (?:only|and nobody else|`+
		`and no one else|and me only)`,
	`only (?:deal with|speak to|talk to|contact) (?:me|my \w+|them|him|her)`,
	`please (?:text|email|write)(?: me)? instead`, `(?:everything|anything|all) (?:by|in) (?:post|email|writing|text)`,
	`(?:use )?(?:my|our|the|her|his) (?:work|office|school|new|other|mum's|mums|sister's) (?:number|phone|email|`+
		`address|`+
		`mobile) only`, `all (?:contact|correspondence|letters|calls) (?:is |to be |must be )?(?:through|via|`+
		`with) (?:me|us)`,
	`(?:ring|call|phone|text|telephone) (?:me )?(?:only )?(?:between|from|after|before) [\w.:]+(?: (?:and|to|till|`+
		`til) [\w.:]+)?`+
		`(?: (?:that's|thats|it's|its))? only`, `just (?:reply|answer|write) here`)

// othersNever tells what others never do.
var othersNever = wholeWords(`(?:you|u|yous|youse|they|nobody|lot|team|staff)\b.{0,20}\bnever`)

// restricts finds what must be done and nothing else.
func (c *contactReader) restricts(sentence, low string) bool {
	if !containsAny(low, []string{"only", "just", "not", "never", "instead", "rather", "prefer", "everything",
		"anything", "all "}) {
		return false
	}
	m := onlyThis.FindString(sentence)
	if m == "" || strings.Contains(low, "only lift") || strings.Contains(low, "only with") ||
		othersNever.MatchString(sentence) {
		return false
	}
	value := addressIn(sentence)
	found := waysOf(strings.ToLower(m))
	for _, word := range []string{"not ", "never ", "instead of ", "rather than ", " no "} {
		if before, after, ok := strings.Cut(strings.ToLower(m), word); ok && len(waysOf(before)) > 0 {
			found = waysOf(before)
			for _, w := range waysOf(after) {
				c.add(reading.ContactNever, w, "", sentence)
			}
		}
	}
	switch {
	case len(found) > 0:
		c.add(reading.ContactOnly, found[0], value, sentence)
	case value != "" && !strings.Contains(value, "@"), strings.Contains(strings.ToLower(m), " number"):
		c.add(reading.ContactOnly, reading.ByPhone, value, sentence)
	case strings.Contains(m, "writing"), strings.Contains(strings.ToLower(m), "write"):
		c.add(reading.ContactOnly, reading.ByPost, value, sentence)
	case strings.HasPrefix(strings.ToLower(m), "reply"), strings.Contains(strings.ToLower(m), "here"):
		c.add(reading.ContactOnly, c.came, value, sentence)
	case strings.Contains(low, " me"), pronoun.MatchString(m), someone.MatchString(m):
		c.add(reading.ContactOnly, reading.ByAny, "me", sentence)
	default:
		c.add(reading.ContactOnly, c.came, value, sentence)
	}
	return true
}

var (
	// what says which way is the one for them
	best = wholeWords(
		`(?:e-?mail|text|txt|post|letter|phone|ringing|texting|writing|mobile)s?(?:'s|s| is| are)? (?:the )?`+
			`(?:best|better|safest|safer|easiest|easier)(?: for (?:me|us))?`,
		`(?:reply|answer|respond|write|contact me|write to me)(?: to me)? by (?:post|letter|e?mail|text|phone)`,
		`(?:has|have|need)s? to be (?:the |by )?(?:post|letters?|e?mail|text)`, `write me a (?:proper )?letter`, `put (?:it|everything) in (?:writing|a letter|an e?mail|a text)`)
	// the verbs that ask for a way, as they begin what is asked
	asking    = setOf(`ring phone call telephone text txt email write`)
	beginsAsk = setOf(`please pls plz just so and but or then instead , ; : (`)
)

// asksNothing are the words before which a way is not asked for: "email is fine", "ring him".
var asksNothing = setOf(`you him them is are was would will`)

// asksFor is the way that a sentence asks for in so many words: "text me", "use the email".
func asksFor(s []spoken, forbidden []bool) (reading.Way, bool) {
	for i, w := range s {
		if forbidden[i] || !asking[w.word] || i > 0 && !beginsAsk[s[i-1].word] {
			continue
		}
		if i+1 < len(s) && asksNothing[s[i+1].word] {
			continue
		}
		if w.word == "write" {
			return reading.ByPost, true
		}
		return ways[w.word], true
	}
	for i, w := range s {
		if w.word != "use" || forbidden[i] || i > 0 && !beginsAsk[s[i-1].word] {
			continue
		}
		for k := i + 1; k < len(s) && k <= i+2; k++ {
			if way, ok := ways[s[k].word]; ok {
				return way, true
			}
		}
	}
	return "", false
}

// instead reports whether a way that is asked for takes the place of one that the sentence before forbids: "Nothing by
// post, please. Email me."
func (c *contactReader) instead(way reading.Way, s []spoken) bool {
	const short = 14 // words: a longer sentence asks for more than that
	if len(s) > short || len(c.denied) == 0 || slices.Contains(c.denied, way) ||
		slices.Contains(c.denied, reading.ByAny) {
		return false
	}
	return way != reading.ByPhone || c.safety()
}

// prefers finds the way that a sentence sets in the place of one that it forbids, or calls the best.
func (c *contactReader) prefers(sentence string, s []spoken, forbidden []bool) bool {
	if m := best.FindString(sentence); m != "" && !othersNever.MatchString(sentence) {
		if found := waysOf(strings.ToLower(m)); len(found) > 0 && found[0] != reading.ByPhone {
			c.add(reading.ContactOnly, found[0], "", sentence)
			return true
		}
	}
	way, asked := asksFor(s, forbidden)
	if asked && c.instead(way, s) {
		c.add(reading.ContactOnly, way, addressIn(sentence), sentence)
		return true
	}
	if !asked || way == reading.ByPhone { // a call takes the place of no letter that is owed
		return false
	}
	said := message.Excerpt(sentence, 200)
	for _, r := range c.rules {
		if r.Rule == reading.ContactNever && r.Channel != way && r.Channel != reading.ByAny && r.Words == said {
			c.add(reading.ContactOnly, way, addressIn(sentence), sentence)
			return true
		}
	}
	return false
}
