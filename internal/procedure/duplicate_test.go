package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// joined is what the team says of two cases that are one, on 26 November.
const joined = "DUPLICATE of hc-2026-000001 the same leak"

// twice is one leak told twice: by e-mail on the 23rd, and as a text on the 25th.
func twice(t *testing.T) (first, second *proceduretest.Life) {
	t.Helper()
	first, second = begun(t), newLife(t, "hastoe-2020")
	m := second.Message("2026-11-25 10:00", phone, "the leak again")
	second.Now = m.Received
	second.Do(second.Procedure.Open(proceduretest.NextRef, m, aComplaint(), complaint.Case{}, second.Now))
	return first, second
}

// join is a reply on one of two cases that says they are one.
func join(t *testing.T, c, other complaint.Case, from string) (kept, closed procedure.Decision, ok bool) {
	t.Helper()
	const at = "2026-11-26 10:00"
	l := newLife(t, "hastoe-2020")
	return l.Procedure.Duplicate(c, other, l.Staff(from), l.Message(at, from, joined), l.Read(at, joined),
		instant(t, at))
}

// TestDuplicates: the team says that two cases are one; the earliest receipt goes on, whichever case was replied to.
func TestDuplicates(t *testing.T) { // 1.5
	t.Parallel()
	first, second := twice(t)
	for _, tc := range []struct {
		name     string
		c, other complaint.Case
	}{
		{"from the newer", second.Case, first.Case},
		{"from the older", first.Case, second.Case},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			kept, closed, ok := join(t, tc.c, tc.other, team)
			if !ok {
				t.Fatal("joined: got false, want true")
			}
			same(t, "the case that goes on", kept.Case.Ref, proceduretest.Ref)
			same(t, "its telephone number", kept.Case.Party.Phone, phone)
			same(t, "its links", strings.Join(kept.Case.Links, " "), proceduretest.NextRef)
			same(t, "its letters", lettersOf(kept), "manager-new-evidence command-done")
			same(t, "the other is closed as", closed.Case.Reason.Reason, complaint.ClosedDuplicate)
			same(t, "the other's links", strings.Join(closed.Case.Links, " "), proceduretest.Ref)
			same(t, "the other's letters", lettersOf(closed), "duplicate")
			o := closed.Letters[0]
			same(t, "the resident is written to at", o.To.Phone, phone)
			same(t, "and told of the case", o.Facts.NewRef, proceduretest.Ref)
			sameDay(t, "and of the day of the answer", o.Facts.AnswerBy, "2026-12-07")
		})
	}
}

// lettersOf names the letters of a decision.
func lettersOf(d procedure.Decision) string {
	var names []string
	for _, o := range d.Letters {
		names = append(names, letter.Of(o.Letter).File)
	}
	return strings.Join(names, " ")
}

// TestDuplicatesThatAreNone: what is not joined, and whom that is told.
func TestDuplicatesThatAreNone(t *testing.T) {
	t.Parallel()
	first, second := twice(t)
	answered := begun(t).Answered("2026-11-24 10:00").Case
	answered.Ref, answered.Received = "HC-2026-000003", instant(t, "2026-11-26 10:00")
	for _, tc := range []struct {
		name     string
		c, other complaint.Case
		from     string
	}{
		{"by a manager", second.Case, first.Case, manager},
		{"with itself", first.Case, first.Case, team},
		{"an answered case", answered, first.Case, team},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, _, ok := join(t, tc.c, tc.other, tc.from)
			same(t, "joined", ok, false)
		})
	}
	for _, tc := range []struct{ name, from, words, letter string }{
		{"with a case that nobody knows", team, "DUPLICATE HC-2026-000009",
			"command-not-understood to complaints.team"},
		{"with nothing", team, "DUPLICATE", "command-not-understood to complaints.team"},
		{"by a manager, with a case that nobody knows", manager, "DUPLICATE HC-2026-000009",
			"command-not-understood to repairs.manager"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			begun(t).Replies("2026-11-24 10:00", tc.from, tc.words).Got("2026-11-24 10:00", tc.letter)
		})
	}
	t.Run("the resident says that it is not the same", func(t *testing.T) {
		t.Parallel()
		_, l := twice(t)
		l.Case.Status, l.Case.Reason = complaint.Closed, complaint.Close{Reason: complaint.ClosedDuplicate}
		l.SaysFrom("2026-11-27 10:00", phone, "it is not the same", intent(reading.IntentDisputeScope)).
			Stands(complaint.Review)
	})
}

