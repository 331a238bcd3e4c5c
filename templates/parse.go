package templates

import (
	"bytes"
	"fmt"
	"regexp"
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
	sectionLine = regexp.MustCompile(`^===\s*([A-Za-z0-9_-]+)\s*===\s*$`)
	yamlPlace   = regexp.MustCompile(`^\[(\d+):\d+\]\s*(.*)`)
)

// fault is a mistake in a file: one sentence that says where and what to change.
func fault(file string, line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...))
}

// parseLetter reads a letter's file: front matter between two lines "---", then the sections.
func parseLetter(file string, b []byte) (source, error) {
	b = bytes.ReplaceAll(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), []byte("\r\n"), []byte("\n"))
	lines := strings.Split(string(b), "\n")
	if strings.TrimRight(lines[0], " ") != fence {
		return source{}, fault(file, 1, "the file must begin with a line %q, then id, name, audience and purpose, "+
			"then %q again", fence, fence)
	}
	end := 1
	for end < len(lines) && strings.TrimRight(lines[end], " ") != fence {
		end++
	}
	if end == len(lines) {
		return source{}, fault(file, 1, "the front matter has no end: write a line %q after purpose or requires", fence)
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
	if err := yaml.UnmarshalWithOptions([]byte(text), &src.front, yaml.Strict()); err != nil {
		first, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
		line := 1
		if m := yamlPlace.FindStringSubmatch(first); m != nil {
			line, _ = strconv.Atoi(m[1]) // digits, by the expression
			first = m[2]
		}
		return fault(src.file, line+1, "front matter: %s; it holds id, name, audience, purpose and requires, nothing "+
			"else (put a text with a colon between quotation marks)", first)
	}
	switch {
	case src.front.ID == "":
		return fault(src.file, 1, "the front matter lacks id: write for example \"id: L21\"")
	case src.front.Name == "":
		return fault(src.file, 1, "the front matter lacks name: write the file's name without .txt")
	case src.front.Purpose == "":
		return fault(src.file, 1, "the front matter lacks purpose: say in one line what the letter is for")
	case src.front.Audience != ForResident && src.front.Audience != ForStaff:
		return fault(src.file, 1, "audience is %q: write resident or staff", src.front.Audience)
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
		m := sectionLine.FindStringSubmatch(line)
		if m == nil {
			if name == "" && strings.TrimSpace(line) != "" {
				return nil, fault(file, first+i, "text before the first section: put \"=== body ===\" on the line "+
					"above it")
			}
			continue
		}
		close(i)
		name, begin = m[1], i+1
		if name != subjectSection && name != bodySection && name != smsSection {
			return nil, fault(file, first+i, "there is no section %q: the sections are subject, body and sms", name)
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
