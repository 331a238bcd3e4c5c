package main

import (
	"context"
	"fmt"

	"complaints/internal/config"
	"complaints/store"
)

var lettersUndoCommand = command{
	name:    "letters undo",
	usage:   "--config FILE LETTER [--by NAME] [--why TEXT]",
	summary: "puts the version of a letter before the last into force again",
	help: `
Puts the words of a letter, or of a part, that were in force before the last change into force again; if there were
none, the built-in ones. A version that is planned for a later day, or waits for a second person, is taken back first.
The file in your folder stays as it is, and the next publish would put it into force.

Example:
  complaintsd letters undo --config config.yaml L21 --why "the date was wrong"`,
	run: runLettersUndo,
}

func runLettersUndo(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	by := fs.String("by", "", "your `name`, for the history; the account is kept in any case")
	why := fs.String("why", "", "the `reason`, for the history")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("name one letter or part, as L21 or parts/closing.txt")
	}
	files, err := filesNamed(rest)
	if err != nil {
		return err
	}
	back := store.LetterFile{File: files[0], Since: wallClock(), By: whoPublishes(*by), Why: *why}
	return withStore(ctx, *file, func(_ config.Config, db *store.Store) error {
		return db.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return undoLetter(ctx, t, tx, back) })
	})
}

// undoLetter takes back what waits for a second person, else what is planned, else the version in force.
func undoLetter(ctx context.Context, t *terminal, tx *store.Tx, back store.LetterFile) error {
	name := back.File
	waiting, err := tx.ProposedLetters(ctx)
	if err != nil {
		return err
	}
	if f, ok := waiting[name]; ok {
		fmt.Fprintf(t.Out, "What %s proposed for %s waits no longer. The letter in force is as it was.\n", f.By, name)
		return tx.DropProposal(ctx, back)
	}
	all, err := tx.LetterFiles(ctx, name)
	if err != nil {
		return err
	}
	if len(all) == 0 || all[len(all)-1].Text == "" && !all[len(all)-1].Since.After(back.Since) {
		return fmt.Errorf("the built-in %s is in force, so there is nothing to undo", name)
	}
	last, said := all[len(all)-1], "%s is again as it was before. The file in your folder is not changed: mend it "+
		"before you publish again.\n"
	if last.Since.After(back.Since) {
		inForce, err := tx.LettersInForce(ctx, back.Since)
		if err != nil {
			return err
		}
		back.Text, said = inForce[name], "The version of %s for "+last.Since.Local().Format("2006-01-02")+
			" will not come into force. The letter in force is as it was.\n"
	} else if len(all) > 1 {
		back.Text = all[len(all)-2].Text
	}
	if err := tx.PublishLetters(ctx, []store.LetterFile{back}); err != nil {
		return err
	}
	fmt.Fprint(t.Out, wordsChanged(name, last.Text, back.Text))
	fmt.Fprintf(t.Out, said, name)
	return nil
}
