package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/store"
)

// What the mode of a letter means for the outbox: in shadow it is written and stopped, supervised it waits there for a
// colleague's word. Which it is, the gate has decided; see [procedure.Modes].

// gateOutside holds letters outside any case as their mode has it. Those that wait are shown to the team.
func (d *decider) gateOutside(v *verdict) {
	var ask []order.Order
	for i := range v.letters {
		o := &v.letters[i]
		switch d.Mode.Of(o.Letter) {
		case procedure.Shadow:
			o.Shadow = true
		case procedure.Supervised:
			shown := *o
			o.NotBefore = procedure.NeverByItself
			q := d.toTeam(letter.LetterToAgree, "agree:"+o.Cause, d.now)
			q.Why, q.Shows = "A letter outside any case waits for a yes.", []order.Order{shown}
			q.Facts.Meant = procedure.NameOf(o.Letter)
			q.Facts.Problem = "It does not go by itself."
			q.Facts.Commands = procedure.YesOrNo()
			ask = append(ask, q)
		}
	}
	v.letters = append(v.letters, ask...)
}

// keepInShadow stops the letters that were written in shadow, for good. They stay in the outbox to be read.
func (d *decider) keepInShadow(ctx context.Context, letters []outbox.Letter) error {
	for _, l := range letters {
		if !l.Shadow {
			continue
		}
		waiting, err := d.waitingLike(ctx, l.Case, l.Cause)
		if err != nil {
			return err
		}
		for _, w := range waiting {
			if w.Key() != l.Key() {
				continue
			}
			if _, err := d.tx.Stop(ctx, w.ID, strings.TrimPrefix(outbox.Shadowed, outbox.Stopped), d.now); err != nil {
				return err
			}
		}
		if !d.Mode.InShadow() {
			continue
		}
		if err := d.tx.SetMark(ctx, shadowMark, int64(d.Calendar.Day(d.now))); err != nil {
			return err
		}
	}
	return nil
}

// shadowMark keeps the latest day on which a letter was kept in shadow in this database.
const shadowMark = "mode:shadow"

// MayWrite returns an error if residents would be written to from a database that was filled in shadow: its cases stand
// as if their letters had gone, and nobody has had one.
func (d *Desk) MayWrite(ctx context.Context) error {
	rules := d.Rules()
	last, err := d.store.Mark(ctx, shadowMark)
	if err != nil || last == 0 || rules.Mode.InShadow() {
		return err
	}
	return fmt.Errorf("this database was filled in shadow until %s: its cases stand as if their letters had gone, and "+
		"nobody has had one. Put it aside and begin with a new one (mailbox.since says from when mail is taken in), "+
		"or set mode.all to shadow", calendar.Date(last).Long())
}

// waitingLike are the letters of a case, or of a cause outside any, that nobody has begun to send.
func (d *decider) waitingLike(ctx context.Context, ref, cause string) ([]outbox.Letter, error) {
	if ref == "" {
		return d.tx.UnsentOutside(ctx, cause)
	}
	return d.tx.Unsent(ctx, ref)
}

