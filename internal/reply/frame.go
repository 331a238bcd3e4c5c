package reply

import (
	"fmt"
	"regexp"
	"strings"
)

// The frame of an answer that our letters hand out, as it comes back: lines with a sharp sign and words in brackets
// tell its writer what belongs there. They are no part of the answer, and what was left open is asked for.

var (
	frameHint = regexp.MustCompile(`(?i)^\((?:what (?:you found|we offer|we will do)[^)\n]*|for our report[^)\n]*` +
		`|the same|upheld[^)\n]*)\)(?: by \(date\))?$`)
	sharpLine = regexp.MustCompile(`^#(?:\s|$)`)
	// one word of the frame alone is a decision
	shortFinding = regexp.MustCompile(`(?i)^\W*(?:issue|point)\s*(\d{1,3})\s*[:.)]\s*(not|partly)\s*` +
		`(?:$|[.,;:–-]\s*(.*)$|because\s+(.*)$)`)
	// more than one decision is still to choose from
	undecided = regexp.MustCompile(`(?i)^\W*(?:or\s+|and\s+)?\W*(?:not|part(?:ly|ially)?)[ -]?upheld\b`)
)

// isHint reports whether a line, or what stands behind its label, is of the frame and says nothing.
func isHint(line string) bool {
	line = strings.TrimSpace(line)
	return sharpLine.MatchString(line) || frameHint.MatchString(line)
}

// openIssue reads a line of the frame on which an issue is not decided.
func openIssue(line string) (n string, open bool) {
	m := issueLine.FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	words := strings.Trim(m[2], " ?")
	return m[1], words == "" || frameHint.MatchString(words)
}

// leftOpen asks for what an answer in a frame was to decide; "" if nothing is open.
func leftOpen(rest string, issues []string) string {
	switch first, _, _ := strings.Cut(rest, "\n"); {
	case undecided.MatchString(first):
		return "Say what you decided: leave one of UPHELD, PARTLY UPHELD and NOT UPHELD on the first line."
	case len(issues) > 0:
		return fmt.Sprintf("Say what you decided on each issue: ISSUE %s is still open. Put UPHELD, PARTLY or NOT behind "+
			"it, and why.", strings.Join(issues, ", "))
	}
	return ""
}

// readShortFinding reads ISSUE 2: NOT, or PARTLY, as the frame asks for it.
func readShortFinding(line string) (n, decision, why string, ok bool) {
	m := shortFinding.FindStringSubmatch(strings.TrimSpace(line))
	if m == nil {
		return "", "", "", false
	}
	return m[1], m[2], strings.TrimSpace(m[3] + m[4]), true
}
