package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"complaints/internal/monitor"
)

// TestHealth: the command prints what the daemon says of itself, and ends by it.
func TestHealth(t *testing.T) {
	t.Parallel()
	parts := []monitor.Part{{Name: "database"}, {Name: "list"}}
	stuck := ""
	m := monitor.NewMetrics(monitor.Build{}, func() monitor.Figures { return monitor.Figures{} })
	server := httptest.NewServer(monitor.Handler(monitor.Source{Alive: func() string { return stuck },
		Ready: func(context.Context) string { return "It is starting." },
		Parts: func(context.Context) []monitor.Part { return append([]monitor.Part(nil), parts...) }}, m))
	at := strings.TrimPrefix(server.URL, "http://")
	want := func(code int, says string, args ...string) {
		t.Helper()
		out, errs, got := runForTest(t, "", append([]string{"health", "--at", at}, args...)...)
		if got != code || !strings.Contains(out+errs, says) {
			t.Errorf("health %q: ended with %d and said %q %q, want %d and %q", args, got, out, errs, code, says)
		}
	}
	want(0, "ok    database\nok    list\n")
	want(0, "ok", "--live")
	want(1, "It is starting.", "--ready")
	parts[1].Says = "2 things are past their day."
	want(1, "WRONG list: 2 things are past their day.")
	want(0, "ok    database\n", "--exclude", "list")
	stuck = "The clock has not been looked at."
	want(1, stuck, "--live")
	want(2, "choose one", "--live", "--ready")
	server.Close()
	want(1, "nobody answers at "+at)
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	at = strings.TrimPrefix(other.URL, "http://")
	want(1, "another program answers (404)")
}
