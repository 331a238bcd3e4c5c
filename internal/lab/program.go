package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"complaints/internal/config"

	"github.com/goccy/go-yaml"
)

// Mailbox is the address that residents write to in the lab.
const Mailbox = "complaints@landlord.example"

// AuthservID is the name under which the lab's mail server vouches for senders.
const AuthservID = "mail.landlord.example"

// Build builds the program into dir and returns its path. It needs the go command and the source around the
// caller's. With the tag "failpoint" tests can stop it at any step.
func Build(ctx context.Context, dir string, tags ...string) (string, error) {
	_, here, _, _ := runtime.Caller(0)
	root := filepath.Dir(filepath.Dir(filepath.Dir(here)))
	path := filepath.Join(dir, "complaintsd")
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", strings.Join(tags, ","), "-o", path, "./cmd/complaintsd")
	cmd.Dir = root
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, said)
	}
	return path, nil
}

// Config is the example's configuration for a daemon between a mailbox and a mail server of the lab.
func Config(imap, smtp, database string) (config.Config, error) {
	cfg, err := config.ForStories()
	if err != nil {
		return cfg, err
	}
	cfg.Letters.Secret, cfg.Store.URL = "a long random text of the laboratory", config.Secret(database)
	cfg.Mailbox.Server, cfg.Mailbox.TLS, cfg.Mailbox.User, cfg.Mailbox.Password = imap, "none", User, Password
	cfg.Mailbox.AuthservID = AuthservID
	cfg.SMTP.Server, cfg.SMTP.TLS = smtp, "none"
	cfg.Monitor.Listen = "" // several programs run side by side
	return cfg, nil
}

// Program is the built program with its configuration.
type Program struct {
	Path   string
	Config string   // file
	Log    string   // file, added to with each start
	Flags  []string // of the next start
	cmd    *exec.Cmd
}

// NewProgram writes a configuration into dir for a built program.
func NewProgram(path, dir string, cfg config.Config) (*Program, error) {
	p := &Program{Path: path, Config: filepath.Join(dir, "config.yaml"), Log: filepath.Join(dir, "log")}
	return p, p.Configure(cfg)
}

// Configure writes another configuration in the place of the one that there is.
func (p *Program) Configure(cfg config.Config) error {
	b, err := yaml.Marshal(cfg)
	if err != nil {
		return err
	}
	return os.WriteFile(p.Config, b, 0o600)
}

// Start runs the daemon. It returns at once.
func (p *Program) Start(env ...string) error {
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	p.cmd = exec.Command(p.Path, append([]string{"run", "--config", p.Config}, p.Flags...)...)
	p.cmd.Stderr, p.cmd.Stdout = log, log
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.SysProcAttr = dying(syscall.SIGKILL)
	return errors.Join(p.cmd.Start(), log.Close())
}

// Command runs another of the program's commands on the same configuration and returns what it prints.
func (p *Program) Command(ctx context.Context, name ...string) (string, error) {
	cmd := exec.CommandContext(ctx, p.Path, append(name, "--config", p.Config)...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("complaintsd %s: %w: %s", strings.Join(name, " "), err, exit.Stderr)
	}
	return string(out), err
}

// Kill ends the program without warning.
func (p *Program) Kill() error { return end(p.cmd, syscall.SIGKILL) }

// Stop tells the program to stop in order and returns how it took that.
func (p *Program) Stop(patience time.Duration) error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	late := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	err := p.cmd.Wait()
	if !late.Stop() {
		err = errors.Join(fmt.Errorf("it had not stopped after %v", patience), err)
	}
	return err
}

// Died waits until the program has died of a kill, which somebody else has dealt, or itself.
func (p *Program) Died(patience time.Duration) error {
	late := time.AfterFunc(patience, func() { p.cmd.Process.Signal(syscall.SIGQUIT) }) // its goroutines go to its log
	err := p.cmd.Wait()
	if !late.Stop() {
		return fmt.Errorf("it lived on for %v", patience)
	}
	if ws, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || ws.Signal() != syscall.SIGKILL {
		return fmt.Errorf("it ended by itself: %w", err)
	}
	return nil
}

// Ended waits until the program has ended by itself, and returns how.
func (p *Program) Ended(patience time.Duration) error {
	late := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	err := p.cmd.Wait()
	if !late.Stop() {
		err = errors.Join(fmt.Errorf("it had not ended after %v", patience), err)
	}
	return err
}

// Signal tells the program something and does not wait for what comes of it.
func (p *Program) Signal(sig os.Signal) error { return p.cmd.Process.Signal(sig) }

// Pid is the process that runs.
func (p *Program) Pid() int { return p.cmd.Process.Pid }

// Used is what the process that ended has used.
func (p *Program) Used() (cpu time.Duration, peak int64) {
	s := p.cmd.ProcessState
	cpu = s.UserTime() + s.SystemTime()
	if ru, ok := s.SysUsage().(*syscall.Rusage); ok {
		peak = ru.Maxrss << 10
	}
	return cpu, peak
}

// Said returns the program's log so far.
func (p *Program) Said() string {
	f, err := os.Open(p.Log)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	const tail = 4 << 20
	if end, err := f.Seek(0, io.SeekEnd); err == nil && end > tail {
		f.Seek(-tail, io.SeekEnd) // an earlier start does for a reader
	} else {
		f.Seek(0, io.SeekStart)
	}
	b, _ := io.ReadAll(f)
	return string(b)
}
