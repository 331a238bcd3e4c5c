package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure"
	"complaints/internal/reply"
)

func begun(t testing.TB) *life {
	t.Helper()
	return newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
}

// TestAnswers: RESPOND (3.5; P9, P11).
func TestAnswers(t *testing.T) {
	t.Parallel()
	t.Run("goes to the resident with everything in it", func(t *testing.T) {
		l := begun(t).replies("2026-12-03 10:00", manager, "RESPOND PARTLY UPHELD\n"+wordy+
			"\nREMEDY: 50 pounds\nACTION: paint the ceiling by 18/12/2026\nROOT CAUSE: no part in stock\nLEARNING: "+
			"keep two\nIMPROVEMENT: a list of parts")
		l.stands(complaint.Stage1Responded).got("2026-12-03 10:00", "L23 asha", "M15 repairs.manager")
		s := l.c.Stage1
		if s.Decision != complaint.PartlyUpheld || s.Remedy != "50 pounds" || s.RootCause != "no part in stock" ||
			s.Learning != "keep two" || s.Improvement != "a list of parts" ||
			s.Learnt() != "no part in stock; keep two; a list of parts" || strings.Contains(s.Answer, "LEARNING") {
			t.Errorf("%+v", s)
		}
		if f := l.last(letter.Stage1Response).Facts; f.WindowLast != calendar.MustDate("2026-12-24") ||
			len(f.Actions) != 1 ||
			f.Actions[0].By != calendar.MustDate("2026-12-18") {
			t.Errorf("until %s, %v", f.WindowLast, f.Actions)
		}
	})
	t.Run("one that is corrected was still in time, one that came back was not", func(t *testing.T) {
		l := begun(t).replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy)
		first := l.c.Stage1.SentAt
		l.replies("2026-12-14 10:00", team, "RESPOND PARTLY UPHELD\n"+wordy)
		if s := l.c.Stage1; first.IsZero() || !s.FirstSentAt.Equal(first) || !s.SentAt.After(first) ||
			s.WindowLast != calendar.MustDate("2027-01-04") {
			t.Errorf("first sent %v, of %v; sent %v, window until %s", s.FirstSentAt, first, s.SentAt, s.WindowLast)
		}
		if l := begun(t).answered("2026-12-03 10:00").
			comesBack("2026-12-03 10:05", letter.Stage1Response); !l.c.Stage1.FirstSentAt.IsZero() {
			t.Errorf("an answer that came back counts as sent on %v", l.c.Stage1.FirstSentAt)
		}
	})
	t.Run("waits for the office to open; a text is never the answer", func(t *testing.T) {
		begun(t).replies("2026-12-05 10:00", manager, "RESPOND UPHELD\n"+wordy).
			got("2026-12-05 10:00", "M15 repairs.manager").to("2026-12-07 08:00").got("2026-12-07 08:00", "L23 asha")
		l := newLife(t, "hastoe-2020").openFrom("2026-11-23 10:00", phone, "The boiler again.", aComplaint()).
			answered("2026-12-03 10:00")
		if o := l.last(letter.Stage1Response); o.Channel != complaint.Post || o.To.Email != team ||
			!l.c.Stage1.SentAt.IsZero() {
			t.Errorf("by %s to %s, sent %v", o.Channel, o.To.Email, l.c.Stage1.SentAt)
		}
		if d := l.p.Duties(l.c, l.now); !slices.ContainsFunc(d, func(d procedure.Duty) bool {
			return d.Name == "deliver" && d.Owner == team
		}) {
			t.Errorf("nobody owes posting it: %+v", d)
		}
		l.replies("2026-12-04 10:00", team, "POSTED").
			got("2026-12-04 10:00", "L23 +447700900123", "M15 complaints.team")
		if o := l.last(letter.Stage1Response); o.Channel != complaint.SMS || o.Facts.FullLetter != complaint.Post {
			t.Errorf("announced by %s, as coming by %q", o.Channel, o.Facts.FullLetter)
		}
		l.take(l.p.NotDelivered(l.c, letterOf(l.last(letter.Stage1Response), l.c.Ref), "unreachable", l.now))
		if l.c.Stage1.SentAt.IsZero() {
			t.Error("a lost announcement undoes the posted answer")
		}
	})
	t.Run("a posted final answer is announced too", func(t *testing.T) {
		l := stage2(t)
		l.c.Party.Email, l.c.Party.Phone = "", phone
		l.replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy).replies("2026-12-18 12:00", team, "POSTED").
			got("2026-12-18 12:00", "L32 +447700900123", "M15 complaints.team")
	})
	t.Run("never without a decision, nor too short", func(t *testing.T) {
		for _, words := range []string{"RESPOND\n" + wordy, "RESPOND UPHELD sorry", "RESPOND",
			"please send the attached"} {
			begun(t).replies("2026-12-03 10:00", manager, words).stands(complaint.Stage1Open).
				got("2026-12-03 10:00", "M16 repairs.manager")
		}
	})
	t.Run("before the acknowledgement went, both go", func(t *testing.T) {
		l := newLife(t, "hastoe-2020")
		m := l.message("2026-11-23 10:00", asha, "leak")
		l.now = m.Received
		l.take(l.p.Open("HC-2026-000001", m, aComplaint(), complaint.Case{}, l.now))
		who, _ := l.p.Register.Find(manager)
		l.take(l.p.Command(l.c, who, l.message("2026-11-23 10:00", manager, "x"),
			reply.ReadCommand("RESPOND UPHELD\n"+wordy, l.c.Day0), l.now))
		l.until(l.now)
		l.stands(complaint.Stage1Responded).got("2026-11-23 10:00", "L01 asha", "L23 asha", "M01 repairs.manager",
			"M15 repairs.manager")
	})
}

