package desk

import (
	"context"
	"fmt"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/store"
)

// decideStop takes back what a colleague has caused last, where none of its letters has left the house: they are
// withdrawn from the outbox and the case stands as it did. ok is false if there is nothing that could be.
func (d *decider) decideStop(ctx context.Context, m message.Message, c complaint.Case, from people.Contact) (
	steps []step, ok bool, err error) {
	if !d.MayTakeBack(c, from, d.now) {
		return nil, false, nil
	}
	cases := []complaint.Case{c}
	if c.Act.With != "" {
		other, err := d.tx.Case(ctx, c.Act.With)
		if err != nil {
			return nil, false, fmt.Errorf("case %s: %w", c.Act.With, err)
		}
		if other.Act.Cause != c.Act.Cause { // something has happened to it since
			return nil, false, nil
		}
		cases = append(cases, other)
	}
	for _, c := range cases {
		gone, err := d.hasLeft(ctx, c)
		if err != nil {
			return nil, false, err
		}
		if len(gone) > 0 {
			return []step{{c, d.TooLate(c, from, m, gone, d.now)}}, true, nil
		}
	}
	for i, c := range cases {
		s, err := d.takeBack(ctx, m, c, from)
		if err != nil {
			return nil, false, err
		}
		if i > 0 {
			s.Letters = nil // one receipt says it for both
		}
		steps = append(steps, s)
	}
	return steps, true, nil
}

// hasLeft are the letters of the latest act on a case that may have left the house.
func (d *decider) hasLeft(ctx context.Context, c complaint.Case) (gone []outbox.Letter, err error) {
	letters, err := d.tx.LettersOf(ctx, c.Ref)
	if err != nil {
		return nil, err
	}
	for _, l := range letters {
		outside := l.Role == people.RoleResident || l.Role == people.RoleRepresentative
		if l.Cause == c.Act.Cause && outside && (l.State != outbox.Pending || len(l.Attempts) > 0) &&
			!strings.HasPrefix(l.Detail, outbox.Stopped) {
			gone = append(gone, l.Letter)
		}
	}
	return gone, nil
}

// takeBack withdraws the letters of the latest act on a case and puts the case back.
func (d *decider) takeBack(ctx context.Context, m message.Message, c complaint.Case, from people.Contact) (
	step, error) {
	events, err := d.tx.Events(ctx, c.Ref)
	if err != nil {
		return step{}, err
	}
	act := c.Act
	if act.From < 0 || act.To < act.From || act.To > len(events) {
		return step{}, fmt.Errorf("case %s: its log does not hold what was done last: %w", c.Ref, store.ErrNotFound)
	}
	unsent, err := d.tx.Unsent(ctx, c.Ref)
	if err != nil {
		return step{}, err
	}
	for _, l := range unsent {
		if l.Cause != act.Cause {
			continue
		}
		if _, err := d.tx.Stop(ctx, l.ID, "whoever caused it took it back", d.now); err != nil {
			return step{}, err
		}
	}
	before, after := complaint.Fold(events[:act.From]), complaint.Fold(events[:act.To])
	decision := d.TakeBack(complaint.Fold(events), before, after, from, m, d.now)
	return step{c, decision}, nil
}
