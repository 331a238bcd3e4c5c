package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/lab"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/twiliodouble"
	"complaints/store"
)

// badDay is something that a server does for a while.
type badDay struct {
	name     string
	begin    func(*town) (end func())
	doubtful bool // nobody can tell whether a letter was taken: tried twice, and then a person decides
	doubles  bool // mails that were accepted may go again, each with its own Message-ID
}

var errCut = errors.New("cut")

// badDays are frozen, dropped and refusing servers, at every moment where it makes a difference.
var badDays = []badDay{
	{name: "the mail server freezes at RCPT", begin: mailServerFreezes(lab.AtRecipient)},
	{name: "the mail server freezes after DATA", begin: mailServerFreezes(lab.AtData), doubtful: true},
	{name: "the mail server freezes before its 250", begin: mailServerFreezes(lab.Taken), doubles: true,
		doubtful: true},
	{name: "the mail server hangs up at RCPT", begin: mailServerHangsUp(lab.AtRecipient)},
	{name: "the mail server hangs up after DATA", begin: mailServerHangsUp(lab.AtData), doubtful: true},
	{name: "the mail server hangs up before its 250", begin: mailServerHangsUp(lab.Taken), doubles: true,
		doubtful: true},
	{name: "the mail server says nothing at all", begin: silentServer(smtpAddr)},
	{name: "the mailbox's server says nothing at all", begin: silentServer(imapAddr)},
	{name: "the mailbox's server hangs up again and again", begin: func(s *town) func() {
		return s.cutAgainAndAgain(imapAddr)
	}},
	{name: "the mailbox's server is gone", begin: func(s *town) func() {
		if err := s.imap.Close(); err != nil {
			panic(err)
		}
		return func() { s.openMailbox(s.t) }
	}},
	{name: "Twilio says nothing at all", begin: silentServer(twilioAddr)},
	{name: "Twilio is slow and takes the texts",
		begin: twilioDoes(twiliodouble.Fault{Delay: 10 * time.Minute, Accepts: true})},
	{name: "Twilio answers 503", begin: twilioDoes(twiliodouble.Fault{Status: http.StatusServiceUnavailable,
		Code: 20503})},
	{name: "Twilio answers 500 and has taken the text",
		begin: twilioDoes(twiliodouble.Fault{Status: http.StatusInternalServerError, Code: 20500, Accepts: true})},
	{name: "Twilio hangs up and has taken the text",
		begin: twilioDoes(twiliodouble.Fault{HangUp: true, Accepts: true})},
	{name: "Twilio hangs up and has not", begin: twilioDoes(twiliodouble.Fault{HangUp: true})},
}

// mailServerFreezes holds every mail at a moment until the end.
func mailServerFreezes(m lab.Moment) func(*town) func() {
	return func(s *town) func() {
		over := make(chan struct{})
		s.meetAt(m, func() error { <-over; return nil })
		return func() { s.meetAt("", nil); close(over) }
	}
}

func mailServerHangsUp(m lab.Moment) func(*town) func() {
	return func(s *town) func() {
		s.meetAt(m, func() error { return errCut })
		return func() { s.meetAt("", nil) }
	}
}

func (s *town) meetAt(m lab.Moment, f func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.meet = func(at lab.Moment) error {
		if at != m {
			return nil
		}
		return f()
	}
}

func silentServer(addr string) func(*town) func() {
	return func(s *town) func() {
		s.freeze(addr)
		return func() { s.thaw(addr) }
	}
}

// cutAgainAndAgain cuts connections, a little later in their life each time.
func (s *town) cutAgainAndAgain(addr string) (end func()) {
	over, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for pause := time.Millisecond; ; pause += 37 * time.Millisecond {
			select {
			case <-over:
				return
			case <-time.After(pause):
				s.cut(addr)
			}
		}
	}()
	return func() { close(over); <-done }
}

func twilioDoes(f twiliodouble.Fault) func(*town) func() {
	return func(s *town) func() {
		s.texts.Faults(func(twiliodouble.Message) twiliodouble.Fault { return f })
		return func() { s.texts.Faults(nil) }
	}
}

