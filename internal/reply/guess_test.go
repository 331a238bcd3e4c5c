package reply_test

import (
	"testing"

	"complaints/internal/reply"

	"github.com/google/go-cmp/cmp"
)

// TestACommandIsNotGuessed: what begins with a command, or says too little, stays what it is.
func TestACommandIsNotGuessed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"NOTE a note", "ok", "RESPOND UPHELD We are sorry. The pipe has been replaced.",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			want := reply.ReadCommand(text, today)
			if diff := cmp.Diff(want, reply.ReadAs(want, "extend")); diff != "" {
				t.Errorf("command (-read +guessed):\n%s", diff)
			}
		})
	}
}
