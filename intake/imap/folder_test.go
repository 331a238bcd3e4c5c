package imap

import (
	"errors"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
)

func TestFolderThatCannotBeOpened(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, inbox, repairs := newServer(t), &shelf{}, &shelf{}
		srv.put(t, "leak")
		run(t, testMailbox(t, srv.dial, inbox))
		m := testMailbox(t, srv.dial, repairs, func(c *Options) { c.Name, c.Folder = "complaints/Repairs", "Repairs" })
		run(t, m)
		settleFor(time.Hour)
		wantSubjects(t, inbox, "leak") // the other folder is read all the while
		s := m.Status()
		for _, words := range []string{"complaints/Repairs", "127.0.0.1:143", `open folder "Repairs"`,
			"removed or renamed, or this user may not read it"} {
			if !strings.Contains(s.LastError, words) {
				t.Errorf("the error does not say %q: %s", words, s.LastError)
			}
		}
		if s.Connected || s.LoginFailed || srv.dials > 20 {
			t.Errorf("status %+v after %d connections", s, srv.dials)
		}
		if _, err := m.Survey(t.Context()); !errors.Is(err, ErrFolder) {
			t.Errorf("survey: %v", err)
		}
		if err := srv.user.Create("Repairs", nil); err != nil {
			t.Fatal(err)
		}
		settleFor(11 * time.Minute)
		if s := m.Status(); !s.Connected || s.LastError != "" {
			t.Errorf("once the folder is there: %+v", s)
		}
	})
}

func TestFolderThatIsOnlyBusy(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newScript(t, mails("one")...)
		s.odd = func(_ *scriptConn, command string) string {
			if strings.HasPrefix(command, "EXAMINE") {
				return "NO [INUSE] locked by another session"
			}
			return ""
		}
		if _, err := scripted(t, s, &shelf{}).Survey(t.Context()); err == nil || errors.Is(err, ErrFolder) {
			t.Errorf("survey: %v", err)
		}
	})
}

func TestMailThatWentWhileNobodyLookedIsCounted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for name, since := range map[string]calendar.Date{"all of the mailbox": 0,
			"from a day on": calendar.DateOf(2026, 11, 1)} {
			s, l := newScript(t, append(mails("one"), "", mails("three")[0])...), &shelf{}
			m := scripted(t, s, l, func(c *Options) { c.Since = since })
			stop := run(t, m)
			settleFor(time.Second)
			if n := m.Status().Unseen; n != 0 {
				t.Errorf("%s: %d counted from before the folder was first read", name, n)
			}
			s.change(func() { s.mails = append(s.mails, "", "", "") })
			s.arrive(mails("seven", "eight")...)
			settleFor(time.Second)
			wantSubjects(t, l, "one", "three", "seven", "eight")
			if n := m.Status().Unseen; n != 3 {
				t.Errorf("%s: %d counted, want 3", name, n)
			}
			stop()
		}
	})
}
