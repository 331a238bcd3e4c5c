// Package people holds who a case is about and who stands around it: how each is reached, what they need, and how the
// words of a message name them.
package people

import (
	"regexp"
	"strings"
)

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
	RoleOperator       Role = "operator" // looks after the program
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

// SameAddress reports whether two contacts have the same address of e-mail.
func SameAddress(a, b Contact) bool { return a.Email != "" && strings.EqualFold(a.Email, b.Email) }

var (
	emailInText  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	mobileNumber = regexp.MustCompile(`(?:\+44\s?|\b0)7(?:[\s-]?\d){9}\b`)
)

// ContactIn finds an address or a mobile number in what somebody wrote.
func ContactIn(text string) Contact {
	var c Contact
	if strings.Contains(text, "@") {
		c.Email = strings.ToLower(emailInText.FindString(text))
	}
	if !strings.Contains(text, "07") && !strings.Contains(text, "+44") {
		return c
	}
	if n := mobileNumber.FindString(text); n != "" {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, n)
		c.Phone = "+44" + strings.TrimPrefix(strings.TrimPrefix(digits, "44"), "0")
	}
	return c
}
