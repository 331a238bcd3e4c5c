package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"

	"github.com/google/go-cmp/cmp"
)

// TestAnswers: RESPOND gives the answer of a stage.
func TestAnswers(t *testing.T) { // P9, P11, 3.2
	t.Parallel()
	const at = "2026-12-03 10:00"
	t.Run("goes to the resident with everything in it", func(t *testing.T) { // P11
		t.Parallel()
		l := begun(t).Replies(at, manager, "RESPOND PARTLY UPHELD\n"+wordy+"\nREMEDY: 50 pounds\n"+
			"ACTION: paint the ceiling by 18/12/2026\nROOT CAUSE: no part in stock\nLEARNING: keep two\n"+
			"IMPROVEMENT: a list of parts")
		l.Stands(complaint.Stage1Responded).Got(at, "stage1-response to asha", "command-done to repairs.manager")
		s := l.Case.Stage1
		same(t, "decision", s.Decision, complaint.PartlyUpheld)
		same(t, "answer", s.Answer, wordy)
		same(t, "remedy", s.Remedy, "50 pounds")
		same(t, "root cause", s.RootCause, "no part in stock")
		same(t, "learning", s.Learning, "keep two")
		same(t, "improvement", s.Improvement, "a list of parts")
		same(t, "what was learnt", s.Learnt(), "no part in stock; keep two; a list of parts")
		f := l.Last(letter.Stage1Response).Facts
		sameDay(t, "last day of the window in the letter", f.WindowLast, "2026-12-24")
		want := []complaint.Action{{What: "paint the ceiling", By: calendar.MustDate("2026-12-18")}}
		if diff := cmp.Diff(want, f.Actions); diff != "" {
			t.Errorf("promises in the letter (-want +got):\n%s", diff)
		}
	})
	t.Run("waits for the office to open", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-12-05 10:00", manager, "RESPOND UPHELD\n"+wordy).
			Got("2026-12-05 10:00", "command-done to repairs.manager").
			To("2026-12-07 08:00").Got("2026-12-07 08:00", "stage1-response to asha")
	})
	t.Run("before the acknowledgement went, both go", func(t *testing.T) { // 1.5
		t.Parallel()
		const at = "2026-11-23 10:00"
		l := newLife(t, "hastoe-2020")
		m := l.Message(at, asha, "leak")
		l.Now = m.Received
		l.Take(l.Procedure.Open(proceduretest.Ref, m, aComplaint(), complaint.Case{}, l.Now))
		l.Take(l.Procedure.Command(l.Case, l.Staff(manager), l.Message(at, manager, "x"),
			l.Read(at, "RESPOND UPHELD\n"+wordy), l.Now))
		l.Until(l.Now)
		l.Stands(complaint.Stage1Responded).Got(at, "stage1-acknowledgement to asha", "stage1-response to asha",
			"manager-assigned to repairs.manager", "command-done to repairs.manager")
	})
	for name, words := range map[string]string{
		"never without a decision":  "RESPOND\n" + wordy, // 3.5
		"never too short":           "RESPOND UPHELD sorry",
		"never without a word":      "RESPOND",
		"never as an attached file": "please send the attached",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun(t).Replies(at, manager, words).Stands(complaint.Stage1Open).
				Got(at, "command-not-understood to repairs.manager")
		})
	}
}

// TestAnswersAgain: an answer that was corrected had been in time, one that came back had not been sent.
func TestAnswersAgain(t *testing.T) { // P9
	t.Parallel()
	t.Run("corrected by the team", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy)
		l.Replies("2026-12-14 10:00", team, "RESPOND PARTLY UPHELD\n"+wordy)
		s := l.Case.Stage1
		same(t, "first sent", s.FirstSentAt, instant(t, "2026-12-03 10:00"))
		same(t, "sent", s.SentAt, instant(t, "2026-12-14 10:00"))
		sameDay(t, "last day of the window", s.WindowLast, "2027-01-04")
	})
	t.Run("came back", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Answered("2026-12-03 10:00").ComesBack("2026-12-03 10:05", letter.Stage1Response)
		if got := l.Case.Stage1.FirstSentAt; !got.IsZero() {
			t.Errorf("first sent: got %s, want never", got)
		}
	})
}

