package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"complaints/internal/lab"
)

// letterIn is a mail that a resident of the measurement writes.
type letterIn struct {
	kind                           kind
	from, to, id, subject, answers string // answers: the Message-ID it replies to
	parent                         string // the Message-ID of the complaint it belongs to
	raw                            []byte
}

// kind is what a mail is, and so what must come of it.
type kind string

const (
	first     kind = "new"       // a case of its own, acknowledged
	chase     kind = "followup"  // joins the case of its parent, whose mail it answers
	answer    kind = "ackreply"  // joins the case of its parent, whose acknowledgement it answers
	again     kind = "dup"       // the same mail a second time: filed
	autoReply kind = "autoreply" // filed, never answered
	bounce    kind = "bounce"    // filed, never answered
	charset   kind = "charset"   // in bytes that are not what they say: a case of its own, or part of the sender's
	huge      kind = "huge"      // as first, with a large photograph
)

// opens reports whether a mail of this kind must have a case of its own.
func (k kind) opens() bool { return k == first || k == huge }

// joins reports whether it must join the case of its parent.
func (k kind) joins() bool { return k == chase || k == answer }

// corpus writes the residents' mails, the same for the same seed.
type corpus struct {
	rng     *rand.Rand
	senders int
	written int
	began   time.Time
}

func newCorpus(senders int) *corpus {
	return &corpus{rng: rand.New(rand.NewPCG(1, 2)), senders: senders, began: time.Now()}
}

var (
	// Thirty times thirty, since two residents of one name who both write of "number 7" are shown to a person first.
	givenNames = strings.Fields("Amina Bill Chidi Dora Ewan Fatima Gwen Harjit Ines Jack Keira Leon Maud Nadia Owen " +
		"Parveen Quentin Rosa Sanjay Tilda Umar Vera Walter Xenia Yusuf Zoe Arthur Bridget Conor Delia")
	surnames = strings.Fields("Adeyemi Bell Cole Dhillon Ellis Fry Green Hill Ivanov Jarvis Kaur Lowe Mensah Nolan Okoro " +
		"Price Quirk Rahman Shaw Tran Underhill Vance Walsh Xavier Yates Zaman Abbott Byrne Cullen Drew")
	matters = []string{
		"the leak above my shower", "the lift in our block", "the mould on my bedroom wall", "my broken front door",
		"the overflowing gutter", "the lights on our landing", "the boiler that keeps failing",
		"the unfinished kitchen", "the window that will not close",
		"the fence that blew down", "the bins that nobody empties", "the wrong letter about my rent",
	}
	grievances = []string{
		"I reported it %d weeks ago and have heard nothing since.",
		"Somebody was booked for the %d. of last month and did not come.",
		"I have rung your office %d times and each time a different person promised to ring back.",
		"I took %d days off work to be at home, and nobody turned up.",
		"It has cost me %d pounds so far.",
		"My neighbours at number %d have the same trouble and no answer either.",
		"There are %d of us living here and it makes every day harder.",
		"I sent %d photographs in September and was told they were lost.",
	}
)

// complaint writes the n-th first complaint.
func (c *corpus) complaint(n int) letterIn {
	who := n % c.senders
	name := fmt.Sprintf("%s %s", givenNames[who%len(givenNames)], surnames[who/len(givenNames)%len(surnames)])
	matter := matters[c.rng.IntN(len(matters))]
	return c.write(letterIn{kind: first, from: fmt.Sprintf("%s <resident.%d@residents.example>", name, who),
		id:      fmt.Sprintf("first-%d@residents.example", n),
		subject: fmt.Sprintf("Complaint %05d about %s", n, matter), to: lab.Mailbox},
		c.words(name, "I want to make a formal complaint about "+matter+"."))
}

// chase writes again about a complaint, in answer to the resident's own mail.
func (c *corpus) chase(n int, first letterIn) letterIn {
	return c.write(letterIn{kind: chase, parent: first.id, from: first.from,
		id: fmt.Sprintf("again-%d@residents.example", n), subject: "Re: " + first.subject, answers: first.id,
		to: lab.Mailbox},
		c.words(first.from, "I still have no answer to my complaint. When will somebody come?"))
}

// answer replies to the acknowledgement as mail programs do.
func (c *corpus) answer(n int, first letterIn, ack lab.Mail) letterIn {
	return c.write(letterIn{kind: answer, parent: first.id, from: first.from,
		id: fmt.Sprintf("answer-%d@residents.example", n), subject: "Re: " + ack.Header.Get("Subject"),
		answers: ack.ID, to: replyTo(ack)},
		"Thank you. One more thing: it is worse when it rains.\n"+c.words(first.from, ""))
}

// replyTo is where an answer to a letter goes.
func replyTo(m lab.Mail) string {
	to := m.Header.Get("Reply-To")
	if _, bare, ok := strings.Cut(to, "<"); ok {
		to = strings.TrimSuffix(bare, ">")
	}
	return to
}

func (c *corpus) words(name, begin string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hello,\n\n%s\n", begin)
	for b.Len() < 900 {
		fmt.Fprintf(&b, grievances[c.rng.IntN(len(grievances))]+"\n", 2+c.rng.IntN(20))
	}
	name, _, _ = strings.Cut(name, " <")
	fmt.Fprintf(&b, "\nYours sincerely\n%s\n", name)
	return b.String()
}

func (c *corpus) write(l letterIn, body string) letterIn {
	c.written++
	_, address, _ := strings.Cut(l.from, "<")
	var b strings.Builder
	fmt.Fprintf(&b,
		"Return-Path: <%s\nReceived: from mx.residents.example by mail.landlord.example with ESMTPS; %s\n", address,
		c.began.Format(time.RFC1123Z))
	fmt.Fprintf(&b, "Authentication-Results: %s; dmarc=pass header.from=residents.example\n", lab.AuthservID)
	fmt.Fprintf(&b, "From: %s\nTo: <%s>\nSubject: %s\nDate: %s\nMessage-ID: <%s>\n", l.from, l.to, l.subject,
		c.began.Add(time.Duration(c.written)*time.Second).Format(time.RFC1123Z), l.id)
	if l.answers != "" {
		fmt.Fprintf(&b, "In-Reply-To: <%[1]s>\nReferences: <%[1]s>\n", l.answers)
	}
	fmt.Fprintf(&b,
		"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s", body)
	l.raw = []byte(strings.ReplaceAll(b.String(), "\n", "\r\n"))
	return l
}

// withPhoto makes a mail of text one of size bytes, with a photograph.
func withPhoto(mail []byte, size int) []byte {
	head, text, _ := bytes.Cut(mail, []byte("\r\n\r\n"))
	at := bytes.Index(head, []byte("Content-Type:"))
	var b bytes.Buffer
	b.Grow(size + len(mail) + 1024)
	fmt.Fprintf(&b, "%sContent-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\n%s\r\n\r\n%s\r\n--part\r\n"+
		"Content-Type: image/jpeg; name=kitchen.jpg\r\nContent-Disposition: attachment; filename=kitchen.jpg\r\n"+
		"Content-Transfer-Encoding: base64\r\n\r\n", head[:at], head[at:], text)
	noise := rand.NewChaCha8([32]byte{})
	line := make([]byte, 57)
	for first := true; b.Len() < size; first = false {
		_, _ = noise.Read(line) // never fails
		if first {
			copy(line, "\xff\xd8\xff\xe0")
		}
		b.WriteString(base64.StdEncoding.EncodeToString(line) + "\r\n")
	}
	b.WriteString("--part--\r\n")
	return b.Bytes()
}
