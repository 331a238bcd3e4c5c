package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
)

// TestNeedsInTheFirstMessage: what a resident needs is recorded whenever it is said, in the middle of a complaint too
// (Code 5.10), and only if it is said.
func TestNeedsInTheFirstMessage(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]complaint.Party{
		"The leak is back. I am deaf. Please do not phone me, email only.": {NoCalls: true, TextsOff: true},
		"Third time. I can't read letters. Please ring me, don't write.":   {ByPhone: true},
		"No heating again! Could I have the answer in large print?":        {LargePrint: true},
		"The leak is back. I need a Polish interpreter.":                   {Interpreter: true},
		"The leak is back. From now on please write by post only.":         {NoCalls: true, OnPaper: true},
		"pls dont ring, the leak is back":                                  {NoCalls: true},

		"My complaints fall on deaf ears.":                                 {},
		"You never ring me back and your plumbers do not call.":            {},
		"Nobody calls. Your letter only said that you were busy.":          {},
		"I cannot read the meter because the cupboard is locked.":          {},
		"Your contractor doesn't text, doesn't email and doesn't turn up.": {},
	} {
		l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", asha, words, aComplaint())
		got := l.Case.Party
		got.Name, got.Email, got.Phone = "", "", ""
		if got != want || (len(l.Case.Adjustments) > 0) != (want != complaint.Party{}) {
			t.Errorf("%q: %+v, noted %q", words, got, l.Case.Adjustments)
		}
	}
}

// TestNeedsAreObeyed: by our own letters at once, by people because it stands at the head of what they get, and in the
// resident's next case as well.
func TestNeedsAreObeyed(t *testing.T) {
	t.Parallel()
	t.Run("the acknowledgement says what we will do, the manager's letter what they must do", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", asha,
			"The leak is back. Please do not phone me. I need large print letters.", aComplaint())
		if f := l.Last(letter.Stage1Acknowledgement).Facts; !f.LargePrint || !f.NoCalls ||
			!slices.Contains(f.WeWill, "We will write to you in large print.") {
			t.Errorf("L01: large %v, no calls %v, %q", f.LargePrint, f.NoCalls, f.WeWill)
		}
		if do := strings.Join(l.Last(letter.ManagerAssigned).Facts.MustDo, " "); !strings.Contains(do,
			"Do not phone them.") ||
			!strings.Contains(do, "large print") || !strings.Contains(do, "I need large print letters") {
			t.Errorf("M01: %s", do)
		}
	})
	t.Run("who cannot read is read to, and it counts when it was done", func(t *testing.T) {
		l := begun(t).Says("2026-11-24 10:00", "I can't read letters. Please ring me, don't write.",
			intent(complaint.IntentAdjustment)).Answered("2026-12-01 10:00")
		if o := l.Last(letter.Stage1Response); o.Channel != complaint.Post || o.To.Email != team || !o.Facts.ReadOut ||
			!l.Case.Stage1.SentAt.IsZero() {
			t.Errorf("the answer went by %s to %s", o.Channel, o.To.Email)
		}
		l.Replies("2026-12-02 10:00", team, "POSTED read to her on the phone")
		if l.Case.Stage1.SentAt.IsZero() {
			t.Error("it does not count as told")
		}
	})
	t.Run("no e-mails: a text, or paper", func(t *testing.T) {
		l := begun(t)
		l.Case.Party.Phone = phone
		l.Says("2026-11-24 10:00", "Text only please.", intent(complaint.IntentAdjustment)).
			Got("2026-11-24 10:00", "adjustment-confirmed to "+phone, "manager-new-evidence to repairs.manager")
	})
	t.Run("beside something else it is noted, and the rest is answered", func(t *testing.T) {
		begun(t).Says("2026-11-24 10:00", "Any news? And please do not ring me, I work nights.",
			intent(complaint.IntentChase)).Got("2026-11-24 10:00", "adjustment-confirmed to asha", "status to asha",
			"manager-resident-chased to repairs.manager")
		begun(t).Says("2026-11-24 10:00", "From now on please write by post only.", intent(complaint.IntentQuery)).
			Got("2026-11-24 10:00", "adjustment-confirmed to complaints.team",
				"manager-new-evidence to repairs.manager")
	})
	t.Run("told to the manager on the phone, and taken back", func(t *testing.T) {
		l := begun(t).Replies("2026-11-24 10:00", manager,
			"CONTACTED rang her, she wants the ceiling done\nADJUSTMENT: large print, and no calls before ten")
		if !l.Case.Party.LargePrint || len(l.Case.Adjustments) != 1 {
			t.Fatalf("%+v, noted %q", l.Case.Party, l.Case.Adjustments)
		}
		l.Replies("2026-11-25 10:00", manager, "NOTE she has new glasses\nADJUSTMENT: none")
		if l.Case.Party.LargePrint || len(l.Case.Adjustments) != 0 {
			t.Errorf("%+v, noted %q", l.Case.Party, l.Case.Adjustments)
		}
	})
	t.Run("the next complaint of the same resident knows it, another's does not", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", asha,
			"The leak is back. I am deaf, please email only.", aComplaint())
		again := l.Procedure.Open("HC-2026-000002", l.Message("2026-12-01 10:00", asha, "The stairs are dirty."),
			aComplaint(), l.Case, l.Now)
		if !again.Case.Party.NoCalls || len(again.Case.Adjustments) != 1 {
			t.Errorf("%+v, noted %q", again.Case.Party, again.Case.Adjustments)
		}
		other := l.Procedure.Open("HC-2026-000003", l.Message("2026-12-01 10:00", "ben@example.com",
			"The stairs are dirty."),
			aComplaint(), l.Case, l.Now)
		if other.Case.Party.NoCalls || len(other.Case.Adjustments) != 0 {
			t.Errorf("%+v, noted %q", other.Case.Party, other.Case.Adjustments)
		}
	})
	t.Run("START after STOP", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone, "The boiler again.", aComplaint()).
			Says("2026-11-24 10:00", "STOP", intent(complaint.IntentOptOut))
		if l.Says("2026-11-25 10:00", "START", intent(complaint.IntentOptIn)); l.Case.Party.TextsOff {
			t.Error("we still do not text them")
		}
	})
}

