package reply

import (
	"regexp"
	"strings"
)

// A reply in plain words is read by its grammar: who does something, whether it has been done, and to whom. The lists
// here are the closed classes of English, not phrases.

// clause is a stretch of words without punctuation inside, as far as it matters here.
type clause struct {
	words []string // in lower case
	asks  bool     // a question mark ends its sentence
	first bool     // it begins a sentence
}

var (
	word        = regexp.MustCompile(`[\p{L}\p{N}£@][\p{L}\p{N}'@.:/&-]*`)
	sentenceEnd = regexp.MustCompile(`[.!?]+(?:["')\]]+)?(?:\s|$)|\n+`)
	clauseEnd   = regexp.MustCompile(`[,;:()\[\]"]|\s[-–—]+\s|\s&\s`)
)

// sentences divides a text.
func sentences(text string) (all []string) {
	for text != "" {
		at := sentenceEnd.FindStringIndex(text)
		if at == nil {
			at = []int{len(text), len(text)}
		}
		if s := strings.TrimSpace(text[:at[1]]); s != "" {
			all = append(all, s)
		}
		text = text[at[1]:]
	}
	return all
}

// clauses divides a text at its punctuation.
func clauses(text string) (all []clause) {
	for _, s := range sentences(text) {
		asks, first := strings.Contains(s, "?"), true
		for _, part := range clauseEnd.Split(s, -1) {
			if w := wordsOf(part); len(w) > 0 {
				all = append(all, clause{words: w, asks: asks, first: first})
				first = false
			}
		}
	}
	return all
}

// wordsOf returns the words of a text in lower case.
func wordsOf(text string) []string {
	text = strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	found := word.FindAllString(text, -1)
	for i, w := range found {
		found[i] = strings.TrimRight(w, ".:/-'&")
	}
	return found
}

type wordSet map[string]bool

func setOf(words string) wordSet {
	s := wordSet{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}

// at is a word of a clause, "" beyond its ends.
func at(words []string, i int) string {
	if i < 0 || i >= len(words) {
		return ""
	}
	return words[i]
}

var (
	negations = setOf("not never no none nobody nothing neither nor without cannot cant dont doesnt didnt " +
		"wont wasnt isnt arent hasnt havent hadnt couldnt wouldnt shouldnt unable refused refuses declined yet hardly")
	// what has not happened, or not for certain
	unreal = setOf("will shall would could should might may must if when once unless until till try trying " +
		"tried tries " +
		"hope hopes hoping hopefully plan plans planning going need needs want wants waiting tomorrow later soon " +
		"next gonna aim aiming intend due expect expecting ought")
	beBefore = setOf("is are was were be been being am has have had isn't it's that's")
	weekdays = setOf("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur " +
		"thurs fri sat sun")
	firstNames = setOf("i we i'm i've i'll i'd we're we've we'll we'd me us my our")
	aboutThem  = setOf("she he they she's he's they're she'd he'd they'd she'll he'll they'll they've")
	// words after "her" that show it to be the person and not whose something is
	afterPerson = setOf("i we she he they it you who and but or so because as since when while after before " +
		"then this that " +
		"the a an to at on in by for from about with of over out up back again just now today yesterday " +
		"earlier already " +
		"twice once briefly directly personally last first both also too myself there here regarding re via through " +
		"half all is was has had says said wants asked asking if whether how what why she's he's they're " +
		"late straight three four five six seven eight nine ten several many her him re ref")
)

// isNegation reports a word that takes back, contractions included.
func isNegation(w string) bool { return negations[w] || strings.HasSuffix(w, "n't") }

// isUnreal reports a word that puts something into the future or under a condition.
func isUnreal(w string) bool { return unreal[w] || strings.HasSuffix(w, "'ll") }

func anyOf(words []string, is func(string) bool) bool {
	for _, w := range words {
		if is(w) {
			return true
		}
	}
	return false
}

// takesBack reports whether words say that something is not so, not yet so, or only hoped or asked.
func takesBack(text string) bool {
	return strings.Contains(text, "?") || anyOf(wordsOf(text), isNegation)
}

// machineWords are how programs speak to whoever wrote to them.
var machineWords = regexp.MustCompile(`(?i)\byour (?:call|ticket|request|message|enquiry|inquiry|query` +
	`|e-?mail|mail|mailbox|case|` +
	`reference|submission|order|account|feedback)(?: \S+){0,3}? (?:has|have|was|were|is|are|will|been` +
	`|received|reached)\b|` +
	`\byour (?:stay|invitation|calendar|subscription|password|voicemail)\b|` +
	`\btickets?\s*(?:no\b|number|id|#|\d|closed|created|logged)|\bdo not reply\b|\bno-?reply\b|\bautomat(?:ic` +
	`|ed|ically)\b|` +
	`\byour \S+ (?:has|have) been \w+ed\b|\bunsubscribe\b|\boffice is (?:now )?closed\b|\bthank you for (?:your ` +
	`(?:e-?mail|message|enquiry` +
	`|patience)|contacting|getting)\b|` +
	`\bworkflow\b|\bby the system\b|\bmaintenance\b.{0,20}\buntil\b|\bwas read on\b|\bmessage (?:detected` +
	`|could not|was)\b|\brecipient\b|` +
	`\bhas been (?:logged|accepted for)\b`)

// byMachine reports whether a text reads like a program's. A machine's text is never a command.
func byMachine(text string) bool { return machineWords.MatchString(text) }
