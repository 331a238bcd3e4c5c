package classifier

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
)

// Lint runs the examples of every rule and reports what is wrong, all at once.
func (c *Classifier) Lint() error {
	var errs []error
	var m matcher
	for i := range c.book.rules {
		r := &c.book.rules[i]
		if !knownSignal(r.Signal) {
			errs = append(errs, fmt.Errorf("rule %s: no part of the decision table asks for the signal %q", r.ID,
				r.Signal))
		}
		try := func(s string, want bool) {
			hits := c.book.match(words.NewText("", s, s), &m)
			got := slices.ContainsFunc(hits, func(h hit) bool { return h.rule == int32(i) })
			if got && !want {
				errs = append(errs, fmt.Errorf(
					"rule %s: it must not find %q; add words under unless or make a phrase narrower", r.ID, s))
			}
			if !got && want {
				errs = append(errs, fmt.Errorf("rule %s: it must find %q; add a phrase or look at its unless", r.ID, s))
			}
		}
		for _, s := range r.Hits {
			try(s, true)
		}
		for _, s := range r.Misses {
			try(s, false)
		}
	}
	return errors.Join(errs...)
}

func knownSignal(s string) bool {
	if slices.Contains(linear.FlagLabels, s) || slices.Contains(linear.ResidentLabels, s) ||
		slices.Contains(otherSignals, s) {
		return true
	}
	if strings.HasPrefix(s, conceptSignal) {
		return true
	}
	if writer, is := strings.CutPrefix(s, writerSignal); is {
		return slices.Contains(linear.WriterLabels, writer)
	}
	if len(s) > 5 && s[:5] == "area:" {
		return slices.Contains(linear.AreaLabels, s[5:])
	}
	return len(s) > 2 && s[:2] == "m_" && slices.Contains(linear.ManagerLabels, s[2:])
}

var otherSignals = []string{
	"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "failure", "repeat", "ongoing", "finished", "late_reason",
	"late_told", "leak", "legal_letter", "official", "relative", "threat", "safeguarding",
	"wrong_landlord", "injection", "spam", "enquiry", "compliment", "danger", "airways", "paperwork", "machine",
	"answer_yes", "answer_no", "answer_complaint", "texts_stop", "texts_start", "takes_back", "condition", "gives_up",
	"stage2_name", "formally", "asks_for_data", "for_somebody", "other_matter", "about_the_answer",
}
