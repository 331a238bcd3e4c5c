package train

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"complaints/classifier"
)

// Kept is the report on messages that were kept out of training.
type Kept struct {
	Name    string `json:"name"`              // the author kept out, "all authors", "folds" or "fewer authors"
	Authors int    `json:"authors,omitempty"` // of a report that joins them: how many others each was read by
	Report  Report `json:"report"`
}

// The reports that join others.
const (
	allAuthors   = "all authors"
	fewerAuthors = "fewer authors"
)

// Cross says how messages are kept out of training.
type Cross struct {
	// Groups above 0 keeps the authors out in so many groups: quicker than one by one, and harder to please.
	Groups int
	// Folds above 0 also keeps every so many-th message out, whoever wrote it. It flatters: people write like
	// themselves.
	Folds int
	// Growth also learns from an eighth, a quarter and half of the other authors: the curve over the number of authors.
	Growth bool
}

// Validate trains without each author in turn and scores on that author; after the authors comes the report that joins
// them. It takes minutes: before each part it calls next with the part's name, and ends where that returns an error.
func (x Cross) Validate(examples []classifier.Example, o classifier.Options,
	next func(part string) error) ([]Kept, error) {
	authors := authorsOf(examples)
	all := map[int]*tally{} // by the part of the other authors that is learnt from
	var out []Kept
	parts := []int{1}
	if x.Growth {
		parts = []int{8, 4, 2, 1}
	}
	for _, part := range parts {
		all[part] = newTally()
	}
	groups := grouped(authors, x.Groups)
	for _, group := range groups {
		one := map[string]*tally{}
		for _, author := range group {
			one[author] = newTally()
		}
		others := slices.DeleteFunc(slices.Clone(authors), func(a string) bool { return slices.Contains(group, a) })
		for _, part := range parts {
			name := fmt.Sprintf("author %s (of the others one in %d teaches)", strings.Join(group, " "), part)
			if err := next(name); err != nil {
				return nil, err
			}
			kept := func(i int) bool { return slices.Contains(group, examples[i].Author) }
			teaches := func(i int) bool {
				at := slices.Index(others, examples[i].Author)
				return at >= 0 && at%part == 0
			}
			err := keepOut(examples, o, kept, teaches, func(e *classifier.Example) []*tally {
				if part > 1 {
					return []*tally{all[part]}
				}
				return []*tally{one[e.Author], all[part]}
			})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		for _, author := range group {
			out = append(out, Kept{Name: author, Report: one[author].finish()})
		}
	}
	slices.SortFunc(out, func(a, b Kept) int { return cmp.Compare(a.Name, b.Name) })
	for _, part := range parts {
		others := len(authors) - len(groups[0])
		k := Kept{fewerAuthors, (others + part - 1) / part, all[part].finish()}
		if part == 1 {
			k.Name = allAuthors
		}
		out = append(out, k)
	}
	folds, err := x.folds(examples, o, next)
	return append(out, folds...), err
}

// folds keeps every so many-th message out, whoever wrote it.
func (x Cross) folds(examples []classifier.Example, o classifier.Options,
	next func(part string) error) ([]Kept, error) {
	mixed := newTally()
	for fold := range x.Folds {
		name := fmt.Sprintf("fold %d of %d", fold+1, x.Folds)
		if err := next(name); err != nil {
			return nil, err
		}
		kept := func(i int) bool { return i%x.Folds == fold }
		err := keepOut(examples, o, kept, func(i int) bool { return !kept(i) },
			func(*classifier.Example) []*tally { return []*tally{mixed} })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if x.Folds == 0 {
		return nil, nil
	}
	return []Kept{{Name: "folds", Report: mixed.finish()}}, nil
}

// ByAuthor scores labelled messages by who wrote them, where more than one did, and then all of them together.
func ByAuthor(c *classifier.Classifier, examples []classifier.Example, clock func() time.Time) (out []Kept) {
	if authors := authorsOf(examples); len(authors) > 1 {
		for _, author := range authors {
			others := func(e classifier.Example) bool { return e.Author != author }
			own := slices.DeleteFunc(slices.Clone(examples), others)
			out = append(out, Kept{Name: author, Report: Evaluate(c, own, nil)})
		}
	}
	return append(out, Kept{Name: allAuthors, Report: Evaluate(c, examples, clock)})
}

// authorsOf are those who wrote messages, by name.
func authorsOf(examples []classifier.Example) (authors []string) {
	for i := range examples {
		if !slices.Contains(authors, examples[i].Author) {
			authors = append(authors, examples[i].Author)
		}
	}
	slices.Sort(authors)
	return authors
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

// keepOut trains on the messages that teach and adds the readings of those that are kept to the tallies.
func keepOut(examples []classifier.Example, o classifier.Options, keeps, teaches func(int) bool,
	tallies func(*classifier.Example) []*tally) error {
	var rest, kept []classifier.Example
	for i := range examples {
		if keeps(i) {
			kept = append(kept, examples[i])
		}
		if teaches(i) {
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

// Write prints reports by author as tables, the curve over the number of authors, then what all authors give together.
func Write(w io.Writer, kept []Kept) error {
	var b strings.Builder
	var tables, grown []Kept
	for _, k := range kept {
		if k.Authors > 0 {
			grown = append(grown, k)
		}
		if k.Name != fewerAuthors {
			tables = append(tables, k)
		}
	}
	if len(tables) > 1 {
		writeKinds(&b, tables)
		writeByAuthor(&b, tables)
	}
	writeGrowth(&b, grown)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return err
	}
	for _, k := range kept {
		if k.Name == allAuthors {
			return k.Report.Write(w)
		}
	}
	return nil
}

// writeKinds prints how kinds and areas are read, by author.
func writeKinds(w io.Writer, kept []Kept) {
	fmt.Fprintf(w, "%-12s %5s %6s %6s %8s %7s %6s %6s %7s %10s %6s %6s\n", "author", "n", "kind", "accept", "macro F1",
		"refuse", "right", "wrong", "person", "complaints", "area", "area 2")
	for _, k := range kept {
		if r := k.Report; r.Messages > 0 {
			fmt.Fprintf(w, "%-12s %5d %6.1f %6.1f %8.3f %7d %6d %6d %7.1f %10.1f %6.1f %6.1f\n", k.Name, r.Messages,
				100*r.Accuracy, 100*r.Acceptable, r.MacroF1, r.Refusals.Would, r.Refusals.Right,
				len(r.Refusals.Wrongful), 100*r.ToPerson, 100*r.ComplaintsToPerson, 100*r.AreaFirst, 100*r.AreaSecond)
		}
	}
}
