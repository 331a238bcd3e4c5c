package procedure_test

import (
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
)

// TestNothingReachesAroundTheTable: whatever a reply reads like, whichever letter it answers and wherever the case
// stands, nothing leaves the house and nothing changes on less than its row asks for.
func TestNothingReachesAroundTheTable(t *testing.T) { // 3.5
	t.Parallel()
	lives := map[string]*proceduretest.Life{
		"stage 1": begun(t), "answered": begun(t).Answered("2026-11-25 10:00"), "stage 2": stage2(t),
		"a review": newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "Next door again.",
			outOfScope(policy.NeighbourASB)),
		"a danger": newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "I can smell gas.", gas()),
	}
	p := proceduretest.Rules(t, "hastoe-2020")
	for verb, needs := range procedure.Needs() {
		for sure := complaint.Unsure; sure < needs; sure++ {
			for _, id := range letter.All() {
				if letter.Of(id).To != letter.Staff {
					continue
				}
				for name, l := range lives {
					for _, from := range []string{manager, team} {
						unsureReply(t, p, complaint.Command{Verb: verb, Sure: sure, Answers: id}, name, l.Case,
							l.Staff(from))
					}
				}
			}
		}
	}
}

func unsureReply(t *testing.T, p procedure.Procedure, cmd complaint.Command, name string, c complaint.Case,
	from people.Contact) {
	t.Helper()
	s, _ := c.Current()
	now := s.OpenedAt.AddDate(0, 0, 1)
	if s.OpenedAt.IsZero() {
		now = c.Received.AddDate(0, 0, 1)
	}
	cmd.Outcome, cmd.Name, cmd.Code, cmd.Date = complaint.Upheld, "Estate Services Manager", "E4", s.Limit.AddDays(7)
	cmd.Text = "We have looked at all of it and found what went wrong. It was our fault and we are sorry for " +
		"that. It will be put right on Monday, and we will look at it once more at the end of the month."
	m := message.Message{ID: "m9", Channel: message.Email, Received: now, From: from.Email, NewText: cmd.Text,
		Nature: message.FromPerson}
	d := p.Command(c, from, m, cmd, now)
	for _, o := range d.Letters {
		if o.Role == people.RoleResident || o.Role == people.RoleRepresentative {
			t.Errorf("%s, %s, to %s, %s: got %s to %s, want nothing to leave", cmd.Verb, cmd.Sure, cmd.Answers,
				name, o.Letter, o.To.Email)
		}
	}
	is, was := d.Case, c
	if is.Status != was.Status || is.Stage1.Limit != was.Stage1.Limit || is.Consent != was.Consent ||
		is.Stage1.Handler != was.Stage1.Handler || is.Stage1.ContactedOn != was.Stage1.ContactedOn ||
		len(is.Away) != len(was.Away) || len(is.Conflicted) != len(was.Conflicted) ||
		is.Clocks.Danger != was.Clocks.Danger || len(is.Links) != len(was.Links) {
		t.Errorf("%s, %s, to %s, %s by %s: the case has changed", cmd.Verb, cmd.Sure, cmd.Answers, name, from.Email)
	}
}

