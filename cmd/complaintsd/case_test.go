package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

// anHourAgo is a time on which the tests' mails arrive: an hour ago, so that nothing is late yet.
func anHourAgo() time.Time { return time.Now().Add(-time.Hour).Truncate(time.Second) }

func TestCaseListAndShow(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	at := anHourAgo()
	refs := o.arrive(aLeak(at), noise(at.Add(time.Minute)))
	if len(refs) != 2 {
		t.Fatalf("cases %v", refs)
	}
	for name, test := range map[string]struct {
		args []string
		want []string
	}{
		"all of them":           {nil, []string{refs[1], refs[0]}},
		"by words":              {[]string{"--words", "LEAK third"}, []string{refs[0]}},
		"by a resident's name":  {[]string{"--words", "rahman"}, []string{refs[0]}},
		"words that are apart":  {[]string{"--words", "leak unicorn"}, nil},
		"none is late yet":      {[]string{"--late"}, nil},
		"by status":             {[]string{"--status", "REVIEW"}, []string{refs[1]}},
		"by resident":           {[]string{"--resident", "ASHA@example.com"}, []string{refs[0]}},
		"by area":               {[]string{"--area", "repairs"}, []string{refs[0]}},
		"by handler":            {[]string{"--handler", "repairs.manager@landlord.example"}, []string{refs[0]}},
		"nobody of that name":   {[]string{"--resident", "nobody@example.com"}, nil},
		"closed ones as well":   {[]string{"--all"}, []string{refs[1], refs[0]}},
		"none of them answered": {[]string{"--status", "S1_RESPONDED"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for line := range strings.Lines(o.ok("case list", test.args...)) {
				got = append(got, strings.Fields(line)[0])
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("listed %v, want %v", got, test.want)
			}
		})
	}
	shown := o.ok("case show", "--letters", refs[0])
	for _, want := range []string{
		refs[0], "S1_OPEN", "Asha Rahman asha@example.com", "third time I have reported the leak", "Owed",
		"acknowledge", "StageOpened", "Messages", "opened", "Letters", "L01", "pending", "Dear",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("no %q in:\n%s", want, shown)
		}
	}
	if strings.Contains(o.ok("case show", refs[0]), "Dear") {
		t.Error("the letters' words are shown unasked")
	}
}

// TestCaseJSONKeepsItsShape: scripts build on these names.
func TestCaseJSONKeepsItsShape(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	refs := o.arrive(aLeak(anHourAgo()))
	var listed map[string]any
	if err := json.Unmarshal([]byte(o.ok("case list", "--json")), &listed); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"case", "status", "reason", "stage", "received", "day0", "area", "handler", "ack_due", "acknowledged_at",
		"limit", "target", "window_last_day", "decide_by", "flags",
	} {
		if _, ok := listed[key]; !ok {
			t.Errorf("case list --json has no %s: %v", key, listed)
		}
	}
	if listed["case"] != refs[0] || listed["status"] != "S1_OPEN" || listed["stage"] != 1.0 ||
		listed["acknowledged_at"] != nil {
		t.Errorf("listed %v", listed)
	}
	var shown struct {
		Case     struct{ Ref, Status string }
		Events   []struct{ Kind string }
		Messages []struct{ Outcome struct{ Kind string } }
		Letters  []struct{ Letter, State, Text string }
	}
	if err := json.Unmarshal([]byte(o.ok("case show", "--json", refs[0])), &shown); err != nil {
		t.Fatal(err)
	}
	if shown.Case.Ref != refs[0] || len(shown.Events) < 3 || shown.Events[0].Kind != "Registered" ||
		len(shown.Messages) != 1 ||
		shown.Messages[0].Outcome.Kind != "opened" || len(shown.Letters) < 2 || shown.Letters[0].Text == "" ||
		shown.Letters[0].State != "pending" {
		t.Errorf("shown %+v", shown)
	}
}

const longAnswer = "We have looked at what happened. Two visits were booked and nobody came, and nobody told you. " +
	"That was our fault and we are sorry. A plumber mends the leak on 4 December."

