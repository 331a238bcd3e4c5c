package reply

import (
	"regexp"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/people"
)

// Plain words. They are read for what they ask of us: a question, a wish, an order, news that changes the case. What
// tells how things go and asks for nothing is an update.

// guesses are the questions back, by what a reply reads like.
var guesses = map[complaint.Verb]string{
	complaint.VerbRespond: "It reads like your answer. If it is, send it again and begin with RESPOND UPHELD, " +
		"RESPOND PARTLY UPHELD or RESPOND NOT UPHELD, with the whole answer below that line. Nothing else is sent on.",
	complaint.VerbExtend: "It reads as if you need more time. If so, begin with EXTEND, the new date and why. " +
		"Until then the date stands.",
	complaint.VerbReassign: "It reads as if somebody else should have it. If so, begin with REASSIGN and the name.",
	complaint.VerbConflict: "It reads as if you should not deal with this. If so, begin with CONFLICT and why. If it " +
		"makes no difference, begin with NOTE and say so.",
	complaint.VerbAsk: "It reads like a question. If it is for the resident, begin with ASK, and we send it.",
	complaint.VerbRefuse: "It reads as if it should be refused. Only the complaints team can do that: begin with " +
		"REFUSE, the code and why.",
	complaint.VerbStop: "It reads as if something should be stopped. If so, begin with STOP.",
}

// unclear is a reply that asks for something, nobody can tell what.
func (k Known) unclear(text string) complaint.Command {
	return complaint.Command{Text: text, Missing: "It asks for something, and we do not know what to do. " +
		"Nothing was sent " +
		"to the resident. The words below are those that we act on. For anything else please ring or write to the " +
		"complaints team."}
}

