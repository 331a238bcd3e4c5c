package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

func TestAsksStatus(t *testing.T) { // 3.4
	t.Parallel()
	for text, want := range map[string]bool{
		"STATUS": true, "status HC-2026-000001": true, "HC-2026-000001": true, "?": true, "Any news?": true,
		"Where is my complaint?": true, "ref HC-2026-000001": true, "status of the boiler is broken": false, "": false,
		"HC-2026-000001 nobody came": false, "ok": false, "👍": false,
	} {
		if got := procedure.AsksStatus(text, "HC"); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

// TestAWordIsTakenForWhatItSays: the words that our texts offer do what they say they do, whatever a message of one word
// is read as (3.4, E1).
func TestAWordIsTakenForWhatItSays(t *testing.T) {
	t.Parallel()
	neutral := intent(reading.IntentNeutral)
	for _, tc := range []struct {
		name, at, says string
		life           *proceduretest.Life
		as             reading.Reading
		status         complaint.Status
		got            []string
	}{
		{"STATUS", "2026-11-24 10:00", "STATUS", begun(t), neutral, complaint.Stage1Open,
			[]string{"status to asha", "manager-resident-chased to repairs.manager"}},
		{"a thumb that the reading is not sure of", "2026-12-07 10:00", "👍", answered(t),
			doubtful(reading.IntentNeutral), complaint.Stage1Responded, nil},
		{"COMPLAINT after it was passed on", "2026-11-24 10:00", "COMPLAINT", passedOnLight(t), neutral,
			complaint.Stage1Open, []string{"stage1-acknowledgement to asha", "manager-assigned to repairs.manager"}},
		{"STATUS after it was passed on", "2026-11-24 10:00", "STATUS", passedOnLight(t), neutral, complaint.Closed,
			[]string{"status to asha", "manager-resident-chased to repairs.manager"}},
		{"what is happening, after the final answer", "2026-12-21 10:00", "What is happening with this please?",
			stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy), intent(reading.IntentChase),
			complaint.Stage2Responded, []string{"status to asha", "manager-resident-chased to property.director"}},
		{"what is happening, after the case lapsed", "2027-01-11 10:00", "What is happening with this please?",
			answered(t).To("2027-01-08 10:00"), intent(reading.IntentChase), complaint.Closed,
			[]string{"status to asha", "manager-resident-chased to repairs.manager"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.life.Says(tc.at, tc.says, tc.as).Stands(tc.status).Got(tc.at, tc.got...)
		})
	}
}

// passedOnLight is a first request of Monday 23 November 2026 that was passed on.
func passedOnLight(t *testing.T) *proceduretest.Life {
	t.Helper()
	r := outOfScope(policy.FirstRequest)
	r.Area = reading.AreaRepairs
	return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The kitchen light stopped working.", r).
		Stands(complaint.Closed)
}

// TestStatusTellsWhereItIs: what has been given is not promised once more, and what was passed on is no complaint (3.4).
func TestStatusTellsWhereItIs(t *testing.T) {
	t.Parallel()
	const asks = "Any news?"
	l := answered(t).Says("2026-12-07 10:00", asks, intent(reading.IntentChase))
	f := l.Last(letter.Status).Facts
	sameDay(t, "answered on", f.AnsweredOn, "2026-12-04")
	sameDay(t, "closed on", f.ClosedOn, "")
	f = passedOnLight(t).Says("2026-11-24 10:00", asks, intent(reading.IntentChase)).Last(letter.Status).Facts
	sameDay(t, "passed on on", f.ClosedOn, "2026-11-23")
	sameDay(t, "answered on", f.AnsweredOn, "")
}

// TestAnswersToIsItSettled: nothing but a yes, thanks or silence settles anything (P4, 1.4).
func TestAnswersToIsItSettled(t *testing.T) {
	t.Parallel()
	offered := func() *proceduretest.Life {
		return begun(t).Replies("2026-11-24 10:00", manager, "RESOLVED a new fan is fitted on Friday and she is content").
			To("2026-11-25 10:00")
	}
	wrong := intent(reading.IntentWrongNumber)
	wrong.Writer = reading.WriterResident
	for _, tc := range []struct {
		name, says string
		as         reading.Reading
		stands     bool // the offer still waits for a word
	}{
		{"the man brought the wrong fan", "It isn't sorted, the man brought the wrong fan.", wrong, false},
		{"something new", "There was water on the floor again.", intent(reading.IntentEvidence), false},
		{"a question", "When will he come?", intent(reading.IntentQuery), false},
		{"thanks", "Thanks for ringing.", intent(reading.IntentThanks), true},
		{"got it", "Got it.", intent(reading.IntentNeutral), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := offered().Says("2026-11-25 10:00", tc.says, tc.as).Stands(complaint.Stage1Open)
			same(t, "waits for a word", l.Case.Settlement.Agreed != "", tc.stands)
			same(t, "letters that the complaint stays open", l.Count(letter.NotSettled) == 1, !tc.stands)
			same(t, "apologies for a wrong number", l.Count(letter.WrongNumber), 0)
		})
	}
}

