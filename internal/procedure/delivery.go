package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// posted marks the letters that only paper could bring as delivered by hand (3.6). A posted answer is announced by a
// text where the resident has a phone.
func (r *staffReply) posted() {
	c := r.Case
	var mended []complaint.LetterID
	for _, u := range c.Undelivered {
		if slices.Contains(mended, u.Letter) {
			continue
		}
		mended = append(mended, u.Letter)
		if s := c.Settlement; u.Letter == letter.Resolved && s.Agreed != "" { // the days begin when the resident has it
			s.ReplyBy = r.settledBy(r.Calendar.ByPost(r.now))
			r.record(r.by(), "The resident now knows what was agreed, and has until "+s.ReplyBy.Long()+" to deny it.",
				complaint.SettlementOffered{Settlement: s})
		}
		r.record(r.by(), "The complaints team brought the letter to the resident.",
			complaint.DeliveryMended{Letter: u.Letter})
	}
	s, n := c.Current()
	if c.Answered() && s.SentAt.IsZero() {
		r.answerSent(n, r.now, true)
		if c.Party.Phone != "" && !c.Party.TextsOff && !c.Party.PhoneDead {
			facts := r.facts()
			facts.FullLetter = complaint.Post
			facts.External.Show = r.final()
			id := letter.Stage1Response
			if r.final() {
				id = letter.Stage2FinalResponse
			}
			r.order(id, complaint.SMS, complaint.RoleResident, r.Case.Resident(), facts)
		}
	}
	if c.InHand() && s.AckedAt.IsZero() {
		r.acknowledged(n, r.now)
	}
	r.receipt("We have noted that the resident has it.")
}

// Accepted decides what follows when a server has taken a letter: an acknowledgement counts (P5, P14), an
// answer is sent and the window opens (P12). A printed letter counts when a person says that it was posted.
func (p Procedure) Accepted(c complaint.Case, l complaint.Letter, at time.Time) Decision {
	d := p.begin(c, at, "sent:"+l.ID)
	if l.Channel == complaint.Post || l.Role != complaint.RoleResident {
		return d.Decision
	}
	switch row := letter.Of(l.Letter); {
	case row.Acknowledges > 0:
		d.clause = "P5"
		if row.Acknowledges == 2 {
			d.clause = "P14"
		}
		d.acknowledged(row.Acknowledges, at)
	case row.Answers:
		d.clause = "P11"
		if l.Letter == letter.Stage2FinalResponse {
			d.clause = "P20"
		}
		_, n := c.Current()
		d.answerSent(n, at, false)
	}
	return d.Decision
}

// acknowledged counts the stage as acknowledged and, where the policy counts the answer from the
// acknowledgement (Code 6.3, 6.14), sets its date. A date once promised never moves earlier.
func (d *draft) acknowledged(n int, at time.Time) {
	s := *d.stage(n)
	if !s.AckedAt.IsZero() || s.Received.IsZero() {
		return
	}
	f := complaint.Acknowledged{Stage: n, SentAt: at.UTC()}
	sp, _ := d.Policy.Stage(n)
	if sp.Response.From == "ack_sent" && s.Dates == 0 {
		dates := sp.Dates(d.Calendar, s.Day0, d.Calendar.Day(at))
		if dates.Limit > s.Limit {
			f.Limit, f.Target = dates.Limit, dates.Target
		}
	}
	d.record(complaint.ByServer, "The acknowledgement was accepted.", f)
}

// answerSent opens the window to ask for stage 2: it counts from the day the answer went, and a posted one is given the
// days that the post takes (P12).
func (d *draft) answerSent(n int, at time.Time, onPaper bool) {
	s := *d.stage(n)
	if s.RespondedAt.IsZero() || !s.SentAt.IsZero() {
		return
	}
	f := complaint.AnswerSent{Stage: n, SentAt: at.UTC()}
	if n == 1 {
		from := at
		if onPaper {
			from = d.Calendar.ByPost(at)
		}
		f.WindowLast, _ = d.Policy.WindowLast(d.Calendar, s.Received, from)
	}
	d.record(complaint.ByServer, "The answer was sent.", f)
}

func (d *draft) stage(n int) *complaint.Stage {
	if n == 2 {
		return &d.Case.Stage2
	}
	return &d.Case.Stage1
}

