package procedure

import (
	"strings"

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
