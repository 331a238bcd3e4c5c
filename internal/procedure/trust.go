package procedure

import (
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
)

// Trust: what a message may cause at which proof of its sender. There is one rule, and it holds for residents as for
// everybody. Whoever writes in a resident's name can always be heard; nothing ends, changes hands or goes to somebody
// else on a word that nobody has proved.

// effect is what a message may cause.
type effect string

const (
	toBeHeard  effect = "it is read, kept with its case and passed on to a person"
	toAlarm    effect = "a danger that it tells of is acted on"
	toGoOn     effect = "it opens a case or the next stage, or keeps open what would have closed"
	toEnd      effect = "it ends something: the case is withdrawn, accepted or settled"
	toAppoint  effect = "somebody is appointed to speak for the resident, and is written to"
	toRedirect effect = "we use an address or a number that we did not have, or stop using one that we had"
	toChange   effect = "what we know of the resident changes: a name, or what they need of us"
)

// trustRow is what an effect takes.
type trustRow struct {
	effect  effect
	anybody bool // whoever wrote it, proved or not
	// a text, which proves the number that it comes from: for what that number has had, it may do this
	text      bool
	answering letter.ID // a text may do this where it answers this letter of ours, which asks
}

// trustRows is the whole rule. A mail may do what its row does not leave to anybody if its sender is proved, whether by
// our mail server or by answering a letter that we sent to this address alone (see [message.Means]).
func trustRows() []trustRow {
	return []trustRow{
		{effect: toBeHeard, anybody: true},
		{effect: toAlarm, anybody: true},
		{effect: toGoOn, anybody: true},
		{effect: toEnd, answering: letter.Resolved},
		{effect: toAppoint, answering: letter.ConsentNeeded},
		{effect: toRedirect, text: true},
		{effect: toChange, text: true},
	}
}

// may reports whether a message may cause an effect in a case.
func may(c complaint.Case, m message.Message, e effect) bool {
	i := slices.IndexFunc(trustRows(), func(row trustRow) bool { return row.effect == e })
	row := trustRows()[i]
	switch {
	case row.anybody:
		return true
	case doubtfulSpeaker(c, m) || m.Proof.Failed():
		return false
	case m.Channel == message.SMS:
		return row.text || row.answering != "" && askedByText(c, row.answering)
	}
	return m.Proof.Proved()
}

// askedByText reports whether a text of ours has asked what that letter asks. What we ask by mail is not answered by
// text.
func askedByText(c complaint.Case, id letter.ID) bool {
	return c.Channel() == message.SMS && (slices.Contains(Asked(c), id) || c.Said[id] != 0)
}

// permits reports whether a message may cause an effect, and where it may not, has whoever is told of it hear why.
func permits(d *draft, m message.Message, e effect) bool {
	if may(d.Case, m, e) {
		return true
	}
	d.notProved = notProvedWords(m.Proof)
	return false
}

// notProvedWords say to whoever looks at a message why nothing followed from it.
func notProvedWords(p message.Proof) string {
	const nothing = "Nothing was ended, changed or sent to anybody else for it. Please ask the resident, by a way " +
		"that we already had, whether they wrote it."
	if p.Failed() {
		return "Not proved: our mail server says that this message does not come from the address that it names. " +
			"It may be forged, or it was forwarded on its way, as happens to honest people. We have not answered it. " +
			nothing
	}
	return "Not proved: nothing shows that the message is from whom it names. " + nothing
}
