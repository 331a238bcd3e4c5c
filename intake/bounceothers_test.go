package intake

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/message"
)

// notMet is a notice of a mail system in the form in which that system is known to write, and what it means.
type notMet struct {
	system, raw string
	want        fate
}

// gives is a notice with these header fields, from the lines that follow.
func gives(fields string, lines ...string) string {
	return "Return-Path: <>\nTo: complaints@landlord.example\n" + fields + "\n\n" + strings.Join(lines, "\n") + "\n"
}

// reported is a report with words for people, and the fields of one recipient for machines.
func reported(fields, words string, recipient ...string) string {
	return "Return-Path: <>\nTo: complaints@landlord.example\n" + fields +
		"\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"zz\"\n\n--zz\n" +
		"Content-Type: text/plain; charset=utf-8\n\n" + words +
		"\n--zz\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n" +
		strings.Join(recipient, "\n") + "\n--zz\nContent-Type: text/rfc822-headers\n\n" +
		"From: complaints@landlord.example\nTo: asha@example.org\nMessage-ID: <l01@landlord.example>\n" +
		"Subject: Your complaint HC-2026-000123\n--zz--\n"
}

const toAsha = "Final-Recipient: rfc822; asha@example.org"

// notMetBefore were written down before the rules were looked at.
var notMetBefore = []notMet{
	{"Exim, nobody at a remote host", gives("X-Failed-Recipients: asha@example.org\nAuto-Submitted: auto-replied\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender",
		"This message was created automatically by mail delivery software.", "",
		"A message that you sent could not be delivered to one or more of its",
		"recipients. This is a permanent error. The following address(es) failed:", "",
		"  asha@example.org", "    host mx1.example.org [192.0.2.7]",
		"    SMTP error from remote mail server after RCPT TO:<asha@example.org>:",
		"    550 5.1.1 Mailbox \"asha\" does not exist here"), never},
	{"Exim, retry time-out", gives("X-Failed-Recipients: asha@example.org\nAuto-Submitted: auto-replied\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender",
		"This message was created automatically by mail delivery software.", "",
		"A message that you sent could not be delivered to one or more of its",
		"recipients. This is a permanent error. The following address(es) failed:", "",
		"  asha@example.org", "    host mx1.example.org [192.0.2.7]",
		"    SMTP error from remote mail server after end of data:",
		"    451 4.7.1 Please come back later: retry timeout exceeded"), passing},
	{"Exim, content after data", gives("X-Failed-Recipients: asha@example.org\nAuto-Submitted: auto-replied\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender",
		"A message that you sent could not be delivered to one or more of its",
		"recipients. This is a permanent error. The following address(es) failed:", "",
		"  asha@example.org",
		"    SMTP error from remote mail server after end of data:",
		"    host filter.example.org [192.0.2.8]: 550 This message scored 11.4 points and was turned away"), passing},
	{"Exim, unrouteable", gives("X-Failed-Recipients: asha@example.org\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender",
		"The following address(es) failed:", "", "  asha@example.org", "    Unknown user"), never},
	{"Exim, still trying", gives("Auto-Submitted: auto-replied\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Warning: message 1kXyZ-0003 delayed 24 hours",
		"This message was created automatically by mail delivery software.",
		"A message that you sent has not yet been delivered to one or more of its",
		"recipients after more than 24 hours on the queue on smtp.example.net.", "",
		"The address to which the message has not yet been delivered is:", "",
		"  asha@example.org", "    Delay reason: mailbox is full: retry timeout not yet reached"), late},
	{"qmail, no host", gives("From: MAILER-DAEMON@mail.example.net\nSubject: failure notice",
		"Hi. This is the qmail-send program at mail.example.net.",
		"I'm afraid I wasn't able to deliver your message to the following addresses.",
		"This is a permanent error; I've given up. Sorry it didn't work out.", "",
		"<asha@example.org>:", "Sorry, I couldn't find any host named example.org. (#5.1.2)"), never},
	{"qmail, remote says no", gives("From: MAILER-DAEMON@mail.example.net\nSubject: failure notice",
		"Hi. This is the qmail-send program at mail.example.net.",
		"I'm afraid I wasn't able to deliver your message to the following addresses.",
		"This is a permanent error; I've given up. Sorry it didn't work out.", "",
		"<asha@example.org>:", "192.0.2.4 does not like recipient.",
		"Remote host said: 550 5.1.1 unknown or illegal alias", "Giving up on 192.0.2.4."), never},
	{"qmail, connect", gives("From: MAILER-DAEMON@mail.example.net\nSubject: failure notice",
		"Hi. This is the qmail-send program at mail.example.net.",
		"I'm afraid I wasn't able to deliver your message to the following addresses.",
		"This is a permanent error; I've given up. Sorry it didn't work out.", "",
		"<asha@example.org>:", "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)",
		"I'm not going to try again; this message has been in the queue too long."), passing},
	{"qmail, quota of vpopmail", gives("From: MAILER-DAEMON@mail.example.net\nSubject: failure notice",
		"Hi. This is the qmail-send program at mail.example.net.", "",
		"<asha@example.org>:", "user is over quota"), passing},
	{"qmail, vpopmail without a user", gives("From: MAILER-DAEMON@mail.example.net\nSubject: failure notice",
		"Hi. This is the qmail-send program at mail.example.net.", "",
		"<asha@example.org>:", "Sorry, no mailbox here by that name. vpopmail (#5.1.1)"), never},
	{"Domino, German", gives("From: Postmaster@example.org\nSubject: DELIVERY FAILURE: Benutzer asha "+
		"(asha@example.org) nicht im Domino-Verzeichnis aufgelistet", "Ihre Nachricht",
		"  Betreff: Your complaint HC-2026-000123", "konnte nicht zugestellt werden an:",
		"  asha@example.org", "aus folgendem Grund:",
		"  Benutzer asha (asha@example.org) nicht im Domino-Verzeichnis aufgelistet"), never},
	{"Domino, router", gives("From: Postmaster@example.org\nSubject: DELIVERY FAILURE: Error delivering to "+
		"mail\\asha.nsf; Unable to extend an ID table - insufficient memory", "Your message",
		"  Subject: Your complaint HC-2026-000123", "was not delivered to:", "  asha@example.org", "because:",
		"  Error delivering to mail\\asha.nsf; Unable to extend an ID table - insufficient memory"), passing},
	{"Domino, quota", gives("From: Postmaster@example.org\nSubject: DELIVERY FAILURE: Quota exceeded", "Your message",
		"  Subject: Your complaint HC-2026-000123", "was not delivered to:", "  asha@example.org", "because:",
		"  Error delivering to mail\\asha.nsf; Cannot store document. User asha is over quota"), passing},
	{"GroupWise, unknown", reported("From: Postmaster@gw.example.org\nSubject: Undeliverable: Your complaint",
		"Your message was not delivered.", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: x-novell-groupwise; D101: User not found (asha)"), never},
	{"GroupWise, full", reported("From: Postmaster@gw.example.org\nSubject: Undeliverable: Your complaint",
		"Your message was not delivered.", toAsha, "Action: failed", "Status: 5.2.2",
		"Diagnostic-Code: x-novell-groupwise; D20A: Mailbox size limit reached"), passing},
	{"Postfix, German", reported("From: MAILER-DAEMON@mail.example.net (Mail Delivery System)\n"+
		"Subject: Nicht zugestellte E-Mail wird an den Absender =?utf-8?q?zur=C3=BCckgeschickt?=",
		"Dies ist das Mailsystem von mail.example.net.\n\nIhre Nachricht konnte leider nicht zugestellt werden.\n\n"+
			"<asha@example.org>: Der Server mx.example.org[192.0.2.1] sagte: 550 5.1.1 <asha@example.org>: "+
			"Empfänger unbekannt (als Antwort auf RCPT TO)", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550 5.1.1 <asha@example.org>: Empfaenger unbekannt"), never},
	{"Postfix, French, full", reported("From: MAILER-DAEMON@mail.example.net (Mail Delivery System)\n"+
		"Subject: Message non =?utf-8?q?d=C3=A9livr=C3=A9?=",
		"Ceci est le système de messagerie de mail.example.net.\n\nVotre message n'a pas pu être remis.\n\n"+
			"<asha@example.org>: la boîte aux lettres du destinataire est pleine", toAsha, "Action: failed",
		"Status: 5.0.0", "Diagnostic-Code: smtp; 552 La boite aux lettres est pleine"), passing},
	{"Postfix, French, nobody", reported("From: MAILER-DAEMON@mail.example.net (Mail Delivery System)\n"+
		"Subject: Message non =?utf-8?q?d=C3=A9livr=C3=A9?=", "Votre message n'a pas pu être remis.",
		toAsha, "Action: failed", "Status: 5.0.0",
		"Diagnostic-Code: smtp; 550 Adresse du destinataire inconnue"), never},
	{"Postfix, alias that is not there", reported("From: MAILER-DAEMON@mail.example.net (Mail Delivery System)\n"+
		"Subject: Undelivered Mail Returned to Sender", "This is the mail system at host mail.example.net.\n\n"+
		"<asha@example.org>: unknown user: \"asha\"", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: x-postfix; unknown user: \"asha\""), never},
	{"Postfix, lost connection", reported("From: MAILER-DAEMON@mail.example.net (Mail Delivery System)\n"+
		"Subject: Undelivered Mail Returned to Sender", "This is the mail system at host mail.example.net.\n\n"+
		"<asha@example.org>: lost connection with mx.example.org[192.0.2.1] while receiving the initial "+
		"server greeting",
		toAsha, "Action: failed", "Status: 4.4.2",
		"Diagnostic-Code: X-Postfix; lost connection with mx.example.org[192.0.2.1] while receiving the initial "+
			"server greeting"), passing},
	{"Google, address not found", reported("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"+
		"Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: asha@example.org",
		"** Address not found **\n\nYour message wasn't delivered to asha@example.org because the "+
			"address couldn't be "+
			"found, or is unable to receive mail.", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try "+
			"double-checking the recipient's email address for typos or unnecessary spaces. 550 5.1.1 "+
			"NoSuchUser"), never},
	{"Google, out of storage", reported("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"+
		"Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: asha@example.org",
		"** Recipient inbox full **\n\nYour message couldn't be delivered to asha@example.org. Their "+
			"inbox is full, or "+
			"it's getting too much mail right now.", toAsha, "Action: failed", "Status: 5.2.2",
		"Diagnostic-Code: smtp; 552-5.2.2 The recipient's inbox is out of storage space."), passing},
	{"Google, message blocked", reported("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"+
		"Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: asha@example.org",
		"** Message blocked **\n\nYour message to asha@example.org has been blocked.", toAsha, "Action: failed",
		"Status: 5.0.0", "Diagnostic-Code: smtp; Message rejected. For more information go to the help "+
			"centre"), passing},
	{"Google, a group", reported("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"+
		"Subject: Delivery Status Notification (Failure)",
		"Your message wasn't delivered to asha@example.org: the group may not exist, or you may not have "+
			"permission to "+
			"post messages to the group.", toAsha, "Action: failed", "Status: 5.2.1",
		"Diagnostic-Code: smtp; 550 5.2.1 You do not have permission to post to this group"), passing},
	{"Google, domain not found", reported("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\n"+
		"Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: asha@example.org",
		"** Address not found **\n\nYour message wasn't delivered to asha@example.org because the domain "+
			"example.org "+
			"couldn't be found.", toAsha, "Action: failed", "Status: 4.0.0",
		"Diagnostic-Code: smtp; DNS Error: DNS type 'mx' lookup of example.org responded with code NXDOMAIN"), never},
	{"Yahoo, no such mailbox", reported("From: MAILER-DAEMON@yahoo.example\nSubject: Failure Notice",
		"Sorry, we were unable to deliver your message to the following address.", toAsha, "Action: failed",
		"Status: 5.0.0", "Diagnostic-Code: smtp; 554 30 Sorry, your message to asha@example.org cannot "+
			"be delivered. "+
			"This mailbox is disabled (554.30)."), passing},
	{"Yahoo, this user has no account", gives("From: MAILER-DAEMON@yahoo.example\nSubject: Failure Notice",
		"Sorry, we were unable to deliver your message to the following address.", "", "<asha@example.org>:",
		"554: delivery error: dd Requested mail action aborted, mailbox not found"), never},
	{"Yahoo, complaints", gives("From: MAILER-DAEMON@yahoo.example\nSubject: Failure Notice",
		"Sorry, we were unable to deliver your message to the following address.", "", "<asha@example.org>:",
		"553: 5.7.1 [BL21] Connections will not be accepted from 192.0.2.3, because the ip is in "+
			"Spamhaus's list"), passing},
	{"Mimecast, recipient", reported("From: postmaster@landlord.example\nSubject: [Postmaster] Email "+
		"Delivery Failure",
		"This is a delivery failure notification message indicating that an email you addressed to email address :\n"+
			"-- asha@example.org\n\ncould not be delivered. The problem appears to be :\n-- Recipient "+
			"email address is "+
			"possibly incorrect\n\nAdditional information follows :\n-- 5.1.1 User email address is "+
			"marked as invalid",
		toAsha, "Action: failed", "Status: 5.0.0", "Diagnostic-Code: smtp; 5.1.1 User email address is "+
			"marked as invalid"),
		never},
	{"Mimecast, policy", reported("From: postmaster@landlord.example\nSubject: [Postmaster] Email Delivery Failure",
		"This is a delivery failure notification message indicating that an email you addressed to email address :\n"+
			"-- asha@example.org\n\ncould not be delivered. The problem appears to be :\n-- Email "+
			"rejected due to security "+
			"policies", toAsha, "Action: failed", "Status: 5.0.0",
		"Diagnostic-Code: smtp; 554 Email rejected due to security policies - MCSpamSignature.x.x"), passing},
	{"Mimecast, loop of retries", reported("From: postmaster@landlord.example\n"+
		"Subject: [Postmaster] Email Delivery Warning", "This is a delivery warning message only: an "+
		"email you addressed "+
		"to\n-- asha@example.org\nis still being retried. You do not need to do anything.", toAsha, "Action: delayed",
		"Status: 4.4.1"), late},
	{"Proofpoint, no such recipient", reported("From: Mail Delivery Subsystem <MAILER-DAEMON@mx0a.example>\n"+
		"Subject: Returned mail: see transcript for details", "The original message was received from "+
		"landlord.example\n\n"+
		"   ----- The following addresses had permanent fatal errors -----\n<asha@example.org>\n"+
		"    (reason: 550 5.1.1 User Unknown)", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: SMTP; 550 5.1.1 User Unknown"), never},
	{"Proofpoint, blocked", reported("From: Mail Delivery Subsystem <MAILER-DAEMON@mx0a.example>\n"+
		"Subject: Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal "+
		"errors -----\n<asha@example.org>\n    (reason: 554 Blocked - see the support page for 192.0.2.3)", toAsha,
		"Action: failed", "Status: 5.5.0", "Diagnostic-Code: SMTP; 554 Blocked - see the support page for 192.0.2.3"),
		passing},
	{"Barracuda, no such domain here", reported("From: MAILER-DAEMON@barracuda.example.org\n"+
		"Subject: **Message you sent blocked by our bulk email filter**", "Your message to: "+
		"asha@example.org\nwas blocked "+
		"by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED.", toAsha,
		"Action: failed", "Status: 5.7.1", "Diagnostic-Code: smtp; 550 5.7.1 Message content rejected, "+
			"UBE, id=1"), passing},
	{"Barracuda, recipient verify", reported("From: MAILER-DAEMON@barracuda.example.org\nSubject: Undeliverable",
		"No such recipient.", toAsha, "Action: failed", "Status: 5.0.0",
		"Diagnostic-Code: smtp; 550 permanent failure for one or more recipients (asha@example.org:550 "+
			"No such mailbox)"),
		never},
	{"SES, permanent", reported("From: MAILER-DAEMON@eu-west-2.amazonses.example\n"+
		"Subject: Delivery Status Notification (Failure)", "An error occurred while trying to deliver "+
		"the mail to the "+
		"following recipients:\nasha@example.org", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550 5.1.1 <asha@example.org>: Recipient address rejected: User unknown in local "+
			"recipient table"), never},
	{"SES, on a list of its own", reported("From: MAILER-DAEMON@eu-west-2.amazonses.example\n"+
		"Subject: Delivery Status Notification (Failure)", "An error occurred while trying to deliver "+
		"the mail to the "+
		"following recipients:\nasha@example.org", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: Amazon SES did not send the message to this address because it is on the suppression list "+
			"for your account."), passing},
	{"Zimbra, quota", reported("From: MAILER-DAEMON@zimbra.example.org\nSubject: Undelivered Mail Returned to Sender",
		"<asha@example.org>: host zimbra.example.org[private/lmtp] said: 452 4.2.2 Over quota (in reply "+
			"to end of DATA "+
			"command)", toAsha, "Action: failed", "Status: 4.2.2", "Diagnostic-Code: smtp; 452 4.2.2 "+
			"Over quota"), passing},
	{"Zimbra, closed account", reported("From: MAILER-DAEMON@zimbra.example.org\n"+
		"Subject: Undelivered Mail Returned to Sender", "<asha@example.org>: host mx.example.org said: 550 5.1.1 "+
		"<asha@example.org>: Recipient address rejected: undeliverable address: unknown user (in reply to RCPT TO "+
		"command)", toAsha, "Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 "+
		"undeliverable address"),
		never},
	{"Kerio, forwarding loop", gives("From: Mail Delivery Subsystem <MAILER-DAEMON@kerio.example.org>\n"+
		"Subject: Undeliverable mail: Your complaint", "Your mail addressed to the following recipients "+
		"could not be "+
		"delivered:", "asha@example.org", "Reason: mail forwarding loop detected for asha@example.org"), passing},
	{"Kerio, no such user", gives("From: Mail Delivery Subsystem <MAILER-DAEMON@kerio.example.org>\n"+
		"Subject: Undeliverable mail: Your complaint", "Your mail addressed to the following recipients "+
		"could not be "+
		"delivered:", "asha@example.org", "SMTP server mx.example.org said: 550 5.1.1 User not known here"), never},
	{"MailEnable", gives("From: MAILER-DAEMON@mailenable.example.net <postmaster@mailenable.example.net>\n"+
		"Subject: Message Delivery Failure", "MailEnable: Message could not be delivered to some recipients.",
		"The following recipient(s) could not be reached:", "", "    Recipient: [SMTP:asha@example.org]",
		"    Reason: Remote SMTP Server Returned: 550 No such user here"), never},
	{"MailEnable, too many tries", gives("From: Postmaster <postmaster@mailenable.example.net>\n"+
		"Subject: Message Delivery Failure", "MailEnable: Message could not be delivered to some recipients.",
		"", "    Recipient: [SMTP:asha@example.org]",
		"    Reason: Message was not delivered. The maximum number of retries has been reached."), passing},
	{"MailEnable, delayed", gives("From: Postmaster <postmaster@mailenable.example.net>\n"+
		"Subject: Message Delivery Delay", "MailEnable: Message delivery has been delayed.",
		"Message is waiting at mailenable.example.net for delivery to example.org, and will be tried again.", "",
		"    Recipient: [SMTP:asha@example.org]", "    Reason: The remote mail server could not be "+
			"contacted."), late},
	{"hMailServer, no route", gives("From: mailer-daemon@hmail.example.net\nSubject: Message "+
		"undeliverable: Your complaint",
		"Your message did not reach some or all of the intended recipients.", "",
		"   Sent: Mon, 30 Nov 2026 10:00:00 +0000", "   Subject: Your complaint", "",
		"The following recipient(s) could not be reached:", "", "asha@example.org", "   Error Type: DNS",
		"   Error Description: No mail servers appear to exist for the recipient's address.",
		"   Additional information: Please check that you have not misspelled the recipient's email "+
			"address."), never},
	{"hMailServer, connection", gives("From: mailer-daemon@hmail.example.net\n"+
		"Subject: Message undeliverable: Your complaint",
		"The following recipient(s) could not be reached:", "", "asha@example.org",
		"   Error Type: SMTP", "   Connection to recipients server failed.", "   Error: Host name: mx.example.org, "+
			"message: no answer"), passing},
	{"Exchange on site, nobody", reported("From: Microsoft Exchange <postmaster@example.org>\n"+
		"Subject: Undeliverable: Your complaint", "Delivery has failed to these recipients or groups:\n\n"+
		"asha@example.org\nThe e-mail address you entered couldn't be found. Please check the "+
		"recipient's e-mail address "+
		"and try to resend the message.", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"), never},
	{"Exchange on site, not at once", reported("From: Microsoft Exchange <postmaster@example.org>\n"+
		"Subject: Delivery delayed: Your complaint", "Delivery is delayed to these recipients or "+
		"distribution lists:\n\n"+
		"asha@example.org\n\nThis message has not yet been delivered. Microsoft Exchange will continue "+
		"to try delivering "+
		"the message on your behalf.", toAsha, "Action: delayed", "Status: 4.4.7"), late},
	{"Exchange Online, access", reported("From: postmaster@example.onmicrosoft.example\n"+
		"Subject: Undeliverable: Your complaint", "Your message to asha@example.org couldn't be "+
		"delivered.\nA custom mail "+
		"flow rule created by an admin at example.org has blocked your message.", toAsha, "Action: failed",
		"Status: 5.7.1", "Diagnostic-Code: smtp;550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was "+
			"rejected by "+
			"organization policy"), passing},
	{"Exchange Online, nobody at the other end", reported("From: postmaster@example.onmicrosoft.example\n"+
		"Subject: Undeliverable: Your complaint", "Your message to asha@example.org couldn't be "+
		"delivered.\nasha wasn't "+
		"found at example.org.", toAsha, "Action: failed", "Status: 5.1.10",
		"Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP "+
			"address lookup"),
		never},
	{"Exchange Online, expired", reported("From: postmaster@example.onmicrosoft.example\n"+
		"Subject: Undeliverable: Your complaint", "Your message couldn't be delivered despite repeated "+
		"attempts to contact "+
		"the recipient's email system.", toAsha, "Action: failed", "Status: 5.4.300",
		"Diagnostic-Code: smtp;550 5.4.300 Message expired -> 451 4.4.0 Primary target IP address "+
			"responded with errors"),
		passing},
	{"Office 365, directory edge", reported("From: postmaster@example.onmicrosoft.example\n"+
		"Subject: Undeliverable: Your complaint", "Your message to asha@example.org couldn't be delivered.", toAsha,
		"Action: failed", "Status: 5.4.1", "Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: "+
			"Access denied. "+
			"AS(201806281)"), never},
	{"sendmail, no user", reported("From: Mail Delivery Subsystem <MAILER-DAEMON@example.net>\n"+
		"Subject: Returned mail: see transcript for details", "   ----- Transcript of session follows -----\n"+
		"... while talking to mx.example.org.:\n>>> DATA\n<<< 550 5.1.1 <asha@example.org>... User unknown\n"+
		"550 5.1.1 <asha@example.org>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)", toAsha, "Action: failed",
		"Status: 5.1.1", "Diagnostic-Code: SMTP; 550 5.1.1 <asha@example.org>... User unknown"), never},
	{"sendmail, config", reported("From: Mail Delivery Subsystem <MAILER-DAEMON@example.net>\n"+
		"Subject: Returned mail: see transcript for details", "554 5.3.5 Local configuration error", toAsha,
		"Action: failed", "Status: 5.3.5", "Diagnostic-Code: X-Unix; 554 5.3.5 mail for example.org "+
			"loops back to me "+
			"(MX problem?)"), passing},
	{"sendmail, host unknown", reported("From: Mail Delivery Subsystem <MAILER-DAEMON@example.net>\n"+
		"Subject: Returned mail: Host unknown (Name server: example.org: host not found)",
		"550 5.1.2 <asha@example.org>... Host unknown (Name server: example.org: host not found)", toAsha,
		"Action: failed", "Status: 5.1.2", "Remote-MTA: DNS; example.org"), never},
	{"Dovecot's delivery", reported("From: Mail Delivery Subsystem <postmaster@example.org>\n"+
		"Subject: Rejected: Your complaint", "Your message to <asha@example.org> was automatically "+
		"rejected:\nQuota exceeded "+
		"(mailbox for user is full)", toAsha, "Action: failed", "Status: 5.2.2", "Diagnostic-Code: x-dovecot; quota"),
		passing},
	{"a sieve that says no", reported("From: Mail Delivery Subsystem <postmaster@example.org>\n"+
		"Subject: Rejected: Your complaint", "Your message to <asha@example.org> was automatically "+
		"rejected:\nI read no mail "+
		"at this address from people I do not know.", toAsha, "Action: failed", "Status: 5.7.1",
		"Disposition: automatic-action/MDN-sent-automatically; deleted"), passing},
	{"OpenSMTPD", gives("From: Mailer Daemon <MAILER-DAEMON@mail.example.net>\nSubject: Delivery status "+
		"notification: error\n"+
		"Auto-Submitted: auto-replied", "    Hi!", "", "    This is the MAILER-DAEMON, please DO NOT "+
		"REPLY to this email.", "",
		"    An error has occurred while attempting to deliver a message for",
		"    the following list of recipients:", "", "asha@example.org: 550 Invalid recipient: "+
			"<asha@example.org>", "",
		"    Below is a copy of the original message:"), never},
	{"OpenSMTPD, warning", gives("From: Mailer Daemon <MAILER-DAEMON@mail.example.net>\n"+
		"Subject: Delivery status notification: warning\nAuto-Submitted: auto-replied", "    Hi!", "",
		"    This is the MAILER-DAEMON, please DO NOT REPLY to this email.", "",
		"    A message is delayed for more than 4 hours for the following list of recipients:", "",
		"asha@example.org: Network error on destination MXs", "",
		"    Below is a copy of the original message:"), late},
	{"Plesk, suspended", reported("From: MAILER-DAEMON@plesk.example.net\nSubject: Undelivered Mail "+
		"Returned to Sender",
		"<asha@example.org>: host mx.example.org said: 550 5.1.6 Recipient no longer on server: "+
			"asha@example.org (in reply "+
			"to RCPT TO command)", toAsha, "Action: failed", "Status: 5.1.6",
		"Diagnostic-Code: smtp; 550 5.1.6 Recipient no longer on server"), never},
	{"cPanel, discard", gives("X-Failed-Recipients: asha@example.org\n"+
		"From: Mail Delivery System <Mailer-Daemon@cp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender", "The following address(es) failed:", "",
		"  asha@example.org", "    Domain landlord.example has exceeded the max defers and failures per hour (5/5 "+
			"(100%)) allowed. Message discarded."), passing},
	{"cPanel, no such person", gives("X-Failed-Recipients: asha@example.org\n"+
		"From: Mail Delivery System <Mailer-Daemon@cp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender", "The following address(es) failed:", "",
		"  asha@example.org", "    No Such Person at this address"), never},
}

// notMetSince were written after what the first showed had been mended.
var notMetSince = []notMet{
	{"Lotus, Spanish", gives("From: Postmaster@example.org\nSubject: DELIVERY FAILURE: El usuario asha no aparece",
		"Su mensaje no se ha entregado a:", "  asha@example.org", "porque:",
		"  El usuario asha (asha@example.org) no existe en el directorio"), never},
	{"Italian provider, full", reported("From: MAILER-DAEMON@smtp.example.net\nSubject: Undelivered Mail "+
		"Returned to Sender",
		"<asha@example.org>: 552 casella piena", toAsha, "Action: failed", "Status: 5.0.0",
		"Diagnostic-Code: smtp; 552 RCPT TO: la casella del destinatario è piena"), passing},
	{"Dutch provider, nobody", reported("From: MAILER-DAEMON@smtp.example.net\n"+
		"Subject: Undelivered Mail Returned to Sender", "<asha@example.org>: ontvanger "+
		"onbekend", toAsha, "Action: failed",
		"Status: 5.0.0", "Diagnostic-Code: smtp; 550 Ontvanger asha@example.org is onbekend"), never},
	{"German provider, full", reported("From: MAILER-DAEMON@smtp.example.net\n"+
		"Subject: Unzustellbare Nachricht", "Das Postfach des Empfängers ist voll.", toAsha, "Action: failed",
		"Status: 5.2.2", "Diagnostic-Code: smtp; 552 5.2.2 Das Postfach ist voll"), passing},
	{"German Exchange", reported("From: Postmaster <postmaster@example.org>\nSubject: Unzustellbar: Your complaint",
		"Fehler bei der Nachrichtenzustellung an folgende Empfänger oder "+
			"Gruppen:\n\nasha@example.org\nDie eingegebene "+
			"E-Mail-Adresse konnte nicht gefunden werden.", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"), never},
	{"French Exchange, delayed", reported("From: postmaster@example.org\nSubject: Remise différée : Your complaint",
		"La remise à ces destinataires est retardée.", toAsha, "Action: delayed", "Status: 4.4.7"), late},
	{"Exim, a router's own words", gives("X-Failed-Recipients: asha@example.org\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender", "The following address(es) failed:", "",
		"  asha@example.org", "    all relevant MX records point to non-existent hosts"), never},
	{"Exim, too many Received", gives("X-Failed-Recipients: asha@example.org\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender", "The following address(es) failed:", "",
		"  asha@example.org", "    Too many \"Received\" headers - suspected mail loop"), passing},
	{"Exim, local pipe", gives("X-Failed-Recipients: asha@example.org\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender", "The following address(es) failed:", "",
		"  pipe to |/usr/bin/filter", "    generated by asha@example.org", "    local delivery failed"), passing},
	{"Exim, mailbox quota", gives("X-Failed-Recipients: asha@example.org\n"+
		"From: Mail Delivery System <Mailer-Daemon@smtp.example.net>\n"+
		"Subject: Mail delivery failed: returning message to sender", "The following address(es) failed:", "",
		"  asha@example.org", "    mailbox is full (MTA-imposed quota exceeded while writing to file)"), passing},
	{"netqmail, timed out talking", gives("From: MAILER-DAEMON@mail.example.net\nSubject: failure notice",
		"Hi. This is the qmail-send program at mail.example.net.", "", "<asha@example.org>:",
		"Connected to 192.0.2.4 but connection died. Possible duplicate! (#4.4.2)",
		"I'm not going to try again; this message has been in the queue too long."), passing},
	{"netqmail, remote without a code of its own", gives("From: MAILER-DAEMON@mail.example.net\nSubject: "+
		"failure notice",
		"Hi. This is the qmail-send program at mail.example.net.", "", "<asha@example.org>:",
		"192.0.2.4 does not like recipient.", "Remote host said: 550 <asha@example.org> no mailbox by "+
			"that name is currently "+
			"available", "Giving up on 192.0.2.4."), never},
	{"IMail", gives("From: Postmaster@imail.example.net\nSubject: Undeliverable Mail",
		"User mailbox exceeds allowed size: asha@example.org", "", "Original message follows."), passing},
	{"IMail, nobody", gives("From: Postmaster@imail.example.net\nSubject: Undeliverable Mail",
		"Unknown user: asha@example.org", "", "Original message follows."), never},
	{"Symantec, at the door", reported("From: MAILER-DAEMON@cluster1.example\nSubject: failure notice",
		"<asha@example.org>: 192.0.2.4 does not like recipient. Remote host said: 550 Invalid recipient "+
			"<asha@example.org> (#5.1.1)", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550 Invalid recipient <asha@example.org> (#5.1.1)"), never},
	{"Trend Micro, unknown in its list", reported("From: MAILER-DAEMON@in.example\nSubject: Undelivered "+
		"Mail Returned to Sender",
		"<asha@example.org>: host in.example said: 550 5.1.1 <asha@example.org>: Recipient address "+
			"rejected: Unverified "+
			"address: unknown (in reply to RCPT TO command)", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550 5.1.1 Recipient address rejected: Unverified address"), never},
	{"Cisco, held by reputation", reported("From: MAILER-DAEMON@esa.example\nSubject: Delivery Status "+
		"Notification (Failure)",
		"The following message to <asha@example.org> was undeliverable.\nThe reason for the "+
			"problem:\n5.3.0 - Other mail "+
			"system problem 554-'Your access to this mail system has been rejected due to the sending "+
			"MTA's poor reputation.'",
		toAsha, "Action: failed", "Status: 5.0.0 (permanent failure)",
		"Diagnostic-Code: smtp; 5.3.0 - Other mail system problem 554-'Your access to this mail system "+
			"has been rejected "+
			"due to the sending MTA's poor reputation.' (delivery attempts: 0)"), passing},
	{"Cisco, bad destination", reported("From: MAILER-DAEMON@esa.example\nSubject: Delivery Status "+
		"Notification (Failure)",
		"The following message to <asha@example.org> was undeliverable.\nThe reason for the "+
			"problem:\n5.1.0 - Unknown "+
			"address error 550-'5.1.1 User not found'", toAsha, "Action: failed", "Status: 5.0.0 (permanent failure)",
		"Diagnostic-Code: smtp; 5.1.0 - Unknown address error 550-'5.1.1 User not found' (delivery "+
			"attempts: 0)"), never},
	{"Cisco, hard to reach", reported("From: MAILER-DAEMON@esa.example\nSubject: Delivery Status "+
		"Notification (Failure)",
		"The following message to <asha@example.org> was undeliverable.\nThe reason for the "+
			"problem:\n4.4.7 - Message "+
			"expired - 4.1.0 timeout", toAsha, "Action: failed", "Status: 4.4.7",
		"Diagnostic-Code: smtp; 4.4.7 - Message expired (delivery attempts: 23)"), passing},
	{"SparkPost", reported("From: Mail Delivery Subsystem <mailer-daemon@sp.example>\nSubject: Mail Delivery Failure",
		"This message was created automatically by the mail system.\n\n<asha@example.org>: 550 5.1.1 The "+
			"recipient does "+
			"not have an account here", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550 5.1.1 The recipient does not have an account here"), never},
	{"Postmark's hold", reported("From: MAILER-DAEMON@pm.example\nSubject: Undelivered Mail Returned to Sender",
		"<asha@example.org>: the server refused the mail because it looks like junk", toAsha, "Action: failed",
		"Status: 5.7.1", "Diagnostic-Code: smtp; 550 5.7.1 Message looks like junk mail"), passing},
	{"Oracle Messaging Server", gives("From: Internet Mail Delivery <postmaster@oms.example.org>\n"+
		"Subject: Delivery Notification: Delivery has failed", "This report relates to a message you "+
		"sent with the following "+
		"header fields:", "", "Your message cannot be delivered to the following recipients:", "",
		"  Recipient address: asha@example.org", "  Reason: Illegal host/domain name found"), never},
	{"Oracle Messaging Server, over quota", gives("From: Internet Mail Delivery <postmaster@oms.example.org>\n"+
		"Subject: Delivery Notification: Delivery has failed",
		"Your message cannot be delivered to the following recipients:", "",
		"  Recipient address: asha@example.org", "  Reason: Over quota"), passing},
	{"James", reported("From: postmaster@james.example.net\nSubject: Re: Your complaint",
		"Hi. This is the James mail server at james.example.net.\nI'm afraid I wasn't able to deliver "+
			"your message to the "+
			"following addresses.\nThis is a permanent error; I've given up.\n\nasha@example.org\n\nThe "+
			"remote mail server "+
			"said: 550 5.1.1 No such user", toAsha, "Action: failed", "Status: 5.1.1",
		"Diagnostic-Code: smtp; 550 5.1.1 No such user"), never},
	{"Microsoft SMTP service, expired", reported("From: postmaster@iis.example.net\n"+
		"Subject: Delivery Status Notification (Failure)", "This is an automatically generated Delivery Status "+
		"Notification.\n\nDelivery to the following recipients failed.\n\n       asha@example.org", toAsha,
		"Action: failed", "Status: 4.4.7"), passing},
	{"Microsoft SMTP service, delay", reported("From: postmaster@iis.example.net\n"+
		"Subject: Delivery Status Notification (Delay)", "This is an automatically generated Delivery "+
		"Status Notification.\n\n"+
		"THIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the "+
		"following recipients "+
		"has been delayed.\n\n       asha@example.org", toAsha, "Action: delayed", "Status: 4.4.7",
		"Will-Retry-Until: Wed, 2 Dec 2026 10:00:00 +0000"), late},
	{"Hotmail, closed", reported("From: postmaster@outlook.example\nSubject: Undeliverable: Your complaint",
		"The mailbox is not there any more.", toAsha, "Action: failed", "Status: 5.5.0",
		"Diagnostic-Code: smtp;550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)"), never},
	{"Hotmail, sender's network", reported("From: postmaster@outlook.example\nSubject: Undeliverable: Your complaint",
		"It was not taken.", toAsha, "Action: failed", "Status: 5.7.1",
		"Diagnostic-Code: smtp;550 5.7.1 Unfortunately, messages from [192.0.2.3] weren't sent. Please contact your "+
			"Internet service provider since part of their network is on our block list (S3140)."), passing},
	{"a relay that is closing", gives("From: Mail Delivery Service <postmaster@relay.example.net>\n"+
		"Subject: Delivery Status Notification", " - These recipients of your message have been "+
		"processed by the mail "+
		"server:", "asha@example.org; Failed; 5.1.1 (bad destination mailbox address)"), never},
	{"a relay that keeps on", gives("From: Mail Delivery Service <postmaster@relay.example.net>\n"+
		"Subject: Delivery Status Notification", " - These recipients of your message have been "+
		"processed by the mail "+
		"server:", "asha@example.org; Delayed; 4.4.1 (no answer from host), the server keeps trying"), late},
	{"a new address is told", reported("From: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail "+
		"Returned to Sender",
		"<asha@example.org>: user has moved to asha@new.example", toAsha, "Action: failed", "Status: 5.1.6",
		"Diagnostic-Code: x-postfix; user has moved to asha@new.example"), never},
}

func fateOf(b message.Bounce) fate {
	switch {
	case b.Hard:
		return never
	case b.Delayed:
		return late
	}
	return passing
}

// TestBouncesNotMetBefore: what a notice says is read from its words, whichever system wrote it.
func TestBouncesNotMetBefore(t *testing.T) {
	t.Parallel()
	for _, x := range slices.Concat(notMetBefore, notMetSince) {
		t.Run(x.system, func(t *testing.T) {
			t.Parallel()
			p := readWhole(x.raw)
			b := p.Message.Bounce
			if p.Message.Nature != message.FromBounce || b == nil {
				t.Fatalf("nature: got %s, want a bounce", p.Message.Nature)
			}
			if got := fateOf(*b); got != x.want || b.Recipient != "asha@example.org" {
				t.Errorf("got %d for %q (%s), want %d", got, b.Recipient, b.Status, x.want)
			}
		})
	}
}
