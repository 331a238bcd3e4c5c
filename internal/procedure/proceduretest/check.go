package proceduretest

import (
	"slices"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// name is a letter's name: that of its template.
func name(id complaint.LetterID) string { return letter.Of(id).File }

// String is the letter's name and its reader, such as "status to asha".
func (s Sent) String() string {
	to := s.To.Email
	if s.Channel == message.SMS {
		to = s.To.Phone
	}
	reader, _, _ := strings.Cut(to, "@")
	return name(s.Letter) + " to " + reader
}

// Got checks the letters that left at exactly one moment, each given by its name and its reader, in any order.
func (l *Life) Got(at string, want ...string) *Life {
	l.t.Helper()
	var got []string
	for _, s := range l.Sent {
		if s.At.Equal(At(l.t, at)) {
			got = append(got, s.String())
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		l.t.Errorf("letters at %s: got %q, want %q", at, got, want)
	}
	return l
}

// Diary checks all letters that left from a moment on, each with its moment, such as
// "2026-11-26 09:00 manager-contact-due to repairs.manager".
func (l *Life) Diary(from string, want ...string) *Life {
	l.t.Helper()
	var got []string
	for _, s := range l.Sent {
		if !s.At.Before(At(l.t, from)) {
			got = append(got, s.At.UTC().Format("2006-01-02 15:04 ")+s.String())
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		l.t.Errorf("letters from %s on:\n got  %q\n want %q", from, got, want)
	}
	return l
}

// GotInAll checks how many letters of an id have left so far.
func (l *Life) GotInAll(id complaint.LetterID, want int) *Life {
	l.t.Helper()
	if got := l.Count(id); got != want {
		l.t.Errorf("letters %s until %s: got %d, want %d", name(id), l.Now.UTC().Format("2006-01-02 15:04"), got, want)
	}
	return l
}

// Count returns how many letters of an id have left so far.
func (l *Life) Count(id complaint.LetterID) int {
	n := 0
	for _, s := range l.Sent {
		if s.Letter == id {
			n++
		}
	}
	return n
}

// Last returns the newest letter of an id.
func (l *Life) Last(id complaint.LetterID) order.Order {
	l.t.Helper()
	for i := len(l.Sent) - 1; i >= 0; i-- {
		if l.Sent[i].Letter == id {
			return l.Sent[i].Order
		}
	}
	l.t.Fatalf("letters %s: got none, want one", name(id))
	return order.Order{}
}

// Stands checks where the case stands.
func (l *Life) Stands(want complaint.Status) *Life {
	l.t.Helper()
	if got := l.Case.Status; got != want {
		l.t.Errorf("status: got %s (%s), want %s", got, l.Case.Reason, want)
	}
	return l
}

// ClosedAs checks that the case is closed, and as what.
func (l *Life) ClosedAs(want complaint.CloseReason) *Life {
	l.t.Helper()
	l.Stands(complaint.Closed)
	if got := l.Case.Reason.String(); got != string(want) {
		l.t.Errorf("closed as: got %q, want %q", got, want)
	}
	return l
}

// With checks who has the stage that is open.
func (l *Life) With(address string) *Life {
	l.t.Helper()
	if s, n := l.Case.Current(); s.Handler.Email != address {
		l.t.Errorf("handler of stage %d: got %q, want %q", n, s.Handler.Email, address)
	}
	return l
}
