package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/internal/reading"
	"complaints/store"
)

func save(t testing.TB, s *store.Store, upTo uint32, batch ...message.Arrival) []store.Arrived {
	t.Helper()
	cursor := message.Cursor{UIDValidity: 1, LastUID: upTo}
	if upTo == 0 {
		cursor = message.Cursor{}
	}
	saved, err := s.SaveArrivals(t.Context(), "inbox", batch, cursor)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func undecided(t testing.TB, s *store.Store, limit int) (keys []string) {
	t.Helper()
	all, err := s.Undecided(t.Context(), limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		keys = append(keys, a.Key)
	}
	return keys
}

func TestWhatArrivesTwiceIsKeptOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		first := save(t, s, 2, arrival(1), arrival(2))
		changed := arrival(2)
		changed.Received = changed.Received.Add(time.Hour) // a server that tells another time the second time
		second := save(t, s, 3, changed, arrival(3), arrival(3))
		if first[0].Known || first[1].Known || !second[0].Known || second[1].Known || !second[2].Known {
			t.Errorf("known: %v then %v", first, second)
		}
		if second[0].ID != first[1].ID || second[2].ID != second[1].ID {
			t.Error("a known arrival has another id")
		}
		if got := undecided(t, s, 10); !slices.Equal(got,
			[]string{"imap:inbox;1;1", "imap:inbox;1;2", "imap:inbox;1;3"}) {
			t.Errorf("undecided %v", got)
		}
		if got := undecided(t, s, 2); len(got) != 2 {
			t.Errorf("undecided, two at most: %v", got)
		}
	})
}

func TestACursorMovesOnlyWithItsBatch(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		cursor := func() message.Cursor {
			c, err := s.Cursor(t.Context(), "inbox")
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if c := cursor(); c != (message.Cursor{}) {
			t.Errorf("a mailbox never read is at %v", c)
		}
		save(t, s, 4000000000, arrival(1))
		save(t, s, 0, arrival(2)) // the webhook has no cursor
		if c := cursor(); c.LastUID != 4000000000 {
			t.Errorf("cursor %v", c)
		}
		save(t, s, 7) // a new UIDVALIDITY, or a mailbox from a backup: it may go back
		if c := cursor(); c.LastUID != 7 {
			t.Errorf("cursor %v", c)
		}
		stopped, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.SaveArrivals(stopped, "inbox", []message.Arrival{arrival(3)},
			message.Cursor{UIDValidity: 1, LastUID: 9}); err == nil {
			t.Error("saved after it was told to stop")
		}
		if c := cursor(); c.LastUID != 7 {
			t.Errorf("cursor %v moved without its batch", c)
		}
	})
}

func TestRawBytesComeBackAsTheyCame(t *testing.T) {
	noise := make([]byte, 300_000)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"empty":            nil,
		"one byte":         {0},
		"a short mail":     arrival(1).Raw,
		"a long mail":      bytes.Repeat(arrival(1).Raw, 1000),
		"a photograph":     noise,
		"8 bit and NUL":    []byte("Subject: caf\xe9\x00\xff\r\n\r\n\x00\x00" + strings.Repeat("\xe9", 500)),
		"a very large one": bytes.Repeat(noise, 12),
		"one in pieces":    bytes.Repeat(noise, 35),
		"one that packs":   bytes.Repeat(arrival(1).Raw, 100_000),
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *store.Store) {
				a := arrival(1)
				a.Raw, a.Truncated, a.Size, a.Problem = raw, true, 1<<40, "the server broke off\x00"
				id := save(t, s, 0, a)[0].ID
				got, err := s.Arrival(t.Context(), id)
				bytesAgain(t, s, id, raw)
				if err != nil || !bytes.Equal(got.Raw, raw) || got.Digest != sha256.Sum256(raw) {
					t.Fatalf("%d bytes came back of %d, %v", len(got.Raw), len(raw), err)
				}
				if !got.Received.Equal(a.Received) || !got.Truncated || got.Size != 1<<40 ||
					got.Problem != "the server broke off" || got.Source != "inbox" || got.Channel != message.Email {
					t.Errorf("came back as %+v", got)
				}
			})
		})
	}
	t.Run("not there", func(t *testing.T) {
		onEach(t, func(t *testing.T, s *store.Store) {
			if _, err := s.Arrival(t.Context(), "nonsense"); !errors.Is(err, store.ErrNotFound) {
				t.Error(err)
			}
		})
	})
}

