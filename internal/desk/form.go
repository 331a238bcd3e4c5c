package desk

import (
	"context"
	"errors"
	"fmt"

	"complaints/intake"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/store"
)

// writtenThroughForm makes the resident who filled in a web form the sender of the mail in which it came. Anybody can
// type any address into a form: of a colleague, or the outside body, it is not believed.
func (r *Rules) writtenThroughForm(p *intake.Parsed) {
	m := &p.Message
	if m.Nature != message.FromPerson {
		return
	}
	_, staff := r.Register.Find(p.FormWriter)
	if _, official := r.Policy.BodyAt(p.FormWriter); p.FormWriter == "" || staff || official {
		return
	}
	m.Problems = append(m.Problems, fmt.Sprintf(
		"The mail came through %s. We took the address that it gives for answers for the writer's.", m.From))
	m.From, m.FromName, m.ReplyTo, m.Proof = p.FormWriter, p.WriterName(), "", message.Proof{}
	p.OwnMail = false
}

// decideForm opens a case for whoever filled in a web form that gives no address for answers: they are reached by the
// number or at the home that they typed, and never at the program's own address, which nobody reads.
func (d *decider) decideForm(ctx context.Context, it *item) (verdict, error) {
	form := it.parsed.Form
	party := people.Party{Name: form.Name, Address: form.Home, Phone: people.ContactIn(form.Phone).Phone}
	return d.decideLogged(ctx, it, procedure.Told{By: people.Contact{Title: "A web form"},
		On: d.Calendar.Day(it.parsed.Message.Received), Party: party})
}

// decideOwnMail decides a mail that says it comes from our own mailbox. A letter of ours that came back is only filed.
// Whatever else reads like a complaint may be one that a colleague or a web page has put there: a person looks at it.
func (d *decider) decideOwnMail(ctx context.Context, it *item) (verdict, error) {
	m := it.parsed.Message
	_, err := d.tx.LetterByMessageID(ctx, m.MessageID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return verdict{}, fmt.Errorf("look for our own letter: %w", err)
	}
	notOurs := err != nil && len(m.InReplyTo) == 0
	switch own := d.alone(it); {
	case notOurs && (it.parsed.Through || m.Sealed != "" || own.Emergency || own.SelfHarm == reading.SelfHarmStrong):
		return d.openUnaddressed(ctx, it)
	case notOurs && own.Kind == reading.KindComplaint:
		return quarantined(m, own, "", "It comes from our own mailbox, is no letter of ours and reads like "+
			"a complaint. It names nobody who could be answered."), nil
	}
	return filed(m, d.alone(it), "", "It is our own mail."), nil
}
