package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"complaints/store"
)

// unproved are the columns that may be changed unseen, each with why that does no harm.
var unproved = map[string]string{
	"lease":          "who works on the database just now; the next beat writes it anew",
	"schema_version": "which steps of the schema were taken; one that is missing is taken again, and fails",
	"outbox.holder":  "who sends a letter just now",
	"outbox.lease":   "until when",
	"outbox.lost":    "set and read by the one statement that takes a letter to be sent",
}

// TestEveryColumnIsProved changes one value of each column of each table behind the program's back, in a database that
// has a bit of everything.
func TestEveryColumnIsProved(t *testing.T) {
	t.Parallel()
	whole := filepath.Join(t.TempDir(), "whole.db")
	s, err := store.Open(t.Context(), "sqlite:"+whole)
	if err != nil {
		t.Fatal(err)
	}
	sealed(t, s)
	fill(t, s)
	large := arrival(9)
	large.Raw = bytes.Repeat(large.Raw, 10<<20/len(large.Raw))
	save(t, s, 0, large)
	checkpoint(t, s)
	erase(t, s, first, true)
	if faults := verified(t, s); len(faults) > 0 {
		t.Fatal(faults)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	database, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, column := range columnsOf(t, whole) {
		table, _, _ := strings.Cut(column.name, ".")
		if unproved[table] != "" || unproved[column.name] != "" {
			continue
		}
		if !column.filled {
			t.Errorf("nothing stands in %s", column.name)
			continue
		}
		t.Run(column.name, func(t *testing.T) {
			t.Parallel()
			url := "sqlite:" + filepath.Join(t.TempDir(), "edited.db")
			if err := os.WriteFile(strings.TrimPrefix(url, "sqlite:"), database, 0o600); err != nil {
				t.Fatal(err)
			}
			tamper(t, url, column.edit)
			s := open(t, url)
			state, err := s.UseKey(t.Context(), aKey)
			if err != nil {
				t.Fatal(err)
			}
			if !state.Ours || !state.Whole {
				return // verify says that not everything is proved by our key
			}
			if faults, err := s.Verify(t.Context(), nil); err == nil && len(faults) == 0 {
				t.Errorf("nobody noticed: %s", column.edit)
			}
		})
	}
}

type column struct {
	name   string // table.column
	edit   string
	filled bool // there is a row to edit
}

// columnsOf lists the columns of a database, and an edit of one value of each.
func columnsOf(t *testing.T, file string) (all []column) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT m.name, c.name, c.type FROM sqlite_master m
		JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, name, kind string
		if err := rows.Scan(&table, &name, &kind); err != nil {
			t.Fatal(err)
		}
		all = append(all, column{name: table + "." + name, edit: edited(table, name, kind)})
	}
	for i, c := range all {
		table, _, _ := strings.Cut(c.name, ".")
		if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) > 0 FROM "+table).Scan(&all[i].filled); err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 80 {
		t.Fatalf("%d columns are found", len(all))
	}
	return all
}

func edited(table, name, kind string) string {
	value := fmt.Sprintf("COALESCE(%s, '') || 'x'", name)
	switch kind {
	case "INTEGER": // some are yes or no
		value = fmt.Sprintf("CASE WHEN %s = 1 THEN 0 WHEN %[1]s = 0 THEN 1 ELSE COALESCE(%[1]s, 0) + 1 END", name)
	case "BIGINT":
		value = fmt.Sprintf("COALESCE(%s, 0) + 1000", name)
	case "BYTEA":
		value = fmt.Sprintf("COALESCE(%s, x'00') || x'01'", name)
	}
	switch table + "." + name { // of a closed list
	case "arrival.outcome":
		value = "'filed'"
	case "outbox.state":
		value = "'failed'"
	case "erased.kind":
		value = "CASE kind WHEN 'event' THEN 'letter' ELSE 'event' END"
	case "seal.pos", "attempt.n", "raw_piece.n":
		value = name + " + 1000"
	}
	return fmt.Sprintf("UPDATE %s SET %s = %s WHERE rowid = (SELECT rowid FROM %[1]s ORDER BY rowid LIMIT 1)", table, name,
		value)
}
