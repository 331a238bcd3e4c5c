package classifier

import (
	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// areaVoice is what a match of the areas' words adds to the model's probability.
const areaVoice = 0.3

// areas proposes two areas. The words of areas.yaml speak next to the model.
func (r *scan) areas() (first, second reading.Area) {
	if r.in.Context == reading.ContextManager {
		return reading.AreaOther, ""
	}
	p := r.c.model.Head("area").Of(r.raw)
	best, next := -1, -1
	var top, runner float32
	for i := range linear.AreaLabels {
		x := p[i]
		if r.has(r.c.signals.areas[i]) {
			x += areaVoice
		}
		switch {
		case best < 0 || x > top:
			next, runner = best, top
			best, top = i, x
		case next < 0 || x > runner:
			next, runner = i, x
		}
	}
	first, second = reading.Area(linear.AreaLabels[best]), reading.Area(linear.AreaLabels[next])
	if r.smellsOfGas() && first != reading.AreaSafetyCompliance { // whoever keeps the building safe hears of it first
		return reading.AreaSafetyCompliance, first
	}
	return first, second
}
