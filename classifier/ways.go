package classifier

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"complaints/classifier/internal/wording"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// spoken is one word of a sentence, in small letters, and where it ends.
type spoken struct {
	word     string
	from, to int
}

var saidWord = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}']*|[,;:(]`)

// spokenIn are the words of a sentence in small letters, and its commas.
func spokenIn(low string) (s []spoken) {
	for _, m := range saidWord.FindAllStringIndex(low, -1) {
		s = append(s, spoken{low[m[0]:m[1]], m[0], m[1]})
	}
	return s
}

// ways are the words for a way to reach somebody.
var ways = map[string]reading.Way{
	"ring": reading.ByPhone, "phone": reading.ByPhone, "call": reading.ByPhone, "telephone": reading.ByPhone,
	"calls": reading.ByPhone, "ringing": reading.ByPhone, "phoning": reading.ByPhone, "calling": reading.ByPhone,
	"landline": reading.ByPhone, "voicemail": reading.ByPhone, "voicemails": reading.ByPhone,
	"rung": reading.ByPhone, "rang": reading.ByPhone,
	"answerphone": reading.ByPhone, "bell": reading.ByPhone, "phoned": reading.ByPhone, "mobile": reading.ByPhone,
	"text": reading.BySMS, "texts": reading.BySMS, "txt": reading.BySMS, "texting": reading.BySMS,
	"txts": reading.BySMS, "sms": reading.BySMS, "whatsapp": reading.BySMS, "texted": reading.BySMS,
	"email": reading.ByEmail, "emails": reading.ByEmail, "emailing": reading.ByEmail, "mail": reading.ByEmail,
	"mails": reading.ByEmail, "emailed": reading.ByEmail, "post": reading.ByPost, "letter": reading.ByPost,
	"letters": reading.ByPost, "posting": reading.ByPost, "envelope": reading.ByPost, "paper": reading.ByPost,
	"letterbox": reading.ByPost, "envelopes": reading.ByPost, "inbox": reading.ByEmail,
	"mailbox": reading.ByEmail,
	"gmail":   reading.ByEmail, "hotmail": reading.ByEmail, "txting": reading.BySMS, "txtin": reading.BySMS,
	"textin": reading.BySMS, "ringin": reading.ByPhone, "phonin": reading.ByPhone, "callin": reading.ByPhone,
}

// waysOf are the ways that words name, in their order.
func waysOf(low string) (found []reading.Way) {
	for _, w := range saidWord.FindAllString(low, -1) {
		if way, ok := ways[strings.TrimSuffix(w, "'s")]; ok && !slices.Contains(found, way) {
			found = append(found, way)
		}
	}
	return found
}

// wayOf is the way a message came by.
func wayOf(channel message.Channel) reading.Way {
	switch channel {
	case message.SMS:
		return reading.BySMS
	case message.Post:
		return reading.ByPost
	}
	return reading.ByEmail
}

// What a rule is about, as people write it.
var (
	phoneNumber = wording.MustCompile(`(?:\+44|\b0)[\d ]{8,12}\d\b`)
	mailAddress = wording.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	homeWritten = wording.MustCompile(`\b(?i:PO box) \d+(?:, [A-Z]\w+)*|(?:\b(?:[Ff]lat|` +
		`[Rr]oom) \w+,? )?\b\d+[A-Za-z]? (?:[A-Z][\w']+ ?)+(?:, ?[A-Z][\w']+)*|` +
		`\b(?:my |our )?(?:mum|mam|mother|sister|brother|daughter|son|dad|nan|friend|aunt|auntie|` +
		`partner)'?s(?:,? \d+[a-z]? ` +
		`(?:[A-Z][\w']+ ?)+)?`)
	named = wording.MustCompile(`(?i)\b(?:the |my |his |her |that |this )(?:old (?:one|1|number|address|` +
		`email|mobile|phone)|landline|` +
		`house phone|home phone|house|flat|property|work (?:number|phone|email)|mobile|family|husband|` +
		`partner|son|daughter|` +
		`mother|brother|sister)\b`)
	someone = wording.MustCompile(`(?i:\b(?:my|his|her|our|the|their) (?:ex[- ]?)?(?:husband|wife|partner|boyfriend|` +
		`girlfriend|son|daughter|mum|mam|mother|dad|father|stepdad|stepfather|stepmother|sister|brother|uncle|aunt|` +
		`auntie|niece|nephew|cousin|ex|bf|gf|family|parents|neighbours?|in-laws|nan|gran|landlord|mother-in-law|` +
		`(?:man|woman|bloke|lad|people|family|lot) (?:next door|upstairs|downstairs|above|below|opposite|at ` +
		`(?:number )?\d+))\b)|\b(?:Mr|Mrs|Ms|Miss|Dr)\.? [A-Z][\w'-]+`)
	pronoun   = wording.MustCompile(`(?i)\b(?:him|her|them|he|she|they|anyone|anybody)\b`)
	firstName = wording.MustCompile(`\b(?i:speak|talk|tell|give|let|deal with)(?i: to| with)? ([A-Z][a-z]+)\b`)
)

// addressIn is the address or the number that a sentence names.
func addressIn(sentence string) string {
	return cmp.Or(mailAddress.FindString(sentence), strings.TrimSpace(phoneNumber.FindString(sentence)))
}

// target is what a rule is about, as written.
func target(words string) string {
	for _, at := range []*wording.Expression{mailAddress, phoneNumber, named} {
		if v := at.FindString(words); v != "" {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// personIn is the person of whom words speak, as written: by what they are to the writer, or by name. Where it is a
// pronoun, it means whoever was named last before it.
func personIn(words, before string) string {
	if v := someone.FindString(words); v != "" {
		return v
	}
	if m := firstName.FindStringSubmatch(words); m != nil {
		return m[1]
	}
	v := pronoun.FindString(words)
	if v == "" {
		return ""
	}
	if all := someone.FindAllStringSubmatch(before, -1); len(all) > 0 {
		return all[len(all)-1][0]
	}
	return v
}
