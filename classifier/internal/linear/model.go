// Package linear is the classifier's model: what it makes of a message's words, letters and their meanings, how it is
// written to a file, and how it answers. It is fitted by package train.
package linear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strings"
	"sync"

	"complaints/classifier/internal/words"
)

// Head answers one question about a message: its kind, its area, its flags, its intent.
type Head struct {
	Name    string
	Labels  []string
	Binary  bool      // each label by itself (flags), not one of them
	Bias    []float32 // by label
	Heat    float32   // temperature of the probabilities
	First   int       // column of the first label
	Columns int
}

// Model is a linear model over words and letters. Weights are bytes, one scale for each feature.
type Model struct {
	Version string
	Heads   []Head
	Width   int                 // columns in all
	Words   int                 // rows of the word block; the letters follow
	Letters int                 // rows of both; what stands around a unit follows
	Lengths [Blocks + 1]float32 // what the blocks count for, and last the meanings of words
	Hashes  []uint32
	Idf     []float32
	Scale   []float32
	Weights []int8 // rows * width; those of a file that was read are only to be read

	Words2vec *Vectors
	Centre    []float32 // mean and spread of the vectors of the training messages
	Spread    []float32
	Dense     []float32 // dims * width: what each dimension says

	slots []uint64 // open addressing: the hash and, below it, row+1
	mask  uint32
	pool  sync.Pool
}

// scratch is the working memory of one reading.
type scratch struct {
	counts  []uint16
	touched []int32
	values  []float32 // of what is touched
	scores  []float32
	mean    []float32
	known   map[string][]int32 // the rows of the letters of words met before: people use the same few thousand
}

// mostKnown bounds how many words a scratch remembers.
const mostKnown = 4096

// touch counts a feature's row.
func (s *scratch) touch(r int32) {
	if s.counts[r] == 0 {
		s.touched = append(s.touched, r)
	}
	if s.counts[r] < math.MaxUint16 {
		s.counts[r]++
	}
}

// lettersOf returns the rows of a word's letters.
func (m *Model) lettersOf(s *scratch, w string) []int32 {
	rows, ok := s.known[w]
	if ok {
		return rows
	}
	letters(w, func(_ int, h Hash) {
		if r := m.row(h); r >= 0 {
			rows = append(rows, r)
		}
	})
	if len(s.known) >= mostKnown {
		clear(s.known)
	}
	s.known[strings.Clone(w)] = slices.Clip(rows)
	return rows
}

func (m *Model) row(h Hash) int32 { return Find(m.slots, m.mask, uint32(h)) }

func (m *Model) Index() {
	m.slots, m.mask = slotsOf(m.Hashes)
	m.pool.New = func() any {
		return &scratch{
			counts: make([]uint16, len(m.Hashes)), touched: make([]int32, 0, 2048),
			scores: make([]float32, m.Width), mean: make([]float32, m.Words2vec.Dims),
			known: map[string][]int32{},
		}
	}
}

// Score returns the probabilities of every label of every head, in the order of the columns.
func (m *Model) Score(msg Message) []float32 {
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	s.touched = s.touched[:0]
	featuresBut(msg, func(_ int, h Hash) {
		if r := m.row(h); r >= 0 {
			s.touch(r)
		}
	}, func(w string) {
		for _, r := range m.lettersOf(s, w) {
			s.touch(r)
		}
	})
	var norm [Blocks]float32
	s.values = s.values[:0]
	for _, r := range s.touched {
		x := Damp(int(s.counts[r])) * m.Idf[r]
		s.counts[r] = 0
		s.values = append(s.values, x)
		norm[m.Block(r)] += x * x
	}
	for b := range norm {
		if norm[b] > 0 {
			norm[b] = m.Lengths[b] / float32(math.Sqrt(float64(norm[b])))
		}
	}
	clear(s.scores)
	for i, r := range s.touched {
		x := s.values[i] * norm[m.Block(r)] * m.Scale[r]
		w := m.Weights[int(r)*m.Width : (int(r)+1)*m.Width]
		out := s.scores[:len(w)]
		for j, v := range w {
			out[j] += float32(x * float32(v))
		}
	}
	if m.Meaning(msg.Text, s.mean) {
		for d, x := range s.mean {
			w := m.Dense[d*m.Width : (d+1)*m.Width]
			for j, v := range w {
				s.scores[j] += float32(x * v)
			}
		}
	}
	out := make([]float32, m.Width)
	for i := range m.Heads {
		h := &m.Heads[i]
		h.Probabilities(s.scores[h.First:h.First+h.Columns], out[h.First:h.First+h.Columns])
	}
	return out
}

// Meaning writes the standardised mean vector of the message's words to x and reports whether there is one.
func (m *Model) Meaning(t *words.Text, x []float32) bool {
	if !m.Words2vec.Mean(t, x) {
		return false
	}
	var norm float32
	for d := range x {
		x[d] = (x[d] - m.Centre[d]) / m.Spread[d]
		norm += float32(x[d] * x[d])
	}
	if norm == 0 {
		return false
	}
	by := m.Lengths[Blocks] / float32(math.Sqrt(float64(norm)))
	for d := range x {
		x[d] *= by
	}
	return true
}

func (m *Model) Block(r int32) int {
	switch {
	case int(r) < m.Words:
		return BlockWords
	case int(r) < m.Letters:
		return blockLetters
	}
	return BlockAround
}

