package complaints

import (
	"fmt"
	"strings"
	"time"
)

// Receive decides what a resident's message means for their case (domain.md 3.4). Where two readings are
// plausible the one that keeps the case open and tells a person is taken. newRef is the reference of a case
// of its own for a new matter, given where [Procedure.NewRef] asks for one.
func (p Procedure) Receive(c Case, m Message, r Reading, newRef string, now time.Time) Decision {
	w := p.decide(c, now, m.ID)
	w.happen(ByResident, "The resident wrote: "+intentWords(r)+".", MessageJoined{
		MessageID: m.MessageID, Channel: m.Channel, Received: m.Received.UTC(), Intent: r.Intent, Attachments: m.Attachments,
	})
	w.learnParty(m)
	w.safety(m, r)
	if w.circumstance(m, r) {
		return w.d
	}
	if newRef != "" {
		w.splitOff(m, newRef)
		return w.d
	}
	switch c.Status {
	case Triage, Review:
		w.heardInReview(m, r)
	case Stage1Open:
		w.heardInStage1(m, r)
	case Stage2Open:
		w.heardInStage2(m, r)
	case Stage1Responded:
		w.heardAfterStage1(m, r)
	case Stage2Responded:
		w.heardAfterStage2(m, r)
	case Closed:
		w.heardWhenClosed(m, r)
	}
	return w.d
}

func intentWords(r Reading) string {
	if r.Intent != "" {
		return strings.ReplaceAll(string(r.Intent), "_", " ")
	}
	return strings.ReplaceAll(string(r.Kind), "_", " ")
}

// learnParty keeps what a message shows about the sender: a name, or the other address they are known by.
func (w *working) learnParty(m Message) {
	c := w.d.Case
	if m.From == c.Representative.Email || m.From == c.Representative.Phone {
		return
	}
	more := Party{}
	if c.Party.Name == "" && m.Channel == Email {
		more.Name = m.FromName
	}
	if c.Party.Name == "" && m.Channel == SMS && c.Said["L38"] != 0 && c.Party.Address == "" {
		more.Address = excerpt(m.NewText, 200) // the answer to "who are you?", for a person to read
	}
	if m.Channel == Email && (c.Party.Email == "" || c.Party.Email == m.From && c.Party.MailDead) {
		more.Email = m.From
	}
	if m.Channel == SMS && c.Party.Phone == "" {
		more.Phone = m.From
	}
	if more != (Party{}) {
		w.happen(ByResident, "We learnt more about how to reach the resident.", PartyLearnt{more})
	}
}

