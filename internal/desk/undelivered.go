package desk

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/store"
)

// refusesMark begins the name under which the day is kept on which a mailbox of the register first refused a letter.
const refusesMark = "refuses:"

// refusesFor is how many days such a day counts. A mailbox that refuses after that may do so for another reason.
const refusesFor = 14

// refusals says since when mailboxes of the register refuse letters.
func refusals(ctx context.Context, tx *store.Tx, today calendar.Date) (map[string]calendar.Date, error) {
	marks, err := tx.Marks(ctx, refusesMark)
	if err != nil {
		return nil, err
	}
	refusing := make(map[string]calendar.Date, len(marks))
	for who, day := range marks {
		if since := calendar.Date(day); since > today-refusesFor {
			refusing[who] = since
		}
	}
	return refusing, nil
}

// notDelivered adds to a verdict what follows from a letter that did not arrive: for its case, and for the mailbox of a
// colleague or of the team that refused it.
func (d *decider) notDelivered(ctx context.Context, v *verdict, l outbox.Letter, r procedure.Refusal) error {
	today := d.Calendar.Day(d.now)
	if err := d.lookUpAbsences(ctx); err != nil {
		return err
	}
	who := strings.ToLower(l.To)
	if _, ours := d.Register.Find(l.To); ours && !r.InDoubt {
		if r.Before = d.Refusing[who]; r.Before == 0 {
			d.Refusing[who] = today
			if err := d.tx.SetMark(ctx, refusesMark+who, int64(today)); err != nil {
				return err
			}
		}
	}
	if d.FromTeam(l) || l.Letter == letter.TeamUnreachable {
		d.tellNextToTeam(v, l, r)
	}
	if err := d.textRefused(ctx, l, r.Why); err != nil {
		return err
	}
	if len(l.StandsFor) > 0 {
		for _, part := range partsOf(l) {
			if err := d.notDelivered(ctx, v, part, r); err != nil {
				return err
			}
		}
		return nil
	}
	if l.Letter == letter.Dangers {
		return d.alarmsNotDelivered(ctx, v, l, r)
	}
	if l.Case == "" {
		return nil
	}
	c := v.lastOf(l.Case) // of a letter that stood for several of its own
	if c.Ref == "" {
		var err error
		if c, err = d.tx.Case(ctx, l.Case); err != nil {
			return fmt.Errorf("case %s: %w", l.Case, err)
		}
	}
	if decision := d.NotDelivered(c, l, r, d.now); len(decision.Events) > 0 {
		v.steps = append(v.steps, step{c, decision})
	}
	return nil
}

// alarmsNotDelivered adds what follows for each case of a joined alert that did not arrive.
func (d *decider) alarmsNotDelivered(ctx context.Context, v *verdict, l outbox.Letter, r procedure.Refusal) error {
	open, err := d.dangersOf(ctx, l)
	if err != nil {
		return err
	}
	for _, c := range open {
		one := l
		one.Case, one.Letter = c.Ref, letter.Hazard
		if decision := d.NotDelivered(c, one, r, d.now); len(decision.Events) > 0 {
			v.steps = append(v.steps, step{c, decision})
		}
	}
	return nil
}

// tellNextToTeam tells whoever comes next on the register that the team's mailbox refuses letters, once a day: the
// letter's cause is the day. Letters to the team that refuse make no letters to the team.
func (d *decider) tellNextToTeam(v *verdict, l outbox.Letter, r procedure.Refusal) {
	d.desk.log.Error("the complaints team's mailbox does not take our letters", "letter", l.ID, "case", l.Case,
		"answer", r.Why)
	next, ok := d.NextToTeam(func(address string) bool { return d.Refusing[strings.ToLower(address)] != 0 })
	if !ok {
		return
	}
	today := d.Calendar.Day(d.now)
	o := d.outside(letter.TeamUnreachable, people.RoleTeam, next, message.Message{}, d.now)
	o.Cause, o.Why = "team refuses:"+today.String(), "The complaints team's mailbox does not take our letters."
	o.Facts.Problem, o.Facts.Contact = r.Why, d.Register.Team
	v.letters = append(v.letters, o)
}

// ownMailboxRefuses adds to a verdict what follows when the team's mailbox refuses a letter that is tried again.
func (d *decider) ownMailboxRefuses(ctx context.Context, v *verdict, result outbox.SendResult) error {
	if result.State != outbox.Pending || !strings.HasPrefix(result.Detail, outbox.OwnMailbox) {
		return nil
	}
	l, err := d.tx.Letter(ctx, result.Letter)
	if err != nil {
		return err
	}
	if err := d.lookUpAbsences(ctx); err != nil {
		return err
	}
	d.tellNextToTeam(v, l.Letter, procedure.Refusal{Why: strings.TrimPrefix(result.Detail, outbox.OwnMailbox)})
	return nil
}

// noSuchAddress are the words by which a server says that an address will never work, and those for a mailbox that
// refused our letters for two days.
var noSuchAddress = regexp.MustCompile(`(?i)\b5\.1\.\d+\b|no such (?:user|mailbox|address|recipient|person)|` +
	`user unknown|unknown user|does ?n[o']t exist|put off for two days`)

// refusalOf reads the last words that a mail server said of a letter.
func refusalOf(detail string) procedure.Refusal {
	return procedure.Refusal{Why: detail, NoSuchAddress: noSuchAddress.MatchString(detail),
		InDoubt: strings.HasPrefix(detail, outbox.InDoubt)}
}
