package classifier

import (
	"math"
	"slices"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// noted is what the model of notes answers to a message.
type noted struct {
	p       []float32 // the most of any window, by NoteLabels
	at      []window  // the window that says it
	windows []window
}

// The places of the notes.
var (
	nDanger   = slices.Index(linear.NoteLabels, linear.NoteDanger)
	nSelfHarm = slices.Index(linear.NoteLabels, linear.NoteSelfHarm)
	nStrong   = slices.Index(linear.NoteLabels, linear.NoteStrong)
	nThreat   = slices.Index(linear.NoteLabels, linear.NoteThreat)
	nDeath    = slices.Index(linear.NoteLabels, linear.NoteDeath)
	nSafety   = slices.Index(linear.NoteLabels, linear.NoteSafety)
)

// findNotes asks the model of notes of every window of the message: what matters may stand in the fourth paragraph.
func (r *scan) findNotes() {
	n := len(linear.NoteLabels)
	r.notes = noted{p: make([]float32, n), at: make([]window, n), windows: windowsOf(r.t)}
	day := r.c.day(r.in.Received)
	for _, w := range r.notes.windows {
		alone := r.t.Tokens[w.first].Sentence == r.t.Tokens[w.last-1].Sentence
		for j, v := range r.noteScores(w, day) {
			if alone && len(r.notes.windows) > 1 {
				v = oneOfMany(v)
			}
			if v > r.notes.p[j] {
				r.notes.p[j], r.notes.at[j] = v, w
			}
		}
	}
}

// oneOfMany is how likely a note is that a single sentence says, in a message that has more of them: each is a chance
// to be mistaken. The odds are divided by e, as leaving authors out showed best.
func oneOfMany(p float32) float32 { return p / (p + float32(math.E*(1-p))) }

func (r *scan) noteScores(w window, day calendar.Date) []float32 {
	m := r.c.models.Notes
	return m.Head("notes").Of(m.Score(windowMessage(r.c.book, r.t, r.hits, w, r.in, day)))
}

// note is how likely the message holds a note.
func (r *scan) note(at int) float64 { return float64(r.notes.p[at]) }

// Likelihoods is how likely the models find what a message may hold. What a reading makes of it is for the limits of
// table.yaml; this is to see what other limits would do.
type Likelihoods struct {
	Notes  map[string]float64 // by their names
	Units  []UnitLikelihood
	Writer float64 // of the likeliest
	Intent float64 // of the likeliest, the words of replies.yaml taken into account
}

// UnitLikelihood is how likely a stretch of the body belongs to a matter, and that it says what they want.
type UnitLikelihood struct {
	Unit
	Matter, Outcome float64
}

// Likelihoods asks the models of a message.
func (c *Classifier) Likelihoods(in Input) Likelihoods {
	w := c.work.Get().(*workspace)
	defer c.work.Put(w)
	if in.Context == "" {
		in.Context = reading.ContextNone
	}
	r := c.understand(&in, w)
	out := Likelihoods{
		Notes:  map[string]float64{},
		Writer: float64(slices.Max(c.model.Head("writer").Of(r.raw))),
		Intent: float64(slices.Max(r.voices("resident", c.signals.resident, 0))),
	}
	for at, note := range linear.NoteLabels {
		out.Notes[note] = r.note(at)
	}
	for _, u := range r.readUnits() {
		out.Units = append(out.Units, UnitLikelihood{u.Unit, float64(u.begins + u.goesOn), float64(u.ask)})
	}
	return out
}

// noteWords are the words of the body that say a note most plainly: the best sentence of the window that says it.
func (r *scan) noteWords(at int) (text string, from, to int) {
	w := r.notes.at[at]
	var best window
	var top float32 = -1
	day := r.c.day(r.in.Received)
	for _, s := range sentencesOf(r.t, w) {
		if v := r.noteScores(s, day)[at]; v > top && !r.t.Tokens[s.first].Subject {
			best, top = s, v
		}
	}
	if top < 0 {
		return "", 0, 0
	}
	from, to = r.t.Tokens[best.first].From, r.t.Tokens[best.last-1].To
	return r.t.Body[from:to], from, to
}

// sentencesOf are the sentences of a window.
func sentencesOf(t *words.Text, w window) (out []window) {
	for i := w.first; i < w.last; {
		end := i
		for end < w.last && t.Tokens[end].Sentence == t.Tokens[i].Sentence {
			end++
		}
		out = append(out, window{i, end})
		i = end
	}
	return out
}

// danger grades what the models and the dates say: a page at any hour, or the first thing today.
func (r *scan) danger() reading.Danger {
	limits := &r.c.table.Notes
	p := r.note(nDanger)
	switch {
	case r.in.Context == reading.ContextManager:
		return ""
	case p >= limits.DangerNow, p >= limits.DangerPlain && r.illOrUnsafe(),
		p >= limits.DangerWords && r.wordsOfDanger(),
		r.coldAndFrail(), r.smellsOfGas(),
		p >= limits.DangerSure && r.saysDanger(),
		r.note(nThreat) >= limits.ThreatNow && !r.onlyLawyers(),
		r.selfHarm() == reading.SelfHarmStrong, r.language != "" && r.has(r.c.signals.abroad):
		return reading.DangerNow
	case p >= limits.DangerToday, r.selfHarm() == reading.SelfHarmWeak:
		return reading.DangerToday
	}
	return ""
}

// smellsOfGas reports plain words by which it smells of gas now, whatever the model makes of what stands around them.
func (r *scan) smellsOfGas() bool { return r.has(r.c.signals.gasNow) }

// saysDanger reports a danger of a known kind, told in so many words.
func (r *scan) saysDanger() bool {
	s := &r.c.signals
	return r.has(s.plainDanger) || r.has(s.plainCold) && cold(r.c.day(r.in.Received))
}

// coldAndFrail reports a home without heat, in the cold months, with somebody in it whom the cold may harm. It is
// danger by what it is, and not by how it is told.
func (r *scan) coldAndFrail() bool {
	return r.flagged(reading.FlagNoHeating) && cold(r.c.day(r.in.Received)) && r.late != outside &&
		(r.flagged(reading.FlagHealthVulnerable) || r.flagged(reading.FlagChild))
}

// wordsOfDanger reports words of the lexicon that speak of danger and of what is dangerous. The model of notes must
// hear some of it too: it knows what is past, mended or a figure of speech.
func (r *scan) wordsOfDanger() bool {
	dangerous := r.flagged(reading.FlagGas) || r.flagged(reading.FlagSafetyHazard)
	return dangerous && r.has(r.c.signals.danger) || r.gasLikely()
}

// illOrUnsafe reports damp where somebody's breathing suffers from it, and words of a child or an adult at risk.
func (r *scan) illOrUnsafe() bool {
	s := &r.c.signals
	return r.flagged(reading.FlagDampMould) && r.has(s.airways) || r.has(s.safeguarding)
}

// gasLikely reports that the trained detector alone speaks of gas or carbon monoxide: people in
// danger avoid the obvious words.
func (r *scan) gasLikely() bool {
	const alarm = 0.3
	p := r.c.model.Head("flags").Of(r.raw)
	return float64(p[gasColumn]) >= max(alarm, r.c.table.Flags[reading.FlagGas].Alone) &&
		!r.has(r.c.signals.paperwork)
}

// violent reports a threat to our people or our buildings.
func (r *scan) violent() bool {
	limits, p := &r.c.table.Notes, r.note(nThreat)
	return (p >= limits.Threat || p >= limits.ThreatSure && r.has(r.c.signals.plainThreat)) && !r.notUs()
}

// selfHarm grades what the model of notes says of self-harm.
func (r *scan) selfHarm() reading.SelfHarm {
	limits, p := &r.c.table.Notes, r.note(nSelfHarm)
	plain := p >= limits.SelfHarmPlain && r.has(r.c.signals.harmsSelf) ||
		p >= limits.SelfHarmSure && r.has(r.c.signals.plainSelfHarm)
	switch {
	case r.in.Context == reading.ContextManager, p < limits.SelfHarm && !plain:
		return ""
	case r.note(nStrong) >= limits.Strong, plain && r.note(nStrong) > p/2:
		return reading.SelfHarmStrong
	}
	return reading.SelfHarmWeak
}
