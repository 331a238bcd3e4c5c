package reply

import (
	"fmt"
	"regexp"
	"strings"

	"complaints/internal/complaint"
)

// One look before words of a colleague go to somebody outside: whether they are for this reader, finished, and say what
// was decided. What is found is asked about; a machine does not judge it.

// Outgoing is what is known of where words are going.
type Outgoing struct {
	Ref      string
	Resident string   // the reader's name
	Known    string   // what the case holds already: the resident's words, addresses
	Staff    []string // names of the register, whom an answer may name
	Others   []string // names of other residents
	Files    int      // files that came with the reply
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
	unfinished = regexp.MustCompile(`\bDRAFT\b|(?i:\bdraft (?:\d|v\d|only|version|for|of|-))|\bTODO\b` +
		`|(?i:\b(?:tbc|tba|tbd|lorem ipsum)\b)|\bX{2,}\b|\bINSERT\b|\?{3,}|_{4,}|…{2,}`)
	bracketed    = regexp.MustCompile(`\[[^\]\n]{3,200}\]|<[A-Za-z][^>@\n]{2,60}>|\{\{?[^}\n]{2,60}\}`)
	notForReader = regexp.MustCompile(`(?i)\b(?:hold(?:ing)? off|(?:do not|don't|dont|please don't|not to be` +
		`|not be|never|before (?:we|you|I)) (?:send|sent|issue|write to (?:her|him|them)|tell (?:her|him|them))|` +
		`not (?:yet )?(?:final|finished|approved|cleared|signed off|for (?:the )?(?:resident|tenant|sending))` +
		`|for (?:your |internal |\S+'s )?(?:comments?|eyes|review|approval|info(?:rmation)? only)` +
		`|internal(?:ly)? (?:only|use|note)|` +
		`between (?:us|you and me|ourselves)|off the record|in confidence|entre nous|before (?:this` +
		`|it) (?:goes|is sent|leaves)|before you send|pl(?:ease|s) (?:check|amend|edit|review|approve` +
		`|confirm)|(?:can|could) (?:you|somebody) (?:check|look|add|confirm)|` +
		`legal (?:say|says|said|advise[ds]?|think|want|have|has|to tell)|if (?:she|he|they) (?:pushes|push` +
		`|complains?|kicks?|asks?|moans?)\b|here'?s (?:a|the|my) (?:draft|reply|suggested)|(?:sure` +
		`|certainly)[,!] here|as an ai\b|keep it short|to follow\b|see what you think)`)
	postscriptLine = regexp.MustCompile(`(?im)^\s*p\.? ?s\.?[\s:-].*$`)
	thirdReader    = regexp.MustCompile(`(?i)\b(?:the|this|our) (?:resident|tenant|complainant|customer` +
		`|leaseholder)(?:'s|s'|’s)?\b( (?:upstairs|downstairs|above|below|next door|opposite|of|at|in|who lives))?`)
	blame = regexp.MustCompile(`(?i)\b(?:liar|lying|lies|trouble ?maker|moan(?:er|ing|s)?|serial` +
		`|litigious|vexatious|nuisance|whing(?:er|ing|e)|time ?waster|paranoid|hysterical|greedy|crazy|mad` +
		`|idiot|stupid|lazy|pest|trying it on|cry(?:ing)? wolf|troublesome)\b`)
	helpCopied = regexp.MustCompile(`(?i)^\W*(?:and why|and the reason|and a name` +
		`|and your question(?: to the resident)?|and what was (?:said|agreed)` +
		`|then your full answer(?: to the resident)?|your full answer|why|reason|text|because\.*)\W*$` +
		`|\(or partly upheld, or not upheld\)`)
	attached    = regexp.MustCompile(`(?i)\b(?:attach(?:ed|ing|ment)s?|enclos(?:ed?|ing|ures?))\b`)
	personNouns = setOf("plumber electrician surveyor engineer contractor builder roofer plasterer " +
		"painter carpenter joiner gasman officer manager colleague " +
		"neighbour operative inspector technician caretaker warden supplier scaffolder doctor gp nurse carer " +
		"son daughter wife husband mother father mum dad sister brother " +
		"friend partner child tenant landlord leaseholder freeholder owner architect fitter decorator " +
		"glazier specialist consultant assistant director inspector lady man woman")
)

// Look says what in a command's words for somebody outside should be looked at first, a sentence each with the place.
func Look(c complaint.Command, k Outgoing) (found []string) {
	texts := []string{c.Text, c.Remedy}
	for _, a := range c.Actions {
		texts = append(texts, a.What)
	}
	for _, f := range c.Findings {
		texts = append(texts, f.Why)
	}
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
	if m := blame.FindString(text); m != "" {
		say("It may hurt whoever reads it", around(text, m))
	} else if c.Verb != complaint.VerbResolved { // what was agreed is told in the third person as a rule
		lookAtReader(text, say)
	}
	if m := attached.FindString(text); m != "" && (k.Files == 0 || c.Verb == complaint.VerbRespond) {
		say("It speaks of something that goes with it, and no file goes with our letters", around(text, m))
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
	for _, other := range k.Others {
		if len(strings.Fields(other)) > 1 && !strings.EqualFold(other, k.Resident) &&
			strings.Contains(strings.ToLower(text), strings.ToLower(other)) {
			say("It names another resident", around(text, other))
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
	for _, p := range []*regexp.Regexp{notForReader, postscriptLine} {
		if m := p.FindString(text); m != "" {
			say("It reads as if it were meant for a colleague", around(text, m))
			return
		}
	}
	for _, name := range k.Staff { // (Jo please check ...)
		first := complaint.FirstWord(name)
		if len(first) < 2 {
			continue
		}
		vocative := regexp.MustCompile(`(?:^|[\n([])\s*` + regexp.QuoteMeta(first) + `\s*(?:[,:–-]|please\b` +
			`|pls\b|can you\b)`)
		if m := vocative.FindString(text); m != "" {
			say("It speaks to a colleague", around(text, strings.TrimSpace(m)))
			return
		}
	}
}

// lookAtReader looks for words about the reader that are not to the reader.
func lookAtReader(text string, say func(why, place string)) {
	for _, m := range thirdReader.FindAllStringSubmatch(text, 10) {
		if m[1] == "" {
			say("It speaks of the reader, not to them", around(text, m[0]))
			return
		}
	}
	seen := false // somebody whom "she" may be
	for _, s := range sentences(text) {
		words := wordsOf(s)
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

// contradicts returns the sentence of an answer that decides otherwise than its outcome, "" if none does.
func contradicts(o complaint.Outcome, text string) string {
	for _, s := range sentences(text) {
		for _, at := range upholds.FindAllStringIndex(s, 5) {
			words := wordsOf(s[:at[0]])
			words = words[max(0, len(words)-7):]
			denied := anyOf(words, isNegation)
			part := anyOf(words, setOf("partly partially part if whether").has)
			switch {
			case part:
			case o == complaint.NotUpheld && !denied, o == complaint.Upheld && denied:
				return s
			}
		}
	}
	return ""
}

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
