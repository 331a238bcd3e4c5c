package dates

import (
	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// borrowYears gives a date without a year the year of its neighbour: in "mid October to 20 December
// 2025" the first is of 2025 too, and "the June" after "April and May 2025" is the June that followed.
func (r *reader) borrowYears() {
	for k := range r.out {
		d := &r.out[k]
		if d.Kind != Point || d.Interval.Earliest.IsZero() || r.yearNamed(*d) {
			continue
		}
		if k+1 < len(r.out) && r.yearNamed(r.out[k+1]) && r.joined(d.To, r.out[k+1]) &&
			d.Interval.Earliest > r.out[k+1].Interval.Latest {
			r.back12(d, r.out[k+1].Interval.Latest.AddMonths(-12))
		}
		if k > 0 && r.yearNamed(r.out[k-1]) && r.pointed(*d) && d.Interval.Earliest > r.out[k-1].Interval.Latest {
			r.back12(d, r.out[k-1].Interval.Earliest)
			r.sameYear(d, r.out[k-1].Interval)
		}
	}
}

// sameYear moves "that spring" and "June of that year" into the year told of before, where the words say that it is the
// same: "mended in July 2024, ... on the tip that spring".
func (r *reader) sameYear(d *Mention, before reading.Interval) {
	if !r.saysThat(*d) || before.Earliest.IsZero() {
		return
	}
	year, _, _ := before.Earliest.Civil()
	for at, _, _ := d.Interval.Earliest.Civil(); at > year; at-- {
		d.Interval.Earliest, d.Interval.Latest = d.Interval.Earliest.AddMonths(-12), d.Interval.Latest.AddMonths(-12)
	}
}

// saysThat reports "that" before a phrase, or "of that year" after it.
func (r *reader) saysThat(d Mention) bool {
	return r.word(d.From-1) == "that" || r.word(d.From) == "that" || r.is(d.To, "of", "that", "year") ||
		r.is(d.To, "that", "year") || r.is(d.To, "of", "the", "same", "year") || r.is(d.To, "the", "same", "year")
}

// back12 moves a date back by whole years as long as it stays on or after a day.
func (r *reader) back12(d *Mention, stop calendar.Date) {
	for at := d.Interval.Earliest.AddMonths(-12); at >= stop; at = d.Interval.Earliest.AddMonths(-12) {
		d.Interval = reading.Interval{Earliest: at, Latest: d.Interval.Latest.AddMonths(-12)}
	}
}

// yearNamed reports whether a phrase says its year.
func (r *reader) yearNamed(d Mention) bool {
	if d.Kind == Future {
		return false
	}
	for i := d.From; i < d.To; i++ {
		if w := r.word(i); IsYear(w) || w == "year" || r.shortYear(i) || w == "ago" || w == "back" {
			return true
		}
		if parts, sep := split(r.word(i)); len(parts) == 3 && sep != ':' && sep != ',' {
			return true
		}
	}
	return false
}

// shortYear reports whether a word was written "yr", which text-speak also writes for "your".
func (r *reader) shortYear(i int) bool {
	if i >= len(r.t.Tokens) || r.t.Tokens[i].Subject {
		return false
	}
	tok := r.t.Tokens[i]
	return tok.To <= len(r.t.Body) && tok.From < tok.To && words.Lower(r.t.Body[tok.From:tok.To]) == "yr"
}

// joined reports whether the words after a phrase lead straight to the next: "and", "to", "until".
func (r *reader) joined(to int, next Mention) bool {
	if next.From-to > 2 {
		return false
	}
	for i := to; i <= next.From; i++ {
		switch r.word(i) {
		case "and", "to", "till", "til", "until", "or", "through":
			return true
		}
	}
	return false
}

// pointed reports whether a phrase points at a date spoken of before: "by the June", "that Christmas".
func (r *reader) pointed(d Mention) bool {
	for i := d.From - 1; i < d.To; i++ {
		switch r.word(i) {
		case "that", "the", "same", "following":
			return true
		}
	}
	return r.saysThat(d)
}

// soon is how far ahead a deadline without a year is looked for, in days.
const soon = 120

// deadline reports whether "by Christmas" is one to come: the feast or month is near, and the sentence demands or
// doubts.
func (r *reader) deadline(by, n int) bool {
	if r.word(by) != "by" {
		return false
	}
	_, iv := r.absolute(by + 1)
	if r.yearNamed(Mention{From: by + 1, To: by + 1 + n}) || r.now.DaysUntil(iv.Earliest.AddMonths(12)) > soon {
		return false
	}
	for i := range r.t.Tokens {
		if r.t.Tokens[i].Sentence != r.t.Tokens[by].Sentence {
			continue
		}
		switch r.word(i) {
		case "if", "isnt", "not", "unless", "want", "must", "need", "please", "wont", "expect", "will", "or":
			return true
		}
	}
	return false
}
