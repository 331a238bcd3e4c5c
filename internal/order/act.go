package order

import "strings"

// Act is one thing that a colleague can do by a reply: a line to begin it with, and the buttons that open it filled in.
type Act struct {
	Word    string // what the reply begins with, as it stands: CONTACTED, or EXTEND 18/12/2026
	Then    string // what belongs behind it, or in brackets what it does
	Buttons []Button
}

// Button opens a mail to us that is filled in.
type Button struct {
	Label string
	Opens string // what stands in the mail
}

// String is the line as people read it: CONTACTED and what was said.
func (a Act) String() string { return strings.TrimSpace(a.Word + " " + a.Then) }

// Lines are acts without buttons: lines to copy.
func Lines(lines ...string) []Act {
	acts := make([]Act, len(lines))
	for i, l := range lines {
		acts[i].Word = l
	}
	return acts
}
