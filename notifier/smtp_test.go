package notifier_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/people"
	"complaints/notifier"
)

var decided = time.Date(2026, 11, 27, 9, 30, 0, 0, time.UTC)

// letter is an acknowledgement to one resident.
func aLetter(n int) outbox.Letter {
	return outbox.Letter{
		ID: fmt.Sprintf("letter-%d", n), Case: "HC-2026-000123", Letter: letter.Stage1Acknowledgement,
		Cause: fmt.Sprintf("message-%d", n),
		Role:  people.RoleResident, Channel: message.Email, To: fmt.Sprintf("resident%d@example.com", n),
		ToName: "Asha Rahman",
		Token:  "k7q2m4", MessageID: fmt.Sprintf("k7q2m4.%d@landlord.example", n), InReplyTo: "abc@example.com",
		Thread: []string{"first@example.com", "abc@example.com"}, Subject: "We have your complaint – HC-2026-000123",
		Text:      "Dear Asha Rahman,\n\nWe have your complaint. It costs £0.\n",
		HTML:      "<p>Dear Asha Rahman,</p><p>We have your complaint. It costs £0.</p>",
		DecidedAt: decided, Promised: calendar.MustDate("2026-12-01"),
	}
}

func letters(n int) []outbox.Letter {
	out := make([]outbox.Letter, n)
	for i := range out {
		out[i] = aLetter(i + 1)
	}
	return out
}

