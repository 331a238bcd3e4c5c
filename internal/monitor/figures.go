package monitor

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Figures are how things stand at one moment. What is not known is left out: a zero time, a nil map, Known false.
type Figures struct {
	At        time.Time
	Mailboxes []Mailbox

	Known           bool // the database could be asked
	Undecided       int
	OldestUndecided time.Time
	Quarantined     int
	Queues          map[string]Queue // by channel
	Bytes, Free     int64            // of the database and its disk; Free is -1 if it cannot be seen
	Backup          time.Time
	Verified        time.Time
	Faults          int64 // that verify found
	Daemons         int
	Jobs            map[string]bool // of what only one daemon does: whether this one has it

	Counted bool // what is owed has been counted
	Owed    map[Owed]int
	Untaken int

	Swept        time.Time // when a sweep came to its end last
	SweepTook    time.Duration
	CalendarEnds time.Time
	Certificates map[string]time.Time // when each server's ends
	Heartbeat    time.Time
}

// Mailbox is one folder that is read. Its label is no address.
type Mailbox struct {
	Label    string
	LastRead time.Time
	Unseen   int
}

// Queue is what waits to leave.
type Queue struct {
	Letters int
	Oldest  time.Time // since when the first of them is due; zero if none is
}

// Owed is a kind of thing that is owed, and when: late, today or later.
type Owed struct{ Duty, Due string }

// gatherer turns figures into what Prometheus reads.
type gatherer struct{ figures func() Figures }

// Describe describes nothing: which figures there are depends on what is known.
func (gatherer) Describe(chan<- *prometheus.Desc) {}

// Collect asks for the figures and hands them out.
func (g gatherer) Collect(to chan<- prometheus.Metric) {
	f := g.figures()
	emit := func(name, help string, value float64, labels ...string) {
		var names, values []string
		for i := 0; i+1 < len(labels); i += 2 {
			names, values = append(names, labels[i]), append(values, labels[i+1])
		}
		to <- prometheus.MustNewConstMetric(prometheus.NewDesc("complaintsd_"+name, help, names, nil),
			prometheus.GaugeValue, value, values...)
	}
	at := func(name, help string, t time.Time, labels ...string) {
		if !t.IsZero() {
			emit(name, help, float64(t.UnixMilli())/1000, labels...)
		}
	}
	for _, m := range f.Mailboxes {
		at("mailbox_last_read_timestamp_seconds", "When all of a mailbox was last known to be taken in.", m.LastRead,
			"mailbox", m.Label)
		emit("mailbox_unseen_messages", "Mails that somebody took away before they were seen.", float64(m.Unseen),
			"mailbox", m.Label)
	}
	at("sweep_last_success_timestamp_seconds", "When what time makes due was last looked at, here.", f.Swept)
	emit("sweep_duration_seconds", "How long that took.", f.SweepTook.Seconds())
	at("calendar_end_timestamp_seconds", "When the table of bank holidays ends.", f.CalendarEnds)
	for server, end := range f.Certificates {
		at("certificate_end_timestamp_seconds", "When a server's certificate ends.", end, "server", server)
	}
	at("heartbeat_last_timestamp_seconds", "When monitor.heartbeat was last called.", f.Heartbeat)
	g.store(f, emit, at)
	if f.Counted {
		for owed, n := range f.Owed {
			emit("duties", "What is owed on all cases.", float64(n), "duty", owed.Duty, "due", owed.Due)
		}
		emit("emergencies_untaken", "Emergencies that nobody has taken yet.", float64(f.Untaken))
	}
}

// store hands out what the database knows.
func (g gatherer) store(f Figures, emit func(name, help string, value float64, labels ...string),
	at func(name, help string, t time.Time, labels ...string)) {
	emit("database_up", "Whether the database could be asked.", oneIf(f.Known))
	if f.Free >= 0 {
		emit("disk_free_bytes", "Room on the disk of the database.", float64(f.Free))
	}
	if !f.Known {
		return
	}
	emit("undecided_arrivals", "Messages that nobody has decided on yet.", float64(f.Undecided))
	emit("undecided_arrivals_oldest_seconds", "Since when the first of them waits.", age(f.At, f.OldestUndecided))
	emit("quarantined_arrivals", "Messages that could not be handled and wait for a person.", float64(f.Quarantined))
	for channel, q := range f.Queues {
		emit("letters_waiting", "Letters that wait for their time or for a server.", float64(q.Letters),
			"channel", channel)
		emit("letters_oldest_due_seconds", "Since when the first of them might have gone.", age(f.At, q.Oldest),
			"channel", channel)
	}
	emit("database_bytes", "Room that the database takes.", float64(f.Bytes))
	at("backup_last_success_timestamp_seconds", "When complaintsd backup last came to its end.", f.Backup)
	at("verify_last_timestamp_seconds", "When complaintsd verify last came to its end.", f.Verified)
	emit("verify_broken", "Rows that do not fit, as verify last found.", float64(f.Faults))
	emit("daemons", "Daemons on this database.", float64(f.Daemons))
	for job, held := range f.Jobs {
		emit("lease_held", "Whether this daemon does a job that only one does.", oneIf(held), "work", job)
	}
}

// age is how long ago an instant is; 0 of one that is not known or to come.
func age(now, t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return max(0, now.Sub(t).Seconds())
}
