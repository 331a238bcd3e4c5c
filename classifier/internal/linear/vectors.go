package linear

import (
	"encoding/binary"
	"fmt"
	"math"
	"unsafe"

	"complaints/classifier/internal/words"
)

// Vectors are the meanings of common English words as points in a space, so that a word the
// training messages do not hold still speaks through its neighbours.
type Vectors struct {
	Dims   int
	Hashes []uint32
	Weight []float32 // rare words count for more
	scale  []float32
	file   []int8 // the rows as they lie in the file
	Slots  []uint64
	Mask   uint32
}

const (
	VectorMagic = "CVEC0001"
	MaxDims     = 128
	rowHead     = 10 // bytes before the values of a row: hash, rank, scale
	// commonness is the share of running text below which a word counts in full.
	commonness = 1e-3
)

// DecodeVectors reads the packed vectors: for each word its hash, its rank by frequency, a scale
// and one byte for each dimension.
func DecodeVectors(b []byte) (*Vectors, error) {
	bad := fmt.Errorf("read the word vectors: the file is damaged")
	if len(b) < 16 || string(b[:8]) != VectorMagic {
		return nil, bad
	}
	n, dims := int(binary.LittleEndian.Uint32(b[8:])), int(binary.LittleEndian.Uint32(b[12:]))
	b = b[16:]
	if dims < 1 || dims > MaxDims || n < 1 || n > len(b) || len(b) != n*(rowHead+dims) {
		return nil, bad
	}
	v := &Vectors{
		Dims: dims, Hashes: make([]uint32, n), Weight: make([]float32, n), scale: make([]float32, n),
		file: signed(b),
	}
	for i := range n {
		row := b[i*(rowHead+dims):]
		v.Hashes[i] = binary.LittleEndian.Uint32(row)
		rank := float64(binary.LittleEndian.Uint16(row[4:]))
		v.Weight[i] = float32(commonness / (commonness + 0.08/(rank+1)))
		v.scale[i] = math.Float32frombits(binary.LittleEndian.Uint32(row[6:]))
	}
	v.Slots, v.Mask = slotsOf(v.Hashes)
	return v, nil
}

// Values are a row's numbers, one for each dimension.
func (v *Vectors) Values(row int32) []int8 {
	at := int(row)*(rowHead+v.Dims) + rowHead
	return v.file[at : at+v.Dims]
}

// Has reports whether a word is among those with a meaning.
func (v *Vectors) Has(word string) bool {
	return Find(v.Slots, v.Mask, uint32(Hash(2166136261).Add(word))) >= 0
}

// Mean writes the weighted mean of the words' vectors to out and reports whether any word was known.
func (v *Vectors) Mean(t *words.Text, out []float32) bool {
	clear(out)
	var sum float32
	for i := range t.Tokens {
		r := Find(v.Slots, v.Mask, uint32(Hash(2166136261).Add(t.Tokens[i].Word)))
		if r < 0 {
			continue
		}
		w := v.Weight[r]
		sum += w
		w *= v.scale[r]
		for j, x := range v.Values(r) {
			out[j] += float32(w * float32(x))
		}
	}
	if sum == 0 {
		return false
	}
	for j := range out {
		out[j] /= sum
	}
	return true
}

// slotsOf builds an open-addressing table from hashes to row+1.
func slotsOf(hashes []uint32) ([]uint64, uint32) {
	size := 1
	for size < 2*len(hashes) {
		size *= 2
	}
	slots, mask := make([]uint64, size), uint32(size-1)
	for row, h := range hashes {
		at := h & mask
		for slots[at] != 0 {
			at = (at + 1) & mask
		}
		slots[at] = uint64(h)<<32 | uint64(row+1)
	}
	return slots, mask
}

// Find returns the row of a hash, or -1.
func Find(slots []uint64, mask uint32, h uint32) int32 {
	for at := h & mask; ; at = (at + 1) & mask {
		s := slots[at]
		if s == 0 {
			return -1
		}
		if uint32(s>>32) == h {
			return int32(uint32(s)) - 1
		}
	}
}

// signed are bytes as the signed numbers that they stand for, without a copy.
func signed(b []byte) []int8 {
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(b))), len(b))
}
