package reply

import (
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
)

// Whether a reply tells of a conversation with the resident: with nobody else, and one that has been held.

var (
	// what cannot be done without the other
	spokeVerbs = setOf("spoke spoken talked chatted met seen saw reached interviewed")
	// what can be done in vain
	triedVerbs = setOf("rang rung called phoned telephoned visited contacted")
	// what may follow the verb where whom it is about goes without saying
	withoutObject = setOf("she he they i we it at on this today yesterday just and")
	articles      = setOf("the a an his their our my your")
	speaks        = setOf("wants want wanted would said says told asked asks asking agreed agrees explained " +
		"confirmed feels thinks happy fine accepts accepted likes prefers needs")
	residentNouns = setOf("tenant resident customer complainant leaseholder occupier lady gentleman " +
		"householder tenants residents leaseholders")
	titles      = setOf("mr mrs ms miss mx dr prof rev sir madam")
	betweenVerb = setOf("to with up in round out back again briefly just quickly personally directly over " +
		"through and see visit hold of on the by phone w had a good long quick short useful chat word call " +
		"talk conversation")
	tellers = setOf("i we i've we've have had just also finally then and now already yes ok okay hi " +
		"hello thanks both today this morning afternoon yesterday evening did do managed so that been was " +
		"got eventually earlier last night monday tuesday wednesday thursday friday first contact " +
		"contacted fyi update hiya note come came off")
)

// contact is what a text tells of having spoken with the resident.
type contact int

const (
	noContact contact = iota
	attempt           // they were not reached
	perhaps           // somebody, or some way, that nobody can be sure of
	spoken            // they were spoken with
)

// noAnswer is how people say that they reached nobody.
var noAnswer = regexp.MustCompile(`(?i)\b(?:voice ?mails?|vm|no (?:answer|reply|response|one (?:in|home|there` +
	`|at home|answered))|` +
	`nobody (?:in|home|there|at home|answered)|left (?:(?:a|her|him|them|another) )*(?:message|msg|card|note` +
	`|voice ?mail)|carded|` +
	`(?:did ?n.?t|did not|won.?t|not|never) (?:answer|pick(?:ing)? up|answering|respond)|` +
	`(?:could ?n.?t|could not|can.?t|unable to) (?:reach|get (?:hold|through|in\b|an answer))|` +
	`tr(?:ied|ying) (?:to (?:ring|call|phone|reach|contact|visit|see)|ringing|calling|phoning|again|her|him|them)|` +
	`rang out|rings out|engaged|no access|(?:was ?n.?t|not) (?:in|home|at home)|(?:put|left|posted) a (?:card` +
	`|note)|went to voice ?mail|goes to voice ?mail)\b`)

// visited is how people say that they went to somebody's home, which is a conversation as a rule.
var visited = regexp.MustCompile(`(?i)(?:^|[.!?;,\n]\s*|\b(?:i|we)(?:'ve| have)? )(?:just |also |have |then )*` +
	`(?:popped|nipped|went|called|dropped|stopped|been|drove|walked) (?:\w+ )?(?:round|over|by|in|out` +
	`|across|up|along)\b` +
	`[^.!?\n]{0,24}?` +
	`\b(?:her|hers|him|his|them|theirs|mrs?|ms|miss|the (?:tenant|resident|flat|house))\b`)

// wentToSee reports whether the words tell of a visit to the resident that they do not deny or put off.
func wentToSee(text string) bool {
	for _, s := range sentences(text) {
		if m := visited.FindStringIndex(s); m != nil && !strings.Contains(s, "?") && !noAnswer.MatchString(text) &&
			!anyOf(wordsOf(s[:m[1]]), isNegation) && !anyOf(wordsOf(s[:m[1]]), isUnreal) {
			return true
		}
	}
	return false
}

