package config

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/policy"
	"complaints/internal/procedure"

	"github.com/goccy/go-yaml"
)

// profiles reads the embedded profiles and those of the landlord's own file, as raw maps: overrides are laid
// over a map before the whole is decoded strictly.
func profiles(file string) (map[string]map[string]any, error) {
	all, err := decodeProfiles(policy.Profiles())
	if err != nil || file == "" {
		return all, err
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("policy.profiles: %w", err)
	}
	own, err := decodeProfiles(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	maps.Copy(all, own)
	return all, nil
}

func decodeProfiles(b []byte) (map[string]map[string]any, error) {
	var file struct {
		Profiles map[string]map[string]any `yaml:"profiles"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&file); err != nil {
		return nil, fmt.Errorf("the profiles cannot be read:\n%s", yaml.FormatError(err, false, true))
	}
	return file.Profiles, nil
}

// Profiles lists the ids of all known profiles.
func (c Config) Profiles() ([]string, error) {
	all, err := profiles(c.Path(c.Policy.Profiles))
	return slices.Sorted(maps.Keys(all)), err
}

// Profile decodes one profile, with the landlord's overrides if it is the configured one.
func (c Config) Profile(id string) (policy.Policy, error) {
	all, err := profiles(c.Path(c.Policy.Profiles))
	if err != nil {
		return policy.Policy{}, err
	}
	raw, ok := all[id]
	if !ok {
		known := strings.Join(slices.Sorted(maps.Keys(all)), ", ")
		return policy.Policy{}, fmt.Errorf("there is no policy profile %q: choose one of %s", id, known)
	}
	if id == c.Policy.Profile {
		raw = LaidOver(raw, c.Policy.Overrides)
	}
	b, err := yaml.Marshal(raw)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("policy %s: %w", id, err)
	}
	p := policy.Policy{ID: id, Timezone: "Europe/London", Division: "england-and-wales"}
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict(), yaml.DisallowUnknownField()).Decode(&p); err != nil {
		return policy.Policy{}, fmt.Errorf("policy %s cannot be read:\n%s", id, yaml.FormatError(err, false, true))
	}
	p.ID = id
	if faults := p.Faults(); len(faults) > 0 {
		return policy.Policy{}, fmt.Errorf("policy %s cannot be followed:\n  %s", id, strings.Join(faults, "\n  "))
	}
	return p, nil
}

// LaidOver returns a tree of settings with another laid over it, maps merged key by key.
func LaidOver(tree, over map[string]any) map[string]any {
	out := make(map[string]any, len(tree)+len(over))
	maps.Copy(out, tree)
	for key, value := range over {
		below, isTree := out[key].(map[string]any)
		above, laid := value.(map[string]any)
		if isTree && laid {
			value = LaidOver(below, above)
		}
		out[key] = value
	}
	return out
}

// CalendarFor builds the calendar of a policy: its division's bank holidays and the office's closures, in its zone.
func (c Config) CalendarFor(p policy.Policy) (calendar.Calendar, error) {
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		return calendar.Calendar{}, fmt.Errorf("policy %s: timezone: %w", p.ID, err)
	}
	table := calendar.BankHolidays()
	if file := c.Path(c.Calendar.BankHolidays); file != "" {
		if table, err = os.ReadFile(file); err != nil {
			return calendar.Calendar{}, fmt.Errorf("calendar.bank_holidays: %w", err)
		}
	}
	cal, err := calendar.ReadBankHolidays(bytes.NewReader(table), p.Division, zone)
	if err != nil {
		return calendar.Calendar{}, err
	}
	closures := make(map[calendar.Date]string, len(c.Calendar.Closures))
	for day, why := range c.Calendar.Closures {
		d, err := calendar.ParseDate(day)
		if err != nil {
			return calendar.Calendar{}, fmt.Errorf("calendar.closures: %w", err)
		}
		closures[d] = why
	}
	return cal.With(closures), nil
}

// Procedure builds what decides: the profile in force, its calendar, the people and the settings.
func (c Config) Procedure() (procedure.Procedure, error) { return c.ProcedureUnder(c.Policy.Profile) }

// ProcedureUnder builds what would decide under another profile.
func (c Config) ProcedureUnder(profile string) (procedure.Procedure, error) {
	p, err := c.Profile(profile)
	if err != nil {
		return procedure.Procedure{}, err
	}
	cal, err := c.CalendarFor(p)
	if err != nil {
		return procedure.Procedure{}, err
	}
	landlord := c.Landlord
	landlord.DPO = c.People.DPO
	return procedure.Procedure{
		Policy: p, Calendar: cal, Register: c.People, Landlord: landlord, Settings: c.Settings,
	}, nil
}
