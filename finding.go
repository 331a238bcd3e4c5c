package complaints

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An answer decides every issue of a complaint, not only the whole (Code 6.7). A manager who decides them alike says so
// once; one who does not gives each a line: ISSUE 2: NOT UPHELD and why.

// Finding is what an answer decides on one issue of the case.
type Finding struct {
	Issue    int     `json:"issue"` // its place in Case.Issues
	Decision Outcome `json:"decision"`
	Why      string  `json:"why,omitempty"` // a line for the resident, if one was given
}

// Point is a finding as a letter shows it.
type Point struct {
	Issue    string // in the resident's words, short
	Decision string // upheld, partly upheld, not upheld
	Why      string
}

// Matters are the places in Case.Issues of what an answer has to decide: the issues in scope, or all of them where none
// is. Letters number them in this order, from 1.
func (c Case) Matters() []int {
	var inScope, all []int
	for i, issue := range c.Issues {
		all = append(all, i)
		if issue.inScope() {
			inScope = append(inScope, i)
		}
	}
	if len(inScope) == 0 {
		return all
	}
	return inScope
}

func (i Issue) inScope() bool { return i.Kind != KindOutOfScope || i.Exclusion == "" }

// points are the findings of a stage in the words of a letter. One finding on a whole complaint, without a line of its
// own, says no more than the decision does.
func (c Case) points(s Stage) []Point {
	if len(s.Findings) == 1 && s.Findings[0].Why == "" {
		return nil
	}
	var points []Point
	for _, f := range s.Findings {
		points = append(points, Point{c.Issues[f.Issue].Sentence, string(f.Decision), f.Why})
	}
	return points
}

var findingLine = regexp.MustCompile(`(?i)^\W*(?:issue|point)\s*(\d{1,3})\s*[:.,-]?\s*(not[ -]upheld|part(?:ly|ially)?[ -]?upheld|upheld)\b[\s.,:;-]*(?:because\s+)?(.*)$`)

// readFinding reads a line such as ISSUE 2: NOT UPHELD the gate was repaired the same day. Its Issue is the number as
// written.
func readFinding(line string) (Finding, bool) {
	m := findingLine.FindStringSubmatch(strings.TrimSpace(line))
	if m == nil {
		return Finding{}, false
	}
	n, err := strconv.Atoi(m[1])
	return Finding{Issue: n, Decision: outcomeOf(m[2]), Why: strings.TrimSpace(m[3])}, err == nil
}

// findings joins what was decided on the whole with what was decided on single issues, or says what does not fit. An
// issue that no line names is decided like the whole, unless the whole is partly upheld: then each needs its line.
func (c Case) findings(whole Outcome, lines []Finding) (all []Finding, overall Outcome, problem string) {
	matters := c.Matters()
	said := map[int]Finding{}
	for _, f := range lines {
		if f.Issue < 1 || f.Issue > len(matters) {
			return nil, "", fmt.Sprintf("There is no issue %d. The complaint has %s: %s", f.Issue, plural(len(matters), "issue"), c.numbered())
		}
		said[f.Issue] = f
	}
	for i, at := range matters {
		f, ok := said[i+1]
		if !ok && len(said) > 0 && whole != Upheld && whole != NotUpheld {
			return nil, "", fmt.Sprintf("Say what you decided on each issue. Issue %d has no line yet: %s", i+1, c.numbered())
		}
		if !ok {
			f = Finding{Decision: whole}
		}
		f.Issue = at
		all = append(all, f)
	}
	overall = overallOf(all, whole)
	if whole != "" && whole != overall {
		return nil, "", fmt.Sprintf("You wrote %s, but your lines on the issues make it %s. Please change one or the other.", strings.ToUpper(string(whole)), strings.ToUpper(string(overall)))
	}
	return all, overall, ""
}

// overallOf is the outcome that findings make together.
func overallOf(all []Finding, whole Outcome) Outcome {
	if len(all) == 0 {
		return whole
	}
	differs := func(f Finding) bool { return f.Decision != all[0].Decision }
	if slices.ContainsFunc(all, differs) {
		return PartlyUpheld
	}
	return all[0].Decision
}

// numbered lists what an answer has to decide, as staff letters number it.
func (c Case) numbered() string {
	var list []string
	for i, at := range c.Matters() {
		list = append(list, fmt.Sprintf("%d. %s", i+1, excerpt(c.Issues[at].Sentence, 80)))
	}
	return strings.Join(list, " ")
}
