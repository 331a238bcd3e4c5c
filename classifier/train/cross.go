package train

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

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
// one joins them. With groups above 0 the authors are kept out in so many groups: quicker, and harder to please. The
// last keeps every folds-th message out instead, whoever wrote it, which flatters: people write like themselves. It
// takes minutes: before each part it calls next with the part's name, and ends where that returns an error.
func CrossValidate(examples []classifier.Example, o classifier.Options, folds, groups int,
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
	for _, group := range grouped(authors, groups) {
		name := strings.Join(group, " ")
		one := map[string]*tally{}
		if err := next("author " + name); err != nil {
			return nil, err
		}
		err := keepOut(examples, o, func(i int) bool { return slices.Contains(group, examples[i].Author) },
			func(e *classifier.Example) []*tally {
				if one[e.Author] == nil {
					one[e.Author] = newTally()
				}
				return []*tally{one[e.Author], all}
			})
		if err != nil {
			return nil, fmt.Errorf("author %s: %w", name, err)
		}
		for _, author := range group {
			out = append(out, Kept{author, one[author].finish()})
		}
	}
	for fold := range folds {
		if err := next(fmt.Sprintf("fold %d of %d", fold+1, folds)); err != nil {
			return nil, err
		}
		err := keepOut(examples, o, func(i int) bool { return i%folds == fold },
			func(*classifier.Example) []*tally { return []*tally{mixed} })
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", fold+1, err)
		}
	}
	slices.SortFunc(out, func(a, b Kept) int { return cmp.Compare(a.Name, b.Name) })
	out = append(out, Kept{allAuthors, all.finish()})
	if folds > 0 {
		out = append(out, Kept{"folds", mixed.finish()})
	}
	return out, nil
}

// grouped spreads authors over n groups, or puts each by itself.
func grouped(authors []string, n int) [][]string {
	if n <= 0 || n > len(authors) {
		n = len(authors)
	}
	out := make([][]string, n)
	for i, a := range authors {
		out[i%n] = append(out[i%n], a)
	}
	return out
}

// keepOut trains without the messages chosen and adds the readings of these to the tallies.
func keepOut(examples []classifier.Example, o classifier.Options, chosen func(int) bool,
	tallies func(*classifier.Example) []*tally) error {
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
	for i := range kept {
		for _, t := range tallies(&kept[i]) {
			t.add(c, kept[i:i+1], nil)
		}
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
	if err == nil {
		err = writeFull(w, kept)
	}
	for _, k := range kept {
		if err == nil && k.Name == allAuthors {
			k.Report.Errors, k.Report.Full.Mistakes = nil, nil
			if _, err = fmt.Fprintf(w, "\n%s: ", k.Name); err == nil {
				err = k.Report.Write(w)
			}
		}
	}
	return err
}

// writeFull prints the full reading by author: found of those labelled, and needlessly of the others.
func writeFull(w io.Writer, kept []Kept) error {
	_, err := fmt.Fprintf(w, "\n%-12s %11s %9s %9s %9s %9s %11s %9s %9s %9s %9s\n", "kept out", "danger", "false now",
		"false", "self-harm", "false", "others", "safety", "needs", "matters", "outcome")
	for _, k := range kept {
		f := &k.Report.Full
		if err == nil && f.Danger.Of > 0 {
			_, err = fmt.Fprintf(w, "%-12s %5d/%-5d %9d %9d %4d/%-4d %9d %5d/%-5d %4d/%-4d %4d/%-4d %4d/%-4d %4d/%-4d\n",
				k.Name, f.Danger.Found, f.Danger.Expected, f.DangerNow.False, f.Danger.False, f.SelfHarm.Found,
				f.SelfHarm.Expected, f.SelfHarm.False, f.Others.Right, f.Others.Of, f.Safety.Found, f.Safety.Expected,
				f.Needs.Right, f.Needs.Of, f.Matters.Right, f.Matters.Of, f.Outcome.Right, f.Outcome.Of)
		}
	}
	return err
}
