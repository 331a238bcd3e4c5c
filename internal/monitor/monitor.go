// Package monitor shows how the program fares to whoever watches it: pages for probes and for people, and figures in
// the form that Prometheus reads. It decides nothing; what it shows it is told, and none of it names anybody.
package monitor

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Part is one thing that can be well or not.
type Part struct {
	Name  string    `json:"part"`
	Says  string    `json:"says,omitempty"` // what is wrong, in words; "" if it is well
	Since time.Time `json:"since,omitzero"` // since when it is wrong
}

// Source is what the pages are made of.
type Source struct {
	// Alive says why the program should be started anew, or "". It waits for nothing.
	Alive func() string
	// Ready says why the program does not work yet, or cannot work now, or "".
	Ready func(context.Context) string
	// Parts are all that is looked at.
	Parts func(context.Context) []Part
	// Reloaded says what came of reading the configuration anew, as JSON has it. It may be nil.
	Reloaded func() any
}

// Handler serves /livez, /readyz, /healthz and /metrics, and at /reload what came of reading the configuration anew.
// Each answers 200 if all is well and else 503; /healthz?verbose
// names every part, ?exclude=NAME leaves one out, and whoever asks for JSON has it.
func Handler(s Source, m *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { short(w, s.Alive()) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { short(w, s.Ready(r.Context())) })
	mux.HandleFunc("GET /healthz", s.health)
	if s.Reloaded != nil {
		mux.HandleFunc("GET /reload", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			json.NewEncoder(w).Encode(s.Reloaded()) // a caller may be gone
		})
	}
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	return mux
}

func short(w http.ResponseWriter, wrong string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if wrong != "" {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, wrong)
		return
	}
	fmt.Fprintln(w, "ok")
}

func (s Source) health(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	parts := slices.DeleteFunc(s.Parts(r.Context()), func(p Part) bool {
		return slices.Contains(query["exclude"], p.Name)
	})
	code := http.StatusOK
	if slices.ContainsFunc(parts, func(p Part) bool { return p.Says != "" }) {
		code = http.StatusServiceUnavailable
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		json.NewEncoder(w).Encode(map[string]any{"well": code == http.StatusOK, "parts": parts}) // a caller may be gone
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	for _, p := range parts {
		if p.Says != "" || query.Has("verbose") {
			fmt.Fprintln(w, p)
		}
	}
	if code == http.StatusOK && !query.Has("verbose") {
		fmt.Fprintln(w, "ok")
	}
}

// String is the part on one line.
func (p Part) String() string {
	if p.Says == "" {
		return "ok    " + p.Name
	}
	since := ""
	if !p.Since.IsZero() {
		since = " since " + p.Since.UTC().Format("2006-01-02 15:04 UTC")
	}
	return fmt.Sprintf("WRONG %s%s: %s", p.Name, since, p.Says)
}
