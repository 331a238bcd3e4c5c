package classifier

import (
	"math"
	"unicode/utf8"

	"complaints/internal/complaint"
)

// The two blocks of sparse features, each normalised to its length by itself.
const (
	blockWords = iota
	blockLetters
	blocks
)

// What the blocks count for: words most, then the meanings of words, then letters.
var blockLength = [blocks]float32{blockWords: 1.3, blockLetters: 0.7}

// denseLength is the length of the dense part of a message next to the two sparse blocks.
const denseLength = 0.84

// hash is FNV-1a over the bytes of a feature, seeded by its kind.
type hash uint32

func seed(kind byte) hash { return (2166136261 ^ hash(kind)) * 16777619 }

func (h hash) add(s string) hash {
	for i := 0; i < len(s); i++ {
		h = (h ^ hash(s[i])) * 16777619
	}
	return h
}

func (h hash) addByte(b byte) hash { return (h ^ hash(b)) * 16777619 }

// features calls emit for every feature of a message: single words and pairs, the same words
// again under the sender's context, runs of three to five letters, and the facts around the words.
func features(t *text, in *Input, facts []string, emit func(block int, h hash)) {
	featuresBut(t, in, facts, emit, func(w string) { letters(w, emit) })
}

// featuresBut is features with the letters of each word, which are most of them, left to another function.
func featuresBut(t *text, in *Input, facts []string, emit func(block int, h hash), spelled func(w string)) {
	ctx := byte('0')
	if in.Context != "" && in.Context != complaint.ContextNone {
		ctx = contextByte(in.Context)
	}
	emit(blockWords, seed('c').addByte(ctx))
	emit(blockWords, seed('l').addByte(lengthClass(len(t.tokens))))
	emit(blockWords, seed('m').add(string(in.Channel)))
	for _, f := range facts {
		emit(blockWords, seed('f').add(f))
	}
	prev := "^"
	for i := range t.tokens {
		tok := &t.tokens[i]
		w := shape(tok.word)
		emit(blockWords, seed('w').add(w))
		emit(blockWords, seed('p').add(prev).addByte(' ').add(w))
		if ctx != '0' {
			emit(blockWords, seed('x').addByte(ctx).add(w))
		}
		spelled(w)
		prev = w
	}
	emit(blockWords, seed('p').add(prev).add(" $"))
}

// letters emits the runs of three to five characters of a word with its edges marked.
func letters(w string, emit func(int, hash)) {
	var buf [40]byte
	if len(w) > len(buf)-2 {
		w = w[:len(buf)-2]
		for len(w) > 0 && !utf8.ValidString(w) {
			w = w[:len(w)-1]
		}
	}
	b := append(append(append(buf[:0], ' '), w...), ' ')
	for i := 0; i < len(b); i++ {
		h := seed('g')
		for n := 1; n <= 5 && i+n <= len(b); n++ {
			h = h.addByte(b[i+n-1])
			if n >= 3 {
				emit(blockLetters, h)
			}
		}
	}
}

// shape folds numbers, so that a case reference or a sum of money is one feature and not thousands.
func shape(w string) string {
	digits, others := 0, 0
	for i := 0; i < len(w); i++ {
		if isDigit(w[i]) {
			digits++
		} else {
			others++
		}
	}
	switch {
	case digits == 0:
		return w
	case len(w) >= 2 && w[:2] == "£":
		return "#money"
	case others == 0 && digits <= 2:
		return "#n"
	case others == 0 && digits == 4 && (w[:2] == "20" || w[:2] == "19"):
		return "#year"
	case others == 0:
		return "#long"
	case digits > 0 && others <= 2:
		return "#mixed" + string(rune('0'+min(others, 2)))
	}
	return w
}

func lengthClass(words int) byte {
	c := byte('a')
	for _, limit := range [...]int{3, 8, 15, 30, 60, 120, 240} {
		if words > limit {
			c++
		}
	}
	return c
}

func contextByte(c complaint.Context) byte {
	switch c {
	case complaint.ContextStage1Open:
		return '1'
	case complaint.ContextStage1Answered:
		return '2'
	case complaint.ContextStage1AnswerOld:
		return '3'
	case complaint.ContextStage2Open:
		return '4'
	case complaint.ContextStage2Answered:
		return '5'
	case complaint.ContextManager:
		return '6'
	}
	return '0'
}

// damp is the weight of a feature that occurs n times.
func damp(n int) float32 {
	if n < len(damped) {
		return damped[n]
	}
	return 1 + float32(math.Log(float64(n)))
}

// damped holds what damp says of small numbers, which nearly all are.
var damped = func() (d [64]float32) {
	for n := range d {
		d[n] = 1 + float32(math.Log(float64(max(1, n))))
	}
	return d
}()
