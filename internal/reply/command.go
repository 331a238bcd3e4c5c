package reply

import (
	"regexp"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/people"
)

// The commands whose shape is a word and what it needs.

// tail is what may follow a command of one word without taking it back.
type tail struct {
	plain  bool           // it says that something is done, which nothing in it may deny or put off
	future bool           // "on my way" is as good as done
	needs  *regexp.Regexp // without it what follows may be about something else; nil if nothing is needed
	spoils *regexp.Regexp // with it the command does not hold
	// without what is needed the command does not hold either, in capitals or not
	demands bool
}

var tails = map[complaint.Verb]tail{
	complaint.VerbTaken: {plain: true, future: true, spoils: regexp.MustCompile(`(?i)^(?:off|offline|aback|ill|sick` +
		`|poorly|note|a|to|away|down|out|back|up|from|on board)\b`)},
	complaint.VerbPosted: {plain: true, spoils: regexp.MustCompile(`(?i)\b(?:back|returned?|portal|wrong|room` +
		`|addressee|gone away|mistakes?|error|instead|neighbour|another|other|only|but|except|to be|lost` +
		`|unstamped)\b`)},
	complaint.VerbDone: {plain: true, spoils: regexp.MustCompile(`(?i)\b(?:half|part(?:ly)?|some of|most of|still` +
		`|what i can|almost|nearly|except|apart from|but|to be|first|so far|mostly|bar|minus|all i can)\b`)},
	// a consent that was given, in whatever way; the word alone says so too
	complaint.VerbConsent: {plain: true, needs: regexp.MustCompile(`(?i)\b(?:agree[sd]?|received?|giv(?:en|es)` +
		`|gave|sign(?:ed|s)` +
		`|confirm(?:ed|s)?|attached|enclosed|said yes|says yes|verbal|written|in writing|by (?:phone|e-?mail` +
		`|letter|text)` +
		`|on (?:file|record)|obtained|in place|provided|returned|back|happy|fine|ok(?:ay)?|yes|form in|rang` +
		`|phoned|wrote|told` +
		`|checked|seen|got)\b`),
		demands: true,
		spoils: regexp.MustCompile(`(?i)\b(?:still|outstanding|needed|pending|await(?:ed|ing)|chas(?:ed|ing)` +
			`|asked for|only` +
			`|to be|to follow|to get|to obtain|request(?:ed)?|sent|withdr[ae]wn?|withdraws|revoked?|expired?` +
			`|lapsed|refused?` +
			`|declined?|limited|unclear|missing|form (?:sent|out|posted|to)|but|except|last (?:year|time))\b`)},
	complaint.VerbWithdrawn: {spoils: regexp.MustCompile(`(?i)^\W*(?:from|by (?:the )?(?:contractor|supplier` +
		`|manufacturer)|offer|labour|service)\b|\b(?:if|unless|once|until|maybe|perhaps|may|might|would|consider\w*` +
		`|thinking|not|no|never|only)\b`)},
	complaint.VerbConflict: {
		needs: regexp.MustCompile(`(?i)\b(?:i|i'm|i've|my|me|we|our|myself|interest)\b|@`),
		spoils: regexp.MustCompile(`(?i)^\W*(?:none|no|not)\b|\b(?:diary|calendar|dates?|message|meeting` +
			`|synchroni)`),
	},
	complaint.VerbResolved: {spoils: regexp.MustCompile(`(?i)\b(?:not (?:really )?(?:resolved|settled|happy` +
		`|agreed|sorted|accepted)|isn't|hasn't|hasnt|isnt|not yet|can't close|cannot close|still wants|` +
		`but (?:she|he|they) still|on the system|system shows|marked as|should be|will be|hopefully|if (?:she` +
		`|he|they)|as far as|according to|supposedly|apparently|allegedly|on paper|in theory|they (?:say|claim` +
		`|reckon)` +
		`|for now|for the moment|temporarily|pending|once|until|a?waiting|(?:her|him|them) to (?:say|agree` +
		`|confirm|accept)|neither|i'm not|i am not|i doubt|unconvinced|or ` +
		`so)\b`)},
	complaint.VerbAccept: {spoils: regexp.MustCompile(`(?i)^\W*(?:or|that|this invitation|cookies|my|our)\b`)},
	complaint.VerbRequest: {spoils: regexp.MustCompile(`(?i)\b(?:more|further|info(?:rmation)?|received|sent` +
		`|ticket|diary|sheets|photos|from (?:him|her|them))\b`)},
	complaint.VerbEscalate: {},
	complaint.VerbApprove: {plain: true, spoils: regexp.MustCompile(`(?i)\b(?:but|except|if|once|unless|until|subject` +
		`|after|when|please|chang\w+|add|remove|with)\b`)},
	complaint.VerbAnswered: {plain: true}, complaint.VerbAttempted: {future: true},
}

