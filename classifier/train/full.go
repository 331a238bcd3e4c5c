package train

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"complaints/classifier"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// Full is how well the full reading fits labels that say it. A message counts for what it is labelled with.
type Full struct {
	DangerNow Alarm `json:"danger_now"` // read as now; the labels do not tell the grades apart
	Danger    Alarm `json:"danger"`     // of either grade
	SelfHarm  Alarm `json:"self_harm"`
	Strong    Alarm `json:"self_harm_strong"`
	Violence  Alarm `json:"violence"` // a threat to staff or property
	Death     Alarm `json:"death"`
	Safety    Alarm `json:"safety"` // a contact rule that keeps somebody from harm
	Writer    Share `json:"writer"`
	Others    Share `json:"others"`  // of those who are not the resident
	For       Share `json:"for"`     // the name, or a part of it, where one is labelled
	Consent   Share `json:"consent"` // where it is told, given or none
	Contact   Share `json:"contact"` // rule, channel and why of all, where there are any
	Needs     Share `json:"needs"`   // all of them, where there are any
	Matters   Share `json:"matters"` // half of the words shared
	SetOut    Share `json:"set_out"` // of what is set out: right is what is a matter
	Outcome   Share `json:"outcome"` // of complaints and stage 2 requests that say one
	Wanted    Share `json:"wanted"`  // of the outcomes set out there: right is what is one
	Event     Share `json:"event"`   // both days within three of those labelled, where any are

	Mistakes []FieldMistake `json:"mistakes,omitempty"`
}

// FieldMistake is a field of the full reading that is not as labelled.
type FieldMistake struct {
	ID       string `json:"id"`
	Field    string `json:"field"`
	Expected string `json:"expected"`
	Read     string `json:"read"`
	Text     string `json:"text"`
}

// mistake keeps a field that is read otherwise than labelled.
func (f *Full) mistake(e *classifier.Example, right bool, field string, expected, read any) {
	if !right {
		f.Mistakes = append(f.Mistakes, FieldMistake{
			ID: e.ID, Field: field, Expected: fmt.Sprint(expected), Read: fmt.Sprint(read),
			Text: e.Subject + " // " + e.Body,
		})
	}
}

// Alarm counts something that is raised or not.
type Alarm struct {
	Of       int `json:"of"` // messages
	Expected int `json:"expected"`
	Found    int `json:"found"` // of these
	False    int `json:"false"` // of the others
}

func (a *Alarm) count(expected, raised bool) {
	a.Of++
	switch {
	case expected:
		a.Expected++
		if raised {
			a.Found++
		}
	case raised:
		a.False++
	}
}

// Share counts what is right.
type Share struct {
	Of    int `json:"of"`
	Right int `json:"right"`
}

func (s *Share) count(right bool) {
	s.Of++
	if right {
		s.Right++
	}
}

// judge compares a reading with the labels of the full reading.
func (f *Full) judge(e *classifier.Example, r reading.Reading) {
	if e.Danger != nil {
		f.DangerNow.count(*e.Danger, r.Danger == reading.DangerNow)
		f.Danger.count(*e.Danger, r.Danger != "")
		f.mistake(e, *e.Danger == (r.Danger != ""), "danger", *e.Danger, r.Danger)
	}
	if e.SelfHarm != "" {
		f.SelfHarm.count(e.SelfHarm != "none", r.SelfHarm != "")
		f.mistake(e, e.SelfHarm == cmp.Or(r.SelfHarm, "none"), "self-harm", e.SelfHarm, r.SelfHarm)
		f.Strong.count(e.SelfHarm == reading.SelfHarmStrong, r.SelfHarm == reading.SelfHarmStrong)
	}
	if e.Threat != "" {
		violent := func(t reading.Threat) bool {
			return t == reading.ThreatStaff || t == reading.ThreatProperty
		}
		f.Violence.count(violent(e.Threat), violent(r.Threat))
		f.mistake(e, violent(e.Threat) == violent(r.Threat), "threat", e.Threat, r.Threat)
	}
	if e.Death != nil {
		f.Death.count(*e.Death != "", r.Death != "")
		f.mistake(e, (*e.Death != "") == (r.Death != ""), "death", *e.Death, r.Death)
	}
	if e.Contact != nil {
		f.Safety.count(keepsSafe(e.Contact), keepsSafe(r.Contact))
		f.mistake(e, slices.Equal(rulesOf(e.Contact), rulesOf(r.Contact)), "contact", rulesOf(e.Contact),
			rulesOf(r.Contact))
		if len(e.Contact) > 0 {
			f.Contact.count(slices.Equal(rulesOf(e.Contact), rulesOf(r.Contact)))
		}
	}
	if len(e.Needs) > 0 {
		want, got := slices.Sorted(slices.Values(e.Needs)), slices.Sorted(slices.Values(r.Needs))
		f.Needs.count(slices.Equal(want, got))
		f.mistake(e, slices.Equal(want, got), "needs", want, got)
	}
	if len(e.Event) == 2 {
		right := near(e.Event[0], r.Event.Earliest) && near(e.Event[1], r.Event.Latest)
		f.Event.count(right)
		f.mistake(e, right, "event", e.Event, r.Event)
	}
	f.judgePeople(e, r)
	f.judgeMatters(e, r)
}

