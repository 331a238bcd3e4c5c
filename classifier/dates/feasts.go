package dates

import (
	"slices"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// feast is a day or a time of the year that people call by a name.
type feast struct {
	name string // its words; | stands between those that may stand in one place
	days daysOf
}

// daysOf are the days of a feast in a year.
type daysOf func(year int) reading.Interval

// feasts are tried in this order: the longer name comes before the one that it begins with.
var feasts = []feast{
	{"christmas|xmas eve", fixed(12, 24, 1)},
	{"christmas|xmas day", fixed(12, 25, 1)},
	{"christmas|xmas week|time|period|holidays", fixed(12, 20, 12)},
	{"christmas|xmas", fixed(12, 24, 8)},
	{"boxing day", fixed(12, 26, 1)},
	{"turn of the year", fixed(12, 27, 15)},
	{"new year|years eve", fixed(12, 31, 1)},
	{"new year|years day", fixed(1, 1, 1)},
	// text-speak writes "yr" for both "year" and "your"
	{"new year|years|your", fixed(1, 1, 7)},
	{"twelfth night", fixed(1, 5, 2)},
	{"burns night", fixed(1, 25, 1)},
	{"valentines", fixed(2, 14, 1)},
	{"pancake|shrove day|tuesday", moving(-47, 1)},
	{"ash wednesday", moving(-46, 1)},
	{"mothers|mothering day|sunday", moving(-21, 1)},
	{"palm sunday", moving(-7, 1)},
	{"maundy thursday", moving(-3, 1)},
	{"st patricks day", fixed(3, 17, 1)},
	{"st georges day", fixed(4, 23, 1)},
	{"st davids day", fixed(3, 1, 1)},
	{"st andrews day", fixed(11, 30, 1)},
	{"good friday", moving(-2, 1)},
	{"easter sunday", moving(0, 1)},
	{"easter monday", moving(1, 1)},
	{"easter weekend", moving(-2, 4)},
	{"easter", moving(-2, 10)},
	{"whitsun|whit monday", moving(50, 1)},
	{"whitsun|whit", moving(49, 9)},
	{"may day", firstMonday(5)},
	{"may bank holiday", firstMonday(5)},
	{"early may day", firstMonday(5)},
	{"early may bank holiday", firstMonday(5)},
	{"spring bank holiday", lastMonday(5)},
	{"midsummer day", fixed(6, 24, 1)},
	{"midsummer", fixed(6, 21, 4)},
	{"longest day", fixed(6, 21, 1)},
	{"august|summer bank holiday", lastMonday(8)},
	{"schools went back", fixed(9, 1, 8)},
	{"michaelmas", fixed(9, 29, 1)},
	{"clocks went|go|changed back", lastSunday(10)},
	{"clocks went|go|changed forward|forwards", lastSunday(3)},
	{"halloween", fixed(10, 31, 1)},
	{"all souls day", fixed(11, 2, 1)},
	{"all saints day", fixed(11, 1, 1)},
	{"bonfire night", fixed(11, 5, 1)},
	{"guy fawkes", fixed(11, 5, 1)},
	{"remembrance sunday|day", fixed(11, 8, 7)},
	{"remembrance", fixed(11, 8, 7)},
	{"lockdown|covid|pandemic", once("2020-03-23", "2021-07-19")},
	{"jubilee", once("2022-06-02", "2022-06-02")},
	{"queens|queen funeral|died", once("2022-09-08", "2022-09-19")},
	{"coronation", once("2023-05-06", "2023-05-06")},
}

// feastsByWord are the feasts by the words that they can begin with, cut into those of each place.
var feastsByWord = func() map[string][]namedFeast {
	all := map[string][]namedFeast{}
	for _, f := range feasts {
		n := namedFeast{days: f.days}
		for _, place := range strings.Fields(f.name) {
			n.places = append(n.places, strings.Split(place, "|"))
		}
		for _, w := range n.places[0] {
			all[w] = append(all[w], n)
		}
	}
	return all
}()

type namedFeast struct {
	places [][]string
	days   daysOf
}

// feastAt returns how many words name a feast at i and the days it covers in a year.
func feastAt(r *reader, i int) (int, daysOf) {
	for _, f := range feastsByWord[r.word(i)] {
		n := 1
		for n < len(f.places) && slices.Contains(f.places[n], r.word(i+n)) {
			n++
		}
		if n == len(f.places) {
			return n, f.days
		}
	}
	return 0, nil
}

// fixed is a feast that begins on the same day of every year.
func fixed(m time.Month, d, days int) daysOf {
	return func(y int) reading.Interval {
		at := calendar.DateOf(y, m, d)
		return reading.Interval{Earliest: at, Latest: at.AddDays(days - 1)}
	}
}

// moving is a feast that begins a number of days from Easter Sunday.
func moving(from, days int) daysOf {
	return func(y int) reading.Interval {
		at := easter(y).AddDays(from)
		return reading.Interval{Earliest: at, Latest: at.AddDays(days - 1)}
	}
}

// firstMonday is the weekend of a month's first Monday.
func firstMonday(m time.Month) daysOf {
	return func(y int) reading.Interval { return weekendOf(calendar.DateOf(y, m, 1)) }
}

// lastMonday is the weekend of a month's last Monday.
func lastMonday(m time.Month) daysOf {
	return func(y int) reading.Interval { return weekendOf(calendar.DateOf(y, m+1, 1) - 7) }
}

// lastSunday is a month's last Sunday, as that on which the clocks change.
func lastSunday(m time.Month) daysOf {
	return func(y int) reading.Interval {
		at := calendar.DateOf(y, m+1, 1) - 1
		for at.Weekday() != time.Sunday {
			at--
		}
		return reading.Interval{Earliest: at, Latest: at}
	}
}

// weekendOf is the weekend that ends on the first Monday from a day on.
func weekendOf(at calendar.Date) reading.Interval {
	for at.Weekday() != time.Monday {
		at++
	}
	return reading.Interval{Earliest: at.AddDays(-2), Latest: at}
}

// once is what happened in one year, whichever is meant.
func once(from, to string) daysOf {
	iv := reading.Interval{Earliest: calendar.MustDate(from), Latest: calendar.MustDate(to)}
	return func(int) reading.Interval { return iv }
}

// easter is Easter Sunday of a year by the Gregorian computus (Meeus, Jones and Butcher).
func easter(year int) calendar.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return calendar.DateOf(year, time.Month(n/31), n%31+1)
}