// TestAQuestionHasAnAnswerOfItsOwn wherever the case stands, with the date that is true there (3.4).
func TestAQuestionHasAnAnswerOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		life             *proceduretest.Life
		at               string
		answered, window string
	}{
		"open":     {begun(t), "2026-11-24 10:00", "", ""},
		"answered": {answered(t), "2026-12-07 10:00", "2026-12-04", "2026-12-29"},
		"final": {stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy), "2026-12-21 10:00",
			"2026-12-18", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := tc.life.Says(tc.at, "Does the man come into the bedroom as well?", intent(reading.IntentQuery))
			f := l.Last(letter.QuestionPassedOn).Facts
			sameDay(t, "answered on", f.AnsweredOn, tc.answered)
			sameDay(t, "may ask for a review until", f.WindowLast, tc.window)
			if f.HearBy == 0 || l.Case.Touch.By != f.HearBy {
				t.Errorf("got a reply by %s, promised by %s", l.Case.Touch.By, f.HearBy)
			}
			by, _ := l.Procedure.Register.Find(l.Case.Stage1.Handler.Email)
			if s, n := l.Case.Current(); n == 2 {
				by = s.Handler
			}
			l.Replies(tc.at[:11]+"15:00", by.Email, "CONTACTED I rang her and told her")
			same(t, "the promise is kept", l.Case.Touch.By, 0)
			same(t, "replies that were not carried out", l.Count(letter.CommandNotUnderstood), 0)
		})
	}
}

// TestWhoAsksToBeRung is promised a call, and nobody is who forbids it (3.4).
func TestWhoAsksToBeRung(t *testing.T) {
	t.Parallel()
	rule := func(words string) reading.Reading {
		r := intent(reading.IntentAdjustment)
		r.Contact = []reading.ContactRule{{Rule: reading.ContactAlso, Channel: reading.ByPhone, Why: reading.ForWish,
			Words: words}}
		return r
	}
	for words, want := range map[string]int{
		"I can't make head or tail of it. Ring me please.":      1,
		"Do not send me a PDF, and call me on Monday":           1,
		"Please don't ring me, write":                           0,
		"For anything urgent my sister answers the phone there": 0,
	} {
		l := begun(t).Says("2026-11-24 10:00", words, rule(words))
		same(t, words, l.Count(letter.PersonInTouch), want)
	}
}

// TestChangedDetailsAreToldToTheOldAddress, and not which they are (1.1, 2.4).
func TestChangedDetailsAreToldToTheOldAddress(t *testing.T) {
	t.Parallel()
	change := func(why reading.Cause) reading.Reading {
		r := intent(reading.IntentContactChange)
		r.Contact = []reading.ContactRule{{Rule: reading.ContactChange, Channel: reading.ByEmail,
			Value: "asha.new@example.org", Why: why, Words: "write to asha.new@example.org"}}
		return r
	}
	const words = "From now on write to asha.new@example.org."
	l := begun(t).Says("2026-11-24 10:00", words, change(reading.ForWish))
	o := l.Last(letter.DetailsChanged)
	same(t, "told at", o.To.Email, asha)
	same(t, "reached at", l.Case.Party.Email, "asha.new@example.org")
	if f := o.Facts; f.Ref != "" || f.Words != "" || f.Reason != "" || len(f.Issues) > 0 {
		t.Errorf("the letter to the old address knows too much: %+v", f)
	}
	same(t, "told where somebody may be harmed", begun(t).Says("2026-11-24 10:00", words, change(reading.ForSafety)).
		Count(letter.DetailsChanged), 0)
}

// TestAnAwayNoteSaysNothingOfItsSender but that they are away (3.4).
func TestAnAwayNoteSaysNothingOfItsSender(t *testing.T) {
	t.Parallel()
	r := intent(reading.IntentAway)
	r.Contact = []reading.ContactRule{{Rule: reading.ContactAlso, Channel: reading.ByPhone, Why: reading.ForWish,
		Words: "For anything urgent ring the switchboard"}}
	l := answered(t).Says("2026-12-07 10:00", "I am away. For anything urgent ring the switchboard.", r)
	same(t, "rules", len(l.Case.ContactRules), 0)
}

