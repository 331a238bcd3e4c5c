package reply

import (
	"regexp"
	"strconv"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
)

// Known is what is known of a reply before it is read.
type Known struct {
	Today    calendar.Date  // the day on which it came; a date without a year is the next one after it
	Writer   people.Contact // who wrote it, from the register
	Resident string         // the resident's name, "" if it is not known
	// first names of colleagues in lower case: "her" may be one of them
	Colleagues []string
	Answers    complaint.LetterID // the letter of ours that it answers, "" if none
}

// Read reads what a member of staff wrote: a command where its shape fits, else plain words by their grammar. How sure
// that is stands in the command's Sure; what an update says that asks for nothing is a note.
func Read(text string, k Known) complaint.Command {
	text = strings.TrimSpace(CutSignature(strings.TrimSpace(text), k.Writer))
	if letter.Of(k.Answers).Asks {
		if c, ok := k.answerTo(text); ok {
			return c
		}
	}
	s, before, ok := shapeOf(text)
	if !ok {
		return k.plain(text)
	}
	c := k.command(s)
	if before != "" && c.Sure == complaint.Unmistakable && c.Verb != complaint.VerbStop {
		c.Sure = complaint.Likely // what stands above it may change what it means
	}
	if c.Verb == complaint.VerbUnclear && c.Missing == "" {
		return k.plain(text)
	}
	return c
}

// answerTo reads the answer to a question of ours: YES and NO, and nothing else with them.
func (k Known) answerTo(text string) (complaint.Command, bool) {
	words := wordsOf(text)
	polite := setOf("please thanks thank you go ahead send it do that's right correct ok okay that is fine " +
		"confirmed confirm cheers yes no don't do not it ta")
	if len(words) == 0 || len(words) > 7 || strings.Contains(text, "?") || anyOf(words,
		func(w string) bool { return !polite[w] && !k.isMine(w) }) {
		return complaint.Command{}, false
	}
	switch {
	case words[0] == "yes" && !anyOf(words, isNegation), at(words, 0) == "ok" && at(words, 1) == "yes":
		return complaint.Command{Verb: complaint.VerbYes, Sure: complaint.Unmistakable, Text: text}, true
	case words[0] == "no", words[0] == "don't", words[0] == "do" && words[1] == "not":
		return complaint.Command{Verb: complaint.VerbNo, Sure: complaint.Unmistakable, Text: text}, true
	}
	return complaint.Command{}, false
}

// command reads the arguments of a command. A zero verb with nothing missing says that the shape does not fit.
func (k Known) command(s shape) complaint.Command {
	switch s.verb {
	case complaint.VerbRespond:
		return k.respondCommand(s)
	case complaint.VerbExtend:
		return k.extendCommand(s)
	case complaint.VerbReassign:
		return k.reassignCommand(s)
	case complaint.VerbContacted:
		return k.contactedCommand(s)
	case complaint.VerbRefuse:
		return k.refuseCommand(s)
	case complaint.VerbOut:
		return k.outShape(s)
	case complaint.VerbDuplicate, complaint.VerbLink:
		return refCommand(s)
	case complaint.VerbNote:
		return k.noteCommand(s)
	case complaint.VerbAsk:
		return k.askCommand(s)
	case complaint.VerbStop:
		return k.stopCommand(s)
	case complaint.VerbDraft:
		return k.draftCommand(s)
	case complaint.VerbFalse:
		return falseCommand(s)
	case complaint.VerbSafe:
		return safeCommand(s)
	case complaint.VerbIssues:
		return issuesCommand(s)
	case complaint.VerbHelp, complaint.VerbShow:
		return showCommand(s)
	}
	return k.wordCommand(s)
}

func joinLines(a, b string) string { return strings.TrimSpace(a + "\n" + b) }

var outcomeWords = regexp.MustCompile(`(?i)^\W*(?:is\s+|the complaint is\s+)?(not[ -]upheld|part(?:ly|` +
	`ially)?[ -]?upheld|part(?:ly|ially)|upheld|uphold|not uphold)\b[\s.,:;-]*`)

func (k Known) respondCommand(s shape) complaint.Command {
	c := complaint.Command{Verb: complaint.VerbRespond, Sure: complaint.Likely}
	body := s.all()
	m := outcomeWords.FindStringSubmatch(body)
	if m == nil && s.mark == inSentence {
		return complaint.Command{}
	}
	if m != nil {
		c.Outcome = outcomeOf(m[1])
		body = body[len(m[0]):]
		if s.mark == apart || endsShape(m[0], body) {
			c.Sure = complaint.Unmistakable
		}
	} else if s.mark == apart {
		c.Sure = complaint.Unmistakable
	}
	var kept, open []string
	for _, line := range strings.Split(body, "\n") {
		n, isOpen := openIssue(line)
		switch {
		case isOpen:
			open = append(open, n)
		case !isHint(line) && !takeLabelled(&c, line, k.Today):
			kept = append(kept, line)
		}
	}
	c.Text = strings.TrimSpace(strings.Join(kept, "\n"))
	c.Missing = leftOpen(body, open)
	if c.Outcome == "" && len(c.Findings) == 0 {
		c.Missing = "Say what you decided: begin with RESPOND UPHELD, RESPOND PARTLY UPHELD or RESPOND NOT UPHELD, " +
			"then write your full answer to the resident below it."
	}
	return c
}

