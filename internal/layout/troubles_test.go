package layout_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// troubles says which test holds each trouble that mail and text programs are known to give: the traps of the libraries
// that read and send mail (IMAP, MIME), and what users of other helpdesks have suffered (named by project and number).
// A holder is "package.TestName/situation" or "story:name"; the package is the last part of its folder.
var troubles = map[string]string{
	// The IMAP library.
	"imap a: moving without MOVE loses mail": "imap.TestNothingIsEverMovedOrDeleted",
	"imap b: no time limit on an answer": "imap.TestFrozenServerIsLeft | " +
		"imap.TestFrozenInIdleIsNoticedAtTheNextLook | imap.TestServerThatNeverStopsTalking | " +
		"imap.TestSlowLineIsGivenTheTimeItNeeds",
	"imap c: waiting in the handler hangs": "imap.TestNewMailIsHeardOfThroughIdle | " +
		"imap.TestServerThatNeverStopsTalking",
	"imap d: dropped in IDLE": "imap.TestConnectionDroppedInIdle | imap.TestServerThatDropsEveryIdleIsNotHammered",
	"imap e: UID after the body, two FETCH lines": "imap.TestUIDAfterTheBody | imap.TestTwoResponsesForOneMessage " +
		"| imap.TestBodyThatNeverComes",
	"imap f: unknown things end the connection": "imap.TestAnswersTheLibraryCannotRead/unknown response | " +
		"imap.TestAnswersTheLibraryCannotRead/flag with a bracket | imap.TestOnlyTheArrivalDateIsPoisoned | " +
		"imap.TestServerDiesOverOneMessage | imap.TestTroubleHalves",
	"imap g: n:* gives the last message again": "imap.TestLastMessageIsNotTakenAgainForStar",
	"imap h: a refused token hangs the login": "imap.TestLoginWithToken/a token that has expired | " +
		"imap.TestLoginWithToken/an expired one, OAUTHBEARER | imap.TestTokenExpiresInTheMiddle",
	"imap i: a huge body fills the memory": "imap.TestOversizeMail | imap.TestSizeThatWasALie | " +
		"imap.TestServerThatMakesLittleOfSizes | imap.TestChunksAreBoundedByBytes",
	"imap j: STARTTLS, certificates, credentials": "imap.TestSecureConnections/starttls | " +
		"imap.TestSecureConnections/implicit, certificate not trusted | imap.TestLoginWithToken",
	"imap: login refused":                    "imap.TestRefusedLoginIsTriedRarely",
	"imap: powers are known after the login": "imap.TestNewMailIsFoundWithoutIdle | imap.TestDovecot",
	"imap: UIDVALIDITY changes": "imap.TestUIDValidityChange | " +
		"imap.TestMailboxRestoredFromABackup | complaintsd.TestReconcileNamesEveryDifference",
	"imap: a folder without UIDs": "imap.TestFolderWithoutUIDs",
	"imap: keywords are refused or forgotten": "imap.TestServerWithoutKeywords/refuses them | " +
		"imap.TestServerThatForgetsKeywords",
	"imap: stored before marked": "imap.TestNothingIsMarkedBeforeTheLedgerHasIt | " +
		"imap.TestKilledBetweenTakingAndMarking | store.TestACursorMovesOnlyWithItsBatch",
	"imap: mail that goes while it is read": "imap.TestMailRemovedBetweenSearchAndFetch | " +
		"imap.TestMailThatWentWhileNobodyLookedIsCounted",
	"imap: malformed mail in a real server": "imap.TestDovecot",
	"imap: access tokens are fetched and renewed": "imap.TestOAuthRefreshTokenIsRotatedAndKept | " +
		"imap.TestOAuthClientCredentials | imap.TestOAuthFailures/consent withdrawn | config.TestARenewedSecretIsKept",

	// The MIME library.
	"mime: unknown charset":          "intake.TestWordsArriveWhateverHappenedToTheBytes/letters nobody knows",
	"mime: iso-8859-1 must be known": "intake.TestWordsArriveWhateverHappenedToTheBytes/Latin letters, said so",
	"mime: unknown transfer encoding": "intake.TestWordsArriveWhateverHappenedToTheBytes/an unknown " +
		"transfer encoding | intake.TestUuencodedFile",
	"mime: invalid UTF-8 and NUL": "intake.TestWordsArriveWhateverHappenedToTheBytes/Latin letters " +
		"called UTF-8 | intake.TestWordsArriveWhateverHappenedToTheBytes/NUL bytes | store.TestHostileText",
	"mime: one malformed header line": "intake.TestWordsArriveWhateverHappenedToTheBytes/a malformed header line",
	"mime: an mbox line first":        "intake.TestWordsArriveWhateverHappenedToTheBytes/an mbox line first",
	"mime: a NUL in a header's name":  "intake.TestWordsArriveWhateverHappenedToTheBytes/a NUL in a header's name",
	"mime: one malformed part header": "intake.TestWordsArriveWhateverHappenedToTheBytes/a malformed " +
		"header in one part",
	"mime: base64 with a footer or junk": "intake.TestWordsArriveWhateverHappenedToTheBytes/base64 with a " +
		"list's footer | intake.TestWordsArriveWhateverHappenedToTheBytes/base64 with junk in it",
	"mime: no closing boundary": "intake.TestWordsArriveWhateverHappenedToTheBytes/no closing boundary",
	"mime: no boundary": "intake.TestWordsArriveWhateverHappenedToTheBytes/a multipart " +
		"without a boundary | intake.TestWordsArriveWhateverHappenedToTheBytes/an empty multipart",
	"mime: a subject that cannot be decoded": "intake.TestHeaderFields",
	"mime: From with raw letters, commas, nobody": "intake.TestWhoWroteAndWhen/raw 8-bit name | " +
		"intake.TestWhoWroteAndWhen/a comma in the name | intake.TestWhoWroteAndWhen/a trailing comma | " +
		"intake.TestWhoWroteAndWhen/only the return path",
	"mime: a Message-ID without brackets": "intake.TestMessageIDs/no brackets",
	"mime: a date nobody can read":        "intake.TestTheDateIsOnlyInformative",
	"mime: nested and enclosed messages": "intake.TestForwardedAsAFile | " +
		"intake.TestAnEnclosedMailIsNoHistory | intake.TestLimits",
	"mime: a content type that is none": "intake.TestWordsArriveWhateverHappenedToTheBytes/a content type that is none",
	"mime: depth, parts and headers without end": "intake.TestLimits | " +
		"intake.TestHostileMailStillGivesAMessage/nested parts",
	"mime: HTML that runs words together": "intake.TestNewWordsOfHTML | intake.TestReplies | " +
		"intake.TestHostileMailStillGivesAMessage/open tags",
	"mime: delivery reports are not read": "intake.TestNotices | intake.TestBounces | " +
		"intake.TestOneReportOnSeveralRecipients",
	"mime: automatic answers are not recognised": "intake.TestAutomaticMail | intake.TestNature | intake.TestAway",
	"mime: replies are not stripped":             "intake.TestReplies | intake.TestNewWords",
	"mime: what only looks like an old mail": "intake.TestNewWords/a sentence about what a man wrote | " +
		"intake.TestNewWords/a period of time",
	"mime: Microsoft's Authentication-Results": "intake.TestProof/Microsoft names no server | " +
		"intake.TestOnlyOurTopmostResultCounts",
	"mime: winmail.dat, calendars, contacts": "intake.TestWinmailWords | intake.TestWinmailWords/only RTF | " +
		"winmail.TestRTFText | intake.TestWordsArriveWhateverHappenedToTheBytes/an invitation",
	"mime: empty, picture only, voice": "intake.TestMailWithoutWords/a picture | intake.TestMailWithoutWords/a " +
		"voice message | intake.TestMailWithoutWords/empty",
	"mime: names and types of files lie": "intake.TestFiles/a program that calls itself a picture | " +
		"intake.TestFiles/a name that climbs | intake.TestTheSameFileHasTheSameHash",

	// What others suffered: intake and lost mail.
	"1 libredesk#623":    "imap.TestMailThatComesToLightBelowTheCursor | e2e.TestTheJunkFolderIsTakenIn",
	"2 libredesk PR#127": "intake.TestMessageIDs | imap.TestMessageID",
	"3 libredesk#355":    "imap.TestWhatOthersDidToAMailDoesNotHideIt/marked for deletion",
	"4 libredesk#94":     "story:ack-bounces | store.TestAnArrivalHasExactlyOneOutcome",
	"5 libredesk PR#93":  "intake.TestOwnMailIsSeen | desk.TestWrittenThroughAForm/our own letter come back",
	"6 freescout#3406":   "imap.TestWhatOthersDidToAMailDoesNotHideIt/read",
	"7 freescout#1611":   "imap.TestWhatOthersDidToAMailDoesNotHideIt | store.TestWhatArrivesTwiceIsKeptOnce",
	"8 freescout#4740":   "intake.TestMessageIDs | store.TestDuplicates/no Message-ID",
	"9 freescout#3654": "imap.TestServerDiesOverOneMessage | " +
		"desk.TestABadMessageHoldsBackNoOther | complaintsd.TestQuarantineListAndReplay",
	"10 freescout#5163": "imap.TestNothingIsMarkedBeforeTheLedgerHasIt | " +
		"imap.TestLedgerFailingAmidMailLosesNothing",
	"11 freescout#3202": "imap.TestFolderThatCannotBeOpened | complaintsd.TestReconcileGoesOnAfterAFolderThatIsGone",
	"12 freescout#3186": "store.TestWhatArrivesTwiceIsKeptOnce | e2e.TestSeveralDaemons",
	"13 chatwoot#10429": "imap.TestEveryMailOfALongOutageIsCaughtUp | " +
		"imap.TestBacklogLargerThanOneLook | story:christmas-down",
	"14 chatwoot#10010": "desk.TestWhereAReplyBelongs/a thread that was guessed | classifier.TestWhetherAMessageGoesOn",
	"15 chatwoot PR#4901": "imap.TestMailThatComesToLightBelowTheCursor | " +
		"complaintsd.TestStraysAreNamedAndTakenInOnRequest",
	"16 zammad#2092":    "imap.TestOversizeMail | complaintsd.TestImportKeepsTheHeadOfAnOversizeMail",
	"17 zammad PR#4727": "intake.TestTruncatedArrival",
	"18 zammad#1772, #1970, #4132, #4584": "intake.TestTheDateIsOnlyInformative | store.TestHostileText | " +
		"complaintsd.TestQuarantineListAndReplay",
	"19 zammad#3303": "intake.TestWhoWroteAndWhen/a name and no address | complaintsd.TestQuarantineShowAndFile",
	"20 zammad#6141": "intake.TestWordsArriveWhateverHappenedToTheBytes/a content type with missing quotes",
	"21 zammad#6214": "e2e.TestASilentMailboxIsTold | e2e.TestTwoAccounts | imap.TestRefusedLoginIsTriedRarely",
	"22 osTicket#4995": "intake.TestWordsArriveWhateverHappenedToTheBytes/Latin letters, said so | " +
		"intake.TestWordsArriveWhateverHappenedToTheBytes/quoted-printable with raw letters",
	"23 osTicket#6487": "intake.TestNewWords/dashes between two matters | intake.TestNewWords/a line of " +
		"dashes between paragraphs",
	"24 osTicket#6925": "intake.TestWordsArriveWhateverHappenedToTheBytes/windows letters called iso-8859-1 " +
		"| intake.TestWordsArriveWhateverHappenedToTheBytes/a content type that is none",
	"25 osTicket#1946": "intake.TestWordsArriveWhateverHappenedToTheBytes/UTF-8 called iso-8859-1 | " +
		"store.TestRawBytesComeBackAsTheyCame",
	"26 osTicket#2355":        "intake.TestFiles | intake.TestWinmailWords | intake.TestForwardedAsAFile",
	"27 frappe/helpdesk#2310": "desk.TestTheSameMailTwice | store.TestAnArrivalHasExactlyOneOutcome",
	"28 go-imap#602":          "imap.TestIdleThatSaysNothingIsNotTrusted | imap.TestFrozenInIdleIsNoticedAtTheNextLook",

	// Duplicates.
	"29 freescout#5638": "intake.TestOwnMailIsSeen | desk.TestTheSameMailTwice/under the same Message-ID, " +
		"to another of our addresses",
	"30 freescout#4748, #3797": "store.TestDuplicates/the same, by another mailbox | e2e.TestTwoAccounts | " +
		"e2e.TestACopyInTheSameMoment | desk.TestTheSameMailTwice/under the same Message-ID, to another of our " +
		"addresses",
	"31 osTicket PR#866": "store.TestDuplicates/a Message-ID used again | store.TestDuplicates/somebody " +
		"else's with the same id",
	"32 frappe/helpdesk#3744": "desk.TestTheSameMailTwice/wrapped otherwise, to us and to somebody else",
	"33 osTicket#1908":        "desk.TestTheSameMailTwice | story:sent-again | story:duplicate",

	"web forms: all who use one are one person": "desk.TestOneFormOfMany/two residents who use it are two | " +
		"intake.TestFormWriter",

	// Threading.
	"34 zammad#799": "intake.TestCandidates/answer to a letter | desk.TestWhereAReplyBelongs/a thread " +
		"whose root we know",
	"35 zammad#5716":    "desk.TestWhereAReplyBelongs/a thread whose root we never saw",
	"36 zammad#4965":    "intake.TestForwarded/German | story:passed-on",
	"37 zammad#5287":    "desk.TestWhereAReplyBelongs/the same subject from the resident",
	"38 chatwoot#15869": "classifier.TestNewTopic | classifier.TestNewTopicUnderAnOldLetter | story:new-topic",
	"39 chatwoot#3868, #10791": "intake.TestCandidates/plus-address before the thread | " +
		"intake.TestCandidates/subject before new words before history",
	"40 frappe/helpdesk PR#3215": "intake.TestCandidates/the newest of the thread first | " +
		"desk.TestWhereAReplyBelongs/a thread whose root we know",
	"41 frappe/helpdesk#3465": "procedure.TestBackAfterSettling",
	"42 osTicket-1.7 PR#688": "intake.TestReferencesAsPeopleWriteThem | desk.TestWhereAReplyBelongs/the reference " +
		"in the subject",
	"43 mailanalyzer#20": "desk.TestWhereAReplyBelongs/Outlook's Thread-Index tells nothing",

	// Automatic answers, loops, bounces.
	"44 osTicket#1041":  "intake.TestAutomaticMail | story:out-of-office",
	"45 freescout#3670": "desk.TestMachinesGetFewLetters/it writes on, from one address",
	"46 freescout#688": "desk.TestMachinesGetFewLetters/it answers from another address each time, " +
		"naming the case | desk.TestMachinesGetFewLetters/it answers from another address each time, in the thread",
	"47 freescout#4035":        "story:out-of-office | procedure.TestAway/OUT typed by a person is answered",
	"48 freescout#1403, #4631": "desk.TestHelpOutsideACaseIsRationed | procedure.TestMachinesThatReply",
	"49 freescout#4806":        "story:ack-bounces | intake.TestNotices",
	"50 chatwoot#5131":         "desk.TestMachinesGetFewLetters | procedure.TestMachinesThatWrite",
	"51 frappe/helpdesk PR#3628": "intake.TestNotices | intake.TestAutomaticMail | " +
		"store.TestAnArrivalHasExactlyOneOutcome",
	"52 zammad#5428, #5429": "intake.TestWhetherAnAddressWillEverWork | intake.TestNotices/office365-not-authorised",
	"53 zammad#3389":        "procedure.TestWritingAgain",
	"54 zammad#1026":        "procedure.TestLettersThatComeBack/a letter to staff",
	"55 alaveteli#2096":     "desk.TestHelpOutsideACaseIsRationed",
	"56 osTicket#1790":      "procedure.TestNeedsAreObeyed/letters by post go to the team to print",

	// Quoted text.
	"57 freescout#4638": "intake.TestReplies/inline-answers | intake.TestReplies/thunderbird-bottom " +
		"| intake.TestReplies/only-quoted",
	"58 freescout#4629, osTicket#5548": "intake.TestReplies/gmail-name-wrapped | intake.TestReplies/outlook-web | " +
		"intake.TestReplies/thunderbird",

	// Replies of staff.
	"59 freescout#5643": "procedure.TestWhoMayReply",
	"60 freescout#3301, #3354, #4044, #1475": "desk.TestWhoMayCommand/from an alias | desk.TestWhoMayCommand/from " +
		"an address nobody knows",
	"61 freescout#2330": "complaintsd.TestCaseWords",
	"forged replies": "desk.TestWhoMayCommand/without proof | desk.TestWhoMayCommand/a forged proof below the " +
		"real one | story:forged",

	// Texts.
	"62 chatwoot#13619, PR#14125": "intake.TestWebhook/no signature | intake.TestWebhook/to a pool's number",
	"63 chatwoot PR#8082, #8097": "intake.TestReports/a word of 2031 | store.TestReportsAfterDelivery/sent comes " +
		"after delivered",
	"64 freescout#2855":  "classifier.TestWhetherAMessageGoesOn/a text that begins something else",
	"65 remoteclaw#3035": "intake.TestWebhookArrival | store.TestWhatArrivesTwiceIsKeptOnce",
	"66 courier#180 and others": "story:stop | classifier.TestTexts | notifier.TestTextOutcomes/the reader said " +
		"STOP | procedure.TestStop",
	"67 zammad#2050": "templates.TestPlainSMS",

	// Dates and reminders.
	"68 zammad#4432 and others": "story:manager-silent | e2e.TestSixtyDays | procedure.TestReminders",
	"69 zammad#5177 and others": "procedure.TestEveryHistory | procedure.TestExtensions | calendar.TestDates",
	"70 zammad#534, alaveteli#7292": "story:bank-holiday-added | procedure.TestRecalculate | " +
		"procedure.TestMovedDatesAreTold",
	"71 righttoknow#183 and others": "story:extension | procedure.TestExtensions",
	"72 osTicket#6405 and others":   "story:manager-silent | procedure.TestReminders",
	"73 chatwoot PR#13392 and others": "procedure.TestAHolidayNeverMakesALimitEarlier | procedure.TestReminders | " +
		"store.TestOneCauseMakesOneLetter",

	// Letters.
	"74 libredesk#36 and others": "templates.TestEveryMistakeIsNamed | templates.TestWhatCannotBeRendered | " +
		"templates.TestVersionIsThatOfTheWords | notifier.TestOutcomes | store.TestOneCauseMakesOneLetter",
}

