package classifier

import (
	"slices"
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// closing lists the residents' intents that may end a case. Of two plausible readings the one that
// keeps it open is taken (3.4).
var closing = map[reading.Intent]bool{
	reading.IntentWithdraw: true, reading.IntentAccepts: true, reading.IntentThanks: true,
}

// The places of some of the residents' intents.
var (
	iUnhappy = slices.Index(linear.ResidentLabels, string(reading.IntentUnhappy))
	iStage2  = slices.Index(linear.ResidentLabels, string(reading.IntentStage2))
	iQuery   = slices.Index(linear.ResidentLabels, string(reading.IntentQuery))
	iAnswer  = slices.Index(linear.ResidentLabels, string(reading.IntentAboutAnswer))
	iNeutral = slices.Index(linear.ResidentLabels, string(reading.IntentNeutral))
)

// intent reads what a reply inside a case wants.
func (r *scan) intent(class int) reading.Intent {
	if r.in.Context == reading.ContextManager {
		return pick(linear.ManagerLabels, r.voices("manager", r.c.signals.manager, 0.35))
	}
	switch {
	case bareStop(r.t) || r.says.Texts == reading.TextsStop:
		return reading.IntentOptOut
	case r.says.Texts == reading.TextsStart:
		return reading.IntentOptIn
	case len(r.t.Tokens) == r.t.FirstBody && strings.Contains(r.readable, "?"): // "??": they want to hear
		return reading.IntentChase
	case r.answersLetter() && r.says.Answer == reading.AnswerYes, r.acceptsOnCondition():
		return reading.IntentAccepts
	case r.answersLetter():
		return reading.IntentUnhappy
	}
	if class == pStage2 {
		return reading.IntentStage2
	}
	p := r.voices("resident", r.residentWords(), 0.4)
	switch r.in.Context {
	case reading.ContextStage1Open, reading.ContextStage2Open: // there is no answer yet to take further
		p[iUnhappy] += p[iStage2]
		p[iStage2] = 0
		p[iQuery] += p[iAnswer]
		p[iAnswer] = 0
	}
	got := pick(linear.ResidentLabels, p)
	if i := slices.IndexFunc(particular, r.speaksOf); got == reading.IntentQuery && i >= 0 {
		return particular[i]
	}
	return got
}

// residentWords are the signals that speak for the residents' intents. Where words reject an answer, none is a mere
// question about it, or takes note of it: of two plausible readings the one that goes on is taken (3.4).
func (r *scan) residentWords() []int32 {
	signals := slices.Clone(r.c.signals.resident)
	if r.speaksOf(reading.IntentStage2) || r.speaksOf(reading.IntentDisputeScope) {
		signals[iAnswer], signals[iNeutral] = -1, -1
	}
	return signals
}

// particular are the questions that say what they are after.
var particular = []reading.Intent{reading.IntentOmbudsmanAsked, reading.IntentHumanAsked, reading.IntentCallMe,
	reading.IntentDataErasure, reading.IntentDataRequest}

// voices are the model's answer joined with the words of replies.yaml.
func (r *scan) voices(head string, signals []int32, voice float32) []float32 {
	p := slices.Clone(r.c.model.Head(head).Of(r.raw))
	for i := range p {
		if r.has(signals[i]) {
			p[i] += voice
		}
	}
	return p
}

// pick takes the strongest label, or the next where the strongest would end a case and is hardly stronger.
func pick(labels []string, p []float32) reading.Intent {
	best, next := 0, -1
	for i := 1; i < len(labels); i++ {
		switch {
		case p[i] > p[best]:
			best, next = i, best
		case next < 0 || p[i] > p[next]:
			next = i
		}
	}
	got := reading.Intent(labels[best])
	if other := reading.Intent(labels[max(next, 0)]); closing[got] && !closing[other] && p[next] > p[best]*0.8 {
		return other
	}
	return got
}