// falseCommand reads FALSE and why there is no danger: "FALSE alarm, it was the toaster".
func falseCommand(s shape) complaint.Command {
	why := strings.Trim(falseAlarm.ReplaceAllString(s.all(), ""), " .,:;-–!\n")
	c := complaint.Command{Verb: complaint.VerbFalse, Text: why, Sure: complaint.Unmistakable}
	switch {
	case s.mark == inSentence && !falseAlarm.MatchString(s.line):
		return complaint.Command{}
	case s.asked || strings.Contains(why, "?") || byMachine(why) || len(strings.Fields(why)) < 2:
		c.Missing = "Say after FALSE how you know that nobody is in danger, for example: FALSE the resident says " +
			"that it was burnt toast. Until then the alarm goes on."
	}
	return c
}

var falseAlarm = regexp.MustCompile(`(?i)^alarm\b`)

// joined are the words by which a command may run on and still be one, where it is in small letters.
var joined = map[complaint.Verb]*regexp.Regexp{
	complaint.VerbAccept: regexp.MustCompile(`(?i)^(?:it|this|as a complaint|as stage [12])\W*(?:please` +
		`|as a complaint|thanks|$)`),
	complaint.VerbEscalate: regexp.MustCompile(`(?i)^(?:(?:it|this) )?(?:to stage (?:2|two))\b`),
	complaint.VerbPosted: regexp.MustCompile(`(?i)^(?:it |the letter |this )?(?:today|yesterday|on |by ` +
		`|this |first class|second class|recorded)`),
	complaint.VerbDone:     regexp.MustCompile(`(?i)^(?:it |this )?(?:today|yesterday|on )`),
	complaint.VerbTaken:    regexp.MustCompile(`(?i)^by [\p{L} ]{1,30}\W*$`),
	complaint.VerbResolved: regexp.MustCompile(`(?i)^with (?:her|him|them|the (?:tenant|resident)|m[rs]s?\b)`),
}

// wordCommand reads a command that is one word, with or without something said beside it.
func (k Known) wordCommand(s shape) complaint.Command {
	text, t := s.all(), tails[s.verb]
	c := complaint.Command{Verb: s.verb, Text: text, Sure: complaint.Unmistakable}
	runsOn := joined[s.verb] != nil && joined[s.verb].MatchString(s.line)
	first := at(wordsOf(text), 0)
	doubtful := s.asked || byMachine(text) || t.plain && (takesBack(text) || !t.future && anyOf(wordsOf(text),
		isUnreal)) ||
		isNegation(first) || strings.Contains(firstSentence(text), "?") || t.spoils != nil && t.spoils.MatchString(text) ||
		t.demands && !t.needs.MatchString(text)
	switch {
	case strings.Trim(text, " .!") == "" && !s.asked:
		return c
	case doubtful:
		return complaint.Command{Text: text, Missing: "It is not clear whether you mean " + string(s.verb) +
			". If you do, reply with that word alone on the first line. If not, there is nothing to do."}
	case s.verb == complaint.VerbConsent && s.mark == inSentence: // "Consent received by phone": read back
		c.Sure = complaint.Likely
	case s.mark == inSentence && !runsOn:
		if s.verb == complaint.VerbTaken || s.verb == complaint.VerbConflict { // which nobody should have to guess at
			return complaint.Command{Text: text, Missing: "It is not clear whether you mean " + string(s.verb) +
				". If you do, reply with that word alone on the first line. If not, there is nothing to do."}
		}
		return complaint.Command{}
	case t.needs != nil && !s.caps && !t.needs.MatchString(text):
		c.Sure = complaint.Likely
	}
	return c
}

func (k Known) noteCommand(s shape) complaint.Command {
	text := s.all()
	if asksToStop(text) {
		return complaint.Command{Verb: complaint.VerbStop, Text: text, Sure: complaint.Likely}
	}
	c := complaint.Command{Verb: complaint.VerbNote, Text: text, Tenure: labelled(text, "TENURE"),
		Sure:       complaint.Unmistakable,
		Adjustment: labelled(text, "ADJUSTMENT")}
	if s.mark == inSentence {
		c.Guess = complaint.VerbNote
	}
	return c
}

