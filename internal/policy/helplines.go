package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Peril is what somebody is in danger of, as far as it matters whom they ring.
type Peril string

// The perils. For fire and whatever may kill it is 999 everywhere, which the letters say themselves, as they do for gas
// in Great Britain.
const (
	PerilGas      Peril = "gas"      // gas, and carbon monoxide
	PerilViolence Peril = "violence" // another person; who is overheard cannot speak
	PerilDespair  Peril = "despair"  // themselves
	PerilUnheard  Peril = "unheard"  // any of these, for somebody who cannot hear or speak on the phone
)

// perils are all, in the order in which a letter has them.
var perils = []Peril{PerilDespair, PerilUnheard, PerilViolence, PerilGas}

// Helpline is whom somebody in danger can ring, day and night.
type Helpline struct {
	For    Peril  `yaml:"for"`
	Letter string `yaml:"letter"` // a sentence for a letter, with the number
	Text   string `yaml:"text"`   // the same for a text message, in few words
}

// helplines are those of the whole United Kingdom, and in each nation those that are its own.
var helplines = map[string][]Helpline{
	"": {
		{PerilDespair, "Samaritans: ring 116 123. It is free, day and night, and they listen to anything.",
			"You matter. Samaritans: 116 123, free, any time."},
		{PerilUnheard, "If you cannot hear or speak on the phone: use Relay UK, and dial 18000 in place of 999, or " +
			"18001 before any other number. To text 999 you have to register your phone first: text the word " +
			"register to 999.",
			"Cannot hear or speak? Relay UK: 18000."},
		{PerilViolence, "If somebody may hear you: ring 999 from a mobile, and press 55 when you are asked. You need " +
			"not speak.", "Cannot speak? Ring 999, then press 55."},
	},
	"england": {
		{PerilDespair, "NHS: ring 111 and choose the option for mental health.", ""},
		{PerilViolence, "National Domestic Abuse Helpline: ring 0808 2000 247. It is free, day and night.",
			"Abuse helpline: 0808 2000 247, free."},
	},
	"wales": {
		{PerilDespair, "NHS: ring 111 and press 2.", ""},
		{PerilViolence, "Live Fear Free, about violence and abuse: ring 0808 80 10 800. It is free, day and night.",
			"Abuse helpline: 0808 80 10 800, free."},
	},
	"scotland": {
		{PerilDespair, "NHS 24: ring 111 and choose the option for mental health.", ""},
		{PerilViolence, "Scotland's Domestic Abuse and Forced Marriage Helpline: ring 0800 027 1234. It is free, day " +
			"and night.", "Abuse helpline: 0800 027 1234, free."},
	},
	"northern-ireland": {
		{PerilDespair, "Lifeline: ring 0808 808 8000. It is free, day and night.", ""},
		{PerilViolence, "Domestic and Sexual Abuse Helpline: ring 0808 802 1414. It is free, day and night.",
			"Abuse helpline: 0808 802 1414, free."},
		{PerilGas, "You smell gas, or a carbon monoxide alarm sounds: go outside and ring 0800 002 001. It is free, " +
			"day and night.", "Gas: 0800 002 001."},
	},
}

// HelplinesFor are those for some perils, in the order in which a letter has them: the policy's own where it has any
// for a peril, else those of the nation.
func (p Policy) HelplinesFor(of ...Peril) (out []Helpline) {
	for _, peril := range perils {
		if !slices.Contains(of, peril) {
			continue
		}
		is := func(h Helpline) bool { return h.For == peril }
		known := p.Helplines
		if !slices.ContainsFunc(known, is) {
			known = slices.Concat(helplines[""], helplines[p.Jurisdiction])
		}
		for _, h := range known {
			if is(h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// helplines of a landlord's own each say for what they are, and a number.
func (f *faults) helplines(own []Helpline) {
	for i, h := range own {
		key := fmt.Sprintf("helplines[%d]", i+1)
		oneOf(f, key+".for", h.For, perils...)
		if !strings.ContainsAny(h.Letter, "0123456789") {
			f.say("%s.letter: write a sentence with the number to ring", key)
		}
	}
}
