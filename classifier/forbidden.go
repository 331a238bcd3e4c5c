package classifier

import (
	"slices"
	"strings"

	"complaints/classifier/internal/wording"
	"complaints/internal/reading"
)

// negations begin what must not be done.
var negations = setOf(`don't dont never stop avoid not refrain`)

// othersAsked tell of what somebody was asked: "he asked me not to write".
var othersAsked = setOf(`asked told asks tells begged warned`)

// narrators before a negation tell what others do not do: "you don't ring back".
var narrators = setOf(`you they he she we nobody who which it u staff people team office lines manager ive i've was were
	did didn't had has have still is are that there got does doesn't yous youse lot lads contractors operatives
	engineers
	others helpline phones will wont won't`)

var (
	// what stands before a "never" that asks for something
	openers = setOf(`please pls plz and but or so just also , ; : ( to must should again me ring text email write here`)
	// whoever tells what others never do does not ask for it
	tellsOf = setOf(`you u they nobody lot team people staff yous youse youve ur he she ive i've we've you've`)
)

// bids reports whether the "never" at i asks for something: it opens a clause in which nobody is told of ("you lot
// never ring back, never write").
func bids(s []spoken, i int) bool {
	for _, before := range s[:i] {
		if tellsOf[before.word] {
			return false
		}
	}
	return i == 0 || openers[s[i-1].word]
}

// forbids finds what must not be done; it returns the words it covers.
func (c *contactReader) forbids(sentence string, s []spoken) (covered []bool) {
	covered = make([]bool, len(s))
	for i := 0; i < len(s); i++ {
		neg := negations[s[i].word] || s[i].word == "do" && i+1 < len(s) && s[i+1].word == "not"
		if !neg || i > 0 && narrators[s[i-1].word] && !(s[i-1].word == "you" && i > 1 && asks[s[i-2].word]) {
			continue
		}
		if s[i].word == "never" && !bids(s, i) || i > 1 && othersAsked[s[i-2].word] && s[i-1].word != "you" {
			continue
		}
		mine := i > 0 && (s[i-1].word == "i" || s[i-1].word == "id" || s[i-1].word == "i'd")
		c.forbidden(sentence, s, i, mine, covered)
	}
	if m := nothingBy.FindString(sentence); m != "" {
		found := waysOf(strings.ToLower(m))
		if len(found) == 0 {
			found = []reading.Way{reading.ByPost}
		}
		for _, way := range found {
			c.add(reading.ContactNever, way, "", sentence)
		}
	}
	if m := takenOff.FindString(sentence); m != "" && c.safety() {
		for _, way := range waysOf(strings.ToLower(m)) {
			c.add(reading.ContactNever, way, "", sentence)
		}
	}
	if mustNotKnow.MatchString(sentence) && (c.safety() || c.afraid() || someone.MatchString(sentence)) {
		who := personIn(sentence, c.before(sentence))
		c.because(c.ofPerson(sentence), reading.ContactNever, reading.ByAny, who, sentence)
	}
	if m := strings.ToLower(noWay.FindString(sentence)); m != "" {
		found := waysOf(m)
		if len(found) == 0 && strings.Contains(m, "message") {
			found = []reading.Way{reading.ByPhone}
		}
		for _, way := range found {
			c.add(reading.ContactNever, way, target(sentence), sentence)
		}
	}
	if doThatAgain.MatchString(sentence) {
		found := waysOf(c.last)
		if strings.Contains(c.last, "repl") || strings.Contains(c.last, "answer") {
			found = []reading.Way{c.came}
		}
		for _, way := range found {
			c.add(reading.ContactNever, way, "", sentence)
		}
	}
	if cannotUse.MatchString(sentence) || noUse.MatchString(sentence) {
		c.add(reading.ContactNever, reading.ByPhone, "", sentence)
	}
	if cannotRead.MatchString(sentence) {
		c.add(reading.ContactNever, reading.BySMS, "", sentence)
	}
	return covered
}

