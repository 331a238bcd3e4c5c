package calendar_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
)

// england is the calendar of England and Wales, as built in.
func england(t *testing.T) calendar.Calendar {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	days, err := calendar.ReadBankHolidays(bytes.NewReader(calendar.BankHolidays()), "england-and-wales")
	if err != nil {
		t.Fatal(err)
	}
	return calendar.NewCalendar(zone, days)
}

// TestCalendar: what is a day off, and why.
func TestCalendar(t *testing.T) { // 1.5
	t.Parallel()
	day, cal := calendar.MustDate, england(t)
	closed := cal.With(map[calendar.Date]string{day("2026-12-29"): "office closed"})
	t.Run("a substitute holiday says that it is one", func(t *testing.T) {
		t.Parallel()
		if got := cal.DayOff(day("2026-12-28")); !strings.Contains(got, "substitute") {
			t.Errorf("why 28 December is off: got %q, want substitute in it", got)
		}
	})
	t.Run("the days between Christmas and New Year are worked unless the landlord says so", func(t *testing.T) {
		t.Parallel()
		if closed.WorkingDay(day("2026-12-29")) {
			t.Error("29 December with a closure: got worked, want off")
		}
		if !cal.WorkingDay(day("2026-12-29")) {
			t.Error("29 December without: got off, want worked")
		}
	})
	t.Run("a closure is not where the table ends", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]calendar.Calendar{"as built in": cal, "with a closure": closed} {
			if got := c.Ends(); got != day("2028-12-31") {
				t.Errorf("end of the table %s: got %s, want 2028-12-31", name, got)
			}
		}
	})
	t.Run("working days over Christmas", func(t *testing.T) {
		t.Parallel()
		if got := cal.WorkingDaysBetween(day("2026-12-24"), day("2027-01-04")); got != 4 {
			t.Errorf("working days: got %d, want 4", got)
		}
	})
	t.Run("holidays of two months", func(t *testing.T) {
		t.Parallel()
		got := cal.Holidays(day("2026-12-01"), day("2027-01-31"))
		if len(got) != 3 {
			t.Fatalf("holidays: got %v, want 3", got)
		}
		if got[0].Why != "Christmas Day" {
			t.Errorf("the first holiday: got %q, want Christmas Day", got[0].Why)
		}
	})
}

func TestTablesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]string{
		"without a day": `{"scotland":{"events":[]}}`,
		"broken":        `[`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := calendar.ReadBankHolidays(strings.NewReader(table), "scotland"); err == nil {
				t.Error("table of bank holidays: got taken, want an error")
			}
		})
	}
}

// TestHours: when the office opens next, seen from a moment given in UTC.
func TestHours(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, at, want string }{
		{"Friday at six", "2026-11-27 18:00", "2026-11-30 08:00"},
		{"a minute before six", "2026-11-27 17:59", "2026-11-27 17:59"},
		{"a minute before eight", "2026-11-27 07:59", "2026-11-27 08:00"},
		{"Christmas Eve", "2026-12-24 23:00", "2026-12-29 08:00"},
		{"half past eight in summer", "2026-07-01 07:30", "2026-07-01 07:30"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse("2006-01-02 15:04", tc.at)
			if err != nil {
				t.Fatal(err)
			}
			got := england(t).NextInHours(calendar.Hours{Open: 8, Close: 18}, at).UTC().Format("2006-01-02 15:04")
			if got != tc.want {
				t.Errorf("the office is open from: got %s, want %s", got, tc.want)
			}
		})
	}
}

// TestAPeriodRolledBack says from which day to which, and why.
func TestAPeriodRolledBack(t *testing.T) {
	t.Parallel()
	c := england(t)
	day, how := c.Count(calendar.MustDate("2026-11-22"), calendar.Period{N: 14, Unit: calendar.CalendarDays, Roll: calendar.Back})
	if day != calendar.MustDate("2026-12-04") {
		t.Errorf("14 days after Sunday 22 November 2026, rolled back: got %s, want 4 December", day)
	}
	if words := strings.Join(how, " "); !strings.Contains(words, "That is Friday 4 December 2026.") {
		t.Errorf("how it was found: %s", words)
	}
}
