// Package outbox holds the words of letters on their way out: a letter as it leaves us, what came of each try, and what
// became of it after it was accepted.
package outbox

import (
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
)

// BeforeAll stands for the promised date of a letter that tells of a danger: it goes before whatever is owed, however
// long that is overdue.
const BeforeAll calendar.Date = 1

// Letter is a letter as it leaves us: rendered once, when it was decided, and the same bytes on every
// try. The outbox keeps it for good, with what became of it.
type Letter struct {
	ID        string // the store's own id
	Case      string // the case's reference; "" for a report or a reply outside any case
	Letter    letter.ID
	Cause     string
	Role      people.Role
	Channel   message.Channel
	To        string // address or E.164 number
	ToName    string
	Token     string // the secret that a reply to this letter carries (3.5); "" for texts
	MessageID string // without angle brackets; it stands in every answer's header, and is no secret
	InReplyTo string
	Thread    []string // References
	Subject   string
	Text      string
	HTML      string // the same words for readers of HTML, or ""
	Template  string // name and version of the template that made it
	Why       string // the reason, in words a person reads
	DecidedAt time.Time
	NotBefore time.Time
	Promised  calendar.Date       // the date that it keeps, or BeforeAll; letters go in this order
	StandsFor []order.Part        `json:",omitempty"` // the letters that it stands for: what comes of it comes of them
	Encloses  []message.Enclosure `json:",omitempty"` // files that go with it
	Diary     string              `json:",omitempty"` // an entry for its reader's calendar (RFC 5545)
	Sheet     string              `json:",omitempty"` // of a letter to post: the page to print, which goes as a file
	ByPerson  bool                `json:",omitempty"` // somebody of staff wrote it, or asked for it by name
	Shadow    bool                `json:",omitempty"` // it was written in shadow and goes to nobody
	Tries     Tries               // what came of earlier tries, told by the outbox when the letter is claimed
}

// Tries is what the outbox knows of a letter's earlier tries. A sender needs it to wait longer after
// each one, and to ask before it repeats a text that may have gone.
type Tries struct {
	Count   int       // tries before this one that reached for the wire
	Doubts  int       // of those, how many ended Unknown or were never recorded (a lease ran out)
	InDoubt bool      // whether the last of them did
	Last    time.Time // when the last of them began; zero before the first
}

// Key is what makes a letter unique: one letter for one cause to one reader by one channel.
func (l Letter) Key() string {
	return l.Case + "|" + string(l.Letter) + "|" + l.Cause + "|" + string(l.Channel) + "|" + l.To
}

// SendState is what is known of a letter's way out.
type SendState string

// The states of a letter in the outbox.
const (
	Pending SendState = "pending" // waits for its time or its next try
	Leased  SendState = "leased"  // an attempt is recorded and under way
	Sent    SendState = "sent"    // accepted by the mail server or by Twilio
	Failed  SendState = "failed"  // refused for good: a person must act
	Unknown SendState = "unknown" // may have been accepted: asked about before it is tried again
)

// SendResult is what one attempt to send a letter came to.
type SendResult struct {
	Letter   string    // Letter.ID
	State    SendState // Sent, Failed, Unknown, or Pending to try again
	At       time.Time
	Detail   string // the server's answer, without the resident's words or address
	Provider string // queue id or message SID
	// NextTry is when a Pending or Unknown letter is to be claimed again.
	NextTry time.Time
	// Untried says that nothing went on the wire: the letter is handed back with its Tries as they were.
	Untried bool
}

// How the details of some results begin, which say more than their state.
const (
	// InDoubt: time and again it could not be learned whether the letter was taken, and it is not sent again.
	InDoubt = "it is not known whether this letter was taken: "
	// OwnMailbox: a mailbox of our own refused the letter, which is tried again.
	OwnMailbox = "our own mailbox refuses it: "
	// Shadowed: it was written in shadow, where nobody outside is written to.
	Shadowed = Stopped + "shadow, nobody was written to"
	// Stopped: it was kept from leaving before anybody tried.
	Stopped = "stopped before it left: "
)

// Delivery is what became of a letter after it was accepted: a bounce, or Twilio's report.
type Delivery string

// The deliveries.
const (
	Delivered   Delivery = "delivered"
	Undelivered Delivery = "undelivered" // for good
	Delayed     Delivery = "delayed"
)

// Pseudonymous returns what may be kept of a letter: which it was, why, when and by which channel. Letters to staff
// keep the address they went to.
func (l Letter) Pseudonymous() Letter {
	if l.Role == people.RoleResident || l.Role == people.RoleRepresentative {
		l.To = complaint.ErasedMark + " " + l.ID // one cause may have made a letter to each of several readers
	}
	return Letter{ID: l.ID, Case: l.Case, Letter: l.Letter, Cause: l.Cause, Role: l.Role, Channel: l.Channel,
		To: l.To, Subject: complaint.Blank(l.Subject), Text: complaint.Blank(l.Text),
		HTML: complaint.Blank(l.HTML), Template: l.Template, DecidedAt: l.DecidedAt, NotBefore: l.NotBefore,
		Promised: l.Promised, StandsFor: l.StandsFor, ByPerson: l.ByPerson}
}
