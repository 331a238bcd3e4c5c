package notifier_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"complaints/notifier"
)

// Things a scripted server does in place of an answer.
const (
	drop = "drop" // cuts the connection
	hang = "hang" // says nothing any more
)

// script is a mail server that says exactly what a test wants, by command: greeting, EHLO, MAIL, RCPT, DATA,
// dot, RSET, QUIT. What is not scripted is answered as a good server does. It keeps what it was told.
type script struct {
	say map[string]string
	// then replaces say from the second connection on, if not nil.
	then map[string]string

	mu       sync.Mutex
	conns    int
	commands []string
	contents []string // what came before each final dot
}

func (s *script) config() notifier.SMTPConfig {
	return notifier.SMTPConfig{Addr: "localhost:25", TLS: notifier.TLSNone, From: "complaints@landlord.example",
		ReplyBase: "complaints@landlord.example", Timeout: 5 * time.Second, Dial: s.dial, Now: time.Now}
}

func (s *script) dial(context.Context, string, string) (net.Conn, error) {
	s.mu.Lock()
	s.conns++
	say := s.say
	if s.conns > 1 && s.then != nil {
		say = s.then
	}
	s.mu.Unlock()
	if say["dial"] != "" {
		return nil, &net.OpError{Op: "dial", Err: errRefused}
	}
	ours, theirs := net.Pipe()
	go s.serve(theirs, say)
	return ours, nil
}

func (s *script) serve(conn net.Conn, say map[string]string) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if !s.answer(conn, r, say, "greeting", "220 scripted") {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " ?")[0])
		s.mu.Lock()
		s.commands = append(s.commands, strings.TrimSpace(line))
		s.mu.Unlock()
		switch verb {
		case "EHLO":
			if !s.answer(conn, r, say, verb, "250-scripted\r\n250 8BITMIME") {
				return
			}
		case "DATA":
			if !s.answer(conn, r, say, verb, "354 go on") {
				return
			}
			if !strings.HasPrefix(say["DATA"]+"354", "354") {
				continue
			}
			if !s.content(r) || !s.answer(conn, r, say, "dot", "250 2.0.0 queued as X1") {
				return
			}
		case "QUIT":
			s.answer(conn, r, say, verb, "221 bye")
			return
		default:
			if !s.answer(conn, r, say, verb, "250 fine") {
				return
			}
		}
	}
}

// content reads up to the final dot.
func (s *script) content(r *bufio.Reader) bool {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(line)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contents = append(s.contents, b.String())
	return true
}

func (s *script) answer(conn net.Conn, r *bufio.Reader, say map[string]string, verb, usual string) bool {
	reply := usual
	if x, ok := say[verb]; ok {
		reply = x
	}
	switch reply {
	case drop:
		return false
	case hang:
		for { // until the other side gives up
			if _, err := r.ReadByte(); err != nil {
				return false
			}
		}
	}
	_, err := conn.Write([]byte(reply + "\r\n"))
	return err == nil
}

func (s *script) heard(prefix string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.commands {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}
