package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/lab"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/twiliodouble"
	"complaints/store"
)

const mailsOfRun, textsOfRun = 180, 20

// TestKilledAtAnyMoment kills the built program without warning at a random moment of a run with 200 messages, starts
// it again, and counts. A letter may have gone twice only where the program died between the server's acceptance
// and its own record of it; the record then says that a try was lost.
func TestKilledAtAnyMoment(t *testing.T) {
	doubled := 0
	for round := range kills {
		t.Run(strconv.Itoa(round), func(t *testing.T) { doubled += killOnce(t) })
	}
	t.Logf("%d kills; %d letters went twice, each in the moment between acceptance and record", kills, doubled)
}

// stage is a run: the mailbox, the mail server, the texts and the program.
type stage struct {
	mailbox mailbox
	sink    *lab.Sink
	texts   *twiliodouble.Double
	cfg     config.Config
	program *lab.Program
	clock   atomic.Int64 // nanoseconds that the program's clock and Twilio's are ahead of ours
	handed  int          // texts that were in doubt too often, which go to a person
}

// newStage is a stage on a database, with a mailbox and a mail server alone.
func newStage(t *testing.T, database string) *stage {
	t.Helper()
	box, addr := anyMailbox(t)
	return stageAt(t, box, addr, database)
}

// stageAt is a stage at a mailbox of the test's own choice.
func stageAt(t *testing.T, box mailbox, imap, database string) *stage {
	t.Helper()
	s := &stage{mailbox: box, sink: sink(t), texts: twiliodouble.New(twiliodouble.Config{})}
	var err error
	if s.cfg, err = lab.Config(imap, s.sink.Addr, database); err != nil {
		t.Fatal(err)
	}
	s.cfg.Store.Seal = filepath.Join(t.TempDir(), "complaintsd.seal") // one for all daemons of a database
	return s
}

// withProgram adds the program as it is.
func (s *stage) withProgram(t *testing.T) *stage {
	t.Helper()
	s.program = program(t, s.cfg)
	return s
}

// ahead is how far the program's clock, and Twilio's, are ahead of ours.
func (s *stage) ahead() time.Duration { return time.Duration(s.clock.Load()) }

// pass lets time pass by that clock.
func (s *stage) pass(d time.Duration) { s.clock.Add(int64(d)) }

// now is the time by that clock.
func (s *stage) now() time.Time { return time.Now().Add(s.ahead()) }

// withTexts adds a text service.
func (s *stage) withTexts(t *testing.T) *stage {
	t.Helper()
	port, err := lab.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	web := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	s.texts = twiliodouble.New(twiliodouble.Config{AccountSID: account, AuthToken: token, Webhook: "http://" + web +
		"/sms", Now: s.now})
	twilio := httptest.NewServer(s.texts)
	t.Cleanup(twilio.Close)
	sms := &s.cfg.SMS
	sms.AccountSID, sms.AuthToken, sms.From, sms.Server = account, token, "+447700900100", twilio.URL
	sms.Listen, sms.PublicURL = web, "http://"+web+"/sms"
	return s
}

func killOnce(t *testing.T) (doubled int) {
	s := newStage(t, database(t)).withTexts(t).withProgram(t)
	for n := range mailsOfRun {
		deliver(t, s.mailbox, complaintMail(n))
	}
	texted := make(chan error, 1)
	go func() { texted <- s.text(t.Context()) }()
	start(t, s.program)
	began := time.Now()
	if sent := rand.IntN(2 * mailsOfRun); sent < mailsOfRun { // in half of the rounds letters are on the wire
		s.sink.Await(20*time.Second, func(mails []lab.Mail) bool { return len(mails) > sent })
	} else {
		time.Sleep(50*time.Millisecond + rand.N(1200*time.Millisecond))
	}
	moment := time.Since(began)
	if err := s.program.Kill(); err != nil {
		t.Fatal(err)
	}
	before := acknowledged(s.sink.Mails())
	start(t, s.program)
	await(t, s.sink, time.Minute, mailsOfRun)
	if err := <-texted; err != nil {
		t.Fatal(err)
	}
	s.awaitOutcomes(t, mailsOfRun+textsOfRun)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	doubled = s.check(t, mailsOfRun+textsOfRun)
	if s.handed > 0 {
		t.Errorf("after one kill %d texts went to a person", s.handed)
	}
	t.Logf("killed after %v with %d acknowledged; %d letters doubled", moment.Round(time.Millisecond), before, doubled)
	return doubled
}

