package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/procedure/proceduretest"
)

// TestAdjustments: what can be obeyed is obeyed at once, the rest stands in the file (3.4; Code 5.10; P7).
func TestAdjustments(t *testing.T) {
	t.Parallel()
	say := func(t *testing.T, words string) *proceduretest.Life {
		l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00")
		l.Case.Party.Phone = phone
		return l.Says("2026-11-24 10:00", words, intent(complaint.IntentAdjustment))
	}
	for words, want := range map[string]complaint.Party{
		"Email only please, I'm deaf.":                {NoCalls: true, TextsOff: true},
		"Please do not ring me, I cannot hear well.":  {NoCalls: true},
		"Please don't text me.":                       {TextsOff: true},
		"Letters by post please, I have no internet.": {OnPaper: true},
		"Could I have this in large print?":           {LargePrint: true},
		"Ring me, I cannot read letters.":             {ByPhone: true},
		"Text only please, no data on this phone.":    {NoCalls: true, NoEmails: true},
		"I need a Somali interpreter.":                {Interpreter: true},
		"Please send it in Braille.":                  {Format: "Please send it in Braille"},
		"Could somebody come with a cup of tea?":      {}, // what no rule knows is for people
	} {
		l := say(t, words)
		got := l.Case.Party
		got.Name, got.Email, got.Phone = "", "", ""
		if got != want || !slices.Equal(l.Case.Adjustments, []string{words}) {
			t.Errorf("%q: %+v, noted %q", words, got, l.Case.Adjustments)
		}
	}
	t.Run("nobody is given a number that must not be rung", func(t *testing.T) {
		l := say(t, "Please do not phone me.").To("2026-11-26 09:00").Got("2026-11-26 09:00",
			"manager-contact-due to repairs.manager")
		if f := l.Last(letter.ManagerContactDue).Facts; f.Contact.Phone != "" || !f.NoCalls ||
			f.ContactBy != calendar.MustDate("2026-11-26") {
			t.Errorf("M02 gives %q, no calls %v, by %s", f.Contact.Phone, f.NoCalls, f.ContactBy)
		}
	})
	t.Run("letters by post go to the team to print", func(t *testing.T) {
		l := say(t, "Only letters by post please, I have no email.")
		l.Replies("2026-11-25 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		if o := l.Last(letter.Stage1Extension); o.Channel != complaint.Post || o.To.Email != team {
			t.Errorf("L21 goes by %s to %s", o.Channel, o.To.Email)
		}
	})
}

// TestSettlement: an early settlement waits for the resident's word (1.4).
func TestSettlement(t *testing.T) {
	t.Parallel()
	offer := func(t *testing.T) *proceduretest.Life {
		return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").
			Replies("2026-11-25 10:00", manager, "RESOLVED the ceiling was made good and she is happy").
			Got("2026-11-25 10:00", "resolved to asha", "command-done to repairs.manager").Stands(complaint.Stage1Open)
	}
	t.Run("no keeps it open with its dates", func(t *testing.T) {
		for name, r := range map[string]complaint.Reading{"NO": intent(complaint.IntentEvidence),
			"It drips again": intent(complaint.IntentUnhappy), "Review please": {Kind: complaint.KindStage2Request}} {
			l := offer(t).Says("2026-11-26 10:00", name, r).Stands(complaint.Stage1Open)
			if l.Case.Settlement.Agreed != "" || l.Case.Stage1.Limit != calendar.MustDate("2026-12-07") {
				t.Errorf("%s: still settled, or the date moved to %s", name, l.Case.Stage1.Limit)
			}
			l.To("2026-11-30 09:00").Got("2026-11-30 09:00", "manager-halfway to repairs.manager")
		}
	})
	t.Run("yes closes", func(t *testing.T) {
		offer(t).Says("2026-11-26 10:00", "Yes, thank you", intent(complaint.IntentThanks)).
			ClosedAs(complaint.ClosedInformally)
		offer(t).Says("2026-11-26 10:00", "I agree", intent(complaint.IntentAccepts)).
			ClosedAs(complaint.ClosedInformally).Got("2026-11-26 10:00", "withdrawn to asha",
			"manager-withdrawn to repairs.manager")
	})
	t.Run("thanks alone, a doubtful yes and evidence leave the days to run", func(t *testing.T) {
		offer(t).Says("2026-11-26 10:00", "Thanks for your letter", intent(complaint.IntentThanks)).
			Stands(complaint.Stage1Open)
		offer(t).Says("2026-11-26 10:00", "I accept, but the paint", doubtful(complaint.IntentAccepts)).
			Stands(complaint.Stage1Open)
		offer(t).Says("2026-11-26 10:00", "Yes but the paint is still wet", intent(complaint.IntentAccepts)).
			Stands(complaint.Stage1Open)
		offer(t).Says("2026-11-26 10:00", "Photos attached", intent(complaint.IntentEvidence)).
			Stands(complaint.Stage1Open)
	})
	t.Run("silence closes after five working days, and nobody is chased meanwhile", func(t *testing.T) {
		l := offer(t).To("2026-12-02 23:59").Stands(complaint.Stage1Open).To("2026-12-03 00:00").
			ClosedAs(complaint.ClosedInformally)
		if l.Count(letter.ManagerHalfway) != 0 {
			t.Error("the manager was chased while the resident had the word")
		}
		sameDay(t, "the first conversation", l.Case.Stage1.ContactedOn, "2026-11-25")
	})
	t.Run("at stage 2 too, and then it reopens at stage 2", func(t *testing.T) {
		l := stage2(t).Replies("2026-12-09 10:00", director, "RESOLVED we agreed to repaint the whole room").
			Says("2026-12-10 10:00", "NO", intent(complaint.IntentEvidence)).Stands(complaint.Stage2Open).
			Replies("2026-12-10 11:00", director, "RESOLVED we agreed to repaint the whole flat").
			Says("2026-12-11 10:00", "YES", intent(complaint.IntentAccepts)).ClosedAs(complaint.ClosedInformally)
		l.Says("2026-12-14 10:00", "It was not done.", intent(complaint.IntentUnhappy)).Stands(complaint.Stage2Open)
	})
	t.Run("what was agreed has to be said", func(t *testing.T) {
		newLife(t, "hastoe-2020").Complain("2026-11-23 10:00").Replies("2026-11-25 10:00", manager, "RESOLVED").
			Got("2026-11-25 10:00", "command-not-understood to repairs.manager")
	})
}

