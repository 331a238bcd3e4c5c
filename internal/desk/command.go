package desk

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"complaints/classifier"
	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/reply"
)

// Command gives a case a command as the complaints team would by replying to a letter, and returns what followed
// from it. It serves the terminal, whose user is trusted with the database anyway and stands in the log by name.
func (d *Desk) Command(ctx context.Context, user, ref, text string) (procedure.Decision, error) {
	var decision procedure.Decision
	err := d.decide(ctx, func(ctx context.Context, dec *decider) error {
		if err := dec.lookUpAbsences(ctx); err != nil {
			return err
		}
		c, err := dec.tx.Case(ctx, ref)
		if err != nil {
			return err
		}
		team := dec.Register.Team
		m := message.Message{
			ID: "terminal:" + strconv.FormatInt(dec.now.UnixNano(), 36), Channel: message.Terminal,
			Received: dec.now,
			From:     team.Email, FromName: user, Text: text, NewText: text, Nature: message.FromPerson,
			Proof: message.Proof{Verdict: message.SenderProved, By: message.AtTerminal},
		}
		cmd := reply.Read(text, reply.Known{Today: dec.Calendar.Day(dec.now), Writer: team, Resident: c.Party.Name})
		cmd.Needs = classifier.NeedsIn(cmd.Adjustment)
		if cmd.Verb == complaint.VerbStop && cmd.Missing == "" {
			if steps, ok, err := dec.decideStop(ctx, m, c, team); err != nil || ok {
				if err != nil {
					return err
				}
				decision = steps[0].Decision
				return dec.commit(ctx, verdict{steps: steps})
			}
		}
		decision = dec.Command(c, team, m, cmd, dec.now)
		return dec.commit(ctx, verdict{steps: []step{{c, decision}}})
	})
	if err != nil {
		return procedure.Decision{}, fmt.Errorf("case %s: %w", ref, err)
	}
	return decision, nil
}

// OpenLogged opens a case for a complaint that came by phone, in a letter or on a visit, at the word of whoever sits at
// the terminal. text is what [reply.ReadLogged] reads.
func (d *Desk) OpenLogged(ctx context.Context, user, text string) (procedure.Decision, error) {
	var decision procedure.Decision
	err := d.decide(ctx, func(ctx context.Context, dec *decider) error {
		if err := dec.lookUpAbsences(ctx); err != nil {
			return err
		}
		m := message.Message{
			ID: "terminal:" + strconv.FormatInt(dec.now.UnixNano(), 36), Channel: message.Terminal,
			Received: dec.now, FromName: user, Text: text, NewText: text, Nature: message.FromPerson,
			Proof: message.Proof{Verdict: message.SenderProved, By: message.AtTerminal},
		}
		m, told, ok := dec.loggedBy(m, people.Contact{Name: user})
		if !ok {
			return errors.New("the words of the complaint are missing: say what the resident said")
		}
		it := &item{}
		it.parsed.Message = m
		v, err := dec.decideLogged(ctx, it, told)
		if err != nil {
			return err
		}
		v.message = nil // it is nobody's mail
		decision = v.steps[0].Decision
		return dec.commit(ctx, v)
	})
	return decision, err
}

// Hold says why a case's file may not be erased, or with no reason that it may be again; user is who says it, at the
// terminal.
func (d *Desk) Hold(ctx context.Context, user, ref, why string) error {
	err := d.decide(ctx, func(ctx context.Context, dec *decider) error {
		c, err := dec.tx.Case(ctx, ref)
		if err != nil {
			return err
		}
		return dec.commit(ctx, verdict{steps: []step{{c, dec.Hold(c, actor.ByTerminal(user), why, dec.now)}}})
	})
	if err != nil {
		return fmt.Errorf("case %s: %w", ref, err)
	}
	return nil
}
