package classifier

import (
	"time"

	"complaints"
)

// DateKind says what a phrase tells about time.
type DateKind string

// The kinds of date phrases.
const (
	PointDate  DateKind = "point"    // it happened in the interval
	SinceDate  DateKind = "since"    // it began in the interval and goes on
	LengthDate DateKind = "at_least" // "for three weeks": it went on that long, until now unless the words say otherwise
	BeforeDate DateKind = "before"   // it happened before the interval ended; how long before is not said
	FutureDate DateKind = "future"   // a deadline or an appointment to come
)

// DateMention is one phrase about time in a message.
type DateMention struct {
	Interval complaints.Interval
	Kind     DateKind
	From, To int // words of the text
}

// dateReader reads British date phrases relative to the day a message came. Days come before
// months, and what could be past or future is past: people complain about what has happened.
type dateReader struct {
	t   *text
	now complaints.Date
	out []DateMention
}

// ReadDates returns the date phrases of a text received on the day now.
func ReadDates(s string, now complaints.Date) []DateMention {
	return readDates(newText("", s, s), now)
}

func readDates(t *text, now complaints.Date) []DateMention {
	r := dateReader{t: t, now: now}
	for i := t.firstBody; i < len(t.tokens); {
		if n := r.mention(i); n > 0 {
			i += n
			continue
		}
		i++
	}
	return r.out
}

func (r *dateReader) word(i int) string {
	if i < 0 || i >= len(r.t.tokens) {
		return ""
	}
	return r.t.tokens[i].word
}

// is reports whether the words at i are those given.
func (r *dateReader) is(i int, words ...string) bool {
	for k, w := range words {
		if r.word(i+k) != w {
			return false
		}
	}
	return true
}

// mention reads a phrase with the words that lead into it and returns how many words it took.
func (r *dateReader) mention(i int) int {
	start := i
	kind := PointDate
	switch r.word(i) {
	case "since":
		kind = SinceDate
		i++
		if r.is(i, "about") || r.is(i, "around") || r.is(i, "at", "least") {
			i++
			if r.word(i) == "least" {
				i++
			}
		}
		if r.is(i, "before") {
			i++
			kind = "since_before"
		}
	case "before", "pre":
		kind = BeforeDate
		i++
	case "by", "until", "till", "til", "to":
		if n, iv := r.absolute(i + 1); n > 0 && iv.Earliest > r.now {
			r.add(iv, FutureDate, start, i+1+n)
			return i + 1 + n - start
		}
		return 0
	case "next", "tomorrow", "tonight":
		return r.future(i)
	case "for", "been", "waited", "waiting", "took", "taken", "lasted", "over", "after", "nearly", "almost", "about", "in", "within":
		if n := r.length(i); n > 0 {
			return n
		}
	}
	n, iv := r.absolute(i)
	if n == 0 {
		n, iv = r.relative(i)
	}
	if n == 0 {
		n, iv = r.age(i)
	}
	if n == 0 {
		return 0
	}
	switch kind {
	case SinceDate:
		iv = complaints.Interval{Earliest: iv.Earliest, Latest: r.now}
	case "since_before":
		kind = SinceDate
		iv = complaints.Interval{Latest: r.now}
	case BeforeDate:
		iv = complaints.Interval{Latest: iv.Latest}
	default:
		if iv.Earliest > r.now {
			kind = FutureDate
		}
	}
	r.add(iv, kind, start, i+n)
	return i + n - start
}

func (r *dateReader) add(iv complaints.Interval, kind DateKind, from, to int) {
	if kind != FutureDate && iv.Latest > r.now {
		iv.Latest = r.now
	}
	r.out = append(r.out, DateMention{iv, kind, from, to})
}

// absolute reads dates that name a day, a month, a season, a feast or a year.
func (r *dateReader) absolute(i int) (int, complaints.Interval) {
	for _, read := range []func(int) (int, complaints.Interval){r.numeric, r.dayMonth, r.monthDay, r.partOf, r.feast, r.month, r.season, r.year, r.weekday} {
		if n, iv := read(i); n > 0 {
			return n, iv
		}
	}
	return 0, complaints.Interval{}
}

