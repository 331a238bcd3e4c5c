package classifier

import (
	"encoding/binary"
	"fmt"
	"math"
)

// vectors are the meanings of common English words as points in a space, so that a word the
// training messages do not hold still speaks through its neighbours.
type vectors struct {
	dims   int
	hashes []uint32
	weight []float32 // rare words count for more
	scale  []float32
	values []int8
	slots  []int32
	mask   uint32
}

const (
	vectorMagic = "CVEC0001"
	maxDims     = 128
	// commonness is the share of running text below which a word counts in full.
	commonness = 1e-3
)

// decodeVectors reads the packed vectors: for each word its hash, its rank by frequency, a scale
// and one byte for each dimension.
func decodeVectors(b []byte) (*vectors, error) {
	bad := fmt.Errorf("read the word vectors: the file is damaged")
	if len(b) < 16 || string(b[:8]) != vectorMagic {
		return nil, bad
	}
	n, dims := int(binary.LittleEndian.Uint32(b[8:])), int(binary.LittleEndian.Uint32(b[12:]))
	b = b[16:]
	if dims < 1 || dims > maxDims || n < 1 || n > len(b) || len(b) != n*(10+dims) {
		return nil, bad
	}
	v := &vectors{dims: dims, hashes: make([]uint32, n), weight: make([]float32, n), scale: make([]float32, n), values: make([]int8, 0, n*dims)}
	for i := range n {
		row := b[i*(10+dims):]
		v.hashes[i] = binary.LittleEndian.Uint32(row)
		rank := float64(binary.LittleEndian.Uint16(row[4:]))
		v.weight[i] = float32(commonness / (commonness + 0.08/(rank+1)))
		v.scale[i] = math.Float32frombits(binary.LittleEndian.Uint32(row[6:]))
		for _, c := range row[10 : 10+dims] {
			v.values = append(v.values, int8(c))
		}
	}
	v.slots, v.mask = slotsOf(v.hashes)
	return v, nil
}

// mean writes the weighted mean of the words' vectors to out and reports whether any word was known.
func (v *vectors) mean(t *text, out []float32) bool {
	clear(out)
	var sum float32
	for i := range t.tokens {
		r := find(v.slots, v.mask, v.hashes, uint32(hash(2166136261).add(t.tokens[i].word)))
		if r < 0 {
			continue
		}
		w := v.weight[r]
		sum += w
		w *= v.scale[r]
		for j, x := range v.values[int(r)*v.dims : (int(r)+1)*v.dims] {
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
func slotsOf(hashes []uint32) ([]int32, uint32) {
	size := 1
	for size < 2*len(hashes) {
		size *= 2
	}
	slots, mask := make([]int32, size), uint32(size-1)
	for row, h := range hashes {
		at := h & mask
		for slots[at] != 0 {
			at = (at + 1) & mask
		}
		slots[at] = int32(row) + 1
	}
	return slots, mask
}

// find returns the row of a hash, or -1.
func find(slots []int32, mask uint32, hashes []uint32, h uint32) int32 {
	for at := h & mask; ; at = (at + 1) & mask {
		r := slots[at]
		if r == 0 {
			return -1
		}
		if hashes[r-1] == h {
			return r - 1
		}
	}
}
