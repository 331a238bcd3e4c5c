package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// A model of the outbox: what anybody may expect of it, whatever order things happen in.
type outboxModel struct {
	now     time.Time
	next    int                         // letters ordered so far
	state   map[string]outbox.SendState // by letter id
	due     map[string]time.Time        //
	tries   map[string]int              // tries that reached for the wire
	doubts  map[string]int              //
	inDoubt map[string]bool             // what the next claimer must be told
}

// TestOutboxKeepsItsPromises plays random orders, claims, outcomes and waits against the model.
func TestOutboxKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s, err := store.Open(t.Context(), "sqlite::memory:")
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		m := outboxModel{now: later, state: map[string]outbox.SendState{}, due: map[string]time.Time{},
			tries: map[string]int{}, doubts: map[string]int{}, inDoubt: map[string]bool{}}
		rt.Repeat(map[string]func(*rapid.T){
			"order": func(rt *rapid.T) {
				m.next++
				l := receipt(m.next)
				l.DecidedAt = m.now
				order(t, s, l)
				// Its id is learnt at its first claim; until then the model counts it among the new.
			},
			"claim": func(rt *rapid.T) { m.claim(rt, t, s) },
			"record": func(rt *rapid.T) {
				var held []string
				for id, state := range m.state {
					if state == outbox.Leased {
						held = append(held, id)
					}
				}
				if len(held) == 0 {
					rt.Skip("nothing is leased")
				}
				m.record(rt, t, s, rapid.SampledFrom(slices.Sorted(slices.Values(held))).Draw(rt, "letter"))
			},
			"wait": func(rt *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
			},
			"": func(rt *rapid.T) {
				for id, state := range m.state {
					if p := posted(t, s, id); p.State != state {
						rt.Fatalf("letter %s is %s, want %s", id, p.State, state)
					}
				}
			},
		})
	})
}

func (m *outboxModel) claim(rt *rapid.T, t *testing.T, s *store.Store) {
	n := rapid.IntRange(1, 5).Draw(rt, "n")
	claimed, err := s.Claim(t.Context(), message.Email, m.now, n, time.Minute)
	if err != nil {
		rt.Fatal(err)
	}
	fresh := m.next - len(m.state)
	waiting := 0
	for id, state := range m.state {
		if state != outbox.Sent && state != outbox.Failed && !m.due[id].After(m.now) {
			waiting++
		}
	}
	if want := min(n, fresh+waiting); len(claimed) != want {
		rt.Fatalf("claimed %d letters, want %d", len(claimed), want)
	}
	for _, l := range claimed {
		switch m.state[l.ID] {
		case outbox.Sent, outbox.Failed:
			rt.Fatalf("letter %s was %s and is to go again", l.ID, m.state[l.ID])
		case outbox.Leased: // its lease ran out
			m.doubts[l.ID]++
			m.inDoubt[l.ID] = true
		}
		if m.due[l.ID].After(m.now) {
			rt.Fatalf("letter %s was claimed before its time", l.ID)
		}
		got := fmt.Sprint(l.Tries.Count, l.Tries.Doubts, l.Tries.InDoubt)
		if want := fmt.Sprint(m.tries[l.ID], m.doubts[l.ID], m.inDoubt[l.ID]); got != want {
			rt.Fatalf("letter %s: the claimer is told %s, want %s", l.ID, got, want)
		}
		m.state[l.ID], m.due[l.ID] = outbox.Leased, m.now.Add(time.Minute)
		m.tries[l.ID]++
	}
}

func (m *outboxModel) record(rt *rapid.T, t *testing.T, s *store.Store, id string) {
	r := outbox.SendResult{Letter: id, At: m.now,
		NextTry: m.now.Add(time.Duration(rapid.IntRange(0, 200).Draw(rt, "next")) * time.Second)}
	r.State = rapid.SampledFrom([]outbox.SendState{outbox.Sent, outbox.Failed, outbox.Pending,
		outbox.Unknown}).Draw(rt, "state")
	if r.State == outbox.Pending {
		r.Untried = rapid.Bool().Draw(rt, "untried")
	}
	record(t, s, r)
	m.state[id], m.due[id] = r.State, r.NextTry
	switch {
	case r.Untried:
		m.tries[id]--
		if m.inDoubt[id] {
			m.state[id] = outbox.Unknown
		}
	case r.State == outbox.Unknown:
		m.doubts[id]++
		m.inDoubt[id] = true
	default:
		m.inDoubt[id] = false
	}
}
