package procedure_test

import (
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

const lettings = "lettings.manager@landlord.example"

// named gives an area's manager a name.
func named(l *proceduretest.Life, area reading.Area, name string) {
	people := l.Procedure.Register.Areas[area]
	people.Manager.Name = name
	l.Procedure.Register.Areas[area] = people
}

// TestHandovers: REASSIGN passes a case to a colleague; its dates stay.
func TestHandovers(t *testing.T) { // P6, 3.2
	t.Parallel()
	const at = "2026-11-24 10:00"
	for name, words := range map[string]string{
		"to a colleague, by title":      "REASSIGN Estate Services Manager",
		"to a colleague, by address":    "REASSIGN to estate_services.manager@landlord.example",
		"to a colleague, by area":       "REASSIGN to estates",
		"to a colleague, in many words": "REASSIGN the people in estates please",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t).Replies(at, manager, words).With(estates).
				Got(at, "command-done to repairs.manager", "reassigned to estate_services.manager")
			same(t, "area", l.Case.Area, reading.AreaEstateServices)
			sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
			l.To("2026-11-27 09:00").Got("2026-11-27 09:00", "manager-contact-due to estate_services.manager")
		})
	}
	t.Run("to the deputy, by title", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies(at, manager, "REASSIGN Deputy Repairs Manager").With(deputy)
	})
	t.Run("by name, where the name is one person's", func(t *testing.T) { // 3.5
		t.Parallel()
		l := begun(t)
		named(l, reading.AreaEstateServices, "Priya Shah")
		named(l, reading.AreaLettings, "Priya Nair")
		l.Replies(at, manager, "REASSIGN Priya").Got(at, "command-not-understood to repairs.manager").With(manager)
		holds(t, "the manager is told", l.Last(letter.CommandNotUnderstood).Facts.Problem,
			"Priya Shah <estate_services.manager@landlord.example>, Priya Nair")
		l.Replies("2026-11-24 11:00", manager, "REASSIGN Priya in lettings").With(lettings)
	})
	t.Run("the former handler hears of it, if somebody else passes it on", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies(at, team, "REASSIGN repairs.deputy@landlord.example").
			Got(at, "command-done to complaints.team", "reassigned to repairs.deputy", "reassigned to "+
				"repairs.manager")
	})
	for name, words := range map[string]string{
		"not to nobody":                "REASSIGN",
		"not to an unknown name":       "REASSIGN Bob",
		"not to an unknown address":    "REASSIGN bob@landlord.example",
		"not to the person who has it": "REASSIGN repairs.manager@landlord.example",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun(t).Replies(at, manager, words).With(manager).Got(at, "command-not-understood to repairs.manager")
		})
	}
}

