package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/policy"
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
			s.ReplyBy = settledBy(r.draft, r.Calendar.ByPost(r.now))
			r.record(r.by(), "The resident now knows what was agreed, and has until "+s.ReplyBy.Long()+" to deny it.",
				complaint.SettlementOffered{Settlement: s})
		}
		r.record(r.by(), "The complaints team brought the letter to the resident.",
			complaint.DeliveryMended{Letter: u.Letter})
	}
	s, n := c.Current()
	if c.Answered() && s.SentAt.IsZero() {
		answerSent(r.draft, n, r.now, true)
		if c.Party.Phone != "" && !c.Party.TextsOff && !c.Party.PhoneDead {
			facts := r.facts()
			facts.FullLetter = message.Post
			facts.External.Show = r.final()
			r.order(answerLetter(r.draft), message.SMS, people.RoleResident, r.Case.Resident(), facts)
		}
	}
	if c.InHand() && s.AckedAt.IsZero() {
		acknowledged(r.draft, n, r.now)
	}
	if len(r.Events) == 0 { // no letter of the case waits for it
		r.record(r.by(), r.from.Called()+" has told the resident.", complaint.Noted{Text: cmp.Or(r.cmd.Text, "told")})
	}
	r.receipt("We have noted that the resident has it.")
}

// Accepted decides what follows when a server has taken a letter: an acknowledgement counts (P5, P14), an
// answer is sent and the window opens (P12). A printed letter counts when a person says that it was posted.
func (p Procedure) Accepted(c complaint.Case, l outbox.Letter, at time.Time) Decision {
	d := p.begin(c, at, "sent:"+l.ID)
	if a, waits := awaitedAs(c, l); waits {
		d.clause = "3.6"
		endAwaited(d, a, true, "Nobody had said yes or no to it when its time came, so it went by itself.")
	}
	if l.Channel == message.Post || l.Role != people.RoleResident {
		return d.Decision
	}
	switch row := letter.Of(l.Letter); {
	case row.Acknowledges > 0:
		d.clause = "P5"
		if row.Acknowledges == 2 {
			d.clause = "P14"
		}
		acknowledged(d, row.Acknowledges, at)
	case row.Answers:
		d.clause = "P11"
		if l.Letter == letter.Stage2FinalResponse {
			d.clause = "P20"
		}
		_, n := c.Current()
		answerSent(d, n, at, false)
	}
	if l.ByPerson && d.Case.Safety.Stands() { // who has written to them has looked
		d.clause = "2.4"
		d.record(actor.ByMachine, "A person has written to the resident, so letters of this case go again.",
			complaint.SafetyReleased{})
		sendWhatWasHeld(d, actor.ByMachine, c.Undelivered)
	}
	return d.Decision
}

// acknowledged counts the stage as acknowledged and, where the policy counts the answer from the
// acknowledgement (Code 6.3, 6.14), sets its date. A date once promised never moves earlier.
func acknowledged(d *draft, n policy.StageNumber, at time.Time) {
	s := *stage(d.Case, n)
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
	d.record(actor.ByServer, "The acknowledgement was accepted.", f)
}

// answerSent opens the window to ask for stage 2: it counts from the day the answer went, and a posted one is given the
// days that the post takes (P12).
func answerSent(d *draft, n policy.StageNumber, at time.Time, onPaper bool) {
	s := *stage(d.Case, n)
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
	d.record(actor.ByServer, "The answer was sent.", f)
}

func stage(c complaint.Case, n policy.StageNumber) *complaint.Stage {
	if n == 2 {
		return &c.Stage2
	}
	return &c.Stage1
}

// Refusal is why a letter did not arrive.
type Refusal struct {
	Why           string        // as the server says it, without anybody's address
	NoSuchAddress bool          // the address will never work (5.1.x)
	InDoubt       bool          // it may have arrived, twice even: a person has to ask
	Before        calendar.Date // an earlier day on which the same address refused a letter; 0 if none is known
}

// dead reports whether nothing more can be expected of the address that refused a letter.
func (r Refusal) dead(today calendar.Date) bool {
	return r.NoSuchAddress || r.Before != 0 && r.Before < today
}

