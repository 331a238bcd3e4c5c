package lab

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// User and Password open every mailbox of the lab.
const (
	User     = "complaints"
	Password = "correct-horse"
)

// Dovecot is a mail server with one mailbox, which anybody opens who knows the password.
type Dovecot struct {
	Addr     string // without TLS from the first byte; STARTTLS where it has a certificate
	TLSAddr  string // with TLS; "" where it has no certificate
	binary   string
	dir      string
	maildir  string
	uid, gid int
	cmd      *exec.Cmd
	next     atomic.Int64
}

// Certificate is what a server proves itself with, as PEM.
type Certificate struct{ Cert, Key []byte }

// StartDovecot puts up a Dovecot in a new folder below dir, without TLS. It returns [ErrMissing] where there is none.
func StartDovecot(dir string) (*Dovecot, error) { return startDovecot(dir, nil) }

// StartSecureDovecot puts up a Dovecot that also talks TLS.
func StartSecureDovecot(dir string, c Certificate) (*Dovecot, error) { return startDovecot(dir, &c) }

func startDovecot(dir string, c *Certificate) (*Dovecot, error) {
	path := binary("dovecot", "/usr/sbin", "/usr/local/sbin")
	if path == "" {
		return nil, fmt.Errorf("dovecot: %w", ErrMissing)
	}
	d := &Dovecot{binary: path, dir: filepath.Join(dir, "dovecot"), uid: os.Getuid(), gid: os.Getgid()}
	if d.uid == 0 { // mail is not read as root
		d.uid, d.gid = nobody, nobody
	}
	d.maildir = filepath.Join(d.dir, "home", "Maildir")
	if err := d.prepare(c); err != nil {
		return nil, fmt.Errorf("dovecot: %w", err)
	}
	return d, d.Up()
}

// Up starts the server, the first time or again at the same address.
func (d *Dovecot) Up() error {
	d.cmd = exec.Command(d.binary, "-F", "-c", filepath.Join(d.dir, "dovecot.conf"))
	d.cmd.SysProcAttr = dying(syscall.SIGTERM)
	if err := d.cmd.Start(); err != nil {
		return fmt.Errorf("dovecot: %w", err)
	}
	for range 100 {
		if c, err := net.Dial("tcp", d.Addr); err == nil {
			return c.Close()
		}
		time.Sleep(100 * time.Millisecond)
	}
	said, _ := os.ReadFile(filepath.Join(d.dir, "log")) // only to tell more
	return errors.Join(fmt.Errorf("dovecot does not answer: %s", said), d.Stop())
}

// Renumber makes the server, which must be down, forget the numbers of its mails: the mailbox has another UIDVALIDITY
// when it comes up again.
func (d *Dovecot) Renumber() error {
	files, err := filepath.Glob(filepath.Join(d.maildir, "dovecot*"))
	for _, f := range files {
		err = errors.Join(err, os.RemoveAll(f))
	}
	return err
}

func (d *Dovecot) prepare(c *Certificate) error {
	for _, sub := range []string{"cur", "new", "tmp"} {
		if err := os.MkdirAll(filepath.Join(d.maildir, sub), 0o755); err != nil {
			return err
		}
	}
	for _, p := range []string{"home", "home/Maildir", "home/Maildir/cur", "home/Maildir/new", "home/Maildir/tmp"} {
		if err := os.Chown(filepath.Join(d.dir, p), d.uid, d.gid); err != nil {
			return err
		}
	}
	if err := reachable(d.dir); err != nil {
		return err
	}
	port, err := FreePort()
	if err != nil {
		return err
	}
	d.Addr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	conf, err := d.conf(port)
	if err == nil && c != nil {
		conf, err = d.secure(conf, *c)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.dir, "dovecot.conf"), conf, 0o644)
}

// secure gives the server a certificate and a port for TLS.
func (d *Dovecot) secure(conf []byte, c Certificate) ([]byte, error) {
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	d.TLSAddr = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	cert, key := filepath.Join(d.dir, "cert.pem"), filepath.Join(d.dir, "key.pem")
	if err := errors.Join(os.WriteFile(cert, c.Cert, 0o644), os.WriteFile(key, c.Key, 0o600)); err != nil {
		return nil, err
	}
	return fmt.Appendf(conf, `ssl = yes
ssl_cert = <%s
ssl_key = <%s
service imap-login {
  inet_listener imaps {
    port = %d
  }
}
`, cert, key, port), nil
}

func (d *Dovecot) conf(port int) ([]byte, error) {
	internal, login, group := "dovecot", "dovenull", "dovecot"
	if os.Getuid() != 0 {
		me, err := user.Current()
		if err != nil {
			return nil, err
		}
		mine, err := user.LookupGroupId(me.Gid)
		if err != nil {
			return nil, err
		}
		internal, login, group = me.Username, me.Username, mine.Name
	}
	return fmt.Appendf(nil, `base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = %[2]s
default_internal_group = %[3]s
default_login_user = %[4]s
first_valid_uid = 1
mail_home = %[1]s/home
mail_location = maildir:~/Maildir
mail_max_userip_connections = 50
passdb {
  driver = static
  args = password=%[5]s
}
userdb {
  driver = static
  args = uid=%[6]d gid=%[7]d home=%[1]s/home
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = %[8]d
  }
  inet_listener imaps {
    port = 0
  }
}
`, d.dir, internal, group, login, Password, d.uid, d.gid, port), nil
}

// Deliver drops a mail into the mailbox as a delivery agent does.
func (d *Dovecot) Deliver(raw []byte) error {
	name := fmt.Sprintf("%d.M%06dP%d.lab", time.Now().Unix(), d.next.Add(1), os.Getpid())
	tmp := filepath.Join(d.maildir, "tmp", name)
	if err := os.WriteFile(tmp, raw, 0o644); err != nil {
		return err
	}
	if err := os.Chown(tmp, d.uid, d.gid); err != nil {
		return err
	}
	return os.Rename(tmp, filepath.Join(d.maildir, "new", name))
}

// Stop ends the server.
func (d *Dovecot) Stop() error { return end(d.cmd, syscall.SIGTERM) }

// Pid is the server's main process.
func (d *Dovecot) Pid() int { return d.cmd.Process.Pid }

// end tells a child to stop and waits for it; that it died of the signal is no fault.
func end(cmd *exec.Cmd, sig syscall.Signal) error {
	if err := cmd.Process.Signal(sig); err != nil {
		return err
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil
	}
	return err
}
