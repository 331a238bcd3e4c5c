package procedure

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// safety alerts people to danger, whatever else the message is (0.3, 2.4): emergencies and self-harm to the
// out-of-hours contact at once, day or night; personal data to the data protection officer.
func safety(d *draft, m message.Message, r reading.Reading) {
	harmed := mayBeHarmed(r)
	flags := slices.Clone(r.Flags)
	if harmed {
		flags = append(flags, reading.FlagSafeguarding)
	}
	harm := r.SelfHarm == reading.SelfHarmStrong || harmed || r.SelfHarm == "" && r.Has(reading.FlagSelfHarm)
	danger := (r.Emergency || harm) && !d.dangerTold
	waiting := d.Case.Clocks.Danger
	fresh := slices.DeleteFunc(slices.Clone(flags), func(f reading.Flag) bool {
		return slices.Contains(d.Case.Flags, f)
	})
	if len(fresh) > 0 || danger {
		d.record(actor.ByMachine, "The message shows: "+flagWords(flags, r.Emergency),
			complaint.Flagged{Flags: fresh, Emergency: danger})
	}
	if danger {
		words := message.LimitWords(m.NewText)
		if !waiting.Waits.IsZero() {
			words = message.LimitWords(waiting.Words + "\n\n" + m.NewText)
		}
		d.threatOnly = onlyThreatens(r, harm)
		alert(d, harm, words)
		if !d.threatOnly {
			d.onceADay(letter.Emergency, "The resident is told whom to ring now.", func() {
				d.toResident(letter.Emergency)
				sparing(d)
			})
		}
	}
	if ofPersonalData(r) {
		dataAlert(d, m, r)
	}
	claimAnnounced(d, m, r)
}

// onlyThreatens reports whether the danger of a message is what its writer threatens others with: that is for people,
// and no advice goes to whoever wrote it.
func onlyThreatens(r reading.Reading, harm bool) bool {
	threatens := r.Threat == reading.ThreatStaff || r.Threat == reading.ThreatProperty
	if !threatens || harm || r.Says.HarmedBy || r.SelfHarm != "" { // they may be the one who is threatened
		return false
	}
	return !slices.ContainsFunc(r.Flags, func(f reading.Flag) bool {
		switch f {
		case reading.FlagGas, reading.FlagSafetyHazard, reading.FlagNoHeating, reading.FlagChild:
			return true
		}
		return false
	})
}

// mayBeHarmed reports whether a message tells of somebody who may be harmed by another. Whoever threatens us is none.
func mayBeHarmed(r reading.Reading) bool {
	threatens := r.Threat == reading.ThreatStaff || r.Threat == reading.ThreatProperty
	return r.Has(reading.FlagSafeguarding) || r.Says.HarmedBy && !threatens ||
		slices.ContainsFunc(r.Evidence, func(e reading.Evidence) bool {
			return e.Clause == string(reading.FlagSafeguarding)
		})
}

// alert tells people of a danger: at once, or where alerts have just gone to them, a few minutes later together with
// all that are open. A hundred of them, one under the other, would bury the one that is true.
func alert(d *draft, harm bool, words string) {
	if d.now.Before(d.AlertsFrom) {
		d.record(actor.ByMachine, "Other alerts have just gone, so this one goes with the next, at "+
			d.AlertsFrom.In(d.Calendar.Zone).Format("15:04")+".",
			complaint.AlertPutOff{Until: d.AlertsFrom.UTC(), Words: words})
		return
	}
	alertFirst(d, harm, words)
}

// alertFirst gives the first word of a danger: to the out-of-hours desk; in office hours to the manager of the area
// too; where a person may be harmed to the team as well.
func alertFirst(d *draft, harm bool, words string) {
	id, who := letter.Hazard, alertRounds[0].who
	who.manager = d.Calendar.InHours(d.Settings.Hours, d.now)
	if harm {
		id, who.team = letter.Safeguarding, true
	}
	for _, r := range readersOf(d, who) {
		d.toStaff(id, r.role, r.contact, func(f *order.Facts) {
			f.Words = words
			ofTheDanger(d, f)
		})
	}
}

