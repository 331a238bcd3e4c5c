package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"complaints"
	"complaints/cmd/daemon"
)

var importCommand = command{
	name:    "import",
	usage:   "--config FILE PATH...",
	summary: "takes in mbox, Maildir or .eml files as if they had arrived",
	help: `Takes mail in from files, with its own arrival dates: the date of the topmost Received line, else the file's time. A mail
that was taken in before is known and does nothing. Letters that follow are sent by the running daemon.

Examples:
  complaintsd import --config config.yaml old-complaints.mbox
  complaintsd import --config config.yaml ~/Maildir letters/*.eml`,
	run: runImport,
}

func runImport(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	paths, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return usagef("name the files or folders to take in")
	}
	return withOffice(ctx, *file, func(o *daemon.Office) error {
		im := importer{batch: o.Config.Limits.Batch, receive: func(batch []complaints.Arrival) error {
			return o.Desk.Receive(ctx, "import", batch, complaints.Cursor{})
		}, progress: func(n int) { fmt.Fprintf(t.Err, "\r%d mails taken in", n) }}
		for _, path := range paths {
			if err := im.path(path); err != nil {
				return err
			}
		}
		if err := im.flush(); err != nil {
			return err
		}
		fmt.Fprintf(t.Err, "\r")
		fmt.Fprintf(t.Out, "%d mails taken in.\n", im.n)
		return nil
	})
}

// importer gathers mails into batches.
type importer struct {
	batch    int
	waiting  []complaints.Arrival
	n        int
	receive  func([]complaints.Arrival) error
	progress func(int)
}

func (im *importer) path(path string) error {
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if d.IsDir() && filepath.Base(name) == "tmp" { // a Maildir's unfinished deliveries
			return filepath.SkipDir
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		return im.file(bufio.NewReaderSize(f, 64<<10), info.ModTime())
	})
}

// file takes in one file: an mbox if it begins with a "From " line, else one mail.
func (im *importer) file(r *bufio.Reader, at time.Time) error {
	if start, _ := r.Peek(5); string(start) != "From " {
		raw, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		return im.mail(raw, at)
	}
	var raw bytes.Buffer
	for {
		line, err := r.ReadBytes('\n')
		if bytes.HasPrefix(line, []byte("From ")) || err == io.EOF && len(line) == 0 {
			if raw.Len() > 0 {
				if err := im.mail(bytes.Clone(raw.Bytes()), at); err != nil {
					return err
				}
			}
			raw.Reset()
			if when, err := mboxDate(line); err == nil {
				at = when
			}
		} else {
			raw.Write(unescapeFrom(line))
		}
		if err == io.EOF {
			if raw.Len() > 0 {
				return im.mail(raw.Bytes(), at)
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// unescapeFrom takes away the mark that an mbox puts before a line beginning with From.
func unescapeFrom(line []byte) []byte {
	if bytes.HasPrefix(line, []byte(">")) && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		return line[1:]
	}
	return line
}

// mboxDate reads the arrival date of an mbox separator: "From asha@example.com Mon Nov  2 09:12:00 2026".
func mboxDate(line []byte) (time.Time, error) {
	fields := strings.Fields(string(line))
	if len(fields) < 7 {
		return time.Time{}, fmt.Errorf("no date")
	}
	return time.Parse("Mon Jan 2 15:04:05 2006", strings.Join(fields[2:7], " "))
}

func (im *importer) mail(raw []byte, at time.Time) error {
	sum := sha256.Sum256(raw)
	im.waiting = append(im.waiting, complaints.Arrival{
		Key: "import:" + hex.EncodeToString(sum[:]), Source: "import", Channel: complaints.Email, Received: arrivedAt(raw, at), Raw: raw, Size: int64(len(raw)),
	})
	if len(im.waiting) >= im.batch {
		return im.flush()
	}
	return nil
}

// arrivedAt is when the mail reached the last server: the date at the end of its topmost Received line.
func arrivedAt(raw []byte, otherwise time.Time) time.Time {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return otherwise.UTC()
	}
	received := m.Header.Get("Received")
	if i := strings.LastIndexByte(received, ';'); i >= 0 {
		if at, err := mail.ParseDate(strings.TrimSpace(received[i+1:])); err == nil {
			return at.UTC()
		}
	}
	return otherwise.UTC()
}

func (im *importer) flush() error {
	if len(im.waiting) == 0 {
		return nil
	}
	if err := im.receive(im.waiting); err != nil {
		return err
	}
	im.n += len(im.waiting)
	im.waiting = nil
	im.progress(im.n)
	return nil
}
