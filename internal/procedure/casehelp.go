package procedure

import (
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
)

// What a colleague asks of a case, and what they tell of it for the resident (3.5).

// helpWithCase shows the case as it stands and what this reader can do with it now, each with what it does (M65). Whoever
// has no part in the case sees only what they can do.
func (r *staffReply) helpWithCase() {
	r.record(r.by(), r.from.Called()+" asks how the case stands and what can be done.",
		complaint.Noted{Text: string(r.cmd.Verb)})
	r.answer(letter.CaseHelp, func(f *order.Facts) {
		f.Commands = r.offered(nil)
		f.Sections = []order.Section{{Title: "What each of them does", Lines: explained(f.Commands)}}
		if s, _ := r.Case.Current(); f.AnsweredOn != 0 || s.Limit == 0 {
			f.AnswerBy = 0
		}
		if !r.mayRead() {
			*f = order.Facts{Landlord: f.Landlord, Ref: f.Ref, Today: f.Today, Commands: f.Commands,
				Sections: f.Sections}
		}
	})
}

// mayRead reports whether somebody of staff has a part in the case: they handle it or did, direct its area, or decide.
func (r *staffReply) mayRead() bool {
	handled := func(s complaint.Stage) bool {
		return strings.EqualFold(s.Handler.Email, r.from.Email) || slices.ContainsFunc(s.StandIns, func(a string) bool {
			return strings.EqualFold(a, r.from.Email)
		})
	}
	return r.team() || r.handles() || r.directs() || handled(r.Case.Stage1) || handled(r.Case.Stage2)
}

// explained says what each act does, as the table of verbs has it.
func explained(acts []order.Act) (lines []string) {
	for _, a := range acts {
		word, _, _ := strings.Cut(a.Word, " ")
		lines = append(lines, word+": "+verbRowOf(complaint.Verb(word)).follows)
	}
	return append(lines, "STOP: "+verbRowOf(complaint.VerbStop).follows,
		"DRAFT on a line above: "+verbRowOf(complaint.VerbDraft).follows)
}

// withdrawn closes a case whose resident has told a colleague that they want it closed (1.4).
func (r *staffReply) withdrawn() {
	if len(strings.Fields(r.cmd.Text)) < 2 {
		r.help("Say how they told us, for example: WITHDRAWN she rang on Monday and wants it closed.")
		return
	}
	r.record(r.by(), "The resident has told a colleague that they want the complaint closed.",
		complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedWithdrawn}})
	r.toResident(letter.Withdrawn)
	r.receipt("The case is closed as withdrawn, and the resident is told. If they say that it is not so, it opens again.")
}
