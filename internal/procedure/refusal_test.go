package procedure_test

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// refused lets a letter like the newest of an id come back for a reason.
func refused(l *proceduretest.Life, at string, id complaint.LetterID, r procedure.Refusal) *proceduretest.Life {
	l.To(at)
	sent := l.Letter(l.Last(id))
	sent.ID += at
	return l.Do(l.Procedure.NotDelivered(l.Case, sent, r, l.Now))
}

var (
	full    = procedure.Refusal{Why: "552 5.2.2 mailbox full"}
	nobody  = procedure.Refusal{Why: "550 5.1.1 no such user", NoSuchAddress: true}
	twoDays = procedure.Refusal{Why: "554 5.7.1 refused", Before: calendar.MustDate("2026-11-23")}
)

func TestNoNoticeAboutANotice(t *testing.T) {
	t.Run("what the team should print comes back", func(t *testing.T) {
		l := refused(begun(t), "2026-11-23 10:05", letter.Stage1Acknowledgement, nobody)
		l.Got("2026-11-23 10:05", "stage1-acknowledgement to complaints.team", "delivery-failed to complaints.team")
		for range 20 {
			refused(l, "2026-11-23 10:06", letter.Stage1Acknowledgement, full).Got("2026-11-23 10:06")
			refused(l, "2026-11-23 10:07", letter.DeliveryFailed, full).Got("2026-11-23 10:07")
		}
		if n := len(l.Case.Undelivered); n > 2 {
			t.Errorf("%d letters to be brought by hand, want those of the one that failed", n)
		}
	})
	t.Run("a question to the team comes back", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "drums all night", outOfScope(policy.NeighbourASB))
		refused(l, "2026-11-23 10:05", letter.TeamDecision, full).Got("2026-11-23 10:05")
	})
	t.Run("the same letter fails again on the same day", func(t *testing.T) {
		l := refused(begun(t), "2026-11-23 10:05", letter.ManagerAssigned, full).
			Got("2026-11-23 10:05", "delivery-failed to complaints.team")
		refused(l, "2026-11-23 11:05", letter.ManagerAssigned, full).Got("2026-11-23 11:05")
		refused(l, "2026-11-24 10:05", letter.ManagerAssigned, full).
			Got("2026-11-24 10:05", "delivery-failed to complaints.team")
	})
}

func TestWhoHearsThatTheTeamIsNotReached(t *testing.T) {
	p := newLife(t, "hastoe-2020").Procedure
	refuses := map[string]bool{}
	var told []string
	for {
		next, ok := p.NextToTeam(func(address string) bool { return refuses[address] })
		if !ok {
			break
		}
		if next.Email == p.Register.Team.Email || refuses[next.Email] {
			t.Fatalf("%s is told, and their mailbox refuses", next.Email)
		}
		refuses[next.Email] = true
		told = append(told, next.Email)
	}
	if len(told) < 2 {
		t.Errorf("told %v, want everybody who leads, one after the other", told)
	}
}

func TestDeadMailboxOfAManager(t *testing.T) {
	handed := []string{"reassigned to repairs.deputy", "handler-changed to asha", "delivery-failed to complaints.team"}
	t.Run("no such address: the deputy has the case at once", func(t *testing.T) {
		l := refused(begun(t), "2026-11-23 10:05", letter.ManagerAssigned, nobody).Got("2026-11-23 10:05", handed...)
		l.Replies("2026-11-24 10:00", deputy, "CONTACTED spoke with her")
		if l.Case.Stage1.ContactedOn == 0 {
			t.Error("the deputy cannot act on the case")
		}
	})
	t.Run("refused on two days", func(t *testing.T) {
		l := refused(begun(t), "2026-11-23 10:05", letter.ManagerAssigned, full)
		if s := l.Case.Stage1; s.Handler.Email != manager {
			t.Errorf("one refusal, and the case is with %s", s.Handler.Email)
		}
		refused(l, "2026-11-25 10:05", letter.ManagerAssigned, twoDays).Got("2026-11-25 10:05", handed...)
	})
	t.Run("refused twice on one day is not on two", func(t *testing.T) {
		r := twoDays
		r.Before = calendar.MustDate("2026-11-25")
		l := refused(begun(t), "2026-11-25 10:05", letter.ManagerAssigned, r)
		if s := l.Case.Stage1; s.Handler.Email != manager {
			t.Errorf("the case is with %s", s.Handler.Email)
		}
	})
	t.Run("the manager's other cases follow", func(t *testing.T) {
		l := begun(t).To("2026-11-23 11:00")
		l.Procedure.Absent = map[string]calendar.Date{manager: calendar.MustDate("2026-12-30")}
		l.Procedure.Refusing = map[string]calendar.Date{manager: calendar.MustDate("2026-11-20")}
		l.Do(l.Procedure.CheckAbsence(l.Case, l.Now)).Got("2026-11-23 11:00", "reassigned to repairs.deputy",
			"handler-changed to asha")
	})
	t.Run("who does not have the case loses nothing", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", team, "REASSIGN repairs.deputy@landlord.example")
		refused(l, "2026-11-24 10:05", letter.ManagerAssigned, nobody).
			Got("2026-11-24 10:05", "delivery-failed to complaints.team")
		if s := l.Case.Stage1; s.Handler.Email != deputy {
			t.Errorf("the case is with %s", s.Handler.Email)
		}
	})
}

func TestLetterByAnotherWayIsOwedOnTheSameDay(t *testing.T) {
	l := begun(t)
	l.Case.Party.Phone = phone
	first := l.Last(letter.Stage1Acknowledgement)
	refused(l, "2026-11-24 19:00", letter.Stage1Acknowledgement, nobody)
	if again := l.Last(letter.Stage1Acknowledgement); again.Channel != message.SMS ||
		again.Promised > first.Promised {
		t.Errorf("by %s, owed on %s; want a text owed on %s", again.Channel, again.Promised, first.Promised)
	}
}

func TestAlarmThatDoesNotArrive(t *testing.T) {
	l := newLife(t, "hastoe-2020").Open("2026-11-23 20:00", "I smell gas",
		reading.Reading{Kind: reading.KindComplaint,
			Area: reading.AreaSafetyCompliance, Flags: []reading.Flag{reading.FlagGas}, Emergency: true})
	refused(l, "2026-11-23 20:01", letter.Hazard, nobody).
		Got("2026-11-23 20:01", "hazard to complaints.team", "hazard to property.director")
}
