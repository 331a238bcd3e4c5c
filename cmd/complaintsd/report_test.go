package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/daemon"
	"complaints/internal/policy"
)

// spring is a landlord's spring of 2025, played on a clock: a leak that goes to stage 2, one that nobody answers, a
// neighbour's noise that is refused and a request that is passed on.
type spring struct {
	testOffice
	t      *testing.T
	clock  *time.Time
	office *daemon.Session
	n      int
}

func playSpring(t *testing.T) spring {
	t.Helper()
	clock := time.Time{}
	s := spring{testOffice: newOffice(t), t: t, clock: &clock}
	s.office = s.openAt(&clock)
	s.mail("03-03 09:00", "Asha Rahman <asha@example.com>", "Leak again", leakWords)
	s.say("03-04 10:00", "HC-2025-000001", "CONTACTED rang her, she would like it mended before Easter")
	s.say("03-04 11:00", "HC-2025-000001", "NOTE\nTENURE: assured tenant")
	s.mail("03-05 09:00", "Ben Okoro <ben@example.com>", "Noise", noiseWords)
	s.say("03-06 10:00", "HC-2025-000002", "REFUSE E4 this is about your neighbour, whom our neighbourhood team visits this week")
	s.mail("03-06 12:00", "Cleo Park <cleo@example.com>", "Noise next door", noiseWords)
	s.say("03-07 10:00", "HC-2025-000003", "REQUEST first we hear of it")
	s.mail("03-10 09:00", "Dina Voss <dina@example.com>", "Leak again", leakWords)
	s.say("03-12 10:00", "HC-2025-000001", "RESPOND UPHELD\n"+longAnswer+"\nREMEDY: we are sorry and pay 50 pounds\nROOT CAUSE: nobody confirms bookings\nLEARNING: the plumbers ring the day before")
	s.mail("03-14 09:00", "Asha Rahman <asha@example.com>", "Re: Leak again", "I am not happy with your answer. Please take my complaint to stage 2, nobody came on the day you promised.")
	s.say("04-28 10:00", "HC-2025-000001", "RESPOND NOT UPHELD\n"+longAnswer)
	return s
}

func (s *spring) at(when string) time.Time {
	s.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", "2025-"+when, time.UTC)
	if err != nil {
		s.t.Fatal(err)
	}
	*s.clock = at
	return at
}

func (s *spring) mail(when, from, subject, words string) {
	s.t.Helper()
	at := s.at(when)
	s.n++
	raw := []byte(mailFrom(from, subject, words, at))
	a := complaint.Arrival{Key: fmt.Sprintf("imap:inbox;1;%d", s.n), Channel: complaint.Email, Received: at, Raw: raw, Size: int64(len(raw))}
	if err := s.office.Desk.Receive(s.t.Context(), "inbox", []complaint.Arrival{a}, complaint.Cursor{}); err != nil {
		s.t.Fatal(err)
	}
	sendAll(s.t, s.office, at)
}

func (s *spring) say(when, ref, words string) {
	s.t.Helper()
	at := s.at(when)
	d, err := s.office.Desk.Command(s.t.Context(), ref, words)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := tellDecision(&terminal{Out: &strings.Builder{}}, d); err != nil {
		s.t.Fatalf("%s: %s: %v", ref, words, err)
	}
	sendAll(s.t, s.office, at)
}

