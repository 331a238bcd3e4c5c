package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"time"

	"complaints/internal/daemon"
	"complaints/internal/message"
	"complaints/store"
)

var importCommand = command{
	name:    "import",
	usage:   "--config FILE PATH...",
	summary: "takes in mbox, Maildir or .eml files as if they had arrived",
	help: `
Takes mail in from files, with its own arrival dates: the date of the topmost Received line, else that of the mbox
separator, else the file's time. Of a Maildir the new and the read mails are taken, not its unfinished ones. A mail
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
	return beginOffice(ctx, *file, func(o *daemon.Session) error {
		known, err := arrivalsByKey(ctx, o.Store, importSource)
		if err != nil {
			return err
		}
		im := importer{limit: o.Config.Limits.MessageBytes, batch: max(1, o.Config.Limits.Batch), known: known,
			receive: func(batch []message.Arrival) error {
				return o.Desk.Receive(ctx, importSource, batch, message.Cursor{})
			}, progress: func(n int) { fmt.Fprintf(t.Err, "\r%d mails taken in", n) }}
		for _, path := range paths {
			if err := im.path(path); err != nil {
				return err
			}
		}
		if err := errors.Join(im.flush(), o.Desk.CatchUp(ctx)); err != nil {
			return err
		}
		if im.n > 0 {
			fmt.Fprintln(t.Err)
		}
		fmt.Fprintf(t.Out, "%d mails taken in; %d were known.\n", im.n, im.again)
		return nil
	})
}

// importSource is where imported mails are said to have come from.
const importSource = "import"

// importer gathers mails into batches.
type importer struct {
	limit    int64 // bytes; a larger mail is kept as its header and first part
	batch    int
	known    map[string]store.OutcomeKind // by key: taken in before, or twice in these files
	waiting  []message.Arrival
	n, again int
	receive  func([]message.Arrival) error
	progress func(int)
}

func (im *importer) path(path string) error {
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if filepath.Base(name) == "tmp" && isMaildir(filepath.Dir(name)) { // unfinished deliveries
				return filepath.SkipDir
			}
			return nil
		}
		if isMaildir(filepath.Dir(name)) { // a mail program's own lists beside the folders
			return nil
		}
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = im.file(bufio.NewReaderSize(f, 64<<10), info.ModTime())
		if err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return errors.Join(err, f.Close())
	})
}

// isMaildir reports whether a folder has the three parts of a Maildir.
func isMaildir(dir string) bool {
	for _, part := range []string{"cur", "new", "tmp"} {
		if info, err := os.Stat(filepath.Join(dir, part)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
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
	return im.mbox(r, at)
}

// mbox takes in the mails of an mbox (RFC 4155). A mail ends where an empty line is followed by a separator that
// carries a date; a sentence that begins with From is part of the mail, whether or not it was marked.
func (im *importer) mbox(r *bufio.Reader, at time.Time) error {
	var raw bytes.Buffer
	gap := true // the line before was empty, or there was none
	for first := true; ; first = false {
		line, err := r.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return err
		}
		when, noDate := mboxDate(line)
		if gap && bytes.HasPrefix(line, []byte("From ")) && (noDate == nil || first) {
			if err := im.mboxMail(&raw, at); err != nil {
				return err
			}
			if noDate == nil {
				at = when
			}
			gap = false
			continue
		}
		raw.Write(unescapeFrom(line))
		gap = len(bytes.TrimRight(line, "\r\n")) == 0
		if err == io.EOF {
			return im.mboxMail(&raw, at)
		}
	}
}

// mboxMail takes in the mail gathered so far, without the empty line that an mbox puts after it.
func (im *importer) mboxMail(raw *bytes.Buffer, at time.Time) error {
	mail := bytes.Clone(raw.Bytes())
	raw.Reset()
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if bytes.HasSuffix(mail, []byte(end)) {
			mail = mail[:len(mail)-len(end)/2]
			break
		}
	}
	if len(bytes.TrimSpace(mail)) == 0 {
		return nil
	}
	return im.mail(mail, at)
}

// unescapeFrom takes away the mark that an mbox puts before a line beginning with From.
func unescapeFrom(line []byte) []byte {
	if bytes.HasPrefix(line, []byte(">")) && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		return line[1:]
	}
	return line
}

// mboxDate reads the arrival date of an mbox separator: "From asha@example.com Mon Nov  2 09:12:00 2026". Some
// writers put the zone before the year.
func mboxDate(line []byte) (time.Time, error) {
	fields := strings.Fields(string(line))
	if len(fields) < 7 || fields[0] != "From" {
		return time.Time{}, errors.New("no separator")
	}
	date := strings.Join(fields[2:], " ")
	for _, layout := range []string{
		"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 -0700 2006", "Mon Jan 2 15:04:05 MST 2006",
	} {
		if at, err := time.Parse(layout, date); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, errors.New("no date")
}

func (im *importer) mail(raw []byte, at time.Time) error {
	sum := sha256.Sum256(raw)
	arrival := message.Arrival{
		Key: "import:" + hex.EncodeToString(sum[:]), Source: importSource, Channel: message.Email,
		Received: arrivedAt(raw, at), Raw: raw, Size: int64(len(raw)),
	}
	if _, known := im.known[arrival.Key]; known {
		im.again++
		return nil
	}
	im.known[arrival.Key] = store.Undecided
	if im.limit > 0 && arrival.Size > im.limit {
		arrival.Raw, arrival.Truncated = raw[:im.limit], true
	}
	im.waiting = append(im.waiting, arrival)
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