// TestWhoeverIsNotTheResident says so by the name with which the first text was signed, and has no more texts; whoever
// writes for the resident speaks of them (1.5).
func TestWhoeverIsNotTheResident(t *testing.T) {
	t.Parallel()
	for words, not := range map[string]bool{
		"who is joe? this is a work phone in leeds": true, "not joe. had it since march": true,
		"never heard of joe": true, "no idea who joe is, pls take me off": true, "This is not Joe": true,
		"joe here, any news?": false, "i'm not joe i'm his wife, he is at work": false,
		"not happy. joe": false, "no news yet? joe": false,
	} {
		const number = "+447700900661"
		r := intent(reading.IntentEvidence)
		r.Writer = reading.WriterResident
		l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", number, "plumber has missed me 3 times. joe at 9 marl "+
			"street", aComplaint()).SaysFrom("2026-11-25 10:00", number, words, r)
		if got := l.Case.NeverTheirs(number); got != not {
			t.Errorf("%q: it is not the resident: %v, want %v", words, got, not)
		}
	}
}

// TestADeclinedMatterIsDisputed: the team looks again, and what it is about stays what it was (3.4, 1.5).
func TestADeclinedMatterIsDisputed(t *testing.T) {
	t.Parallel()
	declined := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "My neighbours play music all night.", unclear()).
			Replies("2026-11-23 15:00", team, "REFUSE E4 it is about your neighbours' music").Stands(complaint.Closed)
	}
	l := declined(t).Says("2026-11-26 10:00", "I don't accept that.", intent(reading.IntentUnhappy)).
		Stands(complaint.Review)
	same(t, "letters that somebody looks again", l.Count(letter.RefusalDisputed), 1)
	l.Replies("2026-11-26 15:00", team, "ACCEPT").Stands(complaint.Stage1Open)
	if issues := l.Last(letter.Stage1Acknowledgement).Facts.Issues; len(issues) != 1 || issues[0] == "I don't accept that." {
		t.Errorf("the complaint is about %q", issues)
	}
	declined(t).Says("2026-11-26 10:00", "What is happening with this?", intent(reading.IntentChase)).
		Stands(complaint.Review)
}

// TestWhoThreatensIsSentNoAdvice; whoever is in danger is, whatever else they say (2.4).
func TestWhoThreatensIsSentNoAdvice(t *testing.T) {
	t.Parallel()
	threat := intent(reading.IntentUnhappy)
	threat.Threat, threat.Emergency, threat.Danger = reading.ThreatStaff, true, reading.DangerNow
	l := begun(t).Says("2026-11-24 10:00", "If he comes back he will leave in an ambulance.", threat)
	same(t, "advice", l.Count(letter.Emergency), 0)
	same(t, "alarms say that nothing was sent", l.Last(letter.Hazard).Facts.Unwritten, true)
	withGas := threat
	withGas.Flags = []reading.Flag{reading.FlagGas}
	l = begun(t).Says("2026-11-24 10:00", "It stinks of gas and if he comes back he will be sorry.", withGas)
	same(t, "advice about gas", l.Count(letter.Emergency), 1)
}

// TestALetterBeforeAClaim goes to people with its own day, and is nobody's complaint (1.1, 2.4).
func TestALetterBeforeAClaim(t *testing.T) {
	t.Parallel()
	r := unclear()
	r.Writer, r.For, r.Threat = reading.WriterRepresentative, "Ms Ana Duarte", reading.ThreatLegal
	l := newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", "claims@hartwell-law.example",
		"We act for Ms Ana Duarte. LETTER OF CLAIM under the Pre-Action Protocol.", r).Stands(complaint.Review)
	sameDay(t, "answered by", l.Last(letter.ClaimReceived).Facts.HearBy, "2026-12-21")
	sameDay(t, "the team's day", l.Last(letter.OfficialLetter).Facts.ReplyBy, "2026-12-21")
	l.To("2027-01-29 10:00").Stands(complaint.Review)
	for _, id := range []letter.ID{letter.Received, letter.Stage1Acknowledgement, letter.ThirdParty} {
		same(t, "letters "+string(id), l.Count(id), 0)
	}
	l.Replies("2027-01-29 11:00", team, "ANSWERED").Stands(complaint.Closed)
}

