package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/notifier"
	"complaints/store"
)

// The daemon looks at itself each minute. What is wrong goes by letter to the complaints team and to whoever looks
// after the program, and by a POST to alerts.url, which needs neither the mail server nor the database.

// selfSeen is what the daemon has seen of its servers.
type selfSeen struct {
	mu      sync.Mutex
	stuck   map[message.Channel]stuck
	expires map[string]time.Time // the certificate of each server
}

// stuck is since when letters of a channel cannot leave, and why.
type stuck struct {
	since time.Time
	why   error
}

// leaves notes that letters of a channel cannot leave, or with a nil error that they do.
func (s *selfSeen) leaves(channel message.Channel, now time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stuck == nil {
		s.stuck = map[message.Channel]stuck{}
	}
	if err == nil {
		delete(s.stuck, channel)
		return
	}
	was, before := s.stuck[channel]
	if !before {
		was.since = now
	}
	was.why = err
	s.stuck[channel] = was
}

// certificate notes how long a server's certificate holds.
func (s *selfSeen) certificate(seen Seen) {
	if seen.Expires.IsZero() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.expires == nil {
		s.expires = map[string]time.Time{}
	}
	s.expires[seen.Server] = seen.Expires
}

const (
	// certificateEnds is how long before its end a certificate is a trouble: most are renewed a month before.
	certificateEnds = 7 * 24 * time.Hour
	// calendarEnds is how many months before its end the table of bank holidays is one.
	calendarEnds = 3
	// undrained is how long a letter may wait that might go.
	undrained = time.Hour
)

// sending says what keeps letters from leaving for too long, or "".
func (s *selfSeen) sending(now time.Time, after time.Duration) string {
	var wrong []string
	for _, channel := range []message.Channel{message.Email, message.SMS} {
		if says, _ := s.sendingBy(channel, now, after); says != "" {
			wrong = append(wrong, says)
		}
	}
	return strings.Join(wrong, " ")
}

// sendingBy is sending for one channel, and since when that is so.
func (s *selfSeen) sendingBy(channel message.Channel, now time.Time, after time.Duration) (string, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	is, found := s.stuck[channel]
	if !found || now.Sub(is.since) < after {
		return "", time.Time{}
	}
	why := "The reason given is: " + strings.TrimSuffix(notifier.InShort(is.why), ".") + "."
	if errors.Is(is.why, notifier.ErrAccount) {
		why = "The server takes none from our account: please see whether its password or secret has expired. " + why
	}
	return fmt.Sprintf("Letters by %s cannot leave since %s. They are kept, and go when it is put right. %s", channel,
		is.since.UTC().Format("15:04 UTC on 2 January 2006"), why), is.since
}

// anyStuck reports whether letters of a channel cannot leave now.
func (s *selfSeen) anyStuck() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.stuck) > 0
}

// ends is when each certificate ends.
func (s *selfSeen) ends() map[string]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.expires)
}

// certificates says which certificate ends soon, or "".
func (s *selfSeen) certificates(now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var wrong []string
	for _, server := range slices.Sorted(maps.Keys(s.expires)) {
		if end := s.expires[server]; end.Sub(now) < certificateEnds {
			wrong = append(wrong, fmt.Sprintf("The certificate of the server %s ends on %s. After that neither mail "+
				"nor texts can be trusted to it, and nothing goes.", server, calendar.DateOf(end.UTC().Date()).Long()))
		}
	}
	return strings.Join(wrong, " ")
}

// selfWatch looks at the daemon and tells of all that is wrong.
type selfWatch struct {
	d                                      *Daemon
	sending, queue, certificates, calendar *desk.SelfWatch
	idle                                   time.Time // until when nothing could leave
	post                                   poster
}

func (d *Daemon) newSelfWatch() *selfWatch {
	return &selfWatch{d: d, idle: d.clock(),
		sending:      d.desk.NewSelfWatch("sending", "Letters leave again. What had to wait is on its way."),
		queue:        d.desk.NewSelfWatch("queue", "No letter waits longer than it should."),
		certificates: d.desk.NewSelfWatch("certificates", "No certificate is about to end."),
		calendar:     d.desk.NewSelfWatch("calendar", "The table of bank holidays reaches far enough."),
		post:         poster{d: d, told: map[string]string{}}}
}

// watchSelf looks each minute whether letters leave, and at what is about to end; and whenever there is news.
func (d *Daemon) watchSelf(ctx context.Context) {
	w := d.newSelfWatch()
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-d.news:
		}
		if err := w.look(ctx, d.clock()); ctx.Err() == nil {
			d.report("the look at ourselves", err)
		}
	}
}

