package complaint

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// How a resident may be reached. What they, or whoever writes for them, say of it stands in the case as rules (see
// [reading.ContactRule]). A rule that only forbids holds from the moment that it is read, whoever wrote it. One that
// sends words somewhere new holds when it is proved to be theirs, or when staff say so.

// wayOf is the way by which a letter reaches the resident of the case.
func (c Case) wayOf(channel message.Channel) reading.Way {
	switch {
	case channel == message.Email:
		return reading.ByEmail
	case channel == message.SMS:
		return reading.BySMS
	case c.Party.ByPhone: // a person reads it to them
		return reading.ByPhone
	}
	return reading.ByPost
}

// Forbids is the rule under which a letter may not go to somebody by a channel; ok is false if none forbids it. A way
// that is the only one by which we know them stays open, unless they are not safe there.
func (c Case) Forbids(channel message.Channel, to people.Contact) (rule reading.ContactRule, ok bool) {
	at := slices.IndexFunc(c.ContactRules, func(r reading.ContactRule) bool { return c.forbids(r, channel, to) })
	if at < 0 {
		return reading.ContactRule{}, false
	}
	return c.ContactRules[at], true
}

func (c Case) forbids(r reading.ContactRule, channel message.Channel, to people.Contact) bool {
	way := c.wayOf(channel)
	if r.Person() != "" && (r.Why != reading.ForSafety || r.AtPeace()) { // every way to the resident stays open
		return folded(to.Name, r.Person()) && !folded(to.Name, c.Party.Name)
	}
	switch {
	case r.Rule == reading.ContactNever && (r.Channel == way || r.Channel == reading.ByAny):
		if r.Value != "" {
			return c.reaches(r.Value, channel, to)
		}
		return r.Why == reading.ForSafety || channel == message.Post || c.knownBeside(way)
	case r.Rule != reading.ContactOnly || r.Channel == reading.ByAny:
		return false
	case r.Channel != way:
		return r.Why == reading.ForSafety || c.known(r.Channel)
	}
	return isAddress(r.Value) && !c.reaches(r.Value, channel, to)
}

// NoCalls reports whether the resident is not to be phoned.
func (c Case) NoCalls() bool {
	return c.Party.NoCalls || slices.ContainsFunc(c.ContactRules, func(r reading.ContactRule) bool {
		rung := r.Channel == reading.ByPhone || r.Channel == reading.ByAny
		return r.Rule == reading.ContactNever && rung && !isEmail(r.Value) && r.Person() == "" ||
			r.Rule == reading.ContactOnly && !rung && r.Why == reading.ForSafety
	})
}

func isEmail(value string) bool { return people.ContactIn(value).Email != "" }

// knownBeside reports whether we know how to write to the resident in another way.
func (c Case) knownBeside(w reading.Way) bool {
	return w != reading.ByEmail && c.known(reading.ByEmail) ||
		w != reading.BySMS && c.known(reading.BySMS) || c.Party.Address != "" || c.Party.ByPhone
}

// known reports whether we know how to reach the resident in a way.
func (c Case) known(w reading.Way) bool {
	switch w {
	case reading.ByEmail:
		return c.Party.Email != ""
	case reading.BySMS, reading.ByPhone:
		return c.Party.Phone != ""
	}
	return c.Party.Address != ""
}

// reaches reports whether an address, a number, a home or a person is where a letter goes.
func (c Case) reaches(value string, channel message.Channel, to people.Contact) bool {
	switch found := people.ContactIn(value); {
	case found.Email != "":
		return channel == message.Email && strings.EqualFold(found.Email, to.Email)
	case found.Phone != "":
		return channel == message.SMS && found.Phone == to.Phone
	case channel == message.Post:
		return c.Party.Address == "" || folded(c.Party.Address, value) || !hasDigit(value)
	}
	return folded(to.Name, value)
}

func isAddress(value string) bool { return people.ContactIn(value) != (people.Contact{}) }

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// folded reports whether one text stands in another, whatever its capitals, blanks and commas.
func folded(in, what string) bool {
	plain := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}), " ")
	}
	return plain(what) != "" && strings.Contains(plain(in), plain(what))
}

// CalledSafe reports whether somebody has named the way by which a letter goes, and where it goes, as safe.
func (c Case) CalledSafe(channel message.Channel, to people.Contact) bool {
	return slices.ContainsFunc(c.ContactRules, func(r reading.ContactRule) bool {
		return r.Allows() && r.Why == reading.ForSafety && r.Channel == c.wayOf(channel) &&
			(r.Value == "" || c.reaches(r.Value, channel, to))
	})
}

// HoldReason is why nothing goes to a resident by itself.
type HoldReason string

// The reasons.
const (
	HoldUnsafe HoldReason = "unsafe"    // they are not safe where we write to them
	HoldThreat HoldReason = "threat"    // a threat to staff or to property
	HoldDeath  HoldReason = "death"     // the resident has died
	HoldHarm   HoldReason = "self_harm" // they speak plainly of harming themselves
	HoldChild  HoldReason = "child"     // somebody may be harming a child now
	HoldHarmed HoldReason = "harmed"    // somebody may be harming the resident, or another, now
)

// SafetyHold keeps a case's letters with people: nothing but advice for somebody in danger leaves by itself until one
// of them releases it. Dates stand, and become people's.
type SafetyHold struct {
	Since   time.Time    `json:"since,omitzero"` // UTC
	Reasons []HoldReason `json:"reasons,omitempty" redact:"keep"`
}

// Stands reports whether letters are held.
func (h SafetyHold) Stands() bool { return !h.Since.IsZero() }

// Has reports whether a reason is among those of the hold.
func (h SafetyHold) Has(why HoldReason) bool { return slices.Contains(h.Reasons, why) }