// NotDelivered decides what follows when a letter has come back or was refused for good: what it did is
// undone, another channel is tried, and a person is told (1.5: an acknowledgement that bounced is
// not done).
func (p Procedure) NotDelivered(c complaint.Case, l complaint.Letter, why string, now time.Time) Decision {
	d := p.begin(c, now, "back:"+l.ID)
	d.clause = "1.5"
	if l.Role != complaint.RoleResident && l.Role != complaint.RoleRepresentative {
		d.record(complaint.ByServer, "A letter to "+l.To+" did not arrive.",
			complaint.Noted{Text: string(l.Letter) + " was not delivered: " + why})
		d.toTeam(letter.DeliveryFailed, func(f *complaint.Facts) {
			f.Problem = "Our letter " + string(l.Letter) + " to " + l.To + " did not arrive: " + why +
				". Please tell them another way and check the register."
		})
		return d.Decision
	}
	if l.Role == complaint.RoleRepresentative {
		d.record(complaint.ByServer, "A copy for the representative did not arrive.",
			complaint.Noted{Text: string(l.Letter) + " was not delivered: " + why})
		d.toTeam(letter.DeliveryFailed, func(f *complaint.Facts) {
			f.Problem = "Our letter " + string(l.Letter) + " did not reach the representative: " + why +
				". Please check the address with the resident."
		})
		return d.Decision
	}
	if l.Channel == complaint.SMS && letter.Of(l.Letter).Answers { // only the text that announced a posted answer
		d.record(complaint.ByServer, "A text that announced a posted answer did not arrive.",
			complaint.Noted{Text: string(l.Letter) + " by text: " + why})
		return d.Decision
	}
	d.undo(l.Letter)
	d.record(complaint.ByServer, "A letter to the resident did not arrive.",
		complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: l.Letter, Channel: l.Channel,
			Why: why, Since: d.today()}})
	again := d.anotherWay(l)
	d.toTeam(letter.DeliveryFailed, func(f *complaint.Facts) {
		f.Problem = "Our letter " + string(l.Letter) + " did not reach the resident by " + channelWords(l.Channel) +
			": " + why + ". " + d.nextWay(again)
		if l.Letter == letter.Resolved {
			f.Problem += " Nobody could deny that it is settled, so the case stays open and the full answer is " +
				"still owed."
		}
	})
	return d.Decision
}

func channelWords(c complaint.Channel) string {
	return map[complaint.Channel]string{complaint.Email: "e-mail", complaint.SMS: "text", complaint.Post: "post"}[c]
}

// undo takes back what the letter's acceptance had counted for.
func (d *draft) undo(id letter.ID) {
	row := letter.Of(id)
	switch s, n := d.Case.Current(); {
	case row.Acknowledges > 0 && !d.stage(row.Acknowledges).AckedAt.IsZero():
		d.record(complaint.ByServer, "The acknowledgement came back, so it does not count.",
			complaint.AcknowledgementLost{Stage: row.Acknowledges})
	case id == letter.Resolved && d.Case.Settlement.Agreed != "":
		d.record(complaint.ByServer, "The resident could not be told that it is settled, so it is not.",
			complaint.SettlementDenied{})
	case id == letter.Stage1Response && !d.Case.Stage1.SentAt.IsZero():
		d.record(complaint.ByServer, "The answer came back, so the time to ask for stage 2 has not begun.",
			complaint.AnswerLost{Stage: 1})
	case id == letter.Stage2FinalResponse && !s.SentAt.IsZero(): // of whichever stage is the last one
		d.record(complaint.ByServer, "The answer came back, so it does not count as sent.",
			complaint.AnswerLost{Stage: n})
	}
}

// anotherWay writes the same letter by the next channel, if it is one that must arrive and that the case can write
// again. It reports whether it did; the rest, refusals among them, are for a person to bring.
func (d *draft) anotherWay(l complaint.Letter) bool {
	row := letter.Of(l.Letter)
	if !row.MustArrive {
		return false
	}
	d.toResident(l.Letter, func(f *complaint.Facts) {
		s, _ := d.Case.Current()
		if last := len(s.Extensions) - 1; last >= 0 && row.Extends {
			e := s.Extensions[last]
			f.OldDate, f.NewDate, f.Reason = e.From, e.To, e.Reason
		}
		if row.SaysLate {
			f.OldDate = s.Target
			f.NewDate, _ = d.Calendar.AddWorkingDays(d.today(), d.Settings.UpdateEvery)
		}
		f.External.Show = l.Letter == letter.Stage2FinalResponse
	})
	return true
}

func (d *draft) nextWay(again bool) string {
	switch channel := d.Case.Channel(); {
	case !again && channel != complaint.Post:
		return "It was not sent again. Please tell the resident another way, and reply POSTED when they know."
	case channel == complaint.SMS:
		return "We have sent a text instead. Please check that the resident has it."
	case channel == complaint.Email:
		return "We have sent an e-mail instead."
	}
	return "We know no other way to reach them by machine. Please ring or write by post, and reply POSTED when " +
		"they have it."
}

// deliverySteps: an answer that nobody has been able to send, or has not said to be posted, is put before the team each
// working morning until it is. Until then the resident has no answer and the window has not begun (P12).
func (p Procedure) deliverySteps(c complaint.Case, now time.Time) []dueStep {
	s, n := c.Current()
	if !s.SentAt.IsZero() {
		return nil
	}
	schedule := "deliver" + strconv.Itoa(n)
	at := p.nextMorning(later(s.RespondedAt, c.Reminded[schedule]), now)
	return []dueStep{{at: at, office: true, run: func(d *draft) {
		d.cause = schedule + ":" + d.today().String()
		d.remind(schedule, "the answer has not reached the resident", letter.DeliveryFailed, d.now)
		d.toTeam(letter.DeliveryFailed, func(f *complaint.Facts) {
			f.Problem = fmt.Sprintf("Our answer of %s has not reached the resident: no server has taken it and "+
				"nobody has replied POSTED. Please bring it to them today, and reply POSTED when you have.",
				p.Calendar.Day(s.RespondedAt).Long())
		})
	}}}
}
