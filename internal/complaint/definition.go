package complaint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// What a complaint is about (P8, Code 5.6): its issues, the outcome that the resident would like, and who has confirmed
// them. At first the issues are stretches of the resident's message that the program picked. A person who has spoken
// with the resident confirms them or puts them right; only then is an answer given line by line (Code 6.7).

// Definition says who has confirmed [Case.Issues] and [Case.OutcomeSought]. Its zero value is nobody.
type Definition struct {
	By actor.Actor `json:"by,omitzero"`
	At time.Time   `json:"at,omitzero"`
}

// Confirmed reports whether a person has.
func (d Definition) Confirmed() bool { return d.By.Staff() }

// Defined: what the complaint is about was confirmed by staff, or told anew by the resident, whole as it stands from
// then on.
type Defined struct {
	Issues []reading.Issue
	Wants  string
}

func (f Defined) apply(c *Case, e Event) {
	c.Issues, c.OutcomeSought, c.Definition = f.Issues, f.Wants, Definition{}
	if e.By.Staff() {
		c.Definition = Definition{e.By, e.At}
	}
}

// IssueLine is a line of a staff reply: ISSUE 2: The gate has been broken since June. It is numbered as letters number
// the issues; no words take the issue away.
type IssueLine struct {
	Number int
	Words  string
}

// Redefined returns the issues of a case with some lines put right, and says in words what changed; or it says what
// does not fit. The number after the last adds an issue. What stands in no line stays.
func (c Case) Redefined(lines []IssueLine, by actor.Actor) (issues []reading.Issue, changed []string, problem string) {
	issues = slices.Clone(c.Issues)
	matters := c.Matters()
	var gone []int
	for _, l := range lines {
		switch n := len(matters); {
		case l.Number < 1 || l.Number > n+1 || l.Number > n && l.Words == "":
			return nil, nil, fmt.Sprintf("There is no issue %d. The complaint has %s: %s A new one gets the number %d.",
				l.Number, calendar.Plural(n, "issue"), c.numbered(), n+1)
		case l.Number > n:
			issues = append(issues, reading.Issue{Sentence: l.Words, Kind: reading.KindComplaint, Area: c.Area, By: by})
			matters = append(matters, len(issues)-1)
			changed = append(changed, "New: "+l.Words)
		case l.Words == "":
			gone = append(gone, matters[l.Number-1])
			changed = append(changed, "Taken out: "+message.Excerpt(issues[matters[l.Number-1]].Sentence, 80))
		case l.Words != issues[matters[l.Number-1]].Sentence:
			at := matters[l.Number-1]
			issues[at].Sentence, issues[at].By = l.Words, by
			changed = append(changed, fmt.Sprintf("%d is now: %s", l.Number, l.Words))
		}
	}
	if len(gone) == len(matters) && len(gone) > 0 {
		return nil, nil, "A complaint is about something: leave at least one issue, or say what it is about instead."
	}
	slices.Sort(gone)
	for _, at := range slices.Backward(gone) {
		issues = slices.Delete(issues, at, at+1)
	}
	return issues, changed, ""
}

// numbered lists what an answer has to decide, as staff letters number it.
func (c Case) numbered() string {
	var list []string
	for i, at := range c.Matters() {
		list = append(list, fmt.Sprintf("%d. %s", i+1, message.Excerpt(c.Issues[at].Sentence, 80)))
	}
	return strings.Join(list, " ")
}
