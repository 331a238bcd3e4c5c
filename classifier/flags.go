package classifier

import (
	"slices"

	"complaints/classifier/internal/linear"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// findFlags joins the lexicon and the trained detectors. Either alone raises a flag when it is
// sure; both together need less. Gas takes the lexicon's word at once; self-harm is the model of notes' to say.
func (r *scan) findFlags() []reading.Flag {
	out := []reading.Flag{}
	if r.in.Context == reading.ContextManager {
		return out
	}
	p := r.c.model.Head("flags").Of(r.raw)
	for i, name := range linear.FlagLabels {
		f := reading.Flag(name)
		limit, words := r.c.table.Flags[f], r.has(r.c.signals.flags[i])
		if i == gasColumn && (r.has(r.c.signals.leak) || r.has(r.c.signals.flags[heatingColumn])) {
			limit.Alone = max(limit.Alone, limit.Explained)
		}
		if i == selfHarmColumn {
			if r.selfHarm() != "" {
				out = append(out, f)
			}
			continue
		}
		if words && float64(p[i]) >= limit.WithWords || float64(p[i]) >= limit.Alone {
			out = append(out, f)
		}
	}
	return out
}

func (r *scan) flagged(f reading.Flag) bool { return slices.Contains(r.flags, f) }

// cold reports the months in which a home without heat is a danger (2.4): October to April.
func cold(d calendar.Date) bool {
	_, m, _ := d.Civil()
	return m >= 10 || m <= 4
}
