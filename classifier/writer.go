package classifier

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/wording"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// writerSignal begins the signal of words that say who writes.
const writerSignal = "w:"

// What words and rarity weigh next to the model when the writer is named, as logarithms of odds. Found by leaving
// authors out: the model learnt from many residents and few others.
const (
	writerVoice = 7.0
	writerRare  = 1.5
	// a word of the address speaks for somebody. A resident may write from work, but not from a councillor's mailbox or
	// a machine's
	mailboxVoice = 5.0
	mailboxSure  = 7.0
)

var iStranger = slices.Index(linear.WriterLabels, string(reading.WriterStranger))

// writer reads who wrote the message: where it came from, else what it says.
func (r *scan) writer(kind reading.Kind) reading.Writer {
	if w := r.c.book.writerAt(r.in.From); w != "" {
		if w == reading.WriterOfficial && r.c.book.writerOf(r.in.From) == reading.WriterPolitician {
			return reading.WriterPolitician // a councillor has a mailbox of the council's
		}
		return w
	}
	if kind == reading.KindAutomated {
		return reading.WriterMachine
	}
	if r.namesAndHome() || r.letsSomebodyAct() {
		return reading.WriterResident
	}
	if r.in.Channel == message.SMS && r.speaksOf(reading.IntentWrongNumber) && r.has(r.c.signals.writers[iStranger]) {
		return reading.WriterStranger
	}
	p := r.c.model.Head("writer").Of(r.raw)
	box, mailbox := r.c.book.writerOf(r.in.From), mailboxVoice
	if box == reading.WriterPolitician || box == reading.WriterMachine {
		mailbox = mailboxSure
	}
	best, top := 0, math.Inf(-1)
	for i := range p {
		score := math.Log(max(float64(p[i]), 1e-7))
		if i > 0 {
			score += writerRare
		}
		if r.has(r.c.signals.writers[i]) {
			score += writerVoice
		}
		if reading.Writer(linear.WriterLabels[i]) == box {
			score += mailbox
		}
		if score > top {
			best, top = i, score
		}
	}
	return reading.Writer(linear.WriterLabels[best])
}

// writerAt is who writes from an address, by its domain; "" is not known.
func (b *rulebook) writerAt(address string) reading.Writer {
	_, domain, found := strings.Cut(strings.ToLower(strings.Trim(address, " <>")), "@")
	for found && domain != "" {
		if w := b.domains[domain]; w != "" {
			return w
		}
		_, domain, found = strings.Cut(domain, ".")
	}
	return ""
}

// namesAndHome reports a message of a name and an address and no more, with which people say who they are.
func (r *scan) namesAndHome() bool {
	const few = 10
	return len(r.t.Tokens)-r.t.FirstBody <= few && givesHome(r.readable) &&
		!slices.ContainsFunc(r.c.signals.writers[:], r.has) && !someKin.MatchString(r.readable)
}

// letsSomebodyAct reports the words with which residents let somebody act for them: nobody else can say "for me".
func (r *scan) letsSomebodyAct() bool {
	text := strings.NewReplacer("\u2019", "'", "\u2018", "'").Replace(r.readable)
	return containsAny(strings.ToLower(text), forMeWords) && actsForMe.MatchString(text)
}

var (
	forMeWords = []string{" for me", " my behalf", " in my name", " about my c"}
	actsForMe  = wholeWords(`my `+kin+`\b[^.!?]{0,40}\b(?:can|may|will|could|`+
		`has my (?:permission|consent) to|is allowed to|to) `+
		`(?:act|speak|talk|deal|complain|write|answer|sort (?:it|this)|handle (?:it|this)|decide|sign)\b[^.!?]{0,25}`+
		`\b(?:for me|on my behalf|in my name)`,
		`(?:i|i'd) (?:would )?(?:like|want|agree|consent|let|allow|authori[sz]e|ask|give)\b[^.!?]{0,60}\b(?:to )?`+
			`(?:act|acting|speak|speaking|talk|deal|complain|write)\b[^.!?]{0,25}\b(?:for me|on my behalf|in my name)`,
		`(?:(?:mr|mrs|ms|miss|dr) \w+|\w+ \w+ (?:from|of|at) [^.!?]{3,40}|he|she|they)\b[^.!?]{0,15}\b(?:can|may|will|could|`+
			`is to|are to|is allowed to)\b[^.!?]{0,40}\b(?:act|speak|talk|deal|complain|write|answer)\b[^.!?]{0,25}`+
			`\b(?:for me|on my behalf|in my name)`)
)

