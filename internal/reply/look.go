package reply

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/message"
)

// One look before words of a colleague go to somebody outside: whether they are for this reader, finished, and say what
// was decided. What is found is asked about; a machine does not judge it.

// Outgoing is what is known of where words are going.
type Outgoing struct {
	Ref      string
	Resident string   // the reader's name
	Known    string   // what the case holds already: the resident's words, addresses
	Staff    []string // names of the register, whom an answer may name
	Others   []string // names of other residents, and where they live
	Subject  string   // of the reply: what its writer put before ours
	Files    int      // files that came with the reply
	ByText   bool     // it goes as a text message, which others may read
}

var (
	anyRef     = regexp.MustCompile(`\b[A-Z]{2,5}-\d{4}-\d{4,8}\b`)
	salutation = regexp.MustCompile(`(?im)^\s*(?:dear|hi|hello|hey|good (?:morning|afternoon)` +
		`|morning)\b[ ,]*([\p{L}'’. -]{0,40}?)\s*(?:[,:!]|$)`)
	titledName  = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? (\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)`)
	addressLine = regexp.MustCompile(`\b\d{1,4}[A-Za-z]? (?:\p{Lu}[\p{L}'’]+ ){1,3}(?:Close|Court|Road` +
		`|Street|Way|House|Avenue|Lane|Drive|Gardens|Place|Terrace|Walk|Crescent|Square|Row|Rise|Grove|Hill` +
		`|Park|Green|Mews|View)\b`)
	postcode   = regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b`)
	unfinished = regexp.MustCompile(`\bDRAFT\b|(?i:\bdraft (?:\d|v\d|only|version|for|of|-))|\bTODO\b|\bWIP\b` +
		`|(?i:\b(?:tbc|tba|tbd|lorem ipsum|work in progress|first (?:cut|draft|stab)|rough (?:draft|version|cut)` +
		`|final (?:draft|version)|placeholder|embargo(?:ed)?|redraft(?:ed|ing)?|v\d+\.\d+|version \d|v\d+ for)\b)` +
		`|(?i:\bto be (?:confirmed|advised|inserted|filled in|finali[sz]ed|signed off)\b)|(?i:\b(?:add|insert` +
		`|fill in|complete) ` +
		`(?:the )?(?:date|dates|name|names|amount|details|figure|figures|sum|here)\b)` +
		`|(?i:£ ?(?:x+|y+|\.{2,}|_+|\?+))|\bX{2,}\b|\bINSERT\b|\?{3,}|_{4,}|…{2,}|\.{5,}`)
	bracketed = regexp.MustCompile(`\[[^\]\n]{3,200}\]|<[A-Za-z][^>@\n]{2,60}>|\{\{?[^}\n]{2,120}\}|<<[^>\n]{2,80}>>`)
	// what should not stand in a text message that anybody near the phone may read
	sensitive = regexp.MustCompile(`(?i)\b(?:arrears|debts?|owed?|rent|benefits?|universal credit|health|medical` +
		`|medication` +
		`|illness|disab\w+|pregnan\w+|hospital|doctor|gp|mental|diagnos\w+|depress\w+|anxiety|autis\w+|dementia` +
		`|cancer|police` +
		`|abus\w+|violen\w+|assault\w*|harass\w+|threat\w*|court|evict\w*|tenancy fraud|immigration|visa|asylum` +
		`|social worker` +
		`|social services|safeguarding|addict\w*|alcohol|drugs?|refuge|husband|wife|ex|partner)\b`)
	// how a subject says that what stands below it is not to go yet
	markedDraft = regexp.MustCompile(`\b(?:draft|wip|hold|not (?:for|final|to)|do not send|don't send|for ` +
		`(?:review|comment` +
		`|approval|checking|sign)|internal|tbc|unfinished|version|v\d)`)
	// what is said to a colleague: that it should wait, be looked at or be kept back
	notForReader = regexp.MustCompile(`(?i)\b(?:hold(?:ing)? off|hold fire|sit on (?:this|it)|(?:do not|don't|dont` +
		`|please don't|not to be|not be|never|before (?:we|you|I)) (?:send|sent|issue|issued|write to (?:her|him` +
		`|them)` +
		`|tell (?:her|him|them)|mention|let (?:her|him|them) know)|` +
		`not (?:yet )?(?:final|finished|approved|cleared|signed off|ready|for (?:the )?(?:resident|tenant|sending` +
		`|release|issue|issuing|circulation|publication|sharing|onward))` +
		`|for (?:your |internal |\S+'s )?(?:comments?|eyes|review|approval|sign[- ]?off|checking|proofing` +
		`|info(?:rmation)? only)|internal(?:ly)? (?:only|use|note)|internal:|` +
		`between (?:us|you and me|you & me|ourselves|these four walls)|off the record|in confidence|entre nous` +
		`|before (?:this|it|that)(?:'s| is| gets)? (?:goes|sent|leaves|issued|posted|out|released|signed)` +
		`|\bsight of (?:this|it|the)\b|(?:to|must) (?:see|check|read|approve|clear|look at|sign|finish|correct) ` +
		`(?:this|the|my)` +
		` (?:answer|letter|response|draft|wording|reply|e-?mail)\b|` +
		`before you send|pl(?:ease|s) (?:could you |can you )?(?:check|amend|edit|review|approve|confirm|tidy` +
		`|proof ?read|spell ?check|format|correct|polish|reword|shorten)\b|(?:can|could) (?:you|somebody|someone) ` +
		`(?:please )?(?:check|look|add|confirm|tidy|proof ?read|format|correct|reword|make sure|sort|amend)` +
		`|legal (?:say|says|said|advise[ds]?|think|want|have|has|to tell)|if (?:she|he|they) (?:pushes|push` +
		`|complains?|kicks?|asks?|moans?)\b|if pushed\b|here'?s (?:a|the|my|your) (?:draft|reply|suggested|revised)` +
		`|(?:sure|certainly|of course)[,!] here|as an ai\b|keep it short|text to follow\b|see what you think` +
		`|(?:if you(?:'d| would) like|would you like) me to (?:adjust|make it|change|shorten|add|rewrite|refine` +
		`|tailor` +
		`|soften|expand)|ai[- ]generated|(?:just )?so (?:that )?you know|heads? up|for (?:your )?info\b|\bfyi\b` +
		`|\bbtw\b` +
		`|by the way|\bn\.?b\.?\b|(?:go|tread|be) (?:carefully|careful|easy|gently)|she(?:'s| is) litigious` +
		`|we(?:'d| would)? better not|i(?:'d| would) suggest (?:£|offering|we)|(?:would|could|can|might) go (?:up ` +
		`)?to £)`)
	// a reason for more time names what is waited for: an approval, a review
	waitsFor = regexp.MustCompile(`(?i)\b(?:a?waiting|waits?|wait|asked|applied|apply|needs?|needed|sent) (?:\S+ ` +
		`){0,3}?for\b`)
	// that something depends on somebody else's yes
	conditional = regexp.MustCompile(`(?i)\b(?:subject to|pending|awaiting|depends on|unless|provided|once|if` +
		`|assuming|` +
		`until) (?:\S+ ){0,3}?(?:agree(?:s|d|ing|ment)?|approv(?:e|es|ed|ing|al)|sign[- ]?off|signs? (?:it )?off` +
		`|ok(?:ay)?s?` +
		`|object(?:s|ing)?|say[- ]so|says? (?:so|yes|otherwise)|confirm(?:s|ing|ation)?|clear(?:s|ed|ance)?|happy` +
		`|blessing` +
		`|authoris(?:es|ed|ation)|a view|checks?|looked at)\b`)
	postscriptLine = regexp.MustCompile(`(?im)^\s*p\.? ?s\.?[\s:-].*$`)
	// a line that speaks to the team, or to somebody by name, and asks something of them
	toColleagues = regexp.MustCompile(`(?im)(?:^|[(\[{])\s*(?:(?:to |hi |hello |dear )?(?:team|all|both|guys|folks` +
		`|colleagues|complaints(?: team)?|admin|comms)\s*[,:–-]|\p{Lu}[\p{L}'’]+(?: ?[,:–-]| please\b| pls\b) ?` +
		`(?:(?:can|could|would|will) you|please|pls|make sure|don't|do not|did you|have you|as discussed|as ` +
		`agreed|see)\b)`)
	thirdReader = regexp.MustCompile(`(?i)\b(?:the|this|our) (?:resident|tenant|complainant|customer` +
		`|leaseholder)(?:'s|s'|’s)?\b( (?:upstairs|downstairs|above|below|next door|opposite|of|at|in|who lives))?`)
	blame = regexp.MustCompile(`(?i)\b(?:liar|lying|lies|trouble ?maker|moan(?:er|ing|s)?|serial` +
		`|litigious|vexatious|nuisance|whing(?:er|ing|e)|time ?waster|paranoid|hysterical|greedy|crazy|mad` +
		`|idiot|stupid|lazy|pest|trying it on|cry(?:ing)? wolf|troublesome)\b`)
	helpCopied = regexp.MustCompile(`(?i)^\W*(?:and why|and the reason|and a name` +
		`|and your question(?: to the resident)?|and what was (?:said|agreed)` +
		`|then your full answer(?: to the resident)?|your full answer|why|reason|text|because\.*)\W*$` +
		`|\(or partly upheld, or not upheld\)`)
	attached = regexp.MustCompile(`(?i)\b(?:attach(?:es|ed|ing|ments?)?|enclos(?:ed?|es|ing|ures?)|herewith` +
		`|with this (?:letter` +
		`|e-?mail)|includ(?:e|ed|ing) (?:a copy|copies|the (?:photos?|photographs?|report|plan)))\b`)
	pictured    = regexp.MustCompile(`(?i)\b(?:photo(?:graph)?s?|pictures?|images?|plans?|drawings?|scans?|report)\b`)
	personNouns = setOf("plumber electrician surveyor engineer contractor builder roofer plasterer " +
		"painter carpenter joiner gasman officer manager colleague " +
		"neighbour operative inspector technician caretaker warden supplier scaffolder doctor gp nurse carer " +
		"son daughter wife husband mother father mum dad sister brother " +
		"friend partner child tenant landlord leaseholder freeholder owner architect fitter decorator " +
		"glazier specialist consultant assistant director inspector lady man woman")
)

