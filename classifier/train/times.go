package train

import (
	"complaints/classifier"
	"complaints/classifier/internal/linear"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// minTimes is how many phrases about time must hold a feature for the model to learn it: there are few.
const minTimes = 2

// timed are the phrases about time of the messages of which it is labelled when it happened.
type timed struct {
	messages []linear.Message
	targets  []target
}

// add takes the phrases of a message, and what each is to it.
func (d *timed) add(e *classifier.Example, p classifier.Parts) {
	if len(e.Event) != 2 {
		return
	}
	for i, t := range p.Times {
		d.messages = append(d.messages, p.OfTimes[i])
		d.targets = append(d.targets, target{isSo(near(e.Event[0], t.Begins)), isSo(near(e.Event[1], t.Ends))})
	}
}

func isSo(yes bool) float32 {
	if yes {
		return 1
	}
	return 0
}

// train fits the model of times.
func (d *timed) train(vec *linear.Vectors) *linear.Model {
	m := &linear.Model{Words2vec: vec, Lengths: linear.TimeLengths}
	rows := vocabulary(m, d.messages, minTimes)
	addMeanings(m, d.messages, rows)
	fitHeads(m, []question{{
		"times", linear.TimeLabels, d.targets, fitting{epochs: 20, regularised: 2e-4, heat: 1, binary: true},
	}}, rows)
	finish(m, "t", len(d.messages))
	return m
}

// eventTarget says whether what a message complains of is over, goes on, or began on the day it came.
func eventTarget(e *classifier.Example) target {
	if len(e.Event) != 2 || e.Context == reading.ContextManager {
		return nil
	}
	day := calendar.DateOf(e.Received.Date())
	t := make(target, len(linear.EventLabels))
	switch {
	case e.Event[1] < day:
		t[0] = 1
	case e.Event[0] >= day:
		t[2] = 1
	default:
		t[1] = 1
	}
	return t
}
