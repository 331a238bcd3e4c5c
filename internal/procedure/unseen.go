package procedure

import (
	"cmp"
	"strings"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// fewWords is with how many words of its own a message is about the documents that came with it.
const fewWords = 40

// lookAtOnce asks people to open now what the program could not read: the words are behind a link, in a recording, in a
// document, and may tell of a danger (2.4). Nobody is woken for what reads like a supplier's or an advertiser's.
func lookAtOnce(d *draft, m message.Message, r reading.Reading) {
	unread := len(m.Unread) > 0 && len(strings.Fields(m.NewText)) < fewWords
	spoken := m.Sealed == message.SealedVoice || m.Sealed == message.SealedFax
	business := !spoken && (r.Kind == reading.KindSpam || r.Writer == reading.WriterSupplier)
	if r.Emergency || m.Sealed == "" && (!unread || business) {
		return
	}
	why := m.Sealed
	if why == "" {
		why = "It has few words of its own, and what came with it could not be read: " +
			strings.Join(m.Unread, ", ") + "."
	}
	d.onceADay(letter.LookAtOnce, "Its words could not be read, so people are asked to open it now.", func() {
		fill := func(f *order.Facts) {
			f.Words, f.Attachments, f.Problem = message.LimitWords(m.NewText), m.Attachments, why
			f.Received = d.Calendar.Day(m.Received)
		}
		d.toTeam(letter.LookAtOnce, fill)
		if !business && !d.Calendar.InHours(d.Settings.Hours, d.now) {
			d.toStaff(letter.LookAtOnce, people.RoleOutOfHours, d.Register.OutOfHours.Or(d.Register.Team), fill)
		}
	})
}

// AnotherNotice takes a notice of a protected message to the case of an earlier one that waits for the team: whether
// they are genuine is one question, asked once. What each says of itself is told to the team together (2.4).
func (p Procedure) AnotherNotice(c complaint.Case, m message.Message, r reading.Reading, now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "2.4"
	d.record(actor.ByMachine, "Another notice of a protected message came, from "+cmp.Or(m.From, "nobody")+".",
		complaint.MessageJoined{MessageID: m.MessageID, Channel: m.Channel, Received: m.Received.UTC(),
			Attachments: m.Attachments, Burst: burst(c, m)})
	lookAtOnce(d, m, r)
	m.NewText = "From " + m.From + ", " + m.Subject + ": " + m.NewText
	d.piece = true // told with whatever else comes in the next minutes
	tellHandler(d, letter.ManagerNewEvidence, m)
	return d.Decision
}

// IsNotice reports whether a message is a program's word that somebody has sent a protected message, or looks like one:
// nobody waits for an answer at its address, and nothing in its own words tells of a danger.
func IsNotice(m message.Message, r reading.Reading) bool {
	return m.Sealed == message.SealedProtected && !r.Emergency && len(r.Flags) == 0 &&
		(m.NoAnswer != "" || r.Kind == reading.KindSpam || r.Writer == reading.WriterSupplier)
}
