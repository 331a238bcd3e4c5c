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
		own, err := tx.LettersInForce(ctx, at.Add(2*time.Hour))
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

// TestLettersForALaterDay: a version comes into force on its day, unless another was published after it.
func TestLettersForALaterDay(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := Open(ctx, "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	day := now.AddDate(0, 1, 0)
	put := func(text string, since time.Time) {
		t.Helper()
		err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
			return tx.PublishLetters(ctx, []LetterFile{{File: "status.txt", Since: since, Text: text}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := func(at time.Time, text string, changes int64) {
		t.Helper()
		err := s.Read(ctx, func(ctx context.Context, tx *Tx) error {
			own, err := tx.LettersInForce(ctx, at)
			if err != nil || own["status.txt"] != text {
				t.Errorf("in force at %s: got %q (%v), want %q", at, own["status.txt"], err, text)
			}
			n, err := tx.LetterChanges(ctx, at)
			if err != nil || n != changes {
				t.Errorf("changes by %s: got %d (%v), want %d", at, n, err, changes)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("one", now)
	put("two", day)
	want(now, "one", 1)
	want(day, "two", 2)
	put("three", now.Add(time.Hour))
	want(now.Add(time.Hour), "three", 2)
	want(day, "three", 3)
}

// TestProposedLettersWaitForASecondPerson: they are in force when they are published, and wait no longer then.
func TestProposedLettersWaitForASecondPerson(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := Open(ctx, "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	err = s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		f := LetterFile{File: "status.txt", Since: now, By: "jo", Why: "kinder", Text: "one"}
		if err := tx.ProposeLetters(ctx, []LetterFile{f, {File: "resolved.txt", Since: now, By: "jo"}}); err != nil {
			return err
		}
		waiting, err := tx.ProposedLetters(ctx)
		if err != nil || len(waiting) != 2 || waiting["status.txt"].By != "jo" || waiting["status.txt"].Text != "one" {
			t.Errorf("waiting: got %+v (%v), want what jo proposed for two files", waiting, err)
		}
		if own, err := tx.LettersInForce(ctx, now); err != nil || len(own) != 0 {
			t.Errorf("in force: got %v (%v), want nothing yet", own, err)
		}
		f.By = "jo, agreed by sam"
		if err := tx.PublishLetters(ctx, []LetterFile{f}); err != nil {
			return err
		}
		if err := tx.DropProposal(ctx, LetterFile{File: "resolved.txt", Since: now, By: "jo"}); err != nil {
			return err
		}
		if waiting, err = tx.ProposedLetters(ctx); err != nil || len(waiting) != 0 {
			t.Errorf("waiting: got %+v (%v), want nothing more", waiting, err)
		}
		all, err := tx.LetterFiles(ctx, "")
		if err != nil || len(all) != 1 || all[0].By != "jo, agreed by sam" {
			t.Errorf("versions: got %+v (%v), want the one that was agreed", all, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
