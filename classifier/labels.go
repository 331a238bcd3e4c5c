package classifier

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// Example is a labelled message: a line of data/train, of an export, or of a file to score.
type Example struct {
	ID         string           `json:"id"`
	Author     string           `json:"author,omitempty"`
	Channel    message.Channel  `json:"channel"`
	Received   time.Time        `json:"received"`
	Subject    string           `json:"subject,omitempty"`
	Body       string           `json:"body"`
	Context    reading.Context  `json:"context"`
	Kind       reading.Kind     `json:"expected_kind"`
	Exclusion  policy.Exclusion `json:"expected_exclusion"`
	Area       reading.Area     `json:"expected_area"`
	AreaAlso   []reading.Area   `json:"area_also"`
	Flags      []reading.Flag   `json:"flags"`
	Acceptable []reading.Kind   `json:"acceptable"`
	Intent     reading.Intent   `json:"intent,omitempty"`
	Event      []calendar.Date  `json:"event,omitempty"`
	Note       string           `json:"note,omitempty"`

	// The full reading. What is absent was not looked for.
	Danger   *bool                 `json:"danger,omitempty"` // of either grade
	SelfHarm reading.SelfHarm      `json:"self_harm_grade,omitempty"`
	Writer   reading.Writer        `json:"writer,omitempty"`
	For      *string               `json:"for,omitempty"`
	Consent  reading.Consent       `json:"consent,omitempty"`
	Contact  []reading.ContactRule `json:"contact,omitempty"` // nil: not looked for; [] is none
	Needs    []reading.Wish        `json:"needs,omitempty"`   // nil: not looked for; [] is none
	Issues   []LabelledIssue       `json:"issues,omitempty"`  // nil: not looked for; [] is none
	Outcome  *string               `json:"outcome,omitempty"`
	Threat   reading.Threat        `json:"threat,omitempty"`
	Death    *string               `json:"death,omitempty"`
	Holds    map[string]bool       `json:"holds,omitempty"` // notes of which no more is labelled than whether it holds them
}

// LabelledIssue is one matter of a labelled message.
type LabelledIssue struct {
	Words string       `json:"words"` // a verbatim stretch of the body
	Area  reading.Area `json:"area"`
	Kind  string       `json:"kind"` // complaint, an exclusion, or request
}

// Input returns the message without its labels.
func (e *Example) Input() Input {
	return Input{
		ID: e.ID, Channel: e.Channel, Received: e.Received, Subject: e.Subject, Body: e.Body, Context: e.Context,
	}
}

// Fits reports whether the label calls an area right.
func (e *Example) Fits(a reading.Area) bool {
	return a == e.Area || slices.Contains(e.AreaAlso, a)
}

// Class is the label the kind head learns: the exclusion where there is one, else the kind.
func (e *Example) Class() string {
	if e.Kind == reading.KindOutOfScope && e.Exclusion != "" {
		return string(e.Exclusion)
	}
	return string(e.Kind)
}

// ReadExamples reads JSON lines. An error names the line.
func ReadExamples(r io.Reader) ([]Example, error) {
	var out []Example
	d := json.NewDecoder(r)
	for {
		var e Example
		err := d.Decode(&e)
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("labelled line %d: %w", len(out)+1, err)
		}
		out = append(out, e)
	}
}

// ReadExampleFiles reads labelled messages from files, or from every .jsonl file of a folder, in the
// order of their names.
func ReadExampleFiles(paths ...string) ([]Example, error) {
	var out []Example
	for _, path := range paths {
		files := []string{path}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			files, err = filepath.Glob(filepath.Join(path, "*.jsonl"))
			if err != nil {
				return nil, err
			}
		}
		for _, name := range files {
			examples, err := readExampleFile(name)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out = append(out, examples...)
		}
	}
	return out, nil
}

func readExampleFile(name string) (out []Example, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return ReadExamples(f)
}
