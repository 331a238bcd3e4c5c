package procedure

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

//go:embed rules.md
var rules string

// proofs are the tests that prove each clause, a line each: the clause, then package.TestName/situation or story:NAME.
//
//go:embed proofs.txt
var proofs string

// Rules returns the rules that this package holds to, in words for a housing officer. The tables by which it decides
// are their annex.
func Rules() string { return rules }

// Clause is one rule, with what holds it.
type Clause struct {
	ID     string   `json:"clause"`
	Title  string   `json:"title"`
	Text   string   `json:"text"`
	Tables []Table  `json:"tables"` // of the annex, cut down to the rows that name the clause
	Proofs []string `json:"proofs"` // tests, as package.TestName/situation, and stories, as story:NAME
}

// Table is a table of the annex in Markdown.
type Table struct {
	Title string   `json:"title"`
	Head  string   `json:"head"`
	Rows  []string `json:"rows"`
}

// annexBegins is the heading below which the annex stands.
const annexBegins = "\n## Annex\n"

// heading finds a clause's heading: "### P10. More time for an answer", "### 3.4 What a message can mean".
var heading = regexp.MustCompile(`(?m)^### ([PE]\d+|\d\.\d+)\.? (.+)$`)

// Clauses returns every clause of the rules, in their order.
func Clauses() []Clause {
	words, annex, _ := strings.Cut(rules, annexBegins)
	at := heading.FindAllStringSubmatchIndex(words, -1)
	found := make([]Clause, 0, len(at))
	for i, m := range at {
		c := Clause{ID: words[m[2]:m[3]], Title: words[m[4]:m[5]]}
		end := len(words)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		text, _, _ := strings.Cut(words[m[1]:end], "\n## ") // what begins a new part belongs to no clause
		c.Text = strings.TrimSpace(text)
		c.Tables, c.Proofs = tablesOn(annex, c.ID), proofsOf(c.ID)
		found = append(found, c)
	}
	return found
}

// ClauseOf returns the clause of an id, as P12, E4 or 3.4.
func ClauseOf(id string) (Clause, bool) {
	all := Clauses()
	if i := slices.IndexFunc(all, func(c Clause) bool { return strings.EqualFold(c.ID, id) }); i >= 0 {
		return all[i], true
	}
	return Clause{}, false
}

// tablesOn returns the tables of the annex that have rows with a clause in one of their cells.
func tablesOn(annex, id string) []Table {
	var found []Table
	for _, part := range strings.Split(annex, "\n### ")[1:] {
		title, rest, _ := strings.Cut(part, "\n")
		t := Table{Title: title}
		for line := range strings.Lines(rest) {
			line = strings.TrimSpace(line)
			switch {
			case !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| ---"):
			case t.Head == "":
				t.Head = line
			case slices.Contains(ids(line), id):
				t.Rows = append(t.Rows, line)
			}
		}
		if len(t.Rows) > 0 {
			found = append(found, t)
		}
	}
	return found
}

// ids are the words of a line that could be a clause's.
func ids(line string) []string {
	words := strings.FieldsFunc(line, func(r rune) bool {
		return r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for i := range words {
		words[i] = strings.Trim(words[i], ".")
	}
	return words
}

func proofsOf(id string) []string {
	var found []string
	for line := range strings.Lines(proofs) {
		if clause, test, ok := strings.Cut(strings.TrimSpace(line), " "); ok && clause == id {
			found = append(found, test)
		}
	}
	return found
}
