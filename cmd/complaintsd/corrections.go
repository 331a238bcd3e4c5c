package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"complaints/classifier"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/store"
)

var classifyExportCommand = command{
	name:    "classify export",
	usage:   "--config FILE [--from DAY] [--to DAY] [--all] | [--names FILE] FILE.jsonl...",
	summary: "write what people said of messages as training lines, masked",
	help: `Whenever somebody of the landlord decides what a message is, the case's log says so beside what the program had read.
With --config it writes these corrections as lines to train on and to score with (classify train, classify eval): one for
each message, with the words masked that tell who wrote it or whom it is about. What the case files know of people and
places is masked for certain, other names as far as they can be told.

Corrections teach most, and only corrections would bias: a model that hears of nothing but its errors forgets what it did
well. Give --all to have as well what people looked at and found right, and train on both.

Left out, and counted at the end: files that were erased; cases from which somebody of the landlord is kept, for their
files are restricted; messages that speak of self-harm; other languages than English, which the model does not read; and
what no label fits (REFUSE OTHER). Flags are the program's own, and so is the area unless it was corrected. Read every line
before you keep it.

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
	var from, to calendar.Date
	fs.TextVar(&from, "from", calendar.Date(0), "decided on this `day` or later, as 2026-04-01")
	fs.TextVar(&to, "to", calendar.Date(0), "decided on this `day` or before")
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
	case !to.IsZero() && to < from:
		return usagef("the last day, %s, comes before the first, %s", to, from)
	}
	return withStore(ctx, *file, func(cfg config.Config, s *store.Store) error {
		out := bufio.NewWriter(t.Out)
		x := corrections{staff: staffNames(cfg.People), all: *all, until: time.UnixMilli(math.MaxInt64 / 2), out: json.NewEncoder(out), left: map[string]int{}}
		x.out.SetEscapeHTML(false)
		rules, err := cfg.Procedure()
		if err != nil {
			return err
		}
		if x.since = rules.Calendar.At(from, 0, 0); from.IsZero() {
			x.since = time.UnixMilli(0)
		}
		if !to.IsZero() {
			x.until = rules.Calendar.At(to+1, 0, 0)
		}
		if err := errors.Join(x.write(ctx, s), out.Flush()); err != nil {
			return err
		}
		return x.tell(t.Err)
	})
}

// maskFiles masks labelled messages of files.
func maskFiles(w io.Writer, files []string, namesFile string) error {
	var known classifier.Known
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
		if err := enc.Encode(classifier.Masked(e, known)); err != nil {
			return err
		}
	}
	return nil
}

// corrections writes what people said of messages, a case at a time.
type corrections struct {
	staff        []string
	all          bool
	since, until time.Time
	out          *json.Encoder
	written      int
	left         map[string]int // left out, by why
}

func (x *corrections) write(ctx context.Context, s *store.Store) error {
	f := store.KindFilter{Kinds: []string{"Corrected", "Confirmed"}, From: x.since, To: x.until, Limit: 500}
	for {
		refs, err := s.CasesWith(ctx, f)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			err := s.Read(ctx, func(ctx context.Context, tx *store.Tx) error { return x.ofCase(ctx, tx, ref) })
			if err != nil {
				return fmt.Errorf("case %s: %w", ref, err)
			}
		}
		if len(refs) < f.Limit {
			return nil
		}
		f.After = refs[len(refs)-1]
	}
}

func (x *corrections) tell(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%d lines written. Read each before you keep it.\n", x.written)
	for _, why := range slices.Sorted(maps.Keys(x.left)) {
		if err == nil {
			_, err = fmt.Fprintf(w, "%d left out: %s\n", x.left[why], why)
		}
	}
	return err
}

func (x *corrections) ofCase(ctx context.Context, tx *store.Tx, ref string) error {
	c, err := tx.Case(ctx, ref)
	if err != nil {
		return err
	}
	events, err := tx.Events(ctx, ref)
	if err != nil {
		return err
	}
	said := judgements(events)
	said = slices.DeleteFunc(said, func(j judgement) bool { return j.at.Before(x.since) || !j.at.Before(x.until) || !x.all && !j.corrected })
	if len(said) == 0 {
		return nil
	}
	if why := restricted(c); why != "" {
		x.left[why] += len(said)
		return nil
	}
	messages, err := tx.MessagesOf(ctx, ref)
	if err != nil {
		return err
	}
	known := x.known(c, messages)
	for _, s := range said {
		e, why := s.example(messages)
		if why != "" {
			x.left[why]++
			continue
		}
		if err := x.out.Encode(classifier.Masked(e, known)); err != nil {
			return err
		}
		x.written++
	}
	return nil
}

// restricted says why nothing of a case is written, or "".
func restricted(c complaint.Case) string {
	switch {
	case !c.Erased.IsZero():
		return "the file was erased"
	case len(c.Conflicted) > 0:
		return "somebody of the landlord is kept from the case"
	case slices.Contains(c.Flags, complaint.FlagSelfHarm) || slices.Contains(c.Flags, complaint.FlagSafeguarding):
		return "it speaks of self-harm, or of somebody in danger of harm"
	}
	return ""
}

// judgement is what people have said of one message in the end.
type judgement struct {
	received  time.Time
	context   complaint.Context
	label     complaint.Label
	corrected bool
	at        time.Time
}

// judgements gathers what the events of a case say of each message. The last word counts; a refusal that was taken back says
// nothing, for what was added since may have been the reason.
func judgements(events []complaint.Event) []judgement {
	var all []judgement
	for i, e := range events {
		switch f := e.Fact.(type) {
		case complaint.Corrected:
			all = adding(all, judgement{f.Received, f.Context, f.Said, true, e.At})
		case complaint.Confirmed:
			all = adding(all, judgement{f.Received, f.Context, f.Said, false, e.At})
		case complaint.StageOpened:
			if f.Stage == 1 && opening(events[:i], 1) == nil {
				all = slices.DeleteFunc(all, func(j judgement) bool { return j.label.Kind != complaint.KindComplaint })
			}
		}
	}
	return all
}

// adding adds one word to what was said before of the same message.
func adding(all []judgement, j judgement) []judgement {
	for i := range all {
		if was := &all[i]; was.received.Equal(j.received) {
			if j.label.Kind != "" {
				was.label.Kind, was.label.Exclusion, was.label.Intent = j.label.Kind, j.label.Exclusion, j.label.Intent
			}
			was.label.Area = cmp.Or(j.label.Area, was.label.Area)
			was.context, was.corrected, was.at = j.context, was.corrected || j.corrected, j.at
			return all
		}
	}
	return append(all, j)
}

// example is the labelled message, not yet masked, or why there is none.
func (j judgement) example(messages []store.Read) (classifier.Example, string) {
	i := slices.IndexFunc(messages, j.isAbout)
	if i < 0 {
		return classifier.Example{}, "the message came up in another case"
	}
	m, read := messages[i].Message, messages[i].Reading
	kind := j.label.Kind
	if kind == "" && read.Kind == complaint.KindComplaint {
		kind = read.Kind // only its area was wrong
	}
	switch {
	case read.Language != "":
		return classifier.Example{}, "it is not in English"
	case kind == "" || kind == complaint.KindOutOfScope && j.label.Exclusion == "":
		return classifier.Example{}, "no label fits what was decided"
	case strings.TrimSpace(m.NewText) == "":
		return classifier.Example{}, "it has no words"
	}
	in := desk.InputOf(m, j.context)
	id := sha256.Sum256([]byte(m.ID))
	note := "Confirmed by a person."
	if j.corrected {
		note = "Corrected by a person; read as " + labelWords(complaint.Label{Kind: read.Kind, Exclusion: read.Exclusion, Area: read.Area, Intent: read.Intent}) + "."
	}
	return classifier.Example{
		ID: "case-" + hex.EncodeToString(id[:6]), Author: "office", Channel: in.Channel, Received: in.Received.UTC(), Subject: in.Subject, Body: in.Body, Context: j.context,
		Kind: kind, Exclusion: j.label.Exclusion, Area: cmp.Or(j.label.Area, read.Area), AreaAlso: []complaint.Area{}, Flags: append([]complaint.Flag{}, read.Flags...),
		Acceptable: []complaint.Kind{}, Intent: j.label.Intent, Note: note,
	}, ""
}

// isAbout reports whether a message is the one that was judged: what opened the case, or a later word of the resident.
func (j judgement) isAbout(m store.Read) bool {
	if j.context == complaint.ContextNone {
		return m.Outcome.Kind == store.Opened && m.Message.Received.Equal(j.received)
	}
	byResident := m.Reading.DecidedBy != "" // what staff write is read as a command
	return m.Outcome.Kind == store.Continued && byResident && m.Message.Received.Equal(j.received)
}

func labelWords(l complaint.Label) string {
	words := []string{string(l.Kind), string(l.Exclusion), string(l.Area), string(l.Intent)}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), ", ")
}

// known is whom and what the file of a case names: the resident, who speaks for them, everybody who wrote in it, the people
// of the register, and whoever is named with a title.
func (x *corrections) known(c complaint.Case, messages []store.Read) classifier.Known {
	k := classifier.Known{People: slices.Concat(x.staff, []string{c.Party.Name, c.Representative.Name, c.Stage1.Handler.Name, c.Stage2.Handler.Name}), Places: []string{c.Party.Address}}
	for _, a := range c.Addresses() {
		k.Hints = append(k.Hints, namesInAddress(a)...)
	}
	for _, m := range messages {
		k.People = append(k.People, m.Message.FromName)
		k.Hints = append(k.Hints, namesInAddress(m.Message.From)...)
		for _, title := range aTitled.FindAllString(m.Message.Subject+"\n"+m.Message.Text, -1) {
			_, name, _ := strings.Cut(title, " ")
			k.People = append(k.People, name)
		}
	}
	return k
}

func staffNames(r complaint.Register) (names []string) {
	for _, c := range r.Everyone() {
		names = append(names, c.Name)
	}
	return names
}

var addressParts = regexp.MustCompile(`\pL{4,}`)

// namesInAddress are the words before the @ that may be names: asha.rahman.
func namesInAddress(address string) []string {
	local, _, ok := strings.Cut(address, "@")
	if !ok {
		return nil
	}
	return addressParts.FindAllString(local, -1)
}
