package procedure_test

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
)

// TestWhatAReplyMeansInStage1 is the table of domain.md 3.4 while the stage 1 answer is owed.
func TestWhatAReplyMeansInStage1(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text    string
		reading complaint.Reading
		letters []string // at once
		status  complaint.Status
	}{
		"evidence": {"Here are the photos.", intent(complaint.IntentEvidence),
			[]string{"M11 repairs.manager"}, complaint.Stage1Open},
		"chase": {"Any news?", intent(complaint.IntentChase),
			[]string{"L19 asha", "M12 repairs.manager"}, complaint.Stage1Open},
		"unhappy before the answer": {"This is not good enough.", intent(complaint.IntentUnhappy),
			[]string{"L19 asha", "M12 repairs.manager"}, complaint.Stage1Open},
		"stage 2 before the answer": {"Take this to stage 2.", intent(complaint.IntentStage2),
			[]string{"L28 asha", "M12 repairs.manager"}, complaint.Stage1Open},
		"stage 2 by name before the answer": {"Not good enough, I want this escalated.",
			intent(complaint.IntentUnhappy), []string{"L28 asha", "M12 repairs.manager"}, complaint.Stage1Open},
		"withdraw": {"All sorted, please close my complaint.",
			intent(complaint.IntentWithdraw), []string{"L25 asha", "M13 repairs.manager"}, complaint.Closed},
		"withdraw, read with doubt": {"Leave it.", doubtful(complaint.IntentWithdraw),
			[]string{"M13 repairs.manager"}, complaint.Stage1Open},
		"withdraw, in bitter words": {"Forget it, you never listen.", intent(complaint.IntentWithdraw),
			[]string{"M13 repairs.manager"}, complaint.Stage1Open},
		"withdraw, with a condition": {"Please close it, but only if the ceiling is painted.",
			intent(complaint.IntentWithdraw), []string{"M13 repairs.manager"}, complaint.Stage1Open},
		"thanks, but": {"Thanks, but it still leaks.", intent(complaint.IntentThanks),
			[]string{"M11 repairs.manager"}, complaint.Stage1Open},
		"thanks": {"Thank you for your letter.", intent(complaint.IntentThanks), nil,
			complaint.Stage1Open},
		"accepts what nobody offered": {"I accept.", intent(complaint.IntentAccepts),
			[]string{"M11 repairs.manager"}, complaint.Stage1Open},
		"query": {"Can you send me the report?", intent(complaint.IntentQuery),
			[]string{"L19 asha", "M11 repairs.manager"}, complaint.Stage1Open},
		"new issue in the same area": {"Also the tap.", intent(complaint.IntentNewIssue),
			[]string{"M11 repairs.manager"}, complaint.Stage1Open},
		"adjustment": {"Email only please, I am deaf.", intent(complaint.IntentAdjustment),
			[]string{"L40 asha", "M11 repairs.manager"}, complaint.Stage1Open},
		"a representative without address": {"Please speak to my daughter.", intent(complaint.IntentRepresentative),
			[]string{"L15 asha", "M11 repairs.manager"}, complaint.Stage1Open},
		"opt-out": {"STOP", intent(complaint.IntentOptOut), []string{"M20 complaints.team"},
			complaint.Stage1Open},
		"the ombudsman is spoken of": {"I shall go to the Ombudsman.", intent(complaint.IntentOmbudsman),
			[]string{"L19 asha", "M12 repairs.manager"}, complaint.Stage1Open},
		"disputes what it is": {"This is not what I said.", intent(complaint.IntentDisputeScope),
			[]string{"L19 asha", "M12 repairs.manager"}, complaint.Stage1Open},
		"anything else goes to who has it": {"The plumber was called Jim.",
			complaint.Reading{Kind: complaint.KindNeedsHuman, ToPerson: true}, []string{"M11 repairs.manager"},
			complaint.Stage1Open},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").says("2026-11-24 10:00", tc.text, tc.reading)
			l.got("2026-11-24 10:00", tc.letters...).stands(tc.status)
			if tc.status == complaint.Closed && l.c.Reason != complaint.ClosedWithdrawn {
				t.Errorf("closed as %s", l.c.Reason)
			}
		})
	}
}