// TestRepresentatives: nobody learns anything of a case before the resident agrees (1.1, 3.4, L15, L16).
// TestAFamilysAddress: several people may write from one address.
func TestAFamilysAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		situation, from string
		closes          bool
	}{
		{"the resident", "Asha Rahman", true}, {"without a name", "", true},
		{"only the address", "asha@example.com", true}, {"with an initial", "Mrs A. Rahman", true},
		{"surname first", "Rahman, Asha", true}, {"one name", "Asha", true},
		{"with another surname", "Asha Begum", true},
		{"somebody else of the family", "Imran Rahman", false}, {"somebody else altogether", "Jo Bloggs", false},
	} {
		t.Run(c.situation, func(t *testing.T) {
			l := newLife(t, "hastoe-2020").Complain("2026-11-23 10:00")
			m := l.Message("2026-11-24 10:00", asha, "Please close it, all is settled.")
			m.FromName = c.from
			l.Until(m.Received)
			l.Take(l.Procedure.Receive(l.Case, m, intent(complaint.IntentWithdraw), "", l.Now))
			if c.closes {
				l.ClosedAs(complaint.ClosedWithdrawn)
				return
			}
			l.Until(l.Now)
			l.Stands(complaint.Stage1Open).Got("2026-11-24 10:00", "manager-withdrawn to repairs.manager")
		})
	}
}

