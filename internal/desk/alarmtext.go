package desk

import (
	"context"
	"encoding/binary"
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
	"complaints/internal/reading"
	"complaints/internal/reply"
	"complaints/store"
)

// An alert goes by text as well, to whoever of its readers has a mobile number in the register. Phones are shared and
// lie about, so a text holds no word of the resident's: the reference, and a code of four figures. TAKEN and the code,
// from a number of the register, takes the alarm (2.4).

// mostTexts is how many alarms one round tells a number of one by one. The email has them all.
const mostTexts = 5

// textsOf are the texts that go with the alerts to one reader.
func (d *decider) textsOf(ctx context.Context, mine []alarm) (texts []alarm, err error) {
	if d.Landlord.Text == "" { // we have no number to text from
		return nil, nil
	}
	refused, err := d.tx.Marks(ctx, noTextsMark)
	if err != nil {
		return nil, err
	}
	for _, a := range mine[:min(len(mine), mostTexts)] {
		phone := people.ContactIn(a.order.To.Phone).Phone
		if phone == "" || refused[phone] != 0 {
			continue
		}
		c, err := d.tx.Case(ctx, a.ref)
		if err != nil {
			return nil, fmt.Errorf("the case of an alarm: %w", err)
		}
		o := a.order
		o.Letter, o.Channel, o.To.Phone = letter.AlarmText, message.SMS, phone
		o.Facts = order.Facts{Landlord: d.Landlord, Ref: a.ref, Today: o.Facts.Today, Code: d.codeOf(c),
			Chased: len(mine) - mostTexts}
		texts = append(texts, alarm{a.ref, o})
	}
	return texts, nil
}

// codeOf is the code of the latest alarm of a case: one that was sent for an earlier danger takes no later one. Whoever
// does not have our secret cannot find it out.
func (d *decider) codeOf(c complaint.Case) string {
	of := fmt.Sprintf("alarm:%s:%d", c.Ref, c.EmergencyAt.UnixMilli())
	return fmt.Sprintf("%04d", binary.BigEndian.Uint32(keyed(d.desk.keys.code, of))%10000)
}

// noTextsMark begins the name under which the day is kept on which a number of the register took no text of ours.
const noTextsMark = "no texts:"

// staffAt is whoever of the register has a number.
func (r *Rules) staffAt(phone string) (who people.Contact, ok bool) {
	at := slices.IndexFunc(r.Register.Everyone(), func(c people.Contact) bool {
		return c.Phone != "" && (c.Phone == phone || people.ContactIn(c.Phone).Phone == phone)
	})
	if at < 0 {
		return people.Contact{}, false
	}
	return r.Register.Everyone()[at], true
}

// decideStaffText decides a text from a number of the register that is about alarms; ok is false of any other. Its
// sender may be a tenant like anybody else.
func (d *decider) decideStaffText(ctx context.Context, m message.Message) (v verdict, ok bool, err error) {
	from, staff := d.staffAt(m.From)
	if m.Channel != message.SMS || !staff {
		return verdict{}, false, nil
	}
	switch text := reply.ReadAlarmText(m.NewText); {
	case text.Stops || text.Starts:
		v := filed(m, reading.Reading{}, "", from.Called()+" lets us text them again.")
		day := int64(0)
		if text.Stops {
			v = filed(m, reading.Reading{}, "", from.Called()+" wants no texts. Alarms reach them by email only.")
			day = int64(d.Calendar.Day(d.now))
		}
		return v, true, d.tx.SetMark(ctx, noTextsMark+m.From, day)
	case text.Taken || text.False:
		v, err = d.takeByText(ctx, m, from, text)
		return v, true, err
	}
	return verdict{}, false, nil
}

// guessesMark begins the name under which is kept how many wrong codes a number sent within an hour.
const guessesMark = "codes:"

// mostGuesses is how many of them are looked at.
const mostGuesses = 5

