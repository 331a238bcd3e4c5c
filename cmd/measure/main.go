// Command measure says how fast complaintsd is on this machine: it puts up a Dovecot, a mail server that takes
// everything and, if asked, a PostgreSQL; starts the built program between them; lets residents write; and prints
// what came of it and what it cost. It fails if a complaint got no case or more than one, if an answer did not find
// its case, or if an acknowledgement is missing or went twice.
//
//	go run ./cmd/measure                     SQLite, 800 complaints and 200 answers
//	go run ./cmd/measure -database postgres  the same on PostgreSQL
//	go run ./cmd/measure -corpus FOLDER      other mails: doubles, auto-replies, bounces, broken characters, a huge one
//	go run ./cmd/measure -cpuprofile FILE    the daemon within this process, with its profile
//	go run ./cmd/measure -new 1 -photo 46    how much memory a large mail takes
//	go run ./cmd/measure -program FILE       a program that was built before, to compare two
//	go run ./cmd/measure -stories FOLDER -program FILE
//	                                         what a case asks of managers, in mails and words, in played stories
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

type options struct {
	complaints, chases, answers, senders int
	database                             string
	daemons                              int
	single                               int
	idle                                 time.Duration
	profile                              string
	keep                                 string
	folder                               string
	program, stories                     string
	photo, most                          int
}

func main() {
	var o options
	flag.IntVar(&o.complaints, "new", 800, "first complaints")
	flag.IntVar(&o.chases, "chases", 100, "further mails that answer the resident's own")
	flag.IntVar(&o.answers, "answers", 100, "answers to the acknowledgement")
	flag.IntVar(&o.senders, "senders", 900, "residents; an address has only a few answers a day")
	flag.StringVar(&o.database, "database", "sqlite", "sqlite or postgres")
	flag.IntVar(&o.daemons, "daemons", 1, "daemons on one PostgreSQL")
	flag.IntVar(&o.single, "single", 100, "mails that come one by one, for the time to the acknowledgement")
	flag.DurationVar(&o.idle, "idle", 20*time.Second, "how long to look at the idle daemon")
	flag.IntVar(&o.photo, "photo", 0, "the first complaint carries a photograph, so that its mail has so many `megabytes`")
	flag.IntVar(&o.most, "most", 0, "fail where more memory than so many `megabytes` was resident; 0 never does")
	flag.StringVar(&o.profile, "cpuprofile", "", "run the daemon in this process and write its profile to this `file`")
	flag.StringVar(&o.keep, "keep", "", "work in this `folder` and leave it")
	flag.StringVar(&o.folder, "corpus", "", "feed the mails of this `folder` instead: manifest.jsonl says of each "+
		"its kind, file, msgid and parent")
	flag.StringVar(&o.program, "program", "", "measure this built `file` instead of building one")
	flag.StringVar(&o.stories, "stories", "", "count instead what managers and Directors read and write in the "+
		"stories of this `folder`; needs -program")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// run measures what was asked for.
func run(ctx context.Context, o options) error {
	if o.stories == "" {
		return measure(ctx, o)
	}
	if o.program == "" {
		return errors.New("-stories needs -program: the built file that plays them")
	}
	w, err := staffWork(ctx, o.program, o.stories)
	if err != nil {
		return err
	}
	w.print()
	return nil
}
