package reading_test

import (
	"testing"

	"complaints/internal/reading"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	r := reading.Reading{Flags: []reading.Flag{reading.FlagGas}}
	for flag, want := range map[reading.Flag]bool{reading.FlagGas: true, reading.FlagChild: false} {
		if got := r.Has(flag); got != want {
			t.Errorf("%s: got %v, want %v", flag, got, want)
		}
	}
}
