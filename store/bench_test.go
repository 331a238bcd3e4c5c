package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// cpu is how much processor time this process has used.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// realistic makes a mail of the size that residents send.
func realistic(n int) message.Arrival {
	a := arrival(n)
	var headers strings.Builder
	for i := range 12 {
		fmt.Fprintf(&headers, "Received: from mail-%x.example.net (192.0.2.%d) by mx.landlord.example with ESMTPS "+
			"id %x; Fri, 27 Nov 2026 23:00:00 +0000\r\n", rand.Uint64(), i, rand.Uint64())
	}
	a.Raw = []byte(headers.String() + string(a.Raw) + strings.Repeat(
		"The bathroom ceiling has come down again and nobody answers the phone.\r\n", 12))
	a.Size = int64(len(a.Raw))
	return a
}

// BenchmarkMessage is the store's whole part in one message: written down as it came, then duplicate and
// case looked up, outcome, case, three events and two letters, in batches as intake makes them.
func BenchmarkMessage(b *testing.B) {
	for name, newDatabase := range engines {
		b.Run(name, func(b *testing.B) {
			s := open(b, newDatabase(b))
			const size = 200
			n := 0
			var used time.Duration
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				batch := make([]message.Arrival, size)
				for i := range batch {
					n++
					batch[i] = realistic(n)
				}
				before := cpu(b)
				b.StartTimer()
				takeIn(b, s, batch, n-size+1)
				used += cpu(b) - before
			}
			b.ReportMetric(float64(used)/float64(n)/1e6, "cpu-ms/msg")
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}

func takeIn(b *testing.B, s *store.Store, batch []message.Arrival, first int) {
	saved, err := s.SaveArrivals(b.Context(), "inbox", batch,
		message.Cursor{UIDValidity: 1, LastUID: uint32(first + len(batch))})
	if err != nil {
		b.Fatal(err)
	}
	err = s.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i, a := range saved {
			m := leakMessage(first+i, a.ID)
			m.From = fmt.Sprintf("asha%d@example.com", (first+i)%200)
			if _, _, err := tx.Duplicate(ctx, m); err != nil {
				return err
			}
			if _, err := tx.RefOfMessageIDs(ctx, "strange@example.com", "stranger@example.com"); err != nil {
				return err
			}
			if _, err := openCase(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkSend is the store's part in one letter's way out, in batches as the dispatcher makes them.
func BenchmarkSend(b *testing.B) {
	for name, newDatabase := range engines {
		b.Run(name, func(b *testing.B) {
			s := open(b, newDatabase(b))
			letters := 0
			began := time.Duration(0)
			for b.Loop() {
				b.StopTimer()
				openCases(b, s, letters+1, 32)
				before := cpu(b)
				b.StartTimer()
				now := received.Add(1000 * time.Hour)
				claimed, err := s.Claim(b.Context(), message.Email, now, 64, time.Minute)
				if err != nil || len(claimed) != 64 {
					b.Fatalf("claimed %d, %v", len(claimed), err)
				}
				results := make([]outbox.SendResult, len(claimed))
				for i, l := range claimed {
					results[i] = outbox.SendResult{Letter: l.ID, State: outbox.Sent, At: now, Provider: "q" +
						l.ID}
				}
				if err := s.Record(b.Context(), results); err != nil {
					b.Fatal(err)
				}
				began += cpu(b) - before
				letters += 64
			}
			b.ReportMetric(float64(began)/float64(letters)/1e6, "cpu-ms/letter")
		})
	}
}

// BenchmarkDueCases is one sweep: a million open cases, of which a hundred are due.
func BenchmarkDueCases(b *testing.B) {
	if testing.Short() {
		b.Skip("a million cases take minutes to make")
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) { dueCases(b, open(b, engines[engine](b))) })
	}
}

func dueCases(b *testing.B, s *store.Store) {
	const cases, due = 1_000_000, 100
	far := later.Add(1000 * time.Hour)
	for made := 0; made < cases; {
		err := s.Write(b.Context(), func(ctx context.Context, tx *store.Tx) error {
			for range 10_000 {
				ref, err := tx.NextRef(ctx, "HC", 2026)
				if err != nil {
					return err
				}
				wake := far
				if made%(cases/due) == 0 {
					wake = later
				}
				events := opening(ref, leakMessage(made, "an arrival"))
				if err := tx.Append(ctx, complaint.Case{}, events, complaint.Fold(events), wake); err != nil {
					return err
				}
				made++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		refs, err := s.DueCases(b.Context(), later, 1000)
		var got []complaint.Case
		if err == nil {
			err = s.Read(b.Context(), func(ctx context.Context, tx *store.Tx) error {
				got, err = tx.Cases(ctx, refs...)
				return err
			})
		}
		if err != nil || len(got) != due {
			b.Fatalf("%d due, %v", len(got), err)
		}
	}
}

// BenchmarkPack is why raw mail is packed by deflate at its fastest level.
func BenchmarkPack(b *testing.B) {
	mail := realistic(1).Raw
	for name, raw := range map[string][]byte{"mail": mail, "long": []byte(strings.Repeat(string(mail), 50))} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			pack := store.NewPack()
			var packed []byte
			for b.Loop() {
				_, packed = pack(raw)
			}
			b.ReportMetric(float64(len(packed))/float64(len(raw)), "ratio")
		})
	}
}

// BenchmarkVerify proves a store of 2,000 cases: 6,000 events, 4,000 letters, 2,000 mails.
func BenchmarkVerify(b *testing.B) {
	s := open(b, "sqlite:"+filepath.Join(b.TempDir(), "complaints.db"))
	openCases(b, s, 1, 2000)
	for b.Loop() {
		if faults, err := s.Verify(b.Context(), nil); err != nil || len(faults) > 0 {
			b.Fatal(faults, err)
		}
	}
}
