package notifier_test

import (
	"context"
	"net"
	"testing"
	"time"

	"complaints/internal/outbox"
	"complaints/notifier"
)

// BenchmarkSend is one letter of 2.5 KB, text and HTML, over one connection to a sink in the same process.
func BenchmarkSend(b *testing.B) {
	for name, network := range map[string]string{"pipe": "", "tcp": "tcp"} {
		b.Run(name, func(b *testing.B) {
			s := newSMTP(b, benchConfig(b, network))
			batch := make([]outbox.Letter, b.N)
			l := aLetter(1)
			for len(l.Text) < 1200 {
				l.Text += "Your complaint will be looked into by the Repairs Manager. "
			}
			l.HTML = "<p>" + l.Text + "</p>"
			for i := range batch {
				batch[i] = l
			}
			b.ReportAllocs()
			b.ResetTimer()
			failed := 0
			err := s.SendEach(b.Context(), batch, func(r outbox.SendResult) {
				if r.State != outbox.Sent {
					failed++
				}
			})
			if err != nil || failed > 0 {
				b.Fatal(failed, err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}

func benchConfig(b *testing.B, network string) notifier.SMTPConfig {
	sink := newSink(b)
	sink.forgets = true
	cfg := sink.config()
	if network == "" {
		return cfg
	}
	l, err := net.Listen(network, "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() { _ = sink.server.Serve(l) }()
	cfg.Addr, cfg.Dial = l.Addr().String(), nil
	return cfg
}

// BenchmarkKick is the time from the desk's commit to the mail server's yes, one letter at a time, with an
// outbox that costs nothing.
func BenchmarkKick(b *testing.B) {
	var worst time.Duration
	box, dispatch := benchDispatcher(b)
	for b.Loop() {
		start := time.Now()
		box.clear()
		dispatch(aLetter(1))
		worst = max(worst, time.Since(start))
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}

// BenchmarkDispatch is the whole way, claim, send and record, a hundred letters at a time over one connection, with an
// outbox that costs nothing.
func BenchmarkDispatch(b *testing.B) {
	const together = 100
	batch := letters(together)
	box, dispatch := benchDispatcher(b)
	b.ReportAllocs()
	for b.Loop() {
		box.clear()
		dispatch(batch...)
	}
	b.ReportMetric(float64(b.N*together)/b.Elapsed().Seconds(), "letters/s")
}

// benchDispatcher runs a dispatcher. What it returns puts letters into its outbox and waits until they are recorded.
func benchDispatcher(b *testing.B) (*memory, func(...outbox.Letter)) {
	b.Helper()
	box, recorded := newMemory(), make(chan int, 100)
	d, err := notifier.NewDispatcher(notifier.DispatcherConfig{
		Outbox: box, Email: newSMTP(b, benchConfig(b, "tcp")),
		Done: func(_ context.Context, results []outbox.SendResult) { recorded <- len(results) },
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); d.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-done })
	return box, func(letters ...outbox.Letter) {
		box.put(letters...)
		d.Wake()
		for n := 0; n < len(letters); {
			n += <-recorded
		}
	}
}
