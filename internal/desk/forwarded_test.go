package desk

import (
	"testing"

	"complaints/internal/order"
	"complaints/internal/procedure"
	"complaints/store"
)

// TestPassedOnByStaff: a resident may complain to any member of staff (0.4). The stories passed-on and
// sent-again tell more of it.
func TestPassedOnByStaff(t *testing.T) {
	t.Parallel()
	const proved = "Authentication-Results: mx; dmarc=pass header.from=landlord.example\n" +
		"From: Repairs <repairs.manager@landlord.example>\n"
	forward := func(sent, from string) string {
		return "One for you\n\nFrom: " + from + "\nSent: " + sent + "\nTo: Repairs\nSubject: Leak\n\n" + leak
	}
	for _, c := range []struct {
		situation, header, words string
		kind                     store.OutcomeKind
		day0                     string
	}{
		{"they had it days ago", proved + "Subject: FW: Leak",
			forward("4 December 2026 16:00", "Asha <asha@example.com>"), store.Opened, "2026-12-04"},
		{"late at night in London", proved + "Subject: FW: Leak",
			forward("4 December 2026 23:59", "Asha <asha@example.com>"), store.Opened, "2026-12-04"},
		{"no date that can be read: the day it reached us", proved + "Subject: FW: Leak",
			forward("last week", "Asha <asha@example.com>"), store.Opened, "2026-12-08"},
		{"a date that has not come", proved + "Subject: FW: Leak",
			forward("9 December 2026 23:59", "Asha <asha@example.com>"), store.Opened, "2026-12-08"},
		{"years ago is a mistake", proved + "Subject: FW: Leak",
			forward("4 December 2016 16:00", "Asha <asha@example.com>"), store.Opened, "2026-12-08"},
		{"a colleague who is not on the register",
			"Authentication-Results: mx; dmarc=pass header.from=landlord.example\n" +
				"From: Priya <priya.shah@landlord.example>\nSubject: FW: Leak",
			forward("4 December 2026 16:00", "Asha <asha@example.com>"), store.Opened, "2026-12-04"},
		{"not proved to be a colleague", "From: Repairs <repairs.manager@landlord.example>\nSubject: FW: Leak",
			forward("4 December 2026 16:00", "Asha <asha@example.com>"), store.Filed, ""},
		{"a colleague's own mail", proved + "Subject: FW: Leak",
			forward("4 December 2026 16:00", "Housing <housing.director@landlord.example>"), store.Filed, ""},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			got := b.mail(c.header, c.words)
			if got.Kind != c.kind {
				t.Fatalf("what became of it: got %+v, want %s", got, c.kind)
			}
			if c.kind != store.Opened {
				return
			}
			opened, err := b.d.store.Case(t.Context(), got.Case)
			if err != nil {
				t.Fatal(err)
			}
			if opened.Day0.String() != c.day0 || opened.Party.Email != "asha@example.com" {
				t.Errorf("day 0 and resident: got %s and %s, want %s and asha@example.com", opened.Day0,
					opened.Party.Email, c.day0)
			}
		})
	}
}

// TestAColleagueWritesOfSeveral: what comes from one address of the house is about this resident and that.
func TestAColleagueWritesOfSeveral(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	const priya = "From: Priya <priya.shah@landlord.example>\nSubject: Complaint by phone"
	one := b.mail(priya, "Mrs Rahman of 12 Mill Lane rang. Her bathroom leaks and she has reported it three times. "+
		"She wants to complain.")
	other := b.mail(priya, "Mr Okafor of 3 High Street rang. His heating has been off for a week and nobody came. "+
		"He wants to complain.")
	if one.Kind != store.Opened || other.Kind != store.Opened {
		t.Errorf("what became of them: got %+v and %+v, want two cases", one, other)
	}
}

// TestOfTheHouse: a colleague is known by the landlord's own domain, which no public provider is.
func TestOfTheHouse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		mailbox, from string
		want          bool
	}{
		{"complaints@landlord.example", "sam@landlord.example", true},
		{"Complaints@Landlord.Example", "sam@landlord.example", true},
		{"complaints@landlord.example", "asha@example.com", false},
		{"complaints@landlord.example", "sam@mail.landlord.example", false},
		{"ourcoop@gmail.com", "asha@gmail.com", false}, {"", "", false}, {"", "asha", false},
	} {
		r := &Rules{Procedure: procedure.Procedure{Landlord: order.Landlord{Email: tc.mailbox}}}
		if got := r.ofTheHouse(tc.from); got != tc.want {
			t.Errorf("%s is of the house of %s: got %v, want %v", tc.from, tc.mailbox, got, tc.want)
		}
	}
}
