package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/internal/failpoint"
	"complaints/store"
)

// Cursor returns how far a source has been read. With Receive it makes the desk the ledger of a mailbox.
func (d *Desk) Cursor(ctx context.Context, source string) (complaint.Cursor, error) {
	return d.store.Cursor(ctx, source)
}

// Receive takes arrivals in: they are stored as they came before anybody reads them, then read and decided. When
// it returns nil every one of them has its outcome.
func (d *Desk) Receive(ctx context.Context, source string, batch []complaint.Arrival, upTo complaint.Cursor) error {
	failpoint.Reached("arrived, not stored")
	arrived, err := d.store.SaveArrivals(ctx, source, batch, upTo)
	if err != nil {
		return fmt.Errorf("store what arrived at %s: %w", source, err)
	}
	failpoint.Reached("stored, not decided")
	fresh := arrived[:0]
	for _, a := range arrived {
		if a.Outcome.Kind == store.Undecided {
			fresh = append(fresh, a)
		}
	}
	err = d.decideAll(ctx, fresh)
	failpoint.Reached("decided, not marked")
	return err
}

// CatchUp decides what a crash or a replay left undecided. It takes no more than there are when it begins: mail that
// keeps coming has its own hands, and must not keep a sweep from its work.
func (d *Desk) CatchUp(ctx context.Context) error {
	left, err := d.store.CountUndecided(ctx)
	for err == nil && left > 0 {
		var waiting []store.Arrived
		if waiting, err = d.store.Undecided(ctx, min(left, d.perBatch)); err != nil || len(waiting) == 0 {
			break
		}
		if err := d.decideAll(ctx, waiting); err != nil {
			return err
		}
		left -= len(waiting)
	}
	if err != nil {
		return fmt.Errorf("look for undecided messages: %w", err)
	}
	return nil
}

// item is an arrival on its way through the desk.
type item struct {
	arrived store.Arrived
	parsed  intake.Parsed
	fresh   complaint.Reading // as read on its own, without a case
	broken  error             // reading it failed; a person must look

	passedOn string // the colleague who passed it on; "" where its writer wrote to us
}

func (d *Desk) decideAll(ctx context.Context, arrived []store.Arrived) error {
	for len(arrived) > 0 {
		n := min(len(arrived), d.perBatch)
		if err := d.decideBatch(ctx, d.readAll(arrived[:n])); err != nil {
			return err
		}
		arrived = arrived[n:]
	}
	return nil
}

// readAll parses and classifies in parallel.
func (d *Desk) readAll(arrived []store.Arrived) []*item {
	r := d.running.Load()
	items := make([]*item, len(arrived))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(len(arrived), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				items[i] = d.read(r, arrived[i])
			}
		})
	}
	for i := range arrived {
		next <- i
	}
	close(next)
	wg.Wait()
	return items
}

// read parses and classifies one arrival. Whatever goes wrong becomes a reason for a person to look.
func (d *Desk) read(r *rules, a store.Arrived) (it *item) {
	it = &item{arrived: a}
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("reading a message failed", "message", a.ID, "err", fmt.Sprint(p), "stack", string(debug.Stack()))
			it.broken = errors.New("the program failed while reading it")
		}
	}()
	it.parsed = d.mail.Parse(a.Arrival)
	it.parsed.Message.ID = a.ID
	r.writtenThroughForm(&it.parsed)
	if a.Problem != "" {
		it.parsed.Message.Problems = append(it.parsed.Message.Problems, a.Problem)
		if strings.TrimSpace(it.parsed.Message.NewText) == "" {
			it.broken = errors.New(a.Problem) // what could be had is kept, and is not enough to decide on
		}
	}
	if it.parsed.Message.Nature == complaint.FromPerson {
		it.fresh = r.readAs(it.parsed.Message, complaint.ContextNone)
	}
	return it
}

// readAs classifies a message as seen from where its sender's case stands.
func (r *rules) readAs(m complaint.Message, where complaint.Context) complaint.Reading {
	return r.classifier.Read(InputOf(m, where))
}

// InputOf is what the classifier is given of a message. The subject of an answer to one of our letters is ours, not the
// sender's, and says nothing about what they want.
func InputOf(m complaint.Message, where complaint.Context) classifier.Input {
	subject := m.Subject
	if isReply(subject) && strings.Contains(subject, "[") {
		subject = ""
	}
	return classifier.Input{
		ID: m.ID, Channel: m.Channel, Received: m.Received, Subject: subject, Body: m.NewText, Context: where, Nature: m.Nature,
	}
}

