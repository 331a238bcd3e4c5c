package procedure_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// clauses says which test or story holds each clause of the rules: P1 to P21 (1.2), E1 to E8 (1.3), the edge cases
// (1.5), the transitions (3.2), the timers (3.3), what residents' and staff's replies can mean (3.4, 3.5), the letters
// (3.6, 3.7) and the invariants. "TestName/situation" is a test of this package, "policy.TestName/situation" one of
// another under internal, "story:name" one of the stories of cmd/complaintsd, which play the whole program.
var clauses = map[string]string{
	"P1": "TestOpening | TestExclusionsOfTheProfile",
	"P2": "TestRoutes", "P3": "policy.TestEventCutoff | TestScope/what looks too old",
	"P4":                 "TestSettlement | TestSettlementNobodyWasToldOf",
	"1.4 informal first": "TestInformalFirst | TestInformalEnds | TestPuttingItRight | story:wales-informal",
	"P5":                 "policy.TestDatesOfTheEdgeTable | story:plain",
	"P6":                 "TestManager",
	"P7":                 "TestAttempts | TestNumbersThatMustNotBeRung",
	"P8":                 "TestConversations",
	"P9":                 "policy.TestDatesOfTheEdgeTable | TestAnswers",
	"P10":                "TestExtensions | story:extension | story:bad-extensions",
	"P11":                "TestAnswers/goes to the resident with everything in it",
	"P12":                "TestWindow | story:stage2-last-day",
	"P13":                "TestAfterTheStage1Answer/unhappy, no reason given",
	"P14":                "TestStage2",
	"P15":                "TestReviewer",
	"P16":                "TestNewMattersInARequest | TestNewMatters/after the answer | story:new-topic",
	"P17":                "TestNoCallWanted", "P18": "policy.TestSumsAfterTheAnswers",
	"P19": "TestStage2Extensions", "P20": "TestWhoIsNext | TestAfterTheFinalAnswer",
	"P21": "policy.TestSumsAfterTheAnswers",

	"E1": "TestOpeningSomethingElse/a first request is passed on the same day | TestMixedMessage",
	"E2": "TestScope | TestRoutes", "E3": "TestScope | TestRoutes",
	"E4": "TestMixedMessage | story:refused-and-disputed",
	"E5": "TestScope | TestRoutes", "E6": "TestLegalAction " +
		"| TestRoutes", "E7": "TestScope | TestRoutes",
	"E8": "TestPersonalDataHasItsOwnClock | TestScope | story:data-breach",

	"1.5 Friday at 23:00":        "policy.TestDatesOfTheEdgeTable/Friday at eleven at night | story:extension",
	"1.5 Saturday":               "policy.TestDatesOfTheEdgeTable/Saturday",
	"1.5 Christmas Eve":          "policy.TestDatesOfTheEdgeTable/Christmas Eve | story:christmas",
	"1.5 limit on Christmas Day": "policy.TestDatesOfTheEdgeTable/limit on Christmas Day",
	"1.5 limit on a holiday": "policy.TestDatesOfTheEdgeTable/limit on a substitute holiday | TestReminders/the " +
		"target " +
		"is chased, the limit is late",
	"1.5 24 December 2027":       "policy.TestDatesOfTheEdgeTable/Christmas Eve 2027",
	"1.5 31 December 2027":       "policy.TestDatesOfTheEdgeTable/New Year's Eve 2027",
	"1.5 half past midnight BST": "policy.TestDatesOfTheEdgeTable/half past midnight in summer",
	"1.5 clocks change": "policy.TestDatesOfTheEdgeTable/the clocks go back | policy.TestDatesOfTheEdgeTable/the " +
		"clocks " +
		"go forward", "1.5 window over Christmas": "TestWindow/the last minute of the last day is in time | " +
		"story:stage2-last-day",
	"1.5 daemon down": "TestReview/seen only after the deadline: open at once | TestExtensions/on the last day it " +
		"is in time, read the day after too | story:christmas-down",
	"1.5 acknowledgement bounces": "TestLettersThatComeBack | story:ack-bounces",
	"1.5 unknown number":          "TestUnknownNumber | story:sms-only",
	"1.5 late stage 2": "TestWindow/a minute later it is late: a person decides | " +
		"story:stage2-late-accepted | story:stage2-late-refused",
	"1.5 early stage 2":                     "TestChasedWhenLate | TestEscalate | story:stage2-early",
	"1.5 answer before the acknowledgement": "TestAnswers/before the acknowledgement went, both go",
	"1.5 legal action mid-case":             "TestLegalAction",
	"1.5 resident dies or moves":            "TestBeforeConsent/nothing closes | TestStage2BeforeConsent",
	"1.5 residents of one block":            "TestLinks",
	"1.5 e-mail then text": "TestDuplicates | TestResembles | complaint.TestClues | TestSaysWho | " +
		"story:duplicate | story:duplicate-by-text", "0.4 passed on by staff": "story:passed-on",
	"1.1 a family's address": "TestAFamilysAddress | story:sent-again",
	"1.5 Scotland and Wales": "policy.TestDatesOfTheProfiles | story:scotland",
	"1.5 one-off holiday":    "TestRecalculate | story:bank-holiday-added",
	"1.5 office closure":     "calendar.TestCalendar",

	"3.2 machine's mail": "story:ack-bounces", "3.2 same case": "story:plain",
	"3.2 enquiry":           "TestOpeningSomethingElse/a question is answered and passed on",
	"3.2 first request":     "TestOpeningSomethingElse/a first request is passed on the same day",
	"3.2 in scope":          "TestOpening",
	"3.2 doubt":             "TestScope/doubt",
	"3.2 REVIEW accept":     "TestReview/accepted: the clock runs from the receipt",
	"3.2 REVIEW refuse":     "TestRefusing",
	"3.2 REVIEW timeout":    "TestReview/undecided: paged, then open by default | story:undecided",
	"3.2 S1 assign":         "TestHandovers",
	"3.2 S1 extend":         "TestExtensions/the resident is told | TestExtensions/reminders begin anew",
	"3.2 S1 extend refused": "TestExtensionsRefused | story:bad-extensions", "3.2 S1 respond": "TestAnswers",
	"3.2 S1 resolve": "TestSettlement | story:settled-yes | story:settled-no | story:settled-silence",
	"3.2 S1 withdraw": "TestWhatAReplyMeansInStage1/withdraw | story:withdrawal | " +
		"story:withdrawal-ambiguous",
	"3.2 S1 related issue": "TestWhatAReplyMeansInStage1/new issue in the same area",
	"3.2 S1 unrelated issue": "TestNewMatters/in stage 1 | " +
		"story:mixed",
	"3.2 S1_RESPONDED stage 2":     "TestAfterTheStage1Answer/stage 2",
	"3.2 S1_RESPONDED late":        "TestWindow/a minute later it is late: a person decides",
	"3.2 S1_RESPONDED satisfied":   "TestAfterTheStage1Answer/accepts",
	"3.2 S1_RESPONDED window ends": "TestWindow/a minute later it is late: a person decides | story:plain",
	"3.2 S2":                       "TestStage2Extensions | TestResidentInStage2",
	"3.2 S2_RESPONDED unhappy":     "TestAfterTheFinalAnswer",
	"3.2 S2_RESPONDED complete":    "TestAfterTheFinalAnswer/the Ombudsman keeps it open",
	"3.2 CLOSED informally":        "TestBackAfterSettling", "3.2 CLOSED lapsed": "TestBackAfterTheAnswer",
	"3.2 CLOSED withdrawn": "TestBackAfterWithdrawing",
	"3.2 CLOSED refused":   "TestBackAfterARefusal | TestBackAfterARequest",
	"3.2 ombudsman": "TestOmbudsmanIsAnswered | TestAfterTheFinalAnswer/the Ombudsman keeps it open | " +
		"TestFromOmbudsman | story:ombudsman",

	"3.3 acknowledgement":      "TestAcknowledgementThatNobodyTakes",
	"3.3 first contact":        "TestReminders/a silent manager, day by day",
	"3.3 ladder":               "TestReminders/a silent manager, day by day | story:manager-silent",
	"3.3 resident told":        "TestReminders/a silent manager, day by day",
	"3.3 office hours":         "TestNextDue | TestSweep | TestEveryHistory",
	"3.3 latest step only":     "TestRemindersAfterAnOutage",
	"3.3 REVIEW is not chased": "TestReminders/nothing chases a case in review but the team",
	"3.3 out of office": "TestAway/the deputy, then the team, never back | TestSomebodyIsAway | " +
		"story:out-of-office", "3.3 stops at a command": "TestRemindersStop",
	"3.3 target and limit": "TestReminders/the target is chased, the limit is late",
	"3.3 promised actions": "TestPromises/of somebody who left | TestPromises/each week until it is done",
	"3.3 external date":    "policy.TestSumsAfterTheAnswers",
	"2.4 hazard":           "TestDanger | TestSafeguarding/another person | story:gas-at-night | story:hazard-untaken",

	"3.4 evidence":      "TestWhatAReplyMeansInStage1/evidence",
	"3.4 chase":         "TestWhatAReplyMeansInStage1/chase | TestStatusLetters",
	"3.4 stage2":        "TestAfterTheStage1Answer/stage 2",
	"3.4 unhappy early": "TestWhatAReplyMeansInStage1/unhappy before the answer",
	"3.4 withdraw":      "TestWhatAReplyMeansInStage1/withdraw, in bitter words",
	"3.4 thanks":        "TestWhatAReplyMeansInStage1/thanks", "3.4 accepts": "TestAfterTheStage1Answer/accepts, but",
	"3.4 new issue":  "TestNewMatters/in stage 1",
	"3.4 query":      "TestWhatAReplyMeansInStage1/query",
	"3.4 adjustment": "TestAdjustments | TestNeedsInTheFirstMessage | TestNeedsAreObeyed | story:adjustment",
	"3.4 representative": "TestBeforeConsent | TestConsent | TestNamedByTheResident | TestWrittenForSomebody | " +
		"story:representative | " +
		"story:representative-speaks",
	"3.4 opt-out":             "TestStop | story:stop",
	"3.4 ombudsman":           "TestAfterTheStage1Answer/going to the ombudsman",
	"3.4 dispute of scope":    "TestBackAfterARefusal",
	"3.4 doubt keeps it open": "TestAfterTheStage1Answer/nobody can tell what it is",

	"3.5 RESPOND": "reply.TestReadCommand | TestAnswers/never without a decision",
	"3.5 EXTEND":  "TestExtensions", "3.5 REASSIGN": "TestHandovers/by name, where the name is one person's",
	"3.5 CONTACTED":        "TestAttempts",
	"3.5 RESOLVED":         "TestSettlement/what was agreed has to be said",
	"3.5 ASK":              "TestQuestionsToTheResident",
	"3.5 NOTE":             "TestNotes | TestHarmlessGuesses/a note",
	"3.5 OUT":              "TestAway/OUT typed by a person is answered",
	"3.5 REFUSE":           "TestReview/only the complaints team decides | TestDoubtsOfScope",
	"3.5 unknown":          "TestNotes/what nobody can act on | story:unclear-manager",
	"3.5 security":         "story:forged | TestPassedOnByHand",
	"3.5 always an answer": "reply.TestCommandsThatLackSomething",

	"3.6 full answer is no text":    "TestAnswersByText",
	"3.6 merged letters":            "TestBackAfterWithdrawing/accepted: open again from that day",
	"3.6 once a day":                "TestMachinesThatWrite",
	"3.7 hazard, safeguarding, DPO": "TestSafeguarding | TestScope",
	"3.7 delivery failed":           "TestLettersThatComeBack",

	"invariant dates never move earlier": "TestEveryHistory | TestRecalculate",
	"invariant letters have a reason":    "TestEveryHistory",
	"invariant one letter for one cause": "TestEveryHistory", "invariant ways out": "TestEveryHistory",
	"invariant day 0":               "TestEveryHistory",
	"invariant the log is the case": "complaint.TestEventsComeBackAsTheyWere | TestEveryHistory",
	"invariant always a next step":  "TestEveryHistory", "invariant holidays": "TestAHolidayNeverMakesALimitEarlier",
	"section 4 conflicts": "TestConflicts/named in the complaint | TestConflicts/the handler's own | " +
		"story:conflict",
	"3.2 REVIEW accept, too old":      "TestTooOld/accepted: the acknowledgement says so",
	"invariant moved dates are told":  "TestMovedDatesAreTold | TestMoved",
	"Code 6.7 every issue is decided": "TestFindings | TestEveryHistory",
	"Code 5.7, 6.9 contents":          "TestOursAndNot | TestRemedies", "2.6 direct entry": "TestDirectEntry",
	"P10 kinds of reason": "TestReasonsForMoreTime", "section 4 other areas": "TestOtherAreas",
	"2.2 departures": "policy.TestDepartures",
	"2.6 profiles as data": "policy.TestFaults | policy.TestPolicyInWords | " +
		"TestExclusionsOfTheProfile | TestAgeByTheProfile | TestWhoIsNext | " +
		"policy.TestDirectModeHasNoWait",
	"2.6 another policy": "TestCompare", "2.1 the Code": "policy.TestDatesOfTheProfiles | story:code",
}

