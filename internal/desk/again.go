package desk

import (
	"strings"
	"time"
	"unicode"

	"complaints/intake"
	"complaints/internal/complaint"
	"complaints/store"
)

// The same words can reach us more than once: passed on by a colleague, sent to two addresses, sent again. And other
// words can come under the sign of an old letter.

// sentTwice is how soon a message that comes again word for word is only a copy. Later it is somebody who waits.
const sentTwice = 24 * time.Hour

// mostHands is through how many colleagues' hands a mail is followed back to its writer.
const mostHands = 5

// passedOn takes the resident's mail out of a colleague's forward, or of a forward of a forward. A resident may complain
// to any member of staff: the mail counts as received when the first of them had it (domain.md 0.4), as the header that
// was copied above it says. That header is as good as the colleague who passed it on, who has been proved to be who
// they say.
func (r *rules) passedOn(m complaint.Message) (complaint.Message, bool) {
	arrived := m.Received
	for range mostHands {
		original, ok := intake.Forwarded(m, r.Calendar.Zone)
		if !ok || original.From == "" {
			return complaint.Message{}, false
		}
		m.Subject, m.Text = original.Subject, original.Text
		if _, staff := r.Register.Find(original.From); staff {
			continue
		}
		m.From, m.FromName, m.NewText, m.Authenticated = original.From, original.FromName, original.Text, false
		m.InReplyTo, m.References, m.ReplyTo = nil, nil, ""
		if sent := original.Sent; !sent.IsZero() && sent.Before(arrived) && sent.After(arrived.AddDate(-1, 0, 0)) {
			m.Received = sent
		}
		return m, true
	}
	return complaint.Message{}, false
}

// ofTheHouse reports whether an address is of the landlord's own domain: of a colleague, be they on the register or not. A
// resident may complain to any of them. A landlord whose mailbox is at a public provider has no domain of its own.
func (r *rules) ofTheHouse(address string) bool {
	domain := strings.ToLower(domainOf(address))
	return domain != "" && strings.EqualFold(domain, domainOf(r.Landlord.Email)) && !publicProviders[domain]
}

// publicProviders are where anybody may have an address.
var publicProviders = setOf(`gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com live.co.uk msn.com yahoo.com yahoo.co.uk ymail.com icloud.com me.com mac.com
	aol.com aol.co.uk btinternet.com btopenworld.com sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk plus.net
	proton.me protonmail.com pm.me gmx.com gmx.co.uk mail.com zoho.com zohomail.eu fastmail.com hey.com tutanota.com tuta.io o2.co.uk`)

// provenance says who passed a message on, and when they had it.
func (it *item) provenance(r *rules) string {
	if it.passedOn == "" {
		return ""
	}
	return " " + it.passedOn + " passed it on. It reached us on " + r.clockTime(it.parsed.Message.Received) + "."
}

// openedBy finds among a sender's cases the one that this very message opened. What a colleague passes on may have the
// sender's signature below it.
func openedBy(cases []complaint.Case, m complaint.Message, passedOn bool) (complaint.Case, bool) {
	words := strings.Join(strings.Fields(m.NewText), " ")
	for _, c := range cases {
		first := strings.Join(strings.Fields(c.Words), " ")
		if first == "" || !sameSubject(c.Subject, m.Subject) && c.Subject+m.Subject != "" {
			continue
		}
		if first == words || passedOn && len(first) >= 40 && strings.HasPrefix(words, first) {
			return c, true
		}
	}
	return complaint.Case{}, false
}

// judgeCopy files a message that opened a case already. Where a colleague had it before it reached us, the team is told,
// for only a person may move the day on which a case began.
func (r *rules) judgeCopy(it *item, mt match) verdict {
	m := it.parsed.Message
	reason := "It is a copy of the message that opened the case." + it.provenance(r)
	v := verdict{message: &MessageRead{m, it.fresh, store.Outcome{Kind: store.Filed, Case: mt.c.Ref, Reason: reason}}}
	if day := r.Calendar.Day(m.Received); it.passedOn != "" && day < mt.c.Day0 {
		v.tellTeam(r, m, it.passedOn+" passed on the message that opened case "+mt.c.Ref+". A colleague had it on "+day.Long()+" already. The case counts from "+
			mt.c.Day0.Long()+", the day it reached this mailbox. Please see that it is answered by the earlier date.", reason)
	}
	return v
}

// echoes recognises a machine that answers our letter on a case with the words it wrote before, from an address that changes
// each time. Answered, it would answer again for ever; its numbers do not tell its words apart.
func echoes(c complaint.Case, m complaint.Message) bool {
	words := lettersOnly(m.NewText)
	return m.From != "" && len(words) >= 20 && words == lettersOnly(c.Words)
}

func lettersOnly(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }), " ")
}
