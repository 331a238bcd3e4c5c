// Package dates reads British date phrases as people write them in messages, relative to the day a message came: "since
// before Christmas", "3/11", "the back end of August last yr", "for three weeks now". Days come before months, and what
// could be past or future is past, for people complain about what has happened.
package dates

import (
	"strings"
	"time"

	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// Kind says what a phrase tells about time.
type Kind string

// The kinds of date phrases.
const (
	Point  Kind = "point"    // it happened in the interval
	Since  Kind = "since"    // it began in the interval and goes on
	Length Kind = "at_least" // "for three weeks": it went on that long, until now unless the words say otherwise
	Before Kind = "before"   // it happened before the interval ended; how long before is not said
	Future Kind = "future"   // a deadline or an appointment to come
	// Amount is a length of time that no word places: "out 6 days". It may be how long something has gone on, and as
	// well how old somebody is or how far apart two visits are.
	Amount Kind = "amount"
)

// Mention is one phrase about time in a message.
type Mention struct {
	Interval reading.Interval
	Kind     Kind
	From, To int // words of the text
	// the day that an amount of time counts back to, where one is told: the interval is as loose as people's counting
	Counted calendar.Date
}

// reader reads British date phrases relative to the day a message came. Days come before months, and what could be past
// or future is past: people complain about what has happened.
type reader struct {
	t       *words.Text
	now     calendar.Date
	out     []Mention
	counted calendar.Date // the day that the phrase being read counts back to
}

// Read returns the date phrases of a text received on the day now.
func Read(s string, now calendar.Date) []Mention {
	return Of(words.NewText("", s, s), 0, now)
}

// Of reads the phrases from a word on.
func Of(t *words.Text, from int, now calendar.Date) []Mention {
	r := reader{t: t, now: now}
	for i := from; i < len(t.Tokens); {
		n := 0
		if canBegin(t.Tokens[i].Word) {
			n = r.mention(i)
		}
		i += max(1, n)
	}
	r.borrowYears()
	return r.out
}

func (r *reader) word(i int) string {
	if i < 0 || i >= len(r.t.Tokens) {
		return ""
	}
	return r.t.Tokens[i].Word
}

// is reports whether the words at i are those given.
func (r *reader) is(i int, words ...string) bool {
	for k, w := range words {
		if r.word(i+k) != w {
			return false
		}
	}
	return true
}

// mention reads a phrase with the words that lead into it and returns how many words it took.
func (r *reader) mention(i int) int {
	start := i
	kind := Point
	r.counted = 0
	switch r.word(i) {
	case "since":
		kind = Since
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
		kind = Before
		i++
	case "by", "until", "till", "til", "to":
		return r.until(i)
	case "next", "tomorrow", "tonight":
		return r.future(i)
	case "for", "been", "waited", "waiting", "took", "taken", "lasted", "over", "after", "nearly", "almost", "about",
		"in", "within", "best", "going", "these":
		if n := r.length(i); n > 0 {
			return n
		}
	}
	n, iv := r.named(i)
	if n == 0 && kind == Since {
		n, iv = r.sinceClause(i)
	}
	if n == 0 {
		if n = r.lasting(i); n == 0 {
			n = r.amountAlone(i, kind)
		}
		if n > 0 {
			n += i - start
		}
		return n
	}
	switch kind {
	case Since:
		iv = reading.Interval{Earliest: iv.Earliest, Latest: r.now}
	case "since_before":
		kind = Since
		iv = reading.Interval{Latest: r.now}
	case Before:
		iv = reading.Interval{Latest: iv.Latest}
	default:
		if iv.Earliest > r.now {
			kind = Future
		}
	}
	r.add(iv, kind, start, i+n)
	return i + n - start
}

// until reads the day before which something is to happen. Only one that is still to come is told: a deadline.
func (r *reader) until(i int) int {
	n, iv := r.absolute(i + 1)
	if n > 0 && iv.Earliest <= r.now && r.deadline(i, n) {
		iv = reading.Interval{Earliest: iv.Earliest.AddMonths(12), Latest: iv.Latest.AddMonths(12)}
	}
	if n == 0 || iv.Earliest <= r.now {
		return 0
	}
	r.add(iv, Future, i, i+1+n)
	return 1 + n
}

// named reads a date that is named, counted back from today, or told by somebody's age.
func (r *reader) named(i int) (int, reading.Interval) {
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
func (r *reader) sinceClause(i int) (int, reading.Interval) {
	const most = 6 // words before the date
	for k := i + 1; k <= i+most && k < len(r.t.Tokens) && r.t.Tokens[k].Sentence == r.t.Tokens[i].Sentence; k++ {
		if !canBegin(r.word(k)) {
			continue
		}
		if n, iv := r.absolute(k); n > 0 && iv.Earliest <= r.now {
			return k - i + n, iv
		}
	}
	return 0, reading.Interval{}
}

func (r *reader) add(iv reading.Interval, kind Kind, from, to int) {
	if kind != Future && iv.Latest > r.now {
		iv.Latest = r.now
	}
	r.out = append(r.out, Mention{Interval: iv, Kind: kind, From: from, To: to, Counted: r.counted})
}

// absolute reads dates that name a day, a month, a season, a feast or a year.
func (r *reader) absolute(i int) (int, reading.Interval) {
	for _, read := range absoluteDates {
		if n, iv := read(r, i); n > 0 {
			return n, iv
		}
	}
	return 0, reading.Interval{}
}

var absoluteDates = [...]func(*reader, int) (int, reading.Interval){
	(*reader).numeric, (*reader).dayMonth, (*reader).dayAlone, (*reader).monthDay, (*reader).weekOf, (*reader).partOf,
	(*reader).feast, (*reader).weekend, (*reader).month, (*reader).season, (*reader).year, (*reader).weekday,
}

// numeric reads 3/11/2025, 3.11.25, 3/11 and 2025-11-03. Prices, times and versions are left alone.
func (r *reader) numeric(i int) (int, reading.Interval) {
	w := r.word(i)
	if len(w) == 4 && words.IsNumber(w) && r.dash(i) && r.dash(i+1) {
		y, m, d := number(w), number(r.word(i+1)), number(r.word(i+2))
		if valid(y, m, d) {
			return 3, day(y, m, d)
		}
	}
	if n := number(w); n >= 1 && n <= 31 && words.IsNumber(w) && r.dash(i) && r.dash(i+1) {
		m, y := number(r.word(i+1)), number(r.word(i+2))
		if y = century(y); words.IsNumber(r.word(i+1)) && words.IsNumber(r.word(i+2)) && valid(y, m, n) {
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
		if part := parts[0] < parts[1] && parts[1] <= 8 && ofAWhole[r.word(i+1)]; part {
			return 0, reading.Interval{}
		}
		if valid(2024, parts[1], parts[0]) && w != "24/7" && w != "1/2" && w != "2/2" {
			return 1, r.lastDay(time.Month(parts[1]), parts[0])
		}
	}
	return 0, reading.Interval{}
}

// ofAWhole are the words after a fraction: "3/4 full".
var ofAWhole = set("full empty of done way inch inches length size the hour mile pint cup ply finished gone")

// dash reports whether word i is joined to the next by a single dash.
func (r *reader) dash(i int) bool {
	if i+1 >= len(r.t.Tokens) || r.t.Tokens[i].Subject {
		return false
	}
	a, b := r.t.Tokens[i].To, r.t.Tokens[i+1].From
	return b == a+1 && a < len(r.t.Body) && r.t.Body[a] == '-'
}

// dayMonth reads "3 November 2025", "the 3rd of Nov", "Monday 3rd November".
func (r *reader) dayMonth(i int) (int, reading.Interval) {
	start := i
	if _, ok := weekdays[r.word(i)]; ok {
		i++
	}
	if r.word(i) == "the" {
		i++
	}
	d := ordinal(r.word(i))
	if d == 0 {
		return 0, reading.Interval{}
	}
	i++
	// "between 3 and 19 November", "2, 11 and on 20 June": the first days take the month of the last.
	at := r.moreDays(i)
	if r.word(at) == "of" {
		at++
	}
	m, ok := months[r.word(at)]
	if !ok {
		if n, iv := r.dayOfMonth(at, d); n > 0 && at <= i+1 {
			return at + n - start, iv
		}
		return 0, reading.Interval{}
	}
	n, iv := r.withYear(at+1, m, d)
	if at > i+1 || (at == i+1 && r.word(i) != "of") {
		return i - start, iv // leave the second day to be read by itself
	}
	return at + 1 + n - start, iv
}

// moreDays passes over the further days of a list that names its month once, and returns where the month may stand.
func (r *reader) moreDays(i int) int {
	const most = 6
	for range most {
		at := i
		if w := r.word(at); w == "and" || w == "to" || w == "or" {
			at++
		} else if at == 0 || !r.listed(at-1) && !r.dash(at-1) {
			break
		}
		for r.word(at) == "on" || r.word(at) == "the" || r.word(at) == "and" {
			at++
		}
		if ordinal(r.word(at)) == 0 || months[r.word(at)] > 0 {
			break
		}
		i = at + 1
	}
	return i
}

// listed reports a comma between a word and the next.
func (r *reader) listed(i int) bool {
	if i+1 >= len(r.t.Tokens) || r.t.Tokens[i].Subject || r.t.Tokens[i+1].Subject {
		return false
	}
	return strings.HasPrefix(r.t.Body[r.t.Tokens[i].To:], ", ")
}

// dayOfMonth reads what may follow the number of a day instead of a month's name: "the 9th of this month", "the 11th
// instant", "the 30th of that month", which is the month told of before.
func (r *reader) dayOfMonth(i, d int) (int, reading.Interval) {
	first, n, back := r.now, 0, 0
	switch {
	case r.is(i, "this", "month"), r.is(i, "the", "month"):
		n = 2
	case r.is(i, "last", "month"), r.is(i, "previous", "month"):
		n, back = 2, 1
	case r.is(i, "instant"), r.is(i, "inst"):
		n = 1
	case r.is(i, "ultimo"), r.is(i, "ult"):
		n, back = 1, 1
	case (r.is(i, "that", "month") || r.is(i, "same", "month")) && len(r.out) > 0:
		n, first = 2, r.out[len(r.out)-1].Interval.Earliest
	default:
		return 0, reading.Interval{}
	}
	if first.IsZero() {
		return 0, reading.Interval{}
	}
	y, m, _ := first.Civil()
	y, m, _ = calendar.DateOf(y, m, 1).AddMonths(-back).Civil()
	return n, day(y, int(m), min(d, daysIn(y, m)))
}

// dayAlone reads "on the 20th": the newest such day.
func (r *reader) dayAlone(i int) (int, reading.Interval) {
	start := i
	if r.word(i) == "on" || r.word(i) == "of" || r.word(i) == "from" {
		i++
	}
	w := r.word(i + 1)
	if r.word(i) != "the" || len(w) < 3 || !words.IsDigit(w[0]) || ordinal(w) == 0 ||
		i == start && r.word(i-1) != "since" {
		return 0, reading.Interval{}
	}
	if months[r.word(i+2)] > 0 || r.word(i+2) == "of" {
		return 0, reading.Interval{} // the month follows
	}
	switch r.word(i + 2) {
	case "instant", "inst", "ultimo", "ult":
		return 0, reading.Interval{}
	case "floor", "storey", "time", "day", "step", "landing", "visit", "letter", "flat", "house", "report", "call":
		return 0, reading.Interval{}
	}
	year, month, _ := r.now.Civil()
	first := calendar.DateOf(year, month, 1)
	for back := 0; back < 3; back++ {
		y, m, _ := first.AddMonths(-back).Civil()
		if d := ordinal(w); d <= daysIn(y, m) && calendar.DateOf(y, m, d) <= r.now {
			return i + 2 - start, day(y, int(m), d)
		}
	}
	return 0, reading.Interval{}
}

// monthDay reads "November 3rd" and "Nov 3, 2025".
func (r *reader) monthDay(i int) (int, reading.Interval) {
	m, ok := months[r.word(i)]
	d := ordinal(r.word(i + 1))
	if r.word(i+1) == "the" {
		if d = ordinal(r.word(i + 2)); d > 0 {
			i++
		}
	}
	if !ok || d == 0 || r.apostrophe(i+1) || (r.word(i) == "may" && words.IsNumber(r.word(i+1))) {
		return 0, reading.Interval{}
	}
	start := i
	if r.word(i) == "the" {
		start = i - 1
	}
	n, iv := r.withYear(i+2, m, d)
	return i + 2 + n - start, iv
}

// withYear reads the year that may follow a day and month; without one it is the last such day.
func (r *reader) withYear(i int, m time.Month, d int) (int, reading.Interval) {
	if n, y := r.yearWords(i, m); n > 0 {
		return n, day(y, int(m), min(d, daysIn(y, m)))
	}
	now, _, _ := r.now.Civil()
	if y := r.shortOf(i, now); y > 0 && r.ends(i) && !words.IsNumber(r.word(i+1)) { // "12 Aug 25."
		return 1, day(y, int(m), min(d, daysIn(y, m)))
	}
	return 0, r.lastDay(m, d)
}

// yearWords reads "2025", "last year", "this year", "of last year", "the year before last", "'24".
func (r *reader) yearWords(i int, m time.Month) (int, int) {
	year, month, _ := r.now.Civil()
	of := 0
	if w := r.word(i); w == "of" || w == "in" {
		of = 1
	}
	at := i + of
	switch {
	// not the 2024-25 of a season, but 12-Aug-2025
	case IsYear(r.word(at)) && (!r.dash(at-1) || at > 1 && r.dash(at-2)):
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
func (r *reader) shortOf(i, now int) int {
	if w := r.word(i); len(w) == 2 && words.IsNumber(w) && number(w) >= 15 && number(w) <= now%100 {
		return 2000 + number(w)
	}
	return 0
}

// apostrophe reports whether a word has one before it, as the year in "summer of '24".
func (r *reader) apostrophe(i int) bool {
	if i <= 0 || i >= len(r.t.Tokens) || r.t.Tokens[i].Subject {
		return false
	}
	from := r.t.Tokens[i].From
	return from > 0 && r.t.Body[from-1] == '\'' || from > 2 && r.t.Body[from-3:from] == "’"
}

// ends reports whether a mark or the end of the text follows a word.
func (r *reader) ends(i int) bool {
	if i >= len(r.t.Tokens) || r.t.Tokens[i].Subject {
		return false
	}
	to := r.t.Tokens[i].To
	return to >= len(r.t.Body) || strings.IndexByte(",.;:)\n", r.t.Body[to]) >= 0
}

// lastDay is the newest day of that name not after now.
func (r *reader) lastDay(m time.Month, d int) reading.Interval {
	year, _, _ := r.now.Civil()
	at := calendar.DateOf(year, m, min(d, daysIn(year, m)))
	if at > r.now {
		if r.now.DaysUntil(at) <= 10 {
			return reading.Interval{Earliest: at, Latest: at} // an appointment to come
		}
		at = calendar.DateOf(year-1, m, min(d, daysIn(year-1, m)))
	}
	return reading.Interval{Earliest: at, Latest: at}
}
