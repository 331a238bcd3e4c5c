package complaint_test

import (
	"testing"

	"complaints/internal/complaint"
)

func TestFlags(t *testing.T) {
	t.Parallel()
	r := complaint.Reading{Flags: []complaint.Flag{complaint.FlagGas}}
	for flag, want := range map[complaint.Flag]bool{complaint.FlagGas: true, complaint.FlagChild: false} {
		if got := r.Has(flag); got != want {
			t.Errorf("%s: got %v, want %v", flag, got, want)
		}
	}
}
