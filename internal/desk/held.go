package desk

import (
	"context"
	"fmt"
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
)

// sentMark begins the name under which is kept how many answers, and how often advice for danger, went to an address on
// the latest day on which any did.
const sentMark = "sent:"

// mostCounted is as far as is counted.
const mostCounted = 0xff

// sentTo says what has gone to an address today.
func (d *decider) sentTo(ctx context.Context, address string) (procedure.SentToday, error) {
	value, err := d.tx.Mark(ctx, sentMark+person(address))
	if err != nil || value>>16 != int64(d.Calendar.Day(d.now)) {
		return procedure.SentToday{}, err
	}
	return procedure.SentToday{Answers: int(value >> 8 & mostCounted), Advice: int(value & mostCounted)}, nil
}

func (d *decider) noteSent(ctx context.Context, address string, sent procedure.SentToday) error {
	return d.tx.SetMark(ctx, sentMark+person(address), int64(d.Calendar.Day(d.now))<<16|
		int64(min(sent.Answers, mostCounted))<<8|int64(min(sent.Advice, mostCounted)))
}

// spare holds back of a verdict's letters what is too much for their addresses. What that means for a case is a step of
// its own, after all that the verdict does to it.
func (d *decider) spare(ctx context.Context, v *verdict) error {
	sent, was := map[string]*procedure.SentToday{}, map[string]procedure.SentToday{}
	for _, s := range v.steps {
		for _, o := range s.Decision.Letters {
			address := procedure.AddressOf(o)
			if !procedure.Spared(o) || sent[address] != nil {
				continue
			}
			count, err := d.sentTo(ctx, address)
			if err != nil {
				return fmt.Errorf("what has gone to an address: %w", err)
			}
			sent[address], was[address] = &count, count
		}
	}
	if len(sent) == 0 {
		return nil
	}
	today := func(address string) *procedure.SentToday { return sent[address] }
	for i := range slices.Clone(v.steps) {
		c := v.lastOf(v.steps[i].Case.Ref)
		kept, held := d.Spare(c, v.steps[i].Decision.Letters, today, d.now)
		v.steps[i].Decision.Letters = kept
		if len(held.Events) > 0 {
			v.steps = append(v.steps, step{c, held})
		}
	}
	for address, count := range sent {
		if *count == was[address] {
			continue
		}
		if err := d.noteSent(ctx, address, *count); err != nil {
			return fmt.Errorf("what has gone to an address: %w", err)
		}
	}
	return nil
}

// lastOf is a case as it is after all steps of a verdict.
func (v *verdict) lastOf(ref string) (c complaint.Case) {
	for _, s := range v.steps {
		if s.Case.Ref == ref {
			c = s.Case
		}
	}
	return c
}

// lastOr is a case as it is after all steps of a verdict, or as it was where there are none.
func (v *verdict) lastOr(c complaint.Case) complaint.Case {
	if last := v.lastOf(c.Ref); last.Ref != "" {
		return last
	}
	return c
}

// withoutGathered takes the letters that stand for others out of what a case orders. They wait for the end of the
// transaction, so that those to one address are one letter.
func withoutGathered(orders []order.Order) (rest, gathered []order.Order) {
	for _, o := range orders {
		if len(o.StandsFor) > 0 {
			gathered = append(gathered, o)
		} else {
			rest = append(rest, o)
		}
	}
	return rest, gathered
}

// orderGathered orders one letter to each address for those that stand for others.
func (d *decider) orderGathered(ctx context.Context) error {
	gathered := d.gathered
	d.gathered = nil
	for len(gathered) > 0 {
		first := gathered[0]
		same := func(o order.Order) bool {
			return o.Channel == first.Channel && procedure.AddressOf(o) == procedure.AddressOf(first)
		}
		var mine, others []order.Order
		alone := d.Mode.Of(first.Letter) != procedure.Automatic // each waits for a word of its own
		for i, o := range gathered {
			if i == 0 || !alone && same(o) {
				mine = append(mine, o)
			} else {
				others = append(others, o)
			}
		}
		gathered = others
		one := procedure.Together(mine)
		letters, err := d.render(one.Facts.Ref, []order.Order{one})
		if err != nil {
			return fmt.Errorf("write what was held back in one letter: %w", err)
		}
		if _, err := d.tx.Order(ctx, letters...); err != nil {
			return fmt.Errorf("order what was held back: %w", err)
		}
		if err := d.keepInShadow(ctx, letters); err != nil {
			return err
		}
	}
	return nil
}

// partsOf are the letters whose fate a letter decides: those that it stands for, or itself.
func partsOf(l outbox.Letter) []outbox.Letter {
	if len(l.StandsFor) == 0 {
		return []outbox.Letter{l}
	}
	parts := make([]outbox.Letter, len(l.StandsFor))
	for i, p := range l.StandsFor {
		parts[i] = l
		parts[i].Case, parts[i].Letter, parts[i].StandsFor = p.Case, p.Letter, nil
	}
	return parts
}