// FromTeam reports whether a letter that did not arrive was to go to the complaints team's own mailbox, one that they
// should print among them. No letter can follow from that: it would go the same way. Others are told by mailbox and not
// by letter, see [Procedure.NextToTeam].
func (p Procedure) FromTeam(l outbox.Letter) bool {
	return l.Channel == message.Post || strings.EqualFold(l.To, p.Register.Team.Email)
}

// NextToTeam returns who hears of it when the complaints team's mailbox refuses: the lead, else the chief executive,
// else a Director; none of those whose mailboxes have refused too.
func (p Procedure) NextToTeam(refuses func(address string) bool) (people.Contact, bool) {
	next := append([]people.Contact{p.Register.Lead, p.Register.ChiefExecutive}, p.Register.Directors()...)
	for _, c := range next {
		if c.Email != "" && !people.SameAddress(c, p.Register.Team) && !refuses(c.Email) {
			return c, true
		}
	}
	return people.Contact{}, false
}

// NotDelivered decides what follows when a letter has come back or was refused for good: what it did is
// undone, another channel is tried, and a person is told (1.5: an acknowledgement that bounced is
// not done). The team is told once a day of the same letter by the same channel.
func (p Procedure) NotDelivered(c complaint.Case, l outbox.Letter, r Refusal, now time.Time) Decision {
	d := p.begin(c, now, "back:"+l.ID)
	d.clause = "1.5"
	switch {
	case p.FromTeam(l):
		d.record(actor.ByServer, "The complaints team's mailbox did not take a letter.",
			complaint.Noted{Text: string(l.Letter) + " was not delivered: " + r.Why})
	case l.Role == people.RoleRepresentative:
		d.record(actor.ByServer, "A copy for the representative did not arrive.",
			complaint.Noted{Text: string(l.Letter) + " was not delivered: " + r.Why})
		failed(d, l, "Our letter "+string(l.Letter)+" did not reach the representative: "+r.Why+
			". Please check the address with the resident.")
	case l.Letter == letter.AlarmText:
		textNotReached(d, l, r)
	case l.Role != people.RoleResident:
		staffNotReached(d, l, r)
	case l.Channel == message.SMS && letter.Of(l.Letter).Answers: // only the text that announced a posted answer
		d.record(actor.ByServer, "A text that announced a posted answer did not arrive.",
			complaint.Noted{Text: string(l.Letter) + " by text: " + r.Why})
	case r.InDoubt:
		residentPerhapsReached(d, l, r.Why)
	default:
		residentNotReached(d, l, r.Why)
	}
	return d.Decision
}

// residentNotReached tries the next channel and tells the team.
func residentNotReached(d *draft, l outbox.Letter, why string) {
	told := slices.ContainsFunc(d.Case.Undelivered, func(u complaint.Undeliverable) bool {
		return u.Letter == l.Letter && u.Channel == l.Channel && u.Since == d.today()
	})
	takeBackDelivery(d, l.Letter)
	d.record(actor.ByServer, "A letter to the resident did not arrive.",
		complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: l.Letter, Channel: l.Channel,
			Why: why, Since: d.today()}})
	if told {
		return
	}
	again := anotherWay(d, l)
	d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
		f.Problem = "Our letter " + string(l.Letter) + " did not reach the resident by " + channelWords(l.Channel) +
			": " + why + ". " + nextWay(d.Case, again)
		if l.Letter == letter.Resolved {
			f.Problem += " Nobody could deny that it is settled, so the case stays open and the full answer is " +
				"still owed."
		}
	})
}

// residentPerhapsReached: nobody knows whether a letter arrived. It does not go a third time, nor another way, since
// the resident may have it; a person asks them.
func residentPerhapsReached(d *draft, l outbox.Letter, why string) {
	d.record(actor.ByServer, "It is not known whether a letter reached the resident.",
		complaint.DeliveryFailed{Undeliverable: complaint.Undeliverable{Letter: l.Letter, Channel: message.Post,
			Why: why, Since: d.today()}})
	d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
		f.Problem = "It is not known whether our letter " + string(l.Letter) + " reached the resident: the mail " +
			"server took it twice and did not say that it had it. It is not sent again. Please ask them whether they " +
			"have it, and reply POSTED when they have."
	})
}