// TestWrittenForSomebody: who writes for a resident is heard and acknowledged, and learns nothing about the case before
// the resident has agreed (1.1, 3.6).
func TestWrittenForSomebody(t *testing.T) {
	t.Parallel()
	const words = "I am writing on behalf of my mother, Mrs Jean Gill. Her boiler has been broken for three weeks " +
		"and nobody comes."
	written := func(t *testing.T) *proceduretest.Life {
		return newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", asha, words, aComplaint())
	}
	t.Run("acknowledged, and told how the resident agrees", func(t *testing.T) {
		l := written(t).Stands(complaint.Stage1Open).
			Got("2026-11-23 10:00", "stage1-acknowledgement to asha", "consent-needed to asha",
				"manager-assigned to repairs.manager")
		if do := strings.Join(l.Last(letter.ManagerAssigned).Facts.MustDo, " "); !strings.Contains(do,
			"no permission yet") {
			t.Errorf("the manager is not told: %q", do)
		}
		l.Says("2026-11-24 10:00", "Any news of my mother's case?", intent(complaint.IntentChase)).
			Got("2026-11-24 10:00", "consent-needed to asha", "manager-new-evidence to repairs.manager")
		l.Says("2026-11-25 10:00", "Please close it.", intent(complaint.IntentWithdraw)).Stands(complaint.Stage1Open)
	})
	t.Run("the answer goes to the resident by post", func(t *testing.T) {
		l := written(t).Answered("2026-12-01 10:00")
		if o := l.Last(letter.Stage1Response); o.Channel != complaint.Post || o.To.Email != team ||
			o.Facts.Withheld == "" {
			t.Errorf("L23 by %s to %s", o.Channel, o.To.Email)
		}
	})
	t.Run("the team says that the resident has agreed", func(t *testing.T) {
		l := written(t).Replies("2026-11-24 10:00", team, "CONSENT Mrs Gill rang and agreed").
			Got("2026-11-24 10:00", "representative-acknowledgement to asha", "command-done to complaints.team")
		if l.Answered("2026-12-01 10:00").Got("2026-12-01 10:00", "stage1-response to asha",
			"command-done to repairs.manager"); !l.Case.Consent {
			t.Error("not noted")
		}
		begun(t).Replies("2026-11-24 10:00", team, "CONSENT").Got("2026-11-24 10:00",
			"command-not-understood to complaints.team")
		written(t).Replies("2026-11-24 10:00", manager, "CONSENT she agreed").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	})
	t.Run("not everybody who names somebody writes for them", func(t *testing.T) {
		for _, words := range []string{"Your contractor came on behalf of the landlord and left a mess.",
			"My mother is 84 and the lift is out again.", "I complain for the third time."} {
			if l := newLife(t, "hastoe-2020").
				OpenFrom("2026-11-23 10:00", asha, words,
					aComplaint()); l.Case.Representative != (complaint.Contact{}) {
				t.Errorf("%q: %+v", words, l.Case.Representative)
			}
		}
	})
}

