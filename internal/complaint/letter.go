package complaint

import (
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/letter"
)

// LetterID names a letter, see package letter.
type LetterID = letter.ID

// Role is the part a person plays towards a case.
type Role string

// The roles.
const (
	RoleResident       Role = "resident"
	RoleRepresentative Role = "representative"
	RoleManager        Role = "manager"  // the investigating manager or the deputy standing in
	RoleDirector       Role = "director" // reviews stage 2, hears of late answers
	RoleChiefExecutive Role = "chief_executive"
	RoleTeam           Role = "complaints_team"
	RoleDPO            Role = "dpo"
	RoleOutOfHours     Role = "out_of_hours"
)

// Contact is where one person or desk is reached.
type Contact struct {
	Name  string `json:"name,omitempty" yaml:"name"`
	Title string `json:"title,omitempty" yaml:"title"` // Repairs Manager
	Email string `json:"email,omitempty" yaml:"email"`
	Phone string `json:"phone,omitempty" yaml:"phone"` // E.164
}

// Or returns the contact, or other where it has no address to write to.
func (c Contact) Or(other Contact) Contact {
	if c.Email == "" {
		return other
	}
	return c
}

// Called returns the name a letter can use: the name, else the title, else the address.
func (c Contact) Called() string {
	for _, s := range []string{c.Name, c.Title, c.Email, c.Phone} {
		if s != "" {
			return s
		}
	}
	return ""
}

// LetterOrder is the decision that a letter is owed: which, to whom, why and with which facts.
// Its key (case, letter, cause, recipient) is unique, so that no cause ever makes two letters.
type LetterOrder struct {
	Letter    LetterID
	Cause     string // what made it due: a message id, a reminder with its date version, ...
	Channel   Channel
	Role      Role
	To        Contact
	NotBefore time.Time     // working hours, where the letter keeps them; zero is at once
	Promised  calendar.Date // the date it keeps; letters go out in this order after an outage
	InReplyTo string        // the Message-ID it answers, if any
	Thread    []string      // References for mail readers
	Why       string        // the reason, in words a person reads: no letter goes without one
	StandsFor []Part        // the letters that it stands for, if it stands for any
	Sparing   bool          // not more than once a day to one address, whatever the case
	ByPerson  bool          // somebody of staff wrote it, or asked for it by name
	Facts     Facts
	Shows     []LetterOrder // letters that stand in this one as they would be sent (Facts.Finished)
}

// Part is a letter of a case that another letter stands for.
type Part struct {
	Case   string
	Letter LetterID
}

func SameAddress(a, b Contact) bool { return a.Email != "" && strings.EqualFold(a.Email, b.Email) }
