package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"complaints/classifier"
	"complaints/internal/config"
	"complaints/internal/corrections"
	"complaints/store"
)

var classifyExportCommand = command{
	name:    "classify export",
	usage:   "--config FILE [--from DAY] [--to DAY] [--all] | [--names FILE] FILE.jsonl...",
	summary: "write what people said of messages as training lines, masked",
	help: `
Whenever somebody of the landlord decides what a message is, the case's log says so beside what the program had
read. With --config it writes these corrections as lines to train on and to score with (classify train, classify
eval): one for each message, with the words masked that tell who wrote it or whom it is about. What the case files
know of people and places is masked for certain, other names as far as they can be told.

Corrections teach most, and only corrections would bias: a model that hears of nothing but its errors forgets what
it did well. Give --all to have as well what people looked at and found right, and train on both.

Left out, and counted at the end: files that were erased; cases from which somebody of the landlord is kept, for
their files are restricted; messages that speak of self-harm; other languages than English, which the model does not
read; and what no label fits (REFUSE OTHER). Flags are the program's own, and so is the area unless it was
corrected. Read every line before you keep it.

Without --config it masks files of labelled messages; --names lists, one a line, whom and what to mask in them.

Examples:
  complaintsd classify export --config config.yaml --from 2026-04-01 > corrections.jsonl
  complaintsd classify export --config config.yaml --all > decided.jsonl
  complaintsd classify eval --hide-errors corrections.jsonl
  complaintsd classify export --names names.txt labelled.jsonl > masked.jsonl`,
	run: runClassifyExport,
}

func runClassifyExport(ctx context.Context, t *terminal, fs *flags, args []string) error {
	file := configFlag(fs)
	days := periodFlags(fs, "decided on this `day` or later, as 2026-04-01", "decided on this `day` or before")
	all := fs.Bool("all", false, "also what a person looked at and found right")
	namesFile := fs.String("names", "", "`file` of names and places to mask in the files, one a line")
	files, err := fs.parse(args)
	switch {
	case err != nil:
		return err
	case *file == "" && len(files) == 0:
		return usagef("give --config, or name files of labelled messages")
	case *file != "" && (len(files) > 0 || *namesFile != ""):
		return usagef("with --config the messages and the names come from the store: leave out the files and --names")
	case *file == "":
		return maskFiles(t.Out, files, *namesFile)
	}
	if err := days.inOrder(); err != nil {
		return err
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		rules, err := cfg.Procedure()
		if err != nil {
			return err
		}
		o := corrections.Options{Register: cfg.People, All: *all}
		if !days.from.IsZero() {
			o.Since = rules.Calendar.At(days.from, 0, 0)
		}
		if !days.to.IsZero() {
			o.Before = rules.Calendar.At(days.to+1, 0, 0)
		}
		return exportCorrections(ctx, t, s, o)
	})
}

func exportCorrections(ctx context.Context, t *terminal, s *store.Store, o corrections.Options) error {
	out := bufio.NewWriter(t.Out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	count, err := corrections.Export(ctx, s, o, func(e classifier.Example) error { return enc.Encode(e) })
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	fmt.Fprintf(t.Err, "%d lines written. Read each before you keep it.\n", count.Written)
	for _, why := range slices.Sorted(maps.Keys(count.LeftOut)) {
		fmt.Fprintf(t.Err, "%d left out: %s\n", count.LeftOut[why], why)
	}
	return nil
}

// maskFiles masks labelled messages of files.
func maskFiles(w io.Writer, files []string, namesFile string) error {
	var known corrections.Known
	if namesFile != "" {
		b, err := os.ReadFile(namesFile)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(b)) {
			if line = strings.TrimSpace(line); strings.ContainsAny(line, "0123456789,") {
				known.Places = append(known.Places, line)
			} else {
				known.People = append(known.People, line)
			}
		}
	}
	examples, err := classifier.ReadExampleFiles(files...)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, e := range examples {
		if err := enc.Encode(corrections.Masked(e, known)); err != nil {
			return err
		}
	}
	return nil
}
