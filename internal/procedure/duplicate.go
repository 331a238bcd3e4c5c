package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// Duplicate decides what follows when the team says that two cases are one (DUPLICATE and a reference): the one
// received first goes on, so that the earliest receipt counts (1.5), and the other is closed with a letter that says
// so (L17). ok is false if they cannot be joined; the reply is then for [Procedure.Command] to answer.
func (p Procedure) Duplicate(c, other complaint.Case, from people.Contact, m message.Message,
	cmd complaint.Command, now time.Time) (joined, closed Decision, ok bool) {
	r := &staffReply{draft: p.begin(c, now, m.ID), from: from, m: m, cmd: cmd}
	keep, gone := c, other
	if other.Received.Before(c.Received) {
		keep, gone = other, c
	}
	joinable := gone.Status == complaint.Review || gone.Status == complaint.InformalOpen ||
		gone.Status == complaint.Stage1Open
	if cmd.Missing != "" || !sureEnough(cmd) || r.notEntitled() != "" || r.KeptFrom(other, from) ||
		c.Ref == other.Ref || !joinable ||
		keep.Status == complaint.Closed {
		return joined, closed, false
	}
	why := cmp.Or(cmd.Text, "The complaints team says that both are about the same matter.")
	k, g := p.begin(keep, now, m.ID), p.begin(gone, now, m.ID)
	g.waits = true
	k.record(actor.ByStaff(from.Email), why, complaint.Linked{Ref: gone.Ref, How: "the same matter"})
	k.record(actor.ByStaff(from.Email), "What the resident told us there belongs here too.",
		complaint.PartyLearnt{Party: waysBeside(keep.Party, gone.Party)})
	k.toHandler(letter.ManagerNewEvidence, func(f *order.Facts) {
		f.Words, f.Attachments = gone.Words, gone.Attachments
	})
	g.record(actor.ByStaff(from.Email), why, complaint.Linked{Ref: keep.Ref, How: "the same matter"})
	g.record(actor.ByStaff(from.Email), why,
		complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedDuplicate}})
	s, _ := keep.Current()
	g.toResident(letter.Duplicate, func(f *order.Facts) {
		f.NewRef, f.Received, f.AnswerBy, f.Handler = keep.Ref, keep.Day0, s.Target, s.Handler
	})
	answering := &staffReply{draft: k, from: from, m: m, cmd: cmd}
	answering.receipt("Both are one case now: " + keep.Ref + ". The resident is told.")
	(&staffReply{draft: g, from: from, m: m, cmd: cmd}).noteAct(gone, keep.Ref)
	answering.noteAct(keep, gone.Ref)
	return k.Decision, g.Decision, true
}

// waysBeside are the ways to reach the resident that one case knows and the other does not.
func waysBeside(keep, gone people.Party) (more people.Party) {
	if keep.Email == "" {
		more.Email = gone.Email
	}
	if keep.Phone == "" {
		more.Phone = gone.Phone
	}
	return more
}

// Link decides what follows when a member of staff says that two cases are related (LINK and a reference): residents of
// one block, for whom one answer may do for several (1.5). Both files say so; each case keeps its own clock and needs
// its own answer. ok is false if it is the same case twice; the reply is then for [Procedure.Command] to answer.
func (p Procedure) Link(c, other complaint.Case, from people.Contact, m message.Message, cmd complaint.Command,
	now time.Time) (here, there Decision, ok bool) {
	r := &staffReply{draft: p.begin(c, now, m.ID), from: from, m: m, cmd: cmd}
	if c.Ref == other.Ref || cmd.Missing != "" || !sureEnough(cmd) || r.notEntitled() != "" || r.KeptFrom(other, from) {
		return here, there, false
	}
	why := cmp.Or(cmd.Text, "The cases are related.")
	o := p.begin(other, now, m.ID)
	r.record(actor.ByStaff(from.Email), why, complaint.Linked{Ref: other.Ref, How: "related"})
	o.record(actor.ByStaff(from.Email), why, complaint.Linked{Ref: c.Ref, How: "related"})
	r.receipt("It is linked with " + other.Ref + ". Each keeps its own dates and needs its own answer.")
	(&staffReply{draft: o, from: from, m: m, cmd: cmd}).noteAct(other, c.Ref)
	r.noteAct(c, other.Ref)
	return r.Decision, o.Decision, true
}

