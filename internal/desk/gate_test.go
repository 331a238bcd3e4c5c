package desk

import (
	"context"
	"strings"
	"testing"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/reading"
	"complaints/store"
)

// saying reads a message as the classifier does, and beside that what a test has it say.
type saying struct {
	reader
	says func(in classifier.Input, r *reading.Reading)
}

func (s saying) Read(in classifier.Input) reading.Reading {
	r := s.reader.Read(in)
	s.says(in, &r)
	return r
}

// whoSay gives a letterbox whose messages with certain words say more than they would.
func whoSay(t *testing.T, words string, what func(*reading.Reading)) *letterbox {
	t.Helper()
	return newLetterbox(t, func(o *Options) {
		o.Classifier = saying{o.Classifier, func(in classifier.Input, r *reading.Reading) {
			if strings.Contains(in.Body, words) {
				what(r)
			}
		}}
	})
}

// unsent lists the letters of a case that wait to go, and stopped those that will not.
func (b *letterbox) unsent(ref string) (waiting, stopped []complaint.LetterID) {
	b.t.Helper()
	err := b.d.store.Read(b.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.LettersOf(ctx, ref)
		for _, l := range all {
			switch {
			case l.Role != people.RoleResident:
			case l.State == outbox.Pending:
				waiting = append(waiting, l.Letter.Letter)
			case strings.HasPrefix(l.Detail, outbox.Stopped):
				stopped = append(stopped, l.Letter.Letter)
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return waiting, stopped
}

// TestARuleStopsWhatWaits: a letter that waits in the outbox does not leave when a rule forbids it meanwhile, and the
// team has it.
func TestARuleStopsWhatWaits(t *testing.T) { // 2.4
	t.Parallel()
	b := whoSay(t, "he reads it", func(r *reading.Reading) {
		r.Contact = []reading.ContactRule{{Rule: reading.ContactNever, Channel: reading.ByEmail,
			Why: reading.ForSafety}}
	})
	l := b.acknowledged()
	if waiting, _ := b.unsent(first); len(waiting) != 1 {
		t.Fatalf("waiting: got %v, want the acknowledgement", waiting)
	}
	b.mail("From: Asha Rahman <asha@example.com>\nIn-Reply-To: <"+l.MessageID+">\nSubject: Stop", "Not here, he reads it.")
	waiting, stopped := b.unsent(first)
	if len(waiting) != 0 || len(stopped) != 1 || stopped[0] != letter.Stage1Acknowledgement {
		t.Errorf("got %v waiting and %v stopped, want the acknowledgement stopped", waiting, stopped)
	}
	if u := b.caseOf(first).Undelivered; len(u) != 1 || !u[0].Held {
		t.Errorf("with the team: got %+v, want the acknowledgement", u)
	}
}

// TestLettersToTheDeadStop: whoever tells us, by whatever address, letters to a resident who has died stop at once.
func TestLettersToTheDeadStop(t *testing.T) { // 2.4
	t.Parallel()
	b := whoSay(t, "passed away", func(r *reading.Reading) { r.Death = "Asha Rahman" })
	b.acknowledged()
	b.mail("From: Ravi Rahman <ravi@example.org>\nSubject: My mother",
		"My mother, Asha Rahman, passed away on Thursday. She had a complaint open with you.")
	if c := b.caseOf(first); !c.Safety.Has(complaint.HoldDeath) {
		t.Errorf("held: got %+v, want for a death", c.Safety)
	}
	if _, stopped := b.unsent(first); len(stopped) != 1 {
		t.Errorf("stopped: got %v, want the acknowledgement", stopped)
	}
}