// safeCommand reads SAFE: with an address, a number, a home or NONE. "Safe to say that he came" is a sentence.
func safeCommand(s shape) complaint.Command {
	text := s.all()
	c := complaint.Command{Verb: complaint.VerbSafe, Text: text, Sure: complaint.Unmistakable}
	switch found := people.ContactIn(text) != (people.Contact{}); {
	case text == "" || found && s.mark == apart || strings.EqualFold(strings.Trim(text, " ."), "none"):
		return c
	case s.mark == apart || found:
		c.Sure = complaint.Likely
		return c
	}
	return complaint.Command{}
}

// outShape reads OUT: alone, or with a day. "Out of hours went" and "Out on site" are sentences.
func (k Known) outShape(s shape) complaint.Command {
	arg := s.line
	date, _ := findDate(arg, k.Today)
	short := len(strings.Fields(arg)) <= 8
	if !s.asked && short && !byMachine(arg) && (arg == "" || date != 0 && dayAlone.MatchString(arg) ||
		s.mark == apart && !strings.HasPrefix(strings.ToLower(arg), "of ")) {
		return k.outCommand(arg)
	}
	return complaint.Command{}
}

var dayAlone = regexp.MustCompile(`(?i)^(?:from\b.{1,20})?(?:until|till|til|to|back` +
	`|return(?:ing)?)?(?: on)?[\s:]*(?:\w+day,?\s+)?(?:the )?\d`)

var (
	nameEnds = regexp.MustCompile(`(?i)[,.(;\n]|\s[-–]+\s|\b(?:please|pls|thanks|thank you|as|because|since` +
		`|who|she|he|they|it's|this|i)\b`)
	nameBegins = regexp.MustCompile(`(?i)^(?:it |this |the case )?(?:on )?(?:to |for )?`)
)

func (k Known) reassignCommand(s shape) complaint.Command {
	arg := nameBegins.ReplaceAllString(s.all(), "")
	name, rest := arg, ""
	if at := nameEnds.FindStringIndex(strings.ReplaceAll(arg, "@", "\x00")); at != nil &&
		!strings.Contains(message.FirstWord(arg), "@") {
		name, rest = arg[:at[0]], strings.TrimLeft(arg[at[0]:], " ,.-–;")
	} else if strings.Contains(message.FirstWord(arg), "@") {
		name = strings.Trim(message.FirstWord(arg), ".,;:()<>")
		rest = strings.TrimSpace(strings.TrimPrefix(arg, message.FirstWord(arg)))
	}
	name = strings.TrimSpace(name)
	c := complaint.Command{Verb: complaint.VerbReassign, Name: name, Text: rest, Sure: complaint.Unmistakable}
	if s.asked || strings.Contains(arg, "?") || byMachine(s.all()) || len(strings.Fields(name)) > 6 {
		return complaint.Command{Text: s.all(), Missing: guesses[complaint.VerbReassign]}
	}
	if name == "" {
		c.Missing = guesses[complaint.VerbReassign]
	}
	return c
}

var (
	toThem    = regexp.MustCompile(`(?i)\b(?:you|your|yours)\b`)
	askBegins = regexp.MustCompile(`(?i)^(?:what|which|when|where|who|whom|whose|why|how|is|are|was|were|do` +
		`|does|did|has|have|had|can|could|would|will|shall|should|may|please|if|in which|at what|on which)\b`)
)

// askCommand reads ASK and a question to the resident: words that speak to them. A question about them, or to somebody
// else, is none.
func (k Known) askCommand(s shape) complaint.Command {
	text := strings.TrimLeft(s.all(), " :-")
	c := complaint.Command{Verb: complaint.VerbAsk, Text: text, Sure: complaint.Unmistakable}
	third := anyOf(wordsOf(text), func(w string) bool {
		return aboutThem[w] && !toThem.MatchString(text) ||
			residentNouns[w]
	})
	switch {
	case len(strings.Fields(text)) < 2 || byMachine(text):
		c.Missing = "Write your question after ASK, for example: ASK could you send photographs of the ceiling?"
	case (toThem.MatchString(text) || strings.Contains(text, "?") || strings.HasPrefix(strings.ToLower(text),
		"please ")) && askBegins.MatchString(text) && !third:
	default:
		c.Missing = "It does not read like a question to the resident. If it is, write after ASK what they " +
			"are to read, for example: ASK could you send photographs of the ceiling?"
	}
	return c
}

