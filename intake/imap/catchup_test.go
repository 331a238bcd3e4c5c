package imap

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/message"
)

func TestUIDValidityChange(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two")...), &shelf{}
		stop := run(t, scripted(t, s, l))
		settleFor(time.Minute)
		stop()
		s.validity, s.mails, s.marked = 8, mails("three", "one", "two"), map[int]bool{}
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		// The same mails come again under new keys: the store knows them by their bytes.
		wantSubjects(t, l, "one", "two", "three", "one", "two")
		if want := (message.Cursor{UIDValidity: 8, LastUID: 3}); l.at() != want {
			t.Errorf("cursor %+v, want %+v", l.at(), want)
		}
		if s.taken() != 3 {
			t.Errorf("%d marked, want 3", s.taken())
		}
	})
}

func TestMailboxRestoredFromABackup(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three", "four")...), &shelf{}
		stop := run(t, scripted(t, s, l))
		settleFor(time.Minute)
		stop()
		// The backup held two mails. A new one has been given UID 3, which another had before.
		s.mails = mails("one", "two", "new")
		s.odd = func(c *scriptConn, command string) string {
			if c.asks(command, "INTERNALDATE", 3) {
				for _, uid := range []int{1, 2} {
					if c.asks(command, "", uid) {
						c.sendMail(uid, command)
					}
				}
				c.say(`* 3 FETCH (UID 3 RFC822.SIZE 200 INTERNALDATE "30-Nov-2026 09:00:00 +0000")`)
				return "OK done"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		wantSubjects(t, l, "one", "two", "three", "four", "new")
		if l.repeated() != 2 || l.at().LastUID != 3 {
			t.Errorf("%d repeats, cursor %+v", l.repeated(), l.at())
		}
	})
}

func TestKilledBetweenTakingAndMarking(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if strings.HasPrefix(command, "UID STORE") && c.dial == 1 {
				return "close"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		wantSubjects(t, l, "one", "two")
		if l.repeated() != 2 || s.taken() != 2 {
			t.Errorf("%d repeats and %d marked, want 2 and 2", l.repeated(), s.taken())
		}
	})
}

func TestMailThatComesToLightBelowTheCursor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "late", "three")...), &shelf{}
		late := s.mails[1]
		s.mails[1] = ""
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		s.change(func() { s.mails[1] = late })
		settleFor(2 * time.Hour)
		wantSubjects(t, l, "one", "three", "late")
		if l.at().LastUID != 3 {
			t.Errorf("cursor %+v", l.at())
		}
	})
}

func TestServerWithoutKeywords(t *testing.T) {
	for name, change := range map[string]func(*script){
		"does not offer them": func(s *script) { s.flags = `\Seen` },
		"refuses them": func(s *script) {
			s.odd = func(c *scriptConn, command string) string {
				if strings.HasPrefix(command, "UID STORE") {
					return "NO [LIMIT] too many keywords"
				}
				return ""
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s, l := newScript(t, mails("one")...), &shelf{}
				change(s)
				m := scripted(t, s, l)
				run(t, m)
				settleFor(time.Minute)
				s.arrive(mails("two")...)
				settleFor(3 * time.Hour)
				wantSubjects(t, l, "one", "two")
				if st := m.Status(); st.LastError != "" || s.dialled() != 1 || s.commands("UID STORE") > 1 {
					t.Errorf("status %+v, %d dials, %d STORE", st, s.dialled(), s.commands("UID STORE"))
				}
			})
		})
	}
}

func TestOversizeMail(t *testing.T) {
	bubble(t, func(t *testing.T) {
		big := string(testMail("big")) + strings.Repeat("photo ", 1000)
		s, l := newScript(t, string(testMail("one")), big, string(testMail("three"))), &shelf{}
		run(t, scripted(t, s, l, func(c *Options) { c.MaxSize = 3000 }))
		settleFor(time.Minute)
		wantSubjects(t, l, "one", "big", "three")
		a := l.arrivals()[1]
		if !a.Truncated || a.Size != int64(len(big)) || string(a.Raw) != big[:3000] || a.Problem != "" {
			t.Errorf("truncated %v, size %d, kept %d, problem %q", a.Truncated, a.Size, len(a.Raw), a.Problem)
		}
		if s.commands("UID FETCH 2 (UID BODY.PEEK[]<0.3000>)") != 1 {
			t.Errorf("log %q", s.heard())
		}
	})
}

