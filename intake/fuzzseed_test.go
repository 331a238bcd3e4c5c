package intake

// fuzzMails are small mails of every shape that the reader knows.
var fuzzMails = []string{
	"From: Asha <asha@example.org>\r\nTo: complaints@landlord.example\r\nSubject: =?utf-8?q?leak_=C2=A35?=\r\n" +
		"Date: Tue, 3 Nov 2026 10:15:00 +0000\r\nMessage-ID: <1@example.org>\r\n\r\nMy ceiling leaks.\r\n",
	"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" +
		"Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nplain\r\n--c\r\n" +
		"Content-Type: text/html\r\n\r\n<p>rich</p>\r\n--c--\r\n--b\r\nContent-Type: image/png; name=a.png\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n",
	"Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nFrom: x@y.example\n\ninner",
	"Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain; charset=utf-7\n\nFr+APY-sche\n--x--",
	"Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: failure notice\n\n" +
		"Hi. This is the qmail-send program at x.example.\n<a@b.example>:\n550 no such user\n",
	"From: m@x.example\nSubject: Out of office\nAuto-Submitted: auto-replied\n\n" +
		"I am away until 3 December. Please contact Jo Bloggs (jo@x.example).\n",
	"From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n" +
		"Content-Type: text/plain; charset=windows-1252\n\n=A3=zz=\nsoft =\n\x80",
	"From: a@b.example\n\nbegin 644 a.txt\n#86)C\n`\nend\n",
	"From: a@b.example\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" +
		"eJ8+IgEAAgyAAgAFAAAAaGVsbG8AAA==\n",
	"From: a@b.example\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nSUMMARY:Visit\nDTSTART:20261201T090000Z\n" +
		"END:VCALENDAR\n",
	"no header at all\njust words\n", "\xff\xfeh\x00i\x00", "From: \n\n", ":", "\r\r\r", "",
	"Authentication-Results: mx.landlord.example; dmarc=pass header.from=b.example\nFrom: a@b.example\n" +
		"List-Id: <x.y>\nPrecedence: list\n\nx",
}

// fuzzNotices are notices of mail servers that write no report.
var fuzzNotices = []string{
	"This is the mail system at host mx.example.org.\n\n<a.resident@example.org>: host mx[192.0.2.1] said: 550 5.1.1 " +
		"user unknown (in reply to RCPT TO command)\n",
	"A message that you sent could not be delivered to one or more of its recipients. This is a permanent error. The " +
		"following address(es) failed:\n\n  a.resident@example.org\n    mailbox is full\n",
	"Your message\n\n  To: a\n  Subject: b\n\ndid not reach the following recipient(s):\n\n" +
		"a.resident@example.org on Tue, 3 Nov 2026\n    The recipient name is not recognized\n",
	"   ----- Transcript of session follows -----\n>>> RCPT To:<a@example.org>\n" +
		"<<< 550 <a@example.org>... User unknown\n550 <a@example.org>... User unknown\n" +
		"   ----- Unsent message follows -----\nMessage-Id: <1@landlord.example>\n",
	"delayed for more than 4 hours, will be retried", "{\"notificationType\":\"Bounce\"}", "",
}
