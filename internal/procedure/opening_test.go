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
	"complaints/internal/procedure"
)

func outOfScope(e policy.Exclusion) complaint.Reading {
	return complaint.Reading{Kind: complaint.KindOutOfScope, Exclusion: e, Area: complaint.AreaASBTenancy,
		Confidence: 0.95}
}

// TestOpening: what a first message becomes (3.2, rows without a case; P1, P2, P4 to P6).
func TestOpening(t *testing.T) {
	t.Parallel()
	now := "2026-11-23 10:00"
	t.Run("a complaint opens stage 1 and everybody is told", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain(now).stands(complaint.Stage1Open).with(manager).
			got(now, "L01 asha", "M01 repairs.manager")
		sameDay(t, "ack_due", l.c.Stage1.AckDue, "2026-11-25")
		sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-07")
		if l.c.Stage1.AckedAt.IsZero() {
			t.Error("the accepted acknowledgement does not count")
		}
		if f := l.last(letter.Stage1Acknowledgement).Facts; f.AnswerBy != l.c.Stage1.Target || f.Area != "repairs" ||
			f.OutcomeSought != "" {
			t.Errorf("L01 knows %v %q %q", f.AnswerBy, f.Area, f.OutcomeSought)
		}
	})
	t.Run("a first request is passed on the same day", func(t *testing.T) {
		r := outOfScope(policy.FirstRequest)
		r.Area = complaint.AreaRepairs
		newLife(t, "hastoe-2020").open(now, "My tap drips.", r).closedAs(complaint.ClosedServiceRequest).
			got(now, "L03 asha", "M30 repairs.manager")
	})
	t.Run("a question is answered and passed on", func(t *testing.T) {
		newLife(t, "hastoe-2020").open(now, "When is the office open?",
			complaint.Reading{Kind: complaint.KindEnquiry, Area: complaint.AreaOther}).
			closedAs(complaint.ClosedNotComplaint).got(now, "L43 asha", "M30 other.manager")
	})
	for _, e := range policy.Exclusions[1:] {
		t.Run("an exclusion is a person's to decide: "+e.Code(), func(t *testing.T) {
			l := newLife(t, "hastoe-2020").open(now, "About my neighbour.", outOfScope(e)).stands(complaint.Review)
			if l.c.Review.Suggest != "REFUSE "+e.Code() || !strings.Contains(l.c.Review.Why, e.Words()) {
				t.Errorf("the team is asked %q: %q", l.c.Review.Suggest, l.c.Review.Why)
			}
			want := []string{"L02 asha", "M14 complaints.team"}
			if e == policy.DataBreach {
				want = append(want, "M22 dpo")
			}
			l.got(now, want...)
		})
	}
	t.Run("what looks too old is a person's to decide", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(now, "In 2024 your contractor broke my fence.",
			complaint.Reading{Kind: complaint.KindTooOld}).stands(complaint.Review)
		if l.c.Review.Matter != complaint.MatterAge || !strings.Contains(l.c.Review.Why, "Saturday 23 May 2026") {
			t.Errorf("asked about %s: %s", l.c.Review.Matter, l.c.Review.Why)
		}
		if f := l.last(letter.TeamDecision).Facts; !slices.Contains(f.Commands, "REFUSE AGE and why") ||
			f.TimeLimit != "six months" {
			t.Errorf("the team may answer %q, limit %q", f.Commands, f.TimeLimit)
		}
	})
	t.Run("doubt is a person's", func(t *testing.T) {
		for _, k := range []complaint.Kind{complaint.KindNeedsHuman, complaint.KindStage2Request,
			complaint.KindFollowUp, complaint.KindSpam} {
			l := newLife(t, "hastoe-2020").open(now, "Hello.", complaint.Reading{Kind: k}).stands(complaint.Review)
			if l.c.Review.Suggest != "ACCEPT" {
				t.Errorf("%s: in doubt the suggestion is %q", k, l.c.Review.Suggest)
			}
		}
		r := aComplaint()
		r.ToPerson = true
		newLife(t, "hastoe-2020").open(now, "Hm.", r).stands(complaint.Review)
	})
	t.Run("an unknown area is the complaints team's", func(t *testing.T) {
		r := aComplaint()
		r.Area = ""
		newLife(t, "hastoe-2020").open(now, "It is all wrong.", r).with("other.manager@landlord.example")
		r.Area = "swimming_pool"
		newLife(t, "hastoe-2020").open(now, "It is all wrong.", r).with(team).
			got(now, "L01 asha", "M01 complaints.team")
	})
	t.Run("a message without words asks for words, and a person looks", func(t *testing.T) {
		newLife(t, "hastoe-2020").openFrom(now, phone, " ", complaint.Reading{Kind: complaint.KindNeedsHuman}).
			stands(complaint.Review).
			got(now, "L38 +447700900123", "L39 +447700900123", "M14 complaints.team")
	})
}

