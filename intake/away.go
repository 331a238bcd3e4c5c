package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
)

// today is the day on which the note reached us, in the office's zone; notes leave the year out.
func (r *Reader) today(m message.Message) calendar.Date {
	at := m.Received
	if at.IsZero() {
		at = m.SentAt
	}
	if at.IsZero() {
		return 0
	}
	return calendar.DateOf(at.In(r.location).Date())
}

// readAway finds in an out-of-office note when its writer is back and whom to ask meanwhile. It returns nil
// if the note says neither.
func readAway(subject, words string, today calendar.Date) *message.Away {
	text := subject + "\n" + words
	text = text[:min(len(text), 8192)]
	a := message.Away{Until: returnDay(text, today), StandIn: standIn(text)}
	if a == (message.Away{}) {
		return nil
	}
	return &a
}

const monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|` +
	`oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// datePattern is a day as people write it: 3 May, May 3rd, 03/05/2027, 2027-05-03, a weekday.
var datePattern = regexp.MustCompile(`(?i)\b(?:(?:(?:mon|tue|wed|thu|fri|sat|` +
	`sun)[a-z]*,?\s+(?:the\s+)?)?(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?|` +
	`(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?\s+(` + monthNames + `)\b,?(?:\s+(\d{4}))?|(` + monthNames +
	`)\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4}))?)|` +
	`(?:next |this )?(monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow)\b)`)

// backPattern leads to the day of return; untilPattern to the last day away.
var (
	backPattern = regexp.MustCompile(`(?i)\b(?:return(?:ing|s)?|back|re-?open(?:s|ing)?|resume|available again|` +
		`in the office again|wieder|zurück|de retour|de vuelta|wracam)\b[^.!?\n]{0,50}?(?:\b(?:on|until|till|by|` +
		`the week (?:of|beginning|commencing)|from|is|of|am|ab|le|el)\b|:|\bto (?:the office|work)\b)?\s*(?:on |the |` +
		`from )*`)
	untilPattern = regexp.MustCompile(`(?i)\b(?:(?:until|till|through|up to|up until|bis|hasta|fino al?)\s+|` +
		`jusqu['’]au\s+|(?:urlopie|nieobecn\S+)\s+do\s+)(?:and including |the |including |on |einschließlich |zum |` +
		`el )*`)
	spanPattern = regexp.MustCompile(`(?i)\b(?:to|and)\s+(?:and including |the |including |on )*|[-–—]\s*`)
)

// returnDay takes the date that follows "back" or "return"; failing that, the last date of a span.
func returnDay(text string, today calendar.Date) calendar.Date {
	if d := dateAfter(text, backPattern, today, true); !d.IsZero() {
		return d
	}
	if d := dateAfter(text, untilPattern, today, true); !d.IsZero() {
		return d
	}
	return dateAfter(text, spanPattern, today, false) // "I work Monday to Wednesday" is no span of days away
}

// dateAfter returns the first date that comes within a few words of a match. A mere weekday counts only if weekdays is
// true.
func dateAfter(text string, lead *regexp.Regexp, today calendar.Date, weekdays bool) calendar.Date {
	for _, at := range lead.FindAllStringIndex(text, 40) {
		tail := text[at[1]:min(at[1]+60, len(text))]
		if i := strings.IndexAny(tail, "\n!?"); i >= 0 {
			tail = tail[:i]
		}
		f := datePattern.FindStringSubmatchIndex(tail)
		if f == nil || f[0] > 25 {
			continue
		}
		found := datePattern.FindStringSubmatch(tail)
		if found[13] != "" && !weekdays {
			continue
		}
		if d := dayOf(found, today); !d.IsZero() {
			return d
		}
	}
	return 0
}

// dayOf turns a match of datePattern into a day, in the year that makes it the nearest to come.
func dayOf(f []string, today calendar.Date) calendar.Date {
	num := func(s string) int { n, _ := strconv.Atoi(s); return n }
	switch {
	case f[1] != "":
		return validDay(num(f[1]), num(f[2]), num(f[3]), today)
	case f[4] != "":
		return validDay(num(f[6]), num(f[5]), num(f[4]), today)
	case f[7] != "":
		return validDay(num(f[9]), monthOf(f[8]), num(f[7]), today)
	case f[10] != "":
		return validDay(num(f[12]), monthOf(f[10]), num(f[11]), today)
	case strings.EqualFold(f[13], "tomorrow") && !today.IsZero():
		return today.AddDays(1)
	case f[13] != "" && !today.IsZero():
		for n := 1; n <= 7; n++ {
			if d := today.AddDays(n); strings.EqualFold(d.Weekday().String(), f[13]) {
				return d
			}
		}
	}
	return 0
}

func monthOf(name string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3 + 1
}

// validDay refuses 31 June and days that lie too far from today to be a return. Day and month are
// swapped where only that makes sense.
func validDay(year, month, day int, today calendar.Date) calendar.Date {
	if month > 12 && day <= 12 {
		month, day = day, month
	}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return 0
	}
	if year > 0 && year < 100 {
		year += 2000
	}
	if year == 0 {
		if today.IsZero() {
			return 0
		}
		year, _, _ = today.Civil()
		if d := calendar.DateOf(year, time.Month(month), day); d < today.AddDays(-60) {
			year++
		}
	}
	d := calendar.DateOf(year, time.Month(month), day)
	if _, m, dd := d.Civil(); int(m) != month || dd != day {
		return 0
	}
	if !today.IsZero() && (d < today.AddDays(-366) || d > today.AddDays(800)) {
		return 0
	}
	return d
}

// standInPattern leads to the person to ask meanwhile.
var standInPattern = regexp.MustCompile(`(?i)\b(?:please |kindly |you can |should you |to )?(?:contact|call|ring|` +
	`e-?mail|speak to|write to|get in touch with|reach out to|refer to|direct .{0,40}to|forward .{0,40}to|` +
	`wenden sie sich (?:bitte )?an|contacter|contactar (?:con|a)|kontakt z)\s+(?:my (?:colleague|deputy|manager|` +
	`line manager|assistant),?\s*)?`)

// standIn returns the address, or failing that the name, of whoever stands in.
func standIn(text string) string {
	for _, at := range standInPattern.FindAllStringIndex(text, 20) {
		tail := text[at[1]:min(at[1]+160, len(text))]
		if i := strings.Index(tail, "\n\n"); i >= 0 {
			tail = tail[:i]
		}
		if list := looseAddresses(tail); len(list) > 0 {
			return plainAddress(list[0].Address)
		}
	}
	for _, at := range standInPattern.FindAllStringIndex(text, 20) {
		if name := personName.FindString(text[at[1]:min(at[1]+80, len(text))]); name != "" {
			return name
		}
	}
	return ""
}

// personName is two or three capitalised words.
var personName = regexp.MustCompile(`^(?:\p{Lu}[\p{L}'’-]+)(?: \p{Lu}[\p{L}'’-]+){1,2}\b`)
