package classifier

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"complaints/internal/complaint"
)

// feature is one value of a message in training.
type feature struct {
	row   int32
	value float32
}

// target is what a head should answer to a message: weights of labels, summing to one (or, for
// a head of independent labels, each between 0 and 1).
type target []float32

// Train fits the model to labelled messages. The same messages give the same bytes on any machine.
func Train(examples []Example) ([]byte, error) {
	vec, err := embeddedVectors()
	if err != nil {
		return nil, err
	}
	m, err := train(examples, vec)
	if err != nil {
		return nil, err
	}
	return m.encode(), nil
}

// train fits a model.
func train(examples []Example, vec *vectors) (*model, error) {
	if len(examples) == 0 {
		return nil, fmt.Errorf("train: there are no labelled messages")
	}
	m := &model{words2vec: vec}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	rows := m.vocabulary(examples, zone)
	m.addMeanings(examples, rows)
	heads := []struct {
		name   string
		labels []string
		want   func(*Example) target
		fitting
	}{
		{"kind", kindLabels, kindTarget, fitting{epochs: 20, regularised: 5e-6, bayes: 0.25, heat: 1.4}},
		{"area", areaLabels, areaTarget, fitting{epochs: 20, regularised: 3e-5, bayes: 0.3, heat: 1.5}},
		{"flags", flagLabels, flagTarget, fitting{epochs: 20, regularised: 5e-6, heat: 1, binary: true}},
		{"resident", residentLabels, intentTarget(residentLabels, false), fitting{epochs: 40, regularised: 5e-6, heat: 1}},
		{"manager", managerLabels, intentTarget(managerLabels, true), fitting{epochs: 40, regularised: 5e-6, heat: 1}},
	}
	fitted := make([][]float32, len(heads))
	m.heads = make([]head, len(heads))
	var wait sync.WaitGroup
	for i, h := range heads {
		m.heads[i] = head{name: h.name, labels: h.labels, binary: h.binary, heat: h.heat, first: m.width, columns: len(h.labels)}
		m.width += len(h.labels)
		wait.Go(func() {
			var x [][]feature
			var y []target
			for k := range examples {
				if t := h.want(&examples[k]); t != nil {
					x, y = append(x, rows[k]), append(y, t)
				}
			}
			fitted[i], m.heads[i].bias = h.fit(x, y, len(m.hashes)+vec.dims, len(h.labels))
			h.counted(x, y, len(m.hashes), fitted[i])
		})
	}
	wait.Wait()
	m.quantise(fitted)
	sum := fnv.New32a()
	m.version = ""
	sum.Write(m.encode())
	m.version = fmt.Sprintf("m-%d-%08x", len(examples), sum.Sum32())
	m.index()
	return m, nil
}

// minMessages is how many messages must hold a feature for the model to learn it.
const minMessages = 2

// vocabulary chooses the features and returns the examples in their terms.
func (m *model) vocabulary(examples []Example, zone *time.Location) [][]feature {
	type seen struct{ in, last, block int }
	known := map[uint32]*seen{}
	counts := make([]map[uint32]int, len(examples))
	for i := range examples {
		in := examples[i].Input()
		t := prepare(&in)
		counts[i] = map[uint32]int{}
		features(t, &in, facts(t, &in, dayIn(in.Received, zone)), func(block int, h hash) {
			counts[i][uint32(h)]++
			s := known[uint32(h)]
			if s == nil {
				s = &seen{last: -1, block: block}
				known[uint32(h)] = s
			}
			if s.last != i {
				s.in, s.last = s.in+1, i
			}
		})
	}
	for h, s := range known {
		if s.in >= minMessages {
			m.hashes = append(m.hashes, h)
		}
	}
	sort.Slice(m.hashes, func(a, b int) bool {
		x, y := known[m.hashes[a]], known[m.hashes[b]]
		if x.block != y.block {
			return x.block < y.block
		}
		return m.hashes[a] < m.hashes[b]
	})
	m.idf = make([]float32, len(m.hashes))
	row := make(map[uint32]int32, len(m.hashes))
	for i, h := range m.hashes {
		row[h] = int32(i)
		m.idf[i] = float32(math.Log(float64(len(examples)+1)/float64(known[h].in+1)) + 1)
		if known[h].block == blockWords {
			m.words = i + 1
		}
	}
	out := make([][]feature, len(examples))
	for i := range examples {
		for h, n := range counts[i] {
			if r, ok := row[h]; ok {
				out[i] = append(out[i], feature{r, damp(n) * m.idf[r]})
			}
		}
		slices.SortFunc(out[i], func(a, b feature) int { return int(a.row - b.row) })
		m.normalise(out[i])
	}
	return out
}

