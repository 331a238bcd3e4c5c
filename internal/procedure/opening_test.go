package procedure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure/proceduretest"
)

// TestOpening: what a first message becomes (3.2, rows without a case; P1, P2, P4 to P6).
func TestOpening(t *testing.T) {
	t.Parallel()
	now := "2026-11-23 10:00"
	t.Run("a complaint opens stage 1 and everybody is told", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Complain(now).Stands(complaint.Stage1Open).With(manager).
			Got(now, "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
		sameDay(t, "ack_due", l.Case.Stage1.AckDue, "2026-11-25")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		if l.Case.Stage1.AckedAt.IsZero() {
			t.Error("the accepted acknowledgement does not count")
		}
		if f := l.Last(letter.Stage1Acknowledgement).Facts; f.AnswerBy != l.Case.Stage1.Target || f.Area != "repairs" ||
			f.OutcomeSought != "" {
			t.Errorf("L01 knows %v %q %q", f.AnswerBy, f.Area, f.OutcomeSought)
		}
	})
	t.Run("a first request is passed on the same day", func(t *testing.T) {
		r := outOfScope(policy.FirstRequest)
		r.Area = complaint.AreaRepairs
		newLife(t, "hastoe-2020").Open(now, "My tap drips.", r).ClosedAs(complaint.ClosedServiceRequest).
			Got(now, "service-request to asha", "passed-on to repairs.manager")
	})
	t.Run("a question is answered and passed on", func(t *testing.T) {
		newLife(t, "hastoe-2020").Open(now, "When is the office open?",
			complaint.Reading{Kind: complaint.KindEnquiry, Area: complaint.AreaOther}).
			ClosedAs(complaint.ClosedNotComplaint).Got(now, "not-a-complaint to asha", "passed-on to other.manager")
	})
	for _, e := range policy.Exclusions[1:] {
		t.Run("an exclusion is a person's to decide: "+e.Code(), func(t *testing.T) {
			l := newLife(t, "hastoe-2020").Open(now, "About my neighbour.", outOfScope(e)).Stands(complaint.Review)
			if l.Case.Review.Suggest.String() != "REFUSE "+e.Code() || !strings.Contains(l.Case.Review.Why, e.Words()) {
				t.Errorf("the team is asked %q: %q", l.Case.Review.Suggest, l.Case.Review.Why)
			}
			want := []string{"received to asha", "team-decision to complaints.team"}
			if e == policy.DataBreach {
				want = append(want, "data-protection to dpo")
			}
			l.Got(now, want...)
		})
	}
	t.Run("what looks too old is a person's to decide", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open(now, "In 2024 your contractor broke my fence.",
			complaint.Reading{Kind: complaint.KindTooOld}).Stands(complaint.Review)
		if l.Case.Review.Matter != complaint.MatterAge || !strings.Contains(l.Case.Review.Why, "Saturday 23 May 2026") {
			t.Errorf("asked about %s: %s", l.Case.Review.Matter, l.Case.Review.Why)
		}
		if f := l.Last(letter.TeamDecision).Facts; !slices.Contains(f.Commands, "REFUSE AGE and why") ||
			f.TimeLimit != "six months" {
			t.Errorf("the team may answer %q, limit %q", f.Commands, f.TimeLimit)
		}
	})
	t.Run("doubt is a person's", func(t *testing.T) {
		for _, k := range []complaint.Kind{complaint.KindNeedsHuman, complaint.KindStage2Request,
			complaint.KindFollowUp, complaint.KindSpam} {
			l := newLife(t, "hastoe-2020").Open(now, "Hello.", complaint.Reading{Kind: k}).Stands(complaint.Review)
			if l.Case.Review.Suggest.String() != "ACCEPT" {
				t.Errorf("%s: in doubt the suggestion is %q", k, l.Case.Review.Suggest)
			}
		}
		r := aComplaint()
		r.ToPerson = true
		newLife(t, "hastoe-2020").Open(now, "Hm.", r).Stands(complaint.Review)
	})
	t.Run("an unknown area is the complaints team's", func(t *testing.T) {
		r := aComplaint()
		r.Area = ""
		newLife(t, "hastoe-2020").Open(now, "It is all wrong.", r).With("other.manager@landlord.example")
		r.Area = "swimming_pool"
		newLife(t, "hastoe-2020").Open(now, "It is all wrong.", r).With(team).
			Got(now, "stage1-acknowledgement to asha", "manager-assigned to complaints.team")
	})
	t.Run("a message without words asks for words, and a person looks", func(t *testing.T) {
		newLife(t, "hastoe-2020").OpenFrom(now, phone, " ", complaint.Reading{Kind: complaint.KindNeedsHuman}).
			Stands(complaint.Review).
			Got(now, "who-are-you to +447700900123", "cannot-read to +447700900123", "team-decision to complaints.team")
	})
}

