package complaints

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What staff report on a case: that they spoke with the resident, what was agreed, what they took on (domain.md 3.5).

// contacted records the conversation the policy promises (P7, P17). Leaving a message is an attempt.
func (r *staffReply) contacted() {
	attempt := r.cmd.Verb == VerbAttempted
	r.happen(r.by(), "The handler contacted the resident.", Contacted{
		Stage: r.stage, On: r.on, Attempt: attempt, Summary: excerpt(r.cmd.Text, 1000), Wants: r.cmd.Wants,
	})
	r.adjustment()
	if attempt {
		r.receipt("We have noted that you tried. The resident still expects to hear from you in person.")
		return
	}
	r.receipt("We have noted that you spoke with the resident." + r.dangerSpokenOf())
}

// dangerSpokenOf ends the alerts about a danger in the home once its handler has spoken with the resident. Harm to a person
// is not ended by that: whoever answers for it says so (TAKEN).
func (r *staffReply) dangerSpokenOf() string {
	c := r.d.Case
	if !c.Emergency || c.Reminded["alert"].Equal(farFuture) || slices.Contains(c.Flags, FlagSelfHarm) || slices.Contains(c.Flags, FlagSafeguarding) {
		return ""
	}
	r.happen(r.by(), "The handler has spoken with the resident since the danger was read.", Reminded{Ladder: "alert", Rung: "taken", Until: farFuture})
	return " The alerts about the danger end with that."
}

// resolved offers an early settlement: the resident is told and may say no (1.4).
func (r *staffReply) resolved() {
	if len(strings.Fields(r.cmd.Text)) < 3 {
		r.help("Say what was agreed and who said so, for example: RESOLVED the ceiling was replastered on 1 December and Ms Rahman is happy to close it.")
		return
	}
	by := r.settledBy(r.notBefore(inHours, 0))
	if s, _ := r.d.Case.Current(); s.ContactedOn == 0 { // nothing is agreed without talking
		r.happen(r.by(), "The handler has spoken with the resident.", Contacted{Stage: r.stage, On: r.on, Summary: excerpt(r.cmd.Text, 1000)})
	}
	r.happen(r.by(), "The handler says that it is settled.", SettlementOffered{Settlement{Agreed: r.cmd.Text, By: r.by(), On: r.on, ReplyBy: by}})
	r.toResident("L24", inHours, func(f *Facts) {})
	r.receipt("The resident is told what was agreed. If they do not say otherwise by " + by.Long() + ", the case closes.")
}

// settledBy is the last day to deny a settlement of which the resident is told at an instant.
func (w *working) settledBy(told time.Time) Date {
	by, _ := w.Calendar.AddWorkingDays(w.Calendar.Day(told), w.Settings.SettleDays)
	return by
}

// ask puts a question to the resident (L14). The clock goes on.
func (r *staffReply) ask() {
	if len(strings.Fields(r.cmd.Text)) < 2 {
		r.help("Write your question after ASK, for example: ASK could you send photographs of the ceiling?")
		return
	}
	r.happen(r.by(), "The handler asked the resident something. The clock goes on.", Noted{Text: "asked: " + excerpt(r.cmd.Text, 500)})
	r.toResident("L14", inHours, func(f *Facts) { f.Question = r.cmd.Text })
	r.receipt("Your question goes to the resident. The date has not changed.")
}

// taken ends the alerts about an emergency: a person has it.
func (r *staffReply) taken() {
	if r.isDPO() {
		r.dataTaken()
		return
	}
	r.happen(r.by(), "A person is dealing with the emergency.", Reminded{Ladder: "alert", Rung: "taken", Until: farFuture})
	r.receipt("We have noted that you are dealing with it.")
}

// note puts something into the file. A line "TENURE: ..." is kept for the reports (domain.md 2.3).
func (r *staffReply) note() {
	text := cmp.Or(r.cmd.Text, "noted")
	r.happen(r.by(), "A note for the file.", Noted{Text: limitWords(text)})
	if r.cmd.Tenure != "" {
		r.happen(r.by(), "The resident's tenure.", PartyLearnt{Party{Tenure: r.cmd.Tenure}})
	}
	r.adjustment()
	if r.cmd.Guess == VerbNote {
		r.receipt("Your words are in the file as a note. Nothing was sent to the resident. If you meant more than that, reply again and begin with the command, as our email shows it.")
		return
	}
	r.receipt("Your note is in the file. Nothing was sent to the resident.")
}