// whomToRing has a letter name whom somebody in such a danger can ring, where the landlord is (2.4).
func whomToRing(d *draft, f *order.Facts) {
	var of []policy.Peril
	add := func(is bool, p policy.Peril) {
		if is {
			of = append(of, p)
		}
	}
	add(slices.Contains(f.Flags, reading.FlagSelfHarm), policy.PerilDespair)
	add(slices.Contains(f.Flags, reading.FlagSafeguarding), policy.PerilViolence)
	add(f.NoCalls, policy.PerilUnheard)
	f.Ring(d.Policy.HelplinesFor(of...))
	for _, gas := range d.Policy.HelplinesFor(policy.PerilGas) {
		f.Gas, f.GasText = gas.Letter, gas.Text
	}
}

// ofTheDanger has an alert tell of the message that speaks of the danger, which need not be the first.
func ofTheDanger(d *draft, f *order.Facts) {
	f.Received, f.Unwritten = d.Calendar.Day(d.Case.EmergencyAt), unwritten(d)
}

// unwritten reports whether advice for somebody in danger cannot go to the resident.
func unwritten(d *draft) bool {
	c := d.Case
	threat := c.Safety.Has(complaint.HoldThreat) && c.Said[letter.Emergency] == 0
	if threat && (d.threatOnly || d.now.After(c.EmergencyAt)) {
		return true
	}
	return Barred(c, letter.Emergency, people.RoleResident, c.Channel(), c.Resident(), false) != ""
}

func flagWords(flags []reading.Flag, emergency bool) string {
	words := make([]string, 0, len(flags)+1)
	if emergency {
		words = append(words, "danger now")
	}
	for _, f := range flags {
		words = append(words, strings.ReplaceAll(string(f), "_", " "))
	}
	return strings.Join(words, ", ") + "."
}

// alertReaders are those whom a round of an alert tells.
type alertReaders struct {
	desk, manager, team, lead, director, chief bool
}

// alertRounds are the rounds in which a danger is told until somebody takes it, by day and by night, at weekends and on
// holidays: each begins so many halves of the time in the settings after the danger was read. The last one, to
// everybody, comes again each time after as many more.
var alertRounds = []struct {
	halves time.Duration
	who    alertReaders
}{
	{0, alertReaders{desk: true}},
	{1, alertReaders{team: true, lead: true}},
	{2, alertReaders{desk: true, chief: true}},
	{4, alertReaders{desk: true, manager: true, team: true, lead: true, director: true, chief: true}},
}

var toEverybody = len(alertRounds) - 1

// alertAfter is how long after a danger was read a round begins.
func (p Procedure) alertAfter(round int) time.Duration {
	return alertRounds[round].halves * time.Duration(p.Settings.AlertAgainMinutes) * time.Minute / 2
}

// alertRound is the round in which a danger stands some time after it was read: the last, where by the clock as it is
// now it has not been read yet.
func (p Procedure) alertRound(c complaint.Case, at time.Time) int {
	round := toEverybody
	if at.Before(c.EmergencyAt) {
		return round
	}
	for round > 0 && at.Sub(c.EmergencyAt) < p.alertAfter(round) {
		round--
	}
	return round
}

// alertReader is one person or desk of a round.
type alertReader struct {
	role    people.Role
	contact people.Contact
}

// readersOf lists whom a round tells, everybody once.
func readersOf(d *draft, who alertReaders) (readers []alertReader) {
	team, area := d.Register.Team, d.Register.Areas[d.Case.Area]
	add := func(is bool, role people.Role, c people.Contact) {
		known := slices.ContainsFunc(readers, func(r alertReader) bool { return people.SameAddress(r.contact, c) })
		if is && c.Email != "" && !known {
			readers = append(readers, alertReader{role, c})
		}
	}
	add(who.desk, people.RoleOutOfHours, d.Register.OutOfHours.Or(team))
	add(who.team, people.RoleTeam, team)
	add(who.lead, people.RoleTeam, d.Register.Lead.Or(team))
	add(who.manager, people.RoleManager, manager(d, d.Case.Area))
	add(who.director, people.RoleDirector, area.Director)
	add(who.chief, people.RoleChiefExecutive, d.Register.ChiefExecutive)
	return readers
}

