package complaints

import (
	"regexp"
	"strings"
)

// Verb is what a member of staff asks for by replying to a letter (domain.md 3.5).
type Verb string

// The verbs. From POSTED on, CONFLICT, LINK and DONE apart, they are the complaints team's.
const (
	VerbRespond   Verb = "RESPOND"
	VerbExtend    Verb = "EXTEND"
	VerbReassign  Verb = "REASSIGN"
	VerbContacted Verb = "CONTACTED"
	VerbAttempted Verb = "ATTEMPTED" // nobody was reached
	VerbResolved  Verb = "RESOLVED"
	VerbAsk       Verb = "ASK"
	VerbNote      Verb = "NOTE"
	VerbOut       Verb = "OUT" // an out-of-office reply
	VerbTaken     Verb = "TAKEN"
	VerbPosted    Verb = "POSTED"
	VerbConflict  Verb = "CONFLICT" // somebody must not handle the case
	VerbLink      Verb = "LINK"     // another case is related: residents of one block
	VerbDone      Verb = "DONE"
	VerbAccept    Verb = "ACCEPT"
	VerbRefuse    Verb = "REFUSE"
	VerbRequest   Verb = "REQUEST"
	VerbEscalate  Verb = "ESCALATE"
	VerbDuplicate Verb = "DUPLICATE"
	VerbConsent   Verb = "CONSENT"  // the resident has agreed to whoever wrote for them
	VerbAnswered  Verb = "ANSWERED" // the outside body has its answer
	VerbUnclear   Verb = ""
)

var verbs = map[string]Verb{
	"RESPOND": VerbRespond, "RESPONSE": VerbRespond, "EXTEND": VerbExtend, "REASSIGN": VerbReassign,
	"CONTACTED": VerbContacted, "ATTEMPTED": VerbAttempted, "RESOLVED": VerbResolved, "ASK": VerbAsk, "NOTE": VerbNote, "OUT": VerbOut,
	"TAKEN": VerbTaken, "POSTED": VerbPosted, "DONE": VerbDone, "ACCEPT": VerbAccept, "REFUSE": VerbRefuse, "REQUEST": VerbRequest,
	"ESCALATE": VerbEscalate, "DUPLICATE": VerbDuplicate, "CONFLICT": VerbConflict, "LINK": VerbLink, "CONSENT": VerbConsent, "ANSWERED": VerbAnswered,
}

// Command is a staff reply as understood. Missing says in words what it lacks; such a command is answered
// with help and changes nothing.
type Command struct {
	Verb    Verb
	Outcome Outcome  // RESPOND
	Text    string   // the answer, reason, summary, question or note
	Date    Date     // EXTEND, OUT
	Name    string   // REASSIGN
	Code    string   // REFUSE: E1 to E8, OTHER, AGE, or ""
	Remedy  string   // RESPOND: from a line "REMEDY: ..."
	Actions []Action // RESPOND: from lines "ACTION: what by date"
	Missing string

	Guess   Verb     // what a reply without a command reads like, see [ReadAs]
	Answers LetterID // the letter that it answers, if that is known

	Ref                 string    // DUPLICATE: the other case
	Wants               string    // CONTACTED: the outcome the resident would like (P8)
	Findings            []Finding // RESPOND: from lines "ISSUE 2: NOT UPHELD and why", numbered as letters number them
	RootCause, Learning string    // RESPOND: from lines "ROOT CAUSE: ..." and "LEARNING: ..."
	Improvement         string    // RESPOND: from a line "IMPROVEMENT: ..."
	Tenure              string    // NOTE: from a line "TENURE: ..."
	Adjustment          string    // NOTE, CONTACTED: from a line "ADJUSTMENT: ..."; NONE ends what was recorded
}