func (m *model) normalise(x []feature) {
	var norm [blocks]float32
	for _, f := range x {
		norm[m.block(f.row)] += float32(f.value * f.value)
	}
	for i := range x {
		b := m.block(x[i].row)
		x[i].value *= blockLength[b] / float32(math.Sqrt(float64(norm[b])))
	}
}

// fitting says how a head is fitted. The figures were found by leaving one author out (README).
type fitting struct {
	epochs      int     // rounds over the messages; the intents have few, and need more
	regularised float32 // L2: the share of the weights that each step gives up
	bayes       float32 // the say of the counted weights next to the fitted ones
	heat        float32 // temperature at which the probabilities are as sure as they are right
	binary      bool
}

const (
	firstStep = 1.0
	slowing   = 1e-4 // of the steps, each
)

// fit runs stochastic gradient descent on the logistic loss with L2, in a fixed order. Products
// are rounded before they are added, so that no machine fuses the two and gets other bits.
func (o fitting) fit(x [][]feature, y []target, rows, labels int) (weights, bias []float32) {
	weights, bias = make([]float32, rows*labels), make([]float32, labels)
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(1, 2))
	scores, p := make([]float32, labels), make([]float32, labels)
	shrink, step := float32(1), 0 // weights hold w/shrink
	one := head{binary: o.binary, heat: 1, bias: bias}
	for range o.epochs {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		for _, i := range order {
			clear(scores)
			for _, f := range x[i] {
				w := weights[int(f.row)*labels : (int(f.row)+1)*labels]
				for j := range w {
					scores[j] += float32(f.value * w[j])
				}
			}
			for j := range scores {
				scores[j] *= shrink
			}
			one.probabilities(scores, p)
			rate := float32(firstStep / (1 + slowing*float64(step)))
			shrink *= 1 - rate*o.regularised
			for j := range p {
				p[j] = (y[i][j] - p[j]) * rate
				bias[j] += p[j] * 0.1
				p[j] /= shrink
			}
			for _, f := range x[i] {
				w := weights[int(f.row)*labels : (int(f.row)+1)*labels]
				for j := range w {
					w[j] += float32(f.value * p[j])
				}
			}
			step++
		}
	}
	for i := range weights {
		weights[i] *= shrink
	}
	return weights, bias
}

// smoothing is what each feature counts for a label that never showed it.
const smoothing = 0.05

// counted adds the weights of complement naive Bayes over the sparse features: how much more of a
// feature the messages of a label hold than all others do. It errs elsewhere than the fitted weights,
// above all on labels with few messages, and the sum of the two is still one linear model.
func (o fitting) counted(x [][]feature, y []target, rows int, weights []float32) {
	if o.bayes == 0 || len(y) == 0 {
		return
	}
	labels := len(y[0])
	in, all := make([]float64, rows*labels), make([]float64, rows)
	inSum, sum := make([]float64, labels), 0.0
	for i := range x {
		for _, f := range x[i] {
			if int(f.row) >= rows {
				continue
			}
			all[f.row] += float64(f.value)
			sum += float64(f.value)
			for j, share := range y[i] {
				v := float64(float64(f.value) * float64(share))
				in[int(f.row)*labels+j] += v
				inSum[j] += v
			}
		}
	}
	rest := float64(smoothing * float64(rows))
	for r := range rows {
		for j := range labels {
			here := math.Log((in[r*labels+j] + smoothing) / (inSum[j] + rest))
			elsewhere := math.Log((all[r] - in[r*labels+j] + smoothing) / (sum - inSum[j] + rest))
			weights[r*labels+j] += float32(o.bayes * float32(here-elsewhere))
		}
	}
}