// TestAHomeInTheMessageIsUsed: who wants post is sent it, without being asked where they live (Code 5.10).
func TestAHomeInTheMessageIsUsed(t *testing.T) {
	t.Parallel()
	r := aComplaint()
	r.Contact = []reading.ContactRule{{Rule: reading.ContactNever, Channel: reading.ByEmail, Why: reading.ForWish}}
	l := newLife(t, "hastoe-2020").Open("2026-11-23 10:00", "The gutter leaks again, I told you in June. "+
		"Please post your letters to me at 5 Vine Terrace, Exampleton EX3 9QP.", r)
	o := l.Last(letter.Stage1Acknowledgement)
	same(t, "channel", o.Channel, message.Post)
	same(t, "address", o.Facts.PostalAddress, "5 Vine Terrace, Exampleton EX3 9QP")
	l = newLife(t, "hastoe-2020").OpenFrom("2026-11-23 10:00", phone,
		"Heating broke again, phoned 5 times. Joe Bly 5 Cannon St", aComplaint())
	same(t, "letters that ask who they are", l.Count(letter.WhoAreYou), 0)
	same(t, "name", l.Case.Party.Name, "Joe Bly")
}

// TestTheResidentCorrectsTheDefinition: what they say of it stands in the complaint, whoever confirmed it sees what
// changed, and the answer follows it (P8, Code 5.6).
func TestTheResidentCorrectsTheDefinition(t *testing.T) {
	t.Parallel()
	const at = "2026-11-25 10:00"
	l := decided(t).Replies("2026-11-24 10:00", manager, "ISSUES")
	l.Says(at, "You left out that the man broke the tiles.", intent(reading.IntentEvidence)).Stands(complaint.Stage1Open)
	same(t, "issues", len(l.Case.Matters()), 3)
	same(t, "confirmed", l.Case.Definition.Confirmed(), false)
	holds(t, "the resident sees", l.Last(letter.DefinitionCorrected).Facts.Issues[2], "broke the tiles")
	holds(t, "the manager sees", l.Last(letter.ManagerNewEvidence).Facts.Reminder, "3. You left out that the man broke the "+
		"tiles")
	wants := intent(reading.IntentEvidence)
	wants.Outcome = "I would rather have the tiles replaced than an apology"
	l.Says("2026-11-26 10:00", wants.Outcome+".", wants)
	same(t, "issues after another wish", len(l.Case.Matters()), 3)
	same(t, "what they would like", l.Case.OutcomeSought, wants.Outcome)
	l.Says("2026-11-26 11:00", "Here is the photo of the tap.", intent(reading.IntentEvidence))
	same(t, "issues after a photo", len(l.Case.Matters()), 3)
}

// TestAReviewIsOfferedOnce where thanks may hide that somebody is not content, with the last day, and one word takes it
// (P11, 3.4).
func TestAReviewIsOfferedOnce(t *testing.T) {
	t.Parallel()
	const resigned = "Thanks. It is what it is I suppose."
	thanks := intent(reading.IntentThanks)
	l := answered(t).Says("2026-12-07 10:00", resigned, thanks).Stands(complaint.Stage1Responded)
	sameDay(t, "until", l.Last(letter.ReviewOffered).Facts.WindowLast, "2026-12-29")
	l.Says("2026-12-08 10:00", resigned, thanks)
	same(t, "offers", l.Count(letter.ReviewOffered), 1)
	l.Says("2026-12-09 10:00", "Review please", intent(reading.IntentNeutral)).Stands(complaint.Stage2Open)
	same(t, "offers after plain thanks", answered(t).Says("2026-12-07 10:00", "Thank you, that is kind.", thanks).
		Count(letter.ReviewOffered), 0)
}

// TestAHeldReviewIsAcknowledgedByAForm that says nothing, at 16:00 of its last day, where nothing forbids that (2.4, P14).
func TestAHeldReviewIsAcknowledgedByAForm(t *testing.T) {
	t.Parallel()
	threat := intent(reading.IntentStage2)
	threat.Kind, threat.Threat = reading.KindStage2Request, reading.ThreatStaff
	l := answered(t).Says("2026-12-07 10:00", "Review this, and tell him to watch his back.", threat).
		Stands(complaint.Stage2Open)
	same(t, "acknowledgements", l.Count(letter.Stage2Acknowledgement), 0)
	l.To("2026-12-09 17:00")
	f := l.Last(letter.NeutralReview).Facts
	same(t, "forms", l.Count(letter.NeutralReview), 1)
	if f.Reason != "" || l.Case.Stage2.AckedAt.IsZero() {
		t.Errorf("the form says %q, and the review is acknowledged at %s", f.Reason, l.Case.Stage2.AckedAt)
	}
	unsafe := intent(reading.IntentStage2)
	unsafe.Kind = reading.KindStage2Request
	unsafe.Contact = []reading.ContactRule{{Rule: reading.ContactNever, Channel: reading.ByEmail, Why: reading.ForSafety}}
	l = answered(t).Says("2026-12-07 10:00", "Review this. He reads my mail.", unsafe).To("2026-12-09 17:00")
	same(t, "forms to a mailbox that is not safe", l.Count(letter.NeutralReview), 0)
}
