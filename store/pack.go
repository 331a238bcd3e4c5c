package store

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Bytes that arrive are packed by deflate at its fastest level, and kept as they are where that saves
// nothing, as with photographs. The figures behind the choice are in BenchmarkPack.
const (
	plain    int64 = 0
	deflated int64 = 1
)

// worthPacking is the length below which packing saves less than it costs.
const worthPacking = 256

// packer keeps the writers, whose tables cost more to make than a message costs to pack.
type packer struct{ writers sync.Pool }

func (p *packer) pack(b []byte) (how int64, packed []byte) { return p.packInto(new(bytes.Buffer), b) }

// packInto is pack with the memory of an earlier one: packed is good until out is used again.
func (p *packer) packInto(out *bytes.Buffer, b []byte) (how int64, packed []byte) {
	if len(b) < worthPacking {
		return plain, orEmpty(b)
	}
	out.Reset()
	out.Grow(len(b)*4/5 + 64) // a photograph in base64 is a fourth shorter then
	w, _ := p.writers.Get().(*flate.Writer)
	if w == nil {
		w, _ = flate.NewWriter(out, flate.BestSpeed) // fails only for a level that does not exist
	} else {
		w.Reset(out)
	}
	_, err := w.Write(b)
	if err == nil {
		err = w.Close()
	}
	if err != nil || out.Len() >= len(b) {
		return plain, b
	}
	w.Reset(nil) // the pool keeps no bytes
	p.writers.Put(w)
	return deflated, out.Bytes()
}

var errUnpack = errors.New("unpack")

// unpack returns the bytes again, of which there must be size.
func unpack(how int64, packed []byte, size int64) ([]byte, error) {
	if how == plain {
		return packed, nil
	}
	return unpackInto(make([]byte, 0, size+bytes.MinRead), how, packed, size)
}

// unpackInto is unpack with the memory of an earlier one, if that is enough.
func unpackInto(memory []byte, how int64, packed []byte, size int64) ([]byte, error) {
	switch how {
	case plain:
		return packed, nil
	case deflated:
		b, from := bytes.NewBuffer(memory[:0]), bytes.NewReader(packed)
		if _, err := b.ReadFrom(io.LimitReader(flate.NewReader(from), size+1)); err != nil {
			return nil, fmt.Errorf("%w: %w", errUnpack, err)
		}
		if int64(b.Len()) != size || from.Len() > 0 {
			return nil, fmt.Errorf("%w: they are not the %d that were packed", errUnpack, size)
		}
		return b.Bytes(), nil
	}
	return nil, fmt.Errorf("%w: packing %d is not known to this version", errUnpack, how)
}

// orEmpty keeps an absent body from becoming NULL.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
