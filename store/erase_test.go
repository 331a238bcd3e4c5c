package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/reading"
	"complaints/store"
)

// sendAll lets every letter that waits be accepted.
func sendAll(t testing.TB, s *store.Store) {
	t.Helper()
	for {
		letters := claim(t, s, later, 50)
		if len(letters) == 0 {
			return
		}
		for _, l := range letters {
			record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: later, Provider: "q" + l.ID,
				Detail: "250 ok for " + l.To})
		}
	}
}

func erase(t testing.TB, s *store.Store, ref string, loose bool) complaint.Case {
	t.Helper()
	var c complaint.Case
	write(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = tx.Erase(ctx, ref, store.Erasure{By: actor.ByStaff("dpo@landlord.example"),
			Reason: "asked for on paper", At: later,
			Loose: loose})
		return err
	})
	return c
}

// saysAnywhere looks for words in every row of the database.
func saysAnywhere(t *testing.T, url, words string) (where []string) {
	t.Helper()
	db := rawDB(t, url)
	for table, columns := range store.Tables() {
		for _, column := range columns {
			rows, err := db.QueryContext(t.Context(), "SELECT "+column+" FROM "+table)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var v any
				if err := rows.Scan(&v); err != nil {
					t.Fatal(err)
				}
				text := fmt.Sprint(v)
				if b, ok := v.([]byte); ok {
					text = string(b)
				}
				if strings.Contains(strings.ToLower(text), words) {
					where = append(where, table+"."+column)
				}
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return where
}

// filed is a mail of the second resident that belongs to no case, and a report that names their case.
func filed(t *testing.T, s *store.Store) {
	t.Helper()
	a := arrival(2)
	a.Key = "imap:inbox;1;900"
	saved, err := s.SaveArrivals(t.Context(), "inbox", []message.Arrival{a}, message.Cursor{})
	if err != nil {
		t.Fatal(err)
	}
	m := leakMessage(2, saved[0].ID)
	m.MessageID = "other@example.com"
	report := aLetter("", "M24", m)
	report.To, report.Role, report.Text = "complaints.team@landlord.example", people.RoleTeam,
		"HC-2026-000002, Asha Rahman, repairs: 3 days late"
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		err := tx.SaveMessage(ctx, m, reading.Reading{Kind: reading.KindSpam},
			store.Outcome{Kind: store.Filed, Reason: "It reads as advertising."})
		if err == nil {
			_, err = tx.Order(ctx, report)
		}
		return err
	})
}

func TestAnErasedCaseIsEmptyAndStillProved(t *testing.T) { // 2.5
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("nobody else can reach a database in memory")
		}
		s := open(t, url)
		refs := openCases(t, s, 1, 3)
		filed(t, s)
		sendAll(t, s)
		before := checkpoint(t, s)
		c := erase(t, s, refs[1], true)
		if c.Erased.IsZero() || c.Party.Name != "" || c.Words != complaint.ErasedMark ||
			c.Status != complaint.Stage1Open || c.Stage1.Limit == 0 || c.Area != reading.AreaRepairs {
			t.Errorf("the case: %+v", c)
		}
		for _, words := range []string{"asha2@example.com", "mail-2@example.com"} {
			if where := saysAnywhere(t, url, words); len(where) > 0 {
				t.Errorf("%s still stands in %v", words, where)
			}
		}
		if where := saysAnywhere(t, url, "asha3@example.com"); len(where) == 0 {
			t.Error("another resident was erased too")
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
		if after := checkpoint(t, s); after.N != before.N+1 {
			t.Errorf("checkpoint %d after %d", after.N, before.N)
		}
		if n, err := s.Rebuild(t.Context()); err != nil || n != 3 {
			t.Errorf("rebuilt %d, %v", n, err)
		}
		moved := open(t, "sqlite:"+filepath.Join(t.TempDir(), "moved.db"))
		if _, err := store.Copy(t.Context(), s, moved); err != nil {
			t.Error(err)
		}
		for name, s := range map[string]*store.Store{"rebuilt": s, "moved": moved} {
			if faults := verified(t, s); len(faults) > 0 {
				t.Error(name, faults)
			}
		}
		if known, err := s.ListCases(t.Context(), store.CaseFilter{Address: "asha2@example.com"}); err != nil ||
			len(known) != 0 {
			t.Errorf("found by the address: %v, %v", known, err)
		}
	})
}

func TestNothingOfAnErasedCaseIsLeftInTheFile(t *testing.T) { // 2.5
	t.Parallel()
	path := filepath.Join(t.TempDir(), "complaints.db")
	s := open(t, "sqlite:"+path)
	refs := openCases(t, s, 1, 30)
	sendAll(t, s)
	erase(t, s, refs[1], false)
	if err := s.Vacuum(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + end)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "asha2@example.com") {
			t.Errorf("complaints.db%s still says it", end)
		}
	}
}

func TestErasingAgainTakesOnlyWhatIsNew(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ref := openCases(t, s, 1, 1)[0]
		sendAll(t, s)
		first := erase(t, s, ref, false)
		note := complaint.Event{At: later, By: actor.ByResident, Why: "They rang.",
			Fact: complaint.Noted{Text: "Asha rang again"}}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.Append(ctx, first, []complaint.Event{note}, first.Apply(note), time.Time{})
		})
		erase(t, s, ref, false)
		erase(t, s, ref, false) // nothing is left
		events, err := s.Events(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		var rows []int
		for _, e := range events {
			if f, ok := e.Fact.(complaint.Erased); ok {
				rows = append(rows, f.Rows)
			}
			if n, ok := e.Fact.(complaint.Noted); ok && n.Text != complaint.ErasedMark {
				t.Errorf("the note says %q", n.Text)
			}
		}
		if len(rows) != 3 || rows[0] <= 1 || rows[1] != 1 || rows[2] != 0 {
			t.Errorf("emptied %v", rows)
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
	})
}

