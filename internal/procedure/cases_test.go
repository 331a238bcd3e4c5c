package procedure_test

import (
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
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

func aComplaint() complaint.Reading { return proceduretest.Repairs() }

func intent(i complaint.Intent) complaint.Reading { return proceduretest.Reply(i) }

func instant(t proceduretest.T, s string) time.Time {
	t.Helper()
	return proceduretest.At(t, s)
}

func sameDay(t proceduretest.T, what string, got calendar.Date, want string) {
	t.Helper()
	if got.String() != want {
		t.Errorf("%s: got %s, want %s", what, got, want)
	}
}
