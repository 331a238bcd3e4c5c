package procedure

import (
	"cmp"
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// mustDo says to staff what to do about the needs of the resident, a sentence each, before anything else.
func mustDo(c complaint.Case) []string {
	p := c.Party
	var do []string
	add := func(need bool, sentence string) {
		if need {
			do = append(do, sentence)
		}
	}
	for _, r := range c.ContactRules {
		said := ""
		if r.Words != "" {
			said = " They said: \"" + r.Words + "\""
		}
		do = append(do, r.Told()+said)
	}
	do = append(do, aboutOthers(c)...)
	add(p.NoCalls && !p.ByPhone, "Do not phone them. Write instead.")
	add(p.ByPhone, "They cannot read our letters. Ring them and read each one to them.")
	add(p.OnPaper, "They want letters by post.")
	add(p.LargePrint, "They need large print, 18 point or larger. Our letters have it. So must anything else that "+
		"you send.")
	add(p.Interpreter, "Book an interpreter before you speak with them.")
	add(p.Format != "", "They need our letters in another form as well. Please order it.")
	for _, words := range c.Adjustments {
		do = append(do, "They said: \""+words+"\"")
	}
	return do
}

// aboutOurs says to staff whom of ours the complaint is about, and who is over them (4.3).
func aboutOurs(d *draft) (do []string) {
	over, about := above(d)
	if !about {
		return nil
	}
	var who []string
	for _, address := range d.Case.About {
		if c, ok := d.Register.Find(address); ok {
			who = append(who, c.Called())
		}
	}
	do = append(do, "The complaint is about "+strings.Join(who, " and ")+". They are told nothing of it, and nobody "+
		"under them decides it.")
	if len(over) == 0 {
		do = append(do, "Nobody on the register is over them. Please find somebody who is, for example on the board, "+
			"and send their answer.")
	}
	return do
}

// aboutOthers says to staff who else has to do with a case and may be told nothing, a sentence or two each.
func aboutOthers(c complaint.Case) (do []string) {
	if p := c.Speaker(); !c.Consent && p.Contact != (people.Contact{}) {
		who, says := p.Contact.Called(), ""
		if as := p.As.Capacity(); as != "" {
			who += ", " + as + ","
		}
		switch {
		case p.Consent == reading.ConsentTold:
			says = " They say that the resident agrees."
		case p.Consent == reading.ConsentNone && p.Words != "":
			says = " The resident does not wish it: \"" + message.Excerpt(p.Words, 120) + "\"."
		}
		resident := "the resident"
		if c.Party.Name != "" {
			resident = c.Party.Name
		}
		do = append(do, who+" would like to speak for "+resident+" and has no permission yet."+says+
			" Tell them nothing about the case. When the resident has agreed, the complaints team replies CONSENT.")
	}
	if p, ok := c.Claimant(); ok {
		do = append(do, "A message came from "+p.Contact.Called()+", which may be the resident by another way. Tell "+
			"that address nothing about the case. When the resident has said that it is theirs, the complaints team "+
			"replies CONSENT.")
	}
	var signed []string
	for _, p := range c.Others {
		if p.Link == people.BondJoined && !slices.Contains(signed, p.Contact.Name) {
			signed = append(signed, p.Contact.Name)
		}
	}
	if len(signed) > 0 {
		do = append(do, "It is a joint complaint. The resident speaks for all who signed: "+
			message.Excerpt(strings.Join(signed, ", "), 300)+". Each of them may hear everything about it.")
	}
	for _, p := range c.Others {
		switch nowhere := p.Contact.Email == "" && p.Contact.Phone == ""; {
		case p.Link == people.BondWrong:
			do = append(do, "Never use "+cmp.Or(p.Contact.Phone, p.Contact.Email)+": it is somebody else's.")
		case p.Link == people.BondNamed && nowhere &&
			(p.Consent == reading.ConsentGiven || p.Consent == reading.ConsentTold):
			do = append(do, "The resident wrote that somebody may speak for them: \""+message.Excerpt(p.Words, 160)+
				"\". Make sure that it is they.")
		case p.Link == people.BondNamed && nowhere && p.Consent == reading.ConsentNone:
			do = append(do, "The resident does not wish that somebody is told: \""+message.Excerpt(p.Words, 160)+"\".")
		}
	}
	return do
}