// bytesAgain reads the bytes of an arrival in the other two ways in which they are asked for.
func bytesAgain(t *testing.T, s *store.Store, id string, want []byte) {
	t.Helper()
	waiting, err := s.Undecided(t.Context(), 5)
	if err != nil || len(waiting) != 1 || !bytes.Equal(waiting[0].Raw, want) {
		t.Errorf("undecided: %d arrivals, %v, or other bytes than came", len(waiting), err)
	}
	err = s.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.Raw(ctx, id)
		if !bytes.Equal(got, want) {
			t.Errorf("raw: got %d bytes, want %d", len(got), len(want))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestALargeMailComesBackOnlyWhole: a piece that is gone or was changed is told apart from a mail that is sound, by
// whoever reads it and by verify.
func TestALargeMailComesBackOnlyWhole(t *testing.T) {
	for name, tc := range map[string]struct{ harm, says string }{
		"sound":               {"", ""},
		"a piece is gone":     {"DELETE FROM raw_piece WHERE n = 1", "bytes are missing"},
		"the last is gone":    {"DELETE FROM raw_piece WHERE n = (SELECT MAX(n) FROM raw_piece)", "bytes were changed"},
		"a piece was changed": {"UPDATE raw_piece SET size = 3, packed = 0, body = 'ham' WHERE n = 1", "bytes were changed"},
		"a piece is no piece": {"UPDATE raw_piece SET packed = 1, body = 'ham' WHERE n = 1", "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			onEachURL(t, func(t *testing.T, url string) {
				if url == "sqlite::memory:" {
					t.Skip("nobody else can reach a database in memory")
				}
				s := open(t, url)
				a := arrival(1)
				a.Raw = bytes.Repeat(a.Raw, 10<<20/len(a.Raw))
				id := save(t, s, 0, a)[0].ID
				if harm := tc.harm; harm != "" {
					if !strings.HasPrefix(url, "sqlite:") {
						harm = strings.ReplaceAll(harm, "'ham'", "'ham'::bytea")
					}
					tamper(t, url, harm)
				}
				_, err := s.Arrival(t.Context(), id)
				faults := verified(t, s)
				if sound := tc.says == ""; sound != (err == nil) || sound != (len(faults) == 0) ||
					!strings.Contains(fmt.Sprint(faults), tc.says) {
					t.Errorf("reading: %v; verify: %v; want %q", err, faults, tc.says)
				}
			})
		})
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte("Dear Asha Rahman"))
	f.Add(bytes.Repeat([]byte("the leak is back "), 100))
	pack := store.NewPack()
	f.Fuzz(func(t *testing.T, b []byte) {
		how, packed := pack(b)
		if len(packed) > len(b) {
			t.Errorf("%d bytes were packed into %d", len(b), len(packed))
		}
		got, err := store.Unpack(how, packed, int64(len(b)))
		if err != nil || !bytes.Equal(got, b) {
			t.Errorf("%d bytes came back of %d, %v", len(got), len(b), err)
		}
	})
}

func TestAnArrivalHasExactlyOneOutcome(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		id := save(t, s, 0, arrival(1))[0].ID
		file := func(o store.Outcome) error {
			return s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return tx.SaveMessage(ctx, leakMessage(1, id), reading.Reading{}, o)
			})
		}
		if err := file(store.Outcome{Kind: store.Quarantined, Reason: "it cannot be read"}); err != nil {
			t.Fatal(err)
		}
		if err := file(store.Outcome{Kind: store.Filed, Reason: "spam"}); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a second outcome: %v", err)
		}
		err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveMessage(ctx, leakMessage(1, "nonsense"), reading.Reading{}, store.Outcome{Kind: store.Filed})
		})
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an outcome of nothing: %v", err)
		}
		held, err := s.Arrivals(t.Context(), store.ArrivalFilter{Outcome: store.Quarantined})
		if err != nil || len(held) != 1 || held[0].Outcome.Reason != "it cannot be read" {
			t.Fatalf("in quarantine: %v, %v", held, err)
		}
		if err := s.Replay(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if err := s.Replay(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("replayed what is not in quarantine: %v", err)
		}
		if got := undecided(t, s, 5); len(got) != 1 {
			t.Errorf("undecided after the replay: %v", got)
		}
		if err := file(store.Outcome{Kind: store.Filed, Reason: "an enquiry"}); err != nil {
			t.Fatal(err)
		}
		all, err := s.Arrivals(t.Context(), store.ArrivalFilter{Source: "inbox", Outcome: store.Filed, Since: received})
		if err != nil || len(all) != 1 || all[0].Replays != 1 {
			t.Errorf("filed: %+v, %v", all, err)
		}
	})
}

