package procedure

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// How the resident may be reached is theirs to say (2.4, Code 5.10). What only forbids is obeyed at once, whoever wrote
// it: at worst a person has to find another way. What sends words somewhere new is obeyed from a sender who is proved,
// or when staff say so; else a person asks first.

// contactRules records what a message says of how the resident may be reached.
func contactRules(d *draft, m message.Message, r reading.Reading) {
	if r.Intent == reading.IntentAway { // whom to ring meanwhile, and nothing of the resident's
		return
	}
	if m.ReplyTo != "" && !strings.EqualFold(m.ReplyTo, m.From) { // for people to see; nobody has proved it
		d.record(actor.ByResident, "Their mail asks for answers at another address.", complaint.ContactRuled{
			Rule: reading.ContactRule{Rule: reading.ContactAlso, Channel: reading.ByEmail, Value: m.ReplyTo,
				Why: reading.ForWish}})
	}
	others := r.ForSomebody() || r.Intent == reading.IntentRepresentative // a new address may be that person's
	for _, rule := range inFull(d.Case, m, r.Contact) {
		if rule.Rule == reading.ContactNever && rule.Channel == reading.ByPhone && wantsToBeRung(rule.Words) {
			continue // the same words ask for a call
		}
		mine := speakerOf(d.Case, m) != stranger && permits(d, m, toRedirect) &&
			!(others && rule.Rule == reading.ContactChange)
		switch {
		case rule.Restricts(), rule.Rule == reading.ContactOnly && rule.Why == reading.ForSafety && !mine:
			d.record(actor.ByResident, rule.Told(), complaint.ContactRuled{Rule: rule})
			if rule.Person() != "" && (rule.Why != reading.ForSafety || rule.AtPeace()) {
				tellOfContact(d, m, rule, "The resident is reached as before. If that person rings, writes or acts "+
					"for the resident, say nothing, and ask the resident.")
				continue
			}
			if rule.Why != reading.ForSafety && !may(d.Case, m, toRedirect) {
				tellOfContact(d, m, rule, "We do as it says from now on. Nothing shows that the resident wrote it, so "+
					"please ask them, by a way that we already had.")
			}
		case mine:
			d.record(actor.ByResident, rule.Told(), complaint.ContactRuled{Rule: rule})
			reachAt(d, actor.ByResident, rule)
		default:
			tellOfContact(d, m, rule, "We have not used it yet, because nothing shows that it is the resident's. Please "+
				"ask them, by a way that we already had, and reply SAFE and the address or number when it is theirs.")
		}
	}
}

// inFull are the rules as the case keeps them: beside a new address, "not this one" means the old one, and "only by
// this way" means the address or number that it is written from.
func inFull(c complaint.Case, m message.Message, rules []reading.ContactRule) []reading.ContactRule {
	kept := make([]reading.ContactRule, len(rules))
	for i, rule := range rules {
		if rule.Rule == reading.ContactOnly && rule.Value == "" && m.From != "" &&
			(rule.Channel == reading.ByEmail && m.Channel == message.Email ||
				rule.Channel == reading.BySMS && m.Channel == message.SMS) {
			rule.Value = m.From
		}
		for _, other := range rules {
			if rule.Rule == reading.ContactNever && rule.Value == "" && rule.Channel == other.Channel &&
				other.Rule != reading.ContactNever && other.Value != "" {
				rule.Value = known(c.Party, rule.Channel)
			}
		}
		kept[i] = rule
	}
	return kept
}

func known(p people.Party, way reading.Way) string {
	switch way {
	case reading.ByEmail:
		return p.Email
	case reading.ByPost:
		return p.Address
	case reading.BySMS, reading.ByPhone:
		return p.Phone
	}
	return ""
}

