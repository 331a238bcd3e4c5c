package imap

import (
	"bytes"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

// TestWhatOthersDidToAMailDoesNotHideIt: colleagues, phones and rules share the mailbox. Mail is found by number, so a
// mail that somebody read, answered, flagged or marked for deletion before we saw it is taken in like any other.
func TestWhatOthersDidToAMailDoesNotHideIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, ledger := newServer(t), &shelf{}
		for subject, flags := range map[string][]imap.Flag{
			"read": {imap.FlagSeen}, "answered": {imap.FlagSeen, imap.FlagAnswered}, "flagged": {imap.FlagFlagged},
			"junk":                {"$Junk"},
			"marked for deletion": {imap.FlagSeen, imap.FlagDeleted}, "draft": {imap.FlagDraft},
		} {
			_, err := srv.user.Append("INBOX", literal{bytes.NewReader(testMail(subject))},
				&imap.AppendOptions{Flags: flags, Time: time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
		}
		run(t, testMailbox(t, srv.dial, ledger))
		settleFor(30 * time.Second)
		if n := len(ledger.subjects()); n != 6 {
			t.Errorf("%d of 6 mails were taken in: %q", n, ledger.subjects())
		}
	})
}
