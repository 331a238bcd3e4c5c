package notifier_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/notifier"
)

// memory is an outbox in memory. It keeps the contract of [notifier.Outbox] to the letter, so that the
// dispatcher's tests are also the contract's example.
type memory struct {
	mu    sync.Mutex
	rows  map[string]*row
	down  bool   // every call fails
	spoil string // the letter whose outcome cannot be recorded
	slow  time.Duration
	wrote int // calls of Record

	claims    func() // called at each claim
	takenOver bool   // another daemon has all the letters now
}

type row struct {
	letter  outbox.Letter
	state   outbox.SendState
	due     time.Time // of Pending and Unknown letters; the lease's end of Leased ones
	began   time.Time // when the try under way began
	results []outbox.SendResult
}

var errDown = errors.New("the outbox is down")

var _ notifier.Outbox = (*memory)(nil)

func newMemory(letters ...outbox.Letter) *memory {
	m := &memory{rows: make(map[string]*row)}
	m.put(letters...)
	return m
}

func (m *memory) put(letters ...outbox.Letter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range letters {
		m.rows[l.ID] = &row{letter: l, state: outbox.Pending, due: l.NotBefore}
	}
}

func (m *memory) Claim(
	ctx context.Context, channel message.Channel, now time.Time, n int, lease time.Duration,
) ([]outbox.Letter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.claims != nil {
		m.claims()
	}
	if m.down || ctx.Err() != nil {
		return nil, errDown
	}
	if m.takenOver {
		return nil, nil
	}
	var due []*row
	for _, r := range m.rows {
		if r.letter.Channel == channel && r.waits() && !r.due.After(now) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, func(a, b *row) int {
		return cmp.Or(int(a.letter.Promised-b.letter.Promised), cmp.Compare(a.letter.ID, b.letter.ID))
	})
	var claimed []outbox.Letter
	for _, r := range due[:min(n, len(due))] {
		if r.state == outbox.Leased { // its sender has died
			t := r.letter.Tries
			r.letter.Tries = outbox.Tries{Count: t.Count + 1, Doubts: t.Doubts + 1, InDoubt: true, Last: r.began}
		}
		r.state, r.due, r.began = outbox.Leased, now.Add(lease), now
		claimed = append(claimed, r.letter)
	}
	return claimed, nil
}

func (r *row) waits() bool { return r.state != outbox.Sent && r.state != outbox.Failed }

func (m *memory) Record(ctx context.Context, results []outbox.SendResult) error {
	if m.slow > 0 {
		time.Sleep(m.slow)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down || ctx.Err() != nil {
		return errDown
	}
	if slices.ContainsFunc(results, func(x outbox.SendResult) bool { return x.Letter == m.spoil }) {
		return errDown
	}
	m.wrote++
	for _, x := range results {
		r := m.rows[x.Letter]
		r.state, r.due = x.State, x.NextTry
		r.results = append(r.results, x)
		if x.Untried {
			continue
		}
		t := &r.letter.Tries
		t.Count, t.Last, t.InDoubt = t.Count+1, r.began, x.State == outbox.Unknown
		if t.InDoubt {
			t.Doubts++
		}
	}
	return nil
}

func (m *memory) NextDue(_ context.Context, channel message.Channel) (next time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return time.Time{}, errDown
	}
	first := true
	for _, r := range m.rows {
		if r.letter.Channel == channel && r.waits() && (first || r.due.Before(next)) {
			next, first = r.due, false
		}
	}
	return next, nil
}

func (m *memory) TryDoubtful(_ context.Context, channel message.Channel, now time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return errDown
	}
	for _, r := range m.rows {
		if r.letter.Channel == channel && r.state == outbox.Unknown && r.due.After(now) {
			r.due = now
		}
	}
	return nil
}

func (m *memory) FirstPromised(
	_ context.Context, channel message.Channel, now time.Time,
) (first calendar.Date, found bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.letter.Channel == channel && r.waits() && !r.due.After(now) && (!found || r.letter.Promised < first) {
			first, found = r.letter.Promised, true
		}
	}
	return first, found, nil
}

func (m *memory) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.rows)
}

// takeOver gives all the letters to another daemon.
func (m *memory) takeOver() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.takenOver = true
}

func (m *memory) isTakenOver() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.takenOver
}

func (m *memory) setDown(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = down
}

func (m *memory) state(id string) outbox.SendState {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows[id].state
}

func (m *memory) results(id string) []outbox.SendResult {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.rows[id].results)
}

// outcomes counts what was recorded.
func (m *memory) outcomes() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		n += len(r.results)
	}
	return n
}

// states counts the letters by state.
func (m *memory) states() map[outbox.SendState]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := make(map[outbox.SendState]int)
	for _, r := range m.rows {
		n[r.state]++
	}
	return n
}

// keeping is a memory whose leases can be renewed.
type keeping struct {
	*memory
	renewals int
	refuse   bool
}

func (k *keeping) Renew(_ context.Context, ids []string, until time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.down || k.refuse || k.takenOver {
		return errDown
	}
	k.renewals++
	for _, id := range ids {
		if r := k.rows[id]; r.state == outbox.Leased {
			r.due = until
		}
	}
	return nil
}

// run starts a dispatcher and returns what stops it and waits for its end.
func run(t *testing.T, cfg notifier.DispatcherConfig) (d *notifier.Dispatcher, stop func()) {
	t.Helper()
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	d, err := notifier.NewDispatcher(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); d.Run(ctx) }()
	return d, func() { cancel(); <-done }
}
