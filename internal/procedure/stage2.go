package procedure

import (
	"cmp"
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// escalate moves a case up to stage 2 (1.5): one whose stage 1 answer is late, or whose resident asked in words that
// the machine did not take for a request. The clock runs from the resident's latest message.
func (r *staffReply) escalate() {
	c := r.Case
	if c.Status == complaint.InformalOpen {
		r.escalateInformal()
		return
	}
	sp, has := r.Policy.Stage(2)
	first := c.Status == complaint.Review && (c.Review.Matter == complaint.MatterScope ||
		c.Review.Matter == complaint.MatterAge) && sp.DirectEntry
	if !has || c.Status != complaint.Stage1Open && c.Status != complaint.Stage1Responded && !first {
		r.help("This case cannot go to stage 2: it stands at " + c.Standing() + ".")
		return
	}
	received := c.Heard
	if first { // it never was at stage 1, so its clock runs from the receipt (2.6, the Scottish model)
		received = c.Review.Received
	}
	openStage2(r.draft, received, r.by(), cmp.Or(r.cmd.Text, "The complaints team moved it up to stage 2."), "", nil)
	if first {
		r.noteReading(c.Review, complaint.Label{Kind: reading.KindComplaint})
	} else {
		r.askedForStage2(c)
	}
	r.stage = 2
	r.receipt("It is at stage 2 and " + orTeam(r.draft, whoHandles(r.Case)).Called() + " has it.")
}

// answerAccepted closes a case whose resident is content with the stage 1 answer.
func answerAccepted(d *draft, _ heard) {
	d.record(actor.ByResident, "The resident accepts the answer.",
		complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedSatisfied}})
	d.toResident(letter.SettledClosed)
}

// openStage2 begins the review: a Director who did not handle stage 1 (P15), the acknowledgement (P14), and the
// Director's own letter with the whole file. newRefs are the new matters that have become cases of their own (P16).
func openStage2(d *draft, received time.Time, by actor.Actor, why, words string, files []message.Attachment,
	newRefs ...string) {
	openStage(d, 2, received, by, why, words)
	keepFromWhoeverItIsAbout(d, words)
	to, reason := director(d), "A Director who did not handle stage 1 reviews it."
	if to == (people.Contact{}) {
		reason = "Every Director has dealt with this case. The complaints team must find somebody else to review it."
	}
	assign(d, 2, to, by, reason)
	d.toResident(letter.Stage2Acknowledgement, func(f *order.Facts) {
		f.Reason, f.NewRefs, f.MovedUp = message.Excerpt(words, 200), newRefs, d.Case.Stage1.RespondedAt.IsZero()
	})
	d.toHandler(letter.DirectorReview, func(f *order.Facts) {
		f.MovedUp = d.Case.Stage1.RespondedAt.IsZero()
		f.Words = cmp.Or(words, f.Words)
		f.Attachments = append(slices.Clone(f.Attachments), files...)
		f.NewRefs = newRefs
		f.Answer, f.Decision = d.Case.Stage1.Answer, string(d.Case.Stage1.Decision)
	})
}

// afterTheEnd tells the team of somebody who is not content at the end of our procedure.
const afterTheEnd = "Our procedure has ended for this case, and we have told them who outside can look at it"
