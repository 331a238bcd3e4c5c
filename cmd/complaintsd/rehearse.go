package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/rehearsal"
)

var rehearseCommand = command{
	name:    "rehearse",
	usage:   "[--config FILE] [--json] [--letters] [--reports] STORY.yaml... | --year [--complaints N] [--seed N]",
	summary: "plays a story in virtual time and tells everything the program would do",
	help: `
Plays dated messages, replies, texts, bounces and outages through the decisions, letters, store and outbox that run
uses, in virtual time, and prints what happens. Without people and settings of its own a story plays at the landlord
of config.example.yaml. "-" reads the story from standard input.

A story:
  policy: hastoe-2020
  steps:
    - at: 2026-11-27T23:00:00Z
      email: {from: "Asha Rahman <asha@example.com>", subject: "Leak again", body: "Third time I report this leak."}
    - at: 2026-11-30T10:00:00Z
      reply: {from: repairs.manager@landlord.example, to: M01, body: "EXTEND 18/12/2026 waiting for the CCTV survey"}
  until: 2027-02-01T00:00:00Z

Other steps: sms, bounce: {of: L21}, down: {until: ...}, holidays: {add: [2027-01-04]}, people: {...} (the register
changes), configuration: {policy: ...} (somebody changes the configuration), adopt: {cases: [all], why: ...} ("policy
adopt", agreed to), database: {since: 2026-11-30, take_over: true} (a start with a new database). An email may have cc, html, headers and in_reply_to: L23; a reply authenticated: false (a forgery) and
auto: true (out of office). --reports, or reports: true in the story, plays the team's morning letters and the
Directors' weekly ones too.

--config plays it at a landlord's own people, policy, calendar, settings, letters and rules; what only run needs may be
missing there. A reply may come from an office instead of an address, as from: repairs.manager or complaints_team.

Examples:
  complaintsd rehearse stories/plain.yaml
  complaintsd rehearse --config config.yaml --letters ours.yaml
  complaintsd rehearse --json stories/plain.yaml | grep '"kind":"letter"'
  complaintsd rehearse --year --complaints 10000 --seed 1

--year plays a simulated landlord instead: residents, managers and failures by chance, the same for the same seed.
It prints what a year came to, and ends with 1 if anybody was acknowledged late, left without word or written to
twice.`,
	run: runRehearse,
}

func runRehearse(ctx context.Context, t *terminal, fs *flags, args []string) error {
	asJSON := fs.Bool("json", false, "print one JSON object a line")
	letters := fs.Bool("letters", false, "print every letter's words too")
	reports := fs.Bool("reports", false, "play the morning and weekly letters too")
	landlord := fs.String("config", "", "play at the landlord of this configuration `file`")
	year := fs.Bool("year", false, "play a simulated landlord for a year")
	number := fs.Int("complaints", 10000, "with --year: how many messages begin something")
	seed := fs.Uint64("seed", 1, "with --year: another seed gives another year")
	files, err := fs.parse(args)
	if err != nil {
		return err
	}
	if *year && *landlord != "" {
		return usagef("--year plays a landlord of its own: leave --config out")
	}
	if *year {
		return rehearseYear(ctx, t, rehearsal.Year{Complaints: *number, Seed: *seed}, *asJSON)
	}
	if len(files) == 0 {
		return usagef("name a story, as: complaintsd rehearse story.yaml")
	}
	out := bufio.NewWriter(t.Out)
	for _, file := range files {
		story, err := loadStory(t, file)
		if err != nil {
			return err
		}
		story.Reports, story.Landlord = story.Reports || *reports, *landlord
		if err := rehearsal.Play(ctx, story, lineWriter(out, *asJSON, *letters)); err != nil {
			out.Flush()
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return out.Flush()
}

func loadStory(t *terminal, file string) (rehearsal.Story, error) {
	if file != "-" {
		return rehearsal.Load(file)
	}
	b, err := io.ReadAll(t.In)
	if err != nil {
		return rehearsal.Story{}, fmt.Errorf("read the story: %w", err)
	}
	return rehearsal.Read(b)
}

// lineWriter prints lines for people or for programs. Write errors come back from the final Flush.
func lineWriter(out *bufio.Writer, asJSON, letters bool) func(rehearsal.Line) {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return func(l rehearsal.Line) {
		if asJSON {
			enc.Encode(l)
			return
		}
		fmt.Fprintln(out, l.Words)
		if letters && l.Kind == "letter" {
			fmt.Fprintf(out, "\n%s\n%s\n\n", l.Data["subject"], l.Data["text"])
		}
	}
}

func rehearseYear(ctx context.Context, t *terminal, y rehearsal.Year, asJSON bool) error {
	// A year makes much that is needed for an instant. Looking for it a fourth as often saves a fifth of the time, and
	// memory is no matter in a command that ends.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	began := wallClock()
	over, end := "", "\n" // a line for each month
	if isTerminal(t.Err) {
		over, end = "\r", "" // one line, written over
	}
	var told time.Month
	y.Progress = func(day calendar.Date, received int) {
		if y, m, _ := day.Civil(); m != told {
			told = m
			fmt.Fprintf(t.Err, "%s%s %d: %d complaints%s", over, m, y, received, end)
		}
	}
	tally, err := y.Run(ctx)
	if over != "" {
		fmt.Fprintln(t.Err)
	}
	if err != nil {
		return err
	}
	if asJSON {
		err = json.NewEncoder(t.Out).Encode(tally)
	} else {
		printTally(t, tally, wallClock().Sub(began))
	}
	if err == nil && tally.LateAcknowledgements+tally.LeftWithoutWord+tally.DoubledLetters+tally.OutOfHours > 0 {
		err = errors.New("somebody was let down: see the counts")
	}
	return err
}

func printTally(t *terminal, y rehearsal.Tally, took time.Duration) {
	say := func(what string, n int) { fmt.Fprintf(t.Out, "%-58s %7d\n", what, n) }
	say("messages that began something", y.Complaints)
	say("messages in all", y.Messages)
	say("cases", y.Cases)
	say("went to stage 2", y.Stage2)
	say("declined by the team", y.Refused)
	say("opened because nobody decided", y.OpenedByDefault)
	say("answers put off", y.Extended)
	say("dates missed", y.MissedDates)
	say("letters", y.Letters)
	for _, status := range slices.Sorted(maps.Keys(y.Statuses)) {
		say("  stands at "+string(status), y.Statuses[status])
	}
	say("acknowledged late though reachable (must be 0)", y.LateAcknowledgements)
	say("left without word at a missed date (must be 0)", y.LeftWithoutWord)
	say("letters sent twice (must be 0)", y.DoubledLetters)
	say("reminders outside office hours (must be 0)", y.OutOfHours)
	say("megabytes of database", int(y.Bytes>>20))
	fmt.Fprintf(t.Out, "The year took %.1f seconds.\n", took.Seconds())
}
