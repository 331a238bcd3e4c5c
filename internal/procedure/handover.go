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
	"complaints/internal/people"
	"complaints/internal/reading"
	"complaints/internal/register"
)

// Who handles a case, and how it passes from one to another (3.2, 3.5, 4.1). Whoever takes it on, its
// dates stay as they are.

// reassign gives the case to somebody else.
func (r *staffReply) reassign() {
	if r.stage == 2 && !r.team() {
		r.help("A stage 2 review stays with its Director. If you should not review it, reply CONFLICT and why.")
		return
	}
	to, area, problem := r.findPerson(r.cmd.Name)
	if problem != "" {
		r.help(problem)
		return
	}
	was := r.Case.Area
	handOver(r.draft, to, area, r.by(), "The case was passed to "+to.Called()+".", r.cmd.Text)
	if area != "" {
		r.areaCorrected(was, to)
	}
	r.receipt("The case is now with " + to.Called() + ". Its dates have not changed.")
}

// mayTakeOver reports whether the sender is a manager, or at stage 2 a Director, to whom a colleague has passed on a
// letter that asks for an answer: they act on the case in the colleague's place. Who has had it before, is kept from
// it, or would review their own work does not.
func (r *staffReply) mayTakeOver() bool {
	if !verbRowOf(r.cmd.Verb).passedOn {
		return false
	}
	s, _ := r.Case.Current()
	could := r.Register.Managers()
	if r.stage == 2 {
		could = slices.DeleteFunc(r.Register.Directors(), func(c people.Contact) bool {
			return handledStage1(r.draft, c)
		})
	}
	return letter.Of(r.cmd.Answers).ForHandler &&
		slices.ContainsFunc(could, func(c people.Contact) bool {
			return people.SameAddress(c, r.from)
		}) &&
		!conflicted(r.draft, r.from) && !slices.ContainsFunc(s.StandIns, func(a string) bool {
		return strings.EqualFold(a, r.from.Email)
	})
}

// onACopy is the reply on a copy of the decision, to see what would come of it.
func (r *staffReply) onACopy() *staffReply {
	d := *r.draft
	d.Events, d.Letters = slices.Clip(d.Events), slices.Clip(d.Letters)
	trial := *r
	trial.draft = &d
	return &trial
}

// wouldSucceed reports whether the command can be carried out, by carrying it out on a copy of the decision.
func (r *staffReply) wouldSucceed() bool {
	trial := r.onACopy()
	before := len(trial.Letters)
	trial.act()
	return !slices.ContainsFunc(trial.Letters[before:], func(o order.Order) bool {
		return letter.Of(o.Letter).Failed
	})
}

// takeOver gives the case to a manager who acts on it, and tells whoever had it.
func (r *staffReply) takeOver() {
	s, n := r.Case.Current()
	why := r.from.Called() + " acts on a letter that went to " + orTeam(r.draft, s.Handler).Called() +
		", and so has the case now."
	r.record(r.by(), why, complaint.Assigned{Stage: n, To: r.from, On: r.today(), Area: r.areaOf(r.from)})
	if before := s.Handler; before.Email != "" {
		if _, still := r.Register.Find(before.Email); still {
			r.toStaff(letter.Reassigned, people.RoleManager, before, func(f *order.Facts) {
				f.Reason = why
			})
		}
	}
}

// findPerson looks a name up among those who may handle the stage: by address, name, title or area.
func (r *staffReply) findPerson(name string) (people.Contact, reading.Area, string) {
	handlers := r.Register.Managers()
	if r.stage == 2 {
		handlers = append(r.Register.Directors(), r.Register.ChiefExecutive)
	}
	found := r.Register.Named(handlers, name)
	s, _ := r.Case.Current()
	switch {
	case len(found) == 0:
		return people.Contact{}, "", fmt.Sprintf(
			"We found nobody called %q who can take the case. Use a name or an address of the register.",
			message.Excerpt(name, 60))
	case len(found) > 1:
		return people.Contact{}, "", fmt.Sprintf("%q fits more than one person: %s. Use the address.",
			message.Excerpt(name, 60), register.ListNames(found))
	case conflicted(r.draft, found[0]) || r.stage == 2 && handledStage1(r.draft, found[0]):
		return people.Contact{}, "", found[0].Called() + " may not take this case, because they are concerned in it."
	case people.SameAddress(found[0], s.Handler):
		return people.Contact{}, "", "The case is with " + found[0].Called() + " already."
	case !free(r.draft, found[0]):
		return people.Contact{}, "", found[0].Called() + " has told us that they are away."
	}
	return found[0], r.areaOf(found[0]), ""
}

