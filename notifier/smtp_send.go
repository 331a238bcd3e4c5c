package notifier

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"complaints/internal/letter"
	"complaints/internal/outbox"
)

// grace is how long a letter that is on the wire may take to finish when we are told to stop.
const grace = 5 * time.Second

// Send makes one try for each letter and returns what each came to, in the order given. Its error is about
// the server or our account, never about a letter: [ErrAccount] when a person must act, [ErrStopped] when
// ctx ended first. Letters that were not reached are handed back Untried.
func (s *SMTP) Send(ctx context.Context, letters []outbox.Letter) ([]outbox.SendResult, error) {
	results := make([]outbox.SendResult, 0, len(letters))
	err := s.SendEach(ctx, letters, func(r outbox.SendResult) { results = append(results, r) })
	return results, err
}

// SendEach is Send that hands over each result as soon as the server has answered, so that the record is
// never far behind the wire. Letters go out one after another on one connection, each to its one reader.
// When ctx ends, the letter on the wire gets a few seconds to finish.
func (s *SMTP) SendEach(ctx context.Context, letters []outbox.Letter, done func(outbox.SendResult)) error {
	b := &batch{smtp: s, done: done, closed: make(chan struct{})}
	defer b.close()
	defer b.giveUp()
	stop := context.AfterFunc(ctx, b.hurry)
	defer stop()
	var trouble error
	for _, l := range letters {
		if trouble == nil && ctx.Err() != nil {
			trouble = ErrStopped
		}
		if trouble != nil {
			b.finish(l, outbox.SendResult{State: outbox.Pending, Untried: true, Detail: tell(trouble.Error())})
			continue
		}
		trouble = b.send(ctx, l)
	}
	return trouble
}

// batch is one run over several letters with one connection, renewed when it breaks.
type batch struct {
	smtp   *SMTP
	done   func(outbox.SendResult)
	sess   atomic.Pointer[session] // nil until one is needed
	closed chan struct{}
	// broken counts the connections in a row that ended without an answer. A second one is trouble.
	broken int
	// held are letters that the server refused for good. Whether it refuses everybody is known only later.
	held []outbox.SendResult
}

// send makes one try. Its error ends the batch.
func (b *batch) send(ctx context.Context, l outbox.Letter) error {
	e, err := b.smtp.render(ctx, l)
	if err != nil {
		b.finish(l, notWritten(l, err))
		return nil
	}
	answer, at, err := b.deliver(ctx, e)
	var unopened *openError
	if errors.As(err, &unopened) {
		b.finish(l, outbox.SendResult{State: outbox.Pending, Untried: true, Detail: tell(err.Error())})
		return unopened.err
	}
	v := outcomeOf(at, err)
	r := outbox.SendResult{State: v.state, Untried: at == atSender && v.ours}
	r.Detail = tell(answer)
	if err != nil {
		r.Detail = tell(words(err))
	}
	if b.smtp.own(l.To) && v.state == outbox.Failed {
		r.State, r.Detail = outbox.Pending, outbox.OwnMailbox+r.Detail
	}
	switch {
	case r.State == outbox.Pending && (v.putOff() || v.state == outbox.Failed) && l.Tries.Count+1 >= putOffMost:
		r.State, r.Detail = outbox.Failed, "put off for two days: "+r.Detail
	case v.state == outbox.Unknown && l.Tries.Doubts > 0: // a third copy would surprise more than a question does
		r.State, r.Detail = outbox.Failed, outbox.InDoubt+r.Detail
	case r.State == outbox.Failed && at != atAddress:
		return b.refuse(l, e.to, v, r)
	case v.state == outbox.Unknown && b.smtp.hungUp.Load() > 0 && letter.Of(l.Letter).Keeps != letter.Danger:
		r.NextTry = b.smtp.cfg.Now().Add(doubtfulRest)
	}
	if v.state == outbox.Sent {
		r.Provider = r.Detail // the server's queue id stands in it
		b.smtp.refused.clear()
		b.giveUp()
	}
	b.finish(l, r)
	return b.after(v, r.Detail)
}