// writerOf is the writer for whom a word of an address speaks, the name before the @ first; "" is none.
func (b *rulebook) writerOf(address string) reading.Writer {
	for _, word := range strings.FieldsFunc(strings.ToLower(address), func(c rune) bool { return c < 'a' || c > 'z' }) {
		if w := b.mailboxes[word]; w != "" {
			return w
		}
	}
	return ""
}

// speaksForSomebody reports a writer who is not the resident and may write for one.
func speaksForSomebody(w reading.Writer) bool {
	switch w {
	case reading.WriterRelative, reading.WriterRepresentative, reading.WriterPolitician,
		reading.WriterProfessional:
		return true
	}
	return false
}

var (
	consentTold = wholeWords(`power of attorney`, `attorney for`, `\blpa\b`, `deputy`, `appointee`,
		`court of protection`,
		`(?:signed|written|verbal|her|his|their) (?:authority|consent|permission|agreement|mandate|form)`,
		`(?:authority|consent|permission|mandate)(?: form| note)?(?: is| are|,)? (?:attached|enclosed|`+
			`herewith|signed|on file|with you|has been with you)`,
		`(?:she|he|they|mum|dad|mam|nan|gran|mother|father)(?:'s| has| have| is| are)? (?:happy for|`+
			`says? yes|said yes|agrees?|agreed|consents?|consented|`+
			`knows? (?:that )?i|asked me|asks me|asked us|asked that i|said (?:i|u|you) (?:can|may)|`+
			`says (?:i|u|you) (?:can|may)|said to|signed|given me|gave me|`+
			`sat (?:here|next)|sitting|beside me|next to me|here with me|content for|okayed|ok'd|wants me to)`,
		`(?:asked|authorised|instructed|appointed) (?:me|us|by)`, `(?:we|i) (?:now )?act for`,
		`at (?:his|her|their) request`, `with (?:his|her|their) (?:consent|permission|agreement|leave|say.so)`,
		`has given (?:me|us)`, `given (?:me|us) (?:leave|consent|permission)`, `for (?:mr|mrs|ms|miss) \w+ \w+, who`)
	consentDenied = wholeWords(`(?:doesn't|dont|don't|does not|not|didn't) know (?:that )?(?:i'm|im|i am|`+
		`i've|i have|me|about this|i)`, `(?:hasn't|has not|haven't|have not|never) (?:asked|agreed|signed|given)`,
		`(?:would|she'd|he'd|shed|hed) (?:kill|be furious|be mortified|hate|go mad|die|be cross)`,
		`without (?:her|his|their) (?:knowing|knowledge|consent)`, `no longer act`,
		`withdr[ae]wn? (?:it|her|his|consent|authority)`,
		`(?:consent|authority|form|permission)\b.{0,20}\b(?:to follow|will follow|follows|once|not yet|`+
			`when she|when he)`, `(?:don't|dont|do not) have (?:a |any )?(?:signed )?(?:form|consent|authority)`,
		`changed (?:her|his) mind`)
	consentGiven = wholeWords(`(?:i|we) (?:hereby )?(?:agree|consent|give (?:my |our )?(?:permission|`+
		`consent)|authori[sz]e|am happy for|say it is ok|say it's ok|say yes)`,
		`i'm (?:happy for|giving)`, `(?:you|u) (?:can|may|have my permission to) (?:speak|talk|discuss|deal|tell)`,
		`(?:my|has|have|got|her|with) (?:say.so|permission|consent)`,
		`(?:can|may|will|could|does) (?:speak|talk|act|deal|complain) for me`,
		`speaks? for me`, `(?:deal|talk|speak) (?:with|to) (?:my|our)\b.{0,40}\b(?:from now|from here|`+
			`instead|about (?:it|this|my))`)
	consentRefused = wholeWords(`(?:not|n't|never|no longer) (?:act|speak|authorised|allowed|said|`+
		`complain) (?:for|he|she|they)`, `does not act for me`, `never (?:said|asked|agreed)`,
		`take back what i signed`,
		`(?:don't|dont|do not) want (?:my |him|her|them)`, `ignore (?:his|her|their) (?:letter|email)`,
		`deal with me only`)
)

