package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/report"
	"complaints/store"
)

var reportCommand = command{
	name:    "report",
	usage:   "--config FILE [--from DAY] [--to DAY] [--annual] [--homes GROUP=N] [--csv] [--json]",
	summary: "the figures of a period: in time, outcomes, refusals, what the annual report needs",
	help: `
Counts what happened from one day to another, both included, and says for each figure what it divides by what. Cases
are counted by the day they were received, unless a figure says otherwise. The Complaint Handling Code's own clocks
(CH02) are counted whatever the policy promises. Figures about disability and other protected matters are left out
under 5.

Without days it is the year to the last 31 March, which is that of the annual report (Code 8.1). --annual adds what
that report needs beside the figures: which complaints were refused, and what was learnt. Those are people's words:
read them before you publish them. --homes makes it complaints per 1,000 homes (CH01); give LCRA (rented) and LCHO
(shared ownership), each once.

Examples:
  complaintsd report --config config.yaml --from 2026-04-01 --to 2026-06-30
  complaintsd report --config config.yaml --annual --homes LCRA=6800 --homes LCHO=700
  complaintsd report --config config.yaml --csv > figures.csv`,
	run: runReport,
}

func runReport(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file, asJSON := configAndJSON(fs, "one JSON object")
	days := periodFlags(fs, "first `day`, as 2026-04-01", "last `day`; without it, a year less a day after the first")
	annual := fs.Bool("annual", false, "add the refusals and the learning of the annual report")
	asCSV := fs.Bool("csv", false, "print a table for a spreadsheet")
	homes := map[string]int{}
	fs.Func("homes", "how many homes there are, as `group=n`", func(s string) error { return readHomes(homes, s) })
	if err := fs.none(args); err != nil {
		return err
	}
	today := calendar.DateOf(wallClock().Date())
	switch {
	case *asCSV && *asJSON:
		return usagef("choose --csv or --json")
	case days.from.IsZero() && !days.to.IsZero():
		return usagef("give the first day as well, as --from 2026-04-01")
	case days.from.IsZero():
		days.from = report.LastYear(today)
	}
	if days.to.IsZero() {
		days.to = days.from.AddMonths(12) - 1
	}
	if err := days.inOrder(); err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		o := report.Options{From: days.from, To: days.to, Today: today, Homes: homes}
		r, err := countCases(ctx, cfg, s, o)
		if err != nil {
			return err
		}
		switch {
		case *asJSON:
			return json.NewEncoder(t.Out).Encode(reportObject(r, *annual))
		case *asCSV:
			return writeReportCSV(t.Out, r)
		}
		printReport(t.Out, r, *annual)
		return nil
	})
}

// readHomes reads LCRA=6800.
func readHomes(homes map[string]int, s string) error {
	for _, group := range []string{report.LCRA, report.LCHO} {
		if len(s) > len(group) && s[:len(group)+1] == group+"=" {
			n, err := strconv.Atoi(s[len(group)+1:])
			if err == nil && n > 0 && homes[group] == 0 {
				homes[group] = n
				return nil
			}
		}
	}
	return fmt.Errorf("write LCRA=6800 or LCHO=700, each once")
}

// countCases counts every case: figures are made from what happened in the period, whenever the case was opened.
func countCases(ctx context.Context, cfg config.Config, s *store.Store, o report.Options) (report.Report, error) {
	var err error
	if o.Rules, err = rulesOf(cfg, cfg.Policy.Profile); err != nil {
		return report.Report{}, err
	}
	if o.Code, err = rulesOf(cfg, "ho-code-2024"); err != nil {
		return report.Report{}, err
	}
	count := report.NewCount(o)
	err = eachCase(ctx, s, store.CaseFilter{}, func(c complaint.Case) error {
		events, err := s.Events(ctx, c.Ref)
		if err == nil {
			count.Add(c, events)
		}
		return err
	})
	if err != nil {
		return report.Report{}, err
	}
	p, err := cfg.Procedure()
	if err == nil {
		err = desk.EachFiled(ctx, s, p, o.Rules.Calendar.At(o.From, 0, 0), count.AddFiled)
	}
	return count.Report(), err
}

func rulesOf(cfg config.Config, profile string) (report.Rules, error) {
	p, err := cfg.Profile(profile)
	if err != nil {
		return report.Rules{}, err
	}
	cal, err := cfg.CalendarFor(p)
	return report.Rules{Policy: p, Calendar: cal}, err
}

func reportObject(r report.Report, annual bool) map[string]any {
	out := map[string]any{"from": r.From, "to": r.To, "policy": r.Policy, "figures": r.Figures}
	if annual {
		out["refused"], out["learning"] = r.Refused, r.Learning
	}
	return out
}

func writeReportCSV(w io.Writer, r report.Report) error {
	table := csv.NewWriter(w)
	err := table.Write([]string{"figure", "group", "numerator", "denominator", "value", "unit", "definition"})
	for _, f := range r.Figures {
		if err != nil {
			return err
		}
		err = table.Write([]string{
			f.Name, f.Group, textOf(f.Numerator), textOf(f.Denominator), numberOf(f.Value), f.Unit, f.Definition,
		})
	}
	table.Flush()
	if err == nil {
		err = table.Error()
	}
	return err
}

func textOf(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func numberOf(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

func printReport(w io.Writer, r report.Report, annual bool) {
	fmt.Fprintf(w, "Complaints from %s to %s, under %s\n", r.From.Long(), r.To.Long(), r.Policy)
	name := ""
	for _, f := range r.Figures {
		if f.Name != name {
			name = f.Name
			fmt.Fprintf(w, "\n%s: %s\n", f.Name, f.Definition)
		}
		fmt.Fprintf(w, "  %-34s %s\n", cmp.Or(f.Group, "all"), f.Words())
	}
	if !annual {
		return
	}
	fmt.Fprintf(w, "\nRefused, and why\n")
	for _, line := range r.Refused {
		fmt.Fprintf(w, "  %s, %s: %s\n", line.Case, line.Day.Long(), line.Words)
	}
	fmt.Fprintf(w, "\nWhat was learnt\n")
	for _, line := range r.Learning {
		fmt.Fprintf(w, "  %s, %s: %s\n", line.Case, line.Day.Long(), line.Words)
	}
	fmt.Fprintf(w, "\nStill to be added by people (Code 8.1): the self-assessment, the Ombudsman's findings and "+
		"reports, the improvements made,\n"+
		"and the board's response.\n")
}