// readersAmong is the round that tells those with these addresses, and the like of them in other areas.
func (p Procedure) readersAmong(addresses []string) alertReaders {
	has := func(c people.Contact) bool {
		return slices.ContainsFunc(addresses, func(a string) bool { return strings.EqualFold(a, c.Email) })
	}
	team := p.Register.Team
	who := alertReaders{desk: has(p.Register.OutOfHours.Or(team)), team: has(team), lead: has(p.Register.Lead.Or(team)),
		chief: has(p.Register.ChiefExecutive)}
	for _, area := range p.Register.Areas {
		who.manager = who.manager || has(area.Manager) || has(area.Deputy)
		who.director = who.director || has(area.Director)
	}
	return who
}

// dangerSteps: an emergency that nobody has taken is told again, round after round, until somebody takes it (2.4).
// Whatever has become of the case, danger is danger.
func (p Procedure) dangerSteps(c complaint.Case, now time.Time) []dueStep {
	if !c.Clocks.Danger.Runs() {
		return nil
	}
	if waits := c.Clocks.Danger.Waits; !waits.IsZero() {
		return []dueStep{{clause: "2.4", at: waits, run: alertThatWaited}}
	}
	at := p.nextAlert(c, now)
	return []dueStep{{clause: "2.4", at: at, run: func(d *draft) {
		d.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), at.Unix())
		round := max(1, p.alertRound(c, now))
		toldAgain(d, now, round == toEverybody)
		alertAgain(d, alertRounds[round].who, "Nobody has replied TAKEN yet", "")
	}}}
}

// alertThatWaited gives the first word of a danger that waited to go with others.
func alertThatWaited(d *draft) {
	c := d.Case
	d.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), c.Clocks.Danger.Waits.Unix())
	id := alertOf(c)
	remind(d, complaint.ScheduleDanger, "it is told together with others", id, d.now)
	alertFirst(d, id == letter.Safeguarding, c.Clocks.Danger.Words)
}

// AlertToo tells of an open danger once more to those who are told of others now, and to the like of them in its own
// area: one letter has them all. A round that would tell nobody else, and soon, is done with that.
func (p Procedure) AlertToo(c complaint.Case, readers []string, now time.Time) Decision {
	d := p.begin(c, now, "time")
	d.clause = "2.4"
	switch danger := c.Clocks.Danger; {
	case !danger.Runs():
	case !danger.Waits.IsZero():
		alertThatWaited(d)
	default:
		d.cause = fmt.Sprintf("alert:%d:%d", c.EmergencyAt.Unix(), now.Unix())
		who := p.readersAmong(readers)
		until, all := doneWith(d, who)
		toldAgain(d, until, all)
		alertAgain(d, who, "Nobody has replied TAKEN yet", "")
	}
	return d.Decision
}

// doneWith says up to when the rounds of a danger are dealt with if these readers are told of it now, and whether
// everybody has been told.
func doneWith(d *draft, who alertReaders) (until time.Time, all bool) {
	told := readersOf(d, who)
	tells := func(round int) bool {
		return !slices.ContainsFunc(readersOf(d, alertRounds[round].who), func(r alertReader) bool {
			return !slices.ContainsFunc(told, func(t alertReader) bool {
				return people.SameAddress(t.contact, r.contact)
			})
		})
	}
	danger := d.Case.Clocks.Danger
	next := d.nextAlert(d.Case, d.now)
	switch soon := !next.After(d.now.Add(d.alertAfter(1))); {
	case tells(toEverybody):
		return d.now, true
	case soon && tells(d.alertRound(d.Case, next)):
		return later(next, d.now), danger.All
	}
	return later(danger.Told, d.Case.EmergencyAt), danger.All
}

