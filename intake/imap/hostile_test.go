package imap

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/lab"
)

const mostMemory = 120 << 20

func TestGreetingWithoutEnd(t *testing.T) {
	for name, c := range map[string]struct{ mode, begin, words string }{
		"one line":                    {TLSNone, "* OK ", "x"},
		"one line before STARTTLS":    {TLSStart, "* OK ", "x"},
		"lines":                       {TLSNone, "", "* OK still here\r\n"},
		"lines before STARTTLS":       {TLSStart, "* OK hello\r\n", "* OK still here\r\n"},
		"a word of two gigabytes":     {TLSNone, "* OK hello\r\n* LIST () \"/\" {2000000000}\r\n", "x"},
		"capabilities":                {TLSNone, "* OK [CAPABILITY ", "AUTH=X "},
		"a literal where none may be": {TLSNone, "* OK hello\r\n* 1 FETCH (ENVELOPE ({2000000000}\r\n", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			server, err := lab.StartEndless(c.begin, c.words)
			if err != nil {
				t.Fatal(err)
			}
			defer server.Stop()
			m := testMailbox(t, server.Dial, &shelf{}, func(o *Options) { o.TLS = c.mode })
			if most := lab.MemoryOf(func() { _, err = m.Check(t.Context()) }); most > mostMemory {
				t.Errorf("%d MB of memory, want at most %d", most>>20, mostMemory>>20)
			}
			if err == nil || server.Said.Load() > 64<<20 {
				t.Errorf("error %v after %d kB, want one soon", err, server.Said.Load()>>10)
			}
		})
	}
}

func TestAnswerWithoutEndIsCutAndTheMailboxReadOn(t *testing.T) {
	for name, say := range map[string]func(c *scriptConn) error{
		"one line": func(c *scriptConn) error {
			_, err := fmt.Fprint(c.Conn, "* 2 FETCH (UID 2 FLAGS (", strings.Repeat("a", 1<<20))
			return err
		},
		"a size that lies": func(c *scriptConn) error {
			_, err := fmt.Fprint(c.Conn, "* 2 FETCH (UID 2 FLAGS ({4000000000}\r\n", strings.Repeat("a", 1<<20))
			return err
		},
		"messages nobody asked for": func(c *scriptConn) error {
			for i := range 200_000 {
				if _, err := fmt.Fprintf(c.Conn, "* %d FETCH (UID %d RFC822.SIZE 100)\r\n", i+10, i+10); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			readInSpiteOf(t, 10*time.Minute, func(c *scriptConn, command string) string {
				if c.asks(command, "", 2) && c.dial < 3 {
					if say(c) != nil {
						return "close"
					}
				}
				return ""
			})
		})
	}
}

func TestLiteralShorterThanAnnounced(t *testing.T) {
	readInSpiteOf(t, 10*time.Minute, func(c *scriptConn, command string) string {
		if !c.asks(command, "BODY.PEEK[]", 2) || c.dial > 2 {
			return ""
		}
		raw := c.mail(2)
		c.say("* 2 FETCH (UID 2 BODY[] {%d}\r\n%s)", len(raw)+400, raw)
		return "OK done"
	})
}

// A mail server may hand over less of a mail than it said there is. Asked again it may do better.
func TestMailShorterThanItsSizeIsAskedForAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if c.asks(command, "BODY.PEEK[]", 2) &&
				s.commands("UID FETCH 2 ")+s.commands("UID FETCH 1:2 (UID BODY") < 2 {
				c.sendMail(1, command)
				c.say("* 2 FETCH (UID 2 BODY[] {40}\r\n%s)", c.mail(2)[:40])
				return "OK done"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		wantSubjects(t, l, "one", "two")
		wantSound(t, l)
	})
}

func TestServerWhoseSizesAreEstimates(t *testing.T) {
	bubble(t, func(t *testing.T) {
		subjects := make([]string, 40)
		for i := range subjects {
			subjects[i] = fmt.Sprint("mail ", i)
		}
		s, l := newScript(t, mails(subjects...)...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if !strings.Contains(command, "RFC822.SIZE") {
				return ""
			}
			for _, uid := range c.within(strings.Fields(command)[2]) {
				c.say(`* %d FETCH (UID %d RFC822.SIZE 5000 INTERNALDATE "27-Nov-2026 23:00:00 +0000")`, uid, uid)
			}
			return "OK done"
		}
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		wantSubjects(t, l, subjects...)
		if n := s.commands("UID FETCH"); n > 8 {
			t.Errorf("%d fetches, want each mail asked for once when the sizes are known to be estimates", n)
		}
	})
}