// TestExtensions: EXTEND before the date, with a reason, to a later working day within the cap, once (P10, P19; 3.2).
func TestExtensions(t *testing.T) {
	t.Parallel()
	t.Run("the resident is told; reminders begin anew", func(t *testing.T) {
		l := begun(t).replies("2026-12-04 10:00", manager, "EXTEND 18/12/2026 waiting for the CCTV survey").
			got("2026-12-04 10:00", "L21 asha", "M17 repairs.manager")
		f := l.last(letter.Stage1Extension).Facts
		if f.OldDate != calendar.MustDate("2026-12-07") || f.NewDate != calendar.MustDate("2026-12-18") ||
			f.Reason != "waiting for the CCTV survey" {
			t.Errorf("L21 says %s to %s: %s", f.OldDate, f.NewDate, f.Reason)
		}
		l.to("2026-12-21 12:00")
		if l.count(letter.ManagerHalfway) != 2 || l.count(letter.ManagerDueToday) != 1 ||
			l.count(letter.Stage1Late) != 1 {
			t.Errorf("%d M03, %d M06, %d L22", l.count(letter.ManagerHalfway), l.count(letter.ManagerDueToday),
				l.count(letter.Stage1Late))
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
			l := begun(t).replies(tc.at, manager, tc.words)
			if got := l.last(letter.ExtensionRefused).Facts.Problem; !strings.Contains(got, tc.says) {
				t.Errorf("told %q, want %q in it", got, tc.says)
			}
			sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-07")
			if l.count(letter.Stage1Extension) != 0 {
				t.Error("the resident was told")
			}
		})
	}
	t.Run("on the last day it is in time, read the day after too", func(t *testing.T) {
		l := begun(t).to("2026-12-08 11:00")
		m := l.message("2026-12-07 23:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		who, _ := l.p.Register.Find(manager)
		l.take(l.p.Command(l.c, who, m, reply.ReadCommand(m.NewText, l.p.Calendar.Day(m.Received)), l.now))
		sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-14")
	})
	t.Run("given at night on the last day: the resident hears before the date is over", func(t *testing.T) {
		l := begun(t).replies("2026-12-07 23:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			got("2026-12-07 23:00", "L21 asha", "M17 repairs.manager")
		if o := l.last(letter.Stage1Extension); o.Promised != calendar.MustDate("2026-12-07") {
			t.Errorf("L21 keeps %s", o.Promised)
		}
		begun(t).replies("2026-12-04 23:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			got("2026-12-04 23:00", "M17 repairs.manager").
			to("2026-12-07 08:00").got("2026-12-07 08:00", "L21 asha") // there is time until Monday
		// the date that was told; the limit is the 28th
		s2 := stage2(t).replies("2026-12-24 23:00", director, "EXTEND 08/01/2027 waiting for the survey")
		s2.got("2026-12-24 23:00", "L30 asha", "M17 property.director")
	})
	t.Run("the letters say how the new date was found", func(t *testing.T) {
		l := begun(t).replies("2026-12-04 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		if got := l.last(letter.ExtensionNoted).Facts.Derivation; !strings.Contains(got,
			"from Monday 7 December 2026 to Monday 14 December 2026") {
			t.Errorf("found by %q", got)
		}
	})
	t.Run("put off by the team: who owes the answer is told", func(t *testing.T) {
		begun(t).replies("2026-12-04 10:00", team, "EXTEND 15/01/2027 the survey was cancelled twice").
			got("2026-12-04 10:00", "L21 asha", "M17 complaints.team", "M17 repairs.manager")
	})
	t.Run("a second one only through the complaints team, and further too", func(t *testing.T) {
		l := begun(t).replies("2026-12-04 10:00", manager, "EXTEND 14/12/2026 waiting for the survey").
			replies("2026-12-10 10:00", manager, "EXTEND 18/12/2026 the survey was cancelled")
		if !strings.Contains(l.last(letter.ExtensionRefused).Facts.Problem, "moved once already") {
			t.Error("the second was taken")
		}
		l.replies("2026-12-10 11:00", team, "EXTEND 15/01/2027 the survey was cancelled twice")
		sameDay(t, "limit", l.c.Stage1.Limit, "2027-01-15")
		if len(l.c.Stage1.Extensions) != 2 || l.c.Stage1.FirstLimit != calendar.MustDate("2026-12-07") {
			t.Errorf("%v from %s", l.c.Stage1.Extensions, l.c.Stage1.FirstLimit)
		}
	})
	t.Run("the cap of the Code, with the Ombudsman's details", func(t *testing.T) {
		l := newLife(t, "ho-code-2024").complain("2026-11-23 10:00").
			replies("2026-12-04 10:00", manager, "EXTEND 22/12/2026 waiting for the survey")
		if !strings.Contains(l.last(letter.ExtensionRefused).Facts.Problem, "Monday 21 December 2026") {
			t.Error(l.last(letter.ExtensionRefused).Facts.Problem)
		}
		l.replies("2026-12-04 11:00", manager, "EXTEND 21/12/2026 waiting for the survey")
		if !l.last(letter.Stage1Extension).Facts.External.Show {
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
	acts := func(t *testing.T, l *life, from, text string, id complaint.LetterID) *life {
		t.Helper()
		m := l.message(at, from, text)
		l.until(m.Received)
		who, _ := l.p.Register.Find(from)
		cmd := reply.ReadCommand(text, l.p.Calendar.Day(m.Received))
		cmd.Answers = id
		l.take(l.p.Command(l.c, who, m, cmd, l.now))
		l.until(l.now)
		return l
	}
	for name, tc := range map[string]struct {
		from, text string
		id         complaint.LetterID
		has        string
		letters    []string
	}{
		"another area's manager answers": {estates, "RESPOND UPHELD\n" + wordy, letter.ManagerAssigned, estates,
			[]string{"L23 asha", "M15 estate_services.manager", "M19 repairs.manager"}},
		"another area's manager puts it off": {estates, "EXTEND 14/12/2026 waiting for the survey",
			letter.ManagerThreeDays,
			estates, []string{"L21 asha", "M17 estate_services.manager", "M19 repairs.manager"}},
		"the letter asked for no answer": {estates, "RESPOND UPHELD\n" + wordy, letter.AreaConcerned, manager,
			[]string{"M16 estate_services.manager"}},
		"a Director is no manager at stage 1": {director, "RESPOND UPHELD\n" + wordy, letter.ManagerAssigned, manager,
			[]string{"M16 property.director"}},
		"an answer that is none takes nothing over": {estates, "RESPOND UPHELD sorry", letter.ManagerAssigned, manager,
			[]string{"M16 estate_services.manager"}},
		"nor does a date that cannot be given": {estates, "EXTEND 01/11/2026 waiting for the survey",
			letter.ManagerAssigned,
			manager, []string{"M18 estate_services.manager"}},
		"nor an answer to help that they were sent": {estates, "RESPOND UPHELD\n" + wordy,
			letter.CommandNotUnderstood, manager,
			[]string{"M16 estate_services.manager"}},
		"a note takes nothing over": {estates, "NOTE the lights are ours", letter.ManagerAssigned, manager,
			[]string{"M15 estate_services.manager"}},
		"the out-of-hours desk answers no complaint": {nights, "RESPOND UPHELD\n" + wordy, letter.ManagerAssigned,
			manager,
			[]string{"M16 out.of.hours"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acts(t, newLife(t, "hastoe-2020").complain("2026-11-23 10:00"), tc.from, tc.text, tc.id).
				got(at, tc.letters...).with(tc.has)
		})
	}
	t.Run("nobody who has passed it on, nor who is kept from it", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			replies("2026-11-24 10:00", manager, "REASSIGN estate_services.manager@landlord.example").with(estates)
		acts(t, l, "repairs.deputy@landlord.example", "CONTACTED rang her this morning about it", letter.Reassigned).
			with("repairs.deputy@landlord.example")
		l = newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			replies("2026-11-24 10:00", manager, "REASSIGN estate_services.manager@landlord.example")
		acts(t, l, manager, "RESPOND UPHELD\n"+wordy, letter.ManagerAssigned).got(at, "M16 repairs.manager").
			with(estates)
		l = newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			replies("2026-11-24 10:00", team, "CONFLICT "+estates)
		acts(t, l, estates, "RESPOND UPHELD\n"+wordy, letter.ManagerAssigned).got(at, "M16 estate_services.manager").
			with(manager)
	})
	t.Run("at stage 2 another Director, who had no part in stage 1", func(t *testing.T) {
		t.Parallel()
		begin := func() *life {
			return newLife(t, "hastoe-2020").complain("2026-11-16 10:00").answered("2026-11-20 10:00").
				says("2026-11-23 10:00", "Not good enough, look again.", intent(complaint.IntentStage2)).with(director)
		}
		acts(t, begin(), housing, "RESPOND UPHELD\n"+wordy, letter.DirectorReview).with(housing).
			got(at, "L32 asha", "M15 housing.director", "M19 property.director")
		acts(t, begin(), estates, "RESPOND UPHELD\n"+wordy, letter.DirectorReview).with(director).
			got(at, "M16 estate_services.manager")
	})
}

func TestHandovers(t *testing.T) {
	t.Parallel()
	auto := func(l *life, at, from, words string) *life {
		m := l.message(at, from, words)
		m.Nature = complaint.FromAutoReply
		l.until(m.Received)
		who, _ := l.p.Register.Find(from)
		l.take(l.p.Command(l.c, who, m, reply.ReadCommand(words, l.p.Calendar.Day(m.Received)), l.now))
		l.until(l.now)
		return l
	}
	t.Run("to a colleague, by title, area, address", func(t *testing.T) {
		for _, words := range []string{"REASSIGN Estate Services Manager",
			"REASSIGN to estate_services.manager@landlord.example", "not mine, this should go to estates",
			"REASSIGN the people in estates please"} {
			l := begun(t).replies("2026-11-24 10:00", manager, words).
				with("estate_services.manager@landlord.example").
				got("2026-11-24 10:00", "M15 repairs.manager", "M19 estate_services.manager")
			if l.c.Area != complaint.AreaEstateServices || l.c.Stage1.Limit != calendar.MustDate("2026-12-07") {
				t.Errorf("%s: area %s, limit %s", words, l.c.Area, l.c.Stage1.Limit)
			}
			l.to("2026-11-27 09:00").got("2026-11-27 09:00", "M02 estate_services.manager")
		}
		begun(t).replies("2026-11-24 10:00", manager, "REASSIGN Deputy Repairs Manager").with(deputy)
	})
	t.Run("by name, where the name is one person's", func(t *testing.T) {
		l := begun(t)
		name := func(a complaint.Area, n string) {
			people := l.p.Register.Areas[a]
			people.Manager.Name = n
			l.p.Register.Areas[a] = people
		}
		name(complaint.AreaEstateServices, "Priya Shah")
		name(complaint.AreaLettings, "Priya Nair")
		l.replies("2026-11-24 10:00", manager, "REASSIGN Priya").got("2026-11-24 10:00", "M16 repairs.manager").
			with(manager)
		if p := l.last(letter.CommandNotUnderstood).Facts.Problem; !strings.Contains(p,
			"Priya Shah <estate_services.manager@landlord.example>, Priya Nair") {
			t.Error(p)
		}
		l.replies("2026-11-24 11:00", manager, "not mine, Priya in lettings").with("lettings.manager@landlord.example")
	})
	t.Run("not to nobody, not to the person who has it, not to the concerned", func(t *testing.T) {
		l := begun(t)
		for _, words := range []string{"REASSIGN", "REASSIGN Bob", "REASSIGN bob@landlord.example",
			"REASSIGN repairs.manager@landlord.example"} {
			l.replies("2026-11-24 10:00", manager, words).with(manager)
		}
		l.replies("2026-11-24 11:00", team, "CONFLICT repairs.deputy@landlord.example").with(manager).
			got("2026-11-24 11:00", "M15 complaints.team")
		l.replies("2026-11-24 12:00", manager, "REASSIGN repairs.deputy@landlord.example").with(manager)
		if l.count(letter.CommandNotUnderstood) != 5 {
			t.Errorf("%d help texts, want 5", l.count(letter.CommandNotUnderstood))
		}
	})
	t.Run("the former handler hears of it, if somebody else passes it on", func(t *testing.T) {
		begun(t).replies("2026-11-24 10:00", team, "REASSIGN repairs.deputy@landlord.example").
			got("2026-11-24 10:00", "M15 complaints.team", "M19 repairs.deputy", "M19 repairs.manager")
	})
	t.Run("a conflict of the handler's own, or named by the team", func(t *testing.T) {
		begun(t).replies("2026-11-24 10:00", manager, "CONFLICT she is my aunt").with(deputy).
			got("2026-11-24 10:00", "M15 repairs.manager", "M19 repairs.deputy")
		l := begun(t).replies("2026-11-24 10:00", team, "CONFLICT somebody").
			got("2026-11-24 10:00", "M16 complaints.team")
		l.replies("2026-11-24 11:00", team, "CONFLICT Repairs Manager").with(deputy)
	})
	t.Run("away: the deputy, then the team, never back", func(t *testing.T) {
		l := auto(begun(t), "2026-11-23 10:01", manager, "I am out of the office until 7 December 2026.").
			with(deputy).got("2026-11-23 10:01", "M26 repairs.deputy")
		auto(l, "2026-11-23 10:02", deputy, "I am away until 30 November 2026.").with(team).
			got("2026-11-23 10:02", "M26 complaints.team")
		auto(l, "2026-11-23 10:03", team, "We are away.").with(team).got("2026-11-23 10:03")
		l.replies("2026-11-24 10:00", team, "REASSIGN repairs.deputy@landlord.example").with(team)
		l.replies("2026-11-30 10:00", team, "REASSIGN repairs.deputy@landlord.example").with(deputy)
		if auto(l, "2026-12-01 10:00", manager, "away").c.Stage1.Handler.Email != deputy {
			t.Error("somebody who does not have the case was relieved of it")
		}
	})
	t.Run("OUT typed by a person is answered, an automatic one is not", func(t *testing.T) {
		begun(t).replies("2026-11-24 10:00", manager, "OUT until 7 December 2026").with(deputy).
			got("2026-11-24 10:00", "M15 repairs.manager", "M26 repairs.deputy")
		l := begun(t)
		m := l.message("2026-11-24 10:00", manager, "I am on annual leave")
		m.Nature, m.Away = complaint.FromAutoReply, &complaint.Away{Until: calendar.MustDate("2026-12-07")}
		l.until(m.Received)
		who, _ := l.p.Register.Find(manager)
		l.take(l.p.Command(l.c, who, m, reply.ReadCommand(m.NewText, l.c.Day0), l.now))
		if l.c.Away[manager] != calendar.MustDate("2026-12-07") {
			t.Errorf("away until %s", l.c.Away[manager])
		}
	})
	t.Run("the handler has left the register", func(t *testing.T) {
		l := begun(t)
		if d := l.p.CheckHandler(l.c, l.now); len(d.Events) != 0 {
			t.Error("somebody who is there was replaced")
		}
		people := l.p.Register.Areas[complaint.AreaRepairs]
		people.Manager = complaint.Contact{Name: "New", Email: "new.manager@landlord.example"}
		l.p.Register.Areas[complaint.AreaRepairs] = people
		l.to("2026-11-24 10:00")
		l.take(l.p.CheckHandler(l.c, l.now))
		l.until(l.now)
		l.with("new.manager@landlord.example").got("2026-11-24 10:00", "M19 new.manager")
		if d := l.p.CheckHandler(complaint.Case{Status: complaint.Closed}, l.now); len(d.Events) != 0 {
			t.Error("a closed case was passed on")
		}
	})
}

// TestReports: CONTACTED, ASK, NOTE, DONE (3.5; P7, P8; Code 7.4).
func TestReports(t *testing.T) {
	t.Parallel()
	t.Run("a conversation is noted with what the resident wants", func(t *testing.T) {
		l := begun(t).replies("2026-11-24 10:00", manager,
			"spoke to her at 2.15, she wants the ceiling painted. I will ring again.").
			got("2026-11-24 10:00", "M15 repairs.manager")
		if l.c.OutcomeSought != "the ceiling painted" || l.c.Stage1.ContactedOn == 0 {
			t.Errorf("wanted %q, contacted %s", l.c.OutcomeSought, l.c.Stage1.ContactedOn)
		}
		if l.replies("2026-11-25 10:00", manager, "CONTACTED rang again\nWANTS: a new carpet").
			c.OutcomeSought != "a new carpet" {
			t.Errorf("wanted %q", l.c.OutcomeSought)
		}
	})
	t.Run("a voicemail is an attempt", func(t *testing.T) {
		for _, words := range []string{"CONTACTED left a voicemail", "ATTEMPTED", "tried to ring, no answer"} {
			l := begun(t).replies("2026-11-24 10:00", manager, words).got("2026-11-24 10:00", "M15 repairs.manager")
			if l.c.Stage1.ContactedOn != 0 || len(l.c.Contacts) != 1 {
				t.Errorf("%s: counts as contact", words)
			}
		}
		begun(t).replies("2026-11-24 10:00", manager, "CONTACTED").got("2026-11-24 10:00", "M16 repairs.manager")
	})
	t.Run("a question goes to the resident and the clock goes on", func(t *testing.T) {
		l := begun(t).replies("2026-11-24 10:00", manager, "can she send photos of the ceiling").
			got("2026-11-24 10:00", "L14 asha", "M15 repairs.manager")
		sameDay(t, "limit", l.c.Stage1.Limit, "2026-12-07")
		begun(t).replies("2026-11-24 10:00", manager, "ASK").got("2026-11-24 10:00", "M16 repairs.manager")
	})
	t.Run("a note stays in the file; tenure is kept", func(t *testing.T) {
		l := begun(t).replies("2026-11-24 10:00", manager, "NOTE he is a\nTENURE: shared owner").
			got("2026-11-24 10:00", "M15 repairs.manager")
		if l.c.Party.Tenure != "shared owner" {
			t.Errorf("tenure %q", l.c.Party.Tenure)
		}
		begun(t).replies("2026-11-24 10:00", manager, "NOTE").got("2026-11-24 10:00", "M15 repairs.manager")
	})
	t.Run("what nobody can act on is noted and answered with help", func(t *testing.T) {
		for _, words := range []string{"closed", "ok", "", "The roof is an old one and the contractor knows it well."} {
			l := begun(t).replies("2026-11-24 10:00", manager, words).got("2026-11-24 10:00", "M16 repairs.manager").
				stands(complaint.Stage1Open)
			if noted, ok := l.events[len(l.events)-1].Fact.(complaint.Noted); !ok || noted.Text == "" {
				t.Errorf("%q is not in the file", words)
			}
		}
	})
	t.Run("related cases are linked, and each keeps its own clock", func(t *testing.T) {
		l, now := begun(t), instant(t, "2026-11-24 10:00")
		linked := l.message("2026-11-24 10:00", manager, "LINK HC-2026-000007 the same roof")
		cmd, other := reply.ReadCommand(linked.NewText, l.c.Day0), begun(t).c
		other.Ref = "HC-2026-000007"
		who, _ := l.p.Register.Find(manager)
		here, there, ok := l.p.Link(l.c, other, who, linked, cmd, now)
		if !ok || !slices.Equal(here.Case.Links, []string{other.Ref}) ||
			!slices.Equal(there.Case.Links, []string{l.c.Ref}) || here.Case.Stage1.Limit != l.c.Stage1.Limit ||
			there.Case.Stage1.Limit != other.Stage1.Limit {
			t.Errorf("links %v and %v", here.Case.Links, there.Case.Links)
		}
		if len(here.Letters) != 1 || here.Letters[0].Letter != letter.CommandDone || len(there.Letters) != 0 {
			t.Errorf("letters %v and %v", here.Letters, there.Letters)
		}
		if _, _, ok := l.p.Link(l.c, l.c, who, linked, cmd, now); ok {
			t.Error("it is linked with itself")
		}
		// nobody knows that case
		begun(t).replies("2026-11-24 10:00", manager, "LINK HC-2026-000007 the same roof").
			got("2026-11-24 10:00", "M16 repairs.manager")
		begun(t).replies("2026-11-24 10:00", manager, "LINK with the neighbours").
			got("2026-11-24 10:00", "M16 repairs.manager")
	})
	t.Run("promises are chased until they are done, also once the case has lapsed or gone to stage 2",
		func(t *testing.T) {
			l := begun(t).replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy+
				"\nACTION: paint the ceiling by 11/12/2026\nACTION: say sorry").
				to("2026-12-14 09:00").got("2026-12-14 09:00", "M27 repairs.manager").to("2026-12-21 09:00").
				got("2026-12-21 09:00", "M27 repairs.manager")
			l.says("2026-12-22 10:00", "not happy", intent(complaint.IntentStage2)).to("2026-12-30 09:00").
				got("2026-12-30 09:00", "M27 repairs.manager")
			l.replies("2026-12-30 10:00", manager, "DONE") // what the letter asked about; the other is for January
			if d := l.p.Duties(l.c, l.now); !slices.ContainsFunc(d, func(d procedure.Duty) bool {
				return d.Name == "act" && d.Why == "say sorry"
			}) {
				t.Error("a promise that nobody asked about is ticked off")
			}
			l.replies("2026-12-30 11:00", manager, "DONE say sorry, we rang on Tuesday").to("2027-01-29 10:00")
			if n := l.count(letter.ActionDue); n != 3 {
				t.Errorf("chased %d times", n)
			}
			if d := l.p.Duties(l.c, l.now); slices.ContainsFunc(d, func(d procedure.Duty) bool {
				return d.Name == "act"
			}) {
				t.Error("it is still owed")
			}
		})
	t.Run("an outage sends one chase", func(t *testing.T) {
		l := begun(t).replies("2026-12-03 10:00", manager, "RESPOND UPHELD\n"+wordy+
			"\nACTION: paint the ceiling by 11/12/2026")
		l.now = instant(t, "2027-02-01 10:00")
		l.until(l.now)
		if n := l.count(letter.ActionDue); n != 1 {
			t.Errorf("chased %d times", n)
		}
	})
	t.Run("who does not have the case is told who has, and loses nothing", func(t *testing.T) {
		l := begun(t).replies("2026-11-24 10:00", "lettings.manager@landlord.example", "RESPOND UPHELD\n"+wordy).
			stands(complaint.Stage1Open).got("2026-11-24 10:00", "M16 lettings.manager")
		if !strings.Contains(l.last(letter.CommandNotUnderstood).Facts.Problem, "Repairs Manager") {
			t.Error(l.last(letter.CommandNotUnderstood).Facts.Problem)
		}
		begun(t).replies("2026-11-24 10:00", deputy, "CONTACTED rang her for the manager").
			got("2026-11-24 10:00", "M15 repairs.deputy")
	})
	t.Run("where a case stands is said in words", func(t *testing.T) {
		for want, l := range map[string]*life{
			"a decision of the complaints team": newLife(t, "hastoe-2020").
				open("2026-12-07 10:00", "?", complaint.Reading{Kind: complaint.KindNeedsHuman}),
			"stage 1, answered": begun(t).answered("2026-11-24 10:00"),
			"closed (withdrawn)": begun(t).says("2026-11-24 10:00", "close it, sorted",
				intent(complaint.IntentWithdraw)),
			"stage 2, answered": stage2(t).replies("2026-12-08 10:00", director, "RESPOND UPHELD\n"+wordy),
		} {
			l.replies("2026-12-08 11:00", manager, "CONTACTED rang her today")
			if got := l.last(letter.CommandNotUnderstood).Facts.Problem; !strings.Contains(got, want) {
				t.Errorf("told %q, want %q in it", got, want)
			}
		}
		l := begun(t).replies("2026-11-24 10:00", team, "ACCEPT")
		if got := l.last(letter.CommandNotUnderstood).
			Facts.Problem; !strings.Contains(got, "stage 1, not answered yet") {
			t.Error(got)
		}
		if got := stage2(t).replies("2026-12-08 10:00", team, "ACCEPT").last(letter.CommandNotUnderstood).
			Facts.Problem; !strings.Contains(got, "stage 2, not answered yet") {
			t.Error(got)
		}
	})
	t.Run("two machines never write to each other without end", func(t *testing.T) {
		l := begun(t)
		for range 200 {
			l.replies("2026-11-24 10:00", manager, "Your mail has reached our service desk.")
		}
		if n := l.count(letter.CommandNotUnderstood); n > 60 {
			t.Errorf("%d answers on one day", n)
		}
		before := l.count(letter.CommandNotUnderstood)
		l.replies("2026-11-25 10:00", manager, "Your mail has reached our service desk.")
		if l.count(letter.CommandNotUnderstood) != before+1 {
			t.Error("the next day a person is not answered")
		}
	})
}

// TestDuplicates: the team says that two cases are one; the earliest receipt goes on (1.5, L17).
func TestDuplicates(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	first, second := newLife(t, "hastoe-2020").complain("2026-11-23 10:00"), newLife(t, "hastoe-2020")
	m := second.message("2026-11-25 10:00", phone, "the leak again")
	second.now = m.Received
	second.take(p.Open("HC-2026-000002", m, aComplaint(), complaint.Case{}, second.now))
	second.until(second.now)
	who, _ := p.Register.Find(team)
	now := instant(t, "2026-11-26 10:00")
	joins := first.message("2026-11-26 10:00", team, "DUPLICATE of hc-2026-000001 the same leak")
	cmd := reply.ReadCommand(joins.NewText, p.Calendar.Day(now))
	if cmd.Ref != "HC-2026-000001" || cmd.Text != "the same leak" {
		t.Fatalf("%+v", cmd)
	}
	for name, pair := range map[string][2]complaint.Case{"from the newer": {second.c, first.c},
		"from the older": {first.c, second.c}} {
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
	if _, _, ok := p.Duplicate(second.c, first.c, nobody, joins, cmd, now); ok {
		t.Error("a manager joined cases")
	}
	if _, _, ok := p.Duplicate(first.c, first.c, who, joins, cmd, now); ok {
		t.Error("a case was joined with itself")
	}
	answered := begun(t).answered("2026-11-24 10:00").c
	answered.Ref, answered.Received = "HC-2026-000003", now
	if _, _, ok := p.Duplicate(answered, first.c, who, joins, cmd, now); ok {
		t.Error("an answered case was closed as a duplicate")
	}
	begun(t).replies("2026-11-24 10:00", team, "DUPLICATE HC-2026-000009").
		got("2026-11-24 10:00", "M16 complaints.team")
	begun(t).replies("2026-11-24 10:00", team, "DUPLICATE").got("2026-11-24 10:00", "M16 complaints.team")
	begun(t).replies("2026-11-24 10:00", manager, "DUPLICATE HC-2026-000009").
		got("2026-11-24 10:00", "M16 repairs.manager")
	gone := second.c
	gone.Status, gone.Reason = complaint.Closed, complaint.ClosedDuplicate
	l := &life{t: t, p: p, c: gone, keys: map[string]bool{}, now: now}
	l.saysFrom("2026-11-27 10:00", phone, "it is not the same", intent(complaint.IntentDisputeScope)).
		stands(complaint.Review)
}

// TestClues: by what the same matter told another way is found, on both sides alike.
func TestClues(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		c    complaint.Case
		want []string
	}{
		"a mail with a number": {complaint.Case{Party: complaint.Party{Name: "Asha  Rahman", Email: asha},
			Words: "Ring me on 07700 900123."},
			[]string{"called asha rahman", "reached at asha@example.com", "reached at +447700900123"}},
		"a text with a name": {complaint.Case{Party: complaint.Party{Phone: phone},
			Words: "Asha Rahman here, it leaks"}, []string{"called asha rahman", "reached at +447700900123"}},
		"a text in small letters": {complaint.Case{Party: complaint.Party{Phone: phone},
			Words: "my name is asha rahman and it leaks"}, []string{"called asha rahman", "reached at +447700900123"}},
		"a text without": {complaint.Case{Party: complaint.Party{Phone: phone}, Words: "it leaks"},
			[]string{"reached at +447700900123"}},
		"one name is no name": {complaint.Case{Party: complaint.Party{Name: "Asha", Phone: phone}, Words: "it leaks"},
			[]string{"reached at +447700900123"}},
	} {
		if got := tc.c.Clues(); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// TestResembles: two cases that may be one are proposed to the team, and only those (1.5).
func TestResembles(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	first := begun(t).c
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
