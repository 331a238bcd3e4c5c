package procedure

import (
	"fmt"
	"strings"

	"complaints/internal/letter"
)

// Annex prints the tables by which this package decides as Markdown, for people who review rows and not Go. rules.md
// carries it as its annex, and a test keeps that true.
func Annex() string {
	var b strings.Builder
	table := func(title string, head ...string) func(cells ...string) {
		fmt.Fprintf(&b, "### %s\n\n| %s |\n|%s\n", title, strings.Join(head, " | "),
			strings.Repeat(" --- |", len(head)))
		return func(cells ...string) {
			fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
		}
	}
	for _, t := range residentTables() {
		row := table("What a resident's message does when "+t.stands, "The message", "Clause", "What follows")
		for _, r := range t.rows {
			row(r.says, r.clause, r.follows)
		}
		b.WriteString("\n")
	}
	row := table("What a resident may ask for beside the complaint, wherever it stands", "The message", "Clause",
		"What follows")
	for _, r := range askRows() {
		row(r.says, r.clause, r.follows)
	}
	b.WriteString("\n")
	row = table("Who may be told what of a case", "Who", "What shows it", "What they may be told")
	for _, r := range toldRows() {
		row(r.says, r.proof, string(r.told))
	}
	b.WriteString("\n")
	row = table("What a reply of staff may ask for", "Reply", "Clause", "Who", "Where the case stands",
		"What follows")
	for _, v := range verbRows() {
		row(string(v.verb), clauses(v.clause, v.review), string(v.who), string(v.where), v.follows)
	}
	b.WriteString("\n")
	row = table("What may follow from a reply of staff, and what it takes", "What may follow", "Clause",
		"Evidence", "Asked for by")
	for _, c := range consequenceRows() {
		row(string(c.what), c.clause, c.needs.String(), c.askedForBy())
	}
	b.WriteString("\n")
	row = table("Which reminder comes when", "Letter", "Clause", "To", "When")
	for _, r := range reminderRows() {
		row(letter.Of(r.id).File, r.clause, r.to, r.when)
	}
	for _, r := range informalReminderRows()[1:] {
		row(letter.Of(r.id).File, r.clause, r.to, r.when)
	}
	b.WriteString("\n")
	row = table("What is true of each letter", "Letter", "For", "May leave", "Keeps", "Counts as", "If it comes back")
	for _, id := range letter.All() {
		l := letter.Of(id)
		row(string(id)+" "+l.File, l.To.String(), l.When.String(), l.Keeps.String(), l.CountsAs(), l.IfItComesBack())
	}
	return b.String()
}

func clauses(at1, at2 string) string {
	if at2 == "" {
		return at1
	}
	return at1 + "; at stage 2 " + at2
}