func newSMTP(t testing.TB, cfg notifier.SMTPConfig) *notifier.SMTP {
	t.Helper()
	s, err := notifier.NewSMTP(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The truth table of what a try came to: one letter, a server that does one thing wrong, and what follows
// for the letter and for the lane.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	type trouble int
	const (
		none trouble = iota
		passing
		account
	)
	const bounce = "550 5.1.1 <resident1@example.com>: no such user"
	for _, tc := range []struct {
		situation string
		say       map[string]string
		want      outbox.SendState
		untried   bool
		trouble   trouble
		detail    string // a part of it
	}{
		{situation: "all is well", want: outbox.Sent, trouble: none, detail: "queued as X1"},
		{
			situation: "accepted in unusual words",
			say:       map[string]string{"dot": "252 taken, will try"},
			want:      outbox.Sent,
			trouble:   none,
			detail:    "252",
		},
		{
			situation: "QUIT fails after success",
			say:       map[string]string{"QUIT": drop},
			want:      outbox.Sent,
			trouble:   none,
		},
		{
			situation: "QUIT hangs after success",
			say:       map[string]string{"QUIT": hang},
			want:      outbox.Sent,
			trouble:   none,
		},
		{
			situation: "QUIT is refused after success",
			say:       map[string]string{"QUIT": "500 what"},
			want:      outbox.Sent,
			trouble:   none,
		},
		{
			situation: "RSET would be refused after success",
			say:       map[string]string{"RSET": "500 what"},
			want:      outbox.Sent,
			trouble:   none,
		},

		{
			situation: "the reader's address is dead",
			say:       map[string]string{"RCPT": bounce},
			want:      outbox.Failed,
			trouble:   none,
			detail:    "550 5.1.1 <(address)>: no such user",
		},
		{
			situation: "the address is not one for this server",
			say:       map[string]string{"RCPT": "501 5.1.3 bad address syntax"},
			want:      outbox.Failed,
			trouble:   none,
			detail:    "5.1.3",
		},
		{
			situation: "the reader's box takes mail from few",
			say:       map[string]string{"RCPT": "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup"},
			want:      outbox.Failed,
			trouble:   none,
			detail:    "5.7.133",
		},
		{
			situation: "the content is refused for good",
			say:       map[string]string{"dot": "554 5.6.0 content rejected"},
			want:      outbox.Failed,
			trouble:   none,
			detail:    "554",
		},
		{
			situation: "DATA is refused for good",
			say:       map[string]string{"DATA": "554 no valid recipients"},
			want:      outbox.Failed,
			trouble:   none,
			detail:    "554",
		},

		{
			situation: "greylisting",
			say:       map[string]string{"RCPT": "450 4.2.0 greylisted, come back"},
			want:      outbox.Pending,
			trouble:   none,
			detail:    "450",
		},
		{
			situation: "the reader's box is full for now",
			say:       map[string]string{"RCPT": "452 4.2.2 mailbox full"},
			want:      outbox.Pending,
			trouble:   none,
			detail:    "452",
		},
		{
			situation: "DATA is refused for now",
			say:       map[string]string{"DATA": "451 4.3.0 later"},
			want:      outbox.Pending,
			trouble:   none,
			detail:    "451",
		},
		{
			situation: "the content is refused for now",
			say:       map[string]string{"dot": "451 4.7.1 try again"},
			want:      outbox.Pending,
			trouble:   none,
			detail:    "451",
		},
		{
			situation: "the server is closing after RCPT",
			say:       map[string]string{"RCPT": "421 4.3.2 shutting down"},
			want:      outbox.Pending,
			trouble:   none,
			detail:    "421",
		},

		{situation: "dropped after MAIL", say: map[string]string{"MAIL": drop}, want: outbox.Pending, trouble: none},
		{situation: "dropped after RCPT", say: map[string]string{"RCPT": drop}, want: outbox.Pending, trouble: none},
		{situation: "dropped after DATA", say: map[string]string{"DATA": drop}, want: outbox.Pending, trouble: none},
		{
			situation: "silent after RCPT",
			say:       map[string]string{"RCPT": hang},
			want:      outbox.Pending,
			trouble:   none,
			detail:    "timeout",
		},
		{
			situation: "dropped after the whole content",
			say:       map[string]string{"dot": drop},
			want:      outbox.Unknown,
			trouble:   none,
		},
		{
			situation: "silent after the whole content",
			say:       map[string]string{"dot": hang},
			want:      outbox.Unknown,
			trouble:   none,
			detail:    "timeout",
		},
		{
			situation: "nonsense after the whole content",
			say:       map[string]string{"dot": "what?"},
			want:      outbox.Unknown,
			trouble:   none,
		},
		{
			situation: "neither yes nor no after the whole content",
			say:       map[string]string{"dot": "354 more"},
			want:      outbox.Unknown,
			trouble:   none,
		},

		{
			situation: "nobody listens",
			say:       map[string]string{"dial": "no"},
			want:      outbox.Pending,
			untried:   true,
			trouble:   passing,
			detail:    "refused",
		},
		{
			situation: "hung up at the greeting",
			say:       map[string]string{"greeting": drop},
			want:      outbox.Pending,
			untried:   true,
			trouble:   passing,
		},
		{
			situation: "silent at the greeting",
			say:       map[string]string{"greeting": hang},
			want:      outbox.Pending,
			untried:   true,
			trouble:   passing,
			detail:    "does not answer",
		},
		{
			situation: "too busy to greet",
			say:       map[string]string{"greeting": "421 4.3.2 too many connections"},
			want:      outbox.Pending,
			untried:   true,
			trouble:   passing,
			detail:    "421",
		},
		{
			situation: "the greeting refuses us",
			say:       map[string]string{"greeting": "554 5.7.1 your address is blocked"},
			want:      outbox.Pending,
			untried:   true,
			trouble:   account,
			detail:    "554",
		},
		{
			situation: "the sender is refused for now",
			say:       map[string]string{"MAIL": "451 4.3.0 later"},
			want:      outbox.Pending,
			untried:   true,
			trouble:   passing,
			detail:    "451",
		},
		{
			situation: "login is required",
			say:       map[string]string{"MAIL": "530 5.7.0 Authentication required"},
			want:      outbox.Pending,
			untried:   true,
			trouble:   account,
			detail:    "530",
		},
		{
			situation: "our sender is refused",
			say:       map[string]string{"MAIL": "550 5.1.0 sender rejected"},
			want:      outbox.Pending,
			untried:   true,
			trouble:   account,
			detail:    "550",
		},
		{
			situation: "login is required, said late",
			say:       map[string]string{"RCPT": "530 5.7.0 Authentication required"},
			want:      outbox.Pending,
			trouble:   account,
			detail:    "530",
		},
		{
			situation: "we may not relay",
			say:       map[string]string{"RCPT": "554 5.7.1 <resident1@example.com>: Relay access denied"},
			want:      outbox.Pending,
			trouble:   account,
			detail:    "Relay",
		},
		{
			situation: "we may not send as this sender",
			say:       map[string]string{"dot": "554 5.2.252 SendAsDenied; sender not allowed"},
			want:      outbox.Pending,
			trouble:   account,
			detail:    "SendAsDenied",
		},
		{
			situation: "today's quota is used up",
			say:       map[string]string{"dot": "550 5.4.5 Daily sending quota exceeded"},
			want:      outbox.Pending,
			trouble:   account,
			detail:    "5.4.5",
		},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &script{say: tc.say}
				results, err := newSMTP(t, server.config()).Send(t.Context(), letters(1))
				if len(results) != 1 {
					t.Fatalf("got %d results", len(results))
				}
				r := results[0]
				if r.Letter != "letter-1" || r.State != tc.want || r.Untried != tc.untried ||
					!strings.Contains(r.Detail, tc.detail) {
					t.Errorf("got %+v, want %s, untried %v, %q", r, tc.want, tc.untried, tc.detail)
				}
				if strings.Contains(r.Detail, "resident1") {
					t.Errorf("the detail tells an address: %s", r.Detail)
				}
				got := none
				if err != nil {
					got = passing
				}
				if errors.Is(err, notifier.ErrAccount) {
					got = account
				}
				if got != tc.trouble {
					t.Errorf("trouble: got %v", err)
				}
				if (r.Provider != "") != (tc.want == outbox.Sent) {
					t.Errorf("provider: got %q", r.Provider)
				}
				if r.At.IsZero() {
					t.Error("the result has no time")
				}
			})
		})
	}
}

