package complaint

import (
	"time"

	"complaints/internal/undo"
)

// Caused: a reply of staff did something that can still be taken back (3.5).
type Caused struct{ Act Act }

func (f Caused) apply(c *Case, _ Event) { c.Act = f.Act }

// Act is what a colleague's latest reply has done to a case.
type Act struct {
	Cause string    `json:"cause,omitempty" redact:"keep"` // of its letters: the message's id
	Verb  Verb      `json:"verb,omitempty" redact:"keep"`
	By    string    `json:"by,omitempty" redact:"keep"`   // an address of staff
	For   string    `json:"for,omitempty" redact:"keep"`  // whoever wrote what By approved, an address of staff
	At    time.Time `json:"at,omitzero"`                  // UTC
	With  string    `json:"with,omitempty" redact:"keep"` // the reference of the other case, if it did something to two
	// the events that it made are those after the first From of the case's log and up to To
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
}

// TakenBack: what a reply had done was taken back before its letters left. Case is how the case stands then.
type TakenBack struct {
	Cause string `redact:"keep"`
	Case  Case
}

func (f TakenBack) apply(c *Case, _ Event) {
	is := f.Case
	is.Ref, is.Profile, is.Edition, is.Version, is.Act = c.Ref, c.Profile, c.Edition, c.Version, Act{}
	is.Replies, is.Unclear = c.Replies, c.Unclear
	*c = is
}

// Without returns the case as it would stand without an act: before and after are the case around it. What has
// happened since stays.
func (c Case) Without(before, after Case) Case {
	return undo.Between(c, before, after)
}