// refuse takes in that the server refused a letter for good. A server that refuses one reader after the other and takes
// nothing in between has a fault of its own: then no letter fails, and the lane rests. They are tried again one by one,
// so that any of them can show that the fault is over.
func (b *batch) refuse(l outbox.Letter, to string, v verdict, r outbox.SendResult) error {
	r.Letter, r.At = l.ID, b.smtp.cfg.Now()
	b.held = append(b.held, r)
	if trouble := b.after(v, r.Detail); trouble != nil || b.smtp.refused.add(to) < refusedByAll {
		return trouble
	}
	for i := range b.held {
		r := &b.held[i]
		r.State, r.NextTry = outbox.Pending, r.At.Add(backoff(r.Letter, min(l.Tries.Count, outageMost)))
	}
	b.giveUp()
	return fmt.Errorf("mail server %s: %w: %s", b.smtp.host, errRefusesAll, r.Detail)
}

// errHangsUp: each letter that such a server is asked with may arrive twice in the end, or is a question for a person.
// So it is asked seldom, and with another letter each time.
var errHangsUp = errors.New("it takes letters and hangs up before it says so")

// doubtfulRest is how long a letter waits of which nobody knows whether it was taken, from the second such letter in a
// row on, unless the server takes another before. One that tells of a danger waits no longer than any other.
const doubtfulRest = time.Hour

var errRefusesAll = errors.New("it refuses every letter")

// refusedByAll is how many readers in a row a server has to refuse before it is taken to refuse everybody.
const refusedByAll = 3

// outageMost is the longest step of backoff that a letter waits whose server refuses everybody: an hour. It is
// long enough for others to have their turn.
const outageMost = 4

// giveUp hands over what was refused for good.
func (b *batch) giveUp() {
	for _, r := range b.held {
		b.done(r)
	}
	b.held = nil
}

// refusals are the readers whom a server has refused since it last took a letter.
type refusals struct {
	mu  sync.Mutex
	who map[string]bool
}

func (r *refusals) add(reader string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.who == nil {
		r.who = map[string]bool{}
	}
	if len(r.who) < refusedByAll {
		r.who[reader] = true
	}
	return len(r.who)
}

func (r *refusals) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.who = nil
}

func (s *SMTP) own(address string) bool { return s.cfg.Own != nil && s.cfg.Own(address) }

// deliver uses the open connection or a new one. A connection that turns out to be dead before the letter's
// first word has cost nothing, so a new one is tried at once.
func (b *batch) deliver(ctx context.Context, e envelope) (string, step, error) {
	if sess := b.sess.Load(); sess != nil {
		answer, at, err := sess.deliver(e)
		if v := outcomeOf(at, err); at != atSender || !v.broken {
			return answer, at, err
		}
		b.drop()
	}
	sess, err := b.smtp.open(ctx)
	if err != nil {
		return "", atAddress, &openError{err}
	}
	b.sess.Store(sess)
	return sess.deliver(e)
}

// openError says that no connection could be had.
type openError struct{ err error }

func (e *openError) Error() string { return e.err.Error() }

// after keeps or drops the connection and says whether the batch can go on.
func (b *batch) after(v verdict, detail string) error {
	hungUp := int32(0)
	switch {
	case v.state == outbox.Unknown:
		hungUp = b.smtp.hungUp.Add(1)
	case !v.broken:
		b.smtp.hungUp.Store(0)
	}
	if v.broken {
		b.drop()
		b.broken++
	} else {
		b.broken = 0
		if sess := b.sess.Load(); sess != nil && v.state != outbox.Sent && !sess.reset() {
			b.drop()
		}
	}
	switch {
	case v.account:
		return fmt.Errorf("mail server %s: %w: %s", b.smtp.host, ErrAccount, detail)
	case hungUp > 1:
		return fmt.Errorf("mail server %s: %w: %s", b.smtp.host, errHangsUp, detail)
	case v.ours, b.broken > 1:
		return fmt.Errorf("mail server %s: %s", b.smtp.host, detail)
	}
	return nil
}

func (b *batch) finish(l outbox.Letter, r outbox.SendResult) {
	r.Letter, r.At = l.ID, b.smtp.cfg.Now()
	b.done(r)
}

func (b *batch) drop() {
	if sess := b.sess.Swap(nil); sess != nil {
		sess.drop()
	}
}

// hurry cuts the connection when the letter on the wire has had its time to finish.
func (b *batch) hurry() {
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-timer.C:
		if sess := b.sess.Load(); sess != nil {
			sess.drop()
		}
	case <-b.closed:
	}
}

// close ends the batch. Its goodbye may take a moment, which nobody waits for: every result is out.
func (b *batch) close() {
	close(b.closed)
	if sess := b.sess.Swap(nil); sess != nil {
		sess.quit()
	}
}
