package templates

import (
	"net/url"
	"regexp"
	"strings"

	"complaints/internal/order"
)

// A letter's own words may be bold, numbered, linked or set in a box. The marks that people type for it become signs
// of Unicode's private area when a letter is loaded. No fact can hold such a sign, so a resident's stars and brackets
// stay stars and brackets.
const (
	boldOn    = '\ue000'
	boldOff   = '\ue001'
	linkOn    = '\ue002' // then the address, linkWords, the words, linkOff
	linkWords = '\ue003'
	linkOff   = '\ue004'
	numbered  = "\ue005" // a line of a numbered list
	boxed     = "\ue006" // a line of the box for what happens next
	act       = "\ue007" // a line of what its reader can do by a reply, with its buttons
)

const ownSigns = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007"

var (
	bulletLine   = regexp.MustCompile(`^[ \t]*(?:[-*+–—][ \t]+|[•·▪◦‣●∙][ \t]*)(\S)`)
	numberedLine = regexp.MustCompile(`^[ \t]*(\d{1,2})[.)][ \t]+(\S)`)
	boxedLine    = regexp.MustCompile(`^[ \t]*\^[ \t]+`)
	boldWords    = regexp.MustCompile(`\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*`)
	namedLink    = regexp.MustCompile(`\[([^\[\]\n]+)\]\([ \t]*<?(https://[^\s()<>{}]+)>?[ \t]*\)`)
	bareLink     = regexp.MustCompile(
		`<?\b(https?://[^\s<>{}()"“”\x{e000}-\x{e006}]+|www\.[^\s<>{}()"“”\x{e000}-\x{e006}]+)>?`,
	)
)

// marks puts our signs for the marks in a letter's text. Lines stay lines, so faults are found where they stand.
func marks(text string) string {
	if !strings.ContainsAny(text, "*[^•·▪◦‣●∙+–—.)") {
		return text
	}
	rows := strings.Split(text, "\n")
	for i, row := range rows {
		switch {
		case boxedLine.MatchString(row):
			row = boxed + boxedLine.ReplaceAllString(row, "")
		case bulletLine.MatchString(row):
			row = bulletLine.ReplaceAllString(row, "- $1")
		case numberedLine.MatchString(row):
			row = numberedLine.ReplaceAllString(row, numbered+"$1. $2")
		}
		row = namedLink.ReplaceAllString(row, string(linkOn)+"$2"+string(linkWords)+"$1"+string(linkOff))
		rows[i] = boldWords.ReplaceAllString(bareLinks(row), string(boldOn)+"$1"+string(boldOff))
	}
	return strings.Join(rows, "\n")
}

// bareLinks marks web addresses that stand as they are.
func bareLinks(row string) string {
	if !strings.Contains(row, "://") && !strings.Contains(row, "www.") {
		return row
	}
	var b strings.Builder
	for {
		at := bareLink.FindStringSubmatchIndex(row)
		if at == nil {
			b.WriteString(row)
			return b.String()
		}
		site := strings.TrimRight(row[at[2]:at[3]], ".,;:!?'’")
		inLink := strings.LastIndex(row[:at[0]], string(linkOn)) > strings.LastIndex(row[:at[0]], string(linkOff))
		inBraces := strings.LastIndex(row[:at[0]], "{{") > strings.LastIndex(row[:at[0]], "}}")
		if inLink || inBraces || webAddress(site) == "" {
			b.WriteString(row[:at[1]])
			row = row[at[1]:]
			continue
		}
		end := at[2] + len(site)
		b.WriteString(row[:at[0]] + string(linkOn) + webAddress(site) + string(linkWords) + site + string(linkOff))
		if row = row[end:]; strings.HasPrefix(row, ">") && at[0] < at[2] {
			row = row[1:]
		}
	}
}

// unmarked takes our signs out for what is plain text. A link keeps its address in brackets where its words are
// others.
func unmarked(s string) string {
	if !strings.ContainsAny(s, ownSigns) {
		return s
	}
	var b strings.Builder
	for {
		on := strings.IndexRune(s, linkOn)
		if on < 0 {
			break
		}
		site, rest, _ := strings.Cut(s[on+len(string(linkOn)):], string(linkWords))
		words, after, _ := strings.Cut(rest, string(linkOff))
		b.WriteString(s[:on] + words)
		if bareSite(words) != bareSite(site) {
			b.WriteString(" (" + site + ")")
		}
		s = after
	}
	b.WriteString(s)
	return strings.Map(func(r rune) rune {
		if r >= boldOn && r <= '\ue007' {
			return -1
		}
		return r
	}, b.String())
}

// spelledOut puts the address of each link after its words, for a page that is printed.
func spelledOut(s string) string {
	var b strings.Builder
	for {
		on := strings.IndexRune(s, linkOn)
		if on < 0 {
			return b.String() + s
		}
		end := strings.IndexRune(s[on:], linkOff)
		if end < 0 {
			return b.String() + s
		}
		b.WriteString(s[:on] + unmarked(s[on:on+end+len(string(linkOff))]))
		s = s[on+end+len(string(linkOff)):]
	}
}

func bareSite(s string) string {
	return strings.TrimSuffix(
		strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://"), "www."),
		"/",
	)
}

// publicHosts are whose pages a letter may link beside the landlord's own: public bodies, and the charities that give
// residents advice. A host counts with what is below it.
var publicHosts = []string{
	"gov.uk",
	"nhs.uk",
	"nhs.scot",
	"nhs.wales",
	"police.uk",
	"parliament.uk",
	"parliament.scot",
	"senedd.wales",
	"gov.scot",
	"mygov.scot",
	"gov.wales",
	"llyw.cymru",
	"nidirect.gov.uk",
	"housing-ombudsman.org.uk",
	"lgo.org.uk",
	"spso.org.uk",
	"ombudsman.wales",
	"ombwdsmon.cymru",
	"nipso.org.uk",
	"ico.org.uk",
	"citizensadvice.org.uk",
	"shelter.org.uk",
	"samaritans.org",
	"mind.org.uk",
	"relayuk.bt.com",
	"ageuk.org.uk",
	"refuge.org.uk",
	"nationaldahelpline.org.uk",
	"turn2us.org.uk",
	"stepchange.org",
	"moneyhelper.org.uk",
}

// mayLink reports whether a letter of this landlord may send its readers to a page.
func mayLink(site string, l *order.Landlord) bool {
	u, err := url.Parse(site)
	if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" {
		return false
	}
	for _, h := range append(ownHosts(l), publicHosts...) {
		if u.Hostname() == h || strings.HasSuffix(u.Hostname(), "."+h) {
			return true
		}
	}
	return false
}

// ownHosts are the hosts of the landlord's settings: its website, its mail, and the ombudsman's.
func ownHosts(l *order.Landlord) (out []string) {
	add := func(site string) {
		if u, err := url.Parse(webAddress(site)); err == nil && u.Host != "" {
			out = append(out, strings.TrimPrefix(u.Hostname(), "www."))
		}
	}
	add(l.Website)
	if _, domain, ok := strings.Cut(l.Email, "@"); ok {
		out = append(out, domain)
	}
	for _, s := range append(append([]string{}, l.OmbudsmanList...), l.HowToComplain...) {
		for word := range strings.FieldsSeq(s) {
			if strings.Contains(word, "www.") || strings.Contains(word, "://") {
				add(strings.Trim(word, ".,;()"))
			}
		}
	}
	return out
}
