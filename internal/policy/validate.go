package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/calendar"
)

// Faults says what in a policy cannot be followed as it is written, a sentence each. A word that this program does not
// know would otherwise be read as something else, and dates would be wrong without a sign. Where a policy departs from
// the law is another matter: see [Policy.Departures].
func (p Policy) Faults() []string {
	f := &faults{}
	f.oneOf("jurisdiction", p.Jurisdiction, "england", "scotland", "wales", "northern-ireland")
	f.oneOf("receipt.basis", p.Receipt.Basis, "", "server_time")
	f.oneOf("receipt.day_zero", p.Receipt.DayZero, "", "local_calendar_date")
	f.timeLimit(p.TimeLimit)
	f.oneOf("informal.mode", p.Informal.Mode, "parallel", "sequential", "none")
	if t := p.Informal.Target; t != nil {
		f.period("informal.target", *t, "", "received")
	} else if p.Informal.Mode == "sequential" {
		f.say("informal.target is missing: say how long we may try to put it right before stage 1, as target: {n: " +
			"10, unit: wd}")
	}
	f.each("refusal_letter_must", p.RefusalLetterMust, "reason", "ombudsman_right")
	f.each("routed_not_refused", p.RoutedNotRefused, "first_request")
	f.stages(p.Stages)
	if p.NextStageWindow != nil {
		f.window(*p.NextStageWindow)
	}
	f.external(p.External)
	f.each("promises", p.Promises, "adjustments", "full_record")
	for _, code := range p.Languages {
		if !languageCode.MatchString(code) {
			f.say("languages: %q is not the code of a language, as en or cy", code)
		}
	}
	return f.all
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}$`)

// faults gathers what is wrong with a policy.
type faults struct{ all []string }

func (f *faults) say(format string, args ...any) { f.all = append(f.all, fmt.Sprintf(format, args...)) }

func (f *faults) oneOf(key, value string, known ...string) {
	if slices.Contains(known, value) {
		return
	}
	said := slices.DeleteFunc(slices.Clone(known), func(s string) bool { return s == "" })
	f.say("%s is %q: use %s", key, value, strings.Join(said, " or "))
}

func (f *faults) each(key string, values []string, known ...string) {
	for _, v := range values {
		f.oneOf(key, v, known...)
	}
}

func (f *faults) timeLimit(t TimeLimit) {
	switch {
	case t.Months < 0 || t.HardLimitYears < 0:
		f.say("time_limit: months and years are counted from 1; leave them out for none")
	case t.Months > 0:
		f.oneOf("time_limit.from", t.From, "event", "awareness", "later_of_event_or_awareness")
	}
	if t.AutoRefuse {
		f.say("time_limit.auto_refuse is true: only a person may refuse a complaint, so it must be false")
	}
}

func (f *faults) stages(stages []StagePolicy) {
	if len(stages) == 0 || len(stages) > 2 {
		f.say("stages: the policy has %d, and this program knows one or two", len(stages))
	}
	for i, s := range stages {
		key := fmt.Sprintf("stages[%d]", i+1)
		if s.ID != i+1 {
			f.say("%s.id is %d: number the stages from 1, in order", key, s.ID)
		}
		f.oneOf(key+".owner", s.Owner, "", map[bool]string{true: "area_manager", false: "director"}[i == 0])
		f.stage(key, s)
	}
}

func (f *faults) stage(key string, s StagePolicy) {
	if s.Ack != nil {
		f.period(key+".ack", *s.Ack, "received")
		f.each(key+".ack.must", s.Ack.Must, MustDefinition, MustOutcome, MustOursAndNot)
	}
	f.each(key+".response.must", s.Response.Must, MustDefinition, MustOutcome, MustDecision, MustReasons, MustRemedy,
		MustActions, MustNextStage)
	f.each(key+".extension.reasons", s.Extension.Reasons, ReasonComplex, ReasonThirdParty, ReasonOther)
	if s.FirstContact != nil {
		f.period(key+".first_contact", *s.FirstContact, "assigned")
	}
	f.period(key+".response", s.Response, "received", "ack_sent")
	f.oneOf(key+".response.roll", s.Response.Roll, "", "back")
	if s.Response.From == "ack_sent" && s.Ack == nil {
		f.say(
			"%s.response counts from the acknowledgement, and the stage has none: give it ack, or count from received", key)
	}
	if most := s.Extension.Max; most != nil {
		f.period(key+".extension", calendar.Period{N: *most, Unit: s.Extension.Unit}, "")
	}
	if w := s.NextStageWindow; w != nil {
		f.period(key+".next_stage_window", *w, "response_sent")
		f.oneOf(key+".next_stage_window.roll", w.Roll, "", "forward")
		f.oneOf(key+".next_stage_window.late", w.Late, "", "human_decision")
	}
	f.oneOf(key+".reasons_required", s.ReasonsRequired, "", "ask_do_not_block", "never", "always")
	f.oneOf(key+".new_issues", s.NewIssues, "", "new_case")
}

func (f *faults) window(w Window) {
	if len(w.LaterOf) == 0 {
		f.say("next_stage_window.later_of is empty: give at least one period, or leave the window out")
	}
	for i, period := range w.LaterOf {
		f.period(fmt.Sprintf("next_stage_window.later_of[%d]", i+1), period, "event_or_awareness", "stage1_response")
	}
}

func (f *faults) external(x ExternalBody) {
	if x.Body == "" {
		f.say("external.body is missing: residents must be told who can look at their complaint after us")
	}
	f.oneOf("external.mode", x.Mode, "direct", "designated_person")
	if x.DirectAfter != nil {
		f.period("external.direct_after", *x.DirectAfter, "final_response_sent")
	} else if x.Mode == "designated_person" {
		f.say(
			"external.direct_after is missing: say how long after the final answer a resident may go to the %s alone",
			x.Body)
	}
	if x.Within != nil {
		f.period("external.within", *x.Within, "final_response_sent", "awareness")
	}
	f.each("external.signpost_in", x.SignpostIn, "acknowledgement", "extension", "refusal", "stage1_response",
		"final_response")
}

// period checks a period: how many, of what, from when.
func (f *faults) period(key string, p calendar.Period, from ...string) {
	if p.N <= 0 {
		f.say("%s: n is %d and must be at least 1", key, p.N)
	}
	f.oneOf(key+".unit", string(p.Unit), string(calendar.CalendarDays), string(calendar.WorkingDays),
		string(calendar.Months))
	f.oneOf(key+".from", p.From, from...)
	f.oneOf(key+".roll", p.Roll, "", "back", "forward")
}