// readContact says whether the words tell of a conversation with the resident. asCommand is whether they stand after
// CONTACTED, so that who was spoken with need not be said again.
func (k Known) readContact(text string, asCommand bool) contact {
	found, other, another := noContact, false, false
	unanswered := noAnswer.MatchString(text)
	for n, c := range clauses(text) {
		if c.asks {
			continue
		}
		for i := range c.words {
			got := k.contactAt(c, i, asCommand && n == 0)
			if another = another || k.namesAnother(c.words[i:]); another && got == spoken && !anyOf(c.words[i:],
				k.named) {
				got = perhaps // "her" may be somebody else
			}
			other = other || got == perhaps
			if got == spoken && (spokeVerbs[c.words[i]] || !unanswered) {
				return spoken
			}
			found = max(found, got)
		}
	}
	switch {
	case unanswered && !other:
		return attempt
	case asCommand && !other && !unanswered && k.residentSpeaks(text):
		return spoken
	case other, found == spoken:
		return perhaps
	}
	return found
}

// contactAt reads the verb at one place of a clause.
func (k Known) contactAt(c clause, i int, asCommand bool) contact {
	verb, next := c.words[i], i+1
	switch {
	case spokeVerbs[verb], triedVerbs[verb]:
	case verb == "phone" && (at(c.words, i-1) == "the" || at(c.words, i-1) == "phone") && (at(c.words,
		i+1) == "to" || at(c.words, i+1) == "with"):
	case verb == "see" && at(c.words, i-1) == "to" && anyOf(c.words[:i], setOf("been went gone popped").has):
	case setOf("chat word call conversation talk meeting").has(verb) && at(c.words, i+1) == "with":
	case verb == "hold" && at(c.words, i+1) == "of" && at(c.words, i-1) == "got":
	case verb == "had" && k.onTheLine(c.words[i+1:]):
	default:
		return noContact
	}
	for _, w := range c.words[:i] {
		if isNegation(w) || isUnreal(w) {
			return noContact
		}
	}
	for next < len(c.words) && betweenVerb[c.words[next]] && k.resident(c.words[next:]) == 0 {
		next++
	}
	object := k.resident(c.words[next:])
	if object == 0 {
		switch {
		case asCommand && (withoutObject[at(c.words, next)] || next >= len(c.words) && i > 0):
			return spoken
		case asCommand && i == 0 && startsUnanswered(c.words[1:]):
			return noContact
		case asCommand && i == 0 && (spokeVerbs[at(c.words, next)] || triedVerbs[at(c.words, next)]):
			return noContact // the keyword alone
		}
		if triedVerbs[verb] && (next >= len(c.words) || afterPerson[c.words[next]] && !articles[c.words[next]]) {
			return noContact // in vain, or whom goes without saying
		}
		return perhaps
	}
	for _, w := range c.words[:i] {
		if !tellers[w] && !weekdays[w] && !k.isMine(w) && !strings.ContainsAny(w, "0123456789") && !betweenVerb[w] {
			return perhaps // somebody else may have spoken with them
		}
	}
	return spoken
}

// onTheLine reports words such as "Ms Rahman on the phone".
func (k Known) onTheLine(words []string) bool {
	n := k.resident(words)
	return n > 0 && at(words, n) == "on" && setOf("phone line").has(at(words, n+2))
}

// startsUnanswered reports that words begin with how people say that they reached nobody.
func startsUnanswered(words []string) bool {
	at := noAnswer.FindStringIndex(strings.Join(words, " "))
	return at != nil && at[0] == 0
}

func (s wordSet) has(w string) bool { return s[w] }

// resident returns how many words at the beginning name the resident, 0 if they do not.
func (k Known) resident(words []string) int {
	first, second := at(words, 0), at(words, 1)
	switch {
	case first == "him", first == "them":
		return 1
	case first == "her":
		if second == "" || afterPerson[second] || weekdays[second] || strings.ContainsAny(second, "0123456789") ||
			strings.HasSuffix(second, "'ll") || strings.HasSuffix(second, "ly") {
			return 1
		}
		return 0
	case (first == "the" || first == "our" || first == "this") && residentNouns[second]:
		return 2
	case residentNouns[first]:
		return 1
	case titles[first]:
		for n := 1; n < len(words) && n <= 3; n++ {
			if k.named(words[n]) {
				return n + 1
			}
		}
		if len(k.names()) == 0 && second != "" {
			return 2
		}
	case k.named(first):
		return 1
	}
	return 0
}

