package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"complaints/internal/calendar"
	"complaints/internal/order"
)

// letter is a compiled letter in one language.
type parsed struct {
	source
	language string
	version  string // stage1-extension@3f9a2c1b
	own      bool   // from the administrator's folder
	subject  *template.Template
	body     *template.Template
	sms      *template.Template // nil where the letter has no text message
	requires []requirement
	passages []passage // those of the letter and of its parts
	model    *parsed   // the built-in letter in its place, where this one is the administrator's
}

// section returns a compiled section, nil if the letter has none of the name.
func (l *parsed) section(name string) *template.Template {
	return map[string]*template.Template{subjectSection: l.subject, bodySection: l.body, smsSection: l.sms}[name]
}

// requirement is a fact without which the letter is not written.
type requirement struct {
	name  string
	index []int
}

var (
	factsType = reflect.TypeFor[order.Facts]()
	dateType  = reflect.TypeFor[calendar.Date]()
)

// parseTree parses a section at its place in the file: a comment as long as what stands above it keeps
// the line numbers of the faults true.
func parseTree(name string, sec section, funcs template.FuncMap) (*parse.Tree, error) {
	above := "{{/*" + strings.Repeat("\n", max(sec.line-1, 0)) + "*/ -}}"
	allowed := map[string]any{}
	for name := range builtin {
		allowed[name] = fmt.Sprint // parsed by name only; the checker refuses the other builtins before they run
	}
	for _, name := range []string{"print", "printf", "println", "html", "js", "call", "slice", "urlquery"} {
		allowed[name] = fmt.Sprint
	}
	trees, err := parse.Parse(name, above+sec.text, "", "", funcs, allowed)
	if err != nil {
		return nil, err
	}
	if len(trees) != 1 {
		return nil, fault(name, sec.line, "a letter cannot define a part: put it in the folder parts")
	}
	return trees[name], nil
}

var templatePlace = regexp.MustCompile(`(?s)^template: ([^:#]+)(?:#\w+)?:(\d+)(?::\d+)?: (.*)$`)

// located turns a template's error into our sentence: file, line, what is wrong.
func located(file string, err error) error {
	m := templatePlace.FindStringSubmatch(err.Error())
	if m == nil {
		return fault(file, 1, "%s", plainly(err.Error()))
	}
	line, _ := strconv.Atoi(m[2]) // digits, by the expression
	var ours misuse
	if errors.As(err, &ours) {
		return fault(m[1], line, "%s", ours.says)
	}
	return fault(m[1], line, "%s", plainly(m[3]))
}

// missing names the required facts that are empty.
func (l *parsed) missing(f *order.Facts) error {
	v := reflect.ValueOf(f).Elem()
	for _, r := range l.requires {
		if x := v.FieldByIndex(r.index); x.IsZero() || x.Kind() == reflect.Slice && x.Len() == 0 {
			return fmt.Errorf("letter %s (%s): it needs %s, and the case has none", l.front.ID, l.front.Name, r.name)
		}
	}
	return nil
}

// digest is the source's text in a form that is the same for the same words.
func (s source) digest() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%v\n", s.front.ID, s.front.Requires)
	for _, name := range []string{subjectSection, bodySection, smsSection} {
		fmt.Fprintf(&b, "=== %s ===\n%s\n", name, strings.TrimSpace(s.sections[name].text))
	}
	return b.String()
}

func shortHash(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:4])
}
