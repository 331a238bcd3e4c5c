package templates

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf16"

	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/order"
)

// Severity says whether a problem stops the start.
type Severity string

// The severities.
const (
	IsError   Severity = "error"   // the letters must not be used
	IsWarning Severity = "warning" // a person should look
)

// Problem is something wrong with a letter, in a sentence that says what to change.
type Problem struct {
	Severity Severity           `json:"severity"`
	Letter   complaint.LetterID `json:"letter,omitempty"`
	File     string             `json:"file,omitempty"`
	Line     int                `json:"line,omitempty"`
	Channel  message.Channel    `json:"channel,omitempty"`
	Says     string             `json:"says"`
}

func (p Problem) String() string {
	where := p.File
	if p.Line > 0 {
		where += fmt.Sprintf(":%d", p.Line)
	}
	if p.Channel != "" {
		where += " (" + string(p.Channel) + ")"
	}
	if where == "" {
		return string(p.Severity) + ": " + p.Says
	}
	return where + ": " + string(p.Severity) + ": " + p.Says
}

// Check writes every letter in every form, with facts that are there and facts that are not, under the landlord's
// own particulars, and reports what a reader would stumble over. An empty result means that the letters are good.
func (s *Set) Check(landlord order.Landlord) []Problem {
	return s.inspect(landlord, func(*parsed) bool { return true })
}

// CheckOwn is [Set.Check] for a start, which cannot wait for thousands of letters. A letter that is all ours was
// written in every form before the program was built, so what is left to see is how it takes the landlord's
// particulars: with all its facts, and with those alone that it requires. One in which the administrator's words
// stand is written in every form.
func (s *Set) CheckOwn(landlord order.Landlord) []Problem {
	shared := s.sharedOwn()
	return s.inspect(landlord, func(l *parsed) bool { return shared || l.own })
}

// sharedOwn reports whether a file that many letters share is the administrator's.
func (s *Set) sharedOwn() bool {
	for name, f := range s.sources {
		if f.own && (name == layoutFile || partOf(name) != "") {
			return true
		}
	}
	return false
}

// inspect checks all letters, those that whole picks in every form.
func (s *Set) inspect(landlord order.Landlord, whole func(*parsed) bool) []Problem {
	c := &inspection{set: s, landlord: landlord, seen: map[string]bool{}, problems: slices.Clone(s.notes)}
	c.checkLandlord()
	c.checkOwnParts()
	partsWrong := slices.ContainsFunc(
		c.problems,
		func(p Problem) bool { return p.Severity == IsError && p.File != "" },
	)
	for _, info := range s.List() {
		switch l := s.letters[key{info.ID, info.Language}]; {
		case partsWrong && !l.own: // what is wrong with it, is wrong with the part
		case whole(l):
			c.checkLetter(l)
		default:
			c.checkBriefly(l)
		}
	}
	return c.problems
}

type inspection struct {
	set      *Set
	landlord order.Landlord
	problems []Problem
	seen     map[string]bool
}

// say records a problem once for each file and form, however many samples show it.
func (c *inspection) say(sev Severity, l *parsed, ch message.Channel, format string, args ...any) {
	p := Problem{Severity: sev, Channel: ch, Says: fmt.Sprintf(format, args...)}
	if l != nil {
		p.Letter, p.File = l.front.ID, l.file
		if part := c.ownPartOf(l); part != "" && !l.own && sev == IsError {
			p.File, p.Says = part, fmt.Sprintf(
				"with this part letter %s (%s) has a fault: %s",
				l.front.ID,
				l.front.Name,
				p.Says,
			)
		}
	}
	c.add(p)
}

// ownPartOf returns the file of the administrator's part that a letter of ours calls, "" if it calls none.
func (c *inspection) ownPartOf(l *parsed) string {
	lang := c.set.languages[l.language]
	if lang == nil || l.body == nil {
		return ""
	}
	for _, part := range names(lang.callsOf(l)) {
		file := partsDir + "/" + part + ".txt"
		for _, file := range []string{l.language + "/" + file, file} {
			if c.set.sources[file].own {
				return file
			}
		}
	}
	return ""
}

