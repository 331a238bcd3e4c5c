package procedure

import (
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
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
func (r *staffReply) helpedEnough() bool {
	if !MayBeMachine(r.cmd, r.m.NewText) {
		return false
	}
	return r.Helped.SameWords || r.Helped.Silent || r.Helped.Lately >= mostHelp
}

// unanswered says once a day to the team that a mailbox seems to answer by machine. Where it was to take a danger,
// nobody has been reached, and others are told.
func (r *staffReply) unanswered() {
	notice := complaint.LetterID(string(letter.CommandNotUnderstood) + ":" + strings.ToLower(r.from.Email))
	r.onceADay(notice, "A mailbox seems to answer by machine, so it is not answered.", func() {
		if letter.Of(r.cmd.Answers).Offers == letter.OfferTaking && r.Case.Clocks.Danger.Runs() {
			id := r.cmd.Answers
			if id == letter.Dangers { // which tells of this case among others
				id = letter.Hazard
			}
			r.alertOthers(outbox.Letter{Letter: id, To: r.from.Email},
				"the mailbox "+r.from.Email+" seems to answer by machine, so please ring them")
			return
		}
		if complaint.SameAddress(r.from, r.Register.Team) {
			return
		}
		r.toTeam(letter.CommandNotUnderstood, func(f *complaint.Facts) {
			f.Problem = "The mailbox " + r.from.Email +
				" seems to answer our letters by machine. Nothing was done, and " +
				"we do not answer it until a person writes. Please see whether anybody reads it."
			f.Words = complaint.LimitWords(r.m.NewText)
		})
	})
}
