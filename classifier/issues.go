package classifier

import (
	"slices"
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// How sure the model of units must be that a unit belongs to a matter. Found by leaving authors out.
const (
	sureMatter = 0.35 // in a message that brings one
	sureInCase = 0.7  // in one that need not: a question, a reply in a case
	moreMatter = 0.15 // for what goes on in the same sentence
	sureAsk    = 0.2  // that a unit says what they want
	likelyAsk  = 0.05 // the same in a message that wants something nearly always: a complaint, a request for stage 2
	moreAsk    = 0.05 // for what leads to it in the same sentence
)

// unitReading is what the model of units answers to one unit.
type unitReading struct {
	Unit
	begins, goesOn, ask float32
	joined              bool // the same sentence as the unit before
	in                  bool // belongs to a matter
}

// readUnits asks the model of units of each.
func (r *scan) readUnits() []unitReading {
	units := UnitsOf(r.t)
	m := r.c.models.Units
	matter, ask := m.Head("matter"), m.Head("ask")
	out := make([]unitReading, len(units))
	for i, msg := range unitMessages(r.c.book, r.t, r.hits, units, r.in) {
		p := m.Score(msg)
		out[i] = unitReading{
			Unit: units[i], begins: matter.Of(p)[1], goesOn: matter.Of(p)[2], ask: ask.Of(p)[0],
			joined: i > 0 && units[i].Sentence == units[i-1].Sentence,
		}
	}
	return out
}

// bringsMatters reports a kind of message that has at least one matter.
func bringsMatters(k reading.Kind) bool {
	return k == reading.KindComplaint || k == reading.KindOutOfScope || k == reading.KindTooOld
}

// markMatters says of each unit whether it belongs to a matter.
func markMatters(units []unitReading, whole reading.Kind) {
	sure, best := float32(sureInCase), -1
	if bringsMatters(whole) {
		sure = sureMatter
	}
	for i := range units {
		units[i].in = units[i].begins+units[i].goesOn >= sure
		if best < 0 || units[i].begins+units[i].goesOn > units[best].begins+units[best].goesOn {
			best = i
		}
	}
	for i := range units {
		more := units[i].begins+units[i].goesOn >= moreMatter
		units[i].in = units[i].in || more && units[i].joined && units[i-1].in
	}
	for i := len(units) - 2; i >= 0; i-- {
		more := units[i].begins+units[i].goesOn >= moreMatter
		units[i].in = units[i].in || more && units[i+1].joined && units[i+1].in
	}
	if best >= 0 && bringsMatters(whole) {
		units[best].in = true
	}
}

// issues are the matters of a message, each in the resident's own words and with its own kind and area.
func (r *scan) issues(v verdict, whole reading.Reading, units []unitReading) []reading.Issue {
	markMatters(units, whole.Kind)
	var spans [][2]int // of units
	for i, u := range units {
		switch {
		case !u.in:
		case i > 0 && units[i-1].in && u.begins <= u.goesOn:
			spans[len(spans)-1][1] = i + 1
		default:
			spans = append(spans, [2]int{i, i + 1})
		}
	}
	var out []reading.Issue
	for _, s := range spans {
		first, last := units[s[0]], units[s[1]-1]
		words := strings.TrimSpace(r.t.Body[first.From:last.To])
		if words == "" {
			continue
		}
		one := reading.Issue{Sentence: words}
		one.Kind, one.Exclusion = kindAndExclusion(r.classOf(v, first.First, last.Last, len(spans) == 1))
		if !ofItsOwn(one) {
			one.Kind, one.Exclusion = whole.Kind, whole.Exclusion
		}
		one.Area = r.areaOf(first.First, last.Last, whole.Area)
		if !comesBack(out, one) {
			out = append(out, one)
		}
	}
	return r.ofOneKind(out, whole)
}

// comesBack reports a matter that was told before: of the same kind and area, with a telling word of it.
func comesBack(before []reading.Issue, one reading.Issue) bool {
	words := tellingWords(one.Sentence)
	return slices.ContainsFunc(before, func(b reading.Issue) bool {
		if b.Kind != one.Kind || b.Exclusion != one.Exclusion || b.Area != one.Area {
			return false
		}
		for w := range tellingWords(b.Sentence) {
			if words[w] {
				return true
			}
		}
		return false
	})
}

// ofOneKind sees to it that what the message is read as is the kind of one of its matters at least.
func (r *scan) ofOneKind(out []reading.Issue, whole reading.Reading) []reading.Issue {
	if len(out) == 0 || !bringsMatters(whole.Kind) {
		return out
	}
	for _, i := range out {
		if i.Kind == whole.Kind && i.Exclusion == whole.Exclusion {
			return out
		}
	}
	out[0].Kind, out[0].Exclusion = whole.Kind, whole.Exclusion
	return out
}

// classOf is what a matter is by itself: by the rules in its words, else as the whole message is read.
func (r *scan) classOf(v verdict, from, to int, only bool) int {
	if only && (v.class == pComplaint || exclusionAt(v.class) >= 0) {
		return v.class
	}
	s := &r.c.signals
	excluded := -1
	for _, h := range r.hits {
		if int(h.from) < from || int(h.from) >= to {
			continue
		}
		sig := r.c.book.signal[h.rule]
		if sig == s.failure || sig == s.repeat {
			return pComplaint
		}
		for e, id := range s.exclusions {
			if id == sig && (e != 0 || v.class == pFirst) && (e != 4 || v.class == pPolicy) {
				excluded = pFirst + e
			}
		}
	}
	if excluded >= 0 {
		return excluded
	}
	return v.class
}

// areaOf is the area that some words name, or that of the whole message.
func (r *scan) areaOf(from, to int, whole reading.Area) reading.Area {
	for _, h := range r.hits {
		if int(h.from) < from || int(h.from) >= to {
			continue
		}
		for i, id := range r.c.signals.areas {
			if id >= 0 && id == r.c.book.signal[h.rule] {
				return reading.Area(linear.AreaLabels[i])
			}
		}
	}
	return whole
}

// outcome is the stretch that says what they want: the surest unit, and what goes with it in its sentence.
func (r *scan) outcome(units []unitReading, whole reading.Kind) string {
	sure := float32(sureAsk)
	if whole == reading.KindComplaint || whole == reading.KindStage2Request {
		sure = likelyAsk
	}
	best := -1
	for i, u := range units {
		if u.ask >= sure && (best < 0 || u.ask > units[best].ask) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	from, to := best, best
	for from > 0 && units[from].joined && units[from-1].ask >= moreAsk {
		from--
	}
	for to+1 < len(units) && units[to+1].joined {
		to++
	}
	return strings.TrimSpace(r.t.Body[units[from].From:units[to].To])
}
