package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"complaints/internal/config"
	"complaints/store"
	"complaints/templates"
)

var lettersPublishCommand = command{
	name:    "letters publish",
	usage:   "--config FILE [--letters DIR] [--why TEXT] [--yes]",
	summary: "puts the letters of your folder into force",
	help: `
Checks the letters of your folder and shows, line by line, what differs from those in force. With --yes it puts them
into force: a running daemon has them within a minute. Nothing else does; a changed file, a start and a reload change
no letter that goes to residents. Who published, when, why and every version's words are kept, see "letters history".

Example:
  complaintsd letters publish --config config.yaml --why "the office has moved" --yes`,
	run: runLettersPublish,
}

var lettersUndoCommand = command{
	name:    "letters undo",
	usage:   "--config FILE LETTER [--why TEXT]",
	summary: "puts the version of a letter before the last into force again",
	help: `
Puts the words of a letter, or of a part, that were in force before the last change into force again; if there were
none, the built-in ones. The file in your folder stays as it is, and the next publish would put it into force.

Example:
  complaintsd letters undo --config config.yaml L21 --why "the date was wrong"`,
	run: runLettersUndo,
}

func runLettersPublish(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	own := fs.String("letters", "", "`folder` of your own letters, instead of the configured one")
	why := fs.String("why", "", "the `reason`, for the history")
	yes := fs.Bool("yes", false, "put them into force; without it the difference is only shown")
	if rest, err := fs.parse(args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usagef("%q is not expected here", rest[0])
	}
	return withStore(ctx, *file, func(cfg config.Config, db *store.Store) error {
		folder := cmp.Or(*own, cfg.Path(cfg.Letters.Folder))
		if folder == "" {
			return errors.New("letters.folder is not set: write in the configuration where your letters are")
		}
		letters, err := checkedFolder(t, folder, cfg)
		if err != nil {
			return err
		}
		return publish(ctx, t, db, letters, *why, *yes)
	})
}

// checkedFolder reads a folder of letters in which nothing is wrong.
func checkedFolder(t *terminal, folder string, cfg config.Config) (map[string]string, error) {
	own, _, err := templates.ReadFolder(os.DirFS(folder))
	set, loadErr := templates.LoadFiles(own)
	if err = errors.Join(err, loadErr); err != nil {
		return nil, fmt.Errorf("nothing has been published, as letters have mistakes:\n%w", err)
	}
	wrong := false
	for _, p := range set.Check(lettersLandlord(cfg)) {
		wrong = wrong || p.Severity == templates.IsError
		fmt.Fprintln(t.Out, p)
	}
	if wrong {
		return nil, errors.New("nothing has been published: mend what is named above first")
	}
	return own, nil
}

func publish(ctx context.Context, t *terminal, db *store.Store, own map[string]string, why string, yes bool) error {
	return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		before, err := tx.LettersInForce(ctx)
		if err != nil {
			return err
		}
		changed := changedFiles(before, own)
		if len(changed) == 0 {
			fmt.Fprintln(t.Out, "Nothing to publish: the letters of the folder are in force.")
			return nil
		}
		var files []store.LetterFile
		for _, name := range changed {
			fmt.Fprint(t.Out, wordsChanged(name, before[name], own[name]))
			files = append(files, store.LetterFile{File: name, Since: wallClock(), By: accountName(), Why: why,
				Text: own[name]})
		}
		if !yes {
			fmt.Fprintln(t.Out, "Nothing has been published yet. To put this into force, give the command with --yes.")
			return nil
		}
		if err := tx.PublishLetters(ctx, files); err != nil {
			return err
		}
		fmt.Fprintf(t.Out, "Published: %s. A running daemon has it within a minute.\n", strings.Join(changed, ", "))
		return nil
	})
}

// changedFiles names the files whose words differ.
func changedFiles(before, after map[string]string) (out []string) {
	for name, text := range after {
		if before[name] != text {
			out = append(out, name)
		}
	}
	for name := range before {
		if _, kept := after[name]; !kept {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// wordsChanged shows what differs between the words in force and those to come, of which either may be the built-in
// ones.
func wordsChanged(name, before, after string) string {
	ours := ""
	if set, err := templates.Load(nil); err == nil {
		ours, _ = set.Source(name)
	}
	lines := func(text string) []byte { return []byte(strings.TrimRight(cmp.Or(text, ours), "\n") + "\n") }
	text := string(diff.Diff("in-force/"+name, lines(before), "to-come/"+name, lines(after)))
	return cmp.Or(text, name+": the same words as the built-in file\n")
}

func runLettersUndo(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	why := fs.String("why", "", "the `reason`, for the history")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name one letter or part, as L21 or parts/closing.txt")
	}
	name := rest[0]
	if set, err := templates.Load(nil); err != nil {
		return err
	} else if info, err := findLetter(set, name); err == nil {
		name = info.Name + ".txt"
	}
	return withStore(ctx, *file, func(_ config.Config, db *store.Store) error {
		return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			all, err := tx.LetterFiles(ctx, name)
			if err != nil {
				return err
			}
			if len(all) == 0 || all[len(all)-1].Text == "" {
				return fmt.Errorf("the built-in %s is in force, so there is nothing to undo", name)
			}
			last, before := all[len(all)-1], ""
			if len(all) > 1 {
				before = all[len(all)-2].Text
			}
			again := store.LetterFile{File: name, Since: wallClock(), By: accountName(), Why: *why, Text: before}
			if err := tx.PublishLetters(ctx, []store.LetterFile{again}); err != nil {
				return err
			}
			fmt.Fprint(t.Out, wordsChanged(name, last.Text, before))
			fmt.Fprintf(t.Out, "%s is again as it was before. The file in your folder is not changed: mend it before you "+
				"publish again.\n", name)
			return nil
		})
	})
}