// TestMixedMessage: issues are judged one by one; the part in scope opens, the rest is told where it goes (1.3, P2).
func TestMixedMessage(t *testing.T) {
	t.Parallel()
	r := aComplaint()
	r.Issues = []complaint.Issue{
		{Sentence: "The leak has been reported three times.", Kind: complaint.KindComplaint,
			Area: complaint.AreaRepairs},
		{Sentence: "My neighbour plays music.", Kind: complaint.KindOutOfScope, Exclusion: policy.NeighbourASB},
		{Sentence: "Please cut the hedge.", Kind: complaint.KindOutOfScope, Exclusion: policy.FirstRequest,
			Area: complaint.AreaEstateServices},
	}
	l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "Three things.", r).stands(complaint.Stage1Open).
		got("2026-11-23 10:00", "L01 asha", "M01 repairs.manager", "M30 estate_services.manager")
	f := l.last(letter.Stage1Acknowledgement).Facts
	if len(f.Issues) != 1 || len(f.OutOfScope) != 2 {
		t.Fatalf("L01 is about %q and sends on %v", f.Issues, f.OutOfScope)
	}
	if got := f.OutOfScope[0].Route; got != "our neighbourhood team, 0300 000 0104" {
		t.Errorf("the neighbour goes to %q", got)
	}
	if got := l.last(letter.PassedOn).Facts; got.Words != "Please cut the hedge." {
		t.Errorf("the area is told %q", got.Words)
	}
}

// TestLeadArea: the part in scope leads, whatever area the whole was taken for (section 4).
func TestLeadArea(t *testing.T) {
	t.Parallel()
	lift := complaint.Issue{Sentence: "The lift has been broken for weeks.", Kind: complaint.KindComplaint,
		Area: complaint.AreaSafetyCompliance}
	stairs := complaint.Issue{Sentence: "The stairs are never cleaned.", Kind: complaint.KindComplaint,
		Area: complaint.AreaEstateServices}
	music := complaint.Issue{Sentence: "My neighbour plays music.", Kind: complaint.KindOutOfScope,
		Exclusion: policy.NeighbourASB, Area: complaint.AreaASBTenancy}
	for name, tc := range map[string]struct {
		whole  complaint.Area
		issues []complaint.Issue
		want   string
	}{
		"the neighbour's area gives way": {complaint.AreaASBTenancy, []complaint.Issue{music, lift, stairs},
			"safety_compliance.manager@landlord.example"},
		"the whole is of a part in scope": {complaint.AreaEstateServices, []complaint.Issue{lift, music, stairs},
			"estate_services.manager@landlord.example"},
		"the whole is of none of the parts": {complaint.AreaRepairs, []complaint.Issue{lift, music}, manager},
	} {
		r := complaint.Reading{Kind: complaint.KindComplaint, Area: tc.whole, Issues: tc.issues}
		t.Run(name, func(t *testing.T) {
			newLife(t, "hastoe-2020").open("2026-11-23 10:00", "Several things.", r).with(tc.want)
		})
	}
}

// TestRoutes: every exclusion has somebody who deals with it; never a bare refusal (P2).
func TestRoutes(t *testing.T) {
	t.Parallel()
	for _, e := range policy.Exclusions {
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "Hm.",
			complaint.Reading{Kind: complaint.KindNeedsHuman}).
			replies("2026-11-23 11:00", team, "REFUSE "+e.Code()+" another team looks after this for you")
		var id complaint.LetterID
		for _, s := range l.sent {
			if s.at.Equal(instant(t, "2026-11-23 11:00")) && s.Role == complaint.RoleResident {
				id = s.Letter
			}
		}
		f := l.last(id).Facts
		if len(f.OutOfScope) != 1 || f.OutOfScope[0].Route == "" || f.Reason == "" || !f.External.Show {
			t.Errorf("%s: %s says %+v, reason %q, body %v", e.Code(), id, f.OutOfScope, f.Reason, f.External.Show)
		}
		if want := complaint.LetterID("L" + []string{"04", "05", "06", "07", "08", "09", "10",
			"11"}[slices.Index(policy.Exclusions[:], e)]); id != want {
			t.Errorf("%s is told with %s, want %s", e.Code(), id, want)
		}
		l.closedAs(complaint.ClosedOutOfScope + ":" + complaint.CloseReason(e.Code()))
	}
	if w := policy.Exclusion("").Words(); w == "" {
		t.Error("no exclusion has no words")
	}
}

