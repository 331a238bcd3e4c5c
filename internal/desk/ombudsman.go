package desk

import (
	"context"
	"errors"
	"fmt"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/store"
)

// decideOmbudsman takes in what the outside body writes. It is joined to the case it names, whoever that case is
// about, and a person answers it.
func (d *decider) decideOmbudsman(ctx context.Context, m complaint.Message, mt match) (verdict, error) {
	c, found, err := d.caseNamed(ctx, m, mt)
	if err != nil {
		return verdict{}, err
	}
	if found {
		return verdict{
			message: &MessageRead{Message: m, Outcome: store.Outcome{
				Kind: store.Continued, Case: c.Ref, Reason: "The outside body wrote about the case.",
			}},
			steps: []step{{c, d.Ombudsman(c, m, d.now)}},
		}, nil
	}
	v := filed(m, complaint.Reading{}, "", "The outside body wrote, and the complaints team was told.")
	o := d.outside(letter.OmbudsmanContact, complaint.RoleTeam, d.Register.Team, m, d.now)
	if !m.Proof.Proved() {
		o.Facts.NotProved = procedure.NotProvedOutside
	}
	v.letters = append(v.letters, o)
	return v, nil
}

// caseNamed is the case of a message's thread, else the first that it names by reference and that exists.
func (d *decider) caseNamed(ctx context.Context, m complaint.Message, mt match) (complaint.Case, bool, error) {
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
