package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/reply"
)

// stage2 brings a case to stage 2: answered on Friday 4 December, asked for on Monday 7 December 2026.
func stage2(t testing.TB) *life {
	t.Helper()
	return newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
		says("2026-12-07 10:00", "I am not happy with this. Please look again.", intent(complaint.IntentStage2)).
		stands(complaint.Stage2Open)
}

// TestAfterTheStage1Answer: what a message means once the answer has gone (P11 to P13; 3.2 S1_RESPONDED; 3.4).
func TestAfterTheStage1Answer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reading complaint.Reading
		letters []string
		status  complaint.Status
		words   string
	}{
		"stage 2": {intent(complaint.IntentStage2), []string{"L26 asha", "M10 property.director"},
			complaint.Stage2Open, "words"},
		"a request by its kind": {complaint.Reading{Kind: complaint.KindStage2Request},
			[]string{"L26 asha", "M10 property.director"}, complaint.Stage2Open, "words"},
		"unhappy, no reason given": {intent(complaint.IntentUnhappy), []string{"L26 asha", "M10 property.director"},
			complaint.Stage2Open, "words"},
		"it reads as a complaint": {aComplaint(), []string{"L26 asha", "M10 property.director"},
			complaint.Stage2Open, "words"},
		"going to the ombudsman": {intent(complaint.IntentOmbudsman),
			[]string{"L26 asha", "M10 property.director"}, complaint.Stage2Open, "words"},
		"accepts": {intent(complaint.IntentAccepts), []string{"L25 asha"}, complaint.Closed,
			"words"},
		"accepts, but": {doubtful(complaint.IntentAccepts), []string{"M13 complaints.team"},
			complaint.Stage1Responded, "words"},
		"accepts on a condition": {intent(complaint.IntentAccepts), []string{"M13 complaints.team"},
			complaint.Stage1Responded, "I accept the £50, but the ceiling has to be painted."},
		"thanks, but no thanks": {intent(complaint.IntentThanks), []string{"L26 asha", "M10 property.director"},
			complaint.Stage2Open, "Thanks, but no thanks."},
		"thanks, but": {intent(complaint.IntentThanks),
			[]string{"M11 repairs.manager", "M12 complaints.team"}, complaint.Stage1Responded,
			"Thank you, but it still leaks a little."},
		"thanks": {intent(complaint.IntentThanks), nil, complaint.Stage1Responded, "words"},
		"a question": {intent(complaint.IntentQuery), []string{"L19 asha", "M12 repairs.manager"},
			complaint.Stage1Responded, "words"},
		"news of the works": {intent(complaint.IntentChase), []string{"L19 asha", "M12 repairs.manager"},
			complaint.Stage1Responded, "words"},
		"evidence": {intent(complaint.IntentEvidence), []string{"M11 repairs.manager"},
			complaint.Stage1Responded, "words"},
		"nobody can tell what it is": {complaint.Reading{Kind: complaint.KindNeedsHuman, ToPerson: true},
			[]string{"M11 repairs.manager", "M12 complaints.team"}, complaint.Stage1Responded, "words"},
		"stop": {intent(complaint.IntentOptOut), []string{"M20 complaints.team"}, complaint.Stage1Responded, "words"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
				got("2026-12-04 10:00", "L23 asha", "M15 repairs.manager")
			sameDay(t, "the window", l.c.Stage1.WindowLast, "2026-12-29")
			l.says("2026-12-07 10:00", tc.words, tc.reading).got("2026-12-07 10:00", tc.letters...).stands(tc.status)
		})
	}
}

