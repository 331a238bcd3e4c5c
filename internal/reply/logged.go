package reply

import (
	"regexp"
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/people"
)

// A resident complains on the phone, at the door, in a letter or on a page, and a colleague writes it down for us.

// Logged is what a colleague writes of a complaint that came another way.
type Logged struct {
	Party people.Party  // who the resident is, and how they are reached, as far as it is told
	On    calendar.Date // the day on which the colleague was told; zero if that is not said
	How   string        // by phone, in a letter, on a visit
	Words string        // what the resident said
}

// LoggedForm is the form in which a colleague may write it; plain words do as well.
const LoggedForm = "NEW\nName:\nPhone:\nEmail:\nAddress:\nTold on:\nHow:\nWhat they said:"

// AsksForHelp reports whether a colleague asks what they can write to us: HELP, and next to nothing with it.
func AsksForHelp(text string) bool {
	words := wordsOf(text)
	return len(words) > 0 && words[0] == "help" && len(words) <= 6 && !strings.Contains(text, "\n\n\n")
}

var (
	newWord = regexp.MustCompile(`^\W*(?:NEW(?:\s+(?i:complaint|case))?|(?i:new\s+(?:complaint|case))|` +
		`(?i:new)[\t ]*(?:[:.–-]|$))\s*[:,.–-]*[\t ]*`)
	labelOf = regexp.MustCompile(`(?i)^\W*(name|resident|tenant|customer|caller|phone|tel(?:ephone)?|mobile|number|` +
		`e-?mail|address|home|told on|told|date|received|how|came by|what they said|what was said|words|complaint|` +
		`details|message)(?:\s+(?:name|no|number|address|of (?:call|letter|visit)))?\s*:[\t ]*(.*)$`)
	labels = map[string]string{
		"name": "name", "resident": "name", "tenant": "name", "customer": "name", "caller": "name",
		"phone": "phone", "tel": "phone", "telephone": "phone", "mobile": "phone", "number": "phone",
		"email": "email", "e-mail": "email", "address": "address", "home": "address",
		"told on": "told", "told": "told", "date": "told", "received": "told", "how": "how", "came by": "how",
		"what they said": "words", "what was said": "words", "words": "words", "complaint": "words", "details": "words",
		"message": "words",
	}
)

