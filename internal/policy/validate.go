package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/choice"
)

// Faults says what in a policy cannot be followed as it is written, a sentence each. A word that this program does not
// know would otherwise be read as something else, and dates would be wrong without a sign. Where a policy departs from
// the law is another matter: see [Policy.Departures].
func (p Policy) Faults() []string {
	f := &faults{}
	oneOf(f, "jurisdiction", p.Jurisdiction, "england", "scotland", "wales", "northern-ireland")
	oneOf(f, "receipt.basis", p.Receipt.Basis, "", "server_time")
	oneOf(f, "receipt.day_zero", p.Receipt.DayZero, "", "local_calendar_date")
	f.timeLimit(p.TimeLimit)
	oneOf(f, "informal.mode", p.Informal.Mode, "parallel", "sequential", "none")
	if t := p.Informal.Target; t != nil {
		f.period("informal.target", *t, "", "received")
	} else if p.Informal.Mode == "sequential" {
		f.say("informal.target is missing: say how long we may try to put it right before stage 1, as target: {n: " +
			"10, unit: wd}")
	}
	each(f, "refusal_letter_must", p.RefusalLetterMust, "reason", "ombudsman_right")
	each(f, "exclusions", p.Exclusions, excluded...)
	each(f, "routed_not_refused", p.RoutedNotRefused, "first_request")
	f.always("refusal_needs_human", p.RefusalNeedsHuman, "only a person may refuse a complaint")
	f.stages(p.Stages)
	if p.NextStageWindow != nil {
		f.window(*p.NextStageWindow)
	}
	f.external(p.External)
	f.helplines(p.Helplines)
	each(f, "promises", p.Promises, "adjustments", "full_record")
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

// oneOf asks for a word of a list; "" in it lets the word be left out.
func oneOf[T ~string](f *faults, key string, value T, known ...T) {
	words := choice.Words(known...)
	near, ok := choice.Nearest(string(value), words)
	switch {
	case slices.Contains(known, value):
	case value == "":
		f.say("%s is missing: use %s", key, choice.Or(words))
	case ok && len(words) > 1:
		f.say("%s is %q: write %s, if that is what you mean; known are %s", key, value, near, strings.Join(words, ", "))
	default:
		f.say("%s is %q: use %s", key, value, choice.Or(words))
	}
}

func each[T ~string](f *faults, key string, values []T, known ...T) {
	for _, v := range values {
		oneOf(f, key, v, known...)
	}
}

// always refuses to switch off what this program does in any case: a setting without effect would be believed.
func (f *faults) always(key string, set *bool, why string) {
	if set != nil && !*set {
		f.say("%s is false, and that cannot be: %s. Write true, or leave it out", key, why)
	}
}

func (f *faults) timeLimit(t TimeLimit) {
	switch {
	case t.Months < 0 || t.HardLimitYears < 0:
		f.say("time_limit: months and years are counted from 1; leave them out for none")
	case t.Months > 0:
		oneOf(f, "time_limit.from", t.From, "event", "awareness", "later_of_event_or_awareness")
	}
	f.always("time_limit.continuing_counts_latest", t.ContinuingCountsLatest,
		"what still goes on is always judged by its last day")
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
		if s.ID != StageNumber(i+1) {
			f.say("%s.id is %d: number the stages from 1, in order", key, s.ID)
		}
		oneOf(f, key+".owner", s.Owner, "", map[bool]string{true: "area_manager", false: "director"}[i == 0])
		f.stage(key, s)
	}
}

func (f *faults) stage(key string, s StagePolicy) {
	if s.Ack != nil {
		f.period(key+".ack", *s.Ack, "received")
		each(f, key+".ack.must", s.Ack.Must, MustDefinition, MustOutcome, MustOursAndNot)
	}
	each(f, key+".response.must", s.Response.Must, MustDefinition, MustOutcome, MustDecision, MustReasons, MustRemedy,
		MustActions, MustNextStage)
	each(f, key+".extension.reasons", s.Extension.Reasons, ReasonComplex, ReasonThirdParty, ReasonOther)
	f.always(key+".extension.before_due", s.Extension.BeforeDue, "a date that has passed cannot be put off")
	f.always(key+".extension.reason_required", s.Extension.ReasonRequired,
		"an answer is never put off without a reason, which the resident is told")
	if s.FirstContact != nil {
		f.period(key+".first_contact", *s.FirstContact, "assigned")
	}
	f.period(key+".response", s.Response, "received", "ack_sent")
	oneOf(f, key+".response.roll", s.Response.Roll, "", "back")
	if s.Response.From == "ack_sent" && s.Ack == nil {
		f.say(
			"%s.response counts from the acknowledgement, and the stage has none: give it ack, or count from "+
				"received", key)
	}
	if most := s.Extension.Max; most != nil {
		f.period(key+".extension", calendar.Period{N: *most, Unit: s.Extension.Unit}, "")
	}
	if w := s.NextStageWindow; w != nil {
		f.period(key+".next_stage_window", *w, "response_sent")
		oneOf(f, key+".next_stage_window.roll", w.Roll, "", "forward")
		oneOf(f, key+".next_stage_window.late", w.Late, "", "human_decision")
	}
	oneOf(f, key+".reasons_required", s.ReasonsRequired, "", AskForReasons, NoReasons)
	oneOf(f, key+".new_issues", s.NewIssues, "", "new_case")
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
	oneOf(f, "external.mode", x.Mode, "direct", "designated_person")
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
	each(f, "external.signpost_in", x.SignpostIn, signposts...)
}

// period checks a period: how many, of what, from when.
func (f *faults) period(key string, p calendar.Period, from ...calendar.Start) {
	if p.N <= 0 {
		f.say("%s: n is %d and must be at least 1", key, p.N)
	}
	oneOf(f, key+".unit", p.Unit, calendar.CalendarDays, calendar.WorkingDays, calendar.Months)
	oneOf(f, key+".from", p.From, from...)
	oneOf(f, key+".roll", p.Roll, "", "back", "forward")
}
