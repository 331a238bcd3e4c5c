// Package build says which program runs: its version, and what it was built from.
package build

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// Version is the release that was built, as the release script stamps it: -ldflags "-X
// complaints/internal/build.Version=0.1.0". What nobody stamped is on its way to that release.
var Version = "0.1.0-dev"

// Info is what can be said of the program that runs.
type Info struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"` // of the source it was built from
	Changed  bool   `json:"changed,omitempty"`  // the source had been changed since that revision
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// This reads what the compiler has noted in the program.
func This() Info {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		b = &debug.BuildInfo{}
	}
	return from(b)
}

func from(b *debug.BuildInfo) Info {
	i := Info{Version: Version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	for _, s := range b.Settings {
		switch s.Key {
		case "vcs.revision":
			i.Revision = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			i.Changed = s.Value == "true"
		}
	}
	return i
}

// Short tells this program from others: a release by its version, anything else by what it was built from as well.
func (i Info) Short() string {
	if i.Revision == "" || !strings.HasSuffix(i.Version, "-dev") {
		return i.Version
	}
	return i.Version + " (" + i.source() + ")"
}

// String is all of it on one line.
func (i Info) String() string {
	s := "complaintsd " + i.Version
	if i.Revision != "" {
		s += " (" + i.source() + ")"
	}
	return s + " " + i.Go + " " + i.Platform
}

func (i Info) source() string {
	if i.Changed {
		return i.Revision + ", changed since"
	}
	return i.Revision
}
