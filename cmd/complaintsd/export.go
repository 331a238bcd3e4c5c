package main

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/disclosure"
	"complaints/internal/message"
	"complaints/store"
)

var exportCommand = command{
	name:    "export",
	usage:   "--config FILE [--out FILE.zip] PERSON",
	summary: "everything that is kept about a person, to be read before it is sent",
	help: `
Writes a zip file, readable by you alone, with every case, message, letter and event of the person with this address
or number: as JSON, the messages as they arrived (.eml), the letters as text. The file review.txt lists other
people's names, addresses and numbers that stand in it. It cannot find them all: read everything, and take out what
is not the person's own, before you send it. The program sends it to nobody. An access request is answered within a
month. The secret part of the addresses that answers go to is left out.

Cases in which the person only speaks for somebody else are named in review.txt and left out.

Examples:
  complaintsd export --config config.yaml asha@example.com
  complaintsd export --config config.yaml --out asha.zip +447700900123`,
	run: runExport,
}

func runExport(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	out := fs.String("out", "", "`file` to write; without it, export-DAY.zip")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name one person by their address or number")
	}
	if *out == "" {
		*out = "export-" + calendar.DateOf(wallClock().Date()).String() + ".zip"
	}
	person := personKey(rest[0])
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		own, spokeFor, err := casesOfPerson(ctx, s, person)
		if err != nil {
			return err
		}
		e := exporter{person: person, review: disclosure.NewReview(person, own, cfg.OwnAddresses(),
			cfg.People.Everyone())}
		if err := s.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
			return e.gather(ctx, tx, own)
		}); err != nil {
			return err
		}
		for _, c := range spokeFor {
			e.review.LeftOut(c.Ref)
		}
		if len(e.files) == 0 && len(spokeFor) == 0 {
			return fmt.Errorf("nothing is kept about %s: give the whole address or number", rest[0])
		}
		e.put("review.txt", e.review.Text())
		for i, f := range e.files {
			e.files[i].body = withoutTokens(f.body, e.tokens)
		}
		if err := e.writeZip(*out); err != nil {
			return err
		}
		fmt.Fprintf(t.Out, "%s: %d cases, %d messages, %d letters. Read review.txt, and everything else, before "+
			"you send any of it.\n", *out, len(own), e.messages, e.letters)
		return nil
	})
}

// exporter gathers the files of an export.
type exporter struct {
	person            string
	review            *disclosure.Review
	files             []exported
	tokens            []string // of the letters; no file shows any
	messages, letters int
}

type exported struct {
	name string
	body []byte
}

func (e *exporter) put(name, text string) { e.files = append(e.files, exported{name, []byte(text)}) }

func (e *exporter) putJSON(name string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	e.files = append(e.files, exported{name, append(b, '\n')})
	return err
}

// gather reads everything as of one moment.
func (e *exporter) gather(ctx context.Context, tx *store.Tx, own []complaint.Case) error {
	for _, c := range own {
		f, err := readFileIn(ctx, tx, c.Ref)
		if err != nil {
			return err
		}
		e.tokens = append(e.tokens, f.tokens...)
		if err := e.caseFile(ctx, tx, "cases/"+c.Ref+"/", f); err != nil {
			return fmt.Errorf("case %s: %w", c.Ref, err)
		}
	}
	messages, err := tx.MessagesFrom(ctx, e.person)
	if err != nil {
		return err
	}
	letters, err := tx.LettersTo(ctx, e.person)
	if err != nil || len(messages)+len(letters) == 0 {
		return err
	}
	outside := caseFile{Messages: messages}
	outside.add(letters)
	e.tokens = append(e.tokens, outside.tokens...)
	return e.caseFile(ctx, tx, "outside-any-case/", outside)
}

func (e *exporter) caseFile(ctx context.Context, tx *store.Tx, dir string, f caseFile) error {
	if f.Case.Ref != "" {
		if err := errors.Join(e.putJSON(dir+"case.json", f.Case), e.putJSON(dir+"events.json", f.Events)); err != nil {
			return err
		}
	}
	if err := errors.Join(e.putJSON(dir+"messages.json", f.Messages),
		e.putJSON(dir+"letters.json", f.Letters)); err != nil {
		return err
	}
	for _, ev := range f.Events {
		b, err := json.Marshal(ev.Fact)
		if err != nil {
			return err
		}
		e.review.Look(dir+"events.json", ev.Why+"\n"+wordsIn(b))
	}
	for _, m := range f.Messages {
		e.messages++
		name := dir + "messages/" + m.Message.ID + ".eml"
		if m.Message.Channel == message.SMS && m.Message.Nature != message.FromPicture {
			name = strings.TrimSuffix(name, ".eml") + ".txt"
		}
		raw, err := tx.Raw(ctx, m.Message.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue // erased
		}
		if err != nil {
			return err
		}
		e.files = append(e.files, exported{name, raw})
		e.review.Sender(name, m.Message.FromName, m.Message.From)
		for _, to := range m.Message.To {
			e.review.Sender(name, "", to)
		}
		e.review.Look(name, m.Message.Subject+"\n"+m.Message.Text)
	}
	for i, l := range f.Letters {
		e.letters++
		name := fmt.Sprintf("%sletters/%03d-%s-%s.txt", dir, i+1, l.Letter.Letter, l.Channel)
		e.put(name, fmt.Sprintf("To: %s\nDecided: %s\nSubject: %s\n\n%s\n", l.To, l.DecidedAt.Format(time.RFC3339),
			l.Subject, l.Text))
		e.review.Sender(name, l.ToName, l.To)
		e.review.Look(name, l.Text)
	}
	return nil
}

// wordsIn are the texts of a JSON value, a line each.
func wordsIn(b []byte) string {
	var words strings.Builder
	d := json.NewDecoder(strings.NewReader(string(b)))
	for {
		token, err := d.Token()
		if err != nil {
			return words.String()
		}
		if s, ok := token.(string); ok {
			words.WriteString(s + "\n")
		}
	}
}

// writeZip writes the files into a new file that its owner alone can read. A half-written one is taken away.
func (e *exporter) writeZip(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("there is a file %s already: name another with --out", filepath.Base(path))
	}
	if err != nil {
		return err
	}
	z := zip.NewWriter(f)
	for _, x := range e.files {
		var w io.Writer
		if w, err = z.CreateHeader(&zip.FileHeader{
			Name: x.name, Method: zip.Deflate, Modified: wallClock(),
		}); err == nil {
			_, err = w.Write(x.body)
		}
		if err != nil {
			break
		}
	}
	if err = errors.Join(err, z.Close(), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
