package desk

import (
	"fmt"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/store"
)

// Mail that comes as fast as it is decided must not keep the sweep waiting: what was left undecided is decided, and
// what comes meanwhile is not waited for.
func TestCatchingUpEndsThoughMailKeepsComing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)
	var d *Desk
	came := 0
	arrive := func() {
		came++
		a := arrival(fmt.Sprint(came), now, fmt.Sprintf("From: r%[1]d@residents.example\r\n"+
			"Message-ID: <%[1]d@residents.example>\r\nSubject: The lift\r\n\r\n"+
			"I want to complain. The lift is broken again.\r\n", came))
		if _, err := d.store.SaveArrivals(t.Context(), "test", []message.Arrival{a}, message.Cursor{}); err != nil {
			t.Error(err)
		}
	}
	d = newDesk(t, func(o *Options) {
		o.Clock, o.Batch = func() time.Time { return now }, 2
		o.Observe = func([]Activity) { // with each batch that is decided as many come
			if came < 1000 {
				arrive()
				arrive()
			}
		}
	})
	for range 5 {
		arrive()
	}
	if err := d.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if came > 5+2*5 {
		t.Errorf("mails that came before it ended: got %d, want 15 at most", came)
	}
	decided, err := d.store.Arrivals(t.Context(), store.ArrivalFilter{Outcome: store.Opened, Limit: 1000})
	if err != nil || len(decided) < 5 {
		t.Errorf("cases opened: got %d (%v), want 5 at least", len(decided), err)
	}
}
