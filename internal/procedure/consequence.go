package procedure

import (
	"slices"
	"strings"

	"complaints/internal/complaint"
)

// What may follow from a reply of staff, and the evidence that it takes. There is one rule: evidence in proportion to
// consequence. Below it nothing follows but a question to whoever replied, which shows what would go out (M36).

// consequence is something that may follow from a reply of a member of staff.
type consequence string

const (
	writesOutside   consequence = "somebody outside the house is written to"
	closesCase      consequence = "a case closes"
	opensStage      consequence = "a case or a stage is opened or ended"
	movesDate       consequence = "a promised date moves"
	recordsContact  consequence = "the first conversation with the resident counts as held"
	recordsConsent  consequence = "somebody may speak for the resident"
	recordsAbsence  consequence = "a colleague counts as away, and their cases pass on"
	keepsFromCase   consequence = "somebody is kept from the case"
	changesHands    consequence = "somebody else has the case"
	stopsAlarm      consequence = "an alarm ends, or something promised counts as done"
	joinsCases      consequence = "cases are joined or linked"
	takesBack       consequence = "what was caused last is taken back"
	tellsColleague  consequence = "a colleague is told"
	recordsAttempt  consequence = "a try to reach the resident is noted"
	standsInTheFile consequence = "it stands in the file"
)

// consequenceRow is what one consequence takes.
type consequenceRow struct {
	what   consequence
	clause string
	needs  complaint.Certainty
	proved bool // only from a sender whom our mail server has proved
}

// consequenceRows is the whole rule.
func consequenceRows() []consequenceRow {
	return []consequenceRow{
		{writesOutside, "3.5", complaint.Unmistakable, true},
		{closesCase, "3.5", complaint.Unmistakable, true},
		{opensStage, "3.5", complaint.Unmistakable, true},
		{movesDate, "P10", complaint.Unmistakable, true},
		{recordsContact, "P7", complaint.Unmistakable, true},
		{recordsConsent, "1.1", complaint.Unmistakable, true},
		{recordsAbsence, "4.1", complaint.Unmistakable, true},
		{keepsFromCase, "P15", complaint.Unmistakable, true},
		{changesHands, "P6", complaint.Unmistakable, true},
		{stopsAlarm, "2.4", complaint.Unmistakable, true},
		{joinsCases, "1.5", complaint.Unmistakable, true},
		{takesBack, "3.5", complaint.Likely, true},
		{tellsColleague, "3.5", complaint.Unsure, true},
		{recordsAttempt, "P7", complaint.Likely, true},
		{standsInTheFile, "3.5", complaint.Unsure, true},
	}
}

// askedForBy lists the verbs from which a consequence may follow.
func (row consequenceRow) askedForBy() string {
	var asked []string
	for _, v := range verbRows() {
		if slices.Contains(v.may, row.what) {
			asked = append(asked, string(v.verb))
		}
	}
	return strings.Join(asked, ", ")
}

// needs is the evidence that a verb takes: as much as the heaviest of what may follow from it.
func (row verbRow) needs() (most complaint.Certainty) {
	for _, c := range consequenceRows() {
		for _, may := range row.may {
			if may == c.what {
				most = max(most, c.needs)
			}
		}
	}
	return most
}

// sureEnough reports whether a command may be carried out as it was read. It is the only place that asks.
func sureEnough(cmd complaint.Command) bool {
	return cmd.Sure >= verbRowOf(cmd.Verb).needs()
}
