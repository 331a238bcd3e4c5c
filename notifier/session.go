package notifier

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// finalFactor stretches the wait for the answer to a whole letter. Giving up there is what doubles mail,
// so RFC 5321 4.5.3.2.6 asks for ten minutes where other commands have less.
const finalFactor = 10

// session is one connection to the mail server, greeted, encrypted and logged in.
type session struct {
	conn    net.Conn // under any TLS: cutting it waits for nobody
	allow   *allowance
	client  *smtp.Client
	timeout time.Duration
}

// open dials and logs in. A cancelled context ends it at once: no letter is under way yet. An access token that the
// server turns down is replaced once.
func (s *SMTP) open(ctx context.Context) (*session, error) {
	sess, token, err := s.dialIn(ctx, "")
	if token != "" && errors.Is(err, ErrAccount) {
		sess, _, err = s.dialIn(ctx, token)
	}
	return sess, err
}

// dialIn dials and logs in, with another access token than the one that was refused. It returns the token it used.
func (s *SMTP) dialIn(ctx context.Context, refused string) (_ *session, token string, err error) {
	sess := &session{timeout: s.cfg.Timeout}
	stop := func() bool { return true }
	dial := s.cfg.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	options, token, err := s.options(ctx, refused)
	if err != nil {
		return nil, "", fmt.Errorf("mail server %s: %w", s.host, err)
	}
	client, err := mail.NewClient(s.host, append(options, mail.WithDialContextFunc(
		func(dialCtx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dial(dialCtx, network, addr)
			if err != nil {
				return nil, err
			}
			sess.conn = conn
			stop = context.AfterFunc(ctx, sess.drop)
			if conn, err = s.encrypt(dialCtx, conn); err != nil {
				return nil, err
			}
			sess.allow = &allowance{Conn: conn, left: mostSaid}
			return sess.allow, nil
		}))...)
	if err != nil {
		return nil, "", fmt.Errorf("mail server %s: %w", s.host, err)
	}
	sess.client, err = client.DialToSMTPClientWithContext(ctx)
	stop()
	if err != nil {
		if sess.conn != nil {
			sess.drop() // the library leaves it open when the greeting or the login fails
		}
		return nil, token, loginError(s.host, err)
	}
	return sess, token, nil
}

// options are what the library needs to dial, encrypt and log in. A fresh access token is asked for here.
func (s *SMTP) options(ctx context.Context, refused string) (options []mail.Option, token string, err error) {
	options = []mail.Option{mail.WithPort(s.port), mail.WithTimeout(s.cfg.Timeout), mail.WithHELO(s.cfg.HelloName)}
	switch s.cfg.TLS {
	case TLSImplicit:
		options = append(options, mail.WithSSL())
	case TLSStart:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithTLSConfig(s.tlsConfig()))
	case TLSNone:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.cfg.User == "" {
		return options, "", nil
	}
	options = append(options, mail.WithUsername(s.cfg.User))
	if s.cfg.Token == nil {
		password := s.cfg.Password
		if s.cfg.Reread != nil {
			if now, err := s.cfg.Reread(); err == nil { // one that cannot be read now is as it was
				password = now
			}
		}
		return append(options, mail.WithPassword(password), mail.WithOpportunisticSMTPAuth(s.logins()...)), "", nil
	}
	if token, err = s.cfg.Token(ctx, refused); err != nil {
		return nil, "", fmt.Errorf("%w: access token: %w", ErrAccount, err)
	}
	return append(options, mail.WithPassword(token), mail.WithSMTPAuth(mail.SMTPAuthXOAUTH2)), token, nil
}

// logins lists the ways to log in, in our order. Plain passwords travel inside TLS or on this machine.
func (s *SMTP) logins() []mail.SMTPAuthType {
	if s.cfg.TLS == TLSNone {
		return []mail.SMTPAuthType{mail.SMTPAuthCramMD5, mail.SMTPAuthPlainNoEnc, mail.SMTPAuthLoginNoEnc}
	}
	return []mail.SMTPAuthType{mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthCramMD5}
}

// encrypt starts TLS on a new connection where the server expects it from the first byte.
func (s *SMTP) encrypt(ctx context.Context, conn net.Conn) (net.Conn, error) {
	if s.cfg.TLS != TLSImplicit {
		return conn, nil
	}
	secure := tls.Client(conn, s.tlsConfig())
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secure, nil
}

func (s *SMTP) tlsConfig() *tls.Config {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.cfg.TLSConfig != nil {
		cfg = s.cfg.TLSConfig.Clone()
	}
	if cfg.ServerName == "" {
		cfg.ServerName = s.host
	}
	return cfg
}

// deliver puts one letter through MAIL, RCPT, DATA and the content. It returns the server's last words, or
// the step that failed and why.
func (c *session) deliver(e envelope) (answer string, at step, err error) {
	if e.utf8 {
		if ok, _ := c.client.Extension("SMTPUTF8"); !ok {
			return "", atAddress, errors.New("the mail server takes no address with letters outside ASCII")
		}
	}
	c.client.SkipSMTPUTF8(!e.utf8)
	if err := c.within(1, func() error { return c.client.Mail("<" + e.from + ">") }); err != nil {
		return "", atSender, err
	}
	if err := c.within(1, func() error { return c.client.Rcpt("<" + e.to + ">") }); err != nil {
		return "", atRecipient, err
	}
	var data *smtp.DataCloser
	err = c.within(1, func() error {
		w, err := c.client.Data()
		data, _ = w.(*smtp.DataCloser)
		return err
	})
	if err != nil {
		return "", atData, err
	}
	if err := c.within(1, func() error { _, err := data.Write(e.data); return err }); err != nil {
		return "", atContent, err
	}
	err = c.within(finalFactor, data.Close)
	return data.ServerResponse(), atContent, err
}

// mostSaid is how many bytes a mail server may say in one exchange, and until we are logged in. The library keeps a
// line and an answer in memory however long they are.
const mostSaid = 1 << 20

var errEndless = errors.New("the mail server's answer has no end")

// allowance is a connection on which the server may say only so much.
type allowance struct {
	net.Conn
	left int
}

func (a *allowance) Read(b []byte) (int, error) {
	if a.left <= 0 {
		return 0, errEndless
	}
	n, err := a.Conn.Read(b[:min(len(b), a.left)])
	a.left -= n
	return n, err
}

// within does one exchange in its share of time.
func (c *session) within(factor time.Duration, exchange func() error) error {
	c.allow.left = mostSaid
	if err := c.client.UpdateDeadline(factor * c.timeout); err != nil {
		return err
	}
	return exchange()
}

// reset clears a refused letter off the connection and reports whether the next one may use it.
func (c *session) reset() bool {
	return c.within(1, c.client.Reset) == nil
}

// quit says goodbye. Every letter has its answer by now, so nothing depends on how the server takes it.
func (c *session) quit() {
	if c.client.UpdateDeadline(2*time.Second) == nil {
		if _, err := c.client.Text.Cmd("QUIT"); err == nil {
			_, _, _ = c.client.Text.ReadResponse(221)
		}
	}
	c.drop()
}

// drop cuts the connection and waits for nobody. It is the only end for one that failed to answer: a late
// answer must not be taken for the next letter's.
func (c *session) drop() { _ = c.conn.Close() }
