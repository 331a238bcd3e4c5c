// Package lab puts up, on this machine and for a while, what surrounds the built program: a Dovecot, an SMTP server
// that takes and counts every mail, a PostgreSQL, and the program itself. The proofs and the measurements are made
// with it. Everything lives in a folder of the caller's, listens on loopback alone, and dies with the caller.
package lab

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// ErrMissing says that a server is not installed on this machine.
var ErrMissing = errors.New("not installed on this machine")

// nobody is the user under which servers run that refuse to be root.
const nobody = 65534

// FreePort finds a port of loopback on which nobody listens.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// binary finds a program by its name, in the usual places that may not be on the path.
func binary(name string, places ...string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, place := range places {
		found, _ := filepath.Glob(filepath.Join(place, name)) // the pattern is ours
		if len(found) > 0 {
			return found[len(found)-1]
		}
	}
	return ""
}

// dying makes a child end when its parent does, however that ends.
func dying(sig syscall.Signal) *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: sig} }

// homeOf makes a folder for a server, and says as whom the server runs there: PostgreSQL and PgBouncer refuse root.
func homeOf(dir string) (*syscall.SysProcAttr, error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	attr := dying(syscall.SIGQUIT)
	if os.Getuid() != 0 {
		return attr, nil
	}
	attr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	if err := os.Chown(dir, nobody, nobody); err != nil {
		return nil, err
	}
	return attr, reachable(dir)
}

// reachable lets other users than the caller's reach a folder.
func reachable(dir string) error {
	for d := dir; d != "/" && d != os.TempDir(); d = filepath.Dir(d) {
		info, err := os.Stat(d)
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o005 != 0o005 {
			if err := os.Chmod(d, info.Mode().Perm()|0o055); err != nil {
				return err
			}
		}
	}
	return nil
}