var (
	thanksOnly = regexp.MustCompile(`(?i)^\W*(?:(?:ok(?:ay)?|noted|thanks|thank you|many|very much|will do` +
		`|got it|fine|cheers|received|ta|great|` +
		`understood|perfect|lovely|no problem|on it|i'm|am|for (?:this|letting me know|the (?:reminder|update` +
		`|heads up))|all|again)\b\W*)+$`)
	bareWord = regexp.MustCompile(`(?i)^\W*(?:closed?|done|yes|no|upheld|not upheld|partly upheld|agreed?` +
		`|approved|accepted|confirmed|uphold|refused?|resolved|settled|sorted|complete[d]?|signed off|good to go` +
		`|go ahead|all good|no comments?|cleared|send (?:it|away|that)` +
		`|(?:ok(?:ay)?|good|fine|happy|ready) (?:for (?:you|it|this) )?to (?:go|send|issue|be sent|go out)(?: ` +
		`(?:it|this|that))?` +
		`|(?:that's |this is |it's |all )?(?:fine|good|ok|okay) (?:by|with|from) me(?: to (?:send|go))?)\W*$`)

	plainReassign = regexp.MustCompile(`(?i)^\W*(?:sorry\W+)?(?:(?:this|it)(?: is|'s)? )?(?:not (?:mine` +
		`|for me|my area|one of (?:mine|ours)|ours|one for (?:me|us))|wrong (?:person|team|area|department` +
		`|manager)|isn't (?:mine` +
		`|for me|my area))\b[\s,.:;-]*(?:this is for |it's for |it is for |please )?(.*)`)
	// that somebody else should have the case
	belongsElsewhere = regexp.MustCompile(`(?i)\b(?:this|it|case) (?:really |actually |probably )?(?:(?:should` +
		`|ought to|needs to|has to|must|wants to) (?:be|go|sit|come)|belongs|sits) (?:with|to|in|under|over to) ` +
		`(?:the )?\w+[^.?!\n]{0,30}\bnot (?:me|us|mine|ours|my|here)\b`)
	// that the resident agrees to somebody who speaks for them
	agreesToSpeaker = regexp.MustCompile(`(?i)\b(?:happy|content|fine|ok|okay|agrees?|agreed|consents?|gives?` +
		`|given|gave)\b[^.?!\n]{0,30}\b(?:daughter|son|husband|wife|partner|mum|mother|dad|father|sister|brother` +
		`|friend|neighbour|carer|niece|nephew|grand\w+|support worker|social worker|advocate` +
		`|solicitor)\b[^.?!\n]{0,15}\b(?:to|can|may|could) ` +
		`(?:speak|deal|act|handle|talk|sort|represent|write|be told|take (?:it|this) on)`)
	// where it is safe to reach the resident
	safeWay = regexp.MustCompile(`(?i)\b(?:safe|safest|only) (?:way |place |address |number )?(?:to ` +
		`(?:write|e-?mail|text|ring|call|phone|reach|use|contact)|is)\b`)
	ownDecision = regexp.MustCompile(`(?i)\b(?:i|we) (?:(?:would|do|have|am|are|'m|therefore|also|fully` +
		`|partly|partially) )*(?:agree|approve|uphold|don't uphold|do not uphold|accept|happy` +
		`|content)\b(?:.{0,25}\b(?:outcome|decision|answer|response|letter|that|this|complaint|with)\b)`)
	elsewhere = regexp.MustCompile(`(?i)\b(?:answer|response|reply|letter|comments?|decision` +
		`|report)s?\b(?: (?:is|are|was))?(?: (?:now|all))? (?:in|on|at|attached|below|above|enclosed|saved` +
		`|under|here)\b|` +
		`\b(?:see|as) (?:the |my )?(?:attached|below|above|enclosed|comments?)\b|\bplease (?:find` +
		`|see) (?:the )?(?:attached|below|enclosed)\b|\bsame (?:answer|response|reply|letter)\b` +
		`|\b(?:as|see) (?:per )?(?:the )?(?:below|above|attached|underneath|inline|beneath)\b` +
		`|\b(?:answer(?:s|ed)?|replie[sd]|respond(?:ed)?|comment(?:s|ed)?|notes?|remarks) (?:are )?(?:inline|in[- ` +
		`]line|below|above|beneath` +
		`|underneath|between the lines|in (?:red|blue|green|bold|capitals|caps|italics|the (?:body|text|thread` +
		`|e-?mail)))` +
		`|\bin red\b|\b(?:the|an?) (?:attached|enclosed)\b`)
	weighty = regexp.MustCompile(`(?i)\b(?:withdraw(?:s|n|ing|al)?|forget (?:about )?(?:the|her|his|their|this) ` +
		`complaint|drop(?:s|ping|ped)? (?:the|her|his|their` +
		`|it|this)(?: complaint)?|(?:has|have|sadly|he|she) (?:just )?died|passed away|deceased|bereave\w+|` +
		`solicitors?|legal (?:action|claim|proceedings)|issued a claim|(?:to|county|crown|small claims) court` +
		`|court (?:action|order|claim|case|hearing|papers)|ombudsman|judicial|no longer (?:wants|wishes)` +
		`|conflict of interest|complaint is about me|about me (?:and|personally|and)|complain(?:s|ing|ed) about me` +
		`|(?:i|we) (?:really )?(?:ought|should|shall|had better|'d better)(?:n't| not)(?: to)? (?:really )?(?:be |go on ` +
		`)?(?:the (?:one|person) )?(?:deal|handl|look` +
		`|investigat|answer|tak|do)\w*|(?:i|we) know (?:her|him|them) (?:socially|personally|well|privately` +
		`|outside|from)` +
		`|(?:shouldn't|should not|ought not to|can't|cannot) be (?:me|mine)\b|my (?:own )?(?:team|staff|decision` +
		`|mistake) ` +
		`(?:that )?(?:she|he|they)(?:'s|'re| is| are)? complain\w*` +
		`|(?:somebody|someone|anyone) else (?:should|ought|needs|must|had better))\b`)
	// what the writer has to do with the resident outside work
	related = regexp.MustCompile(`(?i)\bmy (?:(?:mother|father|sister|brother|son|daughter)[- ]in[- ]law` +
		`|wife|husband|partner|mum|mother|dad|father|sister|brother|son|daughter` +
		`|cousin|aunt|uncle|niece|nephew|ex|friend|best friend) (?:works?|worked|lives?|knows|is|was|used to)\b` +
		`|\b(?:she|he|they)(?:'s| is|'re| are) my (?:wife|husband|partner|mum|mother|dad|father|sister|brother|son` +
		`|daughter|cousin|aunt|uncle|niece|nephew|ex|friend|neighbour)\b` +
		`|\b(?:married|engaged|related|close) to (?:her|him|them|(?:her|his|their|the (?:tenant|resident)'?s?)\b` +
		`|(?:mr|mrs|ms|miss|dr)\b)|\b(?:going out with|seeing|living with|live with|friends with|mates with) ` +
		`(?:her|his|their) (?:\w+[- ]?){1,3}\b|\b(?:old|good|close|family|best) (?:friends?|mates?)\b` +
		`|\b(?:went to (?:school|college|church)` +
		`|grew up|go to (?:the same )?church|used to (?:work|live|go out)|went out) with (?:her|him|them)\b`)
	noConflict = regexp.MustCompile(`(?i)\b(?:no|not a|isn't a|without a) conflict of interest\b`)
	// that two complaints are one
	sameMatter = regexp.MustCompile(`(?i)^\W*(?:(?:it|this|that)(?:'s| is)? |looks? (?:like )?|seems )?(?:to be )?` +
		`(?:exactly )?(?:the )?same (?:thing|matter|complaint|issue|case|one) as\b`)
	notComplaint = regexp.MustCompile(`(?i)\b(?:isn't|not|never|hardly|no) (?:really |actually ` +
		`|strictly )?(?:a |an |one for |one of |` +
		`for )?(?:the |our )?(?:formal |proper )?complaints?\b|\b(?:don't|do not|can't|cannot) (?:think|see|believe|` +
		`consider)\b.{0,40}\bcomplaints?\b|\bshouldn't be\b.{0,20}\bcomplaints?\b|\bnot (?:one )?for us\b`)
	wishes = regexp.MustCompile(`(?i)^\W*(?:(?:(?:i|we) )?(?:still |do |just )?need to (?:know|hear|find out)\b` +
		`|(?:(?:i|we)(?:'m| am|'re| are)? )?(?:really |still )?(?:don't|do not|can't|cannot|didn't) ` +
		`(?:understand|follow|make sense of|work out)\b|(?:(?:i|we)(?:'m| am|'re| are)? )?` +
		`(?:not (?:sure|clear) (?:what|how|why|if|whether)` +
		`|confused\b|lost here|at a loss)` +
		`|(?:i|we)(?:'d| would) (?:like|prefer|rather)|(?:i` +
		`|we) (?:want|wish) (?:to|you|this|it)|(?:we|you|somebody|someone) (?:should|ought to|needs? to` +
		`|must) (?:not )?\w+)\b`)
	// that something has to be put off, whoever has to do it
	mustExtend = regexp.MustCompile(`(?i)\b(?:(?:going|need|needs|have|has|had|want|like|'ll|will) (?:to ` +
		`)?(?:have to |need to )?` +
		`(?:ask (?:you )?to )?(?:be )?(?:extend(?:ed)?|push(?:ed)? (?:it |this )?back|put (?:it |this )?(?:back` +
		`|off)|delay(?:ed)?)` +
		`(?: (?:it|this|the (?:answer|response|reply|deadline|date)))?|(?:won't|will not|can't|cannot|unable to) ` +
		`(?:be able to )?` +
		`(?:make|meet|hit|do|answer (?:it |this )?by) (?:the |this |that |our |my )?(?:date|deadline|target|\d` +
		`|monday|tuesday` +
		`|wednesday|thursday|friday))\b`)
	extensionTo = regexp.MustCompile(`(?i)\bextension (?:until|till|to|of|by|please)\b`)
	noMoreTime  = regexp.MustCompile(`(?i)\b(?:no (?:need|extension|more time)|(?:don't|do not|not|won't` +
		`|wouldn't|doesn't|didn't|never) (?:\w+ )?(?:change|move|extend|need|want|ask(?:ing)? for|require` +
		`|push)|(?:may|might) (?:need|have) to)\b`)
	wantsTime = regexp.MustCompile(`(?i)(?:^|[.!?\n,;]|\b(?:and|but|so|as|because)\b)\s*(?:(?:hi|hello` +
		`|sorry|afraid|also|unfortunately)\W+)*(?:(?:(?:i|we)(?:'ll|'d| will| would| do| am` +
		`| are)? (?:(?:really|also|probably|now|going to|definitely) )*)?(?:need|want|like|require` +
		`|have to have|asking for|ask for)\b.{0,25}\b(?:until|till|more time|longer|another|extra` +
		`|an? (?:further|extension)|extension|days? more|weeks? more)|` +
		`(?:please |can (?:i|we|you|this|it) |could (?:i|we|you|this|it) |may (?:i|we) |would you )(?:please ` +
		`|have |get |be )*(?:extend|an extension|more time|another|until|till|move (?:it|this|the)` +
		`|push (?:it|this|the)|put (?:it|this|the \w+) (?:back|off)|give (?:me|us)|a (?:further` +
		`|bit more|little more)|extended|moved|pushed|longer)|(?:please )?(?:give|allow` +
		`|grant) (?:me|us)\b|extension (?:please|to)\b|more time (?:please|needed)` +
		`|another (?:week|fortnight|few days|couple of \w+) (?:please|needed)` +
		`|(?:please )?(?:move|push) (?:(?:it|this|the date) )?(?:back|to)\b` +
		`|extn (?:please|to)|running late, (?:can|need))`)
	agreement = regexp.MustCompile(`(?i)\b(?:(?:happy|content|willing|ready|agreed|agrees|glad|pleased` +
		`|fine)\b(?: for (?:us|me|you|it|this)(?: all)?)? (?:to (?:be )?(?:close|leave|end|settle|drop|finish` +
		`|call)|(?:with|about) (?:that|this|it|the (?:offer|outcome|answer|result|settlement))(?:$` +
		`|[\s]*[.,;!]|\s+and\b|\s+now\b))|` +
		`(?:all|now|been|is|fully) (?:now )?(?:sorted|resolved|settled)\b(?: (?:with|by) (?:her|him|them` +
		`|the))?|agreed to (?:close|settle|leave)|accept(?:s|ed) (?:our|my|the) (?:apology|offer|settlement)` +
		`|(?:is|was|very|entirely|fully) satisfied\b|to (?:her|his|their) satisfaction|(?:you|we|i) can (?:now ` +
		`)?close` +
		`|(?:doesn't|does not|don't|do not) want to (?:take it|go|pursue|carry) (?:any )?(?:further|on|it)` +
		`|(?:wants|asked|asks) (?:it |us |me )?to (?:be )?clos(?:e|ed)|(?:can|could|to) forget (?:about )?(?:it` +
		`|this|(?:the|her|his|their) complaint))`)
)

