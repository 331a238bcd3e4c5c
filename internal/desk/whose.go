package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"complaints/classifier/dates"
	"complaints/intake"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/reading"
	"complaints/internal/reply"
	"complaints/internal/subject"
	"complaints/store"
)

// Whose a message is, where its sender is none of those that a case knows. Nothing here proves anything: what is found
// is shown to a person with what speaks for it, and whoever wrote is told nothing of the case.

// lookBack is how many months back a case is looked for by a name.
const lookBack = 18

// inCopyOf reports whether somebody who answers a mail of a case has it from its resident: they stood in copy of one,
// or they answer the resident, with us in copy.
func (d *decider) inCopyOf(ctx context.Context, c complaint.Case, m message.Message) (bool, error) {
	if c.Party.Email != "" && slices.Contains(m.To, c.Party.Email) {
		return true, nil
	}
	messages, err := d.tx.MessagesOf(ctx, c.Ref)
	if err != nil {
		return false, fmt.Errorf("messages of case %s: %w", c.Ref, err)
	}
	return slices.ContainsFunc(messages, func(r store.Read) bool {
		return r.Message.From != m.From && slices.Contains(r.Message.To, m.From)
	}), nil
}

// matchPerson looks for the case of somebody whose address no case knows, or of whom somebody else writes: by the name
// and the home that the message gives, or the reference. It finds nothing where only one of these fits.
func (d *decider) matchPerson(ctx context.Context, it *item, own []complaint.Case) (match, error) {
	m, r := it.parsed.Message, d.alone(it)
	none := match{own: own}
	if m.From == "" || len(own) > 0 && !r.ForSomebody() || r.Kind == reading.KindSpam {
		return none, nil
	}
	text := m.FromName + "\n" + m.Subject + "\n" + m.NewText
	clues := people.CluesToNames(text)
	if r.ForSomebody() {
		clues = append(clues, people.CluesToName(r.For)...)
	}
	cases, err := d.alike(ctx, m, clues)
	if err != nil {
		return match{}, err
	}
	if c, ok, err := d.spokenForBy(ctx, m); err != nil || ok {
		return match{found: ok, c: c, how: "the name that it gives is the resident's, and nothing proves who wrote it",
			met: people.Person{Link: people.BondClaims,
				Words: "The name is the resident's, and it speaks of whoever wrote for them."}}, err
	}
	refs := intake.Candidates(m, d.Landlord.Email, d.desk.prefix).Refs
	for _, c := range cases {
		ofThis := slices.Contains(refs, c.Ref) || r.Kind != reading.KindComplaint
		if p, ok := c.Joined(m.FromName); ok && c.Live() && ofThis {
			return match{found: true, c: c, how: "the name is that of somebody who signed the complaint", met: p}, nil
		}
		named := c.NamedIn(text) || r.ForSomebody() && r.For != "" && c.MayBe(r.For)
		byRef := slices.Contains(refs, c.Ref)
		if !named || !byRef && !c.SharesHome(text) || !goesOn(c, r) {
			continue
		}
		why := "The name and the home that it gives are the resident's."
		if byRef {
			why = "The name and the reference that it gives are those of the case."
		}
		bond := people.BondClaims
		switch {
		case d.ofTheHouse(m.From) && m.Proof.Proved():
			bond, why = people.BondPassedOn, cmp.Or(m.FromName, "A colleague")+" passed on what the resident told them."
		case r.ForSomebody():
			bond = people.BondWrote
		}
		return match{found: true, c: c,
			how: "the name that it gives is the resident's, and nothing proves who wrote it",
			met: people.Person{Link: bond, Words: why}}, nil
	}
	return none, nil
}

