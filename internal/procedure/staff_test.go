package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reply"
)

// TestAnswers: RESPOND (3.5; P9, P11).
func TestAnswers(t *testing.T) {
	t.Parallel()
	t.Run("goes to the resident with everything in it", func(t *testing.T) {
		l := begun(t).Replies("2026-12-03 10:00", manager, "RESPOND PARTLY UPHELD\n"+wordy+
			"\nREMEDY: 50 pounds\nACTION: paint the ceiling by 18/12/2026\nROOT CAUSE: no part in stock\nLEARNING: "+
			"keep two\nIMPROVEMENT: a list of parts")
		l.Stands(complaint.Stage1Responded).Got("2026-12-03 10:00", "stage1-response to asha",
			"command-done to repairs.manager")
		s := l.Case.Stage1
		if s.Decision != complaint.PartlyUpheld || s.Remedy != "50 pounds" || s.RootCause != "no part in stock" ||
			s.Learning != "keep two" || s.Improvement != "a list of parts" ||
			s.Learnt() != "no part in stock; keep two; a list of parts" || strings.Contains(s.Answer, "LEARNING") {
			t.Errorf("%+v", s)
		}
		if f := l.Last(letter.Stage1Response).Facts; f.WindowLast != calendar.MustDate("2026-12-24") ||
			len(f.Actions) != 1 ||
			f.Actions[0].By != calendar.MustDate("2026-12-18") {
			t.Errorf("until %s, %v", f.WindowLast, f.Actions)
		}
	})
	t.Run("one that is corrected was still in time, one that came back was not", func(t *testing.T) {
		l := begun(t).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy)
		first := l.Case.Stage1.SentAt
		l.Replies("2026-12-14 10:00", team, "RESPOND PARTLY UPHELD\n"+wordy)
		if s := l.Case.Stage1; first.IsZero() || !s.FirstSentAt.Equal(first) || !s.SentAt.After(first) ||
			s.WindowLast != calendar.MustDate("2027-01-04") {
			t.Errorf("first sent %v, of %v; sent %v, window until %s", s.FirstSentAt, first, s.SentAt, s.WindowLast)
		}
		if l := begun(t).Answered("2026-12-03 10:00").
			ComesBack("2026-12-03 10:05", letter.Stage1Response); !l.Case.Stage1.FirstSentAt.IsZero() {
			t.Errorf("an answer that came back counts as sent on %v", l.Case.Stage1.FirstSentAt)
		}
	})
	t.Run("waits for the office to open; a text is never the answer", func(t *testing.T) {
		begun(t).Replies("2026-12-05 10:00", manager, "RESPOND UPHELD\n"+wordy).
			Got("2026-12-05 10:00", "command-done to repairs.manager").To("2026-12-07 08:00").Got("2026-12-07 08:00",
			"stage1-response to asha")
		l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "The boiler again.", aComplaint()).
			Answered("2026-12-03 10:00")
		if o := l.Last(letter.Stage1Response); o.Channel != complaint.Post || o.To.Email != team ||
			!l.Case.Stage1.SentAt.IsZero() {
			t.Errorf("by %s to %s, sent %v", o.Channel, o.To.Email, l.Case.Stage1.SentAt)
		}
		if d := l.Procedure.Duties(l.Case, l.Now); !slices.ContainsFunc(d, func(d procedure.Duty) bool {
			return d.Name == "deliver" && d.Owner == team
		}) {
			t.Errorf("nobody owes posting it: %+v", d)
		}
		l.Replies("2026-12-04 10:00", team, "POSTED").
			Got("2026-12-04 10:00", "stage1-response to +447700900123", "command-done to complaints.team")
		if o := l.Last(letter.Stage1Response); o.Channel != complaint.SMS || o.Facts.FullLetter != complaint.Post {
			t.Errorf("announced by %s, as coming by %q", o.Channel, o.Facts.FullLetter)
		}
		l.Take(l.Procedure.NotDelivered(l.Case, l.Letter(l.Last(letter.Stage1Response)), "unreachable", l.Now))
		if l.Case.Stage1.SentAt.IsZero() {
			t.Error("a lost announcement undoes the posted answer")
		}
	})
	t.Run("a posted final answer is announced too", func(t *testing.T) {
		l := stage2(t)
		l.Case.Party.Email, l.Case.Party.Phone = "", phone
		l.Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy).Replies("2026-12-18 12:00", team, "POSTED").
			Got("2026-12-18 12:00", "stage2-final-response to +447700900123", "command-done to complaints.team")
	})
	t.Run("never without a decision, nor too short", func(t *testing.T) {
		for _, words := range []string{"RESPOND\n" + wordy, "RESPOND UPHELD sorry", "RESPOND",
			"please send the attached"} {
			begun(t).Replies("2026-12-03 10:00", manager, words).Stands(complaint.Stage1Open).
				Got("2026-12-03 10:00", "command-not-understood to repairs.manager")
		}
	})
	t.Run("before the acknowledgement went, both go", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.Message("2026-11-23 10:00", asha, "leak")
		l.Now = m.Received
		l.Take(l.Procedure.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.Now))
		who, _ := l.Procedure.Register.Find(manager)
		l.Take(l.Procedure.Command(l.Case, who, l.Message("2026-11-23 10:00", manager, "x"),
			reply.ReadCommand("RESPOND UPHELD\n"+wordy, l.Case.Day0), l.Now))
		l.Until(l.Now)
		l.Stands(complaint.Stage1Responded).Got("2026-11-23 10:00", "stage1-acknowledgement to asha",
			"stage1-response to asha", "manager-assigned to repairs.manager",
			"command-done to repairs.manager")
	})
}

