package main

import (
	"testing"
	"time"

	"complaints/internal/config"
	"complaints/internal/labtest"
	"complaints/store"
)

func TestDaemons(t *testing.T) {
	t.Parallel()
	const nobody = "No daemon works on this database.\n"
	at := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	for engine, tc := range map[string]struct {
		url        func(*testing.T) []string
		text, json string
	}{
		"sqlite": {
			func(*testing.T) []string { return nil },
			"mail1 (process 42)  since 2026-11-27T09:00:00Z  version v1.2.0\n  does every job\n",
			`{"machine":"mail1 (process 42)","version":"v1.2.0","since":"2026-11-27T09:00:00Z","jobs":[]}` + "\n",
		},
		"postgres": {
			func(t *testing.T) []string { return []string{"store.url", labtest.Postgres(t).URL()} },
			"mail1 (process 42)  since 2026-11-27T09:00:00Z  version v1.2.0\n  clock  since 2026-11-27T09:01:00Z\n",
			`{"machine":"mail1 (process 42)","version":"v1.2.0","since":"2026-11-27T09:00:00Z",` +
				`"jobs":[{"name":"clock","since":"2026-11-27T09:01:00Z"}]}` + "\n",
		},
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, tc.url(t)...)
			o.database()
			if got := o.ok("daemons"); got != nobody {
				t.Errorf("before a daemon starts printed %q, want %q", got, nobody)
			}
			cfg, err := config.Load(o.config)
			if err != nil {
				t.Fatal(err)
			}
			address, err := cfg.StoreURL()
			if err != nil {
				t.Fatal(err)
			}
			s, err := store.TakeOver(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Start(t.Context(), at,
				store.Program{Version: "v1.2.0", Machine: "mail1 (process 42)"}); err != nil {
				t.Fatal(err)
			}
			if s.Shared() {
				if ours, err := s.Lease(t.Context(), "clock", s.Holder(), at.Add(time.Minute), time.Hour); !ours ||
					err != nil {
					t.Fatalf("the lease is ours: %v, %v", ours, err)
				}
			}
			if got := o.ok("daemons"); got != tc.text {
				t.Errorf("printed\n%s\nwant\n%s", got, tc.text)
			}
			if got := o.ok("daemons", "--json"); got != tc.json {
				t.Errorf("printed\n%s\nwant\n%s", got, tc.json)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if got := o.ok("daemons"); got != nobody {
				t.Errorf("when it has stopped printed %q, want %q", got, nobody)
			}
		})
	}
}
