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

const (
	meena = "meena@example.org" // Asha's daughter
	ravi  = "ravi@example.org"  // her son
)

// TestAFamilysAddress: several people may write from one address; only the resident closes the case.
func TestAFamilysAddress(t *testing.T) { // 1.1
	t.Parallel()
	for _, tc := range []struct {
		name, from string
		closes     bool
	}{
		{"the resident", "Asha Rahman", true},
		{"without a name", "", true},
		{"only the address", "asha@example.com", true},
		{"with an initial", "Mrs A. Rahman", true},
		{"surname first", "Rahman, Asha", true},
		{"one name", "Asha", true},
		{"with another surname", "Asha Begum", true},
		{"somebody else of the family", "Imran Rahman", false},
		{"somebody else altogether", "Jo Bloggs", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			m := l.Message("2026-11-24 10:00", asha, "Please close it, all is settled.")
			m.FromName = tc.from
			l.Receives(m, intent(reading.IntentWithdraw))
			if tc.closes {
				l.ClosedAs(complaint.ClosedWithdrawn)
				return
			}
			l.Stands(complaint.Stage1Open).Got("2026-11-24 10:00", "manager-withdrawn to repairs.manager")
		})
	}
}

// fromMeena is a message of the resident's daughter on the case.
func fromMeena(l *proceduretest.Life, at, words string, r reading.Reading) *proceduretest.Life {
	m := l.Message(at, meena, words)
	m.FromName = "Meena Rahman"
	return l.Receives(m, r)
}

// TestBeforeConsent: nobody learns anything of a case before the resident agrees.
func TestBeforeConsent(t *testing.T) { // 3.4
	t.Parallel()
	const at = "2026-11-24 10:00"
	t.Run("how to give it, and nothing else", func(t *testing.T) {
		t.Parallel()
		l := fromMeena(begun(t), at, "What about my mother's leak?", intent(reading.IntentChase)).
			Got(at, "third-party to meena", "manager-new-evidence to complaints.team",
				"manager-new-evidence to repairs.manager")
		f := l.Last(letter.ThirdParty).Facts
		same(t, "the case in the letter", f.Ref, "")
		same(t, "issues in the letter", len(f.Issues), 0)
		same(t, "history in the letter", len(f.History), 0)
		same(t, "resident in the letter", f.Resident, "")
		sameDay(t, "date in the letter", f.AnswerBy, "")
		same(t, "resident's words in the letter", f.Words, "")
		fromMeena(l, "2026-11-24 10:05", "Hello?", intent(reading.IntentChase)).
			Got("2026-11-24 10:05", "manager-new-evidence to repairs.manager")
	})
	t.Run("nothing closes", func(t *testing.T) { // 1.5
		t.Parallel()
		fromMeena(begun(t), at, "Please close it.", intent(reading.IntentWithdraw)).Stands(complaint.Stage1Open)
	})
	t.Run("a closed case: a person looks", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Says(at, "please close it, thanks", intent(reading.IntentWithdraw))
		fromMeena(l, "2026-11-25 10:00", "It leaks again.", intent(reading.IntentUnhappy)).Stands(complaint.Review)
	})
	t.Run("danger is danger, whoever tells of it", func(t *testing.T) {
		t.Parallel()
		r := intent(reading.IntentChase)
		r.Emergency = true
		fromMeena(begun(t), "2026-11-28 03:00", "Gas!", r).
			Got("2026-11-28 03:00", "third-party to meena", "emergency to asha", "hazard to out.of.hours")
	})
}

// TestStage2BeforeConsent: whether a stranger's request opens stage 2 is a person's to decide.
func TestStage2BeforeConsent(t *testing.T) { // 1.5
	t.Parallel()
	requested := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return fromMeena(begun(t).Answered("2026-11-24 10:00"), "2026-11-25 10:00", "She is not happy. Stage 2.",
			intent(reading.IntentStage2)).Stands(complaint.Review)
	}
	t.Run("the team is asked", func(t *testing.T) {
		t.Parallel()
		l := requested(t)
		same(t, "the matter", l.Case.Review.Matter, complaint.MatterStage2)
		holds(t, "the question", l.Last(letter.TeamDecision).Facts.Proposal.Question, "who asked")
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		requested(t).Replies("2026-11-25 11:00", team, "REFUSE we have asked, and no review is wanted").
			ClosedAs(complaint.ClosedLapsed).
			Got("2026-11-25 11:00", "stage2-refused to asha", "command-done to complaints.team")
	})
	t.Run("undecided, stage 2 opens", func(t *testing.T) {
		t.Parallel()
		requested(t).To("2026-11-27 17:00").Stands(complaint.Stage2Open)
	})
}

