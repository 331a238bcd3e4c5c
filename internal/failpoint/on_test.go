//go:build failpoint

package failpoint

import (
	"testing"
	"time"
)

func TestASetClockKeepsItsMonotonicReading(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, ahead := range []time.Duration{time.Hour, -time.Hour, -24 * time.Hour, 400 * 24 * time.Hour} {
		then := set(now, ahead)
		if said := then.Round(0).Sub(now.Round(0)); said != ahead {
			t.Errorf("set by %v the clock says %v more", ahead, said)
		}
		if passed := then.Sub(now); passed != 0 {
			t.Errorf("set by %v it seems that %v have passed", ahead, passed)
		}
	}
}
