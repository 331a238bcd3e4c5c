package procedure

import (
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/people"
)

// Helped is what help the sender of a reply has had from us. It tells a machine, which answers whatever it is sent and
// marks its answers in no way, from a person.
type Helped struct {
	Lately    int  // how often they were told within the hour that a reply was not understood
	SameWords bool // they were told so of the same words before
	// they had as much of it as a machine may have, and have written nothing since that could be acted on
	Silent bool
}

// mostHelp is how often in an hour a sender is told that a reply was not understood which a machine may have written.
const mostHelp = 2

// MayBeMachine reports whether a machine may have written a reply: whole sentences, and no command. What is shorter is
// a person's who has not read how to reply.
func MayBeMachine(cmd complaint.Command, words string) bool {
	const sentence = 4
	typed := cmd.Verb != complaint.VerbUnclear && cmd.Guess == ""
	return !typed && len(strings.Fields(words)) >= sentence
}

// helpedEnough reports whether the sender is told no more that their reply was not understood: once for the same words,
// a few times in an hour, and then not until something comes that only a person writes.
func (p Procedure) helpedEnough(cmd complaint.Command, m message.Message) bool {
	return MayBeMachine(cmd, m.NewText) && (p.Helped.SameWords || p.Helped.Silent || p.Helped.Lately >= mostHelp)
}

// ByMachine reports whether a reply seems to come from a machine: it says so, or whoever wrote it had help enough.
func (p Procedure) ByMachine(cmd complaint.Command, m message.Message) bool {
	return m.Nature == message.FromAutoReply || p.helpedEnough(cmd, m)
}

func (r *staffReply) helpedEnough() bool { return r.Procedure.helpedEnough(r.cmd, r.m) }

// unanswered says once a day to the team that a mailbox seems to answer by machine. Where it was to take a danger,
// nobody has been reached, and others are told.
func (r *staffReply) unanswered() {
	if notReached(r.draft, r.from, r.cmd.Answers) {
		return
	}
	r.onceADay(byMachineNotice(r.from), "A mailbox seems to answer by machine, so it is not answered.", func() {
		if people.SameAddress(r.from, r.Register.Team) {
			return
		}
		r.toTeam(letter.CommandNotUnderstood, func(f *order.Facts) {
			f.Problem = "The mailbox " + r.from.Email +
				" seems to answer our letters by machine. Nothing was done, and " +
				"we do not answer it until a person writes. Please see whether anybody reads it."
			f.Words = message.LimitWords(r.m.NewText)
		})
	})
}

func byMachineNotice(from people.Contact) complaint.LetterID {
	return complaint.LetterID(string(letter.CommandNotUnderstood) + ":" + strings.ToLower(from.Email))
}

// notReached tells others of a danger, once a day, where a mailbox that was to take it answers by machine. It reports
// whether it was to.
func notReached(d *draft, from people.Contact, answers letter.ID) bool {
	if letter.Of(answers).Offers != letter.OfferTaking || !d.Case.Clocks.Danger.Runs() {
		return false
	}
	d.onceADay(byMachineNotice(from), "A mailbox answers an alert by machine, so nobody has been reached.", func() {
		if answers == letter.Dangers { // which tells of this case among others
			answers = alertOf(d.Case)
		}
		alertOthers(d, outbox.Letter{Letter: answers, To: from.Email},
			"the mailbox "+from.Email+" seems to answer by machine, so please ring them")
	})
	return true
}

// NotReached decides what follows for a case whose danger a mailbox was told of, with others, that answers by machine.
func (p Procedure) NotReached(c complaint.Case, from people.Contact, m message.Message, answers letter.ID,
	now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "2.4"
	notReached(d, from, answers)
	return d.Decision
}
