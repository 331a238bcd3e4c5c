package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/store"
)

// alerts are the letters that tell of a danger, by who reads them.
func (b *letterbox) alerts() map[string][]outbox.Letter {
	b.t.Helper()
	all := map[string][]outbox.Letter{}
	err := b.d.store.Read(b.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		refs := []string{""}
		for i := range 120 {
			refs = append(refs, fmt.Sprintf("HC-2026-%06d", i+1))
		}
		for _, ref := range refs {
			posted, err := tx.LettersOf(ctx, ref)
			if err != nil {
				return err
			}
			for _, l := range posted {
				if letter.Of(l.Letter.Letter).Offers == letter.OfferTaking {
					all[l.To] = append(all[l.To], l.Letter)
				}
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, mails := range all {
		slices.SortFunc(mails, func(a, b outbox.Letter) int { return a.DecidedAt.Compare(b.DecidedAt) })
	}
	return all
}

// leaks lets so many people of invented addresses write of a gas leak at once.
func (b *letterbox) leaks(n int) {
	b.t.Helper()
	b.now = b.now.Add(time.Minute)
	mails := make([]message.Arrival, n)
	for i := range mails {
		mails[i] = gasLeak(i, b.now)
	}
	take(b.t, b.d, mails...)
}

// leak lets one of them write.
func (b *letterbox) leak(i int) {
	b.t.Helper()
	take(b.t, b.d, gasLeak(i, b.now))
}

func gasLeak(i int, at time.Time) message.Arrival {
	return arrival(fmt.Sprintf("gas-%d", i), at, fmt.Sprintf("To: complaints@landlord.example\r\n"+
		"From: Person %d <p%d@example.net>\r\nSubject: Gas\r\nMessage-ID: <gas-%d@example.net>\r\n\r\n"+
		"There is a strong smell of gas in the hall of number %d and nobody came.\r\n", i, i, i, i))
}

const nights = "out.of.hours@landlord.example"

// TestHundredForgedGasLeaks: an alarm is never capped, only joined. Each round is one mail for each reader, with every
// danger in it, and one TAKEN is enough.
func TestHundredForgedGasLeaks(t *testing.T) {
	b := newLetterbox(t)
	b.leaks(100)
	first := b.alerts()[nights]
	if len(first) != 1 || first[0].Letter != letter.Dangers {
		t.Fatalf("%d mails to the night desk, want one", len(first))
	}
	for i := range 100 {
		if ref := fmt.Sprintf("- HC-2026-%06d: ", i+1); !strings.Contains(first[0].Text, ref) {
			t.Errorf("%s is not in the mail", ref)
		}
	}
	b.now = b.now.Add(31 * time.Minute)
	if err := b.d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for reader, got := range b.alerts() {
		if most := map[string]int{nights: 2}[reader]; len(got) > max(most, 1) {
			t.Errorf("%d mails to %s after the second round", len(got), reader)
		}
	}
	last := b.alerts()[nights][1]
	b.mail("From: "+nights+"\nAuthentication-Results: mx; dmarc=pass header.from=landlord.example\nSubject: Re: "+
		"ACT NOW\n"+
		"In-Reply-To: <"+last.MessageID+">\nTo: complaints+"+last.Token+"@landlord.example", "TAKEN we ring them")
	cases, err := b.d.store.ListCases(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if open := slices.IndexFunc(cases, func(c complaint.Case) bool { return c.Clocks.Danger.Runs() }); open >= 0 {
		t.Errorf("the danger of %s is still open", cases[open].Ref)
	}
	before := len(b.alerts()[nights])
	b.now = b.now.Add(time.Hour)
	if err := b.d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(b.alerts()[nights]); n != before {
		t.Errorf("%d mails more after everything was taken", n-before)
	}
}

func TestOneDangerOfManyIsTaken(t *testing.T) {
	b := newLetterbox(t)
	b.leaks(3)
	l := b.alerts()[nights][0]
	b.mail("From: "+nights+"\nAuthentication-Results: mx; dmarc=pass header.from=landlord.example\nSubject: Re: "+
		"ACT NOW\n"+
		"To: complaints+"+l.Token+"@landlord.example", "TAKEN HC-2026-000002")
	cases, err := b.d.store.ListCases(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Clocks.Danger.Runs() == (c.Ref == "HC-2026-000002") {
			t.Errorf("%s: the danger is open %v", c.Ref, c.Clocks.Danger.Runs())
		}
	}
}

// TestAlarmsThatComeOneByOne: a hundred forged gas leaks that come one after the other, one every half minute. The
// first is told at once; nobody waits longer than five minutes; each round is one mail with every danger that is open,
// and all of them are told again in the same minute.
func TestAlarmsThatComeOneByOne(t *testing.T) {
	b := newLetterbox(t)
	sweep := func() {
		t.Helper()
		if err := b.d.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	came := map[string]time.Time{}
	for i := range 100 {
		b.leak(i)
		came[fmt.Sprintf("HC-2026-%06d", i+1)] = b.now
		if i == 0 {
			if n := len(b.alerts()[nights]); n != 1 {
				t.Fatalf("%d mails after the first, want one at once", n)
			}
		}
		b.now = b.now.Add(30 * time.Second)
		sweep()
	}
	for range 10 {
		b.now = b.now.Add(30 * time.Second)
		sweep()
	}
	mails := b.alerts()[nights]
	if n := len(mails); n > 16 {
		t.Errorf("%d mails to the night desk in 55 minutes, want at most 16", n)
	}
	for ref, at := range came {
		first := slices.IndexFunc(mails, func(l outbox.Letter) bool {
			return l.Case == ref || strings.Contains(l.Text, "- "+ref+": ")
		})
		if first < 0 {
			t.Errorf("%s was never told", ref)
		} else if late := mails[first].DecidedAt.Sub(at); late > 6*time.Minute {
			t.Errorf("%s was told after %v", ref, late)
		}
	}
	if n := strings.Count(mails[len(mails)-1].Text, "\n- HC-2026-"); n != 100 {
		t.Errorf("%d dangers in the latest mail, want all hundred", n)
	}
	before := len(mails)
	for range 40 {
		b.now = b.now.Add(time.Minute)
		sweep()
	}
	if n := len(b.alerts()[nights]) - before; n != 1 {
		t.Errorf("%d mails in the forty minutes after, want one round", n)
	}
}

// TestDeskThatAnswersByMachine: a mailbox that acknowledges an alert by machine, in its header or by writing the same
// again, has reached nobody. The team and the Director are told of every danger, in one mail, and the alerts go on.
func TestDeskThatAnswersByMachine(t *testing.T) {
	for name, reply := range map[string]struct {
		header string
		times  int
	}{
		"it says so":         {"\nAuto-Submitted: auto-replied", 1},
		"it writes the same": {"", 2},
	} {
		t.Run(name, func(t *testing.T) {
			b := newLetterbox(t)
			b.leaks(5)
			alert := b.alerts()[nights][0]
			for range reply.times {
				b.mail("From: "+nights+"\nAuthentication-Results: mx; dmarc=pass header.from=landlord.example\n"+
					"Subject: Your request has been received\nIn-Reply-To: <"+alert.MessageID+">\n"+
					"To: complaints+"+alert.Token+"@landlord.example"+reply.header,
					"Your request 4711 has been received. We will come back to you as soon as we can.")
			}
			told := b.alerts()[b.d.Rules().Register.Team.Email]
			if len(told) != 1 || strings.Count(told[0].Text, "\n- HC-2026-") != 5 {
				t.Errorf("%d mails to the team, want one with five dangers: %+v", len(told), told)
			}
			b.now = b.now.Add(31 * time.Minute)
			if err := b.d.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := len(b.alerts()[nights]); n != 2 {
				t.Errorf("%d mails to the desk after half an hour, want the second", n)
			}
		})
	}
}

// TestAnAlertThatNamesACaseTwice: what becomes of a joined alert is decided once for each of its cases, whether nobody
// could be reached by it or somebody takes it.
func TestAnAlertThatNamesACaseTwice(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	b.leaks(2)
	err := b.d.decide(t.Context(), func(ctx context.Context, dec *decider) error {
		joined := outbox.Letter{Letter: letter.Dangers, Text: "- HC-2026-000001: gas\n- HC-2026-000002: gas\n" +
			"- HC-2026-000001: and smoke\n", To: "complaints.team@landlord.example"}
		open, err := dec.dangersOf(ctx, joined)
		if err == nil && len(open) != 2 {
			t.Errorf("cases of the alert: got %d, want 2", len(open))
		}
		var v verdict
		if err == nil {
			err = dec.notDelivered(ctx, &v, joined, procedure.Refusal{Why: "550 no"})
		}
		if err == nil {
			err = dec.commit(ctx, v)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
