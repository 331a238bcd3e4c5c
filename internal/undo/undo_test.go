package undo_test

import (
	"reflect"
	"testing"
	"time"

	"complaints/internal/undo"
)

// file is what a case is to this package: plain data of every kind.
type file struct {
	Status string
	Due    map[string]string
	Notes  []string
	At     time.Time
	Stage  struct{ Answered, Sent string }
}

// A manager's reply is taken back: what it set is as before, what came since stays, and what has changed twice is
// nobody's to guess.
func TestBetween(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		situation               string
		is, before, after, want file
	}{
		{
			situation: "nothing has come since",
			is:        file{Status: "answered"}, before: file{Status: "open"}, after: file{Status: "answered"},
			want: file{Status: "open"},
		},
		{
			situation: "another field has changed since",
			is:        file{Status: "answered", At: monday}, before: file{Status: "open"}, after: file{Status: "answered"},
			want: file{Status: "open", At: monday},
		},
		{
			situation: "the same field has changed since",
			is:        file{Status: "closed"}, before: file{Status: "open"}, after: file{Status: "answered"},
			want: file{Status: "closed"},
		},
		{
			situation: "a note was added by it and one since",
			is:        file{Notes: []string{"a", "its", "later"}}, before: file{Notes: []string{"a"}},
			after: file{Notes: []string{"a", "its"}}, want: file{Notes: []string{"a", "later"}},
		},
		{
			situation: "its note is gone since",
			is:        file{Notes: []string{"a"}}, before: file{Notes: []string{"a"}}, after: file{Notes: []string{"a", "its"}},
			want: file{Notes: []string{"a"}},
		},
		{
			situation: "the notes were written anew since",
			is:        file{Notes: []string{"b", "c"}}, before: file{Notes: []string{"a"}},
			after: file{Notes: []string{"a", "its"}}, want: file{Notes: []string{"b", "c"}},
		},
		{
			situation: "dates were set, moved, taken away, and one came since",
			is:        file{Due: map[string]string{"set": "1", "moved": "2", "since": "5", "moved twice": "9"}},
			before:    file{Due: map[string]string{"moved": "1", "gone": "4", "moved twice": "1"}},
			after:     file{Due: map[string]string{"set": "1", "moved": "2", "moved twice": "2"}},
			want:      file{Due: map[string]string{"moved": "1", "gone": "4", "since": "5", "moved twice": "9"}},
		},
		{
			situation: "a time within which nobody can look is kept whole",
			is:        file{At: monday.Add(time.Hour)}, before: file{}, after: file{At: monday},
			want: file{At: monday.Add(time.Hour)},
		},
		{
			situation: "fields of a part are weighed one by one",
			is:        part("yes", "10:15"), before: part("", ""), after: part("yes", ""),
			want: part("", "10:15"),
		},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			if got := undo.Between(tc.is, tc.before, tc.after); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

func part(answered, sent string) (f file) {
	f.Stage.Answered, f.Stage.Sent = answered, sent
	return f
}
