package procedure_test

import (
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
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
			Says("2026-12-07 10:00", "look again", intent(complaint.IntentStage2)).
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
		l.Says("2026-12-07 10:00", "I am not happy", intent(complaint.IntentUnhappy)).
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
		l := final(t).Says("2026-12-19 10:00", "I do not accept this", intent(complaint.IntentOmbudsman)).
			Got("2026-12-19 10:00", "outside-help to asha").Stands(complaint.Stage2Responded)
		l.Says("2026-12-21 10:00", "I do not accept this", intent(complaint.IntentUnhappy)).
			Got("2026-12-21 10:00", "manager-resident-chased to complaints.team")
		l.Says("2027-01-18 10:00", "I do not accept this", intent(complaint.IntentStage2)).
			Got("2027-01-18 10:00", "outside-help to asha", "manager-resident-chased to complaints.team")
		same(t, "with the Ombudsman, after a threat", l.Case.Ombudsman, false)
	})
	t.Run("thanks", func(t *testing.T) {
		t.Parallel()
		final(t).Says("2027-01-18 11:00", "thanks", intent(complaint.IntentThanks)).Got("2027-01-18 11:00")
	})
	t.Run("evidence", func(t *testing.T) {
		t.Parallel()
		final(t).Says("2027-01-18 12:00", "a photo", intent(complaint.IntentEvidence)).
			Got("2027-01-18 12:00", "manager-new-evidence to property.director")
	})
	t.Run("a year later it is complete", func(t *testing.T) {
		t.Parallel()
		l := final(t).To("2027-12-18 23:59").Stands(complaint.Stage2Responded).
			To("2027-12-19 00:00").ClosedAs(complaint.ClosedComplete)
		l.Says("2028-01-10 10:00", "still not right", intent(complaint.IntentUnhappy)).
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
		l.Take(l.Procedure.Ombudsman(l.Case, l.Message("2026-12-20 10:00", ombudsman, "We have opened a case."), l.Now))
		same(t, "with the Ombudsman", l.Case.Ombudsman, true)
		if l.Case.Hold == "" {
			t.Error("why the file is kept: got nothing, want a reason")
		}
		// what the resident says is known already
		l.Says("2026-12-21 10:00", "The Ombudsman gave me the case number 202612345.", intent(complaint.IntentEvidence))
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
			l := begun(t).Says("2026-11-24 10:00", tc.words, intent(complaint.IntentEvidence)).
				Stands(complaint.Stage1Open)
			same(t, "with the Ombudsman", l.Case.Ombudsman, tc.want)
			same(t, "the file is kept", l.Case.Hold != "", tc.want)
			same(t, "the team is told", l.Count(letter.OmbudsmanContact) > 0, tc.want)
		})
	}
}

func TestFromOmbudsman(t *testing.T) { // 3.2
	t.Parallel()
	for address, want := range map[string]bool{
		ombudsman:                         true,
		"x@mail.housing-ombudsman.org.uk": true,
		"a@LGO.org.uk":                    true,
		"a@nothousing-ombudsman.org.uk":   false,
		asha:                              false,
		"":                                false,
	} {
		same(t, "from an outside body: "+address, procedure.FromOmbudsman(address), want)
	}
}

// TestOmbudsmanIsAnswered: a letter of the outside body is before the team until they say ANSWERED.
func TestOmbudsmanIsAnswered(t *testing.T) { // 3.2
	t.Parallel()
	const at = "2026-11-25 09:00"
	l := begun(t)
	l.Take(l.Procedure.Ombudsman(l.Case, l.Message(at, ombudsman, "Please send the file."), instant(t, at)))
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
	r := intent(complaint.IntentEvidence)
	r.Exclusion = policy.LegalAction
	l := begun(t).Says("2026-11-24 10:00", "My claim was issued.", r).Stands(complaint.Stage1Open).
		Got("2026-11-24 10:00", "manager-new-evidence to repairs.manager", "delivery-failed to complaints.team")
	same(t, "the file is kept", l.Case.Hold != "", true)
	l.Says("2026-11-24 11:00", "My claim was issued.", r).GotInAll(letter.DeliveryFailed, 1)
}
