package desk

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

const longAnswer = "We have looked at everything you told us and at our own records. You were right that the " +
	"appointments were " +
	"missed and that nobody told you why. We are sorry for that. The work was done on Tuesday and we will " +
	"check it again."

// proved is a manager's reply to the letter that gave them the case.
func proved(t *testing.T, b *letterbox, from string, words string) {
	t.Helper()
	l := ordered(t, b.d, first, letter.ManagerAssigned)
	if len(l) == 0 {
		t.Fatal("no letter assigns a manager")
	}
	b.mail("Authentication-Results: mx; dmarc=pass header.from=landlord.example\nFrom: "+from+"\nSubject: "+
		"Re: x\nIn-Reply-To: <"+
		l[0].MessageID+">", words)
}

func theCase(t *testing.T, b *letterbox) complaint.Case {
	t.Helper()
	c, err := b.d.store.Case(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestStop: what a colleague caused is taken back while it waits, by them or the team, and not once it has left.
func TestStop(t *testing.T) { // 3.5
	t.Parallel()
	const manager, team = "repairs.manager@landlord.example", "complaints.team@landlord.example"
	for name, tc := range map[string]struct {
		words string
		id    complaint.LetterID
	}{
		"an answer":    {"RESPOND UPHELD\n" + longAnswer, letter.Stage1Response},
		"an extension": {"EXTEND 30/12/2026 waiting for the drain survey", letter.Stage1Extension},
		"a settlement": {"RESOLVED new valve fitted and £25 agreed by phone, she is happy to close", letter.Resolved},
		"a question":   {"ASK which days would suit you?", letter.NeedInformation},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(asha, leak)
			before := theCase(t, b)
			proved(t, b, manager, tc.words)
			if n := len(ordered(t, b.d, first, tc.id)); n != 1 {
				t.Fatalf("letters ordered: got %d, want 1", n)
			}
			proved(t, b, manager, "STOP wrong tenant")
			for _, l := range ordered(t, b.d, first, tc.id) {
				if l.State != outbox.Failed || !strings.HasPrefix(l.Detail, outbox.Stopped) {
					t.Errorf("the letter: got %s %q, want it stopped", l.State, l.Detail)
				}
			}
			after := theCase(t, b)
			if after.Status != before.Status || after.Stage1.Limit != before.Stage1.Limit ||
				after.Settlement != before.Settlement ||
				after.Stage1.Answer != before.Stage1.Answer || after.Stage1.ContactedOn != before.Stage1.ContactedOn {
				t.Errorf("the case: got %+v, want it as it was", after)
			}
			if got := ordered(t, b.d, first, letter.CommandDone); !strings.Contains(got[len(got)-1].Text,
				"was stopped") {
				t.Errorf("told: got %q, want that it was stopped", got[len(got)-1].Text)
			}
			proved(t, b, manager, tc.words)
			if n := len(ordered(t, b.d, first, tc.id)); n != 2 {
				t.Errorf("said again: got %d letters, want a second", n)
			}
		})
	}
	t.Run("by a colleague who did not cause it", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail(asha, leak)
		proved(t, b, manager, "EXTEND 30/12/2026 waiting for the drain survey")
		proved(t, b, "repairs.deputy@landlord.example", "STOP")
		if l := ordered(t, b.d, first, letter.Stage1Extension); l[0].State != outbox.Pending {
			t.Errorf("the letter: got %s, want it to wait", l[0].State)
		}
	})
	t.Run("once it has left", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail(asha, leak)
		proved(t, b, manager, "EXTEND 30/12/2026 waiting for the drain survey")
		now := b.d.clock().Add(24 * time.Hour)
		if _, err := b.d.store.Claim(t.Context(), message.Email, now, 50, time.Minute); err != nil {
			t.Fatal(err)
		}
		proved(t, b, manager, "STOP")
		if got := ordered(t, b.d, first, letter.CommandNotUnderstood); len(got) == 0 ||
			!strings.Contains(got[len(got)-1].Text, "too late") {
			t.Errorf("told: got %v, want that it is too late", got)
		}
		if c := theCase(t, b); c.Stage1.Limit.String() != "2026-12-30" {
			t.Errorf("limit: got %s, want the new date to stand", c.Stage1.Limit)
		}
	})
	t.Run("by the team, which names the case in the subject", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail(asha, leak)
		proved(t, b, manager, "EXTEND 30/12/2026 waiting for the drain survey")
		b.mail("Authentication-Results: mx; dmarc=pass header.from=landlord.example\nFrom: "+
			""+team+"\nSubject: "+first+" please", "STOP")
		if l := ordered(t, b.d, first, letter.Stage1Extension); l[0].State == outbox.Pending {
			t.Error("the letter still waits, want it stopped")
		}
	})
}

// TestRepliesThatSayNothing: our own letter, however it is quoted, is no command, and a mail passed on is a note.
func TestRepliesThatSayNothing(t *testing.T) { // 3.5
	t.Parallel()
	const manager = "repairs.manager@landlord.example"
	for name, form := range map[string]func(text string) (subject, to, body string){
		"empty, quoted with marks": func(text string) (string, string, string) {
			return "Re: x", "", "> " + strings.ReplaceAll(text, "\n", "\n> ")
		},
		"empty, quoted without": func(text string) (string, string, string) { return "Re: x", "", text },
		"passed on to a contractor": func(text string) (string, string, string) {
			return "Fwd: x", "kev@plumbing.example", "Kev, EXTEND this one? RESOLVED or not?\n\n" + text
		},
		"see below": func(text string) (string, string, string) {
			return "Re: x", "", "See my comments below.\n\n" + text
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(asha, leak)
			l := ordered(t, b.d, first, letter.ManagerAssigned)[0]
			before := len(lettersTo(t, b.d, "asha@example.com"))
			subject, to, body := form(l.Text)
			header := "Authentication-Results: mx; dmarc=pass header.from=landlord.example\nFrom: " + manager +
				"\nSubject: " + subject +
				"\nIn-Reply-To: <" + l.MessageID + ">"
			if to != "" {
				header += "\nTo: " + to + "\nCc: complaints@landlord.example"
			}
			b.mail(header, body)
			if n := len(lettersTo(t, b.d, "asha@example.com")); n != before {
				t.Errorf("letters to the resident: got %d, want %d", n, before)
			}
			if c := theCase(t, b); c.Stage1.Limit.String() != "2026-12-22" || c.Settlement.Agreed != "" {
				t.Errorf("the case has changed: limit %s, settlement %+v", c.Stage1.Limit, c.Settlement)
			}
		})
	}
}
