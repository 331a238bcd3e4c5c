package classifier

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"

	"complaints/classifier/internal/linear"
	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// Answer is one line of `complaintsd classify --json`. Others script against it: names absent in a
// message are null, lists are never null.
type Answer struct {
	ID          string             `json:"id"`
	Kind        reading.Kind       `json:"kind"`
	Exclusion   *policy.Exclusion  `json:"exclusion"`
	Area        *reading.Area      `json:"area"`
	AreaSecond  *reading.Area      `json:"area_second"`
	Flags       []reading.Flag     `json:"flags"`
	Intent      *reading.Intent    `json:"intent"`
	Event       *[2]*calendar.Date `json:"event"`
	Confidence  float64            `json:"confidence"`
	ToPerson    bool               `json:"to_person"`
	WouldRefuse bool               `json:"would_refuse"`
	Emergency   bool               `json:"emergency"`
	Language    *string            `json:"language"`
	Evidence    []reading.Evidence `json:"evidence"`
	Issues      []AnswerIssue      `json:"issues"`
	DecidedBy   string             `json:"decided_by"`
	Why         string             `json:"why"`
	Says        reading.Says       `json:"says"`
	Problem     string             `json:"problem,omitempty"` // what was wrong with the line; a person reads it

	// The full reading, in the words of the guide to labels: "none" and "n/a" where there is nothing.
	Danger   reading.Danger        `json:"danger"` // "now", "today" or ""
	SelfHarm reading.SelfHarm      `json:"self_harm_grade"`
	Writer   reading.Writer        `json:"writer"`
	For      string                `json:"for"`
	Consent  reading.Consent       `json:"consent"`
	Contact  []reading.ContactRule `json:"contact"`
	Needs    []reading.Wish        `json:"needs"`
	Outcome  string                `json:"outcome"`
	Threat   reading.Threat        `json:"threat"`
	Death    string                `json:"death"`

	reading reading.Reading
}

// Reading is the reading the answer was made of.
func (a *Answer) Reading() reading.Reading { return a.reading }

// What the contract calls a field of a reading that holds nothing.
const (
	noSelfHarm reading.SelfHarm = "none"
	noThreat   reading.Threat   = "none"
	noConsent  reading.Consent  = "n/a"
)

// AnswerIssue is one matter of an Answer.
type AnswerIssue struct {
	Words     string            `json:"words"` // verbatim
	Kind      reading.Kind      `json:"kind"`
	Exclusion *policy.Exclusion `json:"exclusion"`
	Area      *reading.Area     `json:"area"`
}

// AnswerOf puts a reading into the shape of the contract.
func AnswerOf(id string, r reading.Reading) Answer {
	a := Answer{
		reading: r, ID: id, Kind: r.Kind, Exclusion: orNull(r.Exclusion), Area: orNull(r.Area),
		AreaSecond: orNull(r.AreaSecond), Flags: r.Flags, Intent: orNull(r.Intent), Confidence: r.Confidence,
		ToPerson: r.ToPerson, WouldRefuse: r.WouldRefuse, Emergency: r.Emergency, Language: orNull(r.Language),
		Evidence: r.Evidence, Issues: []AnswerIssue{}, DecidedBy: r.DecidedBy, Why: r.Why, Says: r.Says,
		Danger: r.Danger, SelfHarm: cmp.Or(r.SelfHarm, noSelfHarm), Writer: r.Writer, For: r.For,
		Consent: cmp.Or(r.Consent, noConsent), Contact: r.Contact, Needs: r.Needs, Outcome: r.Outcome,
		Threat: cmp.Or(r.Threat, noThreat), Death: r.Death,
	}
	if a.Flags == nil {
		a.Flags = []reading.Flag{}
	}
	if a.Contact == nil {
		a.Contact = []reading.ContactRule{}
	}
	if a.Needs == nil {
		a.Needs = []reading.Wish{}
	}
	if a.Evidence == nil {
		a.Evidence = []reading.Evidence{}
	}
	if !r.Event.Earliest.IsZero() || !r.Event.Latest.IsZero() {
		a.Event = &[2]*calendar.Date{orNull(r.Event.Earliest), orNull(r.Event.Latest)}
	}
	for _, i := range r.Issues {
		a.Issues = append(a.Issues, AnswerIssue{
			Words: i.Sentence, Kind: i.Kind, Exclusion: orNull(i.Exclusion), Area: orNull(i.Area),
		})
	}
	return a
}