// TestDanger: safety is looked at before scope and apart from it (0.3, 2.4).
func TestDanger(t *testing.T) {
	t.Parallel()
	night := "2026-11-29 03:00"
	gas := complaint.Reading{Kind: complaint.KindComplaint, Area: complaint.AreaSafetyCompliance,
		Flags: []complaint.Flag{complaint.FlagGas}, Emergency: true}
	t.Run("in the same minute, whatever the message is", func(t *testing.T) {
		newLife(t, "hastoe-2020").open(night, "I smell gas.", gas).
			got(night, "L01 asha", "L37 asha", "M21 out.of.hours")
		request := gas
		request.Kind, request.Exclusion = complaint.KindOutOfScope, policy.FirstRequest
		newLife(t, "hastoe-2020").open(night, "I smell gas.", request).closedAs(complaint.ClosedServiceRequest).
			got(night, "L03 asha", "L37 asha", "M21 out.of.hours", "M30 safety_compliance.manager")
		doubt := gas
		doubt.ToPerson = true
		newLife(t, "hastoe-2020").open(night, "I smell gas.", doubt).
			got(night, "L02 asha", "L37 asha", "M14 complaints.team", "M21 out.of.hours")
	})
	t.Run("told again until somebody takes it, and not after", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(night, "I smell gas.", gas).
			to("2026-11-29 03:30").got("2026-11-29 03:30", "M21 complaints.team", "M21 out.of.hours").
			to("2026-11-29 04:00").got("2026-11-29 04:00", "M21 complaints.team", "M21 out.of.hours",
			"M21 property.director").
			to("2026-11-30 09:00")
		if n := l.count(letter.Hazard); n != 1+2+3*3+3 {
			t.Errorf("told %d times by Monday morning", n)
		}
		l.replies("2026-11-30 09:30", nights, "TAKEN")
		l.to("2026-12-04 12:00")
		if n := l.count(letter.Hazard); n != 15 {
			t.Errorf("told %d times though it was taken", n)
		}
	})
	t.Run("a conversation with the resident ends it, an attempt does not, and harm to a person needs TAKEN",
		func(t *testing.T) {
			harm := gas
			harm.Flags = []complaint.Flag{complaint.FlagSelfHarm}
			for _, tc := range []struct {
				reading complaint.Reading
				reply   string
				goes    bool
			}{
				{gas, "CONTACTED rang her, the engineer has made it safe", false},
				{gas, "CONTACTED left a voicemail", true},
				{harm, "CONTACTED rang her about the repair", true},
			} {
				l := newLife(t, "hastoe-2020").open(night, "I smell gas.", tc.reading).
					replies("2026-11-30 09:30", "safety_compliance.manager@landlord.example", tc.reply)
				before := l.count(letter.Hazard) + l.count(letter.Safeguarding)
				if l.to("2026-12-02 12:00"); (l.count(letter.Hazard)+l.count(letter.Safeguarding) > before) != tc.goes {
					t.Errorf("%s: told again %v", tc.reply, !tc.goes)
				}
			}
		})
	t.Run("in a case that is answered or closed, too", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").answered("2026-11-24 10:00")
		r := intent(complaint.IntentEvidence)
		r.Emergency = true
		l.says("2026-11-28 02:00", "There are sparks.", r).got("2026-11-28 02:00", "L37 asha", "M21 out.of.hours").
			to("2026-11-28 02:30").got("2026-11-28 02:30", "M21 complaints.team", "M21 out.of.hours")
		if !slices.ContainsFunc(l.p.Duties(l.c, l.now), func(d procedure.Duty) bool {
			return d.Name == "take_emergency"
		}) {
			t.Error("nobody owes taking it")
		}
	})
	t.Run("an outage sends one word, not all that were missed", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(night, "I smell gas.", gas)
		later := instant(t, "2026-11-29 04:45")
		l.take(l.p.Sweep(l.c, later))
		told := slices.DeleteFunc(l.waiting, func(o complaint.LetterOrder) bool { return o.Letter != letter.Hazard })
		if len(told) != 3 {
			t.Errorf("%d alerts after the outage, want one to each of three", len(told))
		}
	})
	t.Run("self-harm gets a person and a careful text", func(t *testing.T) {
		r := complaint.Reading{Kind: complaint.KindNeedsHuman, Flags: []complaint.Flag{complaint.FlagSelfHarm},
			ToPerson: true}
		newLife(t, "hastoe-2020").openFrom(night, phone, "I cannot go on.", r).
			got(night, "L02 +447700900123", "L37 +447700900123", "L38 +447700900123", "M14 complaints.team",
				"M23 complaints.team", "M23 out.of.hours").
			to("2026-11-29 03:30").got("2026-11-29 03:30", "M23 complaints.team", "M23 out.of.hours")
	})
	t.Run("L37 once a day, M21 for each message", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").open(night, "I smell gas.", gas)
		r := intent(complaint.IntentChase)
		r.Emergency = true
		l.says("2026-11-29 03:10", "Still gas!", r)
		if l.count(letter.Emergency) != 1 || l.count(letter.Hazard) != 2 {
			t.Errorf("%d L37, %d M21", l.count(letter.Emergency), l.count(letter.Hazard))
		}
	})
}

