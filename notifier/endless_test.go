package notifier_test

import (
	"context"
	"io"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"complaints/internal/outbox"
	"complaints/notifier"
)

// A mail server that says the same for ever, in its greeting or in answer to a letter, takes no memory and is left.
func TestServerThatNeverStopsTalking(t *testing.T) {
	for name, c := range map[string]struct{ mode, before, words string }{
		"a greeting of one line":    {notifier.TLSNone, "220 ", "x"},
		"a greeting of many lines":  {notifier.TLSNone, "", "220-still here\r\n"},
		"before STARTTLS":           {notifier.TLSStart, "220 ", "x"},
		"extensions":                {notifier.TLSNone, "220 hello\r\n", "250-X-ENDLESS\r\n"},
		"an answer to the letter":   {notifier.TLSNone, "220 hello\r\n250 fine\r\n250 sender\r\n", "250-well\r\n"},
		"one line about the letter": {notifier.TLSNone, "220 hello\r\n250 fine\r\n250 sender\r\n250 ", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					go io.Copy(io.Discard, conn)
					piece := []byte(c.before)
					for err == nil {
						_, err = conn.Write(piece)
						piece = []byte(strings.Repeat(c.words, 64<<10/len(c.words)))
					}
					conn.Close()
				}
			}()
			s := newSMTP(t, notifier.SMTPConfig{Addr: "localhost:25", TLS: c.mode, From: "complaints@landlord.example",
				Timeout: 5 * time.Second, Now: time.Now,
				Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
					return new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String())
				}})
			var results []outbox.SendResult
			began := time.Now()
			most := memoryOf(func() { results, err = s.Send(t.Context(), letters(3)) })
			if most > 120<<20 {
				t.Errorf("%d MB of memory, want at most 120", most>>20)
			}
			if len(results) != 3 || err == nil || time.Since(began) > 15*time.Second {
				t.Errorf("results %+v, error %v after %v; want three letters that wait, soon", results, err,
					time.Since(began))
			}
			for _, r := range results {
				if r.State != outbox.Pending {
					t.Errorf("letter %s is %s, want it to wait", r.Letter, r.State)
				}
			}
		})
	}
}

// memoryOf runs f and returns the most memory that was in use meanwhile.
func memoryOf(f func()) uint64 {
	runtime.GC()
	var most atomic.Uint64
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapAlloc))
			}
		}
	}()
	f()
	close(done)
	return most.Load()
}
