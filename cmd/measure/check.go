package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"complaints/internal/daemon"
	"complaints/store"
)

// check counts what came of it all: by kind, what became of each mail, and the letters that left.
func (b *bench) check(ctx context.Context) error {
	db, err := daemon.OpenStore(ctx, b.cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	outcomes, err := b.outcomes(ctx, db)
	if err != nil {
		return err
	}
	faults := append(b.checkMails(outcomes), b.checkLetters()...)
	if found, err := db.Verify(ctx, nil); err != nil || len(found) > 0 {
		faults = append(faults, fmt.Errorf("verify: %v %w", found, err))
	}
	counts := map[string]int{}
	for _, l := range b.all {
		counts[string(l.kind)]++
	}
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		fmt.Printf("%-26s %d\n", k, counts[k])
	}
	fmt.Printf("letters that left          %d\n", len(b.sink.Mails()))
	fmt.Printf("faults                     %d\n", len(faults))
	return errors.Join(faults...)
}

// outcomes finds what became of the mails, by Message-ID.
func (b *bench) outcomes(ctx context.Context, db *store.Store) (map[string][]store.Outcome, error) {
	all, err := db.Arrivals(ctx, store.ArrivalFilter{Limit: b.fed + 1})
	if err != nil {
		return nil, err
	}
	if len(all) != b.fed {
		return nil, fmt.Errorf("%d mails were fed and %d are in the database", b.fed, len(all))
	}
	outcomes := map[string][]store.Outcome{}
	err = db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, a := range all {
			m, err := tx.Message(ctx, a.ID)
			if err != nil {
				return err
			}
			outcomes[m.Message.MessageID] = append(outcomes[m.Message.MessageID], m.Outcome)
		}
		return nil
	})
	return outcomes, err
}

// checkMails holds what became of each mail against what it is.
func (b *bench) checkMails(outcomes map[string][]store.Outcome) (faults []error) {
	say := func(l letterIn, format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s %s: %s", l.kind, l.id, fmt.Sprintf(format, args...)))
	}
	cases := map[string]string{} // case -> the mail that opened it
	caseOf := map[string]string{}
	for _, l := range b.all {
		for _, o := range outcomes[l.id] {
			if o.Kind != store.Opened {
				continue
			}
			if !l.kind.opens() && l.kind != again && l.kind != charset {
				say(l, "opened case %s", o.Case)
			}
			if other, ok := cases[o.Case]; ok && other != l.id {
				say(l, "shares case %s with %s", o.Case, other)
			}
			cases[o.Case], caseOf[l.id] = l.id, o.Case
		}
	}
	for _, l := range b.all {
		got := outcomes[l.id]
		count := func(k store.OutcomeKind) (n int) {
			for _, o := range got {
				if o.Kind == k {
					n++
				}
			}
			return n
		}
		switch {
		case (l.kind.opens() || l.kind == again) && (count(store.Opened) != 1 || count(store.Filed) != len(got)-1):
			say(l, "%v instead of one case", got)
		case l.kind.joins() && (len(got) != 1 || got[0].Kind != store.Continued || got[0].Case != caseOf[l.parent]):
			say(l, "%v instead of joining %s", got, caseOf[l.parent])
		case l.kind == charset && (len(got) != 1 || got[0].Kind != store.Opened && got[0].Kind != store.Continued):
			say(l, "%v instead of being read", got)
		case (l.kind == autoReply || l.kind == bounce) && (len(got) != 1 || got[0].Kind != store.Filed):
			say(l, "%v instead of being filed", got)
		}
	}
	return faults
}

// checkLetters looks at what left: every complaint acknowledged, no machine answered, nothing twice.
func (b *bench) checkLetters() (faults []error) {
	mails := b.sink.Mails()
	sent, answered := map[string]int{}, map[string]bool{}
	for _, m := range mails {
		if sent[m.ID]++; sent[m.ID] > 1 {
			faults = append(faults, fmt.Errorf("letter %s went twice", m.ID))
		}
		if !strings.HasSuffix(m.To, "@landlord.example") {
			answered[strings.Trim(m.Header.Get("In-Reply-To"), "<> ")] = true
		}
		if strings.HasPrefix(m.To, "mailer-daemon@") {
			faults = append(faults, fmt.Errorf("letter %s went to a mail system", m.ID))
		}
	}
	for _, l := range b.all {
		switch {
		case l.kind.opens() && !answered[l.id]:
			faults = append(faults, fmt.Errorf("%s was not acknowledged", l.id))
		case (l.kind == autoReply || l.kind == bounce) && answered[l.id]:
			faults = append(faults, fmt.Errorf("%s was answered", l.id))
		}
	}
	return faults
}