// staffNotReached: a letter to a colleague did not arrive. Where the mailbox of whoever handles the case is dead, the
// case goes to who stands in for them, as if they were away. Where it told of a danger, others are told at once.
func staffNotReached(d *draft, l outbox.Letter, r Refusal) {
	d.record(actor.ByServer, "A letter to "+l.To+" did not arrive.",
		complaint.Noted{Text: string(l.Letter) + " was not delivered: " + r.Why})
	if letter.Of(l.Letter).Offers == letter.OfferTaking && d.Case.Clocks.Danger.Runs() {
		alertOthers(d, l, "it could not be sent to "+l.To+", so please ring them")
		return
	}
	s, _ := d.Case.Current()
	next := "Please tell them another way and check the register."
	if r.InDoubt {
		next = "They may have it. Please ask them."
	}
	if r.dead(d.today()) {
		next = "Please tell them another way, and give the register a new address for them."
		if d.Case.InHand() && strings.EqualFold(s.Handler.Email, l.To) {
			d.record(actor.ByServer, "The mailbox of "+s.Handler.Called()+" takes no letters.",
				complaint.WentAway{Address: l.To})
			to := passOnFromDeadMailbox(d, s.Handler)
			next = "The case is now with " + to.Called() + ", and its dates have not changed. " + next
		}
	}
	failed(d, l, "Our letter "+string(l.Letter)+" to "+l.To+" did not arrive: "+r.Why+". "+next)
}

// failed tells the team that a letter did not arrive, once a day for each letter and reader.
func failed(d *draft, l outbox.Letter, problem string) {
	to := strings.ToLower(l.To)
	if l.Role == people.RoleResident || l.Role == people.RoleRepresentative { // whose address the log is not to keep
		to = string(l.Role)
	}
	notice := complaint.LetterID(string(letter.DeliveryFailed) + ":" + string(l.Letter) + ":" + to)
	d.onceADay(notice, "The complaints team is told that a letter did not arrive.", func() {
		d.toTeam(letter.DeliveryFailed, func(f *order.Facts) { f.Problem = problem })
	})
}

// ReportDoubted decides what follows from a report that a letter came back, if the report is not believed, and why: the
// team looks, once a day for each letter, and the letter counts as sent.
func (p Procedure) ReportDoubted(c complaint.Case, l outbox.Letter, why string, now time.Time) Decision {
	d := p.begin(c, now, "doubted:"+l.ID)
	d.clause = "1.5"
	notice := complaint.LetterID(string(letter.DeliveryFailed) + ":doubted:" + l.ID)
	d.onceADay(notice, "A report says that a letter did not arrive, and it does not count.", func() {
		d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
			f.Reminder = "Did our letter reach them?"
			f.Problem = "Not proved: a report says that our letter " + string(l.Letter) + " was not delivered, but " + why +
				". The letter counts as sent, and nothing was done. Perhaps the reader passes their mail on to an " +
				"address that does not work. Please look whether they have had it."
		})
	})
	return d.Decision
}

func channelWords(c message.Channel) string {
	return map[message.Channel]string{message.Email: "e-mail", message.SMS: "text", message.Post: "post"}[c]
}

// takeBackDelivery takes back what the letter's acceptance had counted for.
func takeBackDelivery(d *draft, id letter.ID) {
	row := letter.Of(id)
	switch s, n := d.Case.Current(); {
	case row.Acknowledges > 0 && !stage(d.Case, row.Acknowledges).AckedAt.IsZero():
		d.record(actor.ByServer, "The acknowledgement came back, so it does not count.",
			complaint.AcknowledgementLost{Stage: row.Acknowledges})
	case id == letter.Resolved && d.Case.Settlement.Agreed != "":
		d.record(actor.ByServer, "The resident could not be told that it is settled, so it is not.",
			complaint.SettlementDenied{})
	case id == letter.Stage1Response && !d.Case.Stage1.SentAt.IsZero():
		d.record(actor.ByServer, "The answer came back, so the time to ask for stage 2 has not begun.",
			complaint.AnswerLost{Stage: 1})
	case id == letter.Stage2FinalResponse && !s.SentAt.IsZero(): // of whichever stage is the last one
		d.record(actor.ByServer, "The answer came back, so it does not count as sent.",
			complaint.AnswerLost{Stage: n})
	}
}

