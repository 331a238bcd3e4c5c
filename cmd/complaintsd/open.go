package main

import (
	"context"
	"errors"
	"os"
	"os/user"
	"strconv"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/store"
)

// configFlag adds the flag that most commands need.
func configFlag(fs *flags) *string {
	return fs.String("config", configFromEnv(), "configuration `file`; COMPLAINTSD_CONFIG names it for all commands")
}

// configFromEnv is the configuration that the environment names, "" if it names none.
func configFromEnv() string { return os.Getenv("COMPLAINTSD_CONFIG") }

// configAndJSON adds the two flags of a command that tells what is in the store; what says what --json prints.
func configAndJSON(fs *flags, what string) (file *string, asJSON *bool) {
	return configFlag(fs), fs.Bool("json", false, "print "+what)
}

// period is the days that a command looks at, both included; a day that is not given is zero.
type period struct{ from, to calendar.Date }

// periodFlags adds --from and --to.
func periodFlags(fs *flags, from, to string) *period {
	var p period
	fs.TextVar(&p.from, "from", calendar.Date(0), from)
	fs.TextVar(&p.to, "to", calendar.Date(0), to)
	return &p
}

// inOrder reports a last day that comes before the first as wrong usage.
func (p *period) inOrder() error {
	if !p.to.IsZero() && p.to < p.from {
		return usagef("the last day, %s, comes before the first, %s", p.to, p.from)
	}
	return nil
}

func loadConfig(file string) (config.Config, error) {
	if file == "" {
		return config.Config{}, usagef("name the configuration, as: --config config.yaml")
	}
	return config.Load(file)
}

// withStore opens the configured database for the length of a command.
func withStore(ctx context.Context, file string, work func(config.Config, *store.Store) error) error {
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	s, err := daemon.OpenStore(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(work(cfg, s), s.Close())
}

// withOffice opens the database with a desk for the length of a command.
func withOffice(ctx context.Context, file string, work func(*daemon.Session) error) error {
	return office(ctx, file, daemon.OpenSession, work)
}

// beginOffice is withOffice for a command that may be the first to put anything into a database.
func beginOffice(ctx context.Context, file string, work func(*daemon.Session) error) error {
	return office(ctx, file, daemon.BeginSession, work)
}

func office(ctx context.Context, file string,
	open func(context.Context, config.Config, func() time.Time) (*daemon.Session, error),
	work func(*daemon.Session) error) error {
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	o, err := open(ctx, cfg, wallClock)
	if err != nil {
		return err
	}
	return errors.Join(work(o), o.Close())
}

// accountName is who sits at the terminal, as the operating system knows them; what they do stands in the log by it.
func accountName() string {
	if who := os.Getenv("SUDO_USER"); who != "" {
		return who
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "uid " + strconv.Itoa(os.Getuid())
}