// areaOf returns the area a manager answers for, if the case has to move to it.
func (r *staffReply) areaOf(c people.Contact) reading.Area {
	own := r.Register.Areas[r.Case.Area]
	if r.stage == 2 || people.SameAddress(c, own.Manager) || people.SameAddress(c, own.Deputy) {
		return ""
	}
	areas := r.areasOf(c)
	if len(areas) == 0 {
		return ""
	}
	return slices.Min(areas)
}

// areasOf lists the areas that somebody investigates, in no order.
func (r *staffReply) areasOf(c people.Contact) (areas []reading.Area) {
	for a, p := range r.Register.Areas {
		if people.SameAddress(c, p.Manager) || people.SameAddress(c, p.Deputy) {
			areas = append(areas, a)
		}
	}
	return areas
}

// conflict keeps somebody from the case: whoever says so of themselves, or whom the team names. Nobody else can keep
// another away. If they have the case it passes on.
func (r *staffReply) conflict() {
	who, _ := r.Case.Current()
	kept := r.from
	if r.team() {
		people := append(append(r.Register.Managers(), r.Register.Directors()...), r.Register.ChiefExecutive)
		found := r.Register.Named(people, r.cmd.Text)
		if len(found) != 1 {
			r.help("Say who is to be kept from the case, by the address on the register: for example CONFLICT " +
				cmp.Or(who.Handler.Email, "name@landlord.example") + ".")
			return
		}
		kept = found[0]
	}
	r.record(r.by(), kept.Called()+" is kept from the case.", complaint.Conflict{Address: kept.Email})
	if people.SameAddress(kept, who.Handler) {
		to := successor(r.draft, r.stage)
		handOver(r.draft, to, "", r.by(), "The case passes to "+orTeam(r.draft, to).Called()+".",
			"The handler before you is concerned in the case.")
	}
	has := orTeam(r.draft, whoHandles(r.Case)).Called()
	r.receipt(kept.Called() + " is kept from the case. It is with " + has + ".")
}

// longestAbsence is for how many days a machine's word is taken that somebody is away. They say more themselves (OUT).
const longestAbsence = 60

// forGood is until when somebody is away who has left: the register ends it.
var forGood = calendar.MustDate("9999-12-31")

// away passes the case to somebody else while its handler is out of the office (M26), never back to somebody who is
// away too, and never answers a machine.
func (r *staffReply) away() {
	person := r.m.Nature == message.FromPerson
	until := r.cmd.Date
	switch longest := r.today().AddDays(longestAbsence); {
	case r.cmd.Away.Left:
		until = forGood
	case until > longest && !person:
		until = longest
	case until > longest && !r.confirmed:
		r.readBack(fmt.Sprintf("%s is more than %d days off. Is that the day of your return?", until.Long(),
			longestAbsence))
		return
	}
	r.record(r.by(), r.from.Called()+" is away: "+message.Excerpt(r.m.NewText, 200),
		complaint.WentAway{Address: r.from.Email, Until: until, Left: r.cmd.Away.Left})
	if r.Case.InHand() && people.SameAddress(r.from, whoHandles(r.Case)) &&
		!people.SameAddress(r.from, r.Register.Team) {
		passOnFromAway(r.draft, r.from, message.Excerpt(r.m.NewText, 300))
	}
	if r.cmd.Away.Left {
		r.toTeam(letter.ManagerAway, func(f *order.Facts) {
			f.Reason = r.from.Called() + " has left. They get no more cases until the register is changed. " +
				"Please change it."
		})
	}
	if person {
		has := orTeam(r.draft, whoHandles(r.Case)).Called()
		r.receipt("We have noted that you are away. Your open case is with " + has + ".")
	}
}

// automatic takes in what a colleague's mailbox answers by itself. Only that they are gone counts (4.1); anything else
// is kept.
func (r *staffReply) automatic() {
	if r.cmd.Verb == complaint.VerbOut && r.cmd.Missing == "" {
		r.away()
		return
	}
	r.record(r.by(), "An automatic reply that tells of no absence.",
		complaint.Noted{Text: message.LimitWords(r.m.NewText)})
}

// passOnFromAway gives the current stage to whoever stands in for an absent handler (M26).
func passOnFromAway(d *draft, away people.Contact, reason string) {
	_, n := d.Case.Current()
	to := successor(d, n)
	assign(d, n, to, actor.ByMachine, away.Called()+" is away, so "+orTeam(d, to).Called()+" takes the case on.")
	d.toHandler(letter.ManagerAway, func(f *order.Facts) { f.Reason = reason })
}

