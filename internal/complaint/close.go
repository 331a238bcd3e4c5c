package complaint

import "strings"

// Close is why a case is closed: the reason and, for a refusal, the clause of the policy that it names. The log writes
// it as one text, out_of_scope:E4.
type Close struct {
	Reason CloseReason `redact:"keep"`
	Clause string      `redact:"keep"` // E1 to E8, or other; "" but for a refusal
}

func (c Close) String() string {
	if c.Clause == "" {
		return string(c.Reason)
	}
	return string(c.Reason) + ":" + c.Clause
}

// MarshalText writes the reason as the log names it.
func (c Close) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a reason back.
func (c *Close) UnmarshalText(b []byte) error {
	reason, clause, _ := strings.Cut(string(b), ":")
	*c = Close{CloseReason(reason), clause}
	return nil
}

// Suggestion is what the program suggests to a person who decides, as the reply that takes it: ACCEPT, REFUSE E4.
type Suggestion struct {
	Verb Verb   `redact:"keep"`
	What string `redact:"keep"` // REFUSE: E1 to E8, or AGE; DUPLICATE: the other reference
}

func (s Suggestion) String() string {
	if s.What == "" {
		return string(s.Verb)
	}
	return string(s.Verb) + " " + s.What
}

// MarshalText writes the suggestion as the reply that takes it.
func (s Suggestion) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a suggestion back.
func (s *Suggestion) UnmarshalText(b []byte) error {
	verb, what, _ := strings.Cut(string(b), " ")
	*s = Suggestion{Verb(verb), what}
	return nil
}
