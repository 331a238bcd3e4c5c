package desk

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"complaints/internal/message"
	"complaints/internal/procedure"
)

// What somebody has to say often comes in several texts. Those of one number that follow one another soon are one
// message: they belong to one case, are read together and answered once. Danger in any of them is not waited for.

// matchPiece looks for the case in which the text before this one was taken in.
func (d *decider) matchPiece(ctx context.Context, it *item) (match, error) {
	m := it.parsed.Message
	if m.Channel != message.SMS || m.From == "" {
		return match{}, nil
	}
	cases, err := d.tx.CasesOf(ctx, m.From)
	if err != nil {
		return match{}, fmt.Errorf("look up the sender's cases: %w", err)
	}
	for _, c := range cases {
		if ago := m.Received.Sub(c.Heard); ago < 0 || ago > procedure.PieceWithin || !writesFor(c, m.From) {
			continue
		}
		messages, err := d.tx.MessagesOf(ctx, c.Ref)
		if err != nil {
			return match{}, fmt.Errorf("messages of case %s: %w", c.Ref, err)
		}
		words, next := "", m.Received
		for i := len(messages) - 1; i >= 0; i-- {
			before := messages[i].Message
			if before.Channel != message.SMS || before.From != m.From || before.Nature == message.FromPicture {
				continue
			}
			if next.Sub(before.Received) > procedure.PieceWithin || m.Received.Sub(before.Received) > time.Hour {
				break
			}
			words, next = before.NewText+"\n"+words, before.Received
		}
		if words != "" {
			return match{found: true, c: c, known: true, guessed: true, pieces: words,
				how: "it came soon after the text before it"}, nil
		}
	}
	return match{}, nil
}

// beginsWithHome reports whether a text says little more than who writes and from where: what for comes in the next.
func beginsWithHome(words string) bool {
	const most = 12
	return len(strings.Fields(words)) <= most && strings.ContainsFunc(words, unicode.IsDigit)
}
