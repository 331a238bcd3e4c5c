package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// rules are a profile of the example configuration, with its calendar.
func rules(t *testing.T, profile string) Rules {
	t.Helper()
	cfg, err := config.ForStories(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := cfg.ProcedureUnder(profile)
	if err != nil {
		t.Fatal(err)
	}
	return Rules{p.Policy, p.Calendar}
}

// countFrom begins a report of a period, looked at from the first day of 2026.
func countFrom(t *testing.T, from, to string) *Count {
	t.Helper()
	return NewCount(Options{
		From: calendar.MustDate(from), To: calendar.MustDate(to), Today: calendar.MustDate("2026-01-01"),
		Rules: rules(t, "hastoe-2020"), Code: rules(t, "ho-code-2024"),
	})
}

func TestLastYear(t *testing.T) {
	t.Parallel()
	for today, want := range map[string]string{
		"2026-03-31": "2024-04-01", "2026-04-01": "2025-04-01", "2026-11-22": "2025-04-01", "2027-01-01": "2025-04-01",
	} {
		if got := LastYear(calendar.MustDate(today)); got.String() != want {
			t.Errorf("on %s the year begins on %s, want %s", today, got, want)
		}
	}
}

func TestQuantiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		spans []float64
		share float64
		want  float64
	}{
		{[]float64{3}, 0.5, 3},
		{[]float64{4, 2}, 0.5, 3},
		{[]float64{9, 1, 5}, 0.5, 5},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9, 9},
		{[]float64{1, 2, 3}, 0.9, 3},
		{[]float64{7}, 0.9, 7},
	} {
		if got := quantile(test.spans, test.share); got != test.want {
			t.Errorf("the quantile of %v at %v is %v, want %v", test.spans, test.share, got, test.want)
		}
	}
}

// TestCodeClocksRunWhateverThePolicySays: an answer that is late by the Code is late under every profile, and a putting
// off counts only as far as the Code allows it (Code 6.4).
func TestCodeClocksRunWhateverThePolicySays(t *testing.T) { // 2.3
	t.Parallel()
	for name, test := range map[string]struct {
		acked, sent, extended string
		want                  bool
	}{
		"on the tenth working day":                    {"2025-03-03", "2025-03-17", "", true},
		"on the eleventh":                             {"2025-03-03", "2025-03-18", "", false},
		"acknowledged on the fifth, answered on time": {"2025-03-10", "2025-03-24", "", true},
		"a late acknowledgement gives no more time":   {"2025-03-14", "2025-03-25", "", false},
		"put off, and answered by then":               {"2025-03-03", "2025-03-26", "2025-03-28", true},
		"put off, and answered after it":              {"2025-03-03", "2025-03-31", "2025-03-28", false},
		"put off for longer than the Code allows":     {"2025-03-03", "2025-04-02", "2025-04-30", false},
		"not answered at all":                         {"2025-03-03", "", "", false},
	} {
		r := countFrom(t, "2025-01-01", "2025-12-31")
		day := func(d string) time.Time { return r.Rules.Calendar.At(calendar.MustDate(d), 12, 0) }
		stage := complaint.Stage{
			Received: day("2025-03-03"), Day0: calendar.MustDate("2025-03-03"),
			AckedAt: day(test.acked), Limit: calendar.MustDate("2025-03-17"),
		}
		if test.sent != "" {
			stage.FirstSentAt = day(test.sent)
		}
		if test.extended != "" {
			stage.Limit = calendar.MustDate(test.extended)
			stage.Extensions = []complaint.Extension{{To: stage.Limit}}
		}
		r.codeClock(complaint.Case{Stage1: stage}, stage, 1)
		if got := r.tallies["Code stage 1 in time"].parts[""]; got.of != 1 || (got.in == 1) != test.want {
			t.Errorf("%s: in time %d of %d, want in time: %v", name, got.in, got.of, test.want)
		}
	}
}

// The facts that the histories below are made of.
var (
	asked = complaint.ReviewAsked{
		Question: complaint.Question{Suggest: complaint.Suggestion{Verb: complaint.VerbRefuse, What: "E4"},
			Exclusion: policy.NeighbourASB},
	}
	askedLate = complaint.ReviewAsked{Question: complaint.Question{Matter: complaint.MatterLateStage2}}
	opened    = complaint.StageOpened{Stage: 1}
	opened2   = complaint.StageOpened{Stage: 2}
	danger    = complaint.Flagged{Emergency: true}
	noise     = complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.NeighbourASB}
	charge    = complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.ChargeLevel}
	request   = complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest}
)

