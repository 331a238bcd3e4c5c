package train

import (
	"fmt"
	"io"
	"slices"
	"sort"

	"complaints/classifier"
)

// Kept is the report on messages that were kept out of training.
type Kept struct {
	Name   string `json:"name"` // the author kept out, "all authors", or "folds"
	Report Report `json:"report"`
}

// allAuthors names the report that joins those of the authors kept out.
const allAuthors = "all authors"

// CrossValidate trains without each author in turn and scores on that author; the last report but
// one joins them. The last keeps every folds-th message out instead, whoever wrote it, which
// flatters: people write like themselves. It takes minutes: before each part it calls next with the
// part's name, and ends where that returns an error.
func CrossValidate(examples []classifier.Example, o classifier.Options, folds int,
	next func(part string) error) ([]Kept, error) {
	var authors []string
	for i := range examples {
		if !slices.Contains(authors, examples[i].Author) {
			authors = append(authors, examples[i].Author)
		}
	}
	sort.Strings(authors)
	all, mixed := newTally(), newTally()
	var out []Kept
	for _, author := range authors {
		one := newTally()
		if err := next("author " + author); err != nil {
			return nil, err
		}
		err := keepOut(examples, o, func(i int) bool { return examples[i].Author == author }, one, all)
		if err != nil {
			return nil, fmt.Errorf("author %s: %w", author, err)
		}
		out = append(out, Kept{author, one.finish()})
	}
	for fold := range folds {
		if err := next(fmt.Sprintf("fold %d of %d", fold+1, folds)); err != nil {
			return nil, err
		}
		if err := keepOut(examples, o, func(i int) bool { return i%folds == fold }, mixed); err != nil {
			return nil, fmt.Errorf("fold %d: %w", fold+1, err)
		}
	}
	return append(out, Kept{allAuthors, all.finish()}, Kept{"folds", mixed.finish()}), nil
}

// keepOut trains without the messages chosen and adds the readings of these to the tallies.
func keepOut(examples []classifier.Example, o classifier.Options, chosen func(int) bool, tallies ...*tally) error {
	var rest, kept []classifier.Example
	for i := range examples {
		if chosen(i) {
			kept = append(kept, examples[i])
		} else {
			rest = append(rest, examples[i])
		}
	}
	var err error
	if o.Model, err = Train(rest); err != nil {
		return err
	}
	c, err := classifier.New(o)
	if err != nil {
		return err
	}
	for _, t := range tallies {
		t.add(c, kept, nil)
	}
	return nil
}

// WriteCross prints the figures of CrossValidate as a table, then what all authors give together.
func WriteCross(w io.Writer, kept []Kept) error {
	_, err := fmt.Fprintf(w, "%-12s %5s %6s %6s %8s %7s %6s %6s %7s %6s %6s\n", "kept out", "n", "kind", "accept",
		"macro F1", "refuse", "right", "wrong", "person", "area", "area 2")
	for _, k := range kept {
		r := k.Report
		if err == nil {
			_, err = fmt.Fprintf(w, "%-12s %5d %6.1f %6.1f %8.3f %7d %6d %6d %7.1f %6.1f %6.1f\n", k.Name, r.Messages,
				100*r.Accuracy, 100*r.Acceptable, r.MacroF1,
				r.Refusals.Would, r.Refusals.Right, len(r.Refusals.Wrongful), 100*r.ToPerson, 100*r.AreaFirst,
				100*r.AreaSecond)
		}
	}
	for _, k := range kept {
		if err == nil && k.Name == allAuthors {
			k.Report.Errors = nil
			if _, err = fmt.Fprintf(w, "\n%s: ", k.Name); err == nil {
				err = k.Report.Write(w)
			}
		}
	}
	return err
}
