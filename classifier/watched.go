package classifier

import (
	"strings"

	"complaints/classifier/internal/wording"
	"complaints/internal/reading"
)

// fear is how sure another reader is that a message is of somebody whom writing to them may harm.
type fear int

const (
	noFear   fear = iota // whatever the words sound like
	mayFear              // where the words of a wish say why
	halfFear             // where any words tell of somebody who is watched
	surelyFear
)

var (
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
		`frightened of`, `(?:stands?|standing|stood|sits?|sat) (?:right )?(?:next (?:to|2)|beside|behind|over) me`,
		`this is (?:his|her) (?:phone|e?mail|account|laptop)`,
		`(?:he|she)(?:'s|s| is) (?:still )?in the (?:house|flat|room)`,
		`who i live with`, `hits me`, `would have me`, `he'd have me`,
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