// stopWords ask that something does not go out.
var stopWords = regexp.MustCompile(`(?i)\b(?:(?:do not|don't|dont|please don't|not to|mustn't|must not|shouldn't` +
	`|should not` +
	`|can't|cannot) (?:be )?(?:send|sent|issue|issued|post|posted|let|go out|go to (?:her|him|them)|release` +
	`|released)(?:ing)?\b` +
	`|(?:do not|don't|dont) (?:want|let) (?:it|this|that|the \w+) (?:to go|go|sent)\b` +
	`|(?:do not|don't|dont|did not|didn't) (?:want|wish|mean|intend) to (?:have )?(?:send|issue|post|release|sent)\b|` +
	`(?:hold|keep|pull|take|call|bring|get) (?:(?:it|that|this|(?:the|my|that|this) (?:last |previous )?(?:letter` +
	`|answer` +
	`|e-?mail|reply|response|message|one))) ?back\b|hold (?:off|fire)(?: on)? (?:sending|issuing|that|it|the ` +
	`(?:letter|answer` +
	`|reply|response))\b)|(?:^|[.!?\n,;–-]\s*|\b(?:please|and|so|sorry|can you|could you|just|need to|pls|can we)\s+)` +
	`(?:(?:ignore|disregard|scrap|bin|cancel|withdraw|retract|recall|undo|stop|pull|halt|abort|discard) (?:my ` +
	`|the |that ` +
	`|this )?(?:last|previous|earlier|it|that|this|one|letter|answer|reply|e-?mail|extension|message|response)\b|` +
	`(?:hold|keep|delay|pause|park|freeze) (?:my |the |that |this |back )+(?:last |previous )?(?:letter|answer` +
	`|reply|e-?mail` +
	`|response|message)\b)`)

// needNotStop says that what goes out may go.
var needNotStop = regexp.MustCompile(`(?i)\b(?:no|not|don't|do not|never) (?:need|want|wish|have)` +
	`(?: (?:you|us|me))? to (?:stop|cancel|undo|hold|pull|recall|take back|withdraw|delete)` +
	`(?: (?:it|this|that|(?:the|my) \w+))?`)

// sendsSomebody speaks of people who are sent to a home, and of no letter.
var sendsSomebody = regexp.MustCompile(`(?i)\bsend(?:ing)? (?:the |that |this |a |an |another |any )?(?:same |next )?` +
	`(?:plumber|engineer|contractor|operative|joiner|electrician|surveyor|roofer|fitter|painter|gas man|cleaner` +
	`|van|lads?|people)s?\b`)

func asksToStop(text string) bool {
	return stopWords.MatchString(sendsSomebody.ReplaceAllString(needNotStop.ReplaceAllString(text, ""), ""))
}

func (k Known) stopCommand(s shape) complaint.Command {
	first := message.FirstWord(s.all())
	if s.mark == inSentence && !stopWords.MatchString("stop "+s.all()) && !setOf("wrong it that this the my "+
		"please sorry sending").has(strings.ToLower(strings.Trim(first, ".,"))) {
		return complaint.Command{}
	}
	return complaint.Command{Verb: complaint.VerbStop, Text: s.all(), Sure: complaint.Unmistakable}
}

// draftCommand reads DRAFT and an answer below it, or a command that is shown and not carried out.
func (k Known) draftCommand(s shape) complaint.Command {
	body := s.all()
	if s.mark == inSentence {
		return complaint.Command{}
	}
	c := complaint.Command{Verb: complaint.VerbDraft, Text: body, Sure: complaint.Unmistakable}
	lines := strings.Split(body, "\n")
	for i := range lines[:min(len(lines), 6)] {
		if inner, ok := shapeOn(strings.TrimSpace(lines[i]), strings.Join(lines[i+1:], "\n")); ok {
			d := k.command(inner)
			if d.Verb == complaint.VerbRespond || d.Verb == complaint.VerbExtend ||
				d.Verb == complaint.VerbResolved || d.Verb == complaint.VerbAsk || d.Verb == complaint.VerbRefuse {
				d.Draft = true
				return d
			}
		}
	}
	c.Missing = "Write DRAFT, and below it the reply as you would send it, for example RESPOND UPHELD and " +
		"your answer. We show you the finished letter. Nothing is sent."
	return c
}

// showCommand reads HELP and SHOW, alone or with a reference. A cry for help is a sentence.
func showCommand(s shape) complaint.Command {
	arg := strings.ToUpper(strings.Trim(strings.TrimSuffix(strings.ToLower(s.all()), "please"), " .,;:[]!\n"))
	if s.asked || arg != "" && !caseRef.MatchString(arg) ||
		s.verb == complaint.VerbHelp && strings.Contains(s.sep, "!") {
		return complaint.Command{}
	}
	return complaint.Command{Verb: s.verb, Ref: arg, Sure: complaint.Unmistakable}
}