// Half a letter must never be delivered: after a connection broke in the content, nothing may complete it.
func TestBrokenContentIsNotCompleted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		cfg := sink.config()
		cfg.Dial = func(ctx context.Context, network, addr string) (conn netConn, err error) {
			conn, err = sink.dial(ctx, network, addr)
			return &stalling{Conn: conn, after: 6000}, err
		}
		long := aLetter(1)
		long.Text = strings.Repeat("All work and no heating. ", 2000)
		results, _ := newSMTP(t, cfg).Send(t.Context(), []outbox.Letter{long})
		if results[0].State != outbox.Unknown {
			t.Errorf("got %+v", results[0])
		}
		if n := len(sink.mails()); n != 0 {
			t.Errorf("%d mails were delivered, want none: half a letter went out", n)
		}
	})
}

// states writes the results of a batch in short: the first letter of each state, and a dash where it was not tried.
func states(results []outbox.SendResult) (s string) {
	for _, r := range results {
		s += string(r.State[0])
		if r.Untried {
			s += "-"
		}
	}
	return s
}

func TestBatchGoesOverOneConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		results, err := newSMTP(t, sink.config()).Send(t.Context(), letters(20))
		if err != nil || states(results) != strings.Repeat("s", 20) || sink.dials != 1 {
			t.Errorf("states %s over %d connections, %v; want %s over 1", states(results), sink.dials, err,
				strings.Repeat("s", 20))
		}
		for _, m := range sink.mails() {
			if len(m.to) != 1 || m.from != "complaints@landlord.example" {
				t.Errorf("a mail from %s to %v", m.from, m.to)
			}
		}
	})
}

func TestOneDeadAddressHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onRcpt = func(to string) error {
			if to == "resident2@example.com" {
				return refuse(550, "5.1.1 no such user")
			}
			return nil
		}
		results, err := newSMTP(t, sink.config()).Send(t.Context(), letters(3))
		if err != nil || states(results) != "sfs" || sink.dials != 1 {
			t.Errorf("states %s over %d connections, %v; want %s over 1", states(results), sink.dials, err,
				"sfs")
		}
	})
}

func TestResetRefusedAfterADeadAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &script{say: map[string]string{"RCPT": "550 5.1.1 no", "RSET": "500 what"},
			then: map[string]string{}}
		results, err := newSMTP(t, server.config()).Send(t.Context(), letters(3))
		if err != nil || states(results) != "fss" || server.conns != 2 {
			t.Errorf("states %s over %d connections, %v; want %s over 2", states(results), server.conns, err,
				"fss")
		}
	})
}

func TestDropAfterOneContentIsSurvived(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		first := true
		sink.onData = func(s *session, _ []byte) error {
			if first {
				first = false
				s.accept()
				s.hangUp()
				return errors.New("gone")
			}
			return nil
		}
		results, err := newSMTP(t, sink.config()).Send(t.Context(), letters(3))
		if err != nil || states(results) != "uss" || sink.dials != 2 {
			t.Errorf("states %s over %d connections, %v; want %s over 2", states(results), sink.dials, err,
				"uss")
		}
	})
}

func TestLateAnswerIsNotTakenForTheNextLetters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t, func(s *smtpServer) { s.ReadTimeout, s.WriteTimeout = time.Hour, time.Hour })
		sink.onData = func(s *session, _ []byte) error {
			if s.mail.to[0] == "resident1@example.com" {
				time.Sleep(51 * time.Second)
			}
			return nil
		}
		cfg := sink.config()
		cfg.Dial = buffering(sink.dial)
		s := newSMTP(t, cfg)
		var results []outbox.SendResult
		err := s.SendEach(t.Context(), letters(3), func(r outbox.SendResult) {
			results = append(results, r)
			time.Sleep(5 * time.Second)
		})
		if err != nil || states(results) != "uss" || sink.dials != 2 {
			t.Errorf("states %s over %d connections, %v; want %s over 2", states(results), sink.dials, err,
				"uss")
		}
	})
}

