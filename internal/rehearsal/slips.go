package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/message"
)

// Configuration is what somebody writes into the configuration file. The daemon reads it at once.
type Configuration struct {
	Policy   string         `yaml:"policy"`
	Settings map[string]any `yaml:"settings"` // as a story's own
}

// Adopt is the command "policy adopt", agreed to.
type Adopt struct {
	Cases []string `yaml:"cases"` // that go over to the policy: references, or all
	Why   string   `yaml:"why"`
}

// Database is a start with a new, empty database, beside the mailbox as it is.
type Database struct {
	Since    calendar.Date `yaml:"since"`     // mailbox.since
	TakeOver bool          `yaml:"take_over"` // run --take-over
}

// configured is the story with what was written into its configuration since it began.
func (s Story) configured(c Configuration) Story {
	s.Policy = cmp.Or(c.Policy, s.Policy)
	settings := maps.Clone(s.Settings)
	if settings == nil {
		settings = map[string]any{}
	}
	maps.Copy(settings, c.Settings)
	s.Settings = settings
	return s
}

var errNotHere = errors.New("this step can be rehearsed, and not played at running servers")

// configure has the daemon read a configuration that somebody has changed. What would move dates is not in force.
func (r *Runner) configure(ctx context.Context, c Configuration) error {
	if r.Store == nil {
		return errNotHere
	}
	changed := r.story.configured(c)
	cfg, f, err := r.inForce(ctx, changed)
	if err != nil {
		return err
	}
	wanted, err := cfg.Dating()
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	p, waits, err := f.Decides(wanted, cfg.ProcedureWith)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	r.story = changed
	rules := r.Desk.Rules()
	rules.Procedure = p
	r.Desk.Change(rules)
	r.narrator.say(r.now, "ConfigurationChanged", "The configuration changes.")
	if len(waits) > 0 {
		r.narrator.say(r.now, "NotInForce", fmt.Sprintf("It would set dates otherwise than what is in force, in %d lines, "+
			"and is not in force.", len(waits)))
	}
	if _, err := r.Desk.Follow(ctx, "The configuration has changed."); err != nil {
		return err
	}
	return r.Desk.TellOfDating(ctx, waits)
}

// inForce reads a story's configuration, and what its database holds.
func (r *Runner) inForce(ctx context.Context, s Story) (cfg config.Config, f desk.InForce, err error) {
	if cfg, err = s.Config(); err != nil {
		return cfg, f, fmt.Errorf("configuration: %w", err)
	}
	f, err = desk.ReadInForce(ctx, r.Store())
	return cfg, f, err
}

// adopt is somebody at a terminal who has seen what moves, and agrees.
func (r *Runner) adopt(ctx context.Context, s Adopt) error {
	if r.Store == nil {
		return errNotHere
	}
	cfg, f, err := r.inForce(ctx, r.story)
	if err != nil {
		return err
	}
	wanted, err := cfg.Dating()
	if err != nil {
		return err
	}
	a, changes, err := f.Adopting(wanted, cfg.ProcedureWith)
	if err != nil {
		return err
	}
	a.By, a.Why = actor.ByTerminal("administrator"), s.Why
	a.GoesOver = func(c complaint.Case) bool {
		return slices.Contains(s.Cases, "all") || slices.Contains(s.Cases, c.Ref)
	}
	moves, err := r.Desk.WouldMove(ctx, a)
	if err != nil {
		return err
	}
	r.narrator.say(r.now, "Shown", fmt.Sprintf("\"policy adopt\" shows %d lines that change, and:", len(changes)))
	for _, says := range moves {
		r.narrator.say(r.now, "Shown", "  "+says)
	}
	r.narrator.say(r.now, "Adopted", "Somebody agrees.")
	if _, err := r.Desk.Adopt(ctx, a); err != nil {
		return err
	}
	return r.Desk.TellOfDating(ctx, nil)
}

// begin starts the daemon with a new database beside the mailbox. What it has read before carries our mark there.
func (r *Runner) begin(ctx context.Context, s Database) error {
	if r.Anew == nil {
		return errNotHere
	}
	past := desk.Past{Name: r.Mailbox, Since: !s.Since.IsZero()}
	for _, a := range r.read {
		past.Add(true, a.Received, r.now)
	}
	for _, a := range r.queue {
		past.Add(false, a.Received, r.now)
	}
	r.down = r.now
	if why := past.Wrong(); why != "" && !s.TakeOver {
		r.held = true
		r.narrator.say(r.now, "NothingTakenIn", "The daemon starts with a new database. Nothing of the mailbox is taken "+
			"in, and nobody is written to: "+why+".")
	} else {
		r.narrator.say(r.now, "Started", "The daemon starts with a new database.")
		r.queue = r.ofThePast(s)
		r.read, r.held = nil, false
	}
	var err error
	if r.Desk, err = r.Anew(ctx); err != nil {
		return err
	}
	r.narrator.rules = r.Desk.Procedure
	return nil
}

// ofThePast is what a new database takes in of a mailbox.
func (r *Runner) ofThePast(s Database) (takes []message.Arrival) {
	since := r.Desk.Procedure().Calendar.At(s.Since, 0, 0)
	marked := len(r.read)
	for i, a := range append(slices.Clone(r.read), r.queue...) {
		if !s.Since.IsZero() && a.Received.Before(since) {
			continue
		}
		a.Problem = desk.ProblemOfThePast(i < marked, a.Received, r.now)
		takes = append(takes, a)
	}
	return takes
}
