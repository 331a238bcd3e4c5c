package classifier

import (
	"strings"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/reading"
)

// Unit is a stretch of a message's body cut at sense: a sentence, or a clause of a long one.
type Unit struct {
	First, Last int // its words: Text.Tokens[First:Last]
	From, To    int // its bytes in the body
	Sentence    int32
}

// How short the parts of a sentence may be, in words.
const (
	leastBeforeMark = 3 // a part that ends at a comma, a dash or a new line
	leastBeforeLink = 4 // a part that ends before "and", "but", "because"
)

// links are the words that begin a clause of its own.
var links = setOf(`and but so because also plus then while whilst though although which who when if until unless &`)

// UnitsOf cuts the body of a message into units.
func UnitsOf(t *words.Text) []Unit {
	var out []Unit
	for i := t.FirstBody; i < len(t.Tokens); {
		end := i
		for end < len(t.Tokens) && t.Tokens[end].Sentence == t.Tokens[i].Sentence {
			end++
		}
		out = appendClauses(out, t, i, end)
		i = end
	}
	return out
}

// appendClauses cuts one sentence.
func appendClauses(out []Unit, t *words.Text, from, to int) []Unit {
	begin := from
	cut := func(at int) {
		out = append(out, Unit{
			First: begin, Last: at, From: t.Tokens[begin].From, To: t.Tokens[at-1].To,
			Sentence: t.Tokens[begin].Sentence,
		})
		begin = at
	}
	for i := from + 1; i < to; i++ {
		gap := t.Body[t.Tokens[i-1].To:t.Tokens[i].From]
		marked := strings.ContainsAny(gap, ",;:()\n\"–—•…") || strings.Contains(gap, " - ") ||
			strings.Contains(gap, "..")
		switch {
		case marked && i-begin >= leastBeforeMark && to-i >= leastBeforeMark,
			links[t.Tokens[i].Word] && i-begin >= leastBeforeLink && to-i >= leastBeforeLink:
			cut(i)
		}
	}
	cut(to)
	return out
}

// unitMessages are the units of a message as the model of units sees them.
func unitMessages(b *rulebook, t *words.Text, hits []hit, units []Unit, in *Input) []linear.Message {
	out := make([]linear.Message, len(units))
	for i, u := range units {
		around := &linear.Around{Place: placeOf(t, units, i)}
		here := conceptsIn(b, hits, u.First, u.Last)
		around.Place = append(around.Place, here...)
		for x := range here {
			for y := range here[:x] {
				around.Place = append(around.Place, min(here[x], here[y])+max(here[x], here[y]))
			}
		}
		if i > 0 {
			around.Before = t.Tokens[units[i-1].First:units[i-1].Last]
		}
		if i+1 < len(units) {
			around.After = t.Tokens[units[i+1].First:units[i+1].Last]
		}
		out[i] = linear.Message{
			Text: &words.Text{Body: t.Body, Tokens: t.Tokens[u.First:u.Last]}, Channel: in.Channel,
			Context: reading.ContextNone, Around: around,
		}
	}
	return out
}

// placeOf says where a unit stands, and what stands at its ends.
func placeOf(t *words.Text, units []Unit, i int) []string {
	place := make([]string, 0, 8)
	u := units[i]
	add := func(yes bool, what string) {
		if yes {
			place = append(place, what)
		}
	}
	add(i == 0, "first")
	add(i == 1, "second")
	add(i == len(units)-1, "last")
	add(i == len(units)-2, "last but one")
	add(len(units) == 1, "only")
	switch at := 4 * i / len(units); at {
	case 0:
		place = append(place, "early")
	case 3:
		place = append(place, "late")
	}
	add(i == 0 || units[i-1].Sentence != u.Sentence, "begins")
	add(i+1 == len(units) || units[i+1].Sentence != u.Sentence, "ends")
	after := t.Body[u.To:min(u.To+2, len(t.Body))]
	add(strings.HasPrefix(after, "?"), "?")
	add(strings.HasPrefix(after, "!"), "!")
	add(strings.HasPrefix(after, ":"), ":")
	before := strings.TrimRight(t.Body[:u.From], " \t")
	add(strings.HasSuffix(before, "\n") || before == "", "line")
	add(strings.HasSuffix(before, "-") || strings.HasSuffix(before, "•") || strings.HasSuffix(before, ")") ||
		strings.HasSuffix(before, "*"), "item")
	return place
}
