package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/procedure"
	"complaints/internal/reply"
	"complaints/store"
)

// The list: everything that waits for a person, from one place. The morning letters, the weekly ones, the digests and
// the terminal show it or a part of it. Nothing leaves it but by a person's word or by a rule that has a name (5.1).

// Waiting is one thing that waits for a person.
type Waiting struct {
	Number int64         `json:"number"` // by which a reply names it; never used twice
	What   string        `json:"what"`   // the duty's name, or quarantine
	Ref    string        `json:"ref"`    // of the case, or the message in quarantine
	Owner  string        `json:"owner"`
	Since  calendar.Date `json:"since,omitzero"`
	By     calendar.Date `json:"by,omitzero"` // last day; zero if none is set
	Late   bool          `json:"late"`
	Why    string        `json:"why"`
	Reply  string        `json:"reply"` // what to reply

	Danger bool           `json:"danger,omitempty"`
	Case   complaint.Case `json:"-"` // the zero Case of what stands in none
	key    string
}

// quarantineReply is what ends the waiting of a message that nobody could handle.
const quarantineReply = "complaintsd quarantine replay or file, at the terminal"

// OfCase are the things on a case that wait for a person.
func (r *Rules) waitingOn(c complaint.Case, now time.Time) []Waiting {
	return waitingOn(r.Procedure, c, now)
}

func waitingOn(p procedure.Procedure, c complaint.Case, now time.Time) (all []Waiting) {
	today := p.Calendar.Day(now)
	for _, d := range p.Duties(c, now) {
		if !strings.Contains(d.Owner, "@") { // the machine's or the resident's
			continue
		}
		all = append(all, Waiting{What: d.Name, Ref: c.Ref, Owner: d.Owner, Since: d.Since, By: d.By,
			Late: d.By != 0 && d.By < today, Why: d.Why, Reply: d.Reply, Danger: d.Danger(), Case: c,
			key: strings.Join([]string{d.Name, c.Ref, d.Which, d.Since.String()}, "|")})
	}
	return all
}

// AllWaiting gathers everything that waits for a person, what is dangerous first and then the soonest. Each has its
// number: what is new on the list is given one.
func AllWaiting(ctx context.Context, s *store.Store, p procedure.Procedure, now time.Time) (all []Waiting,
	err error) {
	f := store.CaseFilter{Limit: 500}
	for {
		page, err := s.ListCases(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			all = append(all, waitingOn(p, c, now)...)
		}
		if len(page) < f.Limit {
			break
		}
		f.Before = page[len(page)-1].Ref
	}
	aside, err := waitingAside(ctx, s, p, now)
	if err != nil {
		return nil, err
	}
	all = append(all, aside...)
	if err := number(ctx, s, all); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, bySoonest)
	return all, nil
}

func bySoonest(a, b Waiting) int {
	first := func(w Waiting) int {
		if w.Danger {
			return 0
		}
		return 1
	}
	day := func(w Waiting) calendar.Date {
		if w.By == 0 {
			return 1 << 30
		}
		return w.By
	}
	return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(day(a), day(b)))
}

// waitingAside are the messages that nobody could handle.
func waitingAside(ctx context.Context, s *store.Store, p procedure.Procedure, now time.Time) (all []Waiting,
	err error) {
	f := store.ArrivalFilter{Outcome: store.Quarantined, Limit: 1000}
	for {
		page, err := s.Arrivals(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, a := range page {
			day := p.Calendar.Day(a.Received)
			all = append(all, Waiting{What: "quarantine", Ref: a.ID, Owner: p.Register.Team.Email, Since: day,
				By:   day,
				Late: day < p.Calendar.Day(now), Why: a.Outcome.Reason, Reply: quarantineReply,
				key: "quarantine|" + a.ID})
		}
		if len(page) < f.Limit {
			break
		}
		f.After = page[len(page)-1].ID
	}
	err = s.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		numbers, err := numbersWithoutTexts(ctx, tx, p.Register.Everyone(), p.Register.Team.Email)
		all = append(all, numbers...)
		return err
	})
	return all, err
}

