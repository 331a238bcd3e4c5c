package store_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/outbox"

	"complaints/store"
)

// aKey is the key that seals the databases of these tests.
var aKey = bytes.Repeat([]byte("k"), store.SealKeySize)

func sealed(t testing.TB, s *store.Store) {
	t.Helper()
	state, err := s.UseKey(t.Context(), aKey)
	if err != nil || state.Sealed() {
		t.Fatalf("a new database is sealed: %+v, %v", state, err)
	}
	if err := s.SealAnew(t.Context(), aKey, received, "complaintsd", "The first start."); err != nil {
		t.Fatal(err)
	}
}

// edit is a change behind the program's back. On PostgreSQL it may have another text.
type edit struct {
	what       string
	statements []string
}

func one(what, statement string) edit { return edit{what, []string{statement}} }

// theTrial are the edits of the trial, one kind a line.
var theTrial = []edit{
	one("an event's words",
		"UPDATE event SET body = REPLACE(body, 'repair', 'garden') WHERE case_ref = '"+first+"' AND seq = 2"),
	one("an event's time", "UPDATE event SET at = at + 60000 WHERE case_ref = '"+first+"' AND seq = 2"),
	one("an event's kind", "UPDATE event SET kind = 'Noted' WHERE case_ref = '"+first+"' AND seq = 2"),
	one("the last event", "DELETE FROM event WHERE case_ref = '"+first+"' AND seq = 3"),
	one("a case is never looked at", "UPDATE cases SET wake_at = 4070908800000 WHERE ref = '"+first+"'"),
	one("a case is looked at an hour later",
		"UPDATE cases SET wake_at = wake_at + 3600000 WHERE ref = '"+first+"'"),
	one("a case's status", "UPDATE cases SET status = 'CLOSED' WHERE ref = '"+first+"'"),
	one("a letter goes as sent",
		"UPDATE outbox SET state = 'sent', waiting = 0, settled_at = 1, tries = 1 WHERE "+waiting),
	one("a letter waits for 2099", "UPDATE outbox SET due_at = 4070908800000 WHERE "+waiting),
	one("a letter waits a day longer", "UPDATE outbox SET due_at = due_at + 86400000 WHERE "+waiting),
	one("a letter's time", "UPDATE letter SET decided_at = decided_at + 1 WHERE letter = 'L01'"),
	one("a letter's token", "UPDATE letter SET token = 'guessed' WHERE case_ref = '"+first+"' AND letter = 'L01'"),
	one("a letter's Message-ID",
		"UPDATE letter SET message_id = 'x@y' WHERE case_ref = '"+first+"' AND letter = 'L01'"),
	one("a letter's words", "UPDATE letter SET body = REPLACE(body, 'Dear', 'Oi') WHERE letter = 'L01'"),
	one("an arrival's outcome", "UPDATE arrival SET outcome = 'filed' WHERE case_ref = '"+first+"'"),
	one("an arrival's source", "UPDATE arrival SET source = 'elsewhere' WHERE case_ref = '"+first+"'"),
	one("an arrival's reason", "UPDATE arrival SET reason = 'spam' WHERE case_ref = '"+first+"'"),
	one("an arrival's time", "UPDATE arrival SET received = received - 86400000 WHERE case_ref = '"+last+"'"),
	one("a mail's bytes", "UPDATE raw SET size = 3, packed = 0, body = 'ham'"),
	one("a message's words",
		"UPDATE message SET body = REPLACE(body, 'leak', 'noise') WHERE case_ref = '"+first+"'"),
	one("how a message was read",
		"UPDATE message SET reading = REPLACE(reading, 'complaint', 'enquiry') WHERE case_ref = '"+first+"'"),
	one("an address more", "INSERT INTO party (address, ref) VALUES ('thief@example.com', '"+first+"')"),
	one("an address less", "DELETE FROM party WHERE ref = '"+first+"' AND address LIKE 'asha%'"),
	one("a try", "DELETE FROM attempt"),
	one("what came of a try", "UPDATE attempt SET detail = '250 queued as 77'"),
	one("a counter that goes back", "UPDATE counter SET value = value - 1 WHERE name = 'HC-2026'"),
	one("a counter that goes on", "UPDATE counter SET value = value + 1 WHERE name = 'HC-2026'"),
	one("somebody who is away", "DELETE FROM counter WHERE name = 'away:robin@landlord.example'"),
	one("somebody who is away for longer",
		"UPDATE counter SET value = value + 900 WHERE name = 'away:robin@landlord.example'"),
	{"a whole case, before it is sealed", whole(last)},
	{"a whole case, its counter and its mail", append(whole(last), "UPDATE counter SET value = value - 1 WHERE "+
		"name = 'HC-2026'")},
	{"a sealed case with all seals", append(whole(second), "DELETE FROM seal", "DELETE FROM checkpoint",
		"DELETE FROM counter WHERE name = 'checkpoint'", "UPDATE cases SET proved = 0", "UPDATE arrival SET proved = 0",
		"UPDATE outbox SET proved = 0", "UPDATE counter SET value = value - 1 WHERE name = 'HC-2026'")},
}

