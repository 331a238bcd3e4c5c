package procedure_test

import (
	"strings"
	"testing"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/policy"
)

// TestDatesOfTheEdgeTable counts the dates of the edge cases of domain.md 1.5 (P5, P9, P12, P14, P18, P21).
func TestDatesOfTheEdgeTable(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	tests := map[string]struct {
		at   string // UTC
		want map[string]string
	}{
		"Friday at eleven at night": {"2026-11-27 23:00",
			map[string]string{"day0": "2026-11-27", "ack_due": "2026-12-01", "s1_limit": "2026-12-11",
				"s1_target": "2026-12-11"}},
		"Saturday": {"2026-11-28 12:00",
			map[string]string{"ack_due": "2026-12-01", "s1_limit": "2026-12-12", "s1_target": "2026-12-11"}},
		"Christmas Eve": {"2026-12-24 23:00",
			map[string]string{"ack_due": "2026-12-30", "s1_limit": "2027-01-07"}},
		"limit on Christmas Day": {"2026-12-11 12:00",
			map[string]string{"s1_limit": "2026-12-25", "s1_target": "2026-12-24"}},
		"limit on a substitute holiday": {"2026-12-14 12:00",
			map[string]string{"s1_limit": "2026-12-28", "s1_target": "2026-12-24"}},
		"Christmas Eve 2027":  {"2027-12-24 12:00", map[string]string{"ack_due": "2027-12-30"}},
		"New Year's Eve 2027": {"2027-12-31 12:00", map[string]string{"ack_due": "2028-01-05"}},
		"half past midnight in summer": {"2026-06-30 23:30",
			map[string]string{"day0": "2026-07-01", "s1_limit": "2026-07-15"}},
		"the clocks go back": {"2026-10-24 23:30",
			map[string]string{"day0": "2026-10-25", "s1_limit": "2026-11-08", "s1_target": "2026-11-06"}},
		"the clocks go forward": {"2027-03-27 23:59",
			map[string]string{"day0": "2027-03-27", "ack_due": "2027-03-31", "s1_limit": "2027-04-10"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := map[string]string{}
			for _, s := range p.Policy.DerivedDates(p.Calendar, policy.Milestones{Received: instant(t, tc.at)}) {
				got[s.Name] = s.Day.String()
				if len(s.How) == 0 {
					t.Errorf("%s does not say how it was found", s.Name)
				}
			}
			for date, want := range tc.want {
				if got[date] != want {
					t.Errorf("%s = %s, want %s", date, got[date], want)
				}
			}
		})
	}
}

// TestSumsAfterTheAnswers counts what follows from an answer, a request for stage 2 and the final answer.
func TestSumsAfterTheAnswers(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	got := map[string]policy.DerivedDate{}
	for _, s := range p.Policy.DerivedDates(p.Calendar, policy.Milestones{
		Responded: instant(t, "2026-12-04 11:00"), Stage2Received: instant(t, "2026-12-07 10:00"),
		FinalSent: instant(t, "2027-01-04 10:00"),
	}) {
		got[s.Name] = s
	}
	for name, want := range map[string]string{
		"s2_window_last_day": "2026-12-29", "s2_ack_due": "2026-12-09", "s2_limit": "2026-12-28",
		"s2_target": "2026-12-24", "external_direct_from": "2027-03-01",
	} {
		sameDay(t, name, got[name].Day, want)
	}
	if how := strings.Join(got["s2_window_last_day"].How, " "); !strings.Contains(how, "Christmas Day") ||
		!strings.Contains(how, "moves on to Tuesday 29 December 2026") {
		t.Errorf("the window does not say which days were skipped: %s", how)
	}
}

// TestEventCutoff: exactly six months ago is in time, and the month's last day is taken where a month is short (P3).
func TestEventCutoff(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020").Policy
	for received, want := range map[string]string{"2026-11-23": "2026-05-23", "2026-08-31": "2026-02-28",
		"2028-08-31": "2028-02-29"} {
		sameDay(t, "cutoff of "+received, p.EventCutoff(calendar.MustDate(received)), want)
	}
	if none := (policy.Policy{}).EventCutoff(calendar.MustDate("2026-11-23")); none != 0 {
		t.Errorf("a policy without a limit has the cutoff %s", none)
	}
}

