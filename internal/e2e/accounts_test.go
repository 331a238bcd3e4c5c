package e2e

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/lab"
	"complaints/internal/labtest"
	"complaints/internal/message"
	"complaints/store"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// Residents write to two addresses of the house, each with an account of its own on a server of its own.
const (
	secondAddr = "127.0.0.2:143"
	secondUser = "housing@landlord.example"
)

// twoAccounts is a town with two accounts, and a daemon that reads both.
type twoAccounts struct {
	*town
	cfg    config.Config
	second *imapmemserver.User
	server *imapserver.Server // of the second account
}

func newTwoAccounts(t *testing.T, town *town, cfg config.Config) *twoAccounts {
	a := &twoAccounts{town: town, cfg: cfg}
	a.cfg.Mailbox.Poll = time.Minute
	a.cfg.Mailbox.Others = []config.OtherMailbox{{Server: secondAddr, User: secondUser, Password: password}}
	a.second = a.account(t, password)
	a.up(t)
	return a
}

// account makes the second account, empty.
func (a *twoAccounts) account(t *testing.T, password string) *imapmemserver.User {
	t.Helper()
	u := imapmemserver.NewUser(secondUser, password)
	if err := u.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	return u
}

func (a *twoAccounts) up(t *testing.T) { a.server = a.serveIMAP(t, secondAddr, a.second) }

func (a *twoAccounts) down(t *testing.T) {
	t.Helper()
	if err := a.server.Close(); err != nil {
		t.Fatal(err)
	}
	a.cut(secondAddr)
}

func put(t *testing.T, box *imapmemserver.User, raw string) {
	t.Helper()
	if _, err := box.Append("INBOX", lab.Literal([]byte(raw)),
		&imap.AppendOptions{Time: time.Now()}); err != nil {
		t.Fatal(err)
	}
}

// copyOf is the same mail as one of two addresses gets it.
func copyOf(to, from, id, words string) string {
	head := fmt.Sprintf("Delivered-To: %s\r\nReceived: from mx by %s; %s\r\nFrom: %s\r\nTo: "+
		"complaints@landlord.example, %s\r\nSubject: Our block\r\n", to, to, time.Now().Format(time.RFC1123Z), from,
		secondUser)
	if id != "" {
		head += "Message-ID: <" + id + ">\r\n"
	}
	return head + "\r\n" + words + "\r\n"
}

// letters counts the letters to an address.
func (a *twoAccounts) letters(to string) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, m := range a.mails {
		if m.to == to {
			n++
		}
	}
	return n
}

const lift = "I want to make a complaint. The lift in our block has been out of order for the third time since " +
	"June. I have rung twice and nobody came."

// TestTwoAccounts reads two accounts on two servers. What comes to either is taken once; what comes to both is one; the
// loss of one holds up nothing of the other and is told with its name; a new numbering and a new start repeat nothing;
// and whoever wrote to the second address can answer our letter.
func TestTwoAccounts(t *testing.T) {
	t.Parallel()
	inTown(t, 10, func(t *testing.T, town *town, cfg config.Config) {
		a := newTwoAccounts(t, town, cfg)
		a.cfg.Mailbox.SilentFor = 30 * time.Minute
		stop := runDaemon(t, a.town, a.cfg)
		a.takesBoth(t)
		a.outlivesTheSecond(t)
		a.isNumberedAnew(t)
		stop()
		stop = runDaemon(t, a.town, a.cfg)
		time.Sleep(30*time.Minute + time.Second)
		a.hears(t)
		stop()
		a.isOnce(t, string(cfg.Store.URL))
		if err := a.server.Close(); err != nil {
			t.Error(err)
		}
	})
}

// takesBoth: one mail in each, and four that come to both.
func (a *twoAccounts) takesBoth(t *testing.T) {
	put(t, a.mailbox, copyOf("complaints@landlord.example", "first@residents.example", "1@residents.example", lift))
	put(t, a.second, copyOf(secondUser, "second@residents.example", "2@residents.example", lift))
	for _, c := range []struct{ from, one, other string }{
		{"both@residents.example", "b@residents.example", "b@residents.example"},
		{"nameless@residents.example", "", ""},
		{"renamed@residents.example", "r1@residents.example", "r2@residents.example"},
		{"half@residents.example", "h@residents.example", ""},
	} {
		put(t, a.mailbox, copyOf("complaints@landlord.example", c.from, c.one, lift))
		put(t, a.second, copyOf(secondUser, c.from, c.other, lift))
	}
	time.Sleep(10*time.Minute + time.Second)
	for _, who := range []string{"first", "second", "both", "nameless", "renamed", "half"} {
		if n := a.letters(who + "@residents.example"); n != 1 {
			t.Errorf("%s has %d letters and not 1", who, n)
		}
	}
}