func TestReportCountsASpring(t *testing.T) {
	t.Parallel()
	s := playSpring(t)
	var got struct {
		From, To string
		Figures  []figure
		Refused  []saying
	}
	out := s.ok("report", "--from", "2025-03-01", "--to", "2025-04-30", "--json", "--annual", "--homes", "LCRA=1000")
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	figures := map[string]figure{}
	for _, f := range got.Figures {
		figures[f.Name+"|"+f.Group] = f
		if f.Definition == "" || f.Unit == "" {
			t.Errorf("%s %s does not say what it is", f.Name, f.Group)
		}
	}
	for name, want := range map[string]string{
		"received|":                               "2",
		"received|about repairs":                  "2",
		"received|by email":                       "2",
		"received|LCRA":                           "1",
		"received|tenure not known":               "1",
		"received per 1,000 homes|stage 1, LCRA":  "1.0 per 1,000 homes (1 and 1000)",
		"received per 1,000 homes|stage 2, LCRA":  "1.0 per 1,000 homes (1 and 1000)",
		"acknowledged in time|":                   "100.0% (3 of 3)",
		"acknowledged in time|stage 2":            "100.0% (1 of 1)",
		"stage 1 in time|":                        "50.0% (1 of 2)",
		"stage 1 in original time|":               "50.0% (1 of 2)",
		"stage 2 in time|":                        "0.0% (0 of 1)",
		"Code acknowledged in time|":              "100.0% (3 of 3)",
		"Code stage 1 in time|":                   "50.0% (1 of 2)",
		"Code stage 1 in time|LCRA":               "100.0% (1 of 1)",
		"Code stage 2 in time|":                   "0.0% (0 of 1)",
		"put off|":                                "0.0% (0 of 3)",
		"days to answer|stage 1, median":          "9 days",
		"working days to answer|stage 1, median":  "7 working days",
		"days to answer|stage 2, 90th percentile": "45 days",
		"working days to answer|stage 2, median":  "29 working days", // Good Friday and Easter Monday are not worked
		"taken to stage 2|":                       "100.0% (1 of 1)",
		"outcome|stage 1, upheld":                 "100.0% (1 of 1)",
		"outcome|stage 2, not upheld":             "100.0% (1 of 1)",
		"outcome|stage 2, upheld":                 "0.0% (0 of 1)",
		"issues decided|stage 1, upheld":          "100.0% (1 of 1)",
		"issues decided|stage 1, not upheld":      "0.0% (0 of 1)",
		"overturned|":                             "100.0% (1 of 1)",
		"refused|":                                "1",
		"refused|E4":                              "1",
		"refused and later accepted|":             "0.0% (0 of 1)",
		"requests passed on|":                     "1",
		"requests that became complaints|":        "0.0% (0 of 1)",
		"settled early|":                          "0.0% (0 of 2)",
		"spoken with in time|":                    "50.0% (1 of 2)",
		"remedies|":                               "50.0% (1 of 2)",
		"pounds offered|":                         "50",
		"came back|":                              "0.0% (0 of 2)",
		"with the Ombudsman|":                     "0",
		"adjustments asked for|":                  "fewer than 5",
		"vulnerability told|":                     "fewer than 5",
	} {
		f, ok := figures[name]
		if !ok {
			t.Errorf("no figure %s", name)
		} else if f.words() != want {
			t.Errorf("%s is %s, want %s", name, f.words(), want)
		}
	}
	if len(got.Refused) != 1 || got.Refused[0].Case != "HC-2025-000002" || strings.Contains(out, "Asha") || strings.Contains(out, "example.com") {
		t.Errorf("refused %v; or a name stands in it", got.Refused)
	}
}

