package procedure

import (
	"cmp"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// final reports whether an answer of the current stage ends our procedure: that of stage 2, or of the only stage.
func (r *staffReply) final() bool {
	_, more := r.Policy.Stage(r.stage + 1)
	return r.stage == 2 || !more
}

// by is who acts: the member of staff who replied, or whoever sits at the terminal.
func (r *staffReply) by() complaint.Actor {
	if r.m.Channel == complaint.Terminal {
		return complaint.ByTerminal(r.m.FromName)
	}
	return complaint.ByStaff(r.from.Email)
}

// team reports whether the sender decides what a machine must not.
func (r *staffReply) team() bool {
	return complaint.SameAddress(r.from, r.Register.Team) || complaint.SameAddress(r.from, r.Register.Lead)
}

// handles reports whether the sender handles the current stage or stands in for its handler.
func (r *staffReply) handles() bool {
	s, n := r.Case.Current()
	if complaint.SameAddress(r.from, s.Handler) {
		return true
	}
	people := r.Register.Areas[r.Case.Area]
	return n == 1 && (complaint.SameAddress(r.from, people.Deputy) ||
		complaint.SameAddress(r.from, people.Manager)) && !r.conflicted(r.from)
}

// mostReplies is how much staff may have written on one case in a day and still be answered. More is a machine's doing,
// and goes into the file without an answer, so that two machines never write to each other without end.
const mostReplies = 40

func (r *staffReply) answer(id complaint.LetterID, fill func(*complaint.Facts)) {
	if r.Case.Replies.On(r.now) > mostReplies {
		return
	}
	role := complaint.RoleManager
	switch {
	case complaint.SameAddress(r.from, r.Register.Team):
		role = complaint.RoleTeam
	case r.stage == 2:
		role = complaint.RoleDirector
	}
	r.toStaff(id, role, r.from, func(f *complaint.Facts) {
		if !r.Case.Open() { // no answer is owed any more, or not yet
			f.AnswerBy = 0
		}
		fill(f)
	})
}

// receipt tells the sender what was done (M15).
func (r *staffReply) receipt(done string) {
	r.answer(letter.CommandDone, func(f *complaint.Facts) {
		f.Reason, f.Words = done, complaint.LimitWords(r.m.NewText)
	})
}

// help tells the sender what was wrong and offers the exact replies that work (M16). Nothing else changes.
func (r *staffReply) help(problem string) {
	r.record(r.by(), "A reply that could not be acted on.",
		complaint.Noted{Text: cmp.Or(complaint.LimitWords(r.m.NewText), "an empty reply"), Unclear: true})
	if r.helpedEnough() {
		r.unanswered()
		return
	}
	r.answer(letter.CommandNotUnderstood, func(f *complaint.Facts) {
		f.Problem, f.Words = problem, complaint.LimitWords(r.m.NewText)
	})
}
