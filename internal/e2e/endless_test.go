package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/rehearsal"
	"complaints/store"
)

// endless is a situation in which letters could make letters for ever: what the mail server refuses, and what comes
// back for a letter that it took.
type endless struct {
	refuses func(to string) error
	content error // said after the whole of each mail to whom refuses is not nil
	hangsUp bool
	answers func(n int, m taken) string // a raw mail, or ""
	most    int                         // letters handed to the mail server, taken or not, in ten minutes
}

const teamAddress, nightsAddress = "complaints.team@landlord.example", "out.of.hours@landlord.example"

func refusal(code int, enhanced smtp.EnhancedCode, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: words}
}

func refuseTo(err error, whom ...string) func(string) error {
	return func(to string) error {
		for _, w := range whom {
			if strings.Contains(strings.ToLower(to), w) {
				return err
			}
		}
		return nil
	}
}

func situations() map[string]endless {
	nobody := refusal(550, smtp.EnhancedCode{5, 1, 1}, "no such user")
	full := refusal(552, smtp.EnhancedCode{5, 2, 2}, "mailbox full")
	staff := func(n int, m taken, words string) string {
		return fmt.Sprintf("Authentication-Results: %s; dmarc=pass header.from=landlord.example\r\nFrom: %s\r\n"+
			"To: %s\r\nSubject: Re: %s\r\nIn-Reply-To: %s\r\nMessage-ID: <answer-%d@landlord.example>\r\n\r\n%s\r\n",
			rehearsal.AuthservID, m.to, m.replyTo, m.subject, m.id, n, words)
	}
	return map[string]endless{
		"a resident and the team do not exist": {refuses: refuseTo(nobody, "residents.example", teamAddress), most: 40},
		"a resident does not exist, the team's mailbox is full": {refuses: func(to string) error {
			if strings.EqualFold(to, teamAddress) {
				return full
			}
			return refuseTo(nobody, "residents.example")(to)
		}, most: 40},
		"the server refuses everybody": {refuses: refuseTo(refusal(550, smtp.EnhancedCode{5, 7, 1}, "policy"), "@"), most: 80},
		"a filter refuses what the team gets": {refuses: refuseTo(nil, "none"),
			content: refusal(554, smtp.EnhancedCode{5, 7, 1}, "content rejected"), most: 60},
		"the server takes letters and hangs up": {hangsUp: true, most: 30},
		"what goes to the team comes back as a report": {answers: func(n int, m taken) string {
			if m.to != teamAddress {
				return ""
			}
			return report(n, m)
		}, most: 30},
		"what goes to the team and to residents comes back as a report": {answers: func(n int, m taken) string {
			if m.to != teamAddress && !strings.HasSuffix(m.to, "@residents.example") {
				return ""
			}
			return report(n, m)
		}, most: 40},
		"the night desk's ticket system acknowledges every mail": {answers: func(n int, m taken) string {
			if m.to != nightsAddress {
				return ""
			}
			return staff(n, m, fmt.Sprintf("Your request %d has been received. We will come back to you soon.", n))
		}, most: 30},
		"the night desk answers with other words each time": {answers: func(n int, m taken) string {
			if m.to != nightsAddress {
				return ""
			}
			return staff(n, m, "Thank you for writing to us about "+words(n)+". Somebody will look at it when we open.")
		}, most: 30},
		"the manager's ticket system begins with a command": {answers: func(n int, m taken) string {
			if !strings.Contains(m.to, ".manager@") {
				return ""
			}
			return staff(n, m, fmt.Sprintf("NOTE ticket %d was logged for you", n))
		}, most: 30},
		"the team's mailbox acknowledges every mail": {answers: func(n int, m taken) string {
			if m.to != teamAddress {
				return ""
			}
			return staff(n, m, fmt.Sprintf("Request received. Ticket %d.", n))
		}, most: 30},
		"a resident's machine answers every letter": {answers: func(n int, m taken) string {
			if !strings.HasSuffix(m.to, "@residents.example") {
				return ""
			}
			return fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: Re: %s\r\nIn-Reply-To: %s\r\nMessage-ID: "+
				"<robot-%d@residents.example>\r\n\r\nWhen will it be repaired? I wait for news of %s.\r\n", m.to, m.replyTo,
				m.subject, m.id, n, words(n))
		}, most: 40},
	}
}

// words are different ones for each number.
func words(n int) string {
	var w []rune
	for ; len(w) == 0 || n > 0; n /= 26 {
		w = append(w, rune('a'+n%26))
	}
	return "the " + string(w) + " house"
}

// report says that a mail did not arrive, as a mail server does.
func report(n int, m taken) string {
	return fmt.Sprintf("Return-Path: <>\r\nFrom: MAILER-DAEMON@mail.landlord.example\r\nTo: complaints@landlord.example\r\n"+
		"Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <report-%d@mail.landlord."+
		"example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox is full.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"+
		"Reporting-MTA: dns; mail.landlord.example\r\n\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: 5.2.2\r\n"+
		"Diagnostic-Code: smtp; 552 5.2.2 mailbox full\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"+
		"Message-ID: %s\r\nFrom: complaints@landlord.example\r\nTo: %s\r\nSubject: %s\r\n\r\n--b--\r\n",
		n, m.to, m.id, m.to, m.subject)
}

// TestNothingIsEndless runs the whole daemon for ten minutes in each situation, by its own clock, with a complaint, a
// gas leak and a machine that answers a second after each mail; COMPLAINTSD_ENDLESS=24h runs them for a day, in which
// there may be six times as many letters. What is promised all the same is that the alert is told again.
func TestNothingIsEndless(t *testing.T) {
	t.Parallel()
	lasts, times := 10*time.Minute, 1
	if d, err := time.ParseDuration(os.Getenv("COMPLAINTSD_ENDLESS")); err == nil && d > lasts {
		lasts, times = d, 6
	}
	for name, s := range situations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTown(t, 9, func(t *testing.T, town *town, cfg config.Config) { s.run(t, town, cfg, lasts, s.most*times) })
		})
	}
}

func (s endless) run(t *testing.T, town *town, cfg config.Config, lasts time.Duration, most int) {
	town.refuse, town.content, town.hangsUp, town.answer = s.refuses, s.content, s.hangsUp, s.answers
	cfg.Schedule.Sweep = "* * * * *"
	d, err := daemon.New(t.Context(), daemon.Options{Config: cfg, Log: slog.New(slog.DiscardHandler), Dial: town.Dial,
		Listen: town.Listen, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	running, halt := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()
	write(t, town, "asha@residents.example", "The roof leaks, and nobody came. I complain.")
	write(t, town, "gas@residents.example", "There is a strong smell of gas in the hall. I complain that nobody came.")
	time.Sleep(lasts)
	halt()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	town.answers.Wait()
	tries, came := town.count()
	letters := countLetters(t, string(cfg.Store.URL))
	t.Logf("%s: %d letters, %d handed to the mail server, %d mails answered in %v", t.Name(), letters, tries, came, lasts)
	if tries > most || letters > most {
		t.Errorf("%d letters, %d handed over; want at most %d", letters, tries, most)
	}
}

// countLetters is how many letters the database holds.
func countLetters(t *testing.T, database string) (n int) {
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cases, err := db.ListCases(t.Context(), store.CaseFilter{})
	if err != nil {
		t.Fatal(err)
	}
	cases = append(cases, complaint.Case{}) // letters of no case
	err = db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, c := range cases {
			posted, err := tx.LettersOf(ctx, c.Ref)
			if err != nil {
				return err
			}
			n += len(posted)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