// TestReview: a person decides in time, or it opens by itself (0.1; 3.2, REVIEW).
func TestReview(t *testing.T) {
	t.Parallel()
	ask := func(t *testing.T) *life {
		return newLife(t, "hastoe-2020").open("2026-11-23 10:00", "My neighbour is loud.",
			outOfScope(policy.NeighbourASB))
	}
	t.Run("accepted: the clock runs from the receipt", func(t *testing.T) {
		l := ask(t).replies("2026-11-24 12:00", team, "ACCEPT it is about our handling").stands(complaint.Stage1Open).
			got("2026-11-24 12:00", "L01 asha", "M01 asb_tenancy.manager", "M15 complaints.team")
		sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-07")
		if l.c.Stage1.Day0 != l.c.Day0 {
			t.Error("day 0 moved")
		}
	})
	t.Run("too old and accepted all the same: the acknowledgement says so", func(t *testing.T) {
		r := aComplaint()
		r.Kind, r.ToPerson, r.Evidence = complaint.KindTooOld, true,
			[]complaint.Evidence{{Clause: "P3", Text: "in March 2025"}}
		old := func() *life {
			return newLife(t, "hastoe-2020").open("2026-11-23 10:00", "In March 2025 the roof leaked.", r)
		}
		l := old().replies("2026-11-24 12:00", team, "ACCEPT she was in hospital").stands(complaint.Stage1Open).
			got("2026-11-24 12:00", "L13 asha", "M01 repairs.manager", "M15 complaints.team")
		if f := l.last(letter.LateAccepted).Facts; f.EventDay != "in March 2025" || f.Reason != "" ||
			f.AnswerBy != calendar.MustDate("2026-12-07") {
			t.Errorf("%q, %q, by %s: the team's words are the team's", f.EventDay, f.Reason, f.AnswerBy)
		}
		if l.c.Stage1.AckedAt.IsZero() {
			t.Error("it does not count as the acknowledgement")
		}
		l.comesBack("2026-11-24 13:00", letter.LateAccepted)
		if !l.c.Stage1.AckedAt.IsZero() {
			t.Error("it came back and still counts")
		}
		old().to("2026-11-25 17:00").stands(complaint.Stage1Open).
			got("2026-11-25 17:00", "L01 asha", "M01 repairs.manager")
	})
	t.Run("undecided: paged, then open by default", func(t *testing.T) {
		l := ask(t).to("2026-11-25 13:59").stands(complaint.Review).to("2026-11-25 14:00").
			got("2026-11-25 14:00", "M14 complaints.team").
			to("2026-11-25 17:00").stands(complaint.Stage1Open).
			got("2026-11-25 17:00", "L01 asha", "M01 asb_tenancy.manager")
		if opened := l.events[len(l.events)-3].Fact.(complaint.StageOpened); !opened.ByDefault {
			t.Error("it does not say that it was opened by default")
		}
	})
	t.Run("refused: needs a code and a reason", func(t *testing.T) {
		l := ask(t).replies("2026-11-23 11:00", team, "REFUSE E4").got("2026-11-23 11:00", "M16 complaints.team").
			stands(complaint.Review)
		l.replies("2026-11-23 11:10", team, "REFUSE it is not for us at all").
			got("2026-11-23 11:10", "M16 complaints.team").stands(complaint.Review)
		l.replies("2026-11-23 11:20", team, "REFUSE E4 we have opened an antisocial behaviour case").
			got("2026-11-23 11:20", "L07 asha", "M15 complaints.team").closedAs("out_of_scope:E4")
		l.replies("2026-11-23 11:30", team, "REFUSE E4 we have opened an antisocial behaviour case").
			got("2026-11-23 11:30", "M16 complaints.team")
		l.replies("2026-11-23 11:50", team, "REQUEST").got("2026-11-23 11:50", "M16 complaints.team")
	})
	t.Run("only the complaints team decides", func(t *testing.T) {
		ask(t).replies("2026-11-23 11:00", manager, "REFUSE E4 this is nothing for us here").
			got("2026-11-23 11:00", "M15 repairs.manager", "M33 complaints.team").stands(complaint.Review)
	})
	t.Run("too old, refused: when, and how to give reasons", func(t *testing.T) {
		r := complaint.Reading{Kind: complaint.KindTooOld,
			Evidence: []complaint.Evidence{{Clause: "P3", Text: "in May 2024"}}}
		l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", "In May 2024 you broke my fence.", r).
			replies("2026-11-23 11:00", team, "REFUSE you told us of no reason for waiting").
			closedAs(complaint.ClosedOutOfTime)
		if f := l.last(letter.OutOfTime).Facts; f.EventDay != "in May 2024" ||
			f.Limit != calendar.MustDate("2026-05-23") ||
			!f.External.Show {
			t.Errorf("L12: %q before %s, body %v", f.EventDay, f.Limit, f.External.Show)
		}
	})
	t.Run("passed on as a request after all", func(t *testing.T) {
		ask(t).replies("2026-11-23 11:00", team, "REQUEST").closedAs(complaint.ClosedServiceRequest).
			got("2026-11-23 11:00", "L03 asha", "M15 complaints.team", "M30 asb_tenancy.manager")
	})
	t.Run("the resident's further words go to who decides; a withdrawal closes", func(t *testing.T) {
		l := ask(t).says("2026-11-23 12:00", "any news?", intent(complaint.IntentChase)).
			got("2026-11-23 12:00", "M12 complaints.team").stands(complaint.Review)
		l.says("2026-11-23 13:00", "please close it, it is sorted", intent(complaint.IntentWithdraw)).
			closedAs(complaint.ClosedWithdrawn)
	})
	t.Run("seen only after the deadline: open at once", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.message("2026-11-23 10:00", asha, "My neighbour is loud.")
		l.now = instant(t, "2026-11-30 09:00")
		l.take(l.p.Open("HC-2026-000001", m, outOfScope(policy.NeighbourASB), complaint.Case{}, l.now))
		l.until(l.now)
		l.stands(complaint.Stage1Open).got("2026-11-30 09:00", "L01 asha", "M01 asb_tenancy.manager")
		sameDay(t, "day 0", l.c.Day0, "2026-11-23")
		if f := l.last(letter.Stage1Acknowledgement).Facts; f.AckBy >= f.Today {
			t.Error("the letter cannot say that it is late")
		}
		if l.count(letter.DeliveryFailed) != 0 {
			t.Error("the team is paged for an acknowledgement that was only just ordered")
		}
	})
	t.Run("a profile without an acknowledgement decides in two working days", func(t *testing.T) {
		l := newLife(t, "spso-rsl").open("2026-11-23 10:00", "Hm.", complaint.Reading{Kind: complaint.KindNeedsHuman})
		sameDay(t, "decide by", l.c.Review.DecideBy, "2026-11-25")
		l = newLife(t, "ho-code-2024").open("2026-11-23 10:00", "Hm.",
			complaint.Reading{Kind: complaint.KindNeedsHuman})
		sameDay(t, "decide by", l.c.Review.DecideBy, "2026-11-30")
	})
}

