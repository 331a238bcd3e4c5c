package rehearsal

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/store"
)

// Year is a simulated landlord: residents who complain, managers who answer, forget, fall ill or leave, letters
// that come back, and days on which the daemon is off. Everything goes through the code that run uses. The same
// seed gives the same year.
type Year struct {
	Complaints int
	Seed       uint64
	Progress   func(day calendar.Date, received int) // may be nil
}

// Tally is what a simulated year came to.
type Tally struct {
	Complaints, Cases, Messages, Letters int
	Stage2, Refused, OpenedByDefault     int
	Extended, MissedDates                int
	LateAcknowledgements                 int   // though the resident could be reached and the daemon was running
	LeftWithoutWord                      int   // residents whose date was missed and who were not told
	DoubledLetters                       int   // letters with a Message-ID or a key that went before
	OutOfHours                           int   // letters that should have kept office hours
	Bytes                                int64 // that the database has grown to
	Statuses                             map[complaint.Status]int
	LettersByID                          map[complaint.LetterID]int
}

// districts is into how many offices the landlord is divided, each with a database of its own. They live side by
// side, and their number is fixed, so that the same seed gives the same year on any machine.
const districts = 2

// Run plays the year, which begins on Monday 5 January 2026.
func (y Year) Run(ctx context.Context) (Tally, error) {
	var tallies [districts]Tally
	var errs [districts]error
	var received atomic.Int64
	var all sync.WaitGroup
	for i := range districts {
		all.Go(func() { tallies[i], errs[i] = y.district(ctx, i, &received) })
	}
	all.Wait()
	sum := newTally()
	for _, t := range tallies {
		sum.add(t)
	}
	return sum, errors.Join(errs[:]...)
}

// district plays the year of one office.
func (y Year) district(ctx context.Context, i int, received *atomic.Int64) (Tally, error) {
	cfg, err := config.ForStories()
	if err != nil {
		return Tally{}, err
	}
	share := y.Complaints / districts
	if i == 0 {
		share += y.Complaints % districts
	}
	w := &world{
		share: share, received: received, cfg: cfg, rand: rand.New(rand.NewPCG(y.Seed, uint64(i))),
		people: newPeople(), sentIDs: map[string]bool{}, bounced: map[string]bool{}, tally: newTally(),
	}
	if i == 0 {
		w.progress = y.Progress
	}
	w.r.observe = w.observe
	if err := w.r.open(ctx, cfg, "sqlite::scratch:"); err != nil {
		return Tally{}, err
	}
	w.procedure = w.r.desk.Procedure()
	w.begin = w.procedure.Calendar.At(calendar.MustDate("2026-01-05"), 0, 0)
	w.plan()
	err = errors.Join(w.play(ctx), w.count(ctx), w.r.store.Close())
	return w.tally, err
}

func newTally() Tally {
	return Tally{Statuses: map[complaint.Status]int{}, LettersByID: map[complaint.LetterID]int{}}
}

func (t *Tally) add(o Tally) {
	t.Complaints += o.Complaints
	t.Cases += o.Cases
	t.Messages += o.Messages
	t.Letters += o.Letters
	t.Stage2 += o.Stage2
	t.Refused += o.Refused
	t.OpenedByDefault += o.OpenedByDefault
	t.Extended += o.Extended
	t.MissedDates += o.MissedDates
	t.LateAcknowledgements += o.LateAcknowledgements
	t.LeftWithoutWord += o.LeftWithoutWord
	t.DoubledLetters += o.DoubledLetters
	t.OutOfHours += o.OutOfHours
	t.Bytes += o.Bytes
	for status, n := range o.Statuses {
		t.Statuses[status] += n
	}
	for id, n := range o.LettersByID {
		t.LettersByID[id] += n
	}
}

// world is an office of the simulated landlord under way.
type world struct {
	share     int // how many messages begin something here
	received  *atomic.Int64
	progress  func(calendar.Date, int)
	r         rehearsal
	cfg       config.Config
	procedure procedure.Procedure
	rand      *rand.Rand
	people    cast
	begin     time.Time
	agenda    agenda
	downs     []span
	number    int
	sentIDs   map[string]bool
	bounced   map[string]bool
	tally     Tally
}

type span struct{ from, until time.Time }

// slot is the grain of the simulated world: mail comes in at these steps, as many together as there are.
const slot = 30 * time.Minute

// plan writes the year's complaints and the daemon's bad days into the agenda.
func (w *world) plan() {
	for i := range w.share {
		at := w.begin.Add(time.Duration(w.rand.Int64N(int64(365 * 24 * time.Hour)))).Truncate(slot)
		w.at(at, func() message.Arrival { return w.complaint(i, at) })
	}
	for _, d := range []struct {
		day   string
		hours int
	}{{"2026-02-17", 3}, {"2026-05-22", 90}, {"2026-09-08", 26}, {"2026-12-23", 180}} {
		from := w.procedure.Calendar.At(calendar.MustDate(d.day), 13, 0)
		w.downs = append(w.downs, span{from, from.Add(time.Duration(d.hours) * time.Hour)})
	}
}

// at puts something on the agenda: when its time comes it gives what arrives then.
func (w *world) at(at time.Time, what func() message.Arrival) {
	w.number++
	heap.Push(&w.agenda, appointment{at.Truncate(slot), w.number, what})
}

// play goes from instant to instant until the year and its aftermath are over.
func (w *world) play(ctx context.Context) error {
	end := w.begin.AddDate(1, 3, 0)
	day := calendar.Date(0)
	for {
		next, err := w.next(ctx)
		if err != nil || next.IsZero() || next.After(end) {
			return err
		}
		w.r.now = next
		if today := w.procedure.Calendar.Day(next); today != day && w.progress != nil {
			day = today
			w.progress(day, int(w.received.Load()))
		}
		if err := w.instant(ctx); err != nil {
			return fmt.Errorf("on %s: %w", next.Format(time.RFC3339), err)
		}
	}
}