// TestConflicts: whoever is concerned in a case is kept from it.
func TestConflicts(t *testing.T) {
	t.Parallel()
	const at = "2026-11-24 10:00"
	t.Run("the handler's own", func(t *testing.T) { // 4.3
		t.Parallel()
		begun(t).Replies(at, manager, "CONFLICT she is my aunt").With(deputy).
			Got(at, "command-done to repairs.manager", "reassigned to repairs.deputy")
	})
	t.Run("named by the team", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies(at, team, "CONFLICT Repairs Manager").With(deputy)
	})
	t.Run("a deputy's own: the manager keeps the case", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies(at, deputy, "CONFLICT I know the resident").With(manager)
		same(t, "kept from it", strings.Join(l.Case.Conflicted, ", "), deputy)
	})
	t.Run("nobody but the team names another", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies(at, deputy, "CONFLICT Repairs Manager").With(manager)
		same(t, "kept from it", strings.Join(l.Case.Conflicted, ", "), deputy)
	})
	t.Run("who is kept away neither changes the file nor reads it", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies(at, manager, "CONFLICT she is my aunt").
			Replies("2026-11-24 12:00", manager, "NOTE she is no trouble\nTENURE: shared owner").
			Got("2026-11-24 12:00", "command-not-understood to repairs.manager")
		same(t, "tenure", l.Case.Party.Tenure, "")
		help := l.Last(letter.CommandNotUnderstood).Facts
		same(t, "what they are told of the resident", help.Resident+help.Words+strings.Join(linesOffered(help), ""), "")
	})
	t.Run("of nobody we know", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies(at, team, "CONFLICT somebody").Got(at, "command-not-understood to complaints.team").
			With(manager)
	})
	t.Run("it cannot be passed on to them", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies(at, team, "CONFLICT repairs.deputy@landlord.example").With(manager).
			Got(at, "command-done to complaints.team").
			Replies("2026-11-24 12:00", manager, "REASSIGN repairs.deputy@landlord.example").With(manager).
			Got("2026-11-24 12:00", "command-not-understood to repairs.manager")
	})
	t.Run("a manager's own complaint", func(t *testing.T) { // 4.3
		t.Parallel()
		for from, name := range map[string]string{manager: "", "priya@home.example": "Priya SHAH"} {
			l := newLife(t, "hastoe-2020")
			named(l, reading.AreaRepairs, "Priya Shah")
			m := l.Message("2026-11-23 10:00", from, "My own ceiling leaks again and nobody has come.")
			m.FromName = name
			l.OpenLate(m, aComplaint(), m.Received).With(deputy)
			same(t, "kept from it", strings.Join(l.Case.Conflicted, ", "), manager)
			l.Replies("2026-11-24 10:00", manager, "RESPOND UPHELD\n"+proceduretest.Answer).With(deputy).
				Stands(complaint.Stage1Open)
		}
	})
	t.Run("no letter tells them of it", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies(at, team, "CONFLICT "+manager).With(deputy).
			Got(at, "command-done to complaints.team", "reassigned to repairs.deputy", "reassigned to repairs.manager")
		for _, o := range l.Sent {
			if f := o.Facts; o.Letter == letter.Reassigned && o.To.Email == manager && f.Words+f.Resident+f.Contact.Email != "" {
				t.Errorf("who is kept away is told %q of %q", f.Words, f.Resident)
			}
		}
		l.Replies("2026-11-24 11:00", team, "CONFLICT "+director).To("2026-12-11 12:00")
		for _, o := range l.Sent {
			if o.To.Email == director {
				t.Errorf("%s goes to a Director who is kept away", letter.Of(o.Letter).File)
			}
		}
		if l.Count(letter.DirectorOverdue) == 0 {
			t.Error("nobody hears that the answer is late")
		}
	})
	t.Run("named in the complaint", func(t *testing.T) { // 4.3
		t.Parallel()
		l := newLife(t, "hastoe-2020")
		named(l, reading.AreaRepairs, "Priya Shah")
		l.Open("2026-11-23 10:00", "I complain about how priya shah spoke to me.", aComplaint()).With(deputy)
		same(t, "kept from it", strings.Join(l.Case.Conflicted, ", "), manager)
	})
}

// TestAway: what somebody who is away has passes to their deputy, then to the team.
func TestAway(t *testing.T) {
	t.Parallel()
	t.Run("a machine's word is taken for sixty days, a person's for what they say twice", func(t *testing.T) {
		t.Parallel()
		const words = "I am out of the office until 30 November 2028."
		until := func(l *proceduretest.Life) string { return l.Case.Away[manager].String() }
		same(t, "a machine's", until(begun(t).AutoReplies("2026-11-24 10:00", manager, words)), "2027-01-23")
		l := begun(t).Replies("2026-11-24 10:00", manager, "OUT until 30/11/2028").
			Got("2026-11-24 10:00", "read-back to repairs.manager").With(manager)
		same(t, "a person's, confirmed", until(l.Confirms("2026-11-24 10:05", manager, "YES")), "2028-11-30")
	})
	t.Run("the deputy, then the team, never back", func(t *testing.T) { // 3.3
		t.Parallel()
		l := begun(t).AutoReplies("2026-11-23 10:01", manager, "I am out of the office until 7 December 2026.").
			With(deputy).Got("2026-11-23 10:01", "manager-away to repairs.deputy")
		l.AutoReplies("2026-11-23 10:02", deputy, "I am away until 30 November 2026.").
			With(team).Got("2026-11-23 10:02", "manager-away to complaints.team")
		l.AutoReplies("2026-11-23 10:03", team, "We are away.").With(team).Got("2026-11-23 10:03")
		l.Replies("2026-11-24 10:00", team, "REASSIGN repairs.deputy@landlord.example").With(team)
		l.Replies("2026-11-30 10:00", team, "REASSIGN repairs.deputy@landlord.example").With(deputy)
	})
	t.Run("somebody who does not have the case is not relieved of it", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-30 10:00", team, "REASSIGN repairs.deputy@landlord.example").
			AutoReplies("2026-12-01 10:00", manager, "away").With(deputy)
	})
	t.Run("OUT typed by a person is answered", func(t *testing.T) { // 3.5
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", manager, "OUT until 7 December 2026").With(deputy).
			Got("2026-11-24 10:00", "command-done to repairs.manager", "manager-away to repairs.deputy")
	})
	t.Run("an automatic reply is not answered, and says until when", func(t *testing.T) {
		t.Parallel()
		const at, words = "2026-11-24 10:00", "I am on annual leave"
		l := begun(t)
		m := l.Message(at, manager, words)
		m.Away = &message.Away{Until: calendar.MustDate("2026-12-07")}
		l.Automatic(m).Got(at, "manager-away to repairs.deputy")
		sameDay(t, "away until", l.Case.Away[manager], "2026-12-07")
	})
	t.Run("at stage 2 another Director, not a manager", func(t *testing.T) {
		t.Parallel()
		stage2(t).AutoReplies("2026-12-07 12:00", director, "I am out of the office until 4 January 2027.").
			With(housing).Got("2026-12-07 12:00", "manager-away to housing.director")
	})
}

