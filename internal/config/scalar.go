package config

import (
	"cmp"
	"encoding"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"complaints/internal/calendar"

	"github.com/goccy/go-yaml/ast"
)

// single is the value at a key that holds one; ok is false where a list or keys stand there, which is said.
func (s *shape) single(key string, n ast.Node) (text string, ok bool) {
	if text, ok = raw(n); ok {
		return text, true
	}
	last := key[strings.LastIndexByte(key, '.')+1:]
	if items, isList := n.(*ast.SequenceNode); isList {
		s.say(n, "%s is one value and no list: write %s: and the value, without brackets or hyphens%s", key, last,
			map[bool]string{true: ". Several are not possible here"}[len(items.Values) > 1])
		return "", false
	}
	s.say(n, "%s is one value, and keys stand below it: they stand further right than they should, or the text needs "+
		"quotes, as %s: \"...\"", key, last)
	return "", false
}

// word compares a value that reads itself: a word of a closed list, or a day.
func (s *shape) word(key string, n ast.Node, t reflect.Type) {
	text, ok := s.single(key, n)
	if !ok {
		return
	}
	err := reflect.New(t).Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
	switch {
	case err == nil:
	case t == reflect.TypeFor[calendar.Date]():
		s.say(n, "%s: %s", key, notADate(text))
	default:
		s.say(n, "%s: %v", key, err)
	}
}

// notADate says how to write what may be meant as a day.
func notADate(text string) string {
	for _, layout := range []string{"2/1/2006", "02-01-2006", "2.1.2006", "2 January 2006", "2 Jan 2006", "2006/1/2",
		"2006-1-2", "20060102", "2/1/06", "January 2, 2006", "2006-01-02T15:04:05Z07:00", "2006-01-02 15:04"} {
		if day, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return fmt.Sprintf("%q is no date: write %s for %s", text, day.Format("2006-01-02"),
				day.Format("2 January 2006"))
		}
	}
	return fmt.Sprintf("%q is no date: write year, month and day, as 2026-12-31", text)
}

// truth compares a value that is true or false.
func (s *shape) truth(key string, n ast.Node) {
	if n.Type() == ast.BoolType {
		return
	}
	text, ok := s.single(key, n)
	if !ok {
		return
	}
	write := "true or false"
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "yes", "y", "on", "1", "enabled", "enable", "ja", "oui":
		write = "true"
	case "no", "n", "off", "0", "disabled", "disable", "none", "never":
		write = "false"
	case "true", "false":
		write = strings.ToLower(strings.TrimSpace(text)) + ", in small letters and without quotes"
	}
	s.say(n, "%s is %q: write %s", key, text, write)
}

var (
	figures     = regexp.MustCompile(`^[+-]?\d+$`)
	withUnit    = regexp.MustCompile(`^(\d+)\s*(?:%|[A-Za-z]{1,12})(?:\s[A-Za-z]+)?$`)
	withCommas  = regexp.MustCompile(`^\d{1,3}(?:[,_' ]\d{3})+$`)
	byteSize    = regexp.MustCompile(`(?i)^(\d+)\s*(k|m|g)i?b?$`)
	timeOfDay   = regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.]00)?\s*(am|pm|h|hrs|o'clock)?$`)
	numberWords = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen " +
		"fourteen fifteen sixteen seventeen eighteen nineteen twenty")
	bytesPerUnit = map[string]int{"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
)

// number compares a whole number.
func (s *shape) number(key string, n ast.Node, usual int64) {
	text, ok := s.single(key, n)
	if !ok {
		return
	}
	text = strings.TrimSpace(text)
	switch {
	case n.Type() == ast.NullType:
		s.say(n, "%s has no value: write a number, as %d, or take the line out", key, max(usual, 1))
	case strings.HasPrefix(text, "-"):
		s.say(n, "%s is %s, and must not be less than 0", key, text)
	case n.Type() == ast.IntegerType && len(text) > 1 && text[0] == '0':
		s.say(n, "%s is %s, which counts otherwise with a 0 in front: write %s", key, text, bare(text))
	case n.Type() == ast.IntegerType && !figures.MatchString(text):
		s.say(n, "%s is %s: write the number in plain figures, as %d", key, text, max(usual, 1))
	case n.Type() == ast.IntegerType && len(bare(text)) > 12:
		s.say(n, "%s is %s: that number is too large", key, text)
	case n.Type() == ast.IntegerType:
	default:
		s.say(n, "%s is %q: write a number%s", key, text, asNumber(text, usual))
	}
}

func bare(text string) string { return cmp.Or(strings.TrimLeft(text, "+0"), "0") }

// asNumber says which number may be meant.
func asNumber(text string, usual int64) string {
	if size := byteSize.FindStringSubmatch(text); size != nil && usual > 1<<20 {
		n, _ := strconv.Atoi(size[1])
		return fmt.Sprintf(" of bytes: %d", n*bytesPerUnit[strings.ToLower(size[2])])
	}
	if clock := timeOfDay.FindStringSubmatch(text); clock != nil && !figures.MatchString(text) {
		hour, _ := strconv.Atoi(clock[1])
		if strings.EqualFold(clock[2], "pm") && hour < 12 {
			hour += 12
		}
		return fmt.Sprintf(" alone: %d", hour)
	}
	for i, word := range numberWords {
		if strings.EqualFold(word, text) {
			return fmt.Sprintf(" in figures: %d", i)
		}
	}
	switch unit := withUnit.FindStringSubmatch(text); {
	case figures.MatchString(text):
		return " without quotes: " + bare(text)
	case unit != nil:
		return " alone, without its unit: " + bare(unit[1])
	case withCommas.MatchString(text):
		return " without commas or spaces: " + strings.NewReplacer(",", "", "_", "", "'", "", " ", "").Replace(text)
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return fmt.Sprintf(" without a fraction, as %d", max(usual, 1))
	}
	return fmt.Sprintf(" in figures, as %d", max(usual, 1))
}