// next is the next instant at which anything happens. While the daemon is off nothing does.
func (w *world) next(ctx context.Context) (time.Time, error) {
	var next time.Time
	consider := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if len(w.agenda) > 0 {
		consider(w.agenda[0].at)
	}
	due, err := w.r.store.Next(ctx)
	consider(due)
	if err != nil || next.IsZero() {
		return next, err
	}
	if next.Before(w.r.now) {
		next = w.r.now
	}
	for _, d := range w.downs {
		if !next.Before(d.from) && next.Before(d.until) {
			next = d.until
		}
	}
	return next, nil
}

// instant takes in everything that has arrived and lets all that follows happen.
func (w *world) instant(ctx context.Context) error {
	var batch []message.Arrival
	for len(w.agenda) > 0 && !w.agenda[0].at.After(w.r.now) {
		a := heap.Pop(&w.agenda).(appointment)
		if arrival := a.what(); arrival.Key != "" {
			arrival.Received = a.at
			batch = append(batch, arrival)
		}
	}
	if len(batch) > 0 {
		w.tally.Messages += len(batch)
		if err := w.r.desk.Receive(ctx, mailSource, batch, message.Cursor{}); err != nil {
			return err
		}
	}
	return w.r.settle(ctx, w.r.now)
}

// happened lets people react to letters, and counts.
func (w *world) observe(done []desk.Activity) {
	for _, h := range done {
		switch {
		case h.Message != nil && h.Message.Outcome.Kind == store.Opened:
			w.tally.Cases++
		case h.Event != nil:
			w.noticed(*h.Event)
		case h.Letter != nil:
			w.posted(*h.Letter, *h.Case)
		}
	}
}

func (w *world) noticed(e complaint.Event) {
	switch f := e.Fact.(type) {
	case complaint.StageOpened:
		if f.Stage == 2 {
			w.tally.Stage2++
		}
		if f.ByDefault {
			w.tally.OpenedByDefault++
		}
	case complaint.Extended:
		w.tally.Extended++
	case complaint.CaseClosed:
		if f.Reason.Reason == complaint.ClosedOutOfScope {
			w.tally.Refused++
		}
	}
}

// kept are the letters that keep office hours: all but acknowledgements, answers to somebody who has just
// written, and emergencies.
var kept = []complaint.LetterID{
	letter.ManagerAssigned, letter.ManagerContactDue, letter.ManagerHalfway, letter.ManagerThreeDays,
	letter.ManagerOneDay, letter.ManagerDueToday, letter.ManagerOverdue, letter.DirectorOverdue, letter.LeadOverdue,
	letter.DirectorReview, letter.ActionDue, letter.Stage1Late, letter.Stage2Late,
}

func (w *world) posted(l outbox.Letter, c complaint.Case) {
	w.tally.Letters++
	w.tally.LettersByID[l.Letter]++
	for _, key := range []string{l.MessageID, l.Key()} {
		if w.sentIDs[key] {
			w.tally.DoubledLetters++
		}
		w.sentIDs[key] = true
	}
	inHours := w.procedure.Calendar.InHours(w.procedure.Settings.Hours, w.r.now)
	if slices.Contains(kept, l.Letter) && !c.Emergency && !inHours {
		w.tally.OutOfHours++
	}
	w.react(l, c)
}

// count looks at every case, and at the database, when the year is over.
func (w *world) count(ctx context.Context) error {
	health, err := w.r.store.Check(ctx)
	if err != nil {
		return err
	}
	w.tally.Bytes = health.Size
	before := ""
	for {
		page, err := w.r.store.ListCases(ctx, store.CaseFilter{Before: before, Limit: 1000})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, c := range page {
			w.tally.Statuses[c.Status]++
			w.countStage(c, c.Stage1)
			w.countStage(c, c.Stage2)
		}
		before = page[len(page)-1].Ref
	}
}

func (w *world) countStage(c complaint.Case, s complaint.Stage) {
	if s.Received.IsZero() {
		return
	}
	cal := w.procedure.Calendar
	reachable := !w.bounced[c.Ref] && !w.wasDown(s.Received, cal.EndOf(s.AckDue))
	late := s.AckedAt.IsZero() || cal.Day(s.AckedAt) > s.AckDue
	if reachable && late && c.Status != complaint.Closed {
		w.tally.LateAcknowledgements++
	}
	answered := cal.Day(w.r.now)
	if !s.RespondedAt.IsZero() {
		answered = cal.Day(s.RespondedAt)
	}
	if !s.FirstSentAt.IsZero() && cal.Day(s.FirstSentAt) < answered {
		answered = cal.Day(s.FirstSentAt) // and corrected since
	}
	if answered <= s.Limit || c.Status == complaint.Closed && s.RespondedAt.IsZero() {
		return
	}
	w.tally.MissedDates++
	told, _ := cal.AddWorkingDays(s.Limit, 1)
	if s.LateTold == 0 && answered > told && !w.wasDown(cal.EndOf(s.Limit), cal.EndOf(answered)) {
		w.tally.LeftWithoutWord++
	}
}

func (w *world) wasDown(from, until time.Time) bool {
	return slices.ContainsFunc(w.downs, func(d span) bool { return d.from.Before(until) && from.Before(d.until) })
}

// appointment is something that is going to arrive.
type appointment struct {
	at     time.Time
	number int // keeps the order of those at one time
	what   func() message.Arrival
}

// agenda is a heap of appointments, the earliest first.
type agenda []appointment

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].number < a[j].number
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(appointment)) }
func (a *agenda) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}
