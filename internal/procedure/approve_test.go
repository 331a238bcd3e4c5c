package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
)

// approved is a case of a landlord who wants somebody to agree to each answer.
func approved(t *testing.T, by procedure.Approval) *proceduretest.Life {
	t.Helper()
	p := proceduretest.Rules(t, "hastoe-2020")
	p.Staff.Approve = by
	return proceduretest.Under(t, p).Complain("2026-11-23 10:00")
}

// TestAnAnswerWaitsToBeApproved: it goes by the word of whoever approves answers, in their name and the writer's.
func TestAnAnswerWaitsToBeApproved(t *testing.T) { // P9, 3.5
	t.Parallel()
	for by, approver := range map[procedure.Approval]string{
		procedure.ApprovedByDirector: director, procedure.ApprovedByTeam: team,
	} {
		l := approved(t, by).Answered("2026-11-25 10:00").Stands(complaint.Stage1Open)
		l.GotInAll(letter.Stage1Response, 0)
		same(t, "who is asked", l.Last(letter.AnswerToApprove).To.Email, approver)
		holds(t, "the letter that would go", l.Last(letter.AnswerToApprove).Shows[0].Facts.Answer, wordy)
		holds(t, "its writer is told", l.Last(letter.CommandDone).Facts.Reason, "It has not gone")
		l.Replies("2026-11-25 12:00", approver, "APPROVE").Stands(complaint.Stage1Responded).
			To("2026-11-25 13:00")
		l.GotInAll(letter.Stage1Response, 1)
		same(t, "questions left", len(l.Case.Questions), 0)
	}
}

// TestNobodyApprovesTheirOwn: neither its writer nor anybody who is not asked for it; what a Director or the team wrote
// themselves, where they approve, goes as it is.
func TestNobodyApprovesTheirOwn(t *testing.T) { // P9
	t.Parallel()
	for _, who := range []string{manager, deputy, estates, team} {
		l := approved(t, procedure.ApprovedByDirector).Answered("2026-11-25 10:00")
		if l.Replies("2026-11-25 12:00", who, "APPROVE"); who != team {
			l.Stands(complaint.Stage1Open).Got("2026-11-25 12:00", "command-not-understood to "+
				strings.TrimSuffix(who, "@landlord.example"))
		}
	}
	approved(t, procedure.ApprovedByTeam).Replies("2026-11-25 10:00", team, "RESPOND UPHELD\n"+wordy).
		Stands(complaint.Stage1Responded)
	approved(t, procedure.ApprovedByNobody).Answered("2026-11-25 10:00").Stands(complaint.Stage1Responded)
	approved(t, procedure.ApprovedByDirector).Replies("2026-11-25 10:00", team, "RESPOND UPHELD\n"+wordy).
		Stands(complaint.Stage1Open).Got("2026-11-25 10:00", "answer-to-approve to property.director",
		"command-done to complaints.team")
}

// TestAnAnswerIsSentBack: with what is to be changed, which has to be said.
func TestAnAnswerIsSentBack(t *testing.T) { // P9
	t.Parallel()
	l := approved(t, procedure.ApprovedByDirector).Answered("2026-11-25 10:00").
		Replies("2026-11-25 11:00", director, "RETURN").
		Got("2026-11-25 11:00", "command-not-understood to property.director").
		Replies("2026-11-25 12:00", director, "RETURN: please say when the roof is mended").
		Got("2026-11-25 12:00", "answer-returned to repairs.manager", "command-done to property.director").
		Stands(complaint.Stage1Open)
	f := l.Last(letter.AnswerReturned).Facts
	holds(t, "what is to be changed", f.Problem, "when the roof is mended")
	holds(t, "the answer", f.Answer, wordy)
	l.Replies("2026-11-25 13:00", director, "APPROVE").Stands(complaint.Stage1Open).
		Got("2026-11-25 13:00", "command-not-understood to property.director")
}