// TestAnswersByText: a full answer is never a text; where there is no mail it is posted, and a text announces it. //
func TestAnswersByText(t *testing.T) { // P11, 3.6
	t.Parallel()
	posted := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "The boiler again.", aComplaint()).
			Answered("2026-12-03 10:00")
	}
	t.Run("the team has to post it", func(t *testing.T) {
		t.Parallel()
		l := posted(t)
		o := l.Last(letter.Stage1Response)
		same(t, "channel", o.Channel, message.Post)
		same(t, "reader", o.To.Email, team)
		if got := l.Case.Stage1.SentAt; !got.IsZero() {
			t.Errorf("sent: got %s, want not before it is posted", got)
		}
		if !owes(l, "deliver", team) {
			t.Error("posting it: got nobody who owes it, want the team")
		}
	})
	t.Run("a text announces it once it is posted", func(t *testing.T) {
		t.Parallel()
		l := posted(t).Replies("2026-12-04 10:00", team, "POSTED").
			Got("2026-12-04 10:00", "stage1-response to "+phone, "command-done to complaints.team")
		o := l.Last(letter.Stage1Response)
		same(t, "channel", o.Channel, message.SMS)
		same(t, "the full letter comes by", o.Facts.FullLetter, message.Post)
	})
	t.Run("posted days later: it is printed anew each morning, with the day that follows from it", func(t *testing.T) {
		t.Parallel()
		l := posted(t).To("2026-12-07 09:30")
		o := l.Last(letter.Stage1Response)
		same(t, "channel", o.Channel, message.Post)
		sameDay(t, "its date", o.Facts.Today, "2026-12-07")
		printed := o.Facts.WindowLast
		l.Replies("2026-12-07 10:00", team, "POSTED")
		same(t, "the last day by what was printed", printed, l.Case.Stage1.WindowLast)
		same(t, "the last day by the text about it", l.Last(letter.Stage1Response).Facts.WindowLast, printed)
		l.To("2026-12-08 12:00")
		same(t, "channel of the last once it is posted", l.Last(letter.Stage1Response).Channel, message.SMS)
	})
	t.Run("a lost announcement undoes nothing", func(t *testing.T) {
		t.Parallel()
		l := posted(t).Replies("2026-12-04 10:00", team, "POSTED")
		l.Returned(l.Last(letter.Stage1Response))
		if l.Case.Stage1.SentAt.IsZero() {
			t.Error("sent: got never, want when it was posted")
		}
	})
	t.Run("the final answer too", func(t *testing.T) {
		t.Parallel()
		l := stage2(t)
		l.Case.Party.Email, l.Case.Party.Phone = "", phone
		l.Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy).Replies("2026-12-18 12:00", team, "POSTED").
			Got("2026-12-18 12:00", "stage2-final-response to "+phone, "command-done to complaints.team")
	})
}

// twoIssues is a complaint about two things, and a neighbour's music that is not for us.
func twoIssues() reading.Reading {
	r := aComplaint()
	r.Issues = []reading.Issue{
		{Sentence: "The leak is back.", Kind: reading.KindComplaint, Area: reading.AreaRepairs},
		{Sentence: "My neighbour plays music all night.", Kind: reading.KindOutOfScope,
			Exclusion: policy.NeighbourASB, Area: reading.AreaASBTenancy},
		{Sentence: "Your plumber did not come.", Kind: reading.KindComplaint, Area: reading.AreaRepairs},
	}
	return r
}