// reachAt has letters go to the address, number or home that a rule names.
func reachAt(d *draft, by actor.Actor, rule reading.ContactRule) {
	found := people.ContactIn(rule.Value)
	more := people.Party{Email: found.Email, Phone: found.Phone}
	if rule.Channel == reading.ByPost {
		more = people.Party{Address: rule.Value}
	}
	if rule.Rule == reading.ContactAlso { // beside what we have, never instead of it
		more.Email, more.Phone = added(d.Case.Party.Email, more.Email), added(d.Case.Party.Phone, more.Phone)
	}
	if d.Case.Party.Learnt(more) != d.Case.Party {
		d.record(by, "We learnt more about how to reach the resident.", complaint.PartyLearnt{Party: more})
	}
}

// detailsChanged tells the resident at the way that we had that their details were changed, and not which: whoever did
// not ask for it hears of it, and whoever reads along learns nothing. Nothing goes where somebody may be harmed by it.
func detailsChanged(d *draft, before complaint.Case) {
	unsafe := slices.ContainsFunc(d.Case.ContactRules, func(r reading.ContactRule) bool {
		return r.Why == reading.ForSafety
	})
	was, is := before.Party, d.Case.Party
	if unsafe || d.Case.Safety.Stands() || was.Email == is.Email && was.Phone == is.Phone && was.Address == is.Address {
		return
	}
	to, channel := people.Contact{Name: was.Name, Email: was.Email}, message.Email
	if before.Channel() == message.SMS {
		to, channel = people.Contact{Phone: was.Phone}, message.SMS
	}
	if to.Email == "" && to.Phone == "" {
		return
	}
	d.onceADay(letter.DetailsChanged, "The resident is told that their details were changed.", func() {
		d.order(letter.DetailsChanged, channel, people.RoleResident, to, order.Facts{Landlord: d.Landlord,
			Today: d.today()})
	})
}

func added(have, more string) string {
	if have != "" {
		return ""
	}
	return more
}

// tellOfContact puts before the team what somebody says of how to reach the resident.
func tellOfContact(d *draft, m message.Message, rule reading.ContactRule, next string) {
	const why = "The complaints team is told of a new way to reach the resident."
	d.onceADay(letter.SafetyNotice+":contact", why, func() {
		d.toTeam(letter.SafetyNotice, func(f *order.Facts) {
			f.Reason = "Please check today: how the resident wants to be reached"
			f.Problem = "Somebody told us how to reach the resident. " + rule.Told() + " " + next
			f.Words = message.LimitWords(cmp.Or(m.NewText, rule.Words))
		})
	})
}

// safe records where staff know that the resident can be reached, or that the rules hold no more (SAFE).
func (r *staffReply) safe() {
	found := people.ContactIn(r.cmd.Text)
	rule := reading.ContactRule{Rule: reading.ContactOnly, Why: reading.ForSafety, Words: r.cmd.Text}
	switch {
	case r.cmd.Text == "":
		r.help("Say where we may reach the resident, for example: SAFE asha.new@example.com. SAFE NONE ends the rules.")
		return
	case isNone(r.cmd.Text):
		r.record(r.by(), "The rules on how to reach the resident have ended.", complaint.ContactRulesEnded{})
		r.receipt("The rules on how to reach the resident have ended. Letters go as before.")
		return
	case found.Email != "":
		rule.Channel, rule.Value = reading.ByEmail, found.Email
	case found.Phone != "":
		rule.Channel, rule.Value = reading.BySMS, found.Phone
	case strings.ContainsFunc(r.cmd.Text, unicode.IsDigit): // a home
		rule.Channel, rule.Value = reading.ByPost, message.Excerpt(r.cmd.Text, 200)
	default:
		r.help("There is no address or number in it. Say where we may reach the resident, for example: SAFE " +
			"asha.new@example.com.")
		return
	}
	r.record(r.by(), "The rules on how to reach the resident have ended.", complaint.ContactRulesEnded{})
	r.record(r.by(), rule.Told(), complaint.ContactRuled{Rule: rule})
	reachAt(r.draft, r.by(), rule)
	r.receipt(rule.Told() + " Letters of this case go there, and nowhere else.")
}
