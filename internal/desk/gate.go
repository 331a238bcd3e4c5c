package desk

import (
	"context"
	"fmt"
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/outbox"
)

// gate takes out of a verdict the letters that may not leave, and stops those that wait in the outbox where the verdict
// has made a rule against them. What that means for a case is a step of its own, after all that the verdict does to it.
func (d *decider) gate(ctx context.Context, v *verdict) error {
	for i := range slices.Clone(v.steps) {
		s := &v.steps[i]
		var waiting []outbox.Letter
		if slices.ContainsFunc(s.Events, restricts) {
			var err error
			if waiting, err = d.tx.Unsent(ctx, s.Case.Ref); err != nil {
				return err
			}
		}
		c := v.lastOf(s.Case.Ref)
		through, stopped, back := d.Gate(c, s.Decision.Letters, waiting, d.now)
		s.Decision.Letters = through
		for _, l := range stopped {
			if _, err := d.tx.Stop(ctx, l.ID, "its case allows it no more", d.now); err != nil {
				return fmt.Errorf("case %s: %w", s.Case.Ref, err)
			}
		}
		if len(back.Events) > 0 {
			v.steps = append(v.steps, step{c, back})
		}
	}
	return nil
}

// restricts reports whether an event may forbid letters that have been ordered.
func restricts(e complaint.Event) bool {
	switch e.Fact.(type) {
	case complaint.ContactRuled, complaint.SafetyHeld:
		return true
	}
	return false
}
