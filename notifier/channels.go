package notifier

import (
	"context"

	"complaints"
)

// mail sends a round of letters by email. A mail in doubt simply goes again: its Message-ID is the same, so
// a second copy is known for one.
func (l *lane) mail(ctx context.Context, letters []complaints.Letter, done func(complaints.SendResult)) error {
	return l.cfg.Email.SendEach(ctx, letters, done)
}

// texts sends a round of letters by text, one by one.
func (l *lane) texts(ctx context.Context, letters []complaints.Letter, done func(complaints.SendResult)) error {
	var trouble error
	for _, letter := range letters {
		if trouble == nil && ctx.Err() != nil {
			trouble = ErrStopped
		}
		if trouble != nil {
			done(l.handedBack(letter, trouble))
			continue
		}
		var r complaints.SendResult
		r, trouble = l.text(ctx, letter)
		done(r)
	}
	return trouble
}

// text sends one text. One that may have gone is looked for first, and goes a second time only when Twilio,
// asked late enough, does not know it. There is no third time: a person decides.
func (l *lane) text(ctx context.Context, letter complaints.Letter) (complaints.SendResult, error) {
	if !letter.Tries.InDoubt {
		return l.cfg.SMS.Send(ctx, letter)
	}
	now := l.cfg.Now()
	r := complaints.SendResult{Letter: letter.ID, State: complaints.Unknown, At: now, Untried: true}
	sid, found, err := l.cfg.SMS.Find(ctx, letter, letter.DecidedAt)
	switch {
	case err != nil && ctx.Err() != nil:
		return l.handedBack(letter, ErrStopped), ErrStopped
	case err != nil:
		// Its own wait, so that the next probe is another letter.
		r.Detail, r.NextTry = "it is not known whether this text went, and Twilio cannot be asked", now.Add(backoff(letter.ID, 1))
		return r, err
	case found:
		r.State, r.Untried, r.Provider, r.Detail = complaints.Sent, false, sid, "accepted by Twilio, found in its list"
		return r, nil
	case now.Sub(letter.Tries.Last) < unsureFor:
		r.Detail, r.NextTry = "not in Twilio's list yet", letter.Tries.Last.Add(unsureFor)
		return r, nil
	case letter.Tries.Doubts > 1:
		r.State, r.Untried = complaints.Failed, false
		r.Detail = "twice it could not be learned whether Twilio took this text, and its list does not show it"
		return r, nil
	}
	return l.cfg.SMS.Send(ctx, letter)
}

// handedBack is the result of a letter that was not reached.
func (l *lane) handedBack(letter complaints.Letter, why error) complaints.SendResult {
	return complaints.SendResult{Letter: letter.ID, State: complaints.Pending, At: l.cfg.Now(), Untried: true, Detail: tell(why.Error())}
}
