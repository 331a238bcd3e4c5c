//go:build !linux

package pdf

import (
	"errors"
	"os/exec"
)

func apart(*exec.Cmd) {}

// limit refuses: without a cage no PDF is read.
func limit(int) error { return errors.New("only Linux has one") }