// passOnFromDeadMailbox gives the current stage to whoever stands in for a handler whom our letters do not reach (M19),
// tells the resident, whose letters name whoever had it (L46), and returns who that is.
func passOnFromDeadMailbox(d *draft, unreached people.Contact) people.Contact {
	_, n := d.Case.Current()
	to := successor(d, n)
	assign(d, n, to, actor.ByMachine, "The mailbox of "+unreached.Called()+" takes no letters, so "+
		orTeam(d, to).Called()+" takes the case on.")
	d.toHandler(letter.Reassigned, func(f *order.Facts) {
		f.Reason = "Our letters to " + unreached.Called() + " do not arrive."
	})
	d.onceADay(letter.HandlerChanged, "The resident is told who has the complaint now.", func() {
		d.toResident(letter.HandlerChanged)
	})
	return orTeam(d, to)
}

// WhoIsAway says until when somebody is taken to be away who has told us so, for all their cases: until the day they
// gave, or else for a week of work, after which they are asked again by being written to.
func (p Procedure) WhoIsAway(f complaint.WentAway, now time.Time) (address string, until calendar.Date) {
	const week = 5
	if until = f.Until; until == 0 {
		until, _ = p.Calendar.AddWorkingDays(p.Calendar.Day(now), week)
	}
	return strings.ToLower(f.Address), until
}

// CheckAbsence decides what follows for an open case when its handler has told us in another one that they are away: it
// passes on if something is owed on it before their return.
func (p Procedure) CheckAbsence(c complaint.Case, now time.Time) Decision {
	s, n := c.Current()
	back := p.Absent[strings.ToLower(s.Handler.Email)]
	if !c.InHand() || back <= p.Calendar.Day(now) || people.SameAddress(s.Handler, p.Register.Team) ||
		min(p.contactBy(s, n), s.Target) >= back {
		return Decision{Case: c}
	}
	d := p.begin(c, now, "away:"+s.Handler.Email+":"+back.String())
	if p.Refusing[strings.ToLower(s.Handler.Email)] != 0 {
		passOnFromDeadMailbox(d, s.Handler)
		return d.Decision
	}
	if back == forGood {
		passOnFromAway(d, s.Handler, s.Handler.Called()+" has left.")
		return d.Decision
	}
	passOnFromAway(d, s.Handler, s.Handler.Called()+" has told us on another case that they are away until "+
		back.Long()+".")
	return d.Decision
}

// CheckHandler decides what follows when the handler of an open case has left the register: the case passes to whoever
// answers for its area now, else to the complaints team. The daemon asks at start.
func (p Procedure) CheckHandler(c complaint.Case, now time.Time) Decision {
	s, n := c.Current()
	if !c.InHand() || s.Handler.Email == "" {
		return Decision{Case: c}
	}
	if _, ok := p.Register.Find(s.Handler.Email); ok {
		return Decision{Case: c}
	}
	d := p.begin(c, now, "left:"+s.Handler.Email+":"+p.Calendar.Day(now).String())
	to := successor(d, n)
	handOver(d, to, "", actor.ByMachine, s.Handler.Called()+" is no longer on the register, so "+orTeam(d, to).
		Called()+
		" takes the case on.",
		s.Handler.Called()+" is no longer on the register.")
	return d.Decision
}

// keepFromTheNamed keeps a complaint from the people it is about (4.3), anybody of the register whose full name stands
// in it, and from whoever complains: many a landlord's staff are its tenants, and nobody deals with a complaint of
// their own. They are known by their address, or by their name where they write from another.
func keepFromTheNamed(d *draft, m message.Message) {
	writer, known := d.Register.Find(m.From)
	for _, c := range d.Register.Everyone() {
		theirs := known && people.SameAddress(c, writer) || register.SameFullName(c.Name, m.FromName) ||
			known && register.SameFullName(c.Name, writer.Name)
		if theirs && !people.SameAddress(c, d.Register.Team) {
			d.record(actor.ByMachine, c.Called()+" may be whoever complains, and is kept from it.",
				complaint.Conflict{Address: c.Email})
		}
	}
	keepFromWhoeverItIsAbout(d, m.Subject+". "+m.NewText)
}

// keepFromWhoeverItIsAbout keeps a case from the people of the register whom words of the resident's name or complain
// about. Whom they complain about has nobody under them decide it either.
func keepFromWhoeverItIsAbout(d *draft, words string) {
	grievance := people.GrievanceIn(words)
	for _, c := range d.Register.Everyone() {
		about := grievance.Blames(c.Name) || grievance.Blames(c.Title) ||
			people.SameAddress(c, d.Register.Team) && grievance.BlamesDesk(c.Title)
		switch {
		case conflicted(d, c) && (!about || slices.Contains(d.Case.About, c.Email)):
		case about:
			d.record(actor.ByMachine, "The complaint is about "+c.Called()+", who is kept from it.",
				complaint.Conflict{Address: c.Email, About: true})
		case grievance.Names(c.Name):
			d.record(actor.ByMachine, c.Name+" is named in the complaint and is kept from it.",
				complaint.Conflict{Address: c.Email})
		}
	}
}
