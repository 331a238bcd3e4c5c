package pdf

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program writes a program that takes the place of pdftotext: hostile bytes have taken it over. It reads its input to
// the end first, as the real one does.
func program(t *testing.T, script string) *Reader {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pdftotext")
	if err := os.WriteFile(name, []byte("#!/bin/sh\ncat >/dev/null\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return NewReader(name)
}

// TestCage: what a program that reads PDF files can do, once it does what the file wants.
func TestCage(t *testing.T) {
	t.Parallel()
	t.Run("it has no network", func(t *testing.T) {
		t.Parallel()
		text, err := program(t, "tail -n +3 /proc/self/net/dev | cut -d: -f1; cat /proc/self/net/route | wc -l").read(nil)
		if got := strings.Fields(text); err != nil || len(got) != 2 || got[0] != "lo" || got[1] != "0" {
			t.Errorf("devices and lines of the table of routes: got %v (%v), want lo alone and none", got, err)
		}
	})
	t.Run("it has no right over anything", func(t *testing.T) {
		t.Parallel()
		text, err := program(t, "grep CapEff /proc/self/status; id -u").read(nil)
		if got := strings.Fields(text); err != nil || len(got) != 3 || strings.Trim(got[1], "0") != "" || got[2] == "0" {
			t.Errorf("rights and user: got %v (%v), want none and nobody", got, err)
		}
	})
	t.Run("its memory, time and files are bounded", func(t *testing.T) {
		t.Parallel()
		text, err := program(t, "ulimit -v; ulimit -t; ulimit -f; ulimit -c; ulimit -n").read(nil)
		if got, want := strings.Join(strings.Fields(text), " "), "262144 5 0 0 32"; err != nil || got != want {
			t.Errorf("limits: got %q (%v), want %q", got, err, want)
		}
	})
	t.Run("it writes no file", func(t *testing.T) {
		t.Parallel()
		there := filepath.Join(t.TempDir(), "written")
		_, _ = program(t, "echo words >"+there).read(nil)
		if data, _ := os.ReadFile(there); len(data) != 0 {
			t.Errorf("it wrote %q, want nothing", data)
		}
	})
	t.Run("its environment is empty", func(t *testing.T) {
		t.Parallel()
		text, err := program(t, `tr '\0' '\n' </proc/self/environ | grep -v '^PWD=\|^LC_ALL=C$\|^_=\|^OLDPWD='; true`).read(nil)
		if err != nil || text != "" {
			t.Errorf("environment: got %q (%v), want none", text, err)
		}
	})
	t.Run("it has five seconds", func(t *testing.T) {
		t.Parallel()
		began := time.Now()
		_, err := program(t, "sleep 60").read(nil)
		if took := time.Since(began); err == nil || took > 3*mostTime {
			t.Errorf("a program that sleeps for a minute: %v after %v", err, took)
		}
	})
	t.Run("what says too much says nothing", func(t *testing.T) {
		t.Parallel()
		if text, err := program(t, "yes words | head -c 10000000").read(nil); err == nil || text != "" {
			t.Errorf("ten megabytes: got %d bytes (%v), want an error", len(text), err)
		}
	})
	t.Run("what fails says nothing", func(t *testing.T) {
		t.Parallel()
		if text, ok := program(t, "echo words; exit 1").Text(nil); ok {
			t.Errorf("got %q, want nothing", text)
		}
	})
	t.Run("what is not there is told", func(t *testing.T) {
		t.Parallel()
		if err := NewReader(filepath.Join(t.TempDir(), "none")).Check(); err == nil {
			t.Error("a program that is not there: want an error")
		}
	})
}

// TestPdftotext reads files by the real program.
func TestPdftotext(t *testing.T) {
	t.Parallel()
	name, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI_REQUIRE_SERVERS") != "" {
			t.Fatal("pdftotext is not installed")
		}
		t.Skip("pdftotext is not installed: apt-get install poppler-utils")
	}
	r := NewReader(name)
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	if text, ok := r.Text([]byte(strings.ReplaceAll(sample, "(Hello)", "(There is a smell of gas in the hall)"))); !ok ||
		!strings.Contains(text, "smell of gas") {
		t.Errorf("got %q %v, want the words", text, ok)
	}
	for what, file := range map[string]string{
		"nothing": "", "no PDF": "hello", "cut": sample[:200], "a page without words": strings.Replace(sample, "(Hello)", "()", 1),
		"a page that contains itself": strings.Replace(sample, "[3 0 R]", "[2 0 R]", 1),
		"a great many pages":          strings.Replace(sample, "[3 0 R]", "["+strings.Repeat("3 0 R ", 1_000_000)+"]", 1),
		"a huge page":                 strings.Replace(sample, "Length 38", "Length "+fmt.Sprint(1<<40), 1) + strings.Repeat("(x) Tj ", 1_000_000),
	} {
		began := time.Now()
		text, ok := r.Text([]byte(file))
		if took := time.Since(began); took > 3*mostTime {
			t.Errorf("%s: it took %v", what, took)
		}
		if ok && what != "a great many pages" && what != "a huge page" {
			t.Errorf("%s: got %q, want nothing", what, text)
		}
	}
}

// TestNoReader: where none is configured nothing is read.
func TestNoReader(t *testing.T) {
	t.Parallel()
	if text, ok := NewReader("").Text([]byte(sample)); ok || text != "" {
		t.Errorf("got %q %v, want nothing", text, ok)
	}
}
