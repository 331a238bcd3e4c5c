package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/reading"
	"complaints/store"
)

// received is when the first message of these tests arrives: Friday 27 November 2026, 23:00.
var received = time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC)

// arrival is the n-th mail of the tests.
func arrival(n int) message.Arrival {
	raw := fmt.Sprintf("From: Asha Rahman <asha%d@example.com>\r\nMessage-ID: <mail-%d@example.com>\r\nSubject: "+
		"Leak again\r\n\r\nThird time I have reported this leak.\r\n", n, n)
	return message.Arrival{Key: fmt.Sprintf("imap:inbox;1;%d", n), Channel: message.Email,
		Received: received.Add(time.Duration(n) * time.Second), Raw: []byte(raw), Size: int64(len(raw))}
}

func leakMessage(n int, id string) message.Message {
	return message.Message{ID: id, Channel: message.Email, Received: received.Add(time.Duration(n) * time.Second),
		From: fmt.Sprintf("asha%d@example.com", n), FromName: "Asha Rahman", Subject: "Leak again",
		MessageID: fmt.Sprintf("mail-%d@example.com", n), Text: "Third time I have reported this leak.",
		NewText: "Third time I have reported this leak.", Nature: message.FromPerson}
}

// opening are the events that make a case of a message.
func opening(ref string, m message.Message) []complaint.Event {
	day := calendar.MustDate("2026-11-30")
	return []complaint.Event{
		{At: m.Received, By: actor.ByResident, Why: "A message arrived that belongs to no case.",
			Fact: complaint.Registered{
				Ref: ref, Profile: "hastoe-2020", Channel: m.Channel, Received: m.Received, Day0: day,
				Party: people.Party{Name: m.FromName, Email: m.From}, Subject: m.Subject, Words: m.NewText,
				MessageID: m.MessageID, Area: reading.AreaRepairs}},
		{At: m.Received, By: actor.ByMachine, Why: "It says that a repair failed.", Fact: complaint.StageOpened{
			Stage: 1, Received: m.Received, Day0: day, AckDue: day.AddDays(2), Limit: day.AddDays(14),
			Target: day.AddDays(14)}},
		{At: m.Received, By: actor.ByMachine, Why: "Repairs answers for leaks.", Fact: complaint.Assigned{
			Stage: 1, To: people.Contact{Name: "Robin Hall", Email: "Repairs.Manager@landlord.example"}, On: day}},
	}
}

func aLetter(ref, id string, m message.Message) outbox.Letter {
	token := ref + id
	return outbox.Letter{Case: ref, Letter: complaint.LetterID(id), Cause: m.ID, Role: people.RoleResident,
		Channel: message.Email,
		To:      m.From, Token: token, MessageID: token + "@landlord.example", Subject: "We have your complaint",
		Text: "Dear Asha Rahman,\nwe have your complaint.",
		HTML: "<p>Dear Asha Rahman, we have your complaint.</p>", Template: "stage1-acknowledgement@1",
		DecidedAt: m.Received, Promised: calendar.MustDate("2026-12-02")}
}

// openCase takes a message the whole way: outcome, case, letters.
func openCase(ctx context.Context, tx *store.Tx, m message.Message) (string, error) {
	ref, err := tx.NextRef(ctx, "HC", 2026)
	if err != nil {
		return "", err
	}
	events := opening(ref, m)
	if err := tx.SaveMessage(ctx, m, reading.Reading{Kind: reading.KindComplaint},
		store.Outcome{Kind: store.Opened, Case: ref, Reason: "a repair failed"}); err != nil {
		return "", err
	}
	if err := tx.Append(ctx, complaint.Case{}, events, complaint.Fold(events),
		m.Received.Add(48*time.Hour)); err != nil {
		return "", err
	}
	_, err = tx.Order(ctx, aLetter(ref, "L01", m), aLetter(ref, "M01", m))
	return ref, err
}

