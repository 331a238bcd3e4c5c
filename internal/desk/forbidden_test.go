package desk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"complaints/classifier"
	"complaints/internal/labtest"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/reading"
	"complaints/store"
)

// whatForbids are words by which a message of the random run says more than they do, and what it then says.
var whatForbids = map[string]func(*reading.Reading){
	"Never write to this address.": func(r *reading.Reading) {
		r.Contact = append(r.Contact, reading.ContactRule{Rule: reading.ContactNever, Channel: reading.ByEmail,
			Why: reading.ForSafety, Words: "Never write to this address."})
	},
	"He reads what comes here, only text.": func(r *reading.Reading) {
		r.Contact = append(r.Contact, reading.ContactRule{Rule: reading.ContactOnly, Channel: reading.BySMS,
			Value: "07700 900555", Why: reading.ForSafety, Words: "He reads what comes here, only text."})
	},
}

// TestNothingLeavesAgainstARule: whatever residents, colleagues, servers and time do, from the message on that forbids
// an address nothing is sent there to the resident: not what waited, not what a person writes, and not what a case
// opened later would write. The run knows of the rules only what the messages said. // 2.4
func TestNothingLeavesAgainstARule(t *testing.T) {
	t.Parallel()
	runs, steps := 3, 50
	if testing.Short() {
		runs, steps = 1, 12
	}
	first := uint64(1)
	if n, err := strconv.Atoi(os.Getenv("COMPLAINTSD_MONTHS")); err == nil {
		runs, first = n, uint64(time.Now().UnixNano())
	}
	on := func(database func(*testing.T) string) func(*testing.T) {
		return func(t *testing.T) {
			for i := range runs {
				run := newForbidden(t, database(t), first+uint64(i))
				for step := 0; step < steps && !t.Failed(); step++ {
					run.forbidOr()
					run.nothingWentThere()
				}
				if t.Failed() {
					t.Logf("what happened:\n%s", run.words)
				}
				if len(run.from) == 0 {
					t.Error("no rule was made in the whole run")
				}
			}
		}
	}
	t.Run("SQLite", on(func(*testing.T) string { return "sqlite::memory:" }))
	t.Run("PostgreSQL", on(func(t *testing.T) string { return labtest.Postgres(t).URL() }))
}

// forbidden is a run of chance in which residents forbid their own addresses.
type forbidden struct {
	*months
	from map[string]time.Time // since when nothing may go to an address
}

func newForbidden(t *testing.T, database string, seed uint64) *forbidden {
	b := newLetterboxOver(t, database, func(o *Options) {
		o.Classifier = saying{o.Classifier, func(in classifier.Input, r *reading.Reading) {
			for words, says := range whatForbids {
				if strings.Contains(in.Body, words) {
					says(r)
				}
			}
		}}
	})
	return &forbidden{months: &months{letterbox: b, r: rand.New(rand.NewPCG(seed, 7)), numbers: map[int64]string{}},
		from: map[string]time.Time{}}
}

// forbidOr lets somebody forbid their address, or else anything happen.
func (f *forbidden) forbidOr() {
	if f.r.IntN(6) > 0 {
		f.step()
		return
	}
	who := fmt.Sprintf("p%d@example.com", f.r.IntN(12))
	words := one(f.months, []string{"Never write to this address.", "He reads what comes here, only text."})
	f.note("%s: %s", who, words)
	f.mail("From: Asha Rahman <"+who+">\nSubject: Please", "The leak at "+fmt.Sprint(1+f.r.IntN(30))+
		" Mill Court is back, I have told you twice. "+words)
	if _, known := f.from[who]; !known {
		f.from[who] = f.now
	}
	f.sweepAt(f.now.Add(time.Duration(1+f.r.IntN(50)) * time.Hour))
}

// nothingWentThere holds that no letter to a resident has left for an address that was forbidden before.
func (f *forbidden) nothingWentThere() {
	for address, since := range f.from {
		for _, l := range f.sentTo(address) {
			if l.SettledAt.After(since) {
				f.t.Errorf("%s of %s went to %s at %s, and that is forbidden since %s", l.Letter.Letter, l.Case, address,
					l.SettledAt.Format(time.DateTime), since.Format(time.DateTime))
			}
		}
	}
}

// sentTo are the letters to a resident at an address that a server has taken.
func (f *forbidden) sentTo(address string) (all []store.Posted) {
	f.t.Helper()
	err := f.d.store.Read(f.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i := range f.n + 1 {
			posted, err := tx.LettersOf(ctx, fmt.Sprintf("HC-2026-%06d", i))
			if err != nil {
				return err
			}
			for _, l := range posted {
				if l.To == address && l.Role == people.RoleResident && l.State == outbox.Sent {
					all = append(all, l)
				}
			}
		}
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return all
}
