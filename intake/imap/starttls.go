package imap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
)

// startTLS asks for encryption on a connection that the library has not seen yet, so that all it ever reads comes
// through the encryption and the guard. The greeting is read one byte at a time: nothing that somebody on the way adds
// to it can be taken for the server's word afterwards.
func startTLS(ctx context.Context, conn net.Conn, config *tls.Config) (net.Conn, error) {
	plain := &guard{Conn: conn}
	greeting, err := readLine(plain)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(strings.ToUpper(greeting), "* OK") {
		return nil, fmt.Errorf("the server does not greet us: %.200q", greeting)
	}
	if _, err := conn.Write([]byte("T STARTTLS\r\n")); err != nil {
		return nil, err
	}
	for answer := ""; ; {
		if answer, err = readLine(plain); err != nil {
			return nil, err
		}
		if answer, ours := strings.CutPrefix(answer, "T "); ours {
			if !strings.HasPrefix(strings.ToUpper(answer), "OK") {
				return nil, fmt.Errorf("the server refuses STARTTLS: %.200q", answer)
			}
			break
		}
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return &greeted{Conn: secure, greeting: []byte("* OK encrypted\r\n")}, nil
}

func readLine(conn net.Conn) (string, error) {
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := conn.Read(b)
		if n > 0 && b[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, b[:n]...)
		if err != nil {
			return "", err
		}
		if len(line) > maxLine {
			return "", errors.Join(errEndless, conn.Close())
		}
	}
}

// greeted is a connection that begins with a greeting: after STARTTLS there is no other.
type greeted struct {
	net.Conn
	greeting []byte
}

func (g *greeted) Read(b []byte) (int, error) {
	if len(g.greeting) == 0 {
		return g.Conn.Read(b)
	}
	n := copy(b, g.greeting)
	g.greeting = g.greeting[n:]
	return n, nil
}
