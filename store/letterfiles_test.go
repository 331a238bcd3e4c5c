package store

import (
	"context"
	"testing"
	"time"
)

// TestLetterFilesKeepEveryVersion: what is in force is the newest, and an empty one is the built-in letter.
func TestLetterFilesKeepEveryVersion(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := Open(ctx, "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	for i, files := range [][]LetterFile{
		{{File: "resolved.txt", Since: at, By: "jo", Why: "kinder", Text: "one"}, {File: "parts/closing.txt", Since: at, Text: "end"}},
		{{File: "resolved.txt", Since: at.Add(time.Hour), By: "sam", Text: "two"}},
		{{File: "parts/closing.txt", Since: at.Add(time.Hour), By: "sam"}},
	} {
		err := s.Write(ctx, func(ctx context.Context, tx *Tx) error { return tx.PublishLetters(ctx, files) })
		if err != nil {
			t.Fatal(err)
		}
		if n, err := s.Mark(ctx, LettersPublished); err != nil || n != int64(i+1) {
			t.Errorf("published: got %d (%v), want %d", n, err, i+1)
		}
	}
	err = s.Read(ctx, func(ctx context.Context, tx *Tx) error {
		own, err := tx.LettersInForce(ctx)
		if err != nil || len(own) != 1 || own["resolved.txt"] != "two" {
			t.Errorf("in force: got %v (%v), want the second version of resolved.txt alone", own, err)
		}
		all, err := tx.LetterFiles(ctx, "resolved.txt")
		if err != nil || len(all) != 2 || all[0].Text != "one" || all[0].Why != "kinder" || all[0].By != "jo" ||
			!all[0].Since.Equal(at) || all[1].N != 2 {
			t.Errorf("versions: got %+v (%v), want two, the first of jo's", all, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