// TestExtensions: EXTEND before the date, with a reason, to a later working day within the cap, once (P10, P19; 3.2).
func TestExtensions(t *testing.T) {
	t.Parallel()
	t.Run("the resident is told; reminders begin anew", func(t *testing.T) {
		l := begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the CCTV survey").
			Got("2026-12-04 10:00", "stage1-extension to asha", "extension-noted to repairs.manager")
		f := l.Last(letter.Stage1Extension).Facts
		if f.OldDate != calendar.MustDate("2026-12-07") || f.NewDate != calendar.MustDate("2026-12-18") ||
			f.Reason != "waiting for the CCTV survey" {
			t.Errorf("L21 says %s to %s: %s", f.OldDate, f.NewDate, f.Reason)
		}
		l.To("2026-12-21 12:00")
		if l.Count(letter.ManagerHalfway) != 2 || l.Count(letter.ManagerDueToday) != 1 ||
			l.Count(letter.Stage1Late) != 1 {
			t.Errorf("%d M03, %d M06, %d L22", l.Count(letter.ManagerHalfway), l.Count(letter.ManagerDueToday),
				l.Count(letter.Stage1Late))
		}
	})
	faults := map[string]struct{ at, words, says string }{
		"a date that is past": {"2026-12-04 10:00", "EXTEND 20/11/2026 waiting for the survey",
			"not later than the date we have promised"},
		"the same date": {"2026-12-04 10:00", "EXTEND 07/12/2026 waiting for the survey", "not later"},
		"a weekend": {"2026-12-04 10:00", "EXTEND 12/12/2026 waiting for the survey",
			"EXTEND 11/12/2026"},
		"a bank holiday": {"2026-12-18 10:00", "", ""},
		"no reason":      {"2026-12-04 10:00", "EXTEND 14/12/2026", "Say why"},
		"another week":   {"2026-12-04 10:00", "another week please", "for example EXTEND"},
		"too far": {"2026-12-04 10:00", "EXTEND 22/12/2026 waiting for the survey",
			"The latest day you can give is Monday 21 December 2026"},
		"after the date": {"2026-12-08 10:00", "EXTEND 14/12/2026 waiting for the survey",
			"can no longer be moved"},
		"a slip of the year": {"2026-12-04 10:00", "EXTEND 18/12/2062 waiting for the survey",
			"more than a year off"},
		"a day that does not exist": {"2026-12-04 10:00", "EXTEND 31/11/2026 waiting for the survey",
			"day, month and year"},
	}
	delete(faults, "a bank holiday")
	for name, tc := range faults {
		t.Run(name, func(t *testing.T) {
			l := begun(t).Replies(tc.at, manager, tc.words)
			if got := l.Last(letter.ExtensionRefused).Facts.Problem; !strings.Contains(got, tc.says) {
				t.Errorf("told %q, want %q in it", got, tc.says)
			}
			sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
			if l.Count(letter.Stage1Extension) != 0 {
				t.Error("the resident was told")
			}
		})
	}
	t.Run("on the last day it is in time, read the day after too", func(t *testing.T) {
		l := begun(t).To("2026-12-08 11:00")
		m := l.Message("2026-12-07 23:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		who, _ := l.Procedure.Register.Find(manager)
		l.Take(l.Procedure.Command(l.Case, who, m, reply.ReadCommand(m.NewText, l.Procedure.Calendar.Day(m.Received)),
			l.Now))
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-14")
	})
	t.Run("given at night on the last day: the resident hears before the date is over", func(t *testing.T) {
		l := begun(t).Replies("2026-12-07 23:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			Got("2026-12-07 23:00", "stage1-extension to asha", "extension-noted to repairs.manager")
		if o := l.Last(letter.Stage1Extension); o.Promised != calendar.MustDate("2026-12-07") {
			t.Errorf("L21 keeps %s", o.Promised)
		}
		begun(t).Replies("2026-12-04 23:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			Got("2026-12-04 23:00", "extension-noted to repairs.manager").
			To("2026-12-07 08:00").Got("2026-12-07 08:00", "stage1-extension to asha") // there is time until Monday
		// the date that was told; the limit is the 28th
		s2 := stage2(t).Replies("2026-12-24 23:00", director, "EXTEND 08/01/2027 waiting for the survey")
		s2.Got("2026-12-24 23:00", "stage2-extension to asha", "extension-noted to property.director")
	})
	t.Run("the letters say how the new date was found", func(t *testing.T) {
		l := begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		if got := l.Last(letter.ExtensionNoted).Facts.Derivation; !strings.Contains(got,
			"from Monday 7 December 2026 to Monday 14 December 2026") {
			t.Errorf("found by %q", got)
		}
	})
	t.Run("put off by the team: who owes the answer is told", func(t *testing.T) {
		begun(t).Replies("2026-12-04 10:00", team, "EXTEND 15/01/2027 the survey was cancelled twice").
			Got("2026-12-04 10:00", "stage1-extension to asha", "extension-noted to complaints.team",
				"extension-noted to repairs.manager")
	})
	t.Run("a second one only through the complaints team, and further too", func(t *testing.T) {
		l := begun(t).Replies("2026-12-04 10:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			Replies("2026-12-10 10:00", manager, "EXTEND 18/12/2026 the survey was cancelled")
		if !strings.Contains(l.Last(letter.ExtensionRefused).Facts.Problem, "moved once already") {
			t.Error("the second was taken")
		}
		l.Replies("2026-12-10 11:00", team, "EXTEND 15/01/2027 the survey was cancelled twice")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2027-01-15")
		if len(l.Case.Stage1.Extensions) != 2 || l.Case.Stage1.FirstLimit != calendar.MustDate("2026-12-07") {
			t.Errorf("%v from %s", l.Case.Stage1.Extensions, l.Case.Stage1.FirstLimit)
		}
	})
	t.Run("the cap of the Code, with the Ombudsman's details", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").
			Replies("2026-12-04 10:00", manager, "EXTEND 22/12/2026 waiting for the survey")
		if !strings.Contains(l.Last(letter.ExtensionRefused).Facts.Problem, "Monday 21 December 2026") {
			t.Error(l.Last(letter.ExtensionRefused).Facts.Problem)
		}
		l.Replies("2026-12-04 11:00", manager, "EXTEND 21/12/2026 waiting for the survey")
		if !l.Last(letter.Stage1Extension).Facts.External.Show {
			t.Error("L21 does not name the Ombudsman")
		}
	})
}

// TestHandovers: REASSIGN, CONFLICT, OUT and leaving (3.2, 3.5, section 4). Dates never change.
// TestPassedOnByHand: a colleague to whom a letter was passed on acts on it in its reader's place; nobody else does
// (3.5).
func TestPassedOnByHand(t *testing.T) {
	t.Parallel()
	const at, estates = "2026-11-25 10:00", "estate_services.manager@landlord.example"
	acts := func(t *testing.T, l *proceduretest.Life, from, text string, id complaint.LetterID) *proceduretest.Life {
		t.Helper()
		m := l.Message(at, from, text)
		l.Until(m.Received)
		who, _ := l.Procedure.Register.Find(from)
		cmd := reply.ReadCommand(text, l.Procedure.Calendar.Day(m.Received))
		cmd.Answers = id
		l.Take(l.Procedure.Command(l.Case, who, m, cmd, l.Now))
		l.Until(l.Now)
		return l
	}
	for name, tc := range map[string]struct {
		from, text string
		id         complaint.LetterID
		has        string
		letters    []string
	}{
		"another area's manager answers": {estates, "RESPOND UPHELD\n" + wordy, letter.ManagerAssigned, estates,
			[]string{"stage1-response to asha", "command-done to estate_services.manager",
				"reassigned to repairs.manager"}},
		"another area's manager puts it off": {estates, "EXTEND 14/12/2026 waiting for the survey",
			letter.ManagerThreeDays,
			estates, []string{"stage1-extension to asha", "extension-noted to estate_services.manager",
				"reassigned to repairs.manager"}},
		"the letter asked for no answer": {estates, "RESPOND UPHELD\n" + wordy, letter.AreaConcerned, manager,
			[]string{"command-not-understood to estate_services.manager"}},
		"a Director is no manager at stage 1": {director, "RESPOND UPHELD\n" + wordy, letter.ManagerAssigned, manager,
			[]string{"command-not-understood to property.director"}},
		"an answer that is none takes nothing over": {estates, "RESPOND UPHELD sorry", letter.ManagerAssigned, manager,
			[]string{"command-not-understood to estate_services.manager"}},
		"nor does a date that cannot be given": {estates, "EXTEND 01/11/2026 waiting for the survey",
			letter.ManagerAssigned,
			manager, []string{"extension-refused to estate_services.manager"}},
		"nor an answer to help that they were sent": {estates, "RESPOND UPHELD\n" + wordy,
			letter.CommandNotUnderstood, manager,
			[]string{"command-not-understood to estate_services.manager"}},
		"a note takes nothing over": {estates, "NOTE the lights are ours", letter.ManagerAssigned, manager,
			[]string{"command-done to estate_services.manager"}},
		"the out-of-hours desk answers no complaint": {nights, "RESPOND UPHELD\n" + wordy, letter.ManagerAssigned,
			manager,
			[]string{"command-not-understood to out.of.hours"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acts(t, newLife(t, "hastoe-2020").Complain("2026-11-23 10:00"), tc.from, tc.text, tc.id).
				Got(at, tc.letters...).With(tc.has)
		})
	}
	t.Run("nobody who has passed it on, nor who is kept from it", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Replies("2026-11-24 10:00", manager, "REASSIGN estate_services.manager@landlord.example").With(estates)
		acts(t, l, "repairs.deputy@landlord.example", "CONTACTED rang her this morning about it", letter.Reassigned).
			With("repairs.deputy@landlord.example")
		l = newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Replies("2026-11-24 10:00", manager, "REASSIGN estate_services.manager@landlord.example")
		acts(t, l, manager, "RESPOND UPHELD\n"+wordy, letter.ManagerAssigned).
			Got(at, "command-not-understood to repairs.manager").
			With(estates)
		l = newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Replies("2026-11-24 10:00", team, "CONFLICT "+estates)
		acts(t, l, estates, "RESPOND UPHELD\n"+wordy, letter.ManagerAssigned).
			Got(at, "command-not-understood to estate_services.manager").
			With(manager)
	})
	t.Run("at stage 2 another Director, who had no part in stage 1", func(t *testing.T) {
		t.Parallel()
		begin := func() *proceduretest.Life {
			return newLife(t, "hastoe-2020").Complain("2026-11-16 10:00").Answered("2026-11-20 10:00").
				Says("2026-11-23 10:00", "Not good enough, look again.", intent(complaint.IntentStage2)).With(director)
		}
		acts(t, begin(), housing, "RESPOND UPHELD\n"+wordy, letter.DirectorReview).With(housing).
			Got(at, "stage2-final-response to asha", "command-done to housing.director",
				"reassigned to property.director")
		acts(t, begin(), estates, "RESPOND UPHELD\n"+wordy, letter.DirectorReview).With(director).
			Got(at, "command-not-understood to estate_services.manager")
	})
}

func TestHandovers(t *testing.T) {
	t.Parallel()
	auto := func(l *proceduretest.Life, at, from, words string) *proceduretest.Life {
		m := l.Message(at, from, words)
		m.Nature = complaint.FromAutoReply
		l.Until(m.Received)
		who, _ := l.Procedure.Register.Find(from)
		l.Take(l.Procedure.Command(l.Case, who, m, reply.ReadCommand(words, l.Procedure.Calendar.Day(m.Received)),
			l.Now))
		l.Until(l.Now)
		return l
	}
	t.Run("to a colleague, by title, area, address", func(t *testing.T) {
		for _, words := range []string{"REASSIGN Estate Services Manager",
			"REASSIGN to estate_services.manager@landlord.example", "not mine, this should go to estates",
			"REASSIGN the people in estates please"} {
			l := begun(t).Replies("2026-11-24 10:00", manager, words).
				With("estate_services.manager@landlord.example").
				Got("2026-11-24 10:00", "command-done to repairs.manager", "reassigned to estate_services.manager")
			if l.Case.Area != complaint.AreaEstateServices || l.Case.Stage1.Limit != calendar.MustDate("2026-12-07") {
				t.Errorf("%s: area %s, limit %s", words, l.Case.Area, l.Case.Stage1.Limit)
			}
			l.To("2026-11-27 09:00").Got("2026-11-27 09:00", "manager-contact-due to estate_services.manager")
		}
		begun(t).Replies("2026-11-24 10:00", manager, "REASSIGN Deputy Repairs Manager").With(deputy)
	})
	t.Run("by name, where the name is one person's", func(t *testing.T) {
		l := begun(t)
		name := func(a complaint.Area, n string) {
			people := l.Procedure.Register.Areas[a]
			people.Manager.Name = n
			l.Procedure.Register.Areas[a] = people
		}
		name(complaint.AreaEstateServices, "Priya Shah")
		name(complaint.AreaLettings, "Priya Nair")
		l.Replies("2026-11-24 10:00", manager, "REASSIGN Priya").Got("2026-11-24 10:00",
			"command-not-understood to repairs.manager").
			With(manager)
		if p := l.Last(letter.CommandNotUnderstood).Facts.Problem; !strings.Contains(p,
			"Priya Shah <estate_services.manager@landlord.example>, Priya Nair") {
			t.Error(p)
		}
		l.Replies("2026-11-24 11:00", manager, "not mine, Priya in lettings").With("lettings.manager@landlord.example")
	})
	t.Run("not to nobody, not to the person who has it, not to the concerned", func(t *testing.T) {
		l := begun(t)
		for _, words := range []string{"REASSIGN", "REASSIGN Bob", "REASSIGN bob@landlord.example",
			"REASSIGN repairs.manager@landlord.example"} {
			l.Replies("2026-11-24 10:00", manager, words).With(manager)
		}
		l.Replies("2026-11-24 11:00", team, "CONFLICT repairs.deputy@landlord.example").With(manager).
			Got("2026-11-24 11:00", "command-done to complaints.team")
		l.Replies("2026-11-24 12:00", manager, "REASSIGN repairs.deputy@landlord.example").With(manager)
		if l.Count(letter.CommandNotUnderstood) != 5 {
			t.Errorf("%d help texts, want 5", l.Count(letter.CommandNotUnderstood))
		}
	})
	t.Run("the former handler hears of it, if somebody else passes it on", func(t *testing.T) {
		begun(t).Replies("2026-11-24 10:00", team, "REASSIGN repairs.deputy@landlord.example").
			Got("2026-11-24 10:00", "command-done to complaints.team", "reassigned to repairs.deputy",
				"reassigned to repairs.manager")
	})
	t.Run("a conflict of the handler's own, or named by the team", func(t *testing.T) {
		begun(t).Replies("2026-11-24 10:00", manager, "CONFLICT she is my aunt").With(deputy).
			Got("2026-11-24 10:00", "command-done to repairs.manager", "reassigned to repairs.deputy")
		l := begun(t).Replies("2026-11-24 10:00", team, "CONFLICT somebody").
			Got("2026-11-24 10:00", "command-not-understood to complaints.team")
		l.Replies("2026-11-24 11:00", team, "CONFLICT Repairs Manager").With(deputy)
	})
	t.Run("away: the deputy, then the team, never back", func(t *testing.T) {
		l := auto(begun(t), "2026-11-23 10:01", manager, "I am out of the office until 7 December 2026.").
			With(deputy).Got("2026-11-23 10:01", "manager-away to repairs.deputy")
		auto(l, "2026-11-23 10:02", deputy, "I am away until 30 November 2026.").With(team).
			Got("2026-11-23 10:02", "manager-away to complaints.team")
		auto(l, "2026-11-23 10:03", team, "We are away.").With(team).Got("2026-11-23 10:03")
		l.Replies("2026-11-24 10:00", team, "REASSIGN repairs.deputy@landlord.example").With(team)
		l.Replies("2026-11-30 10:00", team, "REASSIGN repairs.deputy@landlord.example").With(deputy)
		if auto(l, "2026-12-01 10:00", manager, "away").Case.Stage1.Handler.Email != deputy {
			t.Error("somebody who does not have the case was relieved of it")
		}
	})
	t.Run("OUT typed by a person is answered, an automatic one is not", func(t *testing.T) {
		begun(t).Replies("2026-11-24 10:00", manager, "OUT until 7 December 2026").With(deputy).
			Got("2026-11-24 10:00", "command-done to repairs.manager", "manager-away to repairs.deputy")
		l := begun(t)
		m := l.Message("2026-11-24 10:00", manager, "I am on annual leave")
		m.Nature, m.Away = complaint.FromAutoReply, &complaint.Away{Until: calendar.MustDate("2026-12-07")}
		l.Until(m.Received)
		who, _ := l.Procedure.Register.Find(manager)
		l.Take(l.Procedure.Command(l.Case, who, m, reply.ReadCommand(m.NewText, l.Case.Day0), l.Now))
		if l.Case.Away[manager] != calendar.MustDate("2026-12-07") {
			t.Errorf("away until %s", l.Case.Away[manager])
		}
	})
	t.Run("the handler has left the register", func(t *testing.T) {
		l := begun(t)
		if d := l.Procedure.CheckHandler(l.Case, l.Now); len(d.Events) != 0 {
			t.Error("somebody who is there was replaced")
		}
		people := l.Procedure.Register.Areas[complaint.AreaRepairs]
		people.Manager = complaint.Contact{Name: "New", Email: "new.manager@landlord.example"}
		l.Procedure.Register.Areas[complaint.AreaRepairs] = people
		l.To("2026-11-24 10:00")
		l.Take(l.Procedure.CheckHandler(l.Case, l.Now))
		l.Until(l.Now)
		l.With("new.manager@landlord.example").Got("2026-11-24 10:00", "reassigned to new.manager")
		if d := l.Procedure.CheckHandler(complaint.Case{Status: complaint.Closed}, l.Now); len(d.Events) != 0 {
			t.Error("a closed case was passed on")
		}
	})
}

// TestReports: CONTACTED, ASK, NOTE, DONE (3.5; P7, P8; Code 7.4).
func TestReports(t *testing.T) {
	t.Parallel()
	t.Run("a conversation is noted with what the resident wants", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", manager,
			"spoke to her at 2.15, she wants the ceiling painted. I will ring again.").
			Got("2026-11-24 10:00", "command-done to repairs.manager")
		if l.Case.OutcomeSought != "the ceiling painted" || l.Case.Stage1.ContactedOn == 0 {
			t.Errorf("wanted %q, contacted %s", l.Case.OutcomeSought, l.Case.Stage1.ContactedOn)
		}
		if l.Replies("2026-11-25 10:00", manager, "CONTACTED rang again\nWANTS: a new carpet").
			Case.OutcomeSought != "a new carpet" {
			t.Errorf("wanted %q", l.Case.OutcomeSought)
		}
	})
	t.Run("a voicemail is an attempt", func(t *testing.T) {
		for _, words := range []string{"CONTACTED left a voicemail", "ATTEMPTED", "tried to ring, no answer"} {
			l := begun(t).Replies("2026-11-24 10:00", manager, words).Got("2026-11-24 10:00",
				"command-done to repairs.manager")
			if l.Case.Stage1.ContactedOn != 0 || len(l.Case.Contacts) != 1 {
				t.Errorf("%s: counts as contact", words)
			}
		}
		begun(t).Replies("2026-11-24 10:00", manager, "CONTACTED").Got("2026-11-24 10:00",
			"command-not-understood to repairs.manager")
	})
	t.Run("a question goes to the resident and the clock goes on", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", manager, "can she send photos of the ceiling").
			Got("2026-11-24 10:00", "need-information to asha", "command-done to repairs.manager")
		sameDay(t, "limit", l.Case.Stage1.Limit, "2026-12-07")
		begun(t).Replies("2026-11-24 10:00", manager, "ASK").Got("2026-11-24 10:00",
			"command-not-understood to repairs.manager")
	})
	t.Run("a note stays in the file; tenure is kept", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", manager, "NOTE he is a\nTENURE: shared owner").
			Got("2026-11-24 10:00", "command-done to repairs.manager")
		if l.Case.Party.Tenure != "shared owner" {
			t.Errorf("tenure %q", l.Case.Party.Tenure)
		}
		begun(t).Replies("2026-11-24 10:00", manager, "NOTE").Got("2026-11-24 10:00", "command-done to repairs.manager")
	})
	t.Run("what nobody can act on is noted and answered with help", func(t *testing.T) {
		for _, words := range []string{"closed", "ok", "", "The roof is an old one and the contractor knows it well."} {
			l := begun(t).Replies("2026-11-24 10:00", manager, words).Got("2026-11-24 10:00",
				"command-not-understood to repairs.manager").
				Stands(complaint.Stage1Open)
			if noted, ok := l.Events[len(l.Events)-1].Fact.(complaint.Noted); !ok || noted.Text == "" {
				t.Errorf("%q is not in the file", words)
			}
		}
	})
	t.Run("related cases are linked, and each keeps its own clock", func(t *testing.T) {
		l, now := begun(t), instant(t, "2026-11-24 10:00")
		linked := l.Message("2026-11-24 10:00", manager, "LINK HC-2026-000007 the same roof")
		cmd, other := reply.ReadCommand(linked.NewText, l.Case.Day0), begun(t).Case
		other.Ref = "HC-2026-000007"
		who, _ := l.Procedure.Register.Find(manager)
		here, there, ok := l.Procedure.Link(l.Case, other, who, linked, cmd, now)
		if !ok || !slices.Equal(here.Case.Links, []string{other.Ref}) ||
			!slices.Equal(there.Case.Links, []string{l.Case.Ref}) || here.Case.Stage1.Limit != l.Case.Stage1.Limit ||
			there.Case.Stage1.Limit != other.Stage1.Limit {
			t.Errorf("links %v and %v", here.Case.Links, there.Case.Links)
		}
		if len(here.Letters) != 1 || here.Letters[0].Letter != letter.CommandDone || len(there.Letters) != 0 {
			t.Errorf("letters %v and %v", here.Letters, there.Letters)
		}
		if _, _, ok := l.Procedure.Link(l.Case, l.Case, who, linked, cmd, now); ok {
			t.Error("it is linked with itself")
		}
		// nobody knows that case
		begun(t).Replies("2026-11-24 10:00", manager, "LINK HC-2026-000007 the same roof").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
		begun(t).Replies("2026-11-24 10:00", manager, "LINK with the neighbours").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	})
	t.Run("promises are chased until they are done, also once the case has lapsed or gone to stage 2",
		func(t *testing.T) {
			l := begun(t).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy+
				"\nACTION: paint the ceiling by 11/12/2026\nACTION: say sorry").
				To("2026-12-14 09:00").Got("2026-12-14 09:00", "action-due to repairs.manager").To("2026-12-21 09:00").
				Got("2026-12-21 09:00", "action-due to repairs.manager")
			l.Says("2026-12-22 10:00", "not happy", intent(complaint.IntentStage2)).To("2026-12-30 09:00").
				Got("2026-12-30 09:00", "action-due to repairs.manager")
			l.Replies("2026-12-30 10:00", manager, "DONE") // what the letter asked about; the other is for January
			if d := l.Procedure.Duties(l.Case, l.Now); !slices.ContainsFunc(d, func(d procedure.Duty) bool {
				return d.Name == "act" && d.Why == "say sorry"
			}) {
				t.Error("a promise that nobody asked about is ticked off")
			}
			l.Replies("2026-12-30 11:00", manager, "DONE say sorry, we rang on Tuesday").To("2027-01-29 10:00")
			if n := l.Count(letter.ActionDue); n != 3 {
				t.Errorf("chased %d times", n)
			}
			if d := l.Procedure.Duties(l.Case, l.Now); slices.ContainsFunc(d, func(d procedure.Duty) bool {
				return d.Name == "act"
			}) {
				t.Error("it is still owed")
			}
		})
	t.Run("an outage sends one chase", func(t *testing.T) {
		l := begun(t).Replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy+
			"\nACTION: paint the ceiling by 11/12/2026")
		l.Now = instant(t, "2027-02-01 10:00")
		l.Until(l.Now)
		if n := l.Count(letter.ActionDue); n != 1 {
			t.Errorf("chased %d times", n)
		}
	})
	t.Run("who does not have the case is told who has, and loses nothing", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", "lettings.manager@landlord.example", "RESPOND UPHELD\n"+wordy).
			Stands(complaint.Stage1Open).Got("2026-11-24 10:00", "command-not-understood to lettings.manager")
		if !strings.Contains(l.Last(letter.CommandNotUnderstood).Facts.Problem, "Repairs Manager") {
			t.Error(l.Last(letter.CommandNotUnderstood).Facts.Problem)
		}
		begun(t).Replies("2026-11-24 10:00", deputy, "CONTACTED rang her for the manager").
			Got("2026-11-24 10:00", "command-done to repairs.deputy")
	})
	t.Run("where a case stands is said in words", func(t *testing.T) {
		for want, l := range map[string]*proceduretest.Life{
			"a decision of the complaints team": newLife(t, "hastoe-2020").
				Open("2026-12-07 10:00", "?", complaint.Reading{Kind: complaint.KindNeedsHuman}),
			"stage 1, answered": begun(t).Answered("2026-11-24 10:00"),
			"closed (withdrawn)": begun(t).Says("2026-11-24 10:00", "close it, sorted",
				intent(complaint.IntentWithdraw)),
			"stage 2, answered": stage2(t).Replies("2026-12-08 10:00", director, "RESPOND UPHELD\n"+wordy),
		} {
			l.Replies("2026-12-08 11:00", manager, "CONTACTED rang her today")
			if got := l.Last(letter.CommandNotUnderstood).Facts.Problem; !strings.Contains(got, want) {
				t.Errorf("told %q, want %q in it", got, want)
			}
		}
		l := begun(t).Replies("2026-11-24 10:00", team, "ACCEPT")
		if got := l.Last(letter.CommandNotUnderstood).
			Facts.Problem; !strings.Contains(got, "stage 1, not answered yet") {
			t.Error(got)
		}
		if got := stage2(t).Replies("2026-12-08 10:00", team, "ACCEPT").Last(letter.CommandNotUnderstood).
			Facts.Problem; !strings.Contains(got, "stage 2, not answered yet") {
			t.Error(got)
		}
	})
	t.Run("two machines never write to each other without end", func(t *testing.T) {
		l := begun(t)
		for range 200 {
			l.Replies("2026-11-24 10:00", manager, "Your mail has reached our service desk.")
		}
		if n := l.Count(letter.CommandNotUnderstood); n > 60 {
			t.Errorf("%d answers on one day", n)
		}
		before := l.Count(letter.CommandNotUnderstood)
		l.Replies("2026-11-25 10:00", manager, "Your mail has reached our service desk.")
		if l.Count(letter.CommandNotUnderstood) != before+1 {
			t.Error("the next day a person is not answered")
		}
	})
}

