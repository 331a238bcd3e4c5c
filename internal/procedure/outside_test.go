package procedure_test

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

const ombudsman = "case@housing-ombudsman.org.uk"

// final is a case that the Director has answered.
func final(t *testing.T) *proceduretest.Life {
	t.Helper()
	return stage2(t).Replies("2026-12-18 10:00", director, "RESPOND NOT UPHELD\n"+wordy).
		Got("2026-12-18 10:00", "stage2-final-response to asha", "command-done to property.director").
		Stands(complaint.Stage2Responded)
}

// TestWhoIsNext: the final answer names who can help outside, and from or until when.
func TestWhoIsNext(t *testing.T) { // P20, P21, 2.6
	t.Parallel()
	t.Run("a designated person first, then the Ombudsman", func(t *testing.T) {
		t.Parallel()
		x := final(t).Last(letter.Stage2FinalResponse).Facts.External
		same(t, "named", x.Show, true)
		same(t, "mode", x.Mode, "designated_person")
		sameDay(t, "alone from", x.DirectFrom, "2027-02-12")
	})
	t.Run("direct: the Ombudsman at once, and until when", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			Says("2026-12-07 10:00", "look again", intent(reading.IntentStage2)).
			Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy)
		x := l.Last(letter.Stage2FinalResponse).Facts.External
		same(t, "named", x.Show, true)
		sameDay(t, "alone from", x.DirectFrom, "")
		sameDay(t, "before", x.Before, "2027-12-18")
		for _, id := range []complaint.LetterID{
			letter.Stage1Acknowledgement, letter.Stage1Response, letter.Stage2Acknowledgement,
		} {
			same(t, letter.Of(id).File+" names the Ombudsman", l.Last(id).Facts.External.Show, true)
		}
	})
	t.Run("a body that counts from what only the resident knows: no day is made up", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "psow-model").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00")
		x := l.Last(letter.Stage2FinalResponse).Facts.External
		sameDay(t, "before", x.Before, "")
		holds(t, "within", x.Within, "12 months of the day the resident first knew")
	})
	t.Run("a policy of one stage: its answer is final", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "psow-model").Complain("2026-11-23 10:00").Answered("2026-12-04 10:00").
			Got("2026-12-04 10:00", "stage2-final-response to asha", "command-done to repairs.manager")
		same(t, "named", l.Last(letter.Stage2FinalResponse).Facts.External.Show, true)
		same(t, "sent", l.Case.Stage1.SentAt, instant(t, "2026-12-04 10:00"))
		l.Says("2026-12-07 10:00", "I am not happy", intent(reading.IntentUnhappy)).
			Got("2026-12-07 10:00", "outside-help to asha", "manager-resident-chased to complaints.team")
		l.ComesBack("2026-12-07 11:00", letter.Stage2FinalResponse)
		if got := l.Case.Stage1.SentAt; !got.IsZero() {
			t.Errorf("sent, once it came back: got %s, want never", got)
		}
	})
}