// spokenForBy is the case that somebody else began for a resident of whom we have no address, where a message is signed
// with the resident's name and names whoever wrote for them: it may agree, or not.
func (d *decider) spokenForBy(ctx context.Context, m message.Message) (complaint.Case, bool, error) {
	cases, err := d.alike(ctx, m, people.CluesToName(m.FromName))
	if err != nil {
		return complaint.Case{}, false, err
	}
	i := slices.IndexFunc(cases, func(c complaint.Case) bool {
		return c.Live() && c.SpokenFor() && c.NamedIn(m.FromName+"\n"+m.NewText) && c.NamesRepresentative(m.NewText)
	})
	if i < 0 {
		return complaint.Case{}, false, nil
	}
	return cases[i], true, nil
}

// goesOn reports whether a message that stands by itself can belong to a case: it is about no other area, and the case
// has not been closed for long.
func goesOn(c complaint.Case, r reading.Reading) bool {
	if c.Status == complaint.Stage1Responded || c.Area == r.Area || r.Kind != reading.KindComplaint {
		return true
	}
	return c.Live() && !c.Elsewhere(r.Area)
}

// alike are the cases that clues lead to, the newest first.
func (d *decider) alike(ctx context.Context, m message.Message, clues []string) ([]complaint.Case, error) {
	since := d.Calendar.At(d.Calendar.Day(m.Received).AddMonths(-lookBack), 0, 0)
	cases, err := d.tx.CasesAlike(ctx, since, clues...)
	if err != nil {
		return nil, fmt.Errorf("look for a name: %w", err)
	}
	return cases, nil
}

// joinUnsure decides a message of somebody of whom nothing is proved, in the case to which it was found to belong.
func (d *decider) joinUnsure(it *item, mt match) verdict {
	m := it.parsed.Message
	read := d.readInCase(it, mt)
	decision := d.ReceiveFrom
	if mt.met.Link == people.BondJoined {
		decision = d.SignatoryWrote
	}
	return verdict{
		message: &MessageRead{m, read.Reading, store.Outcome{
			Kind: store.Continued, Case: mt.c.Ref, Reason: "It belongs to the case: " + mt.how + ".",
		}, &read.in},
		steps: []step{{mt.c, decision(mt.c, m, read.Reading, mt.met, d.now)}},
	}
}

// bodyAt is the official body that writes from where a message comes from; ok is false if none does. Who writes from
// where many people work may be a resident: then the words have to say that it is official, see [decider.isOfficial].
func (d *decider) bodyAt(m message.Message, mt match) (b policy.Body, ok bool) {
	b, ok = d.Policy.BodyAt(m.From)
	return b, ok && !b.Many && m.Nature == message.FromPerson && !mt.known
}

// isOfficial reports whether a message of somebody who has no case is an official body's by what it says, and by where
// it comes from: a resident may write of a notice in its own words, and is answered.
func (d *decider) isOfficial(it *item, mt match) bool {
	_, known := d.Policy.BodyAt(it.parsed.Message.From)
	return !mt.found && (known || policy.Public(it.parsed.Message.From)) &&
		len(mt.own) == 0 && it.passedOn == "" && !d.ofTheHouse(it.parsed.Message.From) &&
		d.alone(it).Writer == reading.WriterOfficial
}

// decideOfficial takes in what an official body writes. It is joined to the case that it names, or whose resident and
// home it names, and a person answers it; without one it has a file of its own.
func (d *decider) decideOfficial(ctx context.Context, it *item, mt match, b policy.Body) (verdict, error) {
	m := it.parsed.Message
	o := procedure.Official{Body: b, Due: d.wantedBy(m)}
	c, found, err := d.caseNamed(ctx, m, mt)
	if err == nil && !found {
		c, found, o.How, err = d.caseOfNamed(ctx, m, d.alone(it))
	}
	if err != nil {
		return verdict{}, err
	}
	if found {
		return verdict{
			message: &MessageRead{Message: m, Outcome: store.Outcome{
				Kind: store.Continued, Case: c.Ref, Reason: "The outside body wrote about the case.",
			}},
			steps: []step{{c, d.Ombudsman(c, m, o, d.now)}},
		}, nil
	}
	ref, err := d.nextRef(ctx, m)
	if err != nil {
		return verdict{}, err
	}
	return d.openedAs(it, ref, d.OpenOfficial(ref, m, d.alone(it), o, d.now)), nil
}

