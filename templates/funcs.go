package templates

import (
	"fmt"
	"strconv"
	"strings"
	"text/template"

	"complaints/internal/calendar"
)

// words are the few words the program itself writes in a letter, by language.
type words struct {
	days   [7]string
	months [12]string
	and    string
}

// spoken holds the languages whose dates we can write; in any other a date is written in figures.
var spoken = map[string]words{
	"": {
		days: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
			"October", "November", "December"},
		and: "and",
	},
	"cy": {
		days: [7]string{"dydd Sul", "dydd Llun", "dydd Mawrth", "dydd Mercher", "dydd Iau", "dydd Gwener",
			"dydd Sadwrn"},
		months: [12]string{"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi",
			"Hydref",
			"Tachwedd", "Rhagfyr"},
		and: "a/ac",
	},
}

// funcs are the functions a template may call; with and, or, not, the comparisons, len and index they are all there is.
func funcs(language string) template.FuncMap {
	w, known := spoken[language]
	return template.FuncMap{
		"long":    func(d calendar.Date) string { return w.long(d, known) },
		"short":   func(d calendar.Date) string { return w.short(d, known) },
		"list":    w.list,
		"plural":  plural,
		"clip":    clip,
		"brief":   brief,
		"quote":   quote,
		"phone":   phone,
		"numbers": phonesIn,
		"public":  public,
		"oneline": oneline,
		"percent": func(f float64) string { return strconv.Itoa(int(f*100+0.5)) + "%" },
		"words":   func(id any) string { return strings.ReplaceAll(fmt.Sprint(id), "_", " ") },
		"size":    size,
		"number":  func(i int) int { return i + 1 },
		"button":  acted,
	}
}

// builtin names the functions of text/template that a letter may use. The others (printf, html, call ...)
// can do more than a letter should.
var builtin = map[string]bool{
	"and": true, "or": true, "not": true, "eq": true, "ne": true, "lt": true, "le": true, "gt": true,
	"ge": true, "len": true, "index": true,
}

// long writes a date as in a letter: Friday 4 December 2026.
func (w words) long(d calendar.Date, known bool) string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.Civil()
	if !known {
		return fmt.Sprintf("%d/%d/%d", day, month, year)
	}
	return w.days[d.Weekday()] + " " + strconv.Itoa(day) + " " + w.months[month-1] + " " + strconv.Itoa(year)
}

// short writes a date as in a text message: 4 Dec. Welsh months are not shortened.
func (w words) short(d calendar.Date, known bool) string {
	if d.IsZero() {
		return ""
	}
	_, month, day := d.Civil()
	switch {
	case !known:
		return fmt.Sprintf("%d/%d", day, month)
	case w.and == "and":
		return d.Short()
	}
	return strconv.Itoa(day) + " " + w.months[month-1]
}

// list joins words as a sentence does: a, b and c.
func (w words) list(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	and := w.and
	if and == "" {
		and = "+"
	}
	return strings.Join(items[:len(items)-1], ", ") + " " + and + " " + items[len(items)-1]
}

// plural writes a number with its noun: 1 day, 3 days.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// brief shortens a person's words for a text message, on one line and without the last full stop.
func brief(n int, s string) string {
	s = clip(n, line(s))
	if strings.HasSuffix(s, "...") {
		return s
	}
	return strings.TrimRight(s, ". ")
}

// quote marks words as somebody else's, line by line.
func quote(s string) string {
	if s == "" {
		return ""
	}
	return "> " + strings.ReplaceAll(s, "\n", "\n> ")
}

// oneline writes text of several lines, an address for example, on one line.
func oneline(s string) string { return strings.Join(lines(strings.Split(s, "\n")), ", ") }

// public leaves out lines with an email address. The Housing Ombudsman takes no new complaints by email, so its letters
// give the form, the telephone and the post.
func public(contact []string) []string {
	var out []string
	for _, s := range contact {
		if !strings.Contains(s, "@") {
			out = append(out, s)
		}
	}
	return out
}

// phonesIn finds the first telephone number in lines of contact details: at least nine digits, beginning with 0 or +.
func phonesIn(contact []string) string {
	for _, s := range contact {
		for i := 0; i < len(s); i++ {
			if s[i] != '0' && s[i] != '+' || i > 0 && (isDigit(s[i-1]) || s[i-1] == '/') {
				continue
			}
			end, digits := i, 0
			for j := i; j < len(s) && (isDigit(s[j]) || s[j] == ' ' || j == i); j++ {
				if isDigit(s[j]) {
					end, digits = j+1, digits+1
				}
			}
			if digits >= 9 {
				return s[i:end]
			}
		}
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// phone writes a British number as people dial it, grouped: +443001113000 is 0300 111 3000.
// Anything else stays as it is.
func phone(s string) string {
	n, ok := strings.CutPrefix(s, "+44")
	if !ok || len(n) != 10 {
		return s
	}
	for i := range len(n) {
		if !isDigit(n[i]) {
			return s
		}
	}
	n = "0" + n
	switch {
	case n[1] == '2':
		return n[:3] + " " + n[3:7] + " " + n[7:]
	case n[1] == '3' || n[1] == '8' || n[1] == '9' || n[2] == '1' || n[1] == '1' && n[3] == '1':
		return n[:4] + " " + n[4:7] + " " + n[7:]
	}
	return n[:5] + " " + n[5:]
}

// size writes a number of bytes as people say it.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return strconv.FormatInt(bytes, 10) + " bytes"
	case bytes < 1000*1000:
		return strconv.FormatInt((bytes+500)/1000, 10) + " KB"
	}
	return strconv.FormatFloat(float64(bytes)/1e6, 'f', 1, 64) + " MB"
}