// TestQuestionsAreDuties: what a colleague is asked is asked again, then of others, until it is answered (3.5).
func TestQuestionsAreDuties(t *testing.T) { // 3.5
	t.Parallel()
	const words = "Could I have until 18 December please, because the frost is in the ground"
	asked := func(t *testing.T, at string) *proceduretest.Life {
		t.Helper()
		return begun(t).Replies(at, manager, words).Got(at, "read-back to repairs.manager")
	}
	t.Run("shown as it would go, and owed", func(t *testing.T) {
		t.Parallel()
		l := asked(t, "2026-11-24 10:00").Stands(complaint.Stage1Open)
		q := l.Last(letter.ReadBack)
		if len(q.Shows) != 1 || q.Shows[0].Letter != letter.Stage1Extension {
			t.Errorf("shown: got %v, want the letter to the resident", q.Shows)
		}
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		found := false
		for _, d := range l.Procedure.Duties(l.Case, l.Now) {
			found = found || d.Name == "confirm" && d.Owner == manager
		}
		same(t, "a duty of whoever was asked", found, true)
	})
	t.Run("asked again, then of others", func(t *testing.T) {
		t.Parallel()
		asked(t, "2026-11-24 10:00").
			To("2026-11-25 09:00").Got("2026-11-25 09:00", "read-back to repairs.manager").
			To("2026-11-26 09:00").GotInAll(letter.ReadBack, 3).
			To("2026-12-07 09:00").Stands(complaint.Stage1Open)
	})
	t.Run("on the last day of the team and the Director at once", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-12-07 10:00", manager, words).Got("2026-12-07 10:00", "read-back to complaints.team",
			"read-back to property.director", "read-back to repairs.manager")
	})
	t.Run("yes does it", func(t *testing.T) {
		t.Parallel()
		l := asked(t, "2026-11-24 10:00").Confirms("2026-11-24 11:00", manager, "YES").
			Got("2026-11-24 11:00", "extension-noted to repairs.manager", "stage1-extension to asha")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-18")
		l.To("2026-11-27 12:00").GotInAll(letter.ReadBack, 1)
	})
	t.Run("the deputy's yes does it", func(t *testing.T) {
		t.Parallel()
		l := asked(t, "2026-11-24 10:00").To("2026-11-26 09:30").Confirms("2026-11-26 11:00", deputy, "yes please")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-18")
	})
	t.Run("no ends it", func(t *testing.T) {
		t.Parallel()
		l := asked(t, "2026-11-24 10:00").Confirms("2026-11-24 11:00", manager, "NO").
			Got("2026-11-24 11:00", "command-done to repairs.manager")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		l.To("2026-11-27 12:00").GotInAll(letter.ReadBack, 1)
	})
	t.Run("a yes twice does it once", func(t *testing.T) {
		t.Parallel()
		asked(t, "2026-11-24 10:00").Confirms("2026-11-24 11:00", manager, "YES").
			Confirms("2026-11-24 11:30", manager, "YES").Got("2026-11-24 11:30", "command-not-understood to "+
			"repairs.manager").
			GotInAll(letter.Stage1Extension, 1)
	})
	t.Run("the command itself settles it", func(t *testing.T) {
		t.Parallel()
		l := asked(t, "2026-11-24 10:00").Replies("2026-11-24 11:00", manager, "EXTEND 16/12/2026 the frost "+
			"is in the ground")
		same(t, "questions left", len(l.Case.Questions), 0)
	})
	t.Run("what has changed since is shown anew", func(t *testing.T) {
		t.Parallel()
		l := asked(t, "2026-11-24 10:00").Replies("2026-11-24 10:30", team, "REASSIGN repairs.deputy@landlord.example")
		l.Confirms("2026-11-24 11:00", deputy, "YES").Got("2026-11-24 11:00", "read-back to repairs.deputy")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
	})
}

// TestLettersOfStaffWait: what a colleague causes waits a little, and never past its day.
func TestLettersOfStaffWait(t *testing.T) { // 3.5
	t.Parallel()
	for name, tc := range map[string]struct{ at, leaves string }{
		"by day":                      {"2026-11-24 10:00", "2026-11-24 10:15"},
		"in the evening":              {"2026-11-24 20:30", "2026-11-25 08:00"},
		"on its last day":             {"2026-12-07 20:30", "2026-12-07 20:45"},
		"late on its last day":        {"2026-12-07 23:38", "2026-12-07 23:45"},
		"in its last minutes":         {"2026-12-07 23:50", "2026-12-07 23:50"},
		"at the end of a working day": {"2026-11-24 17:50", "2026-11-25 08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			l.Procedure.Settings.WaitMinutes = 15
			l.Replies(tc.at, manager, "RESPOND UPHELD\n"+proceduretest.Answer)
			for _, o := range l.Waiting {
				if o.Letter == letter.Stage1Response {
					same(t, "it leaves", o.NotBefore.Format(time.DateTime)[:16], tc.leaves)
					return
				}
			}
			for _, s := range l.Sent {
				if s.Letter == letter.Stage1Response {
					same(t, "it left", s.At.Format(time.DateTime)[:16], tc.leaves)
					return
				}
			}
			t.Error("the answer was not ordered")
		})
	}
}

// TestDirectorsPassOn: a letter to a Director offers what she may do, and that works.
func TestDirectorsPassOn(t *testing.T) { // P6
	t.Parallel()
	l := begun(t).To("2026-12-08 12:00")
	got := linesOffered(l.Last(letter.DirectorOverdue).Facts)
	if len(got) != 2 || got[1] != "NOTE and anything for the file" {
		t.Errorf("offered: got %q, want REASSIGN and NOTE", got)
	}
	l.Replies("2026-12-08 13:00", director, "REASSIGN repairs.deputy@landlord.example").With(deputy)
}

// TestAnswersToNoQuestion: YES, NO and DRAFT that belong to nothing do nothing, and say so. // 3.5
func TestAnswersToNoQuestion(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		cmd  complaint.Command
		says string
	}{
		{complaint.Command{Verb: complaint.VerbYes, Asked: "gone"}, "that one is no longer open. Nothing was done."},
		{complaint.Command{Verb: complaint.VerbNo, Asked: "gone"}, "that one is no longer open. Nothing was done."},
		{complaint.Command{Verb: complaint.VerbDraft, Text: "hello"}, "We show you the finished letter"},
		{complaint.Command{Verb: complaint.VerbAsk, Text: "why", Sure: complaint.Unmistakable},
			"Write your question after ASK"},
	} {
		l := begun(t)
		l.Commands(l.Message("2026-11-24 10:00", manager, "words"), tc.cmd)
		holds(t, "the reply", l.Last(letter.CommandNotUnderstood).Facts.Problem, tc.says)
	}
}