// openedAs is the verdict that a message has a file of its own.
func (d *decider) openedAs(it *item, ref string, decision procedure.Decision) verdict {
	return verdict{
		message: readAlone(it.parsed.Message, d.alone(it), store.Outcome{
			Kind: store.Opened, Case: ref, Reason: openingReason(decision) + d.provenance(it),
		}),
		steps: []step{{complaint.Case{}, decision}},
	}
}

// caseOfNamed is the case of the resident whom an official letter names: in full, or by surname with the home. Where
// several fit it is the newest that has been answered or is live.
func (d *decider) caseOfNamed(ctx context.Context, m message.Message, r reading.Reading) (c complaint.Case,
	found bool, how string, err error) {
	text := m.Subject + "\n" + m.NewText
	clues := people.CluesToNames(text)
	for _, name := range append(people.TitledNames(text), r.For) {
		clues = append(clues, people.CluesToName(name)...)
	}
	cases, err := d.alike(ctx, m, clues)
	if err != nil {
		return complaint.Case{}, false, "", err
	}
	for _, c := range cases {
		may := slices.ContainsFunc(append(people.TitledNames(text), r.For), c.MayBe)
		switch {
		case c.NamedIn(text):
			return c, true, "It names the resident.", nil
		case may && (c.SharesHome(text) || len(cases) == 1):
			return c, true, "It names somebody who may be the resident.", nil
		}
	}
	return complaint.Case{}, false, "", nil
}

// wantedBy is the day by which a letter asks for an answer: the first that it names after it came. A person checks it.
func (d *decider) wantedBy(m message.Message) (by calendar.Date) {
	came := d.Calendar.Day(m.Received)
	for _, mention := range dates.Read(m.Subject+". "+m.NewText, came) {
		if day := mention.Interval.Latest; day > came && (by == 0 || day < by) {
			by = day
		}
	}
	return by
}

// notAResidents reports whether a message looks like nobody's complaint: a supplier's, a machine's, or a colleague's
// whom nothing proves.
func (d *decider) notAResidents(it *item, own []complaint.Case) bool {
	r := d.alone(it)
	if r.Says.AsksFormally {
		return false
	}
	switch r.Writer {
	case reading.WriterStranger:
		if m := it.parsed.Message; m.Channel == message.SMS && beginsWithHome(m.NewText) {
			return false // the first of several texts
		}
		return r.Kind != reading.KindComplaint && len(own) == 0 && it.passedOn == "" // who complains has an answer
	case reading.WriterSupplier, reading.WriterMachine, reading.WriterColleague:
		return len(own) == 0 && it.passedOn == ""
	}
	return false
}

// openUnaddressed asks the team about a message that looks like nobody's complaint.
func (d *decider) openUnaddressed(ctx context.Context, it *item) (verdict, error) {
	ref, err := d.nextRef(ctx, it.parsed.Message)
	if err != nil {
		return verdict{}, err
	}
	return d.openedAs(it, ref, d.OpenUnaddressed(ref, it.parsed.Message, d.alone(it), d.now)), nil
}

// tellsOfAResident reports whether a colleague's message tells of a resident's complaint in the colleague's own words.
func (d *decider) tellsOfAResident(it *item) bool {
	r := d.alone(it)
	m := it.parsed.Message
	return r.Writer == reading.WriterColleague && r.For != "" || r.ForSomebody() ||
		r.Kind == reading.KindComplaint && (d.isDesk(m.From) || reply.TellsOfAResident(m.Subject, m.NewText))
}

// isDesk reports whether an address is a desk of the register and no person: a desk is nobody's tenant.
func (d *decider) isDesk(address string) bool {
	return slices.ContainsFunc([]people.Contact{d.Register.Team, d.Register.OutOfHours}, func(c people.Contact) bool {
		return c.Email != "" && strings.EqualFold(c.Email, d.Register.Canonical(address))
	})
}