// outlivesTheSecond: the second account's server goes, then comes back with another password.
func (a *twoAccounts) outlivesTheSecond(t *testing.T) {
	told := func() (n int) {
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, m := range a.mails {
			words, _, _ := strings.Cut(strings.Join(strings.Fields(strings.ReplaceAll(m.text, "=\r\n", "")), " "),
				"Content-Type: text/html")
			if m.to != "complaints.team@landlord.example" || !strings.Contains(words, "could not be read since") {
				continue
			}
			n++
			if !strings.Contains(words, secondUser+"/INBOX on "+secondAddr) || strings.Contains(words, imapAddr) {
				t.Errorf("the alert does not name the second account alone:\n%s", words)
			}
		}
		return n
	}
	a.down(t)
	time.Sleep(20*time.Minute + time.Second)
	put(t, a.mailbox, copyOf("complaints@landlord.example", "meanwhile@residents.example", "m@residents.example", lift))
	time.Sleep(2*time.Minute + time.Second)
	if n := a.letters("meanwhile@residents.example"); n != 1 {
		t.Errorf("while the second account was away a resident of the first has %d letters", n)
	}
	time.Sleep(2*time.Hour + time.Second)
	if n := told(); n != 1 {
		t.Errorf("%d alerts of the silent account", n)
	}
	good := a.second
	a.second = a.account(t, "changed")
	a.up(t)
	time.Sleep(3*time.Hour + time.Second)
	if n := told(); n != 1 {
		t.Errorf("%d alerts after the login was refused too", n)
	}
	a.down(t)
	a.second = good
	put(t, a.second, copyOf(secondUser, "patient@residents.example", "p@residents.example", lift))
	a.up(t)
	time.Sleep(time.Hour + time.Second)
	if n := a.letters("patient@residents.example"); n != 1 {
		t.Errorf("what waited in the second account brought %d letters", n)
	}
}

// isNumberedAnew: the second mailbox gets another UIDVALIDITY, and one mail more.
func (a *twoAccounts) isNumberedAnew(t *testing.T) {
	a.down(t)
	a.second = a.account(t, password)
	for _, who := range []string{"second", "both", "patient"} {
		id := map[string]string{"second": "2", "both": "b", "patient": "p"}[who]
		put(t, a.second, copyOf(secondUser, who+"@residents.example", id+"@residents.example", lift))
	}
	put(t, a.second, copyOf(secondUser, "late@residents.example", "l@residents.example", lift))
	a.up(t)
	time.Sleep(time.Hour + time.Second)
	if n := a.letters("late@residents.example"); n != 1 {
		t.Errorf("after the new numbering a new mail brought %d letters", n)
	}
}

// hears: the resident of the second address answers the acknowledgement to where it says, and that mailbox is read.
func (a *twoAccounts) hears(t *testing.T) {
	reply := ""
	a.mu.Lock()
	for _, m := range a.mails {
		if m.to == "second@residents.example" {
			reply = m.replyTo
		}
	}
	a.mu.Unlock()
	if !strings.HasPrefix(reply, "complaints+") {
		t.Fatalf("answers to the second address's resident go to %q", reply)
	}
	for i, box := range []*imapmemserver.User{a.mailbox, a.second} { // and a copy to the address they know
		put(t, box, fmt.Sprintf("Delivered-To: %d\r\nFrom: second@residents.example\r\nTo: %s\r\nCc: "+
			"%s\r\nSubject: Re: Our block\r\nMessage-ID: <again@residents.example>\r\n\r\nAny news about this, "+
			"please? I am still waiting.\r\n", i, reply, secondUser))
	}
	time.Sleep(time.Hour + time.Second)
	if n := a.letters("second@residents.example"); n != 2 {
		t.Errorf("after asking for news they have %d letters and not 2", n)
	}
}