// TestSomebodyIsAway: an out-of-office reply comes once and tells of one case; the absence is theirs in all of them.
func TestSomebodyIsAway(t *testing.T) { // 3.3
	t.Parallel()
	absent := func(t *testing.T, until string) *proceduretest.Life {
		t.Helper()
		l := begun(t)
		l.Procedure.Absent = map[string]calendar.Date{manager: calendar.MustDate(until)}
		return l
	}
	t.Run("what is owed before the return passes on", func(t *testing.T) {
		t.Parallel()
		l := absent(t, "2026-12-10")
		l.Do(l.Procedure.CheckAbsence(l.Case, l.Now)).With(deputy).GotInAll(letter.ManagerAway, 1)
	})
	t.Run("a day's absence passes on nothing that is not due", func(t *testing.T) {
		t.Parallel()
		l := absent(t, "2026-11-25")
		l.Do(l.Procedure.CheckAbsence(l.Case, l.Now)).With(manager).GotInAll(letter.ManagerAway, 0)
	})
	t.Run("a new complaint goes to the deputy", func(t *testing.T) {
		t.Parallel()
		l := absent(t, "2026-12-10")
		d := l.Procedure.Open("HC-2026-000009", l.Message("2026-11-24 10:00", "ben@example.com", "The leak."),
			aComplaint(), complaint.Case{}, l.Now)
		same(t, "handler", d.Case.Stage1.Handler.Email, deputy)
	})
	t.Run("without a day of return, for a week of work", func(t *testing.T) {
		t.Parallel()
		l := absent(t, "2026-12-10")
		who, until := l.Procedure.WhoIsAway(complaint.WentAway{Address: strings.ToUpper(manager)},
			instant(t, "2026-11-24 10:00"))
		same(t, "away", who, manager)
		sameDay(t, "away until", until, "2026-12-01")
	})
}

// TestLeftTheRegister: what somebody has who is no longer on the register passes on.
func TestLeftTheRegister(t *testing.T) {
	t.Parallel()
	t.Run("to whoever answers for the area now", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		handlers := l.Procedure.Register.Areas[reading.AreaRepairs]
		handlers.Manager = people.Contact{Name: "New", Email: "new.manager@landlord.example"}
		l.Procedure.Register.Areas[reading.AreaRepairs] = handlers
		l.To("2026-11-24 10:00")
		l.Do(l.Procedure.CheckHandler(l.Case, l.Now)).With("new.manager@landlord.example").
			Got("2026-11-24 10:00", "reassigned to new.manager")
	})
	t.Run("not from somebody who is there", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		same(t, "events", len(l.Procedure.CheckHandler(l.Case, l.Now).Events), 0)
	})
	t.Run("not a closed case", func(t *testing.T) {
		t.Parallel()
		l := begun(t)
		d := l.Procedure.CheckHandler(complaint.Case{Status: complaint.Closed}, l.Now)
		same(t, "events", len(d.Events), 0)
	})
}

// answers is a reply of somebody to whom a letter was passed on: the reply came under that letter.
func answers(t *testing.T, l *proceduretest.Life, from, text string, id complaint.LetterID) *proceduretest.Life {
	t.Helper()
	const at = "2026-11-25 10:00"
	cmd := l.Read(at, text)
	cmd.Answers = id
	return l.Commands(l.Message(at, from, text), cmd)
}

// TestPassedOnByHand: a colleague to whom a letter was passed on acts on it in its reader's place; nobody else does.
func TestPassedOnByHand(t *testing.T) { // 3.5
	t.Parallel()
	const upheld = "RESPOND UPHELD\n" + wordy
	for _, tc := range []struct {
		name, from, text string
		under            complaint.LetterID
		has              string
		letters          []string
	}{
		{"another area's manager answers", estates, upheld, letter.ManagerAssigned, estates, []string{
			"stage1-response to asha", "command-done to estate_services.manager", "reassigned to repairs.manager"}},
		{"another area's manager puts it off", estates, "EXTEND 14/12/2026 waiting for the survey",
			letter.ManagerThreeDays, estates, []string{"stage1-extension to asha",
				"extension-noted to estate_services.manager", "reassigned to repairs.manager"}},
		{"the letter asked for no answer", estates, upheld, letter.AreaConcerned, manager,
			[]string{"command-not-understood to estate_services.manager"}},
		{"a Director is no manager at stage 1", director, upheld, letter.ManagerAssigned, manager,
			[]string{"command-not-understood to property.director"}},
		{"an answer that is none takes nothing over", estates, "RESPOND UPHELD sorry", letter.ManagerAssigned,
			manager,
			[]string{"command-not-understood to estate_services.manager"}},
		{"nor does a date that cannot be given", estates, "EXTEND 01/11/2026 waiting for the survey",
			letter.ManagerAssigned, manager, []string{"extension-refused to estate_services.manager"}},
		{"nor an answer to help that they were sent", estates, upheld, letter.CommandNotUnderstood, manager,
			[]string{"command-not-understood to estate_services.manager"}},
		{"a note takes nothing over", estates, "NOTE the lights are ours", letter.ManagerAssigned, manager,
			[]string{"command-done to estate_services.manager"}},
		{"the out-of-hours desk answers no complaint", nights, upheld, letter.ManagerAssigned, manager,
			[]string{"command-not-understood to out.of.hours"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			answers(t, begun(t), tc.from, tc.text, tc.under).Got("2026-11-25 10:00", tc.letters...).With(tc.has)
		})
	}
}

