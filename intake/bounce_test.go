package intake

import (
	"fmt"
	"strings"
	"testing"

	"complaints/internal/message"
)

// report is a standard delivery report on a letter of ours.
func report(words, fields string) string {
	return "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.org>\n" +
		"To: complaints@landlord.example\nSubject: Undelivered Mail Returned to Sender\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n" +
		words +
		"\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n" + fields +
		"\n\n--b\nContent-Type: message/rfc822\n\nFrom: complaints@landlord.example\nTo: asha@example.org\n" +
		"Message-ID: <l01@landlord.example>\nSubject: Your complaint\n\nDear Ms Rahman\n--b--\n"
}

// plainNotice is a notice that is nothing but words.
func plainNotice(words string) string {
	return "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nTo: complaints@landlord.example\n" +
		"Subject: failure notice\n\n" + words
}

func TestBounces(t *testing.T) {
	t.Parallel()
	one := func(status, diagnostic string) string {
		return "Final-Recipient: rfc822; asha@example.org\nAction: failed\nStatus: " + status +
			"\nDiagnostic-Code: smtp; " + diagnostic
	}
	const letter = "l01@landlord.example"
	for _, x := range []struct {
		name, raw string
		want      message.Bounce
	}{
		{
			name: "nobody of that name",
			raw: report("Sorry",
				one("5.1.1", "550 5.1.1 <asha@example.org>: Recipient address rejected: User unknown")),
			want: message.Bounce{Status: "5.1.1", Hard: true},
		},
		{
			name: "no such domain",
			raw: report("Sorry",
				one("5.4.4", "Host or domain name not found. Name service error for name=example.org type=A: Host "+
					"not found")),
			want: message.Bounce{Status: "5.4.4", Hard: true},
		},
		{
			name: "domain takes no mail",
			raw:  report("Sorry", one("5.1.10", "556 5.1.10 Recipient address has null MX")),
			want: message.Bounce{Status: "5.1.10", Hard: true},
		},
		{
			name: "moved away",
			raw:  report("Sorry", one("5.1.6", "551 5.1.6 The user has moved to another address")),
			want: message.Bounce{Status: "5.1.6", Hard: true},
		},
		{
			name: "Google's words",
			raw:  report("Sorry", one("5.1.1", "550-5.1.1 The email account that you tried to reach does not exist.")),
			want: message.Bounce{Status: "5.1.1", Hard: true},
		},
		{
			name: "unknown user under a weak code, at the address",
			raw: report("host mx said: 550 unknown user (in reply to RCPT TO command)",
				one("5.0.0", "550 unknown user")),
			want: message.Bounce{Status: "5.0.0", Hard: true},
		},
		{
			name: "unknown user after the letter's text",
			raw: report("host mx said: 550 unknown user (in reply to end of DATA command)",
				one("5.0.0", "550 unknown user")),
			want: message.Bounce{Status: "5.0.0"},
		},
		{
			name: "full",
			raw:  report("Sorry", one("5.2.2", "552 5.2.2 The email account that you tried to reach is over quota")),
			want: message.Bounce{Status: "5.2.2"},
		},
		{
			name: "full, under the code of an unknown user",
			raw:  report("Sorry", one("5.1.1", "550 mailbox is full, user unknown")),
			want: message.Bounce{Status: "5.1.1"},
		},
		{
			name: "too big",
			raw:  report("Sorry", one("5.3.4", "552 5.3.4 Message size exceeds fixed limit")),
			want: message.Bounce{Status: "5.3.4"},
		},
		{
			name: "taken for spam",
			raw:  report("Sorry", one("5.7.1", "554 5.7.1 Message rejected as spam")),
			want: message.Bounce{Status: "5.7.1"},
		},
		{
			name: "our domain not proven",
			raw: report("Sorry",
				one("5.7.26", "550-5.7.26 Unauthenticated email from landlord.example is not accepted due to "+
					"domain's DMARC policy")),
			want: message.Bounce{Status: "5.7.26"},
		},
		{
			name: "switched off",
			raw:  report("Sorry", one("5.2.1", "550 5.2.1 The email account that you tried to reach is inactive")),
			want: message.Bounce{Status: "5.2.1"},
		},
		{
			name: "given up",
			raw:  report("Sorry", one("4.4.7", "554 4.4.7 Message expired: unable to deliver in 840 minutes")),
			want: message.Bounce{Status: "4.4.7"},
		},
		{
			name: "the real code stands in the diagnostic",
			raw:  report("Sorry", one("5.0.0 (permanent failure)", "550 5.1.1 no such user")),
			want: message.Bounce{Status: "5.1.1", Hard: true},
		},
		{
			name: "only late",
			raw: report("Warning", "Final-Recipient: rfc822; asha@example.org\nAction: delayed\nStatus: 4.4.1\n"+
				"Will-Retry-Until: Sat, 7 Nov 2026 10:15:00 +0000"),
			want: message.Bounce{Status: "4.4.1", Delayed: true},
		},
		{
			name: "delivered after all",
			raw:  report("Fine", "Final-Recipient: rfc822; asha@example.org\nAction: delivered\nStatus: 2.0.0"),
			want: message.Bounce{Status: "2.0.0", Delivered: true},
		},
		{
			name: "fields without a blank line between them",
			raw: report("Sorry", "Original-Recipient: rfc822;asha@example.org\n"+
				"Final-Recipient: rfc822;asha@example.org\nAction: failed\nStatus: 5.1.1"),
			want: message.Bounce{Status: "5.1.1", Hard: true},
		},
		{
			name: "Amazon in JSON",
			raw: "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n" +
				"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"" +
				"emailAddress\":\"asha@example.org\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":\"" +
				"smtp; 550 5.1.1 user " +
				"unknown\"}]},\"mail\":{\"source\":\"complaints@landlord.example\",\"headers\":[{\"name\":\"Message-" +
				"ID\",\"value\":\"<l01@landlord.example>\"}]}}",
			want: message.Bounce{Status: "5.1.1", Hard: true},
		},
		{
			name: "the letter's header in a text file",
			raw: "Return-Path: <>\nFrom: Mail Delivery Service <MAILER-DAEMON@mx.example.org>\n" +
				"To: complaints@landlord.example\nSubject: Delivery error\n" +
				"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n1 error:\n\n" +
				"rejected recipient <asha@example.org> (Error following RCPT command): [550 5.1.1 User unknown]\n" +
				"--b\nContent-Type: text/plain; name=headers.txt\n" +
				"Content-Disposition: attachment; filename=headers.txt\n\nTo: asha@example.org\n" +
				"Message-ID: <l01@landlord.example>\n--b--",
			want: message.Bounce{Status: "5.1.1", Hard: true},
		},
		{
			name: "qmail",
			raw: plainNotice("Hi. This is the qmail-send program at mx.example.org.\n" +
				"I'm afraid I wasn't able to deliver your message to the following addresses.\n" +
				"This is a permanent error; I've given up. Sorry it didn't work out.\n\n<asha@example.org>:\n" +
				"Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n" +
				"From: complaints@landlord.example\nMessage-ID: <l01@landlord.example>\nTo: asha@example.org\n\n" +
				"Dear Ms Rahman"),
			want: message.Bounce{Status: "5.1.1", Hard: true},
		},
		{
			name: "Exim",
			raw: plainNotice("This message was created automatically by mail delivery software.\n\n" +
				"A message that you sent could not be delivered to one or more of its\n" +
				"recipients. This is a permanent error. The following address(es) failed:\n\n  asha@example.org\n" +
				"    SMTP error from remote mail server after RCPT TO:<asha@example.org>:\n" +
				"    host mx.example.org [192.0.2.1]: 550 unknown user\n\n" +
				"------ This is a copy of the message, including all the headers. ------\n\n" +
				"Message-Id: <l01@landlord.example>\nTo: asha@example.org\n"),
			want: message.Bounce{Status: "5.0.0", Hard: true},
		},
		{
			name: "Exchange of old",
			raw: plainNotice("Your message\n\n  To:      someone@landlord.example\n  Subject: Your complaint\n" +
				"  Sent:    Tue, 3 Nov 2026 10:15:00 -0000\n\ndid not reach the following recipient(s):\n\n" +
				"asha@example.org on Tue, 3 Nov 2026 10:15:02 -0000\n    The recipient name is not recognized\n\n" +
				"------- Original message --------\nMessage-ID: <l01@landlord.example>\nTo: asha@example.org\n"),
			want: message.Bounce{Hard: true},
		},
		{
			name: "sendmail of old",
			raw: plainNotice("   ----- Transcript of session follows -----\nWhile talking to mx.example.org:\n" +
				">>> RCPT To:<asha@example.org>\n<<< 550 <asha@example.org>... User unknown\n" +
				"550 <asha@example.org>... User unknown\n\n   ----- Unsent message follows -----\n" +
				"Message-Id: <l01@landlord.example>\nTo: asha@example.org\n"),
			want: message.Bounce{Status: "5.0.0", Hard: true},
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, x.raw)
			if p.Message.Bounce == nil {
				t.Fatalf("no bounce; read as %s", p.Message.Nature)
			}
			x.want.Recipient = "asha@example.org"
			x.want.OriginalMessageID = letter
			got := *p.Message.Bounce
			got.Original, got.Final, got.Reporter = "", "", "" // see TestWhatADeliveryReportProves
			got.NullSender, got.Worded = false, false
			if got != x.want {
				t.Errorf("got  %+v\nwant %+v", got, x.want)
			}
		})
	}
}

