package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"complaints/internal/daemon"
	"complaints/internal/lab"
)

// runner is the daemon, in processes of its own or in this one.
type runner interface {
	start() error
	stop() error
	ready() time.Duration // from the start to the word that it runs
	cpu() (time.Duration, error)
	memory() int64
	said() string
}

func newRunner(ctx context.Context, b *bench) (runner, error) {
	if b.profile != "" {
		return &inside{b: b}, nil
	}
	path, err := b.program, error(nil)
	if path == "" {
		if path, err = lab.Build(ctx, b.dir); err != nil {
			return nil, err
		}
	}
	var all outside
	for n := range max(1, b.daemons) {
		dir := filepath.Join(b.dir, "daemon"+strconv.Itoa(n))
		if err := os.Mkdir(dir, 0o700); err != nil {
			return nil, err
		}
		p, err := lab.NewProgram(path, dir, b.cfg)
		if err != nil {
			return nil, err
		}
		all.programs = append(all.programs, p)
	}
	return &all, nil
}

// outside runs the built program.
type outside struct {
	programs []*lab.Program
	took     time.Duration
}

func (o *outside) start() error {
	for i, p := range o.programs {
		began := time.Now()
		if err := p.Start(); err != nil {
			return err
		}
		for i == 0 && o.took == 0 {
			if strings.Contains(p.Said(), "complaintsd is running") {
				o.took = time.Since(began)
			}
			if time.Since(began) > 30*time.Second {
				return errors.New("the program does not come up: " + p.Said())
			}
			time.Sleep(time.Millisecond)
		}
	}
	return nil
}

func (o *outside) stop() error {
	var err error
	for _, p := range o.programs {
		err = errors.Join(err, p.Stop(15*time.Second))
	}
	return err
}

func (o *outside) ready() time.Duration { return o.took }

func (o *outside) cpu() (sum time.Duration, err error) {
	for _, p := range o.programs {
		used, err := cpu(p.Pid())
		if err != nil {
			return 0, err
		}
		sum += used
	}
	return sum, nil
}

func (o *outside) memory() (most int64) {
	for _, p := range o.programs {
		n, err := peakMemory(p.Pid())
		if err == nil {
			most = max(most, n)
		}
	}
	return most
}

func (o *outside) said() string {
	var b strings.Builder
	for _, p := range o.programs {
		said := p.Said()
		b.WriteString(said[max(0, len(said)-2000):])
	}
	return b.String()
}

// inside runs the daemon in this process, under the profiler. What the sink costs is in its figures.
type inside struct {
	b     *bench
	took  time.Duration
	halt  context.CancelFunc
	ended chan error
	file  *os.File
}

func (i *inside) start() (err error) {
	if i.file, err = os.Create(i.b.profile); err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(i.file); err != nil {
		return err
	}
	began := time.Now()
	ctx, halt := context.WithCancel(context.Background())
	d, err := daemon.New(ctx, daemon.Options{Config: i.b.cfg, Log: slog.New(slog.DiscardHandler), Clock: time.Now})
	if err != nil {
		halt()
		return err
	}
	i.took, i.halt, i.ended = time.Since(began), halt, make(chan error, 1)
	go func() { i.ended <- d.Run(ctx) }()
	return nil
}

func (i *inside) stop() error {
	i.halt()
	err := <-i.ended
	pprof.StopCPUProfile()
	return errors.Join(err, i.file.Close())
}

func (i *inside) ready() time.Duration        { return i.took }
func (i *inside) cpu() (time.Duration, error) { return cpu(os.Getpid()) }
func (i *inside) said() string                { return "" }

func (i *inside) memory() int64 {
	n, _ := peakMemory(os.Getpid()) // only a figure
	return n
}
