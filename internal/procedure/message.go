package procedure

import (
	"slices"
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

// Receive decides what a message means for the case it belongs to (3.4). Where two readings are
// plausible the one that keeps the case open and tells a person is taken. newRef is the reference of a case
// of its own for a new matter, given where [Procedure.NewRef] asks for one.
func (p Procedure) Receive(c complaint.Case, m message.Message, r reading.Reading, newRef string,
	now time.Time) Decision {
	d := p.begin(c, now, m.ID)
	d.clause = "3.4"
	doubtSender(d, m)
	d.piece = isPiece(c, m)
	r = inAWord(d.Case, m, r)
	d.record(actor.ByResident, wrote(d.Case, m, r), complaint.MessageJoined{
		MessageID: m.MessageID, Channel: m.Channel, Received: m.Received.UTC(), Intent: r.Intent,
		Attachments: m.Attachments, Burst: burst(c, m),
	})
	speaks := speakerOf(c, m)
	if isNotTheirs(d, c, m, r) {
		return d.Decision
	}
	contactRules(d, m, r)
	hold(d, m, r)
	if speaks == stranger {
		safety(d, m, r)
		strangerWrote(d, m, r)
		return d.Decision
	}
	learnParty(d, m, r)
	safety(d, m, r)
	legalAction(d, m, r)
	ombudsmanNamed(d, m, r)
	agreementEnded(d, m, r)
	lookAtOnce(d, m, r)
	filesLacking(d, m)
	if unreadable(m) || m.Sealed != "" {
		cannotRead(d, m)
		return d.Decision
	}
	h := heard{m, r, doubtful(c, m, r) || endsIfTrue(c, r) && !permits(d, m, toEnd), newRef}
	doWhatItWants(d, c, h)
	lookAgain(d, h)
	return d.Decision
}

// doWhatItWants does what follows from what a message wants: what it tells of its writer, what it asks for beside the
// complaint, and what it says of the complaint itself.
func doWhatItWants(d *draft, before complaint.Case, h heard) {
	if ofReaching(d, before, h.m, h.r) || circumstance(d, h.m, h.r) {
		return
	}
	if !h.doubt {
		outcomeTold(d, h.m, h.r)
	}
	if !corrects(d, h) && (neutral(h) || asked(d, h)) {
		return
	}
	if h.newRef != "" && !wantsStage2(h.r) {
		splitOff(d, h.newRef, h.m)
		return
	}
	residentWrote(d, h)
}

// isNotTheirs reports whether a message says that we have the wrong number, and does what follows from that.
func isNotTheirs(d *draft, c complaint.Case, m message.Message, r reading.Reading) bool {
	says := r.Intent == reading.IntentWrongNumber && r.Writer != reading.WriterResident || deniesToBe(c, m)
	switch {
	case says && c.NeverTheirs(m.From): // they have said so before
		return true
	case says && slices.Contains(c.Addresses(), m.From) && !m.Proof.Failed():
		notTheirs(d, m)
		return true
	}
	return false
}

// ofReaching does what follows from a message that tells of a death, asks to be rung, or gives a new way to reach its
// writer. It reports whether that was all.
func ofReaching(d *draft, before complaint.Case, m message.Message, r reading.Reading) bool {
	switch {
	case ofDeath(m, r): // people have been told, and answer it
	case asksForARing(r):
		answerAsked(d, reading.IntentCallMe, heard{m: m, r: r})
		return true
	case r.Intent == reading.IntentContactChange:
		detailsChanged(d, before)
	default:
		return false
	}
	tellHandler(d, letter.ManagerNewEvidence, m)
	return true
}

// namesStage2 reports whether somebody who is unhappy asks for stage 2 by its name, before there is an answer to be
// unhappy with.
func namesStage2(r reading.Reading) bool {
	switch r.Intent {
	case reading.IntentUnhappy, reading.IntentChase, reading.IntentOmbudsman:
		return r.Says.AsksStage2
	}
	return false
}

// stage2TooEarly: it is not stage 2 before the answer. The resident hears when the answer comes, with an apology and
// the Ombudsman's name if it is late (1.5); the handler hears that they asked, and the team too if it is
// late.
func stage2TooEarly(d *draft, h heard) {
	d.onceADay(letter.Stage2TooEarly, "The resident is told when stage 2 can begin.", func() {
		d.toResident(letter.Stage2TooEarly, func(f *order.Facts) {
			f.ReviewDate = d.Case.Stage1.Target
			f.External.Show = f.External.Show || f.DaysLate > 0
		})
	})
	chased(d, h.m)
}

// issueAdded adds a matter to the complaint (Code 6.8).
func issueAdded(d *draft, h heard) {
	d.record(actor.ByResident, "The resident added to the complaint.", complaint.IssueAdded{Issue: reading.Issue{
		Sentence: message.Excerpt(h.m.NewText, 200), Kind: h.r.Kind, Exclusion: h.r.Exclusion, Area: h.r.Area,
	}})
	handlerHasIt(d, h)
}

// withdraw closes a case at the clear words of the resident or of a representative with consent. Unclear ones keep
// it open: the handler rings (3.4).
func withdraw(d *draft, h heard) {
	m := h.m
	if h.doubt || h.r.Says.GivesUp {
		d.toHandler(letter.ManagerWithdrawn, func(f *order.Facts) {
			f.Words = message.LimitWords(m.NewText)
			f.Problem = "The resident may want to withdraw, but " + unclear(d) + ". Please contact them. The " +
				"case stays open and the dates stand."
		})
		return
	}
	d.record(actor.ByResident, "The resident asked us to close the complaint.",
		complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedWithdrawn}})
	d.toResident(letter.Withdrawn)
	tellHandler(d, letter.ManagerWithdrawn, m)
}