func TestReportForms(t *testing.T) {
	t.Parallel()
	s := playSpring(t)
	rows, err := csv.NewReader(strings.NewReader(s.ok("report", "--from", "2025-03-01", "--to", "2025-04-30", "--csv"))).ReadAll()
	if err != nil || !slices.Equal(rows[0], []string{"figure", "group", "numerator", "denominator", "value", "unit", "definition"}) || len(rows) < len(measures) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	text := s.ok("report", "--from", "2025-03-01", "--to", "2025-04-30", "--annual")
	for _, want := range []string{"Complaints from Saturday 1 March 2025 to Wednesday 30 April 2025", "stage 1 in time: answers sent by the limit", "50.0% (1 of 2)", "Refused, and why", "HC-2025-000002", "What was learnt", "nobody confirms bookings; the plumbers ring the day before", "Still to be added"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
	quiet := s.ok("report", "--from", "2024-03-01", "--to", "2024-04-30")
	if !strings.Contains(quiet, "received: ") || strings.Contains(quiet, "HC-") {
		t.Errorf("a time without complaints:\n%s", quiet)
	}
	for args, says := range map[string]string{
		"--to 2025-04-30":                   "give the first day as well",
		"--from 2025-04-30 --to 2025-03-01": "comes before the first",
		"--csv --json":                      "choose --csv or --json",
		"--from April":                      "is not a date",
		"--homes LCRA":                      "write LCRA=6800",
		"--homes LCRA=1 --homes LCRA=2":     "each once",
		"surplus":                           `"surplus" is not expected`,
	} {
		if _, errs, code := s.run("report", strings.Fields(args)...); code != 2 || !strings.Contains(errs, says) {
			t.Errorf("%s ended with %d and said %q, want %q", args, code, errs, says)
		}
	}
}

func TestLastReportYear(t *testing.T) {
	t.Parallel()
	for today, want := range map[string]string{"2026-03-31": "2024-04-01", "2026-04-01": "2025-04-01", "2026-11-22": "2025-04-01", "2027-01-01": "2025-04-01"} {
		if got := lastReportYear(calendar.MustDate(today)); got.String() != want {
			t.Errorf("on %s: %s, want %s", today, got, want)
		}
	}
}

func TestQuantiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		spans []float64
		share float64
		want  float64
	}{{[]float64{3}, 0.5, 3}, {[]float64{4, 2}, 0.5, 3}, {[]float64{9, 1, 5}, 0.5, 5}, {[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.9, 9}, {[]float64{1, 2, 3}, 0.9, 3}, {[]float64{7}, 0.9, 7}} {
		if got := quantile(test.spans, test.share); got != test.want {
			t.Errorf("%v at %v: %v, want %v", test.spans, test.share, got, test.want)
		}
	}
}

// TestCodeClocksRunWhateverThePolicySays: an answer that is late by the Code is late under every profile, and a putting
// off counts only as far as the Code allows it (6.4).
func TestCodeClocksRunWhateverThePolicySays(t *testing.T) {
	t.Parallel()
	s := newOffice(t)
	clock := time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC)
	office := s.openAt(&clock)
	r, err := newCount(office.Config, calendar.MustDate("2025-01-01"), calendar.MustDate("2025-12-31"), calendar.MustDate("2026-01-01"), nil)
	if err != nil {
		t.Fatal(err)
	}
	day := func(d string) time.Time { return r.cal.At(calendar.MustDate(d), 12, 0) }
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
		stage := complaint.Stage{Received: day("2025-03-03"), Day0: calendar.MustDate("2025-03-03"), AckedAt: day(test.acked), Limit: calendar.MustDate("2025-03-17")}
		if test.sent != "" {
			stage.FirstSentAt = day(test.sent)
		}
		if test.extended != "" {
			stage.Limit = calendar.MustDate(test.extended)
			stage.Extensions = []complaint.Extension{{To: stage.Limit}}
		}
		r.tallies["Code stage 1 in time"].parts = map[string]part{}
		r.codeClock(complaint.Case{Stage1: stage}, stage, 1)
		if got := r.tallies["Code stage 1 in time"].parts[""]; got.of != 1 || (got.in == 1) != test.want {
			t.Errorf("%s: %+v, want in time %v", name, got, test.want)
		}
	}
}

