package diary_test

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"complaints/internal/calendar"
	"complaints/internal/diary"
	"complaints/internal/order"
)

// TestEntry reads the entry with another library.
func TestEntry(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	e := order.Entry{Stage: 1, Day: calendar.MustDate("2026-12-04"), Version: 7}
	read := func(e order.Entry) (*ical.Calendar, ical.Event) {
		t.Helper()
		text := diary.Entry("HC-2026-000123", "complaints@landlord.example", "landlord.example", e, now)
		if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
			t.Errorf("the lines: got a bare line feed in %q", text)
		}
		c, err := ical.NewDecoder(strings.NewReader(text)).Decode()
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if events := c.Events(); len(events) == 1 {
			return c, events[0]
		}
		t.Fatalf("events: got %d in %s, want 1", len(c.Events()), text)
		return nil, ical.Event{}
	}
	text := func(p *ical.Component, name string) string {
		t.Helper()
		s, err := p.Props.Text(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return s
	}
	c, v := read(e)
	from, err := v.DateTimeStart(time.UTC)
	if err != nil || from.Format("2006-01-02") != "2026-12-04" || v.Props.Get("DTSTART").ValueType() != ical.ValueDate {
		t.Errorf("the day: got %v, %v, want all of 4 December 2026", from, err)
	}
	uid := text(v.Component, "UID")
	if text(c.Component, "METHOD") != "PUBLISH" || text(v.Component, "STATUS") != "CONFIRMED" ||
		v.Props.Get("SEQUENCE").Value != "7" || len(v.Children) != 1 || v.Children[0].Name != "VALARM" {
		t.Errorf("an entry: got %+v", v)
	}
	if s := text(v.Component, "SUMMARY"); s != "HC-2026-000123: the stage 1 answer is due" {
		t.Errorf("its title: got %q", s)
	}
	e.Cancelled, e.Version = true, 9
	c, v = read(e)
	if text(c.Component, "METHOD") != "CANCEL" || text(v.Component, "STATUS") != "CANCELLED" || text(v.Component,
		"UID") != uid || v.Props.Get("SEQUENCE").Value != "9" || v.Props.Get("ORGANIZER") == nil || len(v.Children) != 0 {
		t.Errorf("what takes it away: got %+v", v)
	}
	e.Stage = 2
	if _, v = read(e); text(v.Component, "UID") == uid {
		t.Errorf("the entry of stage 2: got that of stage 1, %s", uid)
	}
}
