package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/intake"
	"complaints/internal/failpoint"
	"complaints/internal/message"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/store"
)

// A text is decided without its pictures: danger in its words waits for nothing. That they are to be fetched is written
// in the same transaction, and taken out in that which decides on what came of it, so that a picture is neither
// forgotten nor told of twice, whenever the program dies.

// pictureMark begins the names under which is kept that a file of a text is awaited, and since when, in milliseconds.
const pictureMark = "picture:"

// AwaitedPicture is a file of a text that is still to be fetched.
type AwaitedPicture struct {
	intake.Picture           // without its bytes
	Source         string    // the number that the text came to
	Since          time.Time // when the text was decided
}

// awaitPictures notes which files of a text are to be fetched.
func (d *decider) awaitPictures(ctx context.Context, m message.Message, became store.OutcomeKind) error {
	if became == store.Quarantined { // decided once a person has looked
		return nil
	}
	for _, f := range m.Attachments {
		if f.Lacks != message.LacksFetch {
			continue
		}
		if err := d.tx.SetMark(ctx, pictureMark+m.MessageID+"/"+f.Part, d.now.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// AwaitedPictures are the files of texts that are still to be fetched.
func (d *Desk) AwaitedPictures(ctx context.Context) (all []AwaitedPicture, err error) {
	err = d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		marks, err := tx.Marks(ctx, pictureMark)
		if err != nil {
			return err
		}
		for name, since := range marks {
			sid, part, _ := strings.Cut(name, "/")
			text, err := tx.TextOf(ctx, sid)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			p := AwaitedPicture{Since: time.UnixMilli(since).UTC()}
			p.Text, p.Part, p.From = sid, part, text.Message.From
			p.N = 1 + slices.IndexFunc(text.Message.Attachments,
				func(a message.Attachment) bool { return a.Part == part })
			if len(text.Message.To) > 0 {
				p.Source = text.Message.To[0]
			}
			all = append(all, p)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for the pictures of texts: %w", err)
	}
	slices.SortFunc(all, func(a, b AwaitedPicture) int {
		return strings.Compare(a.Text+fmt.Sprintf("%03d", a.N), b.Text+fmt.Sprintf("%03d", b.N))
	})
	return all, nil
}

// TakePicture takes in what came of fetching a file of a text: its bytes, or why it cannot be had.
func (d *Desk) TakePicture(ctx context.Context, p AwaitedPicture) error {
	a := p.Arrival(p.Source, d.clock())
	saved, err := d.store.SaveArrivals(ctx, p.Source, []message.Arrival{a}, message.Cursor{})
	if err != nil {
		return fmt.Errorf("store a picture: %w", err)
	}
	if saved[0].Known { // its text was filed, and has been brought back since
		err := d.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.TakeBack(ctx, saved[0].ID)
		})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if saved[0], err = d.store.Arrival(ctx, saved[0].ID); err != nil {
			return err
		}
	}
	if saved[0].Outcome.Kind != store.Undecided {
		return d.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.DropMark(ctx, pictureMark+p.Text+"/"+p.Part)
		})
	}
	if saved[0].Raw == nil {
		if saved[0], err = d.store.Arrival(ctx, saved[0].ID); err != nil {
			return err
		}
	}
	failpoint.Reached("picture stored, not decided")
	err = d.decideAll(ctx, saved)
	d.wake()
	return err
}

// decidePicture takes a file of a text to the case of that text.
func (d *decider) decidePicture(ctx context.Context, it *item) (verdict, error) {
	m := it.parsed.Message
	sid := m.InReplyTo[0]
	text, err := d.tx.TextOf(ctx, sid)
	if errors.Is(err, store.ErrNotFound) {
		return quarantined(m, reading.Reading{}, "", "It came with a text message that is not here."), nil
	}
	if err != nil {
		return verdict{}, err
	}
	if err := d.tx.DropMark(ctx, pictureMark+sid+"/"+m.MessageID); err != nil {
		return verdict{}, err
	}
	ref := text.Outcome.Case
	if ref == "" {
		return filed(m, reading.Reading{}, "", "It came with a text message that was filed. "+text.Outcome.Reason), nil
	}
	c, err := d.tx.Case(ctx, ref)
	if err != nil {
		return verdict{}, fmt.Errorf("case %s: %w", ref, err)
	}
	all, err := d.filesOfText(ctx, ref, text.Message, m)
	if err != nil {
		return verdict{}, err
	}
	return verdict{
		message: readAlone(m, reading.Reading{}, store.Outcome{Kind: store.Continued, Case: ref,
			Reason: "It came with a text message of the case."}),
		steps: []step{{c, d.FileCame(c, text.Message, fetched(m), all, d.now)}},
	}, nil
}

// fetched is what came of fetching a file.
func fetched(m message.Message) procedure.Fetched {
	return procedure.Fetched{Arrival: m.ID, File: m.Attachments[0], Missing: strings.Join(m.Problems, ", ")}
}

// filesOfText are all files of a text, of which the latest has just come; none while others are awaited.
func (d *decider) filesOfText(ctx context.Context, ref string, text, latest message.Message) (
	all []procedure.Fetched, err error,
) {
	waiting, err := d.tx.Marks(ctx, pictureMark+text.MessageID+"/")
	if err != nil || len(waiting) > 0 {
		return nil, err
	}
	messages, err := d.tx.MessagesOf(ctx, ref)
	if err != nil {
		return nil, fmt.Errorf("messages of case %s: %w", ref, err)
	}
	came := map[string]procedure.Fetched{latest.MessageID: fetched(latest)}
	for _, r := range messages {
		if r.Message.Nature == message.FromPicture && slices.Contains(r.Message.InReplyTo, text.MessageID) {
			came[r.Message.MessageID] = fetched(r.Message)
		}
	}
	for _, f := range text.Attachments {
		one, ok := came[f.Part]
		if !ok {
			one = procedure.Fetched{File: f, Missing: "the text service named no place for it"}
		}
		all = append(all, one)
	}
	return all, nil
}
