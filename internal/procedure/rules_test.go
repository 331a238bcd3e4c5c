package procedure_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"complaints/internal/procedure"
)

var update = flag.Bool("update", false, "write the annex of rules.md and proofs.txt anew")

// TestAnnexIsTheTables: the annex of the rules is what the code decides by.
func TestAnnexIsTheTables(t *testing.T) {
	t.Parallel()
	const begins = "\n## Annex\n\n"
	words, annex, ok := strings.Cut(procedure.Rules(), begins)
	if !ok {
		t.Fatalf("rules.md: got no %q", strings.TrimSpace(begins))
	}
	want := procedure.Annex()
	if annex == want {
		return
	}
	if !*update {
		t.Fatal("the annex of rules.md is not what the tables say: run go test ./internal/procedure -update")
	}
	if err := os.WriteFile("rules.md", []byte(words+begins+want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestClauses: every clause of the rules can be read by itself, with the rows of the tables that name it.
func TestClauses(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range procedure.Clauses() {
		if c.Text == "" || seen[c.ID] {
			t.Errorf("%s: got %q (seen before: %t), want words of its own under one heading", c.ID, c.Text, seen[c.ID])
		}
		seen[c.ID] = true
	}
	p10, ok := procedure.ClauseOf("p10")
	if !ok || p10.Title != "More time for an answer" || len(p10.Tables) == 0 {
		t.Errorf("P10: got %q, %d tables, want its title and its rows", p10.Title, len(p10.Tables))
	}
	for _, table := range p10.Tables {
		for _, row := range table.Rows {
			if !strings.Contains(row, "P10") {
				t.Errorf("P10 in %q: got the row %s", table.Title, row)
			}
		}
	}
	if _, ok := procedure.ClauseOf("P22"); ok {
		t.Error("P22: got a clause, want none")
	}
}
