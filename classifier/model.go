package classifier

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strings"
	"sync"
)

// A head answers one question about a message: its kind, its area, its flags, its intent.
type head struct {
	name    string
	labels  []string
	binary  bool      // each label by itself (flags), not one of them
	bias    []float32 // by label
	heat    float32   // temperature of the probabilities
	first   int       // column of the first label
	columns int
}

// model is a linear model over words and letters. Weights are bytes, one scale for each feature.
type model struct {
	version string
	heads   []head
	width   int // columns in all
	words   int // rows of the word block; the letters follow
	hashes  []uint32
	idf     []float32
	scale   []float32
	weights []int8 // rows * width; those of a file that was read are only to be read

	words2vec *vectors
	centre    []float32 // mean and spread of the vectors of the training messages
	spread    []float32
	dense     []float32 // dims * width: what each dimension says

	slots []int32 // open addressing: row+1
	mask  uint32
	pool  sync.Pool
}

// scratch is the working memory of one reading.
type scratch struct {
	counts  []uint16
	touched []int32
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
func (m *model) lettersOf(s *scratch, w string) []int32 {
	rows, ok := s.known[w]
	if ok {
		return rows
	}
	letters(w, func(_ int, h hash) {
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

func (m *model) row(h hash) int32 { return find(m.slots, m.mask, m.hashes, uint32(h)) }

func (m *model) index() {
	m.slots, m.mask = slotsOf(m.hashes)
	m.pool.New = func() any {
		return &scratch{counts: make([]uint16, len(m.hashes)), touched: make([]int32, 0, 2048), scores: make([]float32, m.width),
			mean: make([]float32, m.words2vec.dims), known: map[string][]int32{}}
	}
}

// score returns the probabilities of every label of every head, in the order of the columns.
func (m *model) score(t *text, in *Input, facts []string) []float32 {
	s := m.pool.Get().(*scratch)
	defer m.pool.Put(s)
	s.touched = s.touched[:0]
	featuresBut(t, in, facts, func(_ int, h hash) {
		if r := m.row(h); r >= 0 {
			s.touch(r)
		}
	}, func(w string) {
		for _, r := range m.lettersOf(s, w) {
			s.touch(r)
		}
	})
	var norm [blocks]float32
	for _, r := range s.touched {
		x := damp(int(s.counts[r])) * m.idf[r]
		norm[m.block(r)] += x * x
	}
	for b := range norm {
		if norm[b] > 0 {
			norm[b] = blockLength[b] / float32(math.Sqrt(float64(norm[b])))
		}
	}
	clear(s.scores)
	for _, r := range s.touched {
		x := damp(int(s.counts[r])) * m.idf[r] * norm[m.block(r)] * m.scale[r]
		s.counts[r] = 0
		w := m.weights[int(r)*m.width : (int(r)+1)*m.width]
		out := s.scores[:len(w)]
		for j, v := range w {
			out[j] += float32(x * float32(v))
		}
	}
	if m.meaning(t, s.mean) {
		for d, x := range s.mean {
			w := m.dense[d*m.width : (d+1)*m.width]
			for j, v := range w {
				s.scores[j] += float32(x * v)
			}
		}
	}
	out := make([]float32, m.width)
	for i := range m.heads {
		h := &m.heads[i]
		h.probabilities(s.scores[h.first:h.first+h.columns], out[h.first:h.first+h.columns])
	}
	return out
}

// meaning writes the standardised mean vector of the message's words to x and reports whether there is one.
func (m *model) meaning(t *text, x []float32) bool {
	if !m.words2vec.mean(t, x) {
		return false
	}
	var norm float32
	for d := range x {
		x[d] = (x[d] - m.centre[d]) / m.spread[d]
		norm += float32(x[d] * x[d])
	}
	if norm == 0 {
		return false
	}
	by := denseLength / float32(math.Sqrt(float64(norm)))
	for d := range x {
		x[d] *= by
	}
	return true
}

func (m *model) block(r int32) int {
	if int(r) < m.words {
		return blockWords
	}
	return blockLetters
}

// head returns the head of a name.
func (m *model) head(name string) *head {
	for i := range m.heads {
		if m.heads[i].name == name {
			return &m.heads[i]
		}
	}
	return &head{}
}

func (h *head) of(p []float32) []float32 { return p[h.first : h.first+h.columns] }

func (h *head) probabilities(scores, out []float32) {
	if h.binary {
		for j := range scores {
			out[j] = float32(1 / (1 + math.Exp(-float64(scores[j]+h.bias[j])/float64(h.heat))))
		}
		return
	}
	softmax(scores, h.bias, h.heat, out)
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
const modelMagic = "CMDL0002"

var errModel = errors.New("the model file is damaged: train again with `complaintsd classify train`")

func (m *model) encode() []byte {
	b := []byte(modelMagic)
	str := func(s string) { b = append(binary.LittleEndian.AppendUint16(b, uint16(len(s))), s...) }
	f32 := func(v float32) { b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v)) }
	str(m.version)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(m.heads)))
	for _, h := range m.heads {
		str(h.name)
		kind := byte(0)
		if h.binary {
			kind = 1
		}
		b = append(b, kind)
		f32(h.heat)
		b = binary.LittleEndian.AppendUint16(b, uint16(len(h.labels)))
		for j, l := range h.labels {
			str(l)
			f32(h.bias[j])
		}
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(m.words))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.hashes)))
	for i := range m.hashes {
		b = binary.LittleEndian.AppendUint32(b, m.hashes[i])
		f32(m.idf[i])
		f32(m.scale[i])
	}
	for _, w := range m.weights {
		b = append(b, byte(w))
	}
	for _, part := range [][]float32{m.centre, m.spread, m.dense} {
		for _, v := range part {
			f32(v)
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// decodeModel reads a model file, which the model goes on reading from. Every length is checked before it is believed.
func decodeModel(b []byte, vec *vectors) (*model, error) {
	if len(b) < len(modelMagic)+4 || string(b[:len(modelMagic)]) != modelMagic {
		return nil, fmt.Errorf("read the model: %w", errModel)
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("read the model: checksum: %w", errModel)
	}
	r := &reader{b: body[len(modelMagic):]}
	m := &model{version: r.str(), words2vec: vec}
	for range r.u16() {
		h := head{name: r.str(), binary: r.byte() == 1, heat: r.f32(), first: m.width}
		for range r.u16() {
			h.labels = append(h.labels, r.str())
			h.bias = append(h.bias, r.f32())
		}
		h.columns = len(h.labels)
		m.width += h.columns
		m.heads = append(m.heads, h)
	}
	m.words = int(r.u32())
	rows := int(r.u32())
	if r.failed || rows > len(r.b)/12 || len(r.b) != rows*(12+m.width)+4*vec.dims*(2+m.width) || m.words > rows {
		return nil, fmt.Errorf("read the model: %w", errModel)
	}
	m.hashes, m.idf, m.scale = make([]uint32, rows), make([]float32, rows), make([]float32, rows)
	for i := range rows {
		m.hashes[i], m.idf[i], m.scale[i] = r.u32(), r.f32(), r.f32()
	}
	m.weights = signed(r.take(rows * m.width))
	for _, part := range []struct {
		to *[]float32
		n  int
	}{{&m.centre, vec.dims}, {&m.spread, vec.dims}, {&m.dense, vec.dims * m.width}} {
		*part.to = make([]float32, part.n)
		for i := range *part.to {
			(*part.to)[i] = r.f32()
		}
	}
	m.index()
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

func (r *reader) byte() byte   { return r.take(1)[0] }
func (r *reader) u16() uint16  { return binary.LittleEndian.Uint16(r.take(2)) }
func (r *reader) u32() uint32  { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *reader) f32() float32 { return math.Float32frombits(r.u32()) }
func (r *reader) str() string  { return string(r.take(int(r.u16()))) }
