package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/store"
)

func TestTheSameMailTwice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		situation     string
		header, words string
		later         time.Duration
		want          store.Outcome // its kind and case
	}{
		{"under the same Message-ID, to another of our addresses", asha + "\nMessage-ID: <1@example.com>", leak, 0,
			store.Outcome{Kind: store.Filed, Case: first}},
		{"under another Message-ID", asha, leak, time.Hour, store.Outcome{Kind: store.Filed, Case: first}},
		{"wrapped otherwise, to us and to somebody else", asha + "\nCc: councillor@council.example",
			strings.ReplaceAll(leak, " and ", "\nand "), time.Hour, store.Outcome{Kind: store.Filed, Case: first}},
		{"after two days somebody waits", asha, leak, 48 * time.Hour,
			store.Outcome{Kind: store.Continued, Case: first}},
		{"from a neighbour it is a complaint of their own", "From: Ben Lee <ben@example.net>\nSubject: Leak", leak,
			time.Hour, store.Outcome{Kind: store.Opened, Case: "HC-2026-000002"}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(asha, leak)
			b.now = b.now.Add(c.later)
			if got := b.mail(c.header, c.words); got.Kind != c.want.Kind || got.Case != c.want.Case {
				t.Errorf("what became of it: got %+v, want %+v", got, c.want)
			}
		})
	}
	t.Run("the same words and more are not lost", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail(asha, leak)
		if got := b.mail(asha, leak+"\n\nAnd now the ceiling has come down on the cot."); got.Kind == store.Filed ||
			got.Case == "" {
			t.Errorf("what became of it: got %+v, want it in a case or put to a person", got)
		}
	})
}

// TestMachinesGetFewLetters: a program that does not say that it is one writes every ten minutes for two hours, or
// answers every letter of ours at once.
func TestMachinesGetFewLetters(t *testing.T) {
	t.Parallel()
	t.Run("it writes on, from one address", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		for i := range 12 {
			b.now = b.now.Add(9 * time.Minute)
			b.mail(fmt.Sprintf("From: Robot <robot@example.com>\nSubject: Ticket %d created", i),
				fmt.Sprintf("We have logged your complaint that the repair was not done. Ticket number %d.", i))
		}
		if n := b.count("robot@example.com"); n > 2 {
			t.Errorf("letters to the machine: got %d, want few", n)
		}
	})
	t.Run("it answers from another address each time, naming the case", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		subject := "Ticket created"
		for i := range 12 {
			got := b.mail(fmt.Sprintf("From: Desk <desk+%d@example.com>\nSubject: %s", i, subject),
				fmt.Sprintf(
					"We have logged your complaint that the repair was not done. Nobody came. Ticket number %d.", i))
			if i > 0 && got.Kind != store.Quarantined {
				t.Errorf("what became of mail %d: got %+v, want it quarantined", i, got)
			}
			subject = "Re: [HC-2026-000001] We have your complaint"
		}
		if n := b.count("desk+"); n > 1 {
			t.Errorf("letters to the machine: got %d, want few", n)
		}
	})
	t.Run("it answers from another address each time, in the thread", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail("From: Desk <desk+0@example.com>\nSubject: Ticket created", leak)
		for i := range 12 {
			ack := ordered(t, b.d, first, letter.Stage1Acknowledgement)[0]
			b.mail(fmt.Sprintf("From: Desk <desk+%d@example.com>\nSubject: Re: We have your complaint\n"+
				"In-Reply-To: <%s>", i+1, ack.MessageID), "Your message is important to us.")
		}
		if n := b.count("desk+"); n > 2 {
			t.Errorf("letters to the machine: got %d, want 2 at most: %q", n, b.letters(first))
		}
	})
	t.Run("a campaign of neighbours is none: each is answered", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		for i := range 6 {
			if got := b.mail(fmt.Sprintf("From: Flat %d <flat%d@example.com>\nSubject: The lift", i, i),
				"The lift in our block has been broken for six weeks. We have reported it three times and nobody "+
					"came. We complain."); got.Kind != store.Opened {
				t.Errorf("what became of mail %d: got %+v, want a case of its own", i, got)
			}
		}
		if n := b.count("flat"); n != 6 {
			t.Errorf("letters to 6 people: got %d, want 6", n)
		}
	})
}