// decideLogged opens a case for a resident of whom a colleague tells us.
func (d *decider) decideLogged(ctx context.Context, it *item, told procedure.Told) (verdict, error) {
	m := it.parsed.Message
	told.On = cmp.Or(told.On, d.toldOn(m))
	told.Party.Name = cmp.Or(told.Party.Name, d.alone(it).For, reply.NameIn(m.Subject+"\n"+m.NewText))
	if told.Party.Email == "" && told.Party.Phone == "" {
		ways := d.notOurs(reply.WaysIn(reply.CutSignature(m.NewText, told.By)))
		told.Party.Email, told.Party.Phone = ways.Email, ways.Phone
	}
	ref, err := d.nextRef(ctx, m)
	if err != nil {
		return verdict{}, err
	}
	decision := d.OpenFor(ref, m, d.alone(it), told, d.now)
	v := d.openedAs(it, ref, decision)
	if err := d.proposeDuplicate(ctx, &v, decision.Case); err != nil {
		return verdict{}, err
	}
	return v, nil
}

// notOurs leaves out of the ways by which a resident is reached what is a colleague's.
func (d *decider) notOurs(c people.Contact) people.Contact {
	if _, staff := d.Register.Find(c.Email); staff || d.ofTheHouse(c.Email) ||
		strings.EqualFold(c.Email, d.Landlord.Email) {
		c.Email = ""
	}
	if slices.ContainsFunc(d.Register.Everyone(), func(e people.Contact) bool {
		return e.Phone != "" && people.ContactIn(e.Phone).Phone == c.Phone
	}) {
		c.Phone = ""
	}
	return c
}

// loggedBy is what a colleague writes with NEW; ok is false if they do not.
func (d *decider) loggedBy(m message.Message, from people.Contact) (message.Message, procedure.Told, bool) {
	if m.Nature != message.FromPerson {
		return m, procedure.Told{}, false
	}
	l, ok := reply.ReadLogged(m.NewText, reply.Known{Today: d.Calendar.Day(m.Received), Writer: from})
	if !ok {
		return m, procedure.Told{}, false
	}
	ways := d.notOurs(people.Contact{Email: l.Party.Email, Phone: l.Party.Phone})
	l.Party.Email, l.Party.Phone = ways.Email, ways.Phone
	m.NewText = l.Words
	if subject.IsReply(m.Subject) || subject.IsForward(m.Subject) {
		m.Subject = ""
	}
	return m, procedure.Told{By: from, On: l.On, How: l.How, Party: l.Party}, true
}

// decideOfTheHouse opens a case for a resident of whom a colleague tells us who is not on the register; ok is false if
// they tell of none.
func (d *decider) decideOfTheHouse(ctx context.Context, it *item) (v verdict, ok bool, err error) {
	m := it.parsed.Message
	by := people.Contact{Name: m.WriterName(), Email: m.From}
	if words, told, ok := d.loggedBy(m, by); ok {
		v, err = d.decideNewLogged(ctx, it, words, told)
		return v, true, err
	}
	if !d.tellsOfAResident(it) {
		return verdict{}, false, nil
	}
	v, err = d.decideLogged(ctx, it, procedure.Told{By: by})
	return v, true, err
}

// decideNewLogged opens the case that a colleague writes down with NEW.
func (d *decider) decideNewLogged(ctx context.Context, it *item, m message.Message, told procedure.Told) (
	verdict, error) {
	written := &item{arrived: it.arrived, parsed: it.parsed}
	written.parsed.Message = m
	return d.decideLogged(ctx, written, told)
}

// toldOn is the day on which a resident told a colleague, as the first sentences of their message say: the latest
// single day of the past week that they name. Zero if they name none.
func (d *decider) toldOn(m message.Message) (on calendar.Date) {
	const week = 7
	came := d.Calendar.Day(m.Received)
	for _, mention := range dates.Read(message.Excerpt(m.NewText, 200), came) {
		day := mention.Interval.Latest
		single := mention.Kind == dates.Point && mention.Interval.Earliest == day
		if single && day < came && day >= came-week && day > on {
			on = day
		}
	}
	return on
}