// endsShape reports whether what a command needs ends where its argument does: with the line, or at punctuation.
func endsShape(argument, rest string) bool {
	tail := strings.TrimSpace(argument)
	return rest == "" || strings.ContainsAny(tail[len(tail)-1:], ".,:;-\n") || strings.HasPrefix(rest, "\n") ||
		strings.Contains(argument, "\n")
}

// takeLabelled takes a line of an answer that is not for its text but a field of its own. It reports whether it was
// one.
func takeLabelled(c *complaint.Command, line string, today calendar.Date) bool {
	if f, ok := readFinding(line); ok {
		c.Findings = append(c.Findings, f)
		return true
	}
	label, value, ok := strings.Cut(line, ":")
	if !ok {
		return false
	}
	if value = strings.TrimSpace(value); isHint(value) {
		value = ""
	}
	switch strings.ToUpper(strings.TrimSpace(label)) {
	case "REMEDY":
		c.Remedy = joinLines(c.Remedy, value)
	case "ACTION":
		if value != "" {
			c.Actions = append(c.Actions, readAction(value, today))
		}
	case "ROOT CAUSE", "CAUSE":
		c.RootCause = value
	case "LEARNING":
		c.Learning = value
	case "IMPROVEMENT":
		c.Improvement = value
	default:
		return false
	}
	return true
}

func outcomeOf(words string) complaint.Outcome {
	words = strings.ToLower(words)
	switch {
	case strings.HasPrefix(words, "not"):
		return complaint.NotUpheld
	case strings.HasPrefix(words, "part"):
		return complaint.PartlyUpheld
	}
	return complaint.Upheld
}

func readAction(line string, today calendar.Date) complaint.Action {
	date, at := findDate(line, today)
	what := strings.TrimSpace(line)
	if date != 0 {
		what = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line[:at[0]]), " by"))
	}
	return complaint.Action{What: what, By: date}
}

// beforeReason are the small words that may stand between the date and the reason.
var (
	beforeDate = regexp.MustCompile(`(?i)^(?:(?:it|this|the (?:date|deadline|answer)|date)\s+)?(?:(?:to` +
		`|until|till|by)\b)?[\s:,-]*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?(?:the\s+)?$`)
	beforeReason = regexp.MustCompile(`(?i)^[\s,.:;–-]*(?:(?:please` +
		`|pls)\b[\s,.:;–-]*)?(?:reasons?\s*:\s*)?(?:(?:because|as|since)\s)?`)
	speaksOfTime = regexp.MustCompile(`(?i)\b(?:until|till|weeks?|days?|fortnight|months?|date|deadline|time` +
		`|soon|end of|\d{1,2}(?:st|nd|rd|th))\b`)
)

func (k Known) extendCommand(s shape) complaint.Command {
	c := complaint.Command{Verb: complaint.VerbExtend, Sure: complaint.Likely}
	text := s.all()
	date, at := findDate(text, k.Today)
	switch {
	case byMachine(text):
		return k.unclear(text)
	case s.mark == inSentence && (s.asked || date == 0 && !speaksOfTime.MatchString(text)):
		return complaint.Command{}
	case date == 0:
		c.Missing = "Give the new date as day, month and year, for example EXTEND 18/12/2026, and then say why."
		return c
	}
	c.Date = date
	if beforeDate.MatchString(text[:at[0]]) {
		c.Sure, c.Text = complaint.Unmistakable, reasonIn(text[at[1]:])
		c.Missing = reasonMissing(c)
		if twoDates.MatchString(text[at[1]:]) {
			c.Missing = "It is not clear which date you mean. Give one date after EXTEND, and then say why."
		}
		return c
	}
	if s.mark == inSentence && !ourDate(text[:at[0]]) {
		return complaint.Command{}
	}
	return k.plainExtension(text)
}

// twoDates follows a date that is not settled: "or maybe the 21st", "tbc".
var twoDates = regexp.MustCompile(`(?i)^\W*(?:or|maybe|perhaps|possibly|probably|tbc|tba` +
	`|to be confirmed|provisionally)\b`)

// ourDate reports that what stands before a date is about the date that we have promised.
func ourDate(before string) bool {
	return regexp.MustCompile(`(?i)^\W*(?:please|until|till|to|by|the (?:date|answer|deadline|response)|this` +
		`|it|for)\b`).MatchString(before)
}

