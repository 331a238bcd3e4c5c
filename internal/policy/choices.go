package policy

import (
	"strings"

	"complaints/internal/choice"
)

// ExternalMode is how a resident goes on to the Ombudsman.
type ExternalMode string

// The ways to the Ombudsman.
const (
	Direct           ExternalMode = "direct"
	DesignatedPerson ExternalMode = "designated_person" // by an MP, a councillor or a tenant panel, or after a wait
)

// UnmarshalText reads a way to the Ombudsman.
func (m *ExternalMode) UnmarshalText(b []byte) error {
	return choice.Read(m, b, Direct, DesignatedPerson)
}

// InformalMode says whether an informal attempt comes before, beside or instead of stage 1 (1.4).
type InformalMode string

// The places of an informal attempt.
const (
	Parallel   InformalMode = "parallel"
	Sequential InformalMode = "sequential"
	NoInformal InformalMode = "none"
)

// UnmarshalText reads the place of an informal attempt.
func (m *InformalMode) UnmarshalText(b []byte) error {
	return choice.Read(m, b, Parallel, Sequential, NoInformal)
}

// AgeFrom is the day from which a matter's age is counted (P3).
type AgeFrom string

// The days from which a matter's age is counted.
const (
	FromEvent     AgeFrom = "event"
	FromAwareness AgeFrom = "awareness" // the day the resident knew of it
	FromLater     AgeFrom = "later_of_event_or_awareness"
)

// UnmarshalText reads from when a matter's age is counted.
func (a *AgeFrom) UnmarshalText(b []byte) error {
	return choice.Read(a, b, FromEvent, FromAwareness, FromLater)
}

// ReasonsRequired says whether a policy asks for reasons with a request for the stage (Code 6.12).
type ReasonsRequired string

// Whether reasons are asked for. None of them turns anybody away.
const (
	AskForReasons ReasonsRequired = "ask_do_not_block"
	NoReasons     ReasonsRequired = "never"
)

// UnmarshalText reads whether reasons are asked for.
func (r *ReasonsRequired) UnmarshalText(b []byte) error {
	return choice.Read(r, b, AskForReasons, NoReasons)
}

// NewIssues says what becomes of a new matter in a request for the stage.
type NewIssues string

// NewCase: a new matter is a complaint of its own.
const NewCase NewIssues = "new_case"

// UnmarshalText reads what becomes of a new matter.
func (n *NewIssues) UnmarshalText(b []byte) error { return choice.Read(n, b, NewCase) }

// Signpost is a kind of letter that names the Ombudsman.
type Signpost string

// The letters that may name the Ombudsman.
const (
	InAcknowledgement Signpost = "acknowledgement"
	InExtension       Signpost = "extension"
	InRefusal         Signpost = "refusal"
	InStage1Response  Signpost = "stage1_response"
	InFinalResponse   Signpost = "final_response"
)

var signposts = []Signpost{InAcknowledgement, InExtension, InRefusal, InStage1Response, InFinalResponse}

// UnmarshalText reads a kind of letter.
func (s *Signpost) UnmarshalText(b []byte) error { return choice.Read(s, b, signposts...) }

// Excluded is a matter by the name under which a policy calls it outside itself.
type Excluded string

// excluded are the names that mean something here: those of E1 to E8, the names that profiles give them instead, and
// what the Code names beside them.
var excluded = func() []Excluded {
	var all []Excluded
	for _, e := range Exclusions {
		all = append(all, Excluded(e))
		for _, other := range exclusionNames[e] {
			all = append(all, Excluded(other))
		}
	}
	return append(all, "older_than_limit", "already_considered")
}()

// UnmarshalText reads the name of what a policy excludes.
func (e *Excluded) UnmarshalText(b []byte) error { return choice.Read(e, b, excluded...) }

// spaced lists names of a closed list as words of a sentence.
func spaced[T ~string](names []T) string {
	return strings.ReplaceAll(strings.Join(choice.Words(names...), ", "), "_", " ")
}