// TestAnUnapprovedAnswerNeverGoes: it is asked for each working morning, of the team and the Director on its last day,
// and is then theirs, late; the resident hears that we are.
func TestAnUnapprovedAnswerNeverGoes(t *testing.T) { // P9
	t.Parallel()
	l := approved(t, procedure.ApprovedByDirector).Answered("2026-12-02 10:00").
		To("2026-12-09 12:30")
	l.GotInAll(letter.Stage1Response, 0).GotInAll(letter.Stage1Late, 1).Stands(complaint.Stage1Open)
	l.Got("2026-12-07 09:00", "answer-to-approve to complaints.team", "answer-to-approve to property.director",
		"manager-due-today to repairs.manager")
	holds(t, "the handler hears for whom it waits", l.Last(letter.ManagerDueToday).Facts.Waits, "waits for")
	var late bool
	for _, d := range l.Procedure.Duties(l.Case, l.Now) {
		late = late || d.Name == "approve" && d.Owner == director && d.By < l.Procedure.Calendar.Day(l.Now)
	}
	same(t, "it stands on the Director's list, late", late, true)
}

// TestWhatWasApprovedIsWhatGoes: where the case has changed since, the letter is shown again; a new answer takes the
// place of the one that waits; its writer can take it back, and after the word both can.
func TestWhatWasApprovedIsWhatGoes(t *testing.T) { // 3.5
	t.Parallel()
	l := approved(t, procedure.ApprovedByDirector).Answered("2026-11-25 10:00").
		Replies("2026-11-25 11:00", manager, "RESPOND NOT UPHELD\n"+wordy)
	same(t, "answers that wait", len(l.Case.Questions), 1)
	l.Case.Party.Name = "Asha Khan"
	l.Replies("2026-11-25 12:00", director, "APPROVE").Stands(complaint.Stage1Open).
		Got("2026-11-25 12:00", "answer-to-approve to property.director").
		Replies("2026-11-25 13:00", director, "APPROVE").Stands(complaint.Stage1Responded)
	same(t, "decided", l.Case.Stage1.Decision, complaint.NotUpheld)
	for _, who := range []string{manager, director} {
		same(t, who+" may take it back", l.Procedure.MayTakeBack(l.Case, l.Staff(who), l.Now), true)
	}
	approved(t, procedure.ApprovedByDirector).Answered("2026-11-25 10:00").Replies("2026-11-25 11:00", manager, "STOP").
		Got("2026-11-25 11:00", "command-done to repairs.manager").
		Replies("2026-11-25 12:00", director, "APPROVE").Stands(complaint.Stage1Open)
}

// TestDaysThatPassChangeNothing: an answer that was shown days ago is still the answer that was shown.
func TestDaysThatPassChangeNothing(t *testing.T) { // 3.5
	t.Parallel()
	const answer = "RESPOND UPHELD\n" + wordy + "\nACTION: Mend the tap by 09/12/2026"
	approved(t, procedure.ApprovedByDirector).Replies("2026-12-03 10:00", manager, answer).
		Replies("2026-12-07 09:30", director, "APPROVE").Stands(complaint.Stage1Responded)
	begun(t).Replies("2026-12-03 10:00", manager, "DRAFT\n"+answer).Confirms("2026-12-04 09:30", manager, "YES").
		Stands(complaint.Stage1Responded)
}

// TestWhoeverApprovedDoesNotReview: they have dealt with the first stage.
func TestWhoeverApprovedDoesNotReview(t *testing.T) { // P15
	t.Parallel()
	l := approved(t, procedure.ApprovedByDirector).Answered("2026-11-25 10:00").
		Replies("2026-11-25 12:00", director, "APPROVE").
		Replies("2026-12-01 10:00", team, "ESCALATE").Stands(complaint.Stage2Open).With(housing)
	l.GotInAll(letter.DirectorReview, 1)
}
