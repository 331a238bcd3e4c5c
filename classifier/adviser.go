package classifier

import (
	"slices"
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// Adviser gives a second opinion on a message. Its influence goes one way: it may raise a flag, or turn an answer that
// would not open a case into one that a person looks at. It can never refuse, lower a flag, close a case or write to
// anybody, whatever it says. Package internal/adviser has the one that asks a language model.
type Adviser interface {
	Advise(in Input) (Advice, error)
}

// Advice is what an adviser says. Each claim needs a quote that stands in the message word for word.
type Advice struct {
	Owed   bool           // the writer is owed a case or a person
	Flags  []reading.Flag // it sees in the message
	Quotes []string       // the words that show it
}

// advised lets the adviser widen a reading. Errors change nothing.
func (c *Classifier) advised(in *Input, out reading.Reading) reading.Reading {
	if in.Context == reading.ContextManager {
		return out
	}
	a, err := c.adviser.Advise(*in)
	if err != nil || !quoted(in, a.Quotes) {
		return out
	}
	changed := false
	for _, f := range a.Flags {
		if slices.Contains(linear.FlagLabels, string(f)) && !out.Has(f) {
			out.Flags = append(out.Flags, f)
			changed = true
			out.Emergency = out.Emergency || f == reading.FlagSelfHarm || f == reading.FlagGas
		}
	}
	if (a.Owed || changed) && !opens(out.Kind) {
		out.WouldRefuse, out.ToPerson, changed = false, true, true
	}
	if changed {
		out.DecidedBy += "; widened by the adviser"
		out.Why += " A second opinion asked for more care."
	}
	return out
}

// opens reports the kinds that open or continue a case by themselves.
func opens(k reading.Kind) bool {
	return k == reading.KindComplaint || k == reading.KindStage2Request || k == reading.KindFollowUp
}

// quoted reports whether there are quotes and every one stands in the message word for word. One
// that does not voids the whole vote: whoever wrote it was not reading this message.
func quoted(in *Input, quotes []string) bool {
	for _, q := range quotes {
		if len(strings.TrimSpace(q)) < 4 || !strings.Contains(in.Body, q) && !strings.Contains(in.Subject, q) {
			return false
		}
	}
	return len(quotes) > 0
}
