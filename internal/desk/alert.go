package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/store"
)

// troubles are what is wrong with the program itself, by what it is about. It is there for a second way to tell of it,
// for when neither letters nor the database work.
type troubles struct {
	mu  sync.Mutex
	are map[string]Trouble
}

// Trouble is one thing about the program itself that was looked at.
type Trouble struct {
	Says  string    // what is wrong, in words; "" if it is well
	Since time.Time // since when this start has known it to be so
}

func (t *troubles) note(about, says string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.are == nil {
		t.are = map[string]Trouble{}
	}
	was, known := t.are[about]
	if !known || (was.Says == "") != (says == "") {
		was.Since = now
	}
	was.Says = says
	t.are[about] = was
}

// Troubles says what was looked at of the program itself and how it fares, by what it is about.
func (d *Desk) Troubles() map[string]Trouble {
	d.troubles.mu.Lock()
	defer d.troubles.mu.Unlock()
	return maps.Clone(d.troubles.are)
}

// alert tells the complaints team of a trouble of the program by letter (M28), and whoever looks after the program,
// once for each trouble, and again when it is over. What it has told is in the database, so a start in between repeats
// nothing.
type alert struct {
	desk        *Desk
	about       string // begins the causes of its letters
	begun, over string // what the two letters are called; neither begins like the other
	aside       bool   // the team is not told, and the operator where there is one
	recalled    bool   // whether pending has been read from the database
	pending     bool   // the team knows of a trouble that is not over
}

// notify writes to the team if it does not know yet that there is a trouble, or that there is none any more. words are
// the problem and what is to be done about it.
func (a *alert) notify(ctx context.Context, trouble bool, words func(*Rules) (problem, next string)) error {
	r := a.desk.rules.Load()
	says := ""
	if trouble {
		says, _ = words(r)
	}
	a.desk.troubles.note(a.about, says, a.desk.clock().UTC())
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
	now := a.desk.clock().UTC()
	o := r.toTeam(letter.PolicyWarning, fmt.Sprintf("%s%s:%d", a.about, what, now.UnixMilli()), now)
	o.Facts.Problem, o.Facts.LastStep = words(r)
	var orders []order.Order
	if !a.aside {
		orders = append(orders, o)
		o.Cause = "operator:" + o.Cause
	}
	if r.Operator != "" && (a.aside || !strings.EqualFold(r.Operator, o.To.Email)) {
		o.Role, o.To, o.Facts.Recipient = people.RoleOperator, people.Contact{Email: r.Operator}, ""
		orders = append(orders, o)
	}
	if err := a.desk.orderLetters(ctx, orders...); err != nil {
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

// SelfWatch tells of a trouble of the program that its caller finds.
type SelfWatch struct {
	alert
	well string
}

// NewSelfWatch watches what a trouble is about; over is the sentence for when it is over.
func (d *Desk) NewSelfWatch(about, over string) *SelfWatch {
	return &SelfWatch{alert{desk: d, about: about + ":", begun: "trouble", over: "well"}, over}
}

// NewOperatorWatch is NewSelfWatch for a trouble in which nobody is to be written to but whoever looks after the
// program.
func (d *Desk) NewOperatorWatch(about, over string) *SelfWatch {
	w := d.NewSelfWatch(about, over)
	w.aside = true
	return w
}

// Look compares what is wrong, in a sentence, with what was told, and writes if that is no longer so. "" is nothing.
func (w *SelfWatch) Look(ctx context.Context, wrong string) error {
	return w.notify(ctx, wrong != "", func(*Rules) (problem, next string) {
		if wrong == "" {
			return w.well, "You need do nothing."
		}
		return wrong, ""
	})
}
