package procedure

import (
	"fmt"
	"slices"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
)

// What a reply has done can be taken back while its letters wait (3.5, STOP): by whoever caused it, or by the team.

// takenBackFor is for how long something can be taken back that sends no letter out of the house.
const takenBackFor = 48 * time.Hour

// noteAct keeps what the reply has done to a case, so that it can be taken back; before is the case before it, and with
// the other case that it was done to, if any.
func (r *staffReply) noteAct(before complaint.Case, with string) {
	undoable := []complaint.Verb{complaint.VerbContacted, complaint.VerbOut, complaint.VerbReassign,
		complaint.VerbConflict, complaint.VerbPosted, complaint.VerbDone, complaint.VerbAnswered}
	outside := slices.ContainsFunc(leaving(r.Letters), func(o order.Order) bool { return o.Cause == r.cause })
	if r.m.Nature != message.FromPerson || len(r.Events) == 0 ||
		!outside && with == "" && !slices.Contains(undoable, r.cmd.Verb) || r.changedNothing() {
		return
	}
	r.record(r.by(), "It can be taken back.", complaint.Caused{Act: complaint.Act{
		Cause: r.cause, Verb: r.cmd.Verb, By: r.from.Email, At: r.now, With: with, From: before.Version,
		To: r.Case.Version, For: r.writer.Email,
	}})
}

// changedNothing reports that the reply was asked about or could not be acted on.
func (r *staffReply) changedNothing() bool {
	return slices.ContainsFunc(r.Letters, func(o order.Order) bool {
		return letter.Of(o.Letter).Failed && people.SameAddress(o.To, r.from)
	})
}

// MayTakeBack reports whether a colleague may take back what was done last to a case, and it is not too long ago.
func (p Procedure) MayTakeBack(c complaint.Case, from people.Contact, now time.Time) bool {
	r := &staffReply{draft: p.begin(c, now, ""), from: from}
	own := slices.ContainsFunc([]string{c.Act.By, c.Act.For}, func(address string) bool {
		return address != "" && people.SameAddress(people.Contact{Email: address}, from)
	})
	return c.Act.Cause != "" && (own || r.team()) && now.Sub(c.Act.At) <= takenBackFor && !conflicted(r.draft, from)
}

// TakeBack decides what follows when what was done last to a case is taken back: the case stands as it did, but for
// what has happened since. before and after are the case around it.
func (p Procedure) TakeBack(c, before, after complaint.Case, from people.Contact, m message.Message,
	now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "3.5"
	r := &staffReply{draft: d, from: from, m: m, cmd: complaint.Command{Verb: complaint.VerbStop}}
	act := c.Act
	r.record(r.by(), fmt.Sprintf("%s was taken back before it left.", act.Verb),
		complaint.TakenBack{Cause: act.Cause, Case: c.Without(before, after)})
	for _, a := range r.Case.Awaiting {
		if a.Cause == act.Cause {
			endAwaited(d, a, false, "It was taken back.")
		}
	}
	_, r.stage = r.Case.Current()
	if was, is := after.Stage(r.stage).Handler, whoHandles(r.Case); !people.SameAddress(was, is) &&
		!people.SameAddress(is, from) && is.Email != "" {
		r.toHandler(letter.Reassigned, func(f *order.Facts) {
			f.Reason = "It was taken back. The case is with you again."
		})
	}
	late := ""
	if s, _ := r.Case.Current(); r.Case.Open() && r.today() >= s.Limit {
		late = " The answer is due today, so please send the right one before the day ends."
		if r.today() > s.Limit {
			late = " Its answer was due on " + s.Limit.Long() + ", so it is late now."
		}
	}
	r.receipt(fmt.Sprintf("%s was stopped. Nothing of it leaves, and the case stands as it did before.%s",
		act.Verb, late))
	return d.Decision
}

// TooLate answers STOP where letters have left the house: they cannot be called back.
func (p Procedure) TooLate(c complaint.Case, from people.Contact, m message.Message, gone []outbox.Letter,
	now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	r := &staffReply{draft: d, from: from, m: m, cmd: complaint.Command{Verb: complaint.VerbStop}}
	_, r.stage = c.Current()
	what := "the letter"
	if len(gone) > 0 {
		what = letter.Of(gone[0].Letter).File
	}
	next := "Write to the resident with what is right: reply ASK and your words."
	switch {
	case c.Act.Verb == complaint.VerbRespond:
		next = "The complaints team can send a corrected answer: RESPOND, the decision, and the whole answer once more."
	case c.Act.Verb == complaint.VerbResolved:
		next = "The case does not close if the resident says NO by " + c.Settlement.ReplyBy.Long() + ". Ring " +
			"them today, or send your full answer with RESPOND, which ends the offer."
	case !c.InHand():
		next = "Please ring the complaints team, who can open the case again."
	}
	r.help(fmt.Sprintf("It is too late to stop it: %s has left. %s", what, next))
	return d.Decision
}

// nothingToStop answers STOP where there is nothing that could be taken back.
func (r *staffReply) nothingToStop() {
	if q, waits := r.Case.ToApprove(); waits && people.SameAddress(q.Writer, r.from) {
		r.record(r.by(), r.from.Called()+" withdrew the answer before anybody approved it.",
			complaint.QuestionEnded{ID: q.ID})
		r.receipt("Your answer no longer waits to be approved, and it does not go. The full answer is still owed.")
		return
	}
	r.help("There is nothing of yours on this case that could still be taken back. If a letter worries you, " +
		"please ring the complaints team.")
}
