package procedure_test

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reading"
)

// TestWhatAReplyMeansInStage1: what a resident's message does while the stage 1 answer is owed.
func TestWhatAReplyMeansInStage1(t *testing.T) {
	t.Parallel()
	var (
		none     []string
		evidence = []string{"manager-new-evidence to repairs.manager"}
		chased   = []string{"status to asha", "manager-resident-chased to repairs.manager"}
		tooEarly = []string{"stage2-too-early to asha", "manager-resident-chased to repairs.manager"}
		doubted  = []string{"manager-withdrawn to repairs.manager"}
	)
	for _, tc := range []struct {
		name, text string
		reading    reading.Reading
		letters    []string // at once
	}{
		{"evidence", "Here are the photos.", intent(reading.IntentEvidence), evidence},                   // 3.4
		{"chase", "Any news?", intent(reading.IntentChase), chased},                                      // 3.4
		{"unhappy before the answer", "This is not good enough.", intent(reading.IntentUnhappy), chased}, // 3.4
		{"stage 2 before the answer", "Take this to stage 2.", intent(reading.IntentStage2), tooEarly},
		{"stage 2 by name before the answer", "Not good enough, I want this escalated.",
			intent(reading.IntentUnhappy), tooEarly},
		{"withdraw, read with doubt", "Leave it.", doubtful(reading.IntentWithdraw), doubted}, // 3.2
		// 3.4
		{"withdraw, in bitter words", "Forget it, you never listen.", intent(reading.IntentWithdraw), doubted},
		{"withdraw, with a condition", "Please close it, but only if the ceiling is painted.",
			intent(reading.IntentWithdraw), doubted},
		{"thanks, but", "Thanks, but it still leaks.", intent(reading.IntentThanks), evidence}, // 3.4
		{"thanks", "Thank you for your letter.", intent(reading.IntentThanks), none},
		{"accepts what nobody offered", "I accept.", intent(reading.IntentAccepts), evidence},
		{"query", "Can you send me the report?", intent(reading.IntentQuery), // 3.4
			[]string{"question-passed-on to asha", "manager-resident-chased to repairs.manager"}},
		{"new issue in the same area", "Also the tap.", intent(reading.IntentNewIssue), evidence}, // 3.2
		{"adjustment", "Email only please, I am deaf.", intent(reading.IntentAdjustment),
			[]string{"adjustment-confirmed to asha", "manager-new-evidence to repairs.manager"}},
		{"a representative without address", "Please speak to my daughter.",
			intent(reading.IntentRepresentative),
			[]string{"adjustment-confirmed to asha", "manager-new-evidence to complaints.team",
				"manager-new-evidence to repairs.manager"}},
		{"opt-out", "STOP", intent(reading.IntentOptOut), []string{"delivery-failed to complaints.team"}},
		{"the ombudsman is spoken of", "I shall go to the Ombudsman.", intent(reading.IntentOmbudsman),
			[]string{"ombudsman-details to asha", "manager-resident-chased to repairs.manager"}},
		{"disputes what it is", "This is not what I said.", intent(reading.IntentDisputeScope), chased},
		{"anything else goes to who has it", "The plumber was called Jim.",
			reading.Reading{Kind: reading.KindNeedsHuman, ToPerson: true}, evidence},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			begun(t).Says("2026-11-24 10:00", tc.text, tc.reading).
				Got("2026-11-24 10:00", tc.letters...).Stands(complaint.Stage1Open)
		})
	}
	t.Run("withdraw", func(t *testing.T) {
		t.Parallel()
		begun(t).Says("2026-11-24 10:00", "All sorted, please close my complaint.", intent(reading.IntentWithdraw)).
			Got("2026-11-24 10:00", "withdrawn to asha", "manager-withdrawn to repairs.manager").
			ClosedAs(complaint.ClosedWithdrawn)
	})
}

// TestResidentInStage2: the same words while the final answer is owed.
func TestResidentInStage2(t *testing.T) { // 3.2
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		intent     reading.Intent
		letters    []string
	}{
		{"chase", "any news?", reading.IntentChase,
			[]string{"status to asha", "manager-resident-chased to property.director"}},
		{"stage 2", "escalate!", reading.IntentStage2,
			[]string{"status to asha", "manager-resident-chased to property.director"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			stage2(t).Says("2026-12-09 10:00", tc.text, intent(tc.intent)).
				Got("2026-12-09 10:00", tc.letters...).Stands(complaint.Stage2Open)
		})
	}
	t.Run("withdraw", func(t *testing.T) {
		t.Parallel()
		stage2(t).Says("2026-12-09 12:00", "all sorted, close it", intent(reading.IntentWithdraw)).
			ClosedAs(complaint.ClosedWithdrawn).
			Got("2026-12-09 12:00", "withdrawn to asha", "manager-withdrawn to property.director")
	})
}

// TestStatusLetters: a status once a day, the handler each time.
func TestStatusLetters(t *testing.T) { // 3.4
	t.Parallel()
	l := begun(t)
	for _, at := range []string{"2026-11-24 09:00", "2026-11-24 09:05", "2026-11-24 16:00", "2026-11-25 09:00"} {
		l.Says(at, "any news?", intent(reading.IntentChase))
	}
	l.GotInAll(letter.Status, 2).GotInAll(letter.ManagerResidentChased, 4)
	same(t, "chases", l.Case.Chases, 4)
}