// TestConsent: once the resident agrees, both are told, and both get the letters.
func TestConsent(t *testing.T) { // 3.4
	t.Parallel()
	l := fromMeena(begun(t), "2026-11-24 10:00", "What about it?", intent(reading.IntentChase)).
		Says("2026-11-25 10:00", "I agree that my daughter may speak for me.",
			intent(reading.IntentRepresentative)).
		Got("2026-11-25 10:00", "representative-acknowledgement to meena", "adjustment-confirmed to asha",
			"manager-new-evidence to repairs.manager")
	fromMeena(l, "2026-11-26 10:00", "any news?", intent(reading.IntentChase)).
		Got("2026-11-26 10:00", "status to asha", "status to meena", "manager-resident-chased to repairs.manager")
	l.Answered("2026-11-27 10:00").Got("2026-11-27 10:00", "stage1-response to asha", "stage1-response to meena",
		"command-done to repairs.manager")
	same(t, "answer sent", l.Case.Stage1.SentAt, instant(t, "2026-11-27 10:00"))
	fromMeena(l, "2026-11-30 10:00", "She wants stage 2.", intent(reading.IntentStage2)).Stands(complaint.Stage2Open)
	l.ComesBack("2026-11-30 11:00", letter.Stage2Acknowledgement)
}

// TestNamedByTheResident: a resident may name who speaks for them, with an address or a number.
func TestNamedByTheResident(t *testing.T) { // 3.4
	t.Parallel()
	const at = "2026-11-25 10:00"
	named := func(t *testing.T, words string) *proceduretest.Life {
		t.Helper()
		return begun(t).Says(at, words, intent(reading.IntentRepresentative))
	}
	t.Run("with an address and a number", func(t *testing.T) {
		t.Parallel()
		l := named(t, "Please deal with my son, Ravi@Example.org or 07700 900456.")
		same(t, "consent", l.Case.Consent, true)
		same(t, "address", l.Case.Representative.Email, ravi)
		same(t, "number", l.Case.Representative.Phone, "+447700900456")
	})
	t.Run("with a number: whose text closes nothing that we have not asked about", func(t *testing.T) {
		t.Parallel()
		named(t, "Please text my son on 07700 900456.").
			Got(at, "representative-acknowledgement to +447700900456", "adjustment-confirmed to asha",
				"manager-new-evidence to repairs.manager").
			SaysFrom("2026-11-26 10:00", "+447700900456", "all sorted, close it please",
				intent(reading.IntentWithdraw)).Stands(complaint.Stage1Open).
			Got("2026-11-26 10:00", "manager-withdrawn to repairs.manager")
	})
	t.Run("with an address: who may close the case, then", func(t *testing.T) {
		t.Parallel()
		named(t, "Please deal with my son, ravi@example.org.").SaysFrom("2026-11-26 10:00", ravi,
			"all sorted, close it please", intent(reading.IntentWithdraw)).ClosedAs(complaint.ClosedWithdrawn)
	})
	t.Run("who cannot name another", func(t *testing.T) {
		t.Parallel()
		l := named(t, "Please deal with my son, ravi@example.org.").SaysFrom("2026-11-26 10:00", ravi,
			"Speak to joe@example.net instead.", intent(reading.IntentRepresentative))
		same(t, "who speaks for the resident", l.Case.Representative.Email, ravi)
	})
	t.Run("a copy to whom comes back undoes nothing", func(t *testing.T) {
		t.Parallel()
		l := named(t, "Please deal with my son, ravi@example.org.").Answered("2026-11-27 10:00")
		for _, s := range l.Sent {
			if s.Letter == letter.Stage1Response && s.To.Email == ravi {
				l.Returned(s.Order)
			}
		}
		same(t, "the resident's answer counts as sent", !l.Case.Stage1.SentAt.IsZero(), true)
		same(t, "the resident's mail is dead", l.Case.Party.MailDead, false)
	})
}

