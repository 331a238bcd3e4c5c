package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
)

// inMode is a landlord whose letters are written in a mode.
func inMode(t *testing.T, m procedure.Modes) *proceduretest.Life {
	t.Helper()
	p := proceduretest.Rules(t, "hastoe-2020")
	p.Mode = m
	return proceduretest.Under(t, p)
}

func supervised(t *testing.T) *proceduretest.Life {
	t.Helper()
	return inMode(t, procedure.Modes{All: procedure.Supervised})
}

// agrees is a word to the newest letter that waits for one.
func agrees(t *testing.T, l *proceduretest.Life, at, who, word string) *proceduretest.Life {
	t.Helper()
	m := l.Message(at, who, word)
	l.Until(m.Received)
	asked := l.Last(letter.LetterToAgree)
	return l.Commands(m, complaint.Command{Verb: complaint.Verb(word), Sure: complaint.Unmistakable,
		Answers: letter.LetterToAgree, Asked: asked.Cause})
}

// TestShadowWritesToNobodyOutside: the case goes on as if its letters had gone; colleagues are written to.
func TestShadowWritesToNobodyOutside(t *testing.T) { // 3.6
	t.Parallel()
	l := inMode(t, procedure.Modes{All: procedure.Shadow}).Complain("2026-11-23 10:00").
		Replies("2026-11-30 10:00", manager, "EXTEND 18/12/2026 waiting for the survey").
		Answered("2026-12-02 10:00").To("2026-12-02 12:00")
	for _, s := range l.Sent {
		if s.Role == people.RoleResident || s.Role == people.RoleRepresentative {
			t.Errorf("%s went to %s in shadow", s.Letter, s.To.Email)
		}
	}
	l.GotInAll(letter.ManagerAssigned, 1).Stands(complaint.Stage1Responded)
	same(t, "it counts as answered", l.Case.Stage1.SentAt.IsZero(), false)
	holds(t, "whoever answered is told", l.Last(letter.CommandDone).Facts.Waits, "Nothing goes to the resident")
	danger := inMode(t, procedure.Modes{All: procedure.Shadow}).Open("2026-11-23 10:00", "I can smell gas.", gas())
	danger.GotInAll(letter.Emergency, 0)
	same(t, "people hear of a danger", danger.Count(letter.Hazard) > 0, true)
}

// TestSupervisedLettersWaitForAYes: each goes by the team's yes, and by nobody else's.
func TestSupervisedLettersWaitForAYes(t *testing.T) { // 3.6
	t.Parallel()
	l := supervised(t).Complain("2026-11-23 10:00")
	l.GotInAll(letter.Stage1Acknowledgement, 0).GotInAll(letter.ManagerAssigned, 1)
	asked := l.Last(letter.LetterToAgree)
	same(t, "who is asked", asked.To.Email, team)
	same(t, "what is shown", asked.Shows[0].Letter, letter.Stage1Acknowledgement)
	agrees(t, l, "2026-11-23 11:00", manager, "YES").Got("2026-11-23 11:00",
		"command-not-understood to repairs.manager")
	agrees(t, l, "2026-11-23 12:00", team, "YES").Got("2026-11-23 12:00", "stage1-acknowledgement to asha",
		"command-done to complaints.team")
	same(t, "letters that wait", len(l.Case.Awaiting), 0)
	same(t, "it is acknowledged", l.Case.Stage1.AckedAt.IsZero(), false)
	agrees(t, l, "2026-11-23 13:00", team, "YES").Got("2026-11-23 13:00", "command-not-understood to complaints.team")
}

// TestTheOwedDayIsGuarded: an acknowledgement, a later date and word that we are late go by themselves in the last
// working hour of their day, and are asked for each working morning until then.
func TestTheOwedDayIsGuarded(t *testing.T) { // P5, P10, 3.6
	t.Parallel()
	l := supervised(t).Complain("2026-11-23 10:00").To("2026-11-25 18:00")
	l.Got("2026-11-24 09:00", "letter-to-agree to complaints.team").
		Got("2026-11-25 17:00", "stage1-acknowledgement to asha")
	l.GotInAll(letter.DeliveryFailed, 0) // nobody is paged for what goes by itself
	same(t, "letters that wait", len(l.Case.Awaiting), 0)
	l.Replies("2026-12-07 10:00", manager, "EXTEND 18/12/2026 waiting for the survey").To("2026-12-07 18:00").
		Got("2026-12-07 17:00", "stage1-extension to asha")
	l.To("2026-12-21 18:00").Got("2026-12-21 17:00", "stage1-late to asha")
}

// TestAnAnswerWaitsWhateverTheDay: it is shown to the Director on its last day, and is late like any other.
func TestAnAnswerWaitsWhateverTheDay(t *testing.T) { // P9, 3.6
	t.Parallel()
	l := supervised(t).Complain("2026-11-23 10:00")
	agrees(t, l, "2026-11-23 12:00", team, "YES")
	l.Answered("2026-12-03 10:00").To("2026-12-10 12:30")
	l.GotInAll(letter.Stage1Response, 0).
		Got("2026-12-07 09:00", "letter-to-agree to complaints.team", "letter-to-agree to property.director")
	var late bool
	for _, d := range l.Procedure.Duties(l.Case, l.Now) {
		late = late || d.Name == "agree" && d.By < l.Procedure.Calendar.Day(l.Now)
	}
	same(t, "it stands on the list, late", late, true)
	agrees(t, l, "2026-12-10 13:00", director, "YES").Got("2026-12-10 13:00", "stage1-response to asha",
		"command-done to property.director")
}

// TestANoKeepsItBack: what the letter says is owed all the same, and a person brings it.
func TestANoKeepsItBack(t *testing.T) { // 3.6
	t.Parallel()
	l := supervised(t).Complain("2026-11-23 10:00")
	agrees(t, l, "2026-11-23 12:00", team, "NO").To("2026-11-26 18:00")
	l.GotInAll(letter.Stage1Acknowledgement, 0)
	same(t, "letters that a person brings", len(l.Case.Undelivered), 1)
}

// TestAdviceInDangerNeverWaits: and what a hold keeps back is kept back in every mode.
func TestAdviceInDangerNeverWaits(t *testing.T) { // 2.4
	t.Parallel()
	supervised(t).Open("2026-11-23 10:00", "I can smell gas.", gas()).GotInAll(letter.Emergency, 1)
	one := inMode(t, procedure.Modes{All: procedure.Automatic, Letters: map[letter.ID]procedure.Mode{
		letter.Stage1Acknowledgement: procedure.Shadow}}).Complain("2026-11-23 10:00")
	one.GotInAll(letter.Stage1Acknowledgement, 0)
	one.Replies("2026-11-30 10:00", manager, "EXTEND 18/12/2026 waiting for the survey").To("2026-11-30 12:00").
		GotInAll(letter.Stage1Extension, 1)
}

// TestStopTakesBackWhatWaits: a letter that waits is stopped with what has caused it.
func TestStopTakesBackWhatWaits(t *testing.T) { // 3.5
	t.Parallel()
	l := supervised(t).Complain("2026-11-23 10:00")
	agrees(t, l, "2026-11-23 12:00", team, "YES")
	before := l.Case
	l.Replies("2026-11-30 10:00", manager, "EXTEND 18/12/2026 waiting for the survey")
	same(t, "letters that wait", len(l.Case.Awaiting), 1)
	m := l.Message("2026-11-30 10:05", manager, "STOP")
	back := l.Procedure.TakeBack(l.Case, before, l.Case, l.Staff(manager), m, m.Received)
	same(t, "letters that wait after STOP", len(back.Case.Awaiting), 0)
}
