package rehearsal

import (
	"fmt"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
)

// people are the words of the simulated year.
type cast struct {
	firsts, lasts []string
	complaints    []string
	others        []string // what is no complaint under the policy
}

func newPeople() cast {
	return cast{
		firsts: strings.Fields("Asha Ben Carol Dmitri Eleri Femi Grace Hugh Imran Joan Kofi Lena Mary Noor Owen Priya"),
		lasts:  strings.Fields("Adams Begum Clarke Davies Eze Farrow Gill Hussain Irwin Jones Kaur Lowe"),
		complaints: []string{
			"The kitchen tap has leaked since spring. I have reported it four times and your plumber has missed " +
				"three appointments. Nobody rings me back.",
			"The stairs of our block have not been cleaned for two months although we pay for it every week. I " +
				"wrote in about it twice and had no answer.",
			"Your contractor left the bathroom half tiled three weeks ago and has not come back. I have rung six " +
				"times and been promised a call each time.",
			"The lift has broken down again, the fifth time this year. My mother is eighty and has to be carried. " +
				"Your office keeps saying it is in hand.",
			"I reported the damp in the back bedroom in the spring and again last month. A surveyor came, promised " +
				"treatment, and nothing has happened.",
			"The man who answered your phone was rude to me and put the phone down when I asked for his name. I " +
				"want an apology.",
			"My rent account still shows arrears that I paid in full two months ago. I have sent the receipt three " +
				"times and nobody corrects it.",
			"The communal door has not locked since the break-in. I have reported it every week and nobody has " +
				"come to mend it.",
		},
		others: []string{
			"The couple next door argue loudly most nights and their dog barks for hours. Please do something " +
				"about them.",
			"My kitchen light stopped working last night. This is the first time I am reporting it. Could somebody " +
				"come and look?",
			"I think the service charge of this year is far too high and I want to challenge the amount.",
			"Could you tell me your opening hours over the bank holiday? Thank you.",
		},
	}
}

// complaint is the ith message of the year that begins something.
func (w *world) complaint(i int, at time.Time) message.Arrival {
	w.tally.Complaints++
	w.received.Add(1)
	first, last := pick(w, w.people.firsts), pick(w, w.people.lasts)
	body := pick(w, w.people.complaints)
	if w.chance(10) {
		body = pick(w, w.people.others)
	}
	if w.chance(12) {
		from := fmt.Sprintf("+447700%06d", 100000+i%899999)
		return w.text(from, body)
	}
	name := first + " " + last
	from := fmt.Sprintf("%s <%s.%s.%d@residents.example>", name, strings.ToLower(first), strings.ToLower(last), i)
	return w.letterFrom(writtenMail{
		from: from, to: w.cfg.Landlord.Email, subject: fmt.Sprintf("Complaint from flat %d", i),
		text: body + "\n\n" + name, at: at,
	})
}

func pick(w *world, from []string) string { return from[w.rand.IntN(len(from))] }

// chance is true in so many of a hundred cases.
func (w *world) chance(percent int) bool { return w.rand.IntN(100) < percent }

func (w *world) letterFrom(m writtenMail) message.Arrival {
	w.number++
	id := fmt.Sprintf("year-%07d", w.number)
	m.messageID = id + "@" + domainOf(m.from)
	return mailArrival(id, time.Time{}, m.bytes())
}

func (w *world) text(from, body string) message.Arrival {
	w.number++
	sid := fmt.Sprintf("SM%07d", w.number)
	return textArrival(sid, time.Time{}, textForm(SMS{From: from, Body: body}, sid, "+447700900100"))
}

// answer puts a reply to a letter on the agenda, some days from now in office hours.
func (w *world) answer(l outbox.Letter, days float64, body string) {
	later := w.r.now.Add(time.Duration(days*24) * time.Hour)
	at := w.procedure.Calendar.NextInHours(w.procedure.Settings.Hours, later).Add(slot)
	from := l.To
	if l.Role == people.RoleResident && l.ToName != "" {
		from = l.ToName + " <" + l.To + ">"
	}
	w.at(at, func() message.Arrival {
		if l.Channel == message.SMS {
			return w.text(l.To, body)
		}
		m := writtenMail{from: from, text: body, at: at}
		m.answer(l, w.cfg.Landlord.Email)
		return w.letterFrom(m)
	})
}

const fullAnswer = "We have looked at everything you told us and at our own records. You were right that " +
	"appointments were missed and that nobody told you why. " +
	"We are sorry for that. The work is now done, and we have changed how we tell residents about appointments."