// SpeaksOfFiles reports whether the words of an answer speak of something that goes with them, or of a picture.
func SpeaksOfFiles(text string) bool { return attached.MatchString(text) || pictured.MatchString(text) }

// Look says what in a command's words for somebody outside should be looked at first, a sentence each with the place.
func Look(c complaint.Command, k Outgoing) (found []string) {
	texts := []string{c.Text, c.Remedy}
	for _, a := range c.Actions {
		texts = append(texts, a.What)
	}
	for _, f := range c.Findings {
		texts = append(texts, f.Why)
	}
	texts = slices.DeleteFunc(texts, func(t string) bool { return strings.TrimSpace(t) == "" })
	text := strings.TrimSpace(strings.Join(texts, "\n"))
	switch c.Verb {
	case complaint.VerbRespond, complaint.VerbExtend, complaint.VerbAsk, complaint.VerbRefuse, complaint.VerbResolved:
	default:
		return nil // its words stay in the house
	}
	say := func(why, place string) { found = append(found, fmt.Sprintf("%s: %q.", why, excerpt(place))) }
	if c.Verb == complaint.VerbRefuse { // which may say where it was answered before
		k.Ref = ""
	}
	lookForOthers(text, k, say)
	lookUnfinished(text, k, say)
	if before, _, ok := strings.Cut(strings.ToLower(k.Subject), "re:"); ok && markedDraft.MatchString(before) {
		say("Its subject says that it is not to go yet", k.Subject)
	}
	if c.Verb == complaint.VerbRespond {
		lookAtShape(c.Text, k, say)
	} else if m := conditional.FindString(text); m != "" &&
		(c.Verb == complaint.VerbRefuse || c.Verb == complaint.VerbResolved) {
		say("It depends on what somebody else says", around(text, m))
	}
	if m := blame.FindString(text); m != "" {
		say("It may hurt whoever reads it", around(text, m))
	} else if c.Verb != complaint.VerbResolved { // what was agreed is told in the third person as a rule
		lookAtReader(text, say)
	}
	if m := attached.FindString(text); m != "" && len(c.Enclosed) == 0 {
		if c.Verb == complaint.VerbRespond && k.Files == 0 {
			say("It speaks of something that goes with it, and no file came with your reply", around(text, m))
		} else if c.Verb == complaint.VerbRespond || k.Files == 0 {
			say("It speaks of something that goes with it, and no file goes with this letter", around(text, m))
		}
	}
	if m := sensitive.FindString(text); m != "" && k.ByText && c.Verb == complaint.VerbAsk {
		say("It goes as a text message, which others may read", around(text, m))
	}
	if helpCopied.MatchString(c.Text) && c.Text != "" {
		say("It is a line of our own help", c.Text)
	}
	if c.Verb == complaint.VerbRespond {
		if place := contradicts(c.Outcome, c.Text); place != "" {
			say("You chose "+strings.ToUpper(string(c.Outcome))+", and the words say otherwise", place)
		}
	}
	return found
}