// TestWindow: 21 days from the day the answer was sent (P12; 1.5 the rows of late and early requests).
func TestWindow(t *testing.T) {
	t.Parallel()
	answered := func(t *testing.T) *life {
		return newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00")
	}
	t.Run("the last minute of the last day is in time", func(t *testing.T) {
		l := answered(t).says("2026-12-29 23:59", "look again", intent(complaint.IntentStage2)).
			stands(complaint.Stage2Open)
		sameDay(t, "stage 2 day 0", l.c.Stage2.Day0, "2026-12-29")
		sameDay(t, "stage 2 limit", l.c.Stage2.Limit, "2027-01-19")
		sameDay(t, "stage 2 ack", l.c.Stage2.AckDue, "2026-12-31")
	})
	t.Run("a minute later it is late: a person decides", func(t *testing.T) {
		l := answered(t).to("2026-12-30 00:00").closedAs(complaint.ClosedLapsed)
		l.says("2026-12-30 00:01", "look again", intent(complaint.IntentStage2)).stands(complaint.Review).
			got("2026-12-30 00:01", "L02 asha")
		if q := l.c.Review; q.Matter != complaint.MatterLateStage2 ||
			!strings.Contains(q.Why, "less than 28 days late") {
			t.Errorf("%s: %s", q.Matter, q.Why)
		}
		l.to("2026-12-30 08:00").got("2026-12-30 08:00", "M14 complaints.team")
		l.to("2027-01-04 17:00").stands(complaint.Stage2Open) // nobody decided by the second working day
	})
	t.Run("sent in time and read late is in time", func(t *testing.T) {
		l := answered(t).to("2026-12-30 06:00").closedAs(complaint.ClosedLapsed)
		m := l.message("2026-12-29 23:00", asha, "look again")
		l.take(l.p.Receive(l.c, m, intent(complaint.IntentStage2), "", l.now))
		l.stands(complaint.Stage2Open)
	})
	t.Run("late, what speaks for it is said", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			replies("2026-12-09 10:00", manager, "RESPOND UPHELD\n"+wordy+"\nACTION: paint the ceiling by 18/12/2026").
			says("2027-03-01 10:00", "look again", intent(complaint.IntentStage2)).stands(complaint.Review)
		for _, want := range []string{"Our own answer was late", "Something we promised has not been done"} {
			if !strings.Contains(l.c.Review.Why, want) {
				t.Errorf("the team is not told: %s; only %s", want, l.c.Review.Why)
			}
		}
		if strings.Contains(l.c.Review.Why, "28 days") {
			t.Error("two months are called less than 28 days")
		}
	})
	t.Run("refused with reasons and the Ombudsman", func(t *testing.T) {
		l := answered(t).says("2027-03-01 10:00", "look again", intent(complaint.IntentStage2)).
			replies("2027-03-01 11:00", team, "REFUSE you asked three months after our answer").
			closedAs(complaint.ClosedLapsed).
			got("2027-03-01 11:00", "L27 asha", "M15 complaints.team")
		if f := l.last(letter.Stage2Refused).Facts; f.Reason == "" || !f.External.Show ||
			f.WindowLast != calendar.MustDate("2026-12-29") {
			t.Errorf("L27: %q %v %s", f.Reason, f.External.Show, f.WindowLast)
		}
		l.says("2027-03-02 10:00", "look again, I was ill", intent(complaint.IntentUnhappy)).stands(complaint.Review)
	})
	t.Run("before the answer could reach them it is too early", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-11-27 19:00").
			stands(complaint.Stage1Responded)
		l.says("2026-11-28 10:00", "I want stage 2", intent(complaint.IntentStage2)).
			stands(complaint.Stage1Responded).got("2026-11-28 10:00", "L28 asha")
		l.to("2026-11-30 08:00").got("2026-11-30 08:00", "L23 asha", "M12 repairs.manager")
		// 21 days from the Monday it was sent, not from the Friday it was given
		sameDay(t, "the window", l.c.Stage1.WindowLast, "2026-12-21")
	})
	t.Run("an answer that came back has not been sent", func(t *testing.T) {
		l := answered(t).comesBack("2026-12-04 12:00", letter.Stage1Response)
		if l.c.Stage1.WindowLast != 0 || !l.c.Stage1.SentAt.IsZero() {
			t.Error("the window runs")
		}
		l.replies("2026-12-09 10:00", team, "POSTED")
		// 9 + 2 working days + 21, rolled on from 1 January
		sameDay(t, "the window of a posted answer", l.c.Stage1.WindowLast, "2027-01-04")
	})
	t.Run("rejecting an answer that came back still opens stage 2", func(t *testing.T) {
		answered(t).comesBack("2026-12-04 12:00", letter.Stage1Response).
			says("2026-12-07 10:00", "you read it out to me, I am not happy", intent(complaint.IntentUnhappy)).
			stands(complaint.Stage2Open)
	})
	t.Run("a corrected answer begins the window anew, and only the team sends one", func(t *testing.T) {
		l := answered(t).replies("2026-12-08 10:00", manager, "RESPOND NOT UPHELD\n"+wordy).
			got("2026-12-08 10:00", "M16 repairs.manager")
		l.replies("2026-12-08 11:00", team, "RESPOND PARTLY UPHELD\n"+wordy).
			got("2026-12-08 11:00", "L23 asha", "M15 complaints.team")
		sameDay(t, "the window", l.c.Stage1.WindowLast, "2026-12-29")
		if l.c.Stage1.Decision != complaint.PartlyUpheld {
			t.Errorf("the decision is %s", l.c.Stage1.Decision)
		}
	})
	t.Run("late after illness, and a letter that never came: both speak for it", func(t *testing.T) {
		r := intent(complaint.IntentStage2)
		r.Flags = []complaint.Flag{complaint.FlagHealthVulnerable}
		l := answered(t).comesBack("2026-12-10 10:00", letter.Stage1Acknowledgement).
			says("2027-03-01 10:00", "I was in hospital, look again", r).stands(complaint.Review)
		for _, want := range []string{"illness", "A letter of ours has not reached"} {
			if !strings.Contains(l.c.Review.Why, want) {
				t.Errorf("the team is not told of %s: %s", want, l.c.Review.Why)
			}
		}
	})
	t.Run("no window: it stays open a year, and a later request still goes to stage 2", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
			to("2027-12-04 12:00").stands(complaint.Stage1Responded).
			to("2027-12-05 00:00").closedAs(complaint.ClosedLapsed)
		l.says("2027-12-06 10:00", "look again", intent(complaint.IntentStage2)).stands(complaint.Stage2Open)
	})
	t.Run("the letter that the window has closed goes only if asked for", func(t *testing.T) {
		l := answered(t)
		l.p.Settings.WindowClosed = true
		l.to("2026-12-31 00:00").got("2026-12-30 08:00", "L35 asha")
	})
	t.Run("a policy of one stage: the answer is final and names who can help", func(t *testing.T) {
		l := newLife(t, "psow-model").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
			got("2026-12-04 10:00", "L32 asha", "M15 repairs.manager")
		if !l.last(letter.Stage2FinalResponse).Facts.External.Show || l.c.Stage1.SentAt.IsZero() {
			t.Error("the final answer names nobody, or was not sent")
		}
		l.says("2026-12-07 10:00", "I am not happy", intent(complaint.IntentUnhappy)).
			got("2026-12-07 10:00", "L33 asha", "M12 complaints.team")
		l.comesBack("2026-12-07 11:00", letter.Stage2FinalResponse)
		if !l.c.Stage1.SentAt.IsZero() {
			t.Error("a final answer that came back counts as sent")
		}
	})
}

