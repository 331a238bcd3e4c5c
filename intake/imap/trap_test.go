package imap

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Each test is named for a way in which real servers, or the library, go wrong.

func TestConnectionDroppedInIdle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if command == "IDLE" && c.dial == 1 {
				c.say("+ idling")
				time.Sleep(10 * time.Second)
				return "close"
			}
			return ""
		}
		m := scripted(t, s, l)
		run(t, m)
		settleFor(5 * time.Second)
		s.change(func() { s.mails = append(s.mails, mails("two")...) })
		settleFor(10 * time.Second)
		wantSubjects(t, l, "one", "two")
		if s.dialled() != 2 {
			t.Errorf("%d connections, want 2", s.dialled())
		}
	})
}

func TestFrozenServerIsLeft(t *testing.T) {
	for _, frozen := range []string{"LOGIN", "SELECT", "IDLE", "NOOP", "UID SEARCH", "UID FETCH", "UID STORE"} {
		t.Run(frozen, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, l := newScript(t, mails("one")...), &shelf{}
				s.odd = func(c *scriptConn, command string) string {
					if strings.HasPrefix(command, frozen) && c.dial == 1 {
						return "silence"
					}
					return ""
				}
				m := scripted(t, s, l)
				run(t, m)
				settleFor(85 * time.Second) // poll 60 s, patience 20 s, back off
				if s.dialled() < 2 {
					t.Fatal("the frozen connection is still held")
				}
				settleFor(time.Minute)
				wantSubjects(t, l, "one")
				if st := m.Status(); !st.Connected || st.LastError != "" {
					t.Errorf("status %+v, want it connected and without an error", st)
				}
			})
		})
	}
}

func TestFrozenInIdleIsNoticedAtTheNextLook(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if command == "IDLE" && c.dial == 1 {
				c.say("+ idling")
				return "silence"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(30 * time.Second)
		s.change(func() { s.mails = mails("one") })
		settleFor(55 * time.Second)
		wantSubjects(t, l, "one")
	})
}

func TestServerThatNeverStopsTalking(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if strings.HasPrefix(command, "UID SEARCH") && c.dial == 1 {
				for c.Conn != nil {
					if _, err := fmt.Fprint(c.Conn, "* OK still here\r\n"); err != nil {
						return "close"
					}
					time.Sleep(10 * time.Second)
				}
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(11 * time.Minute)
		wantSubjects(t, l, "one")
	})
}

func TestSlowLineIsGivenTheTimeItNeeds(t *testing.T) {
	bubble(t, func(t *testing.T) {
		raw := string(testMail("slow")) + strings.Repeat("x", 4000)
		s, l := newScript(t, raw), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if !strings.Contains(command, "BODY.PEEK[]") {
				return ""
			}
			fmt.Fprintf(c.Conn, "* 1 FETCH (UID 1 BODY[] {%d}\r\n", len(raw))
			for i := 0; i < len(raw); i += 200 { // some 21 pieces, seven minutes
				time.Sleep(19 * time.Second)
				if _, err := fmt.Fprint(c.Conn, raw[i:min(i+200, len(raw))]); err != nil {
					return "close"
				}
			}
			c.say(")")
			return "OK done"
		}
		run(t, scripted(t, s, l))
		settleFor(9 * time.Minute)
		wantSubjects(t, l, "slow")
		wantSound(t, l)
		if s.dialled() != 1 {
			t.Errorf("%d connections, want 1", s.dialled())
		}
	})
}

func TestFolderWithoutUIDs(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s := newScript(t, mails("one")...)
		s.validity = 0
		if _, err := scripted(t, s, &shelf{}).Check(t.Context()); err == nil ||
			!strings.Contains(err.Error(), "keeps no UIDs") {
			t.Errorf("check: error %v, want one that says that the folder keeps no UIDs", err)
		}
	})
}

func TestUIDAfterTheBody(t *testing.T) {
	readInSpiteOf(t, 10*time.Second, func(c *scriptConn, command string) string {
		if !strings.Contains(command, "BODY.PEEK[]") {
			return ""
		}
		for _, uid := range c.within(strings.Fields(command)[2]) {
			raw := c.mail(uid)
			c.say("* %d FETCH (BODY[] {%d}\r\n%s UID %d)", uid, len(raw), raw, uid)
		}
		return "OK done"
	})
}

