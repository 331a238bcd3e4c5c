package policy

import (
	"fmt"
	"strings"

	"complaints/internal/calendar"
)

// InWords tells what the policy promises, a sentence a line.
func (p Policy) InWords() []string {
	lines := []string{fmt.Sprintf("Policy %s, for %s; days in %s, holidays of %s.", p.ID, p.Jurisdiction, p.Timezone,
		strings.ReplaceAll(p.Division, "-", " "))}
	lines = append(lines, p.TimeLimit.inWords()...)
	lines = append(lines, p.Informal.inWords())
	for _, s := range p.Stages {
		lines = append(lines, s.inWords()...)
	}
	if p.NextStageWindow != nil {
		var periods []string
		for _, period := range p.NextStageWindow.LaterOf {
			periods = append(periods, period.InWords())
		}
		lines = append(lines, "The next stage can be asked for within "+strings.Join(periods, ", or ")+
			", whichever is later. A late request is a person's to decide.")
	}
	lines = append(lines, p.scopeInWords()...)
	lines = append(lines, p.External.inWords()...)
	if len(p.Languages) > 0 {
		lines = append(lines, "Letters go in the languages "+strings.Join(p.Languages, ", ")+
			", where the letters' folder has them.")
	}
	return lines
}

func (t TimeLimit) inWords() []string {
	if t.Months == 0 {
		return []string{"No matter is too old."}
	}
	from := map[AgeFrom]string{FromEvent: "that happened", FromAwareness: "that the resident has known of for",
		FromLater: "that happened, and that the resident has known of for,"}[t.From]
	line := fmt.Sprintf("A matter %s more than %s ago goes to a person, who may still accept it.", from,
		calendar.Plural(t.Months, "month"))
	if t.From != "event" {
		line = fmt.Sprintf("A matter %s more than %s goes to a person, who may still accept it.", from,
			calendar.Plural(t.Months, "month"))
	}
	lines := []string{line}
	if t.HardLimitYears > 0 {
		lines = append(lines, fmt.Sprintf("The policy takes nothing that is older than %s; the person is told so.",
			calendar.Plural(t.HardLimitYears, "year")))
	}
	return lines
}

func (i Informal) inWords() string {
	switch i.Mode {
	case "sequential":
		within := ""
		if i.Target != nil {
			within = " within " + i.Target.Length() + " of receipt"
		}
		return "We first try to put it right informally" + within +
			". Stage 1 begins when the resident is not content or asks for it, and by itself on the last day."
	case "parallel":
		return "Stage 1 opens at once; an early settlement may be offered beside it."
	}
	return "There is no informal stage."
}

func (s StagePolicy) inWords() []string {
	name := fmt.Sprintf("Stage %d", s.ID)
	if s.Name != "" {
		name += " (" + s.Name + ")"
	}
	var lines []string
	if s.Ack != nil {
		lines = append(lines, fmt.Sprintf("%s is acknowledged within %s.", name, s.Ack.InWords()))
	} else {
		lines = append(lines, name+" needs no acknowledgement by the policy.")
	}
	lines = append(lines, fmt.Sprintf("%s is answered within %s.", name, s.Response.InWords()))
	if s.Ack != nil && len(s.Ack.Must) > 0 {
		lines = append(lines, "Its acknowledgement has to say: "+contents(s.Ack.Must)+".")
	}
	if len(s.Response.Must) > 0 {
		lines = append(lines, "Its answer has to say: "+contents(s.Response.Must)+".")
	}
	if s.DirectEntry {
		lines = append(lines, name+" may be the first: the complaints team takes a case there with ESCALATE.")
	}
	line := name + " may be put off before its date, with a reason and a new day; the policy names no limit"
	if s.Extension.Max != nil {
		line = fmt.Sprintf("%s may be put off before its date, with a reason, by at most %s", name,
			calendar.Period{N: *s.Extension.Max, Unit: s.Extension.Unit}.Length())
	}
	if s.Extension.ExternalContact {
		line += ", and the letter says who outside can help"
	}
	if len(s.Extension.Reasons) > 0 {
		line += ", for reasons that are " + strings.ReplaceAll(strings.Join(s.Extension.Reasons, " or "),
			"third_party", "somebody else's doing")
	}
	lines = append(lines, line+".")
	if s.NextStageWindow != nil {
		lines = append(lines, fmt.Sprintf("The next stage can be asked for within %s. A late request is a person's "+
			"to decide.", s.NextStageWindow.InWords()))
	}
	return lines
}

// contents says in words what a letter has to say.
func contents(must []string) string {
	words := map[string]string{
		MustDefinition: "the complaint as we understand it", MustOutcome: "what the resident would like us to do",
		MustOursAndNot: "which parts we are responsible for and which not",
		MustDecision:   "the decision", MustReasons: "the reasons", MustRemedy: "what puts it right",
		MustActions: "what is still to be done, by when", MustNextStage: "how to go on if the resident is not content",
	}
	all := make([]string, len(must))
	for i, m := range must {
		all[i] = words[m]
	}
	return strings.Join(all, "; ")
}

// scopeInWords tells what is outside the policy.
func (p Policy) scopeInWords() []string {
	var lines []string
	if len(p.Exclusions) > 0 {
		lines = append(lines, "Outside the policy, for a person to decide: "+spaced(p.Exclusions)+".")
	} else {
		lines = append(lines, "The policy names nothing that is outside it. Only a person may decline a complaint, "+
			"with reasons.")
	}
	if len(p.RoutedNotRefused) > 0 {
		lines = append(lines, "Passed on and not refused: "+spaced(p.RoutedNotRefused)+".")
	}
	return lines
}

func (x ExternalBody) inWords() []string {
	line := "The resident may go to the " + x.Body + " directly"
	switch {
	case x.Mode == "designated_person" && x.DirectAfter != nil:
		line = fmt.Sprintf("After the final answer the resident may ask a designated person, or go to the %s alone "+
			"after %s", x.Body, x.DirectAfter.Length())
	case x.Within != nil:
		line += ", within " + x.Within.InWords()
	}
	lines := []string{line + "."}
	if len(x.SignpostIn) > 0 {
		lines = append(lines, "Named in letters: "+spaced(x.SignpostIn)+".")
	}
	return lines
}
