package notifier_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/notifier"
)

// phone is a Twilio whose answers a test chooses: what Send comes to, whether the text was taken all the
// same, and whether the list can be had.
type phone struct {
	mu      sync.Mutex
	answer  func(n int) (state outbox.SendState, taken bool, trouble error) // n counts from 0; nil accepts
	untried func(n int) bool
	listed  func() error
	sent    []string // letters taken
	tries   int
	asked   int
	at      []time.Time
}

func (p *phone) Send(_ context.Context, l outbox.Letter) (outbox.SendResult, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	state, taken, trouble := outbox.Sent, true, error(nil)
	if p.answer != nil {
		state, taken, trouble = p.answer(p.tries)
	}
	r := outbox.SendResult{Letter: l.ID, State: state, At: time.Now(),
		Untried: p.untried != nil && p.untried(p.tries)}
	p.tries++
	p.at = append(p.at, time.Now())
	if taken {
		p.sent = append(p.sent, l.ID)
	}
	if state == outbox.Sent {
		r.Provider = "SM-" + l.ID
	}
	return r, trouble
}

func (p *phone) Find(_ context.Context, l outbox.Letter, since time.Time) (string, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	if !since.Equal(l.DecidedAt) {
		return "", false, errors.New("asked for the wrong time")
	}
	if p.listed != nil {
		if err := p.listed(); err != nil {
			return "", false, err
		}
	}
	for _, id := range p.sent {
		if id == l.ID {
			return "SM-" + id, true, nil
		}
	}
	return "", false, nil
}

func (p *phone) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tries + p.asked
}

func TestTextInDoubt(t *testing.T) {
	t.Parallel()
	silent := errors.New("twilio does not answer")
	for _, tc := range []struct {
		situation string
		answer    func(n int) (outbox.SendState, bool, error)
		listed    func(start time.Time) error
		want      outbox.SendState
		tries     int
		taken     int
		within    time.Duration
	}{
		{
			situation: "taken, but not heard: found, never sent again",
			answer:    func(int) (outbox.SendState, bool, error) { return outbox.Unknown, true, silent },
			want:      outbox.Sent,
			tries:     1,
			taken:     1,
			within:    6 * time.Minute,
		},
		{
			situation: "not taken: sent once more after five minutes",
			answer: func(n int) (outbox.SendState, bool, error) {
				if n == 0 {
					return outbox.Unknown, false, silent
				}
				return outbox.Sent, true, nil
			},
			want:   outbox.Sent,
			tries:  2,
			taken:  1,
			within: 6 * time.Minute,
		},
		{
			situation: "not taken for an hour: sent when that is over",
			answer: func(n int) (outbox.SendState, bool, error) {
				if n < 3 {
					return outbox.Unknown, false, silent
				}
				return outbox.Sent, true, nil
			},
			want:   outbox.Sent,
			tries:  4,
			taken:  1,
			within: 2 * time.Hour,
		},
		{
			situation: "four times in doubt and never listed: a person decides",
			answer:    func(int) (outbox.SendState, bool, error) { return outbox.Unknown, false, silent },
			want:      outbox.Failed,
			tries:     4,
			within:    6 * time.Hour,
		},
		{
			situation: "the second one was taken",
			answer:    func(n int) (outbox.SendState, bool, error) { return outbox.Unknown, n == 1, silent },
			want:      outbox.Sent,
			tries:     2,
			taken:     1,
			within:    21 * time.Minute,
		},
		{
			situation: "the list is away for two days: nothing is sent meanwhile",
			answer: func(n int) (outbox.SendState, bool, error) {
				if n == 0 {
					return outbox.Unknown, false, silent
				}
				return outbox.Sent, true, nil
			},
			listed: func(start time.Time) error {
				if time.Since(start) < 48*time.Hour {
					return silent
				}
				return nil
			},
			want:   outbox.Sent,
			tries:  2,
			taken:  1,
			within: 49 * time.Hour,
		},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				p := &phone{answer: tc.answer}
				if tc.listed != nil {
					p.listed = func() error { return tc.listed(start) }
				}
				box := newMemory(textTo(1))
				_, stop := run(t, notifier.DispatcherConfig{Outbox: box, SMS: p})
				time.Sleep(tc.within)
				stop()
				if got := box.state("text-1"); got != tc.want || p.tries != tc.tries || len(p.sent) != tc.taken {
					t.Errorf("got %s after %d tries, %d taken: %+v", got, p.tries, len(p.sent), box.results("text-1"))
				}
				if len(p.at) == 2 && p.at[1].Sub(p.at[0]) < 5*time.Minute {
					t.Errorf("tried again after %s", p.at[1].Sub(p.at[0]))
				}
				time.Sleep(24 * time.Hour)
			})
		})
	}
}

