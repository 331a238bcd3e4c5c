package complaints

import (
	"strings"
	"time"
)

// What staff report on a case: that they spoke with the resident, what was agreed, what they took on (domain.md 3.5).

// contacted records the conversation the policy promises (P7, P17). Leaving a message is an attempt.
func (r *reply) contacted() {
	attempt := r.cmd.Verb == VerbAttempted
	r.happen(r.by(), "The handler contacted the resident.", Contacted{
		Stage: r.stage, On: r.on, Attempt: attempt, Summary: excerpt(r.cmd.Text, 1000), Wants: r.cmd.Wants,
	})
	if attempt {
		r.receipt("We have noted that you tried. The resident still expects to hear from you in person.")
		return
	}
	r.receipt("We have noted that you spoke with the resident.")
}

// resolved offers an early settlement: the resident is told and may say no (1.4).
func (r *reply) resolved() {
	if len(strings.Fields(r.cmd.Text)) < 3 {
		r.help("Say what was agreed and who said so, for example: RESOLVED the ceiling was replastered on 1 December and Ms Rahman is happy to close it.")
		return
	}
	by, _ := r.Calendar.AddWorkingDays(r.Calendar.Day(r.notBefore(inHours, 0)), r.Settings.SettleDays)
	if s, _ := r.d.Case.Current(); s.ContactedOn == 0 { // nothing is agreed without talking
		r.happen(r.by(), "The handler has spoken with the resident.", Contacted{Stage: r.stage, On: r.on, Summary: excerpt(r.cmd.Text, 1000)})
	}
	r.happen(r.by(), "The handler says that it is settled.", SettlementOffered{Settlement{Agreed: r.cmd.Text, By: r.by(), On: r.on, ReplyBy: by}})
	r.toResident("L24", inHours, func(f *Facts) {})
	r.receipt("The resident is told what was agreed. If they do not say otherwise by " + by.Long() + ", the case closes.")
}

// ask puts a question to the resident (L14). The clock goes on.
func (r *reply) ask() {
	if len(strings.Fields(r.cmd.Text)) < 2 {
		r.help("Write your question after ASK, for example: ASK could you send photographs of the ceiling?")
		return
	}
	r.happen(r.by(), "The handler asked the resident something. The clock goes on.", Noted{"asked: " + excerpt(r.cmd.Text, 500)})
	r.toResident("L14", inHours, func(f *Facts) { f.Question = r.cmd.Text })
	r.receipt("Your question goes to the resident. The date has not changed.")
}

// taken ends the alerts about an emergency: a person has it.
func (r *reply) taken() {
	r.happen(r.by(), "A person is dealing with the emergency.", Reminded{Ladder: "alert", Rung: "taken", Until: farFuture})
	r.receipt("We have noted that you are dealing with it.")
}

// note puts something into the file. A line "TENURE: ..." is kept for the reports (domain.md 2.3).
func (r *reply) note() {
	text := orElse(r.cmd.Text, "noted")
	r.happen(r.by(), "A note for the file.", Noted{limitWords(text)})
	if r.cmd.Tenure != "" {
		r.happen(r.by(), "The resident's tenure.", PartyLearnt{Party{Tenure: r.cmd.Tenure}})
	}
	r.receipt("Your note is in the file. Nothing was sent to the resident.")
}

// Link decides what follows when a member of staff says that two cases are related (LINK and a reference): residents of
// one block, for whom one answer may do for several (1.5). Both files say so; each case keeps its own clock and needs its
// own answer. ok is false if it is the same case twice; the reply is then for [Procedure.Command] to answer.
func (p Procedure) Link(c, other Case, from Contact, m Message, cmd Command, now time.Time) (here, there Decision, ok bool) {
	if c.Ref == other.Ref || cmd.Missing != "" {
		return here, there, false
	}
	why := orElse(cmd.Text, "The cases are related.")
	r := &reply{working: p.decide(c, now, m.ID), from: from, m: m, cmd: cmd}
	o := p.decide(other, now, m.ID)
	r.happen(from.Email, why, Linked{other.Ref, "related"})
	o.happen(from.Email, why, Linked{c.Ref, "related"})
	r.receipt("It is linked with " + other.Ref + ". Each keeps its own dates and needs its own answer.")
	return r.d, o.d, true
}

// farFuture ends a ladder for good.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// actionsDone notes that what was promised is done (Code 7.4).
func (r *reply) actionsDone() {
	for n, s := range []Stage{r.d.Case.Stage1, r.d.Case.Stage2} {
		for i, a := range s.Actions {
			if a.Done == 0 {
				r.happen(r.by(), "Done: "+a.What, ActionDone{Stage: n + 1, Index: i, On: r.on})
			}
		}
	}
	r.receipt("We have noted that what was promised is done.")
}