// TestCaseWords gives cases the words that a reply may begin with, one after another, and looks at what each made of
// them.
func TestCaseWords(t *testing.T) {
	t.Parallel()
	soon := workingDayAfter(20)
	for name, test := range map[string]struct {
		mail   func(time.Time) string
		before [][]string // commands that must do
		args   []string
		code   int
		prints string // on stdout, or on stderr where it fails
		status string // afterwards
	}{
		"a note": {
			mail: aLeak, args: []string{"note", "REF", "rang", "her,", "no", "answer"},
			prints: "M15 goes to Complaints Team", status: "S1_OPEN",
		},
		"given to another manager": {
			mail: aLeak, args: []string{"assign", "REF", "estate_services.manager@landlord.example"},
			prints: "Estate Services Manager", status: "S1_OPEN",
		},
		"given to nobody we know": {
			mail: aLeak, args: []string{"assign", "REF", "nobody@landlord.example"}, code: 1,
			prints: "nobody called", status: "S1_OPEN",
		},
		"accepted": {
			mail: noise, args: []string{"accept", "REF", "it is about how we handled it"},
			prints: "L01 goes to Ben Okoro", status: "S1_OPEN",
		},
		"accepted, though it is open": {
			mail: aLeak, args: []string{"accept", "REF"}, code: 1, prints: "nothing left to decide",
			status: "S1_OPEN",
		},
		"declined": {mail: noise,
			args: []string{
				"refuse", "REF", "E4", "this is about your neighbour, whom our neighbourhood team will visit",
			}, prints: "goes to Ben Okoro",
			status: "CLOSED"},
		"declined without a clause": {
			mail: noise, args: []string{"refuse", "REF", "not ours"}, code: 1, prints: "For example: REFUSE E4",
			status: "REVIEW",
		},
		"declined without a reason": {
			mail: noise, args: []string{"refuse", "REF", "E4"}, code: 1, prints: "reason", status: "REVIEW",
		},
		"passed on as a first request": {
			mail: noise, args: []string{"pass", "REF", "first we hear of it"}, prints: "L03 goes to Ben Okoro",
			status: "CLOSED",
		},
		"put off": {
			mail: aLeak, args: []string{"extend", "REF", soon.Format("02/01/2006"), "waiting for the survey"},
			prints: "L21 goes to Asha Rahman", status: "S1_OPEN",
		},
		"put off without a day": {
			mail: aLeak, args: []string{"extend", "REF", "waiting"}, code: 1, prints: "date", status: "S1_OPEN",
		},
		"answered": {
			mail: aLeak, args: []string{"respond", "REF", "UPHELD", longAnswer}, prints: "L23 goes to Asha Rahman",
			status: "S1_RESPONDED",
		},
		"answered in three words": {
			mail: aLeak, args: []string{"respond", "REF", "UPHELD", "We are sorry."}, code: 1, prints: "too short",
			status: "S1_OPEN",
		},
		"answered before it is decided": {
			mail: noise, args: []string{"respond", "REF", "UPHELD", longAnswer}, code: 1,
			prints: "not waiting for an answer", status: "REVIEW",
		},
		"spoken with": {mail: aLeak, args: []string{
			"contacted", "REF", "rang her, she would like it done before Christmas",
		}, prints: "S1_OPEN", status: "S1_OPEN"},
		"settled": {mail: aLeak, args: []string{
			"resolved", "REF", "the plumber came this morning and she is happy",
		}, prints: "L24 goes to Asha Rahman", status: "S1_OPEN"},
		"settled, in a word": {
			mail: aLeak, args: []string{"resolved", "REF", "done"}, code: 1, prints: "what was agreed",
			status: "S1_OPEN",
		},
		"asked": {
			mail: aLeak, args: []string{"ask", "REF", "could you send photographs?"},
			prints: "L14 goes to Asha Rahman", status: "S1_OPEN",
		},
		"taken":  {mail: aLeak, args: []string{"taken", "REF"}, prints: "M15", status: "S1_OPEN"},
		"posted": {mail: aLeak, args: []string{"posted", "REF"}, prints: "M15", status: "S1_OPEN"},
		"done":   {mail: aLeak, args: []string{"done", "REF"}, prints: "M15", status: "S1_OPEN"},
		"held": {
			mail: aLeak, args: []string{"hold", "REF", "court", "claim"}, prints: "the file is kept: court claim",
			status: "S1_OPEN",
		},
		"held no longer": {
			mail: aLeak, before: [][]string{{"hold", "REF", "court claim"}}, args: []string{"hold", "REF"},
			prints: "the hold on the file has ended", status: "S1_OPEN",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			ref := o.arrive(test.mail(anHourAgo()))[0]
			do := func(args []string) (string, string, int) {
				args = slices.Clone(args)
				args[slices.Index(args, "REF")] = ref
				return o.run("case "+args[0], args[1:]...)
			}
			for _, args := range test.before {
				if _, errs, code := do(args); code != 0 {
					t.Fatalf("%v ended with %d: %s", args, code, errs)
				}
			}
			out, errs, code := do(test.args)
			said := out
			if test.code != 0 {
				said = errs
			}
			if code != test.code || !strings.Contains(said, test.prints) {
				t.Errorf("ended with %d, want %d; printed %q and %q, want %q", code, test.code, out, errs, test.prints)
			}
			if list := o.ok("case list", "--all"); !strings.Contains(list, test.status) {
				t.Errorf("it stands at %s, want %s", list, test.status)
			}
			if faults := o.ok("verify"); !strings.Contains(faults, "Everything fits") {
				t.Error(faults)
			}
		})
	}
}

// workingDayAfter is a day that many days off that is a Wednesday, which no bank holiday but Christmas falls on.
func workingDayAfter(days int) time.Time {
	day := time.Now().AddDate(0, 0, days)
	for day.Weekday() != time.Wednesday || day.Month() == time.December && day.Day() >= 25 {
		day = day.AddDate(0, 0, 1)
	}
	return day
}
