package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/config"
	"complaints/internal/lab"
	"complaints/store"

	"github.com/emersion/go-imap/v2"
)

// chat is what alerts.url leads to.
type chat struct {
	*httptest.Server
	mu   sync.Mutex
	said []string
}

func newChat(t *testing.T) *chat {
	t.Helper()
	c := &chat{}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

// ServeHTTP takes what is told.
func (c *chat) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var told struct {
		Text    string
		Trouble bool
	}
	err := json.NewDecoder(r.Body).Decode(&told)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said = append(c.said, fmt.Sprint(told.Trouble, " ", told.Text, err))
}

// says reports whether somebody was told something.
func (c *chat) says(words string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.said, func(s string) bool { return strings.Contains(s, words) })
}

// String is all that was told.
func (c *chat) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.said, "\n")
}

// until waits for something to become true.
func until(t *testing.T, patience time.Duration, what string, true func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !true(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

const operator = "it@landlord.example"

// watched adds a health page and somebody who looks after the program.
func (s *stage) watched(t *testing.T) (health string, to *chat) {
	t.Helper()
	port, err := lab.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	s.cfg.SMS.Listen = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	to = newChat(t)
	s.cfg.Alerts.Operator, s.cfg.Alerts.URL = operator, config.Secret(to.URL)
	return "http://" + s.cfg.SMS.Listen + "/healthz", to
}

// holds waits until the daemon holds a mailbox back and everybody who should knows why, and reports whom it wrote to.
func (s *stage) holds(t *testing.T, health string, to *chat, why string) {
	t.Helper()
	before := len(s.sink.Mails())
	start(t, s.program)
	until(t, 20*time.Second, "the log says why", func() bool {
		said := s.program.Said()
		return strings.Contains(said, "nothing of this mailbox is taken in") && strings.Contains(said, why)
	})
	page, err := http.Get(health)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	if body, _ := io.ReadAll(page.Body); page.StatusCode != http.StatusServiceUnavailable ||
		!strings.Contains(string(body), why) {
		t.Errorf("the health page is %d and says %s", page.StatusCode, body)
	}
	until(t, 90*time.Second, "alerts.url says why", func() bool { return to.says(why) })
	until(t, 90*time.Second, "the operator has a letter", func() bool { return len(s.sink.Mails()) > before })
	for _, m := range s.sink.Mails()[before:] {
		if m.To != operator {
			t.Errorf("a letter went to %s", m.To)
		}
	}
	if n := len(s.sink.Mails()) - before; n != 1 {
		t.Errorf("the operator had %d letters, want one", n)
	}
	if said, err := s.program.Command(t.Context(), "case", "list", "--all"); err != nil || said != "" {
		t.Errorf("its cases are %q, %v", said, err)
	}
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Errorf("it was not up any more: %v", err)
	}
}

// TestAFreshDatabaseBesideAMarkedMailbox: another copy of the configuration, whose database lies elsewhere, is started
// on a mailbox with which the right one has dealt. It stays up and writes to nobody, and everybody who looks after it
// hears why; when a person takes the mailbox over, what is marked is left alone.
func TestAFreshDatabaseBesideAMarkedMailbox(t *testing.T) {
	t.Parallel()
	s := newStage(t, "sqlite:"+t.TempDir()+"/complaints.db").withProgram(t)
	const mails = 16
	for n := range mails {
		deliver(t, s.mailbox, complaintMail(n))
	}
	start(t, s.program)
	await(t, s.sink, 30*time.Second, mails)
	s.awaitOutcomes(t, mails)
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	s.cfg.Store.URL = config.Secret("sqlite:" + filepath.Join(elsewhere, "complaints.db"))
	s.cfg.Store.Seal = filepath.Join(elsewhere, "complaintsd.seal")
	health, to := s.watched(t)
	s = s.withProgram(t)
	if said, _ := s.program.Command(t.Context(), "check"); !strings.Contains(said, "run would take nothing in") {
		t.Errorf("check says\n%s", said)
	}
	s.holds(t, health, to, "16 mails in complaints/INBOX carry our mark")

	before := len(s.sink.Mails())
	s.program.Flags = []string{"--take-over"}
	deliver(t, s.mailbox, complaintMail(mails))
	start(t, s.program)
	await(t, s.sink, 30*time.Second, mails+1)
	until(t, 90*time.Second, "alerts.url says that it is over",
		func() bool { return strings.Contains(to.String(), "false ") })
	for _, m := range s.sink.Mails()[before:] {
		if to := m.To; strings.HasSuffix(to, "@residents.example") && to != "r16@residents.example" {
			t.Errorf("a resident was written to once more: %s", to)
		}
	}
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	if said, err := s.program.Command(t.Context(), "quarantine", "list"); err != nil ||
		strings.Count(said, "another database has dealt with it") != mails {
		t.Errorf("what was marked is not put before a person: %v\n%s", err, said)
	}
}

// TestAForgottenSince: a mailbox with the mail of five years, and nobody has said from when it counts.
func TestAForgottenSince(t *testing.T) {
	t.Parallel()
	box, addr := imapHere(t, lab.User)
	s := stageAt(t, box, addr, "sqlite:"+t.TempDir()+"/complaints.db")
	const old = 20
	for n := range old {
		at := time.Now().AddDate(-1-n%5, 0, -n)
		if _, err := box.(here).Append("INBOX", lab.Literal(complaintMail(n)),
			&imap.AppendOptions{Time: at}); err != nil {
			t.Fatal(err)
		}
	}
	health, to := s.watched(t)
	s = s.withProgram(t)
	s.holds(t, health, to, "20 mails in complaints/INBOX are older than two weeks")

	s.cfg.Mailbox.Since = calendar.DateOf(time.Now().UTC().AddDate(0, 0, -1).Date())
	if err := s.program.Configure(s.cfg); err != nil {
		t.Fatal(err)
	}
	deliver(t, s.mailbox, complaintMail(old))
	start(t, s.program)
	await(t, s.sink, 30*time.Second, 1)
	time.Sleep(time.Second) // for whoever else would be written to
	if err := s.program.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	for _, m := range s.sink.Mails() {
		if strings.HasSuffix(m.To, "@residents.example") && m.To != "r20@residents.example" {
			t.Errorf("%s, whose mail is years old, was written to", m.To)
		}
	}
}

// dates are what each case has been promised, under which policy.
func (s *stage) dates(t *testing.T) map[string]string {
	t.Helper()
	db := s.open(t)
	defer db.Close()
	cases, err := db.ListCases(t.Context(), store.CaseFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, c := range cases {
		all[c.Ref] = fmt.Sprint(c.Profile, c.Stage1.Days())
	}
	return all
}

// TestTwoSettingsSideBySide runs two of the built program on one PostgreSQL, the second with another policy. It notices
// before it acts: no date moves, and both open cases alike, until a person adopts; then both follow. And back.
func TestTwoSettingsSideBySide(t *testing.T) {
	t.Parallel()
	s, _ := onPostgres(t)
	s.cfg.Policy.Profile = "spso-rsl"
	first := program(t, s.cfg)
	s.cfg.Policy.Profile = "hastoe-2020"
	second := program(t, s.cfg)
	start(t, first)
	deliver(t, s.mailbox, complaintMail(0))
	await(t, s.sink, 30*time.Second, 1)
	s.awaitOutcomes(t, 1)
	promised := s.dates(t)
	start(t, second)
	until(t, 30*time.Second, "the second says that its policy is not in force", func() bool {
		return strings.Contains(second.Said(), "would move dates, and is not in force")
	})
	if !s.sink.Await(20*time.Second, func(mails []lab.Mail) bool {
		return slices.ContainsFunc(mails, func(m lab.Mail) bool {
			return m.To == "complaints.team@landlord.example" && strings.Contains(m.Header.Get("Subject"), "settings")
		})
	}) {
		t.Error("the team was not told")
	}
	if err := first.Stop(15 * time.Second); err != nil { // now the second reads the mailbox
		t.Fatal(err)
	}
	deliver(t, s.mailbox, complaintMail(1))
	await(t, s.sink, time.Minute, 2)
	s.awaitOutcomes(t, 2)
	start(t, first)
	until(t, 30*time.Second, "the first runs again", func() bool {
		return strings.Count(first.Said(), "complaintsd is running") == 2
	})
	for ref, date := range s.dates(t) {
		if !strings.HasPrefix(date, "spso-rsl") || promised[ref] != "" && promised[ref] != date {
			t.Errorf("%s is under %s, and was promised %s", ref, date, promised[ref])
		}
		promised[ref] = date
	}

	adopt := func(p *lab.Program, why string) string {
		said, err := p.Command(t.Context(), "policy", "adopt", "--cases", "all", "--yes", "--why", why)
		if err != nil {
			t.Error(err)
		}
		return said
	}
	if said := adopt(second, "by mistake"); strings.Count(said, "goes over to the policy hastoe-2020") != 2 {
		t.Errorf("adopt says\n%s", said)
	}
	for _, p := range []*lab.Program{first, second} {
		until(t, 90*time.Second, "both follow", func() bool {
			return strings.Contains(p.Said(), "what was adopted is in force")
		})
	}
	for ref, date := range s.dates(t) {
		if date == promised[ref] {
			t.Errorf("%s has not moved: %s", ref, date)
		}
	}
	adopt(first, "it was a slip")
	if got := s.dates(t); fmt.Sprint(got) != fmt.Sprint(promised) {
		t.Errorf("moved back to %v, want %v", got, promised)
	}
	for _, p := range []*lab.Program{first, second} {
		if err := p.Stop(15 * time.Second); err != nil {
			t.Error(err)
		}
	}
	if said, err := first.Command(t.Context(), "verify"); err != nil {
		t.Errorf("verify: %v: %s", err, said)
	}
}