// TestRoutes: every exclusion has somebody who deals with it; never a bare refusal (P2).
func TestRoutes(t *testing.T) {
	t.Parallel()
	for _, e := range policy.Exclusions {
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Hm.",
			complaint.Reading{Kind: complaint.KindNeedsHuman}).
			Replies("2026-11-23 11:00", team, "REFUSE "+e.Code()+" another team looks after this for you")
		var id complaint.LetterID
		for _, s := range l.Sent {
			if s.At.Equal(instant(t, "2026-11-23 11:00")) && s.Role == complaint.RoleResident {
				id = s.Letter
			}
		}
		f := l.Last(id).Facts
		if len(f.OutOfScope) != 1 || f.OutOfScope[0].Route == "" || f.Reason == "" || !f.External.Show {
			t.Errorf("%s: %s says %+v, reason %q, body %v", e.Code(), id, f.OutOfScope, f.Reason, f.External.Show)
		}
		if want := complaint.LetterID("L" + []string{"04", "05", "06", "07", "08", "09", "10",
			"11"}[slices.Index(policy.Exclusions[:], e)]); id != want {
			t.Errorf("%s is told with %s, want %s", e.Code(), id, want)
		}
		l.ClosedAs(complaint.ClosedOutOfScope + ":" + complaint.CloseReason(e.Code()))
	}
}

