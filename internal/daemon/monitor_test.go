package daemon

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/message"
	"complaints/internal/monitor"
)

// seenFrom is a daemon with texts and one complaint, by a clock that the test sets, as it is seen from outside.
type seenFrom struct {
	*Daemon
	t    *testing.T
	at   time.Time
	page http.Handler
}

func watchedDaemon(t *testing.T) *seenFrom {
	t.Helper()
	s := &seenFrom{t: t, at: time.Date(2026, 12, 18, 10, 0, 0, 0, time.UTC)}
	cfg := forTests(t)
	cfg.SMS = config.SMS{AccountSID: "AC00000000000000000000000000000000", From: "+441632960000",
		AuthToken: "0123456789abcdef0123456789abcdef",
		PublicURL: "https://complaints.example.org/sms", Timeout: time.Second}
	d, err := New(t.Context(), Options{Config: cfg, Log: slog.New(slog.DiscardHandler),
		Clock: func() time.Time { return s.at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() }) // a database in memory
	s.Daemon = d
	s.page = monitor.Handler(monitor.Source{Alive: d.Alive, Ready: d.isReady, Parts: d.parts}, d.watched.metrics)
	receive(t, d, s.at)
	return s
}

// get asks a page.
func (s *seenFrom) get(path string) (code int, body string) {
	w := httptest.NewRecorder()
	s.page.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// wrong is what the health page says of a part, "" if it is well, and whether it has such a part.
func (s *seenFrom) wrong(part string) (says string, found bool) {
	_, body := s.get("/healthz?verbose")
	for line := range strings.Lines(body) {
		if line == "ok    "+part+"\n" {
			return "", true
		}
		if rest, ok := strings.CutPrefix(line, "WRONG "+part+" since "); ok {
			return rest, true
		}
	}
	return "", false
}

func (s *seenFrom) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Error(err)
	}
}

// TestEveryFigureOfTheHealthPageFails makes each part of the page fail, and be well again where that can be.
func TestEveryFigureOfTheHealthPageFails(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		part string
		fail func(s *seenFrom)
		says string
		mend func(s *seenFrom)
	}{
		{"mailbox u/INBOX", func(s *seenFrom) { s.mailboxes[0].take(s.at); s.at = s.at.Add(31 * time.Minute) },
			"2026-12-18 10:00 UTC: It cannot be read", func(s *seenFrom) { s.mailboxes[0].ours.Store(false) }},
		{"sending email", func(s *seenFrom) {
			s.alarm(message.Email, errors.New("451 come back later"))
			s.at = s.at.Add(16 * time.Minute)
		}, "2026-12-18 10:00 UTC: Letters by email cannot leave", func(s *seenFrom) { s.alarm(message.Email, nil) }},
		{"sending sms", func(s *seenFrom) {
			s.alarm(message.SMS, errors.New("twilio answered 503"))
			s.at = s.at.Add(16 * time.Minute)
		}, "2026-12-18 10:00 UTC: Letters by sms cannot leave", func(s *seenFrom) { s.alarm(message.SMS, nil) }},
		{"queue", func(s *seenFrom) { s.at = s.at.Add(61 * time.Minute) },
			"Letters by email wait for longer than an hour", nil},
		{"arrivals", func(s *seenFrom) {
			_, err := s.store.SaveArrivals(s.t.Context(), "test", []message.Arrival{{Key: "imap:2", Source: "test",
				Channel: message.Email, Received: s.at, Raw: []byte("From: a@example.com\r\n\r\nHello")}},
				message.Cursor{})
			s.must(err)
			s.at = s.at.Add(6 * time.Minute)
		}, "2026-12-18 10:00 UTC: 1 message has not been decided on", func(s *seenFrom) {
			s.must(s.desk.CatchUp(s.t.Context()))
		}},
		{"sweep", func(s *seenFrom) { s.must(s.desk.NewSweepWatch().Look(s.t.Context(), true)) },
			"has not looked whether anything is due", nil},
		{"list", func(s *seenFrom) { s.at = s.at.AddDate(0, 3, 0); s.must(s.count(s.t.Context())) },
			"past their day, the first since", nil},
		{"disk", func(s *seenFrom) { s.watched.room = func() (int64, bool) { return 12 << 20, true } },
			"The disk of the database has 12 MB left", func(s *seenFrom) { s.watched.room = s.store.Room }},
		{"calendar", func(s *seenFrom) { s.at = s.at.AddDate(1, 10, 0) }, "The table of bank holidays ends on", nil},
		{"certificates", func(s *seenFrom) {
			s.self.certificate(Seen{Server: "mail.landlord.example", Expires: s.at.AddDate(0, 0, 6)})
		}, "The certificate of the server mail.landlord.example ends on", func(s *seenFrom) {
			s.self.certificate(Seen{Server: "mail.landlord.example", Expires: s.at.AddDate(0, 3, 0)})
		}},
		{"seal", func(s *seenFrom) { s.must(s.desk.TellOfSeal(s.t.Context(), "the key is not there")) },
			"cannot seal what it writes", func(s *seenFrom) { s.must(s.desk.TellOfSeal(s.t.Context(), "")) }},
		{"clock", func(s *seenFrom) {
			s.must(s.desk.NewClockWatch().Look(s.t.Context(), true, false, 26*time.Hour))
		}, "was set forward by 26h", nil},
		{"letters", func(s *seenFrom) { s.must(s.desk.TellOfLetters(s.t.Context(), "letters/x.txt:3: wrong")) }, "", nil},
		{"dating", func(s *seenFrom) { s.must(s.desk.TellOfDating(s.t.Context(), []string{"a closed day"})) }, "", nil},
		{"database", func(s *seenFrom) { s.watched.readAt, s.watched.readErr = s.at, errors.New("gone") },
			"It cannot be read", func(*seenFrom) {}},
	} {
		t.Run(tc.part, func(t *testing.T) {
			t.Parallel()
			s := watchedDaemon(t)
			if says, _ := s.wrong(tc.part); says != "" {
				t.Fatalf("before: %q, want it well", says)
			}
			tc.fail(s)
			says, found := s.wrong(tc.part)
			if says == "" || !strings.Contains(says, tc.says) {
				code, body := s.get("/healthz?verbose")
				t.Fatalf("it says %q (found %t), want %q\n%d\n%s", says, found, tc.says, code, body)
			}
			if code, body := s.get("/healthz"); code != http.StatusServiceUnavailable ||
				!strings.Contains(body, "WRONG "+tc.part) {
				t.Errorf("got %d %q, want 503 and the part", code, body)
			}
			if tc.mend == nil {
				return
			}
			tc.mend(s)
			s.at = s.at.Add(time.Minute)
			if says, found := s.wrong(tc.part); !found || says != "" {
				t.Errorf("mended: it says %q (found %t), want it well", says, found)
			}
		})
	}
}

