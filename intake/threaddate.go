package intake

import (
	"strings"
	"time"
	"unicode"
)

// copiedDates are the ways in which mail programs write a date above a forwarded mail, once weekday and
// commas are gone. Days come before months; where a month cannot be meant, months come first.
var copiedDates = []string{
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05", "2 Jan 2006 15:04 -0700",
	"2 Jan 2006 15:04 MST", "2 Jan 2006 15:04",
	"2 January 2006 15:04:05 -0700", "2 January 2006 15:04:05 MST", "2 January 2006 15:04:05",
	"2 January 2006 15:04 MST", "2 January 2006 15:04",
	"2 Jan 2006 3:04 PM", "2 Jan 2006 3:04:05 PM", "2 January 2006 3:04 PM", "2 January 2006 3:04:05 PM",
	"2 January 2006 3:04:05 PM MST",
	"Jan 2 2006 3:04 PM", "Jan 2 2006 3:04:05 PM", "January 2 2006 3:04 PM", "January 2 2006 3:04:05 PM",
	"January 2 2006 3:04:05 PM MST",
	"Jan 2 2006 15:04", "Jan 2 2006 15:04:05", "January 2 2006 15:04", "January 2 2006 15:04:05",
	"2/1/2006 15:04:05", "2/1/2006 15:04", "2/1/2006 3:04 PM", "2/1/2006 3:04:05 PM", "1/2/2006 3:04 PM",
	"1/2/2006 3:04:05 PM",
	"2.1.2006 15:04:05", "2.1.2006 15:04", "2006-1-2 15:04:05 -0700", "2006-1-2 15:04:05", "2006-1-2 15:04",
	time.RFC3339,
	"2 Jan 2006", "2 January 2006", "2/1/2006", "2006-1-2",
}

// readCopiedDate reads such a date, in the office's zone where it names none. It is zero when it
// cannot be read.
func readCopiedDate(s string, office *time.Location) time.Time {
	if len(s) > 80 {
		return time.Time{}
	}
	s = strings.Map(func(r rune) rune {
		if r == ',' || unicode.IsSpace(r) { // narrow spaces before "AM" among them
			return ' '
		}
		return r
	}, s)
	s, _, _ = strings.Cut(s, " (") // "(GMT)" after an offset that says the same
	var words []string
	for i, w := range strings.Fields(s) {
		low := strings.ToLower(w)
		switch {
		case i == 0 && isWeekday(low), low == "at", low == "um", low == "à", low == "o'clock":
			continue
		case low == "am" || low == "pm":
			w = strings.ToUpper(w)
		case strings.HasSuffix(low, "am") && unicode.IsDigit(rune(w[0])) ||
			strings.HasSuffix(low, "pm") && unicode.IsDigit(rune(w[0])):
			words = append(words, w[:len(w)-2])
			w = strings.ToUpper(w[len(w)-2:])
		}
		words = append(words, w)
	}
	s = strings.Join(words, " ")
	for _, layout := range copiedDates {
		if t, err := time.ParseInLocation(layout, s, office); err == nil && t.Year() > 1990 {
			return t.UTC()
		}
	}
	return time.Time{}
}

func isWeekday(s string) bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		if s == name || s == name[:3] || len(s) > 3 && strings.HasPrefix(name, s) {
			return true
		}
	}
	return false
}