// plain reads a reply that begins with no command.
func (k Known) plain(text string) complaint.Command {
	update := complaint.Command{Verb: complaint.VerbNote, Guess: complaint.VerbNote, Text: text,
		Sure:       complaint.Likely,
		Adjustment: labelled(text, "ADJUSTMENT"), Tenure: labelled(text, "TENURE")}
	switch {
	case wordsOf(text) == nil, bareWord.MatchString(text):
		return complaint.Command{Missing: "Your reply did not say what to do. Nothing has changed and nothing was " +
			"sent to the resident."}
	case byMachine(text):
		return k.unclear(text)
	case thanksOnly.MatchString(text):
		return update
	}
	if c, ok := k.plainAct(text); ok {
		return c
	}
	if k.readContact(text, false) == attempt {
		return complaint.Command{Verb: complaint.VerbAttempted, Guess: complaint.VerbAttempted, Text: text,
			Sure: complaint.Likely}
	}
	return update
}

// plainAct reads what plain words ask for, if they ask for anything.
func (k Known) plainAct(text string) (complaint.Command, bool) {
	asked := func(guess complaint.Verb) (complaint.Command, bool) {
		c := k.unclear(text)
		if c.Guess = guess; guesses[guess] != "" {
			c.Missing = "Nothing was sent to the resident. " + guesses[guess]
		}
		return c, true
	}
	lower := strings.ToLower(text)
	contact := k.readContact(text, false)
	switch {
	case asksToStop(text):
		return likely(complaint.VerbStop, text), true
	case answerLike(text), strings.Count(lower, "your complaint") > 0 && toThem.MatchString(text):
		return asked(complaint.VerbRespond)
	case (wantsTime.MatchString(text) || (mustExtend.MatchString(text) ||
		extensionTo.MatchString(text)) && !aboutOthersDate(text)) &&
		!noMoreTime.MatchString(text):
		return k.plainExtension(text), true
	case settled(text):
		return likely(complaint.VerbResolved, text), true
	case notComplaint.MatchString(text):
		return asked(complaint.VerbRefuse)
	case plainReassign.MatchString(text):
		m := plainReassign.FindStringSubmatch(text)
		if name := strings.TrimSpace(strings.TrimRight(m[1], "!. ")); name != "" && len(strings.Fields(name)) <= 5 {
			return complaint.Command{Verb: complaint.VerbReassign, Guess: complaint.VerbReassign, Name: name,
				Text: text, Sure: complaint.Likely}, true
		}
		return asked(complaint.VerbReassign)
	case belongsElsewhere.MatchString(text):
		return asked(complaint.VerbReassign)
	case agreesToSpeaker.MatchString(text) && !anyOf(wordsOf(text), isNegation):
		return likely(complaint.VerbConsent, text), true
	case safeWay.MatchString(text) && people.ContactIn(text) != (people.Contact{}):
		return likely(complaint.VerbSafe, text), true
	case ownDecision.MatchString(text), elsewhere.MatchString(text):
		return asked(complaint.VerbRespond)
	}
	if c, ok := k.plainAbsence(text); ok && (c.Away.From == 0 || c.Away.From <= k.Today.AddDays(7)) {
		if asksOf(text) {
			return asked(complaint.VerbUnclear)
		}
		return c, true
	}
	switch {
	case related.MatchString(text):
		return asked(complaint.VerbConflict)
	case weighty.MatchString(noConflict.ReplaceAllString(text, "")), sameMatter.MatchString(text), asksOf(text):
		return asked(complaint.VerbUnclear)
	case contact == spoken:
		return complaint.Command{Verb: complaint.VerbContacted, Text: text, Wants: wanted(text),
			Adjustment: labelled(text, "ADJUSTMENT"), Sure: complaint.Unmistakable}, true
	case contact != attempt && wentToSee(text):
		return complaint.Command{Verb: complaint.VerbContacted, Guess: complaint.VerbContacted, Text: text,
			Wants: wanted(text), Adjustment: labelled(text, "ADJUSTMENT"), Sure: complaint.Likely}, true
	}
	return complaint.Command{}, false
}