func TestTwoResponsesForOneMessage(t *testing.T) {
	readInSpiteOf(t, 10*time.Second, func(c *scriptConn, command string) string {
		if !strings.Contains(command, "BODY.PEEK[]") {
			return ""
		}
		for _, uid := range c.within(strings.Fields(command)[2]) {
			if uid == 2 {
				c.say(`* %d FETCH (UID %d FLAGS (\Seen))`, uid, uid)
			}
			c.sendMail(uid, command)
		}
		return "OK done"
	})
}

func TestBodyThatNeverComes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if !strings.Contains(command, "BODY.PEEK[]") {
				return ""
			}
			for _, uid := range c.within(strings.Fields(command)[2]) {
				if uid == 2 {
					c.say("* 2 FETCH (UID 2 BODY[] NIL)")
				} else {
					c.sendMail(uid, command)
				}
			}
			return "OK done"
		}
		run(t, scripted(t, s, l))
		settleFor(10 * time.Second)
		wantSubjects(t, l, "one", "three")
		settleFor(withheldMost + time.Hour)
		wantSubjects(t, l, "one", "three", "two")
		if at := l.at().LastUID; at != 3 {
			t.Errorf("cursor at %d, want 3", at)
		}
		if a := l.arrivals()[2]; a.Problem == "" || strings.Contains(string(a.Raw), "Third time") {
			t.Errorf("arrival %+v: want the header and a problem", a)
		}
	})
}

func TestMailRemovedBetweenSearchAndFetch(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if strings.Contains(command, "RFC822.SIZE") {
				c.change(func() { c.mails[1] = "" })
			}
			return ""
		}
		m := scripted(t, s, l)
		run(t, m)
		settleFor(10 * time.Second)
		wantSubjects(t, l, "one", "", "three")
		if a := l.arrivals()[1]; !strings.Contains(a.Problem, "moved or deleted this mail in the folder INBOX") ||
			len(a.Raw) != 0 || a.Key == "" {
			t.Errorf("the mail that went: %+v, want a key, no words and a problem that says so", a)
		}
		if st := m.Status(); st.LastError != "" || l.at().LastUID != 3 {
			t.Errorf("status %+v and cursor %+v, want no error and UID 3", st, l.at())
		}
	})
}

// The library gives the connection up over each of these.
func TestAnswersTheLibraryCannotRead(t *testing.T) {
	for name, spoil := range map[string]func(c *scriptConn, uid int){
		"unknown response":    func(c *scriptConn, uid int) { c.say(`* XLIST (\Inbox) "/" INBOX`) },
		"unknown fetch item":  func(c *scriptConn, uid int) { c.say("* %d FETCH (UID %d X-GM-SURPRISE 1)", uid, uid) },
		"flag with a bracket": func(c *scriptConn, uid int) { c.say("* %d FETCH (UID %d FLAGS ([weird]))", uid, uid) },
		"odd zone in the date": func(c *scriptConn, uid int) {
			c.say(`* %d FETCH (UID %d INTERNALDATE "27-Nov-2026 23:00:00 GMT")`, uid, uid)
		},
		"no such number": func(c *scriptConn, uid int) {
			c.say("* %d FETCH (UID %d RFC822.SIZE 99999999999999999999)",
				uid, uid)
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				const poisoned = 37
				subjects := make([]string, 60)
				for i := range subjects {
					subjects[i] = fmt.Sprintf("mail %d", i+1)
				}
				s, l := newScript(t, mails(subjects...)...), &shelf{}
				s.odd = func(c *scriptConn, command string) string {
					if c.asks(command, "", poisoned) {
						spoil(c, poisoned)
					}
					return ""
				}
				m := scripted(t, s, l)
				run(t, m)
				settleFor(20 * time.Second)
				subjects[poisoned-1] = ""
				wantSubjects(t, l, subjects...)
				for i, a := range l.arrivals() {
					if (a.Problem != "") != (i == poisoned-1) {
						t.Errorf("mail %d: problem %q", i+1, a.Problem)
					}
				}
				s.arrive(mails("after")...)
				synctest.Wait()
				wantSubjects(t, l, append(subjects, "after")...)
				if s.dialled() > 14 {
					t.Errorf("%d connections to find one message, want 14 at most", s.dialled())
				}
			})
		})
	}
}

