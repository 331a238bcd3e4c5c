package classifier

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"complaints/classifier/internal/wording"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// contactReader finds what a message says of where and how its resident may be reached.
type contactReader struct {
	text   string
	came   reading.Way // by which the message came
	afraid func() bool // the words tell of somebody who is watched or in fear
	safety func() bool // somebody may be harmed: the model of notes says so, and the words do where it is half sure
	rules  []reading.ContactRule
}

// spoken is one word of a sentence, in small letters, and where it ends.
type spoken struct {
	word     string
	from, to int
}

var (
	saidWord    = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}']*|[,;:(]`)
	phoneNumber = wording.MustCompile(`(?:\+44|\b0)[\d ]{8,12}\d\b`)
	mailAddress = wording.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	homeWritten = wording.MustCompile(`\b(?i:PO box) \d+(?:, [A-Z]\w+)*|(?:\b(?:[Ff]lat|` +
		`[Rr]oom) \w+,? )?\b\d+[A-Za-z]? (?:[A-Z][\w']+ ?)+(?:, ?[A-Z][\w']+)*|` +
		`\b(?:my |our )?(?:mum|mam|mother|sister|brother|daughter|son|dad|nan|friend|aunt|auntie|` +
		`partner)'?s(?:,? \d+[a-z]? ` +
		`(?:[A-Z][\w']+ ?)+)?`)
	// what a frightened person says of who sees what we send
	overseen = wholeWords(
		`(?:he|she|they|husband|wife|partner|ex|boyfriend|bf|girlfriend|fella|son|dad|father|mother|mum|`+
			`brother|stepdad|`+
			`family|parents|uncle)\b.{0,30}\b(?:reads?|checks?|opens?|sees?|goes through|looks at|`+
			`looks through|listens|answers|`+
			`picks (?:it )?up|has (?:the |my )|takes|gets to|monitors|watches|tracks|knows? (?:the|my)|`+
			`kicks? off|still has|`+
			`shares?|finds? out|found out|will see|can see)`,
		`(?:not|isn't|isnt|never|no longer|don't feel|dont feel) safe`, `refuge`, `women'?s aid`, `in hiding`,
		`being watched`,
		`(?:he|she|they|family|partner|husband|parents|ex)\b.{0,20}\b(?:mustn't|must not|mustnt|cannot|`+
			`can't|cant|not to|`+
			`isn't to|isnt to|aren't to)\b.{0,12}\b(?:know|find|see|hear|learn)`,
		`(?:without|before|if|in case|so) (?:he|she|him|her|they|them)\b.{0,20}\b(?:know|knows|knowing|find|`+
			`finds|finding|`+
			`see|sees|seeing|hear|hears|told|looks)`,
		`i(?:'ve| have)? (?:left|ran|fled|escaped|run away)(?: from)?(?: him| her| there|$)`, `violen\w*`, `injunction`,
		`non.?mol(?:estation)?`, `restraining order`, `perpetrator`, `domestic abuse`, `idva`, `(?:beat|hit|hurt)s? me`,
		`(?:will|he'll|she'll|hell|gonna|going to) (?:hurt|kill|batter|beat|finish) (?:me|us)`,
		`(?:he|she|they|husband|wife|partner|ex|boyfriend|bf|girlfriend|dad|father|stepfather|brother|uncle|family)`+
			`(?:'s| has| have| had)?\b.{0,30}\b(?:password|logs? in(?:to)?|my (?:phone|laptop|tablet|login)|access to|`+
			`got into|steams?|sent items|call list|next (?:to|2) me|stood there|in the room|has (?:it|this) all day)`,
		`shared? with (?:him|her|(?:my )?(?:husband|wife|partner|ex|boyfriend|dad|family))`,
		`(?:forwards?|copied|goes) (?:on )?to (?:him|her|my (?:ex|former|husband|wife|partner|dad|father|exs))`,
		`(?:isn't|isnt|not|no longer) private`, `hacked by (?:him|her|my)`,
		`(?:there'd be|there will be|there'll be|thered be) (?:hell to pay|trouble|murder)`, `kick(?:s|ed) off`,
		`(?:he|she|dad|husband|ex)\b.{0,20}\b(?:went|goes|go|gone) mad`, `pay for it`, `gets wind of`, `daren't`,
		`darent`,
		`frightened of`,
		`can hear`, `listens in`, `if a (?:man|bloke|woman) (?:answers|picks)`, `scared`, `afraid of (?:him|her)`,
		`confidential`,
		`do(?:n't| not) (?:tell|let) (?:him|her|them|anyone|anybody)`, `(?:his|her) (?:phone|email|laptop|tablet) now`)
	// the words of whoever is watched, plain enough to be believed where the model is half sure
	watched = wholeWords(
		`(?:he|she|hes|he's|she's|husband|wife|partner|ex|boyfriend|bf|girlfriend|dad|father|mum|mother|brother|`+
			`family|`+
			`parents|stepdad|stepfather|uncle|son)\b.{0,30}\b(?:reads?|checks?|opens?|sees?|saw|goes through|`+
			`looks (?:at|through)|knows?|has|have|got|hacked|steams?|listens|`+
			`collects|takes)\b.{0,25}\b(?:my|this|the|our|every|all|his)\b.{0,12}\b(?:e-?mails?|inbox|mail|password|`+
			`login|phone|texts?|txts?|messages?|post|letters?|account|laptop|tablet|computer|calls?|sent items)`,
		`(?:e-?mail|inbox|account|mailbox|phone|number|address|house|flat|home)\b.{0,40}\b(?:isn't|isnt|not|no longer|`+
			`never) (?:safe|private)`, `hacked by`, `(?:shared?|forwards?)\b.{0,12}\b(?:with|to) (?:him|her|my)`,
		`(?:find|finds|found|gets?) (?:out|wind)`, `(?:where|when) (?:i am|i'm|im|i live|i've moved|we live|we are)`,
		`(?:told|know|knows|knowing) where`, `if he (?:sees|knew|knows|finds)`, `(?:stood|standing|sat|`+
			`sits) (?:there|next|`+
			`beside|at my)`, `(?:in|next to|2) (?:the room|me) (?:when|most|all)`, `says? (?:he's|hes|`+
			`he is) my next of kin`,
		`run away from`, `restraining order`, `non.?mol\w*`, `perpetrator`, `refuge`, `secret`, `frightened of`)
	ofNeed = wholeWords(`deaf`, `blind`, `hear(?:ing)?`, `stammer\w*`, `dyslex\w*`, `autis\w*`, `ptsd`, `anxi\w*`,
		`panic\w*`, `stroke`, `macular`,
		`brain`, `learning disab\w*`, `can'?t read`, `cannot read`, `read letters`, `never learn`, `bsl`, `sign`,
		`english`,
		`sight`, `eyes`, `memory`, `forget`, `speech`, `speaking`, `illness`, `hospital`, `surgery`, `ward`, `online`,
		`can'?t (?:use|do|cope with|manage)`, `cannot (?:use|do|cope with|manage)`, `not good (?:on|with)`, `dementia`,
		`disab\w*`, `condition`, `hands`, `carer`)
)