// ReadCommand reads what a member of staff wrote: a keyword that begins the reply, or plain words where they
// leave no doubt. A date without a year is the next one after today.
func ReadCommand(text string, today Date) Command {
	text = strings.TrimSpace(text)
	first, rest, _ := strings.Cut(text, "\n")
	word := firstWord(first)
	verb, known := Keyword(first)
	if !known || verb == VerbOut && len(first) > len(word)+40 {
		return plainCommand(text, today)
	}
	arg := strings.TrimLeft(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(first), word)), " :;-")
	rest = strings.TrimSpace(rest)
	switch verb {
	case VerbRespond:
		return respondCommand(arg, rest, today)
	case VerbExtend:
		return extendCommand(joinLines(arg, rest), today)
	case VerbReassign:
		return Command{Verb: verb, Name: strings.TrimPrefix(strings.TrimPrefix(arg, "to "), "TO "), Text: rest}
	case VerbContacted:
		return contactedCommand(joinLines(arg, rest))
	case VerbRefuse:
		return refuseCommand(joinLines(arg, rest))
	case VerbOut:
		date, _ := findDate(arg, today)
		return Command{Verb: verb, Date: date, Text: arg}
	case VerbDuplicate, VerbLink:
		return refCommand(verb, joinLines(arg, rest))
	case VerbNote:
		text := joinLines(arg, rest)
		return Command{Verb: verb, Text: text, Tenure: labelled(text, "TENURE"), Adjustment: labelled(text, "ADJUSTMENT")}
	}
	return Command{Verb: verb, Text: joinLines(arg, rest)}
}

// Keyword returns the verb that a reply begins with, if it begins with one.
func Keyword(text string) (Verb, bool) {
	verb, known := verbs[strings.ToUpper(strings.Trim(firstWord(text), ".,:;-!*"))]
	return verb, known
}

func joinLines(a, b string) string { return strings.TrimSpace(a + "\n" + b) }

var outcomeWords = regexp.MustCompile(`(?i)^\W*(?:is\s+|the complaint is\s+)?(not[ -]upheld|part(?:ly|ially)?[ -]?upheld|part(?:ly|ially)|upheld|uphold|not uphold)\b[\s.,:;-]*`)

func respondCommand(arg, rest string, today Date) Command {
	c := Command{Verb: VerbRespond}
	body := joinLines(arg, rest)
	if m := outcomeWords.FindStringSubmatch(body); m != nil {
		c.Outcome = outcomeOf(m[1])
		body = body[len(m[0]):]
	}
	var kept []string
	for _, line := range strings.Split(body, "\n") {
		if !takeLabelled(&c, line, today) {
			kept = append(kept, line)
		}
	}
	c.Text = strings.TrimSpace(strings.Join(kept, "\n"))
	if c.Outcome == "" && len(c.Findings) == 0 {
		c.Missing = "Say what you decided: begin with RESPOND UPHELD, RESPOND PARTLY UPHELD or RESPOND NOT UPHELD, then write your full answer to the resident below it."
	}
	return c
}

// takeLabelled takes a line of an answer that is not for its text but a field of its own. It reports whether it was one.
func takeLabelled(c *Command, line string, today Date) bool {
	if f, ok := readFinding(line); ok {
		c.Findings = append(c.Findings, f)
		return true
	}
	label, value, ok := strings.Cut(line, ":")
	if !ok {
		return false
	}
	value = strings.TrimSpace(value)
	switch strings.ToUpper(strings.TrimSpace(label)) {
	case "REMEDY":
		c.Remedy = value
	case "ACTION":
		c.Actions = append(c.Actions, readAction(value, today))
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

func outcomeOf(words string) Outcome {
	words = strings.ToLower(words)
	switch {
	case strings.HasPrefix(words, "not"):
		return NotUpheld
	case strings.HasPrefix(words, "part"):
		return PartlyUpheld
	}
	return Upheld
}

func readAction(line string, today Date) Action {
	date, at := findDate(line, today)
	what := strings.TrimSpace(line)
	if date != 0 {
		what = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(line[:at[0]]), " by"))
	}
	return Action{What: what, By: date}
}