func closed(r complaint.CloseReason) complaint.Fact {
	reason, clause, _ := strings.Cut(string(r), ":")
	return complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.CloseReason(reason), Clause: clause}}
}

func alert(word string) complaint.Fact { return complaint.Reminded{Schedule: "alert", What: word} }

// history is what happened in a case, an event a day from 3 March 2025, and what it counts for.
type history struct {
	name  string
	facts []complaint.Fact
	want  map[string]string // figure|group: in/of
}

var refusals = []history{
	{"refused as suggested", []complaint.Fact{asked, closed("out_of_scope:E4")}, map[string]string{
		"refused|E4": "1/1", "refused and later accepted|": "0/1", "suggestions changed by a person|E4": "0/1"}},
	{"refused and accepted in the end", []complaint.Fact{closed("out_of_scope:E2"), opened}, map[string]string{
		"refused and later accepted|E2": "1/1"}},
	{"too old", []complaint.Fact{closed(complaint.ClosedOutOfTime)}, map[string]string{"refused|too old": "1/1"}},
	{
		"a request that became a complaint", []complaint.Fact{closed(complaint.ClosedServiceRequest), opened},
		map[string]string{"requests that became complaints|": "1/1"},
	},
	{
		"settled, and not settled after all", []complaint.Fact{opened, closed(complaint.ClosedInformally), opened},
		map[string]string{"settled and reopened|": "1/1"},
	},
	{"a late stage 2 that was accepted", []complaint.Fact{askedLate, opened2}, map[string]string{
		"late stage 2 accepted|": "1/1", "taken to stage 2|": "1/0"}},
	{"a late stage 2 that was not", []complaint.Fact{askedLate, closed(complaint.ClosedLapsed)}, map[string]string{
		"late stage 2 accepted|": "0/1"}},
	{"the Ombudsman", []complaint.Fact{complaint.OmbudsmanInvolved{}}, map[string]string{"with the Ombudsman|": "1/1"}},
	{
		"a danger that was taken", []complaint.Fact{danger, alert("nobody has replied TAKEN yet"), alert("taken")},
		map[string]string{"dangers read|": "1/1", "minutes to a person|": "2880"},
	},
	{"a danger that nobody has taken", []complaint.Fact{danger}, map[string]string{
		"dangers read|": "1/1", "minutes to a person|": ""}},
}

var suggestions = []history{
	{"accepted against the suggestion", []complaint.Fact{asked, opened}, map[string]string{
		"suggestions changed by a person|E4": "1/1", "refused|": "0/0"}},
	{"passed on against the suggestion", []complaint.Fact{asked, closed(complaint.ClosedServiceRequest)},
		map[string]string{
			"suggestions changed by a person|E4": "1/1", "requests passed on|": "1/1",
			"requests that became complaints|": "0/1",
		}},
	{
		"opened since nobody decided", []complaint.Fact{asked, complaint.StageOpened{Stage: 1, ByDefault: true}},
		map[string]string{"suggestions changed by a person|": "0/0"},
	},
	{
		"withdrawn while it waited", []complaint.Fact{asked, closed(complaint.ClosedWithdrawn)},
		map[string]string{"suggestions changed by a person|": "0/0"},
	},
	{
		"one with another that waited", []complaint.Fact{asked, closed(complaint.ClosedDuplicate)},
		map[string]string{"suggestions changed by a person|": "0/0"},
	},
	{
		"refused under another clause, as a fact says",
		[]complaint.Fact{asked, closed("out_of_scope:E3"), complaint.Corrected{Read: noise, Said: charge}},
		map[string]string{"suggestions changed by a person|": "1/1", "suggestions changed by a person|E4": "1/1"},
	},
	{
		"a request passed on in other words, as a fact says",
		[]complaint.Fact{asked, closed(complaint.ClosedServiceRequest), complaint.Confirmed{Said: request}},
		map[string]string{"suggestions changed by a person|": "0/1", "suggestions changed by a person|E1": "0/1"},
	},
	{"a request that the team took up",
		[]complaint.Fact{
			closed(complaint.ClosedServiceRequest), opened,
			complaint.Corrected{Read: request, Said: complaint.Label{Kind: reading.KindComplaint}},
		},
		map[string]string{"suggestions changed by a person|E1": "1/1", "requests that became complaints|": "1/1"}},
	{"an area that was found wrong",
		[]complaint.Fact{
			complaint.Registered{Area: "repairs"}, opened,
			complaint.Corrected{Read: complaint.Label{Area: "repairs"}, Said: complaint.Label{Area: "lettings"}},
		},
		map[string]string{
			"areas changed by a person|read as repairs": "1/1", "suggestions changed by a person|": "0/0"}},
	{
		"an area that nobody changed", []complaint.Fact{complaint.Registered{Area: "repairs"}, opened},
		map[string]string{"areas changed by a person|": "0/1"},
	},
}

