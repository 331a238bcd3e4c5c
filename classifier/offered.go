package classifier

import (
	"slices"
	"strings"

	"complaints/internal/reading"
)

var (
	please = wholeWords(
		`(?:^|please|pls|plz|just|so|and|but|or|then|instead|[,;:])\W*(?:ring|phone|call|text|txt|email|telephone) `+
			`(?:me|us|my|our|the|her|him|his)\b`,
		`(?:can|could|would|(?:will|if) (?:you|u|someone)) (?:you|u|some(?:one|body)|anyone|a|an|the|your|ur|m[rs]s?|`+
			`he|she|they)`+
			`(?: \w+){0,5} (?:ring|phone|call|telephone|text|txt|give (?:me|us) a (?:ring|call|bell))\b`,
		`(?:someone|somebody|anyone|any1)(?: \w+){0,5} (?:rings?|phones?|calls?|telephones?|texts?) (?:me|us|`+
			`back|the|on|0)`,
		`(?:please|pls|plz) (?:ring|phone|call|telephone|text|txt)\b`,
		`you (?:can|may|could) (?:ring|phone|call|text|email|write|post|leave|reach|get)`,
		`(?:ring|phone|call|text|email)(?:'s)? (?:is|are) (?:fine|ok|okay|good)`,
		`(?:mobile|email|text|phone|post)(?:'s| is|s) (?:fine|ok|okay|good)`, `happy to be (?:rung|called|phoned)`,
		`(?:copy|cc) (?:me|us|her|him|my)\b`, `cop(?:y|ies) to (?:me|us|her|him|my)`, `write to us both`,
		`(?:on|ring|phone|call|text|telephone|number:?) \+?[04][\d ]+`,
		`(?:my|her|his) (?:number|mobile|num)(?:'s)? (?:is )?`,
		`(?:easier|rather) (?:to )?(?:talk|speak)`,
		`(?:a|for a|want a|like a) call ?back`, `gis a bell`)
	narrative = wholeWords(`(?:said|says|told|promised|assured|meant|supposed|wrote|gave|given) `, `can i`, `who will`,
		`video call`, `no win`,
		`(?:i|we|he|she|they|you|u|nobody|no one|somebody|someone|never|didn't|not|ever|`+
			`to|has|have|had|been|was) (?:ring|rang|rung|phoned|called|texted|emailed)`,
		`(?:nobody|no one|noone|never|you|they|he|she|u) (?:ever |has |have |even |once |will |did |didn't |`+
			`did not |said (?:you|they|he|she)(?:'d| would) )?(?:ring|rings|call|calls|phone|phones|text|rang|called)`)
)

// offers finds a way that may be used as well.
func (c *contactReader) offers(sentence, low string, s []spoken, forbidden []bool) {
	if !containsAny(low, []string{"ring", "phone", "call", "text", "txt", "mail", "cop", "number", "mobile", " on 0",
		"talk", "speak", "bell", "rung", "both"}) {
		return
	}
	number, mail := phoneNumber.FindString(sentence), mailAddress.FindString(sentence)
	if !please.MatchString(sentence) || narrative.MatchString(sentence) && number == "" {
		return
	}
	fine := isFine.MatchString(sentence)
	for i, w := range s {
		way, ok := ways[w.word]
		if !ok || forbidden[i] || way == reading.ByPost || fine && c.restricted() {
			continue
		}
		value := number
		if way == reading.ByEmail {
			value = mail
		}
		c.add(reading.ContactAlso, way, strings.TrimSpace(value), sentence)
		return
	}
	if number != "" {
		c.add(reading.ContactAlso, reading.ByPhone, strings.TrimSpace(number), sentence)
	} else if strings.Contains(low, "cop") || strings.Contains(low, "both") {
		c.add(reading.ContactAlso, reading.ByAny, mail, sentence)
	} else if strings.Contains(low, "talk") || strings.Contains(low, "speak") {
		c.add(reading.ContactAlso, reading.ByPhone, "", sentence)
	}
}

// isFine says that a way will do. Beside one that is forbidden it says no more than that.
var isFine = wholeWords(`(?:'s|s| is| are)? (?:fine|ok|okay|good)`)

// restricted reports whether a way is forbidden, or the only one.
func (c *contactReader) restricted() bool {
	return slices.ContainsFunc(c.rules, func(r reading.ContactRule) bool {
		return r.Rule == reading.ContactNever || r.Rule == reading.ContactOnly
	})
}
