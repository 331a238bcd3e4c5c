package procedure_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
)

// edition puts a case's procedure under another policy, as the next edition of what is in force.
func edition(t *testing.T, l *proceduretest.Life, profile string) *proceduretest.Life {
	t.Helper()
	p := &l.Procedure
	earlier := map[int]policy.Policy{p.Edition: p.Policy}
	for n, was := range p.Earlier {
		earlier[n] = was
	}
	p.Policy, p.Edition, p.Earlier = proceduretest.Rules(t, profile).Policy, p.Edition+1, earlier
	return l
}

// adopt has a person agree to what is in force; over says whether the case goes over to the policy.
func adopt(l *proceduretest.Life, over bool) *proceduretest.Life {
	return l.Do(l.Procedure.Adopt(l.Case, over, actor.ByTerminal("kim"), "the board has decided", l.Now))
}

// TestACaseKeepsItsPolicy: another policy that is put in force moves nothing of a case that was opened before, unless a
// person has named the case; and what was moved by mistake is moved back.
func TestACaseKeepsItsPolicy(t *testing.T) { // 1.5
	t.Parallel()
	t.Run("what is counted later is counted by the case's own", func(t *testing.T) {
		t.Parallel()
		l := edition(t, code(t), "spso-rsl")
		before := l.Case.Stage1.Days()
		same(t, "events of a recount", len(l.Procedure.Recalculate(l.Case, "a start", l.Now).Events), 0)
		same(t, "dates", adopt(l, false).Case.Stage1.Days(), before)
		same(t, "edition", l.Case.Edition, 0)
		l = l.Answered("2026-12-03 10:00")
		own := code(t).Answered("2026-12-03 10:00")
		sameDay(t, "window", l.Case.Stage1.WindowLast, own.Case.Stage1.WindowLast.String())
	})
	t.Run("a case that is named goes over, and back to what it was promised", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "spso-rsl").Complain("2026-11-23 10:00")
		first := l.Case.Stage1
		l = adopt(edition(t, l, "ho-code-2024"), true)
		if l.Case.Stage1.Target <= first.Target || l.Case.Edition != 1 || l.Case.Profile != "ho-code-2024" {
			t.Fatalf("it is under edition %d, %s, with %+v", l.Case.Edition, l.Case.Profile, l.Case.Stage1.Days())
		}
		l = adopt(edition(t, l, "spso-rsl"), true)
		if got := l.Case.Stage1.Days(); got != first.Days() || l.Case.Stage1.Given != (complaint.Days{}) {
			t.Errorf("moved back to %+v, want %+v", got, first.Days())
		}
	})
	t.Run("nothing is moved to before what was promised at first", func(t *testing.T) {
		t.Parallel()
		l := newLife(t, "ho-code-2024").Complain("2026-11-23 10:00")
		first := l.Case.Stage1.Days()
		l = adopt(edition(t, l, "spso-rsl"), true) // answers in five days
		same(t, "dates", l.Case.Stage1.Days(), first)
	})
	t.Run("a day off by mistake is taken back, but for the resident's own last day", func(t *testing.T) {
		t.Parallel()
		l := code(t)
		first, was := l.Case.Stage1.Days(), l.Procedure.Calendar
		l = off(l, "2026-12-01", "2026-12-02")
		l.Procedure.Calendar = was
		same(t, "dates", adopt(l, false).Case.Stage1.Days(), first)

		l = answered(t)
		was = l.Procedure.Calendar
		l = off(l, "2026-12-29")
		moved := l.Case.Stage1.WindowLast
		l.Procedure.Calendar = was
		sameDay(t, "window", adopt(l, false).Case.Stage1.WindowLast, moved.String())
	})
	t.Run("what a manager has put off stays", func(t *testing.T) {
		t.Parallel()
		l := off(code(t), "2026-12-01").Replies("2026-11-24 10:00", manager, "EXTEND 14/12/2026 waiting for the survey")
		sameDay(t, "limit", adopt(l, false).Case.Stage1.Limit, "2026-12-14")
	})
}

// TestDating: what sets dates is kept whole, and each difference is told.
func TestDating(t *testing.T) {
	t.Parallel()
	cfg, err := config.ForStories()
	if err != nil {
		t.Fatal(err)
	}
	all, err := cfg.Profiles()
	if err != nil {
		t.Fatal(err)
	}
	for _, profile := range all {
		cfg.Policy.Profile = profile
		d, err := cfg.Dating()
		if err != nil {
			t.Fatal(err)
		}
		body, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var kept procedure.Dating
		if err := json.Unmarshal(body, &kept); err != nil || !reflect.DeepEqual(kept.Policy, d.Policy) ||
			len(d.Against(kept)) > 0 {
			t.Errorf("%s is not kept whole: %v, %v", profile, err, d.Against(kept))
		}
	}
	d, err := cfg.Dating()
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.MustDate
	for name, tc := range map[string]struct {
		change func(*procedure.Dating)
		says   string
	}{
		"another profile": {func(o *procedure.Dating) {
			o.Policy = proceduretest.Rules(t, "hastoe-2020").Policy
		}, "configured: Policy hastoe-2020"},
		"a detail that no word tells": {func(o *procedure.Dating) {
			o.Policy.Receipt.DayZero = "x"
		}, "not said in words"},
		"a closed day": {func(o *procedure.Dating) {
			o.Closures = map[calendar.Date]string{day("2026-12-29"): "office closed"}
		}, "Tuesday 29 December 2026 is a closed day by the configuration"},
		"a bank holiday that is gone": {func(o *procedure.Dating) {
			delete(o.BankHolidays, day("2026-12-25"))
		}, "Friday 25 December 2026 is in force as a bank holiday"},
		"a number": {func(o *procedure.Dating) { o.Numbers.ExtensionCap++ }, "settings.extension_cap: 14 is in force"},
	} {
		other := d
		other.BankHolidays = map[calendar.Date]string{}
		for k, v := range d.BankHolidays {
			other.BankHolidays[k] = v
		}
		tc.change(&other)
		if lines := d.Against(other); !strings.Contains(strings.Join(lines, "\n"), tc.says) {
			t.Errorf("%s: got %q, want %q", name, lines, tc.says)
		}
	}
	later := d
	later.BankHolidays = map[calendar.Date]string{day("2027-12-27"): "Christmas Day", day("2026-12-24"): "new"}
	if lines := d.Against(later); slices.ContainsFunc(lines, func(l string) bool {
		return strings.Contains(l, " 2025 ")
	}) {
		t.Errorf("a table that begins later speaks against the days before it: %q", lines)
	}
	joined, more := d.WithHolidays(later)
	days := joined.BankHolidays
	if days[day("2026-12-25")] == "" || !more || days[day("2026-12-24")] != "new" {
		t.Errorf("days that were added: %v, %t", days, more)
	}
}