// TestWhatOnlyTheEventsTell counts short histories, each an event a day from 3 March 2025.
func TestWhatOnlyTheEventsTell(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clock := time.Date(2025, 3, 3, 9, 0, 0, 0, time.UTC)
	office := o.openAt(&clock)
	asked := complaint.ReviewAsked{Question: complaint.Question{Suggest: "REFUSE E4", Exclusion: policy.NeighbourASB}}
	late := complaint.ReviewAsked{Question: complaint.Question{Matter: complaint.MatterLateStage2}}
	opened, opened2 := complaint.StageOpened{Stage: 1}, complaint.StageOpened{Stage: 2}
	closed := func(r complaint.CloseReason) complaint.Fact { return complaint.CaseClosed{Reason: r} }
	for name, test := range map[string]struct {
		facts []complaint.Fact
		want  map[string]string // figure|group: in/of
	}{
		"refused as suggested": {[]complaint.Fact{asked, closed("out_of_scope:E4")},
			map[string]string{"refused|E4": "1/1", "refused and later accepted|": "0/1", "suggestions changed by a person|E4": "0/1"}},
		"accepted against the suggestion": {[]complaint.Fact{asked, opened}, map[string]string{"suggestions changed by a person|E4": "1/1", "refused|": "0/0"}},
		"passed on against the suggestion": {[]complaint.Fact{asked, closed(complaint.ClosedServiceRequest)},
			map[string]string{"suggestions changed by a person|E4": "1/1", "requests passed on|": "1/1", "requests that became complaints|": "0/1"}},
		"opened since nobody decided":  {[]complaint.Fact{asked, complaint.StageOpened{Stage: 1, ByDefault: true}}, map[string]string{"suggestions changed by a person|": "0/0"}},
		"withdrawn while it waited":    {[]complaint.Fact{asked, closed(complaint.ClosedWithdrawn)}, map[string]string{"suggestions changed by a person|": "0/0"}},
		"one with another that waited": {[]complaint.Fact{asked, closed(complaint.ClosedDuplicate)}, map[string]string{"suggestions changed by a person|": "0/0"}},
		"refused under another clause, as a fact says": {[]complaint.Fact{asked, closed("out_of_scope:E3"),
			complaint.Corrected{Read: complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.NeighbourASB}, Said: complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.ChargeLevel}}},
			map[string]string{"suggestions changed by a person|": "1/1", "suggestions changed by a person|E4": "1/1"}},
		"a request passed on in other words, as a fact says": {[]complaint.Fact{asked, closed(complaint.ClosedServiceRequest),
			complaint.Confirmed{Said: complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest}}},
			map[string]string{"suggestions changed by a person|": "0/1", "suggestions changed by a person|E1": "0/1"}},
		"a request that the team took up": {[]complaint.Fact{closed(complaint.ClosedServiceRequest), opened,
			complaint.Corrected{Read: complaint.Label{Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest}, Said: complaint.Label{Kind: complaint.KindComplaint}}},
			map[string]string{"suggestions changed by a person|E1": "1/1", "requests that became complaints|": "1/1"}},
		"an area that was found wrong": {[]complaint.Fact{complaint.Registered{Area: "repairs"}, opened, complaint.Corrected{Read: complaint.Label{Area: "repairs"}, Said: complaint.Label{Area: "lettings"}}},
			map[string]string{"areas changed by a person|read as repairs": "1/1", "suggestions changed by a person|": "0/0"}},
		"an area that nobody changed":       {[]complaint.Fact{complaint.Registered{Area: "repairs"}, opened}, map[string]string{"areas changed by a person|": "0/1"}},
		"refused and accepted in the end":   {[]complaint.Fact{closed("out_of_scope:E2"), opened}, map[string]string{"refused and later accepted|E2": "1/1"}},
		"too old":                           {[]complaint.Fact{closed(complaint.ClosedOutOfTime)}, map[string]string{"refused|too old": "1/1"}},
		"a request that became a complaint": {[]complaint.Fact{closed(complaint.ClosedServiceRequest), opened}, map[string]string{"requests that became complaints|": "1/1"}},
		"settled, and not settled after all": {[]complaint.Fact{opened, closed(complaint.ClosedInformally), opened},
			map[string]string{"settled and reopened|": "1/1"}},
		"a late stage 2 that was accepted": {[]complaint.Fact{late, opened2}, map[string]string{"late stage 2 accepted|": "1/1", "taken to stage 2|": "1/0"}},
		"a late stage 2 that was not":      {[]complaint.Fact{late, closed(complaint.ClosedLapsed)}, map[string]string{"late stage 2 accepted|": "0/1"}},
		"the Ombudsman":                    {[]complaint.Fact{complaint.OmbudsmanInvolved{}}, map[string]string{"with the Ombudsman|": "1/1"}},
		"a danger that was taken": {[]complaint.Fact{complaint.Flagged{Emergency: true}, complaint.Reminded{Ladder: "alert", Rung: "nobody has replied TAKEN yet"}, complaint.Reminded{Ladder: "alert", Rung: "taken"}},
			map[string]string{"dangers read|": "1/1", "minutes to a person|": "2880"}},
		"a danger that nobody has taken": {[]complaint.Fact{complaint.Flagged{Emergency: true}}, map[string]string{"dangers read|": "1/1", "minutes to a person|": ""}},
	} {
		r, err := newCount(office.Config, calendar.MustDate("2025-03-01"), calendar.MustDate("2025-03-31"), calendar.MustDate("2026-01-01"), nil)
		if err != nil {
			t.Fatal(err)
		}
		var events []complaint.Event
		for i, f := range test.facts {
			events = append(events, complaint.Event{At: clock.AddDate(0, 0, i), Fact: f})
		}
		r.happened(complaint.Case{Ref: "HC-2025-000001"}, events)
		for key, want := range test.want {
			figure, group, _ := strings.Cut(key, "|")
			p := r.tallies[figure].parts[group]
			got := fmt.Sprintf("%d/%d", p.in, p.of)
			if figure == "minutes to a person" {
				got = strings.Trim(fmt.Sprint(r.tallies[figure].spans[group]), "[]")
			}
			if got != want {
				t.Errorf("%s: %s is %s, want %s", name, key, got, want)
			}
		}
	}
}

