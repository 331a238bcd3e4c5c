package intake

import (
	"testing"

	"complaints/internal/complaint"
)

// natureCases are mails of every kind of sender. The people among them write what machines write about.
var natureCases = []struct {
	name, raw string
	want      complaint.Nature
}{
	// Machines that say so.
	{"auto-submitted", "From: m@x.example\nSubject: Re: your letter\nAuto-Submitted: auto-replied\n\nI am away.", complaint.FromAutoReply},
	{"generated", "From: m@x.example\nSubject: Your ticket\nAuto-Submitted: auto-generated (ticket)\n\nTicket 5 opened.", complaint.FromAutoReply},
	{"generated, and answers go nowhere", "From: m@x.example\nReply-To: no-reply@x.example\nSubject: Your ticket\nAuto-Submitted: auto-generated\n\nTicket 5 opened.", complaint.FromAutoReply},
	{"Exchange out of office", "From: m@x.example\nSubject: Automatic reply: HC-2026-000123\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: m@x.example\n\nI am on leave until 3 December.", complaint.FromAutoReply},
	{"vacation of Unix", "From: m@x.example\nSubject: away from my mail\nPrecedence: junk\n\nI will not be reading my mail for a while.", complaint.FromAutoReply},
	{"cPanel", "From: m@x.example\nSubject: Thank you\nX-Autorespond: Your letter\nPrecedence: auto_reply\n\nWe will be in touch.", complaint.FromAutoReply},
	{"Lotus", "From: m@x.example\nSubject: Jo is out of the office\nX-POST-MessageClass: 9; Autoresponder\n\nBack on Monday.", complaint.FromAutoReply},
	{"another autoresponder", "From: m@x.example\nSubject: Hello\nX-AutoReply-From: m@x.example\n\nThank you for writing.", complaint.FromAutoReply},
	{"by subject and words", "From: m@x.example\nSubject: Out of office: your letter\n\nI am out of the office until Monday 7 December with limited access to email.", complaint.FromAutoReply},
	{"by subject and words, another form", "From: m@x.example\nSubject: Auto-reply: your letter\n\nThank you for your email. We have received your enquiry.", complaint.FromAutoReply},
	{"by subject, and it says whom to ring", "From: m@x.example\nSubject: Out of Office: your letter\n\nI am out of the office until Monday. To report a repair, damp or mould, or to make a complaint, ring 0300 123 4567.", complaint.FromAutoReply},
	{"German", "From: m@x.example\nSubject: Abwesenheitsnotiz: Ihr Brief\n\nIch bin bis 3. Dezember nicht im Büro.", complaint.FromAutoReply},
	{"French", "From: m@x.example\nSubject: Réponse automatique : votre lettre\n\nJe suis absent du bureau, de retour le 3 décembre.", complaint.FromAutoReply},
	{"out of office under a bouncer's word", "Return-Path: <>\nFrom: m@x.example\nSubject: Automatic reply: repair rejected\nX-Auto-Response-Suppress: All\n\nI am out of the office until Monday.", complaint.FromAutoReply},
	{"null sender and an away note", "Return-Path: <>\nFrom: m@x.example\nSubject: your letter\n\nI am currently on annual leave and back on Monday.", complaint.FromAutoReply},

	// Bounces.
	{"standard report", "From: MAILER-DAEMON@x.example\nSubject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n--b--", complaint.FromBounce},
	{"qmail", "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: failure notice\n\nHi. This is the qmail-send program at x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<a@b.example>:\nSorry, no mailbox here by that name.", complaint.FromBounce},
	{"Exim", "Return-path: <>\nFrom: Mail Delivery System <Mailer-Daemon@x.example>\nX-Failed-Recipients: a@b.example\nSubject: Mail delivery failed: returning message to sender\n\nThis is a permanent error.", complaint.FromBounce},
	{"Exchange", "From: System Administrator <postmaster@x.example>\nSubject: Undeliverable: Your complaint\n\nYour message did not reach some or all of the intended recipients.", complaint.FromBounce},
	{"Amazon in JSON", "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"a@b.example\",\"status\":\"5.1.1\"}]}}", complaint.FromBounce},

	// Receipts and reports.
	{"delivered", "From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nDelivered\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: delivered\nStatus: 2.0.0\n\n--b--", complaint.FromReceipt},
	{"read", "From: m@x.example\nSubject: Read: Your complaint\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--", complaint.FromReceipt},
	{"abuse report", "From: feedback@x.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nAbuse\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--b--", complaint.FromFeedbackReport},
	{"Amazon complaint in JSON", "From: no-reply@sns.amazonaws.com\n\n{\"notificationType\":\"Complaint\",\"complaint\":{}}", complaint.FromFeedbackReport},

	// Lists.
	{"discussion list", "From: someone@x.example\nList-Id: <housing.x.example>\nList-Post: <mailto:housing@x.example>\nPrecedence: list\n\nHello all", complaint.FromList},
	{"list whose name ends like ours", "From: someone@x.example\nList-Id: <housing.landlord.example.net>\nPrecedence: list\n\nHello all", complaint.FromList},
	{"newsletter", "From: news@x.example\nSubject: November offers\nList-Unsubscribe: <https://x.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n\nBuy now", complaint.FromList},

	// People.
	{"a resident", "From: asha@x.example\nSubject: Leak\n\nMy ceiling leaks.", complaint.FromPerson},
	{"complains of automatic replies", "From: asha@x.example\nSubject: Automatic replies are all I ever get\n\nI keep getting out of office replies. My boiler is broken.", complaint.FromPerson},
	{"complains under such a subject", "From: asha@x.example\nSubject: Out of office\n\nThat is all I get when I write to you. I am fed up. Thank you for your email, it says, and nobody comes.", complaint.FromPerson},
	{"answers our acknowledgement", "From: asha@x.example\nSubject: Re: Automatic reply: we have received your complaint\n\nThank you for your email. When will somebody come?", complaint.FromPerson},
	{"writes about being away", "From: asha@x.example\nSubject: Appointment\n\nI am away until Monday 7 December, please come after that.", complaint.FromPerson},
	{"writes about a holiday", "From: asha@x.example\nSubject: Holiday\n\nI am on holiday until Monday 7 December. Please do not come before.", complaint.FromPerson},
	{"writes about being away, redirected by a rule", "From: asha@x.example\nSubject: Visit\nX-MS-Exchange-Inbox-Rules-Loop: repairs@landlord.example\n\nI am away until Monday 7 December.", complaint.FromPerson},
	{"writes about undelivered mail", "From: asha@x.example\nSubject: Undelivered post\n\nMy post could not be delivered because the door is broken. User unknown, says the postman, and it was returned to sender.", complaint.FromPerson},
	{"forwards a bounce", "From: asha@x.example\nSubject: Fwd: Undelivered Mail Returned to Sender\n\nWhy does this come back?\n\n---------- Forwarded message ---------\nFrom: Mail Delivery System <MAILER-DAEMON@x.example>\n\n<repairs@landlord.example>: 550 5.1.1 User unknown", complaint.FromPerson},
	{"encloses a bounce", "From: asha@x.example\nSubject: returned\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThis came back.\n--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@x.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=c\n\n--c\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n--c--\n--b--", complaint.FromPerson},
	{"is named postmaster by trade", "From: postmaster@smallparish.example\nSubject: The flats in Mill Lane\n\nThe lights on the stairs are out.", complaint.FromPerson},
	{"through our own group address", "From: asha@x.example\nList-Id: <complaints.landlord.example>\nList-Post: <mailto:complaints@landlord.example>\nPrecedence: list\nX-Google-Group-Id: 1\n\nMy ceiling leaks.", complaint.FromPerson},
	{"through another group of our house", "From: asha@x.example\nList-Id: Housing <housing.landlord.example>\nList-Post: <mailto:housing@landlord.example>\nPrecedence: list\n\nMy ceiling leaks.", complaint.FromPerson},
	{"a form that writes in the resident's name", "From: asha@x.example\nSubject: Contact form\nAuto-Submitted: auto-generated\n\nNobody has come about the leak in my kitchen.", complaint.FromPerson},
	{"auto-submitted says no", "From: asha@x.example\nAuto-Submitted: no\n\nMy ceiling leaks.", complaint.FromPerson},
	{"Exchange asks for no answers", "From: asha@x.example\nSubject: Leak\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n\nMy ceiling leaks.", complaint.FromPerson},
	{"through the form on the website", "From: Website <website@landlord.example>\nReply-To: asha@x.example\nSubject: Complaint form\nAuto-Submitted: auto-generated\n\nName: Asha\nYour complaint: My ceiling leaks.", complaint.FromPerson},
	{"empty return path and nothing else", "Return-Path: <>\nFrom: asha@x.example\nSubject: Leak\n\nMy ceiling leaks.", complaint.FromPerson},
	{"redirected by a rule", "From: asha@x.example\nSubject: Leak\nX-MS-Exchange-Inbox-Rules-Loop: repairs@landlord.example\n\nMy ceiling leaks.", complaint.FromPerson},
	{"empty return path and a bouncer's word", "Return-Path: <>\nFrom: asha@x.example\nSubject: The repair failed\n\nIt leaks again.", complaint.FromPerson},
	{"asks for a read receipt", "From: asha@x.example\nSubject: Leak\nDisposition-Notification-To: asha@x.example\n\nMy ceiling leaks.", complaint.FromPerson},
	{"from a mail service with an unsubscribe link", "From: asha@x.example\nSubject: Leak\nList-Unsubscribe: <https://mailer.example/u>\n\nMy ceiling leaks.", complaint.FromPerson},
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
		{"until a day", "Automatic reply: x", "I am on annual leave until Friday 13 November 2026.", "2026-11-13", ""},
		{"day of return", "Automatic reply: x", "I am out of the office and will be back on Monday 16th November.", "2026-11-16", ""},
		{"returning on", "Automatic reply: x", "I am currently out of the office, returning Monday 16 November 2026. For urgent matters please contact Jo Bloggs (jo.bloggs@x.example).", "2026-11-16", "jo.bloggs@x.example"},
		{"return to the office", "Automatic reply: x", "Thank you for your email. I will return to the office on 16/11/2026.", "2026-11-16", ""},
		{"from and to", "Automatic reply: x", "I am away from 2 November to 13 November 2026.", "2026-11-13", ""},
		{"a span with a dash", "Automatic reply: x", "On leave 2-13 November. Please email duty.officer@x.example.", "2026-11-13", "duty.officer@x.example"},
		{"month first", "Out of office", "I'll be out of the office through November 13th.", "2026-11-13", ""},
		{"ISO", "Out of office", "Away until 2026-11-13.", "2026-11-13", ""},
		{"a weekday", "Out of office", "I am out of the office today and back on Thursday.", "2026-11-05", ""},
		{"over the new year", "Out of office", "I am on leave until 4 January.", "2027-01-04", ""},
		{"in the subject", "Out of office until 13 November", "Please contact my colleague Jo Bloggs on 020 7946 0123.", "2026-11-13", "Jo Bloggs"},
		{"the first address is the one to write to", "Automatic reply: x", "I no longer work on Fridays.\nIn my absence please email repairs.team@x.example or call 0300 123 4567.", "", "repairs.team@x.example"},
		{"back after a holiday", "Automatic reply: x", "The office is closed. We re-open on Monday 4th January 2027.", "2027-01-04", ""},
		{"no date", "Automatic reply: x", "I am out of the office with limited access to email.", "", ""},
		{"a date that is none", "Automatic reply: x", "I am back on 31 November.", "", ""},
		{"a date long past", "Automatic reply: x", "I am away until 3 March 2019.", "", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			m := parse(t, "From: m@x.example\nAuto-Submitted: auto-replied\nSubject: "+x.subject+"\n\n"+x.words).Message
			var got complaint.Away
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
