package daemon

import (
	"context"
	"errors"
	"time"

	"complaints/store"
)

// watchPlace copies SQLite's log into the database each minute, and stops the daemon when the file that it has open is
// not the one at its path any more: what it wrote there nobody would find again.
func (d *Daemon) watchPlace(ctx context.Context, fatal chan<- error) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		err := d.store.InPlace(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, store.ErrMoved):
			fatal <- err
			return
		default:
			d.report("the look at the database's file", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