// consentWords: no resident lets somebody speak for them without one of these, in small letters.
var consentWords = []string{"agree", "consent", "permission", "authori", "happy for", "say so", "say-so", "speak",
	"talk", "deal", "act for", "say it",
	"say yes", "complain for", "giving", "ignore", "take back"}

// consent reads whether the resident agrees that the writer speaks for them.
func (r *scan) consent(w reading.Writer) reading.Consent {
	text := strings.NewReplacer("\u2019", "'", "\u2018", "'").Replace(r.in.Subject + "\n" + r.readable)
	if w == reading.WriterResident && r.letsSomebodyAct() && !consentRefused.MatchString(text) {
		return reading.ConsentGiven
	}
	if w == reading.WriterResident && !containsAny(strings.ToLower(text), consentWords) {
		return ""
	}
	switch {
	case w == reading.WriterResident && consentRefused.MatchString(text) &&
		r.speaksOf(reading.IntentRepresentative):
		return reading.ConsentNone
	case w == reading.WriterResident && consentGiven.MatchString(text) && aboutAPerson.MatchString(text):
		return reading.ConsentGiven
	case !speaksForSomebody(w):
		return ""
	case consentDenied.MatchString(text):
		return reading.ConsentNone
	case consentTold.MatchString(text):
		return reading.ConsentTold
	}
	return reading.ConsentNone
}

const kin = `(?:mum|mam|mom|mother|dad|father|nan|nana|gran|granny|grandma|grandmother|grandad|grandfather|` +
	`son|daughter|brother|` +
	`sister|aunt|auntie|aunty|uncle|niece|nephew|husband|wife|partner|boyfriend|girlfriend|cousin|friend|` +
	`mate|neighbour|lad)`

const name = `((?:(?:Mr|Mrs|Ms|Miss|Dr|Rev)\.? )?[A-Z][\p{L}'-]+(?: [A-Z][\p{L}'-]+){0,3})`

const titledName = `((?:Mr|Mrs|Ms|Miss|Dr)\.? (?:[A-Z]\.? )*[A-Z][\p{L}'-]+(?: [A-Z][\p{L}'-]+){0,2})`

