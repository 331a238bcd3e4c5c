// Package train fits the classifier's model to labelled messages, and scores readings against such labels. The daemon
// needs none of it: it reads the model file that was written here.
package train

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

	"complaints/classifier"
	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// feature is one value of a message in training.
type feature struct {
	row   int32
	value float32
}

// target is what a head should answer to a message: weights of labels, summing to one (or, for
// a head of independent labels, each between 0 and 1, and below 0 where it is not known).
type target []float32

// Train fits the model to labelled messages. The same messages give the same bytes on any machine.
func Train(examples []classifier.Example) ([]byte, error) {
	vec, err := classifier.Vectors()
	if err != nil {
		return nil, err
	}
	m, err := train(examples, vec)
	if err != nil {
		return nil, err
	}
	units, notes, times, err := trainParts(examples, vec)
	if err != nil {
		return nil, err
	}
	return linear.Models{Whole: m, Notes: notes, Units: units, Times: times}.Encode(), nil
}

// train fits a model.
func train(examples []classifier.Example, vec *linear.Vectors) (*linear.Model, error) {
	if len(examples) == 0 {
		return nil, fmt.Errorf("train: there are no labelled messages")
	}
	m := &linear.Model{Words2vec: vec, Lengths: linear.WholeLengths}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	messages := make([]linear.Message, len(examples))
	for i := range examples {
		messages[i] = classifier.MessageOf(examples[i].Input(), zone)
	}
	rows := vocabulary(m, messages, minMessages)
	addMeanings(m, messages, rows)
	fitHeads(m, questions(examples), rows)
	sum := fnv.New32a()
	m.Version = ""
	sum.Write(m.Encode())
	m.Version = fmt.Sprintf("m-%d-%08x", len(examples), sum.Sum32())
	m.Index()
	return m, nil
}

// question is a head to fit: what it should answer to each message (nil where that is not known), and how.
type question struct {
	name   string
	labels []string
	want   []target
	fitting
}

// askAll applies a target to every example.
func askAll(examples []classifier.Example, want func(*classifier.Example) target) []target {
	out := make([]target, len(examples))
	for i := range examples {
		out[i] = want(&examples[i])
	}
	return out
}

// questions are those about whole messages.
func questions(examples []classifier.Example) []question {
	return []question{
		{
			"kind", linear.KindLabels, askAll(examples, kindTarget),
			fitting{epochs: 20, regularised: 5e-6, bayes: 0.25, heat: 1.4},
		},
		{
			"area", linear.AreaLabels, askAll(examples, areaTarget),
			fitting{epochs: 20, regularised: 3e-5, bayes: 0.3, heat: 1.5},
		},
		{
			"flags", linear.FlagLabels, askAll(examples, flagTarget),
			fitting{epochs: 20, regularised: 5e-6, heat: 1, binary: true},
		},
		{
			"resident", linear.ResidentLabels, askAll(examples, intentTarget(linear.ResidentLabels, false)),
			fitting{epochs: 40, regularised: 5e-6, heat: 1},
		},
		{
			"manager", linear.ManagerLabels, askAll(examples, intentTarget(linear.ManagerLabels, true)),
			fitting{epochs: 40, regularised: 5e-6, heat: 1},
		},
		{
			"writer", linear.WriterLabels, askAll(examples, writerTarget),
			fitting{epochs: 20, regularised: 5e-6, bayes: 0.1, heat: 1},
		},
		{
			"event", linear.EventLabels, askAll(examples, eventTarget),
			fitting{epochs: 20, regularised: 2e-5, heat: 1},
		},
		{
			"consent", linear.ConsentLabels, askAll(examples, consentTarget),
			fitting{epochs: 20, regularised: 5e-6, heat: 1},
		},
	}
}

