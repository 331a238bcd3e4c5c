package reply

import (
	"regexp"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/message"
)

// A command counts where its own shape fits. Its word begins the reply, a greeting and a label line apart, and stands
// for itself: alone, in capitals, or parted from what follows by punctuation; or it is followed by exactly what it
// needs, a date, a decision, a code, a reference. Where it merely begins a sentence, the sentence is read as one.

// mark is how a word shows itself to be a command.
type mark int

const (
	inSentence mark = iota // it runs on into a sentence
	apart                  // it stands for itself
)

var verbs = map[string]complaint.Verb{
	"RESPOND": complaint.VerbRespond, "RESPONSE": complaint.VerbRespond, "EXTEND": complaint.VerbExtend,
	"REASSIGN":  complaint.VerbReassign,
	"CONTACTED": complaint.VerbContacted, "ATTEMPTED": complaint.VerbAttempted, "RESOLVED": complaint.VerbResolved,
	"ASK": complaint.VerbAsk, "NOTE": complaint.VerbNote, "OUT": complaint.VerbOut,
	"TAKEN": complaint.VerbTaken, "FALSE": complaint.VerbFalse, "POSTED": complaint.VerbPosted, "DONE": complaint.VerbDone,
	"ACCEPT": complaint.VerbAccept, "REFUSE": complaint.VerbRefuse, "REQUEST": complaint.VerbRequest,
	"ESCALATE": complaint.VerbEscalate, "DUPLICATE": complaint.VerbDuplicate, "CONFLICT": complaint.VerbConflict,
	"LINK": complaint.VerbLink, "CONSENT": complaint.VerbConsent, "ANSWERED": complaint.VerbAnswered,
	"STOP": complaint.VerbStop, "UNDO": complaint.VerbStop, "CANCEL": complaint.VerbStop,
	"DRAFT": complaint.VerbDraft, "SAFE": complaint.VerbSafe, "RELEASE": complaint.VerbRelease,
	"HELP": complaint.VerbHelp, "SHOW": complaint.VerbShow, "WITHDRAWN": complaint.VerbWithdrawn,
	"APPROVE": complaint.VerbApprove, "APPROVED": complaint.VerbApprove, "RETURN": complaint.VerbReturn,
	"ISSUES": complaint.VerbIssues, "ISSUE": complaint.VerbIssues, "WANTS": complaint.VerbIssues,
}

// Keyword returns the verb that a reply begins with, if it begins with one.
func Keyword(text string) (complaint.Verb, bool) {
	verb, known := verbs[strings.ToUpper(strings.Trim(message.FirstWord(text), ".,:;-–!*\"'“”"))]
	return verb, known
}

// shape is a reply that begins with a command's word.
type shape struct {
	verb  complaint.Verb
	word  string // as it was written
	sep   string // what parts it from what follows
	mark  mark
	caps  bool   // the word is in capitals
	asked bool   // a question mark follows the word itself
	line  string // what follows on the first line
	rest  string // the lines below
}

// all is everything behind the word.
func (s shape) all() string { return joinLines(s.line, s.rest) }

var (
	greeting = regexp.MustCompile(`(?i)^\W*(?:(?:hi|hello|hey|dear|morning|afternoon|evening|good (?:morning` +
		`|afternoon|evening|day)|hiya|thanks|thank you)\b` +
		`[\s,]*(?:again|all|both|team|there|everyone|everybody|folks|colleagues|complaints(?: team)?` +
		`|\p{L}+)?(?: \p{L}+)?|all|team|both)\s*[,.!:-]*\s*$`)
	labelLine = regexp.MustCompile(`(?i)^\W*(?:(?:classification|sensitivity|subject|marking` +
		`|protective marking|security|importance|category|label)\s*:.{0,80}|` +
		`\[?(?:internal|official|official[- ]sensitive|confidential|public|restricted` +
		`|unclassified)(?: use)?(?: only)?\]?)\s*$`)
)

// shapeOf finds the command that a reply begins with. before is what else stands above it: "" but for a preface that is
// neither greeting nor label.
func shapeOf(text string) (s shape, before string, ok bool) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	const few = 6 // lines that may stand above
	var above []string
	for i, line := range lines[:min(len(lines), few+1)] {
		line = strings.Trim(strings.TrimSpace(line), "*_\"“”'")
		switch {
		case line == "":
			continue
		case len(above) == 0 && (greeting.MatchString(line) && !strings.HasPrefix(strings.ToLower(line),
			"dear ") || labelLine.MatchString(line)):
			continue
		}
		if s, ok := shapeOn(line, strings.Join(lines[i+1:], "\n")); ok && (len(above) == 0 || s.capital(line)) {
			return s, strings.Join(above, "\n"), true
		}
		above = append(above, line)
	}
	return shape{}, "", false
}

// capital reports a command's word in capitals on a line of its own kind, which may stand below a preface.
func (s shape) capital(line string) bool {
	first := message.FirstWord(line)
	return s.mark == apart && first == strings.ToUpper(first) && s.verb != complaint.VerbOut &&
		s.verb != complaint.VerbNote
}

func shapeOn(line, rest string) (shape, bool) {
	verb, known := Keyword(line)
	if !known {
		return shape{}, false
	}
	first := message.FirstWord(line)
	after := strings.TrimSpace(strings.TrimPrefix(line, first))
	s := shape{verb: verb, word: strings.Trim(first, ":.,;-"), sep: " ",
		line: strings.TrimLeft(after, " :;,.!*\"”'–-"), rest: strings.TrimSpace(rest),
		asked: strings.Contains(first, "?") || strings.HasPrefix(after, "?")}
	next := message.FirstWord(s.line)
	parted := strings.ContainsAny(first[len(first)-1:], ".,:;!-") || after != "" && strings.ContainsAny(after[:1],
		".,:;-–!")
	polite := strings.EqualFold(strings.Trim(next, ",."), "please") || strings.EqualFold(strings.Trim(next, ",.!"),
		"thanks")
	shouted := len(strings.Fields(s.line)) > 2 && s.line == strings.ToUpper(s.line)
	if after == "" || parted || polite || first == strings.ToUpper(first) && !shouted {
		s.mark = apart
	}
	s.caps = first == strings.ToUpper(first)
	if parted && strings.Contains(first+after[:min(1, len(after))], ":") {
		s.sep = ": "
	}
	if s.asked {
		s.mark = inSentence
	}
	// which say in capitals what they need
	if verb == complaint.VerbExtend || verb == complaint.VerbRespond || verb == complaint.VerbRefuse {
		if first == strings.ToUpper(first) {
			s.mark = apart
		}
	}
	return s, true
}
