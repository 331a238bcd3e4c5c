// Package rehearsal plays a story: dated messages, replies, bounces and outages go through the very code that
// the daemon runs (the desk, the procedure, the letters, the store and its outbox) in virtual time, and
// everything the program would do is told in order. Only the network is left out: a letter that is due counts as
// accepted at once.
package rehearsal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"complaints/internal/complaint"

	"github.com/goccy/go-yaml"
)

// Story is the input of a rehearsal.
type Story struct {
	Title    string         `yaml:"title"`
	About    string         `yaml:"about"`
	Policy   string         `yaml:"policy"`
	People   map[string]any `yaml:"people"`   // laid over the register of config.example.yaml
	Settings map[string]any `yaml:"settings"` // settings, or whole parts of the configuration
	Steps    []Step         `yaml:"steps"`
	Reports  bool           `yaml:"reports"` // also plays the morning and the weekly letters of each working day
	Until    time.Time      `yaml:"until"`
	// Landlord is the configuration file of the landlord at whom it plays; "" is the one of config.example.yaml.
	Landlord string `yaml:"-"`
}

// Step is one thing that happens in a story, at an instant.
type Step struct {
	At       time.Time `yaml:"at"`
	Email    *Email    `yaml:"email"`
	Reply    *Reply    `yaml:"reply"`
	SMS      *SMS      `yaml:"sms"`
	Bounce   *Bounce   `yaml:"bounce"`
	Down     *Down     `yaml:"down"`
	Holidays *Holidays `yaml:"holidays"`

	People map[string]any `yaml:"people"` // changes the register from then on

	Configuration *Configuration `yaml:"configuration"`
	Adopt         *Adopt         `yaml:"adopt"`
	Database      *Database      `yaml:"database"`
}

// Email is a mail that somebody writes.
type Email struct {
	From      string             `yaml:"from"` // Name <address>
	To        string             `yaml:"to"`
	Cc        string             `yaml:"cc"`
	Subject   string             `yaml:"subject"`
	Body      string             `yaml:"body"`
	HTML      string             `yaml:"html"`
	Headers   map[string]string  `yaml:"headers"`
	InReplyTo complaint.LetterID `yaml:"in_reply_to"` // the resident answers that letter

	Authenticated *bool `yaml:"authenticated"` // false rehearses a forgery
}

// Reply is a member of staff answering a letter, with the threading and proof a genuine one carries.
type Reply struct {
	From string             `yaml:"from"`
	To   complaint.LetterID `yaml:"to"` // the newest letter with that id sent to that address
	// the resident's address or number, where a manager has several cases
	About         string `yaml:"about"`
	Subject       string `yaml:"subject"`
	Body          string `yaml:"body"`
	Authenticated *bool  `yaml:"authenticated"` // false rehearses a forgery
	Auto          bool   `yaml:"auto"`          // an out-of-office reply
}

// SMS is a text that somebody sends.
type SMS struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
	Body string `yaml:"body"`

	// false rehearses a forgery: a call that the text service has not signed
	Authenticated *bool `yaml:"authenticated"`
}

// forged reports whether a step says that its sender cannot be proved.
func forged(authenticated *bool) bool { return authenticated != nil && !*authenticated }

// Bounce brings back the latest copy of a letter.
type Bounce struct {
	Of complaint.LetterID `yaml:"of"`
}

// Down switches the daemon off for a while; mail goes on arriving.
type Down struct {
	Until time.Time `yaml:"until"`
}

// Holidays changes the calendar from then on.
type Holidays struct {
	Add []string `yaml:"add"`
}

// Load reads a story from a file, strictly.
func Load(path string) (Story, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return Story{}, fmt.Errorf("read the story: %w", err)
	}
	s, err := Read(b)
	if err != nil {
		return Story{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Read decodes and checks a story.
func Read(b []byte) (Story, error) {
	var s Story
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&s); err != nil {
		return Story{}, fmt.Errorf("the story cannot be read:\n%s", yaml.FormatError(err, false, true))
	}
	var faults []error
	for i, step := range s.Steps {
		if err := step.check(); err != nil {
			faults = append(faults, fmt.Errorf("step %d: %w", i+1, err))
		}
	}
	if len(s.Steps) == 0 {
		faults = append(faults, errors.New("the story has no steps"))
	}
	slices.SortStableFunc(s.Steps, func(a, b Step) int { return a.At.Compare(b.At) })
	if s.Until.IsZero() && len(s.Steps) > 0 {
		s.Until = s.Steps[len(s.Steps)-1].At.AddDate(0, 0, 1)
	}
	return s, errors.Join(faults...)
}

func (s Step) check() error {
	n := 0
	for _, given := range []bool{
		s.Email != nil, s.Reply != nil, s.SMS != nil, s.Bounce != nil, s.Down != nil, s.Holidays != nil,
		s.People != nil, s.Configuration != nil, s.Adopt != nil, s.Database != nil,
	} {
		if given {
			n++
		}
	}
	switch {
	case s.At.IsZero():
		return errors.New("it has no time: write at: 2026-11-27T23:00:00Z")
	case n != 1:
		return fmt.Errorf("it has %d of email, reply, sms, bounce, down, holidays, people, configuration, adopt and "+
			"database: give exactly one", n)
	case s.Email != nil && s.Email.From == "":
		return errors.New("email: from is missing")
	case s.Reply != nil && (s.Reply.From == "" || s.Reply.To == ""):
		return errors.New("reply: from and to are needed; to is the letter answered, as M01")
	case s.SMS != nil && s.SMS.From == "":
		return errors.New("sms: from is missing")
	case s.Bounce != nil && s.Bounce.Of == "":
		return errors.New("bounce: of is missing; it names the letter that comes back, as L21")
	case s.Down != nil && !s.Down.Until.After(s.At):
		return errors.New("down: until must be later than at")
	}
	return nil
}
