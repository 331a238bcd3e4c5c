package reply

import (
	"regexp"
	"strconv"
	"strings"

	"complaints/internal/complaint"
)

// What a complaint is about, as a colleague confirms it or puts it right: ISSUES alone says that it stands right, lines
// ISSUE 2: and WANTS: say how they should read.

var (
	issueLine = regexp.MustCompile(`(?i)^\W*(?:issue|point)\s*(\d{1,3})\s*[:.)–-]\s*(.*)$`)
	// what may follow ISSUES where it says that they stand right
	asTheyStand = regexp.MustCompile(`(?i)^(?:are |is |all )*(?:confirmed|confirm|ok|okay|agreed|correct|right|fine` +
		`|as (?:they )?stand|as listed|as above|yes)?[\s.,!]*(?:thanks|thank you)?[\s.!]*$`)
	noIssue = regexp.MustCompile(`(?i)^\W*(?:none|nothing|remove|delete|take (?:it )?out|not an issue)?\W*$`)
)

// issueLines reads the lines that say what a complaint is about, each with what runs on below it until an empty line.
// decided reports that one of them decides an issue instead.
func issueLines(text string) (lines []complaint.IssueLine, decided bool) {
	open := false
	for _, line := range strings.Split(text, "\n") {
		m := issueLine.FindStringSubmatch(line)
		switch label, _, labelled := strings.Cut(line, ":"); {
		case m != nil:
			n, _ := strconv.Atoi(m[1]) // three digits at most
			words := strings.TrimSpace(m[2])
			if outcomeWords.MatchString(words) {
				return nil, true
			}
			if noIssue.MatchString(words) {
				words = ""
			}
			lines, open = append(lines, complaint.IssueLine{Number: n, Words: words}), words != ""
		case strings.TrimSpace(line) == "" || labelled && label == strings.ToUpper(label):
			open = false
		case open:
			last := &lines[len(lines)-1]
			last.Words = strings.TrimSpace(last.Words + " " + strings.TrimSpace(line))
		}
	}
	return lines, false
}

// issuesCommand reads ISSUES, ISSUE 2: and WANTS: at the beginning of a reply. "Issue reported to the contractor" and
// "Wants me to ring" are sentences.
func issuesCommand(s shape) complaint.Command {
	text := s.word + s.sep + s.all()
	lines, decided := issueLines(text)
	c := complaint.Command{Verb: complaint.VerbIssues, Text: text, Issues: lines, Wants: labelled(text, "WANTS"),
		Sure: complaint.Unmistakable}
	plural := strings.EqualFold(s.word, "ISSUES")
	switch {
	case decided:
		c.Missing = "Your lines decide issues. Begin with RESPOND and the decision on the whole, for example RESPOND " +
			"PARTLY UPHELD, then your full answer to the resident and these lines."
	case len(lines) > 0 || c.Wants != "" && strings.EqualFold(s.word, "WANTS"):
	case plural && !s.asked && asTheyStand.MatchString(s.line):
	case s.mark == apart && s.caps:
		c.Missing = "Say what the complaint is about on a line for each issue, for example ISSUE 1: The gate has been " +
			"broken since June. ISSUES alone says that the lines we sent are right."
	default:
		return complaint.Command{}
	}
	return c
}
