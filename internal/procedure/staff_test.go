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

// TestReports: CONTACTED, ASK, NOTE, DONE (3.5; P7, P8; Code 7.4).
func TestReports(t *testing.T) {
	t.Parallel()
	t.Run("a conversation is noted with what the resident wants", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", manager,
			"spoke to her at 2.15, she wants the ceiling painted. I will ring again.").
			Got("2026-11-24 10:00", "command-done to repairs.manager")
		if l.Case.OutcomeSought != "the ceiling painted" || l.Case.Stage1.ContactedOn == 0 {
			t.Errorf("wanted %q, contacted %s", l.Case.OutcomeSought, l.Case.Stage1.ContactedOn)
		}
		if l.Replies("2026-11-25 10:00", manager, "CONTACTED rang again\nWANTS: a new carpet").
			Case.OutcomeSought != "a new carpet" {
			t.Errorf("wanted %q", l.Case.OutcomeSought)
		}
	})
	t.Run("a voicemail is an attempt", func(t *testing.T) {
		for _, words := range []string{"CONTACTED left a voicemail", "ATTEMPTED", "tried to ring, no answer"} {
			l := begun(t).Replies("2026-11-24 10:00", manager, words).Got("2026-11-24 10:00",
				"command-done to repairs.manager")
			if l.Case.Stage1.ContactedOn != 0 || len(l.Case.Contacts) != 1 {
				t.Errorf("%s: counts as contact", words)
			}
		}
		begun(t).Replies("2026-11-24 10:00", manager, "CONTACTED").Got("2026-11-24 10:00",
			"command-not-understood to repairs.manager")
	})
	t.Run("a question goes to the resident and the clock goes on", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", manager, "can she send photos of the ceiling").
			Got("2026-11-24 10:00", "need-information to asha", "command-done to repairs.manager")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		begun(t).Replies("2026-11-24 10:00", manager, "ASK").Got("2026-11-24 10:00",
			"command-not-understood to repairs.manager")
	})
	t.Run("a note stays in the file; tenure is kept", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", manager, "NOTE he is a\nTENURE: shared owner").
			Got("2026-11-24 10:00", "command-done to repairs.manager")
		if l.Case.Party.Tenure != "shared owner" {
			t.Errorf("tenure %q", l.Case.Party.Tenure)
		}
		begun(t).Replies("2026-11-24 10:00", manager, "NOTE").Got("2026-11-24 10:00", "command-done to repairs.manager")
	})
	t.Run("what nobody can act on is noted and answered with help", func(t *testing.T) {
		for _, words := range []string{"closed", "ok", "", "The roof is an old one and the contractor knows it well."} {
			l := begun(t).Replies("2026-11-24 10:00", manager, words).Got("2026-11-24 10:00",
				"command-not-understood to repairs.manager").
				Stands(complaint.Stage1Open)
			if noted, ok := l.Events[len(l.Events)-1].Fact.(complaint.Noted); !ok || noted.Text == "" {
				t.Errorf("%q is not in the file", words)
			}
		}
	})
	t.Run("related cases are linked, and each keeps its own clock", func(t *testing.T) {
		l, now := begun(t), instant(t, "2026-11-24 10:00")
		linked := l.Message("2026-11-24 10:00", manager, "LINK HC-2026-000007 the same roof")
		cmd, other := reply.ReadCommand(linked.NewText, l.Case.Day0), begun(t).Case
		other.Ref = "HC-2026-000007"
		who, _ := l.Procedure.Register.Find(manager)
		here, there, ok := l.Procedure.Link(l.Case, other, who, linked, cmd, now)
		if !ok || !slices.Equal(here.Case.Links, []string{other.Ref}) ||
			!slices.Equal(there.Case.Links, []string{l.Case.Ref}) || here.Case.Stage1.Limit != l.Case.Stage1.Limit ||
			there.Case.Stage1.Limit != other.Stage1.Limit {
			t.Errorf("links %v and %v", here.Case.Links, there.Case.Links)
		}
		if len(here.Letters) != 1 || here.Letters[0].Letter != letter.CommandDone || len(there.Letters) != 0 {
			t.Errorf("letters %v and %v", here.Letters, there.Letters)
		}
		if _, _, ok := l.Procedure.Link(l.Case, l.Case, who, linked, cmd, now); ok {
			t.Error("it is linked with itself")
		}
		// nobody knows that case
		begun(t).Replies("2026-11-24 10:00", manager, "LINK HC-2026-000007 the same roof").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
		begun(t).Replies("2026-11-24 10:00", manager, "LINK with the neighbours").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	})
	t.Run("promises are chased until they are done, also once the case has lapsed or gone to stage 2",
		func(t *testing.T) {
			l := begun(t).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy+
				"\nACTION: paint the ceiling by 11/12/2026\nACTION: say sorry").
				To("2026-12-14 09:00").Got("2026-12-14 09:00", "action-due to repairs.manager").To("2026-12-21 09:00").
				Got("2026-12-21 09:00", "action-due to repairs.manager")
			l.Says("2026-12-22 10:00", "not happy", intent(complaint.IntentStage2)).To("2026-12-30 09:00").
				Got("2026-12-30 09:00", "action-due to repairs.manager")
			l.Replies("2026-12-30 10:00", manager, "DONE") // what the letter asked about; the other is for January
			if d := l.Procedure.Duties(l.Case, l.Now); !slices.ContainsFunc(d, func(d procedure.Duty) bool {
				return d.Name == "act" && d.Why == "say sorry"
			}) {
				t.Error("a promise that nobody asked about is ticked off")
			}
			l.Replies("2026-12-30 11:00", manager, "DONE say sorry, we rang on Tuesday").To("2027-01-29 10:00")
			if n := l.Count(letter.ActionDue); n != 3 {
				t.Errorf("chased %d times", n)
			}
			if d := l.Procedure.Duties(l.Case, l.Now); slices.ContainsFunc(d, func(d procedure.Duty) bool {
				return d.Name == "act"
			}) {
				t.Error("it is still owed")
			}
		})
	t.Run("an outage sends one chase", func(t *testing.T) {
		l := begun(t).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy+
			"\nACTION: paint the ceiling by 11/12/2026")
		l.Now = instant(t, "2027-02-01 10:00")
		l.Until(l.Now)
		if n := l.Count(letter.ActionDue); n != 1 {
			t.Errorf("chased %d times", n)
		}
	})
	t.Run("who does not have the case is told who has, and loses nothing", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", "lettings.manager@landlord.example", "RESPOND UPHELD\n"+wordy).
			Stands(complaint.Stage1Open).Got("2026-11-24 10:00", "command-not-understood to lettings.manager")
		if !strings.Contains(l.Last(letter.CommandNotUnderstood).Facts.Problem, "Repairs Manager") {
			t.Error(l.Last(letter.CommandNotUnderstood).Facts.Problem)
		}
		begun(t).Replies("2026-11-24 10:00", deputy, "CONTACTED rang her for the manager").
			Got("2026-11-24 10:00", "command-done to repairs.deputy")
	})
	t.Run("where a case stands is said in words", func(t *testing.T) {
		for want, l := range map[string]*proceduretest.Life{
			"a decision of the complaints team": newLife(t, "hastoe-2020").
				Open("2026-12-07 10:00", "?", complaint.Reading{Kind: complaint.KindNeedsHuman}),
			"stage 1, answered": begun(t).Answered("2026-11-24 10:00"),
			"closed (withdrawn)": begun(t).Says("2026-11-24 10:00", "close it, sorted",
				intent(complaint.IntentWithdraw)),
			"stage 2, answered": stage2(t).Replies("2026-12-08 10:00", director, "RESPOND UPHELD\n"+wordy),
		} {
			l.Replies("2026-12-08 11:00", manager, "CONTACTED rang her today")
			if got := l.Last(letter.CommandNotUnderstood).Facts.Problem; !strings.Contains(got, want) {
				t.Errorf("told %q, want %q in it", got, want)
			}
		}
		l := begun(t).Replies("2026-11-24 10:00", team, "ACCEPT")
		if got := l.Last(letter.CommandNotUnderstood).
			Facts.Problem; !strings.Contains(got, "stage 1, not answered yet") {
			t.Error(got)
		}
		if got := stage2(t).Replies("2026-12-08 10:00", team, "ACCEPT").Last(letter.CommandNotUnderstood).
			Facts.Problem; !strings.Contains(got, "stage 2, not answered yet") {
			t.Error(got)
		}
	})
	t.Run("two machines never write to each other without end", func(t *testing.T) {
		l := begun(t)
		for range 200 {
			l.Replies("2026-11-24 10:00", manager, "Your mail has reached our service desk.")
		}
		if n := l.Count(letter.CommandNotUnderstood); n > 60 {
			t.Errorf("%d answers on one day", n)
		}
		before := l.Count(letter.CommandNotUnderstood)
		l.Replies("2026-11-25 10:00", manager, "Your mail has reached our service desk.")
		if l.Count(letter.CommandNotUnderstood) != before+1 {
			t.Error("the next day a person is not answered")
		}
	})
}

