package intake

import (
	"testing"

	"complaints/internal/message"
)

// natureCases are mails of every kind of sender. The people among them write what machines write about.
var natureCases = []struct {
	name, raw string
	want      message.Nature
}{
	// Machines that say so.
	{
		name: "auto-submitted",
		raw:  "From: m@x.example\nSubject: Re: your letter\nAuto-Submitted: auto-replied\n\nI am away.",
		want: message.FromAutoReply,
	},
	{
		name: "generated",
		raw:  "From: m@x.example\nSubject: Your ticket\nAuto-Submitted: auto-generated (ticket)\n\nTicket 5 opened.",
		want: message.FromAutoReply,
	},
	{
		name: "generated, and answers go nowhere",
		raw: "From: m@x.example\nReply-To: no-reply@x.example\nSubject: Your ticket\n" +
			"Auto-Submitted: auto-generated\n\nTicket 5 opened.",
		want: message.FromAutoReply,
	},
	{
		name: "Exchange out of office",
		raw: "From: m@x.example\nSubject: Automatic reply: HC-2026-000123\nX-Auto-Response-Suppress: All\n" +
			"X-MS-Exchange-Inbox-Rules-Loop: m@x.example\n\nI am on leave until 3 December.",
		want: message.FromAutoReply,
	},
	{
		name: "vacation of Unix",
		raw: "From: m@x.example\nSubject: away from my mail\nPrecedence: junk\n\n" +
			"I will not be reading my mail for a while.",
		want: message.FromAutoReply,
	},
	{
		name: "cPanel",
		raw: "From: m@x.example\nSubject: Thank you\nX-Autorespond: Your letter\nPrecedence: auto_reply\n\n" +
			"We will be in touch.",
		want: message.FromAutoReply,
	},
	{
		name: "Lotus",
		raw: "From: m@x.example\nSubject: Jo is out of the office\nX-POST-MessageClass: 9; Autoresponder\n\n" +
			"Back on Monday.",
		want: message.FromAutoReply,
	},
	{
		name: "another autoresponder",
		raw:  "From: m@x.example\nSubject: Hello\nX-AutoReply-From: m@x.example\n\nThank you for writing.",
		want: message.FromAutoReply,
	},
	{
		name: "by subject and words",
		raw: "From: m@x.example\nSubject: Out of office: your letter\n\n" +
			"I am out of the office until Monday 7 December with limited access to email.",
		want: message.FromAutoReply,
	},
	{
		name: "by subject and words, another form",
		raw: "From: m@x.example\nSubject: Auto-reply: your letter\n\n" +
			"Thank you for your email. We have received your enquiry.",
		want: message.FromAutoReply,
	},
	{
		name: "by subject, and it says whom to ring",
		raw: "From: m@x.example\nSubject: Out of Office: your letter\n\n" +
			"I am out of the office until Monday. To report a repair, damp or mould, or to make a complaint, ring " +
			"0300 123 4567.",
		want: message.FromAutoReply,
	},
	{
		name: "German",
		raw:  "From: m@x.example\nSubject: Abwesenheitsnotiz: Ihr Brief\n\nIch bin bis 3. Dezember nicht im Büro.",
		want: message.FromAutoReply,
	},
	{
		name: "French",
		raw: "From: m@x.example\nSubject: Réponse automatique : votre lettre\n\n" +
			"Je suis absent du bureau, de retour le 3 décembre.",
		want: message.FromAutoReply,
	},
	{
		name: "out of office under a bouncer's word",
		raw: "Return-Path: <>\nFrom: m@x.example\nSubject: Automatic reply: repair rejected\n" +
			"X-Auto-Response-Suppress: All\n\nI am out of the office until Monday.",
		want: message.FromAutoReply,
	},
	{
		name: "null sender and an away note",
		raw: "Return-Path: <>\nFrom: m@x.example\nSubject: your letter\n\n" +
			"I am currently on annual leave and back on Monday.",
		want: message.FromAutoReply,
	},

	// Bounces.
	{
		name: "standard report",
		raw: "From: MAILER-DAEMON@x.example\nSubject: Undelivered\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\n" +
			"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\n" +
			"Action: failed\nStatus: 5.1.1\n\n--b--",
		want: message.FromBounce,
	},
	{
		name: "qmail",
		raw: "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: failure notice\n\n" +
			"Hi. This is the qmail-send program at x.example.\n" +
			"I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<a@b.example>:\n" +
			"Sorry, no mailbox here by that name.",
		want: message.FromBounce,
	},
	{
		name: "Exim",
		raw: "Return-path: <>\nFrom: Mail Delivery System <Mailer-Daemon@x.example>\n" +
			"X-Failed-Recipients: a@b.example\nSubject: Mail delivery failed: returning message to sender\n\n" +
			"This is a permanent error.",
		want: message.FromBounce,
	},
	{
		name: "Exchange",
		raw: "From: System Administrator <postmaster@x.example>\nSubject: Undeliverable: Your complaint\n\n" +
			"Your message did not reach some or all of the intended recipients.",
		want: message.FromBounce,
	},
	{
		name: "Amazon in JSON",
		raw: "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n" +
			"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"ema" +
			"ilAddress\":\"a@b.example\",\"status\":\"5.1.1\"}]}}",
		want: message.FromBounce,
	},

	// Receipts and reports.
	{
		name: "delivered",
		raw: "From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; report-type=delivery-status; " +
			"boundary=b\n\n--b\n\nDelivered\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n" +
			"Final-Recipient: rfc822; a@b.example\nAction: delivered\nStatus: 2.0.0\n\n--b--",
		want: message.FromReceipt,
	},
	{
		name: "read",
		raw: "From: m@x.example\nSubject: Read: Your complaint\n" +
			"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead\n--b\n" +
			"Content-Type: message/disposition-notification\n\n" +
			"Disposition: manual-action/MDN-sent-manually; displayed\n\n--b--",
		want: message.FromReceipt,
	},
	{
		name: "abuse report",
		raw: "From: feedback@x.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n" +
			"--b\n\nAbuse\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--b--",
		want: message.FromFeedbackReport,
	},
	{
		name: "Amazon complaint in JSON",
		raw:  "From: no-reply@sns.amazonaws.com\n\n{\"notificationType\":\"Complaint\",\"complaint\":{}}",
		want: message.FromFeedbackReport,
	},

	// Lists.
	{
		name: "discussion list",
		raw: "From: someone@x.example\nList-Id: <housing.x.example>\nList-Post: <mailto:housing@x.example>\n" +
			"Precedence: list\n\nHello all",
		want: message.FromList,
	},
	{
		name: "list whose name ends like ours",
		raw:  "From: someone@x.example\nList-Id: <housing.landlord.example.net>\nPrecedence: list\n\nHello all",
		want: message.FromList,
	},
	{
		name: "newsletter",
		raw: "From: news@x.example\nSubject: November offers\nList-Unsubscribe: <https://x.example/u>\n" +
			"List-Unsubscribe-Post: List-Unsubscribe=One-Click\n\nBuy now",
		want: message.FromList,
	},

	// People.
	{name: "a resident", raw: "From: asha@x.example\nSubject: Leak\n\nMy ceiling leaks.", want: message.FromPerson},
	{
		name: "complains of automatic replies",
		raw: "From: asha@x.example\nSubject: Automatic replies are all I ever get\n\n" +
			"I keep getting out of office replies. My boiler is broken.",
		want: message.FromPerson,
	},
	{
		name: "complains under such a subject",
		raw: "From: asha@x.example\nSubject: Out of office\n\n" +
			"That is all I get when I write to you. I am fed up. Thank you for your email, it says, and nobody comes.",
		want: message.FromPerson,
	},
	{
		name: "answers our acknowledgement",
		raw: "From: asha@x.example\nSubject: Re: Automatic reply: we have received your complaint\n\n" +
			"Thank you for your email. When will somebody come?",
		want: message.FromPerson,
	},
	{
		name: "writes about being away",
		raw:  "From: asha@x.example\nSubject: Appointment\n\nI am away until Monday 7 December, please come after that.",
		want: message.FromPerson,
	},
	{
		name: "writes about a holiday",
		raw: "From: asha@x.example\nSubject: Holiday\n\nI am on holiday until Monday 7 December. Please do not come " +
			"before.",
		want: message.FromPerson,
	},
	{
		name: "writes about being away, redirected by a rule",
		raw: "From: asha@x.example\nSubject: Visit\nX-MS-Exchange-Inbox-Rules-Loop: repairs@landlord.example\n\n" +
			"I am away until Monday 7 December.",
		want: message.FromPerson,
	},
	{
		name: "writes about undelivered mail",
		raw: "From: asha@x.example\nSubject: Undelivered post\n\n" +
			"My post could not be delivered because the door is broken. User unknown, says the postman, and it was " +
			"returned to sender.",
		want: message.FromPerson,
	},
	{
		name: "forwards a bounce",
		raw: "From: asha@x.example\nSubject: Fwd: Undelivered Mail Returned to Sender\n\n" +
			"Why does this come back?\n\n---------- Forwarded message ---------\n" +
			"From: Mail Delivery System <MAILER-DAEMON@x.example>\n\n" +
			"<repairs@landlord.example>: 550 5.1.1 User unknown",
		want: message.FromPerson,
	},
	{
		name: "encloses a bounce",
		raw: "From: asha@x.example\nSubject: returned\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" +
			"This came back.\n--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@x.example\n" +
			"Content-Type: multipart/report; report-type=delivery-status; boundary=c\n\n--c\n" +
			"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n" +
			"Status: 5.1.1\n\n--c--\n--b--",
		want: message.FromPerson,
	},
	{
		name: "is named postmaster by trade",
		raw: "From: postmaster@smallparish.example\nSubject: The flats in Mill Lane\n\n" +
			"The lights on the stairs are out.",
		want: message.FromPerson,
	},
	{
		name: "through our own group address",
		raw: "From: asha@x.example\nList-Id: <complaints.landlord.example>\n" +
			"List-Post: <mailto:complaints@landlord.example>\nPrecedence: list\nX-Google-Group-Id: 1\n\n" +
			"My ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "through another group of our house",
		raw: "From: asha@x.example\nList-Id: Housing <housing.landlord.example>\n" +
			"List-Post: <mailto:housing@landlord.example>\nPrecedence: list\n\nMy ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "a form that writes in the resident's name",
		raw: "From: asha@x.example\nSubject: Contact form\nAuto-Submitted: auto-generated\n\n" +
			"Nobody has come about the leak in my kitchen.",
		want: message.FromPerson,
	},
	{
		name: "auto-submitted says no",
		raw:  "From: asha@x.example\nAuto-Submitted: no\n\nMy ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "Exchange asks for no answers",
		raw:  "From: asha@x.example\nSubject: Leak\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n\nMy ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "through the form on the website",
		raw: "From: Website <website@landlord.example>\nReply-To: asha@x.example\nSubject: Complaint form\n" +
			"Auto-Submitted: auto-generated\n\nName: Asha\nYour complaint: My ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "empty return path and nothing else",
		raw:  "Return-Path: <>\nFrom: asha@x.example\nSubject: Leak\n\nMy ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "redirected by a rule",
		raw: "From: asha@x.example\nSubject: Leak\nX-MS-Exchange-Inbox-Rules-Loop: repairs@landlord.example\n\n" +
			"My ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "empty return path and a bouncer's word",
		raw:  "Return-Path: <>\nFrom: asha@x.example\nSubject: The repair failed\n\nIt leaks again.",
		want: message.FromPerson,
	},
	{
		name: "asks for a read receipt",
		raw:  "From: asha@x.example\nSubject: Leak\nDisposition-Notification-To: asha@x.example\n\nMy ceiling leaks.",
		want: message.FromPerson,
	},
	{
		name: "from a mail service with an unsubscribe link",
		raw:  "From: asha@x.example\nSubject: Leak\nList-Unsubscribe: <https://mailer.example/u>\n\nMy ceiling leaks.",
		want: message.FromPerson,
	},
}