// residentSpeaks reports whether the resident is said to want or to have said something.
func (k Known) residentSpeaks(text string) bool {
	for _, c := range clauses(text) {
		if c.asks || anyOf(c.words[:min(len(c.words), 3)], func(w string) bool {
			return firstNames[w] &&
				isUnreal(at(c.words, 1))
		}) {
			continue
		}
		for i, w := range c.words {
			n := k.resident(c.words[i:])
			if aboutThem[w] {
				n = 1
			}
			for j := i + n; n > 0 && j < min(i+n+3, len(c.words)); j++ {
				if speaks[c.words[j]] {
					return true
				}
			}
			if n > 0 && strings.HasSuffix(w, "'d") {
				return true
			}
		}
	}
	return false
}

// namesAnother reports that words begin with the name of somebody else: a colleague, or anybody with a title.
func (k Known) namesAnother(words []string) bool {
	first, second := at(words, 0), at(words, 1)
	return titles[first] && second != "" && !k.named(second) && !k.named(at(words, 2)) && len(k.names()) > 0 ||
		!k.named(first) && !k.isMine(first) && slices.Contains(k.Colleagues, first)
}

// names are the parts of the resident's name in lower case.
func (k Known) names() []string {
	var parts []string
	for _, n := range wordsOf(k.Resident) {
		if !titles[n] && len(n) > 1 && !strings.Contains(n, "@") {
			parts = append(parts, n)
		}
	}
	return parts
}

func (k Known) named(w string) bool {
	for _, n := range k.names() {
		if n == w {
			return true
		}
	}
	return false
}

// isMine reports a part of the writer's own name.
func (k Known) isMine(w string) bool {
	for _, n := range wordsOf(k.Writer.Name) {
		if n == w {
			return true
		}
	}
	return false
}

func (k Known) contactedCommand(s shape) complaint.Command {
	text := s.all()
	c := complaint.Command{Verb: complaint.VerbContacted, Text: text, Wants: wanted(text),
		Adjustment: labelled(text, "ADJUSTMENT"), Safe: saysSafe(text)}
	c.Issues, _ = issueLines(text)
	switch got := k.readContact("contacted "+text, true); {
	case byMachine(text):
		return k.unclear(text)
	case got == attempt:
		return complaint.Command{Verb: complaint.VerbAttempted, Text: text, Sure: complaint.Likely}
	case got == spoken:
		c.Sure = complaint.Unmistakable
	case s.mark == apart && got == noContact && len(strings.Fields(text)) >= 2 && !takesBack(text) &&
		!anyOf(wordsOf(text), isUnreal):
		c.Sure = complaint.Likely
		if s.caps && s.sep == ": " { // as a button opens it, to be written behind
			c.Sure = complaint.Unmistakable
		}
	default:
		c.Missing = "If you have spoken with the resident, begin with CONTACTED and say in a few words what " +
			"was said, for example: CONTACTED rang Ms Rahman, she would like the ceiling repaired before Christmas. " +
			"Whom else you spoke with is in the file."
	}
	return c
}

var safeNow = regexp.MustCompile(`(?i)\b(?:(?:is|are|she's|he's|they're|now|all|both|were|was|feels?|made it|made) ` +
	`(?:all |both |now |quite |perfectly )*safe|safe and (?:well|sound)|out of danger|came to no harm|unharmed)\b`)

// saysSafe reports words by which somebody is safe, and nothing in their sentence that takes that back.
func saysSafe(text string) bool {
	safe := false
	for _, s := range sentences(text) {
		if !safeNow.MatchString(s) {
			continue
		}
		if words := wordsOf(s); anyOf(words, isNegation) || anyOf(words, isUnreal) || strings.Contains(s, "?") {
			return false
		}
		safe = true
	}
	return safe
}
