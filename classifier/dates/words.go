package dates

import (
	"iter"
	"maps"
	"strconv"
	"strings"
	"time"

	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

var months = map[string]time.Month{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "febuary": 2, "march": 3, "mar": 3, "april": 4, "apr": 4,
	"may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
	"october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}

// ambiguousMonth lists the months that are also other words.
var ambiguousMonth = map[string]bool{"may": true, "march": true, "mar": true, "august": false, "dec": false}

var seasons = map[string]time.Month{
	"spring": 3, "springtime": 3, "summer": 6, "summertime": 6, "autumn": 9, "winter": 12, "wintertime": 12,
}

var weekdays = map[string]time.Weekday{
	"monday": 1, "mon": 1, "tuesday": 2, "tues": 2, "tue": 2, "wednesday": 3, "weds": 3, "wed": 3, "thursday": 4,
	"thurs": 4, "thur": 4, "thu": 4, "friday": 5, "fri": 5, "saturday": 6, "sat": 6, "sunday": 0, "sun": 0,
}

// afterMon are words after which "mon" is French.
var afterMon = set("dieu ami amour plaisir cher")

// noDay are words after which "sun", "sat" and "wed" are no day: "since sun up", "sat here for hours".
var noDay = map[string]map[string]bool{
	"sun": set("up rise set down shine shines shining light is was came comes cream"),
	"sat": set("here there down waiting up beside in next nav"),
	"wed": set("to"),
}

var ambiguousDay = map[string]bool{"sat": true, "sun": true, "mon": true, "wed": true}

var dayPart = map[string]bool{
	"morning": true, "afternoon": true, "evening": true, "night": true, "am": true, "pm": true, "gone": true,
	"just": false,
}

// units are days in a unit.
var units = map[string]float64{
	"minute": 0, "minutes": 0, "hour": 0.04, "hours": 0.04, "day": 1, "days": 1, "night": 1, "nights": 1, "week": 7,
	"weeks": 7, "weekend": 7, "weekends": 7, "fortnight": 14, "fortnights": 14, "month": 30.44, "months": 30.44,
	"quarter": 91.3, "twelvemonth": 365.25, "year": 365.25, "years": 365.25, "decade": 3652, "decades": 3652,
}

var countWords = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
	"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
	"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
	"sixty": 60, "ninety": 90, "hundred": 100,
}

var ordinalWords = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
	"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
	"sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}

// beginnings are the words that a date phrase can begin with, besides those that begin with a digit. Most words are
// none of them and need no closer look.
var beginnings = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(`
		since before pre by until till til to next tomorrow tonight for been waited waiting took taken lasted
		over after nearly almost about in within the on of from early mid middle late end beginning start back
		last this during around throughout through and or at that previous year earlier day yesterday today
		just some ages years donkeys months weeks more longer well less not under roughly approximately maybe
		getting approx good past couple few several many half fortnight when christmas xmas boxing new easter
		whitsun whit pancake shrove mothers mothering halloween bonfire guy valentines remembrance lockdown
		covid pandemic coronation jubilee queens queen best going these night evening tother turn st burns
		longest schools ash palm maundy midsummer michaelmas clocks all`) {
		all[w] = true
	}
	for _, words := range []iter.Seq[string]{
		maps.Keys(months), maps.Keys(weekdays), maps.Keys(seasons), maps.Keys(countWords), maps.Keys(ordinalWords),
	} {
		for w := range words {
			all[w] = true
		}
	}
	return all
}()

func canBegin(w string) bool { return w != "" && (words.IsDigit(w[0]) || beginnings[w]) }

// set is the words of a list.
func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// count reads a number written in figures or words.
func count(w string) (int, bool) {
	if n, ok := countWords[w]; ok {
		return n, true
	}
	if words.IsNumber(w) && len(w) <= 3 {
		return number(w), true
	}
	return 0, false
}

// ordinal reads the day of a month: 3, 3rd, third; 0 if it is none.
func ordinal(w string) int {
	if n, ok := ordinalWords[w]; ok {
		return n
	}
	for _, end := range [...]string{"st", "nd", "rd", "th"} {
		if cut, ok := strings.CutSuffix(w, end); ok && words.IsNumber(cut) {
			w = cut
			break
		}
	}
	if len(w) > 2 || !words.IsNumber(w) {
		return 0
	}
	if n := number(w); n >= 1 && n <= 31 {
		return n
	}
	return 0
}

// number is the value of digits, or 0.
func number(w string) int {
	if w == "" || w[0] > '9' { // most words: an error costs more than the rest of reading them
		return 0
	}
	n, err := strconv.Atoi(w)
	if err != nil {
		return 0
	}
	return n
}

func IsYear(w string) bool {
	return len(w) == 4 && words.IsNumber(w) && w >= "1950" && w <= "2099"
}

// split cuts a number written with dots, slashes, colons or commas.
func split(w string) ([]int, byte) {
	if len(w) < 3 || len(w) > 10 || !words.IsDigit(w[0]) {
		return nil, 0
	}
	var parts []int
	var sep byte
	for w != "" {
		i := 0
		for i < len(w) && words.IsDigit(w[i]) {
			i++
		}
		if i == 0 || i > 4 {
			return nil, 0
		}
		parts = append(parts, number(w[:i]))
		if i == len(w) {
			break
		}
		if sep != 0 && w[i] != sep {
			return nil, 0
		}
		sep = w[i]
		w = w[i+1:]
	}
	return parts, sep
}

func century(y int) int {
	if y < 100 {
		return 2000 + y
	}
	return y
}

func valid(y, m, d int) bool {
	return y >= 1950 && y <= 2099 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, time.Month(m))
}

func day(y, m, d int) reading.Interval {
	at := calendar.DateOf(y, time.Month(m), d)
	return reading.Interval{Earliest: at, Latest: at}
}

func daysIn(y int, m time.Month) int {
	_, _, d := (calendar.DateOf(y, m+1, 1) - 1).Civil()
	return d
}

func weekdayOrUnit(w string) bool {
	if _, ok := weekdays[w]; ok {
		return true
	}
	_, ok := units[w]
	return ok || w == "time" || w == "one"
}
