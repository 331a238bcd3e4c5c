package templates

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"complaints/internal/complaint"

	"github.com/goccy/go-yaml"
)

// Audience is who reads a letter.
type Audience string

// The audiences.
const (
	ForResident Audience = "resident"
	ForStaff    Audience = "staff"
)

// front is the front matter of a letter's file.
type front struct {
	ID       complaint.LetterID `yaml:"id"`
	Name     string             `yaml:"name"`
	Audience Audience           `yaml:"audience"`
	Purpose  string             `yaml:"purpose"`
	Requires []string           `yaml:"requires"`
}

// section is a part of a letter's file, with the line its text begins on so that faults are found again.
type section struct {
	text string
	line int
}

// source is a letter's file, read but not yet compiled.
type source struct {
	file     string // stage1-extension.txt, cy/stage1-extension.txt
	front    front
	sections map[string]section
}

// The sections of a letter.
const (
	subjectSection = "subject"
	bodySection    = "body"
	smsSection     = "sms"
)

const fence = "---"

var (
	nearlySection = regexp.MustCompile(`(?i)^\s*(?:=+|[–—-]{2,})\s*(subject|body|sms)\s*[=–—-]*\s*$|` +
		`^\s*(subject|body|sms)\s*=+\s*$`)

	sectionLine = regexp.MustCompile(`^===\s*([A-Za-z0-9_-]+)\s*===\s*$`)
	yamlPlace   = regexp.MustCompile(`^\[(\d+):\d+\]\s*(.*)`)
)

