// Package corrections turns what people said of messages into lines to train the classifier on, with the words masked
// that tell who wrote a message or whom it is about. What the case file knows of people and places is masked for
// certain, other names as far as they can be told.
package corrections

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"complaints/classifier"
	"complaints/internal/complaint"
	"complaints/internal/desk"
	"complaints/internal/reading"
	"complaints/internal/register"
	"complaints/store"
)

// Options say which corrections are wanted.
type Options struct {
	Register register.Register // the landlord's people, whose names are masked
	All      bool              // also what a person looked at and found right
	Since    time.Time         // decided then or later; zero is ever
	Before   time.Time         // decided before then; zero is ever
}

// Count says what came of an export.
type Count struct {
	Written int
	LeftOut map[string]int // how many, by why
}

// Export hands each masked line to write, a case at a time.
func Export(ctx context.Context, s *store.Store, o Options, write func(classifier.Example) error) (Count, error) {
	if o.Since.IsZero() {
		o.Since = time.UnixMilli(0)
	}
	if o.Before.IsZero() {
		o.Before = time.UnixMilli(math.MaxInt64 / 2)
	}
	x := &export{Options: o, write: write, count: Count{LeftOut: map[string]int{}}}
	err := x.all(ctx, s)
	return x.count, err
}

// export is one export in the making.
type export struct {
	Options
	write func(classifier.Example) error
	count Count
}

func (x *export) all(ctx context.Context, s *store.Store) error {
	f := store.KindFilter{Kinds: []string{"Corrected", "Confirmed"}, From: x.Since, To: x.Before, Limit: 500}
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

func (x *export) ofCase(ctx context.Context, tx *store.Tx, ref string) error {
	c, err := tx.Case(ctx, ref)
	if err != nil {
		return err
	}
	events, err := tx.Events(ctx, ref)
	if err != nil {
		return err
	}
	said := judgements(events)
	said = slices.DeleteFunc(said, func(j judgement) bool {
		return j.at.Before(x.Since) || !j.at.Before(x.Before) || !x.All && !j.corrected
	})
	if len(said) == 0 {
		return nil
	}
	if why := restricted(c); why != "" {
		x.count.LeftOut[why] += len(said)
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
			x.count.LeftOut[why]++
			continue
		}
		if err := x.write(Masked(e, known)); err != nil {
			return err
		}
		x.count.Written++
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
	case slices.Contains(c.Flags, reading.FlagSelfHarm) || slices.Contains(c.Flags, reading.FlagSafeguarding):
		return "it speaks of self-harm, or of somebody in danger of harm"
	}
	return ""
}

// judgement is what people have said of one message in the end.
type judgement struct {
	received  time.Time
	context   reading.Context
	label     complaint.Label
	corrected bool
	at        time.Time
}

// judgements gathers what the events of a case say of each message. The last word counts; a refusal that was taken back
// says nothing, for what was added since may have been the reason.
func judgements(events []complaint.Event) []judgement {
	var all []judgement
	for i, e := range events {
		switch f := e.Fact.(type) {
		case complaint.Corrected:
			all = adding(all, judgement{f.Received, f.Context, f.Said, true, e.At})
		case complaint.Confirmed:
			all = adding(all, judgement{f.Received, f.Context, f.Said, false, e.At})
		case complaint.StageOpened:
			if f.Stage == 1 && !openedBefore(events[:i]) {
				all = slices.DeleteFunc(all, func(j judgement) bool { return j.label.Kind != reading.KindComplaint })
			}
		}
	}
	return all
}

// openedBefore reports whether the case was open at stage 1 before.
func openedBefore(events []complaint.Event) bool {
	return slices.ContainsFunc(events, func(e complaint.Event) bool {
		f, ok := e.Fact.(complaint.StageOpened)
		return ok && f.Stage == 1
	})
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
	if kind == "" && read.Kind == reading.KindComplaint {
		kind = read.Kind // only its area was wrong
	}
	switch {
	case read.Language != "":
		return classifier.Example{}, "it is not in English"
	case kind == "" || kind == reading.KindOutOfScope && j.label.Exclusion == "":
		return classifier.Example{}, "no label fits what was decided"
	case strings.TrimSpace(m.NewText) == "":
		return classifier.Example{}, "it has no words"
	}
	in := desk.InputOf(m, j.context)
	id := sha256.Sum256([]byte(m.ID))
	return classifier.Example{
		ID: "case-" + hex.EncodeToString(id[:6]), Author: "office",
		Channel: in.Channel, Received: in.Received.UTC(), Subject: in.Subject, Body: in.Body, Context: j.context,
		Kind: kind, Exclusion: j.label.Exclusion, Intent: j.label.Intent, Acceptable: []reading.Kind{},
		Area: cmp.Or(j.label.Area, read.Area), AreaAlso: []reading.Area{},
		Flags: append([]reading.Flag{}, read.Flags...), Note: j.note(read),
	}, ""
}

// note says in the line what a person did with the program's reading.
func (j judgement) note(read reading.Reading) string {
	if !j.corrected {
		return "Confirmed by a person."
	}
	words := []string{string(read.Kind), string(read.Exclusion), string(read.Area), string(read.Intent)}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	return "Corrected by a person; read as " + strings.Join(words, ", ") + "."
}

// isAbout reports whether a message is the one that was judged: what opened the case, or a later word of the resident.
func (j judgement) isAbout(m store.Read) bool {
	if j.context == reading.ContextNone {
		return m.Outcome.Kind == store.Opened && m.Message.Received.Equal(j.received)
	}
	byResident := m.Reading.DecidedBy != "" // what staff write is read as a command
	return m.Outcome.Kind == store.Continued && byResident && m.Message.Received.Equal(j.received)
}