// decided is a complaint about two things to which a manager replies.
func decided(t *testing.T, replies ...string) *proceduretest.Life {
	t.Helper()
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00",
		"The leak is back, my neighbour plays music, and your plumber did not come.", twoIssues())
	for _, words := range replies {
		l.Replies("2026-12-03 10:00", manager, words)
	}
	return l
}

// TestFindings: every confirmed issue gets its decision, whether it is written once or line by line (Code 6.7).
func TestFindings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, words string
		whole       complaint.Outcome
		each        []complaint.Outcome // of the issues in scope
	}{
		{"all alike, said once", "RESPOND UPHELD\n" + wordy,
			complaint.Upheld, []complaint.Outcome{complaint.Upheld, complaint.Upheld}},
		{"partly, and not which", "RESPOND PARTLY UPHELD\n" + wordy,
			complaint.PartlyUpheld, []complaint.Outcome{complaint.PartlyUpheld, complaint.PartlyUpheld}},
		{"each with its line", "RESPOND PARTLY UPHELD\n" + wordy + "\nISSUE 1: UPHELD the pipe was patched twice\n" +
			"ISSUE 2: NOT UPHELD he rang and nobody was in",
			complaint.PartlyUpheld, []complaint.Outcome{complaint.Upheld, complaint.NotUpheld}},
		{"the lines alone decide the whole", "RESPOND\n" + wordy + "\nIssue 1 - not upheld because it was repaired\n" +
			"Point 2: not upheld",
			complaint.NotUpheld, []complaint.Outcome{complaint.NotUpheld, complaint.NotUpheld}},
		{"one line, the rest like the whole", "RESPOND UPHELD\n" + wordy +
			"\nISSUE 2: UPHELD we have no record of the visit",
			complaint.Upheld, []complaint.Outcome{complaint.Upheld, complaint.Upheld}},
		{"a heading that decides nothing", "RESPOND UPHELD\nIssue 1: the leak\n" + wordy,
			complaint.Upheld, []complaint.Outcome{complaint.Upheld, complaint.Upheld}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := decided(t, "ISSUES", tc.words).Stands(complaint.Stage1Responded).Case.Stage1
			same(t, "decision on the whole", s.Decision, tc.whole)
			var got []complaint.Outcome
			for _, f := range s.Findings {
				got = append(got, f.Decision)
			}
			if !slices.Equal(got, tc.each) {
				t.Fatalf("decisions on the issues: got %q, want %q", got, tc.each)
			}
			same(t, "the issue of the second finding", s.Findings[1].Issue, 2)
			if strings.Contains(s.Answer, "ISSUE 1:") {
				t.Errorf("answer: got %q, want it without the lines on issues", s.Answer)
			}
		})
	}
}

// TestFindingsThatDoNotFit: a manager whose lines contradict the whole, or leave an issue out, is told (Code 6.7).
func TestFindingsThatDoNotFit(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, words, want string }{
		{"the whole contradicts the lines", "RESPOND UPHELD\n" + wordy + "\nISSUE 2: NOT UPHELD he came",
			"your lines on the issues make it PARTLY UPHELD"},
		{"partly, but the lines say all", "RESPOND PARTLY UPHELD\n" + wordy + "\nISSUE 1: UPHELD\nISSUE 2: UPHELD",
			"make it UPHELD"},
		{"an issue without a line", "RESPOND PARTLY UPHELD\n" + wordy + "\nISSUE 1: UPHELD we were late",
			"Issue 2 has no line yet: 1. The leak is back. 2. Your plumber did not come."},
		{"an issue that is not there", "RESPOND PARTLY UPHELD\n" + wordy + "\nISSUE 3: UPHELD the music",
			"There is no issue 3. The complaint has 2 issues"},
		{"neither the whole nor a line", "RESPOND\n" + wordy, "Say what you decided"},
		{"a number too large to be an issue's", "RESPOND UPHELD\n" + wordy + "\nISSUE 999: UPHELD",
			"There is no issue 999"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := decided(t, tc.words).Stands(complaint.Stage1Open)
			holds(t, "the manager is told", l.Last(letter.CommandNotUnderstood).Facts.Problem, tc.want)
		})
	}
}

