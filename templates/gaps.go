package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/complaint"
)

// hole stands in a line for a placeholder, so that what is looked at is the words that somebody typed.
const hole = "\ufffc"

// typed is a line of a letter as it was typed, with a hole for each placeholder.
type typed struct {
	line    int
	words   string // with holes
	row     string // as it stands in the file
	section string
}

// typedLines are the lines of a letter's or a part's own words.
func typedLines(file, name string, sec section) (out []typed) {
	all, err := pieces(file, sec)
	if err != nil {
		return nil // refused before
	}
	var b strings.Builder
	for _, p := range all {
		if p.placeholder {
			b.WriteString(hole + strings.Repeat("\n", strings.Count(p.text, "\n")))
		} else {
			b.WriteString(p.text)
		}
	}
	rows := strings.Split(sec.text, "\n")
	for i, words := range strings.Split(b.String(), "\n") {
		t := typed{line: sec.line + i, words: words, section: name}
		if i < len(rows) {
			t.row = rows[i]
		}
		out = append(out, t)
	}
	return out
}

// checkTyped looks for what must not stand in the words that somebody typed: gaps that nobody filled, signs that would
// appear as they are, addresses that lead nowhere.
func (c *inspection) checkTyped(l *parsed, file string, lines []typed) {
	for _, t := range lines {
		if strings.TrimSpace(t.words) == "" {
			continue
		}
		for _, look := range []func(*inspection, typed) string{gapIn, markupIn, linkIn, addressIn} {
			if says := look(c, t); says != "" {
				c.at(IsError, l, file, t.line, "%s", says)
				break
			}
		}
	}
}

var (
	gapWords = regexp.MustCompile(
		`\b(TODO|TBC|TBA|TBD|FIXME|TODO:|tbc|tbd|Tbc|LOREM|[Ll]orem ipsum|INSERT|PLACEHOLDER|[Tt]o ?do:)\b:?`,
	)
	crosses = regexp.MustCompile(
		`\b([Xx]{3,}|XX|xx/xx(?:/x+)?|[dD]{2}/[mM]{2}/[yY]{2,4}|DD/MM(?:/YY(?:YY)?)?|DD Month YYYY|[yY]{4})\b|` +
			`£[xX]+\b|#{3,}\S*`,
	)
	blanks  = regexp.MustCompile(`_{3,}|\.{5,}|…{2,}|\?{3,}|-{5,}\w|\[\s*\]|\(\s+\)`)
	squares = regexp.MustCompile(`\[([^\[\]\n]*)\](\(?)`)
	doubled = regexp.MustCompile(
		`\(\(\s*([^()\n]+?)\s*\)\)|<<\s*([^<>\n]+?)\s*>>|«\s*([^«»\n]+?)\s*»|\[\[\s*([^\[\]\n]+?)\s*\]\]`,
	)
	braces = regexp.MustCompile(
		`\$?\{\s*([^{}\n]*?)\s*\}?\}|%%?([A-Za-z][A-Za-z_]*)%%?|@@?([A-Za-z][A-Za-z_]*)@@?\B|` +
			`\$([A-Za-z][A-Za-z_]+)\b|#([A-Za-z][A-Za-z_]+)#`,
	)
	angles    = regexp.MustCompile(`<\s?/?([A-Za-z][^<>\n]*)>`)
	openAngle = regexp.MustCompile(`<(img|a|b|i|p|br|table|font|span|div|h[1-6])\b[^>]*$`)
	htmlTag   = regexp.MustCompile(
		`(?i)^/?(a|abbr|address|b|big|blockquote|body|br|button|center|code|div|em|font|footer|h[1-6]|head|header|` +
			`hr|html|i|iframe|img|input|li|link|main|meta|ol|p|pre|s|script|section|small|span|strike|strong|style|` +
			`sub|sup|table|tbody|td|th|thead|tr|u|ul|video)(\s*/?$|\s+[a-zA-Z-]+\s*=|\s*/)`,
	)
	bareFact   = regexp.MustCompile(`(?:^|[\s(])\.?([A-Z][a-z]+(?:[A-Z][a-z]+)+)\b`)
	dottedFact = regexp.MustCompile(`(?:^|[\s(])(?:(long|short|phone) )?\.([A-Z][A-Za-z]+)\b`)
	gapLike    = regexp.MustCompile(
		`(?i)\b(insert|enter|add|fill|complete|delete|choose|select|state|specify|describe|explain|tbc|tba|tbd|` +
			`todo|xxx|name|surname|date|day|time|number|phone|telephone|email|address|postcode|amount|sum|ref|` +
			`reference|reason|details|title|manager|director|officer|resident|tenant|customer|landlord|team|` +
			`department|your|here|blank|placeholder|delete as|as appropriate|as applicable|if applicable|optional|` +
			`your|he/she|his/her|mr/mrs|mr/ms|and/or)\b`,
	)
	capitals    = regexp.MustCompile(`\b[A-Z]{2,}\b`)
	pointer     = regexp.MustCompile(`(?i)^\s*(see|sic|note \d|page \d|\d+)\b`)
	knownShorts = []string{"NHS", "MP", "UK", "GOV", "BSL", "PO", "DVLA", "DWP", "GP", "OT", "ASB", "NO", "YES", "TV"}
)

