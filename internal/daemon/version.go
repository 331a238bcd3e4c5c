package daemon

import (
	"fmt"
	"os"

	"complaints/internal/build"
	"complaints/internal/failpoint"
	"complaints/store"
)

// thisProgram is what people know this daemon by.
func thisProgram() store.Program {
	machine, err := os.Hostname()
	if err != nil {
		machine = "unknown"
	}
	return store.Program{Version: failpoint.Version(build.This().Short()),
		Machine: fmt.Sprintf("%s (process %d)", machine, os.Getpid())}
}