// ours are twenty more.
var ours = []edit{
	one("a case that is nobody's concern", "UPDATE cases SET wake_at = NULL WHERE ref = '"+first+"'"),
	one("a case's handler", "UPDATE cases SET handler = 'friend@landlord.example' WHERE ref = '"+first+"'"),
	one("a case's day", "UPDATE cases SET received = received + 1 WHERE ref = '"+first+"'"),
	one("a case's seal", "UPDATE cases SET proof = NULL WHERE ref = '"+first+"'"),
	one("another case's seal",
		"UPDATE cases SET proof = (SELECT c.proof FROM cases c WHERE c.ref = '"+second+"') "+
			"WHERE ref = '"+first+"'"),
	one("a letter to another",
		"UPDATE letter SET recipient = 'thief@example.com' WHERE case_ref = '"+first+"' AND letter = 'L01'"),
	one("a letter that is not urgent", "UPDATE outbox SET promised = promised + 30 WHERE "+waiting),
	one("a letter that leaves by text", "UPDATE outbox SET channel = 'sms' WHERE "+waiting),
	one("a letter that was tried",
		"UPDATE outbox SET tries = 0, state = 'pending', waiting = 1, settled_at = NULL WHERE state = 'sent'"),
	one("a letter that was delivered", "UPDATE outbox SET delivery = 'delivered' WHERE state = 'sent'"),
	one("a letter that was refused", "UPDATE outbox SET state = 'failed' WHERE state = 'sent'"),
	one("when a letter was taken", "UPDATE outbox SET settled_at = settled_at - 86400000 WHERE state = 'sent'"),
	one("by what name a letter was taken", "UPDATE outbox SET provider = 'another' WHERE state = 'sent'"),
	one("a mail that is decided again", "UPDATE arrival SET outcome = '' WHERE case_ref = '"+first+"'"),
	one("a mail that was looked at less often",
		"UPDATE arrival SET replays = replays + 1 WHERE case_ref = '"+first+"'"),
	one("a mail's trouble", "UPDATE arrival SET problem = 'cut short' WHERE case_ref = '"+first+"'"),
	one("a mailbox that is read no further", "UPDATE mailbox SET last_uid = 4000000"),
	one("who wrote", "UPDATE message SET sender = 'other@example.com' WHERE case_ref = '"+first+"'"),
	one("a landlord's own letter", "UPDATE letter_file SET body = 'Pay the arrears.'"),
	one("a version of a letter", "DELETE FROM letter_file"),
	one("what sets dates", "UPDATE edition SET body = '{}'"),
	one("who put in force what sets dates", "UPDATE edition SET by_whom = 'friend'"),
	one("what sets dates, taken out", "DELETE FROM edition"),
	one("a mark that was never made", "INSERT INTO counter (name, value) VALUES ('revoked:person:robin', 1)"),
	one("when a checkpoint was made", "UPDATE checkpoint SET at = at + 1"),
	one("why the key was changed", "UPDATE seal_key SET why = 'An accident.'"),
	one("which key it is", "UPDATE seal_key SET checkpoint = 1"),
	one("how many answers went today", "UPDATE counter SET value = 0 WHERE name = 'sent:asha'"),
}

const (
	first  = "HC-2026-000001" // sealed by a checkpoint, its letters sent
	second = "HC-2026-000002" // sealed by a checkpoint
	last   = "HC-2026-000004" // not sealed yet
	// waiting is a letter that nobody has tried to send.
	waiting = "letter_id IN (SELECT id FROM letter WHERE case_ref = '" + last + "' AND letter = 'L01')"
)

// whole takes out everything of a case.
func whole(ref string) []string {
	letters := "(SELECT id FROM letter WHERE case_ref = '" + ref + "')"
	mails := "(SELECT id FROM arrival WHERE case_ref = '" + ref + "')"
	all := []string{"DELETE FROM outbox WHERE letter_id IN " + letters,
		"DELETE FROM letter WHERE case_ref = '" + ref + "'",
		"DELETE FROM event WHERE case_ref = '" + ref + "'", "DELETE FROM party WHERE ref = '" + ref + "'",
		"DELETE FROM cases WHERE ref = '" + ref + "'", "DELETE FROM raw WHERE arrival_id IN " + mails,
		"DELETE FROM message WHERE arrival_id IN " + mails, "DELETE FROM arrival WHERE case_ref = '" + ref + "'"}
	return all
}

// TestEveryEditIsNoticed plays somebody who has the database and not the key of store.seal.
func TestEveryEditIsNoticed(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("nobody else can reach a database in memory")
		}
		for i, e := range slices.Concat([]edit{{what: "nothing"}}, theTrial, ours) {
			t.Run(e.what, func(t *testing.T) {
				t.Parallel()
				url := url
				if i > 0 {
					url = engines[strings.TrimSuffix(strings.SplitN(url, ":", 2)[0], "ql")](t)
				}
				s := open(t, url)
				sealed(t, s)
				fill(t, s)
				if faults := verified(t, s); len(faults) > 0 {
					t.Fatalf("nothing was touched: %v", faults)
				}
				if len(e.statements) == 0 {
					return
				}
				tamper(t, url, spokenBy(url, e.statements)...)
				if faults := verified(t, s); len(faults) == 0 {
					t.Error("nobody noticed")
				}
			})
		}
	})
}