// TestPersonalDataHasItsOwnClock: the officer hears at once and each working morning until TAKEN, then before the
// thirty days are over until DONE (0.9, E8).
func TestPersonalDataHasItsOwnClock(t *testing.T) {
	t.Parallel()
	const dpo = "dpo@landlord.example"
	r := aComplaint()
	r.Issues = []complaint.Issue{{Sentence: "You sent my bank details next door.", Kind: complaint.KindOutOfScope,
		Exclusion: policy.DataBreach}}
	raised := func(t *testing.T) *proceduretest.Life {
		return newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", asha,
			"The leak. You sent my bank details next door.", r)
	}
	t.Run("both ends are named", func(t *testing.T) {
		if f := raised(t).Last(letter.DataProtection).Facts; f.DataAckBy != calendar.MustDate("2026-12-23") ||
			f.DataReportBy != "10:00 on Thursday 26 November 2026" {
			t.Errorf("acknowledge by %s, report by %s", f.DataAckBy, f.DataReportBy)
		}
	})
	t.Run("each morning until it is taken", func(t *testing.T) {
		l := raised(t).To("2026-11-25 12:00")
		if n := l.Count(letter.DataProtection); n != 3 || !l.Case.Clocks.DataProtection.Untaken() {
			t.Errorf("told %d times, untaken %v", n, l.Case.Clocks.DataProtection.Untaken())
		}
		l.Replies("2026-11-25 13:00", dpo, "TAKEN").To("2026-12-15 12:00")
		if n := l.Count(letter.DataProtection); n != 3 || l.Case.Clocks.DataProtection.Untaken() {
			t.Errorf("told %d times, untaken %v", n, l.Case.Clocks.DataProtection.Untaken())
		}
		l.To("2026-12-23 12:00") // a week and a working day before
		if n := l.Count(letter.DataProtection); n != 5 {
			t.Errorf("told %d times", n)
		}
		l.To("2026-12-24 12:00")
		if n := l.Count(letter.DataProtection); n != 6 {
			t.Errorf("late, told %d times", n)
		}
		l.Replies("2026-12-24 13:00", dpo, "DONE").To("2027-01-20 12:00")
		if n := l.Count(letter.DataProtection); n != 6 ||
			slices.ContainsFunc(l.Procedure.Duties(l.Case, l.Now), func(d procedure.Duty) bool {
				return d.Name == "data_protection"
			}) {
			t.Errorf("told %d times", n)
		}
	})
	t.Run("a request for what we keep goes to the officer, whatever it is read as", func(t *testing.T) {
		newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", asha, "This is a subject access request.",
			complaint.Reading{Kind: complaint.KindEnquiry, Confidence: 1}).
			Got("2026-11-23 10:00", "not-a-complaint to asha", "data-protection to dpo", "passed-on to other.manager")
	})
	t.Run("TAKEN from anybody else is about something else", func(t *testing.T) {
		if l := raised(t).Replies("2026-11-23 11:00", team, "TAKEN"); !l.Case.Clocks.DataProtection.Untaken() {
			t.Error("the officer's matter is ticked off by the team")
		}
	})
}