// TestEveryClauseHasATest fails when a clause has no test, or names one that does not exist.
func TestEveryClauseHasATest(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 21; n++ {
		need(t, fmt.Sprintf("P%d", n))
	}
	for n := 1; n <= 8; n++ {
		need(t, fmt.Sprintf("E%d", n))
	}
	for prefix, least := range map[string]int{"1.5 ": 23, "3.2 ": 27, "3.3 ": 12, "3.4 ": 15, "3.5 ": 12, "3.6 ": 3,
		"3.7 ": 2, "invariant ": 8} {
		n := 0
		for clause := range clauses {
			if strings.HasPrefix(clause, prefix) {
				n++
			}
		}
		if n < least {
			t.Errorf("%d clauses begin with %q, want %d", n, prefix, least)
		}
	}
	known := situations(t)
	for clause, holders := range clauses {
		for _, holder := range strings.Split(holders, " | ") {
			if !known(holder) {
				t.Errorf("%s is held by %q, which does not exist", clause, holder)
			}
		}
	}
}

func need(t *testing.T, clause string) {
	t.Helper()
	if clauses[clause] == "" {
		t.Errorf("%s has no test", clause)
	}
}

// situations returns whether a test of a package under internal, a situation in it, or a story exists.
func situations(t *testing.T) func(string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "*", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	source := map[string]string{} // of each test's file, by package and name
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) == "clauses_test.go" {
			continue
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			source[filepath.Base(filepath.Dir(file))+"."+m[1]] = string(b)
		}
	}
	return func(holder string) bool {
		if story, ok := strings.CutPrefix(holder, "story:"); ok {
			_, err := os.Stat(filepath.Join("..", "..", "cmd", "complaintsd", "testdata", "stories", story+".golden"))
			return err == nil
		}
		name, situation, _ := strings.Cut(holder, "/")
		if !strings.Contains(name, ".") {
			name = "procedure." + name
		}
		return source[name] != "" && strings.Contains(source[name], situation)
	}
}
