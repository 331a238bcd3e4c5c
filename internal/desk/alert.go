package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"complaints/internal/complaint"
	"complaints/store"
)

// alert tells the complaints team of a trouble of the program by letter (M28), once for each trouble, and again when it
// is over. What it has told is in the database, so a start in between repeats nothing.
type alert struct {
	desk        *Desk
	about       string // begins the causes of its letters
	begun, over string // what the two letters are called
	known       bool   // whether told is known
	told        bool   // the team has been told of a trouble that is not over
}

// tell writes to the team if it does not know yet that there is a trouble, or that there is none any more. words are
// the problem and what is to be done about it.
func (a *alert) tell(ctx context.Context, trouble bool, words func(*rules) (problem, next string)) error {
	if a.known && trouble == a.told {
		return nil
	}
	if err := a.recall(ctx); err != nil || trouble == a.told {
		return err
	}
	what := a.over
	if trouble {
		what = a.begun
	}
	r, now := a.desk.running.Load(), a.desk.clock().UTC()
	facts := complaint.Facts{Landlord: r.Landlord, Today: r.Calendar.Day(now), Recipient: r.Register.Team.Name}
	facts.Problem, facts.LastStep = words(r)
	err := a.desk.orderLoose(ctx, r, now, complaint.LetterOrder{
		Letter: "M28", Cause: fmt.Sprintf("%s%s:%d", a.about, what, now.UnixMilli()), Channel: complaint.Email, Role: complaint.RoleTeam,
		To: r.Register.Team, NotBefore: now, Promised: r.Calendar.Day(now), Facts: facts,
	})
	if err != nil {
		return fmt.Errorf("tell of %s %w", a.about, err)
	}
	a.told = trouble
	return nil
}

// recall finds what the team was last told.
func (a *alert) recall(ctx context.Context) error {
	if a.known {
		return nil
	}
	err := a.desk.store.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		last, err := tx.LastLoose(ctx, "M28", a.about)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		a.told = strings.HasPrefix(strings.TrimPrefix(last, a.about), a.begun+":")
		return err
	})
	if err != nil {
		return fmt.Errorf("what was told of %s %w", a.about, err)
	}
	a.known = true
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
	return w.tell(ctx, low, func(*rules) (problem, next string) {
		if !low {
			return fmt.Sprintf("There is room again on the disk that holds the complaints database: %d MB.", free>>20), "You need do nothing."
		}
		return diskWords(free) + " When it is full, nothing new can be written down: mail waits in the mailbox and is not lost, but nobody is answered. " +
			"Please ask whoever looks after the computer to make room today.", ""
	})
}

func diskWords(free int64) string {
	return fmt.Sprintf("The disk that holds the complaints database is nearly full: %d MB are left.", free>>20)
}
