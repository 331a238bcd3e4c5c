package main

import (
	"context"
	"errors"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/store"
)

// configFlag adds the flag that most commands need.
func configFlag(fs *flags) *string { return fs.String("config", "", "configuration `file`") }

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
	s, err := store.Open(ctx, cfg.StoreURL())
	if err != nil {
		return err
	}
	return errors.Join(work(cfg, s), s.Close())
}

// withOffice opens the database with a desk for the length of a command.
func withOffice(ctx context.Context, file string, work func(*daemon.Session) error) error {
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	o, err := daemon.OpenSession(ctx, cfg, wallClock)
	if err != nil {
		return err
	}
	return errors.Join(work(o), o.Close())
}
