package train

import (
	"fmt"
	"io"
	"slices"

	"complaints/classifier"
	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// Curve says what a limit on a likelihood would raise, and how often what is so likely is so. What holds a note, a
// clause that belongs to a matter or says what they want, and a writer, an intent or a kind that is read right count as
// found; all others as false.
type Curve struct {
	Note   string  `json:"note"`
	Holds  int     `json:"holds"` // what could be found
	Others int     `json:"others"`
	Points []Point `json:"points"`
}

// Point is one limit of a curve.
type Point struct {
	Limit float64 `json:"limit"`
	Found int     `json:"found"` // of those that hold it, as likely or likelier
	False int     `json:"false"` // of the others
	// from this limit to the next: how many, and how many of them hold it
	Within int `json:"within"`
	Right  int `json:"right"`
}

// The curves beside those of the notes.
const (
	curveMatter  = "clause of a matter"
	curveOutcome = "clause of an outcome"
	curveKind    = "kind read right"
	curveWriter  = "writer read right"
	curveIntent  = "intent read right"
)

var curveNames = append(slices.Clone(linear.NoteLabels), curveMatter, curveOutcome, curveKind, curveWriter,
	curveIntent)

// curveLimits are the limits at which curves are told.
var curveLimits = [...]float64{0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 0.7, 0.9}

// likelihoods collects how likely each thing was found to be, by whether it is so.
type likelihoods map[string]*[2][]float64

func (l likelihoods) count(curve string, holds bool, p float64) {
	if l[curve] == nil {
		l[curve] = &[2][]float64{}
	}
	at := 0
	if holds {
		at = 1
	}
	l[curve][at] = append(l[curve][at], p)
}

// add asks for the likelihoods of a message, and counts those of which the label says what is so.
func (l likelihoods) add(c *classifier.Classifier, e *classifier.Example, r reading.Reading) {
	if e.Context == reading.ContextManager {
		return
	}
	p := c.Likelihoods(e.Input())
	for _, note := range linear.NoteLabels {
		if holds := noteOf(e, note); holds != unknown {
			l.count(note, holds == 1, p.Notes[note])
		}
	}
	for _, u := range p.Units {
		if e.Issues != nil {
			l.count(curveMatter, issueAt(e, u.Unit) >= 0, u.Matter)
		}
		if wanted := wants(e, u.Unit); wanted != unknown {
			l.count(curveOutcome, wanted == 1, u.Outcome)
		}
	}
	if e.Kind != "" {
		l.count(curveKind, e.Kind == r.Kind, r.Confidence)
	}
	if e.Writer != "" {
		l.count(curveWriter, e.Writer == r.Writer, p.Writer)
	}
	if e.Intent != "" {
		l.count(curveIntent, e.Intent == r.Intent, p.Intent)
	}
}

// curves are the curves of what any message holds.
func (l likelihoods) curves() (out []Curve) {
	for _, note := range curveNames {
		if l[note] == nil || len(l[note][1]) == 0 {
			continue
		}
		c := Curve{Note: note, Holds: len(l[note][1]), Others: len(l[note][0])}
		for i, limit := range curveLimits {
			next := 2.0
			if i+1 < len(curveLimits) {
				next = curveLimits[i+1]
			}
			p := Point{Limit: limit, False: from(l[note][0], limit, 2), Found: from(l[note][1], limit, 2)}
			p.Right = from(l[note][1], limit, next)
			p.Within = p.Right + from(l[note][0], limit, next)
			c.Points = append(c.Points, p)
		}
		out = append(out, c)
	}
	return out
}

// from counts the likelihoods from a limit up to the next.
func from(p []float64, limit, next float64) (n int) {
	for _, v := range p {
		if v >= limit && v < next {
			n++
		}
	}
	return n
}

// writeCurves prints the curves: what each limit would find and raise needlessly, in a hundred, and the share that is
// right of what is from this likely to the next limit.
func writeCurves(w io.Writer, curves []Curve) error {
	for i, c := range curves {
		if i == 0 {
			_, err := fmt.Fprintf(w, "\n%-22s %6s %13s %15s %9s\n", "curve", "limit", "found", "false", "so likely")
			if err != nil {
				return err
			}
		}
		for _, p := range c.Points {
			_, err := fmt.Fprintf(w, "%-22s %6.2f %5d %6.1f%% %7d %6.1f%% %8.1f%%\n", c.Note, p.Limit, p.Found,
				100*ratio(p.Found, c.Holds), p.False, 100*ratio(p.False, c.Others), 100*ratio(p.Right, p.Within))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
