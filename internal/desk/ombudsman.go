package desk

import (
	"context"
	"errors"
	"fmt"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/store"
)

// caseNamed is the case of a message's thread, else the first that it names by reference and that exists.
func (d *decider) caseNamed(ctx context.Context, m message.Message, mt match) (complaint.Case, bool, error) {
	if mt.found {
		return mt.c, true, nil
	}
	for _, ref := range intake.Candidates(m, d.Landlord.Email, d.desk.prefix).Refs {
		c, err := d.tx.Case(ctx, ref)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return complaint.Case{}, false, fmt.Errorf("case %s: %w", ref, err)
		}
		return c, true, nil
	}
	return complaint.Case{}, false, nil
}