func TestTwoMillionSearchResults(t *testing.T) {
	found := []byte("* SEARCH")
	for uid := range 2_000_000 {
		found = fmt.Appendf(found, " %d", 2*(2_000_000-uid))
	}
	found = append(found, "\r\n"...)
	synctest.Test(t, func(t *testing.T) { // beside no other test, for the memory's sake
		s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
		s.uidnext = 100_000
		s.odd = func(c *scriptConn, command string) string {
			if !strings.HasPrefix(command, "UID SEARCH UID 1:*") {
				return ""
			}
			if _, err := c.Conn.Write(found); err != nil {
				return "close"
			}
			return "OK done"
		}
		m := scripted(t, s, l)
		if most := lab.MemoryOf(func() {
			run(t, m)
			settleFor(5 * time.Minute)
		}); most > mostMemory {
			t.Errorf("%d MB of memory, want at most %d", most>>20, mostMemory>>20)
		}
		wantSubjects(t, l, "one", "two", "three")
		if st := m.Status(); st.LastError != "" {
			t.Errorf("status %+v, want no error", st)
		}
	})
}

func TestLargeMailboxIsSearchedInParts(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t), &shelf{}
		s.mails = make([]string, 3*lookAhead)
		s.mails[4], s.mails[2*lookAhead+7] = string(testMail("early")), string(testMail("late"))
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		wantSubjects(t, l, "early", "late")
	})
}

// "OK" without the mail: the mail is asked for again until its bytes are there, and what lies behind it is read on.
func TestMailThatIsWithheldForAnHour(t *testing.T) {
	for name, withhold := range map[string]func(command string) bool{
		"its body":  func(command string) bool { return strings.Contains(command, "BODY.PEEK[]") },
		"all of it": func(command string) bool { return true },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
				start := testClock()
				s.odd = func(c *scriptConn, command string) string {
					if !c.asks(command, "", 2) || !withhold(command) || testClock().Sub(start) > time.Hour {
						return ""
					}
					for _, uid := range c.within(strings.Fields(command)[2]) {
						if uid != 2 {
							c.sendMail(uid, command)
						}
					}
					return "OK done"
				}
				run(t, scripted(t, s, l))
				settleFor(10 * time.Minute)
				s.arrive(mails("four")...)
				settleFor(time.Minute)
				wantSubjects(t, l, "one", "three", "four")
				if at := l.at().LastUID; at != 1 {
					t.Errorf("cursor at %d, want 1: a start in between must find the mail", at)
				}
				settleFor(2 * time.Hour)
				wantSubjects(t, l, "one", "three", "four", "two")
				wantSound(t, l)
				if at := l.at().LastUID; at != 4 || l.repeated() > 0 || s.taken() != 4 {
					t.Errorf("cursor at %d, %d handed over twice, %d marked, want 4, none and 4", at, l.repeated(),
						s.taken())
				}
			})
		})
	}
}

func TestBelieved(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	look := now.Add(-time.Minute)
	junk := now.AddDate(0, 0, -6)
	stamped := func(at time.Time) []byte {
		return []byte("Received: from mx (mx [192.0.2.1]); by mail\r\n\tid 1; " + at.Format(time.RFC1123Z) +
			"\r\nDate: " + at.Format(time.RFC1123Z) + "\r\n\r\nHello.\r\n")
	}
	for name, c := range map[string]struct {
		said, look time.Time
		raw        []byte
		believed   bool
	}{
		"now":                            {now, look, nil, true},
		"a clock four minutes ahead":     {now.Add(4 * time.Minute), look, nil, true},
		"tomorrow":                       {now.AddDate(0, 0, 1), look, stamped(now), false},
		"in ten years":                   {now.AddDate(10, 0, 0), time.Time{}, stamped(now.AddDate(10, 0, 0)), false},
		"in 1990":                        {now.AddDate(-36, 0, 0), look, stamped(now), false},
		"in 1990, first look":            {now.AddDate(-36, 0, 0), time.Time{}, stamped(now), false},
		"in 1990, first look, no stamps": {now.AddDate(-36, 0, 0), time.Time{}, []byte("\r\nHello.\r\n"), false},
		"taken out of the junk folder":   {junk, look, stamped(junk.Add(-time.Hour)), true},
		"six days ago, no Received line": {junk, look, []byte("Date: " + junk.Format(time.RFC1123Z) + "\r\n\r\n"),
			false},
		"first look at last week's mail":   {junk, time.Time{}, stamped(junk), true},
		"first look, last week, no stamps": {junk, time.Time{}, nil, true},
		"first look at an old mail's date": {now.AddDate(-2, 0, 0), time.Time{}, stamped(now.AddDate(-2, 0, 0)), true},
		"not said":                         {time.Time{}, look, stamped(now), false},
		"just before the last look":        {look.Add(-time.Minute), look, nil, true},
		"stamps that disagree by two days": {junk, look, stamped(junk.AddDate(0, 0, 2)), false},
	} {
		t.Run(name, func(t *testing.T) {
			got, problem := believed(c.said, c.look, now, c.raw)
			want := now
			if c.believed {
				want = c.said
			}
			if !got.Equal(want) || (problem == "") != c.believed {
				t.Errorf("believed %v, problem %q; want %v", got, problem, want)
			}
		})
	}
}
