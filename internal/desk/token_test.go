package desk

import (
	"context"
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/store"
)

const (
	managerAddress = "repairs.manager@landlord.example"
	managerProved  = "Authentication-Results: mx; dmarc=pass header.from=landlord.example\nFrom: " + managerAddress
	spokeToHer     = "CONTACTED spoke to her at 2.15, she wants the roof mended"
)

// assigned takes a complaint in and returns the letter with which its manager has it.
func (b *letterbox) assigned() outbox.Letter {
	b.t.Helper()
	b.mail(asha, leak)
	letters := ordered(b.t, b.d, first, letter.ManagerAssigned)
	if len(letters) != 1 {
		b.t.Fatalf("letters that assign a manager: got %d, want 1", len(letters))
	}
	return letters[0].Letter
}

// answers reports whether a manager's answer to the letter's own address is acted on.
func (b *letterbox) answers(l outbox.Letter) bool {
	b.t.Helper()
	header := managerProved + "\nSubject: Re: x\nDelivered-To: complaints+" + l.Token + "@landlord.example"
	return b.mail(header, spokeToHer).Kind == store.Continued
}

// with makes the desk anew over the same store, with another secret.
func (b *letterbox) with(secret string) {
	b.t.Helper()
	d, err := New(Options{
		Rules: b.d.Rules(), Store: b.d.store, Mail: b.d.mail, Secret: []byte(secret), RefPrefix: "HC",
		OldTokens: 48 * time.Hour, Clock: func() time.Time { return b.now }, Log: b.d.log,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.d = d
	if err := d.NoteSecret(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// TestMessageIDTellsNothingOfTheToken: the Message-ID stands in the header of every answer, the token only in the
// address that a letter asks to be answered to.
func TestMessageIDTellsNothingOfTheToken(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	l := b.assigned()
	local, domain, _ := strings.Cut(l.MessageID, "@")
	if local == l.Token || len(local) != len(l.Token) || domain != "landlord.example" {
		t.Fatalf("Message-ID %s with token %s: want another word, as long, at landlord.example", l.MessageID, l.Token)
	}
	forged := l
	forged.Token = local
	if b.answers(forged) {
		t.Error("the Message-ID was taken for the token")
	}
	if !b.answers(l) {
		t.Error("an answer to the letter's own address was not acted on")
	}
	if again := keysOf([]byte("s")); again.tokenOf(l) != l.Token || keysOf([]byte("t")).tokenOf(l) == l.Token {
		t.Error("a token comes of its letter and the secret, and of nothing else")
	}
}

func TestRevokedLetters(t *testing.T) {
	t.Parallel()
	for name, revoke := range map[string]func(context.Context, *Desk, outbox.Letter) error{
		"by its token": func(ctx context.Context, d *Desk, l outbox.Letter) error {
			_, err := d.RevokeLetter(ctx, l.Token)
			return err
		},
		"by its reply address": func(ctx context.Context, d *Desk, l outbox.Letter) error {
			_, err := d.RevokeLetter(ctx, "<Complaints+"+l.Token+"@landlord.example>")
			return err
		},
		"by its Message-ID": func(ctx context.Context, d *Desk, l outbox.Letter) error {
			_, err := d.RevokeLetter(ctx, "<"+l.MessageID+">")
			return err
		},
		"by its id": func(ctx context.Context, d *Desk, l outbox.Letter) error {
			_, err := d.RevokeLetter(ctx, l.ID)
			return err
		},
		"with all of the person": func(ctx context.Context, d *Desk, l outbox.Letter) error {
			return d.RevokePerson(ctx, strings.ToUpper(l.To))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			l := b.assigned()
			if err := revoke(t.Context(), b.d, l); err != nil {
				t.Fatal(err)
			}
			if b.answers(l) {
				t.Error("an answer to a revoked letter was acted on")
			}
			header := managerProved + "\nSubject: Re: x\nIn-Reply-To: <" + l.MessageID + ">"
			if got := b.mail(header, spokeToHer+" again"); got.Kind == store.Continued {
				t.Errorf("an answer to its Message-ID was acted on: %+v", got)
			}
			got := b.mail(asha+"\nIn-Reply-To: <"+ordered(t, b.d, first, letter.Stage1Acknowledgement)[0].MessageID+">",
				"It still leaks, and when will somebody come?")
			if got.Case != first {
				t.Errorf("the resident's answer: got %+v, want it with %s", got, first)
			}
		})
	}
}

func TestRevokingOnePersonLeavesTheNextLetters(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	if err := b.d.RevokePerson(t.Context(), managerAddress); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	if !b.answers(b.assigned()) {
		t.Error("a letter that was written after the others were revoked cannot be answered")
	}
	if _, err := b.d.RevokeLetter(t.Context(), "complaints+abcdefghijklmnopqrstuvwxyz@landlord.example"); err == nil {
		t.Error("a letter that nobody wrote was revoked")
	}
}

// TestReplacedSecret: letters that were written under the secret before can be answered for some time, and no longer.
func TestReplacedSecret(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	l := b.assigned()
	b.with("s")
	b.now = b.now.Add(24 * time.Hour)
	b.with("another")
	b.now = b.now.Add(47 * time.Hour)
	b.with("another") // a restart does not begin the time again
	if !b.answers(l) {
		t.Error("a letter of the secret before cannot be answered two days on")
	}
	b.now = b.now.Add(2 * time.Hour)
	if b.answers(l) {
		t.Error("a letter of the secret before can be answered for ever")
	}
	b.with("s") // whoever puts the old one back has its letters back
	if !b.answers(l) {
		t.Error("the secret is back, its letters are not")
	}
}