// Not trying settles no doubt: a text that may have gone stays so while Twilio cannot be reached.
func TestDoubtOutlastsAnUntriedRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		box := newMemory(textTo(1))
		away := errors.New("twilio cannot be reached")
		p := &phone{answer: func(n int) (outbox.SendState, bool, error) {
			if n == 0 {
				return outbox.Unknown, false, away
			}
			return outbox.Pending, false, away
		}, untried: func(n int) bool { return n > 0 }}
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, SMS: p})
		time.Sleep(8 * time.Minute)
		stop()
		if got := box.state("text-1"); got != outbox.Unknown || p.tries < 2 {
			t.Errorf("got %s after %d tries: %+v", got, p.tries, box.results("text-1"))
		}
	})
}

// A daemon was killed between Twilio's yes and the record. The next one asks before it sends.
func TestTextAfterACrash(t *testing.T) {
	t.Parallel()
	for situation, taken := range map[string]bool{"it had gone": true, "it had not": false} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				box, p, start := newMemory(textTo(1)), &phone{}, time.Now()
				if _, err := box.Claim(t.Context(), message.SMS, time.Now(), 1, 30*time.Second); err != nil {
					t.Fatal(err)
				}
				if taken {
					p.sent = []string{"text-1"}
				}
				_, stop := run(t, notifier.DispatcherConfig{Outbox: box, SMS: p})
				time.Sleep(6 * time.Minute)
				stop()
				if box.state("text-1") != outbox.Sent || len(p.sent) != 1 || p.asked == 0 {
					t.Errorf("%s; taken %d times, asked %d times", box.state("text-1"), len(p.sent), p.asked)
				}
				if !taken && len(p.at) == 1 && p.at[0].Sub(start) < 5*time.Minute {
					t.Error("sent again before Twilio's list could be complete")
				}
			})
		})
	}
}

// Twilio is down for six hours. Texts that met the outage are in doubt, the others wait; afterwards each is
// sent once, in order, and none has failed.
func TestTwilioOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		box, start := newMemory(), time.Now()
		for i := range 60 {
			box.put(textTo(i))
		}
		silent := errors.New("twilio answered 500")
		down := func() bool { return time.Since(start) < 6*time.Hour }
		p := &phone{}
		p.answer = func(int) (outbox.SendState, bool, error) {
			if down() {
				return outbox.Unknown, false, silent
			}
			return outbox.Sent, true, nil
		}
		p.listed = func() error {
			if down() {
				return silent
			}
			return nil
		}
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, SMS: p})
		time.Sleep(6 * time.Hour)
		if n := p.requests(); n > 6*12+10 {
			t.Errorf("%d requests in six hours of outage", n)
		}
		time.Sleep(6 * time.Hour)
		stop()
		if n := box.states()[outbox.Sent]; n != 60 || len(p.sent) != 60 {
			t.Errorf("%v, %d taken", box.states(), len(p.sent))
		}
	})
}

// One channel's trouble is not the other's.
func TestMailOutageHoldsUpNoText(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &script{say: map[string]string{"dial": "no"}}
		box, p := newMemory(letters(20)...), &phone{}
		box.put(textTo(1))
		_, stop := run(t, notifier.DispatcherConfig{Outbox: box, Email: newSMTP(t, server.config()), SMS: p})
		time.Sleep(time.Second)
		stop()
		if box.state("text-1") != outbox.Sent || box.states()[outbox.Pending] != 20 {
			t.Errorf("got %v", box.states())
		}
	})
}

// chaos is a source of chances that is the same on every run.
type chaos struct {
	mu sync.Mutex
	r  *rand.Rand
}

func newChaos(seed uint64) *chaos { return &chaos{r: rand.New(rand.NewPCG(seed, 1))} }

func (c *chaos) next(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.r.IntN(n)
}

func (c *chaos) note(m map[string]int, key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m[key]++
}