func TestServerThatAlwaysDropsEndsTheBatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &script{say: map[string]string{"RCPT": drop}}
		results, err := newSMTP(t, server.config()).Send(t.Context(), letters(4))
		if err == nil || states(results) != "ppp-p-" || server.conns != 2 {
			t.Errorf("states %s over %d connections, %v; want %s over 2", states(results), server.conns, err,
				"ppp-p-")
		}
	})
}

// TestAChangedPasswordIsTaken: the password is read at each login.
func TestAChangedPasswordIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onAuth = func(_, password string) error {
			if password != "new" {
				return refuse(535, "5.7.8 wrong password")
			}
			return nil
		}
		now := "expired"
		cfg := sink.config()
		cfg.User, cfg.Password, cfg.Reread = "complaints", "expired", func() (string, error) { return now, nil }
		s := newSMTP(t, cfg)
		if _, err := s.Send(t.Context(), letters(1)); !errors.Is(err, notifier.ErrAccount) {
			t.Errorf("the expired one: %v", err)
		}
		now = "new"
		if results, err := s.Send(t.Context(), letters(1)); err != nil || results[0].State != outbox.Sent {
			t.Errorf("the new one: %+v, %v", results, err)
		}
	})
}

func TestRefusedLoginTriesNoLetter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onAuth = func(string, string) error { return refuse(535, "5.7.8 wrong password") }
		cfg := sink.config()
		cfg.User, cfg.Password = "complaints", "secret-word"
		results, err := newSMTP(t, cfg).Send(t.Context(), letters(3))
		if !errors.Is(err, notifier.ErrAccount) || states(results) != "p-p-p-" || sink.dials != 1 {
			t.Errorf("states %s over %d connections, %v; want %s over 1", states(results), sink.dials, err,
				"p-p-p-")
		}
		if strings.Contains(fmt.Sprint(err, results), "secret-word") {
			t.Error("the password is told")
		}
	})
}

func TestConnectionThatDiedBetweenLetters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t)
		sink.onData = func(s *session, _ []byte) error {
			go func() { time.Sleep(time.Millisecond); s.hangUp() }()
			return nil
		}
		s := newSMTP(t, sink.config())
		var results []outbox.SendResult
		err := s.SendEach(t.Context(), letters(3), func(r outbox.SendResult) {
			results = append(results, r)
			time.Sleep(time.Second)
		})
		if err != nil || states(results) != "sss" {
			t.Errorf("got %s, %v: nothing had been said on the dead connection", states(results), err)
		}
	})
}

func TestStopInTheMiddle(t *testing.T) {
	t.Parallel()
	t.Run("the letter on the wire is finished", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			sink := newSink(t)
			ctx, cancel := context.WithCancel(t.Context())
			sink.onData = func(*session, []byte) error {
				cancel()
				time.Sleep(2 * time.Second)
				return nil
			}
			start := time.Now()
			results, err := newSMTP(t, sink.config()).Send(ctx, letters(3))
			if !errors.Is(err, notifier.ErrStopped) || results[0].State != outbox.Sent || !results[1].Untried ||
				!results[2].Untried {
				t.Errorf("got %+v, %v", results, err)
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("took %s", took)
			}
		})
	})
	t.Run("but not waited for beyond a few seconds", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			server := &script{say: map[string]string{"dot": hang}}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			start := time.Now()
			results, err := newSMTP(t, server.config()).Send(ctx, letters(2))
			if !errors.Is(err, notifier.ErrStopped) || results[0].State != outbox.Unknown || !results[1].Untried {
				t.Errorf("got %+v, %v", results, err)
			}
			if took := time.Since(start); took > 8*time.Second {
				t.Errorf("took %s", took)
			}
		})
	})
	t.Run("a slow login is not waited for at all", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			server := &script{say: map[string]string{"greeting": hang}}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			start := time.Now()
			results, _ := newSMTP(t, server.config()).Send(ctx, letters(1))
			if took := time.Since(start); took > 1100*time.Millisecond || !results[0].Untried {
				t.Errorf("took %s, got %+v", took, results)
			}
		})
	})
}

// The answer to a whole letter is waited for much longer than any other: giving up there doubles mail.
func TestSlowAcceptanceIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := newSink(t, func(s *smtpServer) { s.ReadTimeout, s.WriteTimeout = time.Hour, time.Hour })
		sink.onData = func(*session, []byte) error { time.Sleep(40 * time.Second); return nil }
		results, err := newSMTP(t, sink.config()).Send(t.Context(), letters(1))
		if err != nil || results[0].State != outbox.Sent {
			t.Errorf("got %+v, %v", results, err)
		}
	})
}