// TestReviewer: a Director who did not handle stage 1, nor is kept from the case (P15).
func TestReviewer(t *testing.T) {
	t.Parallel()
	ask := func(l *life) *life {
		return l.answered("2026-12-04 10:00").says("2026-12-07 10:00", "look again", intent(complaint.IntentStage2))
	}
	handled := func(l *life, who ...string) *life {
		l.c.Stage1.StandIns = append(l.c.Stage1.StandIns, who...)
		return l
	}
	begin := func(t *testing.T) *life { return newLife(t, "hastoe-2020").complain("2026-11-23 10:00") }
	t.Run("the area's Director", func(t *testing.T) { ask(begin(t)).with(director) })
	t.Run("another, if that one handled stage 1", func(t *testing.T) { ask(handled(begin(t), director)).with(housing) })
	t.Run("the chief executive, if all did", func(t *testing.T) {
		ask(handled(begin(t), director, housing)).with(chief)
	})
	t.Run("nobody of those, if the chief executive did too: the team finds somebody", func(t *testing.T) {
		l := ask(handled(begin(t), director, housing, chief)).with("").
			got("2026-12-07 10:00", "L26 asha", "M10 complaints.team")
		l.replies("2026-12-07 12:00", team, "REASSIGN property.director@landlord.example").
			got("2026-12-07 12:00", "M16 complaints.team")
		if !slices.ContainsFunc(l.p.Duties(l.c, l.now), func(d procedure.Duty) bool {
			return d.Name == "respond" && d.Owner == team
		}) {
			t.Error("nobody owes the answer")
		}
	})
	t.Run("a Director who says so hands it on", func(t *testing.T) {
		l := stage2(t).replies("2026-12-07 12:00", director, "REASSIGN housing.director@landlord.example").
			got("2026-12-07 12:00", "M16 property.director").with(director)
		l.replies("2026-12-07 12:30", director, "CONFLICT I advised on the first repair").with(housing).
			got("2026-12-07 12:30", "M15 property.director", "M19 housing.director")
		l.replies("2026-12-07 13:00", team, "REASSIGN property.director@landlord.example").with(housing)
		l.replies("2026-12-07 13:30", team, "REASSIGN chief.executive@landlord.example").with(chief)
	})
	t.Run("away: another Director, not a manager", func(t *testing.T) {
		l := stage2(t)
		m := l.message("2026-12-07 12:00", director, "I am out of the office until 4 January 2027.")
		m.Nature = complaint.FromAutoReply
		l.until(m.Received)
		who, _ := l.p.Register.Find(director)
		l.take(l.p.Command(l.c, who, m, reply.ReadCommand(m.NewText, l.p.Calendar.Day(l.now)), l.now))
		l.until(l.now)
		l.with(housing).got("2026-12-07 12:00", "M26 housing.director")
	})
}

