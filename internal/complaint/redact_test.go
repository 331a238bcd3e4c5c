package complaint

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// filled returns a value of a type with every text, number, day and list in it set, so that nothing is kept for being
// empty.
func filled(typ reflect.Type) reflect.Value {
	v := reflect.New(typ).Elem()
	switch {
	case typ == reflect.TypeFor[time.Time]():
		return reflect.ValueOf(time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC))
	case typ == reflect.TypeFor[calendar.Date]():
		return reflect.ValueOf(calendar.MustDate("2026-11-27"))
	}
	switch typ.Kind() {
	case reflect.String:
		v.SetString("secret")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Struct:
		for i := range typ.NumField() {
			if f := v.Field(i); f.CanSet() {
				f.Set(filled(typ.Field(i).Type))
			}
		}
	case reflect.Slice:
		v.Set(reflect.Append(v, filled(typ.Elem())))
	case reflect.Pointer:
		v.Set(reflect.New(typ.Elem()))
		v.Elem().Set(filled(typ.Elem()))
	}
	return v
}

// TestNobodysWordsStay fills every kind of fact and looks for what is left of it. A new fact, or a new field of one,
// is looked at here before it can keep anybody's words.
func TestNobodysWordsStay(t *testing.T) {
	t.Parallel()
	kept := map[string][]string{ // plain text that may stay, by kind: references, and addresses of staff
		"Registered": {"Ref", "Profile", "Tenure"}, "PartyLearnt": {"Tenure"}, "PartySucceeded": {"Tenure"}, "Linked": {"Ref", "How"},
		"CaseClosed": {"Clause"}, "ReviewAsked": {"What"}, "PolicyAdopted": {"Profile"},
		"Reminded": {"Schedule", "What"}, "Conflict": {"Address"}, "WentAway": {"Address"},
		"Assigned": {"name", "title", "email", "phone"}, "Erased": {"Reason", "Digest"},
		"QuestionPut": {"ID", "Shown", "name", "title", "email", "phone"}, "QuestionEnded": {"ID"},
		"Caused": {"Cause", "By", "For", "With"}, "Approved": {"Writer"},
		"LetterAwaits": {"Cause"}, "LetterAwaitsNoMore": {"ID"},
		"TakenBack": {"Cause", "By", "For", "With", "Tenure", "Clause", "What", "ID", "Shown", "name", "title", "email",
			"phone"},
	}
	for kind, typ := range factKinds {
		t.Run(kind, func(t *testing.T) {
			e := Event{At: time.Now().UTC(), By: actor.ByMachine, Why: "secret", Fact: filled(typ).Interface().(Fact)}
			before := fmt.Sprint(e)
			after := e.Pseudonymous()
			if fmt.Sprint(e) != before {
				t.Error("the event itself was changed")
			}
			if after.Why != ErasedMark && kind != "Erased" {
				t.Errorf("its reason is %q", after.Why)
			}
			for _, path := range plainTexts(reflect.ValueOf(after.Fact), "") {
				name := path[strings.LastIndex(path, ".")+1:]
				if !slices.ContainsFunc(kept[kind], func(k string) bool { return strings.EqualFold(k, name) }) {
					t.Errorf("%s stays", path)
				}
			}
			if b, err := json.Marshal(after); err != nil || json.Unmarshal(b, new(Event)) != nil {
				t.Errorf("it cannot be written and read: %v", err)
			}
		})
	}
}

