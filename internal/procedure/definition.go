package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// What the complaint is about (P8): confirmed or put right by whoever handles it, told by the resident.

// define confirms what the complaint is about, or puts it right, and says what stands in the file then.
func (r *staffReply) define() {
	changed, problem := r.redefine()
	if problem != "" {
		r.help(problem)
		return
	}
	r.receipt(strings.Join(append([]string{"This is what the complaint is about now, and your answer decides it line " +
		"by line."}, append(changed, r.definition()...)...), " "))
}

// redefine records what a reply says that the complaint is about, and what that changed.
func (r *staffReply) redefine() (changed []string, problem string) {
	c := r.Case
	if fixed := len(c.Matters()); len(c.Stage1.Findings) > 0 && slices.ContainsFunc(r.cmd.Issues,
		func(l complaint.IssueLine) bool { return l.Number <= fixed }) {
		return nil, fmt.Sprintf("Stage 1 decided these issues as they stand, so they are not changed now. Give what is new "+
			"the number %d.", fixed+1)
	}
	issues, changed, problem := c.Redefined(r.cmd.Issues, r.by())
	if problem != "" {
		return nil, problem
	}
	wants := cmp.Or(r.cmd.Wants, c.OutcomeSought)
	if wants != c.OutcomeSought {
		changed = append(changed, "They would like: "+wants)
	}
	why := "What the complaint is about was confirmed."
	if len(changed) > 0 {
		why = "What the complaint is about was put right and confirmed. " + strings.Join(changed, " ")
	}
	r.record(r.by(), why, complaint.Defined{Issues: issues, Wants: wants})
	return changed, ""
}

// definedWith records the lines of a conversation's report that say what the complaint is about.
func (r *staffReply) definedWith() string {
	if len(r.cmd.Issues) == 0 {
		return ""
	}
	changed, problem := r.redefine()
	if problem != "" {
		return " What the complaint is about stands as before. " + problem
	}
	return " " + strings.Join(append([]string{"This is what the complaint is about now:"},
		append(changed, r.definition()...)...), " ")
}

// definition is what the complaint is about in the lines of a receipt.
func (d *draft) definition() (lines []string) {
	for i, at := range d.Case.Matters() {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, strings.TrimRight(d.Case.Issues[at].Sentence, ".")+"."))
	}
	if d.Case.OutcomeSought != "" {
		lines = append(lines, "They would like: "+d.Case.OutcomeSought)
	}
	return lines
}

// DefinedBy names who has confirmed what a complaint is about, and when; "" if nobody has.
func (p Procedure) DefinedBy(c complaint.Case) string {
	if !c.Definition.Confirmed() {
		return ""
	}
	who := c.Definition.By.String()
	if known, ok := p.Register.Find(who); ok {
		who = known.Called()
	}
	return who + " on " + p.Calendar.Day(c.Definition.At).Long()
}

// outcomeTold records what the resident would like once they say so, where the file does not have it yet. What a chase
// or a goodbye asks for is no outcome of the complaint.
func (d *draft) outcomeTold(m message.Message, r reading.Reading) {
	adds := r.Intent == reading.IntentEvidence || r.Intent == reading.IntentNewIssue
	if !adds || !may(d.Case, m, toChange) || d.Case.OutcomeSought != "" || r.Outcome == "" || !d.Case.InHand() {
		return
	}
	d.record(actor.ByResident, "The resident says what they would like.", complaint.Defined{
		Issues: d.Case.Issues, Wants: message.Excerpt(r.Outcome, 300),
	})
}
