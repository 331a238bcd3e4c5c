package proof

import (
	"strings"
	"testing"
	"time"

	"complaints/cmd/internal/lab"
	"complaints/cmd/twiliodouble"
)

// TestSeveralDaemons runs two of the built program on one PostgreSQL and kills the one that reads the mailbox. The other
// takes over within half a minute, and what either did is done once.
func TestSeveralDaemons(t *testing.T) {
	pg := postgres(t)
	box, addr := anyMailbox(t)
	var err error
	s := &stage{mailbox: box, sink: sink(t), texts: twiliodouble.New(twiliodouble.Config{})}
	if s.cfg, err = lab.Config(addr, s.sink.Addr, pg.URL()); err != nil {
		t.Fatal(err)
	}
	first, second := program(t, s.cfg), program(t, s.cfg)
	const before, after = 60, 20
	for n := range before {
		deliver(t, s.mailbox, complaint(n))
	}
	start(t, first)
	start(t, second)
	s.sink.Await(20*time.Second, func(mails []lab.Mail) bool { return len(mails) > before/3 })
	reader, other := first, second
	if strings.Contains(second.Said(), "takes over\" job=\"mailbox") {
		reader, other = second, first
	}
	if !strings.Contains(reader.Said(), "takes over\" job=\"mailbox") || strings.Contains(other.Said(), "takes over\" job=\"mailbox") {
		t.Error("not exactly one of two daemons reads the mailbox")
	}
	if err := reader.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	for n := range after {
		deliver(t, s.mailbox, complaint(before+n))
	}
	await(t, s.sink, time.Minute, before+after)
	took := time.Since(killed)
	t.Logf("everything was acknowledged %v after the reader was killed", took.Round(100*time.Millisecond))
	if took > 35*time.Second { // half a minute, and then the work itself
		t.Errorf("the other daemon took %v", took)
	}
	s.settle(t, before+after)
	if err := other.Stop(15 * time.Second); err != nil {
		t.Error(err)
	}
	t.Logf("%d letters went twice, each in the moment between acceptance and record", s.check(t, before+after))
}