// TestLinks: related cases are linked, and each keeps its own clock.
func TestLinks(t *testing.T) { // 1.5
	t.Parallel()
	const at, words = "2026-11-24 10:00", "LINK HC-2026-000007 the same roof"
	link := func(t *testing.T, ref string) (c, other complaint.Case, here, there procedure.Decision, ok bool) {
		t.Helper()
		l := begun(t)
		other = begun(t).Case
		other.Ref = ref
		here, there, ok = l.Procedure.Link(l.Case, other, l.Staff(manager), l.Message(at, manager, words),
			l.Read(at, words), instant(t, at))
		return l.Case, other, here, there, ok
	}
	t.Run("on both sides", func(t *testing.T) {
		t.Parallel()
		c, other, here, there, ok := link(t, "HC-2026-000007")
		if !ok {
			t.Fatal("linked: got false, want true")
		}
		same(t, "links here", strings.Join(here.Case.Links, " "), other.Ref)
		same(t, "links there", strings.Join(there.Case.Links, " "), c.Ref)
		same(t, "limit here", here.Case.Stage1.Limit, c.Stage1.Limit)
		same(t, "limit there", there.Case.Stage1.Limit, other.Stage1.Limit)
		same(t, "letters here", lettersOf(here), "command-done")
		same(t, "letters there", lettersOf(there), "")
	})
	t.Run("not with itself", func(t *testing.T) {
		t.Parallel()
		_, _, _, _, ok := link(t, proceduretest.Ref)
		same(t, "linked", ok, false)
	})
	for name, words := range map[string]string{
		"not with a case that nobody knows": words,
		"not without a case":                "LINK with the neighbours",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun(t).Replies(at, manager, words).Got(at, "command-not-understood to repairs.manager")
		})
	}
}

// TestResembles: two cases that may be one are proposed to the team, with the reason.
func TestResembles(t *testing.T) { // 1.5
	t.Parallel()
	first := begun(t).Case
	byText := first
	byText.Party = people.Party{Phone: phone, Address: "asha rahman, 4 Mill Court"}
	for _, tc := range []struct {
		name  string
		party people.Party
		words string
		other complaint.Case
		want  string
	}{
		{"the same sender", first.Party, first.Words, first, "same sender"},
		{"the same name in a text", byText.Party, first.Words, first, "same name"},
		{"the name in the words of a text", people.Party{Phone: phone}, "asha  rahman here, the leak again", first,
			"same name"},
		{"the number in the words", people.Party{Name: "A. Rahman", Email: "rahman@example.org"},
			"Ring me on 07700 900123.", byText, "number of one stands in the other"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := first
			c.Ref, c.Party, c.Words = "HC-2026-000003", tc.party, tc.words
			holds(t, "why they look alike", rules(t, "hastoe-2020").MayBeSame(c, tc.other), tc.want)
		})
	}
}

// TestResemblesNothing: what is not proposed.
func TestResemblesNothing(t *testing.T) {
	t.Parallel()
	first := begun(t).Case
	for name, change := range map[string]func(*complaint.Case){
		"itself":         func(c *complaint.Case) { c.Ref = first.Ref },
		"too far apart":  func(c *complaint.Case) { c.Day0 += 15 },
		"another area":   func(c *complaint.Case) { c.Area = reading.AreaLettings },
		"answered":       func(c *complaint.Case) { c.Status = complaint.Stage1Responded },
		"linked already": func(c *complaint.Case) { c.Links = []string{first.Ref} },
		"somebody else": func(c *complaint.Case) {
			c.Party = people.Party{Name: "Ben Ogden", Email: "ben@example.com"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := first
			other.Ref = proceduretest.NextRef
			change(&other)
			same(t, "why they look alike", rules(t, "hastoe-2020").MayBeSame(other, first), "")
		})
	}
}

// TestProposedDuplicates: the team is asked once, and the case goes on meanwhile.
func TestProposedDuplicates(t *testing.T) {
	t.Parallel()
	p, first := rules(t, "hastoe-2020"), begun(t).Case
	second := first
	second.Ref = proceduretest.NextRef
	d := p.ProposeDuplicate(second, first, "They look alike.", instant(t, "2026-11-23 10:00"))
	same(t, "letters", lettersOf(d), "team-decision")
	same(t, "the first command offered", d.Letters[0].Facts.Commands[0].String(), "DUPLICATE HC-2026-000001")
	same(t, "status", d.Case.Status, complaint.Stage1Open)
	same(t, "why they look alike, once asked", p.MayBeSame(d.Case, first), "")
}