// likely is a verb that plain words ask for, which is read back before it is done.
func likely(verb complaint.Verb, text string) complaint.Command {
	return complaint.Command{Verb: verb, Guess: verb, Text: text, Sure: complaint.Likely}
}

var (
	dearLine     = regexp.MustCompile(`(?im)^\W*(?:dear|annwyl)\s+\p{L}`)
	outcomeAlone = regexp.MustCompile(`(?im)^\W*(?:(?:stage (?:1|2|one|two) )?(?:outcome|decision|finding` +
		`|result)\s*[:=-]\s*` +
		`)?(?:complaint )?(?:not |part(?:ly|ially) )?upheld\b\W*$`)
)

// answerLike reports whether words without a command read like an answer to the resident: they greet somebody, say a
// decision on a line of its own, or speak to a reader at length.
func answerLike(text string) bool {
	const long = 40 // words
	words := wordsOf(text)
	spoken := 0
	for _, w := range words {
		if spokenTo[w] {
			spoken++
		}
	}
	return dearLine.MatchString(text) || outcomeAlone.MatchString(text) && len(words) > 3 ||
		spoken > 2 && len(words) > long
}

// aboutOthersDate reports that somebody else is said to need or to have more time.
func aboutOthersDate(text string) bool {
	for _, s := range sentences(text) {
		at := mustExtend.FindStringIndex(s)
		if at == nil {
			at = extensionTo.FindStringIndex(s)
		}
		if at == nil {
			continue
		}
		before := wordsOf(s[:at[0]])
		if n := len(before); n > 0 && articles[before[n-1]] { // "an extension"
			before = before[:n-1]
		}
		if !anyOf(before, func(w string) bool { return aboutThem[w] || articles[w] || personNouns[w] || titles[w] }) {
			return false
		}
	}
	return true
}

