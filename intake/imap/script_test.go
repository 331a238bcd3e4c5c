package imap

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// script is an IMAP server that says exactly what a test wants, right or wrong. It keeps a folder of
// mails whose UIDs are their places in the list, and answers as a sound server does unless odd
// answers first.
type script struct {
	t        *testing.T
	caps     string // beyond IMAP4rev1; default IDLE
	validity int
	uidnext  int    // 0: one past the last mail
	flags    string // PERMANENTFLAGS

	// odd may answer a command in place of the server: it writes what it likes and returns the
	// tagged line, "" to go on as usual, "close" to break the connection, or "silence".
	odd func(c *scriptConn, command string) string

	mu     sync.Mutex
	mails  []string // "" is a mail that was removed
	marked map[int]bool
	dials  int
	log    []string // every command
	conns  []*scriptConn
}

type scriptConn struct {
	*script
	net.Conn
	in   *bufio.Reader
	dial int // the how many-th connection
	tag  string

	after bool // it was greeted already, before STARTTLS
}

func newScript(t *testing.T, mails ...string) *script {
	return &script{t: t, caps: "IDLE", validity: 7, flags: `\Seen \*`, mails: mails, marked: map[int]bool{}}
}

func (s *script) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials++
	c := &scriptConn{script: s, Conn: far, in: bufio.NewReader(far), dial: s.dials}
	s.conns = append(s.conns, c)
	go c.serve()
	return near, nil
}

// arrive adds mails and tells every connection, as in IDLE.
func (s *script) arrive(mails ...string) {
	s.mu.Lock()
	s.mails = append(s.mails, mails...)
	n, conns := len(s.mails), slices.Clone(s.conns)
	s.mu.Unlock()
	for _, c := range conns {
		c.say("* %d EXISTS", n)
	}
}