// reasonIn is the reason as the resident is to read it.
func reasonIn(text string) string {
	text = beforeReason.ReplaceAllString(text, "")
	return strings.TrimSpace(strings.TrimLeft(text, " ,.:;-–"))
}

var wantsWords = regexp.MustCompile(`(?i)\b(?:(?:she|he|they) (?:would like|wants?|is asking for|are asking for|` +
	`asks? for)|(?:she|he|they)'d like)\s+([^\n.;]{3,200})`)

// wanted finds the outcome the resident would like in what a manager tells of a conversation (P8): a line
// "WANTS: ...", or plain words.
func wanted(text string) string {
	if w := labelled(text, "WANTS"); w != "" {
		return w
	}
	if m := wantsWords.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

// labelled returns what follows a label at the beginning of a line: "TENURE: shared owner".
func labelled(text, label string) string {
	if _, after, ok := strings.Cut(text, ", "+label+":"); ok { // on the line of the command
		text = label + ":" + after
	}
	for _, line := range strings.Split(text, "\n") {
		if before, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(before), label) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// refCommand reads a command about another case: DUPLICATE HC-2026-000123 and why.
func refCommand(s shape) complaint.Command {
	arg := s.all()
	ref, why, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "of "), "OF "), " ")
	c := complaint.Command{Verb: s.verb, Ref: strings.ToUpper(strings.Trim(ref, ".,;:[]\n")),
		Text: strings.TrimSpace(why), Sure: complaint.Unmistakable}
	switch fits := caseRef.MatchString(c.Ref); {
	case s.asked || fits && takesBack(why):
		return complaint.Command{Text: arg, Missing: "It is not clear whether you want that. If you do, reply " +
			string(s.verb) +
			" and the reference of the other case, and nothing that takes it back."}
	case !fits && s.mark == inSentence:
		return complaint.Command{}
	case !fits:
		c.Missing = "Give the reference of the other case, for example " + string(s.verb) + " HC-2026-000123."
	}
	return c
}

// caseRef is the form of a case reference, whatever its prefix.
var caseRef = regexp.MustCompile(`^[A-Z0-9]+-\d{4}-\d+$`)

// reasonMissing asks for the reason of an extension that has none, with the exact words that would work.
func reasonMissing(c complaint.Command) string {
	if len(strings.Fields(c.Text)) > 1 {
		return ""
	}
	return "Say why more time is needed. The resident is told your reason. For example: EXTEND " + c.Date.Slashes() +
		" waiting for the CCTV survey."
}

var refuseCode = regexp.MustCompile(`(?i)^(E[1-8]|OTHER|AGE|OLD|TOO OLD)\b[\s.,:;-]*`)

func (k Known) refuseCommand(s shape) complaint.Command {
	arg := s.all()
	c := complaint.Command{Verb: complaint.VerbRefuse, Text: arg, Sure: complaint.Likely}
	m := refuseCode.FindStringSubmatch(arg)
	if m != nil {
		c.Code = strings.ToUpper(m[1])
		if c.Code == "OLD" || c.Code == "TOO OLD" {
			c.Code = "AGE"
		}
		c.Text = strings.TrimSpace(arg[len(m[0]):])
	}
	if m != nil || s.mark == apart && s.caps {
		c.Sure = complaint.Unmistakable
	}
	switch {
	case m == nil && s.mark == inSentence:
		return complaint.Command{Guess: complaint.VerbRefuse, Text: arg, Missing: guesses[complaint.VerbRefuse]}
	case m == nil && codeLike.MatchString(arg):
		c.Missing = "We know no code like that. The codes are E1 to E8, AGE, and OTHER for what no code fits."
	case len(strings.Fields(c.Text)) < 3:
		c.Missing = "Give the reason in your own words. The resident is told it. For example: REFUSE E4 this is " +
			"about your neighbour's music and we have opened an antisocial behaviour case."
	}
	return c
}

var codeLike = regexp.MustCompile(`(?i)^E ?\d+\b`)

var findingLine = regexp.MustCompile(`(?i)^\W*(?:issue|point)\s*(\d{1,3})\s*[:.,-]?\s*(not[ -]upheld|part(?:ly|` +
	`ially)?[ -]?upheld|upheld)\b[\s.,:;-]*(?:because\s+)?(.*)$`)

// readFinding reads a line such as ISSUE 2: NOT UPHELD the gate was repaired the same day. Its Issue is the number as
// written.
func readFinding(line string) (complaint.Finding, bool) {
	number, decision, why, ok := readShortFinding(line)
	if m := findingLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
		number, decision, why, ok = m[1], m[2], strings.TrimSpace(m[3]), true
	}
	n, err := strconv.Atoi(number)
	return complaint.Finding{Issue: n, Decision: outcomeOf(decision), Why: why}, ok && err == nil
}
