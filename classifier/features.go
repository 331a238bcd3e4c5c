package classifier

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// Features makes of messages what the models learn from, as a Classifier with the embedded rules does.
type Features struct {
	book *rulebook
	zone *time.Location
	m    matcher
}

// NewFeatures compiles the embedded rules. It is for one goroutine.
func NewFeatures() (*Features, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, err
	}
	files, err := loadRules("")
	if err != nil {
		return nil, err
	}
	book, err := compileRules(files...)
	if err != nil {
		return nil, err
	}
	return &Features{book: book, zone: zone}, nil
}

// Parts are the parts of a message as the models see them: its windows with their concepts, its units, and its phrases
// about time.
type Parts struct {
	Windows []linear.Message
	Units   []Unit
	OfUnits []linear.Message
	Times   []Time
	OfTimes []linear.Message
}

// Of cuts a message into what the models of parts learn from.
func (f *Features) Of(in Input) (p Parts) {
	t, day := prepare(&in), dayIn(in.Received, f.zone)
	hits := f.book.match(t, &f.m)
	for _, w := range windowsOf(t) {
		p.Windows = append(p.Windows, windowMessage(f.book, t, hits, w, &in, day))
	}
	p.Units = UnitsOf(t)
	p.OfUnits = unitMessages(f.book, t, hits, p.Units, &in)
	told := timesIn(t, datesIn(t, &in, day))
	for _, m := range told {
		p.Times = append(p.Times, timeOf(m))
	}
	p.OfTimes = timeMessages(f.book, t, hits, told, &in, day)
	return p
}

// window is a few sentences of a message that are read together.
type window struct{ first, last int } // words: Text.Tokens[first:last]

// A window ends with the sentence in which it reaches so many words, or with so many sentences.
const (
	windowWords     = 30
	windowSentences = 3
)

// windowsOf are the windows of a message: one begins with each sentence, until one reaches its end; and each sentence
// by itself, for a plain one is lost among what stands around it.
func windowsOf(t *words.Text) []window {
	out := sentencesOf(t, window{0, len(t.Tokens)})
	var starts []int
	for _, s := range out {
		starts = append(starts, s.first)
	}
	single := len(out)
	for i, first := range starts {
		last := len(t.Tokens)
		for k := i + 1; k < len(starts); k++ {
			if k-i >= windowSentences || starts[k]-first >= windowWords {
				last = starts[k]
				break
			}
		}
		if w := (window{first, last}); !slices.Contains(out[:single], w) {
			out = append(out, w)
		}
		if last == len(t.Tokens) {
			break
		}
	}
	return out
}

// windowMessage is a window with its concepts: each by itself, and those of one sentence in pairs.
func windowMessage(b *rulebook, t *words.Text, hits []hit, w window, in *Input, day calendar.Date) linear.Message {
	before := func(h hit, word int) int { return cmp.Compare(int(h.from), word) } // they come in the order of the text
	first, _ := slices.BinarySearchFunc(hits, w.first, before)
	last, _ := slices.BinarySearchFunc(hits, w.last, before)
	here := hits[first:last]
	m := linear.Message{
		Text: &words.Text{Body: t.Body, Tokens: t.Tokens[w.first:w.last]}, Channel: in.Channel,
		Context: reading.ContextNone, Around: &linear.Around{Place: conceptPairs(b, here)},
	}
	season := "warm"
	if cold(day) {
		season = "cold"
	}
	m.Around.Place = append(m.Around.Place, season)
	for _, h := range here {
		if s := b.signals[b.signal[h.rule]]; s == string(reading.FlagNoHeating) || s == conceptSignal+"no heat" {
			m.Around.Place = append(m.Around.Place, season+" "+s)
			break
		}
	}
	return m
}

// conceptPairs are the signals in hits, and each two concepts that meet in one sentence.
func conceptPairs(b *rulebook, hits []hit) []string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for i := 0; i < len(hits); {
		end := i
		for end < len(hits) && hits[end].sentence == hits[i].sentence {
			end++
		}
		var here []string
		for _, h := range hits[i:end] {
			s := b.signals[b.signal[h.rule]]
			if notAFeature(s) || slices.Contains(here, s) {
				continue
			}
			here = append(here, s)
			add(s)
		}
		here = slices.DeleteFunc(here, func(s string) bool { return !strings.HasPrefix(s, conceptSignal) })
		slices.Sort(here)
		for x := range here {
			for y := x + 1; y < len(here); y++ {
				add(here[x] + here[y])
			}
		}
		i = end
	}
	return out
}

// conceptsIn are the signals of the hits among some words.
func conceptsIn(b *rulebook, hits []hit, from, to int) []string {
	var out []string
	for _, h := range hits {
		if int(h.from) >= from && int(h.from) < to {
			if s := b.signals[b.signal[h.rule]]; !notAFeature(s) && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// notAFeature reports a signal from which the models of notes and units do not learn: what a reply wants says nothing
// of danger, nor of matters.
func notAFeature(signal string) bool {
	return strings.HasPrefix(signal, "m_") || slices.Contains(linear.ResidentLabels, signal) ||
		strings.HasPrefix(signal, writerSignal) || signal == "abroad"
}
