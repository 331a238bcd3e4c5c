package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"complaints/internal/order"
	"complaints/internal/reading"
)

// A passage is a paragraph, with its list, that holds for one policy, area or nation: its first line begins with
// [for area repairs], and it ends where the paragraph does, so that nobody can forget its end.

// passage is for whom a passage is written.
type passage struct {
	kind   string   // policy, area or nation
	values []string // repairs, contractor
	line   int
}

var passageMark = regexp.MustCompile(`(?i)^[ \t]*\[[ \t]*(?:only[ \t]+)?for[ \t]+(?:the[ \t]+)?` +
	`(policy|policies|areas?|nations?)\b[ \t:=]*([^\]\n]*)\]?[ \t]*`)

// boundTo are the facts by which a passage holds.
var boundTo = map[string]string{"policy": "Policy", "area": "AreaID", "nation": "Nation"}

var nations = []string{"england", "wales", "scotland", "northern-ireland"}

// readPassage reads the mark at the beginning of a line; words is the rest of it.
func readPassage(row string, line int) (p passage, words string, ok bool) {
	m := passageMark.FindStringSubmatch(row)
	if m == nil {
		return passage{}, row, false
	}
	p = passage{kind: "area", line: line}
	for _, kind := range []string{"policy", "nation"} {
		if strings.HasPrefix(strings.ToLower(m[1]), kind[:3]) {
			p.kind = kind
		}
	}
	between := map[string]string{"policy": "-", "area": "_", "nation": "-"}[p.kind]
	for value := range strings.SplitSeq(strings.ToLower(m[2]), ",") {
		if value = strings.Join(strings.Fields(value), between); value != "" {
			p.values = append(p.values, value)
		}
	}
	return p, row[len(m[0]):], true
}

// passages makes conditions of the passages of a text. Lines stay lines. Its error says where one cannot be read.
func passages(file string, sec section) (text string, all []passage, err error) {
	if !strings.Contains(sec.text, "[") {
		return sec.text, nil, nil
	}
	rows := strings.Split(sec.text, "\n")
	for i := range rows {
		p, words, ok := readPassage(rows[i], sec.line+i)
		if !ok {
			continue
		}
		end := i
		for end+1 < len(rows) && strings.TrimSpace(rows[end+1]) != "" {
			end++
			if _, _, again := readPassage(rows[end], 0); again {
				return "", nil, fault(file, sec.line+end, "a passage begins within another: put an empty line above it")
			}
		}
		if err := p.fault(file, rows[i], rows[i+1:end+1], words); err != nil {
			return "", nil, err
		}
		rows[i] = `{{if eq $.` + boundTo[p.kind]
		for _, value := range p.values {
			rows[i] += ` "` + value + `"`
		}
		rows[i] += "}}" + words
		rows[end] += "{{end}}"
		all = append(all, p)
	}
	return strings.Join(rows, "\n"), all, nil
}

// fault says what is wrong with a passage as it is written.
func (p passage) fault(file, row string, more []string, words string) error {
	mark, _, closed := strings.Cut(row, "]")
	whole := words + "\n" + strings.Join(more, "\n")
	switch {
	case !closed:
		return fault(file, p.line, "%q begins a passage for one %s, and its bracket has no end: write ] after the name",
			clip(60, strings.TrimSpace(mark)), p.kind)
	case len(p.values) == 0:
		return fault(file, p.line, "%q does not say which %s: write for example [for %s %s]", mark+"]", p.kind, p.kind,
			map[string]string{"policy": "hastoe-2020", "area": "repairs", "nation": "wales"}[p.kind])
	case strings.ContainsAny(strings.Join(p.values, ""), `"{}\`):
		return fault(file, p.line, "the passage names its %s with a sign that no name has: write letters and hyphens",
			p.kind)
	case strings.TrimSpace(whole) == "":
		return fault(file, p.line, "the passage is empty: write its words behind %s], on the same line", mark)
	case conditionsOpen(whole) != 0:
		return fault(file, p.line, "the passage for one %s ends with its paragraph, and a condition begins or ends "+
			"within it that does not do both: move {{if}} and {{end}} both into the paragraph, or both out of it",
			p.kind)
	}
	return nil
}

var conditionBegins = regexp.MustCompile(`\{\{-? *(if|with|range)\b`)
var conditionEnds = regexp.MustCompile(`\{\{-? *end *-?\}\}`)

// conditionsOpen counts the conditions that begin in words and do not end there.
func conditionsOpen(words string) int {
	return len(conditionBegins.FindAllString(words, -1)) - len(conditionEnds.FindAllString(words, -1))
}

// checkPassages says whose policy, area or nation nobody knows, and where a passage cannot stand.
func (c *inspection) checkPassages(l *parsed, file string, all []passage) {
	known := map[string][]string{"nation": nations, "policy": c.landlord.Policies, "area": c.landlord.Areas}
	if len(known["area"]) == 0 {
		known["area"] = reading.AreaNames()
	}
	for _, p := range all {
		for _, value := range p.values {
			names := known[p.kind]
			if len(names) == 0 || slices.Contains(names, value) {
				continue
			}
			says := fmt.Sprintf("there is no %s %q, so nobody would read the passage: write one of %s", p.kind, value,
				strings.Join(names, ", "))
			if near := nearest(value, names); near != "" {
				says = fmt.Sprintf("there is no %s %q, so nobody would read the passage: did you mean %s?", p.kind,
					value, near)
			}
			c.at(IsError, l, file, p.line, "%s", says)
		}
	}
}

// within returns the facts of somebody who reads the passage.
func (p passage) within(f order.Facts) order.Facts {
	switch p.kind {
	case "policy":
		f.Policy = p.values[0]
	case "nation":
		f.Nation = p.values[0]
	default:
		f.AreaID = reading.Area(p.values[0])
	}
	return f
}
