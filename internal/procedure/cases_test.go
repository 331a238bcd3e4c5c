package procedure_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/order"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// The people of the example register.
const (
	team     = proceduretest.Team
	manager  = proceduretest.Manager
	deputy   = proceduretest.Deputy
	estates  = proceduretest.Estates
	director = proceduretest.Director
	housing  = proceduretest.Housing
	chief    = proceduretest.Chief
	dpo      = proceduretest.DPO
	nights   = proceduretest.Nights
	asha     = proceduretest.Asha
	phone    = proceduretest.Phone
	wordy    = proceduretest.Answer
)

func rules(t testing.TB, profile string) procedure.Procedure {
	t.Helper()
	return proceduretest.Rules(t, profile)
}

func newLife(t testing.TB, profile string) *proceduretest.Life {
	t.Helper()
	return proceduretest.New(t, profile)
}

// begun is a complaint about a repair of Monday 23 November 2026: acknowledged by the 25th, answered by 7 December.
func begun(t testing.TB) *proceduretest.Life {
	t.Helper()
	return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00")
}

// answered is the same case, answered on Friday 4 December: stage 2 can be asked for until the 29th.
func answered(t testing.TB) *proceduretest.Life {
	t.Helper()
	return begun(t).Answered("2026-12-04 10:00")
}

// stage2 is the same case, brought to stage 2 on Monday 7 December: the Director answers by the 24th.
func stage2(t testing.TB) *proceduretest.Life {
	t.Helper()
	return answered(t).
		Says("2026-12-07 10:00", "I am not happy with this. Please look again.", intent(reading.IntentStage2)).
		Stands(complaint.Stage2Open)
}

// withPhone gives the resident of a case a number as well.
func withPhone(l *proceduretest.Life) *proceduretest.Life {
	l.Case.Party.Phone = phone
	return l
}

func aComplaint() reading.Reading { return proceduretest.Repairs() }

func intent(i reading.Intent) reading.Reading { return proceduretest.Reply(i) }

// doubtful is a reply on a case that is better read by a person.
func doubtful(i reading.Intent) reading.Reading {
	r := intent(i)
	r.ToPerson = true
	return r
}

// unclear is a message that only a person can read.
func unclear() reading.Reading { return reading.Reading{Kind: reading.KindNeedsHuman} }

func outOfScope(e policy.Exclusion) reading.Reading {
	return reading.Reading{
		Kind: reading.KindOutOfScope, Exclusion: e, Area: reading.AreaASBTenancy, Confidence: 0.95,
	}
}

func instant(t proceduretest.T, s string) time.Time {
	t.Helper()
	return proceduretest.At(t, s)
}

// same compares what a case or a letter says with what it should say.
func same[V comparable](t proceduretest.T, what string, got, want V) {
	t.Helper()
	if got != want {
		t.Errorf(`%s: got "%v", want "%v"`, what, got, want)
	}
}

// sameDay compares days; "" is no day.
func sameDay(t proceduretest.T, what string, got calendar.Date, want string) {
	t.Helper()
	same(t, what, got.String(), want)
}

// holds checks that a text has words in it.
func holds(t proceduretest.T, what, got, want string) {
	t.Helper()
	if !strings.Contains(got, want) {
		t.Errorf("%s: got %q, want %q in it", what, got, want)
	}
}

// owes reports whether something is owed by somebody.
func owes(l *proceduretest.Life, duty, owner string) bool {
	return slices.ContainsFunc(l.Procedure.Duties(l.Case, l.Now), func(d procedure.Duty) bool {
		return d.Name == duty && d.Owner == owner
	})
}

// containsWord reports whether one of the texts has a word in it.
func containsWord(texts []string, word string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, word) })
}

// linesOffered are the lines of what a letter to staff offers.
func linesOffered(f order.Facts) (lines []string) {
	for _, a := range f.Commands {
		lines = append(lines, a.String())
	}
	return lines
}