// spokenBy writes bytes as the engine does.
func spokenBy(url string, statements []string) []string {
	if strings.HasPrefix(url, "sqlite:") {
		return statements
	}
	all := slices.Clone(statements)
	for i := range all {
		all[i] = strings.ReplaceAll(all[i], "'ham'", "'ham'::bytea")
	}
	return all
}

// fill puts a bit of everything into a store.
func fill(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	openCases(t, s, 1, 3)
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		for name, value := range map[string]int64{"away:robin@landlord.example": 7, "sent:asha": 3} {
			if err := tx.SetMark(ctx, name, value); err != nil {
				return err
			}
		}
		e := store.Edition{Since: received, By: "kim", Why: "first", Body: "{}\n"}
		if err := tx.PutInForce(ctx, e); err != nil {
			return err
		}
		return tx.PublishLetters(ctx,
			[]store.LetterFile{{File: "stage1.txt", Since: received, By: "kim", Text: "Dear"}})
	})
	for _, l := range claim(t, s, later, 2) {
		record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: later, Provider: "q", Detail: "250 ok"})
	}
	for _, l := range claim(t, s, later, 1) { // put off
		record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Pending, At: later, NextTry: later.Add(time.Hour),
			Detail: "450 later"})
	}
	checkpoint(t, s)
	refs := openCases(t, s, 4, 1)
	c, err := s.Case(ctx, refs[0])
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		e := complaint.Event{At: later, By: actor.ByMachine, Fact: complaint.Noted{Text: "one more"}}
		if err := tx.Append(ctx, c, []complaint.Event{e}, c.Apply(e), later); err != nil {
			return err
		}
		return tx.SetWake(ctx, first, later)
	})
}

// TestTheKey: a database works without its key, and says what cannot be proved; another key is a change that stands
// there and seals what was before.
func TestTheKey(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory is opened once")
		}
		ctx := t.Context()
		s := open(t, url)
		openCases(t, s, 1, 2) // as an earlier version left it
		sealed(t, s)
		openCases(t, s, 3, 1)
		if faults := verified(t, s); len(faults) > 0 {
			t.Fatalf("sealed with rows in it: %v", faults)
		}
		other := open(t, url)
		key := bytes.Repeat([]byte("o"), store.SealKeySize)
		state, err := other.UseKey(ctx, key)
		if err != nil || state.Ours || state.Latest().Fingerprint != store.Fingerprint(aKey) {
			t.Errorf("another key: %+v, %v", state, err)
		}
		if faults := verified(t, other); len(faults) > 0 {
			t.Errorf("without the key: %v", faults)
		}
		openCases(t, other, 4, 1)
		if faults := verified(t, s); len(faults) == 0 || !strings.Contains(fmt.Sprint(faults), "without the key") {
			t.Errorf("what was written without the key: %v", faults)
		}
		if err := other.SealAnew(ctx, key, later, "kim", "The key was lost."); err != nil {
			t.Fatal(err)
		}
		again := open(t, url)
		state, err = again.UseKey(ctx, key)
		if err != nil || !state.Ours || !state.Whole || len(state.Changes) != 2 || state.Latest().By != "kim" {
			t.Errorf("the new key: %+v, %v", state, err)
		}
		openCases(t, again, 5, 1)
		if faults := verified(t, again); len(faults) > 0 {
			t.Errorf("sealed anew: %v", faults)
		}
		tamper(t, url, "UPDATE cases SET wake_at = 1 WHERE ref = 'HC-2026-000002'")
		if faults := verified(t, again); len(faults) != 1 {
			t.Errorf("an edit after the change of the key: %v", faults)
		}
	})
}

func TestSince(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("nobody else can reach a database in memory")
		}
		s := open(t, url)
		sealed(t, s)
		openCases(t, s, 1, 2)
		kept := checkpoint(t, s)
		openCases(t, s, 3, 1)
		newer := checkpoint(t, s)
		for digest, says := range map[string]string{
			fmt.Sprintf("%x", kept.Digest): "", fmt.Sprintf("%x", newer.Digest)[:16]: "",
			"00112233445566778899": "no checkpoint", "12": "too short",
		} {
			fault, err := s.Since(t.Context(), digest)
			if got := fmt.Sprint(fault, err); says == "" && (err != nil || fault != nil) ||
				!strings.Contains(got, says) {
				t.Errorf("since %s: %v, want %q", digest, got, says)
			}
		}
		// rolled back to before the newer one
		tamper(t, url, "DELETE FROM seal WHERE checkpoint = 2", "DELETE FROM checkpoint WHERE n = 2")
		if fault, err := s.Since(t.Context(), fmt.Sprintf("%x", newer.Digest)); fault == nil || err != nil {
			t.Errorf("after a rollback: %v, %v", fault, err)
		}
	})
}
