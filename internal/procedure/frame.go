package procedure

import (
	"fmt"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/order"
)

// The frame of an answer (P8, P9): the mail that a button opens has a line for everything that an answer decides. Lines
// that begin with a sharp sign tell its writer what belongs there, and are read by nobody else.

// answers offers the full answer, with a frame for each decision.
func answers(r *staffReply) order.Act {
	a := order.Act{Word: "RESPOND UPHELD", Then: "(or PARTLY UPHELD, or NOT UPHELD), then your full answer"}
	for _, b := range []struct {
		label string
		complaint.Outcome
	}{{"Upheld", complaint.Upheld}, {"Partly upheld", complaint.PartlyUpheld}, {"Not upheld", complaint.NotUpheld}} {
		a.Buttons = append(a.Buttons, order.Button{Label: b.label,
			Opens: "RESPOND " + strings.ToUpper(string(b.Outcome)) + "\n" + frame(r, b.Outcome)})
	}
	return a
}

// frame is what stands below the decision.
func frame(r *staffReply, o complaint.Outcome) string {
	const most, short = 8, 50
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("# Lines with # are not sent. The resident reads the others.")
	say("# Write here what you found, why you decided so, what happens now:\n\n")
	if matters := r.Case.Matters(); r.Case.Definition.Confirmed() && len(matters) <= most {
		say("# UPHELD, PARTLY or NOT, and why:")
		for i, at := range matters {
			say("# %d. %s", i+1, message.Excerpt(r.Case.Issues[at].Sentence, short))
			decided := strings.ToUpper(string(o))
			if o == complaint.PartlyUpheld {
				decided = ""
			}
			say("ISSUE %d: %s", i+1, decided)
		}
	}
	say("# What we offer to put it right:\nREMEDY: ")
	say("# What we will do, each by its date, as: paint it by %s:", exampleAction(r.draft))
	say("ACTION: \nACTION: ")
	say("# For our yearly report, and for nobody else:\nROOT CAUSE: \nLEARNING: ")
	return b.String()
}

// exampleAction is a date by which something may be promised.
func exampleAction(d *draft) string { return (d.today() + 28).Slashes() }

// latestExtension is the latest working day that somebody can give by EXTEND; for the team, one as far off again.
func latestExtension(r *staffReply) calendar.Date {
	s, n := r.Case.Current()
	sp, _ := r.Policy.Stage(n)
	from := s.FirstLimit
	if r.team() {
		from = s.Limit
	}
	day, _ := r.Calendar.RollBack(sp.ExtensionMax(r.Calendar, from, r.Settings.ExtensionCap))
	return day
}