// near reports two days of which neither lies more than three from the other.
func near(a, b calendar.Date) bool { return !b.IsZero() && a.AddDays(-3) <= b && b <= a.AddDays(3) }

func (f *Full) judgePeople(e *classifier.Example, r reading.Reading) {
	if e.Writer != "" {
		f.Writer.count(e.Writer == r.Writer)
		f.mistake(e, e.Writer == r.Writer, "writer", e.Writer, r.Writer)
		if e.Writer != reading.WriterResident {
			f.Others.count(e.Writer == r.Writer)
		}
	}
	if e.For != nil && *e.For != "" {
		right := r.For != "" && (strings.Contains(*e.For, r.For) || strings.Contains(r.For, *e.For))
		f.For.count(right)
		f.mistake(e, right, "for", *e.For, r.For)
	}
	if e.Consent != "" && e.Consent != "n/a" {
		f.Consent.count(e.Consent == r.Consent)
		f.mistake(e, e.Consent == r.Consent, "consent", e.Consent, r.Consent)
	}
}

func keepsSafe(rules []reading.ContactRule) bool {
	return slices.ContainsFunc(rules, func(r reading.ContactRule) bool { return r.Why == reading.ForSafety })
}

func rulesOf(rules []reading.ContactRule) (out []string) {
	for _, r := range rules {
		out = append(out, string(r.Rule)+" "+string(r.Channel)+" "+string(r.Why))
	}
	slices.Sort(out)
	return out
}

// judgeMatters counts matters as found that share half of their words with one that is set out.
func (f *Full) judgeMatters(e *classifier.Example, r reading.Reading) {
	if e.Issues == nil {
		return
	}
	for _, want := range e.Issues {
		f.Matters.count(slices.ContainsFunc(r.Issues, func(i reading.Issue) bool {
			return 2*shared(want.Words, i.Sentence) >= len(strings.Fields(want.Words))
		}))
	}
	for _, i := range r.Issues {
		f.SetOut.count(slices.ContainsFunc(e.Issues, func(want classifier.LabelledIssue) bool {
			return 2*shared(want.Words, i.Sentence) >=
				min(len(strings.Fields(want.Words)), len(strings.Fields(i.Sentence)))
		}))
	}
	asks := e.Kind == reading.KindComplaint || e.Kind == reading.KindStage2Request
	if !asks || e.Outcome == nil {
		return
	}
	words := len(strings.Fields(*e.Outcome))
	if words > 0 {
		right := 2*shared(*e.Outcome, r.Outcome) >= words
		f.mistake(e, right, "outcome", *e.Outcome, r.Outcome)
		f.Outcome.count(right)
	}
	if said := len(strings.Fields(r.Outcome)); said > 0 {
		f.Wanted.count(2*shared(*e.Outcome, r.Outcome) >= max(1, min(words, said)))
	}
}

// shared is how many words two stretches have in common.
func shared(a, b string) (n int) {
	have := map[string]int{}
	for _, w := range strings.Fields(strings.ToLower(a)) {
		have[strings.Trim(w, ".,;:!?\"'()")]++
	}
	for _, w := range strings.Fields(strings.ToLower(b)) {
		if w = strings.Trim(w, ".,;:!?\"'()"); have[w] > 0 {
			have[w]--
			n++
		}
	}
	return n
}