// fitHeads fits each question by itself, side by side, and packs the answers into the model.
func fitHeads(m *linear.Model, heads []question, rows [][]feature) {
	fitted := make([][]float32, len(heads))
	m.Heads = make([]linear.Head, len(heads))
	var wait sync.WaitGroup
	for i, h := range heads {
		m.Heads[i] = linear.Head{
			Name: h.name, Labels: h.labels, Binary: h.binary, Heat: h.heat, First: m.Width, Columns: len(h.labels),
		}
		m.Width += len(h.labels)
		wait.Go(func() {
			var x [][]feature
			var y []target
			for k, t := range h.want {
				if t != nil {
					x, y = append(x, rows[k]), append(y, t)
				}
			}
			fitted[i], m.Heads[i].Bias = h.fit(x, y, len(m.Hashes)+m.Words2vec.Dims, len(h.labels))
			h.counted(x, y, len(m.Hashes), fitted[i])
		})
	}
	wait.Wait()
	quantise(m, fitted)
}

// minMessages is how many messages must hold a feature for the model to learn it.
const minMessages = 2

// vocabulary chooses the features and returns the messages in their terms.
func vocabulary(m *linear.Model, messages []linear.Message, least int) [][]feature {
	type seen struct{ in, last, block int }
	known := map[uint32]*seen{}
	counts := make([]map[uint32]int, len(messages))
	for i := range messages {
		counts[i] = map[uint32]int{}
		linear.Features(messages[i], func(block int, h linear.Hash) {
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
		if s.in >= least {
			m.Hashes = append(m.Hashes, h)
		}
	}
	sort.Slice(m.Hashes, func(a, b int) bool {
		x, y := known[m.Hashes[a]], known[m.Hashes[b]]
		if x.block != y.block {
			return x.block < y.block
		}
		return m.Hashes[a] < m.Hashes[b]
	})
	m.Idf = make([]float32, len(m.Hashes))
	row := make(map[uint32]int32, len(m.Hashes))
	for i, h := range m.Hashes {
		row[h] = int32(i)
		m.Idf[i] = linear.Half(float32(math.Log(float64(len(messages)+1)/float64(known[h].in+1)) + 1))
		switch known[h].block {
		case linear.BlockWords:
			m.Words, m.Letters = i+1, i+1
		case linear.BlockAround:
		default:
			m.Letters = i + 1
		}
	}
	out := make([][]feature, len(messages))
	for i := range messages {
		for h, n := range counts[i] {
			if r, ok := row[h]; ok {
				out[i] = append(out[i], feature{r, linear.Damp(n) * m.Idf[r]})
			}
		}
		slices.SortFunc(out[i], func(a, b feature) int { return int(a.row - b.row) })
		normalise(m, out[i])
	}
	return out
}

func normalise(m *linear.Model, x []feature) {
	var norm [linear.Blocks]float32
	for _, f := range x {
		norm[m.Block(f.row)] += float32(f.value * f.value)
	}
	for i := range x {
		b := m.Block(x[i].row)
		x[i].value *= m.Lengths[b] / float32(math.Sqrt(float64(norm[b])))
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
	one := linear.Head{Binary: o.binary, Heat: 1, Bias: bias}
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
			one.Probabilities(scores, p)
			rate := float32(firstStep / (1 + slowing*float64(step)))
			shrink *= 1 - rate*o.regularised
			for j := range p {
				if y[i][j] < 0 { // not known
					p[j] = 0
					continue
				}
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
	in, out := make([]float64, rows*labels), make([]float64, rows*labels) // of the label, and of all others
	inSum, outSum := make([]float64, labels), make([]float64, labels)
	for i := range x {
		for _, f := range x[i] {
			if int(f.row) >= rows {
				continue
			}
			for j, share := range y[i] {
				if share < 0 { // not known
					continue
				}
				v := float64(float64(f.value) * float64(share))
				in[int(f.row)*labels+j] += v
				inSum[j] += v
				out[int(f.row)*labels+j] += float64(f.value) - v
				outSum[j] += float64(f.value) - v
			}
		}
	}
	rest := float64(smoothing * float64(rows))
	for r := range rows {
		for j := range labels {
			here := math.Log((in[r*labels+j] + smoothing) / (inSum[j] + rest))
			elsewhere := math.Log((out[r*labels+j] + smoothing) / (outSum[j] + rest))
			weights[r*labels+j] += float32(o.bayes * float32(here-elsewhere))
		}
	}
}

// addMeanings appends the mean word vectors as the rows after the last sparse feature.
func addMeanings(m *linear.Model, messages []linear.Message, rows [][]feature) {
	dims := m.Words2vec.Dims
	m.Centre, m.Spread = make([]float32, dims), make([]float32, dims)
	all := make([][]float32, len(messages))
	n := float32(0)
	for i := range messages {
		x := make([]float32, dims)
		if m.Words2vec.Mean(messages[i].Text, x) {
			all[i] = x
			n++
			for d := range x {
				m.Centre[d] += x[d]
			}
		}
	}
	for d := range m.Centre {
		m.Centre[d] /= max(n, 1)
	}
	for _, x := range all {
		for d := range x {
			m.Spread[d] += float32((x[d] - m.Centre[d]) * (x[d] - m.Centre[d]))
		}
	}
	for d := range m.Spread {
		m.Spread[d] = float32(math.Sqrt(float64(m.Spread[d]/max(n, 1)))) + 1e-6
	}
	x := make([]float32, dims)
	for i := range messages {
		if m.Meaning(messages[i].Text, x) {
			for d, v := range x {
				rows[i] = append(rows[i], feature{int32(len(m.Hashes) + d), v})
			}
		}
	}
}

// quantise packs the fitted heads into bytes, one scale for each feature.
func quantise(m *linear.Model, fitted [][]float32) {
	m.Dense = make([]float32, m.Words2vec.Dims*m.Width)
	for d := range m.Words2vec.Dims {
		for i, h := range m.Heads {
			copy(m.Dense[d*m.Width+h.First:], fitted[i][(len(m.Hashes)+d)*h.Columns:][:h.Columns])
		}
	}
	m.Scale, m.Weights = make([]float32, len(m.Hashes)), make([]int8, len(m.Hashes)*m.Width)
	for r := range m.Hashes {
		var top float32
		for i, h := range m.Heads {
			for j := range h.Columns {
				top = max(top, float32(math.Abs(float64(fitted[i][r*h.Columns+j]))))
			}
		}
		if top == 0 {
			continue
		}
		m.Scale[r] = linear.Half(top / 127)
		for i, h := range m.Heads {
			for j := range h.Columns {
				m.Weights[r*m.Width+h.First+j] = int8(math.RoundToEven(float64(fitted[i][r*h.Columns+j] / m.Scale[r])))
			}
		}
	}
}

// kindTarget is the one label. Spreading it over the readings an officer would also accept costs a
// point of accuracy on authors kept out.
func kindTarget(e *classifier.Example) target {
	at := slices.Index(linear.KindLabels, e.Class())
	if at < 0 {
		return nil
	}
	t := make(target, len(linear.KindLabels))
	t[at] = 1
	return t
}

func areaTarget(e *classifier.Example) target {
	at := slices.Index(linear.AreaLabels, string(e.Area))
	if at < 0 || e.Context == reading.ContextManager {
		return nil
	}
	t := make(target, len(linear.AreaLabels))
	t[at] = 1
	for _, a := range e.AreaAlso {
		if j := slices.Index(linear.AreaLabels, string(a)); j >= 0 && j != at {
			t[j] = 0.3 / float32(len(e.AreaAlso))
			t[at] -= t[j]
		}
	}
	return t
}

func flagTarget(e *classifier.Example) target {
	if e.Flags == nil {
		return nil
	}
	t := make(target, len(linear.FlagLabels))
	for _, f := range e.Flags {
		if j := slices.Index(linear.FlagLabels, string(f)); j >= 0 {
			t[j] = 1
		}
	}
	return t
}

func intentTarget(labels []string, manager bool) func(*classifier.Example) target {
	return func(e *classifier.Example) target {
		at := slices.Index(labels, strings.TrimSpace(string(e.Intent)))
		if at < 0 || manager != (e.Context == reading.ContextManager) {
			return nil
		}
		t := make(target, len(labels))
		t[at] = 1
		return t
	}
}
