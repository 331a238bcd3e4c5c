package pdf

import (
	"errors"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// apart starts a program in namespaces of its own: without network, without the machine's processes, with no right over
// anything.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true,
		Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC}
}

// limit bounds what a process may take. It waits for its input meanwhile, so that no byte of the file is read before.
func limit(pid int) error {
	var faults []error
	for _, l := range []struct {
		what int
		most uint64
	}{
		{unix.RLIMIT_AS, mostMemory}, {unix.RLIMIT_CPU, uint64(mostTime.Seconds())}, {unix.RLIMIT_FSIZE, 0},
		{unix.RLIMIT_CORE, 0}, {unix.RLIMIT_NOFILE, 32},
	} {
		faults = append(faults, unix.Prlimit(pid, l.what, &unix.Rlimit{Cur: l.most, Max: l.most}, nil))
	}
	return errors.Join(faults...)
}