// lookForOthers looks for what belongs to somebody else's case.
func lookForOthers(text string, k Outgoing, say func(why, place string)) {
	for _, ref := range anyRef.FindAllString(text, 5) {
		if k.Ref != "" && !strings.EqualFold(ref, k.Ref) {
			say("It names another case", around(text, ref))
		}
	}
	me := Known{Resident: k.Resident}
	for _, m := range salutation.FindAllStringSubmatch(text, 5) {
		if !forReader(m[1], me) {
			say("It greets somebody else", m[0])
		}
	}
	known := strings.ToLower(k.Known)
	for _, p := range append(addressLine.FindAllString(text, 5), postcode.FindAllString(text, 5)...) {
		if !strings.Contains(known, strings.ToLower(p)) {
			say("It names an address that this case does not have", around(text, p))
		}
	}
	for _, m := range titledName.FindAllStringSubmatch(text, 10) {
		last := wordsOf(m[1])
		if len(last) > 0 && !me.named(last[len(last)-1]) && !me.named(last[0]) && contains(k.Others,
			last[len(last)-1]) {
			say("It names another resident", around(text, m[0]))
		}
	}
	lookForNames(text, k, say)
}

// possessive is what follows a name to say whose something is.
var possessive = regexp.MustCompile(`['’]s\b`)

