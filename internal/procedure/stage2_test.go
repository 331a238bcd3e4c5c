package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reply"
)

// TestAfterTheStage1Answer: what a message means once the answer has gone (P11 to P13; 3.2 S1_RESPONDED; 3.4).
func TestAfterTheStage1Answer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reading complaint.Reading
		letters []string
		status  complaint.Status
		words   string
	}{
		"stage 2": {intent(complaint.IntentStage2), []string{"stage2-acknowledgement to asha",
			"director-review to property.director"},
			complaint.Stage2Open, "words"},
		"a request by its kind": {complaint.Reading{Kind: complaint.KindStage2Request},
			[]string{"stage2-acknowledgement to asha",
				"director-review to property.director"}, complaint.Stage2Open, "words"},
		"unhappy, no reason given": {intent(complaint.IntentUnhappy), []string{"stage2-acknowledgement to asha",
			"director-review to property.director"},
			complaint.Stage2Open, "words"},
		"it reads as a complaint": {aComplaint(), []string{"stage2-acknowledgement to asha",
			"director-review to property.director"},
			complaint.Stage2Open, "words"},
		"going to the ombudsman": {intent(complaint.IntentOmbudsman),
			[]string{"stage2-acknowledgement to asha",
				"director-review to property.director"}, complaint.Stage2Open, "words"},
		"accepts": {intent(complaint.IntentAccepts), []string{"withdrawn to asha"}, complaint.Closed,
			"words"},
		"accepts, but": {doubtful(complaint.IntentAccepts), []string{"manager-withdrawn to complaints.team"},
			complaint.Stage1Responded, "words"},
		"accepts on a condition": {intent(complaint.IntentAccepts), []string{"manager-withdrawn to complaints.team"},
			complaint.Stage1Responded, "I accept the £50, but the ceiling has to be painted."},
		"thanks, but no thanks": {intent(complaint.IntentThanks), []string{"stage2-acknowledgement to asha",
			"director-review to property.director"},
			complaint.Stage2Open, "Thanks, but no thanks."},
		"thanks, but": {intent(complaint.IntentThanks),
			[]string{"manager-new-evidence to repairs.manager",
				"manager-resident-chased to complaints.team"}, complaint.Stage1Responded,
			"Thank you, but it still leaks a little."},
		"thanks": {intent(complaint.IntentThanks), nil, complaint.Stage1Responded, "words"},
		"a question": {intent(complaint.IntentQuery), []string{"status to asha",
			"manager-resident-chased to repairs.manager"},
			complaint.Stage1Responded, "words"},
		"news of the works": {intent(complaint.IntentChase), []string{"status to asha",
			"manager-resident-chased to repairs.manager"},
			complaint.Stage1Responded, "words"},
		"evidence": {intent(complaint.IntentEvidence), []string{"manager-new-evidence to repairs.manager"},
			complaint.Stage1Responded, "words"},
		"nobody can tell what it is": {complaint.Reading{Kind: complaint.KindNeedsHuman, ToPerson: true},
			[]string{"manager-new-evidence to repairs.manager",
				"manager-resident-chased to complaints.team"}, complaint.Stage1Responded, "words"},
		"stop": {intent(complaint.IntentOptOut),
			[]string{"delivery-failed to complaints.team"}, complaint.Stage1Responded, "words"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
				Got("2026-12-04 10:00", "stage1-response to asha", "command-done to repairs.manager")
			sameDay(t, "the window", l.Case.Stage1.WindowLast, "2026-12-29")
			l.Says("2026-12-07 10:00", tc.words, tc.reading).Got("2026-12-07 10:00", tc.letters...).Stands(tc.status)
		})
	}
}

