package procedure

import (
	"slices"
	"testing"

	"complaints/internal/complaint"
)

// TestEveryVerbSaysWhatMayFollow: no verb acts without a row, and none needs less than the heaviest of what follows.
func TestEveryVerbSaysWhatMayFollow(t *testing.T) { // 3.5
	t.Parallel()
	rows := map[consequence]consequenceRow{}
	for _, row := range consequenceRows() {
		rows[row.what] = row
		if !row.proved {
			t.Errorf("%s: it follows from a sender whom nothing proves", row.what)
		}
	}
	for _, v := range verbRows() {
		if len(v.may) == 0 {
			t.Errorf("%s: it does not say what may follow", v.verb)
		}
		for _, what := range v.may {
			if row, ok := rows[what]; !ok || v.needs() < row.needs {
				t.Errorf("%s: %s, on evidence that is %s", v.verb, what, v.needs())
			}
		}
		writes := slices.Contains(v.may, writesOutside) || slices.Contains(v.may, closesCase)
		if writes && sureEnough(complaint.Command{Verb: v.verb, Sure: complaint.Likely}) {
			t.Errorf("%s: it writes to somebody outside on words that are only likely", v.verb)
		}
	}
}

// Needs is the evidence that each verb takes.
func Needs() map[complaint.Verb]complaint.Certainty {
	needs := map[complaint.Verb]complaint.Certainty{}
	for _, v := range verbRows() {
		needs[v.verb] = v.needs()
	}
	return needs
}

// Consequences are all that may follow from a reply of staff.
func Consequences() (all []string) {
	for _, row := range consequenceRows() {
		all = append(all, string(row.what))
	}
	return all
}