// lookForNames looks for other residents and their homes. Whom the case speaks of itself may be named, and colleagues.
func lookForNames(text string, k Outgoing, say func(why, place string)) {
	words := " " + strings.Join(wordsOf(possessive.ReplaceAllString(text, "")), " ") + " "
	known := " " + strings.Join(wordsOf(k.Known+"\n"+k.Resident+"\n"+strings.Join(k.Staff, "\n")), " ") + " "
	for _, other := range k.Others {
		name := strings.Join(wordsOf(other), " ")
		if strings.Contains(name, " ") && strings.Contains(words, " "+name+" ") && !strings.Contains(known, " "+name+" ") {
			say("It names another resident or their home", around(text, other))
		}
	}
}

// forReader reports whether the name in a greeting is the reader's, or nobody's.
func forReader(name string, me Known) bool {
	words := wordsOf(name)
	if len(me.names()) == 0 {
		return true
	}
	general := setOf("sir madam or resident tenant customer mr mrs ms miss mx dr both all and to whom it may " +
		"concern there again")
	for _, w := range words {
		if me.named(w) {
			return true
		}
	}
	return !anyOf(words, func(w string) bool { return !general[w] })
}

func contains(names []string, word string) bool {
	for _, n := range names {
		parts := wordsOf(n)
		if len(parts) > 0 && parts[len(parts)-1] == word {
			return true
		}
	}
	return false
}

