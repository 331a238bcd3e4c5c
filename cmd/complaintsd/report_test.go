package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/daemon"
	"complaints/internal/message"
	"complaints/internal/report"
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
	s.say("03-06 10:00", "HC-2025-000002", "REFUSE E4 this is about your neighbour, whom our neighbourhood team "+
		"visits this week")
	s.mail("03-06 12:00", "Cleo Park <cleo@example.com>", "Noise next door", noiseWords)
	s.say("03-07 10:00", "HC-2025-000003", "REQUEST first we hear of it")
	s.mail("03-10 09:00", "Dina Voss <dina@example.com>", "Leak again", leakWords)
	s.say("03-12 10:00", "HC-2025-000001", "RESPOND UPHELD\n"+longAnswer+
		"\nREMEDY: we are sorry and pay 50 pounds\nROOT CAUSE: nobody confirms bookings\nLEARNING: the plumbers "+
		"ring the day before")
	s.mail("03-14 09:00", "Asha Rahman <asha@example.com>", "Re: Leak again",
		"I am not happy with your answer. Please take my complaint to stage 2, nobody came on the day you promised.")
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
	a := message.Arrival{
		Key: fmt.Sprintf("imap:inbox;1;%d", s.n), Channel: message.Email, Received: at, Raw: raw,
		Size: int64(len(raw)),
	}
	if err := s.office.Desk.Receive(s.t.Context(), "inbox", []message.Arrival{a}, message.Cursor{}); err != nil {
		s.t.Fatal(err)
	}
	sendAll(s.t, s.office, at)
}

func (s *spring) say(when, ref, words string) {
	s.t.Helper()
	at := s.at(when)
	d, err := s.office.Desk.Command(s.t.Context(), "jo", ref, words)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := tellDecision(&terminal{Out: &strings.Builder{}}, d); err != nil {
		s.t.Fatalf("%s: %s: %v", ref, words, err)
	}
	sendAll(s.t, s.office, at.Add(15*time.Minute)) // once the letters can no longer be stopped
}

func TestReportCountsASpring(t *testing.T) {
	t.Parallel()
	s := playSpring(t)
	var got struct {
		From, To string
		Figures  []report.Figure
		Refused  []report.Saying
	}
	out := s.ok("report", "--from", "2025-03-01", "--to", "2025-04-30", "--json", "--annual", "--homes", "LCRA=1000")
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	figures := map[string]report.Figure{}
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
		"definition confirmed|":                   "0.0% (0 of 2)",
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
		} else if f.Words() != want {
			t.Errorf("%s is %s, want %s", name, f.Words(), want)
		}
	}
	if len(got.Refused) != 1 || got.Refused[0].Case != "HC-2025-000002" || strings.Contains(out, "Asha") ||
		strings.Contains(out, "example.com") {
		t.Errorf("refused %v; or a name stands in it", got.Refused)
	}
}

func TestReportForms(t *testing.T) {
	t.Parallel()
	s := playSpring(t)
	rows, err := csv.NewReader(strings.NewReader(s.ok("report", "--from", "2025-03-01", "--to", "2025-04-30",
		"--csv"))).ReadAll()
	if err != nil || !slices.Equal(rows[0], []string{
		"figure", "group", "numerator", "denominator", "value", "unit", "definition",
	}) || len(rows) < 40 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	text := s.ok("report", "--from", "2025-03-01", "--to", "2025-04-30", "--annual")
	for _, want := range []string{
		"Complaints from Saturday 1 March 2025 to Wednesday 30 April 2025",
		"stage 1 in time: answers sent by the limit", "50.0% (1 of 2)", "Refused, and why", "HC-2025-000002",
		"What was learnt", "nobody confirms bookings; the plumbers ring the day before", "Still to be added",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}
