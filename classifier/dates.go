package classifier

import (
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
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
	Interval complaint.Interval
	Kind     DateKind
	From, To int // words of the text
}

// dateReader reads British date phrases relative to the day a message came. Days come before
// months, and what could be past or future is past: people complain about what has happened.
type dateReader struct {
	t   *text
	now calendar.Date
	out []DateMention
}

// ReadDates returns the date phrases of a text received on the day now.
func ReadDates(s string, now calendar.Date) []DateMention {
	return readDates(newText("", s, s), 0, now)
}

// readDates reads the phrases from a word on.
func readDates(t *text, from int, now calendar.Date) []DateMention {
	r := dateReader{t: t, now: now}
	for i := from; i < len(t.tokens); {
		n := 0
		if canBegin(t.tokens[i].word) {
			n = r.mention(i)
		}
		i += max(1, n)
	}
	r.borrowYears()
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
		n, iv := r.absolute(i + 1)
		if n > 0 && iv.Earliest <= r.now && r.deadline(i, n) {
			iv = complaint.Interval{Earliest: iv.Earliest.AddMonths(12), Latest: iv.Latest.AddMonths(12)}
		}
		if n > 0 && iv.Earliest > r.now {
			r.add(iv, FutureDate, start, i+1+n)
			return i + 1 + n - start
		}
		return 0
	case "next", "tomorrow", "tonight":
		return r.future(i)
	case "for", "been", "waited", "waiting", "took", "taken", "lasted", "over", "after", "nearly", "almost", "about", "in", "within", "best", "going", "these":
		if n := r.length(i); n > 0 {
			return n
		}
	}
	n, iv := r.named(i)
	if n == 0 && kind == SinceDate {
		n, iv = r.sinceClause(i)
	}
	if n == 0 {
		return r.lasting(i)
	}
	switch kind {
	case SinceDate:
		iv = complaint.Interval{Earliest: iv.Earliest, Latest: r.now}
	case "since_before":
		kind = SinceDate
		iv = complaint.Interval{Latest: r.now}
	case BeforeDate:
		iv = complaint.Interval{Latest: iv.Latest}
	default:
		if iv.Earliest > r.now {
			kind = FutureDate
		}
	}
	r.add(iv, kind, start, i+n)
	return i + n - start
}

// named reads a date that is named, counted back from today, or told by somebody's age.
func (r *dateReader) named(i int) (int, complaint.Interval) {
	n, iv := r.absolute(i)
	if n == 0 {
		n, iv = r.relative(i)
	}
	if n == 0 {
		n, iv = r.age(i)
	}
	return n, iv
}

// sinceClause reads the date of what something has gone on since: "since we moved in last March", "since the storm in
// February". i is the word after since.
func (r *dateReader) sinceClause(i int) (int, complaint.Interval) {
	const most = 6 // words before the date
	for k := i + 1; k <= i+most && k < len(r.t.tokens) && r.t.tokens[k].sentence == r.t.tokens[i].sentence; k++ {
		if !canBegin(r.word(k)) {
			continue
		}
		if n, iv := r.absolute(k); n > 0 && iv.Earliest <= r.now {
			return k - i + n, iv
		}
	}
	return 0, complaint.Interval{}
}

func (r *dateReader) add(iv complaint.Interval, kind DateKind, from, to int) {
	if kind != FutureDate && iv.Latest > r.now {
		iv.Latest = r.now
	}
	r.out = append(r.out, DateMention{iv, kind, from, to})
}

// absolute reads dates that name a day, a month, a season, a feast or a year.
func (r *dateReader) absolute(i int) (int, complaint.Interval) {
	for _, read := range absoluteDates {
		if n, iv := read(r, i); n > 0 {
			return n, iv
		}
	}
	return 0, complaint.Interval{}
}

var absoluteDates = [...]func(*dateReader, int) (int, complaint.Interval){
	(*dateReader).numeric, (*dateReader).dayMonth, (*dateReader).dayAlone, (*dateReader).monthDay, (*dateReader).weekOf, (*dateReader).partOf,
	(*dateReader).feast, (*dateReader).month, (*dateReader).season, (*dateReader).year, (*dateReader).weekday,
}