// TestHealthOfOneAtATime: whoever knows of a part leaves it out; a daemon is dead only when it is stuck, and ready only
// when it has started.
func TestHealthOfOneAtATime(t *testing.T) {
	t.Parallel()
	s := watchedDaemon(t)
	want := func(path string, code int, says string) {
		t.Helper()
		if got, body := s.get(path); got != code || !strings.Contains(body, says) {
			t.Errorf("%s: got %d %q, want %d %q", path, got, body, code, says)
		}
	}
	want("/healthz", 200, "ok")
	want("/readyz", 503, "starting")
	s.watched.ready.Store(true)
	s.hours.take(s.at)
	want("/readyz", 200, "ok")
	s.self.certificate(Seen{Server: "mail.landlord.example", Expires: s.at})
	want("/healthz", 503, "certificates")
	want("/healthz?exclude=certificates", 200, "ok")
	want("/livez", 200, "ok")
	s.watched.beat.Store(s.at.UnixMilli())
	s.at = s.at.Add(11 * time.Minute)
	want("/livez", 503, "has not been looked at for 11m")
}

// labelValue finds what stands in the labels of a figure.
var labelValue = regexp.MustCompile(`="([^"]*)"`)

// TestFiguresNameNobody: every figure is there, and no label is a case, an address or a letter's key.
func TestFiguresNameNobody(t *testing.T) {
	t.Parallel()
	s := watchedDaemon(t)
	s.must(s.count(t.Context()))
	s.mailboxes[0].take(s.at)
	s.self.certificate(Seen{Server: "mail.landlord.example", Expires: s.at.AddDate(1, 0, 0)})
	s.watched.swept.Store(s.at.UnixMilli())
	s.watched.called.Store(s.at.UnixMilli())
	s.must(s.store.SetMark(t.Context(), "backup:made", s.at.UnixMilli()))
	s.must(s.store.SetMark(t.Context(), "verify:made", s.at.UnixMilli()))
	_, body := s.get("/metrics")
	for _, figure := range []string{
		`complaintsd_build_info{goversion="go`, `complaintsd_arrivals_total{channel="email",outcome="opened"} 1`,
		`complaintsd_undecided_arrivals 0`, `complaintsd_undecided_arrivals_oldest_seconds 0`,
		`complaintsd_quarantined_arrivals 0`, `complaintsd_letters_waiting{channel="email"} `,
		`complaintsd_letters_oldest_due_seconds{channel="email"} 0`, `complaintsd_lane_open{channel="email"} 1`,
		`complaintsd_lane_open{channel="sms"} 1`, `complaintsd_sweep_last_success_timestamp_seconds 1.7`,
		`complaintsd_sweep_duration_seconds 0`, `complaintsd_duties{due="later",duty="acknowledge"} 1`,
		`complaintsd_emergencies_untaken 0`, `complaintsd_config_last_reload_successful 1`,
		`complaintsd_calendar_end_timestamp_seconds `, `complaintsd_backup_last_success_timestamp_seconds `,
		`complaintsd_verify_broken 0`, `complaintsd_verify_last_timestamp_seconds `, `complaintsd_database_bytes `,
		`complaintsd_database_up 1`, `complaintsd_daemons 1`, `complaintsd_lease_held{work="clock"} 0`,
		`complaintsd_lease_held{work="mailbox 1/INBOX"} 1`, `complaintsd_panics_total 0`, `complaintsd_log_lines_total`,
		`complaintsd_mailbox_unseen_messages{mailbox="1/INBOX"} 0`,
		`complaintsd_mailbox_last_read_timestamp_seconds{mailbox="1/INBOX"} 1.7`, // though it was never read
		`complaintsd_certificate_end_timestamp_seconds{server="mail.landlord.example"} `,
		`complaintsd_heartbeat_last_timestamp_seconds `, `go_goroutines `, `process_open_fds `,
	} {
		if !strings.Contains(body, figure) {
			t.Errorf("there is no %s", figure)
		}
	}
	for _, found := range labelValue.FindAllStringSubmatch(body, -1) {
		if strings.Contains(found[1], "@") || regexp.MustCompile(`HC-\d`).MatchString(found[1]) {
			t.Errorf("a label names somebody: %s", found[0])
		}
	}
}

