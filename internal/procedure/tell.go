package procedure

import (
	"complaints/internal/complaint"
)

// tellTeam tells the team, whoever handles the case.
func (w *working) tellTeam(letter complaint.LetterID, m complaint.Message) {
	w.toTeam(letter, inHours, func(f *complaint.Facts) { f.Words, f.Attachments = complaint.LimitWords(m.NewText), m.Attachments })
}

// chased tells the handler that the resident asked, and the team as well once the answer is late.
func (w *working) chased(m complaint.Message) {
	w.tellHandler("M12", m)
	if s, _ := w.d.Case.Current(); s.Limit != 0 && w.today() > s.Limit {
		w.alsoTellTeam("M12", m)
	}
}

// tellStatus tells the resident how things stand, at most once a day (L19).
func (w *working) tellStatus() {
	w.onceADay("L19", "The resident is told how things stand.", func() {
		lines := w.history()
		w.toResident("L19", atOnce, func(f *complaint.Facts) {
			f.LastStep = lines[len(lines)-1]
			f.External.Show = f.External.Show || f.DaysLate > 0
		})
	})
}

// toRepresentative orders a copy of a letter for the representative to whom the resident has agreed.
func (w *working) toRepresentative(letter complaint.LetterID, t timing, facts complaint.Facts) {
	c := w.d.Case
	switch {
	case !c.Consent || c.Representative.Email == c.Party.Email && c.Representative.Phone == c.Party.Phone: // who has it anyway
	case c.Representative.Email != "":
		w.order(letter, complaint.Email, complaint.RoleRepresentative, c.Representative, t, facts)
	case c.Representative.Phone != "" && !fullAnswer(letter):
		w.order(letter, complaint.SMS, complaint.RoleRepresentative, c.Representative, t, facts)
	}
}

// onceADay runs something at most once on a day for the case, so that two machines can never go on answering
// each other.
func (w *working) onceADay(letter complaint.LetterID, why string, do func()) {
	if w.d.Case.Said[letter] == w.today() {
		return
	}
	w.happen(ByMachine, why, complaint.Said{Letter: letter, On: w.today()})
	do()
}

// tellHandler passes a message on to whoever handles the case, or to the team if nobody does.
func (w *working) tellHandler(letter complaint.LetterID, m complaint.Message) {
	w.toHandler(letter, func(f *complaint.Facts) { f.Words, f.Attachments = complaint.LimitWords(m.NewText), m.Attachments })
}

// alsoTellTeam passes a message on to the complaints team, unless they handle the case and have been told.
func (w *working) alsoTellTeam(letter complaint.LetterID, m complaint.Message) {
	if w.handledByTeam() {
		return
	}
	w.toTeam(letter, inHours, func(f *complaint.Facts) { f.Words, f.Attachments = complaint.LimitWords(m.NewText), m.Attachments })
}

// teamLooks puts a message before the complaints team with what they need to know of it (M12). Where they handle the case
// they have it already, unless nobody else was told.
func (w *working) teamLooks(m complaint.Message, rung string) {
	w.toTeam("M12", inHours, func(f *complaint.Facts) {
		f.Words, f.Attachments, f.Rung = complaint.LimitWords(m.NewText), m.Attachments, rung
	})
}

// perhapsStage2 tells the team of a message that may ask for stage 2, which they can grant with ESCALATE.
func (w *working) perhapsStage2(m complaint.Message) {
	if !w.handledByTeam() {
		w.teamLooks(m, "It may be a request for stage 2. If it is, reply ESCALATE")
	}
}

// handledByTeam reports whether letters to the handler go to the complaints team.
func (w *working) handledByTeam() bool {
	s, _ := w.d.Case.Current()
	return s.Handler.Email == "" || complaint.SameAddress(s.Handler, w.Register.Team)
}
