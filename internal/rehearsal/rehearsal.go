package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"complaints/classifier"
	"complaints/intake"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
	"complaints/templates"

	"github.com/goccy/go-yaml"
)

// Play rehearses a story: everything but the network, in virtual time. tell is given what happens, in order.
func Play(ctx context.Context, s Story, tell func(Line)) error {
	cfg, err := s.Config()
	if err != nil {
		return err
	}
	if s, err = s.called(cfg); err != nil {
		return err
	}
	r := &rehearsal{}
	r.observe = func(done []desk.Activity) { r.runner.Observe(done) }
	if err := r.open(ctx, cfg, "sqlite::memory:"); err != nil {
		return err
	}
	r.runner = NewRunner(Environment{
		Desk: r.desk, Mailbox: cfg.Landlord.Email, Number: cfg.SMS.From,
		SetClock: func(t time.Time) { r.now = t }, Deliver: r.deliver, Settle: r.settle,
		NextDue: func(ctx context.Context) (time.Time, error) { return r.store.Next(ctx) },
		Store:   func() *store.Store { return r.store },
		Anew: func(ctx context.Context) (*desk.Desk, error) {
			err := errors.Join(r.store.Close(), r.open(ctx, cfg, "sqlite::memory:"))
			return r.desk, err
		},
	}, "story", s, tell)
	return errors.Join(r.runner.Run(ctx), r.store.Close())
}

// rehearsal is an environment without a network: what is sent counts as accepted at once.
type rehearsal struct {
	store   *store.Store
	desk    *desk.Desk
	runner  *Runner
	observe func([]desk.Activity)
	now     time.Time
	sent    int
}

func (r *rehearsal) open(ctx context.Context, cfg config.Config, database string) error {
	p, err := cfg.Procedure()
	if err != nil {
		return err
	}
	var overlay fs.FS
	if folder := cfg.Path(cfg.Letters.Folder); folder != "" {
		overlay = os.DirFS(folder)
	}
	letters, err := templates.Load(overlay)
	if err != nil {
		return err
	}
	scope, err := classifier.New(classifier.Options{
		Zone: p.Calendar.Zone, LateMonths: p.Policy.TimeLimit.Months, Overlay: cfg.Path(cfg.Scope.Folder),
	})
	if err != nil {
		return err
	}
	if r.store, err = store.Open(ctx, database); err != nil {
		return err
	}
	if dating, err := cfg.Dating(); err != nil {
		return err
	} else if _, err := desk.BeginDating(ctx, r.store, dating, p, r.now); err != nil {
		return err
	}
	r.desk, err = desk.New(desk.Options{
		Rules: desk.Rules{Procedure: p, Letters: letters, Classifier: scope},
		Store: r.store, RefPrefix: cfg.Letters.RefPrefix, Secret: []byte("rehearsal"),
		Mail: intake.NewReader(intake.ReaderOptions{
			OwnAddresses: cfg.OwnAddresses(), AuthservID: AuthservID, Location: p.Calendar.Zone,
			FormLabels: cfg.Mailbox.FormLabels,
		}),
		Servers: []string{AuthservID},
		Clock:   func() time.Time { return r.now }, Log: slog.New(slog.DiscardHandler),
		Observe: func(done []desk.Activity) { r.observe(done) },
	})
	return err
}

// Config lays the story's own parts over the example's.
func (s Story) Config() (config.Config, error) {
	parts := map[string]any{}
	if s.People != nil {
		parts["people"] = s.People
	}
	settings := map[string]any{}
	for key, value := range s.Settings {
		if config.HasSection(key) {
			parts[key] = value
		} else {
			settings[key] = value
		}
	}
	if len(settings) > 0 {
		parts["settings"] = settings
	}
	if s.Policy != "" { // beside what the story changes in it
		policy, _ := parts["policy"].(map[string]any)
		parts["policy"] = with(policy, "profile", s.Policy)
	}
	b, err := yaml.Marshal(parts)
	if err != nil {
		return config.Config{}, fmt.Errorf("the story's configuration: %w", err)
	}
	if s.Landlord != "" {
		return config.ForStoriesAt(s.Landlord, b)
	}
	return config.ForStories(b)
}

// called gives replies the addresses of those who write them, where a story names an office of the register instead:
// complaints_team, repairs.manager.
func (s Story) called(cfg config.Config) (Story, error) {
	s.Steps = slices.Clone(s.Steps)
	for i, step := range s.Steps {
		if step.Reply == nil || strings.Contains(step.Reply.From, "@") {
			continue
		}
		who, ok := cfg.Office(step.Reply.From)
		if !ok {
			return s, fmt.Errorf("step %d: nobody on the register is %q: write an address, or an office as "+
				"complaints_team or repairs.manager", i+1, step.Reply.From)
		}
		reply := *step.Reply
		reply.From = who.Email
		s.Steps[i].Reply = &reply
	}
	return s, nil
}

// with returns a map with one more key.
func with(m map[string]any, key string, value any) map[string]any {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]any{}
	}
	m[key] = value
	return m
}

func (r *rehearsal) deliver(ctx context.Context, a message.Arrival) error {
	return r.desk.Receive(ctx, a.Source, []message.Arrival{a}, message.Cursor{})
}

func (r *rehearsal) settle(ctx context.Context, now time.Time) error {
	for {
		next, err := r.store.Next(ctx)
		if err != nil || next.IsZero() || next.After(now) {
			return err
		}
		if err := r.desk.Sweep(ctx); err != nil {
			return err
		}
		if err := r.send(ctx); err != nil {
			return err
		}
	}
}

// send lets every letter that is due be accepted.
func (r *rehearsal) send(ctx context.Context) error {
	const enough = 500
	for _, channel := range []message.Channel{message.Email, message.SMS} {
		for {
			due, err := r.store.NextDue(ctx, channel)
			if err != nil {
				return err
			}
			if due.IsZero() || due.After(r.now) {
				break
			}
			letters, err := r.store.Claim(ctx, channel, r.now, enough, time.Minute)
			if err != nil {
				return err
			}
			results := make([]outbox.SendResult, len(letters))
			for i, l := range letters {
				r.sent++
				results[i] = outbox.SendResult{
					Letter: l.ID, State: outbox.Sent, At: r.now,
					Detail: "250 accepted", Provider: fmt.Sprintf("S%06d", r.sent),
				}
			}
			if err := r.desk.Record(ctx, results); err != nil {
				return err
			}
		}
	}
	return nil
}
