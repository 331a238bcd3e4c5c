package desk

import (
	"fmt"
	"time"
)

// A new database and a mailbox with a past would have everybody written to once more.

// What a mailbox may hold that a new database begins with.
const (
	pastAfter = 14 * 24 * time.Hour // after so long a mail is part of the past
	pastMost  = 10                  // so many mails of the past are nothing unusual
)

// Past is what lies in a mailbox that a new database begins with.
type Past struct {
	Name   string
	Mails  int
	Marked int // mails that carry our keyword: another database has dealt with them
	Old    int // mails older than a fortnight
	Since  bool
}

// Add counts a mail. marked says that it carries our keyword.
func (p *Past) Add(marked bool, received, now time.Time) {
	p.Mails++
	if marked {
		p.Marked++
	}
	if !received.IsZero() && now.Sub(received) > pastAfter {
		p.Old++
	}
}

// Wrong says why nothing of the mailbox may be taken in, or "".
func (p Past) Wrong() string {
	switch {
	case p.Marked > 0:
		return fmt.Sprintf("%d mails in %s carry our mark, so another database has dealt with them, and this "+
			"one knows "+
			"nothing of that: put the right database in its place (store.url). Only if it is lost for good, start "+
			"\"complaintsd run --take-over\": what is marked is then left alone", p.Marked, p.Name)
	case p.Old > pastMost && !p.Since:
		return fmt.Sprintf("%d mails in %s are older than two weeks, and everybody who wrote them would have an "+
			"acknowledgement: set mailbox.since to the day from which mail counts. If all of them are to be answered, "+
			"start \"complaintsd run --take-over\"", p.Old, p.Name)
	}
	return ""
}

// ProblemOfThePast says what keeps a mail from being decided that lay in a mailbox before a database began, or "". A
// person looks at it, and nobody is written to.
func ProblemOfThePast(marked bool, received, began time.Time) string {
	switch {
	case marked:
		return DealtWithBefore
	case received.Before(began.AddDate(0, -pastMonths, 0)):
		return FromLongAgo
	}
	return ""
}