// gapIn finds a gap that somebody meant to fill, and placeholders in another spelling.
func gapIn(_ *inspection, t typed) string {
	words := t.words
	if m := doubled.FindStringSubmatch(words); m != nil {
		return placeholderSays(m[0], firstFilled(m[1:]))
	}
	if m := braces.FindStringSubmatch(words); m != nil {
		return placeholderSays(m[0], firstFilled(m[1:]))
	}
	for _, m := range squares.FindAllStringSubmatch(words, -1) {
		if m[2] == "" && isGap(m[1]) {
			return placeholderSays(m[0], m[1])
		}
	}
	for _, m := range angles.FindAllStringSubmatch(words, -1) {
		inner := strings.TrimSpace(m[1])
		if strings.ContainsAny(inner, "@") || strings.Contains(inner, "://") || strings.HasPrefix(inner, "www.") ||
			htmlTag.MatchString(inner) {
			continue
		}
		return placeholderSays(m[0], inner)
	}
	for _, find := range []*regexp.Regexp{gapWords, crosses, blanks} {
		if m := find.FindString(words); m != "" {
			return fmt.Sprintf("%q is a gap that nobody has filled: write what should stand there, or take it out", m)
		}
	}
	if m := dottedFact.FindStringSubmatch(words); m != nil && slices.Contains(factNames(), m[2]) {
		return placeholderSays(strings.TrimSpace(m[0]), m[2])
	}
	if m := bareFact.FindStringSubmatch(words); m != nil && slices.Contains(factNames(), m[1]) {
		return placeholderSays(m[1], m[1])
	}
	return ""
}

