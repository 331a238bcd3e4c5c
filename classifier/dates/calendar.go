package dates

import (
	"time"

	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// partOf reads "early", "mid", "late", "the beginning of", "the end of" before a month or year.
func (r *reader) partOf(i int) (int, reading.Interval) {
	start := i
	if r.word(i) == "in" {
		i++
	}
	if r.word(i) == "the" {
		i++
	}
	part, n := "", 1
	switch w := r.word(i); w {
	case "early":
		part = "early"
	case "mid", "middle":
		part = "mid"
	case "late", "end":
		part = "late"
	case "beginning", "start":
		part = "early"
	case "back":
		part = "late"
		if !r.is(i+1, "end", "of") {
			return 0, reading.Interval{}
		}
		n = 2
	default:
		return 0, reading.Interval{}
	}
	i += n
	for r.word(i) == "of" || r.word(i) == "to" || r.word(i) == "part" || r.word(i) == "in" || r.word(i) == "the" {
		i++
	}
	n, iv := r.month(i)
	if n == 0 {
		if n, iv = r.season(i); n == 0 {
			n, iv = r.year(i)
		}
	}
	if n == 0 && r.is(i, "last", "year") {
		n, iv = r.relative(i)
	}
	if year, _, _ := r.now.Civil(); n == 0 && r.is(i-1, "the", "year") && part != "late" {
		n, iv = 1, reading.Interval{Earliest: calendar.DateOf(year, 1, 1), Latest: calendar.DateOf(year, 12, 31)}
	}
	if n == 0 {
		return 0, iv
	}
	third := iv.Earliest.DaysUntil(iv.Latest) / 3
	switch part {
	case "early":
		iv.Latest = iv.Earliest.AddDays(third)
	case "mid":
		iv = reading.Interval{Earliest: iv.Earliest.AddDays(third), Latest: iv.Latest.AddDays(-third)}
	case "late":
		iv.Earliest = iv.Latest.AddDays(-third)
	}
	return i + n - start, iv
}

// weekOf reads "the first week of July", "the last weekend in May".
func (r *reader) weekOf(i int) (int, reading.Interval) {
	start := i
	for r.word(i) == "in" || r.word(i) == "the" {
		i++
	}
	nth := ordinalWords[r.word(i)]
	if r.word(i) == "last" {
		nth = 5
	}
	week := r.word(i+1) == "week" || r.word(i+1) == "weekend"
	if nth < 1 || nth > 5 || !week || r.word(i+2) != "of" && r.word(i+2) != "in" {
		return 0, reading.Interval{}
	}
	i += 3
	if r.word(i) == "last" {
		return 0, reading.Interval{}
	}
	n, iv := r.month(i)
	if n == 0 {
		return 0, iv
	}
	if nth == 5 {
		iv.Earliest = iv.Latest - 7
	} else {
		iv.Earliest = iv.Earliest.AddDays(7 * (nth - 1))
		iv.Latest = iv.Earliest + 7 // nobody counts so exactly
	}
	return i + n - start, iv
}

// month reads "in March", "last March", "March last year", "March 2024", "this March".
func (r *reader) month(i int) (int, reading.Interval) {
	start := i
	lead := r.word(i)
	switch lead {
	case "last", "this", "in", "of", "during", "from", "since", "until", "till", "around", "about", "throughout",
		"through", "and", "to", "or":
		i++
	}
	if lead == "in" && r.word(i) == "about" {
		i++
	}
	m, ok := months[r.word(i)]
	if !ok {
		return 0, reading.Interval{}
	}
	// "may", "march", "sun" and such are words before they are months.
	if ambiguousMonth[r.word(i)] && !r.monthHere(start, i) {
		return 0, reading.Interval{}
	}
	if i == start && r.calledSo(i) {
		return 0, reading.Interval{}
	}
	year, now, _ := r.now.Civil()
	n, y := r.yearWords(i+1, m)
	switch {
	case n > 0:
	case m > now:
		y = year - 1
	default:
		y = year
		if lead == "last" && m == now {
			y = year - 1
		}
	}
	first := calendar.DateOf(y, m, 1)
	return i + 1 + n - start, reading.Interval{Earliest: first, Latest: first.AddMonths(1) - 1}
}

// Around a month these words say that somebody is called so: "your officer June Parry", "April said that it is
// booked".
var (
	beforeAName = set(`officer manager mrs miss ms lady called named sister aunt auntie daughter neighbour
		colleague mum`)
	afterAName = set("said says told tells rang answered phoned promised hung wrote from at never who wont cant")
)

// calledSo reports a month that is somebody's name where it stands.
func (r *reader) calledSo(i int) bool {
	switch r.word(i) {
	case "april", "june", "may", "august":
	default:
		return false
	}
	if !r.t.Tokens[i].Capital {
		return false
	}
	next := i + 1
	surname := next < len(r.t.Tokens) && r.t.Tokens[next].Capital &&
		r.t.Tokens[next].Sentence == r.t.Tokens[i].Sentence &&
		months[r.word(next)] == 0 && r.word(next) != "i"
	return surname || beforeAName[r.word(i-1)] || afterAName[r.word(next)]
}

// weekend reads "at the weekend", unless the sentence speaks of all of them, or of one to come.
func (r *reader) weekend(i int) (int, reading.Interval) {
	lead := r.word(i)
	if lead != "at" && lead != "over" && lead != "on" || !r.is(i+1, "the", "weekend") {
		return 0, reading.Interval{}
	}
	for k := range r.t.Tokens {
		if r.t.Tokens[k].Sentence == r.t.Tokens[i].Sentence && noPast[r.word(k)] {
			return 0, reading.Interval{}
		}
	}
	monday := r.now.AddDays(-(int(r.now.Weekday()) + 6) % 7)
	return 3, reading.Interval{Earliest: monday - 2, Latest: monday - 1}
}

// noPast are words with which a weekend is not the last one.
var noPast = set(`please every each only always never will ill can could cant wont may dont not work works next
	coming usually`)

// monthHere decides whether an ambiguous word is a month where it stands.
func (r *reader) monthHere(start, i int) bool {
	if i > start {
		return r.word(start) != "to" && r.word(start) != "or" && r.word(start) != "and" || r.t.Tokens[i].Capital
	}
	switch r.word(i - 1) {
	case "in", "since", "last", "from", "during", "of", "until", "till", "early", "mid", "late", "by", "this", "back",
		"around", "before":
		return true
	}
	n, _ := r.yearWords(i+1, time.May)
	return n > 0 && r.t.Tokens[i].Capital || n > 0 && IsYear(r.word(i+1))
}

// season reads "last winter", "summer 2024", "the winter of 2023-24", "the summer before last".
func (r *reader) season(i int) (int, reading.Interval) {
	start := i
	for r.word(i) == "in" || r.word(i) == "the" || r.word(i) == "over" || r.word(i) == "during" ||
		r.word(i) == "all" || r.word(i) == "that" {
		i++
	}
	last := r.word(i) == "last" || r.word(i) == "previous"
	this := r.word(i) == "this"
	if last || this {
		i++
	}
	m, ok := seasons[r.word(i)]
	if !ok || (r.word(i) == "spring" || r.word(i) == "fall") && i == start && !r.seasonFollows(i) {
		return 0, reading.Interval{}
	}
	i++
	year, _, _ := r.now.Civil()
	first := func(y int) reading.Interval {
		at := calendar.DateOf(y, m, 1)
		return reading.Interval{Earliest: at, Latest: at.AddMonths(3) - 1}
	}
	if n, y := r.yearWords(i, m); n > 0 && r.word(i) != "last" {
		if words.IsNumber(r.word(i+n)) && r.dash(i+n-1) {
			n++
		} else if m == time.December && IsYear(r.word(i+n-1)) {
			iv := first(y) // "winter 2024" may be the one that began or ended then
			iv.Earliest = iv.Earliest.AddMonths(-12)
			return i + n - start, iv
		}
		return i + n - start, first(y)
	}
	iv := first(year)
	for iv.Earliest > r.now || last && iv.Latest >= r.now {
		year--
		iv = first(year)
	}
	if r.is(i, "before", "last") {
		i += 2
		if iv.Latest >= r.now {
			year--
		}
		iv = first(year - 1)
	} else if r.is(i, "gone") || r.is(i, "just", "gone") {
		i++
	}
	if iv.Latest > r.now {
		iv.Latest = r.now
	}
	return i - start, iv
}

func (r *reader) seasonFollows(i int) bool {
	w := r.word(i - 1)
	n, _ := r.yearWords(i+1, time.March)
	return w == "since" || w == "last" || w == "before" || w == "until" || n > 0
}

// feast reads Christmas, Easter, bank holidays and the like, with "last", a year, or alone.
func (r *reader) feast(i int) (int, reading.Interval) {
	start := i
	for r.word(i) == "at" || r.word(i) == "on" || r.word(i) == "over" || r.word(i) == "the" ||
		r.word(i) == "around" || r.word(i) == "during" || r.word(i) == "in" {
		i++
	}
	last := r.word(i) == "last"
	if last || r.word(i) == "this" {
		i++
	}
	n, find := feastAt(r, i)
	if n == 0 {
		return 0, reading.Interval{}
	}
	i += n
	year, _, _ := r.now.Civil()
	if n, y := r.yearWords(i, time.December); n > 1 || n == 1 && r.word(i) != "last" {
		return i + n - start, find(y)
	}
	iv := find(year + 1)
	for y := year; iv.Earliest > r.now || last && r.now.DaysUntil(iv.Latest) > -7; y-- {
		iv = find(y)
	}
	if r.is(i, "before", "last") {
		y, _, _ := iv.Earliest.Civil()
		iv = find(y - 1)
		i += 2
	}
	return i - start, iv
}

// year reads "in 2024", "during 2023", "back in 2019", "2024/25".
func (r *reader) year(i int) (int, reading.Interval) {
	start := i
	lead := r.word(i)
	switch lead {
	case "in", "during", "of", "from", "throughout", "around", "about", "year", "to", "until":
		i++
		if r.word(i) == "year" {
			i++
		}
	}
	w := r.word(i)
	if !IsYear(w) || (i == start && !r.yearHere(i)) {
		return 0, reading.Interval{}
	}
	y, now := number(w), 0
	if now, _, _ = r.now.Civil(); y > now {
		return 0, reading.Interval{}
	}
	return i + 1 - start, reading.Interval{Earliest: calendar.DateOf(y, 1, 1), Latest: calendar.DateOf(y, 12, 31)}
}

// yearHere decides whether four digits alone are a year: not in a reference, an address or a sum.
func (r *reader) yearHere(i int) bool {
	switch r.word(i - 1) {
	case "since", "before", "late", "early", "mid", "and", "back", "the", "your":
		return true
	}
	return false
}

// weekday reads "on Monday", "last Tuesday", "Friday night", "a week last Monday", "Tuesday week".
func (r *reader) weekday(i int) (int, reading.Interval) {
	start := i
	back := 0
	weeks, at := r.weeks(i)
	switch {
	case weeks > 0 && r.is(at, "last"):
		back, i = 7*weeks, at+1
	case weeks > 0 && weekdayOrUnit(r.word(at)) && r.is(at+1, "gone"):
		back, i = 7*weeks, at
	case weeks > 0 && r.is(at, "on"):
		if _, ok := weekdays[r.word(at+1)]; ok {
			return at + 2 - i, reading.Interval{
				Earliest: r.now.AddDays(7 * weeks), Latest: r.now.AddDays(7*weeks + 6),
			}
		}
		return 0, reading.Interval{}
	case r.is(i, "on"), r.is(i, "last"), r.is(i, "this"), r.is(i, "from"):
		i++
	}
	w := r.word(i)
	d, ok := weekdays[w]
	if !ok || w == "mon" && afterMon[r.word(i+1)] || noDay[w][r.word(i+1)] ||
		ambiguousDay[w] && !(i > start || r.t.Tokens[i].Capital || dayPart[r.word(i+1)] ||
			r.word(i-1) == "since") {
		return 0, reading.Interval{}
	}
	i++
	if n, _ := r.dayMonth(i - 1); n > 1 {
		return 0, reading.Interval{} // "on Monday 2nd November": the date says more than the day
	}
	if r.is(i, "week") && !r.is(i-2, "last") {
		return i + 1 - start, reading.Interval{Earliest: r.now + 7, Latest: r.now + 13}
	}
	if r.is(i, "before", "last") {
		day := r.now.AddDays(-(int(r.now.Weekday())-int(d)+7)%7 - 7)
		return i + 2 - start, reading.Interval{Earliest: day, Latest: day}
	}
	after := r.is(i, "last") // "on Friday last"
	if after {
		i++
	}
	if dayPart[r.word(i)] {
		i++
	}
	n := (int(r.now.Weekday()) - int(d) + 7) % 7
	if n == 0 && (after || r.word(start) == "last") {
		n = 7
	}
	day := r.now.AddDays(-n - back)
	return i - start, reading.Interval{Earliest: day, Latest: day}
}

// weeks reads a number of weeks, and where the next word is: "a week", "a fortnight", "three weeks ago".
func (r *reader) weeks(i int) (n, at int) {
	n, ok := count(r.word(i))
	if !ok || n > 60 {
		return 0, i
	}
	switch r.word(i + 1) {
	case "week", "weeks":
	case "fortnight":
		n *= 2
	default:
		return 0, i
	}
	if at = i + 2; r.word(at) == "ago" {
		at++
	}
	return n, at
}