// react lets whoever got a letter do something about it, or nothing, as people do.
func (w *world) react(l outbox.Letter, c complaint.Case) {
	switch l.Letter {
	case letter.Stage1Acknowledgement, letter.LateAccepted:
		w.reactAcknowledged(l, c)
	case letter.TeamDecision:
		if w.chance(85) {
			w.answer(l, w.rand.Float64(), pick(w, []string{
				"ACCEPT it is about our service", "ACCEPT",
				"REFUSE E4 this is about a neighbour and our neighbourhood team has opened a case",
			}))
		}
	case letter.ManagerAssigned, letter.Reassigned, letter.ManagerAway:
		w.reactAssigned(l, c)
	case letter.DirectorOverdue:
		w.answer(l, 1, "NOTE I will see that it is answered")
	case letter.ManagerOverdue:
		if w.chance(25) {
			w.answer(l, 0.1, "RESPOND PARTLY UPHELD\n"+fullAnswer)
		}
	case letter.DirectorReview:
		w.answer(l, 2, "CONTACTED spoke with the resident, who wants the decision looked at again")
		w.answer(l, 8+w.rand.Float64()*14, "RESPOND UPHELD\n"+fullAnswer)
	case letter.DeliveryFailed:
		w.answer(l, 0.5, "POSTED by first class post")
	case letter.Hazard:
		w.answer(l, 0.02, "TAKEN I am dealing with it")
	case letter.Stage1Response:
		w.reactAnswered(l)
	case letter.Stage2FinalResponse:
		if l.Channel == message.Post {
			w.answer(l, 0.5, "POSTED by first class post")
		}
	}
}

func (w *world) reactAcknowledged(l outbox.Letter, c complaint.Case) {
	switch n := w.rand.IntN(100); {
	case l.Channel == message.Post:
		w.answer(l, 0.3, "POSTED by first class post")
	case n < 1 && l.Channel == message.Email: // the address does not work
		w.bounced[l.Case] = true
		at := w.r.now.Add(slot)
		w.at(at, func() message.Arrival {
			w.number++
			id := fmt.Sprintf("bounce-%07d", w.number)
			return mailArrival(id, time.Time{}, bounceOf(l, w.cfg.Landlord.Email, id+"@"+AuthservID, at))
		})
	case n < 4:
		w.answer(l, 3, "I want to withdraw my complaint please. It has all been sorted out now.")
	case n < 16:
		w.answer(l, 2, "Here are the photos and dates that I promised you.")
	case n < 36:
		w.answer(l, 4+w.rand.Float64()*8, "Is there any news on my complaint please?")
	}
}

func (w *world) reactAssigned(l outbox.Letter, c complaint.Case) {
	n := w.rand.IntN(100)
	switch {
	case n < 3 && l.Letter == letter.ManagerAssigned:
		at := w.r.now.Add(slot)
		w.at(at, func() message.Arrival {
			m := writtenMail{
				from: l.To, subject: "Automatic reply: " + l.Subject, at: at, auto: true,
				text: "I am out of the office until the end of the month.",
			}
			m.answer(l, w.cfg.Landlord.Email)
			return w.letterFrom(m)
		})
		return
	case n < 8:
		return // forgets it
	}
	if w.chance(85) {
		w.answer(l, 1+w.rand.Float64()*3, "CONTACTED spoke with the resident and agreed what happens next")
	}
	due := float64(max(1, w.procedure.Calendar.Day(w.r.now).DaysUntil(c.Stage1.Target)))
	if w.chance(15) {
		to, _ := w.procedure.Calendar.RollBack(c.Stage1.Limit.AddDays(10))
		y, m, d := to.Civil()
		w.answer(l, due*0.6, fmt.Sprintf("EXTEND %02d/%02d/%d waiting for the contractor's report", d, m, y))
		due += 8
	}
	days := due * (0.5 + w.rand.Float64()*0.6)
	outcome := pick(w, []string{"UPHELD", "PARTLY UPHELD", "NOT UPHELD"})
	w.answer(l, days, "RESPOND "+outcome+"\n"+fullAnswer)
}

func (w *world) reactAnswered(l outbox.Letter) {
	if l.Channel == message.Post {
		w.answer(l, 0.5, "POSTED by first class post")
		return
	}
	switch n := w.rand.IntN(100); {
	case n < 15:
		w.answer(l, 1+w.rand.Float64()*26,
			"I am not happy with this answer. I want it looked at again by somebody else.")
	case n < 35:
		w.answer(l, 2, "Thank you. I accept your answer.")
	}
}
