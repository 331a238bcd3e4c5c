package procedure

import (
	"cmp"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// final reports whether an answer of the current stage ends our procedure: that of stage 2, or of the only stage.
func (r *staffReply) final() bool {
	_, more := r.Policy.Stage(r.stage + 1)
	return r.stage == 2 || !more
}

// by is who acts: the member of staff who replied, or whoever sits at the terminal.
func (r *staffReply) by() actor.Actor {
	if r.m.Channel == message.Terminal {
		return actor.ByTerminal(r.m.FromName)
	}
	return actor.ByStaff(r.from.Email)
}

// team reports whether the sender decides what a machine must not.
func (r *staffReply) team() bool {
	return people.SameAddress(r.from, desk(r.draft)) || people.SameAddress(r.from, r.Register.Lead) &&
		!conflicted(r.draft, r.Register.Team)
}

// handles reports whether the sender handles the current stage or stands in for its handler.
func (r *staffReply) handles() bool {
	s, n := r.Case.Current()
	if people.SameAddress(r.from, s.Handler) {
		return true
	}
	handlers := r.Register.Areas[r.Case.Area]
	return n == 1 && (people.SameAddress(r.from, handlers.Deputy) ||
		people.SameAddress(r.from, handlers.Manager)) && !conflicted(r.draft, r.from)
}

// directs reports whether the sender is the Director of the case's area.
func (r *staffReply) directs() bool {
	return people.SameAddress(r.from, r.Register.Areas[r.Case.Area].Director)
}

// mostReplies is how much staff may have written on one case in a day and still be answered. More is a machine's doing,
// and goes into the file without an answer, so that two machines never write to each other without end.
const mostReplies = 40

func (r *staffReply) answer(id complaint.LetterID, fill func(*order.Facts)) {
	if r.Case.Replies.On(r.now) > mostReplies {
		return
	}
	role := people.RoleManager
	switch {
	case people.SameAddress(r.from, r.Register.Team):
		role = people.RoleTeam
	case r.stage == 2:
		role = people.RoleDirector
	}
	shows := leaving(r.Letters)
	r.toStaff(id, role, r.from, func(f *order.Facts) {
		if id == letter.CommandDone || id == letter.ExtensionNoted {
			f.Leaves, f.Waits = leaves(r.draft, shows), r.Mode.waits(shows)
			if f.Waits != "" {
				f.Leaves = ""
			}
		}
		if !r.Case.Open() { // no answer is owed any more, or not yet
			f.AnswerBy = 0
		}
		fill(f)
	})
	if last := &r.Letters[len(r.Letters)-1]; last.Letter == letter.CommandDone || last.Letter == letter.ExtensionNoted {
		last.Shows = shows
	}
}

// leaving are the letters among those ordered that leave the house.
func leaving(orders []order.Order) (outside []order.Order) {
	for _, o := range orders {
		if o.Role == people.RoleResident || o.Role == people.RoleRepresentative {
			outside = append(outside, o)
		}
	}
	return outside
}

// leaves says when the first of the letters leaves, "" if at once or if there is none.
func leaves(d *draft, orders []order.Order) string {
	var first time.Time
	for _, o := range orders {
		if first.IsZero() || o.NotBefore.Before(first) {
			first = o.NotBefore
		}
	}
	if !first.After(d.now) {
		return ""
	}
	at := first.In(d.Calendar.Zone)
	return at.Format("15:04") + " on " + d.Calendar.Day(first).Long()
}

// receipt tells the sender what was done (M15).
func (r *staffReply) receipt(done string) {
	r.answer(letter.CommandDone, func(f *order.Facts) {
		f.Reason, f.Words = done, message.LimitWords(r.m.NewText)
	})
}

// help tells the sender what was wrong and offers the exact replies that work (M16). Nothing else changes.
func (r *staffReply) help(problem string) {
	r.record(r.by(), "A reply that could not be acted on.",
		complaint.Noted{Text: cmp.Or(message.LimitWords(r.m.NewText), "an empty reply"), Unclear: true})
	if r.helpedEnough() {
		r.unanswered()
		return
	}
	r.answer(letter.CommandNotUnderstood, func(f *order.Facts) {
		f.Problem, f.Words = problem, message.LimitWords(r.m.NewText)
	})
}
