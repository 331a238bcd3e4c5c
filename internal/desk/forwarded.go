package desk

import (
	"context"
	"slices"
	"strings"

	"complaints/intake"
	"complaints/internal/message"
)

// mostHands is through how many colleagues' hands a mail is followed back to its writer.
const mostHands = 5

// passedOn takes the resident's mail out of a colleague's forward, or of a forward of a forward. A resident may
// complain to any member of staff: the mail counts as received when the first of them had it (0.4), as the
// header that was copied above it says. That header can be believed as far as the colleague can, and it has been proved
// that the colleague sent it.
func (r *Rules) passedOn(m message.Message) (message.Message, bool) {
	arrived := m.Received
	for range mostHands {
		original, ok := intake.Forwarded(m, r.Calendar.Zone)
		if !ok || original.From == "" {
			return message.Message{}, false
		}
		m.Subject, m.Text = original.Subject, original.Text
		if _, staff := r.Register.Find(original.From); staff {
			continue
		}
		m.From, m.FromName, m.NewText = original.From, original.FromName, original.Text
		m.Proof = message.Proof{} // what was proved is who passed it on
		m.InReplyTo, m.References, m.ReplyTo = nil, nil, ""
		sent := original.Sent
		if !sent.IsZero() && sent.Before(arrived) && sent.After(arrived.AddDate(-1, 0, 0)) {
			m.Received = sent
		}
		return m, true
	}
	return message.Message{}, false
}

// passedOnByColleague is what a colleague who is not on the register has passed on.
func (r *Rules) passedOnByColleague(m message.Message) (message.Message, bool) {
	if m.Nature != message.FromPerson || !m.Proof.Proved() || !r.ofTheHouse(m.From) {
		return message.Message{}, false
	}
	return r.passedOn(m)
}

// ofTheHouse reports whether an address is of the landlord's own domain: of a colleague, be they on the register or
// not. A resident may complain to any of them. A landlord whose mailbox is at a public provider has no domain of its
// own.
func (r *Rules) ofTheHouse(address string) bool {
	domain := strings.ToLower(domainOf(address))
	return domain != "" && strings.EqualFold(domain, domainOf(r.Landlord.Email)) &&
		!slices.Contains(publicProviders, domain)
}

// publicProviders are where anybody may have an address.
var publicProviders = strings.Fields(`gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com
	live.co.uk msn.com yahoo.com yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com aol.co.uk btinternet.com
	btopenworld.com sky.com
	talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk plus.net proton.me protonmail.com pm.me
	gmx.com gmx.co.uk mail.com zoho.com zohomail.eu fastmail.com hey.com tutanota.com tuta.io o2.co.uk`)

// decidePassedOn decides what a colleague has passed on, as the mail of whoever wrote it.
func (d *decider) decidePassedOn(
	ctx context.Context, it *item, theirs message.Message, by string,
) (verdict, error) {
	passed := &item{arrived: it.arrived, parsed: it.parsed, passedOn: by}
	passed.parsed.Message = theirs
	mt, err := d.matchThread(ctx, theirs) // it may name a case of theirs
	if err != nil {
		return verdict{}, err
	}
	if !mt.known {
		mt = match{}
	}
	return d.decideResident(ctx, passed, mt)
}

// provenance says who passed a message on, and when they had it.
func (r *Rules) provenance(it *item) string {
	if it.passedOn == "" {
		return ""
	}
	if it.broughtBack {
		return " " + it.passedOn + broughtBack + " It reached us on " + r.clockTime(it.parsed.Message.Received) + "."
	}
	return " " + it.passedOn + " passed it on. It reached us on " + r.clockTime(it.parsed.Message.Received) + "."
}