func TestRefusalsRequestsAndDangers(t *testing.T) { // 5.2, 5.3
	t.Parallel()
	countHistories(t, refusals)
}

func TestSuggestionsThatPeopleChanged(t *testing.T) { // 5.2
	t.Parallel()
	countHistories(t, suggestions)
}

func countHistories(t *testing.T, histories []history) {
	t.Helper()
	for _, h := range histories {
		r := countFrom(t, "2025-03-01", "2025-03-31")
		var events []complaint.Event
		for i, f := range h.facts {
			at := time.Date(2025, 3, 3+i, 9, 0, 0, 0, time.UTC)
			events = append(events, complaint.Event{At: at, Fact: f})
		}
		r.countEvents(complaint.Case{Ref: "HC-2025-000001"}, events)
		for key, want := range h.want {
			figure, group, _ := strings.Cut(key, "|")
			p := r.tallies[figure].parts[group]
			got := fmt.Sprintf("%d/%d", p.in, p.of)
			if figure == "minutes to a person" {
				got = strings.Trim(fmt.Sprint(r.tallies[figure].spans[group]), "[]")
			}
			if got != want {
				t.Errorf("%s: %s is %s, want %s", h.name, key, got, want)
			}
		}
	}
}

// TestDefinitionsConfirmedBeforeTheAnswer: what counts is whether staff had confirmed what the complaint is about when
// they answered; what they or the resident say of it later changes no figure, and an answer sent again counts once (P8).
func TestDefinitionsConfirmedBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	staff, resident := actor.ByStaff("jaya@landlord.example"), actor.ByResident
	type act struct {
		by   actor.Actor
		fact complaint.Fact
	}
	defined := complaint.Defined{Wants: "an apology"}
	given, sent := complaint.Responded{Stage: 1}, complaint.AnswerSent{Stage: 1}
	for name, c := range map[string]struct {
		acts []act
		want string
	}{
		"confirmed":                     {[]act{{staff, defined}, {staff, given}, {staff, sent}}, "1/1"},
		"by nobody":                     {[]act{{staff, given}, {staff, sent}}, "0/1"},
		"and then corrected":            {[]act{{staff, defined}, {resident, defined}, {staff, given}, {staff, sent}}, "0/1"},
		"only by the Director, later":   {[]act{{staff, given}, {staff, sent}, {staff, defined}}, "0/1"},
		"corrected after the answer":    {[]act{{staff, defined}, {staff, given}, {staff, sent}, {resident, defined}}, "1/1"},
		"the answer was sent again":     {[]act{{staff, defined}, {staff, given}, {staff, sent}, {staff, sent}}, "1/1"},
		"an answer that nobody has yet": {[]act{{staff, defined}, {staff, given}}, "0/0"},
	} {
		r := countFrom(t, "2025-03-01", "2025-03-31")
		var events []complaint.Event
		for i, a := range c.acts {
			events = append(events, complaint.Event{At: time.Date(2025, 3, 3+i, 9, 0, 0, 0, time.UTC), By: a.by, Fact: a.fact})
		}
		r.countEvents(complaint.Case{Ref: "HC-2025-000001"}, events)
		p := r.tallies["definition confirmed"].parts[""]
		if got := fmt.Sprintf("%d/%d", p.in, p.of); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// TestFewAreNotTold: a figure about protected matters is left out when it speaks of fewer than five people.
func TestFewAreNotTold(t *testing.T) { // 5.2
	t.Parallel()
	m := measure{name: "adjustments asked for", how: "share", small: true}
	for _, test := range []struct {
		counted part
		want    string
	}{
		{part{0, 0}, "none"},
		{part{0, 4}, "fewer than 5"},
		{part{0, 100}, "0.0% (0 of 100)"},
		{part{4, 100}, "fewer than 5"},
		{part{5, 100}, "5.0% (5 of 100)"},
	} {
		f := m.figure("", test.counted)
		if got := f.Words(); got != test.want {
			t.Errorf("%+v is told as %q, want %q", test.counted, got, test.want)
		}
		if f.Suppressed && (f.Numerator != nil || f.Denominator != nil || f.Value != nil) {
			t.Errorf("%+v stands in the data as %+v, want no number", test.counted, f)
		}
	}
}

// TestWhoCameBack: the same resident, the same area, within twelve months.
func TestWhoCameBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		day, area, email string
		want             int
	}{
		"within the year":      {"2024-06-01", "repairs", "asha@example.com", 1},
		"a year to the day":    {"2024-03-10", "repairs", "asha@example.com", 1},
		"longer ago":           {"2024-03-09", "repairs", "asha@example.com", 0},
		"about another matter": {"2024-06-01", "lettings", "asha@example.com", 0},
		"somebody else":        {"2024-06-01", "repairs", "ben@example.com", 0},
	} {
		r := countFrom(t, "2025-03-01", "2025-03-31")
		for _, c := range []struct{ ref, day, area, email string }{
			{"HC-2025-000009", "2025-03-10", "repairs", "asha@example.com"},
			{"HC-2024-000001", test.day, test.area, test.email},
		} {
			day := calendar.MustDate(c.day)
			at := r.Rules.Calendar.At(day, 9, 0)
			r.Add(complaint.Case{
				Ref: c.ref, Area: reading.Area(c.area), Party: people.Party{Email: c.email},
				Stage1: complaint.Stage{Received: at, Day0: day},
			}, []complaint.Event{{At: at, Fact: complaint.Registered{}}})
		}
		r.Report()
		if got := r.tallies["came back"].parts[""]; got != (part{test.want, 1}) {
			t.Errorf("%s: came back %d of %d, want %d of 1", name, got.in, got.of, test.want)
		}
	}
}