func TestSizeThatWasALie(t *testing.T) {
	bubble(t, func(t *testing.T) {
		big := string(testMail("big")) + strings.Repeat("photo ", 10_000)
		s, l := newScript(t, big), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if strings.Contains(command, "RFC822.SIZE") {
				c.say(`* 1 FETCH (UID 1 RFC822.SIZE 12 INTERNALDATE "27-Nov-2026 23:00:00 +0000")`)
				return "OK done"
			}
			return ""
		}
		run(t, scripted(t, s, l, func(c *Options) { c.MaxSize = 3000 }))
		settleFor(time.Minute)
		wantSubjects(t, l, "big")
		if a := l.arrivals()[0]; len(a.Raw) != 3000 || !a.Truncated || a.Size != int64(len(big)) {
			t.Errorf("kept %d, truncated %v, size %d", len(a.Raw), a.Truncated, a.Size)
		}
	})
}

func TestChunksAreBoundedByBytes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t), &shelf{}
		for i := range 6 {
			s.mails = append(s.mails, string(testMail(fmt.Sprint("mail ", i)))+strings.Repeat("x", 3<<20))
		}
		most := 0
		l.receive = func(batch []message.Arrival) error {
			n := 0
			for _, a := range batch {
				n += len(a.Raw)
			}
			most = max(most, n)
			return nil
		}
		run(t, scripted(t, s, l))
		settleFor(time.Minute)
		if len(l.arrivals()) != 6 || most > chunkBytes {
			t.Errorf("%d taken, batches of up to %d bytes", len(l.arrivals()), most)
		}
	})
}

func TestServerThatMakesLittleOfSizes(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t), &shelf{}
		for i := range 12 {
			s.mails = append(s.mails, string(testMail(fmt.Sprint("mail ", i)))+strings.Repeat("x", 3<<20))
		}
		s.odd = func(c *scriptConn, command string) string {
			if !strings.Contains(command, "RFC822.SIZE") {
				return ""
			}
			for _, uid := range c.within(strings.Fields(command)[2]) {
				c.say(`* %d FETCH (UID %d RFC822.SIZE 0 INTERNALDATE "27-Nov-2026 23:00:00 +0000")`, uid, uid)
			}
			return "OK done"
		}
		most := 0
		l.receive = func(batch []message.Arrival) error {
			most = max(most, len(batch))
			return nil
		}
		run(t, scripted(t, s, l, func(c *Options) { c.MaxSize = 4 << 20 }))
		settleFor(time.Minute)
		if len(l.arrivals()) != 12 || most != 3 {
			t.Errorf("%d taken, up to %d at once, want 12 and 3 (12 MB)", len(l.arrivals()), most)
		}
		wantSound(t, l)
	})
}

func TestServerThatForgetsKeywords(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two")...), &shelf{}
		s.odd = func(c *scriptConn, command string) string {
			if strings.HasPrefix(command, "UID STORE") {
				return "OK of course"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(48 * time.Hour)
		wantSubjects(t, l, "one", "two")
		if l.repeated() != 6 {
			t.Errorf("old mail was handed over %d times, want 6", l.repeated())
		}
	})
}

func TestServerThatDropsEveryIdleIsNotHammered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one")...), &shelf{}
		s.odd = func(_ *scriptConn, command string) string {
			if command == "IDLE" {
				return "close"
			}
			return ""
		}
		run(t, scripted(t, s, l))
		settleFor(time.Hour)
		if s.dialled() > 100 {
			t.Errorf("%d connections in an hour", s.dialled())
		}
		s.change(func() { s.mails = append(s.mails, mails("two")...) })
		settleFor(2 * time.Minute)
		wantSubjects(t, l, "one", "two")
	})
}