// numeric reads 3/11/2025, 3.11.25, 3/11 and 2025-11-03. Prices, times and versions are left alone.
func (r *dateReader) numeric(i int) (int, complaints.Interval) {
	w := r.word(i)
	if len(w) == 4 && isNumber(w) && r.dash(i) && r.dash(i+1) {
		y, m, d := number(w), number(r.word(i+1)), number(r.word(i+2))
		if valid(y, m, d) {
			return 3, day(y, m, d)
		}
	}
	if n := number(w); n >= 1 && n <= 31 && isNumber(w) && r.dash(i) && r.dash(i+1) {
		m, y := number(r.word(i+1)), number(r.word(i+2))
		if y = century(y); isNumber(r.word(i+1)) && isNumber(r.word(i+2)) && valid(y, m, n) {
			return 3, day(y, m, n)
		}
	}
	parts, sep := split(w)
	switch {
	case len(parts) == 3 && sep != ':' && sep != ',':
		d, m, y := parts[0], parts[1], century(parts[2])
		if d > 31 && valid(d, m, parts[2]) {
			return 1, day(d, m, parts[2])
		}
		if valid(y, m, d) {
			return 1, day(y, m, d)
		}
	case len(parts) == 2 && sep == '/' && r.word(i-1) != "24":
		if valid(2024, parts[1], parts[0]) && w != "24/7" && w != "1/2" && w != "2/2" {
			return 1, r.lastDay(time.Month(parts[1]), parts[0])
		}
	}
	return 0, complaints.Interval{}
}

// dash reports whether word i is joined to the next by a single dash.
func (r *dateReader) dash(i int) bool {
	if i+1 >= len(r.t.tokens) || r.t.tokens[i].subject {
		return false
	}
	a, b := r.t.tokens[i].to, r.t.tokens[i+1].from
	return b == a+1 && a < len(r.t.body) && r.t.body[a] == '-'
}

// dayMonth reads "3 November 2025", "the 3rd of Nov", "Monday 3rd November".
func (r *dateReader) dayMonth(i int) (int, complaints.Interval) {
	start := i
	if _, ok := weekdays[r.word(i)]; ok {
		i++
	}
	if r.word(i) == "the" {
		i++
	}
	d := ordinal(r.word(i))
	if d == 0 {
		return 0, complaints.Interval{}
	}
	i++
	// "between 3 and 19 November": the first day takes the month of the second.
	at := i
	if (r.word(at) == "and" || r.word(at) == "to" || r.word(at) == "or") && ordinal(r.word(at+1)) > 0 {
		at += 2
	} else if ordinal(r.word(at)) > 0 && r.dash(at-1) {
		at++
	}
	if r.word(at) == "of" {
		at++
	}
	m, ok := months[r.word(at)]
	if !ok {
		return 0, complaints.Interval{}
	}
	n, iv := r.withYear(at+1, m, d)
	if at > i+1 || (at == i+1 && r.word(i) != "of") {
		return i - start, iv // leave the second day to be read by itself
	}
	return at + 1 + n - start, iv
}

// monthDay reads "November 3rd" and "Nov 3, 2025".
func (r *dateReader) monthDay(i int) (int, complaints.Interval) {
	m, ok := months[r.word(i)]
	d := ordinal(r.word(i + 1))
	if r.word(i+1) == "the" {
		if d = ordinal(r.word(i + 2)); d > 0 {
			i++
		}
	}
	if !ok || d == 0 || (r.word(i) == "may" && isNumber(r.word(i+1))) {
		return 0, complaints.Interval{}
	}
	start := i
	if r.word(i) == "the" {
		start = i - 1
	}
	n, iv := r.withYear(i+2, m, d)
	return i + 2 + n - start, iv
}

// withYear reads the year that may follow a day and month; without one it is the last such day.
func (r *dateReader) withYear(i int, m time.Month, d int) (int, complaints.Interval) {
	if n, y := r.yearWords(i, m); n > 0 {
		return n, day(y, int(m), min(d, daysIn(y, m)))
	}
	return 0, r.lastDay(m, d)
}