// TestPassedOnFurther: a case that has moved before is taken over by nobody who has passed it on or is kept from it.
func TestPassedOnFurther(t *testing.T) {
	t.Parallel()
	const at, upheld = "2026-11-25 10:00", "RESPOND UPHELD\n" + wordy
	moved := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return begun(t).Replies("2026-11-24 10:00", manager, "REASSIGN estate_services.manager@landlord.example").
			With(estates)
	}
	t.Run("by a deputy, under the letter of the one who has it", func(t *testing.T) {
		t.Parallel()
		answers(t, moved(t), deputy, "CONTACTED rang her this morning about it", letter.Reassigned).With(deputy)
	})
	t.Run("not by whoever has passed it on", func(t *testing.T) {
		t.Parallel()
		answers(t, moved(t), manager, upheld, letter.ManagerAssigned).
			Got(at, "command-not-understood to repairs.manager").With(estates)
	})
	t.Run("not by whoever is kept from it", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-24 10:00", team, "CONFLICT "+estates)
		answers(t, l, estates, upheld, letter.ManagerAssigned).
			Got(at, "command-not-understood to estate_services.manager").With(manager)
	})
}

// TestPassedOnAtStage2: a review is taken over by another Director who had no part in stage 1.
func TestPassedOnAtStage2(t *testing.T) { // P15
	t.Parallel()
	const at, upheld = "2026-11-25 10:00", "RESPOND UPHELD\n" + wordy
	review := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").Complain("2026-11-16 10:00").Answered("2026-11-20 10:00").
			Says("2026-11-23 10:00", "Not good enough, look again.", intent(reading.IntentStage2)).With(director)
	}
	t.Run("another Director", func(t *testing.T) {
		t.Parallel()
		answers(t, review(t), housing, upheld, letter.DirectorReview).With(housing).
			Got(at, "stage2-final-response to asha", "command-done to housing.director",
				"reassigned to property.director")
	})
	t.Run("no manager", func(t *testing.T) {
		t.Parallel()
		answers(t, review(t), estates, upheld, letter.DirectorReview).With(director).
			Got(at, "command-not-understood to estate_services.manager")
	})
}

// TestAComplaintAboutARole: whoever is complained about by their title does not have it, nor hears of it. // P15
func TestAComplaintAboutARole(t *testing.T) {
	t.Parallel()
	const at = "2026-11-23 10:00"
	title := proceduretest.Rules(t, "hastoe-2020").Register.Areas[reading.AreaRepairs].Manager.Title
	about := newLife(t, "hastoe-2020").Open(at, "I want to complain about your "+title+". He ignores me.", aComplaint())
	for _, s := range about.Sent {
		if s.To.Email == manager {
			t.Errorf("letters to whoever it is about: got %s, want none", s.Letter)
		}
	}
	newLife(t, "hastoe-2020").Open(at, "Please let the "+title+" deal with this.", aComplaint()).With(manager)
}

// TestLeftForGood: whoever has left gets no case until the register is changed, and the team is told to change it. // 3.5
func TestLeftForGood(t *testing.T) {
	t.Parallel()
	l := begun(t).AutoReplies("2026-11-24 10:00", manager, "I have left Example Homes.")
	holds(t, "what the team is told", l.Last(letter.ManagerAway).Facts.Reason, "Please change it.")
	if got := l.Case.Stage1.Handler.Email; got == manager {
		t.Error("the case is still with whoever has left")
	}
	other := begun(t)
	other.Procedure.Absent = map[string]calendar.Date{manager: calendar.MustDate("9999-12-31")}
	other.Do(other.Procedure.CheckAbsence(other.Case, other.Now))
	if got := other.Case.Stage1.Handler.Email; got == manager {
		t.Error("another case is still with whoever has left")
	}
}
