package desk

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"complaints/intake"
	"complaints/internal/failpoint"
	"complaints/internal/message"
	"complaints/internal/reading"
	"complaints/store"
)

// Receive takes arrivals in: they are stored as they came before anybody reads them, then read and decided. When
// it returns nil every one of them has its outcome.
func (d *Desk) Receive(ctx context.Context, source string, batch []message.Arrival, upTo message.Cursor) error {
	failpoint.Reached("arrived, not stored")
	arrived, err := d.store.SaveArrivals(ctx, source, batch, upTo)
	if err != nil {
		return fmt.Errorf("store what arrived at %s: %w", source, err)
	}
	failpoint.Reached("stored, not decided")
	if slices.ContainsFunc(batch, func(a message.Arrival) bool { return a.Size > store.LargeMail }) {
		debug.FreeOSMemory() // what storing took is given back before reading takes as much, and that at the end
		defer debug.FreeOSMemory()
	}
	undecided := slices.DeleteFunc(arrived, func(a store.Arrived) bool { return a.Outcome.Kind != store.Undecided })
	err = d.decideAll(ctx, undecided)
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
	own     *reading.Reading  // as read by itself, without a case, if it was; see alone
	files   []intake.File     // what came with it, without its bytes
	broken  error             // reading it failed; a person must look
	beside  []reading.Reading // of what came with it and tells of a danger
	// it was filed, and whoever passed it on has brought it back
	broughtBack bool
	passedOn    string // the colleague who passed it on; "" where its writer wrote to us
}

func (d *Desk) decideAll(ctx context.Context, arrived []store.Arrived) error {
	for len(arrived) > 0 {
		n, err := d.nextOf(ctx, arrived)
		if err != nil {
			return err
		}
		r := d.rules.Load()
		items := d.readAll(r, arrived[:n])
		if err := d.readAhead(ctx, r, items); err != nil {
			return err
		}
		if err := d.decideTogether(ctx, items); err != nil {
			return err
		}
		arrived = arrived[n:]
	}
	return nil
}

// nextOf says how many of these are decided together. A large one, whose bytes have to be read from the store, is
// decided alone.
func (d *Desk) nextOf(ctx context.Context, arrived []store.Arrived) (n int, err error) {
	heavy := func(a store.Arrived) bool { return a.Raw == nil && a.Size > store.LargeMail }
	if !heavy(arrived[0]) {
		if n = slices.IndexFunc(arrived, heavy); n < 0 {
			n = len(arrived)
		}
		return min(n, d.perBatch), nil
	}
	arrived[0], err = d.store.Arrival(ctx, arrived[0].ID)
	debug.FreeOSMemory()
	return 1, err
}

// readAll parses what arrived.
func (d *Desk) readAll(r *Rules, arrived []store.Arrived) []*item {
	items := make([]*item, len(arrived))
	inParallel(len(arrived), func(i int) { items[i] = d.read(r, arrived[i]) })
	return items
}

// readAhead reads what will most likely open a case, before the transaction in which there is one decision after the
// other: what answers nothing and is from somebody who has no case.
func (d *Desk) readAhead(ctx context.Context, r *Rules, items []*item) error {
	var first []*item
	err := d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, it := range items {
			m := it.parsed.Message
			if m.From == "" || len(m.InReplyTo)+len(m.References) > 0 {
				continue
			}
			own, err := tx.CasesOf(ctx, m.From)
			if err != nil {
				return err
			}
			if len(own) == 0 {
				first = append(first, it)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look up the senders' cases: %w", err)
	}
	inParallel(len(first), func(i int) { d.guard(first[i], func() { r.alone(first[i]) }) })
	return nil
}

// inParallel does n things, as many at a time as there are processors.
func inParallel(n int, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// read parses one arrival. Whatever goes wrong becomes a reason for a person to look.
func (d *Desk) read(r *Rules, a store.Arrived) *item {
	it := &item{arrived: a}
	d.guard(it, func() {
		it.parsed = d.mail.Parse(a.Arrival)
		it.files = withoutBytes(it.parsed.Files)
		it.parsed.Files, it.arrived.Raw = nil, nil // they stand in the store, in the bytes of the mail
		it.parsed.Message.ID = a.ID
		r.shownToPerson(it)
		r.writtenThroughForm(&it.parsed)
		r.withWhatCameBeside(it)
		if a.Replays == 0 && (a.Problem == DealtWithBefore || a.Problem == FromLongAgo) {
			it.broken = errors.New(a.Problem) // until a person has it decided
		}
		if a.Problem != "" {
			it.parsed.Message.Problems = append(it.parsed.Message.Problems, a.Problem)
			if strings.TrimSpace(it.parsed.Message.NewText) == "" {
				it.broken = errors.New(a.Problem) // what could be had is kept, and is not enough to decide on
			}
		}
	})
	return it
}

// Why a mail of a mailbox that a new database begins with is put before a person, and nobody is written to.
const (
	DealtWithBefore = "It lay in the mailbox before this database was made, and carries our mark: another " +
		"database has " +
		"dealt with it."
	FromLongAgo = "It lay in the mailbox before this database was made, and had come more than six months before."
)

// pastMonths is how many months old such a mail is.
const pastMonths = 6

// guard does something with a message that may fail on its bytes.
func (d *Desk) guard(it *item, do func()) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error("reading a message failed",
				"arrival", it.arrived.ID, "err", fmt.Sprint(p), "stack", string(debug.Stack()))
			it.broken = errors.New("the program failed while reading it")
		}
	}()
	do()
}

