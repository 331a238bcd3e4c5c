// Package packaging_test holds that the unit is shut in as it should be, and that the packages install, upgrade and go
// by Debian's and Fedora's own tools without taking anything of the landlord's with them.
package packaging_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tool finds a program that a test needs. Where it is not installed the test is skipped, unless CI_REQUIRE_SERVERS=1
// says that none may be.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI_REQUIRE_SERVERS") == "1" {
		t.Fatalf("%s is not installed on this machine", name)
	}
	if err != nil {
		t.Skipf("%s is not installed on this machine", name)
	}
	return path
}

// do runs a program and returns what it says.
func do(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, said)
	}
	return string(said)
}

var exposure = regexp.MustCompile(`exposure level for \S+: (\S+)`)

// TestTheUnitIsShutIn: whoever gets into the daemon gets no further. systemd rates the unit from 0, shut in, to 10.
func TestTheUnitIsShutIn(t *testing.T) {
	t.Parallel()
	analyze := tool(t, "systemd-analyze")
	said := do(t, nil, analyze, "security", "--offline=true", "--no-pager", "--threshold=15",
		"systemd/complaintsd.service") // fails above 1.5
	m := exposure.FindStringSubmatch(said)
	if m == nil {
		t.Fatalf("no rating: %s", said)
	}
	t.Logf("systemd rates the unit %s", m[1])
}

// packages makes packages of a version for a program that does nothing.
func packages(t *testing.T, into, version, kind string) (file string) {
	t.Helper()
	nfpm, build := tool(t, "nfpm"), t.TempDir()
	for _, name := range []string{"complaintsd", "complaintsd.1.gz", "completion.bash", "completion.zsh",
		"completion.fish"} {
		if err := os.WriteFile(filepath.Join(build, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), nfpm, "package", "--config", "packaging/nfpm.yaml", "--packager", kind,
		"--target", into)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "BUILD="+build, "ARCH=amd64", "VERSION="+version,
		"MAINTAINER=somebody <somebody@landlord.example>", "SOURCE_DATE_EPOCH=1800000000")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("nfpm: %v\n%s", err, said)
	}
	found, err := filepath.Glob(filepath.Join(into, "*"+version+"*."+kind))
	if err != nil || len(found) != 1 {
		t.Fatalf("packages of %s: %v (%v)", version, found, err)
	}
	return found[0]
}

// installed are files of the package, and how they must be.
var installed = map[string]os.FileMode{
	"/usr/bin/complaintsd": 0o755, "/usr/lib/systemd/system/complaintsd.service": 0o644,
	"/usr/share/man/man1/complaintsd.1.gz": 0o644, "/usr/share/bash-completion/completions/complaintsd": 0o644,
	"/usr/share/complaintsd/prometheus/complaintsd.rules.yml": 0o644,
	"/usr/share/doc/complaintsd/docs/install-imap.md":         0o644, "/etc/complaintsd/secrets": 0o750,
}

func wantInstalled(t *testing.T, root string, there bool) {
	t.Helper()
	for path, mode := range installed {
		info, err := os.Stat(filepath.Join(root, path))
		switch {
		case there && err != nil:
			t.Error(err)
		case there && info.Mode().Perm() != mode:
			t.Errorf("%s: mode is %o, want %o", path, info.Mode().Perm(), mode)
		case !there && err == nil && !strings.HasPrefix(path, "/etc/"):
			t.Errorf("%s is left behind", path)
		}
	}
}

// own are files of the landlord's, which no package may take.
func own(t *testing.T, root string, write bool) {
	t.Helper()
	for _, path := range []string{"etc/complaintsd/config.yaml", "etc/complaintsd/secrets/mailbox",
		"var/lib/complaintsd/complaintsd.db"} {
		file := filepath.Join(root, path)
		if write {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte("the landlord's own"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != "the landlord's own" {
			t.Errorf("%s: %q (%v), want it as it was", path, b, err)
		}
	}
}

// TestDebianPackage installs the package into a folder of its own by dpkg, upgrades it, removes it and purges it.
func TestDebianPackage(t *testing.T) {
	t.Parallel()
	dpkg := tool(t, "dpkg")
	tool(t, "systemd-sysusers")
	if os.Getuid() != 0 {
		t.Skip("dpkg installs as root only")
	}
	root, made := t.TempDir(), t.TempDir()
	first, second := packages(t, made, "0.1.0", "deb"), packages(t, made, "0.2.0", "deb")
	for _, dir := range []string{"var/lib/dpkg/info", "var/lib/dpkg/updates", "etc"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "var/lib/dpkg/status"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		return do(t, []string{"DEBIAN_FRONTEND=noninteractive"}, dpkg, append([]string{"--root=" + root,
			"--force-script-chrootless", "--log=" + filepath.Join(root, "log")}, args...)...)
	}
	if said := run("--install", first); !strings.Contains(said, "complaintsd init /etc/complaintsd") {
		t.Errorf("the first install says %q, want the next step", said)
	}
	wantInstalled(t, root, true)
	users, err := os.ReadFile(filepath.Join(root, "etc/passwd"))
	if err != nil || !strings.Contains(string(users), "complaintsd:") {
		t.Errorf("the daemon's user is not there: %q (%v)", users, err)
	}
	own(t, root, true)
	if said := run("--install", second); strings.Contains(said, "complaintsd init") {
		t.Errorf("the upgrade says %q, want nothing of a first step", said)
	}
	wantInstalled(t, root, true)
	if said := run("--status", "complaintsd"); !strings.Contains(said, "Version: 0.2.0") {
		t.Errorf("after the upgrade: %s", said)
	}
	own(t, root, false)
	run("--remove", "complaintsd")
	wantInstalled(t, root, false)
	own(t, root, false)
	if said := run("--purge", "complaintsd"); !strings.Contains(said, "are kept") {
		t.Errorf("the purge says %q, want that the complaints are kept", said)
	}
	own(t, root, false)
}

// TestFedoraPackage does the same by rpm, whose scripts need a whole system and are left out.
func TestFedoraPackage(t *testing.T) {
	t.Parallel()
	rpm := tool(t, "rpm")
	if os.Getuid() != 0 {
		t.Skip("rpm installs as root only")
	}
	root, made := t.TempDir(), t.TempDir()
	first, second := packages(t, made, "0.1.0", "rpm"), packages(t, made, "0.2.0", "rpm")
	run := func(args ...string) string {
		t.Helper()
		return do(t, nil, rpm, append([]string{"--root", root, "--dbpath", "/var/lib/rpm"}, args...)...)
	}
	run("--noscripts", "--nodeps", "--ignorearch", "-i", first)
	wantInstalled(t, root, true)
	own(t, root, true)
	run("--noscripts", "--nodeps", "--ignorearch", "-U", second)
	wantInstalled(t, root, true)
	if said := run("-q", "complaintsd"); !strings.Contains(said, "0.2.0") {
		t.Errorf("after the upgrade: %s", said)
	}
	run("--noscripts", "--nodeps", "-e", "complaintsd")
	wantInstalled(t, root, false)
	own(t, root, false)
}