var (
	asks = setOf(`can could would will please`)
	// words at which a prohibition ends
	turns = setOf(`but only just instead because cos as since until till so use rather always please pls` +
		` unless if when ; : (`)
	wants = setOf(`want do use like need answer have get trust hear`)
	// calls are of no use to somebody, or texts are not
	noUse = wholeWords(`(?:phoning|ringing|calling|phone calls?|calls|the phone|telephone)(?: (?:me|us))?(?: is|` +
		`'s| are)? ` +
		`(?:no use|no good|useless|pointless|wasted)`)
	cannotRead = wholeWords(`(?:can'?t|cannot|can not|struggle to|unable to) (?:read|see) (?:these |the |your |` +
		`ur |any )?` +
		`(?:texts?|txts?)`)
	cannotUse = wording.MustCompile(`(?i)\b(?:can'?t|cannot|can not|unable to|not able to) (?:hear|use|do|` +
		`manage|answer|cope with|` +
		`talk on|speak on|be on)(?: on| over)? (?:the |a |my )?(?:tele)?(?:phone|calls?)\b|\bnot (?:ready|able|up) ` +
		`(?:for|to) (?:phone |take )?calls\b`)
	// what was done before must not be done again
	doThatAgain = wholeWords(
		`(?:don'?t|do not|not to|never) (?:please )?(?:ever )?do (?:that|it|this|so)(?: again)?(?:,|$)`,
		`(?:don'?t|do not) send any ?more`)
	forbidding = setOf(`put ring phone call telephone text txt email mail post write send contact reply answer leave` +
		` use speak talk tell
		ringing phoning calling texting emailing sending posting writing contacting calls texts emails letters
		voicemail voicemails message respond let copy mention discuss replying answering txting txtin textin ringin
		phonin callin sendin`)
	// what may stand between a negation and what it forbids
	between = setOf(`please ever you to the any more me us need have it be by reply try automatic these those all my`)
	// "no calls, please" asks; "no calls, no letters, nothing" tells what nobody did
	noWay = wholeWords(`(?:please|pls|plz|so|only|just)\b.{0,25}\bno (?:more )?(?:phone ?calls|calls|texts|emails|`+
		`letters|post|`+
		`paper|voicemails?|phone|whatsapps?)`,
		`^ *no (?:more )?(?:phone ?calls|calls|texts|emails|letters|post|paper|voicemails?|phone|whatsapps?)`+
			`(?:,? (?:please|pls|plz|thanks|thank you|ta|from now on|to|at|on|after|before|ok|just|only)| *\(| *$)`,
		`no (?:voice|phone) calls?`, `leave (?:me )?no (?:phone |voice )?(?:messages?|voicemails?)`,
		`(?:do not|don'?t|needn'?t) (?:need|want|require) (?:a|any|another) (?:phone |telephone )?calls?`,
		`no (?:more )?(?:phone ?calls|calls|texts|emails|letters|post|voicemails?|whatsapps?),? (?:please|pls|plz)`)
	// a place or a way by which nothing is to come
	nothingBy = wholeWords(`nothing (?:sent |at all |else )?(?:by|on|in the|through the|over the|on the|to the|` +
		`at the|to my|` +
		`to our) (?:paper|post|e?mail|text|phone|door|letterbox|house|flat|property|home|old address)`)
	takenOff = wholeWords(`(?:take|remove|delete) (?:my|this|the) (?:e-?mail|number|mobile|phone|landline|` +
		`address)\b.{0,12}` +
		`\b(?:off|out|from)`)
	// somebody must not learn of it, or of where they are
	mustNotKnow = wholeWords(
		`(?:mustn't|must not|mustnt|cannot|can't|cant|not to|isn't to|isnt to|aren't to|isn't allowed to|`+
			`not allowed to|`+
			`can never|should not|shouldn't) (?:be told|know|find out|learn)`,
		`(?:is|are|was) not to be told`, `not told (?:anything|where|about)`,
		`(?:tell|give) (?:him|her|them) (?:nothing|nowt)`, `(?:don't|dont|do not) (?:tell|give) (?:him|her|`+
			`them) (?:nothing|`+
			`anything|owt|nowt|nothin)`, `keep\b.{0,50}\bsecret`, `haven't heard of me`,
		`(?:don't|dont|do not) want (?:him|her|them) (?:seeing|knowing|finding|to (?:know|see|find))`,
		`nobody (?:gives|hands|tells|lets)\b.{0,20}\bout`, `never (?:heard of|met|seen) me`,
		`keep my name (?:off|out)`, `my name (?:off|out of) (?:anything|everything|it)`)
)

// saysWhat finds a prohibition of what a letter says, and not of writing: "don't send me the same letter again", "don't
// write to say that you're sorry", "stop sending me his post".
var saysWhat = wholeWords(
	`(?:another|the same|same old|that same|any more (?:excuses|apologies|surveys|forms|leaflets)|more (?:excuses|`+
		`apologies|surveys|forms|leaflets))`,
	`(?:surveys?|excuses|apology|apologies|leaflets?|reminders?|forms|links?|newsletters?|magazine|sorry)`,
	`(?:to|and|just to) (?:say|tell (?:me|us)|ask (?:me|us))`,
	`(?:letters?|emails?|texts?|mails?|post|one|messages?|bills?) (?:saying|telling|asking|that (?:say|tell)s?|with a|`+
		`for (?:the|a|his|her|their|somebody|someone|a man called)|addressed|unless|without|about (?:the|your|ur))`,
	`(?:his|her|their|other people'?s|somebody else'?s|someone else'?s|the last tenant'?s|next door'?s) (?:letters?|`+
		`post|mail|bills?|emails?|texts?)`,
	`(?:the )?(?:phone|receiver) down`, `on hold`, `me (?:through|off)`,
	`(?:until|till|unless) (?:you|u|it|there|somebody|someone)`, `(?:so|as|too|this|that) (?:much|many|often)`)