// anotherWay writes the same letter by the next channel, if it is one that must arrive and that the case can write
// again. It reports whether it did; the rest, refusals among them, are for a person to bring.
func anotherWay(d *draft, l outbox.Letter) bool {
	row := letter.Of(l.Letter)
	if !row.MustArrive {
		return false
	}
	before := len(d.Letters)
	d.toResident(l.Letter, func(f *order.Facts) {
		s, _ := d.Case.Current()
		if last := len(s.Extensions) - 1; last >= 0 && row.Extends {
			e := s.Extensions[last]
			f.OldDate, f.NewDate, f.Reason = cmp.Or(e.Told, e.From), e.To, e.Reason
		}
		if row.SaysLate {
			f.OldDate = s.Target
			f.NewDate, _ = d.Calendar.AddWorkingDays(d.today(), d.Settings.UpdateEvery)
		}
		if row.Answers {
			ofAnswer(d, l.Letter)(f)
		}
	})
	for i := range d.Letters[before:] { // it is owed on the day of the letter that failed, and not later
		o := &d.Letters[before+i]
		o.Promised = min(o.Promised, l.Promised)
		if d.today() <= l.Promised && d.Calendar.Day(o.NotBefore) > l.Promised {
			o.NotBefore = d.now
		}
	}
	return true
}

func nextWay(c complaint.Case, again bool) string {
	switch channel := c.Channel(); {
	case !again && channel != message.Post:
		return "It was not sent again. Please tell the resident another way, and reply POSTED when they know."
	case channel == message.SMS:
		return "We have sent a text instead. Please check that the resident has it."
	case channel == message.Email:
		return "We have sent an e-mail instead."
	}
	return "We know no other way to reach them by machine. Please ring or write by post, and reply POSTED when " +
		"they have it."
}

// deliverySteps: an answer that nobody has been able to send, or has not said to be posted, is put before the team each
// working morning until it is. Until then the resident has no answer and the window has not begun (P12).
func (p Procedure) deliverySteps(c complaint.Case, now time.Time) []dueStep {
	s, n := c.Current()
	if !s.SentAt.IsZero() || slices.ContainsFunc(c.Awaiting, func(a complaint.Awaited) bool {
		return letter.Of(a.Letter).Answers // which is asked for
	}) {
		return nil
	}
	schedule := "deliver" + n.String()
	at := p.nextMorning(later(s.RespondedAt, c.Reminded[schedule]), now)
	return []dueStep{{clause: "3.6", at: at, office: true, run: func(d *draft) {
		d.cause = schedule + ":" + d.today().String()
		remind(d, schedule, "the answer has not reached the resident", letter.DeliveryFailed, d.now)
		d.toTeam(letter.DeliveryFailed, func(f *order.Facts) {
			f.Problem = fmt.Sprintf("Our answer of %s has not reached the resident: no server has taken it and "+
				"nobody has replied POSTED. Please bring it to them today, and reply POSTED when you have.",
				p.Calendar.Day(s.RespondedAt).Long())
		})
		printAgain(d)
	}}}
}

// printAgain has an answer printed anew that lies unposted, so that it bears the day on which it is posted and the last
// day that follows from it (P12).
func printAgain(d *draft) {
	id := answerLetter(d)
	if !slices.ContainsFunc(d.Case.Undelivered, func(u complaint.Undeliverable) bool {
		return u.Letter == id && u.Channel == message.Post && !u.Held
	}) {
		return
	}
	facts := d.facts()
	ofAnswer(d, id)(&facts)
	withoutTheirWords(d, id, d.Case.Resident(), &facts)
	inTheirWords(d.Case, &facts)
	facts.Reminder = "This print takes the place of the one before it, which has an earlier date. If that one is in the " +
		"post, do not send this one, and reply POSTED."
	onPaper(d, id, facts, d.Case.SpokenFor())
}
