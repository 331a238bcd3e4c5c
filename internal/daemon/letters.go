package daemon

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"complaints/internal/config"
	"complaints/internal/order"
	"complaints/store"
	"complaints/templates"
)

// lettersInForce loads the landlord's own letters as they were last published. One with a fault, which a new version of
// the program or a changed configuration may find, leaves the version before it in force, or the built-in one; wrong
// says which.
func lettersInForce(
	ctx context.Context, cfg config.Config, db *store.Store, landlord order.Landlord, now time.Time,
) (s *templates.Set, wrong []templates.Problem, err error) {
	if cfg.Letters.Folder == "" {
		s, err = templates.Load(nil)
		return s, nil, err
	}
	var own map[string][]string
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		own, err = tx.LetterVersions(ctx, now)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return templates.LoadLastGood(own, landlord)
}

// takeOverFolder publishes what lies in the folder of letters when a database knows of none yet: each file that is
// good.
func takeOverFolder(
	ctx context.Context, cfg config.Config, db *store.Store, landlord order.Landlord, now time.Time,
) error {
	folder := cfg.Path(cfg.Letters.Folder)
	if _, err := os.Stat(folder); err != nil {
		return fmt.Errorf("letters.folder: %w", err)
	}
	if n, err := db.Mark(ctx, store.LettersPublished); n > 0 || err != nil {
		return err
	}
	own, _, _ := templates.ReadFolder(os.DirFS(folder)) // "letters check" names what cannot be read
	good, _, err := templates.LoadGood(own, landlord)
	if err != nil {
		return err
	}
	var files []store.LetterFile
	for name, text := range own {
		if in, ok := good.Source(name); ok && in == text {
			files = append(files, store.LetterFile{File: name, Since: now, By: "complaintsd", Text: text,
				Why: "It lay in the folder of letters when this database was first used with it."})
		}
	}
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if n, err := tx.Mark(ctx, store.LettersPublished); n > 0 || err != nil { // another daemon was first
			return err
		}
		return tx.PublishLetters(ctx, files)
	})
}

// tellOfLetters writes to the team and the log which letters of their own are not in force, and why. What the folder
// holds and cannot be used is told as well, as long as nobody has published anything.
func (d *Daemon) tellOfLetters(ctx context.Context, wrong []templates.Problem) error {
	cfg := d.inForce.Load()
	if cfg.Letters.Folder == "" {
		return nil
	}
	if n, err := d.store.Mark(ctx, store.LettersPublished); err != nil {
		return err
	} else if n <= 1 {
		wrong = append(wrong, folderFaults(cfg, d.desk.Procedure().Landlord)...)
	}
	var words []string
	for _, p := range wrong {
		d.log.Error("a letter of your own is not in force, the one before it is", "file", p.File, "line", p.Line,
			"why", p.Says)
		words = append(words, p.String())
	}
	return d.desk.TellOfLetters(ctx, strings.Join(words, "\n"))
}

// folderFaults is what is wrong in the folder of letters.
func folderFaults(cfg *config.Config, landlord order.Landlord) (out []templates.Problem) {
	own, _, err := templates.ReadFolder(os.DirFS(cfg.Path(cfg.Letters.Folder)))
	for _, f := range templates.Faults(err) {
		out = append(out, templates.Problem{Severity: templates.IsError, File: f.File, Line: f.Line, Says: f.Says})
	}
	_, left, err := templates.LoadGood(own, landlord)
	if err != nil {
		return out // the landlord's settings, which are told elsewhere
	}
	return append(out, left...)
}

// published counts the versions of letters that have come into force.
func (d *Daemon) published(ctx context.Context) (n int64) {
	err := d.store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = tx.LetterChanges(ctx, d.clock())
		return err
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		d.log.Error("whether letters were published cannot be read, and is asked again", "err", err)
		return 0
	}
	return n
}

// lookAtLetters takes letters over that were published since, and those whose day has come.
func (d *Daemon) lookAtLetters(ctx context.Context, seen int64) int64 {
	now := d.published(ctx)
	if now == seen || now == 0 {
		return seen
	}
	if _, err := d.Reload(ctx, *d.inForce.Load()); err != nil {
		d.log.Error("letters were published", "err", err)
	} else {
		d.log.Info("the letters that were published are in force")
	}
	return now
}
