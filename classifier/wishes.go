package classifier

import (
	"cmp"
	"slices"
	"strings"

	"complaints/classifier/internal/wording"
	"complaints/internal/reading"
)

// The languages people in England ask for by name, as we write them.
var tongues = strings.Fields(`Polish Urdu Bengali Arabic Somali Punjabi Gujarati Romanian Tigrinya Farsi` +
	` Persian Dari Pashto
	Kurdish Turkish Portuguese Spanish French Welsh Cantonese Mandarin Chinese Vietnamese Hungarian Lithuanian Latvian
	Bulgarian Russian Ukrainian Tamil Hindi Amharic Sylheti Czech Slovak Italian Greek Albanian Yoruba Igbo Twi Swahili
	Nepali Malayalam Telugu Thai Korean Japanese German Hebrew Oromo Lingala Sinhala Gaelic Romani Dutch`)

const tongue = `(?P<tongue>[A-Za-z]{3,12})`

// wording is one wish and what says it.
type wishWording struct {
	wish  reading.Wish
	about []string // no way to say it does without one of these, in small letters
	says  *wording.Expression
}

var wordings = []wishWording{
	{reading.WishLargePrint, []string{"print", "font", "type", "letter", "size", "bigger", "larger", "writing",
		"big ", "large ", "point"}, wholeWords(`(?:large|larger|big|bigger|giant|clear)[ -](?:print|type|`+
		`font|letters|letter|writing|text)`,
		`(?:print|font|type|size|pt|point)\b.{0,12}\b(?:1[4-9]|2\d|3\d)\b`, `size (?:1[4-9]|2\d)`,
		`(?:send|print|write|made|make)\b.{0,20}\b(?:bigger|larger)`,
		`(?:can't|cant|cannot|can not|couldn't|struggle to) (?:see|read) (?:the |your |that |this |`+
			`any )?(?:small|little|tiny) (?:print|writing|letters|type)`)},
	{reading.WishBraille, []string{"braille"}, wholeWords(`(?:in|need|want|like|have|send|use|please|`+
		`get)\b.{0,20}\bbraille`, `braille(?: please| version| copy|,? grade| letters?)`, `^braille`)},
	{reading.WishAudio, []string{"audio", "cd", "tape", "recording", "usb", "stick",
		"voice note"}, wholeWords(`(?:on|as|in|by) (?:an? )?(?:audio|cd|tape|recording|usb|memory stick)`,
		`audio (?:please|letters?|version|copy|format|cd|on|file|would)`,
		`^audio`, `voice notes?\b`, `(?:read|record)\b.{0,20}\b(?:onto|on to) (?:a )?(?:tape|cd)`)},
	{reading.WishEasyRead, []string{"easy", "easier", "simple", "short", "plain",
		"picture"}, wholeWords(`easy[- ]?read`,
		`(?:easy|simple|short|plain|easier|simpler) (?:words|english|language|letters?)`, `with pictures`,
		`(?:keep it|write it|make it) (?:short|simple|plain)`, `words (?:and|with) pictures`)},
	{reading.WishBSL, []string{"bsl", "sign"}, wholeWords(`bsl`, `sign language`, `sign lang`, `someone who signs`,
		`sum1 who signs`, `(?:a|book|need|want|send)\b.{0,12}\b(?:signer)`, `british sign`)},
	{reading.WishNoCalls, []string{"phone", "call", "deaf", "speaking", "machine",
		"ring"}, wholeWords(`(?:can't|cant|cannot|can not|couldn't|unable to|not able to) (?:hear|use|do|`+
		`manage|cope with|talk on|speak on|be on)? ?(?:on |over )?(?:the |a |my )?(?:tele)?phone(?: calls?)?`,
		`no (?:voice |phone |telephone )?calls(?: please|,|$| as| because)`, `no (?:voice|phone|telephone) call`,
		`profoundly deaf`, `(?:i am|i'm|im|i) deaf`, `not (?:good )?(?:on|with) the phone`,
		`nothing by phone`, `(?:phone|telephone|calls?)(?:'s| is| are)? (?:no use|no good|useless|hard|`+
			`difficult|terrif)`, `speaking is (?:now )?difficult`, `talking to a machine`,
		`(?:panic|stammer|anxi|frighten|scare|ptsd)\b?.{0,40}\b(?:phone|call|ring)`,
		`(?:phone|ringing|ring|calls?)\b.{0,40}\b(?:panic|stammer|anxi|frighten|scares|ptsd)`)},
	{reading.WishByPost, []string{"post", "letter", "on", "mail", "computer", "smartphone", "internet",
		"envelope"}, wholeWords(`(?:by|in the|via) post(?: please| only| from now on| instead|,? second class)`,
		`(?:letters?|post) only`, `only (?:by )?(?:post|letter)`,
		`(?:not|never|isn't|am not) (?:on ?line|on the internet|on email)`,
		`(?:don't have|dont have|haven't got|don't do|dont do|don't use|not got|no) (?:an? |the |`+
			`any )?(?:email|computer|smartphone)`,
		`in an envelope`, `post (?:everything|it all)`, `everything (?:by|in the) post`,
		`(?:don't|dont|do not|can't|cant|cannot) (?:do|use|have|get on with) (?:the )?(?:internet|computers?|`+
			`online|email)`)},
	{reading.WishByPhone, []string{"read", "ring", "phone", "call", "bell", "talk", "speak", "type",
		"rung"}, wholeWords(`(?:can't|cant|cannot|can not|never learnt to|never learned to|never learned|`+
		`never learnt|don't|dont|unable to) read(?: or write| and write|,|$| letters| your| it| them|`+
		` very| well| too)`,
		`(?:ring|phone|call|telephone|bell)\b.{0,20}\b(?:rather than|instead of|not) (?:write|writing|`+
			`letters?|emails?|email|text)`, `(?:easier|rather|prefer) to (?:talk|speak)`,
		`by (?:tele)?phone (?:only|please)`,
		`(?:don't|dont|do not) want to (?:type|write) (?:all|it)`,
		`don'?t send (?:one|a letter|letters),? (?:just )?(?:ring|phone|call)`,
		`(?:read|explain) (?:it |them )(?:out )?(?:to me )?(?:on|over) the phone`,
		`happy to be rung`, `(?:letter|it) be read to me`, `read to me`)},
	{reading.WishNoTexts, []string{"text"}, wholeWords(`(?:stop|don't|dont|do not|no more|no|`+
		`never) text(?:s|ing)?(?: me| please|$|,|\.| to| about| \()`, `any more texts`)},
	{reading.WishCarerCopied, []string{"cop", "both",
		"same"}, wholeWords(`(?:cop(?:y|ies|ied)|send the same|same letter|`+
		`write to us both)\b.{0,40}\b(?:my |our |his |her |the )?(?:carer|support worker|key ?worker|`+
		`social worker|advocate|daughter|son|sister|brother|wife|husband|mum|mother|niece|`+
		`nephew)(?:,| |\.|$).{0,30}(?:too|as well|in\b|also|same)?`,
		`cop(?:y|ied|ying) (?:in )?(?:my|our|his|her) (?:carer|support|key|social|daughter|son|sister|`+
			`brother|wife|husband|mum|niece|nephew)`, `write to (?:us )?both`, `with a copy to (?:me|him|her|us|my)`,
		`letters come to us with a copy`, `carer\b.{0,20}\bcopy`)},
	{reading.WishHomeVisit, []string{"visit", "come", "call",
		"sit down"}, wholeWords(`(?:home visit|visit (?:me|her|him|my mum|my dad) at home)`,
		`come (?:and|to|round and|out and) (?:see|sit down with|talk to|speak to) (?:me|us|him|her|mum|`+
			`dad)(?: at| please|,|$| as| about)`,
		`(?:someone|somebody|manager) (?:to )?(?:come|call|visit) in person`, `like (?:somebody|someone) to call\b`,
		`sit down with (?:me|him|her|us)`)},
}