var (
	aboutAPerson = wholeWords(`my `+kin, `(?:mr|mrs|ms|miss|dr) \w`,
		`(?:support worker|social worker|carer|advocate|solicitor|councillor|adviser)`, `(?:that|for|to|with) [A-Z]\w+`)
	// whom a message is about, the surest way of saying it first
	aboutWhom = []*wording.Expression{
		wording.MustCompile(`(?i:\b(?:client|constituent|patient|pupil|service user|tenant|resident|caller|` +
			`customer|for|about|re|behalf of))\b[:,]? ` + titledName),
		wording.MustCompile(`\b(?i:my|our|her|his) (?i:late |elderly |` +
			`dear )?(?i:` + kin + `)(?i:-in-law)?,? \(?` + name),
		wording.MustCompile(titledName),
		wording.MustCompile(`(?i:\b(?:i'm|i am|this is|im)) ` + name + `'s (?i:` + kin + `|carer|sister|` +
			`support|social)`),
		wording.MustCompile(`(?i:\b(?:look after|about|for|with|called|name is|named|behalf of)) ` + name),
	}
	mourned = []*wording.Expression{
		wording.MustCompile(`\b(?i:my|our|her|his|your) (?i:dear |late )?(?i:` + kin + `|tenant|resident|` +
			`client)(?i:-in-law)?,? \(?` + name),
		wording.MustCompile(name + `,?(?: of [^.!?]{3,40},)?(?:,? \d[^.!?]{3,30},)? (?i:has |had |have |` +
			`sadly |is |was |now |also |just )*(?i:died|passed (?:away|on)|passed|deceased|` +
			`no longer with us|gone|dead|slipped away)`),
		wording.MustCompile(`(?i:\b(?:the late|death of|estate of|inquest (?:touching|` +
			`into) (?:the death of)?|lost|buried|burying|name (?:is|was)|memory of|passing of)) (?i:my |` +
			`our |your tenant,? )?(?i:` + kin + ` )?` + name),
		wording.MustCompile(name + `['\x{2019}]?s (?i:funeral|cremation|burial|wake|ashes|death)`),
		wording.MustCompile(titledName),
	}
	died = wholeWords(`died`, `dies`, `passed (?:away|on|over)`, `deceased`, `death`, `dead`, `no longer with us`,
		`slipped away`, `god (?:has )?(?:took|taken|take)`, `body`,
		`(?:lost|buried|burying|cremated) (?:my|our|her|him|uncle|aunt|[A-Z]\w+)`,
		`the late`, `my late`, `(?:she|he|she has|he has|shes|hes|is|has)(?:'s)? gone`, `(?:in|went in) (?:his|`+
			`her) sleep`,
		`coroner`, `funeral`, `executor`, `probate`, `die in the night`, `passed`, `(?:didn't|didnt|`+
			`did not) (?:make it|survive)`,
		`(?:with|gone to) (?:the lord|god|jesus)`, `ashes`, `we (?:have |just )?lost`, `lost (?:him|her)`, `got killed`,
		`was killed`, `(?:didn't|didnt|did not|never) w[ao]ke(?:n)? up`, `said (?:goodbye|our goodbyes)`,
		`took (?:him|her|my|our|dad|mum|mam|nan|grandad)`, `estate of`, `late (?:mother|father|mum|dad|husband|`+
			`wife|brother|`+
			`sister|aunt|uncle|grandmother|grandfather|nan|son|daughter|partner|tenant)`)
)

// forWhom is the name of whom a message is about, where somebody else writes.
func (r *scan) forWhom(w reading.Writer) string {
	switch w {
	case reading.WriterResident, reading.WriterMachine, reading.WriterSupplier, "":
		return ""
	}
	subject := subjectOf(r.in)
	body := r.readable
	if at := strings.LastIndex(strings.TrimSpace(body), "\n"); at > len(body)/2 {
		body = body[:at] // the last line is who signs
	}
	for _, e := range aboutWhom {
		for _, text := range []string{subject, body} {
			if m := e.FindStringSubmatch(text); m != nil && !slices.Contains(notNames, m[1]) {
				return strings.TrimSuffix(strings.TrimSpace(m[1]), "'s")
			}
		}
	}
	return ""
}

// notNames begin sentences and letters, and are nobody's name.
var notNames = strings.Fields(`Dear Please The He She They It This That Housing Complaints Team Hello Hi We You` +
	` My His Her If As`)

// death is the name of the resident reported dead, as written; the words for them where no name is.
func (r *scan) death(w reading.Writer) string {
	const plainly = 0.4 // whatever the words for it
	limits, p := &r.c.table.Notes, r.note(nDeath)
	if r.in.Context == reading.ContextManager || p < limits.Death &&
		!(p >= limits.DeathSure && r.has(r.c.signals.plainDeath)) {
		return ""
	}
	text := subjectOf(r.in) + "\n" + r.readable
	if r.note(nDeath) < plainly && !died.MatchString(text) {
		return ""
	}
	if w == reading.WriterResident && neighbourDied.MatchString(text) {
		return "" // whose home is empty now, and not whose case this is
	}
	for _, e := range mourned {
		if m := e.FindStringSubmatch(text); m != nil && !slices.Contains(notNames, m[1]) {
			return m[1]
		}
	}
	return cmp.Or(someKin.FindString(text), strings.TrimSpace(theDead.FindString(text)))
}