// The names under which is kept which number a thing on the list has, and the last number that was given out.
const (
	itemMark     = "item:"
	lastItemMark = "items:last"
)

// number gives what waits its numbers, and forgets those of what waits no longer. A number comes back for
// nothing else.
func number(ctx context.Context, s *store.Store, all []Waiting) error {
	var known map[string]int64
	err := s.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		known, err = tx.Marks(ctx, itemMark)
		return err
	})
	if err != nil {
		return err
	}
	if numbered(all, known) == len(all) && len(known) <= len(all) {
		return nil
	}
	return s.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		known, err := tx.Marks(ctx, itemMark)
		if err != nil {
			return err
		}
		last, err := tx.Mark(ctx, lastItemMark)
		if err != nil {
			return err
		}
		numbered(all, known)
		waits := map[string]bool{}
		for i := range all {
			w := &all[i]
			if w.Number == 0 {
				last++
				w.Number = last
				if err := tx.SetMark(ctx, itemMark+w.key, last); err != nil {
					return err
				}
			}
			waits[w.key] = true
		}
		for key := range known {
			if !waits[key] {
				if err := tx.DropMark(ctx, itemMark+key); err != nil {
					return err
				}
			}
		}
		return tx.SetMark(ctx, lastItemMark, last)
	})
}

// numbered gives what waits the numbers that are known, and says how many have one.
func numbered(all []Waiting, known map[string]int64) (n int) {
	for i := range all {
		if all[i].Number = known[all[i].key]; all[i].Number != 0 {
			n++
		}
	}
	return n
}

// listed reports whether a letter lists what waits on several cases, so that a reply has to say which it means.
func listed(id complaint.LetterID) bool {
	switch id {
	case letter.MorningReport, letter.WeeklyReport, letter.ManagerDigest:
		return true
	}
	return false
}

// answersFor are the letters that ask for a thing on the list: a reply that names it answers one.
var answersFor = map[string]complaint.LetterID{
	"take_emergency": letter.Hazard, "data_protection": letter.DataProtection, "request": letter.RequestOpen,
	"act": letter.ActionDue, "deliver": letter.DeliveryFailed, "decide": letter.TeamDecision,
	"answer_ombudsman": letter.OmbudsmanContact, "make_safe": letter.LawDue, "approve": letter.AnswerToApprove,
	"agree":   letter.LetterToAgree,
	"release": letter.SafetyNotice,
}

// namedOnTheList finds the case that a colleague names on the first line of their reply: by a number of the list, or
// by its reference. What they write of it is the rest.
func (d *decider) namedOnTheList(ctx context.Context, m message.Message, l complaint.LetterID) (mt match,
	rest string, ok bool, err error) {
	ref, n, rest := reply.NamesOnTheList(m.NewText)
	what := ""
	if n != 0 && listed(l) {
		if what, ref, err = d.item(ctx, n); err != nil {
			return match{}, "", false, err
		}
	}
	if ref == "" {
		return match{}, "", false, nil
	}
	c, err := d.tx.Case(ctx, ref)
	if mustStop(err) {
		return match{}, "", false, fmt.Errorf("case %s: %w", ref, err)
	}
	if err != nil {
		return match{}, "", false, nil
	}
	mt = match{found: true, c: c, how: "it names the case"}
	mt.letter.Letter = answersFor[what]
	return mt, rest, true, nil
}

// item is what waits under a number of the list.
func (d *decider) item(ctx context.Context, n int64) (what, ref string, err error) {
	marks, err := d.tx.Marks(ctx, itemMark)
	if err != nil {
		return "", "", err
	}
	for key, number := range marks {
		if parts := strings.Split(key, "|"); number == n && len(parts) > 2 {
			return parts[0], parts[1], nil
		}
	}
	return "", "", nil
}
