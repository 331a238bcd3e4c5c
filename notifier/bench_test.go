package notifier_test

import (
	"context"
	"net"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/notifier"
)

// BenchmarkSend is one letter of 2.5 KB, text and HTML, over one connection to a sink in the same process.
func BenchmarkSend(b *testing.B) {
	for name, network := range map[string]string{"pipe": "", "tcp": "tcp"} {
		b.Run(name, func(b *testing.B) {
			s := newSMTP(b, benchConfig(b, network))
			batch := make([]complaint.Letter, b.N)
			l := letter(1)
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
			err := s.SendEach(b.Context(), batch, func(r complaint.SendResult) {
				if r.State != complaint.Sent {
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
	box, told := newMemory(), make(chan struct{}, 1)
	d, err := notifier.NewDispatcher(notifier.DispatcherConfig{Outbox: box, Email: newSMTP(b, benchConfig(b, "tcp")),
		Done: func(context.Context, []complaint.SendResult) { told <- struct{}{} }})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	go func() { defer close(done); d.Run(ctx) }()
	var worst time.Duration
	for b.Loop() {
		start := time.Now()
		box.mu.Lock()
		clear(box.rows)
		box.mu.Unlock()
		box.put(letter(1))
		d.Kick()
		<-told
		worst = max(worst, time.Since(start))
	}
	cancel()
	<-done
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}

// BenchmarkDispatch is the whole way, claim, send and record, over one connection, with an outbox that costs
// nothing.
func BenchmarkDispatch(b *testing.B) {
	queue, finished := &queue{left: letters(b.N)}, make(chan struct{})
	recorded := 0
	d, err := notifier.NewDispatcher(notifier.DispatcherConfig{Outbox: queue, Email: newSMTP(b, benchConfig(b, "tcp")),
		Done: func(_ context.Context, rs []complaint.SendResult) {
			if recorded += len(rs); recorded == b.N {
				close(finished)
			}
		}})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	b.ReportAllocs()
	b.ResetTimer()
	go func() { defer close(done); d.Run(ctx) }()
	<-finished
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "letters/s")
	cancel()
	<-done
}

// queue is an outbox that hands out each letter once and forgets it.
type queue struct{ left []complaint.Letter }

func (q *queue) Claim(_ context.Context, _ complaint.Channel, _ time.Time, n int, _ time.Duration) ([]complaint.Letter, error) {
	n = min(n, len(q.left))
	claimed := q.left[:n]
	q.left = q.left[n:]
	return claimed, nil
}

func (q *queue) Record(context.Context, []complaint.SendResult) error { return nil }

func (q *queue) NextDue(context.Context, complaint.Channel) (time.Time, error) {
	return time.Time{}, nil
}
