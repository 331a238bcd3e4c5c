package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/policy"
	"complaints/internal/procedure"
	"complaints/store"
)

var policyShowCommand = command{
	name:    "policy show",
	usage:   "[PROFILE] [--clause P12] [--config FILE] [--json]",
	summary: "the policy in force, in words; with --clause, one rule and what holds it",
	help: `Tells what a policy promises, clause by clause, with a worked example of its dates. Without a name it is the
configured one; without a configuration it is hastoe-2020. With --clause it prints one of the rules that the program
holds to, the rows of its tables that name it, and the tests that prove it.

Examples:
  complaintsd policy show
  complaintsd policy show ho-code-2024
  complaintsd policy show --clause P12`,
	run: runPolicyShow,
}

func runPolicyShow(_ context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "the profile, or the rule, as one JSON object")
	clause := fs.String("clause", "", "one `rule`: P1 to P21, E1 to E8, or a section as 3.4")
	rest, err := fs.parse(args)
	if err != nil {
		return err
	}
	if *clause != "" {
		return showClause(t, *clause, *asJSON)
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
	for _, s := range p.DerivedDates(cal, policy.Milestones{Received: now}) {
		fmt.Fprintf(t.Out, "  %-20s %s\n", strings.ReplaceAll(s.Name, "_", " "), s.Day.Long())
	}
	return nil
}

// showClause prints a rule, the rows of the tables that hold it, and the tests that prove it.
func showClause(t *terminal, id string, asJSON bool) error {
	c, ok := procedure.ClauseOf(id)
	if !ok {
		return usagef("there is no rule %s: there are P1 to P21, E1 to E8, and sections as 3.4", id)
	}
	if asJSON {
		return json.NewEncoder(t.Out).Encode(c)
	}
	fmt.Fprintf(t.Out, "%s. %s\n\n%s\n", c.ID, c.Title, c.Text)
	for _, table := range c.Tables {
		fmt.Fprintf(t.Out, "\n%s\n  %s\n", table.Title, table.Head)
		for _, row := range table.Rows {
			fmt.Fprintln(t.Out, "  "+row)
		}
	}
	fmt.Fprintln(t.Out, "\nProved by")
	for _, proof := range c.Proofs {
		fmt.Fprintln(t.Out, "  "+proof)
	}
	return nil
}

// namedPolicy is the profile that the arguments name, or else the configured one.
func namedPolicy(cfg config.Config, names []string) (policy.Policy, error) {
	switch len(names) {
	case 0:
		return cfg.Profile(cfg.Policy.Profile)
	case 1:
		return cfg.Profile(names[0])
	}
	return policy.Policy{}, usagef("name one profile, not %d", len(names))
}

var policyCheckCommand = command{
	name:    "policy check",
	usage:   "[PROFILE] [--config FILE] [--on YYYY-MM-DD] [--json]",
	summary: "where the policy departs from the law in force",
	help: `
Lists where a policy departs from the Complaint Handling Code and other law, since when, and what would mend it. It
warns and forbids nothing; it ends with 0.

Examples:
  complaintsd policy check
  complaintsd policy check --config config.yaml --json`,
	run: runPolicyCheck,
}

