package procedure

import (
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
)

// What staff report on a case: that they spoke with the resident, what was agreed, what they took on (3.5).

// contacted records the conversation the policy promises (P7, P17). Leaving a message is an attempt.
func (r *staffReply) contacted() {
	attempt := r.cmd.Verb == complaint.VerbAttempted
	if !r.Case.InHand() { // no first conversation is owed, but a word may have been promised
		r.record(r.by(), "The handler was in touch with the resident.",
			complaint.Noted{Text: message.Excerpt(r.cmd.Text, 1000)})
		r.adjustment()
		r.receipt("We have noted that you were in touch with the resident." + r.dangerSpokenOf())
		return
	}
	r.record(r.by(), "The handler contacted the resident.", complaint.Contacted{
		Stage: r.stage, On: r.on, Attempt: attempt, Summary: message.Excerpt(r.cmd.Text, 1000), Wants: r.cmd.Wants,
	})
	r.adjustment()
	if attempt && r.cmd.Guess == complaint.VerbAttempted {
		return // an update, which asks for no answer
	}
	if attempt {
		r.receipt("We have noted that you tried. The resident still expects to hear from you in person.")
		return
	}
	r.receipt("We have noted that you spoke with the resident." + r.dangerSpokenOf() + r.definedWith())
}

// dangerSpokenOf ends the alerts about a danger in the home once its handler has spoken with the resident. Harm to a
// person is ended by that only where their words say that the resident is safe; else whoever answers for it says so
// (TAKEN).
func (r *staffReply) dangerSpokenOf() string {
	if !r.Case.Clocks.Danger.Runs() || alertOf(r.Case) == letter.Safeguarding && !r.cmd.Safe {
		return ""
	}
	r.endAlarm("taken", r.from.Called()+" has spoken with the resident since the danger was read.")
	return " The alerts about the danger end with that."
}