// lookUnfinished looks for what was not meant to go, or not yet.
func lookUnfinished(text string, k Outgoing, say func(why, place string)) {
	for _, p := range []*regexp.Regexp{unfinished, bracketed} {
		if m := p.FindString(text); m != "" {
			say("It does not look finished", around(text, m))
		}
	}
	for _, p := range []*regexp.Regexp{notForReader, postscriptLine, toColleagues} {
		if m := p.FindString(waitsFor.ReplaceAllString(text, "waiting ")); m != "" {
			say("It reads as if it were meant for a colleague", around(text, m))
			return
		}
	}
	for _, name := range k.Staff { // (Jo please check ...)
		first := message.FirstWord(name)
		if len(first) < 2 {
			continue
		}
		vocative := regexp.MustCompile(`(?:^|[\n([])\s*` + regexp.QuoteMeta(first) + `\s*(?:[,:–-]|please\b` +
			`|pls\b|can you\b)|\b` + regexp.QuoteMeta(first) + ` (?:\p{Lu}\p{L}+ )?(?:wants|needs|has|would like|must` +
			`|should|is|will|may)(?: to)? (?:see|check|read|approve|sign|ok|okay|clear|checking|reading|sight of` +
			`|look at|looking at) (?:this|it)\b`)
		if m := vocative.FindString(text); m != "" {
			say("It speaks to a colleague", around(text, strings.TrimSpace(m)))
			return
		}
	}
}

// lookAtShape looks for what stands outside the letter itself: above its greeting, below its close.
func lookAtShape(text string, k Outgoing, say func(why, place string)) {
	if place := aboveGreeting(text, Known{Resident: k.Resident}); place != "" {
		say("It stands above the greeting", place)
	}
	if place := aboveLetter(text); place != "" {
		say("It stands above the letter, and speaks to nobody in it", place)
	}
	if place := belowClose(text); place != "" {
		say("It stands below the close", place)
	}
	if place := contactOf(text); place != "" {
		say("It looks like the end of your mail, and would be part of the letter", place)
	}
	const whole = 20 // words, from which on an answer speaks to its reader
	if words := wordsOf(text); len(words) >= whole && !salutation.MatchString(text) && !anyOf(words, spokenTo.has) {
		say("It does not speak to the reader", text)
	}
}

// spokenTo are the words of one who speaks to somebody, in English and Welsh: you, and we or I.
var spokenTo = setOf("you your yours yourself you're you've you'd you'll chi eich ichi gennych we we've we'd we'll " +
	"we're i i've i'd i'll i'm ni")

// lookAtReader looks for words about the reader that are not to the reader.
func lookAtReader(text string, say func(why, place string)) {
	for _, m := range thirdReader.FindAllStringSubmatch(text, 10) {
		if m[1] == "" {
			say("It speaks of the reader, not to them", around(text, m[0]))
			return
		}
	}
	seen := false // somebody whom "she" may be
	addressed := toThem.MatchString(text)
	for _, s := range paragraphs(text) {
		words := wordsOf(s.text)
		if s.first && addressed && !anyOf(words[:min(1, len(words))], aboutThem.has) {
			seen = false // a new paragraph speaks of somebody again, or begins with who that was
		}
		s := s.text
		for i, w := range words {
			seen = seen || personNouns[w] || personNouns[strings.TrimSuffix(w, "'s")] || titles[w]
			if (w == "she" || w == "he" || w == "she's" || w == "he's" || w == "him" || w == "her" &&
				(i+1 >= len(words) || afterPerson[words[i+1]])) && !seen && !namedBefore(s, w) {
				say("It speaks of the reader, not to them", s)
				return
			}
		}
		seen = seen || namedBefore(s, "\x00")
	}
}

// sentence is one of a text, and whether it begins a paragraph.
type sentence struct {
	text  string
	first bool
}