// TestTheResidentsOtherAddress: the resident from another address, under our letter, is the resident.
func TestTheResidentsOtherAddress(t *testing.T) {
	t.Parallel()
	l := begun(t)
	m := l.Message("2026-11-24 10:00", "asha@work.example", "any news?")
	m.FromName = "Asha Rahman"
	l.Receives(m, intent(reading.IntentChase)).
		Got("2026-11-24 10:00", "status to asha", "manager-resident-chased to repairs.manager")
}

// TestWrittenForSomebody: who writes for a resident is heard and acknowledged, and learns nothing about the case before
// the resident has agreed.
func TestWrittenForSomebody(t *testing.T) { // 3.4
	t.Parallel()
	written := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "I am writing on behalf of my mother, "+
			"Mrs Jean Gill. Her boiler has been broken for three weeks and nobody comes.", aComplaint())
	}
	t.Run("acknowledged, and told how the resident agrees", func(t *testing.T) {
		t.Parallel()
		l := written(t).Stands(complaint.Stage1Open).Got("2026-11-23 10:00",
			"stage1-acknowledgement to complaints.team",
			"third-party to asha", "manager-assigned to repairs.manager")
		holds(t, "the manager is told", strings.Join(l.Last(letter.ManagerAssigned).Facts.MustDo, " "),
			"no permission yet")
		l.Says("2026-11-24 10:00", "Any news of my mother's case?", intent(reading.IntentChase)).
			Got("2026-11-24 10:00", "third-party to asha", "manager-new-evidence to repairs.manager")
		l.Says("2026-11-25 10:00", "Please close it.", intent(reading.IntentWithdraw)).Stands(complaint.Stage1Open)
	})
	t.Run("the answer goes to the resident by post", func(t *testing.T) {
		t.Parallel()
		o := written(t).Answered("2026-12-01 10:00").Last(letter.Stage1Response)
		same(t, "channel", o.Channel, message.Post)
		same(t, "reader", o.To.Email, team)
		same(t, "withheld from the writer", o.Facts.Withheld != "", true)
	})
	t.Run("the team says that the resident has agreed", func(t *testing.T) {
		t.Parallel()
		l := written(t).Replies("2026-11-24 10:00", team, "CONSENT Mrs Gill rang and agreed").
			Got("2026-11-24 10:00", "representative-acknowledgement to asha", "command-done to complaints.team").
			Answered("2026-12-01 10:00").
			Got("2026-12-01 10:00", "stage1-response to asha", "stage1-response to complaints.team",
				"command-done to repairs.manager")
		same(t, "consent", l.Case.Consent, true)
	})
	t.Run("the team says so where nobody writes for somebody", func(t *testing.T) {
		t.Parallel()
		begun(t).Replies("2026-11-24 10:00", team, "CONSENT").
			Got("2026-11-24 10:00", "command-not-understood to complaints.team")
	})
	t.Run("the manager cannot say so", func(t *testing.T) {
		t.Parallel()
		written(t).Replies("2026-11-24 10:00", manager, "CONSENT she agreed").
			Got("2026-11-24 10:00", "command-not-understood to repairs.manager")
	})
	for _, words := range []string{
		"Your contractor came on behalf of the landlord and left a mess.",
		"My mother is 84 and the lift is out again.",
		"I complain for the third time.",
	} {
		t.Run("not written for somebody: "+words, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", words, aComplaint())
			same(t, "who speaks for the resident", l.Case.Representative, people.Contact{})
		})
	}
}

// TestTheResidentAgreesInAnyForm: to somebody of whom we have no address; who is told nothing, and the resident hears
// what was noted. // 1.1
func TestTheResidentAgreesInAnyForm(t *testing.T) {
	t.Parallel()
	const at = "2026-11-24 10:00"
	r := intent(reading.IntentEvidence)
	r.Consent = reading.ConsentGiven
	l := begun(t).Says(at, "It's fine for you to talk to Jan, my husband, about this.", r).
		Got(at, "adjustment-confirmed to asha", "manager-new-evidence to complaints.team",
			"manager-new-evidence to repairs.manager").Stands(complaint.Stage1Open)
	holds(t, "staff are told", strings.Join(l.Last(letter.ManagerNewEvidence).Facts.MustDo, " "), "talk to Jan")
	r.Intent = reading.IntentChase
	begun(t).Says(at, "I agree that Nadia can speak for me. Any news?", r).
		Got(at, "adjustment-confirmed to asha", "status to asha", "manager-new-evidence to complaints.team",
			"manager-new-evidence to repairs.manager", "manager-resident-chased to repairs.manager")
}

