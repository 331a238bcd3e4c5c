package main

import (
	"context"
	"encoding/json"
	"fmt"

	"complaints/internal/build"
)

var versionCommand = command{
	name:    "version",
	usage:   "[--json]",
	summary: "which version this is, and what it was built from",
	help: `The first thing to name when you ask for help. The daemon says it in its log when it starts.

Examples:
  complaintsd version
  complaintsd version --json`,
	run: runVersion,
}

func runVersion(_ context.Context, t *terminal, fs *flags, args []string) error {
	asJSON := fs.Bool("json", false, "print one JSON object")
	if err := fs.none(args); err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(t.Out).Encode(build.This())
	}
	_, err := fmt.Fprintln(t.Out, build.This())
	return err
}