func (w *selfWatch) look(ctx context.Context, now time.Time) error {
	d := w.d
	stuck := d.self.sending(now, d.inForce.Load().Alerts.After)
	if stuck != "" {
		w.idle = now
	}
	err := w.sending.Look(ctx, stuck)
	if stuck == "" && now.Sub(w.idle) > undrained { // what a start or a recovery finds waiting has an hour to go
		late, lateErr := d.late(ctx, now)
		if lateErr == nil {
			lateErr = w.queue.Look(ctx, late)
		}
		err = errors.Join(err, lateErr)
	}
	err = errors.Join(err, w.certificates.Look(ctx, d.self.certificates(now)), w.calendar.Look(ctx, d.tableEnds(now)))
	w.post.all(ctx)
	return err
}

// late says that letters wait which might go, or "".
func (d *Daemon) late(ctx context.Context, now time.Time) (string, error) {
	n, err := d.store.Overdue(ctx, now.Add(-undrained))
	if err != nil || n == 0 {
		return "", err
	}
	return fmt.Sprintf("%s for longer than an hour although nothing keeps them back by its date.",
		plural(n, "letter waits", "letters wait")), nil
}

func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// tableEnds says that the table of bank holidays is about to end, or "".
func (d *Daemon) tableEnds(now time.Time) string {
	cal := d.desk.Procedure().Calendar
	if ends := cal.Ends(); ends < cal.Day(now).AddMonths(calendarEnds) {
		return fmt.Sprintf("The table of bank holidays ends on %s. Dates after that know weekends only.", ends.Long())
	}
	return ""
}

// poster tells alerts.url what is wrong with the daemon, once for each trouble and once when it is over. A POST that
// fails is made again a minute later. What was told stands in the database too, as far as that works.
type poster struct {
	d    *Daemon
	told map[string]string // what was told of a trouble, "" that it is over
}

// postedMark begins the names under which is kept that a trouble was told.
const postedMark = "posted:"

func (p *poster) all(ctx context.Context) {
	address, err := p.d.inForce.Load().Alerts.URL.Reveal()
	if err != nil || address == "" {
		return
	}
	troubles := p.d.desk.Troubles()
	for _, about := range slices.Sorted(maps.Keys(troubles)) {
		says := troubles[about].Says
		before, known := p.told[about]
		if !known {
			if mark, err := p.d.store.Mark(ctx, postedMark+about); err == nil && mark != 0 {
				before = "told before this start"
			}
		}
		if (before != "") == (says != "") {
			p.told[about] = before
			continue
		}
		if err := postTrouble(ctx, p.d.servers.Client(), address, p.d.cfg.Landlord.Name, about, says); err != nil {
			p.d.log.Warn("alerts.url could not be told and is tried again", "about", about, "err", err)
			continue
		}
		p.told[about] = says
		if err := p.keep(ctx, about, says != ""); err != nil && ctx.Err() == nil {
			p.d.log.Warn("that alerts.url was told cannot be kept", "err", err)
		}
	}
}

func (p *poster) keep(ctx context.Context, about string, told bool) error {
	if told {
		return p.d.store.SetMark(ctx, postedMark+about, 1)
	}
	return p.d.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.DropMark(ctx, postedMark+about)
	})
}

// postTrouble tells an address of a trouble, or with no words that it is over. The key "text" is what most chats show.
func postTrouble(ctx context.Context, client *http.Client, address, landlord, about, says string) error {
	text := "complaintsd of " + landlord + ": " + says
	if says == "" {
		text += "over: " + strings.TrimSuffix(about, ":")
	}
	body, err := json.Marshal(map[string]any{"text": text, "about": strings.TrimSuffix(about, ":"),
		"trouble": says != "", "says": says})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errors.New("alerts.url is no address") // its words may hold a secret
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(r)
	if err != nil {
		return errors.New("alerts.url does not answer") // as above
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("alerts.url answers %d", resp.StatusCode)
	}
	return nil
}

// TellURL tells alerts.url of a trouble at once, for whoever cannot wait for the daemon's next look. It tries a few
// times. Where no alerts.url is set it does nothing.
func TellURL(ctx context.Context, cfg config.Config, client *http.Client, about, says string) error {
	address, err := cfg.Alerts.URL.Reveal()
	if err != nil || address == "" {
		return err
	}
	const tries = 3
	for try := 1; ; try++ {
		err := postTrouble(ctx, client, address, cfg.Landlord.Name, about, says)
		if err == nil || try == tries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Second):
		}
	}
}