// text sends the residents' texts.
func (s *stage) text(ctx context.Context) error {
	for n := range textsOfRun {
		if err := s.textOf(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// textOf sends the text of the n-th resident. Where the webhook does not answer, Twilio's fallback brings the same
// text again.
func (s *stage) textOf(ctx context.Context, n int, files ...twiliodouble.Media) error {
	from := fmt.Sprintf("+447700%06d", 900200+n)
	status, _, err := s.texts.Text(ctx, from, s.cfg.SMS.From,
		fmt.Sprintf("lift out of order AGAIN in block %d, third time and nobody came. i want to complain", n), files...)
	sid := ""
	for _, m := range s.texts.Messages() {
		if m.Inbound && m.From == from {
			sid = m.SID
		}
	}
	for tries := 0; err != nil || status != http.StatusOK; tries++ {
		if tries > 1200 {
			return fmt.Errorf("text %d: webhook answers %d, %v", n, status, err)
		}
		time.Sleep(50 * time.Millisecond)
		status, _, err = s.texts.Repeat(ctx, sid, "")
	}
	return nil
}

// awaitOutcomes waits until every message has its outcome and no letter that is due waits.
func (s *stage) awaitOutcomes(t *testing.T, messages int) {
	t.Helper()
	db := s.open(t)
	defer db.Close()
	for limit := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		all, err := db.Arrivals(t.Context(), store.ArrivalFilter{Limit: 10 * messages})
		if err != nil {
			t.Fatal(err)
		}
		decided := 0
		for _, a := range all {
			if a.Outcome.Kind != store.Undecided {
				decided++
			}
		}
		due := 0
		for _, l := range letters(t, db) {
			waits := l.State == outbox.Pending || l.State == outbox.Unknown
			if l.State == outbox.Leased || waits && !l.DueAt.After(s.now()) { // the due time of a lease is its end
				due++
			}
		}
		if decided == messages && due == 0 {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("%d of %d messages are decided, %d letters wait that are due", decided, messages, due)
		}
	}
}

func (s *stage) open(t *testing.T) *store.Store {
	t.Helper()
	db, err := daemon.OpenStore(t.Context(), s.cfg)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// letters returns all letters of all cases, and of none.
func letters(t *testing.T, db *store.Store) (all []store.Posted) {
	t.Helper()
	cases, err := db.ListCases(t.Context(), store.CaseFilter{Limit: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, ref := range append([]complaint.Case{{}}, cases...) {
			ls, err := tx.LettersOf(ctx, ref.Ref)
			if err != nil {
				return err
			}
			all = append(all, ls...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// check proves that nothing was lost and nothing invented, and returns how many letters went twice.
func (s *stage) check(t *testing.T, messages int) (doubled int) {
	t.Helper()
	db := s.open(t)
	defer db.Close()
	if faults, err := db.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
	all, err := db.Arrivals(t.Context(), store.ArrivalFilter{Limit: 10 * messages})
	if err != nil {
		t.Fatal(err)
	}
	opened := map[string]int{}
	for _, a := range all {
		if a.Outcome.Kind == store.Opened {
			opened[a.Outcome.Case]++
		} else {
			t.Errorf("message %s is %q: %s", a.ID, a.Outcome.Kind, a.Outcome.Reason)
		}
	}
	if len(all) != messages {
		t.Errorf("%d messages came and %d are in the database", messages, len(all))
	}
	cases, err := db.ListCases(t.Context(), store.CaseFilter{Limit: 10 * messages})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		if opened[c.Ref] != 1 || !strings.HasSuffix(c.Ref, fmt.Sprintf("-%06d", len(cases)-i)) {
			t.Errorf("case %s was opened by %d messages and is the %d. of %d", c.Ref, opened[c.Ref], len(cases)-i,
				len(cases))
		}
	}
	if len(cases) != messages {
		t.Errorf("%d messages made %d cases", messages, len(cases))
	}
	return s.checkLetters(t, letters(t, db))
}

// checkLetters holds the record of the letters against what the servers took.
func (s *stage) checkLetters(t *testing.T, all []store.Posted) (doubled int) {
	t.Helper()
	mails, texts := countMails(s.sink.Mails()), map[string]int{}
	for _, m := range s.texts.Messages() {
		if !m.Inbound {
			texts[m.To+m.Body]++
		}
	}
	for _, l := range all {
		n, took := mails[l.MessageID], mails
		key := l.MessageID
		if l.Channel == message.SMS {
			key, took = l.To+l.Text, texts
			n = texts[key]
		}
		delete(took, key)
		switch {
		case l.State == outbox.Sent && n == 0:
			t.Errorf("letter %s of %s counts as sent and nobody has it", l.Letter.Letter, l.Case)
		case l.State == outbox.Sent && n == 1, n == 0 && l.DueAt.After(s.now()):
		// in doubt: Twilio is asked before it goes again
		case l.State == outbox.Unknown && l.Channel == message.SMS && n <= 1:
		case l.State == outbox.Failed && l.Channel == message.SMS && n <= 1 &&
			strings.HasSuffix(l.Detail, "its list does not show it"):
			s.handed++
		case n > 1 && l.Channel == message.Email && n <= len(l.Attempts):
			doubled++
		default:
			t.Errorf("letter %s of %s is %s, went %d times in %d tries", l.Letter.Letter, l.Case, l.State, n,
				len(l.Attempts))
		}
	}
	if len(mails)+len(texts) > 0 {
		t.Errorf("%d mails and %d texts left of which the record knows nothing", len(mails), len(texts))
	}
	return doubled
}

// TestMailServerDown takes the mail server away while letters are owed.
func TestMailServerDown(t *testing.T) {
	s := newStage(t, database(t)).withTexts(t).withProgram(t)
	start(t, s.program)
	deliver(t, s.mailbox, complaintMail(0))
	await(t, s.sink, 20*time.Second, 1)
	// its acceptance has been heard: what is on the wire when a server goes is another test's matter
	s.awaitOutcomes(t, 1)
	if err := s.sink.Down(); err != nil {
		t.Fatal(err)
	}
	const owed = 10
	for n := 1; n <= owed; n++ {
		deliver(t, s.mailbox, complaintMail(n))
	}
	outage := 3 * time.Second
	if kills > 3 {
		outage = 15 * time.Second
	}
	time.Sleep(outage)
	if err := s.sink.Up(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	await(t, s.sink, 2*time.Minute, owed+1)
	t.Logf("all %d letters owed left %v after an outage of %v", owed, time.Since(began).Round(time.Millisecond), outage)
	s.awaitOutcomes(t, owed+1)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	if doubled := s.check(t, owed+1); doubled > 0 {
		t.Errorf("%d letters went twice", doubled)
	}
}
