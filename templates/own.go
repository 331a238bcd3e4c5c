package templates

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// promised are the days that a reader holds on to. A letter that shows one as we write it has to show it as the
// administrator does, in the letter and in the text.
var promised = []string{"AnswerBy", "SettleBy", "NewDate", "WindowLast", "ReplyBy", "ReviewDate", "HearBy", "AckBy"}

// ofTheFile are the facts that stay in the case's file and in letters: whoever holds a phone reads a text.
var ofTheFile = []string{
	"Reason",
	"Answer",
	"Remedy",
	"Agreed",
	"Question",
	"Words",
	"Issues",
	"OutcomeSought",
	"Points",
	"Actions",
	"Problem",
	"LastStep",
	"History",
	"OutOfScope",
	"Derivation",
	"Sections",
	"Finished",
	"Proposal",
	"Decision",
	"MustDo",
	"WeWill",
	"PostalAddress",
}

// checkOwn looks at the file of a letter that is the administrator's, before it is written.
func (c *inspection) checkOwnLetter(l *parsed) {
	lang := c.set.languages[l.language]
	_, own, _ := passages(l.file, l.sections[bodySection]) // it was compiled
	c.checkPassages(l, l.file, own)
	for _, name := range []string{subjectSection, bodySection, smsSection} {
		sec, ok := l.sections[name]
		if !ok {
			continue
		}
		lines := typedLines(l.file, name, sec)
		c.checkTyped(l, l.file, lines)
		c.checkSample(l, l.file, lines, c.samplesShown(l))
		c.checkWording(l, l.file, lines)
		if mine, model := l.section(name), l.model.section(name); mine != nil && model != nil {
			c.checkDaysTyped(l, l.file, lines, l.model.sections[name], lang.uses(mine.Tree, true),
				lang.uses(model.Tree, true))
		}
	}
	if l.sms == nil || l.model.sms == nil || l.front.Audience != ForResident {
		return
	}
	mine, model := lang.uses(l.sms.Tree, true), lang.uses(l.model.sms.Tree, true)
	for _, fact := range ofTheFile {
		if mine[fact] && !model[fact] {
			c.at(
				IsError,
				l,
				l.file,
				l.lineOf(smsSection, "."+fact),
				"a text is read by whoever holds the phone, so nothing of "+
					"the case may stand in it: take .%s out of the text, the letter tells it",
				fact,
			)
		}
	}
}

// lineOf is the line of a section on which words stand, else its first.
func (l *parsed) lineOf(section, words string) int {
	sec := l.sections[section]
	if i := strings.Index(sec.text, words); i >= 0 {
		return sec.line + strings.Count(sec.text[:i], "\n")
	}
	return sec.line
}

// checkOwnPart looks at the file of a part that is the administrator's.
func (c *inspection) checkOwnPart(lang *language, part, file string) {
	text := c.set.sources[file].text
	lines := typedLines(file, bodySection, section{text, 1})
	if strings.HasPrefix(part, "sms-") || strings.HasSuffix(part, "-sms") {
		lines = typedLines(file, smsSection, section{text, 1})
	}
	c.checkPassages(nil, file, lang.passages[part])
	c.checkTyped(nil, file, lines)
	c.checkSample(nil, file, lines, sampleWordsOfAll())
	c.checkWording(nil, file, lines)
	original := c.set.sources[file].original
	if model, err := parseTree(file, section{original, 1}, lang.funcs); err == nil && lang.parts[part] != nil {
		c.checkDaysTyped(
			nil,
			file,
			lines,
			section{original, 1},
			lang.uses(lang.parts[part], false),
			lang.uses(model, false),
		)
	}
	c.checkPart(lang, part, file)
}

var someDay = regexp.MustCompile(
	`(?i)\b\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:january|february|march|april|may|june|july|august|` +
		`september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ionawr|chwefror|mawrth|` +
		`ebrill|mai|mehefin|` +
		`gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)\b(?: \d{4})?|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|` +
		`\b(?:january|february|march|` +
		`april|june|july|august|september|october|november|december) \d{1,2}(?:st|nd|rd|th)?\b(?:,? \d{4})?`,
)