// orNull is nil for the zero value, which JSON writes as null.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// line is a message as the contract has it. Other fields are ignored.
type line struct {
	ID       json.RawMessage `json:"id"`
	Channel  string          `json:"channel"`
	Received string          `json:"received"`
	Subject  *string         `json:"subject"`
	Body     *string         `json:"body"`
	Context  *string         `json:"context"`
	Case     *CaseWords      `json:"case"`
	Nature   string          `json:"nature"`
	From     string          `json:"from"`
}

// maxLine bounds one line of input; a longer one is answered as a problem.
const maxLine = 8 << 20

// parseLine reads one line. A wrong field is a problem to tell, never a reason to drop the line.
func parseLine(b []byte, now time.Time) (Input, error) {
	in := Input{Received: now, Channel: message.Email, Context: reading.ContextNone}
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return in, fmt.Errorf("not a JSON object with a message: %w", err)
	}
	in.ID = strings.Trim(string(l.ID), `"`)
	var id string
	if json.Unmarshal(l.ID, &id) == nil {
		in.ID = id
	}
	var errs []error
	switch c := message.Channel(strings.ToLower(l.Channel)); c {
	case message.Email, message.SMS, message.Post:
		in.Channel = c
	case "":
	default:
		errs = append(errs, fmt.Errorf("channel %q is neither email nor sms", l.Channel))
	}
	if l.Received != "" {
		at, err := time.Parse(time.RFC3339, l.Received)
		if err != nil {
			errs = append(errs, fmt.Errorf("received: %q is not an RFC 3339 time", l.Received))
		} else {
			in.Received = at
		}
	}
	if l.Subject != nil {
		in.Subject = *l.Subject
	}
	if l.Body != nil {
		in.Body = *l.Body
	} else if in.Subject == "" {
		errs = append(errs, errors.New("the message has no body"))
	}
	if l.Context != nil && *l.Context != "" {
		in.Context = reading.Context(*l.Context)
		if in.Context != reading.ContextNone && linear.ContextByte(in.Context) == '0' {
			errs = append(errs, fmt.Errorf("context %q is not known; read as none", *l.Context))
			in.Context = reading.ContextNone
		}
	}
	in.Case, in.Nature, in.From = l.Case, message.Nature(l.Nature), l.From
	return in, errors.Join(errs...)
}

// Stream answers JSON lines in the order they come, working on all cores. Every line that is not
// blank has its answer: a line that cannot be read is answered with kind needs_human and the
// problem. now stands in for a missing time of receipt.
func (c *Classifier) Stream(r io.Reader, now time.Time, each func(Input, Answer) error) error {
	type job struct {
		in  Input
		out Answer
	}
	pending := make(chan chan job, 4*runtime.GOMAXPROCS(0))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	done := make(chan error, 1)
	go func() {
		var err error
		for ch := range pending {
			j := <-ch
			if err == nil {
				err = each(j.in, j.out)
			}
		}
		done <- err
	}()
	err := lines(r, func(b []byte, long bool) {
		ch := make(chan job, 1)
		pending <- ch
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			in, err := parseLine(b, now)
			if long {
				err = fmt.Errorf("the line is longer than %d bytes", maxLine)
			}
			ch <- job{in, c.answer(in, err)}
		}()
	})
	close(pending)
	return errors.Join(err, <-done)
}

// answer reads a message; what was wrong with its line stands in the answer and asks for a person.
func (c *Classifier) answer(in Input, err error) Answer {
	if err == nil {
		return AnswerOf(in.ID, c.Read(in))
	}
	a := AnswerOf(in.ID, reading.Reading{Kind: reading.KindNeedsHuman})
	if in.Body != "" || in.Subject != "" {
		a = AnswerOf(in.ID, c.Read(in))
	} else {
		a.Why, a.DecidedBy = "The line could not be read as a message.", "input; "+c.Version()
	}
	a.ToPerson, a.WouldRefuse = true, false
	a.Problem = strings.ReplaceAll(err.Error(), "\n", "; ")
	return a
}

// lines calls f for every line that is not blank.
func lines(r io.Reader, f func(b []byte, long bool)) error {
	br := bufio.NewReaderSize(r, 1<<16)
	var buf []byte
	long := false
	for {
		part, err := br.ReadSlice('\n')
		if len(buf)+len(part) > maxLine {
			long, buf = true, buf[:0]
		} else {
			buf = append(buf, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if long || len(bytes.TrimSpace(buf)) > 0 {
			f(bytes.Clone(bytes.TrimSpace(bytes.TrimPrefix(buf, []byte("\ufeff")))), long)
		}
		buf, long = buf[:0], false
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read messages: %w", err)
		}
	}
}