// TestDuplicates: the team says that two cases are one; the earliest receipt goes on (1.5, L17).
func TestDuplicates(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	first, second := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00"), newLife(t, "hastoe-2020")
	m := second.Message("2026-11-25 10:00", phone, "the leak again")
	second.Now = m.Received
	second.Take(p.Open("HC-2026-000002", m, aComplaint(), complaint.Case{}, second.Now))
	second.Until(second.Now)
	who, _ := p.Register.Find(team)
	now := instant(t, "2026-11-26 10:00")
	joins := first.Message("2026-11-26 10:00", team, "DUPLICATE of hc-2026-000001 the same leak")
	cmd := reply.ReadCommand(joins.NewText, p.Calendar.Day(now))
	if cmd.Ref != "HC-2026-000001" || cmd.Text != "the same leak" {
		t.Fatalf("%+v", cmd)
	}
	for name, pair := range map[string][2]complaint.Case{"from the newer": {second.Case, first.Case},
		"from the older": {first.Case, second.Case}} {
		kept, closed, ok := p.Duplicate(pair[0], pair[1], who, joins, cmd, now)
		if !ok || kept.Case.Ref != "HC-2026-000001" || closed.Case.Reason != complaint.ClosedDuplicate {
			t.Fatalf("%s: kept %s, closed %s as %s", name, kept.Case.Ref, closed.Case.Ref, closed.Case.Reason)
		}
		if kept.Case.Party.Phone != phone || !slices.Contains(kept.Case.Links, "HC-2026-000002") ||
			!slices.Contains(closed.Case.Links, "HC-2026-000001") {
			t.Errorf("%s: %+v", name, kept.Case.Party)
		}
		l17 := closed.Letters[0]
		if l17.Letter != letter.Duplicate || l17.Facts.NewRef != "HC-2026-000001" ||
			l17.Facts.AnswerBy != calendar.MustDate("2026-12-07") || l17.To.Phone != phone {
			t.Errorf("%s: %s says %s by %s", name, l17.Letter, l17.Facts.NewRef, l17.Facts.AnswerBy)
		}
		if len(kept.Letters) != 2 || kept.Letters[0].Letter != letter.ManagerNewEvidence ||
			kept.Letters[1].Letter != letter.CommandDone {
			t.Errorf("%s: %d letters on the case that goes on", name, len(kept.Letters))
		}
	}
	nobody, _ := p.Register.Find(manager)
	if _, _, ok := p.Duplicate(second.Case, first.Case, nobody, joins, cmd, now); ok {
		t.Error("a manager joined cases")
	}
	if _, _, ok := p.Duplicate(first.Case, first.Case, who, joins, cmd, now); ok {
		t.Error("a case was joined with itself")
	}
	answered := begun(t).Answered("2026-11-24 10:00").Case
	answered.Ref, answered.Received = "HC-2026-000003", now
	if _, _, ok := p.Duplicate(answered, first.Case, who, joins, cmd, now); ok {
		t.Error("an answered case was closed as a duplicate")
	}
	begun(t).Replies("2026-11-24 10:00", team, "DUPLICATE HC-2026-000009").
		Got("2026-11-24 10:00", "command-not-understood to complaints.team")
	begun(t).Replies("2026-11-24 10:00", team, "DUPLICATE").Got("2026-11-24 10:00",
		"command-not-understood to complaints.team")
	begun(t).Replies("2026-11-24 10:00", manager, "DUPLICATE HC-2026-000009").
		Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	gone := second.Case
	gone.Status, gone.Reason = complaint.Closed, complaint.ClosedDuplicate
	l := proceduretest.Under(t, p)
	l.Case, l.Now = gone, now
	l.SaysFrom("2026-11-27 10:00", phone, "it is not the same", intent(complaint.IntentDisputeScope)).
		Stands(complaint.Review)
}