// ways are the words for a way to reach somebody.
var ways = map[string]reading.Way{
	"ring": reading.ByPhone, "phone": reading.ByPhone, "call": reading.ByPhone, "telephone": reading.ByPhone,
	"calls": reading.ByPhone, "ringing": reading.ByPhone, "phoning": reading.ByPhone, "calling": reading.ByPhone,
	"landline": reading.ByPhone, "voicemail": reading.ByPhone, "voicemails": reading.ByPhone,
	"rung":        reading.ByPhone,
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

// fear is how sure another reader is that a message is of somebody whom writing to them may harm.
type fear int

const (
	noFear   fear = iota // whatever the words sound like
	mayFear              // where the words of a wish say why
	halfFear             // where any words tell of somebody who is watched
	surelyFear
)

// contactIn finds the contact rules of a message's new words. came is the way it came by.
func contactIn(text string, came reading.Way, heard fear) []reading.ContactRule {
	text = strings.NewReplacer("\u2019", "'", "\u2018", "'", "e-mail", "email", "E-mail", "Email", "voice mail",
		"voicemail").
		Replace(text)
	c := contactReader{text: text, came: came}
	c.afraid = sync.OnceValue(func() bool { return overseen.MatchString(text) || watched.MatchString(text) })
	c.safety = func() bool { return heard == surelyFear || heard >= mayFear && c.afraid() }
	for sentence := range sentences(text) {
		c.sentence(sentence)
	}
	if (heard == surelyFear || heard == halfFear && watched.MatchString(text)) &&
		!slices.ContainsFunc(c.rules, func(r reading.ContactRule) bool {
			return r.Rule == reading.ContactNever || r.Rule == reading.ContactOnly || r.Rule == reading.ContactChange
		}) {
		c.add(reading.ContactNever, came, "", text) // somebody must look before we write there
	}
	return c.rules
}

// add keeps a rule once.
func (c *contactReader) add(rule reading.Rule, way reading.Way, value, sentence string) {
	why := reading.ForWish
	switch {
	case ofNeed.MatchString(sentence) && !c.afraid(): // whatever the model hears: they say why themselves
		why = reading.ForNeed
	case c.safety():
		why = reading.ForSafety
	}
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

// contactWords: no sentence says how to reach somebody without one of these, in small letters.
var contactWords = []string{
	"told", "know", "nothing", "gives", "heard of", "moved", "staying", "living at",
	"ring", "phone", "fone", "call", "text", "txt", "mail", "post", "letter", "writ", "contact", "repl", "send",
	"sent", "number",
	"address", "tell", "speak", "talk", "voice", "message", "deaf", "@", " 07", " 01", " 02", "+44", "cop", "deal with",
	"reads", "checks", "opens", "sees", "let on", "answer", "inbox", "account", "through the door", "password",
	"laptop",
	"tablet", "not here", "find out", "know where", "secret", "safe",
}

func (c *contactReader) sentence(sentence string) {
	low := strings.ToLower(sentence)
	if !containsAny(low, contactWords) {
		return // most sentences, and the expressions are slow
	}
	var s []spoken
	for _, m := range saidWord.FindAllStringIndex(low, -1) {
		s = append(s, spoken{low[m[0]:m[1]], m[0], m[1]})
	}
	c.overseenBy(sentence)
	c.elsewhere(sentence)
	forbidden := c.forbids(sentence, s)
	changed := c.changes(sentence, low)
	only := c.restricts(sentence, low)
	if !changed && !only {
		c.offers(sentence, low, s, forbidden)
	}
}

var (
	seer = wording.MustCompile(`(?i)\b(?:he|she|they|(?:my |his |her )?(?:husband|wife|partner|ex|boyfriend|` +
		`bf|girlfriend|fella|` +
		`dad|father|mum'?s boyfriend|stepdad|stepfather|brother|parents|family|uncle|mother.in.law|` +
		`son))\b[^.!?]{0,40}?\b(?:reads?|checks?|` +
		`opens?|sees?|saw|found|steams|hacked|logs? in(?:to)?|goes through|looks (?:at|through)|listens to|` +
		`answers|picks up|takes|gets|monitors|has|` +
		`can see|may see|` +
		`will see)\b([^.!?]{0,40})`)
	whatISend = wording.MustCompile(`(?i)\b(?:what i send|this|it|everything|them)\b`)
	notHere   = wholeWords(`not (?:on|to|at) this (?:phone|fone|number|email|address|one)`,
		`(?:needn't|need not|no need to|dont need to|don't need to) `+
			`(?:reply|answer|write back|ring back)`)
	insteadOf = wording.MustCompile(`(?i)\b(?:write|send|post|letters?|email|text|` +
		`ring)\b[^.!?]{0,30}?\b(?:to|at) (?:me (?:at|c/o) )?([^.!?]{3,60}?),? ` +
		`(?:and )?(?:not|never) (?:at |to )?((?:the|my|our) (?:flat|house|property|old \w+|address|home))`)
)

// overseenBy finds that somebody sees what comes by a way: whoever is afraid of that does not say "never" as well.
func (c *contactReader) overseenBy(sentence string) {
	if !c.safety() {
		return
	}
	m := seer.FindStringSubmatch(sentence)
	if m == nil {
		return
	}
	found := waysOf(strings.ToLower(m[1]))
	if len(found) == 0 && whatISend.MatchString(m[1]) && !strings.Contains(strings.ToLower(m[0]), " has") {
		found = []reading.Way{c.came}
	}
	for _, way := range found {
		c.add(reading.ContactNever, way, "", sentence)
	}
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

// negations begin what must not be done.
var negations = setOf(`don't dont never stop avoid not refrain`)

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
		if s[i].word == "never" && !bids(s, i) {
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
	if mustNotKnow.MatchString(sentence) && c.safety() {
		c.add(reading.ContactNever, reading.ByAny, person.FindString(sentence), sentence)
	}
	if m := noWay.FindString(sentence); m != "" {
		for _, way := range waysOf(strings.ToLower(m)) {
			c.add(reading.ContactNever, way, c.target(sentence), sentence)
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
		`talk on|speak on|be on)(?: on| over)? (?:the |a |my )?(?:tele)?(?:phone|calls?)\b`)
	forbidding = setOf(`ring phone call telephone text txt email mail post write send contact reply answer leave use` +
		` speak talk tell
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
			`(?:,? (?:please|pls|plz|thanks|thank you|ta|from now on|to|at|on|after|before|ok|just|only)| *$)`,
		`no (?:more )?(?:phone ?calls|calls|texts|emails|letters|post|voicemails?|whatsapps?),? (?:please|pls|plz)`)
	// a place or a way by which nothing is to come
	nothingBy = wholeWords(`nothing (?:sent |at all |else )?(?:by|in the|through the|over the|on the|to the|` +
		`at the|to my|` +
		`to our) (?:post|e?mail|text|phone|door|letterbox|house|flat|property|home|old address)`)
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
		`(?:don't|dont|do not) want (?:him|her|them) (?:seeing|knowing|finding|to (?:know|see|find))`)
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
	`(?:until|till|unless) (?:you|u|it|there|somebody|someone)`)

// forbidden reads one prohibition, from its negation at i.
func (c *contactReader) forbidden(sentence string, s []spoken, i int, mine bool, covered []bool) {
	const reach = 9
	verb := ""
	var found []reading.Way
	end := len(sentence)
	for k := i + 1; k < len(s) && k <= i+reach; k++ {
		w := s[k].word
		if turns[w] && (verb != "" || !forbidding[w]) ||
			w == "," && !(k+1 < len(s) && (forbidding[s[k+1].word] || s[k+1].word == "or" ||
				s[k+1].word == "and")) {
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
	if verb == "" {
		return
	}
	rest := sentence[s[i].to:end]
	if saysWhat.MatchString(sentence[s[i].to:]) {
		return
	}
	value := c.target(rest)
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
		c.add(reading.ContactNever, way, value, sentence)
	}
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
	case "tell", "speak", "talk", "discuss", "deal", "let", "mention", "give", "copy":
		if person.MatchString(rest) {
			return []reading.Way{reading.ByAny}
		}
	}
	return nil
}

var (
	// what a message calls the address or the number that it comes from
	thisAccount = wording.MustCompile(`\bthis (?:e-?mail )?(?:address|account|inbox|mailbox|number|one|thread)\b`)
	toHome      = wording.MustCompile(`\b(?:to|at) (?:the |my |our |that |this )?(?:house|home|flat|property|` +
		`old address|door|address)`)
	person = wording.MustCompile(`(?i)\b(?:him|her|them|anyone|anybody|my (?:husband|wife|partner|son|` +
		`daughter|mum|mother|dad|` +
		`father|sister|brother|ex|family|parents|neighbour)|the (?:family|tenant|house)|(?:speak|talk|` +
		`tell) (?:to )?[A-Z]\w+)\b`)
	named = wording.MustCompile(`(?i)\b(?:the |my |his |her |that |this )(?:old (?:one|1|number|address|` +
		`email|mobile|phone)|landline|` +
		`house phone|home phone|house|flat|property|work (?:number|phone|email)|mobile|family|husband|` +
		`partner|son|daughter|` +
		`mother|brother|sister)\b`)
)

// target is what a rule is about, as written.
func (c *contactReader) target(words string) string {
	for _, at := range []*wording.Expression{mailAddress, phoneNumber, named} {
		if v := at.FindString(words); v != "" {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// waysOf are the ways that words name, in their order.
func waysOf(low string) (found []reading.Way) {
	for _, w := range saidWord.FindAllString(low, -1) {
		if way, ok := ways[w]; ok && !slices.Contains(found, way) {
			found = append(found, way)
		}
	}
	return found
}

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
	if m == "" || strings.Contains(low, "only lift") || othersNever.MatchString(sentence) {
		return false
	}
	value := mailAddress.FindString(sentence)
	if value == "" {
		value = phoneNumber.FindString(sentence)
	}
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
	case strings.Contains(low, " me") || person.MatchString(m):
		c.add(reading.ContactOnly, reading.ByAny, "me", sentence)
	default:
		c.add(reading.ContactOnly, c.came, value, sentence)
	}
	return true
}

var (
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

var (
	please = wholeWords(`(?:ring|phone|call|text|txt|email|telephone)(?: \w+)? (?:me|us|back)\b`,
		`(?:ring|phone|call|text|email|telephone) (?:my|our|the|her|him|his)\b`,
		`(?:can|could|would|please|pls|plz)\b.{0,40}\b(?:ring|phone|call|telephone|text|give (?:me|`+
			`us) a (?:ring|call|bell))\b`,
		`you (?:can|may|could) (?:ring|phone|call|text|email|write|post|leave|reach|get)`,
		`(?:ring|phone|call|text|email) (?:is|are) (?:fine|ok|best|better)`,
		`(?:mobile|email|text|phone|post) is (?:fine|ok|best|better)`, `happy to be (?:rung|called|phoned)`,
		`(?:copy|copied|copying)\b.{0,12}\b(?:in|me|us|her|him|my|to)`,
		`on 0\d`, `my (?:number|mobile|num) is`, `(?:find it )?easier to talk`, `call ?back`)
	narrative = wholeWords(`(?:i|we|he|she|they|you|u|nobody|no one|somebody|someone|never|didn't|not|ever|`+
		`to|has|have|had|been|was) (?:ring|rang|rung|phoned|called|texted|emailed)`,
		`(?:nobody|no one|noone|never|you|they|he|she|u) (?:ever |has |have |even |once |will |did |didn't |`+
			`did not |said (?:you|they|he|she)(?:'d| would) )?(?:ring|rings|call|calls|phone|phones|text|rang|called)`)
)

// offers finds a way that may be used as well.
func (c *contactReader) offers(sentence, low string, s []spoken, forbidden []bool) {
	if !containsAny(low, []string{"ring", "phone", "call", "text", "txt", "mail", "cop", "number", "mobile", " on 0",
		"talk", "bell", "rung"}) {
		return
	}
	number, mail := phoneNumber.FindString(sentence), mailAddress.FindString(sentence)
	if !please.MatchString(sentence) || narrative.MatchString(sentence) && number == "" {
		return
	}
	for i, w := range s {
		way, ok := ways[w.word]
		if !ok || forbidden[i] || way == reading.ByPost {
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
	} else if strings.Contains(low, "cop") {
		c.add(reading.ContactAlso, reading.ByAny, mail, sentence)
	}
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