// Head returns the head of a name.
func (m *Model) Head(name string) *Head {
	for i := range m.Heads {
		if m.Heads[i].Name == name {
			return &m.Heads[i]
		}
	}
	return &Head{}
}

func (h *Head) Of(p []float32) []float32 { return p[h.First : h.First+h.Columns] }

func (h *Head) Probabilities(scores, out []float32) {
	if h.Binary {
		for j := range scores {
			out[j] = float32(1 / (1 + math.Exp(-float64(scores[j]+h.Bias[j])/float64(h.Heat))))
		}
		return
	}
	softmax(scores, h.Bias, h.Heat, out)
}

func softmax(scores, bias []float32, heat float32, out []float32) {
	top := float32(math.Inf(-1))
	for j := range scores {
		out[j] = (scores[j] + bias[j]) / heat
		top = max(top, out[j])
	}
	sum := float32(0)
	for j := range out {
		out[j] = float32(math.Exp(float64(out[j] - top)))
		sum += out[j]
	}
	for j := range out {
		out[j] /= sum
	}
}

// The model file: magic, version of the layout, then lengths and columns as they stand in model,
// little-endian, with a checksum at the end.
const modelMagic = "CMDL0004"

// rowBytes are those of a feature beside its weights: its hash, and how rare it is and its scale, each in half the bytes.
const rowBytes = 8

// Half is the next value from v upwards that half the bytes hold. What is fitted is fitted to such values.
func Half(v float32) float32 { return math.Float32frombits((math.Float32bits(v) + 0xffff) &^ 0xffff) }

var errModel = errors.New("the model file is damaged: train again with `complaintsd classify train`")

func (m *Model) Encode() []byte {
	b := []byte(modelMagic)
	str := func(s string) { b = append(binary.LittleEndian.AppendUint16(b, uint16(len(s))), s...) }
	f32 := func(v float32) { b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v)) }
	half := func(v float32) { b = binary.LittleEndian.AppendUint16(b, uint16(math.Float32bits(v)>>16)) }
	str(m.Version)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(m.Heads)))
	for _, h := range m.Heads {
		str(h.Name)
		kind := byte(0)
		if h.Binary {
			kind = 1
		}
		b = append(b, kind)
		f32(h.Heat)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(h.Labels)))
		for j, l := range h.Labels {
			str(l)
			f32(h.Bias[j])
		}
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(m.Words))
	b = binary.LittleEndian.AppendUint32(b, uint32(m.Letters))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.Hashes)))
	for _, v := range m.Lengths {
		f32(v)
	}
	for i := range m.Hashes {
		b = binary.LittleEndian.AppendUint32(b, m.Hashes[i])
		half(m.Idf[i])
		half(m.Scale[i])
	}
	for _, w := range m.Weights {
		b = append(b, byte(w))
	}
	for _, part := range [][]float32{m.Centre, m.Spread, m.Dense} {
		for _, v := range part {
			f32(v)
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// DecodeModel reads a model file, which the model goes on reading from. Every length is checked before it is believed.
func DecodeModel(b []byte, vec *Vectors) (*Model, error) {
	if len(b) < len(modelMagic)+4 || string(b[:len(modelMagic)]) != modelMagic {
		return nil, fmt.Errorf("read the model: %w", errModel)
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("read the model: checksum: %w", errModel)
	}
	r := &reader{b: body[len(modelMagic):]}
	m := &Model{Version: r.str(), Words2vec: vec}
	for range r.u16() {
		h := Head{Name: r.str(), Binary: r.byte() == 1, Heat: r.f32(), First: m.Width}
		for range r.u16() {
			h.Labels = append(h.Labels, r.str())
			h.Bias = append(h.Bias, r.f32())
		}
		h.Columns = len(h.Labels)
		m.Width += h.Columns
		m.Heads = append(m.Heads, h)
	}
	m.Words, m.Letters = int(r.u32()), int(r.u32())
	rows := int(r.u32())
	for i := range m.Lengths {
		m.Lengths[i] = r.f32()
	}
	if r.failed || rows > len(r.b)/rowBytes || len(r.b) != rows*(rowBytes+m.Width)+4*vec.Dims*(2+m.Width) ||
		m.Words > m.Letters || m.Letters > rows {
		return nil, fmt.Errorf("read the model: %w", errModel)
	}
	m.Hashes, m.Idf, m.Scale = make([]uint32, rows), make([]float32, rows), make([]float32, rows)
	for i := range rows {
		m.Hashes[i], m.Idf[i], m.Scale[i] = r.u32(), r.half(), r.half()
	}
	m.Weights = signed(r.take(rows * m.Width))
	for _, part := range []struct {
		to *[]float32
		n  int
	}{{&m.Centre, vec.Dims}, {&m.Spread, vec.Dims}, {&m.Dense, vec.Dims * m.Width}} {
		*part.to = make([]float32, part.n)
		for i := range *part.to {
			(*part.to)[i] = r.f32()
		}
	}
	m.Index()
	return m, nil
}

// reader takes values off a byte slice and remembers when it ran out.
type reader struct {
	b      []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if len(r.b) < n {
		r.failed, r.b = true, nil
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte { return r.take(1)[0] }

func (r *reader) u16() uint16 { return binary.LittleEndian.Uint16(r.take(2)) }

func (r *reader) u32() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }

func (r *reader) half() float32 { return math.Float32frombits(uint32(r.u16()) << 16) }

func (r *reader) f32() float32 { return math.Float32frombits(r.u32()) }

func (r *reader) str() string { return string(r.take(int(r.u16()))) }