// TestSettlementNobodyWasToldOf: silence settles nothing if the resident never had the letter (1.4).
func TestSettlementNobodyWasToldOf(t *testing.T) {
	t.Parallel()
	offered := func(t *testing.T) *proceduretest.Life {
		return begun(t).Replies("2026-11-25 10:00", manager, "RESOLVED we mended the leak today and she is content")
	}
	t.Run("it came back", func(t *testing.T) {
		l := offered(t).ComesBack("2026-11-25 11:00", letter.Resolved).To("2026-12-05 00:00").
			Stands(complaint.Stage1Open)
		if l.Case.Settlement.Agreed != "" || l.Count(letter.ManagerOneDay) == 0 {
			t.Errorf("settled %q, chased %d times", l.Case.Settlement.Agreed, l.Count(letter.ManagerOneDay))
		}
	})
	t.Run("it waits to be posted", func(t *testing.T) {
		l := begun(t)
		l.Case.Party.OnPaper = true
		l.Replies("2026-11-25 10:00", manager, "RESOLVED we mended the leak today and she is content").
			To("2026-12-04 10:00").Stands(complaint.Stage1Open)
		if l.Count(letter.ManagerOneDay) == 0 {
			t.Error("nobody is chased although the resident knows nothing")
		}
		l.Replies("2026-12-04 10:00", team, "POSTED").To("2026-12-15 23:59").Stands(complaint.Stage1Open).
			To("2026-12-16 00:00").ClosedAs(complaint.ClosedInformally)
	})
}

// TestSomebodyMayBeHarmed: where another person may be harmed a person is told by the safeguarding letter, and again by
// it.
func TestSomebodyMayBeHarmed(t *testing.T) {
	t.Parallel()
	r := aComplaint()
	r.Emergency, r.Evidence = true, []complaint.Evidence{{Clause: "safeguarding", Text: "hits his children"}}
	l := newLife(t, "hastoe-2020").OpenFrom("2026-11-28 22:00", asha,
		"The man in flat 12 hits his children. I told you weeks ago.", r).
		Got("2026-11-28 22:00", "stage1-acknowledgement to asha", "emergency to asha",
			"safeguarding to complaints.team", "safeguarding to out.of.hours")
	if l.To("2026-11-28 22:30").Got("2026-11-28 22:30", "safeguarding to complaints.team",
		"safeguarding to out.of.hours"); !slices.Contains(l.Case.Flags, complaint.FlagSafeguarding) {
		t.Errorf("flags %v", l.Case.Flags)
	}
}

// TestTargetOnALaterDayOff: a holiday that is added moves no promise, and the manager is chased on the working day
// before.
func TestTargetOnALaterDayOff(t *testing.T) {
	t.Parallel()
	l := begun(t)
	l.Procedure.Calendar = l.Procedure.Calendar.With(map[calendar.Date]string{calendar.MustDate("2026-12-07"): "new bank holiday"})
	l.To("2026-12-04 08:59")
	if l.Count(letter.ManagerDueToday) != 0 {
		t.Error("too early")
	}
	l.To("2026-12-04 09:00").Got("2026-12-04 09:00", "manager-due-today to repairs.manager")
	if f := l.Last(letter.ManagerDueToday).
		Facts; f.Rung != "the answer is due on Monday 7 December 2026, which is not worked, so today" {
		t.Errorf("%q", f.Rung)
	}
}