// TestUnknownNumber: a text from a number we do not know opens at once and is asked who it is, once (1.5).
func TestUnknownNumber(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").openFrom("2026-11-23 10:00", phone, "The boiler is broken again.", aComplaint()).
		got("2026-11-23 10:00", "L01 +447700900123", "L38 +447700900123", "M01 repairs.manager").
		stands(complaint.Stage1Open)
	l.saysFrom("2026-11-23 10:05", phone, "still waiting", intent(complaint.IntentChase))
	if l.c.Party.Address != "" {
		t.Errorf("taken for an address: %q", l.c.Party.Address)
	}
	l.saysFrom("2026-11-23 10:10", phone, "Joe Marsh, 4 Mill Court", intent(complaint.IntentEvidence))
	if l.c.Party.Address != "Joe Marsh, 4 Mill Court" || l.count(letter.WhoAreYou) != 1 {
		t.Errorf("we know %q and asked %d times", l.c.Party.Address, l.count(letter.WhoAreYou))
	}
}

// TestSaysWho: the answer to "who are you?" is kept however it is read, and nothing else follows from it.
func TestSaysWho(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]bool{
		"Joe Marsh, 4 Mill Court": true, "flat 12 Mill Court": true, "It has been 3 weeks now": false,
		"since 4 December and nothing": false, "are you coming to 4 Mill Court today?": false,
	} {
		l := newLife(t, "hastoe-2020").openFrom("2026-11-23 10:00", phone, "The boiler is broken again.", aComplaint())
		l.saysFrom("2026-11-23 10:05", phone, words, intent(complaint.IntentChase))
		if got := l.c.Party.Address != ""; got != want || (l.count(letter.Status) == 0) != want {
			t.Errorf("%q: taken for an address %v, answered as a question %v", words, got, l.count(letter.Status) > 0)
		}
	}
}

