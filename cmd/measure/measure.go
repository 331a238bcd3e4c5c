package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/lab"
	"complaints/store"
)

// bench is a measurement under way.
type bench struct {
	options
	dir     string
	dovecot *lab.Dovecot
	sink    *lab.Sink
	pg      *lab.Postgres
	cfg     config.Config
	run     runner
	corpus  *corpus
	all     []letterIn
	fed     int

	began time.Time       // what is asked for came then or later
	seen  map[string]bool // the arrivals that are decided
}

func measure(ctx context.Context, o options) (err error) {
	b := &bench{options: o, dir: o.keep, corpus: newCorpus(o.senders)}
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp("", "measure"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	}
	if err := b.servers(ctx); err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, b.dovecot.Stop(), b.sink.Down())
		if b.pg != nil {
			err = errors.Join(err, b.pg.Stop())
		}
	}()
	if err := b.crowd(ctx); err != nil {
		return err
	}
	if err := b.oneByOne(); err != nil {
		return err
	}
	if err := b.idleness(); err != nil {
		return err
	}
	memory := b.run.memory()
	fmt.Printf("most memory resident       %.0f MB\n", float64(memory)/1e6)
	if err := b.run.stop(); err != nil {
		return err
	}
	if most := int64(b.options.most) * 1e6; most > 0 && memory > most {
		return fmt.Errorf("%d MB were resident, want at most %d", memory/1e6, b.options.most)
	}
	return b.check(ctx)
}

func (b *bench) servers(ctx context.Context) (err error) {
	if b.dovecot, err = lab.StartDovecot(b.dir); err != nil {
		return err
	}
	if b.sink, err = lab.StartSink(); err != nil {
		return err
	}
	database := "sqlite:" + b.dir + "/complaints.db"
	if b.database == "postgres" {
		if b.pg, err = lab.StartPostgres(ctx, b.dir); err != nil {
			return err
		}
		database = b.pg.URL()
	}
	if b.cfg, err = lab.Config(b.dovecot.Addr, b.sink.Addr, database); err != nil {
		return err
	}
	b.run, err = newRunner(ctx, b)
	return err
}

func (b *bench) deliver(l letterIn) error {
	b.fed++
	b.all = append(b.all, l)
	return b.dovecot.Deliver(l.raw)
}

// crowd is the morning after a bank holiday: everything is in the mailbox when the daemon starts. Then the answers
// to the acknowledgements come.
func (b *bench) crowd(ctx context.Context) error {
	now, later, err := b.mails()
	if err != nil {
		return err
	}
	for _, l := range now {
		if err := b.deliver(l); err != nil {
			return err
		}
	}
	began := time.Now()
	if err := b.run.start(); err != nil {
		return err
	}
	if err := b.allAnswered(ctx); err != nil {
		return err
	}
	took := time.Since(began)
	fmt.Printf("cold start                 %v\n", b.run.ready().Round(time.Millisecond))
	fmt.Printf("%d mails, %d acknowledged %v from the start of the program\n", b.fed, b.owed(),
		took.Round(time.Millisecond))
	acks := b.acks(b.sink.Mails())
	began = time.Now()
	for _, l := range later {
		if err := b.deliver(l(acks)); err != nil {
			return err
		}
	}
	if err := b.allAnswered(ctx); err != nil {
		return err
	}
	took += time.Since(began)
	used, err := b.run.cpu()
	if err != nil {
		return err
	}
	fmt.Printf("%d answers more           %v in all: %.0f messages/s\n", len(later), took.Round(time.Millisecond),
		float64(b.fed)/took.Seconds())
	fmt.Printf("CPU, the start included    %.2f s: %.2f ms a message\n", used.Seconds(),
		used.Seconds()*1000/float64(b.fed))
	return nil
}

// mails writes or reads what is to be fed: now, and once the acknowledgements are there.
func (b *bench) mails() (now []letterIn, later []func(acks map[string]lab.Mail) letterIn, err error) {
	if b.folder != "" {
		return readCorpus(b.folder)
	}
	for n := range b.complaints {
		now = append(now, b.corpus.complaint(n))
		if n == 0 && b.options.photo > 0 {
			now[0].raw = withPhoto(now[0].raw, b.options.photo<<20)
		}
	}
	for n := range b.chases {
		now = append(now, b.corpus.chase(n, now[n*7%b.complaints]))
	}
	for n := range b.answers {
		first := now[(n*5+3)%b.complaints]
		later = append(later, func(acks map[string]lab.Mail) letterIn {
			return b.corpus.answer(n, first, acks[first.id])
		})
	}
	return now, later, nil
}