func (s *script) commands(prefix string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.log {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

func (s *script) dialled() (n int) { s.change(func() { n = s.dials }); return n }
func (s *script) taken() (n int)   { s.change(func() { n = len(s.marked) }); return n }

func (s *script) heard() (log []string) {
	s.change(func() { log = slices.Clone(s.log) })
	return log
}

func (s *script) change(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (c *scriptConn) say(format string, args ...any) {
	fmt.Fprintf(c.Conn, format+"\r\n", args...)
}

func (c *scriptConn) can() string { return strings.TrimSpace("IMAP4rev1 " + c.caps) }

func (c *scriptConn) serve() {
	defer c.Close()
	if !c.after {
		c.say("* OK [CAPABILITY %s] ready", c.can())
	}
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(strings.TrimSpace(line), " ")
		c.change(func() { c.log = append(c.log, command) })
		c.tag = tag
		end := ""
		if c.odd != nil {
			end = c.odd(c, command)
		}
		if end == "" {
			end = c.answer(command)
		}
		switch end {
		case "close":
			return
		case "silence":
			io.Copy(io.Discard, c.Conn)
			return
		}
		c.say("%s %s", tag, end)
	}
}

func (c *scriptConn) answer(command string) string {
	words := strings.Fields(command)
	switch strings.ToUpper(words[0]) {
	case "CAPABILITY":
		c.say("* CAPABILITY %s", c.can())
	case "LOGIN":
		return fmt.Sprintf("OK [CAPABILITY %s] welcome", c.can())
	case "SELECT", "EXAMINE":
		c.mu.Lock()
		n, next := len(c.mails), c.uidnext
		c.mu.Unlock()
		if next == 0 {
			next = n + 1
		}
		c.say("* FLAGS (\\Seen)\r\n* OK [PERMANENTFLAGS (%s)] ok\r\n* %d EXISTS\r\n* OK [UIDVALIDITY %d] ok\r\n"+
			"* OK [UIDNEXT %d] ok",
			c.flags, n, c.validity, next)
	case "IDLE":
		c.say("+ idling")
		if line, err := c.in.ReadString('\n'); err != nil || strings.TrimSpace(line) != "DONE" {
			return "close"
		}
	case "UID":
		return c.uid(strings.ToUpper(words[1]), words[2:])
	case "NOOP":
	default:
		return "BAD what?"
	}
	return "OK done"
}

func (c *scriptConn) uid(verb string, words []string) string {
	switch verb {
	case "SEARCH":
		all, without := c.within(words[1]), len(words) > 2
		found := "* SEARCH"
		c.change(func() {
			for _, uid := range all {
				if !without || !c.marked[uid] {
					found += " " + strconv.Itoa(uid)
				}
			}
		})
		c.say("%s", found)
	case "STORE":
		uids := c.within(words[0])
		c.change(func() {
			for _, uid := range uids {
				c.marked[uid] = true
			}
		})
	case "FETCH":
		items := strings.Join(words[1:], " ")
		for _, uid := range c.within(words[0]) {
			c.sendMail(uid, items)
		}
	}
	return "OK done"
}

// sendMail writes a sound FETCH response.
func (c *scriptConn) sendMail(uid int, items string) {
	raw := c.mail(uid)
	var out []string
	if strings.Contains(items, "RFC822.SIZE") {
		out = append(out, fmt.Sprintf("RFC822.SIZE %d", len(raw)))
	}
	if strings.Contains(items, "INTERNALDATE") {
		out = append(out, `INTERNALDATE "27-Nov-2026 23:00:00 +0000"`)
	}
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	if _, part, cut := strings.Cut(items, "BODY.PEEK[]<0."); cut {
		most, _ := strconv.Atoi(strings.TrimRight(part, ">)"))
		raw = raw[:min(most, len(raw))]
		out = append(out, fmt.Sprintf("BODY[]<0> {%d}\r\n%s", len(raw), raw))
	} else if strings.Contains(items, "BODY.PEEK[]") {
		out = append(out, fmt.Sprintf("BODY[] {%d}\r\n%s", len(raw), raw))
	} else if strings.Contains(items, "BODY.PEEK[HEADER]") {
		out = append(out, fmt.Sprintf("BODY[HEADER] {%d}\r\n%s\r\n\r\n", len(head)+4, head))
	} else if strings.Contains(items, "HEADER.FIELDS") {
		_, id, _ := strings.Cut(head+"\r\n", "Message-ID: ")
		id, _, _ = strings.Cut(id, "\r\n")
		id = "Message-ID: " + id + "\r\n\r\n"
		out = append(out, fmt.Sprintf("BODY[HEADER.FIELDS (Message-ID)] {%d}\r\n%s", len(id), id))
	}
	c.say("* %d FETCH (UID %d %s)", uid, uid, strings.Join(out, " "))
}

func (c *scriptConn) mail(uid int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mails[uid-1]
}

// within returns the UIDs of a set that are in the folder. As in RFC 9051 "9:*" always holds the last.
func (c *scriptConn) within(set string) (uids []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range strings.Split(set, ",") {
		from, to, isRange := strings.Cut(r, ":")
		if !isRange {
			to = from
		}
		first, last := len(c.mails), len(c.mails)
		if from != "*" {
			first, _ = strconv.Atoi(from)
		}
		if to != "*" {
			last, _ = strconv.Atoi(to)
		}
		for uid := max(1, min(first, last)); uid <= min(max(first, last), len(c.mails)); uid++ {
			if c.mails[uid-1] != "" {
				uids = append(uids, uid)
			}
		}
	}
	return uids
}

func mails(subjects ...string) (out []string) {
	for _, s := range subjects {
		out = append(out, string(testMail(s)))
	}
	return out
}

// asks reports whether a command fetches and its set holds uid.
func (c *scriptConn) asks(command, item string, uid int) bool {
	words := strings.Fields(command)
	return len(words) > 3 && words[0] == "UID" && words[1] == "FETCH" && strings.Contains(command, item) &&
		slices.Contains(c.within(words[2]), uid)
}

func scripted(t *testing.T, s *script, l Ledger, change ...func(*Options)) *Mailbox {
	t.Helper()
	return testMailbox(t, s.dial, l, append([]func(*Options){func(c *Options) { c.Timeout = 20 * time.Second }},
		change...)...)
}

// readInSpiteOf reads a mailbox of three mails whose server answers some commands oddly, and wants all three.
func readInSpiteOf(t *testing.T, within time.Duration, odd func(c *scriptConn, command string) string) {
	t.Helper()
	bubble(t, func(t *testing.T) {
		s, l := newScript(t, mails("one", "two", "three")...), &shelf{}
		s.odd = odd
		run(t, scripted(t, s, l))
		settleFor(within)
		wantSubjects(t, l, "one", "two", "three")
		wantSound(t, l)
	})
}