// addMeanings appends the mean word vectors as the rows after the last sparse feature.
func (m *model) addMeanings(examples []Example, rows [][]feature) {
	dims := m.words2vec.dims
	m.centre, m.spread = make([]float32, dims), make([]float32, dims)
	all := make([][]float32, len(examples))
	n := float32(0)
	for i := range examples {
		in := examples[i].Input()
		x := make([]float32, dims)
		if m.words2vec.mean(prepare(&in), x) {
			all[i] = x
			n++
			for d := range x {
				m.centre[d] += x[d]
			}
		}
	}
	for d := range m.centre {
		m.centre[d] /= max(n, 1)
	}
	for _, x := range all {
		for d := range x {
			m.spread[d] += float32((x[d] - m.centre[d]) * (x[d] - m.centre[d]))
		}
	}
	for d := range m.spread {
		m.spread[d] = float32(math.Sqrt(float64(m.spread[d]/max(n, 1)))) + 1e-6
	}
	x := make([]float32, dims)
	for i := range examples {
		in := examples[i].Input()
		if m.meaning(prepare(&in), x) {
			for d, v := range x {
				rows[i] = append(rows[i], feature{int32(len(m.hashes) + d), v})
			}
		}
	}
}

// quantise packs the fitted heads into bytes, one scale for each feature.
func (m *model) quantise(fitted [][]float32) {
	m.dense = make([]float32, m.words2vec.dims*m.width)
	for d := range m.words2vec.dims {
		for i, h := range m.heads {
			copy(m.dense[d*m.width+h.first:], fitted[i][(len(m.hashes)+d)*h.columns:][:h.columns])
		}
	}
	m.scale, m.weights = make([]float32, len(m.hashes)), make([]int8, len(m.hashes)*m.width)
	for r := range m.hashes {
		var top float32
		for i, h := range m.heads {
			for j := range h.columns {
				top = max(top, float32(math.Abs(float64(fitted[i][r*h.columns+j]))))
			}
		}
		if top == 0 {
			continue
		}
		m.scale[r] = top / 127
		for i, h := range m.heads {
			for j := range h.columns {
				m.weights[r*m.width+h.first+j] = int8(math.RoundToEven(float64(fitted[i][r*h.columns+j] / m.scale[r])))
			}
		}
	}
}

// kindTarget is the one label. Spreading it over the readings an officer would also accept costs a
// point of accuracy on authors kept out.
func kindTarget(e *Example) target {
	at := slices.Index(kindLabels, e.class())
	if at < 0 {
		return nil
	}
	t := make(target, len(kindLabels))
	t[at] = 1
	return t
}

func areaTarget(e *Example) target {
	at := slices.Index(areaLabels, string(e.Area))
	if at < 0 || e.Context == complaint.ContextManager {
		return nil
	}
	t := make(target, len(areaLabels))
	t[at] = 1
	for _, a := range e.AreaAlso {
		if j := slices.Index(areaLabels, string(a)); j >= 0 && j != at {
			t[j] = 0.3 / float32(len(e.AreaAlso))
			t[at] -= t[j]
		}
	}
	return t
}

func flagTarget(e *Example) target {
	t := make(target, len(flagLabels))
	for _, f := range e.Flags {
		if j := slices.Index(flagLabels, string(f)); j >= 0 {
			t[j] = 1
		}
	}
	return t
}

func intentTarget(labels []string, manager bool) func(*Example) target {
	return func(e *Example) target {
		at := slices.Index(labels, strings.TrimSpace(string(e.Intent)))
		if at < 0 || manager != (e.Context == complaint.ContextManager) {
			return nil
		}
		t := make(target, len(labels))
		t[at] = 1
		return t
	}
}