// TestWindow: 21 days from the day the answer was sent (P12; 1.5 the rows of late and early requests).
func TestWindow(t *testing.T) {
	t.Parallel()
	answered := func(t *testing.T) *proceduretest.Life {
		return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00")
	}
	t.Run("the last minute of the last day is in time", func(t *testing.T) {
		l := answered(t).Says("2026-12-29 23:59", "look again", intent(complaint.IntentStage2)).
			Stands(complaint.Stage2Open)
		sameDay(t, "stage 2 day 0", l.Case.Stage2.Day0, "2026-12-29")
		sameDay(t, "stage 2 limit", l.Case.Stage2.Limit, "2027-01-19")
		sameDay(t, "stage 2 ack", l.Case.Stage2.AckDue, "2026-12-31")
	})
	t.Run("a minute later it is late: a person decides", func(t *testing.T) {
		l := answered(t).To("2026-12-30 00:00").ClosedAs(complaint.ClosedLapsed)
		l.Says("2026-12-30 00:01", "look again", intent(complaint.IntentStage2)).Stands(complaint.Review).
			Got("2026-12-30 00:01", "received to asha")
		if q := l.Case.Review; q.Matter != complaint.MatterLateStage2 ||
			!strings.Contains(q.Why, "less than 28 days late") {
			t.Errorf("%s: %s", q.Matter, q.Why)
		}
		l.To("2026-12-30 08:00").Got("2026-12-30 08:00", "team-decision to complaints.team")
		l.To("2027-01-04 17:00").Stands(complaint.Stage2Open) // nobody decided by the second working day
	})
	t.Run("sent in time and read late is in time", func(t *testing.T) {
		l := answered(t).To("2026-12-30 06:00").ClosedAs(complaint.ClosedLapsed)
		m := l.Message("2026-12-29 23:00", asha, "look again")
		l.Take(l.Procedure.Receive(l.Case, m, intent(complaint.IntentStage2), "", l.Now))
		l.Stands(complaint.Stage2Open)
	})
	t.Run("late, what speaks for it is said", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Replies("2026-12-09 10:00", manager, "RESPOND UPHELD\n"+wordy+"\nACTION: paint the ceiling by 18/12/2026").
			Says("2027-03-01 10:00", "look again", intent(complaint.IntentStage2)).Stands(complaint.Review)
		for _, want := range []string{"Our own answer was late", "Something we promised has not been done"} {
			if !strings.Contains(l.Case.Review.Why, want) {
				t.Errorf("the team is not told: %s; only %s", want, l.Case.Review.Why)
			}
		}
		if strings.Contains(l.Case.Review.Why, "28 days") {
			t.Error("two months are called less than 28 days")
		}
	})
	t.Run("refused with reasons and the Ombudsman", func(t *testing.T) {
		l := answered(t).Says("2027-03-01 10:00", "look again", intent(complaint.IntentStage2)).
			Replies("2027-03-01 11:00", team, "REFUSE you asked three months after our answer").
			ClosedAs(complaint.ClosedLapsed).
			Got("2027-03-01 11:00", "stage2-refused to asha", "command-done to complaints.team")
		if f := l.Last(letter.Stage2Refused).Facts; f.Reason == "" || !f.External.Show ||
			f.WindowLast != calendar.MustDate("2026-12-29") {
			t.Errorf("L27: %q %v %s", f.Reason, f.External.Show, f.WindowLast)
		}
		l.Says("2027-03-02 10:00", "look again, I was ill", intent(complaint.IntentUnhappy)).Stands(complaint.Review)
	})
	t.Run("before the answer could reach them it is too early", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-11-27 19:00").
			Stands(complaint.Stage1Responded)
		l.Says("2026-11-28 10:00", "I want stage 2", intent(complaint.IntentStage2)).
			Stands(complaint.Stage1Responded).Got("2026-11-28 10:00", "stage2-too-early to asha")
		l.To("2026-11-30 08:00").Got("2026-11-30 08:00", "stage1-response to asha",
			"manager-resident-chased to repairs.manager")
		// 21 days from the Monday it was sent, not from the Friday it was given
		sameDay(t, "the window", l.Case.Stage1.WindowLast, "2026-12-21")
	})
	t.Run("an answer that came back has not been sent", func(t *testing.T) {
		l := answered(t).ComesBack("2026-12-04 12:00", letter.Stage1Response)
		if l.Case.Stage1.WindowLast != 0 || !l.Case.Stage1.SentAt.IsZero() {
			t.Error("the window runs")
		}
		l.Replies("2026-12-09 10:00", team, "POSTED")
		// 9 + 2 working days + 21, rolled on from 1 January
		sameDay(t, "the window of a posted answer", l.Case.Stage1.WindowLast, "2027-01-04")
	})
	t.Run("rejecting an answer that came back still opens stage 2", func(t *testing.T) {
		answered(t).ComesBack("2026-12-04 12:00", letter.Stage1Response).
			Says("2026-12-07 10:00", "you read it out to me, I am not happy", intent(complaint.IntentUnhappy)).
			Stands(complaint.Stage2Open)
	})
	t.Run("a corrected answer begins the window anew, and only the team sends one", func(t *testing.T) {
		l := answered(t).Replies("2026-12-08 10:00", manager, "RESPOND NOT UPHELD\n"+wordy).
			Got("2026-12-08 10:00", "command-not-understood to repairs.manager")
		l.Replies("2026-12-08 11:00", team, "RESPOND PARTLY UPHELD\n"+wordy).
			Got("2026-12-08 11:00", "stage1-response to asha", "command-done to complaints.team")
		sameDay(t, "the window", l.Case.Stage1.WindowLast, "2026-12-29")
		if l.Case.Stage1.Decision != complaint.PartlyUpheld {
			t.Errorf("the decision is %s", l.Case.Stage1.Decision)
		}
	})
	t.Run("late after illness, and a letter that never came: both speak for it", func(t *testing.T) {
		r := intent(complaint.IntentStage2)
		r.Flags = []complaint.Flag{complaint.FlagHealthVulnerable}
		l := answered(t).ComesBack("2026-12-10 10:00", letter.Stage1Acknowledgement).
			Says("2027-03-01 10:00", "I was in hospital, look again", r).Stands(complaint.Review)
		for _, want := range []string{"illness", "A letter of ours has not reached"} {
			if !strings.Contains(l.Case.Review.Why, want) {
				t.Errorf("the team is not told of %s: %s", want, l.Case.Review.Why)
			}
		}
	})
	t.Run("no window: it stays open a year, and a later request still goes to stage 2", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			To("2027-12-04 12:00").Stands(complaint.Stage1Responded).
			To("2027-12-05 00:00").ClosedAs(complaint.ClosedLapsed)
		l.Says("2027-12-06 10:00", "look again", intent(complaint.IntentStage2)).Stands(complaint.Stage2Open)
	})
	t.Run("the letter that the window has closed goes only if asked for", func(t *testing.T) {
		l := answered(t)
		l.Procedure.Settings.WindowClosed = true
		l.To("2026-12-31 00:00").Got("2026-12-30 08:00", "window-closed to asha")
	})
	t.Run("a policy of one stage: the answer is final and names who can help", func(t *testing.T) {
		l := newLife(t, "psow-model").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			Got("2026-12-04 10:00", "stage2-final-response to asha", "command-done to repairs.manager")
		if !l.Last(letter.Stage2FinalResponse).Facts.External.Show || l.Case.Stage1.SentAt.IsZero() {
			t.Error("the final answer names nobody, or was not sent")
		}
		l.Says("2026-12-07 10:00", "I am not happy", intent(complaint.IntentUnhappy)).
			Got("2026-12-07 10:00", "outside-help to asha", "manager-resident-chased to complaints.team")
		l.ComesBack("2026-12-07 11:00", letter.Stage2FinalResponse)
		if !l.Case.Stage1.SentAt.IsZero() {
			t.Error("a final answer that came back counts as sent")
		}
	})
}

