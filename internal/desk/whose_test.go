package desk

import (
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/store"
)

// TestWhoseAMailIs: mail of somebody whom no case knows belongs to a case only with what speaks for it, and who wrote
// it is told nothing of the case.
func TestWhoseAMailIs(t *testing.T) { // 1.1
	t.Parallel()
	const opens = "From: Desmond Achebe <desmond@example.com>\nMessage-ID: <d1@example.com>\n" +
		"Cc: jo@advice.example\nSubject: Kitchen window"
	const window = "I have reported the broken kitchen window at 31 Wharf Street four times since August and nobody " +
		"turns up to repair it."
	const second = "HC-2026-000002"
	for _, c := range []struct {
		situation     string
		header, words string
		want          store.Outcome // its kind and case
		to            string        // who wrote
		letters       int           // that go there within the hour
	}{
		{"in copy, answering to all", "From: jo@advice.example\nIn-Reply-To: <d1@example.com>\n" +
			"Subject: Re: Kitchen window",
			"Happy to be at the visit if you tell us when.", store.Outcome{Kind: store.Continued, Case: first},
			"jo@advice.example", 0},
		{"answering the resident, with us in copy", "From: help@shop.example\nIn-Reply-To: <d1@example.com>\n" +
			"To: desmond@example.com\nSubject: Re: Kitchen window", "We have a copy of this.",
			store.Outcome{Kind: store.Continued, Case: first}, "help@shop.example", 0},
		{"in the thread, for no reason that we see", "From: who@else.example\n" +
			"In-Reply-To: <d1@example.com>\nSubject: Gate",
			"My gate at 70 Larkfield was reported three times and nobody repaired it. This is my complaint.",
			store.Outcome{Kind: store.Opened, Case: second}, "who@else.example", 1},
		{"the same name and home, another address", "From: D A <da@work.example>\nSubject: window",
			"It's Desmond Achebe, 31 Wharf Street, from work. Still waiting for you to come.",
			store.Outcome{Kind: store.Continued, Case: first}, "da@work.example", 1},
		{"the same name, another home", "From: Desmond Achebe <des@else.example>\nSubject: Gate",
			"The gate at 60 Larkfield has been reported three times and nobody repaired it. I complain about that.",
			store.Outcome{Kind: store.Opened, Case: second}, "des@else.example", 1},
		{"the Ombudsman, by name and home", "From: casework@housing-ombudsman.org.uk\nSubject: 2026111 - Mr D Achebe",
			"We have accepted a complaint about 31 Wharf Street. Please let us have your file by 11 December 2026.",
			store.Outcome{Kind: store.Continued, Case: first}, "casework@housing-ombudsman.org.uk", 0},
		{"the Ombudsman, about somebody else", "From: casework@housing-ombudsman.org.uk\n" +
			"Subject: 2026112 - Ms X Nobody",
			"We have accepted a complaint.", store.Outcome{Kind: store.Opened, Case: second},
			"casework@housing-ombudsman.org.uk", 0},
		{"the same mail with a banner on top", "From: Desmond Achebe <desmond@example.com>\n" +
			"Message-ID: <d1@example.com>\nSubject: Kitchen window",
			"External email. Think before you click.\n\n" + window,
			store.Outcome{Kind: store.Filed, Case: first}, "nobody@example.com", 0},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(opens, window)
			b.now = b.now.Add(time.Hour)
			if got := b.mail(c.header, c.words); got.Kind != c.want.Kind || got.Case != c.want.Case {
				t.Errorf("what became of it: got %+v, want %+v", got, c.want)
			}
			if n := b.count(c.to); n != c.letters {
				t.Errorf("letters to %s: got %d, want %d", c.to, n, c.letters)
			}
		})
	}
}

// TestTheOmbudsmansDate is read from the letter, for a person to check.
func TestTheOmbudsmansDate(t *testing.T) { // P20
	t.Parallel()
	b := newLetterbox(t)
	b.mail(asha, leak)
	b.mail("From: casework@housing-ombudsman.org.uk\nSubject: "+first, "Please send us your file by 11 December 2026.")
	told := ordered(t, b.d, first, letter.OmbudsmanContact)
	if len(told) != 1 {
		t.Fatalf("letters to the team: got %d, want 1", len(told))
	}
	if got := b.stands(t).Clocks.Ombudsman.By; got.String() != "2026-12-11" {
		t.Errorf("the day by which they want it: got %s, want 2026-12-11", got)
	}
}

// stands is the first case as it stands.
func (b *letterbox) stands(t *testing.T) (c complaint.Case) {
	t.Helper()
	c, err := b.d.store.Case(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestASupplierWhoReminds: what may be advertising and comes from a supplier is put before a person, and nothing goes
// to whoever sent it, whatever it says of reminders.
func TestASupplierWhoReminds(t *testing.T) { // 1.5
	t.Parallel()
	b := newLetterbox(t)
	b.mail("From: Credit control <credit@brightroof.example>\nSubject: Overdue: INV-5512", "Our invoice INV-5512 is now 60 "+
		"days overdue. This is our second reminder and nobody has replied. Please pay £940.00 by return.")
	if got := b.letters(first); len(got) != 1 || got[0] != "M14 complaints.team@landlord.example" {
		t.Errorf("letters: got %q, want one question to the team", got)
	}
	b.sweepAt(b.now.AddDate(0, 0, 14))
	if b.count("credit@") > 0 {
		t.Error("something went to the supplier")
	}
}