// owed is how many mails must be acknowledged.
func (b *bench) owed() (n int) {
	for _, l := range b.all {
		if l.kind.opens() {
			n++
		}
	}
	return n
}

// acks finds the acknowledgement of each first mail: the first letter that answers it.
func (b *bench) acks(mails []lab.Mail) map[string]lab.Mail {
	acks := map[string]lab.Mail{}
	for _, m := range mails {
		id := strings.Trim(m.Header.Get("In-Reply-To"), "<> ")
		if _, ok := acks[id]; id != "" && !ok {
			acks[id] = m
		}
	}
	return acks
}

// acknowledged is how many of the mails that must be are acknowledged.
func (b *bench) acknowledged(mails []lab.Mail) (n int) {
	acks := b.acks(mails)
	for _, l := range b.all {
		if l.kind.opens() && acks[l.id].ID != "" {
			n++
		}
	}
	return n
}

// allAnswered returns when all that was fed has its outcome and every first mail its acknowledgement.
func (b *bench) allAnswered(ctx context.Context) error {
	const patience = time.Minute
	owed := b.owed()
	if !b.sink.Await(patience, func(mails []lab.Mail) bool {
		return len(mails) >= owed && b.acknowledged(mails) >= owed
	}) {
		return fmt.Errorf("after %v only %d of %d complaints are acknowledged:\n%s", patience,
			b.acknowledged(b.sink.Mails()), owed, b.run.said())
	}
	db, err := daemon.OpenStore(ctx, b.cfg)
	if err != nil {
		return err
	}
	return errors.Join(b.decided(ctx, db, patience), db.Close())
}

// decided returns when every mail that was fed has its outcome. It asks only for those of the last batch, since
// whatever it costs is taken from the daemon.
func (b *bench) decided(ctx context.Context, db *store.Store, patience time.Duration) error {
	if b.seen == nil {
		b.seen = map[string]bool{}
	}
	for limit := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		batch, err := db.Arrivals(ctx, store.ArrivalFilter{Since: b.began, Limit: b.fed + 1})
		if err != nil {
			return err
		}
		for _, a := range batch {
			if a.Outcome.Kind != store.Undecided {
				b.seen[a.ID] = true
			}
		}
		if len(b.seen) == b.fed {
			b.began = time.Now().Add(-2 * time.Second) // a mailbox counts in seconds
			return nil
		}
		if time.Now().After(limit) {
			return fmt.Errorf("after %v only %d of %d mails are taken in:\n%s", patience, len(b.seen), b.fed,
				b.run.said())
		}
	}
}

// oneByOne lets mails come to the idle daemon and measures the way to the acknowledgement.
func (b *bench) oneByOne() error {
	var waits []time.Duration
	time.Sleep(2 * time.Second) // until it idles
	for n := range b.single {
		first := b.corpus.complaint(1_000_000 + n)
		began := time.Now()
		if err := b.deliver(first); err != nil {
			return err
		}
		if !b.sink.Await(30*time.Second, func(mails []lab.Mail) bool {
			return len(b.acks(mails[max(0, len(mails)-5):])) > 0 &&
				b.acks(mails[max(0, len(mails)-5):])[first.id].ID != ""
		}) {
			return fmt.Errorf("mail %d was not acknowledged within 30 s:\n%s", n, b.run.said())
		}
		waits = append(waits, time.Since(began))
		time.Sleep(50 * time.Millisecond)
	}
	slices.Sort(waits)
	if n := len(waits); n > 0 {
		fmt.Printf("arrival to acknowledgement median %v, p99 %v, worst %v, through IDLE\n",
			waits[n/2].Round(time.Millisecond),
			waits[(n*99+99)/100-1].Round(time.Millisecond), waits[n-1].Round(time.Millisecond))
	}
	return nil
}

func (b *bench) idleness() error {
	if b.idle <= 0 {
		return nil
	}
	time.Sleep(3 * time.Second)
	before, err := b.run.cpu()
	if err != nil {
		return err
	}
	time.Sleep(b.idle)
	after, err := b.run.cpu()
	if err != nil {
		return err
	}
	fmt.Printf("idle                       %.2f %% of a core\n", 100*(after-before).Seconds()/b.idle.Seconds())
	return nil
}
