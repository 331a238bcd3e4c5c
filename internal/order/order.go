// Package order holds the decision that a letter is owed, with the facts that it may tell. The procedure makes orders;
// what becomes of one until it has left is the outbox's.
package order

import (
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/policy"
)

// LetterOrder is the decision that a letter is owed: which, to whom, why and with which facts.
// Its key (case, letter, cause, recipient) is unique, so that no cause ever makes two letters.
type Order struct {
	Letter    complaint.LetterID
	Cause     string // what made it due: a message id, a reminder with its date version, ...
	Channel   message.Channel
	Role      people.Role
	To        people.Contact
	NotBefore time.Time     // working hours, where the letter keeps them; zero is at once
	Promised  calendar.Date // the date it keeps; letters go out in this order after an outage
	InReplyTo string        // the Message-ID it answers, if any
	Thread    []string      // References for mail readers
	Why       string        // the reason, in words a person reads: no letter goes without one
	StandsFor []Part        // the letters that it stands for, if it stands for any
	Sparing   bool          // not more than once a day to one address, whatever the case
	ByPerson  bool          // somebody of staff wrote it, or asked for it by name
	Facts     Facts
	Encloses  []message.Enclosure // files that go with it
	Entry     Entry               // to staff: the day for their calendar; the zero Entry where there is none
	Shadow    bool                // it is written, so that people see it, and goes to nobody
	Shows     []Order             // letters that stand in this one as they would be sent (Facts.Finished)
}

// Part is a letter of a case that another letter stands for.
type Part struct {
	Case   string
	Letter complaint.LetterID
}

// Entry is the day on which an answer is owed, for the calendar of whoever owes it.
type Entry struct {
	Stage     policy.StageNumber
	Day       calendar.Date
	Version   int  // grows with each change
	Cancelled bool // they owe it no more: it is answered, closed, or somebody else's
}
