package procedure

import (
	"cmp"
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// Open decides what becomes of a message that belongs to no case yet: a case of its own, with what follows at once
// (3.2, first rows). Doubt is never a refusal: whatever is unsure is asked of a person, and while that person
// thinks the acknowledgement's clock runs.
//
// earlier is another case of the same sender, if there is one: it tells who they are, and what they need of us (Code
// 5.10). An earlier case of somebody else tells nothing.
func (p Procedure) Open(ref string, m message.Message, r reading.Reading, earlier complaint.Case,
	now time.Time) Decision {
	return p.open(ref, m, whole(r), earlier, now)
}

// OpenInDoubt is [Procedure.Open] for a message that a person looks at first, whatever it was read as: how it reached
// us speaks against it.
func (p Procedure) OpenInDoubt(ref string, m message.Message, r reading.Reading, earlier complaint.Case,
	now time.Time) Decision {
	mt := whole(r)
	mt.doubt = true
	return p.open(ref, m, mt, earlier, now)
}

func (p Procedure) open(ref string, m message.Message, mt matter, earlier complaint.Case, now time.Time) Decision {
	d := p.begin(complaint.Case{}, now, m.ID)
	d.clause = "P1"
	doubtSender(d, m)
	own, signed := jointly(m, mt.read)
	mt.read = own
	party := people.PartyOf(m)
	known := !mt.read.ForSomebody() && !earlier.SpokenFor() &&
		(m.From == earlier.Party.Email || m.From == earlier.Party.Phone)
	switch {
	case known:
		party = party.With(earlier.Party)
	case mt.read.ForSomebody(): // the complaint is the resident's, whoever wrote it down
		party = people.Party{Name: mt.read.For}
	}
	enterCase(d, ref, m, mt, party)
	signedBy(d, signed)
	if known {
		inheritNeeds(d, earlier)
		// of the same area it may be the same matter, told twice: the team is asked about that
		if earlier.Live() && earlier.Ref != "" && d.Case.Area != earlier.Area {
			d.record(actor.ByMachine, "The same resident has "+earlier.Ref+" as well.",
				complaint.Linked{Ref: earlier.Ref, How: "the same resident"})
		}
	}
	firstSight(d, m, mt)
	return d.Decision
}

// OpenBeside opens a case of its own for a new matter that came up in another one (P16): the same resident, linked
// both ways, with a clock of its own.
//
// inCase is the message as read from where that case stands, alone as read by itself. beside is that case as the
// message left it: a danger that people have just been told of there is not a second one.
func (p Procedure) OpenBeside(ref string, m message.Message, inCase, alone reading.Reading, beside complaint.Case,
	now time.Time) Decision {
	mt := newMatter(beside, alone)
	if wantsStage2(inCase) {
		mt = newMatter(beside, inCase)
	}
	d := p.begin(complaint.Case{}, now, m.ID)
	d.clause = "P16"
	d.dangerTold = beside.Clocks.Danger.Runs() && beside.EmergencyAt.Equal(d.now)
	doubtSender(d, m)
	enterCase(d, ref, m, mt, beside.Party)
	d.record(actor.ByMachine, "It came up in "+beside.Ref+".",
		complaint.Linked{Ref: beside.Ref, How: "came up there"})
	inheritNeeds(d, beside)
	if beside.Representative != (people.Contact{}) {
		d.record(actor.ByMachine, "Who may speak for the resident there may do so here.",
			complaint.RepresentativeNamed{Representative: beside.Representative, Consent: beside.Consent})
	}
	firstSight(d, m, mt)
	return d.Decision
}

// firstSight decides what a fresh case is.
func firstSight(d *draft, m message.Message, mt matter) {
	r := mt.read
	keepFromTheNamed(d, m)
	contactRules(d, m, r)
	hold(d, m, r)
	writtenFor(d, m, r)
	learnNeeds(d, actor.ByResident, plainly(r))
	safety(d, m, r)
	lookAtOnce(d, m, r)
	switch {
	case unreadable(m), m.Sealed != "":
		ask(d, letter.CannotRead, m.Received, scopeQuestion(d, m, mt)) // it asks for words
	case beforeClaim(m, r):
		claimOpened(d, m, mt)
		return
	case mt.doubt || d.quiet || mt.kind != reading.KindComplaint && (d.Case.Safety.Stands() || r.Emergency),
		d.Case.SpokenFor() && mt.kind != reading.KindComplaint: // nobody is turned away for another
		ask(d, letter.Received, m.Received, scopeQuestion(d, m, mt))
	case mt.kind == reading.KindComplaint:
		beginProcedure(d, m.Received, actor.ByMachine, cmp.Or(r.Why, "The message says that a service failed."),
			r.Says.AsksFormally)
		passOnRequests(d)
	case mt.kind == reading.KindOutOfScope && r.Exclusion == policy.FirstRequest:
		passOn(d, complaint.ClosedServiceRequest, letter.ServiceRequest,
			cmp.Or(r.Why, "This is a first request for service, so it goes to the area today (E1)."))
	case mt.kind == reading.KindEnquiry:
		passOn(d, complaint.ClosedNotComplaint, letter.NotAComplaint,
			cmp.Or(r.Why, "This is a question or a compliment, not a complaint."))
	default:
		ask(d, letter.Received, m.Received, scopeQuestion(d, m, mt))
	}
	filesLacking(d, m)
	whoAreYou(d, m)
}

func enterCase(d *draft, ref string, m message.Message, mt matter, party people.Party) {
	area, second := mt.leadArea(), mt.read.AreaSecond
	if area == "" {
		area = reading.AreaOther
	}
	f := complaint.Registered{
		Ref: ref, Profile: d.Policy.ID, Edition: d.Edition, Channel: m.Channel, Received: m.Received.UTC(),
		Day0:  d.Calendar.Day(m.Received),
		Party: party, Subject: message.Excerpt(m.Subject, 120), Words: message.LimitWords(m.NewText),
		MessageID:   m.MessageID,
		Attachments: m.Attachments, Area: area, AreaSecond: second,
	}
	f.Issues, f.OutcomeSought = mt.issuesOf(m)
	f.Party = homeTold(m, mt.read, f.Party)
	f.Party.Language = cmp.Or(mt.read.Language, party.Language)
	d.record(actor.ByResident, "A message arrived that belongs to no case.", f)
}

// homeTold is the party with the home, and by text the name, that the message gives as the resident's: they are taken
// as told and not asked for again (Code 5.10). Whose home somebody writes who writes for another is not guessed.
func homeTold(m message.Message, r reading.Reading, p people.Party) people.Party {
	if p.Address != "" {
		return p
	}
	home, signed := people.HomeToldBy(m.NewText, p.Name)
	if r.ForSomebody() && (p.Name == "" || signed != p.Name) {
		return p
	}
	p.Address = home
	if m.Channel == message.SMS && p.Name == "" {
		p.Name = signed
	}
	return p
}

// leadArea is the area that leads: of a mixed message that of the first part in scope, not one that is passed on
// (section 4).
func (mt matter) leadArea() reading.Area {
	var first reading.Area
	for _, i := range mt.issues {
		switch {
		case !i.InScope() || i.Area == "":
		case i.Area == mt.area:
			return mt.area
		case first == "":
			first = i.Area
		}
	}
	passedOn := slices.ContainsFunc(mt.issues, func(i reading.Issue) bool {
		return !i.InScope() && i.Area == mt.area
	})
	if first != "" && passedOn {
		return first
	}
	return mt.area
}

// issuesOf lists what the message is about in its writer's words. A message whose parts were not told
// apart is one issue.
func (mt matter) issuesOf(m message.Message) (issues []reading.Issue, outcome string) {
	if issues, outcome = slices.Clone(mt.issues), mt.read.Outcome; !wished(outcome) {
		outcome = "" // the letter asks for it, and puts nothing into the writer's mouth
	}
	if len(issues) == 0 {
		issues = []reading.Issue{{Sentence: cmp.Or(m.NewText, m.Subject), Kind: mt.kind, Exclusion: mt.read.Exclusion,
			Area: mt.area}}
	} else {
		issues, outcome = understood(m.NewText, issues, outcome)
	}
	for i := range issues {
		issues[i].Sentence = message.Excerpt(issues[i].Sentence, 300)
	}
	return issues, message.Excerpt(outcome, 300)
}

// whoAreYou asks a text's unknown sender once for name and address; the clock does not wait (1.5).
func whoAreYou(d *draft, m message.Message) {
	c := d.Case
	if m.Channel == message.SMS && c.Party.Name == "" && c.Party.Address == "" && !c.SpokenFor() && !c.Party.TextsOff &&
		c.Said[letter.WhoAreYou] == 0 {
		d.record(actor.ByMachine, "We do not know who this number belongs to.",
			complaint.Said{Letter: letter.WhoAreYou, On: d.today()})
		d.toResident(letter.WhoAreYou)
	}
}
