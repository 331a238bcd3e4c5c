package daemon

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"complaints/internal/message"
	"complaints/internal/monitor"
)

// parts are everything that can be well or not, in the order in which whoever is on call wants to read it. What people
// are told by an alarm is asked where the alarm asks; all that an alarm knows of and that is not named here follows by
// its own name.
func (d *Daemon) parts(ctx context.Context) []monitor.Part {
	now := d.clock()
	figures, err := d.storeFigures(ctx)
	database := monitor.Part{Name: "database"}
	if err != nil {
		database.Says = "It cannot be read."
	}
	parts := []monitor.Part{database}
	parts = append(parts, d.mailboxParts(now)...)
	parts = append(parts, d.sendingParts(now)...)
	queue := monitor.Part{Name: "queue"}
	for channel, q := range figures.Waiting {
		if !q.Oldest.IsZero() && now.Sub(q.Oldest) > undrained {
			queue.Says += fmt.Sprintf("Letters by %s wait for longer than an hour. ", channel)
			queue.Since = q.Oldest
		}
	}
	undecided := monitor.Part{Name: "arrivals"}
	if !figures.OldestUndecided.IsZero() && now.Sub(figures.OldestUndecided) > undecidedFor {
		undecided.Says = plural(figures.Undecided, "message has", "messages have") + " not been decided on."
		undecided.Since = figures.OldestUndecided
	}
	parts = append(parts, queue, undecided, monitor.Part{Name: "sweep", Says: d.desk.Troubles()["sweeps:"].Says,
		Since: atMillis(&d.watched.swept)}, d.listPart(), monitor.Part{Name: "disk", Says: d.diskSays()},
		monitor.Part{Name: "calendar", Says: d.tableEnds(now)},
		monitor.Part{Name: "certificates", Says: d.self.certificates(now)})
	return d.dated(append(parts, d.otherParts()...), now)
}

// undecidedFor is how long a message may wait for a decision, which mostly takes a second.
const undecidedFor = 5 * time.Minute

// dated sets since when each part is wrong of which that is not known otherwise: since somebody first looked.
func (d *Daemon) dated(parts []monitor.Part, now time.Time) []monitor.Part {
	d.watched.mu.Lock()
	defer d.watched.mu.Unlock()
	wrong := map[string]time.Time{}
	for i := range parts {
		p := &parts[i]
		p.Says = strings.TrimSpace(p.Says)
		if p.Says == "" {
			p.Since = time.Time{}
			continue
		}
		if p.Since.IsZero() {
			p.Since = now
			if since, known := d.watched.since[p.Name]; known {
				p.Since = since
			}
		}
		wrong[p.Name] = p.Since
	}
	d.watched.since = wrong
	return parts
}

func (d *Daemon) mailboxParts(now time.Time) (parts []monitor.Part) {
	for _, m := range d.mailboxes {
		s := d.state(m)
		p := monitor.Part{Name: "mailbox " + s.Name}
		if why := m.held.Load(); why != nil {
			p.Says = *why
		} else if d.silent(m) > d.cfg.Mailbox.SilentFor {
			p.Says, p.Since = "It cannot be read.", now.Add(-d.silent(m))
			if s.Error != "" {
				p.Says += " " + s.Error
			}
		}
		parts = append(parts, p)
	}
	return parts
}

func (d *Daemon) sendingParts(now time.Time) (parts []monitor.Part) {
	channels := []message.Channel{message.Email}
	if d.cfg.SMS.AccountSID != "" {
		channels = append(channels, message.SMS)
	}
	after := d.inForce.Load().Alerts.After
	for _, channel := range channels {
		p := monitor.Part{Name: "sending " + string(channel)}
		if says, since := d.self.sendingBy(channel, now, after); says != "" {
			p.Says, p.Since = says, since
		}
		parts = append(parts, p)
	}
	return parts
}

// listPart says that something which waits for a person is past its day.
func (d *Daemon) listPart() monitor.Part {
	p := monitor.Part{Name: "list"}
	c := d.watched.census.Load()
	if c == nil || c.Late == 0 {
		return p
	}
	cal := d.desk.Procedure().Calendar
	p.Says = fmt.Sprintf("%s past their day, the first since %s: \"complaintsd list --late\" names them.",
		plural(c.Late, "thing that waits for a person is", "things that wait for a person are"), c.Oldest.Long())
	p.Since = cal.EndOf(c.Oldest)
	return p
}

func (d *Daemon) diskSays() string {
	free, low := d.watched.room()
	if !low {
		return ""
	}
	return fmt.Sprintf("The disk of the database has %d MB left.", free>>20)
}

// named are the troubles that have a part of their own here.
var named = []string{"sending", "queue", "sweeps", "disk", "calendar", "certificates"}

// otherParts are the troubles that alarms are about and that have no part of their own: the key, the clock, letters of
// one's own, what would move dates.
func (d *Daemon) otherParts() (parts []monitor.Part) {
	troubles := d.desk.Troubles()
	for _, about := range slices.Sorted(maps.Keys(troubles)) {
		name := strings.TrimSuffix(about, ":")
		if slices.Contains(named, name) || strings.HasPrefix(name, "mailbox:") || strings.HasPrefix(name, "held ") {
			continue
		}
		t := troubles[about]
		parts = append(parts, monitor.Part{Name: name, Says: t.Says, Since: t.Since})
	}
	return parts
}