// obeyWords lets the letters go that somebody has said yes to, and stops those that they have said no to.
func (d *decider) obeyWords(ctx context.Context, v verdict) error {
	for _, s := range v.steps {
		if len(s.LetGo)+len(s.KeepBack) == 0 {
			continue
		}
		waiting, err := d.tx.Unsent(ctx, s.Case.Ref)
		if err != nil {
			return err
		}
		for _, l := range waiting {
			own := complaint.Awaited{Letter: l.Letter, Role: l.Role, Channel: l.Channel, Cause: l.Cause}.ID()
			is := func(a complaint.Awaited) bool { return a.ID() == own }
			if i := slices.IndexFunc(s.LetGo, is); i >= 0 {
				err = d.tx.LetGo(ctx, l.ID, latest(s.LetGo[i].At, d.now))
			} else if slices.ContainsFunc(s.KeepBack, is) {
				_, err = d.tx.Stop(ctx, l.ID, "a person said no to it", d.now)
			}
			if err != nil {
				return fmt.Errorf("case %s: %w", s.Case.Ref, err)
			}
		}
	}
	return nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// agreeOutside takes a colleague's yes or no to a letter outside any case. ok is false if they said neither.
func (d *decider) agreeOutside(ctx context.Context, m message.Message, mt match, from people.Contact) (verdict, bool,
	error) {
	cmd := d.readReply(m, mt, from)
	if cmd.Verb != complaint.VerbYes && cmd.Verb != complaint.VerbNo {
		return verdict{}, false, nil
	}
	may := people.SameAddress(from, d.Register.Team) || people.SameAddress(from, d.Register.Lead)
	waiting, err := d.tx.UnsentOutside(ctx, procedure.AskedToAgree(mt.letter.Cause))
	if err != nil {
		return verdict{}, false, err
	}
	o := d.outside(letter.CommandDone, people.RoleTeam, from, m, d.now)
	o.Facts.Reason = "The letter waits no more, so nothing was done."
	for _, l := range waiting {
		switch {
		case l.Letter == letter.LetterToAgree:
			continue
		case !may:
			o.Facts.Reason = "The complaints team says yes or no to a letter. Nothing was done."
		case cmd.Verb == complaint.VerbYes:
			o.Facts.Reason = "The letter goes."
			err = d.tx.LetGo(ctx, l.ID, d.now)
		default:
			o.Facts.Reason = "The letter does not go."
			_, err = d.tx.Stop(ctx, l.ID, "a person said no to it", d.now)
		}
		if err != nil {
			return verdict{}, false, err
		}
	}
	v := filed(m, staffReading(cmd), "", from.Called()+" says yes or no to a letter outside any case.")
	o.Why = v.message.Outcome.Reason
	v.letters = append(v.letters, o)
	return v, true, nil
}

// showAwaited fills in the words of a letter that is shown to somebody again, as it stands in the outbox.
func (d *decider) showAwaited(ctx context.Context, ref string, o *order.Order) error {
	if o.Letter != letter.LetterToAgree || len(o.Shows) > 0 || ref == "" {
		return nil
	}
	waiting, err := d.tx.Unsent(ctx, ref)
	for _, l := range waiting {
		own := complaint.Awaited{Letter: l.Letter, Role: l.Role, Channel: l.Channel, Cause: l.Cause}.ID()
		if own == procedure.AskedToAgree(o.Cause) {
			o.Facts.Finished = append(o.Facts.Finished, order.Finished{To: cmp.Or(l.ToName, l.To), Subject: l.Subject,
				Text: l.Text})
		}
	}
	return err
}

// byMode holds the letters outside any case as their mode has it, and shows those again that await a word.
func (d *decider) byMode(ctx context.Context, v *verdict) error {
	d.gateOutside(v)
	for i := range v.steps {
		for j := range v.steps[i].Letters {
			if err := d.showAwaited(ctx, v.steps[i].Case.Ref, &v.steps[i].Letters[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// shadowLines are the letters that would have gone since the last morning letter, each with its case.
func (d *Desk) shadowLines(ctx context.Context, m *morning) (lines []string, err error) {
	var kept []store.Posted
	err = d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		kept, err = tx.StoppedSince(ctx, outbox.Shadowed, m.Calendar.At(m.since, 0, 0))
		return err
	})
	for _, l := range kept {
		if m.Calendar.Day(l.SettledAt) >= m.today && !l.SettledAt.Before(m.now) {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %s to %s by %s, on %s", cmp.Or(l.Case, "no case"),
			procedure.NameOf(l.Letter.Letter), cmp.Or(l.ToName, "whoever wrote"),
			wayOf(l.Channel), m.clockTime(l.SettledAt)))
	}
	return lines, err
}

func wayOf(c message.Channel) string {
	switch c {
	case message.SMS:
		return "text"
	case message.Post:
		return "post"
	}
	return "e-mail"
}
