package linear

import (
	"math"
	"unicode/utf8"

	"complaints/classifier/internal/words"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// The blocks of sparse features, each normalised to its length by itself.
const (
	BlockWords = iota
	blockLetters
	BlockAround // of a unit: the words before and after it, and its place
	Blocks
)

// What the blocks count for, and last the meanings of words. In a whole message words count most; for the notes it is
// the concepts that its words belong to.
var (
	WholeLengths = [Blocks + 1]float32{BlockWords: 1.3, blockLetters: 0.7, Blocks: 0.84}
	UnitLengths  = [Blocks + 1]float32{BlockWords: 1.3, blockLetters: 0.7, BlockAround: 0.8, Blocks: 0.84}
	TimeLengths  = [Blocks + 1]float32{BlockWords: 1, blockLetters: 0.3, BlockAround: 1.4, Blocks: 0.5}
	NoteLengths  = [Blocks + 1]float32{BlockWords: 1.3, blockLetters: 0.7, BlockAround: 0.8, Blocks: 0.84}
)

// Hash is FNV-1a over the bytes of a feature, seeded by its kind.
type Hash uint32

func seed(kind byte) Hash { return (2166136261 ^ Hash(kind)) * 16777619 }

func (h Hash) Add(s string) Hash {
	for i := 0; i < len(s); i++ {
		h = (h ^ Hash(s[i])) * 16777619
	}
	return h
}

func (h Hash) addByte(b byte) Hash { return (h ^ Hash(b)) * 16777619 }

// Message is what the model sees of a message.
type Message struct {
	Text    *words.Text
	Channel message.Channel
	Context reading.Context
	Facts   []string // around the words: how old what they tell of is
	Around  *Around  // where Text is a part of a message
}

// Around is what stands round a part of a message.
type Around struct {
	Before, After []words.Token // of the parts next to it
	Place         []string      // where in the message it stands
}

// Features calls emit for every feature of a message: single words and pairs, the same words
// again under the sender's context, runs of three to five letters, and the facts around the words.
func Features(m Message, emit func(block int, h Hash)) {
	featuresBut(m, emit, func(w string) { letters(w, emit) })
}

// featuresBut is features with the letters of each word, which are most of them, left to another function.
func featuresBut(m Message, emit func(block int, h Hash), spelled func(w string)) {
	ctx := byte('0')
	if m.Context != "" && m.Context != reading.ContextNone {
		ctx = ContextByte(m.Context)
	}
	emit(BlockWords, seed('c').addByte(ctx))
	emit(BlockWords, seed('l').addByte(lengthClass(len(m.Text.Tokens))))
	emit(BlockWords, seed('m').Add(string(m.Channel)))
	for _, f := range m.Facts {
		emit(BlockWords, seed('f').Add(f))
	}
	prev := "^"
	for i := range m.Text.Tokens {
		tok := &m.Text.Tokens[i]
		w := shape(tok.Word)
		emit(BlockWords, seed('w').Add(w))
		emit(BlockWords, seed('p').Add(prev).addByte(' ').Add(w))
		if ctx != '0' {
			emit(BlockWords, seed('x').addByte(ctx).Add(w))
		}
		spelled(w)
		prev = w
	}
	emit(BlockWords, seed('p').Add(prev).Add(" $"))
	if m.Around != nil {
		m.Around.features(emit)
	}
}

// features emits the words next to a unit, the last before it and the first after it once more, and its place.
func (a *Around) features(emit func(block int, h Hash)) {
	for i := range a.Before {
		emit(BlockAround, seed('b').Add(shape(a.Before[i].Word)))
	}
	for i := range a.After {
		emit(BlockAround, seed('a').Add(shape(a.After[i].Word)))
	}
	if n := len(a.Before); n > 0 {
		emit(BlockAround, seed('B').Add(shape(a.Before[n-1].Word)))
	}
	if len(a.After) > 0 {
		emit(BlockAround, seed('A').Add(shape(a.After[0].Word)))
	}
	for _, p := range a.Place {
		emit(BlockAround, seed('@').Add(p))
	}
}

// letters emits the runs of three to five characters of a word with its edges marked.
func letters(w string, emit func(int, Hash)) {
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
		if words.IsDigit(w[i]) {
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

func ContextByte(c reading.Context) byte {
	switch c {
	case reading.ContextStage1Open:
		return '1'
	case reading.ContextStage1Answered:
		return '2'
	case reading.ContextStage1AnswerOld:
		return '3'
	case reading.ContextStage2Open:
		return '4'
	case reading.ContextStage2Answered:
		return '5'
	case reading.ContextManager:
		return '6'
	}
	return '0'
}

// Damp is the weight of a feature that occurs n times.
func Damp(n int) float32 {
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