func runPolicyCheck(_ context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object a finding")
	var on calendar.Date
	fs.TextVar(&on, "on", calendar.Date(0), "judge by the law of that `day`; without it, of today")
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
		on = calendar.DateOf(wallClock().Date())
	}
	rules, err := cfg.ProcedureUnder(p.ID)
	if err != nil {
		return err
	}
	found := rules.Departures(on)
	for _, d := range found {
		if *asJSON {
			if err := json.NewEncoder(t.Out).
				Encode(map[string]any{"clause": d.Clause, "since": d.Since, "says": d.Says}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(t.Out, d)
	}
	if len(found) == 0 && !*asJSON {
		fmt.Fprintf(t.Out, "Nothing in %s is known to depart from the law of %s.\n", p.ID, on.Long())
	}
	if !p.Judged() && !*asJSON {
		fmt.Fprintf(t.Out, "Only policies of landlords in England under the Housing Ombudsman are judged; this one "+
			"is under the %s.\n", p.External.Body)
	}
	return nil
}

var policyDiffCommand = command{
	name:    "policy diff",
	usage:   "A B [--config FILE] [--json]",
	summary: "what another policy would change, in general and for every open case",
	help: `
Compares two profiles line by line. With a configuration it also says, for every case that is not closed, which
dates B would set differently from A, and which of them would stand because they were promised. With --json it
prints one object a case.

Examples:
  complaintsd policy diff hastoe-2020 ho-code-2024
  complaintsd policy diff hastoe-2020 ho-code-2024 --config config.yaml`,
	run: runPolicyDiff,
}

func runPolicyDiff(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object a case")
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
	var both [2]procedure.Procedure
	for i, id := range rest {
		if both[i], err = cfg.ProcedureUnder(id); err != nil {
			return err
		}
	}
	if !*asJSON {
		printDifferences(t, both[0].Policy.InWords(), both[1].Policy.InWords())
	}
	if *file == "" {
		return nil
	}
	return withStore(ctx, *file, func(_ config.Config, s *store.Store) error {
		return diffCases(ctx, t, s, both, *asJSON)
	})
}

// printDifferences prints the lines that only one side has.
func printDifferences(t *terminal, a, b []string) {
	for _, line := range a {
		if !slices.Contains(b, line) {
			fmt.Fprintln(t.Out, "- "+line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			fmt.Fprintln(t.Out, "+ "+line)
		}
	}
}

// caseDiff is what another policy would change in one case.
type caseDiff struct {
	Case    string             `json:"case"`
	Status  complaint.Status   `json:"status"`
	Stage   policy.StageNumber `json:"stage"`
	Changes []dateDiff         `json:"changes"`
}

// dateDiff is one date of it: as the first policy sets it, as the second does, and what stands because it was promised.
type dateDiff struct {
	Date   string        `json:"date"`
	From   calendar.Date `json:"from"`
	To     calendar.Date `json:"to"`
	Stands calendar.Date `json:"stands,omitzero"`
}

// diffCases says what the second policy would change in every case that is not closed.
func diffCases(ctx context.Context, t *terminal, s *store.Store, both [2]procedure.Procedure, asJSON bool) error {
	open, moved := 0, 0
	err := eachCase(ctx, s, store.CaseFilter{}, func(c complaint.Case) error {
		if c.Status == complaint.Closed {
			return nil
		}
		open++
		changes := both[0].Compare(both[1], c)
		if len(changes) > 0 {
			moved++
		}
		if asJSON {
			return writeCaseDiff(t, c, changes)
		}
		for _, change := range changes {
			fmt.Fprintf(t.Out, "%s: %s\n", c.Ref, changeInWords(change, both))
		}
		return nil
	})
	if err == nil && !asJSON {
		fmt.Fprintf(t.Out, "\n%d cases are not closed; %s would change %d of them.\n", open, both[1].Policy.ID, moved)
	}
	return err
}

func writeCaseDiff(t *terminal, c complaint.Case, changes []procedure.Change) error {
	_, stage := c.Current()
	line := caseDiff{Case: c.Ref, Status: c.Status, Stage: stage, Changes: []dateDiff{}}
	for _, x := range changes {
		line.Changes = append(line.Changes, dateDiff{x.Name, x.Day, x.Other, x.Stands})
	}
	return json.NewEncoder(t.Out).Encode(line)
}

func changeInWords(x procedure.Change, both [2]procedure.Procedure) string {
	day := func(d calendar.Date, id string) string {
		if d == 0 {
			return "no such date by " + id
		}
		return d.Long() + " by " + id
	}
	words := fmt.Sprintf("%s: %s, %s", x.Says, day(x.Day, both[0].Policy.ID), day(x.Other, both[1].Policy.ID))
	if x.Stands != 0 {
		words += "; " + x.Stands.Long() + " was promised and stands"
	}
	return words
}
