package desk

import (
	"context"
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/procedure"
)

func inMode(m procedure.Mode) func(*Options) {
	return func(o *Options) { o.Mode.All = m }
}

// claimed are the letters that may leave now.
func claimed(t *testing.T, b *letterbox) (ids []string) {
	t.Helper()
	for _, c := range []message.Channel{message.Email, message.SMS} {
		letters, err := b.d.store.Claim(t.Context(), c, b.now, 100, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range letters {
			ids = append(ids, string(l.Letter)+" "+l.To)
			if l.Role == people.RoleResident && b.d.Rules().Mode.InShadow() {
				t.Errorf("%s may leave to %s in shadow", l.Letter, l.To)
			}
		}
	}
	return ids
}

// TestShadowKeepsEveryLetter: each is written and stays in the outbox to be read; whatever else is written says so, and
// the morning letter lists them. The database is never used to write to residents.
func TestShadowKeepsEveryLetter(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t, inMode(procedure.Shadow))
	b.mail(asha, leak)
	b.mail("From: Ben Cole <ben@example.com>\nSubject: Gas",
		"There is a strong smell of gas in my kitchen. I want to complain.")
	kept := ordered(t, b.d, first, letter.Stage1Acknowledgement)
	if len(kept) != 1 || kept[0].Detail != outbox.Shadowed || !strings.Contains(kept[0].Text, "Asha Rahman") {
		t.Fatalf("acknowledgements: got %+v, want one that was kept", kept)
	}
	if ids := claimed(t, b); len(ids) == 0 {
		t.Error("letters that may leave: got none, want those to colleagues")
	}
	alarm := ordered(t, b.d, "HC-2026-000002", letter.Hazard)
	if len(alarm) == 0 || !strings.Contains(alarm[0].Subject, "Shadow: ") ||
		!strings.Contains(alarm[0].Text, "Shadow: nobody has written to the resident.") ||
		!strings.Contains(alarm[0].HTML, "Shadow: nobody has written to the resident.") {
		t.Errorf("alarms: got %+v, want them headed", alarm)
	}
	b.now = b.now.AddDate(0, 0, 1)
	if err := b.d.MorningReport(t.Context()); err != nil {
		t.Fatal(err)
	}
	report := ordered(t, b.d, "", letter.MorningReport)
	if len(report) != 1 || !strings.Contains(report[0].Text,
		first+": stage 1 acknowledgement to Asha Rahman by e-mail") {
		t.Errorf("morning letter: got %+v, want what would have gone", report)
	}
	if err := b.d.MayWrite(t.Context()); err != nil {
		t.Errorf("in shadow: got %v", err)
	}
	rules := b.d.Rules()
	rules.Mode.All = procedure.Automatic
	b.d.Change(rules)
	if err := b.d.MayWrite(t.Context()); err == nil || !strings.Contains(err.Error(), "filled in shadow") {
		t.Errorf("after shadow: got %v, want a refusal", err)
	}
}

// TestALetterLeavesByAYes: the button of the mail that shows it lets it go; the mail that asks again shows the
// same words.
func TestALetterLeavesByAYes(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t, inMode(procedure.Supervised))
	b.mail(asha, leak)
	team := b.d.Rules().Register.Team.Email
	if ids := strings.Join(claimed(t, b), ", "); strings.Contains(ids, "L01") {
		t.Fatalf("letters that may leave: got %s, want no acknowledgement", ids)
	}
	asked := ordered(t, b.d, first, letter.LetterToAgree)
	if len(asked) != 1 || len(buttonsOf(t, asked[0].Letter)) != 2 ||
		!strings.Contains(asked[0].Text, "Dear Asha Rahman") {
		t.Fatalf("questions: got %+v, want one that shows the letter with two buttons", asked)
	}
	b.now = time.Date(2026, 12, 9, 9, 0, 30, 0, time.UTC)
	if err := b.d.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := ordered(t, b.d, first, letter.LetterToAgree)
	if len(again) != 2 || !strings.Contains(again[1].Text, "Dear Asha Rahman") {
		t.Fatalf("questions the next morning: got %d, want the letter shown again", len(again))
	}
	p := buttonsOf(t, again[1].Letter)[0]
	b.mail(strings.Replace(managerProved, managerAddress, team, 1)+"\nDelivered-To: "+p.to+"\nSubject: "+
		p.subject, p.body)
	if ids := strings.Join(claimed(t, b), ", "); !strings.Contains(ids, "L01 asha@example.com") {
		t.Errorf("letters that may leave after %q: got %s, want the acknowledgement", p.label, ids)
	}
}

// TestALetterOutsideAnyCaseWaitsToo: and goes by the team's yes.
func TestALetterOutsideAnyCaseWaitsToo(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t, inMode(procedure.Supervised))
	err := b.d.decide(t.Context(), func(ctx context.Context, dec *decider) error {
		m := message.Message{ID: "m1", From: "who@example.com", Channel: message.Email, Received: b.now}
		o := dec.outside(letter.StatusUnknown, people.RoleResident, people.Contact{Email: "who@example.com"}, m, b.now)
		o.Why = "Somebody asks how it stands."
		return dec.commit(ctx, verdict{letters: append(verdict{}.letters, o)})
	})
	if err != nil {
		t.Fatal(err)
	}
	if ids := strings.Join(claimed(t, b), ", "); strings.Contains(ids, "who@example.com") {
		t.Fatalf("letters that may leave: got %s, want none outside", ids)
	}
	team := b.d.Rules().Register.Team.Email
	asked := ordered(t, b.d, "", letter.LetterToAgree)
	if len(asked) != 1 {
		t.Fatalf("questions: got %d, want 1", len(asked))
	}
	p := buttonsOf(t, asked[0].Letter)[0]
	b.mail(strings.Replace(managerProved, managerAddress, team, 1)+"\nDelivered-To: "+p.to+"\nSubject: "+
		p.subject, p.body)
	if ids := strings.Join(claimed(t, b), ", "); !strings.Contains(ids, "L72 who@example.com") {
		t.Errorf("letters that may leave after %q: got %s, want it", p.label, ids)
	}
}
