package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/daemon"
	"complaints/internal/message"
	"complaints/internal/procedure"
	"complaints/store"
)

var caseListCommand = command{
	name: "case list",
	usage: "--config FILE [--late] [--words WORDS] [--status S] [--area A] [--handler ADDRESS] [--resident ADDRESS] " +
		"[--all] [--json]",
	summary: "lists cases with who it is, what it is about, and what is owed, the soonest first",
	help: `Lists the cases that are not closed; --all lists closed ones too. What is dangerous comes first, then by the day on
which the next thing is owed; what owes nothing comes last. --words finds cases in whose subject, first message or
resident's name and home all of these words stand. --late leaves those on which something is past its day.

Examples:
  complaintsd case list --config config.yaml
  complaintsd case list --config config.yaml --status REVIEW
  complaintsd case list --config config.yaml --words "leak Mill Lane"
  complaintsd case list --config config.yaml --all --json`,
	run: runCaseList,
}

func runCaseList(ctx context.Context, t *terminal, fs *flags, args []string) error {
	var f store.CaseFilter
	file, asJSON := configAndJSON(fs, "one JSON object a line")
	fs.StringVar((*string)(&f.Status), "status", "", "only this status, as REVIEW or S1_OPEN")
	fs.StringVar((*string)(&f.Area), "area", "", "only this area")
	fs.StringVar(&f.Handler, "handler", "", "only cases handled by this address")
	fs.StringVar(&f.Address, "resident", "", "only cases of this resident's address or number")
	words := fs.String("words", "", "only cases in which all these `words` stand")
	late := fs.Bool("late", false, "only cases on which something is past its day")
	all := fs.Bool("all", false, "closed cases too")
	if err := fs.none(args); err != nil {
		return err
	}
	if f.Status != "" && !slices.Contains(statuses, f.Status) {
		return usagef("there is no status %q; the statuses are %s", f.Status, joinWords(statuses))
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		rules, _, err := daemon.InForce(ctx, cfg, s)
		if err != nil {
			return err
		}
		var found []owing
		err = eachCase(ctx, s, f, func(c complaint.Case) error {
			if c.Status == complaint.Closed && !*all && f.Status == "" || !holds(c, *words) {
				return nil
			}
			if o := owed(rules, c, wallClock()); o.late || !*late {
				found = append(found, o)
			}
			return nil
		})
		if err != nil {
			return err
		}
		slices.SortStableFunc(found, sooner)
		for _, o := range found {
			if *asJSON {
				err = json.NewEncoder(t.Out).Encode(o.summary())
			} else {
				_, err = fmt.Fprintln(t.Out, o.line())
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// owing is a case with what is owed on it next; duty is empty if nothing is.
type owing struct {
	complaint.Case
	duty procedure.Duty
	late bool
}

// owed finds what is owed next on a case, by the machine or by people.
func owed(p procedure.Procedure, c complaint.Case, now time.Time) owing {
	o := owing{Case: c}
	for _, d := range p.Duties(c, now) {
		if strings.HasPrefix(d.Name, "wait_") { // the resident's
			continue
		}
		if o.duty.Name == "" || soonerDuty(d, o.duty) < 0 {
			o.duty = d
		}
	}
	o.late = o.duty.By != 0 && o.duty.By < p.Calendar.Day(now)
	return o
}

// undated stands for the day of what has none: it comes after what has one.
const undated calendar.Date = 1 << 30

func soonerDuty(a, b procedure.Duty) int {
	danger := func(d procedure.Duty) int {
		if d.Danger() {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(danger(a), danger(b)), cmp.Compare(cmp.Or(a.By, undated), cmp.Or(b.By, undated)))
}

func sooner(a, b owing) int {
	nothing := func(o owing) int {
		if o.duty.Name == "" {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(nothing(a), nothing(b)), soonerDuty(a.duty, b.duty))
}

// holds reports whether all of some words stand in what a case is about, whatever their capitals.
func holds(c complaint.Case, words string) bool {
	in := strings.ToLower(strings.Join([]string{c.Subject, c.Words, c.Party.Name, c.Party.Address}, "\n"))
	for word := range strings.FieldsSeq(strings.ToLower(words)) {
		if !strings.Contains(in, word) {
			return false
		}
	}
	return true
}

// matter is what a case is about, in a few words.
func (o owing) matter() string {
	return message.Excerpt(strings.Join(strings.Fields(cmp.Or(o.Subject, o.Words)), " "), 60)
}

// line is the case on one line: by when, what, where it stands, whose home it is about and what it is about.
func (o owing) line() string {
	by, what := "", strings.ReplaceAll(o.duty.Name, "_", " ")
	if o.duty.By != 0 {
		by = o.duty.By.String()
	}
	switch {
	case o.duty.Danger():
		what += " DANGER"
	case o.late:
		what += " LATE"
	}
	who := cmp.Or(o.Party.Name, o.Party.Email, o.Party.Phone)
	return strings.TrimRight(fmt.Sprintf("%s  %-10s %-22s %-15s %-18s %s: %s", o.Ref, by, what, o.Status, o.Area, who,
		o.matter()), " :")
}

// summary is what --json says of it.
func (o owing) summary() map[string]any {
	all := caseSummary(o.Case)
	all["resident"], all["matter"] = o.Party.Name, o.matter()
	all["owed"], all["owed_by"], all["owed_owner"], all["late"] = o.duty.Name, o.duty.By, o.duty.Owner, o.late
	return all
}
