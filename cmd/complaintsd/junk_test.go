package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/message"

	"github.com/emersion/go-imap/v2"
)

const prizeWords = "CONGRATULATIONS!!! You have WON 500,000 GBP in our lottery. Click here " +
	"http://prize.example/claim now to claim your prize, limited offer, buy viagra cheap."

// junkMail puts mails into the server's spam folder.
func (o outside) junkMail(t *testing.T, mails ...string) {
	t.Helper()
	if err := o.mailbox.Create("Spam", nil); err != nil {
		t.Fatal(err)
	}
	for i, m := range mails {
		if _, err := o.mailbox.Append("Spam", sized{bytes.NewReader([]byte(m))},
			&imap.AppendOptions{Time: time.Now().Add(time.Duration(i-60) * time.Minute)}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStraysAreNamedAndTakenInOnRequest(t *testing.T) {
	t.Parallel()
	server := newOutside(t)
	at := time.Now().Add(-time.Hour)
	server.junkMail(t, mailFrom("Prize <win@prize.example>", "YOU HAVE WON", prizeWords, at),
		aLeak(at.Add(time.Second)),
		throughAList(mailFrom("News <n@list.example>", "Bulbs", "Plant them now.", at.Add(2*time.Second))))
	o := newOffice(t, server.settings()...)
	o.database()
	o.prints("The junk folder holds 3 mails.", "reconcile")
	out := o.ok("junk")
	if !strings.Contains(out, "asha@example.com  "+leakSubject) || strings.Contains(out, "win@prize.example") ||
		!strings.Contains(out, "1 of the 3 mails in the folder Spam") {
		t.Errorf("printed %q", out)
	}
	var possible struct{ From, Subject, Key string }
	if err := json.Unmarshal([]byte(o.ok("junk", "--json")), &possible); err != nil ||
		possible.From != "asha@example.com" || possible.Subject != leakSubject || possible.Key == "" {
		t.Errorf("%+v, %v", possible, err)
	}
	o.printsNothing("case list", "--all")
	for range 2 { // the second time it is known
		o.prints("were taken in", "junk", "--take")
		if out := o.ok("case list", "--status", string(complaint.Review)); strings.Count(out, "\n") != 1 {
			t.Errorf("cases that wait for a person: %q", out)
		}
	}
}

func TestTheMorningReportNamesStrays(t *testing.T) {
	t.Parallel()
	server := newOutside(t)
	server.junkMail(t, aLeak(time.Now().Add(-time.Hour)),
		mailFrom("Prize <win@prize.example>", "YOU HAVE WON", prizeWords, time.Now()))
	for setting, named := range map[string]bool{"tell": true, "leave": false, "take": false} {
		o := newOffice(t, server.settings("mailbox.junk", setting)...)
		clock := time.Now()
		office := o.openAt(&clock)
		for cal := office.Desk.Procedure().Calendar; !cal.WorkingDay(cal.Day(clock)); {
			clock = clock.AddDate(0, 0, 1)
		}
		if err := office.Desk.MorningReport(t.Context()); err != nil {
			t.Fatal(err)
		}
		letters, err := office.Store.Claim(t.Context(), message.Email, clock, 10, time.Minute)
		if err != nil || len(letters) != 1 {
			t.Fatalf("%d letters, %v", len(letters), err)
		}
		text := letters[0].Text
		if strings.Contains(text, "In the junk folder Spam") != named ||
			strings.Contains(text, "asha@example.com") != named || strings.Contains(text, "prize.example") {
			t.Errorf("%s: the morning report says %s", setting, text)
		}
	}
}

func TestNoJunkFolder(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newOutside(t).settings()...)
	o.database()
	o.fails(1, "no junk folder", "junk")
	if out := o.ok("reconcile"); strings.Contains(out, "junk") {
		t.Errorf("reconcile says %q", out)
	}
}