func TestSumsOfMoneyInARemedy(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]int{
		"": 0, "an apology": 0, "we pay 50 pounds": 5000, "£50": 5000,
		"£1,250.50 for the carpet and £20 for the trouble": 127050, "150 GBP": 15000, "two visits on 12/12/2026": 0,
		"£ 75.": 7500, "1,000 pounds": 100000,
	} {
		if got := penceIn(words); got != want {
			t.Errorf("%q names %d pence, want %d", words, got, want)
		}
	}
}

// TestHowLongThingsWait: days from when a thing waits for a person until it is dealt with, by kind, of what ended in
// the period; what still waits is in no figure.
func TestHowLongThingsWait(t *testing.T) { // 5.2
	t.Parallel()
	passedOn := complaint.Reminded{Schedule: complaint.ScheduleRequest,
		Until: time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC)}
	done := complaint.Reminded{Schedule: complaint.ScheduleRequest, Until: complaint.ForGood}
	back := func(id complaint.LetterID) complaint.Fact {
		return complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: id}}
	}
	for name, c := range map[string]struct {
		kind  string
		facts []complaint.Fact
		want  string
	}{
		"decided":            {"to be decided", []complaint.Fact{asked, complaint.Noted{}, opened}, "2"},
		"decided by closing": {"to be decided", []complaint.Fact{asked, closed(complaint.ClosedOutOfTime)}, "1"},
		"not decided yet":    {"to be decided", []complaint.Fact{asked, complaint.Noted{}}, ""},
		"spoken with": {"the first conversation",
			[]complaint.Fact{complaint.Assigned{}, complaint.Contacted{}}, "1"},
		"an attempt is none": {"the first conversation",
			[]complaint.Fact{complaint.Assigned{}, complaint.Contacted{Attempt: true}}, ""},
		"a request that is done": {"a request handed to an area",
			[]complaint.Fact{passedOn, complaint.Noted{}, done}, "2"},
		"one that became a case": {"a request handed to an area", []complaint.Fact{passedOn, opened}, "1"},
		"letters released": {"letters that are held",
			[]complaint.Fact{complaint.SafetyHeld{}, complaint.SafetyReleased{}}, "1"},
		"two letters, one posted": {"a letter to bring",
			[]complaint.Fact{back("L23"), back("L22"), complaint.DeliveryMended{Letter: "L23"}}, "2"},
		"asked, and said yes": {"a colleague's yes",
			[]complaint.Fact{complaint.QuestionPut{}, complaint.QuestionEnded{Yes: true}}, "1"},
		"the same twice is counted": {"to be decided",
			[]complaint.Fact{asked, opened, asked, complaint.Noted{}, opened}, "1 2"},
	} {
		r := countFrom(t, "2025-03-01", "2025-03-31")
		var events []complaint.Event
		for i, f := range c.facts {
			events = append(events, complaint.Event{At: time.Date(2025, 3, 3+i, 9, 0, 0, 0, time.UTC), Fact: f})
		}
		r.waited(events)
		if got := strings.Trim(fmt.Sprint(r.tallies["days of waiting"].spans[c.kind]), "[]"); got != c.want {
			t.Errorf("%s: %s waited %q days, want %q", name, c.kind, got, c.want)
		}
	}
}
