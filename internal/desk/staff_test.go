package desk

import (
	"context"
	"fmt"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/store"
)

// TestWhoMayCommand: the address on the register or an alias of it, the letter's own token, and our mail server's proof
// (domain.md 3.5). Whoever lacks one gets no word of the case, and the complaints team is told.
func TestWhoMayCommand(t *testing.T) {
	t.Parallel()
	const proof = "Authentication-Results: mx; dmarc=pass header.from=%s\n"
	for _, c := range []struct {
		situation, from, header string
		acted                   bool
	}{
		{"from the register", "repairs.manager@landlord.example", fmt.Sprintf(proof, "landlord.example"), true},
		{"from an alias", "p.shah@landlord.example", fmt.Sprintf(proof, "landlord.example"), true},
		{"from an alias elsewhere, proved for its own domain", "priya@shah.example",
			fmt.Sprintf(proof, "shah.example"), true},
		{"from an address nobody knows", "priya@elsewhere.example", fmt.Sprintf(proof, "elsewhere.example"), false},
		{"without proof", "repairs.manager@landlord.example", "", false},
		{"proof of another server", "repairs.manager@landlord.example",
			"Authentication-Results: evil.example; dmarc=pass header.from=landlord.example\n", false},
		{"a forged proof below the real one", "repairs.manager@landlord.example",
			"Authentication-Results: mx; dmarc=fail header.from=landlord.example\n" +
				fmt.Sprintf(proof, "landlord.example"), false},
		{"proof of another domain", "repairs.manager@landlord.example", fmt.Sprintf(proof, "evil.example"), false},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t, func(o *Options) {
				o.Procedure.Register.Aliases = map[string]string{
					"p.shah@landlord.example": "repairs.manager@landlord.example",
					"priya@shah.example":      "repairs.manager@landlord.example"}
			})
			b.mail(asha, leak)
			var assigned string
			err := b.d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				posted, err := tx.LettersOf(ctx, first)
				for _, l := range posted {
					if l.Letter.Letter == letter.ManagerAssigned {
						assigned = l.MessageID
					}
				}
				return err
			})
			if err != nil || assigned == "" {
				t.Fatal("nobody was assigned", err)
			}
			got := b.mail(c.header+"From: "+c.from+"\nSubject: Re: x\nIn-Reply-To: <"+assigned+">",
				"CONTACTED spoke to her at 2.15, she wants the roof mended")
			if (got.Kind == store.Continued) != c.acted {
				t.Errorf("%+v", got)
			}
			var told []store.Posted
			if err := b.d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
				told, err = tx.LettersTo(ctx, "complaints.team@landlord.example")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if n := b.count(c.from); !c.acted && c.from != "repairs.manager@landlord.example" && n > 0 {
				t.Errorf("%d letters to %s", n, c.from)
			}
			if (len(told) > 0) == c.acted {
				t.Errorf("%d letters to the team", len(told))
			}
		})
	}
}

// TestHelpOutsideACaseIsRationed: a colleague whose mails belong to no case is told so, but two machines never answer
// each other for long.
func TestHelpOutsideACaseIsRationed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)
	d := newDesk(t, func(o *Options) { o.PerSender, o.Clock = 2, func() time.Time { return now } })
	for i, step := range []struct {
		after time.Duration
		want  int // letters to the colleague so far
	}{{0, 1}, {10 * time.Minute, 1}, {time.Hour, 2}, {2 * time.Hour, 2}, {24 * time.Hour, 3}} {
		now = now.Add(step.after)
		raw := fmt.Sprintf("Authentication-Results: mx; dmarc=pass header.from=landlord.example\r\nFrom: "+
			"repairs.manager@landlord.example\r\nTo: complaints@landlord.example\r\n"+
			"Message-ID: <%d@landlord.example>\r\nSubject: Question %d\r\n\r\nWhich case was this about?\r\n", i, i)
		a := complaint.Arrival{Key: fmt.Sprint("imap:", i), Source: "test", Channel: complaint.Email, Received: now,
			Raw: []byte(raw), Size: int64(len(raw))}
		if err := d.Receive(t.Context(), "test", []complaint.Arrival{a}, complaint.Cursor{}); err != nil {
			t.Fatal(err)
		}
		var told []store.Posted
		if err := d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
			told, err = tx.LettersTo(ctx, "repairs.manager@landlord.example")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(told) != step.want {
			t.Errorf("after mail %d: %d letters, want %d", i+1, len(told), step.want)
		}
	}
}
