package intake

import (
	"strings"
	"testing"

	"complaints/internal/message"
)

type fate int

const (
	passing fate = iota // the address may work another time
	never
	late
)

// failed is the part for machines of a report.
func failedFields(status, diagnostic string) string {
	return "Final-Recipient: rfc822; asha@example.org\nAction: failed\nStatus: " + status +
		"\nDiagnostic-Code: smtp; " + diagnostic
}

// TestBouncesOfManySystems: whether an address will never work is read from what a mail server says, whoever made it.
// The words are of the systems named, as they are known to write.
func TestBouncesOfManySystems(t *testing.T) {
	t.Parallel()
	dsn := func(status, diagnostic string) string {
		return report("It could not be delivered.", failedFields(status, diagnostic))
	}
	prose := plainNotice
	from := func(who, subject, words string) string {
		return "Return-Path: <>\nFrom: " + who + "\nTo: complaints@landlord.example\nSubject: " + subject +
			"\nAuto-Submitted: auto-replied\n\n" + words
	}
	for _, x := range []struct {
		system, raw string
		want        fate
	}{
		// nobody of that name
		{"Zimbra", dsn("5.1.1", "550 5.1.1 <asha@example.org>: Recipient address rejected: example.org"), never},
		{"hMailServer", prose("Your message did not reach some or all of the intended recipients.\n\n   asha@example.org\n" +
			"   Error Type: SMTP\n   Remote server replied: 550 Unknown user\n"), never},
		{"MDaemon", prose("The attached message had PERMANENT fatal delivery errors.\n\n<asha@example.org>\n" +
			"550 <asha@example.org>, Recipient unknown\n"), never},
		{"Kerio Connect", prose("Message could not be delivered to the following recipients:\n\nasha@example.org\n" +
			"  550 5.1.1 User unknown\n"), never},
		{"IceWarp", dsn("5.1.1", "550 5.1.1 <asha@example.org> User unknown; rejecting"), never},
		{"GroupWise", from("Mailer-Daemon@gw.example", "Message status - undeliverable",
			"The message that you sent was undeliverable to the following:\n\tasha@example.org (550 5.1.1 no such user)\n"), never},
		{"Haraka", dsn("5.1.1", "550 5.1.1 I cannot deliver mail for <asha@example.org>: no such mailbox here"), never},
		{"Stalwart", dsn("5.1.2", "550 5.1.2 Mailbox does not exist."), never},
		{"Maddy", dsn("5.1.1", "550 5.1.1 User does not exist (msg ID = 5f2)"), never},
		{"mox", dsn("5.1.1", "550 5.1.1 no such user"), never},
		{"Fastmail", dsn("5.1.1", "550 5.1.1 <asha@example.org>: Recipient address rejected: User unknown in virtual "+
			"mailbox table"), never},
		{"iCloud", dsn("5.1.1", "550 5.1.1 <asha@example.org>: user does not exist"), never},
		{"Proton", dsn("5.1.1", "550 5.1.1 <asha@example.org>: Recipient address rejected: Address does not exist"), never},
		{"Tuta", dsn("5.1.1", "550 5.1.1 <asha@example.org>: Recipient address rejected: Unknown user"), never},
		{"Rackspace", dsn("5.1.1", "550 5.1.1 <asha@example.org>: Recipient address rejected: Invalid recipient (G8)"),
			never},
		{"IONOS", dsn("5.0.0", "550 Requested action not taken: mailbox unavailable, invalid recipient"), never},
		{"web.de", dsn("5.0.0", "550 Requested action not taken: mailbox unavailable. For explanation visit a page"), never},
		{"T-Online", dsn("5.1.1", "550 5.1.1 user unknown"), never},
		{"Orange", dsn("5.1.1", "550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416"), never},
		{"Free", dsn("5.1.1", "550 5.1.1 <asha@example.org>: Recipient address rejected: Utilisateur inconnu"), never},
		{"Seznam", dsn("5.1.1", "550 5.1.1 Sorry, no mailbox here by that name."), never},
		{"WP", dsn("5.1.1", "550 5.1.1 No such user - nieznany odbiorca"), never},
		{"Libero", dsn("5.1.1", "550 5.1.1 recipient <asha@example.org> unknown"), never},
		{"QQ", dsn("5.0.0", "550 Mailbox not found. https://open.example/1"), never},
		{"Naver", dsn("5.1.1", "550 5.1.1 No such user here asha - nsmtp"), never},
		{"BT", dsn("5.1.1", "550 5.1.1 Unknown recipient"), never},
		{"Virgin Media", dsn("5.1.1", "550 5.1.1 <asha@example.org> recipient rejected. (VM101)"), never},
		{"TalkTalk", dsn("5.1.1", "550 5.1.1 Recipient unknown"), never},
		{"Sky", dsn("5.7.1", "554 delivery error: dd This user doesn't have a sky.example account (asha@example.org) [0]"),
			never},
		{"CommuniGate", prose("Failed to deliver to '<asha@example.org>'\nLOCAL module(account asha) reports:\n" +
			" account does not exist\n"), never},
		{"SmarterMail", prose("Could not deliver message to the following recipient(s):\n\nFailed Recipient: " +
			"asha@example.org\nReason: Remote host said: 550 No such user here\n"), never},
		{"Axigen", dsn("5.1.1", "550 5.1.1 Mailbox <asha@example.org> does not exist"), never},
		{"IronPort", dsn("5.1.0", "550 5.1.0 Address rejected, unknown user"), never},
		{"a list of our own", prose("This is the mail system.\n\nasha@example.org: account not found\n"), never},
		{"SendGrid", dsn("5.1.1", "550 5.1.1 The email account that you tried to reach does not exist"), never},
		{"Mailgun", prose("Delivery to the following recipient failed permanently:\n\n  asha@example.org\n\nReason: " +
			"5.1.1 bad destination mailbox address: no such address\n"), never},
		{"Domino", from("Postmaster@example.org", "DELIVERY FAILURE: User asha (asha@example.org) not listed in Domino "+
			"Directory", "Your message could not be delivered because:\nUser asha (asha@example.org) not listed in Domino "+
			"Directory\n"), never},
		{"German words", from("Mailer-Daemon@mx.example", "Unzustellbar: Ihre Beschwerde",
			"Die folgende Nachricht konnte nicht zugestellt werden an:\nasha@example.org\n550 5.1.1 Benutzer unbekannt\n"), never},
		{"Spanish words", dsn("5.1.1", "550 5.1.1 El destinatario no existe: asha@example.org"), never},

		// no such domain, or one that takes no mail
		{"Exim", prose("A message that you sent could not be delivered.\n\n  asha@example.org\n    Unrouteable address\n"),
			never},
		{"a name that is not there", dsn("5.4.4", "Host or domain name not found. NXDOMAIN"), never},
		{"Postal", dsn("5.1.2", "550 5.1.2 No MX records found for example.org; domain does not exist"), never},
		{"a null MX", dsn("5.1.10", "556 5.1.10 Domain example.org does not accept mail (nullMX)"), never},
		{"moved", dsn("5.1.6", "551 5.1.6 User not local; please try asha@new.example"), never},

		// may pass
		{"full at a provider", dsn("5.2.2", "552 5.2.2 Over quota: the mailbox for user is full"), passing},
		{"full in words", dsn("5.0.0", "550 The recipient's inbox is out of storage space and inactive"), passing},
		{"full in French", dsn("5.2.2", "552 5.2.2 Boite du destinataire pleine. OFR_417"), passing},
		{"Barracuda", dsn("5.7.1", "554 5.7.1 Message blocked due to spam content in the message"), passing},
		{"Proofpoint", dsn("5.7.0", "550 5.7.0 Local Policy Violation"), passing},
		{"Sophos", dsn("5.7.1", "550 5.7.1 Your message was rejected as spam by our content filter"), passing},
		{"MessageLabs", dsn("5.0.0", "553 Message filtered. Refer to the troubleshooting page"), passing},
		{"Trend", dsn("5.7.1", "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using a list"), passing},
		{"Spamhaus", dsn("5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
			passing},
		{"DMARC", dsn("5.7.26", "550 5.7.26 Unauthenticated email from landlord.example is not accepted due to domain's "+
			"DMARC policy"), passing},
		{"SPF", dsn("5.7.23", "550 5.7.23 The message was rejected because of Sender Policy Framework violation"), passing},
		{"Forcepoint", dsn("5.7.1", "550 5.7.1 Denied by policy"), passing},
		{"a network error", dsn("5.4.0", "550 5.4.0 network error while talking to mx.example.org"), passing},
		{"no answer", dsn("5.4.1", "550 5.4.1 No answer from host mx.example.org"), passing},
		{"timed out", dsn("5.4.7", "550 5.4.7 Delivery expired (message too old) timeout"), passing},
		{"refused connection", dsn("4.4.1", "connect to mx.example.org[192.0.2.9]:25: Connection refused"), passing},
		{"a loop", dsn("5.4.6", "554 5.4.6 Too many hops"), passing},
		{"too big", dsn("5.3.4", "552 5.3.4 Message size exceeds fixed limit"), passing},
		{"relaying", dsn("5.7.1", "550 5.7.1 <asha@example.org>: Relay access denied"), passing},
		{"a blocked sender", dsn("5.7.1", "550 5.7.1 The sender is blocked by the recipient"), passing},
		{"only from known senders", dsn("5.7.1", "550 5.7.1 Recipient not authorized, your IP has been found on a block list"),
			passing},
		{"Exchange restrictions", dsn("5.7.1", "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required"), passing},
		{"suspended for now", dsn("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled"), passing},
		{"too many mails", dsn("4.2.1", "450 4.2.1 The user you are trying to contact is receiving mail too quickly"), passing},
		{"TLS", dsn("5.7.10", "554 5.7.10 Encryption needed; TLS required"), passing},
		{"a virus filter", dsn("5.7.1", "554 5.7.1 Message rejected: virus found"), passing},
		{"out of disk", dsn("4.3.1", "452 4.3.1 Insufficient system storage"), passing},
		{"Mimecast", dsn("5.7.54", "550 Administrative prohibition - envelope blocked"), passing},
		{"rejected for reputation", dsn("5.7.1", "550 5.7.1 Mail refused: poor reputation of 192.0.2.1"), passing},
		{"an unknown filter that is polite", report("host mx said: 550 unknown user (in reply to end of DATA command)",
			failedFields("5.0.0", "550 unknown user")), passing},

		// only late
		{"Postfix", report("Your message could not be delivered for 4 hours. It will be retried.",
			strings.Replace(failedFields("4.4.1", "connect timed out"), "Action: failed", "Action: delayed", 1)), late},
		{"MDaemon's warning", from("MDaemon@mx.example", "Warning: message delayed", "The attached message has not been "+
			"delivered yet.\nRecipient: asha@example.org\nDelivery will be retried for 60 hours. You do not need to resend it.\n"),
			late},
		{"Exim's warning", prose("This message was created automatically by mail delivery software.\n" +
			"A message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours.\n\n" +
			"  asha@example.org\n\nNo action is required on your part. Delivery attempts will continue for some time.\n"), late},
		{"Exchange", from("postmaster@example.org", "Delivery delayed: Your complaint", "Delivery to these recipients is "+
			"delayed:\nasha@example.org\nThis message has not been delivered. Delivery will continue to be attempted.\n"), late},

		// others, written after the rules
		{"Cyrus", dsn("5.1.1", "550-Mailbox unknown. Either there is no mailbox associated with this name"), never},
		{"Citadel", prose("The following addresses failed:\n\nasha@example.org: 550 No such user\n"), never},
		{"Courier", prose("This is a delivery status notification.\n\n<asha@example.org>:\n   mx [192.0.2.1]:\n" +
			"   <<< 550 User <asha@example.org> unknown\n   >>> RCPT TO:<asha@example.org>\n"), never},
		{"Merak", dsn("5.0.0", "554 <asha@example.org> User unknown; this is a permanent fatal error"), never},
		{"XMail", prose("[<00>] XMail bounce: Rcpt=[asha@example.org];Error=[550 Mailbox unavailable <asha@example.org>]\n"), never},
		{"VisNetic", prose("Your message could not be delivered to asha@example.org.\nThe reason: 550 5.1.1 Addressee unknown\n"),
			never},
		{"Yandex", dsn("5.7.1", "550 5.7.1 No such user!"), never},
		{"Mail.ru", dsn("5.0.0", "550 Message was not accepted -- invalid mailbox. Local mailbox asha@example.org is unavailable: "+
			"user not found"), never},
		{"Zoho", dsn("5.1.1", "550 5.1.1 User does not exist - asha@example.org"), never},
		{"Outlook.com", dsn("5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable"), never},
		{"Exchange Online", dsn("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient asha@example.org not found by "+
			"SMTP address lookup"), never},
		{"Google", dsn("5.2.1", "550 5.2.1 The email account that you tried to reach is inactive"), passing},
		{"Amavis", dsn("5.7.0", "554 5.7.0 Reject, id=12-01 - spam"), passing},
		{"Rspamd", dsn("5.7.1", "550 5.7.1 Gtube pattern; spam message rejected"), passing},
		{"Halon", dsn("5.7.0", "550 5.7.0 Message rejected by content inspection"), passing},
		{"Cloudmark", dsn("5.7.1", "550 5.7.1 Mail appears to be unsolicited"), passing},
		{"a quota of a firm", dsn("5.2.2", "550 5.2.2 user has exceeded their disk space limit"), passing},
		{"Dovecot", dsn("5.2.2", "552 5.2.2 <asha@example.org> Quota exceeded (mailbox for user is full)"), passing},
		{"DNS that fails", dsn("4.4.3", "Host or domain name not found. Name service error: Host not found, try again"), passing},
		{"a broken server", dsn("4.3.0", "451 4.3.0 Internal server error"), passing},
		{"a limit of size", dsn("5.3.4", "552 5.3.4 Message too large for this recipient"), passing},
		{"a rate", dsn("5.7.1", "550 5.7.1 Too many messages from your address today"), passing},
		{"an attachment", dsn("5.7.0", "552 5.7.0 This message was blocked because its attachment presents a security issue"),
			passing},
		{"a closed group", dsn("5.7.124", "550 5.7.124 Sender not in allowed-senders list of the group"), passing},
		{"a broken certificate", dsn("5.7.5", "550 5.7.5 Certificate of the server could not be verified"), passing},
		{"qmail's last word", prose("Hi. This is the qmail-send program at mx.example.\n\n<asha@example.org>:\n" +
			"I'm not going to try again; this message has been in the queue too long.\n"), passing},
		{"qmail's local word", prose("Hi. This is the qmail-send program at mx.example.\n\n<asha@example.org>:\n" +
			"Sorry, no mailbox here by that name. (#5.1.1)\n"), never},
		{"Sendmail's warning", from("MAILER-DAEMON@mx.example", "Warning: could not send message for past 4 hours",
			"** THIS IS A WARNING MESSAGE ONLY **\n** YOU DO NOT NEED TO RESEND YOUR MESSAGE **\n\n"+
				"<asha@example.org>... Deferred: Connection timed out\nWarning: message still undelivered after 4 hours\n"), late},
		{"Google's warning", report("There was a temporary problem delivering your message to asha@example.org. Gmail will "+
			"retry for 45 more hours.", strings.Replace(failedFields("4.0.0", "The recipient server did not accept our requests"),
			"Action: failed", "Action: delayed", 1)), late},
		{"Lotus' warning", from("Postmaster@example.org", "DELAY: Your complaint", "Your message to asha@example.org has not been "+
			"delivered yet. It will be retried for 12 hours.\n"), late},
	} {
		t.Run(x.system, func(t *testing.T) {
			t.Parallel()
			p := readWhole(x.raw)
			b := p.Message.Bounce
			if p.Message.Nature != message.FromBounce || b == nil {
				t.Fatalf("nature: got %s, want a bounce", p.Message.Nature)
			}
			got := passing
			switch {
			case b.Hard:
				got = never
			case b.Delayed:
				got = late
			}
			if got != x.want || b.Recipient != "asha@example.org" {
				t.Errorf("got %d for %q (%s), want %d", got, b.Recipient, b.Status, x.want)
			}
		})
	}
}