func TestOneReportOnSeveralRecipients(t *testing.T) {
	t.Parallel()
	p := parse(t, report("Sorry", "Final-Recipient: rfc822; asha@example.org\nAction: failed\nStatus: 5.1.1\n"+
		"Diagnostic-Code: smtp; 550 user unknown\n\n"+
		"Final-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.2.2\n"+
		"Diagnostic-Code: smtp; 552 mailbox full\n\n"+
		"Final-Recipient: rfc822; sam@example.org\nAction: delivered\nStatus: 2.0.0"))
	got := ""
	for _, b := range p.Bounces {
		got += fmt.Sprintf("%s hard=%t delivered=%t; ", b.Recipient, b.Hard, b.Delivered)
	}
	want := "asha@example.org hard=true delivered=false; tom@example.org hard=false delivered=false; sam@example.org " +
		"hard=false delivered=true; "
	if got != want || p.Message.Nature != message.FromBounce || p.Message.Bounce.Recipient != "asha@example.org" {
		t.Errorf("%s: %s\nwant %s", p.Message.Nature, got, want)
	}
}

func TestTheRecipientThatFailedComesFirst(t *testing.T) {
	t.Parallel()
	p := parse(t, report("Sorry", "Final-Recipient: rfc822; asha@example.org\nAction: delivered\nStatus: 2.0.0\n\n"+
		"Final-Recipient: rfc822; tom@example.org\nAction: failed\nStatus: 5.1.1"))
	if b := p.Message.Bounce; b == nil || b.Recipient != "tom@example.org" || !b.Hard || len(p.Bounces) != 2 {
		t.Errorf("%+v of %+v", b, p.Bounces)
	}
}