// TestNamedInTheComplaint: whoever is named in a complaint does not investigate it (section 4).
func TestNamedInTheComplaint(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020")
	people := l.p.Register.Areas[complaint.AreaRepairs]
	people.Manager.Name = "Priya Shah"
	l.p.Register.Areas[complaint.AreaRepairs] = people
	l.open("2026-11-23 10:00", "I complain about how priya shah spoke to me.", aComplaint()).with(deputy)
	if !slices.Contains(l.c.Conflicted, manager) {
		t.Error("the file does not say whom to keep from it")
	}
}

// TestOpeningKeepsToTheSizeOfAFile: however long a message, the case stays small and says what it left out.
func TestOpeningKeepsToTheSizeOfAFile(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020").open("2026-11-23 10:00", strings.Repeat("damp ", 5000), aComplaint())
	if len(l.c.Words) > 8200 || !strings.Contains(l.c.Words, "more characters are in the message itself") {
		t.Errorf("%d characters kept", len(l.c.Words))
	}
	if n := len([]rune(l.c.Issues[0].Sentence)); n > 203 {
		t.Errorf("the issue has %d characters", n)
	}
	l.until(l.now.Add(time.Hour))
}

// TestOtherAreas: the lead area answers, and the other areas in which something failed hear of their part (section 4).
func TestOtherAreas(t *testing.T) {
	t.Parallel()
	both := aComplaint()
	both.Issues = []complaint.Issue{
		{Sentence: "The leak is back for the third time.", Kind: complaint.KindComplaint, Area: complaint.AreaRepairs},
		{Sentence: "The lights on the stairs have been broken since October.", Kind: complaint.KindComplaint,
			Area: complaint.AreaEstateServices},
		{Sentence: "Nobody rings me back.", Kind: complaint.KindComplaint, Area: complaint.AreaCustomerService},
		{Sentence: "When are the bins collected?", Kind: complaint.KindEnquiry, Area: "income"},
	}
	l := newLife(t, "hastoe-2020").open("2026-11-23 10:00",
		"The leak is back, the lights are broken and nobody rings me.", both).
		got("2026-11-23 10:00", "L01 asha", "M01 repairs.manager", "M32 estate_services.manager")
	f := l.last(letter.AreaConcerned).Facts
	if f.Area != "estate services" || len(f.Issues) != 1 || !strings.Contains(f.Issues[0], "lights") ||
		f.Words != "" || f.Handler.Email != manager {
		t.Errorf("M32 tells of %q: %q, %q, with %s", f.Area, f.Issues, f.Words, f.Handler.Email)
	}
	l.replies("2026-11-24 10:00", "estate_services.manager@landlord.example", "NOTE the lights are on order").
		got("2026-11-24 10:00", "M15 estate_services.manager")
	newLife(t, "hastoe-2020").complain("2026-11-23 10:00").got("2026-11-23 10:00", "L01 asha", "M01 repairs.manager")
}
