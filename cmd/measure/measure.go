package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"complaints/cmd/config"
	"complaints/cmd/internal/lab"
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
	firsts  []letterIn
	fed     int
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
	fmt.Printf("most memory resident       %.0f MB\n", float64(b.run.memory())/1e6)
	if err := b.run.stop(); err != nil {
		return err
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
	return b.dovecot.Deliver(l.raw)
}

// crowd is the morning after a bank holiday: everything is in the mailbox when the daemon starts. Then the answers
// to the acknowledgements come.
func (b *bench) crowd(ctx context.Context) error {
	for n := range b.complaints {
		first := b.corpus.complaint(n)
		b.firsts = append(b.firsts, first)
		if err := b.deliver(first); err != nil {
			return err
		}
	}
	for n := range b.chases {
		if err := b.deliver(b.corpus.chase(n, b.firsts[n*7%len(b.firsts)])); err != nil {
			return err
		}
	}
	began := time.Now()
	if err := b.run.start(); err != nil {
		return err
	}
	if err := b.settled(ctx); err != nil {
		return err
	}
	took := time.Since(began)
	fmt.Printf("cold start                 %v\n", b.run.ready().Round(time.Millisecond))
	fmt.Printf("%d mails, %d acknowledged  %v from the start of the program\n", b.fed, b.complaints, took.Round(time.Millisecond))
	acks := b.acks(b.sink.Mails())
	began = time.Now()
	for n := range b.answers {
		first := b.firsts[(n*5+3)%len(b.firsts)]
		if err := b.deliver(b.corpus.answer(n, first, acks[first.id])); err != nil {
			return err
		}
	}
	if err := b.settled(ctx); err != nil {
		return err
	}
	took += time.Since(began)
	used, err := b.run.cpu()
	if err != nil {
		return err
	}
	fmt.Printf("%d answers more           %v in all: %.0f messages/s\n", b.answers, took.Round(time.Millisecond), float64(b.fed)/took.Seconds())
	fmt.Printf("CPU, the start included    %.2f s: %.2f ms a message\n", used.Seconds(), used.Seconds()*1000/float64(b.fed))
	return nil
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

// settled returns when all that was fed has its outcome and every first mail its acknowledgement.
func (b *bench) settled(ctx context.Context) error {
	const patience = 2 * time.Minute
	if !b.sink.Await(patience, func(mails []lab.Mail) bool { return len(mails) >= len(b.firsts) && len(b.acks(mails)) >= len(b.firsts) }) {
		return fmt.Errorf("after %v only %d of %d complaints are acknowledged:\n%s", patience, len(b.acks(b.sink.Mails())), len(b.firsts), b.run.said())
	}
	db, err := store.Open(ctx, b.cfg.StoreURL())
	if err != nil {
		return err
	}
	for limit := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		all, err := db.Arrivals(ctx, store.ArrivalFilter{Limit: b.fed + 1})
		if err != nil {
			return errors.Join(err, db.Close())
		}
		if len(all) == b.fed && !slices.ContainsFunc(all, func(a store.Arrived) bool { return a.Outcome.Kind == store.Undecided }) {
			return db.Close()
		}
		if time.Now().After(limit) {
			return errors.Join(fmt.Errorf("after %v only %d of %d mails are taken in:\n%s", patience, len(all), b.fed, b.run.said()), db.Close())
		}
	}
}

// oneByOne lets mails come to the idle daemon and measures the way to the acknowledgement.
func (b *bench) oneByOne() error {
	var waits []time.Duration
	time.Sleep(2 * time.Second) // until it idles
	for n := range b.single {
		first := b.corpus.complaint(len(b.firsts))
		b.firsts = append(b.firsts, first)
		began := time.Now()
		if err := b.deliver(first); err != nil {
			return err
		}
		if !b.sink.Await(30*time.Second, func(mails []lab.Mail) bool {
			return len(b.acks(mails[max(0, len(mails)-5):])) > 0 && b.acks(mails[max(0, len(mails)-5):])[first.id].ID != ""
		}) {
			return fmt.Errorf("mail %d was not acknowledged within 30 s:\n%s", n, b.run.said())
		}
		waits = append(waits, time.Since(began))
		time.Sleep(50 * time.Millisecond)
	}
	slices.Sort(waits)
	if n := len(waits); n > 0 {
		fmt.Printf("arrival to acknowledgement median %v, p99 %v, worst %v, through IDLE\n", waits[n/2].Round(time.Millisecond),
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

// check counts what came of it all.
func (b *bench) check(ctx context.Context) error {
	db, err := store.Open(ctx, b.cfg.StoreURL())
	if err != nil {
		return err
	}
	defer db.Close()
	var faults []error
	say := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	all, err := db.Arrivals(ctx, store.ArrivalFilter{Limit: b.fed + 1})
	if err != nil {
		return err
	}
	outcomes := map[store.OutcomeKind]int{}
	opened := map[string]int{}
	for _, a := range all {
		outcomes[a.Outcome.Kind]++
		if a.Outcome.Kind == store.Opened {
			opened[a.Outcome.Case]++
		}
	}
	if n := len(b.firsts); outcomes[store.Opened] != n || len(opened) != n {
		say("%d complaints made %d cases", n, len(opened))
	}
	if outcomes[store.Continued] != b.chases+b.answers {
		say("%d of %d answers found their case", outcomes[store.Continued], b.chases+b.answers)
	}
	sent := map[string]int{}
	for _, m := range b.sink.Mails() {
		sent[m.ID]++
		if sent[m.ID] > 1 {
			say("letter %s went twice", m.ID)
		}
	}
	acks := b.acks(b.sink.Mails())
	for _, first := range b.firsts {
		if acks[first.id].ID == "" {
			say("%s was not acknowledged", first.id)
		}
	}
	if found, err := db.Verify(ctx, nil); err != nil || len(found) > 0 {
		say("verify: %v %w", found, err)
	}
	fmt.Printf("outcomes                   %v; %d letters left; %d faults\n", outcomes, len(sent), len(faults))
	return errors.Join(faults...)
}
