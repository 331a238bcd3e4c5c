// Package message holds what reaches us: the raw item, and the message that it was read as, with what is known of who
// sent it. What a message says is package reading's, and whose it is, package people's.
package message

import (
	"strings"
	"time"

	"complaints/internal/calendar"
)

// Channel is a way by which words reach us or leave us.
type Channel string

// The channels. Post only leaves us: a letter a person prints and posts (3.6).
const (
	Email Channel = "email"
	SMS   Channel = "sms"
	Post  Channel = "post"
	// Terminal is the landlord's own machine; the message is by whoever sits there, named in FromName.
	Terminal Channel = "terminal"
)

// Nature is what kind of sender wrote a message, read from its headers and structure.
type Nature string

// The natures (RFC 3834 section 2, RFC 3464, RFC 5965, RFC 8098).
const (
	FromPerson         Nature = "person"
	FromAutoReply      Nature = "auto_reply"       // out of office, ticket system, vacation notice
	FromBounce         Nature = "bounce"           // a delivery failed or is delayed
	FromReceipt        Nature = "delivery_receipt" // delivered or read
	FromList           Nature = "list"
	FromFeedbackReport Nature = "feedback_report" // abuse report in ARF
	FromPicture        Nature = "picture"         // a file of a text message, fetched after the text
)

// The ways in which the words of a mail can be out of reach, as a letter to staff says them.
const (
	SealedVoice     = "It is a voice message. Only listening to it tells what it says."
	SealedFax       = "It is a fax. Only looking at it tells what it says."
	SealedProtected = "It is a protected message: its words are behind a link that a person has to open."
	SealedEncrypted = "It is encrypted. Only somebody with the key can read it."
)

// Message is one thing somebody sent us, read once from the raw bytes that stay in the store.
type Message struct {
	ID      string  `json:"id"`                    // the store's own id of the raw item
	Channel Channel `json:"channel" redact:"keep"` // Email or SMS
	// arrival at our server, UTC; never the Date header (0.4)
	Received time.Time `json:"received"`
	SentAt   time.Time `json:"sent_at,omitzero"` // what the Date header claims; informative only
	From     string    `json:"from"`             // address in lower case, or a phone number in E.164 where it is one
	FromName string    `json:"from_name,omitempty"`
	// every address it was sent to: To, Cc, Delivered-To, X-Original-To
	To        []string `json:"to,omitempty"`
	ReplyTo   string   `json:"reply_to,omitempty"`   // where the sender asks for answers, if not From
	Subject   string   `json:"subject,omitempty"`    //
	MessageID string   `json:"message_id,omitempty"` // without the angle brackets
	InReplyTo []string `json:"in_reply_to,omitempty"`
	// References holds the ids of the thread, oldest first, without angle brackets.
	References  []string     `json:"references,omitempty"`
	Text        string       `json:"text"`     // all the words, as text
	NewText     string       `json:"new_text"` // what this writer wrote now: history, signature and footers off
	Attachments []Attachment `json:"attachments,omitempty"`
	Nature      Nature       `json:"nature"`
	Bounce      *Bounce      `json:"bounce,omitempty"`
	Away        *Away        `json:"away,omitempty"`
	Proof       Proof        `json:"authenticated,omitzero"` // whether From is who wrote it
	Problems    []string     `json:"problems,omitempty"`     // what was wrong with the bytes, in plain words
	// Sealed says why a person has to open it to know what it says; "" where its words were read.
	Sealed string `json:"sealed,omitempty"`
	// Unread are the names of documents that came with it and that only a person can read.
	Unread []string `json:"unread,omitempty"`
	// NoAnswer says why nothing goes to whoever wrote before a person has looked: a program may have sent it, and an
	// answer could go round in circles.
	NoAnswer string `json:"no_answer,omitempty"`
}

// Attachment is a file that came with a message. Its bytes stay in the store under its hash.
type Attachment struct {
	Name   string `json:"name"`
	Type   string `json:"type"` // sniffed, not believed
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitempty"`
	// Lacks says what we do not have of it; "" of a file that is here whole.
	Lacks Lack `json:"lacks,omitempty"`
	// Part is the id under which the text service keeps it; "" of a file that came in a mail.
	Part string `json:"part,omitempty"`
}

// Enclosure is a file that goes out with a letter of ours. It came with a message, in whose bytes it stands.
type Enclosure struct {
	Message string `json:"message"` // Message.ID
	Attachment
}

// MostEnclosed is how many bytes may go with one letter: with them it is 10 MB on the wire, which any mail server
// takes.
const MostEnclosed = 7 << 20

// Lack is why a file is not here whole.
type Lack string

// The lacks.
const (
	LacksEnd   Lack = "end"     // its mail was too big: the file is cut off, and what followed it is missing
	LacksFetch Lack = "fetch"   // it lies at the text service and is fetched from there
	LacksAll   Lack = "missing" // it could not be fetched
)

// Bounce is what a delivery report says of one of our letters (RFC 3464). Anybody can write one: what makes it worth
// believing is that it names the letter's own recipient, and who it comes from.
type Bounce struct {
	Recipient         string `json:"recipient"`           // the address it is about, as far as the report tells
	Original          string `json:"original,omitempty"`  // Original-Recipient: where we sent it
	Final             string `json:"final,omitempty"`     // Final-Recipient: where it ended, if it was forwarded
	Status            string `json:"status"`              // enhanced status code, as 5.1.1
	Hard              bool   `json:"hard"`                // the address will never work
	Delayed           bool   `json:"delayed,omitempty"`   // only late so far
	Delivered         bool   `json:"delivered,omitempty"` // a report of success
	OriginalMessageID string `json:"original_message_id"`
	// NullSender says that our server took the report in with an empty envelope sender, as it must have (RFC 3464
	// section 2).
	NullSender bool   `json:"null_sender,omitempty"`
	Reporter   string `json:"reporter,omitempty"` // the mail server that reports, by its own word
	Worded     bool   `json:"worded,omitempty"`   // it has no part for machines: all this was read from its words
}

// Names reports whether a delivery report is about a letter to that address: it went there, or it ended there.
func (b Bounce) Names(address string) bool {
	return address != "" && (strings.EqualFold(b.Recipient, address) || strings.EqualFold(b.Original, address) ||
		strings.EqualFold(b.Final, address))
}

// Away is what an out-of-office reply tells.
type Away struct {
	Until   calendar.Date `json:"until,omitzero"` // last day away or the day of return, if it names one
	StandIn string        `json:"stand_in,omitempty"`
}

// Arrival is a raw item as it reached us, before anybody has read it. It is stored first and parsed
// after, so that no message can be lost to a reading fault.
type Arrival struct {
	// Key says where the item came from and makes storing it twice impossible:
	// "imap:<mailbox>;<UIDVALIDITY>;<UID>", "sms:<MessageSid>", or of a file of a text "sms:<MessageSid>/<MediaSid>".
	Key      string
	Source   string    // the mailbox or number it came to, as named in the configuration
	Channel  Channel   `redact:"keep"`
	Received time.Time // INTERNALDATE or the webhook's arrival, UTC
	Raw      []byte    // RFC 5322 bytes, or the webhook's form body
	// Truncated says that Raw holds only the header and first part of an oversize mail of Size bytes.
	Truncated bool
	Size      int64
	// Problem says, in plain words, why the item could not be fetched whole; "" for a sound one. Raw
	// then holds what could be had, perhaps nothing, and the item goes to quarantine.
	Problem string
}

// Cursor is how far a mailbox has been read.
type Cursor struct {
	UIDValidity uint32
	LastUID     uint32
}