var (
	lettersIn = wording.MustCompile(`(?i)\b(?:letters?|write|wrote|written|writing|paper|reply|answer|it|them|ones|` +
		`translat\w*|email)\b[^.!?]{0,40}\bin ` + tongue + `\b`)
	lettersOf = wording.MustCompile(`(?i)\b` + tongue2 + ` (?:letters?|ones|version|copy|translation)\b`)
	speaks    = wording.MustCompile(`(?i)\b(?:speaks?|speaking|talk(?:s|ing)?(?: to me| to us)? in|understands?|` +
		`interpret(?:er|ing)? (?:for|in|of|who speaks|that speaks)?|translator (?:for|in)?)` +
		` ?(?:only |just |no english,? only |a little )?` + tongue + `\b|\b` + tongue2 + ` (?:interpreter|` +
		`translator|speaker|speaking|speak(?:er)? please|speak only|only|pls if u call|please if you (?:call|ring))\b`)
	interpreterAsked = wholeWords(`interpreter`, `translator`, `someone to translate`,
		`(?:someone|somebody|person|lady|woman|man)\b.{0,12}\b(?:who|that) speaks? \w+`,
		`(?:done|explain(?:ed)?|talk) in \w+`, `can be done in \w+`)
	speaksEnglish = wholeWords(`(?:speaks?|understands?)\b.{0,40}\benglish\b.{0,12}(?:too|as well|fine|well|`+
		`perfectly|$)`,
		`(?:and|,) english (?:and|,|too|as well)`, `english as well`)
	notAsked = wholeWords(`(?:no|not|without|don't|dont|do not|didn't|doesn't) (?:need|require|want|`+
		`have to have)? ?(?:an? |any )?(?:interpreter|translator)`,
		`not english`, `interpreter (?:was|at the)`)
)