func TestALetterOnItsWayStopsAnErasure(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ref := openCases(t, s, 1, 1)[0]
		err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Erase(ctx, ref, store.Erasure{By: actor.ByTerminal("dpo"), Reason: "asked for", At: later})
			return err
		})
		if !errors.Is(err, store.ErrStillSending) {
			t.Errorf("error %v", err)
		}
		if c, err := s.Case(t.Context(), ref); err != nil || c.Party.Name == "" {
			t.Errorf("the case: %+v, %v", c, err)
		}
	})
}

// TestNobodyHidesBehindAnErasure: what was erased cannot be changed afterwards, and nothing else can be changed by
// saying that it was erased.
func TestNobodyHidesBehindAnErasure(t *testing.T) { // 2.5
	const ours, other = "HC-2026-000002", "HC-2026-000001"
	forged := `{"at":"2026-11-27T23:00:00Z","kind":"Noted","fact":{"Text":"forged"}}`
	for name, test := range map[string]struct {
		tamper []string
		row    string
	}{
		"an erased event says something else": {
			[]string{"UPDATE event SET body = REPLACE(body, 'repairs', 'gardens') WHERE case_ref = '" + ours +
				"' AND seq = 1"}, "event " + ours + "/1"},
		"and what remains was changed as well": {[]string{"UPDATE event SET body = '" + forged +
			"' WHERE case_ref = '" + ours + "' AND seq = 2", "UPDATE erased SET remains = '" + forged +
			"' WHERE kind = 'event' AND seq = 2"}, "event " + ours + "/2"},
		"an erased event has another hash": {
			[]string{"UPDATE event SET hash = (SELECT hash FROM event WHERE case_ref = '" + other +
				"' AND seq = 1) WHERE case_ref = '" + ours + "' AND seq = 1"}, "event " + ours + "/1"},
		"what was erased is forgotten": {[]string{"DELETE FROM erased"}, "event " + ours + "/1"},
		"one row of it is forgotten":   {[]string{"DELETE FROM erased WHERE kind = 'arrival'"}, "arrival "},
		"another case's event is called erased": {
			[]string{"INSERT INTO erased SELECT 'event', case_ref, seq, case_ref, 3, hash, '" + forged +
				"' FROM event WHERE case_ref = '" + other + "' AND seq = 2", "UPDATE event SET body = '" + forged +
				"' WHERE case_ref = '" + other + "' AND seq = 2"}, "event " + other + "/2"},
		"a letter is called erased": {[]string{
			"INSERT INTO erased SELECT 'letter', id, 0, case_ref, 3, digest, body FROM letter WHERE case_ref = '" +
				other + "' AND letter = 'L01'"}, "letter "},
		"an erased letter says something": {[]string{
			"UPDATE letter SET body = REPLACE(body, 'erased', 'Dear') WHERE case_ref = '" + ours + "'"}, "letter "},
		"an erased mail has bytes": {[]string{
			"INSERT INTO raw SELECT id, 3, 0, 'ham' FROM arrival WHERE case_ref = '" + ours + "'"}, "arrival "},
	} {
		t.Run(name, func(t *testing.T) {
			onEachURL(t, func(t *testing.T, url string) {
				if url == "sqlite::memory:" {
					t.Skip("nobody else can reach a database in memory")
				}
				s := open(t, url)
				openCases(t, s, 1, 2)
				sendAll(t, s)
				checkpoint(t, s)
				erase(t, s, ours, false)
				checkpoint(t, s)
				statements := test.tamper
				if !strings.HasPrefix(url, "sqlite:") {
					statements = nil
					for _, statement := range test.tamper {
						statements = append(statements, strings.ReplaceAll(statement, "'ham'", "'ham'::bytea"))
					}
				}
				tamper(t, url, statements...)
				faults := verified(t, s)
				if len(faults) == 0 {
					t.Fatal("nobody noticed")
				}
				if !strings.HasPrefix(faults[0].Row, test.row) {
					t.Errorf("the first fault is %q, want one of %q", faults[0], test.row)
				}
			})
		})
	}
}

// TestOnlyAnErasureEmpties: the database itself lets nothing through that was not written down as erased before.
func TestOnlyAnErasureEmpties(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("nobody else can reach a database in memory")
		}
		s := open(t, url)
		openCases(t, s, 1, 2)
		sendAll(t, s)
		erase(t, s, "HC-2026-000002", false)
		db := rawDB(t, url)
		for _, statement := range []string{
			"UPDATE event SET body = '{}' WHERE case_ref = 'HC-2026-000002' AND seq = 1",
			"UPDATE event SET body = '{}' WHERE case_ref = 'HC-2026-000001' AND seq = 1",
			"UPDATE event SET kind = 'Noted' WHERE case_ref = 'HC-2026-000002' AND seq = 1",
			"DELETE FROM event WHERE case_ref = 'HC-2026-000002'",
			"UPDATE letter SET body = '{}' WHERE case_ref = 'HC-2026-000002'",
			"UPDATE letter SET decided_at = 0 WHERE case_ref = 'HC-2026-000002'",
			"DELETE FROM letter WHERE case_ref = 'HC-2026-000002'", "DELETE FROM raw",
			"UPDATE erased SET remains = ''", "DELETE FROM erased"} {
			if _, err := db.ExecContext(t.Context(), statement); err == nil {
				t.Errorf("%s: was allowed", statement)
			}
		}
	})
}