// ReadLogged reads NEW and what a resident told a colleague: in the form, or in plain words. ok is false if the text
// does not begin with NEW, or says nothing after it.
func ReadLogged(text string, k Known) (l Logged, ok bool) {
	lines := strings.Split(strings.TrimSpace(CutSignature(strings.TrimSpace(text), k.Writer)), "\n")
	for len(lines) > 1 && (strings.TrimSpace(lines[0]) == "" || greeting.MatchString(strings.TrimSpace(lines[0])) ||
		labelLine.MatchString(strings.TrimSpace(lines[0]))) {
		lines = lines[1:]
	}
	begins := newWord.FindString(lines[0])
	rest := strings.TrimPrefix(lines[0], begins)
	if begins == "" || len(strings.Fields(rest)) > 1 && rest == strings.ToUpper(rest) { // a headline in capitals
		return Logged{}, false
	}
	fields := fieldsOf(append([]string{rest}, lines[1:]...))
	l.Party.Name = oneLine(fields["name"])
	l.How = oneLine(fields["how"])
	l.Party.Address = strings.TrimSpace(fields["address"])
	l.On = toldDay(fields["told"], k.Today)
	reach := WaysIn(fields["phone"] + "\n" + fields["email"])
	l.Words = strings.TrimSpace(strings.TrimSpace(fields["words"]) + "\n" + strings.TrimSpace(fields[""]))
	if fields["phone"] == "" && fields["email"] == "" {
		reach = WaysIn(l.Words)
	}
	l.Party.Phone, l.Party.Email = reach.Phone, reach.Email
	if l.Words == "" {
		return Logged{}, false
	}
	if phone := oneLine(fields["phone"]); phone != "" && reach.Phone == "" { // which cannot be texted
		l.Words += "\n\nPhone: " + phone
	}
	return l, true
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// fieldsOf takes the labelled lines of a form apart. What stands under no label is under "".
func fieldsOf(lines []string) map[string]string {
	fields, at := map[string]string{}, ""
	for _, line := range lines {
		if m := labelOf.FindStringSubmatch(line); m != nil {
			at, line = labels[strings.ToLower(strings.Join(strings.Fields(m[1]), " "))], m[2]
		} else if at != "" && at != "words" && (strings.TrimSpace(line) == "" || at != "address") {
			at = ""
		}
		fields[at] = strings.TrimSpace(fields[at] + "\n" + line)
	}
	return fields
}

// toldDay is the day that a form names as the one on which a colleague was told: not after today, and not long past.
func toldDay(words string, today calendar.Date) calendar.Date {
	const year = 366
	lower := strings.ToLower(words)
	switch {
	case strings.Contains(lower, "yesterday"):
		return today - 1
	case strings.Contains(lower, "today"):
		return today
	}
	on, _ := findDate(words, today)
	if on > today && !withYear.MatchString(words) { // a day without a year is the next such day: here it was the last
		y, m, d := on.Civil()
		on, _ = civil(y-1, int(m), d)
	}
	if on > today || on < today-year {
		return 0
	}
	return on
}

var withYear = regexp.MustCompile(`\b20\d\d\b|[/.-]\d\d?[/.-]\d\d\b`)

var (
	everyMobile = regexp.MustCompile(`(?:\+44\s?|\b0)7(?:[\s-]?\d){9}\b`)
	everyEmail  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	anothers    = regexp.MustCompile(`(?i)\b(?:son|daughter|neighbour|carer|care worker|support worker|husband|wife|` +
		`mum|mother|dad|father|friend|sister|brother|niece|nephew|solicitor|councillor|ring me|call me|my number|` +
		`my mobile|me on|i'm on)\b[^.\n]{0,60}$`)
)

// WaysIn are the mobile number and the address at which somebody is reached who is written of. Of several numbers
// nobody can tell whose each is, and one that is said to be somebody else's is not theirs: then none is taken.
func WaysIn(text string) people.Contact {
	one := func(each *regexp.Regexp) string {
		found := each.FindAllStringIndex(text, -1)
		if len(found) != 1 || anothers.MatchString(text[:found[0][0]]) {
			return ""
		}
		return text[found[0][0]:found[0][1]]
	}
	return people.Contact{
		Phone: people.ContactIn(one(everyMobile)).Phone, Email: people.ContactIn(one(everyEmail)).Email,
	}
}

var tellsOfCall = regexp.MustCompile(`(?i)\b(?:call log|phone (?:complaint|call)|telephone complaint|complaint by ` +
	`(?:phone|telephone|letter)|(?:log|raise|record|register|open)\b.{0,40}\b(?:complaint|stage (?:1|one))|verbal complaint|` +
	`walk-?in|came (?:in)?to (?:the )?(?:office|reception)|complaint (?:from|for)\s+(?:mr|mrs|ms|miss|dr)\b|` +
	`(?:cust(?:omer)?|caller|tenant|resident)\b.{0,60}\b(?:rang|called|phoned|states|stated|says|said|reports|wants|` +
	`came in|complain(?:s|ed)|very upset))\b|\b(?:mr|mrs|ms|miss|dr)\.?\s+\p{Lu}[\p{L}'-]+(?:\s+\p{Lu}[\p{L}'-]+)?,?` +
	`.{0,60}\b(?:rang|called|phoned|stopped me|told me|came in|came to see|spoke to me|wrote to)\b`)

// TellsOfAResident reports whether a colleague's words tell of a complaint that somebody else made to them: a call, a
// visit, a letter.
func TellsOfAResident(subject, words string) bool {
	return tellsOfCall.MatchString(subject + ". " + strings.Join(strings.Fields(message.Excerpt(words, 600)), " "))
}

var personNamed = regexp.MustCompile(`\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?[\t ]+\p{Lu}[\p{L}'’-]*(?:[\t ]+\p{Lu}[\p{L}'’-]+)?`)

// NameIn is what the one person is called whom a text names with a title: "Mrs J Sethi". "" if it names none, or two.
func NameIn(text string) (name string) {
	for _, found := range personNamed.FindAllString(text, -1) {
		if name != "" && surname(found) != surname(name) {
			return ""
		}
		if len(found) > len(name) {
			name = found
		}
	}
	return name
}

func surname(name string) string { return name[strings.LastIndexAny(name, "\t ")+1:] }
