// Package paper makes PDF files of letters to post, by a program that is here: a browser, or any other that reads a
// page and writes a file.
package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Printer makes PDF files.
type Printer struct{ command []string }

// patience is how long one letter may take.
const patience = 45 * time.Second

// browsers are the programs that are told how to print by us.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
	"chrome-headless-shell"}

// New makes a printer of a command: the name of a browser (chromium), or a program with {page} and {pdf} where the two
// files stand.
func New(command string) Printer { return Printer{strings.Fields(command)} }

// Found names a browser that is here, "" if there is none.
func Found() string {
	for _, name := range browsers {
		if _, err := exec.LookPath(name); err == nil {
			return name
		}
	}
	return ""
}

// fault says what is wrong with a command, whatever is here.
func (p Printer) fault() error {
	if len(p.command) == 0 {
		return errors.New("letters.pdf_command is empty")
	}
	whole := strings.Join(p.command, " ")
	if !slices.Contains(browsers, filepath.Base(p.command[0])) &&
		!(strings.Contains(whole, "{page}") && strings.Contains(whole, "{pdf}")) {
		return fmt.Errorf("letters.pdf_command is %q: write chromium, or a program with {page} and {pdf} where "+
			"the files stand, as: weasyprint {page} {pdf}", whole)
	}
	if _, err := exec.LookPath(p.command[0]); err != nil {
		return fmt.Errorf("letters.pdf_command: there is no program %s here: install it, or take the line out",
			p.command[0])
	}
	return nil
}

// PDF prints a page. Its error says why there is none; the page itself can then go in its place.
func (p Printer) PDF(ctx context.Context, page string) (pdf []byte, err error) {
	if err := p.fault(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "complaintsd-letter-")
	if err != nil {
		return nil, fmt.Errorf("print a letter: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	in, out := filepath.Join(dir, "letter.html"), filepath.Join(dir, "letter.pdf")
	if err := os.WriteFile(in, []byte(page), 0o600); err != nil {
		return nil, fmt.Errorf("print a letter: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	args := p.args(dir, in, out)
	run := exec.CommandContext(ctx, p.command[0], args...)
	run.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir)
	run.WaitDelay = 5 * time.Second
	said, err := run.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s makes no PDF file of a letter: %w: %s", p.command[0], err, lastLine(said))
	}
	if pdf, err = os.ReadFile(out); err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, fmt.Errorf("%s makes no PDF file of a letter: %s", p.command[0], lastLine(said))
	}
	return pdf, nil
}

// args are what the program is told. A browser runs and fetches nothing, as the page forbids it, and
// tags what it prints for screen readers.
func (p Printer) args(dir, in, out string) []string {
	if !slices.Contains(browsers, filepath.Base(p.command[0])) {
		args := slices.Clone(p.command[1:])
		for i, a := range args {
			args[i] = strings.NewReplacer("{page}", in, "{pdf}", out).Replace(a)
		}
		return args
	}
	args := append(slices.Clone(p.command[1:]), "--headless", "--disable-gpu", "--no-first-run",
		"--disable-extensions", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--print-to-pdf="+out, "file://"+in)
	if os.Getuid() == 0 { // the browser refuses its sandbox to root
		args = slices.Insert(args, len(args)-1, "--no-sandbox")
	}
	return args
}

// Check prints a small page.
func (p Printer) Check(ctx context.Context) error {
	_, err := p.PDF(ctx, "<!doctype html><html lang=\"en-GB\"><title>Test</title><p>A test of printing.</p></html>")
	return err
}

func lastLine(said []byte) string {
	rows := strings.Split(strings.TrimSpace(string(said)), "\n")
	return rows[len(rows)-1]
}