// decideTogether decides many messages in one transaction. Where somebody else is first time and again, each is decided
// for itself, and one that cannot be is put aside: it holds up no other.
func (d *Desk) decideTogether(ctx context.Context, items []*item) error {
	err := d.decideBatch(ctx, items)
	if !errors.Is(err, store.ErrConflict) || ctx.Err() != nil {
		return err
	}
	var failed []error
	for _, it := range items {
		err := d.decideBatch(ctx, []*item{it})
		if errors.Is(err, store.ErrConflict) && ctx.Err() == nil {
			it.broken = fmt.Errorf("it could not be decided: %w", err)
			err = d.decideBatch(ctx, []*item{it})
		}
		if errors.Is(err, store.ErrStorage) {
			return err
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// decideBatch decides and commits many messages in one transaction, each with its own decision. A message that
// cannot be decided is put aside for a person and does not hold back the rest.
func (d *Desk) decideBatch(ctx context.Context, items []*item) error {
	defer d.busy()() // the cases of those who say that they are away belong to it
	var done []Activity
	err := d.batch(ctx, func(ctx context.Context, dec *decider) error {
		if err := dec.tx.Deciding(ctx); err != nil {
			return err
		}
		if err := dec.lookUpAbsences(ctx); err != nil {
			return err
		}
		if err := dec.lookUpAlarms(ctx); err != nil {
			return err
		}
		undecided, err := dec.stillUndecided(ctx, items)
		if err != nil {
			return err
		}
		for _, it := range undecided {
			if err := dec.decideOrPutAside(ctx, it); err != nil {
				return err
			}
		}
		done = dec.done
		failpoint.Reached("decided, not committed")
		return nil
	})
	if err != nil {
		return fmt.Errorf("decide %d messages: %w", len(items), err)
	}
	return d.passOnFromAway(ctx, done)
}

// stillUndecided leaves out what a sweep, or another daemon, has decided since it was read.
func (d *decider) stillUndecided(ctx context.Context, items []*item) ([]*item, error) {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = it.arrived.ID
	}
	decided, err := d.tx.Decided(ctx, ids...)
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

// decideOrPutAside decides one message, or puts it aside for a person with what can be said of it.
func (d *decider) decideOrPutAside(ctx context.Context, it *item) error {
	why := it.broken
	if why == nil {
		why = d.attempt(ctx, func(ctx context.Context) error { return d.decideOne(ctx, it) })
		if why == nil || mustStop(why) {
			return why
		}
	}
	log := d.desk.log
	var failed *failure
	if errors.As(why, &failed) {
		log.Error("deciding a message failed", "arrival", it.arrived.ID, "err", failed.cause, "stack", failed.stack)
	}
	log.Error("a message could not be decided and waits for a person", "arrival", it.arrived.ID, "err", why)
	m := it.parsed.Message
	m.ID, m.Channel, m.Received = it.arrived.ID, it.arrived.Channel, it.arrived.Received
	var own reading.Reading
	if it.own != nil {
		own = *it.own
	}
	return d.commit(ctx, quarantined(m, own, "", why.Error()))
}

// failure is a fault of the program while it decided one message.
type failure struct{ cause, stack string }

func (*failure) Error() string { return "the program failed while deciding it" }

// decideOne decides what becomes of one message and writes that.
func (d *decider) decideOne(ctx context.Context, it *item) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &failure{fmt.Sprint(p), string(debug.Stack())}
		}
	}()
	v, err := d.route(ctx, it)
	if err != nil {
		return err
	}
	return d.commit(ctx, v)
}