// AlikeFor is how many days apart two messages about the same matter may come and still be proposed as one (1.5).
const AlikeFor = 14

// Resembles says in a sentence why two cases may be about the same matter, or "". It proposes; a person decides.
func (p Procedure) MayBeSame(c, other complaint.Case) string {
	apart := c.Day0.DaysUntil(other.Day0)
	joinable := func(c complaint.Case) bool {
		return c.Status == complaint.Review || c.Status == complaint.InformalOpen || c.Status == complaint.Stage1Open
	}
	switch {
	case c.Ref == other.Ref || !joinable(c) || !joinable(other) || apart > AlikeFor || apart < -AlikeFor:
		return ""
	case c.Area != other.Area || slices.Contains(c.Links, other.Ref) || slices.Contains(other.Links, c.Ref):
		return ""
	case shareAddress(c, other):
		return fmt.Sprintf("Both are about %s and came from the same sender within %d days.",
			p.Register.AreaName(c.Area), AlikeFor)
	case gives(c, other) || gives(other, c):
		return fmt.Sprintf("Both are about %s and came within %d days, and the address or number of one stands in "+
			"the other.", p.Register.AreaName(c.Area), AlikeFor)
	case names(c, other) || names(other, c):
		return fmt.Sprintf("Both are about %s and came within %d days, and the same name stands in both.",
			p.Register.AreaName(c.Area), AlikeFor)
	}
	return ""
}

func shareAddress(a, b complaint.Case) bool {
	return slices.ContainsFunc(a.Addresses(), func(x string) bool { return slices.Contains(b.Addresses(), x) })
}

// names reports whether the full name of one resident stands in what the other told us of themselves.
func names(a, b complaint.Case) bool {
	name := message.OneLine(a.Party.Name)
	told := b.Party.Name + " " + b.Party.Address
	if b.Party.Name == "" { // a text says who it is from in its words, if it says so at all
		told += " " + b.Words
	}
	return len(strings.Fields(name)) > 1 && strings.Contains(message.OneLine(told), name)
}

// gives reports whether one resident's address or number stands in the other's words: "ring me on 07700 900123".
func gives(a, b complaint.Case) bool {
	found := people.ContactIn(b.Words)
	return slices.ContainsFunc(a.Addresses(), func(x string) bool { return x == found.Email || x == found.Phone })
}

// ProposeDuplicate asks the team whether two cases are one: a one-word answer joins them, and silence leaves both as
// they are (1.5).
func (p Procedure) ProposeDuplicate(c, other complaint.Case, why string, now time.Time) Decision {
	d := p.begin(c, now, "alike:"+other.Ref)
	d.record(actor.ByMachine, why, complaint.Linked{Ref: other.Ref, How: "perhaps the same matter"})
	d.toTeam(letter.TeamDecision, func(f *order.Facts) {
		f.NewRef = other.Ref
		f.Proposal = order.Proposal{
			Question: "Is this the same matter as " + other.Ref + "?", Suggest: "DUPLICATE " + other.Ref, Why: why,
			Default: "If nobody replies, both go on as complaints of their own.",
		}
		same := order.Act{Word: "DUPLICATE " + other.Ref, Buttons: []order.Button{{Label: "The same matter",
			Opens: "DUPLICATE " + other.Ref}}}
		f.Commands = append([]order.Act{same}, noteOnly("and why they are not the same")...)
	})
	return d.Decision
}