// plainTexts lists where a plain text says secret.
func plainTexts(v reflect.Value, path string) (found []string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.String() == "secret" {
			found = append(found, path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				found = append(found, plainTexts(v.Field(i), path+"."+f.Name)...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			found = append(found, plainTexts(v.Index(i), path)...)
		}
	}
	return found
}

func TestMessagesAndReadingsAreEmptied(t *testing.T) {
	t.Parallel()
	m := filled(reflect.TypeFor[message.Message]()).Interface().(message.Message)
	m.ID = "06AB"
	bare := PseudonymousMessage(m)
	if left := plainTexts(reflect.ValueOf(bare), ""); len(left) > 0 || bare.Received != m.Received {
		t.Errorf("of a message stays %v", left)
	}
	r := filled(reflect.TypeFor[reading.Reading]()).Interface().(reading.Reading)
	without := PseudonymousReading(r)
	if left := plainTexts(reflect.ValueOf(without), ""); !slices.Equal(left, []string{".DecidedBy"}) ||
		without.Area != r.Area {
		t.Errorf("of a reading stays %v", left)
	}
}

func TestAnErasedCaseCountsAsItDid(t *testing.T) {
	t.Parallel()
	day := calendar.MustDate("2026-11-27")
	at := time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC)
	events := []Event{
		{At: at, Fact: Registered{Ref: "HC-2026-000001", Profile: "hastoe-2020", Received: at, Day0: day,
			Words: "it leaks", Party: people.Party{Name: "Asha Rahman", Email: "asha@example.com", Tenure: "LCRA"},
			Area: reading.AreaRepairs}},
		{At: at, Fact: StageOpened{Stage: 1, Received: at, Day0: day, Limit: day + 14, Target: day + 14}},
		{At: at, Fact: Assigned{Stage: 1, To: people.Contact{Email: "repairs.manager@landlord.example"}, On: day}},
		{At: at, Fact: Flagged{Flags: []reading.Flag{reading.FlagDampMould, reading.FlagChild}}},
		{At: at, Fact: Extended{Stage: 1, From: day + 14, Limit: day + 20, Target: day + 20, Reason: "the survey",
			On: day + 3}},
		{At: at, Fact: Responded{Stage: 1, Decision: Upheld, Answer: "We are sorry, Asha",
			Actions: []Action{{What: "mend Asha's roof", By: day + 30}}}},
		{At: at, Fact: AnswerSent{Stage: 1, SentAt: at.AddDate(0, 0, 10), WindowLast: day + 31}},
		{At: at, Fact: ActionDone{Stage: 1, Index: 0, On: day + 25}},
		{At: at, Fact: CaseClosed{Reason: Close{Reason: ClosedLapsed}}},
	}
	c := Fold(events)
	erased := make([]Event, len(events))
	for i, e := range events {
		erased[i] = e.Pseudonymous()
	}
	d := Fold(append(erased, Event{At: at.AddDate(6, 0, 0), Fact: Erased{Reason: "the time is over"}}))
	if d.Erased.IsZero() || d.Party != (people.Party{Tenure: "LCRA"}) || d.Words != ErasedMark || len(d.Addresses()) != 0 ||
		!slices.Equal(d.Flags, []reading.Flag{reading.FlagDampMould}) {
		t.Errorf("erased: %+v", d)
	}
	for name, pair := range map[string][2]any{
		"status": {c.Status, d.Status}, "reason": {c.Reason, d.Reason}, "area": {c.Area, d.Area},
		"day 0": {c.Day0, d.Day0}, "closed": {c.ClosedAt, d.ClosedAt},
		"limit": {c.Stage1.Limit, d.Stage1.Limit}, "first limit": {c.Stage1.FirstLimit, d.Stage1.FirstLimit},
		"extensions": {len(c.Stage1.Extensions), len(d.Stage1.Extensions)},
		"decision":   {c.Stage1.Decision, d.Stage1.Decision}, "sent": {c.Stage1.SentAt, d.Stage1.SentAt},
		"handler":     {c.Stage1.Handler, d.Stage1.Handler},
		"action done": {c.Stage1.Actions[0].Done, d.Stage1.Actions[0].Done},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %v before, %v after", name, pair[0], pair[1])
		}
	}
}

func TestAFileIsKeptWhileItIsNeeded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*Case)
		says   string
	}{
		"a closed case may go":        {func(*Case) {}, ""},
		"an open one stays":           {func(c *Case) { c.Status = Stage1Open }, "not closed"},
		"one that waits for a person": {func(c *Case) { c.Status = Review }, "not closed"},
		"one at court":                {func(c *Case) { c.Hold = "court claim" }, "court claim"},
		"one the Ombudsman looks at":  {func(c *Case) { c.Ombudsman = true }, "Ombudsman"},
		"one with a promise to keep": {func(c *Case) {
			c.Stage1.Actions = []Action{{What: "mend the roof"}}
		}, "mend the roof"},
		"one with every promise kept": {func(c *Case) {
			c.Stage1.Actions = []Action{{What: "mend the roof", Done: 1}}
		}, ""},
		"a promise of the final answer": {func(c *Case) {
			c.Stage2.Actions = []Action{{What: "pay 50 pounds"}}
		}, "pay 50 pounds"},
	} {
		c := Case{Status: Closed}
		test.change(&c)
		if got := c.KeptBecause(); (test.says == "") != (got == "") || !strings.Contains(got, test.says) {
			t.Errorf("%s: %q, want %q", name, got, test.says)
		}
	}
}

// TestNobodysWordsAreInACorrection: erasing a case leaves what was said of its message, and nobody's words.
func TestNobodysWordsAreInACorrection(t *testing.T) {
	t.Parallel()
	f := Corrected{
		Received: time.Unix(1, 0).UTC(), Context: reading.ContextNone,
		Read: Label{Kind: reading.KindEnquiry},
		Said: Label{Kind: reading.KindComplaint, Area: reading.AreaRepairs},
	}
	e := Event{By: actor.ByStaff("complaints.team@landlord.example"), Why: "The team read this as a ",
		Fact: f}.Pseudonymous()
	if e.Fact != f {
		t.Errorf("fact: got %+v, want %+v", e.Fact, f)
	}
	if e.Why != ErasedMark {
		t.Errorf("reason: got %q, want %q", e.Why, ErasedMark)
	}
}

// TestNobodysWordsAreInWhatWasTakenBack: a reply that was taken back keeps the whole case as it stood, with its maps;
// erasing the file reaches into it, and its dates stay.
func TestNobodysWordsAreInWhatWasTakenBack(t *testing.T) {
	t.Parallel()
	day := calendar.MustDate("2026-11-30")
	e := Event{Why: "EXTEND was taken back", Fact: TakenBack{Cause: "m7", Case: Case{
		Party: people.Party{Name: "Asha Rahman", Email: "asha@example.com"}, Words: "the leak is back",
		Said: map[LetterID]calendar.Date{"L19": day}, Stage1: Stage{Limit: day},
	}}}.Pseudonymous()
	c := e.Fact.(TakenBack).Case
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Asha", "asha@", "leak"} {
		if strings.Contains(string(b), words) {
			t.Errorf("%q stands in it: %s", words, b)
		}
	}
	if c.Said["L19"] != day || c.Stage1.Limit != day {
		t.Errorf("dates: got %v and %v, want %v", c.Said["L19"], c.Stage1.Limit, day)
	}
}