// TestAfterTheFinalAnswer: our process is over; the resident is told at most once in thirty days who can help.
func TestAfterTheFinalAnswer(t *testing.T) { // P20, 3.2
	t.Parallel()
	t.Run("unhappy", func(t *testing.T) {
		t.Parallel()
		l := final(t).Says("2026-12-19 10:00", "I do not accept this", intent(reading.IntentOmbudsman)).
			Got("2026-12-19 10:00", "outside-help to asha").Stands(complaint.Stage2Responded)
		l.Says("2026-12-21 10:00", "I do not accept this", intent(reading.IntentUnhappy)).
			Got("2026-12-21 10:00", "manager-resident-chased to complaints.team")
		l.Says("2027-01-18 10:00", "I do not accept this", intent(reading.IntentStage2)).
			Got("2027-01-18 10:00", "outside-help to asha", "manager-resident-chased to complaints.team")
		same(t, "with the Ombudsman, after a threat", l.Case.Ombudsman, false)
	})
	t.Run("thanks", func(t *testing.T) {
		t.Parallel()
		final(t).Says("2027-01-18 11:00", "thanks", intent(reading.IntentThanks)).Got("2027-01-18 11:00")
	})
	t.Run("evidence", func(t *testing.T) {
		t.Parallel()
		final(t).Says("2027-01-18 12:00", "a photo", intent(reading.IntentEvidence)).
			Got("2027-01-18 12:00", "manager-new-evidence to property.director")
	})
	t.Run("a year later it is complete", func(t *testing.T) {
		t.Parallel()
		l := final(t).To("2027-12-18 23:59").Stands(complaint.Stage2Responded).
			To("2027-12-19 00:00").ClosedAs(complaint.ClosedComplete)
		l.Says("2028-01-10 10:00", "still not right", intent(reading.IntentUnhappy)).
			ClosedAs(complaint.ClosedComplete).
			Got("2028-01-10 10:00", "outside-help to asha", "manager-resident-chased to complaints.team")
	})
	t.Run("a promise keeps it open", func(t *testing.T) {
		t.Parallel()
		stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy+
			"\nACTION: repaint the room by 15/01/2027").
			To("2028-01-10 00:00").Stands(complaint.Stage2Responded).
			Replies("2028-01-10 10:00", director, "DONE").To("2028-01-10 10:01").ClosedAs(complaint.ClosedComplete)
	})
	t.Run("the Ombudsman keeps it open", func(t *testing.T) { // 3.2
		t.Parallel()
		l := stage2(t).Replies("2026-12-18 10:00", director, "RESPOND UPHELD\n"+wordy)
		m := l.Message("2026-12-20 10:00", ombudsman, "We have opened a case.")
		l.Take(l.Procedure.Ombudsman(l.Case, m, theirs, l.Now))
		same(t, "with the Ombudsman", l.Case.Ombudsman, true)
		if l.Case.Hold == "" {
			t.Error("why the file is kept: got nothing, want a reason")
		}
		// what the resident says is known already
		l.Says("2026-12-21 10:00", "The Ombudsman gave me the case number 202612345.", intent(reading.IntentEvidence))
		l.Replies("2026-12-21 11:00", team, "ANSWERED they have the file")
		l.To("2028-01-10 00:00").Stands(complaint.Stage2Responded).GotInAll(letter.OmbudsmanContact, 1)
	})
}

// TestOmbudsmanNamed: a resident who gives the outside body's reference has gone there.
func TestOmbudsmanNamed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, words string
		want        bool
	}{
		{"their reference", "The Housing Ombudsman has taken it up, their reference is 202612345.", true},
		{"a case number", "Ombudsman case number: HO-202612345", true},
		{"a threat", "I shall go to the Ombudsman.", false},
		{"a reference of nobody's", "My reference is 202612345.", false},
		{"our own reference", "I told the Ombudsman about HC-2026-000001.", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := begun(t).Says("2026-11-24 10:00", tc.words, intent(reading.IntentEvidence)).
				Stands(complaint.Stage1Open)
			same(t, "with the Ombudsman", l.Case.Ombudsman, tc.want)
			same(t, "the file is kept", l.Case.Hold != "", tc.want)
			same(t, "the team is told", l.Count(letter.OmbudsmanContact) > 0, tc.want)
		})
	}
}

// theirs is a letter of the Ombudsman that names no day.
var theirs = procedure.Official{Body: policy.Body{Name: "The Housing Ombudsman", Ombudsman: true}}