// circumstance handles what a resident says about how to deal with them. It reports whether that was all.
func (w *working) circumstance(m Message, r Reading) bool {
	switch r.Intent {
	case IntentOptOut:
		w.happen(ByResident, "The resident asked us not to text them.", PartyLearnt{Party{TextsOff: true}})
		w.toTeam("M20", inHours, func(f *Facts) {
			f.Problem = "The resident asked us to stop texting. Letters that would have been texts now come to you to post. Please find another way to reach them."
		})
	case IntentAdjustment:
		words := excerpt(m.NewText, 300)
		w.happen(ByResident, "The resident asked us to do something differently.", AdjustmentRecorded{words})
		w.toResident("L40", atOnce, func(f *Facts) { f.Reason = words })
		w.tellHandler("M11", m)
	case IntentRepresentative:
		w.happen(ByResident, "Somebody may speak for the resident.", Noted{"representative: " + excerpt(m.NewText, 300)})
		w.toResident("L15", atOnce, func(f *Facts) {})
		w.tellHandler("M11", m)
	case IntentOmbudsman:
		w.happen(ByResident, "The resident speaks of the ombudsman.", OmbudsmanInvolved{})
		w.toTeam("M24b", inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
		w.tellExternal()
	default:
		return false
	}
	return true
}

// tellHandler passes a message on to whoever handles the case, or to the team if nobody does.
func (w *working) tellHandler(letter LetterID, m Message) {
	w.toHandler(letter, func(f *Facts) { f.Words, f.Attachments = limitWords(m.NewText), m.Attachments })
}

// splitOff notes that a new matter has become a case of its own (P16) and says so.
func (w *working) splitOff(m Message, newRef string) {
	w.happen(ByMachine, "The resident raised a new matter, which has become "+newRef+".", Linked{newRef, "new matter"})
	w.toResident("L29", atOnce, func(f *Facts) { f.NewRef = newRef })
}

func (w *working) heardInReview(m Message, r Reading) {
	w.toTeam("M12", inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
}

func (w *working) heardInStage1(m Message, r Reading) {
	if w.d.Case.Settlement.Agreed != "" && w.settlementAnswered(m, r) {
		return
	}
	switch {
	case wantsStage2(r):
		w.toResident("L28", atOnce, func(f *Facts) { f.ReviewDate = w.d.Case.Stage1.Target })
		w.chased(m, r, false)
	default:
		w.heardInOpenStage(m, r)
	}
}

func (w *working) heardInStage2(m Message, r Reading) { w.heardInOpenStage(m, r) }

func (w *working) heardInOpenStage(m Message, r Reading) {
	switch r.Intent {
	case IntentWithdraw:
		w.withdraw(m, r)
	case IntentThanks:
	case IntentChase, IntentUnhappy, IntentStage2, IntentDisputeScope:
		w.chased(m, r, true)
	case IntentQuery:
		w.tellStatus()
		w.tellHandler("M11", m)
	case IntentNewIssue:
		w.happen(ByResident, "The resident added to the complaint.", IssueAdded{Issue{Sentence: excerpt(m.NewText, 200), Kind: r.Kind, Area: r.Area}})
		w.tellHandler("M11", m)
	default:
		if m.Channel == SMS && len(m.Attachments) > 0 {
			w.toResident("L18", atOnce, func(f *Facts) {})
		}
		w.tellHandler("M11", m)
	}
}

// chased tells the resident how things stand, at most once a day, and the handler that they asked (L19, M12).
func (w *working) chased(m Message, r Reading, tell bool) {
	if tell {
		w.tellStatus()
	}
	w.tellHandler("M12", m)
	s, _ := w.d.Case.Current()
	if s.Limit != 0 && w.today() > s.Limit {
		w.toTeam("M12", inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
	}
}

func (w *working) tellStatus() {
	c := w.d.Case
	if c.StatusSent == w.today() {
		return
	}
	w.happen(ByMachine, "The resident is told how things stand.", Said{"L19", w.today()})
	lines := w.history()
	w.toResident("L19", atOnce, func(f *Facts) { f.LastStep = lines[len(lines)-1] })
}

// withdraw closes a case at the resident's clear words. Unclear ones keep it open: the manager rings (3.4).
func (w *working) withdraw(m Message, r Reading) {
	if r.ToPerson {
		w.toHandler("M13", func(f *Facts) {
			f.Words = limitWords(m.NewText)
			f.Problem = "The resident may want to withdraw, but the words are not clear. Please ring them. The case stays open and the dates stand."
		})
		return
	}
	s, n := w.d.Case.Current()
	handler := s.Handler
	w.happen(ByResident, "The resident asked us to close the complaint.", CaseClosed{ClosedWithdrawn})
	w.toResident("L25", atOnce, func(f *Facts) {})
	role := RoleManager
	if n == 2 {
		role = RoleDirector
	}
	if handler.Email != "" {
		w.toStaff("M13", role, handler, inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
	}
}

// settlementAnswered reads the resident's answer to "we understand this is settled" (L24).
func (w *working) settlementAnswered(m Message, r Reading) bool {
	word := strings.ToUpper(strings.Trim(firstWord(m.NewText), ".,!"))
	switch {
	case word == "NO" || r.Intent == IntentUnhappy || r.Intent == IntentChase || wantsStage2(r):
		w.happen(ByResident, "The resident says that it is not settled.", SettlementDenied{})
		w.tellStatus()
		w.tellHandler("M12", m)
	case word == "YES" || !r.ToPerson && (r.Intent == IntentAccepts || r.Intent == IntentThanks || r.Intent == IntentWithdraw):
		w.happen(ByResident, "The resident agrees that it is settled.", CaseClosed{ClosedInformally})
		w.toResident("L25", atOnce, func(f *Facts) {})
	default:
		return false
	}
	return true
}

func firstWord(s string) string {
	if f := strings.Fields(s); len(f) > 0 {
		return f[0]
	}
	return ""
}

func wantsStage2(r Reading) bool { return r.Kind == KindStage2Request || r.Intent == IntentStage2 }

// dissatisfied reports whether a message after an answer rejects it, or says that things went wrong again.
func dissatisfied(r Reading) bool {
	switch r.Intent {
	case IntentStage2, IntentUnhappy, IntentDisputeScope, IntentChase:
		return true
	}
	return wantsStage2(r) || r.Kind == KindComplaint || r.Kind == KindNeedsHuman
}

func (w *working) heardAfterStage1(m Message, r Reading) {
	content := r.Intent == IntentAccepts || r.Intent == IntentWithdraw || r.Intent == IntentThanks
	switch {
	case wantsStage2(r) || r.Intent == IntentUnhappy || r.Kind == KindComplaint && !content:
		w.stage2Asked(m, r)
	case r.Intent == IntentAccepts || r.Intent == IntentWithdraw:
		if r.ToPerson {
			w.toTeam("M13", inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
			return
		}
		w.happen(ByResident, "The resident accepts the answer.", CaseClosed{ClosedSatisfied})
		w.toResident("L25", atOnce, func(f *Facts) {})
	case r.Intent == IntentThanks:
	case r.Intent == IntentQuery || r.Intent == IntentChase:
		w.tellStatus()
		w.tellHandler("M12", m)
	default:
		w.tellHandler("M11", m)
	}
}

// stage2Asked opens stage 2 if the request came within the window (P12), which has not begun until the answer
// was sent. A late one is a person's to decide (1.5).
func (w *working) stage2Asked(m Message, r Reading) {
	c := w.d.Case
	last := c.Stage1.WindowLast
	received := w.Calendar.Day(m.Received)
	if _, ok := w.Policy.Stage(2); !ok {
		w.tellExternal()
		w.toTeam("M12", inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
		return
	}
	if last == 0 || received <= last {
		w.openStage2(m.Received, ByResident, "The resident is not satisfied with the stage 1 answer and asked in time.", limitWords(m.NewText), m.Attachments)
		return
	}
	w.ask(m.Received, Question{
		Matter: MatterLateStage2, Suggest: "ACCEPT", Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence, Words: limitWords(m.NewText),
		Why: fmt.Sprintf("The request came on %s. The last day was %s.", received.Long(), last.Long()),
	})
}

// openStage2 begins the review: a Director who did not handle stage 1 (P15), the acknowledgement (P14), and the
// Director's own letter with the whole file.
func (w *working) openStage2(received time.Time, by, why, words string, files []Attachment) {
	w.openStage(2, received, by, why, words)
	w.assign(2, w.director(), by, "A Director who did not handle stage 1 reviews it.")
	w.toResident("L26", atOnce, func(f *Facts) { f.Reason = excerpt(words, 200) })
	w.toHandler("M10", func(f *Facts) {
		if words != "" {
			f.Words = words
		}
		f.Attachments = append(append([]Attachment{}, f.Attachments...), files...)
	})
}

// director returns who reviews at stage 2: the area's Director, else another, else the chief executive; never
// anybody who handled stage 1 or is kept from the case (P15).
func (w *working) director() Contact {
	candidates := append([]Contact{w.Register.Areas[w.d.Case.Area].Director}, w.Register.Directors()...)
	for _, c := range append(candidates, w.Register.ChiefExecutive) {
		if c.Email != "" && !w.conflicted(c) && !w.handledStage1(c) {
			return c
		}
	}
	return w.Register.Team
}

func (w *working) handledStage1(c Contact) bool {
	for _, a := range w.d.Case.Stage1.StandIns {
		if strings.EqualFold(a, c.Email) {
			return true
		}
	}
	return false
}

func (w *working) heardAfterStage2(m Message, r Reading) {
	if dissatisfied(r) {
		w.tellExternal()
		w.toTeam("M12", inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
		return
	}
	if r.Intent != IntentThanks && r.Intent != IntentAccepts {
		w.tellHandler("M11", m)
	}
}

// tellExternal sends the outside body's letter (L33) at most once in thirty days.
func (w *working) tellExternal() {
	if said := w.d.Case.Said["L33"]; said != 0 && said.DaysUntil(w.today()) < 30 {
		return
	}
	w.happen(ByMachine, "The resident is told who can look at it now.", Said{"L33", w.today()})
	w.toResident("L33", atOnce, func(f *Facts) { f.External.Show = true })
}

// heardWhenClosed lets a resident back in. Nobody is turned away twice, and nobody by a machine.
func (w *working) heardWhenClosed(m Message, r Reading) {
	c := w.d.Case
	reason, _, _ := strings.Cut(string(c.Reason), ":")
	again := dissatisfied(r)
	switch CloseReason(reason) {
	case ClosedLapsed, ClosedSatisfied:
		if again {
			w.stage2Asked(m, r)
		}
	case ClosedInformally:
		if again {
			w.reopenSettled(m, r)
		}
	case ClosedServiceRequest, ClosedOutOfScope, ClosedOutOfTime, ClosedNotComplaint:
		w.heardAfterRefusal(m, r, again)
	case ClosedComplete:
		if again {
			w.tellExternal()
			w.toTeam("M12", inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
		}
	default:
		if again || r.ToPerson {
			w.askAgain(m, r, "The resident has written again after the case was closed.")
		}
	}
}

// heardAfterRefusal: a complaint about it opens stage 1 (never bounced twice); a dispute of what we said it was
// goes to a person (3.4).
func (w *working) heardAfterRefusal(m Message, r Reading, again bool) {
	asked := strings.EqualFold(strings.Trim(firstWord(m.NewText), ".,!"), "COMPLAINT") // as our letter offers (L03)
	switch {
	case !asked && (r.Intent == IntentDisputeScope || r.ToPerson):
		w.askAgain(m, r, "The resident disputes that this is not for the complaints procedure.")
	case asked || again:
		w.happen(ByResident, "What the resident wrote.", IssueAdded{Issue{Sentence: excerpt(m.NewText, 200), Kind: KindComplaint, Area: r.Area}})
		w.openStage1(m.Received, ByResident, "The resident wants to complain about what we passed on or declined.", "L01")
	case r.Intent == IntentThanks:
	default:
		w.toStaff("M11", RoleManager, w.manager(w.d.Case.Area), inHours, func(f *Facts) { f.Words = limitWords(m.NewText) })
	}
}

func (w *working) askAgain(m Message, r Reading, why string) {
	w.ask(m.Received, Question{
		Matter: MatterReopen, Suggest: "ACCEPT", Kind: r.Kind, Confidence: r.Confidence, Evidence: r.Evidence, Words: limitWords(m.NewText), Why: why,
	})
}

// reopenSettled opens stage 1 anew when something settled early went wrong after all (1.4).
func (w *working) reopenSettled(m Message, r Reading) {
	if w.Calendar.Day(w.d.Case.ClosedAt).AddMonths(w.Settings.ReopenSettledFor) < w.today() {
		w.askAgain(m, r, "The resident says that a matter settled long ago has come back.")
		return
	}
	w.openStage1(m.Received, ByResident, "The resident says that it was not settled after all.", "L36")
}
