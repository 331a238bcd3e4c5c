package desk

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// sweepAt lets the time come and decides what it makes due.
func (b *letterbox) sweepAt(at time.Time) {
	b.t.Helper()
	b.now = at
	if err := b.d.Sweep(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// lettersTo are the letters to somebody, of the first cases and of none.
func (b *letterbox) lettersTo(address string) (all []outbox.Letter) {
	b.t.Helper()
	err := b.d.store.Read(b.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range b.n + 1 {
			ref := ""
			if i > 0 {
				ref = fmt.Sprintf("HC-2026-%06d", i)
			}
			posted, err := tx.LettersOf(ctx, ref)
			if err != nil {
				return err
			}
			for _, l := range posted {
				if l.To == address {
					all = append(all, l.Letter)
				}
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

// sendAll has a server take every letter that may go.
func (b *letterbox) sendAll(state outbox.SendState, detail string) {
	b.t.Helper()
	letters, err := b.d.store.Claim(b.t.Context(), message.Email, b.now, 500, time.Hour)
	if err != nil {
		b.t.Fatal(err)
	}
	results := make([]outbox.SendResult, len(letters))
	for i, l := range letters {
		results[i] = outbox.SendResult{Letter: l.ID, State: state, At: b.now, Detail: detail}
	}
	if err := b.d.Record(b.t.Context(), results); err != nil {
		b.t.Fatal(err)
	}
}

// flood writes so many complaints of different matters in Asha's name.
func (b *letterbox) flood(n int, header string) {
	b.t.Helper()
	things := []string{"bath", "lift", "bin store", "gutter", "fence", "front door", "stair light", "boiler"}
	for i := range n {
		got := b.mail(header+fmt.Sprintf("From: Asha Rahman <asha@example.com>\nSubject: Complaint number %d", i),
			fmt.Sprintf("This is a new complaint. The %s at number %d has been broken for months and nobody "+
				"came, although "+
				"I have reported it three times. It has nothing to do with anything else.", things[i%len(things)], i))
		if got.Kind != store.Opened {
			b.t.Fatalf("message %d: got %+v, want a case", i, got)
		}
	}
}

// TestAFloodOfMessagesIsFewLetters: whoever writes in somebody's name as often as they like has us write to that
// address three times, and once more at the end of the day, for all of the rest. Every case is acknowledged by it.
func TestAFloodOfMessagesIsFewLetters(t *testing.T) {
	t.Parallel()
	const messages = 12
	b := newLetterbox(t)
	b.flood(messages, "")
	if got := len(b.lettersTo("asha@example.com")); got != 3 {
		t.Fatalf("letters while they come: got %d, want 3", got)
	}
	b.sweepAt(time.Date(2026, 12, 8, 17, 0, 0, 0, time.UTC))
	all := b.lettersTo("asha@example.com")
	if len(all) != 4 || all[0].Letter != letter.SeveralMessages {
		t.Fatalf("letters on the day: got %d, want 4, one for all the rest", len(all))
	}
	joined := all[0]
	for i := 3; i < messages; i++ {
		if ref := fmt.Sprintf("HC-2026-%06d", i+1); !strings.Contains(joined.Text, ref) {
			t.Errorf("%s is not in the letter", ref)
		}
	}
	if strings.Contains(joined.Text, "boiler") {
		t.Error("the letter repeats what they wrote")
	}
	b.sendAll(outbox.Sent, "")
	for i := range messages {
		if c := b.caseOf(fmt.Sprintf("HC-2026-%06d", i+1)); c.Stage1.AckedAt.IsZero() || len(c.Held) > 0 {
			t.Errorf("%s: acknowledged %v, held %v, want an acknowledgement and nothing held", c.Ref,
				c.Stage1.AckedAt, c.Held)
		}
	}
	t.Run("an answer by its case's number", func(t *testing.T) {
		got := b.mail("From: asha@example.com\nSubject: Re: We have your messages\nIn-Reply-To: "+
			"<"+joined.MessageID+">",
			"About HC-2026-000007: when will somebody come?")
		if got.Case != "HC-2026-000007" {
			t.Errorf("got %+v, want the case that it names", got)
		}
	})
	t.Run("the next day is a new one", func(t *testing.T) {
		b.now = time.Date(2026, 12, 9, 9, 0, 0, 0, time.UTC)
		before := len(b.lettersTo("asha@example.com"))
		b.mail("From: asha@example.com\nSubject: Parking", leak+" It is about the car park.")
		if got := len(b.lettersTo("asha@example.com")); got != before+1 {
			t.Errorf("letters: got %d more, want 1", got-before)
		}
	})
}

// TestAJoinedLetterThatComesBackIsEveryCasesTask: each of its cases tries the next way, and none counts as
// acknowledged.
func TestAJoinedLetterThatComesBackIsEveryCasesTask(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	b.flood(5, "")
	b.sendAll(outbox.Sent, "")
	b.sweepAt(time.Date(2026, 12, 8, 17, 0, 0, 0, time.UTC))
	b.sendAll(outbox.Failed, "550 5.1.1 no such user")
	for _, ref := range []string{"HC-2026-000004", "HC-2026-000005"} {
		if c := b.caseOf(ref); !c.Stage1.AckedAt.IsZero() || !c.AwaitsPost(letter.Stage1Acknowledgement) {
			t.Errorf("%s: acknowledged %v, undelivered %v, want a letter to post", ref, c.Stage1.AckedAt,
				c.Undelivered)
		}
	}
}

// TestAFloodOfForgedMessagesIsFewLetters: nothing goes at once, and when nobody has decided three go and one for the
// rest.
func TestAFloodOfForgedMessagesIsFewLetters(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	b.flood(6, "Authentication-Results: mx; dmarc=fail header.from=example.com\n")
	if got := b.lettersTo("asha@example.com"); len(got) != 0 {
		t.Fatalf("letters at once: got %d, want none", len(got))
	}
	b.sweepAt(time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC))
	b.sweepAt(time.Date(2026, 12, 10, 17, 0, 0, 0, time.UTC))
	all := b.lettersTo("asha@example.com")
	if len(all) != 4 {
		t.Errorf("letters: got %d, want 4", len(all))
	}
	for _, l := range all {
		if strings.Contains(l.Text, "Rahman") || strings.Contains(l.Text, "broken") {
			t.Errorf("%s repeats what they wrote:\n%s", l.Letter, l.Text)
		}
	}
	b.sendAll(outbox.Sent, "")
	for i := range 6 {
		if c := b.caseOf(fmt.Sprintf("HC-2026-%06d", i+1)); c.Stage1.AckedAt.IsZero() {
			t.Errorf("%s is not acknowledged on its last day", c.Ref)
		}
	}
}

// TestAdviceInDangerIsNotRepeatedWithoutEnd: to an address that may be forged it goes once a day, to any other a few
// times. Each danger is told to those who deal with it.
func TestAdviceInDangerIsNotRepeatedWithoutEnd(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]int{
		"": 3, "Authentication-Results: mx; dmarc=fail header.from=example.com\n": 1,
	} {
		b := newLetterbox(t)
		for i, thing := range []string{"hall", "lift", "bin store", "gutter", "fence", "stairs"} {
			got := b.mail(header+fmt.Sprintf("From: asha@example.com\nSubject: Gas at number %d", i),
				"This is a new complaint. There is a strong smell of gas at the "+thing+" and nobody came, "+
					"although I have "+
					"reported it three times. It has nothing to do with anything else.")
			if got.Kind != store.Opened {
				t.Fatalf("message %d: got %+v, want a case", i, got)
			}
		}
		advice := 0
		for _, l := range b.lettersTo("asha@example.com") {
			if l.Letter == letter.Emergency {
				advice++
			}
		}
		if advice != want {
			t.Errorf("%q: advice: got %d, want %d", header, advice, want)
		}
	}
}

// TestLettersWithADateOfTheirOwnAreNeverHeldBack, however many an address has had.
func TestLettersWithADateOfTheirOwnAreNeverHeldBack(t *testing.T) {
	t.Parallel()
	for _, id := range letter.All() {
		row := letter.Of(id)
		dated := row.Answers || row.Extends || row.SaysLate || row.Keeps == letter.Limit ||
			row.Keeps == letter.PutOffFrom
		if row.Gathers && (dated || row.To != letter.Resident || row.When != letter.AtOnce) {
			t.Errorf("%s is held back, and has a date of its own", row.File)
		}
	}
}

// TestTheMorningListSaysWhatIsNotProved beside what the team can reply.
func TestTheMorningListSaysWhatIsNotProved(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"Authentication-Results: mx; dmarc=fail header.from=example.com\n": true, "X-Spam: maybe\n": false,
	} {
		b := newLetterbox(t)
		b.mail(header+"From: asha@example.com\nSubject: Neighbours", "My neighbours play loud music all night. "+
			"Can you help?")
		if c := b.caseOf(first); c.Status != complaint.Review {
			t.Fatalf("%q: got %s, want a question to the team", header, c.Status)
		}
		line := newMorning(*b.d.rules.Load(), b.now).questionWords(b.caseOf(first))
		if strings.Contains(line, "not proved") != want {
			t.Errorf("%q: got %q, want not proved %v", header, line, want)
		}
	}
}
