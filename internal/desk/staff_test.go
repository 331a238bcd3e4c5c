package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/letter"
	"complaints/store"
)

// TestWhoMayCommand: the address on the register or an alias of it, the letter's own token, and our mail server's proof
// (3.5). Whoever lacks one gets no word of the case, and the complaints team is told.
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
			assigned := ordered(t, b.d, first, letter.ManagerAssigned)
			if len(assigned) != 1 {
				t.Fatalf("letters that assign a manager: got %d, want 1", len(assigned))
			}
			header := c.header + "From: " + c.from + "\nSubject: Re: x\nIn-Reply-To: <" + assigned[0].MessageID + ">"
			got := b.mail(header, "CONTACTED spoke to her at 2.15, she wants the roof mended")
			if acted := got.Kind == store.Continued; acted != c.acted {
				t.Errorf("acted on: got %v, want %v (%+v)", acted, c.acted, got)
			}
			if n := b.count(c.from); !c.acted && c.from != "repairs.manager@landlord.example" && n > 0 {
				t.Errorf("letters to %s: got %d, want none", c.from, n)
			}
			told := lettersTo(t, b.d, "complaints.team@landlord.example")
			if (len(told) > 0) == c.acted {
				t.Errorf("letters to the team: got %d, want some only if nothing was done", len(told))
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
		take(t, d, arrival(fmt.Sprint(i), now, fmt.Sprintf(
			"Authentication-Results: mx; dmarc=pass header.from=landlord.example\r\n"+
				"From: repairs.manager@landlord.example\r\nTo: complaints@landlord.example\r\n"+
				"Message-ID: <%d@landlord.example>\r\nSubject: Question %d\r\n\r\nWhich case was this about?\r\n", i,
			i)))
		told := lettersTo(t, d, "repairs.manager@landlord.example")
		if len(told) != step.want {
			t.Errorf("letters after mail %d: got %d, want %d", i+1, len(told), step.want)
		}
	}
}

// TestWhoIsNamedWithoutProofIsTold: at the address of the register, once in an hour, and nothing of the message.
func TestWhoIsNamedWithoutProofIsTold(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	b.mail(asha, leak)
	l := ordered(t, b.d, first, letter.ManagerAssigned)[0]
	before := len(lettersTo(t, b.d, managerAddress))
	for range 2 {
		b.mail("From: "+managerAddress+"\nSubject: Re: x\nIn-Reply-To: <"+l.MessageID+">", "NOTE the code of the door is 4821")
	}
	told := lettersTo(t, b.d, managerAddress)
	if len(told) != before+1 {
		t.Fatalf("letters to whom it names: got %d more, want 1", len(told)-before)
	}
	if got := told[len(told)-1]; strings.Contains(got.Text, "4821") || !strings.Contains(got.Text, "from your work mailbox") {
		t.Errorf("what they are told: got %s", got.Text)
	}
}
