package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// Figure is one number of a report and how it was made.
type Figure struct {
	Name        string   `json:"name"`
	Group       string   `json:"group,omitempty"`
	Definition  string   `json:"definition"`
	Numerator   *int     `json:"numerator,omitempty"`
	Denominator *int     `json:"denominator,omitempty"`
	Value       *float64 `json:"value"` // nil: nothing to divide by, or too few to be told
	Unit        string   `json:"unit"`  // count, percent, days, working days, minutes, per 1,000 homes
	Suppressed  bool     `json:"suppressed,omitempty"`
}

// Words tell the figure as people read it.
func (f Figure) Words() string {
	switch {
	case f.Suppressed:
		return "fewer than 5"
	case f.Value == nil:
		return "none"
	case f.Unit == "count":
		return fmt.Sprintf("%.0f", *f.Value)
	case f.Denominator != nil && f.Unit == "percent":
		return fmt.Sprintf("%.1f%% (%d of %d)", *f.Value, *f.Numerator, *f.Denominator)
	case f.Denominator != nil:
		return fmt.Sprintf("%.1f %s (%d and %d)", *f.Value, f.Unit, *f.Numerator, *f.Denominator)
	}
	return fmt.Sprintf("%.4g %s", *f.Value, f.Unit)
}

// part is a figure's numerator and denominator while they are counted.
type part struct{ in, of int }

// tally is what is counted of one figure, by group; "" is all.
type tally struct {
	parts map[string]part
	spans map[string][]float64
}

const fewest = 5 // of figures about protected matters, below which a person could be known by them

// figures makes the tallies into figures.
func (r *Count) figures() []Figure {
	var all []Figure
	for _, m := range measures {
		t := r.tallies[m.name]
		groups := slices.Sorted(maps.Keys(t.parts))
		if len(groups) == 0 && len(t.spans) == 0 {
			groups = []string{""}
		}
		for _, g := range groups {
			all = append(all, m.figure(g, t.parts[g]))
		}
		for _, g := range slices.Sorted(maps.Keys(t.spans)) {
			for _, q := range []struct {
				name string
				at   float64
			}{{"median", 0.5}, {"90th percentile", 0.9}} {
				value := quantile(t.spans[g], q.at)
				all = append(all, Figure{
					Name: m.name, Group: joinGroup(g, q.name), Definition: m.definition, Value: &value, Unit: m.how,
				})
			}
		}
	}
	return all
}

func (m measure) figure(group string, p part) Figure {
	f := Figure{Name: m.name, Group: group, Definition: m.definition, Unit: "count"}
	if m.small && min(p.in, p.of) < fewest && p.of > 0 && (p.in > 0 || p.of < fewest) {
		f.Suppressed = true
		return f
	}
	switch m.how {
	case "count":
		value := float64(p.in)
		f.Value = &value
	case "share", "homes":
		f.Unit = "percent"
		scale := 100.0
		if m.how == "homes" {
			f.Unit, scale = "per 1,000 homes", 1000
		}
		f.Numerator, f.Denominator = &p.in, &p.of
		if p.of > 0 {
			value := math.Round(float64(p.in)/float64(p.of)*scale*10) / 10
			f.Value = &value
		}
	default:
		f.Unit = m.how
	}
	return f
}

func joinGroup(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

// quantile is the smallest span that at least that share of all do not exceed; of the median of an even number, the
// mean of the two in the middle.
func quantile(spans []float64, share float64) float64 {
	s := slices.Sorted(slices.Values(spans))
	n := len(s)
	if share == 0.5 && n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[max(0, int(math.Ceil(share*float64(n)))-1)]
}