// TestFewAreNotTold: a figure about protected matters is left out when it speaks of fewer than five people.
func TestFewAreNotTold(t *testing.T) {
	t.Parallel()
	m := measure{name: "adjustments asked for", how: "share", small: true}
	for _, test := range []struct {
		p    part
		want string
	}{{part{0, 0}, "none"}, {part{0, 4}, "fewer than 5"}, {part{0, 100}, "0.0% (0 of 100)"}, {part{4, 100}, "fewer than 5"}, {part{5, 100}, "5.0% (5 of 100)"}} {
		f := m.figure("", test.p)
		if f.words() != test.want {
			t.Errorf("%+v is told as %q, want %q", test.p, f.words(), test.want)
		}
		if f.Suppressed && (f.Numerator != nil || f.Denominator != nil || f.Value != nil) {
			t.Errorf("%+v stands in the data: %+v", test.p, f)
		}
	}
}

// TestWhoCameBack: the same resident, the same area, within twelve months.
func TestWhoCameBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clock := time.Now()
	office := o.openAt(&clock)
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
		r, err := newCount(office.Config, calendar.MustDate("2025-03-01"), calendar.MustDate("2025-03-31"), calendar.MustDate("2026-01-01"), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ ref, day, area, email string }{{"HC-2025-000009", "2025-03-10", "repairs", "asha@example.com"}, {"HC-2024-000001", test.day, test.area, test.email}} {
			day := calendar.MustDate(c.day)
			r.add(complaint.Case{Ref: c.ref, Area: complaint.Area(c.area), Party: complaint.Party{Email: c.email}, Stage1: complaint.Stage{Received: r.cal.At(day, 9, 0), Day0: day}},
				[]complaint.Event{{At: r.cal.At(day, 9, 0), Fact: complaint.Registered{}}})
		}
		r.settleComebacks()
		if p := r.tallies["came back"].parts[""]; p.in != test.want || p.of != 1 {
			t.Errorf("%s: %+v, want %d of 1", name, p, test.want)
		}
	}
}

func TestSumsOfMoneyInARemedy(t *testing.T) {
	for words, pence := range map[string]int{
		"": 0, "an apology": 0, "we pay 50 pounds": 5000, "£50": 5000, "£1,250.50 for the carpet and £20 for the trouble": 127050,
		"150 GBP": 15000, "two visits on 12/12/2026": 0, "£ 75.": 7500, "1,000 pounds": 100000,
	} {
		if got := penceIn(words); got != pence {
			t.Errorf("%q: %d pence, want %d", words, got, pence)
		}
	}
}
