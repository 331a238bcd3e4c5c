package intake

import (
	"strings"
	"time"

	"complaints/intake/pdf"
	"complaints/internal/message"
)

// ReaderOptions say whose mail is read and how much of it.
type ReaderOptions struct {
	// OwnAddresses are the addresses of our mailboxes. Mail from them is our own; a mailing list
	// that is one of them is only the way our mail reaches us.
	OwnAddresses []string
	// AuthservID is the name under which our own mail server reports in Authentication-Results, or [Microsoft365]. With
	// [NoReports] or none nobody is proved.
	AuthservID string
	// ReportsAbove says above which Received line, counted from the top, our server's reports stand. 0 is above the
	// first that another server than ours has written: one that the server of AuthservID wrote itself came after its
	// report.
	ReportsAbove int
	// FormLabels are labels of web forms that are known besides the usual ones.
	FormLabels FormLabels
	// Location is the office's zone, in which an out-of-office note's dates are read; nil is UTC.
	Location *time.Location
	// PDF reads PDF files; nil reads none, and a person opens them.
	PDF    *pdf.Reader
	Limits Limits
}

// Limits bound what one mail may cost. A zero field takes the default.
type Limits struct {
	Size   int // bytes of the mail that are read at all; 64 MiB
	Header int // bytes of a header block; 1 MiB
	Depth  int // nested parts; 40
	Parts  int // parts in all; 1,000
	Text   int // bytes of Text; 1 MiB
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		value *int
		usual int
	}{{&l.Size, 64 << 20}, {&l.Header, 1 << 20}, {&l.Depth, 40}, {&l.Parts, 1000}, {&l.Text, 1 << 20}} {
		if *f.value <= 0 {
			*f.value = f.usual
		}
	}
	return l
}

// Reader reads mail. It holds no state between messages and may be used by many goroutines.
type Reader struct {
	own          map[string]bool
	authservID   string
	reportsAbove int
	location     *time.Location
	labels       map[string]int // of a form's fields
	limits       Limits
	pdf          *pdf.Reader
}

// NewReader returns a reader with those options.
func NewReader(opts ReaderOptions) *Reader {
	r := &Reader{own: map[string]bool{}, authservID: strings.ToLower(opts.AuthservID),
		reportsAbove: opts.ReportsAbove, location: opts.Location, labels: labelsOf(opts.FormLabels),
		limits: opts.Limits.withDefaults(), pdf: opts.PDF}
	if r.authservID == NoReports {
		r.authservID = ""
	}
	if r.location == nil {
		r.location = time.UTC
	}
	for _, a := range opts.OwnAddresses {
		if a = plainAddress(a); a != "" {
			r.own[a] = true
		}
	}
	return r
}

// Parsed is all that one arrival holds.
type Parsed struct {
	Message message.Message
	Files   []File
	// Bounces are all recipients a delivery report speaks of; Message.Bounce is the first of them that failed.
	Bounces []message.Bounce
	// OwnMail says that the mail comes from one of our own mailboxes: a copy, or a loop.
	OwnMail bool
	// FormWriter is who wrote through a web form or the like, which stands in From; "" for a mail of a person's own.
	// Nothing proves it.
	FormWriter string
	// Through says that a program mailed what a person typed or said elsewhere, and Form what stands in its fields.
	Through bool
	// Unread says that nobody reads what is sent to the mail's own address, and that it names no other.
	Unread bool
	Form   Form
	// ReadsAway says that the words are those of an out-of-office note or of an automatic answer.
	ReadsAway bool
	// AwayNote says that nothing but that is in them, whatever the headers say.
	AwayNote bool
	// Beside are words that came with the mail and are not its own: of attached mails and documents, and of a mail that
	// was passed on.
	Beside []Beside
	// InFile says that nothing was typed: the message's words stand in a file that came with it.
	InFile bool
}

// Beside is what stands in something that came with a mail.
type Beside struct {
	Name     string // of the file; "" for a mail that was passed on
	Text     string
	Document bool // a file that holds a letter as it is to be read: of a word processor, or a PDF
}

// File is an attachment with its bytes; those of a large picture, film or recording are left in the mail.
type File struct {
	message.Attachment
	Bytes  []byte
	Inline bool // it is shown in the mail itself, as the logo below a signature is
	Hides  bool // a word processor's file with comments, tracked changes, hidden text or a program
}