// TestResembles: two cases that may be one are proposed to the team, and only those (1.5).
func TestResembles(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	first := begun(t).Case
	second := first
	second.Ref = "HC-2026-000002"
	if why := p.Resembles(second, first); !strings.Contains(why, "same sender") {
		t.Errorf("the same sender: %q", why)
	}
	byText := second
	byText.Party = complaint.Party{Phone: phone, Address: "asha rahman, 4 Mill Court"}
	if why := p.Resembles(byText, first); !strings.Contains(why, "same name") {
		t.Errorf("the same name in a text: %q", why)
	}
	named := second
	named.Party, named.Words = complaint.Party{Phone: phone}, "asha  rahman here, the leak again"
	if why := p.Resembles(named, first); !strings.Contains(why, "same name") {
		t.Errorf("the name in the words of a text: %q", why)
	}
	gives := second
	gives.Ref = "HC-2026-000003"
	gives.Party, gives.Words = complaint.Party{Name: "A. Rahman", Email: "rahman@example.org"},
		"Ring me on 07700 900123."
	if why := p.Resembles(gives, byText); !strings.Contains(why, "number of one stands in the other") {
		t.Errorf("the number in the words: %q", why)
	}
	for name, change := range map[string]func(*complaint.Case){
		"itself":         func(c *complaint.Case) { c.Ref = first.Ref },
		"too far apart":  func(c *complaint.Case) { c.Day0 += 15 },
		"another area":   func(c *complaint.Case) { c.Area = complaint.AreaLettings },
		"answered":       func(c *complaint.Case) { c.Status = complaint.Stage1Responded },
		"linked already": func(c *complaint.Case) { c.Links = []string{first.Ref} },
		"somebody else": func(c *complaint.Case) {
			c.Party = complaint.Party{Name: "Ben Ogden", Email: "ben@example.com"}
		},
	} {
		other := second
		change(&other)
		if why := p.Resembles(other, first); why != "" {
			t.Errorf("%s: %s", name, why)
		}
	}
	d := p.ProposeDuplicate(second, first, "They look alike.", instant(t, "2026-11-23 10:00"))
	if f := d.Letters[0].Facts; len(d.Letters) != 1 || d.Letters[0].Letter != letter.TeamDecision ||
		f.Commands[0] != "DUPLICATE HC-2026-000001" || d.Case.Status != complaint.Stage1Open {
		t.Errorf("%+v", f.Proposal)
	}
	if why := p.Resembles(d.Case, first); why != "" {
		t.Errorf("asked again: %s", why)
	}
}
