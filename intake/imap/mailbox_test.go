package imap

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
)

func TestMailIsTakenInAndMarked(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, ledger := newServer(t), &shelf{}
		srv.put(t, "first")
		srv.put(t, "second")
		m := testMailbox(t, srv.dial, ledger)
		run(t, m)
		settleFor(time.Second)
		wantSubjects(t, ledger, "first", "second")
		a := ledger.arrivals()[0]
		want := message.Arrival{Source: "complaints", Channel: message.Email, Size: int64(len(a.Raw)),
			Raw:      testMail("first"),
			Received: time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC)}
		if a.Source != want.Source || a.Channel != want.Channel || a.Size != want.Size ||
			!a.Received.Equal(want.Received) ||
			string(a.Raw) != string(want.Raw) || a.Truncated || a.Problem != "" {
			t.Errorf("arrival %+v", a)
		}
		if want := fmt.Sprintf("imap:complaints;%d;1;1795820400", ledger.at().UIDValidity); a.Key != want {
			t.Errorf("key %q, want %q", a.Key, want)
		}
		if got := srv.flagged(t, "$ComplaintTaken"); got != 2 {
			t.Errorf("%d messages carry the keyword, want 2", got)
		}
		if s := m.Status(); !s.Connected || s.LastError != "" || s.Taken != 2 || s.Waiting != 0 ||
			s.LastSuccess.IsZero() {
			t.Errorf("status %+v", s)
		}
	})
}

// TestMailIsLeftUnmarkedInShadow: whoever reads the mailbox beside us sees it as if nobody had.
func TestMailIsLeftUnmarkedInShadow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, ledger := newServer(t), &shelf{}
		srv.put(t, "first")
		m := testMailbox(t, srv.dial, ledger)
		m.opts.Unmarked = true
		run(t, m)
		settleFor(2 * time.Hour)
		wantSubjects(t, ledger, "first")
		if got := srv.flagged(t, "$ComplaintTaken"); got != 0 {
			t.Errorf("%d messages carry the keyword, want none", got)
		}
	})
}

func TestNewMailIsHeardOfThroughIdle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, ledger := newServer(t), &shelf{}
		run(t, testMailbox(t, srv.dial, ledger))
		settleFor(30 * time.Second)
		srv.put(t, "leak")
		synctest.Wait() // no time passes: not a millisecond is added
		wantSubjects(t, ledger, "leak")
	})
}

func TestNewMailIsFoundWithoutIdle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t), &shelf{}
		s.caps = ""
		run(t, scripted(t, s, l, func(c *Options) { c.Poll = 90 * time.Second }))
		settleFor(time.Second)
		s.change(func() { s.mails = mails("leak") })
		settleFor(90 * time.Second)
		wantSubjects(t, l, "leak")
		if n := s.commands("IDLE"); n != 0 {
			t.Errorf("%d IDLE commands to a server that knows none", n)
		}
	})
}

func TestPastOfAMailboxIsLeftAlone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, l := newServer(t), &shelf{}
		srv.putRaw(t, testMail("long ago"), time.Date(2025, 1, 2, 9, 0, 0, 0, time.UTC))
		srv.putRaw(t, testMail("the day before"), time.Date(2026, 11, 26, 23, 59, 59, 0, time.UTC))
		srv.putRaw(t, testMail("the first"), time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC))
		m := testMailbox(t, srv.dial, l, func(c *Options) { c.Since = calendar.DateOf(2026, 11, 27) })
		stop := run(t, m)
		settleFor(3 * time.Hour)
		wantSubjects(t, l, "the first")
		if l.repeated() != 0 || srv.flagged(t, "$ComplaintTaken") != 1 {
			t.Errorf("%d repeats, %d marked", l.repeated(), srv.flagged(t, "$ComplaintTaken"))
		}
		stop()
		if seen, err := m.Survey(t.Context()); err != nil || len(seen) != 1 || seen[0].UID != 3 {
			t.Errorf("survey %+v, %v", seen, err)
		}
	})
}

func TestIdleThatSaysNothingIsNotTrusted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t), &shelf{}
		run(t, scripted(t, s, l, func(c *Options) { c.Poll = time.Hour }))
		settleFor(time.Second)
		s.change(func() { s.mails = mails("leak") })
		settleFor(idleMost)
		wantSubjects(t, l, "leak")
	})
}

func TestNothingIsMarkedBeforeTheLedgerHasIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, ledger := newServer(t), &shelf{}
		ledger.receive = func([]message.Arrival) error { return errors.New("disk full") }
		srv.put(t, "leak")
		m := testMailbox(t, srv.dial, ledger)
		run(t, m)
		settleFor(10 * time.Minute)
		if n := srv.flagged(t, "$ComplaintTaken"); n != 0 {
			t.Errorf("%d messages marked", n)
		}
		if s := m.Status(); !strings.Contains(s.LastError, "127.0.0.1:143") ||
			!strings.Contains(s.LastError, "disk full") || s.FailingFrom.IsZero() {
			t.Errorf("status %+v", s)
		}
		ledger.mu.Lock()
		ledger.receive = nil
		ledger.mu.Unlock()
		settleFor(2 * time.Minute)
		wantSubjects(t, ledger, "leak")
		if n := srv.flagged(t, "$ComplaintTaken"); n != 1 {
			t.Errorf("%d messages marked, want 1", n)
		}
		if s := m.Status(); s.LastError != "" || !s.FailingFrom.IsZero() {
			t.Errorf("status after recovery %+v", s)
		}
	})
}

func TestEveryMailOfALongOutageIsCaughtUp(t *testing.T) {
	bubble(t, func(t *testing.T) {
		srv, ledger := newServer(t), &shelf{}
		m := testMailbox(t, srv.dial, ledger, func(c *Options) { c.Chunk = 7 })
		run(t, m)
		settleFor(time.Minute)
		srv.setDown(true)
		srv.drop()
		settleFor(9 * 24 * time.Hour)
		if s := m.Status(); s.Connected || s.LastError == "" || testClock().Sub(s.FailingFrom) < 8*24*time.Hour {
			t.Errorf("status during the outage %+v", s)
		}
		var want []string
		for i := range 40 {
			want = append(want, fmt.Sprintf("mail %d", i))
			srv.put(t, want[i])
		}
		srv.setDown(false)
		settleFor(2 * time.Minute)
		wantSubjects(t, ledger, want...)
		if n := srv.flagged(t, "$ComplaintTaken"); n != 40 {
			t.Errorf("%d messages marked", n)
		}
	})
}
