package procedure

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// tellTeam tells the team, whoever handles the case.
func tellTeam(d *draft, id complaint.LetterID, m message.Message) {
	d.toTeam(id, func(f *order.Facts) {
		f.Words, f.Attachments = message.LimitWords(m.NewText), m.Attachments
	})
}

// chased tells the handler that the resident asked, and the team as well once the answer is late.
func chased(d *draft, m message.Message) {
	tellHandler(d, letter.ManagerResidentChased, m)
	if s, _ := d.Case.Current(); s.Limit != 0 && d.today() > s.Limit {
		alsoTellTeam(d, letter.ManagerResidentChased, m)
	}
}

// tellStatus tells the resident how things stand, at most once a day (L19).
func tellStatus(d *draft) {
	d.onceADay(letter.Status, "The resident is told how things stand.", func() {
		lines := historyWith(d, "you", calendar.Date.Long)
		d.toResident(letter.Status, func(f *order.Facts) {
			day, what, _ := strings.Cut(lines[len(lines)-1], ": ")
			f.LastStep = "on " + day + ", " + what
			asItStands(d.Case, f)
			if d.Case.Status == complaint.Review {
				f.HearBy = max(d.Case.Review.DecideBy, d.today())
			}
			f.External.Show = f.External.Show || f.DaysLate > 0
		})
	})
}

// toRepresentative orders a copy of a letter for the representative to whom the resident has agreed.
func toRepresentative(d *draft, id complaint.LetterID, facts order.Facts) {
	c := d.Case
	switch {
	// who has it anyway
	case !c.Consent || c.Representative.Email == c.Party.Email && c.Representative.Phone == c.Party.Phone:
	case c.Representative.Email != "":
		d.order(id, message.Email, people.RoleRepresentative, c.Representative, facts)
	case c.Representative.Phone != "" && !letter.Of(id).Answers:
		d.order(id, message.SMS, people.RoleRepresentative, c.Representative, facts)
	}
}

// onceADay runs something at most once on a day for the case, so that two machines can never go on answering
// each other.
func (d *draft) onceADay(id complaint.LetterID, why string, do func()) {
	if d.Case.Said[id] == d.today() || isQuiet(d, id) {
		return
	}
	d.record(actor.ByMachine, why, complaint.Said{Letter: id, On: d.today()})
	do()
}

// tellHandler passes a message on to whoever handles the case, or to the team if nobody does.
func tellHandler(d *draft, id complaint.LetterID, m message.Message) {
	if d.tellLater(id, m, "", false) {
		return
	}
	d.toHandler(id, func(f *order.Facts) {
		f.Words, f.Attachments = message.LimitWords(m.NewText), m.Attachments
		f.Sender = otherWriter(d.Case, m)
	})
}

// otherWriter is how a message's writer is called who is not the resident as we know them; "" of the resident.
func otherWriter(c complaint.Case, m message.Message) string {
	if who := contactOf(m); m.Nature == message.FromPerson && partyTo(c, who) != theResident {
		return who.Called()
	}
	return ""
}

// alsoTellTeam passes a message on to the complaints team, unless they handle the case and have been told.
func alsoTellTeam(d *draft, id complaint.LetterID, m message.Message) {
	if handledByTeam(d) || d.tellLater(id, m, "", true) {
		return
	}
	d.toTeam(id, func(f *order.Facts) {
		f.Sender = otherWriter(d.Case, m)
		f.Words, f.Attachments = message.LimitWords(m.NewText), m.Attachments
	})
}

// teamLooks puts a message before the complaints team with what they need to know of it (M12). Where they handle the
// case they have it already, unless nobody else was told.
func teamLooks(d *draft, m message.Message, why string) {
	if d.tellLater(letter.ManagerResidentChased, m, why, true) {
		return
	}
	d.toTeam(letter.ManagerResidentChased, func(f *order.Facts) {
		f.Words, f.Attachments, f.Reminder = message.LimitWords(m.NewText), m.Attachments, why
	})
}

// perhapsStage2 tells the team of a message that may ask for stage 2, which they can grant with ESCALATE.
func perhapsStage2(d *draft, m message.Message) {
	if !handledByTeam(d) {
		teamLooks(d, m, "It may be a request for stage 2. If it is, reply ESCALATE")
	}
}

// handledByTeam reports whether letters to the handler go to the complaints team.
func handledByTeam(d *draft) bool {
	s, _ := d.Case.Current()
	return s.Handler.Email == "" || people.SameAddress(s.Handler, desk(d))
}

// A message that comes soon after many others is not told to staff by itself: a hundred letters to one manager are a
// machine's doing, or drown what a person wrote. mostInBurst go one by one, and each burstWears without a message makes
// room for one more. What is over goes in one letter at the end of half an hour.
const (
	mostInBurst = 6
	burstWears  = 10 * time.Minute
	untoldFor   = 30 * time.Minute
)

// PieceWithin is how soon one text follows another of the same number that is a part of the same message.
const PieceWithin = 10 * time.Minute

// isPiece reports whether a text goes on with the one before it.
func isPiece(c complaint.Case, m message.Message) bool {
	ago := m.Received.Sub(c.Heard)
	return m.Channel == message.SMS && c.Channel() == message.SMS && ago >= 0 && ago <= PieceWithin
}

// burst counts a message that joins a case.
func burst(c complaint.Case, m message.Message) int {
	worn := max(0, int(m.Received.Sub(c.Heard)/burstWears))
	return max(0, c.Burst-worn) + 1
}

// tellLater keeps what a message says for the letter that tells it together with others. It reports whether it did: not
// of a withdrawal, and not while messages come at the pace of people.
func (d *draft) tellLater(id letter.ID, m message.Message, why string, team bool) bool {
	joins := id == letter.ManagerNewEvidence || id == letter.ManagerResidentChased
	if !joins || d.Case.Burst <= mostInBurst && !d.piece {
		return false
	}
	words := m.NewText
	if why != "" {
		words = "(" + why + ".) " + words
	}
	if slices.ContainsFunc(d.Events, func(e complaint.Event) bool {
		_, ok := e.Fact.(complaint.WordsPutOff)
		return ok
	}) {
		words = "" // which wait already, for another reader
		if !team || d.Case.Untold.Team {
			return true
		}
	}
	until := d.Case.Untold.Until
	if until.IsZero() {
		until = d.now.Add(untoldFor)
		if d.piece {
			until = d.now.Add(PieceWithin)
		}
	}
	d.record(actor.ByMachine, "Many messages come, so this one is told together with others.",
		complaint.WordsPutOff{Until: until, Words: message.LimitWords(words), Team: team})
	return true
}

// untoldSteps: what waited to be told together.
func (p Procedure) untoldSteps(c complaint.Case) []dueStep {
	u := c.Untold
	if u.Until.IsZero() {
		return nil
	}
	return []dueStep{{clause: "3.7", at: u.Until, run: func(d *draft) {
		d.cause = fmt.Sprintf("together:%d", u.Until.Unix())
		d.record(actor.ByMachine, "What came in quick succession is told together.", complaint.WordsTold{})
		fill := func(f *order.Facts) {
			f.Words = u.Words
			f.Reminder = fmt.Sprintf("%s came within a short time and stand here together; all of them are in the file",
				calendar.Plural(u.N, "message"))
		}
		d.toHandler(letter.ManagerNewEvidence, fill)
		if u.Team && !handledByTeam(d) {
			d.toTeam(letter.ManagerNewEvidence, fill)
		}
	}}}
}