// TestARefusalIsHeard: it needs no proof, for nobody is told more than before. // 1.1
func TestARefusalIsHeard(t *testing.T) {
	t.Parallel()
	refusal := intent(reading.IntentRepresentative)
	refusal.Consent = reading.ConsentNone
	const at = "2026-11-26 10:00"
	t.Run("of somebody who may speak", func(t *testing.T) {
		t.Parallel()
		l := fromMeena(begun(t), "2026-11-24 10:00", "What about it?", intent(reading.IntentChase)).
			Says("2026-11-25 10:00", "I agree that my daughter may speak for me.",
				intent(reading.IntentRepresentative)).
			Says(at, "Please do not talk to my daughter any more.", refusal)
		same(t, "consent", l.Case.Consent, false)
		l.Answered("2026-12-01 10:00").Got("2026-12-01 10:00", "stage1-response to asha",
			"command-done to repairs.manager")
	})
	t.Run("of somebody we do not know", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Says(at, "If my brother rings, do not talk to him about this.", refusal).
			Got(at, "manager-new-evidence to complaints.team", "manager-new-evidence to repairs.manager")
		holds(t, "staff are told", strings.Join(l.Last(letter.ManagerNewEvidence).Facts.MustDo, " "), "my brother")
	})
}

// TestWhoeverActedAtStage1DoesNotReview: whatever they did, under whichever address. // P15
func TestWhoeverActedAtStage1DoesNotReview(t *testing.T) {
	t.Parallel()
	const deputy = proceduretest.Deputy
	answered := func(t *testing.T, does string) *proceduretest.Life {
		t.Helper()
		l := newLife(t, "hastoe-2020")
		repairs := l.Procedure.Register.Areas[reading.AreaRepairs]
		repairs.Director = repairs.Deputy // nobody else than who stood in at stage 1
		l.Procedure.Register.Areas[reading.AreaRepairs] = repairs
		l.Complain("2026-11-23 10:00").Replies("2026-11-24 10:00", deputy, does)
		if l.Case.Status != complaint.Stage1Responded {
			l.Answered("2026-11-25 10:00")
		}
		return l.Says("2026-11-26 10:00", "I want a review.", intent(reading.IntentStage2)).
			Stands(complaint.Stage2Open)
	}
	for name, does := range map[string]string{
		"answered": "RESPOND NOT UPHELD\n" + wordy, "put it off": "EXTEND 18/12/2026 waiting for the survey",
		"spoke": "CONTACTED she wants the pipe replaced", "asked": "ASK could you send us photos of the ceiling?",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if l := answered(t, does); strings.EqualFold(l.Case.Stage2.Handler.Email, deputy) {
				t.Error("the reviewer: got whoever had acted at stage 1, want somebody else")
			}
		})
	}
	t.Run("nor answers as the team", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Replies("2026-11-24 10:00", team, "RESPOND NOT UPHELD\n"+wordy).
			Says("2026-11-26 10:00", "I want a review.", intent(reading.IntentStage2)).
			Replies("2026-11-27 10:00", team, "RESPOND NOT UPHELD\n"+wordy).Stands(complaint.Stage2Open)
		holds(t, "the team is told", l.Last(letter.CommandNotUnderstood).Facts.Problem, "nobody reviews their own work")
	})
}

// TestACouncillorsEnquiry has an answer of its own, by the day that the policy promises. // 1.1
func TestACouncillorsEnquiry(t *testing.T) {
	t.Parallel()
	l := newLife(t, "hastoe-2020")
	l.Procedure.Policy.Enquiries.Answer = &calendar.Period{N: 10, Unit: calendar.WorkingDays}
	r := aComplaint()
	r.Writer, r.For = reading.WriterPolitician, "Jean Gill"
	l.OpenFrom("2026-11-23 10:00", "cllr.oldfield@council.example", "Mrs Gill's boiler has been broken for weeks.", r)
	sameDay(t, "the day in the letter", l.Last(letter.ThirdParty).Facts.ReplyBy, "2026-12-07")
	l.To("2026-12-02 12:00").GotInAll(letter.OfficialLetter, 2).
		Replies("2026-12-03 10:00", team, "ANSWERED we wrote to the councillor").
		To("2026-12-21 12:00").GotInAll(letter.OfficialLetter, 2)
}
