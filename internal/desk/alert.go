package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"complaints/internal/letter"
	"complaints/store"
)

// alert tells the complaints team of a trouble of the program by letter (M28), once for each trouble, and again when it
// is over. What it has told is in the database, so a start in between repeats nothing.
type alert struct {
	desk        *Desk
	about       string // begins the causes of its letters
	begun, over string // what the two letters are called; neither begins like the other
	recalled    bool   // whether pending has been read from the database
	pending     bool   // the team knows of a trouble that is not over
}

// notify writes to the team if it does not know yet that there is a trouble, or that there is none any more. words are
// the problem and what is to be done about it.
func (a *alert) notify(ctx context.Context, trouble bool, words func(*Rules) (problem, next string)) error {
	if a.recalled && trouble == a.pending {
		return nil
	}
	if err := a.recall(ctx); err != nil || trouble == a.pending {
		return err
	}
	what := a.over
	if trouble {
		what = a.begun
	}
	r, now := a.desk.rules.Load(), a.desk.clock().UTC()
	o := r.toTeam(letter.PolicyWarning, fmt.Sprintf("%s%s:%d", a.about, what, now.UnixMilli()), now)
	o.Facts.Problem, o.Facts.LastStep = words(r)
	if err := a.desk.orderLetters(ctx, o); err != nil {
		return fmt.Errorf("tell of %s %w", a.about, err)
	}
	a.pending = trouble
	return nil
}

// recall finds what the team was last told.
func (a *alert) recall(ctx context.Context) error {
	if a.recalled {
		return nil
	}
	err := a.desk.store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		last, err := tx.LastWithoutCase(ctx, letter.PolicyWarning, a.about)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		a.pending = strings.HasPrefix(strings.TrimPrefix(last, a.about), a.begun)
		return err
	})
	if err != nil {
		return fmt.Errorf("what was told of %s %w", a.about, err)
	}
	a.recalled = true
	return nil
}

// DiskWatch tells the complaints team when the disk of the database is nearly full, and when there is room again.
type DiskWatch struct{ alert }

// NewDiskWatch watches the disk of the database.
func (d *Desk) NewDiskWatch() *DiskWatch {
	return &DiskWatch{alert{desk: d, about: "disk:", begun: "low", over: "roomy"}}
}

// Look compares the room on the disk with what the team knows, and writes to it if that is no longer so.
func (w *DiskWatch) Look(ctx context.Context) error {
	free, low := w.desk.store.Room()
	return w.notify(ctx, low, func(*Rules) (problem, next string) {
		if !low {
			return fmt.Sprintf("There is room again on the disk that holds the complaints database: %d MB.", free>>20),
				"You need do nothing."
		}
		return diskWords(free) + " When it is full, nothing new can be written down: mail waits in the mailbox and " +
			"is not lost, but nobody is answered. Please ask whoever looks after the computer to make room today.", ""
	})
}

func diskWords(free int64) string {
	return fmt.Sprintf("The disk that holds the complaints database is nearly full: %d MB are left.", free>>20)
}