// TestWhatAStatusLetterSays: it is written from where the case stands, and promises nothing that has been done.
func TestWhatAStatusLetterSays(t *testing.T) { // 3.4
	t.Parallel()
	const soon, late, then = "2026-11-24 09:00", "2026-12-09 09:00", "2026-12-11 09:00"
	for name, tc := range map[string]struct {
		l        *proceduretest.Life
		at       string
		answered string
		answerBy string
		daysLate int
		window   bool
	}{
		"the answer is owed":         {begun(t), soon, "", "2026-12-07", 0, false},
		"it is late":                 {begun(t).To("2026-12-08 08:00"), late, "", "2026-12-07", 2, false},
		"stage 1 is answered":        {begun(t).Answered("2026-12-03 10:00"), then, "2026-12-03", "", 0, true},
		"the last day of the window": {begun(t).Answered("2026-12-03 10:00"), "2026-12-24 09:00", "2026-12-03", "", 0, true},
		"at stage 2":                 {stage2(t), "2026-12-11 09:00", "", "2026-12-24", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := tc.l.To(tc.at).Says(tc.at, "any news?", intent(reading.IntentChase))
			f := l.Last(letter.Status).Facts
			dayOr := func(day calendar.Date) string {
				if day == 0 {
					return ""
				}
				return day.String()
			}
			same(t, "answered on", dayOr(f.AnsweredOn), tc.answered)
			same(t, "answer by", dayOr(f.AnswerBy), tc.answerBy)
			same(t, "days late", f.DaysLate, tc.daysLate)
			same(t, "a window is named", f.WindowLast != 0, tc.window)
		})
	}
}

// TestMachinesThatWrite: no letter answers a machine twice a day.
func TestMachinesThatWrite(t *testing.T) { // 3.6
	t.Parallel()
	for i, id := range map[reading.Intent]complaint.LetterID{
		reading.IntentStage2:     letter.Stage2TooEarly,
		reading.IntentAdjustment: letter.AdjustmentConfirmed,
		reading.IntentQuery:      letter.QuestionPassedOn,
	} {
		t.Run(letter.Of(id).File, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			for range 5 {
				l.Says("2026-11-24 10:00", "I am away and will read your mail later.", intent(i))
			}
			l.GotInAll(id, 1)
		})
	}
}

// TestChasedWhenLate: the team hears too, and the resident hears sorry.
func TestChasedWhenLate(t *testing.T) { // 1.5
	t.Parallel()
	const at = "2026-12-08 10:00"
	t.Run("any news", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Says(at, "any news?", intent(reading.IntentChase)).
			Got(at, "status to asha", "manager-resident-chased to complaints.team",
				"manager-resident-chased to repairs.manager")
		f := l.Last(letter.Status).Facts
		same(t, "days late", f.DaysLate, 1)
		same(t, "the letter names the Ombudsman", f.External.Show, true)
	})
	t.Run("stage 2", func(t *testing.T) {
		t.Parallel()
		l := begun(t).Says(at, "stage 2 now", intent(reading.IntentStage2)).
			Got(at, "stage2-too-early to asha", "manager-resident-chased to complaints.team",
				"manager-resident-chased to repairs.manager")
		f := l.Last(letter.Stage2TooEarly).Facts
		same(t, "days late", f.DaysLate, 1)
		same(t, "the letter names the Ombudsman", f.External.Show, true)
		sameDay(t, "the day of the answer", f.ReviewDate, "2026-12-07")
	})
}

// TestPictures: whoever sent pictures by text hears how many have come once they are here, or that they are not; staff
// have them with their mail. Without words they are asked about.
func TestPictures(t *testing.T) { // 3.6
	t.Parallel()
	texted := func(t *testing.T) *proceduretest.Life {
		t.Helper()
		return newLife(t, "hastoe-2020").
			OpenFrom("2026-11-23 10:00", phone, "The boiler is broken again.", aComplaint())
	}
	const at = "2026-11-24 10:00"
	awaited := func(part string) message.Attachment {
		return message.Attachment{Name: "item of the text", Type: "image/jpeg", Lacks: message.LacksFetch, Part: part}
	}
	photo := procedure.Fetched{Arrival: "A1", File: message.Attachment{Name: "picture-1.jpg", Size: 9, Part: "ME1"}}
	lost := procedure.Fetched{Arrival: "A2", File: message.Attachment{Lacks: message.LacksAll, Part: "ME2"},
		Missing: "it is bigger than we take"}
	for situation, c := range map[string]struct {
		came []procedure.Fetched
		want []string
	}{
		"all come": {[]procedure.Fetched{photo}, []string{"evidence-received to " + phone,
			"manager-pictures to repairs.manager"}},
		"one does not": {[]procedure.Fetched{photo, lost}, []string{"files-received to " + phone,
			"manager-pictures to repairs.manager"}},
	} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			l := texted(t)
			m := l.Message(at, phone, "photos of it")
			for _, f := range c.came {
				m.Attachments = append(m.Attachments, awaited(f.File.Part))
			}
			l.Receives(m, intent(reading.IntentEvidence)).Got(at, "manager-new-evidence to repairs.manager")
			for i, f := range c.came {
				var all []procedure.Fetched
				if i == len(c.came)-1 {
					all = c.came
				}
				l.Now = instant(t, "2026-11-24 10:05")
				l.Do(l.Procedure.FileCame(l.Case, m, f, all, l.Now))
			}
			l.Got("2026-11-24 10:05", c.want...)
			same(t, "files on the case", len(l.Case.Attachments), len(c.came))
			for i, f := range c.came {
				same(t, "the file is that which was awaited", l.Case.Attachments[i], f.File)
			}
			same(t, "files with the mail to staff", len(l.Last(letter.ManagerPictures).Encloses), 1)
		})
	}
	t.Run("without words", func(t *testing.T) {
		t.Parallel()
		texted(t).SaysFrom("2026-11-24 11:00", phone, "", unclear()).
			Got("2026-11-24 11:00", "cannot-read to "+phone, "manager-new-evidence to repairs.manager")
	})
}

