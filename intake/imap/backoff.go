package imap

import (
	"errors"
	"math/rand/v2"
	"time"
)

// backoff is how long to wait before connecting again: from one second to a minute, for a refused
// login or folder from half a minute to ten (a locked account must not be kept locked by us), each half to
// full so that several mailboxes do not knock together. Words of the server that could not be
// understood cost a moment only: the next try asks for less.
func backoff(attempt int, err error) time.Duration {
	first, most := time.Second, time.Minute
	switch {
	case errors.Is(err, errGarbled):
		first, most = 200*time.Millisecond, 10*time.Second
	case forPerson(err):
		first, most = 30*time.Second, 10*time.Minute
	}
	d := min(first<<min(attempt, 10), most)
	return d/2 + rand.N(d/2+1)
}

// forPerson reports a failure that no waiting mends.
func forPerson(err error) bool {
	return errors.Is(err, ErrLogin) || errors.Is(err, ErrFolder) || errors.Is(err, ErrNoJunkFolder)
}