// adjustment records what staff have heard of how the resident needs to be dealt with, or that it is needed no more.
func (r *staffReply) adjustment() {
	switch said := r.cmd.Adjustment; {
	case said == "":
	case strings.EqualFold(strings.Trim(said, ". "), "none"):
		r.happen(r.by(), "The resident needs nothing of that any more.", NeedsWithdrawn{})
	default:
		r.learnNeeds(r.by(), said, true)
	}
}

// Link decides what follows when a member of staff says that two cases are related (LINK and a reference): residents of
// one block, for whom one answer may do for several (1.5). Both files say so; each case keeps its own clock and needs its
// own answer. ok is false if it is the same case twice; the reply is then for [Procedure.Command] to answer.
func (p Procedure) Link(c, other Case, from Contact, m Message, cmd Command, now time.Time) (here, there Decision, ok bool) {
	if c.Ref == other.Ref || cmd.Missing != "" {
		return here, there, false
	}
	why := cmp.Or(cmd.Text, "The cases are related.")
	r := &staffReply{working: p.decide(c, now, m.ID), from: from, m: m, cmd: cmd}
	o := p.decide(other, now, m.ID)
	r.happen(from.Email, why, Linked{other.Ref, "related"})
	o.happen(from.Email, why, Linked{c.Ref, "related"})
	r.receipt("It is linked with " + other.Ref + ". Each keeps its own dates and needs its own answer.")
	return r.d, o.d, true
}

// farFuture ends a ladder for good.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// actionsDone notes that what was promised is done (Code 7.4): the one that the reply names by its number or words; else
// what was due by now, which is what our letter asked about. A promise that is still to come is never ticked off unseen.
func (r *staffReply) actionsDone() {
	if r.isDPO() {
		r.dataDone()
		return
	}
	open := r.d.Case.promised()
	done := r.whichDone(open)
	if len(done) == 0 && len(open) > 0 {
		var list []string
		for i, a := range open {
			list = append(list, fmt.Sprintf("%d. %s, by %s", i+1, a.What, r.promisedFor(a).Long()))
		}
		r.help("Say which promise is done by its number, for example DONE 1, or reply DONE ALL. Still open: " + strings.Join(list, "; ") + ".")
		return
	}
	var said []string
	for _, a := range done {
		r.happen(r.by(), "Done: "+a.What, ActionDone{Stage: a.stage, Index: a.index, On: r.on})
		said = append(said, a.What)
	}
	left := ""
	if n := len(open) - len(done); n > 0 {
		left = fmt.Sprintf(" Still open: %s.", plural(n, "promise"))
	}
	r.receipt("We have noted as done: " + cmp.Or(strings.Join(said, "; "), "there was nothing left to do") + "." + left)
}

// whichDone finds the promises that a reply says are done.
func (r *staffReply) whichDone(open []promise) []promise {
	var named, due []promise
	for i, a := range open {
		if saysNumber(r.cmd.Text, i+1) || strings.Contains(strings.ToLower(r.cmd.Text), strings.ToLower(a.What)) {
			named = append(named, a)
		}
		if r.promisedFor(a) <= r.on {
			due = append(due, a)
		}
	}
	switch {
	case len(open) == 1 || strings.EqualFold(strings.Trim(r.cmd.Text, ". "), "all"):
		return open
	case len(named) > 0:
		return named
	}
	return due
}

// saysNumber reports whether a reply begins with a list of numbers that holds n: "1", "1 and 3, on Friday".
func saysNumber(text string, n int) bool {
	for _, word := range strings.Fields(strings.NewReplacer(",", " ", ".", " ", "&", " ").Replace(text)) {
		switch number, err := strconv.Atoi(word); {
		case err == nil && number == n:
			return true
		case err != nil && !strings.EqualFold(word, "and"):
			return false
		}
	}
	return false
}
