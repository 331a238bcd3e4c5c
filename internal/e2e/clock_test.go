package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/message"
	"complaints/store"
)

// TestDaemonWhoseClockIsSet sets the clock of the whole daemon by an hour, a day and a year, forward and back, for five
// minutes and for good, while a letter waits that the mail server has put off and a case is due. What time alone makes
// due is not decided by a time that is wrong for a while; the letter goes when the server is well, the alarm comes
// again, and the next morning has one report.
func TestDaemonWhoseClockIsSet(t *testing.T) {
	t.Parallel()
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	steps := []time.Duration{time.Hour, day, year, -time.Hour, -day, -year}
	if testing.Short() {
		steps = []time.Duration{year, -2 * time.Hour}
	}
	for _, by := range steps {
		for name, forGood := range map[string]bool{"for five minutes": false, "for good": true} {
			t.Run(fmt.Sprint(by, " ", name), func(t *testing.T) {
				t.Parallel()
				inTown(t, 9, func(t *testing.T, town *town, cfg config.Config) { clockIsSet(t, town, cfg, by, forGood) })
			})
		}
	}
}

func clockIsSet(t *testing.T, town *town, cfg config.Config, by time.Duration, forGood bool) {
	nine := time.Now()
	cfg.Schedule.Sweep, cfg.Schedule.MorningReport, cfg.Mailbox.SilentFor = "* * * * *", "0 8 * * *", 168*time.Hour
	well := nine.Add(20 * time.Minute)
	town.refuse = func(to string) error {
		if strings.HasPrefix(to, "late@") && time.Now().Before(well) {
			return refusal(451, smtp.EnhancedCode{4, 2, 1}, "later, please")
		}
		return nil
	}
	var off atomic.Int64
	began := time.Now()
	d, err := daemon.New(t.Context(), daemon.Options{Config: cfg, Log: slog.New(slog.DiscardHandler), Dial: town.Dial,
		Listen: town.Listen, Passed: func() time.Duration { return time.Since(began) },
		Clock: func() time.Time { return time.Now().Add(time.Duration(off.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	running, halt := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()

	write(t, town, "late@residents.example", "The roof leaks, and nobody came. I complain.")
	write(t, town, "gas@residents.example", "There is a strong smell of gas in the hall. I complain that nobody came.")
	time.Sleep(time.Until(nine.Add(10 * time.Minute)))
	off.Store(int64(by))
	set := len(town.taken())
	time.Sleep(5 * time.Minute)
	for _, m := range town.taken()[set:] {
		if !strings.Contains(m.subject, "Please look") {
			t.Errorf("while the clock is wrong: %q to %s", m.subject, m.to)
		}
	}
	if !forGood {
		off.Store(0)
	}
	time.Sleep(time.Until(nine.Add(90 * time.Minute)))
	if n := count(town.taken(), "late@residents.example", "We have your complaint"); n != 1 {
		t.Errorf("%d acknowledgements to whom the server had put off, want one", n)
	}
	if n := count(town.taken(), "out.of.hours", "ACT NOW"); n < 2 || n > 6 {
		t.Errorf("%d alerts in an hour and a half, want the first and others", n)
	}
	time.Sleep(time.Until(nine.Add(24 * time.Hour)))
	if reports := count(town.taken(), "complaints.team", "Complaints today"); !forGood && reports != 1 {
		t.Errorf("%d morning reports on the next morning, want one", reports)
	}
	halt()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	checkAfterStep(t, town, string(cfg.Store.URL), forGood)
}

// checkAfterStep: no letter went twice, nobody heard that a date was missed that was not, and nothing waits for a time
// that no rule gives.
func checkAfterStep(t *testing.T, town *town, database string, forGood bool) {
	seen := map[string]bool{}
	for _, m := range town.taken() {
		if t.Failed() {
			t.Log(m.at.Format(time.DateTime), m.to, m.subject)
		}
		if seen[m.id] {
			t.Errorf("%q went twice to %s", m.subject, m.to)
		}
		seen[m.id] = true
		if strings.Contains(m.to, "residents.example") && strings.Contains(m.subject, "late") && !forGood {
			t.Errorf("%q to %s", m.subject, m.to)
		}
	}
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if faults, err := db.LateRetries(t.Context(), time.Now().Add(5*time.Hour)); !forGood && (err != nil || len(faults) > 0) {
		t.Errorf("letters that wait too long: %v, %v", faults, err)
	}
	next, err := db.NextWake(t.Context())
	if err != nil || !forGood && next.After(time.Now().Add(4*24*time.Hour)) {
		t.Errorf("the next case is looked at on %v, %v", next, err)
	}
	if faults, err := db.Verify(t.Context(), nil); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v, %v", faults, err)
	}
}

// write lets a resident write.
func write(t *testing.T, town *town, from, words string) {
	t.Helper()
	raw := "From: " + from + "\r\nTo: complaints@landlord.example\r\nSubject: My home\r\nMessage-ID: <" + from +
		">\r\nDate: " + time.Now().Format(time.RFC1123Z) + "\r\n\r\n" + words + "\r\n"
	err := town.deliver(t.Context(), message.Arrival{Channel: message.Email, Received: time.Now(), Raw: []byte(raw)})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *town) taken() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.mails...)
}

// count is how many of the mails went to whom, with a subject.
func count(mails []taken, to, subject string) (n int) {
	for _, m := range mails {
		if strings.Contains(m.to, to) && strings.Contains(m.subject, subject) {
			n++
		}
	}
	return n
}
