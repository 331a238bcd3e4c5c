package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"complaints/internal/config"
	"complaints/internal/policy"
)

var datesCommand = command{
	name: "dates",
	usage: "--received INSTANT [--profile P] [--acked I] [--responded I] [--stage2-received I] [--stage2-acked " +
		"I] [--final-sent I] [--config FILE] [--json]",
	summary: "every date that follows from an arrival, and how it was found",
	help: `Counts a complaint's dates under a policy profile and says which days were passed over and why.
An instant is written as 2026-11-27T23:00:00Z, or with another offset. An acknowledgement that is not
given is taken to go on the day of receipt.

Examples:
  complaintsd dates --received 2026-12-24T23:00:00Z
  complaintsd dates --profile ho-code-2024 --received 2026-12-14T12:00:00Z --acked 2026-12-21T09:00:00Z --json`,
	run: runDates,
}

func runDates(_ context.Context, t *terminal, fs *flags, args []string) error {
	var at policy.Milestones
	for _, f := range []struct {
		name, help string
		to         *time.Time
	}{
		{"received", "when the complaint arrived", &at.Received},
		{"acked", "when the acknowledgement was sent", &at.Acked},
		{"responded", "when the stage 1 answer was sent", &at.Responded},
		{"stage2-received", "when the stage 2 request arrived", &at.Stage2Received},
		{"stage2-acked", "when its acknowledgement was sent", &at.Stage2Acked},
		{"final-sent", "when the final answer was sent", &at.FinalSent},
	} {
		fs.Func(f.name, f.help, func(s string) (err error) { *f.to, err = parseInstant(s); return err })
	}
	profile := fs.String("profile", "", "policy profile; without it the configured one, or hastoe-2020")
	configFile := fs.String("config", "", "configuration `file`: its profiles, overrides, calendar and closures "+
		"are used")
	asJSON := fs.Bool("json", false, "print one JSON object")
	if err := fs.none(args); err != nil {
		return err
	}
	if at == (policy.Milestones{}) {
		return usagef("give at least one instant, as --received 2026-11-27T23:00:00Z")
	}
	cfg, err := configOrExample(*configFile)
	if err != nil {
		return err
	}
	if *profile == "" {
		*profile = cfg.Policy.Profile
	}
	profiled, err := cfg.Profile(*profile)
	if err != nil {
		return err
	}
	cal, err := cfg.CalendarFor(profiled)
	if err != nil {
		return err
	}
	sums := profiled.DerivedDates(cal, at)
	if *asJSON {
		return writeSums(t, *profile, sums)
	}
	fmt.Fprintf(t.Out, "Policy %s, days in %s\n", profiled.ID, profiled.Timezone)
	for _, s := range sums {
		fmt.Fprintf(t.Out, "\n%-22s %s\n", s.Name, s.Day.Long())
		for _, line := range s.How {
			fmt.Fprintf(t.Out, "  %s\n", line)
		}
	}
	if slices.ContainsFunc(sums, func(s policy.DerivedDate) bool { return s.Day > cal.Ends() }) {
		fmt.Fprintf(t.Err, "The bank-holiday table ends on %s. Later dates know weekends only.\n", cal.Ends().Long())
	}
	return nil
}

func writeSums(t *terminal, profile string, sums []policy.DerivedDate) error {
	out := map[string]any{"profile": profile}
	derivation := make(map[string][]string, len(sums))
	for _, s := range sums {
		out[s.Name] = s.Day
		derivation[s.Name] = s.How
	}
	out["derivation"] = derivation
	return json.NewEncoder(t.Out).Encode(out)
}

func parseInstant(s string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not an instant: write it as 2026-11-27T23:00:00Z", s)
	}
	return at, nil
}

// configOrExample loads the named configuration, or the example's where none is named.
func configOrExample(file string) (config.Config, error) {
	if file == "" {
		return config.ForStories()
	}
	return config.Load(file)
}