// tongueWords: no sentence asks for a language without one of these, in small letters.
var tongueWords = []string{"interpret", "translat", "speak", "talk", "letter", " in ", "understand", "ones", "only",
	"done in"}

const tongue2 = `(?P<other>[A-Za-z]{3,12})`

// wishesIn finds how a message asks to be dealt with.
func wishesIn(text string, rules []reading.ContactRule) []reading.Wish {
	text = strings.NewReplacer("\u2019", "'", "\u2018", "'").Replace(text)
	var found []reading.Wish
	add := func(w reading.Wish) {
		if !slices.Contains(found, w) {
			found = append(found, w)
		}
	}
	for sentence := range sentences(text) {
		low := strings.ToLower(sentence)
		for _, w := range wordings {
			if containsAny(low, w.about) && w.says.MatchString(sentence) {
				add(w.wish)
			}
		}
		if !containsAny(low, tongueWords) {
			continue
		}
		if t := cmp.Or(tongueIn(lettersIn, sentence), tongueIn(lettersOf, sentence)); t != "" {
			add(reading.WishLettersIn + reading.Wish(t))
		} else if t := tongueIn(speaks, sentence); t != "" && !notAsked.MatchString(sentence) &&
			!speaksEnglish.MatchString(sentence) {
			add(reading.WishInterpreter + reading.Wish(t))
		} else if interpreterAsked.MatchString(sentence) && !notAsked.MatchString(sentence) &&
			!slices.Contains(found, reading.WishBSL) {
			if t := anyTongue(text); t != "" {
				add(reading.WishInterpreter + reading.Wish(t))
			}
		}
	}
	for _, r := range rules {
		own := r.Value == ""
		switch {
		case own && r.Rule == reading.ContactNever && r.Channel == reading.ByPhone && r.Why != reading.ForSafety:
			add(reading.WishNoCalls)
		case own && r.Rule == reading.ContactNever && r.Channel == reading.BySMS && r.Why != reading.ForSafety:
			add(reading.WishNoTexts)
		case own && r.Rule == reading.ContactOnly && r.Channel == reading.ByPost && r.Why != reading.ForSafety:
			add(reading.WishByPost)
		case r.Rule == reading.ContactOnly && r.Channel == reading.ByPhone && r.Why == reading.ForNeed:
			add(reading.WishByPhone)
		}
	}
	return found
}

// tongueIn is the language that an expression finds in a sentence, as we write it.
func tongueIn(at *wording.Expression, sentence string) string {
	for _, m := range at.FindAllStringSubmatch(sentence, -1) {
		for _, v := range m[1:] {
			if t := tongueOf(v); t != "" {
				return t
			}
		}
	}
	return ""
}

func tongueOf(word string) string {
	for _, t := range tongues {
		if strings.EqualFold(t, word) {
			return t
		}
	}
	return ""
}

// anyTongue is the first language a text names.
func anyTongue(text string) string {
	for _, w := range saidWord.FindAllString(text, -1) {
		if t := tongueOf(w); t != "" {
			return t
		}
	}
	return ""
}
