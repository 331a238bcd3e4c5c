package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"complaints/internal/calendar"
)

// A letter is true as a whole: its dates never contradict one another (Code 6.3, 3.6). What is promised lies ahead,
// what has happened lies behind, nobody is asked to answer after the day on which we answer, and what has been given
// is not promised once more.

// date is a day as letters write it: Friday 4 December 2026, or 4 Dec in a text.
var date = regexp.MustCompile(`\b(\d{1,2}) (Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|` +
	`Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b(?: (\d{4}))?`)

var (
	promises = regexp.MustCompile(`(?i)\b(?:we (?:still |now )?aim to|will (?:write|reply|ring|answer|be in touch|` +
		`look|contact|hear|send|review|decide)|you will have|is (?:still )?due by|please (?:reply|tell us|ask)|` +
		`tell us by|ask by|reply by|reply here by|you can ask .* until|you (?:now )?have until|come back to us until)\b`)
	// words by which a promise is told as one of the past
	wasOnce = regexp.MustCompile(`(?i)\b(?:was|were|had|should have|missed|aimed to|said that|said we|told you|` +
		`put off|instead of|did not)\b`)
	happened = regexp.MustCompile(`(?i)\b(?:received|reached us|came to us|wrote to us on|gave you|answered|` +
		`took it on|closed (?:it|this) on|passed (?:this|it) on|acknowledged it|spoke with)\b`)
	asksBy = regexp.MustCompile(`(?i)\b(?:tell us by|reply (?:to us )?by|reply here by|ask by|` +
		`you can ask .* until)\b`)
	fullAnswer = regexp.MustCompile(`(?i)\baim to (?:send (?:you )?(?:our (?:full|final) answer|it|that)|` +
		`answer in full)\b`)
	answered = regexp.MustCompile(`(?i)\bwe (?:gave you|have given you) our (?:full|final) answer\b`)
)

// Contradictions says what in a finished letter of a day cannot be true together, a sentence each. What the reader or a
// colleague wrote is left out: it is theirs.
func Contradictions(today calendar.Date, text string) (problems []string) {
	add := func(format string, args ...any) {
		if p := fmt.Sprintf(format, args...); !slices.Contains(problems, p) {
			problems = append(problems, p)
		}
	}
	var asked, promised []calendar.Date
	given := false
	for _, s := range ownSentences(text) {
		given = given || answered.MatchString(s)
		days := daysIn(s, today)
		past := wasOnce.MatchString(s)
		for _, day := range days {
			switch {
			case promises.MatchString(s) && !past && day < today:
				add("%q promises a day that has passed", s)
			case happened.MatchString(s) && !promises.MatchString(s) && day > today:
				add("%q tells of a day that is still to come", s)
			}
		}
		if len(days) == 0 || past {
			continue
		}
		if last := days[len(days)-1]; asksBy.MatchString(s) {
			asked = append(asked, last)
		} else if fullAnswer.MatchString(s) {
			promised = append(promised, last)
		}
	}
	if len(promised) == 0 {
		return problems
	}
	if given {
		add("the full answer has been given, and is promised by %s", promised[0].Long())
	}
	if other := slices.MinFunc(promised, compareDates); other != slices.MaxFunc(promised, compareDates) {
		add("the full answer is promised by two different days, one of them %s", other.Long())
	}
	for _, day := range asked {
		if answer := slices.MinFunc(promised, compareDates); day > answer {
			add("the reader may answer until %s, and our answer is promised by %s", day.Long(), answer.Long())
		}
	}
	return problems
}

func compareDates(a, b calendar.Date) int { return int(a) - int(b) }

// ownSentences are the sentences of a letter that are ours.
func ownSentences(text string) (sentences []string) {
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, ">") || strings.HasPrefix(line, `- "`) {
			continue
		}
		for s := range strings.SplitSeq(line, ". ") {
			sentences = append(sentences, strings.TrimSpace(s))
		}
	}
	return sentences
}

// daysIn are the days that a sentence names; one without a year is the nearest to the day of the letter.
func daysIn(s string, today calendar.Date) (days []calendar.Date) {
	for _, m := range date.FindAllStringSubmatch(s, -1) {
		n, _ := strconv.Atoi(m[1])
		month := slices.Index(monthNames, strings.ToLower(m[2][:3])) + 1
		if m[3] != "" {
			year, _ := strconv.Atoi(m[3])
			days = append(days, calendar.DateOf(year, time.Month(month), n))
			continue
		}
		year, _, _ := today.Civil()
		best := calendar.DateOf(year, time.Month(month), n)
		for _, y := range []int{year - 1, year + 1} {
			if d := calendar.DateOf(y, time.Month(month), n); distance(d, today) < distance(best, today) {
				best = d
			}
		}
		days = append(days, best)
	}
	return days
}

func distance(a, b calendar.Date) int { return max(int(a-b), int(b-a)) }

var monthNames = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
