package train

import (
	"fmt"
	"hash/fnv"
	"strings"

	"complaints/classifier"
	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// How many units or windows must hold a feature for a model to learn it. Windows overlap, so that one sentence counts
// up to four times.
const (
	minUnits   = 5
	minWindows = 32
)

// pieces is a labelled message in units.
type pieces struct {
	example *classifier.Example
	first   int // of its parts among all
	n       int // how many it has
	units   []classifier.Unit
}

// trainParts fits the models of what messages hold: of units, of the notes of windows, and of times.
func trainParts(examples []classifier.Example, vec *linear.Vectors) (units, notes, times *linear.Model, err error) {
	features, err := classifier.NewFeatures()
	if err != nil {
		return nil, nil, nil, err
	}
	var parts, windows []linear.Message
	var all, seen []pieces
	var dated timed
	for i := range examples {
		e := &examples[i]
		if e.Context == reading.ContextManager {
			continue
		}
		p := features.Of(e.Input())
		dated.add(e, p)
		if e.Kind == "" && len(e.Event) == 2 { // labelled with its days alone
			continue
		}
		all = append(all, pieces{e, len(parts), len(p.Units), p.Units})
		parts = append(parts, p.OfUnits...)
		seen = append(seen, pieces{e, len(windows), len(p.Windows), nil})
		windows = append(windows, p.Windows...)
	}
	units = &linear.Model{Words2vec: vec, Lengths: linear.UnitLengths}
	notes = &linear.Model{Words2vec: vec, Lengths: linear.NoteLengths}
	rows := vocabulary(notes, windows, minWindows)
	addMeanings(notes, windows, rows)
	fitHeads(notes, []question{{
		"notes", linear.NoteLabels, tellingNotes(notes, seen, rows, len(windows)),
		fitting{epochs: 20, regularised: 1e-5, heat: 1, binary: true},
	}}, rows)
	finish(notes, "n", len(windows))
	rows = vocabulary(units, parts, minUnits)
	addMeanings(units, parts, rows)
	fitUnits(units, all, rows, len(parts))
	finish(units, "u", len(parts))
	return units, notes, dated.train(vec), nil
}

// fitUnits fits what is asked of units.
func fitUnits(m *linear.Model, all []pieces, rows [][]feature, n int) {
	fitHeads(m, []question{
		{
			"matter", linear.MatterLabels, matterTargets(all, n),
			fitting{epochs: 20, regularised: 2e-5, bayes: 0.1, heat: 1},
		},
		{
			"ask", linear.AskLabels, askTargets(all, n),
			fitting{epochs: 20, regularised: 2e-5, heat: 1, binary: true},
		},
	}, rows)
}

// finish names a model after what it holds.
func finish(m *linear.Model, kind string, n int) {
	sum := fnv.New32a()
	m.Version = ""
	sum.Write(m.Encode())
	m.Version = fmt.Sprintf("%s-%d-%08x", kind, n, sum.Sum32())
	m.Index()
}

// tellingNotes are the notes that parts of messages are to learn: in a message that holds one, the part that tells it
// most.
func tellingNotes(m *linear.Model, all []pieces, rows [][]feature, n int) []target {
	notes := noteTargets(all, n)
	o := fitting{epochs: 6, regularised: 2e-5, heat: 1, binary: true}
	w, bias := o.fit(rows, notes, len(m.Hashes)+m.Words2vec.Dims, len(linear.NoteLabels))
	keepTelling(all, notes, rows, w, bias)
	return notes
}

// noteTargets gives every unit of a message what the message is labelled with.
func noteTargets(all []pieces, n int) []target {
	out := make([]target, n)
	for _, c := range all {
		for i := range c.n {
			out[c.first+i] = noteTarget(c.example)
		}
	}
	return out
}

// keepTelling leaves of each message that holds a note the unit that tells it most, by a first fit: what the other
// units are is not known.
func keepTelling(all []pieces, notes []target, rows [][]feature, w, bias []float32) {
	labels := len(linear.NoteLabels)
	for _, c := range all {
		for j := range labels {
			if c.n == 0 || notes[c.first][j] < 1 {
				continue
			}
			best, top := -1, float32(0)
			for i := range c.n {
				score := bias[j]
				for _, f := range rows[c.first+i] {
					score += float32(f.value * w[int(f.row)*labels+j])
				}
				if best < 0 || score > top {
					best, top = i, score
				}
			}
			for i := range c.n {
				if i != best {
					notes[c.first+i][j] = unknown
				}
			}
		}
	}
}

// matterTargets says of each unit whether it begins a matter, goes on with it, or holds none.
func matterTargets(all []pieces, n int) []target {
	out := make([]target, n)
	for _, c := range all {
		if c.example.Issues == nil {
			continue
		}
		last := -1
		for i, u := range c.units {
			t := make(target, len(linear.MatterLabels))
			at := issueAt(c.example, u)
			switch {
			case at < 0:
				t[0] = 1
			case at != last:
				t[1] = 1
			default:
				t[2] = 1
			}
			last = at
			out[c.first+i] = t
		}
	}
	return out
}

// issueAt is the labelled matter to which at least half of a unit belongs, or -1.
func issueAt(e *classifier.Example, u classifier.Unit) int {
	for k, i := range e.Issues {
		from := strings.Index(e.Body, i.Words)
		if from >= 0 && 2*overlap(u, from, from+len(i.Words)) >= u.To-u.From {
			return k
		}
	}
	return -1
}

func overlap(u classifier.Unit, from, to int) int { return max(min(u.To, to)-max(u.From, from), 0) }

// askTargets says of each unit whether it tells what is wanted.
func askTargets(all []pieces, n int) []target {
	out := make([]target, n)
	for _, c := range all {
		if c.example.Outcome == nil {
			continue
		}
		for i, u := range c.units {
			out[c.first+i] = target{wants(c.example, u)}
		}
	}
	return out
}

// wants is 1 if at least half of a unit belongs to what the label says that they want, and 0 if it does not.
func wants(e *classifier.Example, u classifier.Unit) float32 {
	if e.Outcome == nil {
		return unknown
	}
	from := strings.Index(e.Body, *e.Outcome)
	if *e.Outcome != "" && from >= 0 && 2*overlap(u, from, from+len(*e.Outcome)) >= u.To-u.From {
		return 1
	}
	return 0
}
