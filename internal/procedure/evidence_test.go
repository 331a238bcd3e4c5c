package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestEvidenceForEachConsequence plays each row of the table of consequences twice: words that only look as if they
// asked for it, from which it must not follow, and the plain use, from which it must. // 3.5
func TestEvidenceForEachConsequence(t *testing.T) {
	t.Parallel()
	const at = "2026-11-24 10:00"
	open := func(t *testing.T) *proceduretest.Life { return begun(t) }
	undecided := func(t *testing.T) *proceduretest.Life {
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "about the letter", unclear())
	}
	spokenFor := func(t *testing.T) *proceduretest.Life {
		r := aComplaint()
		r.Writer, r.For = reading.WriterRelative, "Jean Gill"
		return newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", "jo@example.net", "Mum's boiler is broken.", r)
	}
	dangerous := func(t *testing.T) *proceduretest.Life {
		r := aComplaint()
		r.Emergency, r.Danger = true, reading.DangerNow
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "I smell gas.", r)
	}
	outside := func(l *proceduretest.Life) bool { return l.To("2026-11-24 11:00").Count(letter.NeedInformation) > 0 }
	rows := map[string]struct {
		life        func(*testing.T) *proceduretest.Life
		from        string
		trap, plain string
		follows     func(*proceduretest.Life) bool
	}{
		"somebody outside the house is written to": {open, manager, "I'd ask her for photographs, if I were Kev.",
			"ASK could you send photographs of the ceiling?", outside},
		"a case closes": {open, manager, "Is it resolved now, do you think?", "RESOLVED we agreed on Friday's visit",
			func(l *proceduretest.Life) bool { return l.Case.Settlement.Agreed != "" }},
		"a case or a stage is opened or ended": {undecided, team, "We accept deliveries until noon.", "ACCEPT",
			func(l *proceduretest.Life) bool { return l.Case.Status == complaint.Stage1Open }},
		"a promised date moves": {open, manager, "The contractor needs until 11 December.",
			"EXTEND 11/12/2026 waiting for the part",
			func(l *proceduretest.Life) bool { return len(l.Case.Stage1.Extensions) > 0 }},
		"the first conversation with the resident counts as held": {open, manager, "Contacted the plumber about it.",
			"CONTACTED rang Ms Rahman, she wants the ceiling made good",
			func(l *proceduretest.Life) bool { return contacts(l, false) > 0 }},
		"somebody may speak for the resident": {spokenFor, team, "Consent not received yet.",
			"CONSENT she rang us and agreed", func(l *proceduretest.Life) bool { return l.Case.Consent }},
		"a colleague counts as away, and their cases pass on": {open, manager, "Out on site at Elm Court this afternoon.",
			"OUT until 7/12/2026", func(l *proceduretest.Life) bool { return len(l.Case.Away) > 0 }},
		"somebody is kept from the case": {open, manager, "No conflict with the diary.", "CONFLICT I know her well",
			func(l *proceduretest.Life) bool { return len(l.Case.Conflicted) > 0 }},
		"somebody else has the case": {open, team, "Could Kev reassign me a parking space?", "REASSIGN " + estates,
			func(l *proceduretest.Life) bool { return l.Case.Stage1.Handler.Email == estates }},
		"an alarm ends, or something promised counts as done": {dangerous, manager,
			"Taken note of your message. Our office is closed.", "TAKEN",
			func(l *proceduretest.Life) bool { return !l.Case.Clocks.Danger.Runs() }},
		"a try to reach the resident is noted": {open, manager, "Tried the new valve, nothing yet.",
			"ATTEMPTED rang twice, no answer",
			func(l *proceduretest.Life) bool { return contacts(l, true) > 0 }},
		"a colleague is told": {undecided, team, "We had a request for a quote.", "REQUEST first report of a dripping tap",
			func(l *proceduretest.Life) bool { return l.Case.Reason.Reason == complaint.ClosedServiceRequest }},
		"it stands in the file": {open, manager, "", "NOTE the meter reading was normal",
			func(l *proceduretest.Life) bool {
				n, ok := l.Events[len(l.Events)-1].Fact.(complaint.Noted)
				return ok && !n.Unclear
			}},
		"cases are joined or linked":         {open, manager, "Same plumber as in HC-2026-000002.", "LINK HC-2026-000002", nil},
		"what was caused last is taken back": {open, manager, "Don't stop the work.", "STOP", nil},
	}
	needs := procedure.Needs()
	for _, what := range procedure.Consequences() {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			row, ok := rows[what]
			if !ok {
				t.Fatal("the row has no trap and no plain use")
			}
			for reply, want := range map[string]bool{row.trap: false, row.plain: true} {
				l := row.life(t).To(at)
				if row.follows == nil { // which the desk does, with the other case or the letter that waits
					cmd := l.Read(at, reply)
					acts := cmd.Verb == complaint.VerbLink || cmd.Verb == complaint.VerbStop
					same(t, reply, acts && cmd.Missing == "" && cmd.Sure >= needs[cmd.Verb], want)
					continue
				}
				same(t, reply, row.follows(l.Replies(at, row.from, reply)), want)
			}
		})
	}
}

// contacts counts what stands in the log of conversations with the resident, or of tries.
func contacts(l *proceduretest.Life, attempts bool) (n int) {
	for _, e := range l.Events {
		if c, ok := e.Fact.(complaint.Contacted); ok && c.Attempt == attempts {
			n++
		}
	}
	return n
}