// nextAlert is when a danger that was told is told again. Of several rounds that are due only the latest counts.
func (p Procedure) nextAlert(c complaint.Case, now time.Time) time.Time {
	danger, first := c.Clocks.Danger, c.EmergencyAt
	told := danger.Told
	if told.IsZero() {
		told = first
	}
	switch round := p.alertRound(c, told); {
	case told.After(now.Add(p.alertAfter(1))): // the clock was ahead then
		return now
	case danger.All || round == toEverybody || told.Before(first):
		return told.Add(p.alertAfter(toEverybody))
	default:
		return first.Add(p.alertAfter(round + 1))
	}
}

// alertOf is the letter that tells of the danger of a case.
func alertOf(c complaint.Case) letter.ID {
	if slices.Contains(c.Flags, reading.FlagSelfHarm) || slices.Contains(c.Flags, reading.FlagSafeguarding) {
		return letter.Safeguarding
	}
	return letter.Hazard
}

const nobodyTook = "nobody has replied TAKEN yet"

// toldAgain records up to when the rounds are dealt with, and whether everybody has been told.
func toldAgain(d *draft, until time.Time, all bool) {
	d.record(actor.ByMachine, "Reminder: "+nobodyTook+".", complaint.Reminded{Schedule: complaint.ScheduleDanger,
		What: nobodyTook, Letter: alertOf(d.Case), Until: until, All: all})
}

// alertedSoFar are those whom the rounds of a danger have told.
func alertedSoFar(d *draft) alertReaders {
	danger, first := d.Case.Clocks.Danger, d.Case.EmergencyAt
	who := alertReaders{desk: true, manager: d.Calendar.InHours(d.Settings.Hours, first),
		team: alertOf(d.Case) == letter.Safeguarding}
	last := toEverybody
	if !danger.All {
		last = d.alertRound(d.Case, later(danger.Told, first))
	}
	for _, round := range alertRounds[:last+1] {
		who.team, who.lead = who.team || round.who.team, who.lead || round.who.lead
		who.manager, who.director = who.manager || round.who.manager, who.director || round.who.director
		who.chief = who.chief || round.who.chief
	}
	return who
}

// alertAgain tells of a danger, and why it is told again, but not at an address.
func alertAgain(d *draft, who alertReaders, reminder, but string) {
	for _, r := range readersOf(d, who) {
		if strings.EqualFold(r.contact.Email, but) {
			continue
		}
		d.toStaff(alertOf(d.Case), r.role, r.contact, func(f *order.Facts) {
			f.Reminder = reminder
			ofTheDanger(d, f)
		})
	}
}

// textNotReached: a text that tells of an alarm did not arrive, so the next round goes at once. Who has it by email has
// it.
func textNotReached(d *draft, l outbox.Letter, r Refusal) {
	d.record(actor.ByServer, "A text to staff about the alarm did not arrive.",
		complaint.Noted{Text: string(l.Letter) + " was not delivered: " + r.Why})
	if d.Case.Clocks.Danger.Runs() && !r.InDoubt {
		alertOthers(d, l, "a text did not arrive")
	}
}

// alertOthers moves the next round of a danger forward to now, with the area's Director, since whoever should act has
// not been reached.
func alertOthers(d *draft, l outbox.Letter, why string) {
	notice := complaint.LetterID(string(letter.Hazard) + ":" + strings.ToLower(l.To))
	d.onceADay(notice, "Whoever was told of the danger has not been reached, so others are told now.", func() {
		next := d.nextAlert(d.Case, d.now)
		round := max(1, d.alertRound(d.Case, next))
		who := alertRounds[round].who
		who.director = true
		if round == toEverybody {
			next = d.now
		}
		toldAgain(d, next, round == toEverybody)
		alertAgain(d, who, "The first alert did not arrive: "+why, l.To)
	})
}