// forbidden reads one prohibition, from its negation at i.
func (c *contactReader) forbidden(sentence string, s []spoken, i int, mine bool, covered []bool) {
	const reach = 9
	verb := ""
	var found []reading.Way
	end := len(sentence)
	for k := i + 1; k < len(s) && k <= i+reach; k++ {
		w := s[k].word
		if turns[w] && (verb != "" || !forbidding[w]) ||
			w == "," && !goesOnForbidding(s[k+1:]) {
			end = s[k].from
			break
		}
		covered[k] = true
		if verb == "" {
			switch {
			case !mine && forbidding[w] || mine && wants[w]:
				verb = w
			case !between[w]:
				return
			}
		}
		if way, ok := ways[w]; ok && !slices.Contains(found, way) {
			found = append(found, way)
		}
	}
	if verb == "" || saysWhat.MatchString(sentence[s[i].to:]) {
		return
	}
	rest := sentence[s[i].to:end]
	if telling[verb] {
		if who := personIn(rest, c.before(sentence)+sentence[:s[i].from]); who != "" {
			c.because(c.ofPerson(sentence), reading.ContactNever, reading.ByAny, who, sentence)
			return
		}
	}
	if len(found) == 0 {
		found = c.general(verb, rest)
	}
	if verb == "use" && slices.Contains(found, reading.ByPhone) && !slices.Contains(found, reading.BySMS) &&
		strings.Contains(rest, "mobile") {
		found = append(found, reading.BySMS)
	}
	for _, way := range found {
		if mine && way == reading.ByPost && verb == "have" {
			continue
		}
		c.add(reading.ContactNever, way, target(rest), sentence)
	}
}

// goesOnForbidding reports whether what follows a comma is forbidden too: "no calls, texts or letters", and not "no
// texts, email is fine".
func goesOnForbidding(s []spoken) bool {
	if len(s) == 0 || !(forbidding[s[0].word] || s[0].word == "or" || s[0].word == "and") {
		return false
	}
	return len(s) < 2 || !setsApart[s[1].word]
}

var setsApart = setOf(`is are me us instead fine ok only`)

var (
	telling = setOf(`tell speak talk discuss deal let mention give copy`)
	// whoever is not to be told would be ashamed, or worried, and no more
	harmless = wholeWords(`(?:mortified|embarrass\w*|asham\w*|worr(?:y|ies|ied)|flaps?|fuss\w*|surprise|upset|furious `+
		`with me)`, `(?:not|n't|nt|no longer|never) (?:act|acting|my rep|speak|my representative|authori[sz]ed|`+
		`anything to do|involved|on the tenancy)`)
)

// ofPerson is why somebody is not to be told: what they may do, where nothing says otherwise.
func (c *contactReader) ofPerson(sentence string) reading.Cause {
	if harmless.MatchString(sentence) {
		return reading.ForWish
	}
	return reading.ForSafety
}

// before is the text in front of a sentence.
func (c *contactReader) before(sentence string) string {
	before, _, _ := strings.Cut(c.text, sentence)
	return before
}

// general are the ways that a prohibition means without naming one.
func (c *contactReader) general(verb, rest string) []reading.Way {
	low := strings.ToLower(rest)
	switch verb {
	case "reply", "respond", "answer", "replying", "answering":
		return []reading.Way{c.came}
	case "write", "send", "put", "sending", "sendin", "writing":
		switch {
		case strings.Contains(low, "here") || thisAccount.MatchString(low): // where the message came from
			return []reading.Way{c.came}
		case toHome.MatchString(low):
			return []reading.Way{reading.ByPost}
		case verb == "write" || verb == "writing":
			return []reading.Way{reading.ByPost}
		case verb == "put" || !c.safety(): // "don't send me another form"
			return nil
		}
		return []reading.Way{reading.ByAny}
	case "leave", "message", "messages":
		if strings.Contains(low, "message") {
			return []reading.Way{reading.ByPhone}
		}
	case "use":
		if strings.Contains(low, "number") || strings.Contains(low, "phone") || strings.Contains(low, "old 1") {
			return []reading.Way{reading.ByPhone, reading.BySMS}
		}
	case "contact", "contacting":
		return []reading.Way{reading.ByAny}
	}
	return nil
}

var (
	// what a message calls the address or the number that it comes from
	thisAccount = wording.MustCompile(`\bthis (?:e-?mail )?(?:address|account|inbox|mailbox|number|one|thread)\b`)
	toHome      = wording.MustCompile(`\b(?:to|at) (?:the |my |our |that |this )?(?:house|home|flat|property|` +
		`old address|door|address)`)
)