// decideBatch decides and commits many messages in one transaction, each with its own decision. A message that
// cannot be decided is put aside for a person and does not hold back the rest.
func (d *Desk) decideBatch(ctx context.Context, items []*item) error {
	defer d.busy()()
	r, now := d.running.Load(), d.clock().UTC()
	var happened []Activity
	err := d.together(ctx, func(ctx context.Context, tx *store.Tx, try attempt) error {
		happened = happened[:0]
		if err := tx.Deciding(ctx); err != nil {
			return err
		}
		r, err := r.withAbsences(ctx, tx)
		if err != nil {
			return err
		}
		undecided, err := stillUndecided(ctx, tx, items)
		if err != nil {
			return err
		}
		for _, it := range undecided {
			did, err := d.decideOrPutAside(ctx, tx, r, it, now, try)
			if err != nil {
				return err
			}
			happened = append(happened, did...)
		}
		failpoint.Reached("decided, not committed")
		return nil
	})
	if err != nil {
		return fmt.Errorf("decide %d messages: %w", len(items), err)
	}
	d.tell(happened)
	return d.passOnFromAway(ctx, happened)
}

func (d *Desk) decideOrPutAside(ctx context.Context, tx *store.Tx, r *rules, it *item, now time.Time, try attempt) (did []Activity, err error) {
	why := it.broken
	if why == nil {
		err := try(ctx, func(ctx context.Context) (err error) {
			did, err = d.decideOne(ctx, tx, r, it, now)
			return err
		})
		if err == nil || errors.Is(err, errApart) || errors.Is(err, store.ErrConflict) {
			return did, err
		}
		why = err
	}
	var failed *failure
	if errors.As(why, &failed) {
		d.log.Error("deciding a message failed", "message", it.arrived.ID, "err", failed.cause, "stack", failed.stack)
	}
	d.log.Error("a message could not be decided and waits for a person", "message", it.arrived.ID, "err", why)
	return d.quarantine(ctx, tx, r, it, why.Error(), now)
}

// failure is a fault of the program while it decided one message.
type failure struct{ cause, stack string }

func (*failure) Error() string { return "the program failed while deciding it" }

// stillUndecided leaves out what a sweep, or another daemon, has decided since it was read.
func stillUndecided(ctx context.Context, tx *store.Tx, items []*item) ([]*item, error) {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.arrived.ID
	}
	decided, err := tx.Decided(ctx, ids...)
	if err != nil {
		return nil, err
	}
	left := make([]*item, 0, len(items))
	for _, it := range items {
		if !decided[it.arrived.ID] {
			left = append(left, it)
		}
	}
	return left, nil
}

// busy marks that something is being written and told, until the returned function is called.
func (d *Desk) busy() (done func()) {
	d.atWork.Add(1)
	return func() { d.atWork.Add(-1) }
}

// Told reports whether everything that was committed has been told to whoever observes.
func (d *Desk) Told() bool { return d.atWork.Load() == 0 }

func (d *Desk) tell(happened []Activity) {
	if len(happened) == 0 {
		return
	}
	for _, h := range happened {
		if h.Event != nil {
			d.log.Info("case", "case", h.Case.Ref, "event", h.Event.Kind(), "status", h.Case.Status)
		}
	}
	d.observe(happened)
	d.wake()
}

// decideOne matches one message, decides it and writes it.
func (d *Desk) decideOne(ctx context.Context, tx *store.Tx, r *rules, it *item, now time.Time) (did []Activity, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &failure{fmt.Sprint(p), string(debug.Stack())}
		}
	}()
	for _, f := range it.parsed.Files {
		if err := tx.SaveFile(ctx, f.SHA256, f.Bytes); err != nil {
			return nil, fmt.Errorf("keep an attachment: %w", err)
		}
	}
	v, err := d.judge(ctx, tx, r, it, now)
	if err != nil {
		return nil, err
	}
	return d.commit(ctx, tx, r, v, now)
}

// quarantine puts a message aside for a person, with what can be said of it.
func (d *Desk) quarantine(ctx context.Context, tx *store.Tx, r *rules, it *item, why string, now time.Time) ([]Activity, error) {
	m := it.parsed.Message
	m.ID, m.Channel, m.Received = it.arrived.ID, it.arrived.Channel, it.arrived.Received
	return d.commit(ctx, tx, r, verdict{message: &MessageRead{m, it.fresh, store.Outcome{Kind: store.Quarantined, Reason: why}}}, now)
}
