package classifier

import "complaints"

// closing lists the residents' intents that may end a case. Of two plausible readings the one that
// keeps it open is taken (domain.md 3.4).
var closing = map[complaints.Intent]bool{complaints.IntentWithdraw: true, complaints.IntentAccepts: true, complaints.IntentThanks: true}

// intent reads what a reply inside a case wants.
func (r *reading) intent(class int) complaints.Intent {
	if r.in.Context == complaints.ContextManager {
		return r.pick("manager", managerLabels, r.c.signals.manager, 0.35)
	}
	if bareStop(r.t) {
		return complaints.IntentOptOut
	}
	if class == pStage2 {
		return complaints.IntentStage2
	}
	got := r.pick("resident", residentLabels, r.c.signals.resident, 0.4)
	switch r.in.Context {
	case complaints.ContextStage1Open, complaints.ContextStage2Open:
		if got == complaints.IntentStage2 {
			return complaints.IntentUnhappy // there is no answer yet to take further
		}
	}
	return got
}

// pick joins the model's answer with the words of replies.yaml.
func (r *reading) pick(head string, labels []string, signals []int32, voice float32) complaints.Intent {
	p := r.c.model.head(head).of(r.raw)
	best, next := 0, -1
	x := func(i int) float32 {
		if r.has(signals[i]) {
			return p[i] + voice
		}
		return p[i]
	}
	for i := 1; i < len(labels); i++ {
		switch {
		case x(i) > x(best):
			best, next = i, best
		case next < 0 || x(i) > x(next):
			next = i
		}
	}
	got := complaints.Intent(labels[best])
	if other := complaints.Intent(labels[max(next, 0)]); closing[got] && !closing[other] && x(next) > x(best)*0.8 {
		return other
	}
	return got
}
