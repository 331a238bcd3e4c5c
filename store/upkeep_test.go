package store_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/store"
)

func TestTidyGivesUnusedRoomBack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "complaints.db")
	s := open(t, "sqlite:"+path)
	openCases(t, s, 1, 3)
	noise := "CREATE TABLE noise AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80) " +
		"SELECT randomblob(1000000) AS b FROM n"
	for _, statement := range []string{noise, "DROP TABLE noise"} {
		execRaw(t, "sqlite:"+path, statement)
	}
	before, err := s.Check(t.Context())
	if err != nil && !errors.Is(err, store.ErrDiskLow) {
		t.Fatal(err)
	}
	if err := s.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := s.Check(t.Context())
	if err != nil && !errors.Is(err, store.ErrDiskLow) || before.Size < 80e6 || after.Size > 1<<20 {
		t.Errorf("%d bytes before, %d after, %v", before.Size, after.Size, err)
	}
	if faults := verified(t, s); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestTidyOnEachEngine(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		openCases(t, s, 1, 3)
		if err := s.Tidy(t.Context()); err != nil {
			t.Error(err)
		}
		if c, err := s.Case(t.Context(), "HC-2026-000003"); err != nil || c.Status != complaint.Stage1Open {
			t.Errorf("afterwards: %v, %v", c.Status, err)
		}
	})
}

func TestDamageSaysWhichPageAndWhatToDo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "complaints.db")
	s, err := store.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	openCases(t, s, 1, 200)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	breakPages(t, path)
	damaged := open(t, "sqlite:"+path)
	_, err = damaged.Check(t.Context())
	t.Log(err)
	for _, want := range []string{"page", "the newest backup"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Check says %v, without %q", err, want)
		}
	}
}
