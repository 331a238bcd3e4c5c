package procedure

import (
	"cmp"
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

// Mail that is nobody's complaint: a supplier's invoice, a contractor's report, a survey, an official body's notice. It
// may be that all the same a resident of ours stands behind it, and only a person can say. So it has a file in which
// nothing happens: nothing goes to whoever sent it, nothing opens by itself, and the team is asked until they have said
// what it is (1.5).

// OpenUnaddressed asks the team about a message that does not look like a resident's.
func (p Procedure) OpenUnaddressed(ref string, m message.Message, r reading.Reading, now time.Time) Decision {
	d := p.begin(complaint.Case{}, now, m.ID)
	d.clause = "1.5"
	enterCase(d, ref, m, whole(r), people.Party{})
	notAResident(d, m, r.Writer)
	hold(d, m, r)
	safety(d, m, r)
	lookAtOnce(d, m, r)
	d.record(actor.ByMachine, "It does not look like a resident's message, so a person says what it is.",
		complaint.ReviewAsked{Question: senderQuestion(d, m, r)})
	d.toTeam(letter.TeamDecision)
	return d.Decision
}

// notAResident notes who sent what is no resident's.
func notAResident(d *draft, m message.Message, as reading.Writer) {
	d.record(actor.ByMachine, "It comes from "+cmp.Or(as.Capacity(), "somebody")+".", complaint.PersonMet{
		Person: people.Person{Contact: contactOf(m), As: as, Link: people.BondWrote}})
}

// senderQuestion is what the team is asked about such a message.
func senderQuestion(d *draft, m message.Message, r reading.Reading) complaint.Question {
	q := complaint.Question{
		Matter: complaint.MatterSender, Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence,
		Words: message.LimitWords(m.NewText), Since: d.now, Received: m.Received.UTC(),
		Suggest: complaint.Suggestion{Verb: complaint.VerbRequest},
		Why:     "It does not look like a resident's message. Nothing was sent to whoever wrote it.",
	}
	sp, _ := d.Policy.Stage(1)
	q.DecideBy, _ = d.Calendar.Count(d.Calendar.Day(m.Received), *d.decisionPeriod(sp))
	return q
}

// senderSteps: the team is asked again on the last day to decide, and then every few working days. Nothing opens.
func (p Procedure) senderSteps(c complaint.Case) []dueStep {
	q := c.Review
	if c.Clocks.Ombudsman.Runs() {
		return nil // which is asked for in its own way
	}
	at := p.Calendar.At(q.DecideBy, p.Settings.PageHour, 0)
	if told := c.Reminded[complaint.ScheduleTeam]; !told.Before(at) {
		at = p.workingDaysAfter(told, p.Settings.UpdateEvery)
	}
	return []dueStep{{clause: "1.5", at: at, office: true, run: func(d *draft) {
		d.cause = "sender:" + d.today().String()
		remind(d, complaint.ScheduleTeam, "nobody has said what it is", letter.TeamDecision, d.now)
		d.toTeam(letter.TeamDecision, func(f *order.Facts) { f.Reminder = "nobody has said yet what this is" })
	}}}
}

// senderIsResident makes whoever wrote such a message the resident of the case, at the word of a person.
func (r *staffReply) senderIsResident() {
	if r.Case.SpokenFor() { // who wrote for the resident is not the resident
		return
	}
	for _, o := range r.Case.Others {
		if o.Link == people.BondWrote {
			r.record(r.by(), "The complaints team says that it is a resident's.",
				complaint.WayConfirmed{Contact: o.Contact})
			return
		}
	}
}

// Told is what a colleague tells of a complaint that a resident made to them.
type Told struct {
	By    people.Contact // the colleague
	On    calendar.Date  // the day on which they were told; zero if it is the day of their message
	How   string         // by phone, in a letter, on a visit; "" if that is not said
	Party people.Party   // who the resident is, and the ways to reach them that the colleague gives
}

// OpenFor opens a case for a resident of whom a colleague tells us: the resident is the party, and the time runs from
// when the colleague had it (0.4). The colleague has a receipt and is asked for what is missing.
func (p Procedure) OpenFor(ref string, m message.Message, r reading.Reading, told Told, now time.Time) Decision {
	d := p.begin(complaint.Case{}, now, m.ID)
	d.clause = "P1"
	if told.On != 0 && told.On < d.Calendar.Day(m.Received) {
		m.Received = d.Calendar.At(told.On, p.Settings.Hours.Open, 0)
	}
	told.Party.Name = cmp.Or(told.Party.Name, r.For)
	mt := whole(r)
	mt.doubt = mt.doubt || mt.kind != reading.KindComplaint
	enterCase(d, ref, m, mt, told.Party)
	how := ""
	if told.How != "" {
		how = " (" + told.How + ")"
	}
	d.record(actor.ByMachine, told.By.Called()+" passed on what the resident told them"+how+".", complaint.PersonMet{
		Person: people.Person{Contact: told.By, As: reading.WriterColleague, Link: people.BondPassedOn}})
	firstSight(d, m, mt)
	if told.By.Email != "" {
		d.order(letter.ColleagueReceipt, message.Email, people.RoleManager, told.By, order.Facts{
			Landlord: d.Landlord, Ref: ref, Today: d.today(), Resident: told.Party.Name,
			Received: d.Calendar.Day(m.Received), Problem: missingOf(told.Party, m)})
	}
	return d.Decision
}

// missingOf lists what a colleague's message does not tell of the resident.
func missingOf(p people.Party, m message.Message) string {
	missing := ""
	if p.Name == "" {
		missing += "- Who the resident is.\n"
	}
	if p.Email == "" && p.Phone == "" && p.Address == "" && people.ContactIn(m.NewText) == (people.Contact{}) {
		missing += "- How the resident can be reached: an email address, a mobile number or the postal address.\n"
	}
	return missing
}
