package desk

import (
	"cmp"
	"context"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reply"
	"complaints/internal/subject"
)

// route decides what becomes of one message, by what it is and who wrote it. It writes nothing but what it has to
// number.
func (d *decider) route(ctx context.Context, it *item) (verdict, error) {
	m := it.parsed.Message
	if m.Nature == message.FromPicture {
		return d.decidePicture(ctx, it)
	}
	if it.parsed.OwnMail {
		return d.decideOwnMail(ctx, it)
	}
	prior, copied, err := d.copyOf(ctx, m)
	if err != nil {
		return verdict{}, err
	}
	if copied {
		return filed(m, d.alone(it), prior.Outcome.Case, isCopy), nil
	}
	if v, ok, err := d.decideStaffText(ctx, m); err != nil || ok {
		return v, err
	}
	switch m.Nature {
	case message.FromBounce:
		return d.decideBounce(ctx, it)
	case message.FromReceipt:
		if m.Bounce != nil {
			return d.decideBounce(ctx, it) // it says that one of our letters was delivered
		}
		return filed(m, d.alone(it), "", "It is a read receipt."), nil
	case message.FromFeedbackReport:
		return filed(m, d.alone(it), "", "It is an abuse report of a mail provider."), nil
	}
	mt, err := d.matchThread(ctx, m)
	if err != nil {
		return verdict{}, err
	}
	m = asAnswer(it, mt)
	if body, ok := d.bodyAt(m, mt); ok {
		return d.decideOfficial(ctx, it, mt, body)
	}
	_, onRegister := d.Register.Find(m.From)
	asResident := mt.found && mt.known && !forStaff(mt.letter) // a colleague who is a tenant, on their own complaint
	if onRegister && !asResident || forStaff(mt.letter) {
		return d.decideStaff(ctx, it, mt)
	}
	if theirs, ok := d.passedOnByColleague(m); ok && !mt.found {
		return d.decidePassedOn(ctx, it, theirs, cmp.Or(m.FromName, "A colleague"))
	}
	if !onRegister && !mt.known && m.Nature == message.FromPerson && m.Proof.Proved() && d.ofTheHouse(m.From) {
		if v, ok, err := d.decideOfTheHouse(ctx, it); err != nil || ok {
			return v, err
		}
	}
	switch m.Nature {
	case message.FromAutoReply:
		return filed(m, d.alone(it), mt.c.Ref, "It is an automatic reply."), nil
	case message.FromList:
		return filed(m, d.alone(it), "", "It came through a mailing list."), nil
	}
	return d.decideResident(ctx, it, mt)
}

// asAnswer makes of a message what it is in the light of the letter that it answers: what that letter proves, without
// what it said itself.
func asAnswer(it *item, mt match) message.Message {
	m := &it.parsed.Message
	if saysOnlyAway(it, mt) {
		m.Nature = message.FromAutoReply
	}
	if mt.byToken {
		m.Proof = message.Proof{Verdict: message.SenderProved, By: message.ByToken}
	}
	if mt.letter.Text != "" { // what our own letter says is not what its reader says
		m.NewText = reply.WithoutOurs(m.NewText, mt.letter.Text)
	}
	return *m
}

// saysOnlyAway reports whether a resident's answer is an out-of-office note and nothing else, though no header says so.
func saysOnlyAway(it *item, mt match) bool {
	m := it.parsed.Message
	return m.Nature == message.FromPerson && it.parsed.AwayNote && !forStaff(mt.letter) &&
		(mt.found || subject.IsReply(m.Subject))
}

// outside orders a letter about a message that belongs to no case.
func (d *decider) outside(
	id complaint.LetterID, role people.Role, to people.Contact, m message.Message, at time.Time,
) order.Order {
	today := d.Calendar.Day(at)
	return order.Order{
		Letter: id, Cause: m.ID, Channel: message.Email, Role: role, To: to, InReplyTo: m.MessageID,
		NotBefore: at, Promised: today + 7,
		Facts: order.Facts{
			Landlord: d.Landlord, Today: today, Recipient: to.Name, Words: firstLines(m.NewText, 40),
			Unread: letter.Of(id).Gathers,
		},
	}
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}

// tellTeam adds a letter to a verdict that tells the complaints team of a problem with its message.
func (d *decider) tellTeam(v verdict, problem string) verdict {
	m := v.message.Message
	o := d.outside(letter.CommandNotUnderstood, people.RoleTeam, d.Register.Team, m, m.Received)
	o.Why, o.Facts.Problem = v.message.Outcome.Reason, problem
	v.letters = append(v.letters, o)
	return v
}
