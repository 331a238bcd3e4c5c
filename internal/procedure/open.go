package procedure

import (
	"cmp"
	"complaints/internal/complaint"
	"complaints/internal/policy"
	"slices"
	"time"
)

// Open decides what becomes of a message that belongs to no case yet: a case of its own, with what
// follows at once (domain.md 3.2, first rows). Doubt is never a refusal: whatever is unsure is asked of a
// person, and while that person thinks the acknowledgement's clock runs.
func (p Procedure) Open(ref string, m complaint.Message, r complaint.Reading, now time.Time) Decision {
	return p.OpenKnown(ref, m, r, complaint.Case{}, now)
}

// OpenKnown is Open for a resident of whom an earlier case tells: who they are, and what they need of us (Code 5.10). An
// earlier case of somebody else tells nothing.
func (p Procedure) OpenKnown(ref string, m complaint.Message, r complaint.Reading, earlier complaint.Case, now time.Time) Decision {
	w := p.decide(complaint.Case{}, now, m.ID)
	party := complaint.PartyOf(m)
	known := !earlier.SpokenFor() && (m.From == earlier.Party.Email || m.From == earlier.Party.Phone)
	if known {
		party = party.With(earlier.Party)
	}
	w.register(ref, m, r, party)
	if known {
		w.inheritNeeds(earlier)
	}
	w.firstSight(m, r)
	return w.d
}

// OpenBeside opens a case of its own for a new matter that came up in another one (P16): the same resident, linked
// both ways, with a clock of its own.
//
// inCase is the message as read from where that case stands, alone as read by itself.
func (p Procedure) OpenBeside(ref string, m complaint.Message, inCase, alone complaint.Reading, beside complaint.Case, now time.Time) Decision {
	r := newMatter(beside, alone)
	if wantsStage2(inCase) {
		r = newMatter(beside, inCase)
	}
	w := p.decide(complaint.Case{}, now, m.ID)
	w.register(ref, m, r, beside.Party)
	w.happen(ByMachine, "It came up in "+beside.Ref+".", complaint.Linked{Ref: beside.Ref, How: "came up there"})
	w.inheritNeeds(beside)
	if beside.Representative != (complaint.Contact{}) {
		w.happen(ByMachine, "Who may speak for the resident there may do so here.", complaint.RepresentativeNamed{Representative: beside.Representative, Consent: beside.Consent})
	}
	w.firstSight(m, r)
	return w.d
}

// firstSight decides what a fresh case is.
func (w *working) firstSight(m complaint.Message, r complaint.Reading) {
	w.keepFromTheNamed(m)
	w.writtenFor(m)
	w.learnNeeds(ByResident, m.NewText, false)
	w.safety(m, r)
	switch {
	case unreadable(m):
		w.askWith("L39", m.Received, w.scopeQuestion(m, r)) // it asks for words
	case r.ToPerson:
		w.ask(m.Received, w.scopeQuestion(m, r))
	case r.Kind == complaint.KindComplaint:
		w.begin(m.Received, ByMachine, cmp.Or(r.Why, "The message says that a service failed."), m.Subject+"\n"+m.NewText)
		w.passOnRequests()
	case r.Kind == complaint.KindOutOfScope && r.Exclusion == policy.FirstRequest:
		w.passOn(complaint.ClosedServiceRequest, "L03", cmp.Or(r.Why, "This is a first request for service, so it goes to the area today (E1)."))
	case r.Kind == complaint.KindEnquiry:
		w.passOn(complaint.ClosedNotComplaint, "L43", cmp.Or(r.Why, "This is a question or a compliment, not a complaint."))
	default:
		w.ask(m.Received, w.scopeQuestion(m, r))
	}
	w.whoAreYou(m)
}

func (w *working) register(ref string, m complaint.Message, r complaint.Reading, party complaint.Party) {
	area, second := leadArea(r), r.AreaSecond
	if area == "" {
		area = complaint.AreaOther
	}
	f := complaint.Registered{
		Ref: ref, Profile: w.Policy.ID, Channel: m.Channel, Received: m.Received.UTC(), Day0: w.Calendar.Day(m.Received),
		Party: party, Subject: complaint.Excerpt(m.Subject, 120), Words: complaint.LimitWords(m.NewText), MessageID: m.MessageID,
		Issues: issuesOf(m, r), Attachments: m.Attachments, Area: area, AreaSecond: second,
	}
	f.Party.Language = cmp.Or(r.Language, party.Language)
	w.happen(ByResident, "A message arrived that belongs to no case.", f)
}

// leadArea is the area that leads: of a mixed message that of the first part in scope, not one that is passed on
// (domain.md section 4).
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
		issues = []complaint.Issue{{Sentence: cmp.Or(m.NewText, m.Subject), Kind: r.Kind, Exclusion: r.Exclusion, Area: r.Area}}
	}
	for i := range issues {
		issues[i].Sentence = complaint.Excerpt(issues[i].Sentence, 200)
	}
	return issues
}

// whoAreYou asks a text's unknown sender once for name and address; the clock does not wait (1.5).
func (w *working) whoAreYou(m complaint.Message) {
	c := w.d.Case
	if m.Channel == complaint.SMS && c.Party.Name == "" && !c.Party.TextsOff && c.Said["L38"] == 0 {
		w.happen(ByMachine, "We do not know who this number belongs to.", complaint.Said{Letter: "L38", On: w.today()})
		w.toResident("L38", atOnce, func(f *complaint.Facts) {})
	}
}