// settled reports whether the resident is said to agree that it is settled: now, and not if or when.
func settled(text string) bool {
	for _, s := range sentences(text) {
		at := agreement.FindStringIndex(s)
		if at == nil || strings.Contains(s, "?") {
			continue
		}
		before := wordsOf(s[:at[0]])
		if !anyOf(before, isNegation) && !anyOf(before, isUnreal) && !anyOf(before, setOf("hoping claims "+
			"claim make sure have far want says when i i'm we").has) {
			return true
		}
	}
	return false
}

var (
	orders = setOf("add answer arrange ask assign book bring call cancel change chase check close combine " +
		"confirm consider contact " +
		"copy correct delay delete disregard do don't draft drop email escalate extend find fix follow " +
		"forget forward get give " +
		"go hold ignore include inform issue join keep leave let link log look make mark merge move offer " +
		"open order park pass " +
		"pay phone postpone prepare print provide put raise read record refer refuse reject remind remove " +
		"replace reply resend " +
		"respond return ring save say schedule see send separate set show sign speak split start stop " +
		"suspend take talk tell " +
		"transfer treat turn update use wait withdraw write hand allow suggest speed reopen reallocate redirect pause")
	// that are as often a noun, an adjective or a participle
	alsoNouns = setOf("answer book call change check close contact copy delay draft email fix issue link log " +
		"look mark move offer " +
		"order park pass pay phone print record reply return ring schedule set show sign start stop talk " +
		"turn update use put read wait")
	alsoPast   = setOf("put set read let split") // "put a card through" tells what was done
	afterOrder = setOf("it this that these those her him them me us my our your the a an all any everyone " +
		"both off back up down out somebody someone nothing everything whoever please")
	auxiliaries = setOf("can could would will do does is are has have should may shall am did was were")
	subjects    = setOf("i we you someone somebody anyone anybody she he they it there this that one")
	askers      = setOf("what what's who who's how how's where where's which why why's whose")
	beginnings  = setOf("please pls kindly just and also so then ok okay hi hello thanks sorry can or but " +
		"now team all morning")
)