func TestFromAnOfficialBody(t *testing.T) { // 3.2
	t.Parallel()
	p := newLife(t, "hastoe-2020").Procedure.Policy
	p.OfficialBodies = []policy.Body{{Name: "Environmental health", Domains: []string{"borough.example"}}}
	for address, want := range map[string]string{
		ombudsman:                         "The Housing Ombudsman",
		"x@mail.housing-ombudsman.org.uk": "The Housing Ombudsman",
		"a@LGO.org.uk":                    "The Local Government and Social Care Ombudsman",
		"casework@ico.org.uk":             "The Information Commissioner's Office",
		"pc.1@kent.police.uk":             "The police",
		"eh@borough.example":              "Environmental health",
		"a@nothousing-ombudsman.org.uk":   "",
		asha:                              "",
		"":                                "",
	} {
		b, _ := p.BodyAt(address)
		same(t, "official body at "+address, b.Name, want)
	}
}

// TestAnOfficialBodysDate: the team is asked three working days before the day that a letter names. // P20
func TestAnOfficialBodysDate(t *testing.T) {
	t.Parallel()
	const at = "2026-11-25 09:00"
	l := begun(t)
	o := theirs
	o.Due = calendar.MustDate("2026-12-02")
	l.Take(l.Procedure.Ombudsman(l.Case, l.Message(at, ombudsman, "By 2 December, please."), o, instant(t, at)))
	l.To("2026-11-27 08:59").GotInAll(letter.OmbudsmanContact, 1).To("2026-11-27 09:01").
		GotInAll(letter.OmbudsmanContact, 2)
	sameDay(t, "the date in the letter", l.Last(letter.OmbudsmanContact).Facts.ReplyBy, "2026-12-02")
}

// TestAnOfficialLetterWithoutACase has a file that opens nothing, tells the sender nothing and is asked for until it
// is answered. // P20
func TestAnOfficialLetterWithoutACase(t *testing.T) {
	t.Parallel()
	const at, notice = "2026-11-25 09:00", "env.health@borough.example"
	l := newLife(t, "hastoe-2020")
	m := l.Message(at, notice, "An abatement notice is enclosed.")
	l.Now = m.Received
	r := reading.Reading{Kind: reading.KindComplaint, Writer: reading.WriterOfficial}
	l.Do(l.Procedure.OpenOfficial(proceduretest.Ref, m, r, procedure.Official{}, l.Now)).
		Got(at, "official-letter to complaints.team").Stands(complaint.Review).
		To("2026-12-03 12:00").Stands(complaint.Review).GotInAll(letter.OfficialLetter, 2).
		Replies("2026-12-03 13:00", team, "ANSWERED works begin on Monday").ClosedAs(complaint.ClosedNotComplaint)
	for _, s := range l.Sent {
		same(t, "who is written to", s.To.Email, team)
	}
}

// TestNobodysComplaint: what does not look like a resident's is before the team until they say what it is. // 1.5
func TestNobodysComplaint(t *testing.T) {
	t.Parallel()
	const at = "2026-11-23 10:00"
	invoice := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		l := newLife(t, "hastoe-2020")
		m := l.Message(at, "accounts@plumber.example", "Invoice 20931 for works at 4 Mill Court is overdue.")
		l.Now = m.Received
		r := aComplaint()
		r.Writer = reading.WriterSupplier
		return l.Do(l.Procedure.OpenUnaddressed(proceduretest.Ref, m, r, l.Now)).
			Got(at, "team-decision to complaints.team")
	}
	t.Run("nothing opens by itself", func(t *testing.T) {
		t.Parallel()
		invoice(t).To("2027-01-04 12:00").Stands(complaint.Review)
	})
	t.Run("no complaint: nobody hears", func(t *testing.T) {
		t.Parallel()
		invoice(t).Replies("2026-11-24 10:00", team, "REFUSE OTHER it is the invoice of a plumber").
			ClosedAs(complaint.ClosedNotComplaint).Got("2026-11-24 10:00", "command-done to complaints.team")
	})
	t.Run("passed on: the area hears", func(t *testing.T) {
		t.Parallel()
		invoice(t).Replies("2026-11-24 10:00", team, "REQUEST").ClosedAs(complaint.ClosedServiceRequest).
			Got("2026-11-24 10:00", "command-done to complaints.team", "passed-on to repairs.manager")
	})
	t.Run("a resident's all the same: they are acknowledged", func(t *testing.T) {
		t.Parallel()
		l := invoice(t).Replies("2026-11-24 10:00", team, "ACCEPT").Stands(complaint.Stage1Open)
		same(t, "acknowledged at", l.Last(letter.Stage1Acknowledgement).To.Email, "accounts@plumber.example")
	})
}