// isOnce looks at what is in the database: nine cases, each opened by one message, and nothing undecided.
func (a *twoAccounts) isOnce(t *testing.T, database string) {
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cases, err := db.ListCases(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 9 {
		t.Errorf("%d cases and not 9", len(cases))
	}
	all, err := db.Arrivals(t.Context(), store.ArrivalFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[store.OutcomeKind]int{}
	for _, m := range all {
		outcomes[m.Outcome.Kind]++
	}
	if outcomes[store.Opened] != 9 || outcomes[store.Continued] != 1 ||
		outcomes[store.Opened]+outcomes[store.Continued]+outcomes[store.Filed] != len(all) {
		t.Errorf("outcomes of %d messages: %v", len(all), outcomes)
	}
	if faults, err := db.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
}

// deliverHalfTwice puts mails into two mailboxes by turns, and every second of them into the other one as well.
func deliverHalfTwice(t *testing.T, first, second mailbox, mails int) {
	t.Helper()
	boxes := []mailbox{first, second}
	for n := range mails {
		deliver(t, boxes[n%2], complaintMail(n))
		if n%4 < 2 {
			deliver(t, boxes[(n+1)%2], append([]byte("Delivered-To: the other\r\n"), complaintMail(n)...))
		}
	}
}

// TestTwoAccountsAndAKill runs the built program on two mail servers, kills it in the midst of two full mailboxes of
// which half is in both, takes the second server away and lets it come back with new numbers. Every resident is
// acknowledged once, and reconcile finds nothing missing.
func TestTwoAccountsAndAKill(t *testing.T) {
	first, second := labtest.Dovecot(t), labtest.Dovecot(t)
	stage := stageAt(t, first, first.Addr, database(t))
	stage.cfg.Mailbox.Poll = 2 * time.Second
	stage.cfg.Mailbox.Others = []config.OtherMailbox{{Server: second.Addr, User: secondUser, Password: lab.Password}}
	s, p := stage.sink, stage.withProgram(t).program
	const before, during, after = 60, 5, 5
	deliverHalfTwice(t, first, second, before)
	start(t, p)
	s.Await(20*time.Second, func(mails []lab.Mail) bool { return len(mails) > before/3 })
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	start(t, p)
	await(t, s, time.Minute, before)
	if err := second.Stop(); err != nil {
		t.Fatal(err)
	}
	for n := range during {
		deliver(t, first, complaintMail(before+n))
	}
	await(t, s, time.Minute, before+during)
	if said, err := p.Command(t.Context(), "reconcile"); err == nil || !strings.Contains(err.Error(), second.Addr) ||
		strings.Contains(err.Error(), first.Addr) {
		t.Errorf("with the second server down reconcile says %q, %v", said, err)
	}
	if err := second.Renumber(); err != nil {
		t.Fatal(err)
	}
	if err := second.Up(); err != nil {
		t.Fatal(err)
	}
	for n := range after {
		deliver(t, second, complaintMail(before+during+n))
	}
	await(t, s, time.Minute, before+during+after)
	// of the second mailbox each mail comes once more, with its new number
	const copies, again = before / 2, before * 3 / 4
	stage.awaitOutcomes(t, before+copies+during+after+again)
	said, err := p.Command(t.Context(), "reconcile")
	if want := fmt.Sprintf("All %d mails", before+copies+during+after); err != nil || !strings.Contains(said, want) {
		t.Errorf("reconcile says %q, %v", said, err)
	}
	if err := p.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	db := stage.open(t)
	defer db.Close()
	cases, err := db.ListCases(t.Context(), store.CaseFilter{Limit: 1000})
	if err != nil || len(cases) != before+during+after {
		t.Errorf("%d cases of %d mails, %v", len(cases), before+during+after, err)
	}
	if doubled := stage.checkLetters(t, letters(t, db)); doubled > stage.cfg.Limits.SendConnections {
		t.Errorf("%d letters went twice", doubled)
	}
}

// TestACopyInTheSameMoment has the two mailboxes bring the same mail in the same moment, many times over, on a database
// in which several can write at once. Each is one case.
func TestACopyInTheSameMoment(t *testing.T) {
	cfg, err := lab.Config("127.0.0.1:1", "127.0.0.1:1", labtest.Postgres(t).URL())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Store.Notes, cfg.Store.Seal = filepath.Join(t.TempDir(), "notes"), filepath.Join(t.TempDir(), "seal")
	d, err := daemon.New(t.Context(), daemon.Options{Config: cfg, Log: slog.New(slog.DiscardHandler), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	const mails = 40
	for n := range mails {
		var both sync.WaitGroup
		for _, source := range []string{"first", "second"} {
			both.Go(func() {
				a := message.Arrival{Key: fmt.Sprintf("%s-%d", source, n), Source: source, Channel: message.Email,
					Received: time.Now().UTC(), Raw: complaintMail(n)}
				if err := d.Desk().Receive(t.Context(), source, []message.Arrival{a},
					message.Cursor{}); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	db, err := daemon.OpenStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cases, err := db.ListCases(t.Context(), store.CaseFilter{Limit: 1000})
	if err != nil || len(cases) != mails {
		t.Errorf("%d mails made %d cases, %v", mails, len(cases), err)
	}
}