func doubtful(i complaint.Intent) complaint.Reading {
	r := intent(i)
	r.ToPerson = true
	return r
}

func TestResidentInAnOpenStage(t *testing.T) {
	t.Parallel()
	t.Run("a status once a day, the handler each time", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
		for _, at := range []string{"2026-11-24 09:00", "2026-11-24 09:05", "2026-11-24 16:00", "2026-11-25 09:00"} {
			l.says(at, "any news?", intent(complaint.IntentChase))
		}
		if l.count(letter.Status) != 2 || l.count(letter.ManagerResidentChased) != 4 || l.c.Chases != 4 {
			t.Errorf("%d L19, %d M12, %d chases", l.count(letter.Status), l.count(letter.ManagerResidentChased),
				l.c.Chases)
		}
	})
	t.Run("no letter answers a machine twice a day", func(t *testing.T) {
		for id, r := range map[complaint.LetterID]complaint.Reading{
			letter.Stage2TooEarly:      intent(complaint.IntentStage2),
			letter.ConsentNeeded:       intent(complaint.IntentRepresentative),
			letter.AdjustmentConfirmed: intent(complaint.IntentAdjustment),
			letter.Status:              intent(complaint.IntentQuery),
		} {
			l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
			for range 5 {
				l.says("2026-11-24 10:00", "I am away and will read your mail later.", r)
			}
			if n := l.count(id); n != 1 {
				t.Errorf("%s went %d times on one day", id, n)
			}
		}
	})
	t.Run("pictures by text are acknowledged, and without words asked about", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").openFrom("2026-11-23 10:00", phone, "The boiler is broken again.", aComplaint())
		m := l.message("2026-11-24 10:00", phone, "photos of it")
		m.Attachments = []complaint.Attachment{{Name: "a.jpg"}}
		l.until(m.Received)
		l.take(l.p.Receive(l.c, m, intent(complaint.IntentEvidence), "", l.now))
		l.until(l.now)
		l.got("2026-11-24 10:00", "L18 +447700900123", "M11 repairs.manager")
		l.saysFrom("2026-11-24 11:00", phone, "", complaint.Reading{Kind: complaint.KindNeedsHuman}).
			got("2026-11-24 11:00", "L39 +447700900123", "M11 repairs.manager")
		if len(l.c.Attachments) != 1 {
			t.Error("the picture is not in the file")
		}
	})
	t.Run("chased when late: the team hears too, and the resident hears sorry", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			says("2026-12-08 10:00", "any news?", intent(complaint.IntentChase)).
			got("2026-12-08 10:00", "L19 asha", "M12 complaints.team", "M12 repairs.manager")
		if f := l.last(letter.Status).Facts; f.DaysLate != 1 || !f.External.Show {
			t.Errorf("%d days late, body %v", f.DaysLate, f.External.Show)
		}
		l.says("2026-12-08 11:00", "stage 2 now", intent(complaint.IntentStage2)).
			got("2026-12-08 11:00", "L28 asha", "M12 complaints.team", "M12 repairs.manager")
		if f := l.last(letter.Stage2TooEarly).Facts; f.DaysLate != 1 || !f.External.Show ||
			f.ReviewDate != calendar.MustDate("2026-12-07") {
			t.Errorf("L28: %d days late, body %v, %s", f.DaysLate, f.External.Show, f.ReviewDate)
		}
	})
	t.Run("the team may move a late case up", func(t *testing.T) {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			says("2026-12-08 10:00", "stage 2 now", intent(complaint.IntentStage2)).
			replies("2026-12-08 12:00", manager, "ESCALATE").stands(complaint.Stage1Open).
			replies("2026-12-08 12:30", team, "ESCALATE stage 1 is late").stands(complaint.Stage2Open).with(director).
			got("2026-12-08 12:30", "L26 asha", "M10 property.director", "M15 complaints.team")
		sameDay(t, "the review's day 0", l.c.Stage2.Day0, "2026-12-08")
		l.replies("2026-12-08 13:00", team, "ESCALATE").got("2026-12-08 13:00", "M16 complaints.team")
	})
	t.Run("an unrelated matter becomes a case of its own", func(t *testing.T) {
		r := intent(complaint.IntentNewIssue)
		r.Kind, r.Area = complaint.KindComplaint, complaint.AreaEstateServices
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").says("2026-11-24 10:00", "Also the bins.", r).
			got("2026-11-24 10:00", "L29 asha")
		if !slices.Contains(l.c.Links, "HC-2026-000002") || l.last(letter.NewIssue).Facts.NewRef != "HC-2026-000002" {
			t.Error("the new case is not linked")
		}
		for _, same := range []complaint.Area{"", complaint.AreaRepairs, complaint.AreaOther,
			complaint.AreaCustomerService} {
			r.Area = same
			if l.p.NewRef(l.c, r) {
				t.Errorf("%q in a repairs case is split off", same)
			}
		}
	})
	t.Run("legal action is flagged and closes nothing", func(t *testing.T) {
		r := intent(complaint.IntentEvidence)
		r.Exclusion = policy.LegalAction
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			says("2026-11-24 10:00", "My claim was issued.", r).stands(complaint.Stage1Open).
			got("2026-11-24 10:00", "M11 repairs.manager", "M20 complaints.team")
		if l.c.Hold == "" {
			t.Error("the file may be erased")
		}
		l.says("2026-11-24 11:00", "My claim was issued.", r)
		if l.count(letter.DeliveryFailed) != 1 {
			t.Error("flagged twice")
		}
	})
	t.Run("personal data reaches the officer from inside a case", func(t *testing.T) {
		r := intent(complaint.IntentNewIssue)
		r.Issues = []complaint.Issue{{Exclusion: policy.DataBreach}}
		newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			says("2026-11-28 20:00", "You sent my letter next door.", r).got("2026-11-28 20:00", "M22 dpo")
	})
	t.Run("the same words at stage 2", func(t *testing.T) {
		l := stage2(t).says("2026-12-09 10:00", "any news?", intent(complaint.IntentChase)).
			got("2026-12-09 10:00", "L19 asha", "M12 property.director")
		l.says("2026-12-09 11:00", "escalate!", intent(complaint.IntentStage2)).
			got("2026-12-09 11:00", "M12 property.director")
		l.says("2026-12-09 12:00", "all sorted, close it", intent(complaint.IntentWithdraw)).
			closedAs(complaint.ClosedWithdrawn).got("2026-12-09 12:00", "L25 asha", "M13 property.director")
	})
}

