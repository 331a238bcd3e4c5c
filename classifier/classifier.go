package classifier

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
	"unsafe"

	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// Input is a message as the classifier needs it, and in JSON a line that `complaintsd classify` reads.
type Input struct {
	ID      string          `json:"id"`
	Channel message.Channel `json:"channel"`
	// the age of an event is counted from the day of this instant in Options.Zone
	Received time.Time `json:"received"`
	Subject  string    `json:"subject"`
	// the address the message came from, where it is known: its domain may say who writes
	From string `json:"from,omitempty"`
	// with or without quoted history; evidence is given as offsets in it
	Body    string          `json:"body"`
	Context reading.Context `json:"context"`          // where the sender's case stands; "" is none
	Case    *CaseWords      `json:"case,omitempty"`   // what that case is about; nil is not known
	Nature  message.Nature  `json:"nature,omitempty"` // what the headers said of the sender; "" is a person
}

// Options say how a classifier is made. The zero value is the embedded rules and model, London
// time and the policy's six months.
type Options struct {
	Zone       *time.Location // where days begin; nil is Europe/London
	LateMonths int            // events older than this are late (P3); 0 is six
	// folder with the administrator's rules.yaml, flags.yaml, areas.yaml, replies.yaml, says.yaml, concepts.yaml,
	// writers.yaml and table.yaml; "" is none
	Overlay string
	Adviser Adviser // a second opinion that can only widen; nil is none
	Model   []byte  // a model file as package train writes it; nil is the embedded one
}

// Classifier reads messages. It is safe for concurrent use and never changes after New.
type Classifier struct {
	zone    *time.Location
	months  int
	book    *rulebook
	model   *linear.Model // of whole messages; one of models
	models  linear.Models
	table   Table
	adviser Adviser
	signals signalIDs
	work    *sync.Pool // of *workspace
}

//go:embed data/*.yaml
var data embed.FS

// The model and the vectors are read where they lie in the program, of which the system keeps one copy.
var (
	//go:embed data/model.bin
	modelFile string
	//go:embed data/vectors.bin
	vectorFile string
)

// unwritten are the bytes of a string, without a copy. Nobody may write to them.
func unwritten(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// ruleFiles are the files an overlay may add to, in the order they are compiled.
var ruleFiles = [...]string{
	"rules.yaml", "replies.yaml", "flags.yaml", "areas.yaml", "says.yaml", "plain.yaml", conceptsFile,
	writersFile,
}

// conceptsFile holds classes of words for the models of notes.
const conceptsFile = "concepts.yaml"

// writersFile holds who writes, by phrases and by the domain of the address.
const writersFile = "writers.yaml"

// New makes a classifier. A wrong overlay is an error that names the file, the line or rule and what
// to change; the caller keeps the classifier it has.
func New(o Options) (*Classifier, error) {
	vec, err := Vectors()
	if err != nil {
		return nil, err
	}
	file := o.Model
	if file == nil {
		file = unwritten(modelFile)
	}
	m, err := linear.DecodeModels(file, vec)
	if err != nil {
		return nil, fmt.Errorf("classifier: %w", err)
	}
	c := &Classifier{zone: o.Zone, months: o.LateMonths, model: m.Whole, models: m, adviser: o.Adviser}
	if c.zone == nil {
		zone, err := time.LoadLocation("Europe/London")
		if err != nil {
			return nil, fmt.Errorf("classifier: %w", err)
		}
		c.zone = zone
	}
	if c.months == 0 {
		c.months = 6
	}
	files, err := loadRules(o.Overlay)
	if err != nil {
		return nil, fmt.Errorf("classifier: %w", err)
	}
	if c.book, err = compileRules(files...); err != nil {
		return nil, fmt.Errorf("classifier: rules: %w", err)
	}
	if c.table, err = loadTable(o.Overlay); err != nil {
		return nil, fmt.Errorf("classifier: %w", err)
	}
	c.signals = c.book.ids()
	c.work = &sync.Pool{New: func() any { return &workspace{} }}
	if err := c.Lint(); err != nil {
		return nil, fmt.Errorf("classifier: %w", err)
	}
	return c, nil
}

// Vectors are the embedded meanings of words.
func Vectors() (*linear.Vectors, error) {
	return linear.DecodeVectors(unwritten(vectorFile))
}

// loadRules reads the embedded rule files and lays the overlay over them.
func loadRules(overlay string) ([]ruleFile, error) {
	var out []ruleFile
	var errs []error
	for _, name := range ruleFiles {
		b, err := data.ReadFile("data/" + name)
		if err != nil {
			return nil, err
		}
		f, err := parseRules(name, b)
		if err != nil {
			return nil, err
		}
		if overlay != "" {
			path := filepath.Join(overlay, name)
			b, err := os.ReadFile(path)
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				errs = append(errs, err)
			default:
				over, err := parseRules(path, b)
				if err == nil {
					if err = f.merge(over); err != nil {
						err = fmt.Errorf("%s: %w", path, err)
					}
				}
				errs = append(errs, err)
			}
		}
		out = append(out, f)
	}
	if overlay != "" {
		errs = append(errs, strangers(overlay))
	}
	return out, errors.Join(errs...)
}

// strangers reports files in the overlay that no part of the classifier reads: a slip in a name
// would silently not apply.
func strangers(overlay string) error {
	entries, err := os.ReadDir(overlay)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		known := e.Name() == tableFile || e.Name()[0] == '.'
		for _, name := range ruleFiles {
			known = known || e.Name() == name
		}
		if !known {
			errs = append(errs, fmt.Errorf("%s is not read: the files are rules.yaml, replies.yaml, flags.yaml, "+
				"areas.yaml, says.yaml, plain.yaml, concepts.yaml, writers.yaml and %s",
				filepath.Join(overlay, e.Name()), tableFile))
		}
	}
	return errors.Join(errs...)
}

// Version names the rules and the model in force. It stands in every decision.
func (c *Classifier) Version() string {
	return "rules " + c.book.version + ", model " + c.models.Version()
}

// workspace is the memory one reading needs, kept for the next.
type workspace struct {
	matcher matcher
	counts  []int32
}

// prepare cuts a message into words, its quoted history left out.
func prepare(in *Input) *words.Text { return textOf(in, clean(in.Body)) }

func textOf(in *Input, readable string) *words.Text {
	return words.NewText(subjectOf(in), readable, in.Body)
}

// MessageOf is a message as the model sees it.
func MessageOf(in Input, zone *time.Location) linear.Message {
	t, day := prepare(&in), dayIn(in.Received, zone)
	return linear.Message{
		Text: t, Channel: in.Channel, Context: in.Context, Facts: factsOf(eventOf(t, datesIn(t, &in, day)), day),
	}
}

// subjectOf is the subject as far as the sender wrote it: the answer to one of our letters carries
// our own words.
func subjectOf(in *Input) string {
	if in.Context == reading.ContextManager {
		return ""
	}
	s := in.Subject
	for {
		t := trimReply(s)
		if t == s {
			return s
		}
		s = t
	}
}

func trimReply(s string) string {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	for _, p := range [...]string{"re:", "fw:", "fwd:", "re :", "aw:"} {
		if len(s) >= len(p) && words.Lower(s[:len(p)]) == p {
			return s[len(p):]
		}
	}
	return s
}

// day is the day a message came, where the landlord is.
func (c *Classifier) day(at time.Time) calendar.Date { return dayIn(at, c.zone) }

func dayIn(at time.Time, zone *time.Location) calendar.Date {
	return calendar.DateOf(at.In(zone).Date())
}
