package procedure

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/policy"
)

// Dating is everything that sets dates. What of it is in force is kept with the cases, since a slip in a file must not
// move what was promised.
type Dating struct {
	Policy       policy.Policy
	BankHolidays map[calendar.Date]string // of the policy's division
	Closures     map[calendar.Date]string // the office's own days off
	Numbers      Numbers
}

// Numbers are the settings that set dates.
type Numbers struct {
	UpdateEvery, ExtensionCap, SettleDays, KeepAnsweredFor, ReopenSettledFor int
}

// NumbersOf are the numbers of settings that set dates.
func NumbersOf(s Settings) Numbers {
	return Numbers{s.UpdateEvery, s.ExtensionCap, s.SettleDays, s.KeepAnsweredFor, s.ReopenSettledFor}
}

// Under is the procedure with its dates set by a dating. zone is the policy's.
func (p Procedure) Under(d Dating, zone *time.Location) Procedure {
	p.Policy, p.Calendar = d.Policy, calendar.NewCalendar(zone, d.BankHolidays).With(d.Closures)
	s := &p.Settings
	s.UpdateEvery, s.ExtensionCap, s.SettleDays = d.Numbers.UpdateEvery, d.Numbers.ExtensionCap, d.Numbers.SettleDays
	s.KeepAnsweredFor, s.ReopenSettledFor = d.Numbers.KeepAnsweredFor, d.Numbers.ReopenSettledFor
	return p
}

// WithHolidays is the dating with the bank holidays that another of the same division knows beside its own. Those come
// into force by themselves: they move no promised date earlier (1.5). more is false if there are none.
func (d Dating) WithHolidays(other Dating) (joined Dating, more bool) {
	if d.Policy.Division != other.Policy.Division {
		return d, false
	}
	all := maps.Clone(d.BankHolidays)
	maps.Copy(all, other.BankHolidays)
	more = len(all) > len(d.BankHolidays)
	if more {
		d.BankHolidays = all
	}
	return d, more
}

// After is the dating with the bank holidays of an earlier one from before its own table begins. A table that begins
// later says nothing against them.
func (d Dating) After(earlier Dating) Dating {
	if d.Policy.Division != earlier.Policy.Division {
		return d
	}
	all, first := maps.Clone(d.BankHolidays), d.begins()
	for day, name := range earlier.BankHolidays {
		if day < first {
			all[day] = name
		}
	}
	d.BankHolidays = all
	return d
}

// begins is the first bank holiday that is known.
func (d Dating) begins() (first calendar.Date) {
	for day := range d.BankHolidays {
		if first == 0 || day < first {
			first = day
		}
	}
	return first
}

// Against says in words what another dating changes, a line each; nothing if it sets every date alike. A table of bank
// holidays that begins later than ours says nothing against the days before it begins.
func (d Dating) Against(other Dating) (lines []string) {
	lines = policyAgainst(d.Policy, other.Policy)
	if d.Policy.Division == other.Policy.Division { // or the policies say it in a word
		lines = append(lines, daysAgainst("bank holiday", d.BankHolidays, other.BankHolidays, other.begins())...)
	}
	lines = append(lines, daysAgainst("closed day", d.Closures, other.Closures, 0)...)
	was, is := reflect.ValueOf(d.Numbers), reflect.ValueOf(other.Numbers)
	for i, name := range []string{"update_every", "extension_cap", "settle_days", "keep_answered_for",
		"reopen_settled_for"} {
		if a, b := was.Field(i).Int(), is.Field(i).Int(); a != b {
			lines = append(lines, fmt.Sprintf("settings.%s: %d is in force, the configuration says %d", name, a, b))
		}
	}
	return lines
}

func policyAgainst(p, other policy.Policy) (lines []string) {
	if reflect.DeepEqual(p, other) {
		return nil
	}
	was, is := p.InWords(), other.InWords()
	for _, line := range was {
		if !slices.Contains(is, line) {
			lines = append(lines, "in force: "+line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			lines = append(lines, "configured: "+line)
		}
	}
	if len(lines) == 0 {
		lines = []string{"the policy " + other.ID + " is another than the one in force, in what is not said in words"}
	}
	return lines
}

func daysAgainst(what string, days, other map[calendar.Date]string, from calendar.Date) (lines []string) {
	for _, day := range slices.Sorted(maps.Keys(days)) {
		if _, kept := other[day]; !kept && day >= from {
			lines = append(lines, fmt.Sprintf("%s is in force as a %s (%s), and the configuration has it no more",
				day.Long(), what, days[day]))
		}
	}
	for _, day := range slices.Sorted(maps.Keys(other)) {
		if _, known := days[day]; !known {
			lines = append(lines, fmt.Sprintf("%s is a %s by the configuration (%s), and not in force", day.Long(),
				what, other[day]))
		}
	}
	return lines
}