// TestAdjustments: what can be obeyed is obeyed at once, the rest stands in the file (3.4; Code 5.10; P7).
func TestAdjustments(t *testing.T) {
	t.Parallel()
	say := func(t *testing.T, words string) *life {
		l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
		l.c.Party.Phone = phone
		return l.says("2026-11-24 10:00", words, intent(complaint.IntentAdjustment))
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
		got := l.c.Party
		got.Name, got.Email, got.Phone = "", "", ""
		if got != want || !slices.Equal(l.c.Adjustments, []string{words}) {
			t.Errorf("%q: %+v, noted %q", words, got, l.c.Adjustments)
		}
	}
	t.Run("nobody is given a number that must not be rung", func(t *testing.T) {
		l := say(t, "Please do not phone me.").to("2026-11-26 09:00").got("2026-11-26 09:00", "M02 repairs.manager")
		if f := l.last(letter.ManagerContactDue).Facts; f.Contact.Phone != "" || !f.NoCalls ||
			f.ContactBy != calendar.MustDate("2026-11-26") {
			t.Errorf("M02 gives %q, no calls %v, by %s", f.Contact.Phone, f.NoCalls, f.ContactBy)
		}
	})
	t.Run("letters by post go to the team to print", func(t *testing.T) {
		l := say(t, "Only letters by post please, I have no email.")
		l.replies("2026-11-25 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		if o := l.last(letter.Stage1Extension); o.Channel != complaint.Post || o.To.Email != team {
			t.Errorf("L21 goes by %s to %s", o.Channel, o.To.Email)
		}
	})
}