// TestEveryTroubleHasATest fails when a trouble has no test, or names one that does not exist.
func TestEveryTroubleHasATest(t *testing.T) {
	t.Parallel()
	numbered := map[string]bool{}
	for trouble := range troubles {
		numbered[strings.SplitN(trouble, " ", 2)[0]] = true
	}
	for n := 1; n <= 74; n++ {
		if !numbered[strconv.Itoa(n)] {
			t.Errorf("thread %d has no test", n)
		}
	}
	known := everySituation(t)
	for trouble, holders := range troubles {
		for _, holder := range strings.Split(holders, " | ") {
			if !known(holder) {
				t.Errorf("%s is held by %q, which does not exist", trouble, holder)
			}
		}
	}
}

// everySituation returns whether a test of any package, a situation in it or among its files, or a story exists.
func everySituation(t *testing.T) func(string) bool {
	t.Helper()
	source := map[string]string{} // of each test's file, by package and name
	folder := map[string]string{} // of each package
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == "testdata" {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "troubles_test.go" {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := filepath.Base(filepath.Dir(path))
		folder[name] = filepath.Dir(path)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			source[name+"."+m[1]] = string(b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(holder string) bool {
		if story, ok := strings.CutPrefix(holder, "story:"); ok {
			_, err := os.Stat(filepath.Join(root, "cmd", "complaintsd", "testdata", "stories", story+".golden"))
			return err == nil
		}
		test, situation, _ := strings.Cut(holder, "/")
		if source[test] == "" || strings.Contains(source[test], situation) {
			return source[test] != ""
		}
		name, _, _ := strings.Cut(test, ".")
		files, err := filepath.Glob(filepath.Join(folder[name], "testdata", "*", situation+".eml"))
		return err == nil && len(files) > 0
	}
}