func TestNextChunkIsFetchedWhileTheLedgerWorks(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("1", "2", "3", "4", "5", "6")...), &shelf{}
		start := time.Now()
		s.odd = func(c *scriptConn, command string) string {
			if strings.HasPrefix(command, "UID FETCH") && strings.Contains(command, "BODY") {
				time.Sleep(time.Second)
			}
			return ""
		}
		var last time.Duration
		l.receive = func([]message.Arrival) error {
			time.Sleep(time.Second)
			last = time.Since(start)
			return nil
		}
		run(t, scripted(t, s, l, func(c *Options) { c.Chunk = 2 }))
		settleFor(time.Minute)
		wantSubjects(t, l, "1", "2", "3", "4", "5", "6")
		if last != 4*time.Second {
			t.Errorf("took %v; three chunks of one second each way are 4 s side by side, 6 s in a row", last)
		}
	})
}

func TestLedgerFailingAmidMailLosesNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("1", "2", "3", "4", "5", "6", "7")...), &shelf{}
		l.receive = func([]message.Arrival) error {
			if l.calls%2 == 0 {
				return errors.New("database is locked")
			}
			return nil
		}
		run(t, scripted(t, s, l, func(c *Options) { c.Chunk = 2 }))
		settleFor(10 * time.Minute)
		wantSubjects(t, l, "1", "2", "3", "4", "5", "6", "7")
		wantSound(t, l)
	})
}

func TestBacklogLargerThanOneLook(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t), &shelf{}
		s.mails = slices.Repeat(mails("same"), lookAhead+5)
		run(t, scripted(t, s, l, func(c *Options) { c.Chunk = 1000 }))
		settleFor(time.Minute)
		if len(l.arrivals()) != lookAhead+5 || s.taken() != lookAhead+5 {
			t.Errorf("%d taken, %d marked", len(l.arrivals()), s.taken())
		}
	})
}

func TestSurveyNamesEveryMessage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
		m := scripted(t, s, l)
		stop := run(t, m)
		settleFor(time.Second)
		stop()
		s.mails = append(s.mails, mails("four", "five", "six")...)
		s.odd = func(c *scriptConn, command string) string {
			if c.asks(command, "INTERNALDATE", 5) {
				c.say(`* 5 FETCH (UID 5 INTERNALDATE "some day")`)
			}
			return ""
		}
		seen, err := m.Survey(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range seen {
			got = append(got, fmt.Sprint(x.UID, " ", x.MessageID, " ", x.Marked, " ", x.Received.IsZero()))
		}
		want := []string{"1 one@example.com true false", "2 two@example.com true false",
			"3 three@example.com true false",
			"4 four@example.com false false", "5  false true", "6 six@example.com false false"}
		if !slices.Equal(got, want) {
			t.Errorf("seen %q\nwant %q", got, want)
		}
		for i, a := range l.arrivals() {
			if seen[i].Key != a.Key {
				t.Errorf("key %q in the survey, %q on arrival", seen[i].Key, a.Key)
			}
		}
	})
}

func TestStopEndsRunAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one")...), &shelf{}
		stop := run(t, scripted(t, s, l))
		settleFor(time.Minute)
		before := time.Now()
		stop()
		synctest.Wait()
		if d := time.Since(before); d != 0 {
			t.Errorf("took %v", d)
		}
	})
}

func TestMessageID(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Message-ID: <a@b>\r\n\r\n":       "a@b",
		"message-id:\r\n <a@b>\r\n\r\n":   "a@b",
		"\r\n":                            "",
		"":                                "",
		"Message-ID: a@b\r\n\r\n":         "a@b",
		"\x00\xff: broken\r\nMessage-ID:": "",
	} {
		if got := messageID([]byte(header)); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}
