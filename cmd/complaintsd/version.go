package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release that was built, as the release script stamps it: -ldflags "-X main.version=0.1.0".
var version = "0.1.0-dev"

// build is what can be said of the program that runs.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"` // of the source it was built from
	Changed  bool   `json:"changed,omitempty"`  // the source had been changed since that revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// thisBuild reads what the compiler has noted in the program.
func thisBuild() build {
	b := build{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			b.Changed = s.Value == "true"
		}
	}
	return b
}

// String is the build on one line.
func (b build) String() string {
	s := "complaintsd " + b.Version
	if b.Revision != "" {
		s += " (" + b.Revision
		if b.Changed {
			s += ", changed since"
		}
		s += ")"
	}
	return s + " " + b.Go + " " + b.Platform
}

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
		return json.NewEncoder(t.Out).Encode(thisBuild())
	}
	_, err := fmt.Fprintln(t.Out, thisBuild())
	return err
}
