package desk

import (
	"slices"
	"strings"
	"testing"

	"complaints/internal/letter"
	"complaints/store"
)

// TestAMachineMarkHidesNoMatter: the marks of machines decide whether we answer. Whether a person sees it is decided by
// the words, and danger is told whatever the marks.
func TestAMachineMarkHidesNoMatter(t *testing.T) {
	t.Parallel()
	const (
		matter = "My bath has leaked into the flat below for seven weeks. I rang you five times and your plumber " +
			"never turned up. I want to complain about this."
		gas = "I can smell gas on our landing and nobody has come. Please hurry."
	)
	for name, c := range map[string]struct {
		header, words  string
		person, danger bool
	}{
		"marked junk by a mail program": {header: "From: Ivo Marsh <ivo@example.com>\nPrecedence: junk\nSubject: Leak",
			words: matter, person: true},
		"marked as an automatic reply by a phone": {header: "From: Ivo Marsh <ivo@example.com>\n" +
			"Auto-Submitted: auto-replied\nSubject: Leak", words: matter, person: true},
		"a responder's field left in": {header: "From: Ivo Marsh <ivo@example.com>\nX-Auto-Response-From: x\nSubject: Leak",
			words: matter, person: true},
		"sent through a campaign service": {header: "From: Ivo Marsh <ivo@example.com>\nFeedback-ID: 4:9:mail\n" +
			"List-Unsubscribe: <mailto:u@esp.example>\nPrecedence: bulk\nSubject: Leak", words: matter, person: true},
		"a councillor's casework": {header: "From: Cllr Joan Peel <joan.peel@council.example>\nPrecedence: bulk\n" +
			"Auto-Submitted: auto-generated\nSubject: Casework 553",
			words: "I write on behalf of my constituent, Mr Ade Obi of 4 Hazel Court, whose roof has leaked since May. " +
				"He has been promised four visits. Please look into this.", person: true},
		"gas through a list": {header: "From: Tenants of Elm House <elm@tenants.example>\nList-Id: <elm.tenants.example>\n" +
			"Subject: help", words: gas, person: true, danger: true},
		"gas under a responder's mark": {header: "From: Ivo Marsh <ivo@example.com>\nX-Autorespond: x\nSubject: help",
			words: gas, person: true, danger: true},
		"gas with an automatic subject": {header: "From: Ivo Marsh <ivo@example.com>\nAuto-Submitted: auto-replied\n" +
			"Subject: Automatic reply: gas", words: gas, person: true, danger: true},
		"gas in a form of our own without anybody": {header: "From: complaints@landlord.example\nPrecedence: bulk\n" +
			"Subject: Report", words: "Location: Elm House\nMessage: " + gas, person: true, danger: true},

		"an out-of-office note": {header: "From: ivo@example.com\nAuto-Submitted: auto-replied\nSubject: Away",
			words: "I am out of the office until Monday. In an emergency ring 999. If you smell gas ring 0800 111 999."},
		"an acknowledgement of a ticket system": {header: "From: support@firm.example\nAuto-Submitted: auto-replied\n" +
			"Subject: Ticket 551 received", words: "Thank you for contacting us. We have received your complaint about " +
			"a leak and will answer within five days. If water is coming through the ceiling, ring us."},
		"a newsletter about safety": {header: "From: Safe Homes <news@safehomes.example>\nList-Id: <n.safehomes.example>\n" +
			"Precedence: bulk\nSubject: Gas Safety Week", words: "What to do if you smell gas: open the windows and ring " +
			"0800 111 999. Carbon monoxide kills 30 people a year. Book your engineers on our course."},
		"a newsletter about complaints": {header: "From: Housing Today <news@ht.example>\nList-Id: <n.ht.example>\n" +
			"List-Unsubscribe: <https://ht.example/u>\nSubject: Damp in the news", words: "The Ombudsman finds severe " +
			"maladministration: residents waited 18 months for repairs to damp homes. Read the full report."},
		"a digest of a discussion": {header: "From: Forum <digest@forum.example>\nList-Id: <forum.example>\n" +
			"Subject: Forum digest, vol 41", words: "Topics: 1. My boiler is broken again. 2. Job: surveyor."},
		"a report of a program": {header: "From: root@server.example\nAuto-Submitted: auto-generated\nSubject: Cron",
			words: "Backup finished with 0 errors. 312 files copied in 41 seconds."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			got := b.mail(c.header, c.words)
			if person := got.Kind == store.Opened || got.Kind == store.Quarantined; person != c.person {
				t.Errorf("what became of it: got %s (%s), want a person asked: %v", got.Kind, got.Reason, c.person)
			}
			told := slices.ContainsFunc(b.letters(got.Case), func(l string) bool {
				return strings.HasPrefix(l, string(letter.Hazard))
			})
			if told != c.danger {
				t.Errorf("alarm: got %v, want %v", told, c.danger)
			}
			for _, l := range b.letters(got.Case) {
				if strings.HasPrefix(l, "L") && !strings.HasPrefix(l, "L37") {
					t.Errorf("letter %q: want nothing sent to what a machine has marked", l)
				}
			}
		})
	}
}