// TestFindingsInTheLetters: the resident reads the decisions point by point where there is more than one to read.
func TestFindingsInTheLetters(t *testing.T) {
	t.Parallel()
	t.Run("point by point", func(t *testing.T) {
		t.Parallel()
		l := decided(t, "RESPOND PARTLY UPHELD\n"+wordy+"\nISSUE 1: UPHELD the pipe was patched twice\n"+
			"ISSUE 2: NOT UPHELD")
		want := []complaint.Point{
			{Issue: "The leak is back.", Decision: "upheld", Why: "the pipe was patched twice"},
			{Issue: "Your plumber did not come.", Decision: "not upheld"},
		}
		if got := l.Last(letter.Stage1Response).Facts.Points; !slices.Equal(got, want) {
			t.Errorf("points in the letter: got %+v, want %+v", got, want)
		}
	})
	t.Run("one issue decided in one word needs no list", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Answered("2026-12-03 10:00")
		if got := l.Last(letter.Stage1Response).Facts.Points; len(got) > 0 {
			t.Errorf("points in the letter: got %+v, want none", got)
		}
		same(t, "findings", len(l.Case.Stage1.Findings), 0)
	})
	t.Run("the Director's word on the whole turns no line around", func(t *testing.T) {
		t.Parallel()
		l := stage2(t).Replies("2026-12-18 10:00", director, "RESPOND NOT UPHELD\n"+wordy)
		same(t, "decision of stage 2", l.Case.Stage2.Decision, complaint.NotUpheld)
		if got := l.Case.Stage2.Findings; len(got) != 0 {
			t.Fatalf("findings of stage 2: got %+v, want none", got)
		}
	})
	t.Run("a Director's line names what it turns around", func(t *testing.T) {
		t.Parallel()
		l := stage2(t).Replies("2026-12-18 10:00", director, "RESPOND NOT UPHELD\n"+wordy+"\nISSUE 1: NOT UPHELD it was "+
			"mended in time")
		same(t, "finding of stage 2", l.Case.Stage2.Findings[0].Decision, complaint.NotUpheld)
	})
}

// TestRemedies: where the policy demands a remedy of what was upheld, a manager who names none is told (Code 6.9).
func TestRemedies(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, profile, words string
		asked                bool
	}{
		{"upheld without one", "ho-code-2024", "RESPOND UPHELD\n" + wordy, true},
		{"upheld with one", "ho-code-2024", "RESPOND UPHELD\n" + wordy + "\nREMEDY: an apology and 50 pounds", false},
		{"with a promise", "ho-code-2024", "RESPOND PARTLY UPHELD\n" + wordy + "\nACTION: paint by 15/01/2027", false},
		{"not upheld", "ho-code-2024", "RESPOND NOT UPHELD\n" + wordy, false},
		{"a policy that demands none", "hastoe-2020", "RESPOND UPHELD\n" + wordy, false},
		{"one that is not demanded", "hastoe-2020", "RESPOND UPHELD\n" + wordy + "\nREMEDY: an apology", false},
		{"a promise that is not demanded", "hastoe-2020",
			"RESPOND PARTLY UPHELD\n" + wordy + "\nACTION: paint by 15/01/2027", false},
		{"not upheld, and not demanded", "hastoe-2020", "RESPOND NOT UPHELD\n" + wordy, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, tc.profile).Complain("2026-11-23 10:00").Replies("2026-11-26 10:00", manager, tc.words).
				Stands(complaint.Stage1Responded)
			got := strings.Contains(l.Last(letter.CommandDone).Facts.Reason, "named no remedy")
			same(t, "asked for a remedy", got, tc.asked)
		})
	}
}