// TestAMailThatWasCut: whoever wrote it hears how many of its files are here, and how to send the rest; staff see which
// one is cut off.
func TestAMailThatWasCut(t *testing.T) { // 3.6
	t.Parallel()
	const at = "2026-11-23 10:00"
	files := []message.Attachment{{Name: "a.jpg", Size: 9}, {Name: "b.jpg", Size: 9},
		{Name: "c.jpg", Size: 4, Lacks: message.LacksEnd}}
	l := newLife(t, "hastoe-2020")
	m := l.Message(at, asha, "My ceiling, see the photos.")
	m.Attachments = files
	l.OpenLate(m, aComplaint(), instant(t, at)).Got(at, "files-received to asha", "manager-assigned to repairs.manager",
		"stage1-acknowledgement to asha")
	same(t, "files that are here", l.Last(letter.FilesReceived).Facts.Files.Came, 2)
	same(t, "what the manager sees of the last", l.Last(letter.ManagerAssigned).Facts.Attachments[2].Lacks,
		message.LacksEnd)
	again := l.Message("2026-11-24 10:00", asha, "And the kitchen.")
	again.Attachments = files[2:]
	l.Receives(again, intent(reading.IntentEvidence)).
		Got("2026-11-24 10:00", "files-received to asha", "manager-new-evidence to repairs.manager")
	stranger := l.Message("2026-11-25 10:00", ravi, "And the hall.")
	stranger.Attachments = files
	l.Receives(stranger, intent(reading.IntentEvidence))
	same(t, "letters about files once a stranger wrote", l.Count(letter.FilesReceived), 2)
}

// TestPersonalDataInsideACase: the officer hears, whatever hour it is.
func TestPersonalDataInsideACase(t *testing.T) { // E8
	t.Parallel()
	r := intent(reading.IntentNewIssue)
	r.Issues = []reading.Issue{{Exclusion: policy.DataBreach}}
	begun(t).Says("2026-11-28 20:00", "You sent my letter next door.", r).
		Got("2026-11-28 20:00", "data-protection to dpo")
}

// TestUnknownNumber: a text from a number we do not know opens at once and is asked who it is, once.
func TestUnknownNumber(t *testing.T) { // 1.5
	t.Parallel()
	l := newLife(t, "hastoe-2020").
		OpenFrom("2026-11-23 10:00", phone, "The boiler is broken again.", aComplaint()).
		Got("2026-11-23 10:00", "stage1-acknowledgement to "+phone, "who-are-you to "+phone,
			"manager-assigned to repairs.manager").
		Stands(complaint.Stage1Open)
	l.SaysFrom("2026-11-23 10:05", phone, "still waiting", intent(reading.IntentChase))
	same(t, "address", l.Case.Party.Address, "")
	l.SaysFrom("2026-11-23 10:10", phone, "Joe Marsh, 4 Mill Court", intent(reading.IntentEvidence))
	same(t, "address", l.Case.Party.Address, "Joe Marsh, 4 Mill Court")
	l.GotInAll(letter.WhoAreYou, 1)
}

// TestSaysWho: the answer to "who are you?" is kept however it is read, and nothing else follows from it.
func TestSaysWho(t *testing.T) { // 1.5
	t.Parallel()
	for words, want := range map[string]bool{
		"Joe Marsh, 4 Mill Court":               true,
		"flat 12 Mill Court":                    true,
		"It has been 3 weeks now":               false,
		"since 4 December and nothing":          false,
		"are you coming to 4 Mill Court today?": false,
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			l := newLife(t, "hastoe-2020").
				OpenFrom("2026-11-23 10:00", phone, "The boiler is broken again.", aComplaint()).
				SaysFrom("2026-11-23 10:05", phone, words, intent(reading.IntentChase))
			same(t, "taken for an address", l.Case.Party.Address != "", want)
			same(t, "answered as a question", l.Count(letter.Status) > 0, !want)
		})
	}
}