// yearWords reads "2025", "last year", "this year", "of last year", "the year before last", "'24".
func (r *dateReader) yearWords(i int, m time.Month) (int, int) {
	year, month, _ := r.now.Civil()
	of := 0
	if w := r.word(i); w == "of" || w == "in" {
		of = 1
	}
	at := i + of
	switch {
	case isYear(r.word(at)) && !r.dash(at-1):
		return of + 1, number(r.word(at))
	case r.is(at, "last", "year"), r.is(at, "that", "year") && false:
		return of + 2, year - 1
	case r.is(at, "this", "year"):
		return of + 2, year
	case r.is(at, "the", "year", "before", "last"):
		return of + 4, year - 2
	case r.is(at, "the", "previous", "year"), r.is(at, "the", "year", "before"):
		return of + 3, year - 1
	case r.is(at, "last") && of == 0 && !weekdayOrUnit(r.word(at+1)):
		if m >= month {
			return 1, year - 1
		}
		return 1, year
	}
	if w := r.word(at); of == 0 && len(w) == 2 && isNumber(w) && number(w) >= 15 && number(w) <= year%100 && at > 0 {
		if from := r.t.tokens[at].from; from > 0 && (r.t.body[from-1] == '\'' || from > 2 && r.t.body[from-3:from] == "’") {
			return 1, 2000 + number(w)
		}
	}
	return 0, 0
}

// lastDay is the newest day of that name not after now.
func (r *dateReader) lastDay(m time.Month, d int) complaints.Interval {
	year, _, _ := r.now.Civil()
	at := complaints.DateOf(year, m, min(d, daysIn(year, m)))
	if at > r.now {
		if r.now.DaysUntil(at) <= 10 {
			return complaints.Interval{Earliest: at, Latest: at} // an appointment to come
		}
		at = complaints.DateOf(year-1, m, min(d, daysIn(year-1, m)))
	}
	return complaints.Interval{Earliest: at, Latest: at}
}

// partOf reads "early", "mid", "late", "the beginning of", "the end of" before a month or year.
func (r *dateReader) partOf(i int) (int, complaints.Interval) {
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
			return 0, complaints.Interval{}
		}
		n = 2
	default:
		return 0, complaints.Interval{}
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
	if n == 0 {
		return 0, iv
	}
	third := iv.Earliest.DaysUntil(iv.Latest) / 3
	switch part {
	case "early":
		iv.Latest = iv.Earliest.AddDays(third)
	case "mid":
		iv = complaints.Interval{Earliest: iv.Earliest.AddDays(third), Latest: iv.Latest.AddDays(-third)}
	case "late":
		iv.Earliest = iv.Latest.AddDays(-third)
	}
	return i + n - start, iv
}