// TestDuplicates: the team says that two cases are one; the earliest receipt goes on (1.5, L17).
func TestDuplicates(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	first, second := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00"), newLife(t, "hastoe-2020")
	m := second.Message("2026-11-25 10:00", phone, "the leak again")
	second.Now = m.Received
	second.Take(p.Open("HC-2026-000002", m, aComplaint(), complaint.Case{}, second.Now))
	second.Until(second.Now)
	who, _ := p.Register.Find(team)
	now := instant(t, "2026-11-26 10:00")
	joins := first.Message("2026-11-26 10:00", team, "DUPLICATE of hc-2026-000001 the same leak")
	cmd := reply.ReadCommand(joins.NewText, p.Calendar.Day(now))
	if cmd.Ref != "HC-2026-000001" || cmd.Text != "the same leak" {
		t.Fatalf("%+v", cmd)
	}
	for name, pair := range map[string][2]complaint.Case{"from the newer": {second.Case, first.Case},
		"from the older": {first.Case, second.Case}} {
		kept, closed, ok := p.Duplicate(pair[0], pair[1], who, joins, cmd, now)
		if !ok || kept.Case.Ref != "HC-2026-000001" || closed.Case.Reason != complaint.ClosedDuplicate {
			t.Fatalf("%s: kept %s, closed %s as %s", name, kept.Case.Ref, closed.Case.Ref, closed.Case.Reason)
		}
		if kept.Case.Party.Phone != phone || !slices.Contains(kept.Case.Links, "HC-2026-000002") ||
			!slices.Contains(closed.Case.Links, "HC-2026-000001") {
			t.Errorf("%s: %+v", name, kept.Case.Party)
		}
		l17 := closed.Letters[0]
		if l17.Letter != letter.Duplicate || l17.Facts.NewRef != "HC-2026-000001" ||
			l17.Facts.AnswerBy != calendar.MustDate("2026-12-07") || l17.To.Phone != phone {
			t.Errorf("%s: %s says %s by %s", name, l17.Letter, l17.Facts.NewRef, l17.Facts.AnswerBy)
		}
		if len(kept.Letters) != 2 || kept.Letters[0].Letter != letter.ManagerNewEvidence ||
			kept.Letters[1].Letter != letter.CommandDone {
			t.Errorf("%s: %d letters on the case that goes on", name, len(kept.Letters))
		}
	}
	nobody, _ := p.Register.Find(manager)
	if _, _, ok := p.Duplicate(second.Case, first.Case, nobody, joins, cmd, now); ok {
		t.Error("a manager joined cases")
	}
	if _, _, ok := p.Duplicate(first.Case, first.Case, who, joins, cmd, now); ok {
		t.Error("a case was joined with itself")
	}
	answered := begun(t).Answered("2026-11-24 10:00").Case
	answered.Ref, answered.Received = "HC-2026-000003", now
	if _, _, ok := p.Duplicate(answered, first.Case, who, joins, cmd, now); ok {
		t.Error("an answered case was closed as a duplicate")
	}
	begun(t).Replies("2026-11-24 10:00", team, "DUPLICATE HC-2026-000009").
		Got("2026-11-24 10:00", "command-not-understood to complaints.team")
	begun(t).Replies("2026-11-24 10:00", team, "DUPLICATE").Got("2026-11-24 10:00",
		"command-not-understood to complaints.team")
	begun(t).Replies("2026-11-24 10:00", manager, "DUPLICATE HC-2026-000009").
		Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	gone := second.Case
	gone.Status, gone.Reason = complaint.Closed, complaint.ClosedDuplicate
	l := proceduretest.Under(t, p)
	l.Case, l.Now = gone, now
	l.SaysFrom("2026-11-27 10:00", phone, "it is not the same", intent(complaint.IntentDisputeScope)).
		Stands(complaint.Review)
}