// TestReviewer: a Director who did not handle stage 1, nor is kept from the case (P15).
func TestReviewer(t *testing.T) {
	t.Parallel()
	ask := func(l *proceduretest.Life) *proceduretest.Life {
		return l.Answered("2026-12-04 10:00").Says("2026-12-07 10:00", "look again", intent(complaint.IntentStage2))
	}
	handled := func(l *proceduretest.Life, who ...string) *proceduretest.Life {
		l.Case.Stage1.StandIns = append(l.Case.Stage1.StandIns, who...)
		return l
	}
	begin := func(t *testing.T) *proceduretest.Life { return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00") }
	t.Run("the area's Director", func(t *testing.T) { ask(begin(t)).With(director) })
	t.Run("another, if that one handled stage 1", func(t *testing.T) { ask(handled(begin(t), director)).With(housing) })
	t.Run("the chief executive, if all did", func(t *testing.T) {
		ask(handled(begin(t), director, housing)).With(chief)
	})
	t.Run("nobody of those, if the chief executive did too: the team finds somebody", func(t *testing.T) {
		l := ask(handled(begin(t), director, housing, chief)).With("").
			Got("2026-12-07 10:00", "stage2-acknowledgement to asha", "director-review to complaints.team")
		l.Replies("2026-12-07 12:00", team, "REASSIGN property.director@landlord.example").
			Got("2026-12-07 12:00", "command-not-understood to complaints.team")
		if !slices.ContainsFunc(l.Procedure.Duties(l.Case, l.Now), func(d procedure.Duty) bool {
			return d.Name == "respond" && d.Owner == team
		}) {
			t.Error("nobody owes the answer")
		}
	})
	t.Run("a Director who says so hands it on", func(t *testing.T) {
		l := stage2(t).Replies("2026-12-07 12:00", director, "REASSIGN housing.director@landlord.example").
			Got("2026-12-07 12:00", "command-not-understood to property.director").With(director)
		l.Replies("2026-12-07 12:30", director, "CONFLICT I advised on the first repair").With(housing).
			Got("2026-12-07 12:30", "command-done to property.director", "reassigned to housing.director")
		l.Replies("2026-12-07 13:00", team, "REASSIGN property.director@landlord.example").With(housing)
		l.Replies("2026-12-07 13:30", team, "REASSIGN chief.executive@landlord.example").With(chief)
	})
	t.Run("away: another Director, not a manager", func(t *testing.T) {
		l := stage2(t)
		m := l.Message("2026-12-07 12:00", director, "I am out of the office until 4 January 2027.")
		m.Nature = complaint.FromAutoReply
		l.Until(m.Received)
		who, _ := l.Procedure.Register.Find(director)
		l.Take(l.Procedure.Command(l.Case, who, m, reply.ReadCommand(m.NewText, l.Procedure.Calendar.Day(l.Now)),
			l.Now))
		l.Until(l.Now)
		l.With(housing).Got("2026-12-07 12:00", "manager-away to housing.director")
	})
}

// TestStage2: acknowledged, contacted, extended, answered for good (P14, P16 to P19; 3.2 S2_OPEN, S2_RESPONDED).
func TestStage2(t *testing.T) {
	t.Parallel()
	t.Run("dates from the request; the Director has the whole file", func(t *testing.T) {
		l := stage2(t).With(director)
		sameDay(t, "ack", l.Case.Stage2.AckDue, "2026-12-09")
		sameDay(t, "limit", l.Case.Stage2.Limit, "2026-12-28")
		sameDay(t, "target", l.Case.Stage2.Target, "2026-12-24")
		if f := l.Last(letter.DirectorReview).Facts; f.Answer == "" || f.Decision != "upheld" ||
			!strings.Contains(f.Words, "look again") || len(f.History) == 0 {
			t.Errorf("the Director is given %q %q", f.Decision, f.Words)
		}
		if l.Case.Stage2.AckedAt.IsZero() {
			t.Error("L26 does not count")
		}
	})
	t.Run("a new matter in the request becomes a case of its own, said in the acknowledgement", func(t *testing.T) {
		r := complaint.Reading{Kind: complaint.KindStage2Request, Intent: complaint.IntentStage2,
			Issues: []complaint.Issue{
				{Sentence: "Your answer is wrong.", Kind: complaint.KindStage2Request},
				{Sentence: "The bins were never emptied.", Kind: complaint.KindComplaint,
					Area: complaint.AreaEstateServices},
			}}
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00")
		before := l.Case
		l.Says("2026-12-07 10:00", "look again", r).Stands(complaint.Stage2Open).
			Got("2026-12-07 10:00", "stage2-acknowledgement to asha", "director-review to property.director")
		if got := l.Last(letter.Stage2Acknowledgement).Facts.NewRefs; !slices.Equal(got, []string{"HC-2026-000002"}) {
			t.Errorf("L26 names %v", got)
		}
		d := l.Procedure.OpenBeside("HC-2026-000002", l.Message("2026-12-07 10:00", asha, "look again"), r,
			complaint.Reading{Kind: complaint.KindStage2Request}, before, l.Now)
		if c := d.Case; c.Status != complaint.Stage1Open || c.Area != complaint.AreaEstateServices ||
			len(c.Issues) != 1 || !slices.Contains(c.Links, "HC-2026-000001") || c.Party.Name != "Asha Rahman" {
			t.Errorf("the new case: %s %s %v %v", c.Status, c.Area, c.Issues, c.Links)
		}
	})
	t.Run("read as one request, a new matter in it is still told apart", func(t *testing.T) {
		bins := complaint.Issue{Sentence: "The bins were never emptied.", Kind: complaint.KindComplaint,
			Area: complaint.AreaEstateServices}
		inCase := complaint.Reading{Kind: complaint.KindStage2Request, Intent: complaint.IntentStage2,
			Issues: []complaint.Issue{{Sentence: "Your answer is wrong.", Kind: complaint.KindStage2Request,
				Area: complaint.AreaRepairs}}}
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00")
		if l.Procedure.NewRef(l.Case, inCase) {
			t.Error("nothing new was said")
		}
		if !l.Procedure.NewRef(l.Case, procedure.Apart(inCase, complaint.Reading{Issues: []complaint.Issue{bins}})) {
			t.Error("the bins are lost")
		}
		if r := intent(complaint.IntentEvidence); procedure.Apart(r,
			complaint.Reading{Issues: []complaint.Issue{bins}}).Issues != nil {
			t.Error("only a request for stage 2 is taken apart")
		}
	})
	t.Run("only new matters: no stage 2, and the window stays open", func(t *testing.T) {
		r := intent(complaint.IntentNewIssue)
		r.Kind, r.Area = complaint.KindComplaint, complaint.AreaEstateServices
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			Says("2026-12-07 10:00", "the bins", r).
			Stands(complaint.Stage1Responded).Got("2026-12-07 10:00", "new-issue to asha")
		if l.Case.Stage1.WindowLast == 0 {
			t.Error("the window is gone")
		}
		stage2(t).Says("2026-12-08 10:00", "the bins", r).Got("2026-12-08 10:00", "new-issue to asha").
			Stands(complaint.Stage2Open)
	})
	t.Run("a representative goes with the new case", func(t *testing.T) {
		beside := complaint.Case{Ref: "HC-2026-000001", Status: complaint.Stage2Open,
			Representative: complaint.Contact{Email: "ravi@example.org"}, Consent: true,
			Party: complaint.Party{Email: asha}}
		l := newLife(t, "hastoe-2020")
		r := aComplaint()
		r.Kind = complaint.KindFollowUp
		d := l.Procedure.OpenBeside("HC-2026-000002", l.Message("2026-12-07 10:00", "ravi@example.org", "the bins"),
			r, r,
			beside, instant(t, "2026-12-07 10:00"))
		if !d.Case.Consent || d.Case.Party.Email != asha || d.Case.Status != complaint.Stage1Open {
			t.Errorf("%+v", d.Case.Party)
		}
	})
	t.Run("more time", func(t *testing.T) {
		l := stage2(t).Replies("2026-12-08 10:00", director, "EXTEND 08/01/2027 the surveyor is on leave").
			Got("2026-12-08 10:00", "stage2-extension to asha", "extension-noted to property.director")
		sameDay(t, "limit", l.Case.Stage2.Limit, "2027-01-08")
		if f := l.Last(letter.Stage2Extension).Facts; f.OldDate != calendar.MustDate("2026-12-24") ||
			f.NewDate != calendar.MustDate("2027-01-08") {
			t.Errorf("from %s to %s", f.OldDate, f.NewDate)
		}
	})
	t.Run("late: the chief executive, the lead and the resident hear", func(t *testing.T) {
		stage2(t).To("2026-12-31 12:00").Got("2026-12-29 09:00", "manager-overdue to property.director",
			"director-overdue to chief.executive").
			Got("2026-12-29 12:00", "stage2-late to asha").
			Got("2026-12-31 09:00", "manager-overdue to property.director", "lead-overdue to complaints.team",
				"lead-overdue to property.director")
	})
	t.Run("answered: the end of our process, and who is next", func(t *testing.T) {
		l := stage2(t).Replies("2026-12-18 10:00", director, "RESPOND NOT UPHELD\n"+wordy).
			Stands(complaint.Stage2Responded).Got("2026-12-18 10:00", "stage2-final-response to asha",
			"command-done to property.director")
		f := l.Last(letter.Stage2FinalResponse).Facts
		if !f.External.Show || f.External.Mode != "designated_person" ||
			f.External.DirectFrom != calendar.MustDate("2027-02-12") {
			t.Errorf("L32: %+v", f.External)
		}
		l.Says("2026-12-19 10:00", "I do not accept this", intent(complaint.IntentOmbudsman)).
			Got("2026-12-19 10:00", "outside-help to asha").Stands(complaint.Stage2Responded)
		l.Says("2026-12-21 10:00", "I do not accept this", intent(complaint.IntentUnhappy)).
			Got("2026-12-21 10:00", "manager-resident-chased to complaints.team")
		l.Says("2027-01-18 10:00", "I do not accept this", intent(complaint.IntentStage2)).
			Got("2027-01-18 10:00", "outside-help to asha", "manager-resident-chased to complaints.team")
		l.Says("2027-01-18 11:00", "thanks", intent(complaint.IntentThanks)).Got("2027-01-18 11:00").
			Says("2027-01-18 12:00", "a photo", intent(complaint.IntentEvidence)).
			Got("2027-01-18 12:00", "manager-new-evidence to property.director")
		if l.Case.Ombudsman {
			t.Error("a threat counts as the Ombudsman's own letter")
		}
		l.To("2027-12-18 23:59").Stands(complaint.Stage2Responded).To("2027-12-19 00:00").
			ClosedAs(complaint.ClosedComplete)
		l.Says("2028-01-10 10:00", "still not right", intent(complaint.IntentUnhappy)).
			ClosedAs(complaint.ClosedComplete).Got("2028-01-10 10:00", "outside-help to asha",
			"manager-resident-chased to complaints.team")
	})
	t.Run("direct mode names the Ombudsman at once and until when", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			Says("2026-12-07 10:00", "look again", intent(complaint.IntentStage2)).
			Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy)
		if x := l.Last(letter.Stage2FinalResponse).Facts.External; x.DirectFrom != 0 ||
			x.Before != calendar.MustDate("2027-12-18") ||
			!x.Show {
			t.Errorf("%+v", x)
		}
		for _, id := range []complaint.LetterID{letter.Stage1Acknowledgement, letter.Stage1Response,
			letter.Stage2Acknowledgement} {
			if !l.Last(id).Facts.External.Show {
				t.Errorf("%s does not name the Ombudsman under the Code", id)
			}
		}
	})
	t.Run("promises and the ombudsman keep it open", func(t *testing.T) {
		l := stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy+
			"\nACTION: repaint the room by 15/01/2027").To("2028-01-10 00:00").Stands(complaint.Stage2Responded)
		l.Replies("2028-01-10 10:00", director, "DONE").To("2028-01-10 10:01").ClosedAs(complaint.ClosedComplete)
		l = stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy)
		l.Take(l.Procedure.Ombudsman(l.Case, l.Message("2026-12-20 10:00", "case@housing-ombudsman.org.uk",
			"We have opened a case."), l.Now))
		if !l.Case.Ombudsman || l.Case.Hold == "" {
			t.Error("the file is not kept")
		}
		// known already
		l.Says("2026-12-21 10:00", "The Ombudsman gave me the case number 202612345.", intent(complaint.IntentEvidence))
		l.Replies("2026-12-21 11:00", team, "ANSWERED they have the file")
		l.To("2028-01-10 00:00").Stands(complaint.Stage2Responded)
		if l.Count(letter.OmbudsmanContact) != 1 {
			t.Error("nobody was told of the Ombudsman")
		}
	})
}

// TestOmbudsmanNamed: a resident who gives the outside body's reference has gone there (3.2, last row).
func TestOmbudsmanNamed(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]bool{
		"The Housing Ombudsman has taken it up, their reference is 202612345.": true,
		"Ombudsman case number: HO-202612345":                                  true,
		"I shall go to the Ombudsman.":                                         false,
		"My reference is 202612345.":                                           false,
		"I told the Ombudsman about HC-2026-000001.":                           false,
	} {
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Says("2026-11-24 10:00", words, intent(complaint.IntentEvidence)).Stands(complaint.Stage1Open)
		if l.Case.Ombudsman != want || (l.Case.Hold != "") != want || l.Count(letter.OmbudsmanContact) > 0 != want {
			t.Errorf("%q: with the Ombudsman %v, held %q, %d told", words, l.Case.Ombudsman, l.Case.Hold,
				l.Count(letter.OmbudsmanContact))
		}
	}
}

func TestFromOmbudsman(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"case@housing-ombudsman.org.uk": true, "x@mail.housing-ombudsman.org.uk": true, "a@LGO.org.uk": true,
		"a@nothousing-ombudsman.org.uk": false, "asha@example.com": false, "": false,
	} {
		if got := procedure.FromOmbudsman(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
