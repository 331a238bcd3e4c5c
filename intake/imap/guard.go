package imap

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"
)

const (
	// maxLine is the longest line of a server. Its longest honest one lists the UIDs of a search, lookAhead at most.
	maxLine = 256 << 10
	// maxTalk is how much a server may say in answer to one command, beside the bytes of mails.
	maxTalk = 4 << 20
)

// errEndless says that the server said more than any answer needs. The connection is given up.
var errEndless = errors.New("the server's answer has no end")

// guard is a connection on which a server cannot make us keep more than a stated amount: the library reads a line into
// memory however long it is. Only the bytes of mails are read without a limit, and whoever reads them keeps MaxSize.
type guard struct {
	net.Conn
	over    atomic.Bool
	talk    atomic.Int64 // said since the last command
	line    []byte       // the end of the line so far
	length  int          // of the whole line so far, short literals included
	mail    bool         // the line is a FETCH response
	literal int64        // bytes of a mail that are still to come
}

// keptOfLine is how much of a line's end is kept: enough for the announcement of a literal and what it is of.
const keptOfLine = 64

// begin starts to count anew, for another command.
func (g *guard) begin() { g.talk.Store(0) }

func (g *guard) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	if why := g.pass(b[:n]); why != nil {
		g.over.Store(true)
		g.Close()
		return 0, why
	}
	return n, err
}

// pass looks at what came, and says why no more may come.
func (g *guard) pass(b []byte) error {
	for len(b) > 0 {
		if g.literal > 0 {
			n := min(int64(len(b)), g.literal)
			g.literal -= n
			b = b[n:]
			continue
		}
		part, rest, whole := bytes.Cut(b, []byte{'\n'})
		if g.length == 0 {
			g.mail = false
		}
		g.line = append(g.line, part...)
		if g.length < keptOfLine { // what kind of answer it is stands at its beginning
			g.mail = g.mail || bytes.Contains(bytes.ToUpper(g.line[:min(len(g.line), keptOfLine)]), []byte(" FETCH "))
		}
		g.length += len(part) + 1
		if len(g.line) > keptOfLine {
			g.line = append(g.line[:0], g.line[len(g.line)-keptOfLine:]...)
		}
		if g.length > maxLine {
			return fmt.Errorf("%w: a line of more than %d kB", errEndless, maxLine>>10)
		}
		if g.talk.Add(int64(len(part)+1)) > maxTalk {
			return fmt.Errorf("%w: more than %d MB that are no mail", errEndless, maxTalk>>20)
		}
		if !whole {
			return nil
		}
		if err := g.endOfLine(); err != nil {
			return err
		}
		b = rest
	}
	return nil
}

// endOfLine sees whether a literal follows. One that is not a mail's bytes is read into memory by the library, so it
// counts as part of its line.
func (g *guard) endOfLine() error {
	line := bytes.TrimSuffix(g.line, []byte{'\r'})
	g.line = g.line[:0]
	size, ofMail, ok := announced(line)
	switch {
	case !ok:
		g.length = 0
		return nil
	case g.mail && ofMail:
		g.literal = size
		return nil
	case size > maxLine:
		return fmt.Errorf("%w: %d bytes where a word belongs", errEndless, size)
	}
	return nil // its bytes are counted as they come
}

// announced reads the announcement of a literal at the end of a line, and whether it is of the bytes of a mail.
func announced(line []byte) (size int64, ofMail, ok bool) {
	at := bytes.LastIndexByte(line, '{')
	if at < 0 || line[len(line)-1] != '}' {
		return 0, false, false
	}
	size, err := strconv.ParseInt(string(bytes.TrimSuffix(line[at+1:len(line)-1], []byte{'+'})), 10, 64)
	if err != nil || size < 0 {
		return 0, false, false
	}
	before := bytes.TrimRight(line[:at], " ~")
	return size, bytes.HasSuffix(before, []byte{']'}) || bytes.HasSuffix(before, []byte{'>'}), true
}