// at records a problem of a line.
func (c *inspection) at(sev Severity, l *parsed, file string, line int, format string, args ...any) {
	p := Problem{Severity: sev, File: file, Line: line, Says: fmt.Sprintf(format, args...)}
	if l != nil {
		p.Letter = l.front.ID
	}
	c.add(p)
}

func (c *inspection) add(p Problem) {
	if k := p.String(); !c.seen[k] {
		c.seen[k] = true
		c.problems = append(c.problems, p)
	}
}

// checkOwnParts looks at the administrator's parts, those of other languages among them.
func (c *inspection) checkOwnParts() {
	for _, name := range names(c.set.sources) {
		part := partOf(name)
		if part == "" || !c.set.sources[name].own {
			continue
		}
		code := ""
		if !strings.HasPrefix(name, partsDir+"/") {
			code, _, _ = strings.Cut(name, "/")
		}
		if lang := c.set.languages[code]; lang != nil {
			c.checkOwnPart(lang, part, name)
		}
	}
}

func (c *inspection) checkLandlord() {
	for _, s := range c.landlord.OmbudsmanList {
		if strings.Contains(s, "@") {
			c.say(IsWarning, nil, "", "ombudsman_contact: %q is left out of the letters: the Housing Ombudsman has "+
				"taken no new complaints by email since 13 January 2026", s)
		}
	}
	if c.landlord.Name == "" || c.landlord.Email == "" {
		c.say(IsError, nil, "", "landlord: name and email must be set: every letter carries them")
	}
	if len(public(c.landlord.OmbudsmanList)) == 0 {
		c.say(IsError, nil, "", "ombudsman_contact: write at least the form, the telephone number and the postal "+
			"address, one a line")
	}
}

func (c *inspection) checkLetter(l *parsed) {
	full := Sample(l.front.ID)
	full.Landlord, full.Language = c.landlord, l.language
	if l.own && l.model != nil {
		c.checkOwnLetter(l)
	}
	whole, single := variants(l, full)
	if l.own && l.model != nil {
		c.checkAgainstModel(l, whole)
	}
	for _, ch := range l.channels() {
		for _, f := range whole {
			c.checkOne(l, ch, f)
		}
		if ch == message.Post {
			continue // the email's text, under other headings: the whole samples show them
		}
		for _, f := range single {
			c.checkOne(l, ch, f)
		}
	}
	if l.language == "" {
		c.checkReading(l, full)
	}
}

// checkBriefly writes a letter once with all facts and once with few, in each form.
func (c *inspection) checkBriefly(l *parsed) {
	full := Sample(l.front.ID)
	full.Landlord, full.Language = c.landlord, l.language
	for _, ch := range l.channels() {
		c.checkOne(l, ch, full)
		c.checkOne(l, ch, required(l, full))
	}
}

// channels lists the forms a letter has.
func (l *parsed) channels() []message.Channel {
	out := []message.Channel{message.Email}
	if l.front.Audience == ForResident {
		out = append(out, message.Post)
	}
	if l.sms != nil {
		out = append(out, message.SMS)
	}
	return out
}

// variants returns whole samples (everything, only what the letter requires, what it has seldom, each way to go
// outside), and each of the first two with a single fact taken away or added, so that every condition on a fact is met
// both ways.
func variants(l *parsed, full order.Facts) (whole, single []order.Facts) {
	bare, keep, from := required(l, full), l.keeps(), reflect.ValueOf(full)
	for i := range from.NumField() {
		if keep[factsType.Field(i).Name] || from.Field(i).IsZero() {
			continue
		}
		less, more := full, bare
		reflect.ValueOf(&less).Elem().Field(i).SetZero()
		reflect.ValueOf(&more).Elem().Field(i).Set(from.Field(i))
		single = append(single, less, more)
	}
	whole = append(externals(full), full, twin(full), bare)
	for _, p := range l.passages {
		whole = append(whole, p.within(full))
	}
	if some := seldom[l.front.ID]; some != nil {
		rare := full
		some(&rare)
		whole = append(whole, rare)
	}
	return whole, single
}