func firstFilled(all []string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// isGap tells a gap in square brackets from ordinary words in them.
func isGap(inner string) bool {
	bare := strings.TrimSpace(strings.ReplaceAll(inner, hole, ""))
	switch {
	case bare == "" && strings.Contains(inner, hole):
		return false // a fact in brackets
	case bare == "", strings.Trim(bare, "._- …?xX*") == "":
		return true
	case factCalled(bare) != "":
		return true
	case pointer.MatchString(bare):
		return false
	}
	for _, word := range capitals.FindAllString(bare, -1) {
		if !slices.Contains(knownShorts, word) {
			return true
		}
	}
	return len(strings.Fields(bare)) <= 8 && gapLike.MatchString(bare)
}

// placeholderSays names the placeholder that was meant, as far as one is like it.
func placeholderSays(found, inner string) string {
	if p := placeholderFor(inner); p != "" {
		return fmt.Sprintf(
			"%q is a gap, and nothing would fill it: write %s, or the words that should stand there",
			found,
			p,
		)
	}
	return fmt.Sprintf(
		"%q is a gap, and nothing would fill it: write the words that should stand there, or a placeholder "+
			"that the built-in letter has, as {{.Ref}}",
		found,
	)
}

// calledBy are the words that people use for a fact.
var calledBy = []struct{ words, placeholder string }{
	{"new date", "{{long .NewDate}}"}, {"revised date", "{{long .NewDate}}"}, {"old date", "{{long .OldDate}}"},
	{
		"answer by",
		"{{long .AnswerBy}}",
	}, {"response date", "{{long .AnswerBy}}"}, {"answer date", "{{long .AnswerBy}}"},
	{"reply by", "{{long .ReplyBy}}"}, {"today", "{{long .Today}}"}, {"todays date", "{{long .Today}}"},
	{"date received", "{{long .Received}}"}, {"manager", "{{.Handler.Name}}"}, {"officer", "{{.Handler.Name}}"},
	{"handler", "{{.Handler.Name}}"}, {"director", "{{.Handler.Name}}"}, {"landlord", "{{.Landlord.Name}}"},
	{"organisation", "{{.Landlord.Name}}"}, {"first name", "{{.Recipient}}"}, {"surname", "{{.Recipient}}"},
	{"name", "{{.Recipient}}"}, {"resident", "{{.Recipient}}"}, {"tenant", "{{.Recipient}}"},
	{"customer", "{{.Recipient}}"}, {"reference", "{{.Ref}}"}, {"case number", "{{.Ref}}"}, {"case ref", "{{.Ref}}"},
	{"case id", "{{.Ref}}"}, {"ref", "{{.Ref}}"}, {"reason", "{{.Reason}}"}, {"phone", "{{.Landlord.Phone}}"},
	{"telephone", "{{.Landlord.Phone}}"}, {"email", "{{.Landlord.Email}}"}, {"agreement", "{{.Agreed}}"},
	{"decision", "{{.Decision}}"}, {"outcome", "{{.Decision}}"},
}

// placeholderFor returns the placeholder that a gap's words are nearest to, or "".
func placeholderFor(words string) string {
	for _, helper := range []string{"long ", "short ", "phone "} {
		words = strings.TrimPrefix(words, helper)
	}
	names, bare := factNames(), bareWords(words)
	exact := slices.IndexFunc(names, func(n string) bool { return strings.ToLower(n) == bare })
	if exact >= 0 && !slices.Contains([]string{"Name", "Phone", "Email", "Title"}, names[exact]) {
		return inBraces(names[exact])
	}
	low := strings.ToLower(strings.ReplaceAll(words, "_", " "))
	for _, c := range calledBy {
		if strings.Contains(low, c.words) || bare == bareWords(c.words) {
			return c.placeholder
		}
	}
	if near := nearest(bare, names); near != "" && len(bare) > 4 {
		return inBraces(near)
	}
	return ""
}

func inBraces(fact string) string {
	if slices.Contains(dateFacts, fact) {
		return "{{long ." + fact + "}}"
	}
	return "{{." + fact + "}}"
}

var (
	mdImage     = regexp.MustCompile(`!\[[^\]\n]*\]\([^)\n]*\)`)
	otherHead   = regexp.MustCompile(`^\s*(#{1,6})(\s*)(\S.*)$`)
	underlined  = regexp.MustCompile(`^\s*(={3,}|-{3}|\*{3,}|_{3,}|(\* ){3,})\s*$`)
	tableRow    = regexp.MustCompile(`^\s*\|.*\|\s*$|\S\s*\|\s*\S.*\|\s*\S|^\s*\|?\s*:?-{3,}:?\s*\|`)
	oneStar     = regexp.MustCompile(`(?:^|[\s("'“‘])\*([^\s*][^*\n]*[^\s*]|[^\s*])\*(?:[\s.,;:!?)"'”’]|$)`)
	underscored = regexp.MustCompile(`(?:^|[\s("'“‘])__?([^\s_](?:[^_\n]*[^\s_])?)__?(?:[\s.,;:!?)"'”’]|$)`)
	struck      = regexp.MustCompile("~~[^~\n]+~~|`[^`\n]+`|\\[/?(?:b|i|u|url|img|color|size)(?:=[^\\]]*)?\\]")
	entity      = regexp.MustCompile(
		`&(?:nbsp|amp|lt|gt|pound|euro|rsquo|lsquo|ndash|mdash|quot|hellip|bull|#\d+|#x[0-9a-fA-F]+);`,
	)
)

// markupIn finds signs of other ways to write bold, lists and pictures, which would appear as they were typed.
func markupIn(_ *inspection, t typed) string {
	words, inBody := t.words, t.section != subjectSection && t.section != smsSection
	if m := mdImage.FindString(words); m != "" {
		return fmt.Sprintf("%q would be a picture, and a letter shows none: take it out", clip(60, m))
	}
	for _, m := range angles.FindAllStringSubmatch(words, -1) {
		if htmlTag.MatchString(strings.TrimSpace(m[1])) {
			return htmlSays(m[0])
		}
	}
	if m := openAngle.FindString(words); m != "" {
		return htmlSays(clip(40, m))
	}
	if m := entity.FindString(words); m != "" {
		return fmt.Sprintf("%q would appear as it is typed: write the sign itself", m)
	}
	if m := otherHead.FindStringSubmatch(words); m != nil && (m[1] != "##" || m[2] == "") && inBody &&
		(m[2] != "" || len(m[1]) > 1) {
		return fmt.Sprintf("a heading is written with two signs and a space: write \"## %s\"", clip(60, m[3]))
	}
	if underlined.MatchString(words) {
		return fmt.Sprintf(
			"%q would appear as it is typed: write \"## \" before a heading, and four hyphens (----) for a line "+
				"across the page",
			strings.TrimSpace(words),
		)
	}
	return emphasisIn(words, inBody)
}

// emphasisIn finds signs that somebody typed to make words stand out, and that do not.
func emphasisIn(words string, inBody bool) string {
	if inBody && tableRow.MatchString(words) {
		return "a letter cannot show a table: write a list, with \"- \" at the beginning of each line"
	}
	if m := struck.FindString(words); m != "" {
		return fmt.Sprintf(
			"%q would appear as it is typed: take the signs out; **two stars** make words bold",
			clip(60, m),
		)
	}
	bold := words
	if inBody {
		bold = boldWords.ReplaceAllString(words, "")
	}
	if strings.Contains(bold, "**") {
		if inBody {
			return "the two stars (**) have to stand before the first and after the last bold word, on one line: " +
				"write the missing ones, or take them out"
		}
		return "a subject and a text message have no bold words: take the stars out"
	}
	bold = numberedLine.ReplaceAllString(bulletLine.ReplaceAllString(bold, "- $1"), "- $2")
	if m := oneStar.FindStringSubmatch(bold); m != nil {
		return fmt.Sprintf(
			"\"*%s*\" would appear with its stars: write **%s** for bold",
			clip(40, m[1]),
			clip(40, m[1]),
		)
	}
	if m := underscored.FindStringSubmatch(bold); m != nil {
		return fmt.Sprintf(
			"\"_%s_\" would appear with its lines: write **%s** for bold",
			clip(40, m[1]),
			clip(40, m[1]),
		)
	}
	return ""
}

func htmlSays(tag string) string {
	return fmt.Sprintf(
		"%q is of a web page, and would appear as it is typed: take it out. **Two stars** make words bold, "+
			"\"- \" begins a line of a list, [words](https://...) is a link; a letter shows no pictures",
		clip(60, tag),
	)
}

// linkIn finds links that a letter does not make.
func linkIn(c *inspection, t typed) string {
	for _, m := range regexp.MustCompile(`\[([^\[\]\n]+)\]\(\s*([^)\n]*?)\s*\)`).FindAllStringSubmatch(t.words, -1) {
		site := strings.Trim(m[2], "<> ")
		switch {
		case t.section == subjectSection || t.section == smsSection:
			return fmt.Sprintf(
				"a subject and a text message have no links with words: write the address itself, %s",
				site,
			)
		case strings.HasPrefix(site, "mailto:"), strings.HasPrefix(site, "tel:"), strings.Contains(site, "@"):
			return fmt.Sprintf(
				"%q would appear as it is typed: write the address or the number itself, it becomes a link",
				m[0],
			)
		case !strings.HasPrefix(site, "https://"):
			return fmt.Sprintf("the link %q has to begin with https://: write it out whole", clip(80, site))
		case !mayLink(site, &c.landlord):
			return notLinked(site)
		}
	}
	for _, m := range bareLink.FindAllStringSubmatch(t.words, -1) {
		site := webAddress(strings.TrimRight(m[1], ".,;:!?'’])"))
		switch {
		case strings.HasPrefix(site, "http://"):
			return fmt.Sprintf(
				"the link %q has to begin with https://: write it so, if the page is there",
				clip(80, site),
			)
		case site != "" && !mayLink(site, &c.landlord):
			return notLinked(site)
		}
	}
	return ""
}

func notLinked(site string) string {
	return fmt.Sprintf(
		"letters do not link %q: they link your own website (landlord.website), the ombudsman's, public "+
			"bodies and well-known advice charities. Write one of these, or take it out",
		clip(80, site),
	)
}

var anyAddress = regexp.MustCompile(
	`(?i)[a-z0-9._%+-]+@([a-z0-9-]+\.)*(housing-ombudsman\.org\.uk|ombudsman\.org\.uk)\b`,
)

// addressIn finds the mailbox in which the Housing Ombudsman takes no complaints.
func addressIn(_ *inspection, t typed) string {
	if m := anyAddress.FindString(t.words); m != "" {
		return fmt.Sprintf(
			"%q is closed: the Housing Ombudsman has taken no new complaints by email since 13 January 2026. "+
				"Take it out; {{template \"outside-contact\" .}} gives the form, the telephone and the postal address",
			m,
		)
	}
	return ""
}

// sampleWord is a value of the samples, and the placeholder that shows it.
type sampleWord struct{ words, placeholder string }

// refShape is what a reference of a case looks like, whatever the prefix.
var refShape = regexp.MustCompile(`\b[A-Z]{1,6}-20\d\d-\d{4,8}\b`)

// checkSample looks for the facts of the sample resident: whoever copies the preview instead of the letter's source
// would send them to everybody.
func (c *inspection) checkSample(l *parsed, file string, lines []typed, shown []sampleWord) {
	said := 0
	for _, t := range lines {
		if said == 6 {
			c.at(
				IsError,
				l,
				file,
				t.line,
				"more of the sample's facts stand in the file: it looks like the preview and not "+
					"like the letter's source. Copy the source, which \"complaintsd letters preview --source\" prints",
			)
			return
		}
		words := evenWords(t.words)
		if m := refShape.FindString(t.words); m != "" {
			said++
			c.at(
				IsError,
				l,
				file,
				t.line,
				"%q is the reference of one case, and everybody would get it: write {{.Ref}}",
				m,
			)
			continue
		}
		for _, s := range shown {
			if strings.Contains(words, s.words) && !c.ofTheLandlord(s.words) {
				said++
				c.at(
					IsError,
					l,
					file,
					t.line,
					"%q is a fact of the sample, and everybody would get it: write %s",
					s.words,
					s.placeholder,
				)
				break
			}
		}
	}
}

// ofTheLandlord reports whether words stand in the landlord's own settings.
func (c *inspection) ofTheLandlord(words string) bool {
	l := c.landlord
	for _, s := range append(append([]string{l.Name, l.ShortName, l.Email, l.Phone, l.EmergencyPhone, l.Text, l.Address,
		l.Website, l.InsuranceDesk, l.LegalDesk, l.ASBDesk, l.ChargesDesk, l.DefectsDesk, l.DPO.Name, l.DPO.Email,
		phone(l.DPO.Phone)}, l.HowToComplain...), l.OmbudsmanList...) {
		if strings.Contains(evenWords(s), words) {
			return true
		}
	}
	return false
}

// evenWords takes away what differs when words are copied: curly quotes and the width of spaces.
func evenWords(s string) string {
	return strings.Join(strings.Fields(typewriter.Replace(s)), " ")
}

// sampleWords are the values of a letter's sample that can be recognised when they are typed.
func sampleWords(id complaint.LetterID, language string) []sampleWord {
	f := clean(Sample(id))
	var out []sampleWord
	add := func(placeholder string, values ...string) {
		for _, v := range values {
			for row := range strings.SplitSeq(v, "\n") {
				row = strings.TrimRight(evenWords(row), ".")
				if len(row) >= 12 && strings.Contains(row, " ") {
					out = append(out, sampleWord{row, placeholder})
				}
			}
		}
	}
	w, known := spoken[language]
	for _, name := range dateFacts {
		if day := dateOf(f, name); !day.IsZero() {
			out = append(out, sampleWord{w.long(day, known), "{{long ." + name + "}}"})
		}
	}
	for _, a := range f.Actions {
		for _, day := range []string{w.long(a.By, known), w.long(a.Done, known)} {
			if day != "" {
				out = append(out, sampleWord{day, "{{range .Actions}} with {{long .By}}"})
			}
		}
	}
	for _, one := range []sampleWord{{f.Recipient, "{{.Recipient}}"}, {f.Resident, "{{.Resident}}"},
		{f.Handler.Name, "{{.Handler.Name}}"}, {f.Contact.Name, "{{.Contact.Name}}"}} {
		if strings.Contains(one.words, " ") {
			out = append(out, sampleWord{evenWords(one.words), one.placeholder})
		}
	}
	add("{{phone .Handler.Phone}}", phone(f.Handler.Phone))
	add("{{phone .Contact.Phone}}", phone(f.Contact.Phone))
	if f.Contact.Email != "" {
		out = append(out, sampleWord{f.Contact.Email, "{{.Contact.Email}}"})
	}
	add("{{.PostalAddress}}", f.PostalAddress)
	add(`{{template "issues" .}}`, f.Issues...)
	add("{{.OutcomeSought}}", f.OutcomeSought)
	add("{{.Reason}}", sentences(f.Reason)...)
	add("{{.Answer}}", sentences(f.Answer)...)
	add("{{.Remedy}}", sentences(f.Remedy)...)
	add("{{.Agreed}}", sentences(f.Agreed)...)
	add("{{.Question}}", sentences(f.Question)...)
	add("{{.LastStep}}", f.LastStep)
	add("{{.EventDay}}", f.EventDay)
	add("{{.Words}}", sentences(f.Words)...)
	for _, a := range f.Actions {
		add("{{range .Actions}} with {{.What}}", a.What)
	}
	for _, s := range f.OutOfScope {
		add(`{{template "signposts" .}}`, s.What, s.Route)
	}
	for _, p := range f.Points {
		add(`{{template "points" .}}`, p.Why)
	}
	return out
}

// sentences takes words apart, so that half of what was copied is found too.
func sentences(s string) []string {
	return strings.Split(strings.ReplaceAll(s, ". ", ".\n"), "\n")
}