// TestStage2: acknowledged, contacted, extended, answered for good (P14, P16 to P19; 3.2 S2_OPEN, S2_RESPONDED).
func TestStage2(t *testing.T) {
	t.Parallel()
	t.Run("dates from the request; the Director has the whole file", func(t *testing.T) {
		l := stage2(t).with(director)
		sameDay(t, "ack", l.c.Stage2.AckDue, "2026-12-09")
		sameDay(t, "limit", l.c.Stage2.Limit, "2026-12-28")
		sameDay(t, "target", l.c.Stage2.Target, "2026-12-24")
		if f := l.last(letter.DirectorReview).Facts; f.Answer == "" || f.Decision != "upheld" ||
			!strings.Contains(f.Words, "look again") || len(f.History) == 0 {
			t.Errorf("the Director is given %q %q", f.Decision, f.Words)
		}
		if l.c.Stage2.AckedAt.IsZero() {
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
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00")
		before := l.c
		l.says("2026-12-07 10:00", "look again", r).stands(complaint.Stage2Open).
			got("2026-12-07 10:00", "L26 asha", "M10 property.director")
		if got := l.last(letter.Stage2Acknowledgement).Facts.NewRefs; !slices.Equal(got, []string{"HC-2026-000002"}) {
			t.Errorf("L26 names %v", got)
		}
		d := l.p.OpenBeside("HC-2026-000002", l.message("2026-12-07 10:00", asha, "look again"), r,
			complaint.Reading{Kind: complaint.KindStage2Request}, before, l.now)
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
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00")
		if l.p.NewRef(l.c, inCase) {
			t.Error("nothing new was said")
		}
		if !l.p.NewRef(l.c, procedure.Apart(inCase, complaint.Reading{Issues: []complaint.Issue{bins}})) {
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
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
			says("2026-12-07 10:00", "the bins", r).
			stands(complaint.Stage1Responded).got("2026-12-07 10:00", "L29 asha")
		if l.c.Stage1.WindowLast == 0 {
			t.Error("the window is gone")
		}
		stage2(t).says("2026-12-08 10:00", "the bins", r).got("2026-12-08 10:00", "L29 asha").
			stands(complaint.Stage2Open)
	})
	t.Run("a representative goes with the new case", func(t *testing.T) {
		beside := complaint.Case{Ref: "HC-2026-000001", Status: complaint.Stage2Open,
			Representative: complaint.Contact{Email: "ravi@example.org"}, Consent: true,
			Party: complaint.Party{Email: asha}}
		l := newLife(t, "hastoe-2020")
		r := aComplaint()
		r.Kind = complaint.KindFollowUp
		d := l.p.OpenBeside("HC-2026-000002", l.message("2026-12-07 10:00", "ravi@example.org", "the bins"), r, r,
			beside, instant(t, "2026-12-07 10:00"))
		if !d.Case.Consent || d.Case.Party.Email != asha || d.Case.Status != complaint.Stage1Open {
			t.Errorf("%+v", d.Case.Party)
		}
	})
	t.Run("no call wanted: the review goes by the papers", func(t *testing.T) {
		l := stage2(t).replies("2026-12-08 10:00", director, "CONTACTED she does not want to talk about it again")
		if l.c.Stage2.ContactedOn == 0 {
			t.Error("the first contact is still owed")
		}
		l.to("2026-12-11 18:00")
		if l.count(letter.ManagerContactDue) != 1 { // stage 1's own
			t.Errorf("%d M02", l.count(letter.ManagerContactDue))
		}
	})
	t.Run("more time", func(t *testing.T) {
		l := stage2(t).replies("2026-12-08 10:00", director, "EXTEND 08/01/2027 the surveyor is on leave").
			got("2026-12-08 10:00", "L30 asha", "M17 property.director")
		sameDay(t, "limit", l.c.Stage2.Limit, "2027-01-08")
		if f := l.last(letter.Stage2Extension).Facts; f.OldDate != calendar.MustDate("2026-12-24") ||
			f.NewDate != calendar.MustDate("2027-01-08") {
			t.Errorf("from %s to %s", f.OldDate, f.NewDate)
		}
	})
	t.Run("late: the chief executive, the lead and the resident hear", func(t *testing.T) {
		stage2(t).to("2026-12-31 12:00").got("2026-12-29 09:00", "M07 property.director", "M08 chief.executive").
			got("2026-12-29 12:00", "L31 asha").
			got("2026-12-31 09:00", "M07 property.director", "M09 complaints.team", "M09 property.director")
	})
	t.Run("answered: the end of our process, and who is next", func(t *testing.T) {
		l := stage2(t).replies("2026-12-18 10:00", director, "RESPOND NOT UPHELD\n"+wordy).
			stands(complaint.Stage2Responded).got("2026-12-18 10:00", "L32 asha", "M15 property.director")
		f := l.last(letter.Stage2FinalResponse).Facts
		if !f.External.Show || f.External.Mode != "designated_person" ||
			f.External.DirectFrom != calendar.MustDate("2027-02-12") {
			t.Errorf("L32: %+v", f.External)
		}
		l.says("2026-12-19 10:00", "I do not accept this", intent(complaint.IntentOmbudsman)).
			got("2026-12-19 10:00", "L33 asha").stands(complaint.Stage2Responded)
		l.says("2026-12-21 10:00", "I do not accept this", intent(complaint.IntentUnhappy)).
			got("2026-12-21 10:00", "M12 complaints.team")
		l.says("2027-01-18 10:00", "I do not accept this", intent(complaint.IntentStage2)).
			got("2027-01-18 10:00", "L33 asha", "M12 complaints.team")
		l.says("2027-01-18 11:00", "thanks", intent(complaint.IntentThanks)).got("2027-01-18 11:00").
			says("2027-01-18 12:00", "a photo", intent(complaint.IntentEvidence)).
			got("2027-01-18 12:00", "M11 property.director")
		if l.c.Ombudsman {
			t.Error("a threat counts as the Ombudsman's own letter")
		}
		l.to("2027-12-18 23:59").stands(complaint.Stage2Responded).to("2027-12-19 00:00").
			closedAs(complaint.ClosedComplete)
		l.says("2028-01-10 10:00", "still not right", intent(complaint.IntentUnhappy)).
			closedAs(complaint.ClosedComplete).got("2028-01-10 10:00", "L33 asha", "M12 complaints.team")
	})
	t.Run("direct mode names the Ombudsman at once and until when", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").complain("2026-11-23 10:00").answered("2026-12-04 10:00").
			says("2026-12-07 10:00", "look again", intent(complaint.IntentStage2)).
			replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy)
		if x := l.last(letter.Stage2FinalResponse).Facts.External; x.DirectFrom != 0 ||
			x.Before != calendar.MustDate("2027-12-18") ||
			!x.Show {
			t.Errorf("%+v", x)
		}
		for _, id := range []complaint.LetterID{letter.Stage1Acknowledgement, letter.Stage1Response,
			letter.Stage2Acknowledgement} {
			if !l.last(id).Facts.External.Show {
				t.Errorf("%s does not name the Ombudsman under the Code", id)
			}
		}
	})
	t.Run("promises and the ombudsman keep it open", func(t *testing.T) {
		l := stage2(t).replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy+
			"\nACTION: repaint the room by 15/01/2027").to("2028-01-10 00:00").stands(complaint.Stage2Responded)
		l.replies("2028-01-10 10:00", director, "DONE").to("2028-01-10 10:01").closedAs(complaint.ClosedComplete)
		l = stage2(t).replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy)
		l.take(l.p.Ombudsman(l.c, l.message("2026-12-20 10:00", "case@housing-ombudsman.org.uk",
			"We have opened a case."), l.now))
		if !l.c.Ombudsman || l.c.Hold == "" {
			t.Error("the file is not kept")
		}
		// known already
		l.says("2026-12-21 10:00", "The Ombudsman gave me the case number 202612345.", intent(complaint.IntentEvidence))
		l.replies("2026-12-21 11:00", team, "ANSWERED they have the file")
		l.to("2028-01-10 00:00").stands(complaint.Stage2Responded)
		if l.count(letter.OmbudsmanContact) != 1 {
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
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			says("2026-11-24 10:00", words, intent(complaint.IntentEvidence)).stands(complaint.Stage1Open)
		if l.c.Ombudsman != want || (l.c.Hold != "") != want || l.count(letter.OmbudsmanContact) > 0 != want {
			t.Errorf("%q: with the Ombudsman %v, held %q, %d told", words, l.c.Ombudsman, l.c.Hold,
				l.count(letter.OmbudsmanContact))
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