func TestWhichArrivalsAreDecided(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		openCases(t, s, 1, 2)
		fresh := save(t, s, 0, arrival(3))[0].ID
		known, err := s.Arrivals(t.Context(), store.ArrivalFilter{})
		if err != nil || len(known) != 3 {
			t.Fatalf("%v, %v", known, err)
		}
		err = s.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			decided, err := tx.Decided(ctx, known[0].ID, known[1].ID, fresh, "nonsense")
			if len(decided) != 2 || !decided[known[0].ID] || !decided[known[1].ID] {
				t.Errorf("decided: %v", decided)
			}
			if none, err := tx.Decided(ctx); err != nil || len(none) != 0 {
				t.Errorf("of none: %v, %v", none, err)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestDuplicates(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		refs := openCases(t, s, 1, 1)
		first, err := s.Arrivals(t.Context(), store.ArrivalFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for name, test := range map[string]struct {
			change    func(*message.Message)
			found     bool
			sameWords bool
		}{
			"the same, by another mailbox": {func(*message.Message) {}, true, true},
			"a Message-ID used again": {func(m *message.Message) {
				m.Text = "Something else is wrong"
			}, true, false},
			"somebody else's with the same id": {func(m *message.Message) {
				m.From = "other@example.com"
			}, false, false},
			"no Message-ID": {func(m *message.Message) { m.MessageID = "" }, false, false},
			"another":       {func(m *message.Message) { m.MessageID = "new@example.com" }, false, false},
		} {
			m := leakMessage(1, "another arrival")
			test.change(&m)
			err := s.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				got, found, err := tx.Duplicate(ctx, m)
				if found != test.found || found &&
					(got.ID != first[0].ID || got.SameWords != test.sameWords || got.Outcome.Case != refs[0]) {
					t.Errorf("%s: %+v, %v", name, got, found)
				}
				return err
			})
			if err != nil {
				t.Error(name, err)
			}
		}
	})
}

// Everything that comes from outside may hold what one of the engines will not have in its text.
func TestHostileText(t *testing.T) {
	const nasty = "a\x00b\xff'; DROP TABLE event; --\u2028\U0001F9A0"
	onEach(t, func(t *testing.T, s *store.Store) {
		id := save(t, s, 0, arrival(1))[0].ID
		m := leakMessage(1, id)
		m.From, m.FromName, m.Subject, m.MessageID, m.Text, m.NewText = nasty+"@example.com", nasty, nasty, nasty,
			nasty, nasty
		m.InReplyTo = []string{nasty}
		l := aLetter("HC-2026-000001", "L99", m)
		l.Cause, l.To, l.Subject, l.Text = nasty, nasty, nasty, nasty
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.RefOfMessageIDs(ctx, nasty); err != nil {
				return err
			}
			if _, _, err := tx.Duplicate(ctx, m); err != nil {
				return err
			}
			if _, err := openCase(ctx, tx, m); err != nil {
				return err
			}
			if _, err := tx.Order(ctx, l); err != nil {
				return err
			}
			if known, err := tx.CasesOf(ctx, nasty+"@example.com", nasty); err != nil || len(known) != 1 {
				return fmt.Errorf("%d cases: %w", len(known), err)
			}
			_, err := tx.LetterByToken(ctx, nasty)
			if !errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("token: %w", err)
			}
			_, err = tx.Case(ctx, nasty)
			if !errors.Is(err, store.ErrNotFound) {
				return fmt.Errorf("case: %w", err)
			}
			return nil
		})
		now := received.Add(time.Hour)
		for _, l := range claim(t, s, now, 10) {
			record(t, s, outbox.SendResult{Letter: l.ID, State: outbox.Failed, At: now, Detail: nasty,
				Provider: nasty})
		}
		if faults := verified(t, s); len(faults) > 0 {
			t.Error(faults)
		}
	})
}
