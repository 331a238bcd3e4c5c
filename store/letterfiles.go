package store

import (
	"context"
	"fmt"
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

// LetterFiles returns every version of a file, or of all files, oldest first.
func (tx *Tx) LetterFiles(ctx context.Context, file string) (all []LetterFile, err error) {
	err = tx.each(ctx, `SELECT file, n, since, by_whom, why, body FROM letter_file WHERE file = $1 OR $1 = ''
		ORDER BY file, n`, []any{file}, func(r row) error {
		var f LetterFile
		var since int64
		err := r.Scan(&f.File, &f.N, &since, &f.By, &f.Why, &f.Text)
		f.Since = time.UnixMilli(since).UTC()
		all = append(all, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("letters of the landlord's own: %w", err)
	}
	return all, nil
}

// LettersInForce returns the text of each file of the landlord's own that is in force.
func (tx *Tx) LettersInForce(ctx context.Context) (map[string]string, error) {
	all, err := tx.LetterFiles(ctx, "")
	own := map[string]string{}
	for _, f := range all { // the newest of each comes last
		if own[f.File] = f.Text; f.Text == "" {
			delete(own, f.File)
		}
	}
	return own, err
}

// PublishLetters puts versions of files into force, and counts that it did.
func (tx *Tx) PublishLetters(ctx context.Context, files []LetterFile) error {
	for _, f := range files {
		_, err := tx.exec(ctx, `INSERT INTO letter_file (file, n, since, by_whom, why, body)
			SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3, $4, $5 FROM letter_file WHERE file = $1`,
			f.File, f.Since.UnixMilli(), f.By, f.Why, f.Text)
		if err != nil {
			return fmt.Errorf("publish %s: %w", f.File, err)
		}
	}
	tx.touched.ledger = true
	n, err := tx.Mark(ctx, LettersPublished)
	if err != nil {
		return err
	}
	return tx.SetMark(ctx, LettersPublished, n+1)
}
