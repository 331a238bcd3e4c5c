// Package actor says who did something to a case.
package actor

import "strings"

// Actor is who did something. The log writes it as a text: resident, machine, mail server, ombudsman, terminal:NAME, or
// the address of a member of staff.
type Actor struct {
	kind actorKind
	name string // the address of a member of staff, or the name of a terminal's user
}

type actorKind int

const (
	nobody actorKind = iota
	inPart           // one of the parts below, named in name
	staff
	terminal
)

// Who acts when it is not a member of staff.
var (
	ByResident  = Actor{inPart, "resident"}
	ByMachine   = Actor{inPart, "machine"}
	ByServer    = Actor{inPart, "mail server"}
	ByOmbudsman = Actor{inPart, "ombudsman"}
)

const terminalPrefix = "terminal:"

// ByStaff is the member of staff with an address.
func ByStaff(address string) Actor { return Actor{staff, address} }

// ByTerminal is whoever sits at the landlord's own machine, by the name of their account.
func ByTerminal(user string) Actor { return Actor{terminal, user} }

// Staff reports whether a member of staff acted: by a reply, or at the terminal.
func (a Actor) Staff() bool { return a.kind == staff || a.kind == terminal }

func (a Actor) String() string {
	if a.kind == terminal {
		return terminalPrefix + a.name
	}
	return a.name
}

// MarshalText writes the actor as the log names it.
func (a Actor) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads an actor back. Nothing is refused: a log may name a part that this version does not know.
func (a *Actor) UnmarshalText(b []byte) error {
	text := string(b)
	user, atTerminal := strings.CutPrefix(text, terminalPrefix)
	switch {
	case text == "":
		*a = Actor{}
	case atTerminal:
		*a = ByTerminal(user)
	case strings.Contains(text, "@"):
		*a = ByStaff(text)
	default:
		*a = Actor{inPart, text}
	}
	return nil
}