// open saves and opens n mails and returns their references.
func openCases(t testing.TB, s *store.Store, from, n int) (refs []string) {
	t.Helper()
	var batch []message.Arrival
	for i := range n {
		batch = append(batch, arrival(from+i))
	}
	saved, err := s.SaveArrivals(t.Context(), "inbox", batch,
		message.Cursor{UIDValidity: 1, LastUID: uint32(from + n - 1)})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i, a := range saved {
			ref, err := openCase(ctx, tx, leakMessage(from+i, a.ID))
			if err != nil {
				return err
			}
			refs = append(refs, ref)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

func write(t testing.TB, s *store.Store, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestOneComplaintFromArrivalToDelivery(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		refs := openCases(t, s, 1, 3)
		if refs[0] != "HC-2026-000001" || refs[2] != "HC-2026-000003" {
			t.Fatalf("references %v", refs)
		}
		if c, err := s.Cursor(ctx, "inbox"); err != nil || c != (message.Cursor{UIDValidity: 1, LastUID: 3}) {
			t.Errorf("cursor %v, %v", c, err)
		}
		if left, err := s.Undecided(ctx, 10); err != nil || len(left) != 0 {
			t.Errorf("undecided %v, %v", left, err)
		}
		c, err := s.Case(ctx, refs[0])
		if err != nil || c.Version != 3 || c.Status != complaint.Stage1Open || c.Party.Name != "Asha Rahman" {
			t.Errorf("case %+v, %v", c, err)
		}
		now := received.Add(time.Hour)
		claimed, err := s.Claim(ctx, message.Email, now, 10, time.Minute)
		if err != nil || len(claimed) != 6 || claimed[0].Case != refs[0] || claimed[5].Case != refs[2] {
			t.Fatalf("claimed %v, %v", claimed, err)
		}
		var results []outbox.SendResult
		for _, l := range claimed {
			results = append(results, outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: now,
				Detail: "250 queued", Provider: "q" + l.ID})
		}
		if err := s.Record(ctx, results); err != nil {
			t.Fatal(err)
		}
		if next, err := s.NextDue(ctx, message.Email); err != nil || !next.IsZero() {
			t.Errorf("next due %v, %v", next, err)
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			findAgain(t, ctx, tx, refs[1], now)
			return nil
		})
		events, err := s.Events(ctx, refs[0])
		if err != nil || len(events) != 3 || events[1].Kind() != "StageOpened" {
			t.Errorf("events %v, %v", events, err)
		}
		due, err := s.DueCases(ctx, received.Add(48*time.Hour+2*time.Second), 10)
		if err != nil || len(due) != 2 || due[0] != refs[0] {
			t.Errorf("due %v, %v", due, err)
		}
		if next, err := s.NextWake(ctx); err != nil || !next.Equal(received.Add(48*time.Hour+time.Second)) {
			t.Errorf("next wake %v, %v", next, err)
		}
	})
}

// findAgain finds the second case of the tests by everything that somebody may have of it.
func findAgain(t *testing.T, ctx context.Context, tx *store.Tx, ref string, now time.Time) {
	t.Helper()
	all, err := tx.LettersOf(ctx, ref)
	if err != nil || len(all) != 2 || all[0].State != outbox.Sent || len(all[0].Attempts) != 1 ||
		all[0].Provider != "q"+all[0].ID {
		t.Errorf("letters %+v, %v", all, err)
	}
	by, err := tx.LetterByToken(ctx, ref+"L01")
	if err != nil || by.ID != all[0].ID || by.Text != all[0].Text {
		t.Errorf("by token %+v, %v", by, err)
	}
	got, err := tx.RefOfMessageIDs(ctx, "mail-2@example.com", by.MessageID, "strange@example.com")
	if err != nil || len(got) != 2 || got["mail-2@example.com"] != ref || got[by.MessageID] != ref {
		t.Errorf("references of message ids: %v, %v", got, err)
	}
	known, err := tx.CasesOf(ctx, "ASHA2@example.com", "+447700900123")
	if err != nil || len(known) != 1 || known[0].Ref != ref {
		t.Errorf("cases of an address: %v, %v", known, err)
	}
	_, changed, err := tx.SetDelivery(ctx,
		store.Report{MessageID: by.MessageID, Delivery: outbox.Delivered, At: now})
	if err != nil || !changed {
		t.Errorf("delivery: %v, %v", changed, err)
	}
}

func TestOfTwoDecidersOneDecidesAgain(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ref := openCases(t, s, 1, 1)[0]
		seen, err := s.Case(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		note := func(text string) error {
			e := complaint.Event{At: received, By: actor.ByMachine, Fact: complaint.Noted{Text: text}}
			return s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.Append(ctx, seen, []complaint.Event{e}, seen.Apply(e), time.Time{})
			})
		}
		if err := note("first"); err != nil {
			t.Fatal(err)
		}
		if err := note("second"); !errors.Is(err, store.ErrConflict) {
			t.Fatalf("the second decider got %v", err)
		}
		if events, err := s.Events(t.Context(), ref); err != nil || len(events) != 4 {
			t.Fatalf("events %v, %v", events, err)
		}
	})
}