func TestABounceHoldsOnlyTheNotice(t *testing.T) {
	t.Parallel()
	p := parse(t, report("Sorry it did not work out.", "Final-Recipient: rfc822; asha@example.org\nAction: failed\n"+
		"Status: 5.1.1"))
	if p.Message.Text != "Sorry it did not work out." {
		t.Errorf("our own letter stands in the text: %q", p.Message.Text)
	}
}

// TestWhatADeliveryReportProves: a report is worth what it says of the letter's own recipient, and who took it in.
func TestWhatADeliveryReportProves(t *testing.T) {
	t.Parallel()
	const fields = "Original-Recipient: rfc822; Asha@example.org\n" +
		"Final-Recipient: rfc822; asha.work@third.example\nAction: failed\nStatus: 5.1.1"
	somewhere := message.Bounce{Recipient: "asha@example.org", Original: "asha@example.org",
		Final: "asha.work@third.example", Reporter: "mx.example.org"}
	fromNobody := somewhere
	fromNobody.NullSender = true
	for name, x := range map[string]struct {
		raw  string
		want message.Bounce
	}{
		"forwarded to a dead address": {report("Sorry", fields), fromNobody},
		"no blank line after who reports": {strings.Replace(report("Sorry", fields), "mx.example.org\n\n",
			"MX.example.org.\n", 1),
			fromNobody},
		"a sender who is somebody": {strings.Replace(report("Sorry", fields), "<>", "<m@evil.net>", 1),
			somewhere},
		"an empty sender of their own below": {"Return-Path: <m@evil.net>\n" + report("Sorry", fields),
			somewhere},
		"words only": {plainNotice("Hi. This is the qmail-send program at mx.example.org.\n\n<asha@example.org>:\n" +
			"Sorry, no mailbox here by that name. (#5.1.1)"),
			message.Bounce{Recipient: "asha@example.org", NullSender: true, Worded: true}},
	} {
		p := parse(t, x.raw)
		if p.Message.Bounce == nil {
			t.Errorf("%s: no bounce; read as %s", name, p.Message.Nature)
			continue
		}
		got := *p.Message.Bounce
		got.Status, got.Hard, got.OriginalMessageID = "", false, ""
		if got != x.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, x.want)
		}
		if !got.Names("ASHA@example.org") || got.Names("") || got.Names("tom@example.org") {
			t.Errorf("%s: names the wrong people: %+v", name, got)
		}
	}
}

// TestAPersonInTheFormOfAReportIsRead: what a resident writes in the form of a delivery report has words of theirs, and
// they stand in nobody else's way.
func TestAPersonInTheFormOfAReportIsRead(t *testing.T) {
	t.Parallel()
	const fields, gas = "Final-Recipient: rfc822; asha@example.org\nAction: failed\nStatus: 5.1.1",
		"I can smell gas in my kitchen and nobody has come."
	theirs := strings.NewReplacer("Return-Path: <>", "Return-Path: <asha@example.org>",
		"Mail Delivery System <MAILER-DAEMON@mx.example.org>", "Asha Rahman <asha@example.org>")
	for name, x := range map[string]struct {
		raw  string
		want message.Nature
	}{
		"from her own mailbox":        {theirs.Replace(report(gas, fields)), message.FromPerson},
		"without a word":              {theirs.Replace(report("", fields)), message.FromBounce},
		"from a mail server":          {report(gas, fields), message.FromBounce},
		"from a mail server's sender": {strings.Replace(report(gas, fields), "<>", "<m@evil.net>", 1), message.FromBounce},
	} {
		m := parse(t, x.raw).Message
		if m.Nature != x.want || x.want == message.FromPerson && !strings.Contains(m.NewText, gas) {
			t.Errorf("%s: got %s with %q, want %s", name, m.Nature, m.NewText, x.want)
		}
	}
}
