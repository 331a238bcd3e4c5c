package reply

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"complaints/internal/calendar"
)

// How people write a date in a reply.
var (
	numericDate = regexp.MustCompile(`\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b`)
	isoDate     = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	shortDate   = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})\b`)
	wordDate    = regexp.MustCompile(`(?i)\b(?:(?:mon|tues|wednes|thurs|fri|satur|` +
		`sun)day,?\s+)?(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|` +
		`nov|dec)[a-z]*\.?,?(?:\s+(\d{4}))?\b`)
)

var months = map[string]time.Month{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8,
	"sep": 9, "oct": 10, "nov": 11, "dec": 12}

// findDate returns the first date written out in the text, day before month, and where it stands.
func findDate(s string, today calendar.Date) (calendar.Date, []int) {
	if m := isoDate.FindStringSubmatchIndex(s); m != nil {
		if d, ok := civil(number(s[m[2]:m[3]]), number(s[m[4]:m[5]]), number(s[m[6]:m[7]])); ok {
			return d, m[:2]
		}
	}
	if m := numericDate.FindStringSubmatchIndex(s); m != nil {
		year := number(s[m[6]:m[7]])
		if year < 100 {
			year += 2000
		}
		if d, ok := civil(year, number(s[m[4]:m[5]]), number(s[m[2]:m[3]])); ok {
			return d, m[:2]
		}
	}
	m := wordDate.FindStringSubmatchIndex(s)
	if m == nil {
		return findShortDate(s, today)
	}
	day, month := number(s[m[2]:m[3]]), months[strings.ToLower(s[m[4]:m[5]])]
	if m[6] >= 0 {
		d, _ := civil(number(s[m[6]:m[7]]), int(month), day)
		return d, m[:2]
	}
	year, _, _ := today.Civil()
	d, ok := civil(year, int(month), day)
	if ok && d < today {
		d, _ = civil(year+1, int(month), day)
	}
	return d, m[:2]
}

// findShortDate finds a date without a year in figures: the next such day.
func findShortDate(s string, today calendar.Date) (calendar.Date, []int) {
	m := shortDate.FindStringSubmatchIndex(s)
	if m == nil {
		return 0, nil
	}
	year, _, _ := today.Civil()
	for y := year; y <= year+1; y++ {
		if d, ok := civil(y, number(s[m[4]:m[5]]), number(s[m[2]:m[3]])); ok && d >= today {
			return d, m[:2]
		}
	}
	return 0, nil
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // the patterns let only digits through
	return n
}

// civil returns the date if such a day exists.
func civil(year, month, day int) (calendar.Date, bool) {
	d := calendar.DateOf(year, time.Month(month), day)
	y, m, dd := d.Civil()
	if y != year || int(m) != month || dd != day {
		return 0, false
	}
	return d, true
}