// keeps names the facts that a letter always has.
func (l *parsed) keeps() map[string]bool {
	keep := map[string]bool{"Landlord": true, "Today": true, "Language": true, "SentBy": true}
	for _, name := range l.front.Requires {
		keep[name] = true
	}
	return keep
}

// required leaves of the facts only those that the letter always has.
func required(l *parsed, full order.Facts) (bare order.Facts) {
	keep := l.keeps()
	from, to := reflect.ValueOf(full), reflect.ValueOf(&bare).Elem()
	for i := range from.NumField() {
		if keep[factsType.Field(i).Name] {
			to.Field(i).Set(from.Field(i))
		}
	}
	return bare
}

// externals returns the facts with each way of going outside, before and after the final answer.
func externals(full order.Facts) []order.Facts {
	var out []order.Facts
	for _, x := range []order.External{
		{}, {Show: true, Mode: "direct"}, {Show: true, Mode: "direct", Before: day(sampleBefore)},
		{Show: true, Mode: "designated_person"}, {Show: true, Mode: "designated_person", DirectFrom: day(sampleDirect)},
	} {
		f := full
		x.Body = "Housing Ombudsman Service"
		f.External = x
		post := f
		post.FullLetter = message.Post
		out = append(out, f, post)
	}
	return out
}

func (c *inspection) checkOne(l *parsed, ch message.Channel, f order.Facts) {
	r, err := c.set.Render(l.front.ID, ch, f)
	if err != nil {
		c.failed(l, ch, err)
		return
	}
	for _, left := range []string{"<no value>", "{{", "}}", "%!", "<nil>"} {
		if strings.Contains(r.Subject+r.Text, left) {
			c.say(IsError, l, ch, "%q is left over in the text: a placeholder was not filled", left)
		}
	}
	if l.front.Audience == ForResident {
		c.checkContents(l, ch, f, r)
	}
	if ch == message.SMS {
		c.checkSMS(l, r.Text)
	}
	if l.language == "" {
		for _, p := range Contradictions(f.Today, r.Text) {
			c.say(IsWarning, l, ch, "its dates contradict one another: %s", p)
		}
	}
}

// failed reports a letter that cannot be written, at the line of its file where that is known.
func (c *inspection) failed(l *parsed, ch message.Channel, err error) {
	var f Fault
	if errors.As(err, &f) {
		c.at(IsError, l, f.File, f.Line, "%s", f.Says)
		return
	}
	c.say(IsError, l, ch, "%v", err)
}

// checkSMS counts a text in the alphabet of its reader: a sign that the alphabet of texts lacks makes every sign of the
// text take two places, so that a part holds 67 and not 153.
func (c *inspection) checkSMS(l *parsed, text string) {
	n, foreign := septets(text)
	wide := len(utf16.Encode([]rune(text)))
	switch {
	case len(foreign) > 0 && l.language == "":
		c.say(IsError, l, message.SMS, "%q is not in the alphabet of text messages and would halve what fits: use "+
			"a plain character", string(foreign))
	case len(foreign) > 0 && wide > maxWide:
		c.say(
			IsError,
			l,
			message.SMS,
			"a text of %d characters is too long: with %q, which the alphabet of text messages "+
				"lacks, two parts hold %d, so shorten it or write it without such letters",
			wide,
			string(foreign[0]),
			maxWide,
		)
	case n > MaxSMS:
		c.say(IsError, l, message.SMS, "a text of %d characters is too long: two parts hold %d, so shorten it", n,
			MaxSMS)
	}
}