// TestSettlement: an early settlement waits for the resident's word (1.4).
func TestSettlement(t *testing.T) {
	t.Parallel()
	offer := func(t *testing.T) *life {
		return newLife(t, "hastoe-2020").complain("2026-11-23 10:00").
			replies("2026-11-25 10:00", manager, "RESOLVED the ceiling was made good and she is happy").
			got("2026-11-25 10:00", "L24 asha", "M15 repairs.manager").stands(complaint.Stage1Open)
	}
	t.Run("no keeps it open with its dates", func(t *testing.T) {
		for name, r := range map[string]complaint.Reading{"NO": intent(complaint.IntentEvidence),
			"It drips again": intent(complaint.IntentUnhappy), "Review please": {Kind: complaint.KindStage2Request}} {
			l := offer(t).says("2026-11-26 10:00", name, r).stands(complaint.Stage1Open)
			if l.c.Settlement.Agreed != "" || l.c.Stage1.Limit != calendar.MustDate("2026-12-07") {
				t.Errorf("%s: still settled, or the date moved to %s", name, l.c.Stage1.Limit)
			}
			l.to("2026-11-30 09:00").got("2026-11-30 09:00", "M03 repairs.manager")
		}
	})
	t.Run("yes closes", func(t *testing.T) {
		offer(t).says("2026-11-26 10:00", "Yes, thank you", intent(complaint.IntentThanks)).
			closedAs(complaint.ClosedInformally)
		offer(t).says("2026-11-26 10:00", "I agree", intent(complaint.IntentAccepts)).
			closedAs(complaint.ClosedInformally).got("2026-11-26 10:00", "L25 asha", "M13 repairs.manager")
	})
	t.Run("thanks alone, a doubtful yes and evidence leave the days to run", func(t *testing.T) {
		offer(t).says("2026-11-26 10:00", "Thanks for your letter", intent(complaint.IntentThanks)).
			stands(complaint.Stage1Open)
		offer(t).says("2026-11-26 10:00", "I accept, but the paint", doubtful(complaint.IntentAccepts)).
			stands(complaint.Stage1Open)
		offer(t).says("2026-11-26 10:00", "Yes but the paint is still wet", intent(complaint.IntentAccepts)).
			stands(complaint.Stage1Open)
		offer(t).says("2026-11-26 10:00", "Photos attached", intent(complaint.IntentEvidence)).
			stands(complaint.Stage1Open)
	})
	t.Run("silence closes after five working days, and nobody is chased meanwhile", func(t *testing.T) {
		l := offer(t).to("2026-12-02 23:59").stands(complaint.Stage1Open).to("2026-12-03 00:00").
			closedAs(complaint.ClosedInformally)
		if l.count(letter.ManagerHalfway) != 0 {
			t.Error("the manager was chased while the resident had the word")
		}
		sameDay(t, "the first conversation", l.c.Stage1.ContactedOn, "2026-11-25")
	})
	t.Run("at stage 2 too, and then it reopens at stage 2", func(t *testing.T) {
		l := stage2(t).replies("2026-12-09 10:00", director, "RESOLVED we agreed to repaint the whole room").
			says("2026-12-10 10:00", "NO", intent(complaint.IntentEvidence)).stands(complaint.Stage2Open).
			replies("2026-12-10 11:00", director, "RESOLVED we agreed to repaint the whole flat").
			says("2026-12-11 10:00", "YES", intent(complaint.IntentAccepts)).closedAs(complaint.ClosedInformally)
		l.says("2026-12-14 10:00", "It was not done.", intent(complaint.IntentUnhappy)).stands(complaint.Stage2Open)
	})
	t.Run("what was agreed has to be said", func(t *testing.T) {
		newLife(t, "hastoe-2020").complain("2026-11-23 10:00").replies("2026-11-25 10:00", manager, "RESOLVED").
			got("2026-11-25 10:00", "M16 repairs.manager")
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
			l := newLife(t, "hastoe-2020").complain("2026-11-23 10:00")
			m := l.message("2026-11-24 10:00", asha, "Please close it, all is settled.")
			m.FromName = c.from
			l.until(m.Received)
			l.take(l.p.Receive(l.c, m, intent(complaint.IntentWithdraw), "", l.now))
			if c.closes {
				l.closedAs(complaint.ClosedWithdrawn)
				return
			}
			l.until(l.now)
			l.stands(complaint.Stage1Open).got("2026-11-24 10:00", "M13 repairs.manager")
		})
	}
}

