package reply

import (
	"regexp"
	"strconv"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

var verbs = map[string]complaint.Verb{
	"RESPOND": complaint.VerbRespond, "RESPONSE": complaint.VerbRespond, "EXTEND": complaint.VerbExtend,
	"REASSIGN":  complaint.VerbReassign,
	"CONTACTED": complaint.VerbContacted, "ATTEMPTED": complaint.VerbAttempted, "RESOLVED": complaint.VerbResolved,
	"ASK": complaint.VerbAsk, "NOTE": complaint.VerbNote, "OUT": complaint.VerbOut,
	"TAKEN": complaint.VerbTaken, "POSTED": complaint.VerbPosted, "DONE": complaint.VerbDone,
	"ACCEPT": complaint.VerbAccept, "REFUSE": complaint.VerbRefuse, "REQUEST": complaint.VerbRequest,
	"ESCALATE": complaint.VerbEscalate, "DUPLICATE": complaint.VerbDuplicate, "CONFLICT": complaint.VerbConflict,
	"LINK": complaint.VerbLink, "CONSENT": complaint.VerbConsent, "ANSWERED": complaint.VerbAnswered,
}

// ReadCommand reads what a member of staff wrote: a keyword that begins the reply, or plain words where they
// leave no doubt. A date without a year is the next one after today.
func ReadCommand(text string, today calendar.Date) complaint.Command {
	text = strings.TrimSpace(text)
	first, rest, _ := strings.Cut(text, "\n")
	word := complaint.FirstWord(first)
	verb, known := Keyword(first)
	if !known || verb == complaint.VerbOut && len(first) > len(word)+40 {
		return plainCommand(text, today)
	}
	arg := strings.TrimLeft(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(first), word)), " :;-")
	rest = strings.TrimSpace(rest)
	switch verb {
	case complaint.VerbRespond:
		return respondCommand(arg, rest, today)
	case complaint.VerbExtend:
		return extendCommand(joinLines(arg, rest), today)
	case complaint.VerbReassign:
		return complaint.Command{Verb: verb, Name: strings.TrimPrefix(strings.TrimPrefix(arg, "to "), "TO "),
			Text: rest}
	case complaint.VerbContacted:
		return contactedCommand(joinLines(arg, rest))
	case complaint.VerbRefuse:
		return refuseCommand(joinLines(arg, rest))
	case complaint.VerbOut:
		date, _ := findDate(arg, today)
		return complaint.Command{Verb: verb, Date: date, Text: arg}
	case complaint.VerbDuplicate, complaint.VerbLink:
		return refCommand(verb, joinLines(arg, rest))
	case complaint.VerbNote:
		text := joinLines(arg, rest)
		return complaint.Command{Verb: verb, Text: text, Tenure: labelled(text, "TENURE"),
			Adjustment: labelled(text, "ADJUSTMENT")}
	}
	return complaint.Command{Verb: verb, Text: joinLines(arg, rest)}
}

// Keyword returns the verb that a reply begins with, if it begins with one.
func Keyword(text string) (complaint.Verb, bool) {
	verb, known := verbs[strings.ToUpper(strings.Trim(complaint.FirstWord(text), ".,:;-!*"))]
	return verb, known
}

func joinLines(a, b string) string { return strings.TrimSpace(a + "\n" + b) }

var outcomeWords = regexp.MustCompile(`(?i)^\W*(?:is\s+|the complaint is\s+)?(not[ -]upheld|part(?:ly|` +
	`ially)?[ -]?upheld|part(?:ly|ially)|upheld|uphold|not uphold)\b[\s.,:;-]*`)

func respondCommand(arg, rest string, today calendar.Date) complaint.Command {
	c := complaint.Command{Verb: complaint.VerbRespond}
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
		c.Missing = "Say what you decided: begin with RESPOND UPHELD, RESPOND PARTLY UPHELD or RESPOND NOT UPHELD, " +
			"then write your full answer to the resident below it."
	}
	return c
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
var beforeReason = regexp.MustCompile(`(?i)^(?:(?:to|until|till|by)\b)?[\s,.:;-]*(?:(?:because|as|since)\s)?`)

func extendCommand(arg string, today calendar.Date) complaint.Command {
	c := complaint.Command{Verb: complaint.VerbExtend}
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
	for _, line := range strings.Split(text, "\n") {
		if before, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(before), label) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// refCommand reads a command about another case: DUPLICATE HC-2026-000123 and why.
func refCommand(verb complaint.Verb, arg string) complaint.Command {
	ref, why, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "of "), "OF "), " ")
	c := complaint.Command{Verb: verb, Ref: strings.ToUpper(strings.Trim(ref, ".,;:[]\n")),
		Text: strings.TrimSpace(why)}
	if !caseRef.MatchString(c.Ref) {
		c.Missing = "Give the reference of the other case, for example " + string(verb) + " HC-2026-000123."
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

var notReached = regexp.MustCompile(`(?i)\b(voice ?mail|no answer|no reply|left (?:a |her a |him a |` +
	`them a )?message|did(?:n't| not) (?:answer|pick up)|could(?:n't| not) (?:reach|get (?:hold|through))|` +
	`tried (?:to (?:ring|call|phone)|ringing|calling)|rang out|engaged)\b`)

func contactedCommand(text string) complaint.Command {
	if notReached.MatchString(text) {
		return complaint.Command{Verb: complaint.VerbAttempted, Text: text}
	}
	c := complaint.Command{Verb: complaint.VerbContacted, Text: text, Wants: wanted(text),
		Adjustment: labelled(text, "ADJUSTMENT")}
	if len(strings.Fields(text)) < 2 {
		c.Missing = "Say in a few words what was said, for example: CONTACTED rang Ms Rahman, she would like the " +
			"ceiling repaired before Christmas."
	}
	return c
}

var refuseCode = regexp.MustCompile(`(?i)^(E[1-8]|OTHER|AGE|OLD|TOO OLD)\b[\s.,:;-]*`)

func refuseCommand(arg string) complaint.Command {
	c := complaint.Command{Verb: complaint.VerbRefuse, Text: arg}
	if m := refuseCode.FindStringSubmatch(arg); m != nil {
		c.Code = strings.ToUpper(m[1])
		if c.Code == "OLD" || c.Code == "TOO OLD" {
			c.Code = "AGE"
		}
		c.Text = strings.TrimSpace(arg[len(m[0]):])
	}
	if len(strings.Fields(c.Text)) < 3 {
		c.Missing = "Give the reason in your own words. The resident is told it. For example: REFUSE E4 this is " +
			"about your neighbour's music and we have opened an antisocial behaviour case."
	}
	return c
}

var findingLine = regexp.MustCompile(`(?i)^\W*(?:issue|point)\s*(\d{1,3})\s*[:.,-]?\s*(not[ -]upheld|part(?:ly|` +
	`ially)?[ -]?upheld|upheld)\b[\s.,:;-]*(?:because\s+)?(.*)$`)

// readFinding reads a line such as ISSUE 2: NOT UPHELD the gate was repaired the same day. Its Issue is the number as
// written.
func readFinding(line string) (complaint.Finding, bool) {
	m := findingLine.FindStringSubmatch(strings.TrimSpace(line))
	if m == nil {
		return complaint.Finding{}, false
	}
	n, err := strconv.Atoi(m[1])
	return complaint.Finding{Issue: n, Decision: outcomeOf(m[2]), Why: strings.TrimSpace(m[3])}, err == nil
}
