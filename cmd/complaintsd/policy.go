package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"complaints"
	"complaints/cmd/config"
	"complaints/store"
)

var policyShowCommand = command{
	name:    "policy show",
	usage:   "[PROFILE] [--config FILE] [--json]",
	summary: "the policy in force, in words",
	help: `Tells what a policy promises, clause by clause, with a worked example of its dates. Without a name it is the
configured one; without a configuration it is hastoe-2020.

Examples:
  complaintsd policy show
  complaintsd policy show ho-code-2024`,
	run: runPolicyShow,
}

func runPolicyShow(_ context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configFlag(fs), fs.Bool("json", false, "print the profile as one JSON object")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	cfg, err := configOrExample(*file)
	if err != nil {
		return err
	}
	p, err := namedPolicy(cfg, rest)
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(t.Out).Encode(p)
	}
	cal, err := cfg.CalendarFor(p)
	if err != nil {
		return err
	}
	for _, line := range p.InWords() {
		fmt.Fprintln(t.Out, line)
	}
	now := wallClock()
	fmt.Fprintf(t.Out, "\nA complaint that arrives now:\n")
	for _, s := range p.Sums(cal, complaints.Instants{Received: now}) {
		fmt.Fprintf(t.Out, "  %-20s %s\n", strings.ReplaceAll(s.Name, "_", " "), s.Day.Long())
	}
	return nil
}

// namedPolicy is the profile that the arguments name, or else the configured one.
func namedPolicy(cfg config.Config, names []string) (complaints.Policy, error) {
	switch len(names) {
	case 0:
		return cfg.Profile(cfg.Policy.Profile)
	case 1:
		return cfg.Profile(names[0])
	}
	return complaints.Policy{}, usagef("name one profile, not %d", len(names))
}

var policyCheckCommand = command{
	name:    "policy check",
	usage:   "[PROFILE] [--config FILE] [--on YYYY-MM-DD] [--json]",
	summary: "where the policy departs from the law in force",
	help: `Lists where a policy departs from the Complaint Handling Code and other law, since when, and what would mend it. It
warns and forbids nothing; it ends with 0.

Examples:
  complaintsd policy check
  complaintsd policy check --config config.yaml --json`,
	run: runPolicyCheck,
}

func runPolicyCheck(_ context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configFlag(fs), fs.Bool("json", false, "print one JSON object a finding")
	var on complaints.Date
	fs.TextVar(&on, "on", complaints.Date(0), "judge by the law of that `day`; without it, of today")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	cfg, err := configOrExample(*file)
	if err != nil {
		return err
	}
	p, err := namedPolicy(cfg, rest)
	if err != nil {
		return err
	}
	if on.IsZero() {
		on = complaints.DateOf(wallClock().Date())
	}
	found := p.Departures(on)
	for _, d := range found {
		if *asJSON {
			if err := json.NewEncoder(t.Out).Encode(map[string]any{"clause": d.Clause, "since": d.Since, "says": d.Says}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(t.Out, "%s (since %s): %s\n", d.Clause, d.Since.Long(), d.Says)
	}
	if len(found) == 0 && !*asJSON {
		fmt.Fprintf(t.Out, "Nothing in %s is known to depart from the law of %s.\n", p.ID, on.Long())
	}
	return nil
}

var policyDiffCommand = command{
	name:    "policy diff",
	usage:   "A B [--config FILE]",
	summary: "what another policy would change, in general and for every open case",
	help: `Compares two profiles line by line. With a configuration it also lists each open case whose dates would differ.

Examples:
  complaintsd policy diff hastoe-2020 ho-code-2024
  complaintsd policy diff hastoe-2020 ho-code-2024 --config config.yaml`,
	run: runPolicyDiff,
}

func runPolicyDiff(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(rest) != 2 {
		return usagef("name two profiles, as: complaintsd policy diff hastoe-2020 ho-code-2024")
	}
	cfg, err := configOrExample(*file)
	if err != nil {
		return err
	}
	var policies [2]complaints.Policy
	var calendars [2]complaints.Calendar
	for i, id := range rest {
		if policies[i], err = cfg.Profile(id); err != nil {
			return err
		}
		if calendars[i], err = cfg.CalendarFor(policies[i]); err != nil {
			return err
		}
	}
	a, b := policies[0].InWords(), policies[1].InWords()
	printDifferences(t, a, b)
	if *file == "" {
		return nil
	}
	fmt.Fprintln(t.Out)
	return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
		return eachCase(ctx, s, store.CaseFilter{}, func(c complaints.Case) error {
			if c.Open() {
				diffCase(t, c, policies, calendars)
			}
			return nil
		})
	})
}

// printDifferences prints the lines that only one side has.
func printDifferences(t *terminal, a, b []string) {
	in := func(lines []string, line string) bool {
		for _, l := range lines {
			if l == line {
				return true
			}
		}
		return false
	}
	for _, line := range a {
		if !in(b, line) {
			fmt.Fprintln(t.Out, "- "+line)
		}
	}
	for _, line := range b {
		if !in(a, line) {
			fmt.Fprintln(t.Out, "+ "+line)
		}
	}
}

func diffCase(t *terminal, c complaints.Case, policies [2]complaints.Policy, calendars [2]complaints.Calendar) {
	s, n := c.Current()
	var limits [2]complaints.Date
	for i, p := range policies {
		sp, ok := p.Stage(n)
		if !ok {
			fmt.Fprintf(t.Out, "%s: %s has no stage %d\n", c.Ref, p.ID, n)
			return
		}
		acked := s.Day0
		if !s.AckedAt.IsZero() {
			acked = calendars[i].Day(s.AckedAt)
		}
		limits[i] = sp.Dates(calendars[i], s.Day0, acked).Limit
	}
	if limits[0] != limits[1] {
		fmt.Fprintf(t.Out, "%s: the answer of stage %d would be due on %s, not on %s\n", c.Ref, n, limits[1].Long(), limits[0].Long())
	}
}
