package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"complaints/store"
)

func TestWhoLooksMakesNoDatabase(t *testing.T) {
	onEachURL(t, func(t *testing.T, url string) {
		if url == "sqlite::memory:" {
			t.Skip("a database in memory is never there")
		}
		if there, err := store.There(t.Context(), url); there || err != nil {
			t.Fatalf("there: %v, %v", there, err)
		}
		if _, err := store.OpenThere(t.Context(), url); !errors.Is(err, store.ErrNoDatabase) {
			t.Errorf("who looks: %v", err)
		}
		if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
			if _, err := os.Stat(path); err == nil {
				t.Error("a file was made")
			}
		}
		s := open(t, url)
		openCases(t, s, 1, 1)
		again, err := store.OpenThere(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if faults := verified(t, again); len(faults) > 0 {
			t.Error(faults)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestOneDaemonByWhateverPath: the file is locked, and not the path that leads to it.
func TestOneDaemonByWhateverPath(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "complaints.db")
	s := open(t, "sqlite:"+file)
	if err := s.Start(t.Context(), later, store.Program{}); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link.db")
	folder := filepath.Join(t.TempDir(), "folder")
	if err := errors.Join(os.Symlink(file, link), os.Symlink(dir, folder)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{link, filepath.Join(folder, "complaints.db")} {
		other := open(t, "sqlite:"+path)
		if err := other.Start(t.Context(), later, store.Program{}); !errors.Is(err, store.ErrInUse) {
			t.Errorf("a second daemon by %s: %v", path, err)
		}
	}
}

// TestAFileThatIsMoved: who took the file, or its log, away under the daemon is found out, and what was written is in
// the file.
func TestAFileThatIsMoved(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		do    func(file string) error
		where func(file string) string // what holds everything afterwards
	}{
		"the file is moved": {func(f string) error { return os.Rename(f, f+".moved") },
			func(f string) string { return f + ".moved" }},
		"the file is replaced": {func(f string) error {
			return errors.Join(os.Rename(f, f+".moved"), os.WriteFile(f, nil, 0o600))
		}, func(f string) string { return f + ".moved" }},
		"the log is deleted": {func(f string) error { return os.Remove(f + "-wal") },
			func(f string) string { return f }},
		"the file is deleted": {os.Remove, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "complaints.db")
			s, err := store.Open(t.Context(), "sqlite:"+file)
			if err != nil {
				t.Fatal(err)
			}
			openCases(t, s, 1, 3)
			if err := s.InPlace(t.Context()); err != nil {
				t.Fatalf("in its place: %v", err)
			}
			openCases(t, s, 4, 2)
			if err := test.do(file); err != nil {
				t.Fatal(err)
			}
			if err := s.InPlace(t.Context()); !errors.Is(err, store.ErrMoved) {
				t.Errorf("it says %v", err)
			}
			_ = s.Close() // the log may be gone
			if test.where == nil {
				return
			}
			kept := filepath.Join(t.TempDir(), "kept.db")
			b, err := os.ReadFile(test.where(file))
			if err != nil || os.WriteFile(kept, b, 0o600) != nil {
				t.Fatal(err)
			}
			all, err := open(t, "sqlite:"+kept).ListCases(t.Context(), store.CaseFilter{})
			if err != nil || len(all) != 5 {
				t.Errorf("the file holds %d cases, %v; want 5", len(all), err)
			}
		})
	}
}

// TestTheLogIsCopiedIntoTheDatabase: a log that somebody deletes after a kill takes a minute's work with it at most.
func TestTheLogIsCopiedIntoTheDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, "sqlite:"+filepath.Join(dir, "complaints.db"))
	openCases(t, s, 1, 3)
	if err := s.InPlace(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "complaints.db"))
	alone := filepath.Join(t.TempDir(), "alone.db")
	if err != nil || os.WriteFile(alone, b, 0o600) != nil {
		t.Fatal(err)
	}
	all, err := open(t, "sqlite:"+alone).ListCases(t.Context(), store.CaseFilter{})
	if err != nil || len(all) != 3 {
		t.Errorf("without its log the file holds %d cases, %v; want 3", len(all), err)
	}
}

// lockableDisk is a folder in which nobody may write any more once lock is called: for root that takes a file system of
// its own.
func lockableDisk(t *testing.T) (dir string, lock func()) {
	t.Helper()
	dir = t.TempDir()
	if os.Geteuid() != 0 {
		return dir, func() {
			if err := errors.Join(os.Chmod(filepath.Join(dir, "backup.db"), 0o400), os.Chmod(dir, 0o500)); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
		}
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m,mode=755"); err != nil {
		t.Skipf("root writes everywhere, and no file system can be mounted here that could be locked: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir, func() {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
	}
}

// TestABackupOnALockedDisk is verified and read where it lies.
func TestABackupOnALockedDisk(t *testing.T) {
	dir, lock := lockableDisk(t)
	s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "complaints.db"))
	refs := openCases(t, s, 1, 2)
	backup := filepath.Join(dir, "backup.db")
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	lock()
	locked, err := store.OpenThere(t.Context(), "sqlite:"+backup)
	if err != nil {
		t.Fatal(err)
	}
	defer locked.Close()
	if faults := verified(t, locked); len(faults) > 0 {
		t.Error(faults)
	}
	if c, err := locked.Case(t.Context(), refs[1]); err != nil || c.Ref != refs[1] {
		t.Errorf("a case: %+v, %v", c, err)
	}
	if err := locked.SetMark(t.Context(), "a:mark", 1); !errors.Is(err, os.ErrPermission) {
		t.Errorf("who writes: %v", err)
	}
}
