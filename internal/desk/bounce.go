package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"complaints/intake"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
	"complaints/store"
)

// decideBounce decides a mail server's report on a letter of ours: it is noted with its letter, and of one that came
// back what it did is undone and a person is told.
func (d *decider) decideBounce(ctx context.Context, it *item) (verdict, error) {
	m := it.parsed.Message
	unknown := filed(m, d.alone(it), "", "It is a delivery report on no letter of ours.")
	if m.Bounce == nil {
		return unknown, nil
	}
	l, err := d.reportedLetter(ctx, m)
	if errors.Is(err, store.ErrNotFound) {
		return unknown, nil
	}
	if err != nil {
		return verdict{}, fmt.Errorf("look up the letter that came back: %w", err)
	}
	if why := d.notBelieved(m, l); why != "" {
		return d.reportForTeam(ctx, it, l, why)
	}
	report := store.Report{Letter: l.ID, At: d.now, Detail: m.Bounce.Status, Delivery: deliveryOf(*m.Bounce)}
	v := filed(m, d.alone(it), l.Case, "It reports on our letter "+string(l.Letter)+": "+string(report.Delivery)+".")
	reported, changed, err := d.tx.SetDelivery(ctx, report)
	if err != nil {
		return verdict{}, fmt.Errorf("note a delivery report: %w", err)
	}
	cameBack := changed && report.Delivery == outbox.Undelivered
	if cameBack {
		r := procedure.Refusal{Why: bounceWords(*m.Bounce), NoSuchAddress: m.Bounce.Hard}
		return v, d.notDelivered(ctx, &v, l, r)
	}
	if l.Case == "" && len(l.StandsFor) == 0 || !reported.Accepted {
		return v, nil
	}
	for _, part := range partsOf(l) {
		c, err := d.tx.Case(ctx, part.Case)
		if err != nil {
			return verdict{}, fmt.Errorf("case %s: %w", part.Case, err)
		}
		decision := d.Accepted(c, part, d.now) // it was in doubt, and whoever reports on it has taken it
		if len(decision.Events) > 0 {
			v.steps = append(v.steps, step{c, decision})
		}
	}
	return v, nil
}

// notBelieved says why a delivery report does not count, or "". Anybody can write one, and whoever has a letter can
// name it: what counts is about the letter's own recipient, came with an empty envelope sender as a report must (RFC
// 3464 section 2), from a server that could know, and our mail server has not found it forged.
func (d *decider) notBelieved(m message.Message, l outbox.Letter) string {
	switch {
	case m.Proof.Failed():
		return "our mail server says that it does not come from where it says"
	case !m.Bounce.Names(l.To):
		return "it is about another address than the one that we wrote to"
	case !m.Bounce.NullSender:
		return "it did not come as a mail server sends one"
	case !d.couldKnow(m, l):
		return "it comes from a mail server that is neither ours nor theirs"
	}
	return ""
}

// mailHosts are those who keep the mailboxes of many, each with the domains that they report from and keep.
var mailHosts = [][]string{
	{"googlemail.com", "gmail.com", "google.com"},
	{"outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com", "microsoft.com"},
	{"yahoo.com", "yahoo.co.uk", "ymail.com", "aol.com", "aol.co.uk"},
	{"icloud.com", "me.com", "mac.com", "apple.com"},
}

// couldKnow reports whether a delivery report names as its sender one who has to do with the letter's way: a server of
// ours or of the recipient's domain, or a host of many domains whom our mail server has proved.
func (d *decider) couldKnow(m message.Message, l outbox.Letter) bool {
	reporter, recipient := domainOf(m.From), domainOf(l.To)
	for _, host := range append([]string{recipient, domainOf(d.Landlord.Email)}, d.desk.servers...) {
		if intake.SameOwner(reporter, host) {
			return true
		}
	}
	for _, domains := range mailHosts {
		one := func(domain string) bool { return intake.SameOwner(reporter, domain) }
		if slices.ContainsFunc(domains, one) {
			return m.Proof.Proved() || slices.Contains(domains, strings.ToLower(recipient))
		}
	}
	return false
}

// reportForTeam makes a note for the team of a report that a letter came back, if the report does not count: the letter
// stands as it was. Of a letter to the team itself none is made.
func (d *decider) reportForTeam(ctx context.Context, it *item, l outbox.Letter, why string) (verdict, error) {
	m, part := it.parsed.Message, partsOf(l)[0]
	v := filed(m, d.alone(it), part.Case,
		"A delivery report on our letter "+string(l.Letter)+" that does not count: "+why+".")
	if strings.EqualFold(l.To, d.Register.Team.Email) || part.Case == "" || deliveryOf(*m.Bounce) != outbox.Undelivered {
		return v, nil
	}
	c, err := d.tx.Case(ctx, part.Case)
	if err != nil {
		return verdict{}, fmt.Errorf("case %s: %w", part.Case, err)
	}
	if decision := d.ReportDoubted(c, l, why, d.now); len(decision.Events) > 0 {
		v.steps = append(v.steps, step{c, decision})
	}
	return v, nil
}

// reportedLetter finds the letter of ours that a report is about: by its Message-ID, else by a token anywhere in the
// report's thread or addresses.
func (d *decider) reportedLetter(ctx context.Context, m message.Message) (outbox.Letter, error) {
	l, err := d.tx.LetterByMessageID(ctx, m.Bounce.OriginalMessageID)
	if !errors.Is(err, store.ErrNotFound) {
		return l, err
	}
	return d.answered(ctx, intake.Candidates(m, d.Landlord.Email, d.desk.prefix))
}

func deliveryOf(b message.Bounce) outbox.Delivery {
	switch {
	case b.Delivered:
		return outbox.Delivered
	case b.Delayed:
		return outbox.Delayed
	}
	return outbox.Undelivered
}

func bounceWords(b message.Bounce) string {
	words := "the mail server could not deliver it"
	if b.Hard {
		words = "the address does not work"
	}
	if b.Status != "" {
		words += " (" + b.Status + ")"
	}
	return words
}