func TestNature(t *testing.T) {
	t.Parallel()
	for _, x := range natureCases {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			if m := parse(t, x.raw).Message; m.Nature != x.want {
				t.Errorf("read as %s, want %s", m.Nature, x.want)
			}
		})
	}
}

// TestAway is a table of real out-of-office forms; the note arrives on Tuesday 3 November 2026.
func TestAway(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, subject, words, until, standIn string }{
		{
			name:    "until a day",
			subject: "Automatic reply: x",
			words:   "I am on annual leave until Friday 13 November 2026.",
			until:   "2026-11-13",
		},
		{
			name:    "day of return",
			subject: "Automatic reply: x",
			words:   "I am out of the office and will be back on Monday 16th November.",
			until:   "2026-11-16",
		},
		{
			name:    "returning on",
			subject: "Automatic reply: x",
			words: "I am currently out of the office, returning Monday 16 November 2026. For urgent matters please " +
				"contact Jo Bloggs (jo.bloggs@x.example).",
			until:   "2026-11-16",
			standIn: "jo.bloggs@x.example",
		},
		{
			name:    "return to the office",
			subject: "Automatic reply: x",
			words:   "Thank you for your email. I will return to the office on 16/11/2026.",
			until:   "2026-11-16",
		},
		{
			name:    "from and to",
			subject: "Automatic reply: x",
			words:   "I am away from 2 November to 13 November 2026.",
			until:   "2026-11-13",
		},
		{
			name:    "a span with a dash",
			subject: "Automatic reply: x",
			words:   "On leave 2-13 November. Please email duty.officer@x.example.",
			until:   "2026-11-13",
			standIn: "duty.officer@x.example",
		},
		{
			name:    "month first",
			subject: "Out of office",
			words:   "I'll be out of the office through November 13th.",
			until:   "2026-11-13",
		},
		{name: "ISO", subject: "Out of office", words: "Away until 2026-11-13.", until: "2026-11-13"},
		{
			name:    "a weekday",
			subject: "Out of office",
			words:   "I am out of the office today and back on Thursday.",
			until:   "2026-11-05",
		},
		{
			name:    "over the new year",
			subject: "Out of office",
			words:   "I am on leave until 4 January.",
			until:   "2027-01-04",
		},
		{
			name:    "in the subject",
			subject: "Out of office until 13 November",
			words:   "Please contact my colleague Jo Bloggs on 020 7946 0123.",
			until:   "2026-11-13",
			standIn: "Jo Bloggs",
		},
		{
			name:    "the first address is the one to write to",
			subject: "Automatic reply: x",
			words: "I no longer work on Fridays.\nIn my absence please email repairs.team@x.example or call 0300 " +
				"123 4567.",
			standIn: "repairs.team@x.example",
		},
		{
			name:    "back after a holiday",
			subject: "Automatic reply: x",
			words:   "The office is closed. We re-open on Monday 4th January 2027.",
			until:   "2027-01-04",
		},
		{name: "no date", subject: "Automatic reply: x", words: "I am out of the office with limited access to email."},
		{name: "a date that is none", subject: "Automatic reply: x", words: "I am back on 31 November."},
		{name: "a date long past", subject: "Automatic reply: x", words: "I am away until 3 March 2019."},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, "From: m@x.example\nAuto-Submitted: auto-replied\nSubject: "+x.subject+"\n\n"+x.words).Message
			var got message.Away
			if m.Away != nil {
				got = *m.Away
			}
			if got.Until.String() != x.until || got.StandIn != x.standIn {
				t.Errorf("until %q, stand-in %q; want %q and %q", got.Until, got.StandIn, x.until, x.standIn)
			}
			if x.until == "" && x.standIn == "" && m.Away != nil {
				t.Errorf("away is %+v, want none", m.Away)
			}
		})
	}
	if m := parse(t, "From: asha@x.example\nSubject: visit\n\nI am away until 13 November.").Message; m.Away != nil {
		t.Errorf("a person's plans were taken for an out-of-office note: %+v", m.Away)
	}
}

// TestAMailboxThatNobodyReads: it says so and nothing else; who says which way to use instead may be a person.
func TestAMailboxThatNobodyReads(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]bool{
		"This mailbox is not monitored. Please do not reply.":                       true,
		"This is an unattended mailbox. Messages sent to it are deleted.":           true,
		"The inbox is no longer checked.":                                           true,
		"Replies to this address are not read.":                                     true,
		"This email address isn't monitored.":                                       true,
		"This address is no longer in use, my new one is asha@example.com":          false,
		"This inbox is not read any more, please write to me by post.":              false,
		"This number is not used now. Text me on 07700 900123.":                     false,
		"I told you this address is not monitored by me, my ex reads it.":           false,
		"This mailbox is not monitored. The engineer never came.":                   false,
		"Your complaints mailbox is not monitored, is it? Nobody answers.":          false,
		"I am not happy. This mailbox is not monitored by anybody as far as I see.": false,
	} {
		if got := isAwayNote(words); got != want {
			t.Errorf("%q is a note of a mailbox: got %v, want %v", words, got, want)
		}
	}
}