// parseLetter reads a letter's file: front matter between two lines "---", then the sections.
func parseLetter(file string, b []byte) (source, error) {
	b = bytes.ReplaceAll(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
	lines := strings.Split(string(b), "\n")
	if strings.TrimSpace(string(b)) == "" {
		return source{}, fault(
			file,
			1,
			"the file is empty: delete it, and the built-in letter stays in force, or write "+
				"the letter into it",
		)
	}
	if first := strings.TrimSpace(lines[0]); first != fence && strings.Trim(first, "-–—") == "" && first != "" {
		return source{}, fault(
			file,
			1,
			"the first line has %q where three hyphens have to stand: write %q",
			first,
			fence,
		)
	}
	if strings.TrimRight(lines[0], " ") != fence {
		return source{}, fault(file, 1, "the file must begin with a line %q, then id, name, audience and purpose, "+
			"then %q again", fence, fence)
	}
	end := 1
	for end < len(lines) && strings.TrimRight(lines[end], " ") != fence {
		end++
	}
	if end == len(lines) {
		return source{}, fault(
			file,
			1,
			"the head of the file has no end: write a line %q after purpose or requires",
			fence,
		)
	}
	src := source{file: file}
	if err := parseFront(&src, strings.Join(lines[1:end], "\n")); err != nil {
		return source{}, err
	}
	var err error
	src.sections, err = parseSections(file, lines[end+1:], end+2)
	return src, err
}

func parseFront(src *source, text string) error {
	if err := headFault(src.file, text); err != nil {
		return err
	}
	if err := yaml.UnmarshalWithOptions([]byte(text), &src.front, yaml.Strict()); err != nil {
		first, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
		line := 1
		if m := yamlPlace.FindStringSubmatch(first); m != nil {
			line, _ = strconv.Atoi(m[1]) // digits, by the expression
		}
		return fault(
			src.file,
			line+1,
			"the head of the file cannot be read here: each line holds a name, a colon, a space "+
				"and a value, as in the built-in letter; put a value with signs in it between quotation marks "+
				"(\"...\")",
		)
	}
	switch {
	case src.front.ID == "":
		return fault(src.file, 1, "the head of the file lacks id: write for example \"id: L21\"")
	case src.front.Name == "":
		return fault(src.file, 1, "the head of the file lacks name: write the file's name without .txt")
	case src.front.Purpose == "":
		return fault(src.file, 1, "the head of the file lacks purpose: say in one line what the letter is for")
	case src.front.Audience != ForResident && src.front.Audience != ForStaff:
		return fault(src.file, 1, "audience is %q: write resident or staff", src.front.Audience)
	}
	return nil
}

// headNames are what the head of a letter's file holds.
var headNames = []string{"id", "name", "audience", "purpose", "requires"}

var headLine = regexp.MustCompile(`^([A-Za-z_ -]+?)\s*:(.*)$`)

// headFault finds what people get wrong in the head of a file, before it is read as what it is.
func headFault(file, text string) error {
	seen := map[string]bool{}
	for i, row := range strings.Split(text, "\n") {
		row = strings.TrimRight(row, " \t\r")
		m := headLine.FindStringSubmatch(row)
		switch {
		case row == "" || strings.HasPrefix(row, "#") || strings.HasPrefix(row, "- ") || strings.HasPrefix(row, " "):
			continue
		case strings.HasPrefix(row, "\t"):
			return fault(file, i+2, "the line begins with a tab: take it out")
		case m == nil:
			return fault(
				file,
				i+2,
				"this line of the head is no name with a value: write for example \"purpose: Tells the "+
					"resident the new date\"",
			)
		}
		name, value := m[1], strings.TrimSpace(m[2])
		switch quoted := strings.HasPrefix(value, `"`) || strings.HasPrefix(value, "'"); {
		case !slices.Contains(headNames, name):
			says := "the names are " + strings.Join(headNames, ", ")
			if near := nearest(name, headNames); near != "" {
				says = fmt.Sprintf("did you mean %s?", near)
			}
			return fault(file, i+2, "the head of the file has no %q: %s", name, says)
		case seen[name]:
			return fault(file, i+2, "%s stands twice in the head of the file: keep one", name)
		case value != "" && !strings.HasPrefix(m[2], " ") && !strings.HasPrefix(m[2], "\t"):
			return fault(file, i+2, "a space is missing after the colon: write \"%s: %s\"", name, value)
		case !quoted && (strings.Contains(value+" ", ": ") || strings.Contains(value, " #")):
			return fault(
				file,
				i+2,
				"a text with a colon in it has to stand between quotation marks: write %s: %s",
				name,
				strconv.Quote(value),
			)
		case quoted && (len(value) < 2 || value[len(value)-1] != value[0]):
			return fault(
				file,
				i+2,
				"the quotation mark at the end of the line is missing: write %s: %s%c",
				name,
				value,
				value[0],
			)
		}
		seen[name] = true
	}
	return nil
}

func parseSections(file string, lines []string, first int) (map[string]section, error) {
	found := map[string]section{}
	name, begin := "", 0
	close := func(end int) {
		if name != "" {
			found[name] = section{text: strings.Join(lines[begin:end], "\n"), line: first + begin}
		}
	}
	for i, line := range lines {
		var m, near []string
		if strings.ContainsAny(line, "=–—-") {
			m, near = sectionLine.FindStringSubmatch(line), nearlySection.FindStringSubmatch(line)
		}
		if m == nil && near != nil {
			return nil, fault(file, first+i, "this line should begin a section and does not: write \"=== %s ===\"",
				strings.ToLower(near[1]+near[2]))
		}
		if m == nil {
			if name == "" && strings.TrimSpace(line) != "" {
				return nil, fault(file, first+i, "text before the first section: put \"=== body ===\" on the line "+
					"above it")
			}
			continue
		}
		close(i)
		name, begin = m[1], i+1
		if low := strings.ToLower(name); low != name {
			return nil, fault(file, first+i, "the name of a section has small letters: write \"=== %s ===\"", low)
		}
		if name != subjectSection && name != bodySection && name != smsSection {
			return nil, fault(
				file,
				first+i,
				"there is no section %q: write one of the three that there are, subject, body and sms",
				name,
			)
		}
		if _, twice := found[name]; twice {
			return nil, fault(file, first+i, "the section %q stands twice: keep one", name)
		}
	}
	close(len(lines))
	return found, nil
}

// complete says whether every section the letter needs is there and holds words.
func (s source) complete() error {
	need := []string{subjectSection, bodySection}
	if s.front.Audience == ForResident {
		need = append(need, smsSection)
	}
	for _, name := range need {
		sec, ok := s.sections[name]
		if !ok {
			return fault(s.file, 1, "the section %q is missing: add a line \"=== %s ===\" and its text", name, name)
		}
		if strings.TrimSpace(sec.text) == "" {
			return fault(s.file, sec.line, "the section %q is empty: write its text under the line \"=== %s ===\"",
				name, name)
		}
	}
	return nil
}