// asksOf reports whether a text asks something of its reader: a question, an order, a request, a wish.
func asksOf(text string) bool {
	for _, s := range sentences(text) {
		if strings.Contains(s, "?") || wishes.MatchString(s) || requests(s) {
			return true
		}
		for _, c := range clauses(s) {
			if ordersAt(c.words) && (c.first || !alsoPast[c.words[0]]) {
				return true
			}
		}
	}
	return false
}

var pleaseNote = regexp.MustCompile(`(?i)\bplease note\b`)

// requests reports a sentence that says please, or that is a question without its mark.
func requests(s string) bool {
	words := wordsOf(pleaseNote.ReplaceAllString(s, ""))
	if anyOf(words, setOf("please pls").has) {
		return true
	}
	for len(words) > 0 && beginnings[words[0]] && words[0] != "can" {
		words = words[1:]
	}
	first, second := at(words, 0), at(words, 1)
	modal := setOf("can could would may shall should will")
	return auxiliaries[first] && subjects[second] || modal[first] && (second == "the" || titles[second]) ||
		askers[first] && (strings.HasSuffix(first, "'s") || auxiliaries[second]) || first == "how" && second == "to"
}

// ordersAt reports whether a clause begins with an order.
func ordersAt(words []string) bool {
	for len(words) > 0 && beginnings[words[0]] {
		words = words[1:]
	}
	verb, next := at(words, 0), at(words, 1)
	switch {
	case !orders[verb]:
		return verb == "never" && orders[next] || verb == "do" && next == "not"
	case next == "":
		return !alsoNouns[verb] && len(words) == 1
	case beBefore[next], isUnreal(next), auxiliaries[next]:
		return false
	case alsoPast[verb] && articles[next]: // "Put a heater in for her" tells what was done
		return next == "your" || next == "my"
	case alsoNouns[verb]:
		return afterOrder[next]
	}
	return true
}

// plainExtension reads a request for more time in plain words. The date is the one that leads from now until then; the
// reason is what follows a word that gives one: the resident is to read a reason, not half a sentence.
func (k Known) plainExtension(text string) complaint.Command {
	c := complaint.Command{Verb: complaint.VerbExtend, Guess: complaint.VerbExtend, Sure: complaint.Likely}
	if byMachine(text) {
		return k.unclear(text)
	}
	from, to := 0, 0
	for _, lead := range leadsToDate.FindAllStringIndex(text, 10) {
		if d, at := findDate(text[lead[1]:], k.Today); d != 0 && at[0] < 16 {
			c.Date, from, to = d, lead[0], lead[1]+at[1]
			break
		}
	}
	if c.Date == 0 {
		var at []int
		if c.Date, at = findDate(text, k.Today); c.Date == 0 {
			c.Missing = "Give the new date as day, month and year, for example EXTEND 18/12/2026, and then say why."
			return c
		}
		from, to = at[0], at[1]
	}
	c.Text = strings.TrimSpace(plainReason.FindString(firstSentence(text[to:])))
	if c.Text == "" {
		c.Text = strings.TrimSpace(plainReason.FindString(text[:from]))
	}
	c.Text = strings.TrimRight(beforeReason.ReplaceAllString(c.Text, ""), " ,.;")
	c.Missing = reasonMissing(c)
	return c
}

func firstSentence(text string) string {
	if all := sentences(text); len(all) > 0 {
		return all[0]
	}
	return ""
}

var (
	leadsToDate = regexp.MustCompile(`(?i)\b(?:until|till|to|by)\b(?: the)?\s*`)
	plainReason = regexp.MustCompile(`(?is)\b(?:because|since|due to|(?:a)?waiting|as (?:the|we|our|i)` +
		`|for (?:the|a|an|our|some)|so that)\b[^,;]*`)
)