func TestRepresentatives(t *testing.T) {
	t.Parallel()
	const meena = "meena@example.org"
	fromMeena := func(l *proceduretest.Life, at, words string, r complaint.Reading) *proceduretest.Life {
		m := l.Message(at, meena, words)
		m.FromName = "Meena Rahman"
		l.Until(m.Received)
		l.Take(l.Procedure.Receive(l.Case, m, r, "", l.Now))
		l.Until(l.Now)
		return l
	}
	begun := func(t *testing.T) *proceduretest.Life { return newLife(t, "hastoe-2020").Complain("2026-11-23 10:00") }
	t.Run("before consent: how to give it, and nothing else", func(t *testing.T) {
		l := fromMeena(begun(t), "2026-11-24 10:00", "What about my mother's leak?", intent(complaint.IntentChase)).
			Got("2026-11-24 10:00", "consent-needed to meena", "manager-new-evidence to complaints.team",
				"manager-new-evidence to repairs.manager")
		f := l.Last(letter.ConsentNeeded).Facts
		if f.Ref != "" || len(f.Issues)+len(f.History) != 0 || f.Resident != "" || f.AnswerBy != 0 || f.Words != "" {
			t.Errorf("L15 tells of the case: %+v", f)
		}
		fromMeena(l, "2026-11-24 10:05", "Hello?", intent(complaint.IntentChase)).
			Got("2026-11-24 10:05", "manager-new-evidence to repairs.manager")
	})
	t.Run("before consent nothing closes, and stage 2 is a person's to decide", func(t *testing.T) {
		fromMeena(begun(t), "2026-11-24 10:00", "Please close it.", intent(complaint.IntentWithdraw)).
			Stands(complaint.Stage1Open)
		l := fromMeena(begun(t).Answered("2026-11-24 10:00"), "2026-11-25 10:00", "She is not happy. Stage 2.",
			intent(complaint.IntentStage2)).Stands(complaint.Review)
		if l.Case.Review.Matter != complaint.MatterStage2 ||
			!strings.Contains(l.Last(letter.TeamDecision).Facts.Proposal.Question, "who asked") {
			t.Errorf("asked %s", l.Case.Review.Matter)
		}
		l.Replies("2026-11-25 11:00", team, "REFUSE we asked the resident and she is content").
			ClosedAs(complaint.ClosedLapsed).Got("2026-11-25 11:00", "stage2-refused to asha",
			"command-done to complaints.team")
	})
	t.Run("undecided, stage 2 opens", func(t *testing.T) {
		fromMeena(begun(t).Answered("2026-11-24 10:00"), "2026-11-25 10:00", "Stage 2.",
			intent(complaint.IntentStage2)).To("2026-11-27 17:00").Stands(complaint.Stage2Open)
	})
	t.Run("a closed case: a person looks", func(t *testing.T) {
		l := begun(t).Says("2026-11-24 10:00", "please close it, thanks", intent(complaint.IntentWithdraw))
		fromMeena(l, "2026-11-25 10:00", "It leaks again.", intent(complaint.IntentUnhappy)).Stands(complaint.Review)
	})
	t.Run("danger is danger, whoever tells of it", func(t *testing.T) {
		r := intent(complaint.IntentChase)
		r.Emergency = true
		fromMeena(begun(t), "2026-11-28 03:00", "Gas!", r).
			Got("2026-11-28 03:00", "consent-needed to meena", "emergency to asha", "hazard to out.of.hours")
	})
	t.Run("the resident agrees: both are told, and both get the letters", func(t *testing.T) {
		l := fromMeena(begun(t), "2026-11-24 10:00", "What about it?", intent(complaint.IntentChase)).
			Says("2026-11-25 10:00", "I agree that my daughter may speak for me.",
				intent(complaint.IntentRepresentative)).
			Got("2026-11-25 10:00", "representative-acknowledgement to meena", "adjustment-confirmed to asha",
				"manager-new-evidence to repairs.manager")
		fromMeena(l, "2026-11-26 10:00", "any news?", intent(complaint.IntentChase)).
			Got("2026-11-26 10:00", "status to asha", "status to meena", "manager-resident-chased to repairs.manager")
		l.Answered("2026-11-27 10:00").Got("2026-11-27 10:00", "stage1-response to asha", "stage1-response to meena",
			"command-done to repairs.manager")
		if l.Case.Stage1.SentAt.IsZero() {
			t.Error("the answer does not count as sent")
		}
		fromMeena(l, "2026-11-30 10:00", "She wants stage 2.", intent(complaint.IntentStage2)).
			Stands(complaint.Stage2Open)
		l.ComesBack("2026-11-30 11:00", letter.Stage2Acknowledgement)
	})
	t.Run("the resident names somebody with an address", func(t *testing.T) {
		l := begun(t).Says("2026-11-25 10:00", "Please deal with my son, Ravi@Example.org or 07700 900456.",
			intent(complaint.IntentRepresentative))
		if !l.Case.Consent || l.Case.Representative.Email != "ravi@example.org" ||
			l.Case.Representative.Phone != "+447700900456" {
			t.Errorf("%+v, consent %v", l.Case.Representative, l.Case.Consent)
		}
		l = begun(t).Says("2026-11-25 10:00", "Please text my son on 07700 900456.",
			intent(complaint.IntentRepresentative)).
			Got("2026-11-25 10:00", "representative-acknowledgement to +447700900456", "adjustment-confirmed to asha",
				"manager-new-evidence to repairs.manager")
		l.SaysFrom("2026-11-26 10:00", "+447700900456", "all sorted, close it please",
			intent(complaint.IntentWithdraw)).ClosedAs(complaint.ClosedWithdrawn)
	})
	t.Run("the representative cannot name another", func(t *testing.T) {
		l := begun(t).Says("2026-11-25 10:00", "Please deal with my son, ravi@example.org.",
			intent(complaint.IntentRepresentative))
		m := l.Message("2026-11-26 10:00", "ravi@example.org", "Speak to joe@example.net instead.")
		l.Until(m.Received)
		l.Take(l.Procedure.Receive(l.Case, m, intent(complaint.IntentRepresentative), "", l.Now))
		if l.Case.Representative.Email != "ravi@example.org" {
			t.Errorf("now %s speaks for the resident", l.Case.Representative.Email)
		}
	})
	t.Run("the resident from another address, under our letter, is the resident", func(t *testing.T) {
		l := begun(t)
		m := l.Message("2026-11-24 10:00", "asha@work.example", "any news?")
		m.FromName = "Asha Rahman"
		l.Until(m.Received)
		l.Take(l.Procedure.Receive(l.Case, m, intent(complaint.IntentChase), "", l.Now))
		l.Until(l.Now)
		l.Got("2026-11-24 10:00", "status to asha", "manager-resident-chased to repairs.manager")
	})
	t.Run("a copy that comes back is the team's to mend, and undoes nothing", func(t *testing.T) {
		l := begun(t).Says("2026-11-25 10:00", "Please deal with my son, ravi@example.org.",
			intent(complaint.IntentRepresentative)).Answered("2026-11-27 10:00")
		for _, s := range l.Sent {
			if s.Letter == letter.Stage1Response && s.To.Email == "ravi@example.org" {
				l.Take(l.Procedure.NotDelivered(l.Case, l.Letter(s.LetterOrder), "no such user", l.Now))
			}
		}
		if l.Case.Stage1.SentAt.IsZero() || l.Case.Party.MailDead {
			t.Error("the resident's own letter was undone")
		}
	})
}