// TestBadDaysOfTheServersAround lets each server around the daemon freeze, hang up or refuse for most of an hour of
// virtual time, while complaints come in. Afterwards each of them is acknowledged, once but for the mails that the
// server had accepted without saying so, and the daemon stops in order with no goroutine left behind.
func TestBadDaysOfTheServersAround(t *testing.T) {
	t.Parallel()
	for _, b := range badDays {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			inTown(t, 10, b.live)
		})
	}
}

const before, during = 3, 6 // complaints of each channel

func (b badDay) live(t *testing.T, town *town, cfg config.Config) {
	cfg.Schedule.Sweep = "* * * * *"
	stop := runDaemon(t, town, cfg)
	time.Sleep(time.Minute)
	for n := range before {
		town.complain(t, n)
	}
	time.Sleep(10 * time.Minute)
	end := b.begin(town)
	for n := range during {
		town.complain(t, before+n)
		time.Sleep(7 * time.Minute)
	}
	end()
	time.Sleep(6 * time.Hour)
	told := time.Now()
	stop()
	if took := time.Since(told); took > 30*time.Second {
		t.Errorf("the daemon took %v to stop", took)
	}
	town.texts.Wait()
	b.check(t, town, string(cfg.Store.URL))
}

// complain lets a resident write a mail, and another a text.
func (s *town) complain(t *testing.T, n int) {
	t.Helper()
	if err := s.deliver(t.Context(), message.Arrival{Channel: message.Email, Raw: complaintMail(n),
		Received: time.Now()}); err != nil {
		t.Error(err)
	}
	status, _, err := s.texts.Text(t.Context(), fmt.Sprintf("+44770090020%d", n), "+447700900100",
		fmt.Sprintf("lift out of order AGAIN in block %d, third time and nobody came. i want to complain", n))
	if err != nil || status != http.StatusOK {
		t.Errorf("the webhook answers %d, %v", status, err)
	}
}

func (b badDay) check(t *testing.T, town *town, database string) {
	t.Helper()
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if faults, err := db.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
	cases, err := db.ListCases(t.Context(), store.CaseFilter{})
	if err != nil || len(cases) != 2*(before+during) {
		t.Errorf("%d cases, %v", len(cases), err)
	}
	went := map[string]int{}
	for _, m := range town.mails {
		went[strings.Trim(m.id, "<>")]++
	}
	for _, m := range town.texts.Messages() {
		if !m.Inbound {
			went[m.To+m.Body]++
		}
	}
	acknowledged, doubled, persons := 0, 0, 0
	for _, l := range letters(t, db) {
		n := went[l.MessageID]
		if l.Channel == message.SMS {
			n = went[l.To+l.Text]
		}
		switch {
		case l.State == outbox.Sent && n == 1, n == 0 && l.State == outbox.Pending && l.DueAt.After(time.Now()):
		case l.State == outbox.Sent && l.Channel == message.Email && b.doubles && n <= len(l.Attempts):
			doubled += n - 1
		case b.doubtful && l.State == outbox.Failed && strings.HasPrefix(l.Detail, outbox.InDoubt) && n <= 2:
			persons++ // twice in doubt, so a person decides
		default:
			t.Errorf("letter %s to %s is %s, went %d times in %d tries: %s", l.Letter.Letter, l.Role, l.State, n,
				len(l.Attempts), l.Detail)
		}
		decided := l.State == outbox.Sent || b.doubtful && l.State == outbox.Failed
		if decided && l.Letter.Letter == letter.Stage1Acknowledgement {
			acknowledged++
		}
	}
	if acknowledged < 2*(before+during) {
		t.Errorf("%d of %d complaints are acknowledged", acknowledged, 2*(before+during))
	}
	if doubled > 0 {
		t.Logf("%d mails went again that had been accepted without an answer", doubled)
	}
	if persons > 0 {
		t.Logf("%d letters were twice in doubt and are a person's to decide", persons)
	}
}