func TestOnlyTheArrivalDateIsPoisoned(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if c.asks(command, "INTERNALDATE", 2) {
				c.say(`* 2 FETCH (UID 2 INTERNALDATE "yesterday")`)
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(10 * time.Second)
		wantSubjects(t, l, "one", "two", "three")
		if a := l.arrivals()[1]; a.Problem == "" || a.Received.IsZero() || string(a.Raw) != string(testMail("two")) {
			t.Errorf("arrival %+v: want all its words, the time of reading and a problem", a)
		}
	})
}

func TestServerRefusesOneMessage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three", "four")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if c.asks(command, "BODY.PEEK[]", 3) {
				return "NO The requested message could not be converted to an RFC-822 compatible format"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(10 * time.Second)
		wantSubjects(t, l, "one", "two", "three", "four")
		if a := l.arrivals()[2]; a.Problem == "" || !a.Truncated {
			t.Errorf("arrival %+v: want the header and a problem", a)
		}
		if s.dialled() != 1 {
			t.Errorf("%d connections, want 1: a NO leaves it sound", s.dialled())
		}
	})
}

func TestServerDiesOverOneMessage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three", "four")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if c.asks(command, "BODY", 3) {
				return "close"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(20 * time.Minute)
		wantSubjects(t, l, "one", "two", "", "four")
		if a := l.arrivals()[2]; a.Problem == "" || a.Size != int64(len(testMail("three"))) ||
			a.Received.Year() != 2026 {
			t.Errorf("arrival %+v: want what the list said of it", a)
		}
	})
}

func TestLineThatBreaksNowAndThenCostsNoMail(t *testing.T) {
	bubble(t, func(t *testing.T) {
		subjects := make([]string, 200)
		for i := range subjects {
			subjects[i] = fmt.Sprintf("mail %d", i+1)
		}
		s, l := newScript(t, mails(subjects...)...), &shelf{}
		chance := rand.New(rand.NewPCG(2026, 11))
		s.odd = func(c *scriptConn, command string) (end string) {
			c.change(func() {
				if chance.IntN(8) == 0 {
					end = "close"
				}
			})
			return end
		}
		run(t, scripted(t, s, l, func(c *Options) { c.Chunk = 20 }))
		settleFor(24 * time.Hour)
		wantSubjects(t, l, subjects...)
		wantSound(t, l)
	})
}

func TestLastMessageIsNotTakenAgainForStar(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two")...), &shelf{}
		run(t, scripted(t, s, l))
		settleFor(30 * time.Minute)
		wantSubjects(t, l, "one", "two")
		if l.repeated() != 0 || s.commands("UID FETCH") != 2 {
			t.Errorf("%d repeats and %d fetches, want 0 and 2", l.repeated(), s.commands("UID FETCH"))
		}
	})
}

func TestNothingIsEverMovedOrDeleted(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, caps := range []string{"", "IDLE UIDPLUS", "IDLE MOVE UIDPLUS"} {
			s, l := newScript(t, mails("one", "two")...), &shelf{}
			s.caps = caps
			stop := run(t, scripted(t, s, l))
			settleFor(10 * time.Minute)
			stop()
			wantSubjects(t, l, "one", "two")
			if n := s.commands("UID STORE 1:2 +FLAGS.SILENT ($ComplaintTaken)"); n != 1 {
				t.Errorf("caps %q: %d messages marked as they should be; log %q", caps, n, s.heard())
			}
			for _, c := range s.heard() {
				for _, bad := range []string{"MOVE", "COPY", "EXPUNGE", "DELETE", "CLOSE", `\Seen`, "BODY["} {
					if strings.Contains(strings.ToUpper(c), strings.ToUpper(bad)) {
						t.Errorf("caps %q: the mailbox was told %q", caps, c)
					}
				}
			}
			if caps == "" && s.commands("IDLE") != 0 || s.commands("NOOP") < 5 {
				t.Errorf("caps %q: %d IDLE, %d NOOP", caps, s.commands("IDLE"), s.commands("NOOP"))
			}
		}
	})
}

func wantSound(t *testing.T, l *shelf) {
	t.Helper()
	for _, a := range l.arrivals() {
		if a.Problem != "" || a.Truncated {
			t.Errorf("%s: problem %q, truncated %v", a.Key, a.Problem, a.Truncated)
		}
	}
}
