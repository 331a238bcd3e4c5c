package procedure

import (
	"complaints/internal/complaint"
	"complaints/internal/letter"
)

// tellTeam tells the team, whoever handles the case.
func (d *draft) tellTeam(id complaint.LetterID, m complaint.Message) {
	d.toTeam(id, func(f *complaint.Facts) {
		f.Words, f.Attachments = complaint.LimitWords(m.NewText), m.Attachments
	})
}

// chased tells the handler that the resident asked, and the team as well once the answer is late.
func (d *draft) chased(m complaint.Message) {
	d.tellHandler(letter.ManagerResidentChased, m)
	if s, _ := d.Case.Current(); s.Limit != 0 && d.today() > s.Limit {
		d.alsoTellTeam(letter.ManagerResidentChased, m)
	}
}

// tellStatus tells the resident how things stand, at most once a day (L19).
func (d *draft) tellStatus() {
	d.onceADay(letter.Status, "The resident is told how things stand.", func() {
		lines := d.history()
		d.toResident(letter.Status, func(f *complaint.Facts) {
			f.LastStep = lines[len(lines)-1]
			f.External.Show = f.External.Show || f.DaysLate > 0
		})
	})
}

// toRepresentative orders a copy of a letter for the representative to whom the resident has agreed.
func (d *draft) toRepresentative(id complaint.LetterID, facts complaint.Facts) {
	c := d.Case
	switch {
	// who has it anyway
	case !c.Consent || c.Representative.Email == c.Party.Email && c.Representative.Phone == c.Party.Phone:
	case c.Representative.Email != "":
		d.order(id, complaint.Email, complaint.RoleRepresentative, c.Representative, facts)
	case c.Representative.Phone != "" && !letter.Of(id).Answers:
		d.order(id, complaint.SMS, complaint.RoleRepresentative, c.Representative, facts)
	}
}

// onceADay runs something at most once on a day for the case, so that two machines can never go on answering
// each other.
func (d *draft) onceADay(id complaint.LetterID, why string, do func()) {
	if d.Case.Said[id] == d.today() || d.isQuiet(id) {
		return
	}
	d.record(complaint.ByMachine, why, complaint.Said{Letter: id, On: d.today()})
	do()
}

// tellHandler passes a message on to whoever handles the case, or to the team if nobody does.
func (d *draft) tellHandler(id complaint.LetterID, m complaint.Message) {
	d.toHandler(id, func(f *complaint.Facts) {
		f.Words, f.Attachments = complaint.LimitWords(m.NewText), m.Attachments
	})
}

// alsoTellTeam passes a message on to the complaints team, unless they handle the case and have been told.
func (d *draft) alsoTellTeam(id complaint.LetterID, m complaint.Message) {
	if d.handledByTeam() {
		return
	}
	d.toTeam(id, func(f *complaint.Facts) {
		f.Words, f.Attachments = complaint.LimitWords(m.NewText), m.Attachments
	})
}

// teamLooks puts a message before the complaints team with what they need to know of it (M12). Where they handle the
// case they have it already, unless nobody else was told.
func (d *draft) teamLooks(m complaint.Message, why string) {
	d.toTeam(letter.ManagerResidentChased, func(f *complaint.Facts) {
		f.Words, f.Attachments, f.Reminder = complaint.LimitWords(m.NewText), m.Attachments, why
	})
}

// perhapsStage2 tells the team of a message that may ask for stage 2, which they can grant with ESCALATE.
func (d *draft) perhapsStage2(m complaint.Message) {
	if !d.handledByTeam() {
		d.teamLooks(m, "It may be a request for stage 2. If it is, reply ESCALATE")
	}
}

// handledByTeam reports whether letters to the handler go to the complaints team.
func (d *draft) handledByTeam() bool {
	s, _ := d.Case.Current()
	return s.Handler.Email == "" || complaint.SameAddress(s.Handler, d.Register.Team)
}
