package notifier

import (
	"time"

	"golang.org/x/time/rate"
)

// newPace spreads letters over time for a mail server that takes only so many in a minute: a sixth of them may go at
// once, and more as time passes. 0 is as many as it takes.
func newPace(perMinute int) *rate.Limiter {
	if perMinute <= 0 {
		return rate.NewLimiter(rate.Inf, 0)
	}
	return rate.NewLimiter(rate.Limit(perMinute)/60, max(1, perMinute/6))
}

// reserve takes the places of as many of n letters as may go at now. When there is none it says how long to wait for
// the next.
func reserve(pace *rate.Limiter, now time.Time, n int) (places []*rate.Reservation, wait time.Duration) {
	for range n {
		place := pace.ReserveN(now, 1)
		if wait = place.DelayFrom(now); wait > 0 {
			place.CancelAt(now)
			break
		}
		places = append(places, place)
	}
	return places, wait
}

// giveBack frees places that were reserved at now and for which there was no letter.
func giveBack(places []*rate.Reservation, now time.Time) {
	for _, place := range places {
		place.CancelAt(now)
	}
}
