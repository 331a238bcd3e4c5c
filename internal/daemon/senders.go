package daemon

import (
	"context"
	"fmt"
	"strings"
	"time"

	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/notifier"
	"complaints/store"
)

// letterbox is where the senders find letters and say what became of them. The store hands the letters out; the desk
// writes a result together with what it means for the case.
type letterbox struct {
	*store.Store
	desk  *desk.Desk
	tally *tally
}

// Record is the desk's, in place of the store's, which would leave the case as it is.
func (o letterbox) Record(ctx context.Context, results []outbox.SendResult) error {
	err := o.desk.Record(ctx, results)
	if err == nil {
		o.tally.recorded(results)
	}
	return err
}

// Claim is the store's; what leaves is counted.
func (o letterbox) Claim(ctx context.Context, channel message.Channel, now time.Time, n int, lease time.Duration) (
	[]outbox.Letter, error) {
	letters, err := o.Store.Claim(ctx, channel, now, n, lease)
	o.tally.claimed(letters)
	return letters, err
}

func (d *Daemon) openSenders(o Options) error {
	smtp, err := d.servers.Mail(d.ownMailbox, d.desk.Enclosed)
	if err != nil {
		return err
	}
	cfg := notifier.DispatcherConfig{
		Outbox: letterbox{d.store, d.desk, newTally(d.watched.metrics)}, Email: smtp, Now: o.Clock, Alarm: d.alarm,
		Connections: d.cfg.Limits.SendConnections, PerMinute: d.cfg.Limits.MailsPerMinute,
		Idle: time.Hour, // each sweep wakes the senders, in case a terminal has ordered letters
	}
	if d.sentLog, err = openSentLog(d.cfg.NotesPath(), d.store); err != nil && d.store.Shared() {
		return fmt.Errorf("store.notes: name a file that the daemon's user may write: %w", err)
	}
	if err != nil {
		return err
	}
	cfg.Accepted = d.accepted
	cfg.Done = func(_ context.Context, results []outbox.SendResult) { d.recorded(results) }
	if d.cfg.SMS.AccountSID != "" {
		twilio, err := d.servers.Twilio()
		if err != nil {
			return err
		}
		cfg.SMS = twilio
		d.watched.metrics.Leaves(string(message.SMS), true)
	}
	d.watched.metrics.Leaves(string(message.Email), true)
	d.dispatcher, err = notifier.NewDispatcher(cfg)
	return err
}

// ownMailbox reports the address of the complaints team as it is now: what it refuses is not given up at once.
func (d *Daemon) ownMailbox(address string) bool {
	return strings.EqualFold(address, d.desk.Procedure().Register.Team.Email)
}

// alarm logs that letters of a channel cannot leave, and that they can again.
func (d *Daemon) alarm(channel message.Channel, err error) {
	d.self.leaves(channel, d.clock(), err)
	d.watched.metrics.Leaves(string(channel), err == nil)
	if err == nil {
		d.log.Info("letters leave again", "channel", channel)
		return
	}
	d.log.Error("letters cannot leave and are kept", "channel", channel, "err", err)
}

// statusURL is where Twilio reports what became of our texts: beside the address for incoming ones.
func statusURL(public string) string {
	base, _, _ := strings.Cut(public, "#")
	return strings.TrimSuffix(base, "/") + "/status"
}