// TestReview: a person decides in time, or it opens by itself (0.1; 3.2, REVIEW).
func TestReview(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T) *proceduretest.Life {
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "My neighbour is loud.",
			outOfScope(policy.NeighbourASB))
	}
	t.Run("accepted: the clock runs from the receipt", func(t *testing.T) {
		l := ask(t).Replies("2026-11-24 12:00", team, "ACCEPT it is about our handling").Stands(complaint.Stage1Open).
			Got("2026-11-24 12:00", "stage1-acknowledgement to asha", "manager-assigned to asb_tenancy.manager",
				"command-done to complaints.team")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		if l.Case.Stage1.Day0 != l.Case.Day0 {
			t.Error("day 0 moved")
		}
	})
	t.Run("too old and accepted all the same: the acknowledgement says so", func(t *testing.T) {
		r := aComplaint()
		r.Kind, r.ToPerson, r.Evidence = complaint.KindTooOld, true,
			[]complaint.Evidence{{Clause: "P3", Text: "in March 2025"}}
		old := func() *proceduretest.Life {
			return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "In March 2025 the roof leaked.", r)
		}
		l := old().Replies("2026-11-24 12:00", team, "ACCEPT she was in hospital").Stands(complaint.Stage1Open).
			Got("2026-11-24 12:00", "late-accepted to asha", "manager-assigned to repairs.manager",
				"command-done to complaints.team")
		if f := l.Last(letter.LateAccepted).Facts; f.EventDay != "in March 2025" || f.Reason != "" ||
			f.AnswerBy != calendar.MustDate("2026-12-07") {
			t.Errorf("%q, %q, by %s: the team's words are the team's", f.EventDay, f.Reason, f.AnswerBy)
		}
		if l.Case.Stage1.AckedAt.IsZero() {
			t.Error("it does not count as the acknowledgement")
		}
		l.ComesBack("2026-11-24 13:00", letter.LateAccepted)
		if !l.Case.Stage1.AckedAt.IsZero() {
			t.Error("it came back and still counts")
		}
		old().To("2026-11-25 17:00").Stands(complaint.Stage1Open).
			Got("2026-11-25 17:00", "stage1-acknowledgement to asha", "manager-assigned to repairs.manager")
	})
	t.Run("undecided: paged, then open by default", func(t *testing.T) {
		l := ask(t).To("2026-11-25 13:59").Stands(complaint.Review).To("2026-11-25 14:00").
			Got("2026-11-25 14:00", "team-decision to complaints.team").
			To("2026-11-25 17:00").Stands(complaint.Stage1Open).
			Got("2026-11-25 17:00", "stage1-acknowledgement to asha", "manager-assigned to asb_tenancy.manager")
		if opened := l.Events[len(l.Events)-3].Fact.(complaint.StageOpened); !opened.ByDefault {
			t.Error("it does not say that it was opened by default")
		}
	})
	t.Run("refused: needs a code and a reason", func(t *testing.T) {
		l := ask(t).Replies("2026-11-23 11:00", team, "REFUSE E4").Got("2026-11-23 11:00",
			"command-not-understood to complaints.team").
			Stands(complaint.Review)
		l.Replies("2026-11-23 11:10", team, "REFUSE it is not for us at all").
			Got("2026-11-23 11:10", "command-not-understood to complaints.team").Stands(complaint.Review)
		l.Replies("2026-11-23 11:20", team, "REFUSE E4 we have opened an antisocial behaviour case").
			Got("2026-11-23 11:20", "scope-neighbours to asha", "command-done to complaints.team").
			ClosedAs("out_of_scope:E4")
		l.Replies("2026-11-23 11:30", team, "REFUSE E4 we have opened an antisocial behaviour case").
			Got("2026-11-23 11:30", "command-not-understood to complaints.team")
		l.Replies("2026-11-23 11:50", team, "REQUEST").Got("2026-11-23 11:50",
			"command-not-understood to complaints.team")
	})
	t.Run("only the complaints team decides", func(t *testing.T) {
		ask(t).Replies("2026-11-23 11:00", manager, "REFUSE E4 this is nothing for us here").
			Got("2026-11-23 11:00", "command-done to repairs.manager", "scope-doubted to complaints.team").
			Stands(complaint.Review)
	})
	t.Run("too old, refused: when, and how to give reasons", func(t *testing.T) {
		r := complaint.Reading{Kind: complaint.KindTooOld,
			Evidence: []complaint.Evidence{{Clause: "P3", Text: "in May 2024"}}}
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "In May 2024 you broke my fence.", r).
			Replies("2026-11-23 11:00", team, "REFUSE you told us of no reason for waiting").
			ClosedAs(complaint.ClosedOutOfTime)
		if f := l.Last(letter.OutOfTime).Facts; f.EventDay != "in May 2024" ||
			f.Limit != calendar.MustDate("2026-05-23") ||
			!f.External.Show {
			t.Errorf("L12: %q before %s, body %v", f.EventDay, f.Limit, f.External.Show)
		}
	})
	t.Run("passed on as a request after all", func(t *testing.T) {
		ask(t).Replies("2026-11-23 11:00", team, "REQUEST").ClosedAs(complaint.ClosedServiceRequest).
			Got("2026-11-23 11:00", "service-request to asha", "command-done to complaints.team",
				"passed-on to asb_tenancy.manager")
	})
	t.Run("the resident's further words go to who decides; a withdrawal closes", func(t *testing.T) {
		l := ask(t).Says("2026-11-23 12:00", "any news?", intent(complaint.IntentChase)).
			Got("2026-11-23 12:00", "manager-resident-chased to complaints.team").Stands(complaint.Review)
		l.Says("2026-11-23 13:00", "please close it, it is sorted", intent(complaint.IntentWithdraw)).
			ClosedAs(complaint.ClosedWithdrawn)
	})
	t.Run("seen only after the deadline: open at once", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.Message("2026-11-23 10:00", asha, "My neighbour is loud.")
		l.Now = instant(t, "2026-11-30 09:00")
		l.Take(l.Procedure.Open("HC-2026-000001", m, outOfScope(policy.NeighbourASB), complaint.Case{}, l.Now))
		l.Until(l.Now)
		l.Stands(complaint.Stage1Open).Got("2026-11-30 09:00", "stage1-acknowledgement to asha",
			"manager-assigned to asb_tenancy.manager")
		sameDay(t, "day 0", l.Case.Day0, "2026-11-23")
		if f := l.Last(letter.Stage1Acknowledgement).Facts; f.AckBy >= f.Today {
			t.Error("the letter cannot say that it is late")
		}
		if l.Count(letter.DeliveryFailed) != 0 {
			t.Error("the team is paged for an acknowledgement that was only just ordered")
		}
	})
	t.Run("a profile without an acknowledgement decides in two working days", func(t *testing.T) {
		l := newLife(t, "spso-rsl").Open("2026-11-23 10:00", "Hm.", complaint.Reading{Kind: complaint.KindNeedsHuman})
		sameDay(t, "decide by", l.Case.Review.DecideBy, "2026-11-25")
		l = newLife(t, "ho-code-2024").Open("2026-11-23 10:00", "Hm.",
			complaint.Reading{Kind: complaint.KindNeedsHuman})
		sameDay(t, "decide by", l.Case.Review.DecideBy, "2026-11-30")
	})
}

// TestOpeningKeepsToTheSizeOfAFile: however long a message, the case stays small and says what it left out.
func TestOpeningKeepsToTheSizeOfAFile(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", strings.Repeat("damp ", 5000), aComplaint())
	if len(l.Case.Words) > 8200 || !strings.Contains(l.Case.Words, "more characters are in the message itself") {
		t.Errorf("%d characters kept", len(l.Case.Words))
	}
	if n := len([]rune(l.Case.Issues[0].Sentence)); n > 203 {
		t.Errorf("the issue has %d characters", n)
	}
	l.Until(l.Now.Add(time.Hour))
}