// checkDaysTyped finds a day that was typed where our letter shows one of the case's.
func (c *inspection) checkDaysTyped(
	l *parsed,
	file string,
	lines []typed,
	original section,
	mine, model map[string]bool,
) {
	ours := linesOf(original.text)
	forms := map[string]string{} // lines of ours with holes, and what stands there
	for _, t := range typedLines("built-in", "", original) {
		if strings.Contains(t.words, hole) {
			forms[strings.TrimSpace(t.words)] = strings.TrimSpace(t.row)
		}
	}
	var lost []string
	for _, fact := range dateFacts {
		if model[fact] && !mine[fact] {
			lost = append(lost, fact)
		}
	}
	for _, t := range lines {
		day := someDay.FindString(t.words)
		if day == "" || ours[strings.TrimSpace(t.row)] {
			continue
		}
		if row, same := forms[strings.TrimSpace(weekdayBefore.ReplaceAllString(t.words, hole))]; same {
			c.at(
				IsError,
				l,
				file,
				t.line,
				"%q is typed in, so everybody would get that day: write the line as it was, %q",
				day,
				clip(120, row),
			)
			continue
		}
		if len(lost) > 0 {
			how := "long"
			if t.section == smsSection {
				how = "short"
			}
			c.at(
				IsError,
				l,
				file,
				t.line,
				"%q is typed in, so everybody would get that day, where our letter shows the case's "+
					"own: write {{%s .%s}}",
				day,
				how,
				lost[0],
			)
		}
	}
}

// weekdayBefore is a day with the weekday before it.
var weekdayBefore = regexp.MustCompile(
	`(?i)(?:\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?)?(?:` + someDay.String()[4:] + `)`,
)

var (
	takesAway = regexp.MustCompile(
		`(?i)\bdecision (?:is|will be) final\b|\bno (?:further )?(?:right (?:of|to) (?:appeal|review)|appeal)\b|` +
			`\b(?:cannot|can not|can['’]t|may not|must not|are not able to|have no right to|` +
			`not be able to) (?:\w+ ){0,3}?` +
			`(?:appeal|challenge|complain|object|ask us (?:to look|for a review)|ask for a review)\b|` +
			`\bnothing (?:more|else) (?:that )?you can do\b`,
	)
	blames = regexp.MustCompile(
		`(?i)\b(your (?:own )?fault|you failed to|your failure to|you should have|you ought to have|you refused|` +
			`as you (?:well )?know|waste of (?:our )?time|wasting our|time[- ]?waster|vexatious|` +
			`unreasonable (?:demands?|behaviour)|` +
			`stop (?:complaining|bothering)|troublemaker|you people|don['’]t bother|be quiet|calm down|` +
			`you are lying|liar|` +
			`under no circumstances|deemed|hereby|herein|aforementioned|pursuant|henceforth|without prejudice|` +
			`going forward|in due course|at your earliest convenience|please be advised|do not hesitate)\b`,
	)
)

// checkWording refuses words that take a right away, and advises against those that blame or that nobody speaks.
func (c *inspection) checkWording(l *parsed, file string, lines []typed) {
	if l != nil && (l.front.Audience != ForResident || l.language != "") {
		return
	}
	for _, t := range lines {
		if m := takesAway.FindString(t.words); m != "" {
			c.at(
				IsError,
				l,
				file,
				t.line,
				"%q takes away the right to challenge a decision, which every resident has: take it "+
					"out",
				m,
			)
		}
		if m := blames.FindString(t.words); m != "" {
			c.at(
				IsWarning,
				l,
				file,
				t.line,
				"%q blames the reader or is not what people say: write it in plain and kind words",
				m,
			)
		}
	}
}

// checkAgainstModel compares a letter as the administrator writes it with ours, under the same facts.
func (c *inspection) checkAgainstModel(l *parsed, facts []order.Facts) {
	for _, f := range facts {
		f = spread(f)
		for _, ch := range l.channels() {
			mine, err := c.set.renderOf(l, ch, f)
			model, modelErr := c.set.renderOf(l.model, ch, f)
			if err == nil && modelErr == nil {
				c.compare(l, ch, f, mine, model)
			}
		}
	}
}

