package notifier

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strings"
	"unicode"

	"complaints/internal/outbox"
)

var (
	// ErrAccount marks trouble with our own account: a wrong password, an expired token, a sender we may
	// not use, a quota that is used up. A person must act; no letter fails by it.
	ErrAccount = errors.New("the account needs attention")
	// ErrStopped marks letters that were not tried because the program is stopping.
	ErrStopped = errors.New("stopping")
)

// step is where in a letter's delivery something happened.
type step int

const (
	atAddress   step = iota // before anything was said
	atSender                // MAIL FROM: about us
	atRecipient             // RCPT TO: about the reader
	atData                  // DATA: before the content
	atContent               // the content and its final dot
)

// verdict is what an answer of the mail server means.
type verdict struct {
	state outbox.SendState
	// ours says that the trouble is not this letter's: the lane rests.
	ours bool
	// account says that only a person can end the trouble.
	account bool
	// broken says that the connection cannot be used again.
	broken bool
}

// putOff says that this letter was put off, and nothing is wrong with us or with the connection.
func (v verdict) putOff() bool { return v.state == outbox.Pending && !v.ours && !v.broken }

// putOffMost is how many tries a letter has that a server puts off, which backoff spreads over about two days. A
// resident whose mailbox has been full for so long is told another way, while the dates still run.
const putOffMost = 17

// outcomeOf reads the outcome of one step. Code 0 is a connection that failed.
func outcomeOf(at step, err error) verdict {
	if err == nil {
		return verdict{state: outbox.Sent}
	}
	if at == atAddress {
		return verdict{state: outbox.Failed}
	}
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		if at == atContent { // the server may have taken the letter and not have been heard
			return verdict{state: outbox.Unknown, broken: true}
		}
		return verdict{state: outbox.Pending, broken: true}
	}
	v := verdict{state: outbox.Pending, broken: reply.Code == 421}
	switch {
	case reply.Code/100 == 2 && at == atContent: // accepted, if in unusual words
		v.state = outbox.Sent
	case reply.Code/100 == 4:
		v.ours = at == atSender
	case reply.Code/100 == 5:
		v.account = at == atSender || aboutAccount(reply)
		v.ours = v.account
		if !v.account {
			v.state = outbox.Failed
		}
	default: // neither yes nor no: this is not SMTP any more
		v.broken = true
		if at == atContent {
			v.state = outbox.Unknown
		}
	}
	return v
}

// aboutAccount tells a refusal of ourselves from a refusal of the reader. Codes 530 to 538 are about
// logging in (RFC 4954 6), 500 to 504 about the conversation; the rest is what the usual servers say when
// the sender may not send.
func aboutAccount(reply *textproto.Error) bool {
	if reply.Code >= 530 && reply.Code <= 538 ||
		reply.Code >= 500 && reply.Code <= 504 && !strings.HasPrefix(reply.Msg, "5.1.") {
		return true
	}
	msg := strings.ToLower(reply.Msg)
	for _, sign := range [...]string{
		"relay",                  // Postfix, Exim: not logged in, or not allowed here
		"sendasdenied", "5.7.60", // Exchange: this sender is not ours
		"5.7.57",                        // Exchange: not logged in
		"5.7.708", "5.7.501", "5.7.502", // Exchange: our account or address is blocked
		"5.4.5",                              // Gmail: today's quota is used up
		"5.1.8",                              // Exchange: this sender is banned
		"blocklist", "blacklist", "spamhaus", // our own address is on somebody's list
	} {
		if strings.Contains(msg, sign) {
			return true
		}
	}
	return false
}

// loginError names trouble before any letter was named. A refusal while logging in is the account's; all
// else (no route, no TLS, a busy server) passes by itself or is told by its repeating.
func loginError(host string, err error) error {
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code/100 == 5 {
		return fmt.Errorf("mail server %s: %w: %w", host, ErrAccount, err)
	}
	var netErr net.Error
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("mail server %s: %w", host, ErrStopped)
	}
	if errors.As(err, &netErr) && netErr.Timeout() {
		return fmt.Errorf("mail server %s does not answer: %w", host, err)
	}
	return fmt.Errorf("mail server %s: %w", host, err)
}

// words gives an error as the server said it.
func words(err error) string {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return fmt.Sprintf("%d %s", reply.Code, reply.Msg)
	}
	return err.Error()
}

var addressLike = regexp.MustCompile(`[^\s<>()\[\]:;,"']+@[^\s<>()\[\]:;,"']+`)

// InShort says what a trouble is, in one short line without anybody's address.
func InShort(trouble error) string {
	return strings.Replace(tell(trouble.Error()), ErrAccount.Error()+": ", "", 1)
}

// tell makes a detail for the record of what a server said: one short line without anybody's address.
func tell(s string) string {
	s = addressLike.ReplaceAllString(oneLine(s, 300), "(address)")
	return strings.TrimFunc(s, unicode.IsSpace)
}
