package complaints

import (
	"fmt"
	"strings"
)

// InWords tells what the policy promises, a sentence a line.
func (p Policy) InWords() []string {
	lines := []string{fmt.Sprintf("Policy %s, for %s; days in %s, holidays of %s.", p.ID, p.Jurisdiction, p.Timezone, strings.ReplaceAll(p.Division, "-", " "))}
	if m := p.TimeLimit.Months; m > 0 {
		from := map[string]string{"event": "happened", "awareness": "became known", "later_of_event_or_awareness": "happened or became known, whichever is later"}[p.TimeLimit.From]
		lines = append(lines, fmt.Sprintf("A matter that %s more than %s ago goes to a person, who may still accept it.", from, plural(m, "month")))
	}
	lines = append(lines, map[string]string{
		"parallel":   "Stage 1 opens at once; an early settlement may be offered beside it.",
		"sequential": "An informal attempt comes before stage 1.",
		"none":       "There is no informal stage.",
	}[p.Informal.Mode])
	for _, s := range p.Stages {
		lines = append(lines, s.inWords()...)
	}
	if len(p.Exclusions) > 0 {
		lines = append(lines, "Outside the policy, for a person to decide: "+strings.ReplaceAll(strings.Join(p.Exclusions, ", "), "_", " ")+".")
	}
	switch x := p.External; {
	case x.Mode == "designated_person" && x.DirectAfter != nil:
		lines = append(lines, fmt.Sprintf("After the final answer the resident may ask a designated person, or the %s directly after %s.", x.Body, x.DirectAfter.inWords()))
	case x.Body != "":
		line := "The resident may go to the " + x.Body + " directly"
		if x.Within != nil {
			line += ", within " + x.Within.inWords()
		}
		lines = append(lines, line+".")
	}
	return lines
}

func (s StagePolicy) inWords() []string {
	name := fmt.Sprintf("Stage %d", s.ID)
	if s.Name != "" {
		name += " (" + s.Name + ")"
	}
	var lines []string
	if s.Ack != nil {
		lines = append(lines, fmt.Sprintf("%s is acknowledged within %s.", name, s.Ack.inWords()))
	} else {
		lines = append(lines, name+" needs no acknowledgement by the policy.")
	}
	lines = append(lines, fmt.Sprintf("%s is answered within %s.", name, s.Response.inWords()))
	switch {
	case s.Extension.Max != nil:
		lines = append(lines, fmt.Sprintf("%s may be put off by at most %s.", name, Period{N: *s.Extension.Max, Unit: s.Extension.Unit}.inWords()))
	default:
		lines = append(lines, name+" may be put off; the policy names no limit.")
	}
	if s.NextStageWindow != nil {
		lines = append(lines, fmt.Sprintf("The next stage can be asked for within %s.", s.NextStageWindow.inWords()))
	}
	return lines
}

func (p Period) inWords() string {
	words := plural(p.N, map[Unit]string{CalendarDays: "day", WorkingDays: "working day", Months: "month"}[p.Unit])
	if from := map[string]string{
		"received": "receipt", "ack_sent": "the acknowledgement", "assigned": "assignment", "response_sent": "the answer being sent",
		"final_response_sent": "the final answer being sent", "awareness": "the day the resident knew", "stage1_response": "the stage 1 answer", "event_or_awareness": "the event, or the day the resident knew",
	}[p.From]; from != "" {
		words += " of " + from
	}
	return words
}
