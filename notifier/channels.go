package notifier

import (
	"context"
	"time"

	"complaints/internal/outbox"
)

// mail sends a round of letters by email. A mail in doubt simply goes again: its Message-ID is the same, so
// a second copy is known for one.
func (l *lane) mail(ctx context.Context, letters []outbox.Letter, done func(outbox.SendResult)) error {
	return l.cfg.Email.SendEach(ctx, letters, done)
}

// texts sends a round of letters by text, one by one.
func (l *lane) texts(ctx context.Context, letters []outbox.Letter, done func(outbox.SendResult)) error {
	var trouble error
	for _, letter := range letters {
		if trouble == nil && ctx.Err() != nil {
			trouble = ErrStopped
		}
		if trouble != nil {
			done(l.handedBack(letter, trouble))
			continue
		}
		var r outbox.SendResult
		r, trouble = l.text(ctx, letter)
		done(r)
	}
	return trouble
}

// unsureFor is how long a text that may have gone is left alone before Twilio's list counts as complete, after so
// many doubts. The waits grow, since a list that does not show what was taken would have it sent again.
func unsureFor(doubts int) time.Duration {
	return doubtful[min(max(doubts, 1), len(doubtful))-1]
}

var doubtful = [...]time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// text sends one text. One that may have gone is looked for first, and goes again only when Twilio, asked late
// enough, does not know it. That outlasts an outage of some hours; after four doubts a person decides.
func (l *lane) text(ctx context.Context, letter outbox.Letter) (outbox.SendResult, error) {
	if !letter.Tries.InDoubt {
		return l.cfg.SMS.Send(ctx, letter)
	}
	now := l.cfg.Now()
	r := outbox.SendResult{Letter: letter.ID, State: outbox.Unknown, At: now, Untried: true}
	sid, found, err := l.cfg.SMS.Find(ctx, letter, letter.DecidedAt)
	switch {
	case err != nil && ctx.Err() != nil:
		return l.handedBack(letter, ErrStopped), ErrStopped
	case err != nil:
		// Its own wait, so that the next probe is another letter.
		r.Detail = "it is not known whether this text went, and Twilio cannot be asked"
		r.NextTry = now.Add(backoff(letter.ID, 1))
		return r, err
	case found:
		r.State, r.Untried, r.Provider, r.Detail = outbox.Sent, false, sid, "accepted by Twilio, found in its list"
		return r, nil
	case now.Sub(letter.Tries.Last) < unsureFor(letter.Tries.Doubts):
		r.Detail, r.NextTry = "not in Twilio's list yet", letter.Tries.Last.Add(unsureFor(letter.Tries.Doubts))
		return r, nil
	case letter.Tries.Doubts >= len(doubtful):
		r.State, r.Untried = outbox.Failed, false
		r.Detail = "time and again it could not be learned whether Twilio took this text, and its list does not show it"
		return r, nil
	}
	return l.cfg.SMS.Send(ctx, letter)
}

// handedBack is the result of a letter that was not reached.
func (l *lane) handedBack(letter outbox.Letter, why error) outbox.SendResult {
	return outbox.SendResult{Letter: letter.ID, State: outbox.Pending, At: l.cfg.Now(), Untried: true,
		Detail: tell(why.Error())}
}