// TestTheHeartbeatIsOfWorkDone: it is called once for each minute in which a sweep came to its end, and not while a
// mailbox cannot be read, letters cannot leave, or no sweep comes.
func TestTheHeartbeatIsOfWorkDone(t *testing.T) {
	t.Parallel()
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	t.Cleanup(server.Close)
	s := watchedDaemon(t)
	cfg := *s.inForce.Load()
	cfg.Monitor.Heartbeat = config.Secret(server.URL)
	s.inForce.Store(&cfg)
	s.must(s.beat(t.Context()))
	if calls != 1 || s.figures().Heartbeat.IsZero() {
		t.Errorf("called %d times, want once, and noted", calls)
	}
	if !s.works(t.Context()) {
		t.Error("all is well, and the daemon says that it does not work")
	}
	s.mailboxes[0].take(s.at)
	if s.works(t.Context()) {
		t.Error("the mailbox has not been read, and the daemon says that it works")
	}
	s.mailboxes[0].ours.Store(false)
	s.alarm(message.Email, errors.New("451"))
	if s.works(t.Context()) {
		t.Error("letters cannot leave, and the daemon says that it works")
	}
	server.Close()
	if err := s.beat(t.Context()); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("of an address that does not answer: %v, want an error without the address", err)
	}
}

// TestMailboxLabels: an account has a number, a folder its name.
func TestMailboxLabels(t *testing.T) {
	t.Parallel()
	cfg := forTests(t)
	cfg.Mailbox.Folders = []string{"INBOX", "Web form"}
	cfg.Mailbox.Others = []config.OtherMailbox{{User: "repairs@landlord.example", Password: "p"}}
	d, err := New(t.Context(), Options{Config: cfg, Log: slog.New(slog.DiscardHandler), Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	var got []string
	for i := range d.mailboxes {
		got = append(got, d.label(i))
	}
	if want := "[1/INBOX 1/Web form 2/INBOX 2/Web form]"; fmt.Sprint(got) != want || !slices.IsSorted(got) {
		t.Errorf("got %v, want %s", got, want)
	}
}