var (
	theDead       = wholeWords(`your tenant`, `the (?:tenant|resident)`, `she`, `her`, `he`, `him`)
	someKin       = wholeWords(kin)
	neighbourDied = wholeWords(`(?:my|our|the|a|an|old) (?:\w+ )?(?:neighbour|(?:man|woman|lady|gentleman|bloke|chap|`+
		`tenant|person|couple|fella|lad|girl) (?:next door|upstairs|downstairs|above|below|opposite|across))\b`+
		`[^.!?]{0,40}`+
		`\b(?:died|dead|passed|death)`, `next door\b[^.!?]{0,25}\b(?:died|passed|is dead|dead)`)
)

// setsLawyers is harm in words only: "I will set my solicitor on you".
const setsLawyers = `(?:set|setting|sic|unleash|turn|put|let) (?:my |our |the |a )?(?:solicitor|lawyer|barrister|mp|` +
	`councillor|union|press|papers|ombudsman|brief)s?(?: loose)? (?:on|onto|after) ` +
	`(?:you|u|yous|ye|the lot of you|your)`

var lawyersSet = wholeWords(setsLawyers)

var (
	legalThreat = wholeWords(setsLawyers, `(?:see (?:you|u|yous) in court|take (?:you|u|yous|this|`+
		`it) to (?:the )?(?:court|county court|small claims|a judge|tribunal)|taking (?:you|u) to|`+
		`court action against you)`,
		`(?:will|shall|'ll|going to|gonna|ill|to) (?:instruct|get|see|go to|consult|have|be getting|`+
			`be seeing|speak to) (?:a |my |our )?(?:solicitor|lawyer|barrister)s?`,
		`(?:will|shall|'ll|to|and|our instructions are to) (?:issue|sue|start (?:a claim|proceedings)|`+
			`begin proceedings|commence proceedings|take legal (?:action|advice))`,
		`(?:or|then) (?:it'?s|its) (?:court|the solicitor)`,
		`letter (?:of|before) (?:claim|action)`, `pre-action`, `formal notice b(?:efore|4) action`,
		`(?:solicitor|court|small claims)\b.{0,20}\b(?:next|if)`, `legal action (?:against|will)`,
		`refer (?:the matter|it) to our (?:panel )?solicitors`)
	pressThreat = wholeWords(`(?:to|tell|telling|contact|ring|ringing|write to|speak to|with|in|on) (?:the |`+
		`a |our |my )?(?:local )?(?:press|papers?|newspapers?|gazette|echo|news|media|journalist|reporter|`+
		`bbc|itv|radio|watchdog)\b`,
		`(?:bbc|itv|gazette|echo|newspaper|radio|news|press|reporter|journalist)\b.{0,30}\b(?:interested|`+
			`coming|film|story|ring|rang|asked|column)`,
		`(?:all over|on|onto) (?:facebook|twitter|tiktok|social media)`, `oral questions`)
	atProperty = wholeWords(`(?:window|office|shutter|building|van|bollard|gate|door|barrier|camera|car)s?`)
	atPeople   = wholeWords(`(?:you|u|him|her|them|officer|manager|staff|engineer|caretaker|lads?|boys?|` +
		`whoever|anyone|anybody|somebody|next one|inspector|hospital|ambulance|teeth|legs|dog)`)
)

// Without one of these words nobody threatens with the court, or with the press.
var (
	legalWords = []string{"court", "solicitor", "lawyer", "barrister", "issue", "sue", "proceedings", "legal",
		"claim", "b4 action", "judge"}
	pressWords = []string{"press", "paper", "news", "gazette", "echo", "media", "journalist", "reporter", "bbc",
		"itv", "radio", "facebook",
		"twitter", "tiktok", "oral questions"}
)

// threatens reads what a message threatens: harm first, then the court, then the press.
func (r *scan) threatens() reading.Threat {
	text := strings.NewReplacer("\u2019", "'", "\u2018", "'").Replace(r.readable)
	switch {
	case r.in.Context == reading.ContextManager:
		return ""
	case r.violent() && atProperty.MatchString(text) && !atPeople.MatchString(text):
		return reading.ThreatProperty
	case r.violent():
		return reading.ThreatStaff
	case containsAny(strings.ToLower(text), legalWords) && legalThreat.MatchString(text):
		return reading.ThreatLegal
	case containsAny(strings.ToLower(text), pressWords) && pressThreat.MatchString(text):
		return reading.ThreatPress
	}
	return ""
}
