package people

import (
	"strings"

	"complaints/internal/reading"
)

// Person is somebody of a case beside the resident.
type Person struct {
	Contact Contact         `json:"contact"`
	As      reading.Writer  `json:"as,omitempty" redact:"keep"`
	Link    Bond            `json:"link,omitempty" redact:"keep"` // how they came to the case
	Consent reading.Consent `json:"consent,omitempty" redact:"keep"`
	// in which the resident agreed or refused, or by which it was found who they may be
	Words string `json:"words,omitempty"`
}

// Bond is how somebody came to a case in which they are not known to speak for the resident.
type Bond string

// The bonds.
const (
	BondWrote    Bond = "wrote"      // for the resident
	BondNamed    Bond = "named"      // by the resident
	BondCopied   Bond = "copied"     // stood in copy of the resident's mail
	BondPassedOn Bond = "passed_on"  // passed on what the resident told them: a colleague
	BondClaims   Bond = "claims"     // says that they are the resident, by a way that we did not have
	BondJoined   Bond = "joined"     // signed a joint complaint
	BondWrong    Bond = "not_theirs" // has the number or the address that we took for the resident's
)

// is reports whether a contact is the same person's: by an address or a number, or by name where neither is known.
func (p Person) Is(who Contact) bool {
	switch {
	case who.Email != "" && strings.EqualFold(p.Contact.Email, who.Email),
		who.Phone != "" && p.Contact.Phone == who.Phone:
		return true
	}
	nowhere := who.Email == "" && who.Phone == "" || p.Contact.Email == "" && p.Contact.Phone == ""
	return nowhere && who.Name != "" && strings.EqualFold(p.Contact.Name, who.Name)
}
