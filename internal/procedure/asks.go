package procedure

import (
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// What a resident asks of us beside the complaint has an answer of its own, wherever the case stands: a person, the
// Ombudsman's details, what we keep about them, what our answer means. None of it opens, ends or delays anything.

// askRow is one thing that a resident may ask for, what they are told at once, and who does it.
type askRow struct {
	says    string // in words for people
	intents []reading.Intent
	clause  string
	letter  letter.ID
	staff   string // what whoever handles the case is told; "" where others have it
	follows string
	also    func(*draft, heard)
}

func askRows() []askRow {
	return []askRow{
		{"asks for a person, or to be rung", []reading.Intent{reading.IntentHumanAsked, reading.IntentCallMe}, "3.4",
			letter.PersonInTouch, "The resident asks to speak with a person",
			"told who gets in touch, and by when; the handler does", promiseTouch},
		{"asks a question", []reading.Intent{reading.IntentAboutAnswer, reading.IntentQuery}, "3.4",
			letter.QuestionPassedOn, "The resident asks a question. Please reply to them",
			"told who answers it, and by when; whoever has the case does, or wrote the answer", promiseTouch},
		{"asks how to go to the Ombudsman", []reading.Intent{reading.IntentOmbudsmanAsked}, "P20",
			letter.OmbudsmanDetails, "The resident asked how to reach the Ombudsman, and we have told them. There is " +
				"nothing that you have to do about it",
			"told how to reach them, at any stage", nil},
		{"asks for their data, or tells of a breach", []reading.Intent{reading.IntentDataRequest,
			reading.IntentDataErasure, reading.IntentDataBreach}, "E8",
			letter.DataPassedOn, "", "told who has it; the data protection officer hears at once", nil},
	}
}

// neutral reports whether a message says nothing that anybody has to do: "got it", a thumb, an out-of-office note. That
// a reading is not sure of it makes it nothing else, but an answer to what our letter asked is more.
func neutral(h heard) bool {
	return h.r.Says.Answer == "" && !h.r.Emergency && (h.r.Intent == reading.IntentNeutral ||
		h.r.Intent == reading.IntentAway)
}

// asked answers what a message asks for beside the complaint. It reports whether that was all of it.
func asked(d *draft, h heard) bool {
	intent := h.r.Intent
	switch {
	case h.r.Says.Answer != "":
		return intent != reading.IntentQuery && answerAsked(d, intent, h)
	case intent == reading.IntentQuery && !d.Case.InHand() && d.Case.Stage1.RespondedAt.IsZero():
		return false // nobody has it who could answer
	case intent == reading.IntentQuery && d.Case.Settlement.Agreed != "":
		return false // it may say that it is not settled
	}
	return answerAsked(d, intent, h)
}

// answerAsked does what the row of an intent says. It reports whether there is one.
func answerAsked(d *draft, intent reading.Intent, h heard) bool {
	i := slices.IndexFunc(askRows(), func(row askRow) bool { return slices.Contains(row.intents, intent) })
	if i < 0 {
		return false
	}
	row := askRows()[i]
	d.clause = row.clause
	if row.also != nil {
		row.also(d, h)
	}
	until := nextWorkingDay(d)
	d.onceADay(row.letter, "The resident is told what becomes of what they ask for.", func() {
		d.toResident(row.letter, func(f *order.Facts) {
			f.HearBy, f.External.Show = until, true
			asItStands(d.Case, f)
			f.External = withBody(f.External, external(d))
		})
	})
	if row.staff != "" {
		tellAsked(d, h, row, until)
	}
	if d.Case.Status == complaint.Stage1Responded && dissatisfied(h.r) {
		perhapsStage2(d, h.m)
	}
	return true
}

func withBody(x, from order.External) order.External {
	from.Show = x.Show
	return from
}

func nextWorkingDay(d *draft) calendar.Date {
	day, _ := d.Calendar.AddWorkingDays(d.today(), 1)
	return day
}

// promiseTouch notes that somebody will be in touch, which is asked for until they are.
func promiseTouch(d *draft, h heard) {
	d.record(actor.ByMachine, "The resident was promised that a person gets in touch.",
		complaint.TouchPromised{Touch: complaint.Touch{By: nextWorkingDay(d), Words: message.LimitWords(h.m.NewText)}})
}

// tellAsked tells whoever handles the case what the resident asks for, with the number that they name.
func tellAsked(d *draft, h heard, row askRow, until calendar.Date) {
	what := row.staff
	if n := people.ContactIn(h.m.NewText).Phone; n != "" && !d.Case.NoCalls() {
		what += ", on " + national(n)
	}
	d.toHandler(letter.ManagerResidentChased, func(f *order.Facts) {
		f.Words, f.Attachments = message.LimitWords(h.m.NewText), h.m.Attachments
		f.Reminder = what
		if row.also != nil {
			f.Reminder += ", by " + until.Long()
		}
	})
}

// national is a British number as people write it.
func national(e164 string) string {
	if len(e164) == 13 && e164[:3] == "+44" {
		return "0" + e164[3:7] + " " + e164[7:]
	}
	return e164
}

// touchSteps: who was promised that a person gets in touch is not left waiting. From the next morning on the handler
// and the team are asked, each working morning, until somebody of staff has written of it.
func (p Procedure) touchSteps(c complaint.Case, now time.Time) []dueStep {
	if c.Touch.By == 0 {
		return nil
	}
	at := p.nextMorning(later(p.Calendar.At(c.Touch.By, 0, 0), c.Reminded["touch"]), now)
	return []dueStep{{clause: "3.4", at: at, office: true, run: func(d *draft) {
		d.cause = "touch:" + d.today().String()
		remind(d, "touch", "nobody has been in touch yet", letter.ManagerResidentChased, d.now)
		fill := func(f *order.Facts) {
			f.Words = c.Touch.Words
			f.Reminder = "We promised the resident that a person gets in touch by " + c.Touch.By.Long() +
				", and nobody has told us that they have. Please do it today, and reply CONTACTED and what was said"
		}
		d.toHandler(letter.ManagerResidentChased, fill)
		if !handledByTeam(d) {
			d.toTeam(letter.ManagerResidentChased, fill)
		}
	}}}
}
