package paper

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatPrints(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := func(name, script string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, tc := range map[string]struct{ command, says string }{
		"a program with both files": {
			program("good", `printf '%%PDF-1.7 ' > "$2"; cat "$1" >> "$2"`) + " {page} {pdf}", ""},
		"one that fails":          {program("bad", "echo no fonts >&2; exit 3") + " {page} {pdf}", "no fonts"},
		"one that writes nothing": {program("lazy", "true") + " {page} {pdf}", "makes no PDF file"},
		"one that writes no PDF":  {program("odd", `echo hello > "$2"`) + " {page} {pdf}", "makes no PDF file"},
		"one without the files":   {program("half", "true") + " {page}", "where the files stand"},
		"none":                    {"", "is empty"},
		"one that is not here":    {"/nowhere/chromium", "there is no program /nowhere/chromium here"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pdf, err := New(tc.command).PDF(t.Context(), "<p>Hello</p>")
			if tc.says == "" && (err != nil || !strings.Contains(string(pdf), "<p>Hello</p>")) {
				t.Errorf("got %q (%v), want a file", pdf, err)
			}
			if tc.says != "" && (err == nil || !strings.Contains(err.Error(), tc.says)) {
				t.Errorf("got %v, want %q", err, tc.says)
			}
		})
	}
}

func TestABrowserPrints(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("chromium is not here")
	}
	pdf, err := New("chromium").PDF(t.Context(), "<!doctype html><html lang=\"cy\"><title>T</title><p>Helo</p></html>")
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("/Lang")) {
		t.Errorf("got %d bytes (%v), want a tagged PDF file with its language", len(pdf), err)
	}
	if Found() == "" {
		t.Error("the browser that is here is not found")
	}
}