// TestResembles: two cases that may be one are proposed to the team, and only those (1.5).
func TestResembles(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	first := begun(t).Case
	second := first
	second.Ref = "HC-2026-000002"
	if why := p.Resembles(second, first); !strings.Contains(why, "same sender") {
		t.Errorf("the same sender: %q", why)
	}
	byText := second
	byText.Party = complaint.Party{Phone: phone, Address: "asha rahman, 4 Mill Court"}
	if why := p.Resembles(byText, first); !strings.Contains(why, "same name") {
		t.Errorf("the same name in a text: %q", why)
	}
	named := second
	named.Party, named.Words = complaint.Party{Phone: phone}, "asha  rahman here, the leak again"
	if why := p.Resembles(named, first); !strings.Contains(why, "same name") {
		t.Errorf("the name in the words of a text: %q", why)
	}
	gives := second
	gives.Ref = "HC-2026-000003"
	gives.Party, gives.Words = complaint.Party{Name: "A. Rahman", Email: "rahman@example.org"},
		"Ring me on 07700 900123."
	if why := p.Resembles(gives, byText); !strings.Contains(why, "number of one stands in the other") {
		t.Errorf("the number in the words: %q", why)
	}
	for name, change := range map[string]func(*complaint.Case){
		"itself":         func(c *complaint.Case) { c.Ref = first.Ref },
		"too far apart":  func(c *complaint.Case) { c.Day0 += 15 },
		"another area":   func(c *complaint.Case) { c.Area = complaint.AreaLettings },
		"answered":       func(c *complaint.Case) { c.Status = complaint.Stage1Responded },
		"linked already": func(c *complaint.Case) { c.Links = []string{first.Ref} },
		"somebody else": func(c *complaint.Case) {
			c.Party = complaint.Party{Name: "Ben Ogden", Email: "ben@example.com"}
		},
	} {
		other := second
		change(&other)
		if why := p.Resembles(other, first); why != "" {
			t.Errorf("%s: %s", name, why)
		}
	}
	d := p.ProposeDuplicate(second, first, "They look alike.", instant(t, "2026-11-23 10:00"))
	if f := d.Letters[0].Facts; len(d.Letters) != 1 || d.Letters[0].Letter != letter.TeamDecision ||
		f.Commands[0] != "DUPLICATE HC-2026-000001" || d.Case.Status != complaint.Stage1Open {
		t.Errorf("%+v", f.Proposal)
	}
	if why := p.Resembles(d.Case, first); why != "" {
		t.Errorf("asked again: %s", why)
	}
}
