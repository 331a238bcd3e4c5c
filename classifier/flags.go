package classifier

import (
	"slices"

	"complaints/classifier/internal/linear"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
)

// findFlags joins the lexicon and the trained detectors. Either alone raises a flag when it is
// sure; both together need less. Self-harm and gas take the lexicon's word at once.
func (r *reading) findFlags() []complaint.Flag {
	out := []complaint.Flag{}
	if r.in.Context == complaint.ContextManager {
		return out
	}
	p := r.c.model.Head("flags").Of(r.raw)
	for i, name := range linear.FlagLabels {
		f := complaint.Flag(name)
		limit, words := r.c.table.Flags[f], r.has(r.c.signals.flags[i])
		if i == gasColumn && (r.has(r.c.signals.leak) || r.has(r.c.signals.flags[heatingColumn])) {
			limit.Alone = max(limit.Alone, limit.Explained)
		}
		if i == selfHarmColumn && r.onlyGivesUp() {
			limit.WithWords = max(limit.WithWords, limit.Explained)
		}
		if words && float64(p[i]) >= limit.WithWords || float64(p[i]) >= limit.Alone {
			out = append(out, f)
		}
	}
	return out
}

// onlyGivesUp reports whether all that the lexicon finds of self-harm are words of somebody who gives up on us: "what
// is the point, nobody ever bothers". The detector has the last word then, and a person reads such a message anyway.
func (r *reading) onlyGivesUp() bool {
	s := &r.c.signals
	return !slices.ContainsFunc(r.hits, func(h hit) bool {
		return r.c.book.signal[h.rule] == s.flags[selfHarmColumn] && !slices.ContainsFunc(r.hits, func(o hit) bool {
			return r.c.book.signal[o.rule] == s.givesUp && o.from <= h.from && h.to <= o.to
		})
	})
}

func (r *reading) flagged(f complaint.Flag) bool { return slices.Contains(r.flags, f) }

// selfHarmPlain reports whether words of the lexicon speak of self-harm, or the detector is sure. Less raises the flag
// and asks a person, but does not by itself say what the message is.
func (r *reading) selfHarmPlain() bool {
	const sure = 0.3
	return r.has(r.c.signals.flags[selfHarmColumn]) ||
		float64(r.c.model.Head("flags").Of(r.raw)[selfHarmColumn]) >= sure
}

// emergency reports danger now to life or home: a person is alerted within minutes, day or night.
func (r *reading) emergency() bool {
	if r.in.Context == complaint.ContextManager {
		return false
	}
	vulnerable := r.flagged(complaint.FlagHealthVulnerable) || r.flagged(complaint.FlagChild)
	switch {
	case r.flagged(complaint.FlagSelfHarm):
		return true
	case (r.flagged(complaint.FlagGas) || r.flagged(complaint.FlagSafetyHazard)) && r.has(r.c.signals.danger):
		return true
	case r.gasLikely():
		return true
	case r.flagged(complaint.FlagNoHeating) && vulnerable && cold(r.c.day(r.in.Received)):
		return true
	case r.flagged(complaint.FlagDampMould) && r.has(r.c.signals.airways):
		return true
	case r.has(r.c.signals.safeguarding) || r.has(r.c.signals.threat):
		return true
	}
	return false
}

// gasLikely reports that the trained detector alone speaks of gas or carbon monoxide: people in
// danger avoid the obvious words. Waking somebody at night takes more than the flag in a file does.
func (r *reading) gasLikely() bool {
	const alarm = 0.3
	p := r.c.model.Head("flags").Of(r.raw)
	return float64(p[gasColumn]) >= max(alarm, r.c.table.Flags[complaint.FlagGas].Alone) &&
		!r.has(r.c.signals.paperwork)
}

// cold reports the months in which a home without heat is a danger (2.4): October to April.
func cold(d calendar.Date) bool {
	_, m, _ := d.Civil()
	return m >= 10 || m <= 4
}
