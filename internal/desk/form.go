package desk

import (
	"context"
	"errors"
	"fmt"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// writtenThroughForm makes the resident who filled in a web form the sender of the mail in which it came. Anybody can type
// any address into a form: of a colleague, or the outside body, it is not believed.
func (r *rules) writtenThroughForm(p *intake.Parsed) {
	m := &p.Message
	if _, staff := r.Register.Find(p.FormWriter); p.FormWriter == "" || staff || procedure.FromOmbudsman(p.FormWriter) {
		return
	}
	m.Problems = append(m.Problems, fmt.Sprintf("The mail came through %s. We took the address that it gives for answers for the writer's.", m.From))
	m.From, m.FromName, m.ReplyTo, m.Authenticated = p.FormWriter, "", "", false
	p.OwnMail = false
}

// judgeOwn decides a mail that says it comes from our own mailbox. A letter of ours that came back is only filed. Whatever else
// reads like a complaint may be one that a colleague or a web page has put there: a person looks at it.
func (d *Desk) judgeOwn(ctx context.Context, tx *store.Tx, it *item) (verdict, error) {
	m := it.parsed.Message
	outcome := store.Outcome{Kind: store.Filed, Reason: "It is our own mail."}
	if _, err := tx.LetterByMessageID(ctx, m.MessageID); errors.Is(err, store.ErrNotFound) {
		if len(m.InReplyTo) == 0 && it.fresh.Kind == complaint.KindComplaint {
			outcome = store.Outcome{Kind: store.Quarantined, Reason: "It comes from our own mailbox, is no letter of ours and reads like a complaint. It names nobody who could be answered."}
		}
	} else if err != nil {
		return verdict{}, fmt.Errorf("look for our own letter: %w", err)
	}
	return verdict{message: &MessageRead{m, it.fresh, outcome}}, nil
}