// lengths are the units of time as people write them, in seconds.
var lengths = []struct {
	words   string
	seconds int
}{
	{"s sec secs second seconds", 1}, {"m min mins minute minutes", 60}, {"h hr hrs hour hours", 3600},
	{"d day days", 86400}, {"w wk week weeks", 7 * 86400},
}

var lengthInWords = regexp.MustCompile(`(?i)^(\d+|an?|one|two|three|five|ten)\s*([a-z]+)$`)

// duration compares a length of time.
func (s *shape) duration(key string, n ast.Node, usual time.Duration) {
	text, ok := s.single(key, n)
	if !ok {
		return
	}
	text = strings.TrimSpace(text)
	d, err := time.ParseDuration(text)
	switch {
	case n.Type() == ast.NullType:
		s.say(n, "%s has no value: write a length of time, as %s, or take the line out", key, short(usual))
	case err == nil && d > 0:
	case err == nil || strings.HasPrefix(text, "-"):
		s.say(n, "%s is %s: it must be longer than nothing, as %s", key, text, short(usual))
	case figures.MatchString(text):
		s.say(n, "%s is %s without a unit: write %ss for seconds, %sm for minutes or %sh for hours%s", key, text, text,
			text, text, inMinutes(text))
	default:
		s.say(n, "%s is %q, which is no length of time: write %s", key, text, cmp.Or(asLength(text), "a number and s, "+
			"m or h, as "+short(usual)))
	}
}

// inMinutes adds what so many seconds are otherwise called.
func inMinutes(text string) string {
	if n, err := strconv.Atoi(text); err == nil && n >= 60 && n%60 == 0 {
		return fmt.Sprintf(" (%s are %s)", text+"s", short(time.Duration(n)*time.Second))
	}
	return ""
}

// asLength is a length of time as it has to be written, for one in words; "" if it is none.
func asLength(text string) string {
	found := lengthInWords.FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		n = map[string]int{"two": 2, "three": 3, "five": 5, "ten": 10}[strings.ToLower(found[1])]
		n = max(n, 1)
	}
	for _, l := range lengths {
		for _, word := range strings.Fields(l.words) {
			if strings.EqualFold(word, found[2]) {
				return short(time.Duration(n*l.seconds) * time.Second)
			}
		}
	}
	return ""
}

// short is a length of time without the units that are nothing: 1m and not 1m0s.
func short(d time.Duration) string {
	text := d.String()
	text = strings.TrimSuffix(text, "m0s") + map[bool]string{true: "m"}[strings.HasSuffix(text, "m0s")]
	return strings.TrimSuffix(text, "h0m") + map[bool]string{true: "h"}[strings.HasSuffix(text, "h0m")]
}

// text compares a text.
func (s *shape) text(key string, n ast.Node, usual reflect.Value) {
	text, ok := s.single(key, n)
	if !ok {
		return
	}
	secret := usual.Type() == aSecret
	switch {
	case n.Type() == ast.NullType && usual.String() != "":
		s.say(n, "%s has no value: write one, as %s, or take the line out", key, usual)
	case n.Type() == ast.NullType && secret && s.remarkFollows(n):
		s.say(n, "%s has no value, since what begins with # is a remark: put the secret in quotes", key)
	case n.Type() == ast.IntegerType && secret, n.Type() == ast.FloatType && secret:
		s.say(n, "%s is a number without quotes, which may lose figures: put it in quotes", key)
	case (n.Type() == ast.IntegerType || n.Type() == ast.FloatType) && changed(n, text):
		s.say(n, "%s is %s without quotes, and so it loses its plus sign or figures: write it in quotes, as "+
			"\"%s\"", key,
			text, text)
	case curly(text) && !quoted(n):
		s.say(n, "%s stands in curly quotes, which would be part of the text: use straight ones, as \"...\"", key)
	case hiddenSpace(text):
		s.say(n, "%s has a hard or invisible space in it, as web pages have them: type the value anew with ordinary "+
			"spaces", key)
	case secret:
		s.secret(key, n, text)
	case secretElsewhere.MatchString(text):
		s.say(n, "%s is %q, and only secrets can stand elsewhere: write the value itself", key, text)
	}
}

// changed reports whether a number would not come back as it was written.
func changed(n ast.Node, text string) bool {
	switch node := n.(type) {
	case *ast.IntegerNode:
		return fmt.Sprint(node.Value) != text
	case *ast.FloatNode:
		return strconv.FormatFloat(node.Value, 'f', -1, 64) != text
	}
	return false
}

// remarkFollows reports whether what was meant as a value begins with a #.
func (s *shape) remarkFollows(n ast.Node) bool {
	line := n.GetToken().Position.Line
	return line <= len(s.source) && hiddenByHash.MatchString(s.source[line-1])
}

var hiddenByHash = regexp.MustCompile(`:\s+#\S`)

func curly(text string) bool {
	first, last := []rune(text + " ")[0], []rune(" " + text)[len([]rune(text))]
	return strings.ContainsRune("“”„‘’«", first) && strings.ContainsRune("“”’‘»", last)
}

// hiddenSpace reports a space at an end of a text, or in a text of one word, that cannot be seen or typed.
func hiddenSpace(text string) bool {
	if strings.ContainsAny(text, "\u200b\u200c\u200e\u200f\u2060\ufeff") {
		return true
	}
	odd := func(r rune) bool { return unicode.IsSpace(r) && r != ' ' && r != '\n' }
	return strings.TrimFunc(text, odd) != text || !strings.Contains(text, " ") && strings.IndexFunc(text, odd) >= 0
}
