package main

import "context"

var configShowCommand = command{
	name:    "config show",
	usage:   "--config FILE",
	summary: "the configuration as it is in force, without its secrets",
	help: `Prints every setting with the value that it has, those included that the file leaves out. Secrets are
shown as where they are read from, or as (secret).

Examples:
  complaintsd config show --config config.yaml`,
	run: runConfigShow,
}

func runConfigShow(_ context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	if err := fs.none(args); err != nil {
		return err
	}
	cfg, err := loadConfig(*file)
	if err != nil {
		return err
	}
	b, err := cfg.Masked()
	if err != nil {
		return err
	}
	_, err = t.Out.Write(b)
	return err
}
