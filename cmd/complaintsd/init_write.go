package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"complaints/internal/config"
)

// write writes the folder, and says what comes next. The key that seals the database is made by the first start.
func (n *beginner) write() error {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	n.b.Password, n.b.Secret, n.b.Letters = "file:secrets/mailbox", "file:secrets/letters", "letters"
	if n.state != "" {
		n.b.State = strings.TrimSuffix(n.state, "/") + "/"
	}
	text, err := n.b.File()
	if err != nil {
		return err
	}
	if err := usable(text); err != nil {
		return fmt.Errorf("nothing was written, because there is something to change: %w", err)
	}
	file := filepath.Join(n.dir, "config.yaml")
	for _, folder := range []string{n.dir, filepath.Join(n.dir, "secrets"), filepath.Join(n.dir, "letters")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	err = errors.Join(newFile(filepath.Join(n.dir, "secrets", "letters"), hex.EncodeToString(secret)+"\n"),
		newFile(filepath.Join(n.dir, "secrets", "mailbox"), n.password+"\n"), newFile(file, string(text)))
	if err != nil {
		return err
	}
	packaged := n.state == packagedState
	if packaged {
		err = n.forGroup(file)
	} else {
		err = n.unit(file)
	}
	if err != nil {
		return err
	}
	n.say(n.t.Out, "%s is written. Next:", file)
	n.say(n.t.Out, "  1. Put right what is marked PUT RIGHT in it: who answers for each area, and your policy.")
	as := ""
	if packaged {
		as = "sudo -u complaintsd "
	}
	n.say(n.t.Out, "  2. %scomplaintsd check --config %s --send", as, file)
	if packaged {
		n.say(n.t.Out, "  3. sudo systemctl enable --now complaintsd")
	} else {
		n.say(n.t.Out, "  3. complaintsd run --config %s, or by systemd with complaintsd.service beside it.", file)
	}
	n.say(n.t.Out, "  4. Put a copy of complaintsd.seal, which the first start makes, into the safe.")
	return nil
}

// usable reads the configuration as a start would, but for its secrets.
func usable(text []byte) error {
	cfg, err := config.Parse(text)
	if err != nil {
		return err
	}
	return cfg.Validate()
}

// newFile writes a file that must not be there, for its owner alone.
func newFile(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// forGroup lets the daemon of the package read what root has written.
func (n *beginner) forGroup(file string) error {
	group, err := user.LookupGroup("complaintsd")
	if err != nil {
		return fmt.Errorf("the daemon's group is not there, which the package makes: %w", err)
	}
	gid, err := strconv.Atoi(group.Gid)
	if err != nil {
		return err
	}
	var faults []error
	for path, mode := range map[string]os.FileMode{n.dir: 0o750, filepath.Join(n.dir, "secrets"): 0o750,
		filepath.Join(n.dir, "letters"): 0o750, file: 0o640, filepath.Join(n.dir, "secrets", "mailbox"): 0o640,
		filepath.Join(n.dir, "secrets", "letters"): 0o640} {
		faults = append(faults, os.Chown(path, -1, gid), os.Chmod(path, mode))
	}
	return errors.Join(faults...)
}

// unit writes a unit for systemd that runs this program on this folder as whoever owns it.
func (n *beginner) unit(file string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	owner, err := user.Current() // whose files these are
	if err != nil {
		return err
	}
	config, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	dir, state := filepath.Dir(config), filepath.Dir(config)
	if n.state != "" {
		if state, err = filepath.Abs(n.state); err != nil {
			return err
		}
	}
	text := fmt.Sprintf(`# Copy it to /etc/systemd/system, then: sudo systemctl enable --now complaintsd
[Unit]
Description=complaintsd, a landlord's complaints procedure
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
ExecStart=%q run --config %q
User=%s
WorkingDirectory=%s
UMask=0077
Restart=always
RestartSec=10
TimeoutStartSec=15min
WatchdogSec=5min
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths=%s
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes

[Install]
WantedBy=multi-user.target
`, program, config, owner.Username, dir, state)
	return newFile(filepath.Join(dir, "complaintsd.service"), text)
}
