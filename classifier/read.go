package classifier

import (
	"slices"

	"complaints/classifier/dates"
	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/reading"
)

// reading is a message being read: the words, what the rules found in them, what the dates say and
// what the model thinks. The decision table sees this and nothing else.
type scan struct {
	in       *Input
	readable string // the body with nothing but the sender's new words
	t        *words.Text
	hits     []hit
	counts   []int32 // hits by signal
	told     []dates.Mention
	event    event
	late     lateness
	p        []float32 // kinds, the sender's context taken into account
	raw      []float32 // every head as the model answered
	notes    noted
	flags    []reading.Flag
	language string
	says     reading.Says
	c        *Classifier
}

// Read says what a message is, with its reasons. The same message in the same context gives the same reading.
func (c *Classifier) Read(in Input) reading.Reading {
	if in.Context == "" {
		in.Context = reading.ContextNone
	}
	if r, ok := c.transport(&in); ok {
		return r
	}
	var out reading.Reading
	if in.Case == nil {
		out, _ = c.read(&in)
	} else {
		out = c.readInCase(&in)
	}
	if c.adviser != nil {
		out = c.advised(&in, out)
	}
	return out
}

// read reads a message once, from where its sender's case stands.
func (c *Classifier) read(in *Input) (reading.Reading, topicWords) {
	w := c.work.Get().(*workspace)
	defer c.work.Put(w)
	r := c.understand(in, w)
	return r.decide(), r.topicWords()
}

// understand collects everything there is to know about a message.
func (c *Classifier) understand(in *Input, w *workspace) *scan {
	r := &scan{in: in, c: c, readable: clean(in.Body)}
	r.t = textOf(in, r.readable)
	r.hits = c.book.match(r.t, &w.matcher)
	if len(w.counts) != len(c.book.signals) {
		w.counts = make([]int32, len(c.book.signals))
	}
	clear(w.counts)
	r.counts = w.counts
	for _, h := range r.hits {
		r.counts[c.book.signal[h.rule]]++
	}
	day := c.day(in.Received)
	r.told = datesIn(r.t, in, day)
	r.event = eventOf(r.t, r.told)
	r.late = r.event.late(day, c.months)
	if r.language = languageOf(r.t); r.language == "" && in.Context != reading.ContextManager &&
		strange(c.model, r.t) {
		r.language = unknownLanguage
	}
	r.raw = c.model.Score(linear.Message{
		Text: r.t, Channel: in.Channel, Context: in.Context, Facts: factsOf(r.event, day),
	})
	r.p = inContext(c.model.Head("kind").Of(r.raw), in.Context)
	if r.contented() || r.p[pStage2] > r.p[pFollowUp] && r.acceptsOnCondition() {
		r.p[pFollowUp] += r.p[pStage2]
		r.p[pStage2] = 0
	}
	r.findNotes()
	r.flags = r.findFlags()
	r.says = r.plainFacts()
	return r
}

// has reports whether any rule of the signal matched.
func (r *scan) has(s int32) bool { return s >= 0 && r.counts[s] > 0 }

// contented reports whether a short reply to an answer accepts it in so many words and holds nothing against it. The
// model hears the letter's own words in such a reply and takes it for a request to review it.
func (r *scan) contented() bool {
	const short, sure = 40, 0.8
	if r.in.Context != reading.ContextStage1Answered || len(r.t.Tokens)-r.t.FirstBody > short ||
		r.p[pStage2] > sure {
		return false
	}
	return r.speaksOf(reading.IntentAccepts) && !r.rejects() && !r.hedges()
}

// acceptsOnCondition reports whether a short reply to an answer accepts it if something is done, and says nothing else
// against it. Nothing final follows, and least of all a review that nobody has asked for (3.4).
func (r *scan) acceptsOnCondition() bool {
	const short = 40
	return r.in.Context == reading.ContextStage1Answered && len(r.t.Tokens)-r.t.FirstBody <= short &&
		r.speaksOf(reading.IntentAccepts) && r.inBody(r.c.signals.condition) && !r.rejects() &&
		!r.inBody(r.c.signals.stage2Name)
}

// speaksOf reports whether the rules find words for one of the residents' intents.
func (r *scan) speaksOf(i reading.Intent) bool {
	return r.has(r.c.signals.resident[slices.Index(linear.ResidentLabels, string(i))])
}

// rejects reports whether the rules find words that reject an answer, or ask for one.
func (r *scan) rejects() bool {
	return slices.ContainsFunc([]reading.Intent{reading.IntentStage2, reading.IntentUnhappy,
		reading.IntentChase, reading.IntentDisputeScope, reading.IntentOmbudsman, reading.IntentNewIssue},
		r.speaksOf)
}

// hedges reports whether there is a word that turns a sentence round.
func (r *scan) hedges() bool {
	return r.hasWord("but", "not", "never", "no", "however", "still", "although", "though", "except", "unless", "until",
		"if", "why", "dont", "cant", "wont", "isnt", "hardly", "unhappy")
}

// hasWord reports whether the body has any of these words.
func (r *scan) hasWord(any ...string) bool {
	return slices.ContainsFunc(r.t.Tokens[r.t.FirstBody:], func(t words.Token) bool {
		return slices.Contains(any, t.Word)
	})
}

// The columns of the kind head.
const (
	pComplaint = iota
	pFirst
	pNewBuild
	pCharge
	pNeighbour
	pPolicy
	pLegal
	pInsurance
	pData
	pOld
	pStage2
	pFollowUp
	pEnquiry
	pAutomated
	pSpam
	pHuman
	pKinds
)

// inContext takes out of the model's answer what cannot be where the sender's case stands, and puts
// it where such words belong there.
func inContext(model []float32, context reading.Context) []float32 {
	p := append(make([]float32, 0, pKinds), model...)
	move := func(from, to int) { p[to] += p[from]; p[from] = 0 }
	switch context {
	case reading.ContextNone:
		move(pStage2, pHuman) // a review of no case on record
		p[pComplaint] += p[pFollowUp] * 0.5
		p[pEnquiry] += p[pFollowUp] * 0.2
		p[pHuman] += p[pFollowUp] * 0.3
		p[pFollowUp] = 0
	case reading.ContextStage1Open, reading.ContextStage2Open:
		move(pStage2, pFollowUp)
	case reading.ContextStage1AnswerOld, reading.ContextStage2Answered:
		move(pStage2, pHuman)
	case reading.ContextManager:
		clear(p)
		p[pFollowUp] = 1
	}
	return p
}

// owed is the probability that the sender is owed a case or a person: everything but the exclusions, old matters,
// questions and mail from machines.
func owed(p []float32) float32 { return p[pComplaint] + p[pStage2] + p[pFollowUp] + p[pHuman] }
