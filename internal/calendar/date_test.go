package calendar_test

import (
	"strings"
	"testing"

	"complaints/internal/calendar"
)

func TestDates(t *testing.T) {
	t.Parallel()
	day := calendar.MustDate
	for _, tc := range []struct{ name, got, want string }{
		{"in full", day("2026-12-04").Long(), "Friday 4 December 2026"},
		{"in short", day("2026-12-04").Short(), "4 Dec"},
		{"as stored", day("2026-12-04").String(), "2026-12-04"},
		{"no day in full", calendar.Date(0).Long(), ""},
		{"no day in short", calendar.Date(0).Short(), ""},
		{"no day as stored", calendar.Date(0).String(), ""},
		{"30 February", calendar.DateOf(2026, 2, 30).String(), "2026-03-02"},
		{"a month after 31 January", day("2027-01-31").AddMonths(1).String(), "2027-02-28"},
		{"a year before", day("2026-12-04").AddMonths(-12).String(), "2025-12-04"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.got != tc.want {
				t.Errorf("date: got %q, want %q", tc.got, tc.want)
			}
		})
	}
	t.Run("only no day is zero", func(t *testing.T) {
		t.Parallel()
		if day("2026-12-04").IsZero() {
			t.Error("a day: got zero, want not zero")
		}
		if !calendar.Date(0).IsZero() {
			t.Error("no day: got not zero, want zero")
		}
	})
	t.Run("the days between two", func(t *testing.T) {
		t.Parallel()
		d := day("2026-12-04")
		if got := d.DaysUntil(d.AddDays(21)); got != 21 {
			t.Errorf("days: got %d, want 21", got)
		}
	})
}

func TestDatesAsText(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		want       calendar.Date
	}{
		{"a day", "2026-12-04", calendar.MustDate("2026-12-04")},
		{"nothing", "", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got calendar.Date
			if err := got.UnmarshalText([]byte(tc.text)); err != nil {
				t.Fatal(err)
			}
			if got != tc.want {
				t.Errorf("date read: got %s, want %s", got, tc.want)
			}
		})
	}
	t.Run("another form is refused with an example", func(t *testing.T) {
		t.Parallel()
		if _, err := calendar.ParseDate("4/12/2026"); err == nil || !strings.Contains(err.Error(), "2026-12-31") {
			t.Errorf("error: got %v, want 2026-12-31 in it", err)
		}
	})
	t.Run("a malformed constant panics", func(t *testing.T) {
		t.Parallel()
		defer func() {
			if recover() == nil {
				t.Error("MustDate: got a date, want a panic")
			}
		}()
		calendar.MustDate("soon")
	})
}