// spread gives each day of the case a day of its own, in the order that they have, so that one is not taken for
// another.
func spread(f order.Facts) order.Facts {
	v := reflect.ValueOf(&f).Elem()
	set := slices.DeleteFunc(slices.Clone(dateFacts), func(name string) bool { return dateOf(f, name).IsZero() })
	slices.SortStableFunc(set, func(a, b string) int { return cmp.Compare(dateOf(f, a), dateOf(f, b)) })
	for rank, name := range set {
		v.FieldByName(name).Set(reflect.ValueOf(dateOf(f, name).AddDays(100 + 2*rank)))
	}
	return f
}

func (c *inspection) compare(l *parsed, ch message.Channel, f order.Facts, r, model Rendered) {
	f = clean(f)
	f.SentBy = ch
	w, known := spoken[l.language]
	for _, fact := range promised {
		day := dateOf(f, fact)
		if day.IsZero() {
			continue
		}
		long, short := w.long(day, known), w.short(day, known)
		shows := func(text string) bool { return strings.Contains(text, long) || strings.Contains(text, short) }
		switch {
		case !shows(model.Text) || shows(r.Text):
		case ch == message.SMS:
			c.say(IsError, l, ch, "the text message no longer tells the date: write {{short .%s}}", fact)
		default:
			c.say(
				IsError,
				l,
				ch,
				"it must show %s, the date, wherever the case has it: write {{long .%s}}",
				fact,
				fact,
			)
		}
	}
	for _, p := range letter.Of(l.front.ID).Says {
		spoken := strings.Trim(p.Words, "0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
		if spoken && strings.Contains(model.Text, p.Words) && !strings.Contains(r.Text, p.Words) {
			c.say(IsError, l, ch, "%q is missing: it is %s, so write it as it is", p.Words, p.For)
		}
	}
	if ch != message.SMS {
		c.checkDuties(l, f, r.Text, model.Text)
	}
}

// samplesShown are the sample's facts that somebody may have typed into a letter: the words of all samples, and the
// days that our letter shows with its own.
func (c *inspection) samplesShown(l *parsed) []sampleWord {
	out := slices.Clone(sampleWordsOfAll())
	f := Sample(l.front.ID)
	f.Landlord, f.Language = c.landlord, l.language
	var shown string
	for _, ch := range l.model.channels() {
		if r, err := c.set.renderOf(l.model, ch, f); err == nil {
			shown += r.Subject + "\n" + r.Text + "\n"
		}
	}
	for _, s := range sampleWords(l.front.ID, l.language) {
		if strings.Contains(s.placeholder, "{{long ") && strings.Contains(shown, s.words) {
			out = append(out, s)
		}
	}
	return out
}

// sampleWordsOfAll are the words of every letter's sample that stand in no letter of ours by themselves.
var sampleWordsOfAll = sync.OnceValue(func() (out []sampleWord) {
	s, err := Load(nil)
	if err != nil {
		return nil // the built-in letters are tested
	}
	var ours strings.Builder
	for _, name := range names(s.sources) {
		ours.WriteString(evenWords(s.sources[name].text) + "\n")
	}
	seen := map[string]bool{}
	for _, id := range letter.All() {
		for _, w := range sampleWords(id, "") {
			if strings.Contains(w.placeholder, "{{long ") || seen[w.words] ||
				strings.Contains(ours.String(), w.words) {
				continue
			}
			seen[w.words] = true
			out = append(out, w)
		}
	}
	return out
})

// faultLine and faultSays read a fault that is wrapped in an error.
func faultLine(err error) int {
	var f Fault
	if errors.As(err, &f) {
		return f.Line
	}
	return 1
}

func faultSays(err error) string {
	var f Fault
	if errors.As(err, &f) {
		return f.Says
	}
	return fmt.Sprint(err)
}
