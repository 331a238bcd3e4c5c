package procedure

import (
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// A message of which our own mail server says that it is not from the address that it names. It may be forged, and then
// whoever has that address has written nothing and wants no letters; or it was forwarded on its way, which breaks the
// proof of honest people, too. So it is read and put before a person, a danger in it is acted on, and nothing else goes
// to that address by itself. What it would begin waits for the team. If they have not decided by noon of the
// acknowledgement's last day it begins, and the acknowledgement repeats none of its words.

// unprovedHour is when such a message is opened on the last day, if nobody has decided.
const unprovedHour = 12

// doubtSender has nothing go by itself to whoever a message says that it is from, if our mail server says otherwise.
func doubtSender(d *draft, m message.Message) {
	if m.NoAnswer != "" {
		d.quiet, d.noAnswer = true, m.NoAnswer
	}
	if m.Proof.Failed() {
		d.quiet, d.doubted, d.notProved = true, true, notProvedWords(m.Proof)
	}
}

// saysOtherwise is why a person is asked.
const saysOtherwise = "Our mail server says that it is not from the address that it names."

// sayNotProved is what a letter to staff says of the sender, as long as nothing proves that they are who they name: of
// the message in hand, or of the one that the case waits or was opened for.
func sayNotProved(d *draft, id complaint.LetterID) string {
	words := d.notProved
	s, _ := d.Case.Current()
	if words == "" && (d.Case.Review.Unproved || s.Doubted()) {
		words = notProvedWords(message.Proof{Verdict: message.SenderFailed})
	}
	if words != "" && letter.Of(id).Offers == letter.OfferTaking {
		return "Not proved: nothing shows that the message is from whom it names. Treat it as true until you know."
	}
	return words
}

// asksFirst puts before the team what a message would begin, if its sender is in doubt. It reports whether it did.
func asksFirst(d *draft, m message.Message, r reading.Reading, matter complaint.Matter, why string) bool {
	if !d.quiet {
		return false
	}
	ask(d, letter.Received, m.Received, complaint.Question{
		Matter: matter, Suggest: suggestAccept, Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence,
		Words: message.LimitWords(m.NewText), Why: why,
	})
	return true
}

// isQuiet reports whether a letter to the resident, or to whoever wrote, does not go because it is in doubt who wrote.
func isQuiet(d *draft, id complaint.LetterID) bool {
	row := letter.Of(id)
	return d.quiet && row.File != "" && row.To == letter.Resident && id != letter.Emergency
}

// withoutTheirWords takes out of a letter what whoever wrote has put there, if it is in doubt who that was.
func withoutTheirWords(d *draft, id complaint.LetterID, to people.Contact, f *order.Facts) people.Contact {
	s, _ := d.Case.Current()
	row := letter.Of(id)
	if !d.quiet && !s.Doubted() || row.Answers {
		return to
	}
	to.Name, f.Resident, f.Issues, f.OutOfScope, f.OutcomeSought = "", "", nil, nil, ""
	if row.Acknowledges > 0 {
		f.Reason = ""
	}
	return to
}

// sparing has an address that a message may have forged told once a day whom to ring, whatever the case.
func sparing(d *draft) {
	if n := len(d.Letters); d.quiet && n > 0 {
		d.Letters[n-1].Sparing = true
	}
}
