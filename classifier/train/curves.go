package train

import (
	"fmt"
	"io"

	"complaints/classifier"
	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// Curve says what a limit on one note's likelihood would raise, and how often what is so likely is so.
type Curve struct {
	Note   string  `json:"note"`
	Points []Point `json:"points"`
}

// Point is one limit of a curve.
type Point struct {
	Limit float64 `json:"limit"`
	Found int     `json:"found"` // messages that hold it, and are as likely or likelier
	False int     `json:"false"` // of the others
	// from this limit to the next: messages, and how many of them hold it
	Within int `json:"within"`
	Right  int `json:"right"`
}

// curveLimits are the limits at which curves are told.
var curveLimits = [...]float64{0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 0.7, 0.9}

// likelihoods collects how likely each message was found to hold each note, by whether it does.
type likelihoods map[string]*[2][]float64

// add asks for a message's notes, of which the label says whether it holds them.
func (l likelihoods) add(c *classifier.Classifier, e *classifier.Example) {
	if e.Context == reading.ContextManager {
		return
	}
	p := c.Notes(e.Input())
	for _, note := range linear.NoteLabels {
		holds := noteOf(e, note)
		if holds == unknown {
			continue
		}
		if l[note] == nil {
			l[note] = &[2][]float64{}
		}
		l[note][int(holds)] = append(l[note][int(holds)], p[note])
	}
}

// curves are the curves of the notes that any message holds.
func (l likelihoods) curves() (out []Curve) {
	for _, note := range linear.NoteLabels {
		if l[note] == nil || len(l[note][1]) == 0 {
			continue
		}
		c := Curve{Note: note}
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

// writeCurves prints the curves: what each limit would find and raise needlessly, and the share that is right of what is
// from this likely to the next limit.
func writeCurves(w io.Writer, curves []Curve) error {
	for i, c := range curves {
		if i == 0 {
			_, err := fmt.Fprintf(w, "\n%-22s %7s %7s %7s %9s\n", "note", "limit", "found", "false", "so likely")
			if err != nil {
				return err
			}
		}
		for _, p := range c.Points {
			_, err := fmt.Fprintf(w, "%-22s %7.2f %7d %7d %8.1f%%\n", c.Note, p.Limit, p.Found, p.False,
				100*ratio(p.Right, p.Within))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