// paragraphs divides a text into its sentences.
func paragraphs(text string) (all []sentence) {
	for _, p := range blankLine.Split(text, -1) {
		for i, s := range sentences(p) {
			all = append(all, sentence{s, i == 0})
		}
	}
	return all
}

var blankLine = regexp.MustCompile(`\n\s*\n`)

// namedBefore reports whether somebody is named in a sentence before a word, by a name inside it.
func namedBefore(s, w string) bool {
	at := strings.Index(strings.ToLower(s), " "+w)
	if at < 0 {
		at = len(s)
	}
	return innerName.MatchString(s[:at])
}

// innerName is a capital inside a sentence that may be somebody's.
var innerName = regexp.MustCompile(`[\p{Ll},] \p{Lu}\p{Ll}+\b`)

var upholds = regexp.MustCompile(`(?i)\b(?:uphold(?:ing)?|upheld)\b`)

var (
	// how a decision is told without its word
	against = regexp.MustCompile(`(?i)\b(?:(?:complaint|appeal|review) (?:is|was|has been|must be)(?: therefore)? ` +
		`(?:dismissed|rejected|unfounded|refused|declined|not (?:justified|substantiated|accepted))|(?:dismiss|reject` +
		`|decline) (?:your|this|the) (?:complaint|appeal)|(?:find|found|see|is|was) no (?:evidence of |sign of ` +
		`)?(?:fault` +
		`|failing|failure|maladministration|service failure)|cannot (?:agree with|support|accept) your complaint)`)
	infavour = regexp.MustCompile(`(?i)\b(?:(?:find|found|decided?) in your favour|your complaint (?:is|was) ` +
		`(?:therefore )?(?:justified|well[- ]founded|substantiated|accepted)|(?:i|we) (?:therefore |fully ` +
		`)*accept your ` +
		`complaint|you were right to complain)`)
	wholly = regexp.MustCompile(`(?i)\b(?:in full|fully|entirely|in its entirety|every (?:part|point))\b`)
)

// contradicts returns the sentence of an answer that decides otherwise than its outcome, "" if none does.
func contradicts(o complaint.Outcome, text string) string {
	granted, refusal := false, ""
	for _, s := range sentences(text) {
		switch {
		case o == complaint.Upheld && against.MatchString(s), o == complaint.NotUpheld && infavour.MatchString(s):
			return s
		}
		for _, at := range upholds.FindAllStringIndex(s, 5) {
			words := wordsOf(s[:at[0]])
			words = words[max(0, len(words)-7):]
			denied := anyOf(words, isNegation) || anyOf(words, setOf("unable").has)
			part := anyOf(words, setOf("partly partially part if whether").has) || inPart.MatchString(s[at[1]:])
			granted = granted || part || !denied
			switch {
			case part && o == complaint.Upheld && wholeComplaint.MatchString(s):
				return s
			case part:
			case o == complaint.NotUpheld && !denied, o == complaint.Upheld && denied,
				o == complaint.PartlyUpheld && !denied && wholly.MatchString(s):
				return s
			case denied:
				refusal = s
			}
		}
	}
	if o == complaint.PartlyUpheld && !granted {
		return refusal
	}
	return ""
}

var (
	inPart         = regexp.MustCompile(`(?i)^[^.;]{0,40}\b(?:in part|partly|partially|parts? of)\b`)
	wholeComplaint = regexp.MustCompile(`(?i)\b(?:(?:partly|partially) (?:uphold|upheld|upholding)|(?:in part|partly` +
		`|partially)(?: only)?\W*$)`)
)

func excerpt(s string) string {
	const most = 90
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}

// around is a place in a text with a few words on each side.
func around(text, place string) string {
	at := strings.Index(strings.ToLower(text), strings.ToLower(place))
	if at < 0 || at+len(place) > len(text) {
		return place
	}
	from, to := max(0, at-30), min(len(text), at+len(place)+40)
	return strings.ToValidUTF8(text[from:to], "")
}