func TestRepresentatives(t *testing.T) {
	t.Parallel()
	const meena = "meena@example.org"
	fromMeena := func(l *life, at, words string, r complaint.Reading) *life {
		m := l.message(at, meena, words)
		m.FromName = "Meena Rahman"
		l.until(m.Received)
		l.take(l.p.Receive(l.c, m, r, "", l.now))
		l.until(l.now)
		return l
	}
	begun := func(t *testing.T) *life { return newLife(t, "hastoe-2020").complain("2026-11-23 10:00") }
	t.Run("before consent: how to give it, and nothing else", func(t *testing.T) {
		l := fromMeena(begun(t), "2026-11-24 10:00", "What about my mother's leak?", intent(complaint.IntentChase)).
			got("2026-11-24 10:00", "L15 meena", "M11 complaints.team", "M11 repairs.manager")
		f := l.last(letter.ConsentNeeded).Facts
		if f.Ref != "" || len(f.Issues)+len(f.History) != 0 || f.Resident != "" || f.AnswerBy != 0 || f.Words != "" {
			t.Errorf("L15 tells of the case: %+v", f)
		}
		fromMeena(l, "2026-11-24 10:05", "Hello?", intent(complaint.IntentChase)).
			got("2026-11-24 10:05", "M11 repairs.manager")
	})
	t.Run("before consent nothing closes, and stage 2 is a person's to decide", func(t *testing.T) {
		fromMeena(begun(t), "2026-11-24 10:00", "Please close it.", intent(complaint.IntentWithdraw)).
			stands(complaint.Stage1Open)
		l := fromMeena(begun(t).answered("2026-11-24 10:00"), "2026-11-25 10:00", "She is not happy. Stage 2.",
			intent(complaint.IntentStage2)).stands(complaint.Review)
		if l.c.Review.Matter != complaint.MatterStage2 ||
			!strings.Contains(l.last(letter.TeamDecision).Facts.Proposal.Question, "who asked") {
			t.Errorf("asked %s", l.c.Review.Matter)
		}
		l.replies("2026-11-25 11:00", team, "REFUSE we asked the resident and she is content").
			closedAs(complaint.ClosedLapsed).got("2026-11-25 11:00", "L27 asha", "M15 complaints.team")
	})
	t.Run("undecided, stage 2 opens", func(t *testing.T) {
		fromMeena(begun(t).answered("2026-11-24 10:00"), "2026-11-25 10:00", "Stage 2.",
			intent(complaint.IntentStage2)).to("2026-11-27 17:00").stands(complaint.Stage2Open)
	})
	t.Run("a closed case: a person looks", func(t *testing.T) {
		l := begun(t).says("2026-11-24 10:00", "please close it, thanks", intent(complaint.IntentWithdraw))
		fromMeena(l, "2026-11-25 10:00", "It leaks again.", intent(complaint.IntentUnhappy)).stands(complaint.Review)
	})
	t.Run("danger is danger, whoever tells of it", func(t *testing.T) {
		r := intent(complaint.IntentChase)
		r.Emergency = true
		fromMeena(begun(t), "2026-11-28 03:00", "Gas!", r).
			got("2026-11-28 03:00", "L15 meena", "L37 asha", "M21 out.of.hours")
	})
	t.Run("the resident agrees: both are told, and both get the letters", func(t *testing.T) {
		l := fromMeena(begun(t), "2026-11-24 10:00", "What about it?", intent(complaint.IntentChase)).
			says("2026-11-25 10:00", "I agree that my daughter may speak for me.",
				intent(complaint.IntentRepresentative)).
			got("2026-11-25 10:00", "L16 meena", "L40 asha", "M11 repairs.manager")
		fromMeena(l, "2026-11-26 10:00", "any news?", intent(complaint.IntentChase)).
			got("2026-11-26 10:00", "L19 asha", "L19 meena", "M12 repairs.manager")
		l.answered("2026-11-27 10:00").got("2026-11-27 10:00", "L23 asha", "L23 meena", "M15 repairs.manager")
		if l.c.Stage1.SentAt.IsZero() {
			t.Error("the answer does not count as sent")
		}
		fromMeena(l, "2026-11-30 10:00", "She wants stage 2.", intent(complaint.IntentStage2)).
			stands(complaint.Stage2Open)
		l.comesBack("2026-11-30 11:00", letter.Stage2Acknowledgement)
	})
	t.Run("the resident names somebody with an address", func(t *testing.T) {
		l := begun(t).says("2026-11-25 10:00", "Please deal with my son, Ravi@Example.org or 07700 900456.",
			intent(complaint.IntentRepresentative))
		if !l.c.Consent || l.c.Representative.Email != "ravi@example.org" ||
			l.c.Representative.Phone != "+447700900456" {
			t.Errorf("%+v, consent %v", l.c.Representative, l.c.Consent)
		}
		l = begun(t).says("2026-11-25 10:00", "Please text my son on 07700 900456.",
			intent(complaint.IntentRepresentative)).
			got("2026-11-25 10:00", "L16 +447700900456", "L40 asha", "M11 repairs.manager")
		l.saysFrom("2026-11-26 10:00", "+447700900456", "all sorted, close it please",
			intent(complaint.IntentWithdraw)).closedAs(complaint.ClosedWithdrawn)
	})
	t.Run("the representative cannot name another", func(t *testing.T) {
		l := begun(t).says("2026-11-25 10:00", "Please deal with my son, ravi@example.org.",
			intent(complaint.IntentRepresentative))
		m := l.message("2026-11-26 10:00", "ravi@example.org", "Speak to joe@example.net instead.")
		l.until(m.Received)
		l.take(l.p.Receive(l.c, m, intent(complaint.IntentRepresentative), "", l.now))
		if l.c.Representative.Email != "ravi@example.org" {
			t.Errorf("now %s speaks for the resident", l.c.Representative.Email)
		}
	})
	t.Run("the resident from another address, under our letter, is the resident", func(t *testing.T) {
		l := begun(t)
		m := l.message("2026-11-24 10:00", "asha@work.example", "any news?")
		m.FromName = "Asha Rahman"
		l.until(m.Received)
		l.take(l.p.Receive(l.c, m, intent(complaint.IntentChase), "", l.now))
		l.until(l.now)
		l.got("2026-11-24 10:00", "L19 asha", "M12 repairs.manager")
	})
	t.Run("a copy that comes back is the team's to mend, and undoes nothing", func(t *testing.T) {
		l := begun(t).says("2026-11-25 10:00", "Please deal with my son, ravi@example.org.",
			intent(complaint.IntentRepresentative)).answered("2026-11-27 10:00")
		for _, s := range l.sent {
			if s.Letter == letter.Stage1Response && s.To.Email == "ravi@example.org" {
				l.take(l.p.NotDelivered(l.c, letterOf(s.LetterOrder, l.c.Ref), "no such user", l.now))
			}
		}
		if l.c.Stage1.SentAt.IsZero() || l.c.Party.MailDead {
			t.Error("the resident's own letter was undone")
		}
	})
}