// TestWhatOnlyWrapsAMessageIsOpened: a voice message, a fax and a protected mail are somebody's words that a person has
// to open; none is advertising, and people are asked at once.
func TestWhatOnlyWrapsAMessageIsOpened(t *testing.T) {
	t.Parallel()
	with := func(kind, name, words string) string {
		file := "UklGRgAAAABXQVZFQUJDREVGRw=="
		if strings.HasPrefix(kind, "image/") {
			file = "/9j/4AAQSkZJRgABAQ=="
		} else if kind == "application/pdf" {
			file = "JVBERi0xLjQKJQ=="
		}
		return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n" + words +
			"\n--b\nContent-Type: " + kind + "\nContent-Disposition: attachment; filename=\"" + name +
			"\"\nContent-Transfer-Encoding: base64\n\n" + file + "\n--b--"
	}
	page := func(words string) string {
		return "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>" + words + "</p>"
	}
	for name, c := range map[string]struct {
		header, rest string
		sealed       bool
	}{
		"a telephone system": {"From: Cisco Unity Connection <unity@phones.landlord.example>\nSubject: Message from 02079460000",
			with("audio/wav", "VoiceMessage.wav", "Voice message from 02079460000, 41 seconds."), true},
		"another": {"From: 3CX Phone System <noreply@3cx.example>\nSubject: New Voicemail from Ext 201 (07700900111)",
			with("audio/mpeg", "vm.mp3", "You have received a new voicemail. Listen to the attachment or dial *98."), true},
		"a mobile network": {"From: Your answerphone <answerphone@net.example>\nSubject: Missed call and a voicemail",
			page("07700900111 left you a message at 09:14. Listen in the app."), true},
		"a fax service": {"From: eFax <message@inbound.efax.example>\nSubject: eFax message from 02079460001 - 2 pages",
			with("application/pdf", "FAX_2.pdf", "You have received a 2 page fax."), true},
		"a solicitor's protected mail": {"From: Lea Orr <lea@orrlaw.example>\nSubject: Ms Day, 4 Elm Close",
			page("Lea Orr has sent you a protected message. <a href=https://x.example/1>Read the message</a>"), true},
		"a secure portal": {"From: Lea Orr <lea@nhs.example>\nSubject: Referral",
			page("You have received a secure email from Lea Orr. Click here to read it in the secure portal."), true},
		"a confidential mode": {"From: Ben Ray <ben@example.com>\nSubject: My home",
			page("Ben Ray has sent you an email in confidential mode: View the email. It expires on 3 March."), true},
		"an envelope in a file": {"From: Lea Orr <lea@nhs.example>\nSubject: Secure",
			with("text/html", "securedoc_20261201.html", "This is a secure message. Open the attachment."), true},

		"a resident who speaks of voicemail": {"From: Ben Ray <ben@example.com>\nSubject: Nobody rings back",
			"\n\nI left four voicemails about my broken boiler and nobody rang back. I want to complain.", false},
		"a resident who speaks of secure messages": {"From: Ben Ray <ben@example.com>\nSubject: Portal",
			"\n\nYour portal says you have sent me a secure message but I cannot open it. It is the third time I have " +
				"asked for help and nobody has mended it. I want to complain.", false},
		"a photograph with a complaint": {"From: Ben Ray <ben@example.com>\nSubject: Damp",
			with("image/jpeg", "damp.jpg", "My bedroom wall is damp again after three visits. I want to complain."), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			head, words, _ := strings.Cut(c.header+"\n"+strings.TrimLeft(c.rest, "\n"), "\n\n")
			if strings.HasPrefix(c.rest, "\n\n") {
				head, words = c.header, strings.TrimSpace(c.rest)
			}
			got := b.mail(head, words)
			if got.Kind != store.Opened {
				t.Fatalf("what became of it: got %s (%s), want a case", got.Kind, got.Reason)
			}
			asked := slices.ContainsFunc(b.letters(got.Case), func(l string) bool {
				return strings.HasPrefix(l, string(letter.LookAtOnce))
			})
			if asked != c.sealed {
				t.Errorf("asked to open it at once: got %v, want %v", asked, c.sealed)
			}
		})
	}
}
