package outbox_test

import (
	"testing"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

func TestKeyOfALetter(t *testing.T) {
	t.Parallel()
	l := outbox.Letter{
		Case: "HC-1", Letter: letter.Stage1Acknowledgement, Cause: "m1", Channel: message.Email, To: "a",
	}
	if got, want := l.Key(), "HC-1|L01|m1|email|a"; got != want {
		t.Errorf("key: got %s, want %s", got, want)
	}
}
