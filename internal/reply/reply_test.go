package reply_test

import (
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/reply"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// today is the day on which the replies come: a Wednesday.
var today = calendar.MustDate("2026-11-25")

// TestReadCommand: what a reply's first words mean.
func TestReadCommand(t *testing.T) { // 3.5
	t.Parallel()
	day := calendar.MustDate
	for text, want := range map[string]complaint.Command{
		"RESPOND UPHELD\nWe are sorry.": {
			Verb: complaint.VerbRespond, Outcome: complaint.Upheld, Text: "We are sorry."},
		"respond: not upheld, for these reasons": {
			Verb: complaint.VerbRespond, Outcome: complaint.NotUpheld, Text: "for these reasons"},
		"RESPOND PARTLY UPHELD - one of two": {
			Verb: complaint.VerbRespond, Outcome: complaint.PartlyUpheld, Text: "one of two"},
		"Response partially upheld.": {Verb: complaint.VerbRespond, Outcome: complaint.PartlyUpheld},
		"RESPOND is upheld":          {Verb: complaint.VerbRespond, Outcome: complaint.Upheld},

		"EXTEND 18/12/2026 waiting for the CCTV survey": {
			Verb: complaint.VerbExtend, Date: day("2026-12-18"), Text: "waiting for the CCTV survey"},
		"EXTEND to 18.12.26 because the part is late": {
			Verb: complaint.VerbExtend, Date: day("2026-12-18"), Text: "the part is late"},
		"EXTEND 2026-12-18 due to the survey": {
			Verb: complaint.VerbExtend, Date: day("2026-12-18"), Text: "due to the survey"},
		"Extend\n18 December, surveyor ill": {
			Verb: complaint.VerbExtend, Date: day("2026-12-18"), Text: "surveyor ill"},
		"EXTEND Friday the 8th of January waiting for parts": {
			Verb: complaint.VerbExtend, Date: day("2027-01-08"), Text: "waiting for parts"},
		"EXTEND 8 Jan 2027 waiting for parts": {
			Verb: complaint.VerbExtend, Date: day("2027-01-08"), Text: "waiting for parts"},
		"I need until 18 December for the survey to come back": {
			Verb: complaint.VerbExtend, Date: day("2026-12-18"), Text: "for the survey to come back"},

		"REASSIGN to Priya in estates": {Verb: complaint.VerbReassign, Name: "Priya in estates"},
		"not mine, Priya in estates": {
			Verb: complaint.VerbReassign, Name: "Priya in estates", Text: "not mine, Priya in estates"},
		"OUT until 7 December": {
			Verb: complaint.VerbOut, Date: day("2026-12-07"), Text: "until 7 December"},
		"I am on annual leave until 7 December 2026": {Verb: complaint.VerbOut, Date: day("2026-12-07"),
			Text: "I am on annual leave until 7 December 2026"},
		"CONFLICT she is my aunt": {Verb: complaint.VerbConflict, Text: "she is my aunt"},

		"CONTACTED rang her at two":         {Verb: complaint.VerbContacted, Text: "rang her at two"},
		"CONTACTED she didn't pick up":      {Verb: complaint.VerbAttempted, Text: "she didn't pick up"},
		"rang out twice":                    {Verb: complaint.VerbAttempted, Text: "rang out twice"},
		"I spoke to her this morning":       {Verb: complaint.VerbContacted, Text: "I spoke to her this morning"},
		"RESOLVED boiler mended, he agreed": {Verb: complaint.VerbResolved, Text: "boiler mended, he agreed"},
		"all sorted, she's happy to close":  {Verb: complaint.VerbResolved, Text: "all sorted, she's happy to close"},
		"ASK which room is it?":             {Verb: complaint.VerbAsk, Text: "which room is it?"},
		"NOTE key is with the warden":       {Verb: complaint.VerbNote, Text: "key is with the warden"},
		"NOTE\nTENURE: leaseholder": {
			Verb: complaint.VerbNote, Text: "TENURE: leaseholder", Tenure: "leaseholder"},
		"TAKEN":   {Verb: complaint.VerbTaken},
		"DONE":    {Verb: complaint.VerbDone},
		"POSTED.": {Verb: complaint.VerbPosted},

		"**ACCEPT** please": {Verb: complaint.VerbAccept, Text: "please"},
		"REFUSE e4 this is your neighbour's noise": {
			Verb: complaint.VerbRefuse, Code: "E4", Text: "this is your neighbour's noise"},
		"REFUSE too old: it was all in 2019": {
			Verb: complaint.VerbRefuse, Code: "AGE", Text: "it was all in 2019"},
		"REFUSE there is no reason given": {Verb: complaint.VerbRefuse, Text: "there is no reason given"},
		"REQUEST":                         {Verb: complaint.VerbRequest},
		"ESCALATE stage 1 is late":        {Verb: complaint.VerbEscalate, Text: "stage 1 is late"},
		"DUPLICATE [HC-2026-000123] same leak": {
			Verb: complaint.VerbDuplicate, Ref: "HC-2026-000123", Text: "same leak"},
		"DUPLICATE of hc-2026-000001 the same leak": {
			Verb: complaint.VerbDuplicate, Ref: "HC-2026-000001", Text: "the same leak"},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := reply.Read(text, reply.Known{Today: today})
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(complaint.Command{}, "Sure", "Guess",
				"Away")); diff != "" {
				t.Errorf("command (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCommandsThatLackSomething: they are answered with the exact words that would work.
func TestCommandsThatLackSomething(t *testing.T) { // 3.5
	t.Parallel()
	for _, tc := range []struct{ text, want string }{
		{"closed", "Nothing has changed"},
		{"", "Nothing has changed"},
		{"RESPOND we are sorry", "RESPOND UPHELD"},
		{"please send the attached", "begin with RESPOND UPHELD"},
		{"another week please", "EXTEND 18/12/2026"},
		{"Please move to 9 January, half the witnesses are away.", "EXTEND 09/01/2027"},
		{"push this to the Tuesday after Easter", "day, month and year"},
		{"EXTEND 18/12/2026", "Say why"},
		{"can I have until 18/12/2026 please", "Say why"},
		{"EXTEND soon", "day, month and year"},
		{"EXTEND 31/02/2027 waiting for parts", "day, month and year"},
		{"CONTACTED", "in a few words"},
		{"REFUSE E4", "in your own words"},
		{"DUPLICATE", "DUPLICATE HC-"},
	} {
		t.Run(tc.text, func(t *testing.T) {
			t.Parallel()
			if got := reply.Read(tc.text, reply.Known{Today: today}).Missing; !strings.Contains(got, tc.want) {
				t.Errorf("what is missing: got %q, want %q in it", got, tc.want)
			}
		})
	}
}

// TestActions: lines that begin with ACTION are promises, with their dates.
func TestActions(t *testing.T) {
	t.Parallel()
	got := reply.Read("RESPOND UPHELD\nSorry.\nACTION: paint the ceiling by 18 December\n"+
		"action: tell the caretaker\nREMEDY: 50 pounds\nAction on damp is next year.", reply.Known{Today: today})
	want := complaint.Command{
		Verb: complaint.VerbRespond, Outcome: complaint.Upheld, Remedy: "50 pounds",
		Text: "Sorry.\nAction on damp is next year.",
		Actions: []complaint.Action{
			{What: "paint the ceiling", By: calendar.MustDate("2026-12-18")},
			{What: "tell the caretaker"},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(complaint.Command{}, "Sure", "Guess", "Away")); diff != "" {
		t.Errorf("command (-want +got):\n%s", diff)
	}
}

func FuzzReadCommand(f *testing.F) {
	for _, s := range []string{
		"RESPOND UPHELD\nx", "EXTEND 18/12/2026 x y", "REASSIGN Priya", "not mine", "DUPLICATE HC-1",
		"EXTEND 99/99/9999 a b", "NOTE\nTENURE:", "ACTION: by", "\x00", "EXTEND 1 jan 0000 a b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := reply.Read(s, reply.Known{Today: today})
		if c.Verb == complaint.VerbExtend && c.Missing == "" {
			if c.Date == 0 {
				t.Errorf("%q taken for an extension: got no date, want one", s)
			}
			if c.Text == "" {
				t.Errorf("%q taken for an extension: got no reason, want one", s)
			}
		}
		if c.Verb == complaint.VerbRespond && c.Missing == "" && c.Outcome == "" {
			t.Errorf("%q taken for an answer: got no decision, want one", s)
		}
	})
}