func wrote(c complaint.Case, m message.Message, r reading.Reading) string {
	who := "The resident"
	switch speakerOf(c, m) {
	case representative:
		who = "The representative"
	case stranger:
		who = "Somebody we do not know to speak for the resident"
	}
	return who + " wrote: " + intentWords(r) + "."
}

func intentWords(r reading.Reading) string {
	if r.Intent != "" {
		return strings.ReplaceAll(string(r.Intent), "_", " ")
	}
	return strings.ReplaceAll(string(r.Kind), "_", " ")
}

// learnParty keeps what a message shows about the resident: a name, or the other address they are known by.
func learnParty(d *draft, m message.Message, r reading.Reading) {
	c := d.Case
	if speakerOf(c, m) != resident {
		return
	}
	more := people.Party{}
	if c.Party.Name == "" && m.Channel == message.Email && may(c, m, toChange) {
		more.Name = m.WriterName()
	}
	if r.Says.Answer == reading.AnswerWho && permits(d, m, toChange) {
		more.Address = message.Excerpt(m.NewText, 200) // the answer to "who are you?", for a person to read
	}
	if more.Address == "" && may(c, m, toRedirect) {
		if told := homeTold(m, r, c.Party); told.Address != c.Party.Address {
			more.Address = told.Address
		}
	}
	if m.Channel == message.Email && (c.Party.Email == "" && may(c, m, toRedirect) ||
		c.Party.Email == m.From && c.Party.MailDead) {
		more.Email = m.From
	}
	if m.Channel == message.SMS && (c.Party.Phone == "" && may(c, m, toRedirect) ||
		c.Party.Phone == m.From && c.Party.PhoneDead) {
		more.Phone = m.From
	}
	if more != (people.Party{}) {
		d.record(actor.ByResident, "We learnt more about how to reach the resident.",
			complaint.PartyLearnt{Party: more})
	}
}

// unreadable reports whether a message has no words at all: a picture, a recording, or nothing.
func unreadable(m message.Message) bool {
	return strings.TrimSpace(m.NewText) == "" && (m.Channel == message.SMS || strings.TrimSpace(m.Subject) == "")
}

// cannotRead asks for words (L39) and lets a person look at what came.
func cannotRead(d *draft, m message.Message) {
	d.onceADay(letter.CannotRead, "The resident is asked for words.", func() {
		d.toResident(letter.CannotRead, func(f *order.Facts) {
			f.Received, f.Files = d.Calendar.Day(m.Received), order.FileCount{Sent: wordless(m.Attachments)}
		})
	})
	tellHandler(d, letter.ManagerNewEvidence, m)
}

// splitOff notes that a new matter has become a case of its own (P16) and says so.
func splitOff(d *draft, newRef string, m message.Message) {
	d.record(actor.ByMachine, "The resident raised a new matter, which has become "+newRef+".",
		complaint.Linked{Ref: newRef, How: "new matter"})
	d.onceADay(letter.NewIssue, "The resident is told of the new case.", func() {
		d.toResident(letter.NewIssue, func(f *order.Facts) {
			f.NewRef = newRef
			ofMessage(m.NewText)(f)
		})
	})
}