// month reads "in March", "last March", "March last year", "March 2024", "this March".
func (r *dateReader) month(i int) (int, complaints.Interval) {
	start := i
	lead := r.word(i)
	switch lead {
	case "last", "this", "in", "of", "during", "from", "since", "until", "till", "around", "about", "around_", "throughout", "through", "and", "to", "or":
		i++
	}
	if lead == "in" && r.word(i) == "about" {
		i++
	}
	m, ok := months[r.word(i)]
	if !ok {
		return 0, complaints.Interval{}
	}
	// "may", "march", "sun" and such are words before they are months.
	if ambiguousMonth[r.word(i)] && !r.monthHere(start, i) {
		return 0, complaints.Interval{}
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
	first := complaints.DateOf(y, m, 1)
	return i + 1 + n - start, complaints.Interval{Earliest: first, Latest: first.AddMonths(1) - 1}
}

// monthHere decides whether an ambiguous word is a month where it stands.
func (r *dateReader) monthHere(start, i int) bool {
	if i > start {
		return r.word(start) != "to" && r.word(start) != "or" && r.word(start) != "and" || r.t.tokens[i].capital
	}
	switch r.word(i - 1) {
	case "in", "since", "last", "from", "during", "of", "until", "till", "early", "mid", "late", "by", "this", "back", "around", "before":
		return true
	}
	n, _ := r.yearWords(i+1, time.May)
	return n > 0 && r.t.tokens[i].capital || n > 0 && isYear(r.word(i+1))
}

// season reads "last winter", "summer 2024", "the winter of 2023-24", "the summer before last".
func (r *dateReader) season(i int) (int, complaints.Interval) {
	start := i
	for r.word(i) == "in" || r.word(i) == "the" || r.word(i) == "over" || r.word(i) == "during" || r.word(i) == "all" || r.word(i) == "that" {
		i++
	}
	last := r.word(i) == "last" || r.word(i) == "previous"
	this := r.word(i) == "this"
	if last || this {
		i++
	}
	m, ok := seasons[r.word(i)]
	if !ok || (r.word(i) == "spring" || r.word(i) == "fall") && i == start && !r.seasonFollows(i) {
		return 0, complaints.Interval{}
	}
	i++
	year, _, _ := r.now.Civil()
	first := func(y int) complaints.Interval {
		at := complaints.DateOf(y, m, 1)
		return complaints.Interval{Earliest: at, Latest: at.AddMonths(3) - 1}
	}
	if n, y := r.yearWords(i, m); n > 0 && r.word(i) != "last" {
		if isNumber(r.word(i+n)) && r.dash(i+n-1) {
			n++
		} else if m == time.December && isYear(r.word(i+n-1)) {
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

func (r *dateReader) seasonFollows(i int) bool {
	w := r.word(i - 1)
	n, _ := r.yearWords(i+1, time.March)
	return w == "since" || w == "last" || w == "before" || w == "until" || n > 0
}

// feast reads Christmas, Easter, bank holidays and the like, with "last", a year, or alone.
func (r *dateReader) feast(i int) (int, complaints.Interval) {
	start := i
	for r.word(i) == "at" || r.word(i) == "on" || r.word(i) == "over" || r.word(i) == "the" || r.word(i) == "around" || r.word(i) == "during" || r.word(i) == "in" {
		i++
	}
	last := r.word(i) == "last"
	if last || r.word(i) == "this" {
		i++
	}
	n, find := feastAt(r, i)
	if n == 0 {
		return 0, complaints.Interval{}
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
func (r *dateReader) year(i int) (int, complaints.Interval) {
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
	if !isYear(w) || (i == start && !r.yearHere(i)) {
		return 0, complaints.Interval{}
	}
	y, now := number(w), 0
	if now, _, _ = r.now.Civil(); y > now {
		return 0, complaints.Interval{}
	}
	return i + 1 - start, complaints.Interval{Earliest: complaints.DateOf(y, 1, 1), Latest: complaints.DateOf(y, 12, 31)}
}

// yearHere decides whether four digits alone are a year: not in a reference, an address or a sum.
func (r *dateReader) yearHere(i int) bool {
	switch r.word(i - 1) {
	case "since", "before", "late", "early", "mid", "and", "back":
		return true
	}
	return false
}

// weekday reads "on Monday", "last Tuesday", "Friday night", "a week last Monday", "Tuesday week".
func (r *dateReader) weekday(i int) (int, complaints.Interval) {
	start := i
	back := 0
	switch {
	case r.is(i, "a", "week", "last"):
		back, i = 7, i+3
	case r.is(i, "on"), r.is(i, "last"), r.is(i, "this"), r.is(i, "from"):
		i++
	}
	w := r.word(i)
	d, ok := weekdays[w]
	if !ok || ambiguousDay[w] && !(i > start || r.t.tokens[i].capital || dayPart[r.word(i+1)] || r.word(i-1) == "since") {
		return 0, complaints.Interval{}
	}
	i++
	if n, _ := r.dayMonth(i - 1); n > 1 {
		return 0, complaints.Interval{} // "on Monday 2nd November": the date says more than the day
	}
	if r.is(i, "week") && !r.is(i-2, "last") {
		return i + 1 - start, complaints.Interval{Earliest: r.now + 7, Latest: r.now + 13}
	}
	if r.is(i, "last") {
		i++
	}
	if dayPart[r.word(i)] {
		i++
	}
	n := (int(r.now.Weekday()) - int(d) + 7) % 7
	if n == 0 && r.word(start) == "last" {
		n = 7
	}
	at := r.now.AddDays(-n - back)
	return i - start, complaints.Interval{Earliest: at, Latest: at}
}
