package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/choice"
	"complaints/internal/order"
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
		return nil, fmt.Errorf("policy.profiles: %w", unreadableFile(file, err))
	}
	own, err := decodeProfiles(b)
	if err != nil {
		return nil, inFile(file, err)
	}
	maps.Copy(all, own)
	return all, nil
}

// decodeProfiles reads profiles as raw maps, once each has the form that a policy must have.
func decodeProfiles(b []byte) (map[string]map[string]any, error) {
	var form struct {
		Profiles map[string]policy.Policy `yaml:"profiles"`
	}
	t, err := readInto(b, &form)
	if err != nil {
		return nil, err
	}
	var file struct {
		Profiles map[string]map[string]any `yaml:"profiles"`
	}
	if err := yaml.NodeToValue(t.root, &file); err != nil {
		return nil, Fault{Line: lineOfError(err), Says: "the profiles cannot be read: compare them with the built-in " +
			"ones that \"complaintsd policy show\" prints"}
	}
	return file.Profiles, nil
}

// builtIn lists the profiles that come with the program.
func builtIn() []string {
	all, err := decodeProfiles(policy.Profiles())
	if err != nil {
		return nil
	}
	return slices.Collect(maps.Keys(all))
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
		err := choice.Unknown(id, slices.Sorted(maps.Keys(all)))
		if id == c.Policy.Profile {
			return policy.Policy{}, c.atLines(fmt.Errorf("policy.profile: %w", err))
		}
		return policy.Policy{}, fmt.Errorf("the policy profile %w", err)
	}
	if id == c.Policy.Profile {
		raw = LaidOver(raw, c.Policy.Overrides)
	}
	b, err := yaml.Marshal(raw)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("policy %s: %w", id, err)
	}
	p := policy.Policy{ID: id, Timezone: "Europe/London", Division: "england-and-wales"}
	if _, err := readInto(b, &p); err != nil {
		return policy.Policy{}, fmt.Errorf("policy %s: %w", id, withoutLines(err))
	}
	p.ID = id
	var faults []error
	for _, says := range p.Faults() {
		faults = append(faults, Fault{Says: says + ". So policy " + id + " cannot be followed"})
	}
	if len(faults) > 0 {
		return policy.Policy{}, c.atLines(errors.Join(faults...))
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
	rules, err := c.ProcedureUnder(p.ID)
	return rules.Calendar, err
}

// bankHolidays are those of a policy's division, by the landlord's own table or the one built in.
func (c Config) bankHolidays(p policy.Policy) (map[calendar.Date]string, error) {
	table, err := calendar.BankHolidays(), error(nil)
	if file := c.Path(c.Calendar.BankHolidays); file != "" {
		if table, err = os.ReadFile(file); err != nil {
			return nil, fmt.Errorf("calendar.bank_holidays: %w", unreadableFile(file, err))
		}
	}
	days, err := calendar.ReadBankHolidays(bytes.NewReader(table), p.Division)
	if err != nil && c.Calendar.BankHolidays == "" {
		return nil, c.atLines(fmt.Errorf("calendar of the policy: %w",
			choice.Unknown(p.Division, []string{"england-and-wales", "scotland", "northern-ireland"})))
	}
	if err != nil {
		return nil, fmt.Errorf("calendar.bank_holidays: %w", err)
	}
	return days, nil
}

// closures are the office's own days off.
func (c Config) closures() (map[calendar.Date]string, error) {
	closures := make(map[calendar.Date]string, len(c.Calendar.Closures))
	for day, why := range c.Calendar.Closures {
		d, err := calendar.ParseDate(day)
		if err != nil {
			return nil, fmt.Errorf("calendar.closures: %w", err)
		}
		closures[d] = why
	}
	return closures, nil
}

// Procedure builds what decides by this configuration alone: the profile, its calendar, the people and the settings.
func (c Config) Procedure() (procedure.Procedure, error) { return c.ProcedureUnder(c.Policy.Profile) }

// ProcedureUnder builds what would decide under another profile.
func (c Config) ProcedureUnder(profile string) (procedure.Procedure, error) {
	d, err := c.datingUnder(profile)
	if err != nil {
		return procedure.Procedure{}, err
	}
	return c.ProcedureWith(d)
}

// ProcedureWith builds what decides where dates are set by what is in force, and all else by this configuration.
func (c Config) ProcedureWith(d procedure.Dating) (procedure.Procedure, error) {
	zone, err := time.LoadLocation(d.Policy.Timezone)
	if err != nil || d.Policy.Timezone == "" {
		return procedure.Procedure{}, c.atLines(fmt.Errorf("timezone is %q, which is no time zone that is known "+
			"here: write Europe/London", d.Policy.Timezone))
	}
	p := procedure.Procedure{Register: c.People, Landlord: c.LettersLandlord(), Settings: c.Settings, Staff: c.Staff,
		Mode: c.Mode}
	return p.Under(d, zone), nil
}

// LettersLandlord is the landlord as letters know it: with the data protection officer of the register, and with the
// names that passages of letters may go by.
func (c Config) LettersLandlord() order.Landlord {
	l := c.Landlord
	l.DPO = c.People.DPO
	logo, _ := c.Logo() // none where it cannot be read, which is told elsewhere
	l.LogoID = logo.ID
	for _, a := range slices.Sorted(maps.Keys(c.People.Areas)) {
		l.Areas = append(l.Areas, string(a))
	}
	l.Policies, _ = c.Profiles() // none where a file of profiles cannot be read, which is told elsewhere
	return l
}

// Dating is what sets dates by this configuration.
func (c Config) Dating() (procedure.Dating, error) { return c.datingUnder(c.Policy.Profile) }

func (c Config) datingUnder(profile string) (procedure.Dating, error) {
	d := procedure.Dating{Numbers: procedure.NumbersOf(c.Settings)}
	var err error
	if d.Policy, err = c.Profile(profile); err != nil {
		return d, err
	}
	if d.BankHolidays, err = c.bankHolidays(d.Policy); err != nil {
		return d, err
	}
	d.Closures, err = c.closures()
	return d, err
}
