package daemon

import (
	"fmt"
	"os"
	"runtime/debug"

	"complaints/internal/failpoint"
	"complaints/store"
)

// thisProgram is what people know this daemon by.
func thisProgram() store.Program {
	machine, err := os.Hostname()
	if err != nil {
		machine = "unknown"
	}
	build, _ := debug.ReadBuildInfo()
	return store.Program{Version: failpoint.Version(version(build)),
		Machine: fmt.Sprintf("%s (process %d)", machine, os.Getpid())}
}

// version is the released version of a program, or the commit that it was built from.
func version(build *debug.BuildInfo) string {
	if build == nil {
		return "unknown"
	}
	if v := build.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	revision, changed := "unknown", ""
	for _, s := range build.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = ", changed since"
		}
	}
	return revision + changed
}