// takeByText ends the alarm whose code a colleague texts.
func (d *decider) takeByText(ctx context.Context, m message.Message, from people.Contact,
	text reply.AlarmText) (verdict, error) {
	open, err := d.tx.Endangered(ctx)
	if err != nil {
		return verdict{}, err
	}
	guesses, err := d.guesses(ctx, m.From)
	if err != nil {
		return verdict{}, err
	}
	meant := slices.DeleteFunc(open, func(c complaint.Case) bool {
		return !c.Clocks.Danger.Runs() || d.codeOf(c) != text.Code
	})
	if len(meant) != 1 || guesses >= mostGuesses { // two alarms with one code are told apart by email alone
		if err := d.noteGuess(ctx, m.From, guesses+1); err != nil {
			return verdict{}, err
		}
		v := filed(m, reading.Reading{}, "", from.Called()+" texts about an alarm, and no open alarm has this "+
			"code.")
		o := d.outside(letter.CommandNotUnderstood, people.RoleManager, from, m, d.now)
		o.Why, o.InReplyTo = v.message.Outcome.Reason, ""
		o.Facts.Problem = "Your text has ended no alarm. Text TAKEN and the four figures of the code that stands in our " +
			"latest text, or reply TAKEN to our email. Until then others are told."
		v.letters = append(v.letters, o)
		return v, nil
	}
	c := meant[0]
	cmd := complaint.Command{Verb: complaint.VerbTaken, Sure: complaint.Unmistakable, Text: text.Why,
		Answers: letter.Hazard}
	if text.False {
		cmd.Verb = complaint.VerbFalse
		if len(strings.Fields(text.Why)) < 2 {
			cmd.Missing = "Say after FALSE and the code how you know that nobody is in danger. Until then the " +
				"alarm goes on."
		}
	}
	cmd, twins, err := d.widenTaking(ctx, m, c, cmd, nil)
	if err != nil {
		return verdict{}, err
	}
	v := verdict{
		message: &MessageRead{Message: m, Reading: staffReading(cmd), Outcome: store.Outcome{Kind: store.Continued,
			Case: c.Ref, Reason: "A text of " + from.Called() + " with the code of the alarm."}},
		steps: []step{{c, d.Command(c, from, m, cmd, d.now)}},
	}
	return d.takeTogether(v, m, from, cmd, twins), nil
}

// guesses is how many wrong codes a number has sent within the hour.
func (d *decider) guesses(ctx context.Context, phone string) (int64, error) {
	marks, err := d.tx.Marks(ctx, guessesMark+phone+":")
	if err != nil {
		return 0, err
	}
	if ago := d.now.Sub(time.UnixMilli(marks["since"])); ago < 0 || ago >= time.Hour {
		return 0, nil
	}
	return marks["n"], nil
}

func (d *decider) noteGuess(ctx context.Context, phone string, n int64) error {
	if n == 1 {
		if err := d.tx.SetMark(ctx, guessesMark+phone+":since", d.now.UnixMilli()); err != nil {
			return err
		}
	}
	return d.tx.SetMark(ctx, guessesMark+phone+":n", n)
}

// textRefused keeps that a number of the register takes no texts, for the list.
func (d *decider) textRefused(ctx context.Context, l outbox.Letter, why string) error {
	if l.Letter != letter.AlarmText || !reply.TakesNoTexts(why) {
		return nil
	}
	return d.tx.SetMark(ctx, noTextsMark+l.To, int64(d.Calendar.Day(d.now)))
}

// numbersWithoutTexts are the numbers of the register that took no text of ours. They stand on the list until one
// arrives, they write START, or the register has another number.
func numbersWithoutTexts(ctx context.Context, tx *store.Tx, everyone []people.Contact, team string) (all []Waiting,
	err error) {
	marks, err := tx.Marks(ctx, noTextsMark)
	if err != nil {
		return nil, err
	}
	for _, c := range everyone {
		phone := people.ContactIn(c.Phone).Phone
		day := calendar.Date(marks[phone])
		if phone == "" || day == 0 {
			continue
		}
		all = append(all, Waiting{What: "number", Ref: phone, Owner: team, Since: day, Why: c.Called() + " has " +
			"a number in " +
			"the register that takes no texts. Alarms reach them by email only. They text START to our number, " +
			"or the register needs another.", Reply: "nothing: it ends when a text arrives", key: "number|" + phone})
	}
	return all, nil
}
