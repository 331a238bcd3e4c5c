package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// LetterFile is a version of a file of the landlord's own letters, from when it was in force, and who put it there.
type LetterFile struct {
	File  string
	N     int // the how-manieth version of the file it is
	Since time.Time
	By    string
	Why   string
	Text  string // "" says that the built-in letter is in force again
}

// LettersPublished is the mark that counts how often letters were put into force. Zero says that they never were.
const LettersPublished = "letters:published"

// proposals is the folder under which a change stands that waits for a second person: its versions are what was
// proposed for a file and by whom, and an empty one says that nothing waits any more.
const proposals = "waiting/"

// proposed is what the text of a change that waits begins with, so that one to an empty text is a change too.
const proposed = "waits\n"

// LetterFiles returns every version of a file, or of all files, oldest first.
func (tx *Tx) LetterFiles(ctx context.Context, file string) (all []LetterFile, err error) {
	err = tx.letterFiles(ctx, file, func(f LetterFile) {
		if !strings.HasPrefix(f.File, proposals) {
			all = append(all, f)
		}
	})
	return all, err
}

func (tx *Tx) letterFiles(ctx context.Context, file string, use func(LetterFile)) error {
	err := tx.each(ctx, `SELECT file, n, since, by_whom, why, body FROM letter_file WHERE file = $1 OR $1 = ''
		ORDER BY file, n`, []any{file}, func(r row) error {
		var f LetterFile
		var since int64
		err := r.Scan(&f.File, &f.N, &since, &f.By, &f.Why, &f.Text)
		f.Since = time.UnixMilli(since).UTC()
		use(f)
		return err
	})
	if err != nil {
		return fmt.Errorf("letters of the landlord's own: %w", err)
	}
	return nil
}

// LettersInForce returns the text of each file of the landlord's own that is in force at an instant. A version that was
// published for a later day is not, and never will be when another was published after it.
func (tx *Tx) LettersInForce(ctx context.Context, at time.Time) (map[string]string, error) {
	versions, err := tx.LetterVersions(ctx, at)
	own := map[string]string{}
	for name, texts := range versions {
		own[name] = texts[0]
	}
	return own, err
}

// LetterVersions returns of each file that is in force at an instant its texts, the one in force first, back to where
// the built-in letter was in force.
func (tx *Tx) LetterVersions(ctx context.Context, at time.Time) (map[string][]string, error) {
	all, err := tx.LetterFiles(ctx, "")
	own := map[string][]string{}
	for _, f := range all { // the newest of each comes last
		switch {
		case f.Since.After(at):
		case f.Text == "":
			delete(own, f.File)
		default:
			own[f.File] = slices.Insert(own[f.File], 0, f.Text)
		}
	}
	return own, err
}

// LetterChanges counts the versions whose day has come: it grows with each that comes into force.
func (tx *Tx) LetterChanges(ctx context.Context, at time.Time) (n int64, err error) {
	all, err := tx.LetterFiles(ctx, "")
	for _, f := range all {
		if !f.Since.After(at) {
			n++
		}
	}
	return n, err
}

// ProposeLetters keeps versions of files that are to come into force when a second person has agreed. One that waits
// already gives way to them.
func (tx *Tx) ProposeLetters(ctx context.Context, files []LetterFile) error {
	for _, f := range files {
		f.File, f.Text = proposals+f.File, proposed+f.Text
		if err := tx.insertLetterFile(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// ProposedLetters returns what waits for a second person, by file: who proposed it, when and why.
func (tx *Tx) ProposedLetters(ctx context.Context) (map[string]LetterFile, error) {
	waiting := map[string]LetterFile{}
	err := tx.letterFiles(ctx, "", func(f LetterFile) {
		name, ok := strings.CutPrefix(f.File, proposals)
		if !ok {
			return
		}
		delete(waiting, name)
		if text, waits := strings.CutPrefix(f.Text, proposed); waits {
			f.File, f.Text = name, text
			waiting[name] = f
		}
	})
	return waiting, err
}

// DropProposal ends what waits for a second person in a file.
func (tx *Tx) DropProposal(ctx context.Context, f LetterFile) error {
	f.File, f.Text = proposals+f.File, ""
	return tx.insertLetterFile(ctx, f)
}

// PublishLetters puts versions of files into force, and counts that it did. What waited for a second person in them
// waits no longer.
func (tx *Tx) PublishLetters(ctx context.Context, files []LetterFile) error {
	waiting, err := tx.ProposedLetters(ctx)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := tx.insertLetterFile(ctx, f); err != nil {
			return err
		}
		if _, waits := waiting[f.File]; !waits {
			continue
		}
		if err := tx.DropProposal(ctx, f); err != nil {
			return err
		}
	}
	tx.touched.ledger = true
	n, err := tx.Mark(ctx, LettersPublished)
	if err != nil {
		return err
	}
	return tx.SetMark(ctx, LettersPublished, n+1)
}

func (tx *Tx) insertLetterFile(ctx context.Context, f LetterFile) error {
	tx.touched.ledger = true
	_, err := tx.exec(ctx, `INSERT INTO letter_file (file, n, since, by_whom, why, body)
		SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3, $4, $5 FROM letter_file WHERE file = $1`,
		f.File, f.Since.UnixMilli(), f.By, f.Why, f.Text)
	if err != nil {
		return fmt.Errorf("publish %s: %w", f.File, err)
	}
	return nil
}