// TestDatesOfTheProfiles: each profile's own counting, from receipt or acknowledgement, in days or working days.
func TestDatesOfTheProfiles(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		profile string
		at      policy.Milestones
		want    map[string]string
	}{
		"the Code counts from the acknowledgement": {"ho-code-2024",
			policy.Milestones{Received: instant(t, "2026-11-23 10:00"), Acked: instant(t, "2026-11-30 10:00"),
				Stage2Received: instant(t, "2027-01-04 10:00")},
			map[string]string{"ack_due": "2026-11-30", "s1_limit": "2026-12-14", "s1_extension_max": "2026-12-30",
				"s2_ack_due": "2027-01-11", "s2_limit": "2027-02-01", "s2_extension_max": "2027-03-01",
				"event_cutoff": "2025-11-23"}},
		"Scotland keeps St Andrew's Day": {"spso-rsl",
			policy.Milestones{Received: instant(t, "2026-11-26 10:00"), Responded: instant(t, "2026-12-02 10:00"),
				Stage2Received: instant(t, "2026-12-31 10:00")},
			map[string]string{"s1_limit": "2026-12-04", "s2_window_last_day": "2027-05-26",
				"s2_ack_due": "2027-01-07"}},
		"Scotland: two months after a late answer": {"spso-rsl",
			policy.Milestones{Received: instant(t, "2026-01-05 10:00"), Responded: instant(t, "2026-09-01 10:00")},
			map[string]string{"s2_window_last_day": "2026-11-02"}},
		"Scotland: no receipt, only the answer counts": {"spso-rsl",
			policy.Milestones{Responded: instant(t, "2026-09-01 10:00")},
			map[string]string{"s2_window_last_day": "2026-11-02"}},
		"Wales has one stage": {"psow-model",
			policy.Milestones{Received: instant(t, "2026-11-23 10:00"), Stage2Received: instant(t, "2026-12-23 10:00")},
			map[string]string{"s1_limit": "2026-12-21", "s2_limit": ""}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := rules(t, tc.profile)
			got := map[string]string{}
			for _, s := range p.Policy.DerivedDates(p.Calendar, tc.at) {
				got[s.Name] = s.Day.String()
			}
			for date, want := range tc.want {
				if got[date] != want {
					t.Errorf("%s = %q, want %q", date, got[date], want)
				}
			}
		})
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	d := calendar.MustDate("2026-12-04")
	if d.Long() != "Friday 4 December 2026" || d.Short() != "4 Dec" || d.String() != "2026-12-04" || d.IsZero() {
		t.Errorf("%s, %s, %s", d.Long(), d.Short(), d)
	}
	var none calendar.Date
	if none.Long()+none.Short()+none.String() != "" || !none.IsZero() {
		t.Error("no date reads as something")
	}
	sameDay(t, "30 February", calendar.DateOf(2026, 2, 30), "2026-03-02")
	sameDay(t, "a month after 31 January", calendar.MustDate("2027-01-31").AddMonths(1), "2027-02-28")
	sameDay(t, "a year before", d.AddMonths(-12), "2025-12-04")
	if n := d.DaysUntil(d.AddDays(21)); n != 21 {
		t.Errorf("21 days are %d", n)
	}
	var back calendar.Date
	if err := back.UnmarshalText([]byte("2026-12-04")); err != nil || back != d {
		t.Errorf("read back as %s: %v", back, err)
	}
	if err := back.UnmarshalText(nil); err != nil || back != 0 {
		t.Errorf("nothing reads as %s: %v", back, err)
	}
	if _, err := calendar.ParseDate("4/12/2026"); err == nil || !strings.Contains(err.Error(), "2026-12-31") {
		t.Errorf("a date in another form: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a malformed constant did not panic")
		}
	}()
	calendar.MustDate("soon")
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	p := rules(t, "hastoe-2020")
	cal := p.Calendar
	if why := cal.DayOff(calendar.MustDate("2026-12-28")); !strings.Contains(why, "substitute") {
		t.Errorf("28 December 2026 is off because %q", why)
	}
	closed := cal.With(map[calendar.Date]string{calendar.MustDate("2026-12-29"): "office closed"})
	if closed.WorkingDay(calendar.MustDate("2026-12-29")) || !cal.WorkingDay(calendar.MustDate("2026-12-29")) {
		t.Error("a closure is a day off of the new calendar only; the days between Christmas and New Year are " +
			"worked unless the landlord says so")
	}
	if closed.Ends() != cal.Ends() || cal.Ends() != calendar.MustDate("2028-12-31") {
		t.Errorf("the table ends on %s", closed.Ends())
	}
	if n := cal.WorkingDaysBetween(calendar.MustDate("2026-12-24"), calendar.MustDate("2027-01-04")); n != 4 {
		t.Errorf("%d working days over Christmas, want 4", n)
	}
	if days := cal.Holidays(calendar.MustDate("2026-12-01"), calendar.MustDate("2027-01-31")); len(days) != 3 ||
		days[0].Why != "Christmas Day" {
		t.Errorf("holidays %v", days)
	}
	if _, err := calendar.ReadBankHolidays(strings.NewReader(`{"scotland":{"events":[]}}`), "scotland",
		time.UTC); err == nil {
		t.Error("an empty table was taken")
	}
	if _, err := calendar.ReadBankHolidays(strings.NewReader(`[`), "scotland", time.UTC); err == nil {
		t.Error("a broken table was taken")
	}
	h := p.Settings.Hours
	for at, want := range map[string]string{
		"2026-11-27 18:00": "2026-11-30 08:00", "2026-11-27 17:59": "2026-11-27 17:59",
		"2026-11-27 07:59": "2026-11-27 08:00", "2026-12-24 23:00": "2026-12-29 08:00",
		"2026-07-01 07:30": "2026-07-01 07:30", // 08:30 in London
	} {
		if got := cal.NextInHours(h, instant(t, at)); !got.Equal(instant(t, want)) {
			t.Errorf("after %s the office opens at %s, want %s", at, got, want)
		}
	}
}
