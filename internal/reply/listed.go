package reply

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	itemNamed = regexp.MustCompile(`(?i)^\W*(?:no\.?|nr\.?|number|item)?\s*#?(\d{1,9})\b[\s:,.)-]*(.*)$`)
	caseNamed = regexp.MustCompile(`^\W*([A-Z0-9]{1,8}-\d{4}-\d{4,})\b\]?[\s:,.)-]*(.*)$`)
	capitals  = regexp.MustCompile(`\b[A-Z]{3,}\b`)
)

// NamesOnTheList reads which case a reply to a list means, where its first line begins with the reference of a case or
// with a number of the list. rest is what the reply says of it. Both are empty where it names none.
func NamesOnTheList(text string) (ref string, number int64, rest string) {
	line, below, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if found := caseNamed.FindStringSubmatch(line); found != nil {
		return found[1], 0, strings.TrimSpace(found[2] + "\n" + below)
	}
	if found := itemNamed.FindStringSubmatch(line); found != nil {
		number, _ = strconv.ParseInt(found[1], 10, 64) // digits, by the expression
		return "", number, strings.TrimSpace(found[2] + "\n" + below)
	}
	return "", 0, ""
}

// CommandWords are the words of an advice that are to be written as they stand: of "RESPOND and the answer, or EXTEND"
// they are "RESPOND or EXTEND".
func CommandWords(advice string) string {
	return strings.Join(capitals.FindAllString(advice, -1), " or ")
}
