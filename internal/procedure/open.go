package procedure

import (
	"cmp"
	"slices"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
)

// Open decides what becomes of a message that belongs to no case yet: a case of its own, with what follows at once
// (3.2, first rows). Doubt is never a refusal: whatever is unsure is asked of a person, and while that person
// thinks the acknowledgement's clock runs.
//
// earlier is another case of the same sender, if there is one: it tells who they are, and what they need of us (Code
// 5.10). An earlier case of somebody else tells nothing.
func (p Procedure) Open(ref string, m complaint.Message, r complaint.Reading, earlier complaint.Case,
	now time.Time) Decision {
	d := p.begin(complaint.Case{}, now, m.ID)
	d.clause = "P1"
	party := complaint.PartyOf(m)
	known := !earlier.SpokenFor() && (m.From == earlier.Party.Email || m.From == earlier.Party.Phone)
	if known {
		party = party.With(earlier.Party)
	}
	d.register(ref, m, r, party)
	if known {
		d.inheritNeeds(earlier)
	}
	d.firstSight(m, r)
	return d.Decision
}

// OpenBeside opens a case of its own for a new matter that came up in another one (P16): the same resident, linked
// both ways, with a clock of its own.
//
// inCase is the message as read from where that case stands, alone as read by itself.
func (p Procedure) OpenBeside(ref string, m complaint.Message, inCase, alone complaint.Reading, beside complaint.Case,
	now time.Time) Decision {
	r := newMatter(beside, alone)
	if wantsStage2(inCase) {
		r = newMatter(beside, inCase)
	}
	d := p.begin(complaint.Case{}, now, m.ID)
	d.clause = "P16"
	d.register(ref, m, r, beside.Party)
	d.record(complaint.ByMachine, "It came up in "+beside.Ref+".",
		complaint.Linked{Ref: beside.Ref, How: "came up there"})
	d.inheritNeeds(beside)
	if beside.Representative != (complaint.Contact{}) {
		d.record(complaint.ByMachine, "Who may speak for the resident there may do so here.",
			complaint.RepresentativeNamed{Representative: beside.Representative, Consent: beside.Consent})
	}
	d.firstSight(m, r)
	return d.Decision
}

// firstSight decides what a fresh case is.
func (d *draft) firstSight(m complaint.Message, r complaint.Reading) {
	d.keepFromTheNamed(m)
	d.writtenFor(m)
	d.learnNeeds(complaint.ByResident, m.NewText, false)
	d.safety(m, r)
	switch {
	case unreadable(m):
		d.ask(letter.CannotRead, m.Received, d.scopeQuestion(m, r)) // it asks for words
	case r.ToPerson:
		d.ask(letter.Received, m.Received, d.scopeQuestion(m, r))
	case r.Kind == complaint.KindComplaint:
		d.beginProcedure(m.Received, complaint.ByMachine, cmp.Or(r.Why, "The message says that a service failed."),
			m.Subject+
				"\n"+m.NewText)
		d.passOnRequests()
	case r.Kind == complaint.KindOutOfScope && r.Exclusion == policy.FirstRequest:
		d.passOn(complaint.ClosedServiceRequest, letter.ServiceRequest,
			cmp.Or(r.Why, "This is a first request for service, so it goes to the area today (E1)."))
	case r.Kind == complaint.KindEnquiry:
		d.passOn(complaint.ClosedNotComplaint, letter.NotAComplaint,
			cmp.Or(r.Why, "This is a question or a compliment, not a complaint."))
	default:
		d.ask(letter.Received, m.Received, d.scopeQuestion(m, r))
	}
	d.whoAreYou(m)
}

func (d *draft) register(ref string, m complaint.Message, r complaint.Reading, party complaint.Party) {
	area, second := leadArea(r), r.AreaSecond
	if area == "" {
		area = complaint.AreaOther
	}
	f := complaint.Registered{
		Ref: ref, Profile: d.Policy.ID, Channel: m.Channel, Received: m.Received.UTC(),
		Day0:  d.Calendar.Day(m.Received),
		Party: party, Subject: complaint.Excerpt(m.Subject, 120), Words: complaint.LimitWords(m.NewText),
		MessageID: m.MessageID,
		Issues:    issuesOf(m, r), Attachments: m.Attachments, Area: area, AreaSecond: second,
	}
	f.Party.Language = cmp.Or(r.Language, party.Language)
	d.record(complaint.ByResident, "A message arrived that belongs to no case.", f)
}

// leadArea is the area that leads: of a mixed message that of the first part in scope, not one that is passed on
// (4.2).
func leadArea(r complaint.Reading) complaint.Area {
	var first complaint.Area
	for _, i := range r.Issues {
		switch {
		case !i.InScope() || i.Area == "":
		case i.Area == r.Area:
			return r.Area
		case first == "":
			first = i.Area
		}
	}
	passedOn := slices.ContainsFunc(r.Issues, func(i complaint.Issue) bool { return !i.InScope() && i.Area == r.Area })
	if first != "" && passedOn {
		return first
	}
	return r.Area
}

// issuesOf lists what the message is about in its writer's words. A message whose parts were not told
// apart is one issue.
func issuesOf(m complaint.Message, r complaint.Reading) []complaint.Issue {
	issues := slices.Clone(r.Issues)
	if len(issues) == 0 {
		issues = []complaint.Issue{{Sentence: cmp.Or(m.NewText, m.Subject), Kind: r.Kind, Exclusion: r.Exclusion,
			Area: r.Area}}
	}
	for i := range issues {
		issues[i].Sentence = complaint.Excerpt(issues[i].Sentence, 200)
	}
	return issues
}

// whoAreYou asks a text's unknown sender once for name and address; the clock does not wait (1.5).
func (d *draft) whoAreYou(m complaint.Message) {
	c := d.Case
	if m.Channel == complaint.SMS && c.Party.Name == "" && !c.Party.TextsOff && c.Said[letter.WhoAreYou] == 0 {
		d.record(complaint.ByMachine, "We do not know who this number belongs to.",
			complaint.Said{Letter: letter.WhoAreYou, On: d.today()})
		d.toResident(letter.WhoAreYou)
	}
}