// numeric reads 3/11/2025, 3.11.25, 3/11 and 2025-11-03. Prices, times and versions are left alone.
func (r *dateReader) numeric(i int) (int, complaint.Interval) {
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
	return 0, complaint.Interval{}
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
func (r *dateReader) dayMonth(i int) (int, complaint.Interval) {
	start := i
	if _, ok := weekdays[r.word(i)]; ok {
		i++
	}
	if r.word(i) == "the" {
		i++
	}
	d := ordinal(r.word(i))
	if d == 0 {
		return 0, complaint.Interval{}
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
		return 0, complaint.Interval{}
	}
	n, iv := r.withYear(at+1, m, d)
	if at > i+1 || (at == i+1 && r.word(i) != "of") {
		return i - start, iv // leave the second day to be read by itself
	}
	return at + 1 + n - start, iv
}

// dayAlone reads "on the 20th": the newest such day.
func (r *dateReader) dayAlone(i int) (int, complaint.Interval) {
	start := i
	if r.word(i) == "on" || r.word(i) == "of" || r.word(i) == "from" {
		i++
	}
	w := r.word(i + 1)
	if r.word(i) != "the" || len(w) < 3 || !isDigit(w[0]) || ordinal(w) == 0 || i == start && r.word(i-1) != "since" {
		return 0, complaint.Interval{}
	}
	switch r.word(i + 2) {
	case "floor", "storey", "time", "day", "step", "landing", "visit", "letter", "flat", "house", "report", "call", "of":
		return 0, complaint.Interval{}
	}
	year, month, _ := r.now.Civil()
	first := calendar.DateOf(year, month, 1)
	for back := 0; back < 3; back++ {
		y, m, _ := first.AddMonths(-back).Civil()
		if d := ordinal(w); d <= daysIn(y, m) && calendar.DateOf(y, m, d) <= r.now {
			return i + 2 - start, day(y, int(m), d)
		}
	}
	return 0, complaint.Interval{}
}

// monthDay reads "November 3rd" and "Nov 3, 2025".
func (r *dateReader) monthDay(i int) (int, complaint.Interval) {
	m, ok := months[r.word(i)]
	d := ordinal(r.word(i + 1))
	if r.word(i+1) == "the" {
		if d = ordinal(r.word(i + 2)); d > 0 {
			i++
		}
	}
	if !ok || d == 0 || r.apostrophe(i+1) || (r.word(i) == "may" && isNumber(r.word(i+1))) {
		return 0, complaint.Interval{}
	}
	start := i
	if r.word(i) == "the" {
		start = i - 1
	}
	n, iv := r.withYear(i+2, m, d)
	return i + 2 + n - start, iv
}

// withYear reads the year that may follow a day and month; without one it is the last such day.
func (r *dateReader) withYear(i int, m time.Month, d int) (int, complaint.Interval) {
	if n, y := r.yearWords(i, m); n > 0 {
		return n, day(y, int(m), min(d, daysIn(y, m)))
	}
	now, _, _ := r.now.Civil()
	if y := r.shortOf(i, now); y > 0 && r.ends(i) && !isNumber(r.word(i+1)) { // "12 Aug 25."
		return 1, day(y, int(m), min(d, daysIn(y, m)))
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
	case isYear(r.word(at)) && (!r.dash(at-1) || at > 1 && r.dash(at-2)): // not the 2024-25 of a season, but 12-Aug-2025
		return of + 1, number(r.word(at))
	case r.is(at, "last", "year"), r.is(at, "last") && r.shortYear(at+1):
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
	if y := r.shortOf(at, year); y > 0 && r.apostrophe(at) {
		return of + 1, y
	}
	return 0, 0
}

// shortOf is the year that two digits stand for, 2015 or later and not to come; 0 for anything else.
func (r *dateReader) shortOf(i, now int) int {
	if w := r.word(i); len(w) == 2 && isNumber(w) && number(w) >= 15 && number(w) <= now%100 {
		return 2000 + number(w)
	}
	return 0
}

// apostrophe reports whether a word has one before it, as the year in "summer of '24".
func (r *dateReader) apostrophe(i int) bool {
	if i <= 0 || i >= len(r.t.tokens) || r.t.tokens[i].subject {
		return false
	}
	from := r.t.tokens[i].from
	return from > 0 && r.t.body[from-1] == '\'' || from > 2 && r.t.body[from-3:from] == "’"
}

// ends reports whether a mark or the end of the text follows a word.
func (r *dateReader) ends(i int) bool {
	if i >= len(r.t.tokens) || r.t.tokens[i].subject {
		return false
	}
	to := r.t.tokens[i].to
	return to >= len(r.t.body) || strings.IndexByte(",.;:)\n", r.t.body[to]) >= 0
}

// lastDay is the newest day of that name not after now.
func (r *dateReader) lastDay(m time.Month, d int) complaint.Interval {
	year, _, _ := r.now.Civil()
	at := calendar.DateOf(year, m, min(d, daysIn(year, m)))
	if at > r.now {
		if r.now.DaysUntil(at) <= 10 {
			return complaint.Interval{Earliest: at, Latest: at} // an appointment to come
		}
		at = calendar.DateOf(year-1, m, min(d, daysIn(year-1, m)))
	}
	return complaint.Interval{Earliest: at, Latest: at}
}