// beforeReason are the small words that may stand between the date and the reason.
var beforeReason = regexp.MustCompile(`(?i)^(?:(?:to|until|till|by)\b)?[\s,.:;-]*(?:(?:because|as|since)\s)?`)

func extendCommand(arg string, today Date) Command {
	c := Command{Verb: VerbExtend}
	date, at := findDate(arg, today)
	if date == 0 {
		c.Missing = "Give the new date as day, month and year, for example EXTEND 18/12/2026, and then say why."
		return c
	}
	c.Date = date
	reason := strings.TrimSpace(arg[:at[0]] + " " + arg[at[1]:])
	c.Text = strings.TrimLeft(beforeReason.ReplaceAllString(reason, ""), " ,.:;-")
	c.Missing = reasonMissing(c)
	return c
}

var wantsWords = regexp.MustCompile(`(?i)\b(?:(?:she|he|they) (?:would like|wants?|is asking for|are asking for|asks? for)|(?:she|he|they)'d like)\s+([^\n.;]{3,200})`)

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
	for _, line := range strings.Split(text, "\n") {
		if before, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(before), label) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// refCommand reads a command about another case: DUPLICATE HC-2026-000123 and why.
func refCommand(verb Verb, arg string) Command {
	ref, why, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "of "), "OF "), " ")
	c := Command{Verb: verb, Ref: strings.ToUpper(strings.Trim(ref, ".,;:[]\n")), Text: strings.TrimSpace(why)}
	if !caseRef.MatchString(c.Ref) {
		c.Missing = "Give the reference of the other case, for example " + string(verb) + " HC-2026-000123."
	}
	return c
}

// caseRef is the form of a case reference, whatever its prefix.
var caseRef = regexp.MustCompile(`^[A-Z0-9]+-\d{4}-\d+$`)

// reasonMissing asks for the reason of an extension that has none, with the exact words that would work.
func reasonMissing(c Command) string {
	if len(strings.Fields(c.Text)) > 1 {
		return ""
	}
	return "Say why more time is needed. The resident is told your reason. For example: EXTEND " + c.Date.slashes() + " waiting for the CCTV survey."
}

func (d Date) slashes() string { return d.utc().Format("02/01/2006") }

var notReached = regexp.MustCompile(`(?i)\b(voice ?mail|no answer|no reply|left (?:a |her a |him a |them a )?message|did(?:n't| not) (?:answer|pick up)|could(?:n't| not) (?:reach|get (?:hold|through))|tried (?:to (?:ring|call|phone)|ringing|calling)|rang out|engaged)\b`)

func contactedCommand(text string) Command {
	if notReached.MatchString(text) {
		return Command{Verb: VerbAttempted, Text: text}
	}
	c := Command{Verb: VerbContacted, Text: text, Wants: wanted(text), Adjustment: labelled(text, "ADJUSTMENT")}
	if len(strings.Fields(text)) < 2 {
		c.Missing = "Say in a few words what was said, for example: CONTACTED rang Ms Rahman, she would like the ceiling repaired before Christmas."
	}
	return c
}

var refuseCode = regexp.MustCompile(`(?i)^(E[1-8]|OTHER|AGE|OLD|TOO OLD)\b[\s.,:;-]*`)

func refuseCommand(arg string) Command {
	c := Command{Verb: VerbRefuse, Text: arg}
	if m := refuseCode.FindStringSubmatch(arg); m != nil {
		c.Code = strings.ToUpper(m[1])
		if c.Code == "OLD" || c.Code == "TOO OLD" {
			c.Code = "AGE"
		}
		c.Text = strings.TrimSpace(arg[len(m[0]):])
	}
	if len(strings.Fields(c.Text)) < 3 {
		c.Missing = "Give the reason in your own words. The resident is told it. For example: REFUSE E4 this is about your neighbour's music and we have opened an antisocial behaviour case."
	}
	return c
}
