package dates

import (
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// relative reads phrases that count from today: "yesterday", "a fortnight ago", "last month",
// "a couple of months back", "about eighteen months ago", "over a year ago", "the week before last".
func (r *reader) relative(i int) (int, reading.Interval) {
	one := func(n, back int) (int, reading.Interval) {
		d := r.now.AddDays(-back)
		return n, reading.Interval{Earliest: d, Latest: d}
	}
	switch {
	case r.is(i, "the", "day", "before", "yesterday"):
		return one(4, 2)
	case r.is(i, "day", "before", "yesterday"):
		return one(3, 2)
	case r.is(i, "yesterday"):
		return one(1, 1)
	case r.is(i, "night", "before", "last"), r.is(i, "evening", "before", "last"):
		return one(3, 2)
	case r.is(i, "last", "night"):
		return one(2, 1)
	case r.is(i, "today"), r.is(i, "tonight"):
		return one(1, 0)
	case r.is(i, "this", "morning"), r.is(i, "this", "afternoon"), r.is(i, "this", "evening"), r.is(i, "just", "now"):
		return one(2, 0)
	case r.is(i, "the", "other", "day"), r.is(i, "the", "other", "night"), r.is(i, "the", "other", "week"):
		return 3, reading.Interval{Earliest: r.now - 14, Latest: r.now - 1}
	case r.is(i, "tother", "day"), r.is(i, "tother", "night"), r.is(i, "tother", "week"):
		return 2, reading.Interval{Earliest: r.now - 14, Latest: r.now - 1}
	case r.is(i, "a", "while", "ago"), r.is(i, "a", "while", "back"), r.is(i, "some", "time", "ago"):
		return 3, reading.Interval{Earliest: r.now.AddMonths(-36), Latest: r.now - 14}
	case r.is(i, "ages", "ago"), r.is(i, "years", "ago"), r.is(i, "donkeys", "years"):
		return 2, reading.Interval{Earliest: r.now.AddMonths(-240), Latest: r.now.AddMonths(-2)}
	case r.is(i, "months", "ago"), r.is(i, "months", "back"):
		return 2, reading.Interval{Earliest: r.now.AddMonths(-18), Latest: r.now.AddMonths(-2)}
	case r.is(i, "weeks", "ago"), r.is(i, "weeks", "back"):
		return 2, reading.Interval{Earliest: r.now - 90, Latest: r.now - 14}
	}
	if r.is(i, "this", "time", "last") || r.is(i, "this", "day", "last") {
		if iv, ok := r.unitBack(r.word(i+3), 1); ok {
			back := map[string]int{"week": 7, "month": 30, "year": 365}[r.word(i+3)]
			return 4, reading.Interval{
				Earliest: max(iv.Earliest, r.now.AddDays(-back-30)),
				Latest:   min(iv.Latest, r.now.AddDays(-back+30)),
			}
		}
	}
	if weeks, at := r.weeks(i); weeks > 0 && r.is(at, "yesterday") {
		return one(at+1-i, 7*weeks+1)
	}
	if n, iv := r.lastUnit(i); n > 0 {
		return n, iv
	}
	if n, iv := r.yearLast(i); n > 0 {
		return n, iv
	}
	if n, iv := r.seasonsAgo(i); n > 0 {
		return n, iv
	}
	return r.ago(i)
}

// lastUnit reads "last week", "the week before last", "this month", "earlier this year".
func (r *reader) lastUnit(i int) (int, reading.Interval) {
	start := i
	if r.word(i) == "earlier" || r.word(i) == "in" || r.word(i) == "over" || r.word(i) == "during" {
		i++
	}
	if r.word(i) == "the" {
		i++
	}
	if r.is(i+1, "before", "last") {
		if iv, ok := r.unitBack(r.word(i), 2); ok {
			return i + 3 - start, iv
		}
	}
	back := -1
	switch r.word(i) {
	case "last", "previous":
		back = 1
	case "this":
		back = 0
	default:
		return 0, reading.Interval{}
	}
	if n, ok := count(r.word(i + 1)); ok && n > 1 {
		if u, ok := units[r.word(i+2)]; ok {
			return i + 3 - start, reading.Interval{Earliest: r.back(u, n), Latest: r.now}
		}
	}
	if r.word(i+1) == "few" || r.word(i+1) == "couple" {
		at := i + 2
		if r.word(at) == "of" {
			at++
		}
		if u, ok := units[r.word(at)]; ok {
			return at + 1 - start, reading.Interval{Earliest: r.back(u, 6), Latest: r.now}
		}
	}
	if iv, ok := r.unitBack(r.word(i+1), back); ok {
		return i + 2 - start, iv
	}
	return 0, reading.Interval{}
}

// unitBack is the calendar week, month or year so many before this one.
func (r *reader) unitBack(unit string, back int) (reading.Interval, bool) {
	var first, end calendar.Date
	year, month, _ := r.now.Civil()
	switch unit {
	case "week", "weekend":
		monday := r.now.AddDays(-(int(r.now.Weekday()) + 6) % 7)
		first = monday.AddDays(-7 * back)
		end = first + 6
		if unit == "weekend" {
			if back == 0 {
				first = monday.AddDays(-2)
				end = r.now
			} else {
				first = monday.AddDays(-7*back + 5)
				end = first + 1
			}
		}
	case "fortnight":
		first, end = r.now.AddDays(-14*back-14), r.now
	case "month":
		first = calendar.DateOf(year, month, 1).AddMonths(-back)
		end = first.AddMonths(1) - 1
	case "year":
		first, end = calendar.DateOf(year-back, 1, 1), calendar.DateOf(year-back, 12, 31)
	default:
		return reading.Interval{}, false
	}
	return reading.Interval{Earliest: first, Latest: min(end, r.now)}, true
}

// yearLast reads "a year last March", "two years last August", "a year ago last Easter".
func (r *reader) yearLast(i int) (int, reading.Interval) {
	n, ok := count(r.word(i))
	at := i + 2
	if r.word(i) == "year" {
		n, ok, at = 1, true, i+1 // "year ago last May"
	}
	if !ok || r.word(at-1) != "year" && r.word(at-1) != "years" {
		return 0, reading.Interval{}
	}
	if r.word(at) == "ago" {
		at++
	}
	if r.word(at) != "last" && r.word(at) != "this" {
		return 0, reading.Interval{}
	}
	used, iv := r.month(at)
	if used == 0 {
		used, iv = r.feast(at)
	}
	if used == 0 {
		return 0, reading.Interval{}
	}
	return at + used - i, reading.Interval{
		Earliest: iv.Earliest.AddMonths(-12 * n), Latest: iv.Latest.AddMonths(-12 * n),
	}
}

// seasonsAgo reads "two summers ago", "2 winters back" and "three Christmases ago".
func (r *reader) seasonsAgo(i int) (int, reading.Interval) {
	n, ok := count(r.word(i))
	name := strings.TrimSuffix(r.word(i+1), "s")
	m, season := seasons[name]
	if feast := name == "christmase" || name == "xmase" || name == "easter"; feast {
		m, season = seasons["winter"], true
		if name == "easter" {
			m = seasons["spring"]
		}
	}
	if !ok || !season || n > 20 || r.word(i+2) != "ago" && r.word(i+2) != "back" {
		return 0, reading.Interval{}
	}
	year, _, _ := r.now.Civil()
	first := calendar.DateOf(year, m, 1)
	if first > r.now {
		first = first.AddMonths(-12)
	}
	// Whether the newest such season counts as the first is the writer's secret.
	return 3, reading.Interval{Earliest: first.AddMonths(-12 * n), Latest: first.AddMonths(-12*(n-1)+3) - 1}
}

// ago reads an amount of time followed by "ago", "back", "since" or "earlier".
func (r *reader) ago(i int) (int, reading.Interval) {
	a := r.amount(i)
	if a.words == 0 {
		return 0, reading.Interval{}
	}
	at := i + a.words
	if r.word(at) == "now" {
		at++
	}
	if r.is(at, "or", "so") || r.is(at, "or", "more") {
		a.loose = true
		at += 2
	}
	switch r.word(at) {
	case "ago", "back", "earlier", "previously", "since":
	default:
		return 0, reading.Interval{}
	}
	if r.word(at) == "back" && r.word(at+1) == "to" {
		return 0, reading.Interval{}
	}
	return at + 1 - i, r.span(a)
}

// length reads how long something went on: "for three weeks", "waited six months", "over a year now".
func (r *reader) length(i int) int {
	start := i
	a := r.amount(i)
	for k := 0; k < 4 && a.words == 0 && lengthLead[r.word(i)]; k++ {
		i++
		a = r.amount(i)
	}
	if a.words == 0 {
		return 0
	}
	at := i + a.words
	switch r.word(at) {
	case "ago", "back", "earlier":
		return 0
	case "old", "of", "time", "notice", "later":
		return 0
	}
	lead := r.word(start)
	if lead == "in" || lead == "within" || lead == "about" || lead == "nearly" || lead == "almost" || lead == "after" {
		if r.word(at) != "now" && lead != "nearly" && lead != "almost" && lead != "over" {
			return 0
		}
	}
	iv := r.span(a)
	r.add(reading.Interval{Earliest: iv.Earliest, Latest: r.now}, Length, start, at)
	return at - start
}

// lasting reads an amount of time that words after it say goes on: "three weeks now", "18 months or more", "four months
// and counting".
func (r *reader) lasting(i int) int {
	a := r.amount(i)
	if a.words == 0 {
		return 0
	}
	at, n := i+a.words, 0
	switch {
	case r.is(at, "now"), r.is(at, "running"), r.is(at, "straight"), r.is(at, "solid"):
		n = 1
	case r.is(at, "or", "more"), r.is(at, "and", "counting"), r.is(at, "and", "more"):
		n = 2
	case r.is(at, "on", "the", "trot"), r.is(at, "in", "a", "row"):
		n = 3
	default:
		return 0
	}
	r.add(reading.Interval{Earliest: r.span(a).Earliest, Latest: r.now}, Length, i, at+n)
	return a.words + n
}

// amountAlone reads a number of days or more that no word before or after it places: "light been off, 5 weeks", "4 wks.",
// "not working since two weeks". "A week" alone is a rate as often.
func (r *reader) amountAlone(i int, kind Kind) int {
	a := r.amount(i)
	if w := r.word(i); w == "a" || w == "an" || w == "one" || a.words == 0 || a.low < 1 || aged[r.word(i+a.words)] {
		return 0
	}
	if kind != Since {
		kind = Amount
	} else {
		kind = Length
	}
	r.add(reading.Interval{Earliest: r.span(a).Earliest, Latest: r.now}, kind, i, i+a.words)
	return a.words
}

// aged are words after an amount of time that is no time gone by.
var aged = set("old notice time later away warranty guarantee lease contract pregnant premature")

var lengthLead = map[string]bool{
	"for": true, "been": true, "waited": true, "waiting": true, "took": true, "taken": true, "lasted": true,
	"over": true, "after": true, "nearly": true, "almost": true, "about": true, "in": true, "within": true,
	"the": true, "last": true, "past": true, "best": true, "part": true, "of": true, "going": true, "on": true,
	"these": true, "those": true,
}

// amountOf is a number of units: 2 weeks, a year and a half, several months.
type amountOf struct {
	words   int
	low, up float64 // the range in days
	loose   bool    // "about", "or so"
	over    bool    // "more than"
	under   bool    // "nearly", "less than"
}

// amount reads "two weeks", "a couple of months", "a fortnight", "two and a half years", "18mths".
func (r *reader) amount(i int) amountOf {
	var a amountOf
	start := i
	switch {
	case r.is(i, "more", "than"), r.is(i, "longer", "than"), r.is(i, "at", "least"), r.is(i, "well", "over"):
		a.over = true
		i += 2
	case r.is(i, "over"):
		a.over = true
		i++
	case r.is(i, "less", "than"), r.is(i, "not", "quite"), r.is(i, "just", "under"):
		a.under = true
		i += 2
	case r.is(i, "nearly"), r.is(i, "almost"), r.is(i, "under"):
		a.under = true
		i++
	case r.is(i, "about"), r.is(i, "around"), r.is(i, "roughly"), r.is(i, "approximately"), r.is(i, "maybe"),
		r.is(i, "some"), r.is(i, "getting", "on", "for"), r.is(i, "approx"):
		a.loose = true
		if i++; r.is(i, "on", "for") {
			i += 2
		}
	}
	low, up, n := r.quantity(i)
	if n == 0 {
		return amountOf{}
	}
	i += n
	u, ok := units[r.word(i)]
	if !ok {
		return amountOf{}
	}
	i++
	if r.is(i, "and", "a", "half") {
		low, up = low+0.5, up+0.5
		i += 3
	} else if r.is(i, "and", "a", "bit") {
		up += 0.4
		i += 3
	} else if r.is(i, "or", "so") {
		a.loose = true
		i += 2
	} else if r.is(i, "or", "two") {
		up++
		i += 2
	}
	a.low, a.up, a.words = low*u, up*u, i-start
	return a
}

// quantity reads the number before a unit as a range.
func (r *reader) quantity(i int) (low, up float64, words int) {
	n := 0
	for r.word(i) == "a" || r.word(i) == "the" || r.word(i) == "good" || r.word(i) == "past" || r.word(i) == "last" {
		if r.word(i) == "a" && r.word(i+1) != "couple" && r.word(i+1) != "few" && r.word(i+1) != "half" &&
			r.word(i+1) != "good" {
			break
		}
		i++
		if n++; n > 3 {
			return 0, 0, 0
		}
	}
	switch w := r.word(i); {
	case w == "couple":
		n++
		if r.word(i+1) == "of" {
			n++
		}
		return 2, 3, n
	case w == "few" || w == "several":
		return 2.5, 7, n + 1
	case w == "many":
		return 3, 60, n + 1
	case w == "half" && (r.word(i+1) == "a" || r.word(i+1) == "an"):
		return 0.5, 0.5, n + 2
	case w == "half":
		return 0.5, 0.5, n + 1
	case w == "a" || w == "an" || w == "one":
		if r.is(i+1, "and", "a", "half") {
			return 1.5, 1.5, n + 4
		}
		return 1, 1, n + 1
	case isUnitAlone(w):
		return 1, 1, n
	}
	v, ok := count(r.word(i))
	if !ok || v > 400 {
		return 0, 0, 0
	}
	low, up, n = float64(v), float64(v), n+1
	switch {
	case r.is(i+1, "and", "a", "half"):
		return low + 0.5, up + 0.5, n + 3
	case r.word(i+1) == "or" || r.word(i+1) == "to":
		if v2, ok := count(r.word(i + 2)); ok {
			return low, float64(v2), n + 2
		}
	}
	return low, up, n
}

// isUnitAlone reports a unit that needs no number: "fortnight ago".
func isUnitAlone(w string) bool { return w == "fortnight" }

// span is the interval an amount before today covers, as loosely as the words are.
func (r *reader) span(a amountOf) reading.Interval {
	slackUp, slackDown := 0.0, 0.0
	switch {
	case a.over:
		slackUp = a.up * 0.5
	case a.under:
		slackDown = a.low * 0.25
	case a.loose:
		slackUp, slackDown = a.up*0.2, a.low*0.2
	case a.low >= 300:
		slackUp, slackDown = a.up*0.12, a.low*0.12
	case a.low >= 28:
		slackUp, slackDown = 15, 15
	case a.low >= 7:
		slackUp, slackDown = 3, 3
	}
	r.counted = r.now.AddDays(-int(a.low + 0.5))
	return reading.Interval{
		Earliest: r.now.AddDays(-int(a.up + slackUp + 0.5)), Latest: r.now.AddDays(-int(a.low - slackDown)),
	}
}

func (r *reader) back(unit float64, n int) calendar.Date {
	return r.now.AddDays(-int(unit*float64(n) + 0.5))
}

// age reads "when my youngest was born, she's two now", "when my son was a baby, he is 9".
func (r *reader) age(i int) (int, reading.Interval) {
	if r.word(i) != "when" {
		return 0, reading.Interval{}
	}
	born := -1
	for k := i + 1; k < i+8; k++ {
		if w := r.word(k); w == "born" || w == "baby" || w == "newborn" {
			born = k
		}
	}
	if born < 0 {
		return 0, reading.Interval{}
	}
	for k := born + 1; k < born+7; k++ {
		n, ok := count(r.word(k))
		if !ok || n > 60 {
			continue
		}
		if w := r.word(k - 1); w == "hes" || w == "shes" || w == "is" || w == "now" || w == "turned" ||
			w == "turns" || w == "just" || w == "nearly" || w == "theyre" {
			end := k + 1
			for r.word(end) == "now" || r.word(end) == "years" || r.word(end) == "year" || r.word(end) == "old" {
				end++
			}
			return end - i, reading.Interval{
				Earliest: r.now.AddMonths(-12*(n+1) + 0), Latest: r.now.AddMonths(-12*n + 1),
			}
		}
	}
	return 0, reading.Interval{}
}

// future reads "tomorrow", "next week", "next Monday".
func (r *reader) future(i int) int {
	n := 1
	iv := reading.Interval{Earliest: r.now + 1, Latest: r.now + 1}
	switch w := r.word(i); {
	case w == "tomorrow":
	case w == "next":
		if _, ok := weekdays[r.word(i+1)]; ok || units[r.word(i+1)] > 0 {
			n, iv = 2, reading.Interval{Earliest: r.now + 1, Latest: r.now + 60}
		} else if _, ok := months[r.word(i+1)]; ok {
			n, iv = 2, reading.Interval{Earliest: r.now + 1, Latest: r.now + 365}
		} else {
			return 0
		}
	default:
		return 0
	}
	r.add(iv, Future, i, i+n)
	return n
}