// TestPassedOnByAColleague: the resident is the party, from the day on which the colleague had it. // 0.4
func TestPassedOnByAColleague(t *testing.T) {
	t.Parallel()
	const at, kay = "2026-11-23 10:00", "kay@landlord.example"
	l := newLife(t, "hastoe-2020")
	m := l.Message(at, kay, "Mrs Sethi rang me on Friday. Her tap was repaired twice and still leaks.")
	l.Now = m.Received
	r := aComplaint()
	r.Writer, r.For, r.Emergency = reading.WriterColleague, "Mrs Sethi", true
	l.Do(l.Procedure.OpenFor(proceduretest.Ref, m, r, procedure.Told{By: people.Contact{Name: "Kay", Email: kay},
		On: calendar.MustDate("2026-11-20")}, l.Now)).Stands(complaint.Stage1Open).
		Got(at, "stage1-acknowledgement to complaints.team", "colleague-receipt to kay",
			"manager-assigned to repairs.manager", "hazard to out.of.hours", "hazard to repairs.manager",
			"law-due to repairs.manager")
	same(t, "the resident", l.Case.Party.Name, "Mrs Sethi")
	sameDay(t, "day 0", l.Case.Day0, "2026-11-20")
	holds(t, "what is missing", l.Last(letter.ColleagueReceipt).Facts.Problem, "reached")
	for _, s := range l.Answered("2026-12-01 10:00").Sent {
		if s.To.Email == kay {
			same(t, "what the colleague gets", s.Letter, letter.ColleagueReceipt)
		}
	}
}

// TestOmbudsmanIsAnswered: a letter of the outside body is before the team until they say ANSWERED.
func TestOmbudsmanIsAnswered(t *testing.T) { // 3.2
	t.Parallel()
	const at = "2026-11-25 09:00"
	l := begun(t)
	l.Take(l.Procedure.Ombudsman(l.Case, l.Message(at, ombudsman, "Please send the file."), theirs, instant(t, at)))
	same(t, "awaited by the Ombudsman", l.Case.Clocks.Ombudsman.Runs(), true)
	same(t, "with the Ombudsman", l.Case.Ombudsman, true)
	same(t, "the file is kept", l.Case.Hold != "", true)
	l.To("2026-12-03 12:00").GotInAll(letter.OmbudsmanContact, 2)
	l.Replies("2026-12-03 13:00", team, "ANSWERED the file went today").
		To("2026-12-18 12:00").GotInAll(letter.OmbudsmanContact, 2)
	same(t, "awaited, once it is answered", l.Case.Clocks.Ombudsman.Runs(), false)
	l.Replies("2026-12-18 13:00", team, "ANSWERED again").
		Got("2026-12-18 13:00", "command-not-understood to complaints.team")
}

// TestLegalAction: it is flagged, once, and closes nothing.
func TestLegalAction(t *testing.T) { // E6, 1.5
	t.Parallel()
	r := intent(reading.IntentEvidence)
	r.Exclusion = policy.LegalAction
	l := begun(t).Says("2026-11-24 10:00", "My claim was issued.", r).Stands(complaint.Stage1Open).
		Got("2026-11-24 10:00", "manager-new-evidence to repairs.manager", "delivery-failed to complaints.team")
	same(t, "the file is kept", l.Case.Hold != "", true)
	l.Says("2026-11-24 11:00", "My claim was issued.", r).GotInAll(letter.DeliveryFailed, 1)
}
