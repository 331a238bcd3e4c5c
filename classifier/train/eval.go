package train

import (
	"math"
	"slices"
	"sort"
	"time"

	"complaints/classifier"
	"complaints/classifier/internal/linear"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// Report is how well readings fit labelled messages.
type Report struct {
	Messages int `json:"messages"`
	// messages whose sender is owed a case or a person
	Owed     int     `json:"owed"`
	Accuracy float64 `json:"accuracy"` // of the kind
	// the same, counting readings an officer would also accept
	Acceptable float64                               `json:"acceptable"`
	MacroF1    float64                               `json:"macro_f1"`
	Kinds      map[reading.Kind]Score                `json:"kinds"`
	Exclusions map[policy.Exclusion]Score            `json:"exclusions"`
	Confusion  map[reading.Kind]map[reading.Kind]int `json:"confusion"` // expected, then read
	Refusals   Refusals                              `json:"refusals"`
	ToPerson   float64                               `json:"to_person"` // share
	// of the messages labelled a complaint
	ComplaintsToPerson float64 `json:"complaints_to_person"`
	// owed a case, read as no complaint, and no person asked
	Silent     []string               `json:"silent"`
	AreaFirst  float64                `json:"area_first"`  // the area labelled, or another the label calls fine
	AreaSecond float64                `json:"area_second"` // the same of the first or the second
	Flags      map[reading.Flag]Score `json:"flags"`
	Intents    Score                  `json:"intents"` // Recall is the share that is right
	Managers   Score                  `json:"managers"`
	Thresholds []Threshold            `json:"thresholds"`
	Latency    Latency                `json:"latency"`
	Full       Full                   `json:"full"`
	Curves     []Curve                `json:"curves,omitempty"`
	Errors     []Mistake              `json:"errors,omitempty"`
}

// Score counts one label.
type Score struct {
	Expected  int     `json:"expected"`
	Found     int     `json:"found"`
	Right     int     `json:"right"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Refusals says what automatic refusal would have done.
type Refusals struct {
	Would     int      `json:"would"`
	Right     int      `json:"right"` // kind and exclusion
	Precision float64  `json:"precision"`
	Wrongful  []string `json:"wrongful"` // ids of messages owed a case
	// UpperBound is the highest share of owed messages wrongly refused that fits what was seen, at 95 %
	// (Clopper and Pearson, one-sided).
	UpperBound float64 `json:"upper_bound"`
}

// Threshold is what asking a person below a confidence would cost and save.
type Threshold struct {
	Confidence float64 `json:"confidence"`
	ToPerson   float64 `json:"to_person"` // share of messages below it
	Accuracy   float64 `json:"accuracy"`  // of the kind above it
}

// Latency is the time one reading took.
type Latency struct {
	P50 time.Duration `json:"p50_ns"`
	P95 time.Duration `json:"p95_ns"`
	Max time.Duration `json:"max_ns"`
}

// Mistake is a message whose kind or exclusion was read otherwise than labelled.
type Mistake struct {
	ID       string       `json:"id"`
	Expected string       `json:"expected"`
	Read     string       `json:"read"`
	Accepted bool         `json:"accepted"` // an officer would also accept the reading
	Text     string       `json:"text"`
	Kind     reading.Kind `json:"kind"`
}

// tally collects readings into a Report.
type tally struct {
	Report
	right, acceptable, persons int
	complaints, asked          int // labelled complaints, and those of them that go to a person
	areas, first, second       int
	times                      []time.Duration
	confident                  []judged
	notes                      likelihoods
}

type judged struct {
	confidence float64
	right      bool
}

func newTally() *tally {
	return &tally{notes: likelihoods{}, Report: Report{
		Kinds: map[reading.Kind]Score{}, Exclusions: map[policy.Exclusion]Score{},
		Flags: map[reading.Flag]Score{}, Confusion: map[reading.Kind]map[reading.Kind]int{},
		Silent: []string{}, Refusals: Refusals{Wrongful: []string{}},
	}}
}

// Evaluate scores the classifier on labelled messages. clock measures a reading; nil measures nothing.
func Evaluate(c *classifier.Classifier, examples []classifier.Example, clock func() time.Time) Report {
	t := newTally()
	t.add(c, examples, clock)
	return t.finish()
}

func (t *tally) add(c *classifier.Classifier, examples []classifier.Example, clock func() time.Time) {
	for i := range examples {
		e := &examples[i]
		var start time.Time
		if clock != nil {
			start = clock()
		}
		r := c.Read(e.Input())
		if clock != nil {
			t.times = append(t.times, clock().Sub(start))
		}
		if e.Context != reading.ContextManager {
			t.Full.judge(e, r)
		}
		t.notes.add(c, e, r)
		if e.Kind != "" { // else it is labelled for the full reading only
			t.judge(e, r)
		}
	}
}

// owedACase reports whether the label says that the sender must not be turned away.
func owedACase(k reading.Kind) bool {
	switch k {
	case reading.KindComplaint, reading.KindStage2Request, reading.KindFollowUp, reading.KindNeedsHuman:
		return true
	}
	return false
}

func (t *tally) judge(e *classifier.Example, r reading.Reading) {
	t.Messages++
	right := r.Kind == e.Kind
	accepted := right || slices.Contains(e.Acceptable, r.Kind)
	if right {
		t.right++
	}
	if accepted {
		t.acceptable++
	}
	t.judgePerson(e, r)
	t.confident = append(t.confident, judged{r.Confidence, right})
	if t.Confusion[e.Kind] == nil {
		t.Confusion[e.Kind] = map[reading.Kind]int{}
	}
	t.Confusion[e.Kind][r.Kind]++
	tallyLabel(t.Kinds, e.Kind, r.Kind)
	if e.Exclusion != "" || r.Exclusion != "" {
		tallyLabel(t.Exclusions, e.Exclusion, r.Exclusion)
	}
	t.judgeRefusal(e, r)
	if !right || r.Exclusion != e.Exclusion {
		t.Errors = append(t.Errors, Mistake{
			ID: e.ID, Expected: e.Class(), Read: classOf(r), Accepted: accepted, Text: e.Subject + " // " + e.Body,
			Kind: e.Kind,
		})
	}
	if e.Context == reading.ContextManager {
		countOne(&t.Managers, e.Intent, r.Intent)
		return
	}
	if e.Intent != "" {
		t.Full.mistake(e, e.Intent == r.Intent, "intent", e.Intent, r.Intent)
		countOne(&t.Intents, e.Intent, r.Intent)
	}
	if e.Area != "" {
		t.areas++
	}
	switch {
	case e.Area == "":
	case e.Fits(r.Area):
		t.first++
		t.second++
	case e.Fits(r.AreaSecond):
		t.second++
	}
	for _, f := range linear.FlagLabels {
		if e.Flags == nil { // nobody has said which stand
			break
		}
		f := reading.Flag(f)
		t.Flags[f] = t.Flags[f].plus(slices.Contains(e.Flags, f), r.Has(f))
	}
}

func (t *tally) judgePerson(e *classifier.Example, r reading.Reading) {
	if e.Kind == reading.KindComplaint {
		t.complaints++
	}
	if !r.ToPerson {
		return
	}
	t.persons++
	if e.Kind == reading.KindComplaint {
		t.asked++
	}
}

func (t *tally) judgeRefusal(e *classifier.Example, r reading.Reading) {
	turned := r.Kind == reading.KindOutOfScope || r.Kind == reading.KindTooOld || r.Kind == reading.KindEnquiry ||
		r.Kind == reading.KindSpam || r.Kind == reading.KindAutomated
	if owedACase(e.Kind) {
		t.Owed++
		if turned && !r.ToPerson && !slices.Contains(e.Acceptable, r.Kind) {
			t.Silent = append(t.Silent, e.ID)
		}
	}
	if !r.WouldRefuse {
		return
	}
	t.Refusals.Would++
	switch {
	case r.Kind == e.Kind && r.Exclusion == e.Exclusion:
		t.Refusals.Right++
	case owedACase(e.Kind):
		t.Refusals.Wrongful = append(t.Refusals.Wrongful, e.ID)
	}
}

func classOf(r reading.Reading) string {
	if r.Exclusion != "" {
		return string(r.Exclusion)
	}
	return string(r.Kind)
}

func tallyLabel[K comparable](m map[K]Score, want, got K) {
	var none K
	if want != none {
		m[want] = m[want].plus(true, want == got)
	}
	if got != want && got != none {
		m[got] = m[got].plus(false, true)
	}
}

func countOne[K comparable](s *Score, want, got K) { *s = s.plus(true, want == got) }

func (s Score) plus(expected, found bool) Score {
	if expected {
		s.Expected++
	}
	if found {
		s.Found++
	}
	if expected && found {
		s.Right++
	}
	return s
}

func (s Score) rates() Score {
	s.Precision, s.Recall = ratio(s.Right, s.Found), ratio(s.Right, s.Expected)
	if s.Precision+s.Recall > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
	return s
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func (t *tally) finish() Report {
	r := t.Report
	r.Curves = t.notes.curves()
	r.Accuracy, r.Acceptable, r.ToPerson = ratio(t.right, t.Messages), ratio(t.acceptable, t.Messages),
		ratio(t.persons, t.Messages)
	r.ComplaintsToPerson = ratio(t.asked, t.complaints)
	r.AreaFirst, r.AreaSecond = ratio(t.first, t.areas), ratio(t.second, t.areas)
	kinds := 0
	for k, s := range r.Kinds {
		s = s.rates()
		r.Kinds[k] = s
		if s.Expected > 0 {
			kinds++
			r.MacroF1 += s.F1
		}
	}
	r.MacroF1 /= math.Max(float64(kinds), 1)
	for k, s := range r.Exclusions {
		r.Exclusions[k] = s.rates()
	}
	for k, s := range r.Flags {
		r.Flags[k] = s.rates()
	}
	r.Intents, r.Managers = r.Intents.rates(), r.Managers.rates()
	r.Refusals.Precision = ratio(r.Refusals.Right, r.Refusals.Would)
	r.Refusals.UpperBound = upperBound(len(r.Refusals.Wrongful), r.Owed)
	for _, limit := range []float64{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9} {
		below, above, right := 0, 0, 0
		for _, j := range t.confident {
			if j.confidence < limit {
				below++
				continue
			}
			above++
			if j.right {
				right++
			}
		}
		r.Thresholds = append(r.Thresholds, Threshold{limit, ratio(below, t.Messages), ratio(right, above)})
	}
	if n := len(t.times); n > 0 {
		sort.Slice(t.times, func(a, b int) bool { return t.times[a] < t.times[b] })
		r.Latency = Latency{t.times[n/2], t.times[n*95/100], t.times[n-1]}
	}
	return r
}

// upperBound is the one-sided 95 % limit of Clopper and Pearson for k of n, found by bisection.
func upperBound(k, n int) float64 {
	if n == 0 || k >= n {
		return 1
	}
	low, high := 0.0, 1.0
	for range 60 {
		p := (low + high) / 2
		if atMost(k, n, p) > 0.05 {
			low = p
		} else {
			high = p
		}
	}
	return high
}

// atMost is the chance of at most k of n at probability p.
func atMost(k, n int, p float64) float64 {
	if p <= 0 {
		return 1
	}
	sum, term := 0.0, float64(n)*math.Log1p(-p)
	for i := 0; i <= k; i++ {
		sum += math.Exp(term)
		term += math.Log(float64(n-i)/float64(i+1)) + math.Log(p) - math.Log1p(-p)
	}
	return sum
}
