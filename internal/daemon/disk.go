package daemon

import (
	"context"
	"errors"
	"time"

	"complaints/store"
)

// inspect looks at every page of the database once, while everything else goes on. One that is damaged stops the
// daemon: what it would write there might be lost, while mail waits safely in the mailbox.
func (d *Daemon) inspect(ctx context.Context, fatal chan<- error) {
	_, err := d.store.Check(ctx)
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, store.ErrDamaged):
		says := "The complaints database is damaged, and the program has stopped: put a backup in its place."
		d.report("telling of it", TellURL(ctx, *d.inForce.Load(), d.servers.Client(), "database", says))
		fatal <- err
	case errors.Is(err, store.ErrDiskLow): // watchDisk tells of the room
	default:
		d.report("the look at the database", err)
	}
}

// watchDisk looks at the start and now and then how much room the database has left.
func (d *Daemon) watchDisk(ctx context.Context) {
	watch := d.desk.NewDiskWatch()
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for wasLow := false; ; {
		free, low := d.store.Room()
		if low != wasLow {
			d.log.Error("room on the disk of the database", "megabytes", free>>20, "enough", !low)
			wasLow = low
		}
		if err := watch.Look(ctx); err != nil && ctx.Err() == nil {
			d.report("watching the disk", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
