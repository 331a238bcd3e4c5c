package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"complaints"
	"complaints/classifier"
	"complaints/cmd/config"
	"complaints/cmd/desk"
	"complaints/intake"
	"complaints/store"
	"complaints/templates"

	"github.com/goccy/go-yaml"
)

// Play plays a story and gives everything that happens to tell, in order of time.
func Play(ctx context.Context, s Story, tell func(Line)) error {
	p, err := newPlay(ctx, s, tell)
	if err != nil {
		return err
	}
	return errors.Join(p.run(ctx), p.store.Close())
}

// play is a story under way.
type play struct {
	story  Story
	cfg    config.Config
	store  *store.Store
	desk   *desk.Desk
	now    time.Time
	down   time.Time // the daemon is off until then
	queue  []complaints.Arrival
	sent   []complaints.Letter
	number int
	teller teller
}

const mailSource, textSource = "story", "sms"

func newPlay(ctx context.Context, s Story, tell func(Line)) (*play, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	procedure, err := cfg.Procedure()
	if err != nil {
		return nil, err
	}
	var overlay fs.FS
	if folder := cfg.Path(cfg.Letters.Folder); folder != "" {
		overlay = os.DirFS(folder)
	}
	letters, err := templates.Load(overlay)
	if err != nil {
		return nil, err
	}
	scope, err := classifier.New(classifier.Options{Zone: procedure.Calendar.Zone, Overlay: cfg.Path(cfg.Scope.Folder)})
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, "sqlite::memory:")
	if err != nil {
		return nil, err
	}
	p := &play{story: s, cfg: cfg, store: db, now: s.Steps[0].At}
	p.teller = teller{tell: tell, procedure: func() complaints.Procedure { return p.desk.Procedure() }}
	p.desk, err = desk.New(desk.Options{
		Store: db, Procedure: procedure, Letters: letters, Classifier: scope, RefPrefix: cfg.Letters.RefPrefix,
		Mail:   intake.NewReader(intake.ReaderOptions{OwnAddresses: []string{cfg.Landlord.Email}, AuthservID: authserv, Location: procedure.Calendar.Zone}),
		Secret: []byte("rehearsal"), Clock: func() time.Time { return p.now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Observe: func(hs []desk.Happening) { p.happened(hs) },
	})
	return p, err
}

// config lays the story's own parts over the example's.
func (s Story) config() (config.Config, error) {
	parts := map[string]any{}
	if s.Policy != "" {
		parts["policy"] = map[string]any{"profile": s.Policy}
	}
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
	b, err := yaml.Marshal(parts)
	if err != nil {
		return config.Config{}, fmt.Errorf("the story's configuration: %w", err)
	}
	return config.ForStories(b)
}

// run goes from instant to instant: the next step, the next hour at which a case owes something, the next letter
// that may go.
func (p *play) run(ctx context.Context) error {
	steps := p.story.Steps
	for {
		next, err := p.nextInstant(ctx, steps)
		if err != nil || next.IsZero() || next.After(p.story.Until) {
			return err
		}
		p.now = next
		for len(steps) > 0 && !steps[0].At.After(p.now) {
			if err := p.step(ctx, steps[0]); err != nil {
				return fmt.Errorf("at %s: %w", steps[0].At.Format(time.RFC3339), err)
			}
			steps = steps[1:]
		}
		if p.down.After(p.now) {
			continue
		}
		if err := p.settle(ctx); err != nil {
			return err
		}
	}
}

func (p *play) nextInstant(ctx context.Context, steps []Step) (time.Time, error) {
	var next time.Time
	consider := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if len(steps) > 0 {
		consider(steps[0].At)
	}
	if p.down.After(p.now) {
		consider(p.down)
		return next, nil
	}
	wake, err := p.desk.NextWake(ctx)
	if err != nil {
		return next, err
	}
	consider(wake)
	for _, channel := range []complaints.Channel{complaints.Email, complaints.SMS} {
		due, err := p.desk.NextDue(ctx, channel)
		if err != nil {
			return next, err
		}
		consider(due)
	}
	if !next.IsZero() && next.Before(p.now) {
		next = p.now
	}
	return next, nil
}

// settle takes in what waits, sends what is due and sweeps, until nothing is left to do at this instant.
func (p *play) settle(ctx context.Context) error {
	if len(p.queue) > 0 {
		waiting := p.queue
		p.queue = nil
		for _, a := range waiting { // one by one, as they would have come
			if err := p.desk.Receive(ctx, a.Source, []complaints.Arrival{a}, complaints.Cursor{}); err != nil {
				return err
			}
		}
	}
	for {
		if err := p.desk.Sweep(ctx); err != nil {
			return err
		}
		sent, err := p.send(ctx)
		if err != nil {
			return err
		}
		wake, err := p.desk.NextWake(ctx)
		if err != nil {
			return err
		}
		if sent == 0 && (wake.IsZero() || wake.After(p.now)) {
			return nil
		}
	}
}

// send lets every letter that is due be accepted.
func (p *play) send(ctx context.Context) (int, error) {
	n := 0
	for _, channel := range []complaints.Channel{complaints.Email, complaints.SMS} {
		for {
			letters, err := p.desk.Claim(ctx, channel, p.now, 100, time.Minute)
			if err != nil || len(letters) == 0 {
				if err != nil {
					return n, err
				}
				break
			}
			results := make([]complaints.SendResult, len(letters))
			for i, l := range letters {
				results[i] = complaints.SendResult{Letter: l.ID, State: complaints.Sent, At: p.now, Detail: "250 accepted", Provider: fmt.Sprintf("S%06d", len(p.sent)+i)}
			}
			p.sent = append(p.sent, letters...)
			if err := p.desk.Record(ctx, results); err != nil {
				return n, err
			}
			n += len(letters)
		}
	}
	return n, nil
}

func (p *play) step(ctx context.Context, s Step) error {
	p.number++
	id := fmt.Sprintf("story-%03d", p.number)
	switch {
	case s.Email != nil:
		return p.email(ctx, s, id)
	case s.Reply != nil:
		return p.reply(ctx, s, id)
	case s.SMS != nil:
		to := s.SMS.To
		if to == "" {
			to = p.cfg.SMS.From
		}
		p.arrive(complaints.Arrival{Key: "sms:" + id, Source: textSource, Channel: complaints.SMS, Received: s.At, Raw: textForm(*s.SMS, id, to)})
	case s.Bounce != nil:
		return p.bounce(ctx, s, id)
	case s.Down != nil:
		p.down = s.Down.Until
		p.teller.say(p.now, "", "The daemon is off until "+p.teller.clock(p.down)+". Mail goes on arriving.")
	case s.Holidays != nil:
		return p.holidays(ctx, *s.Holidays)
	}
	return nil
}

func (p *play) arrive(a complaints.Arrival) {
	a.Size = int64(len(a.Raw))
	p.queue = append(p.queue, a)
}

func (p *play) mail(m writtenMail, id string) {
	p.arrive(complaints.Arrival{Key: "imap:" + id, Source: mailSource, Channel: complaints.Email, Received: m.at, Raw: m.bytes()})
}

func (p *play) email(ctx context.Context, s Step, id string) error {
	e := s.Email
	m := writtenMail{from: e.From, to: e.To, cc: e.Cc, subject: e.Subject, text: e.Body, html: e.HTML, headers: e.Headers, at: s.At, messageID: id + "@" + domainOf(e.From)}
	if m.to == "" {
		m.to = p.cfg.Landlord.Email
	}
	if e.InReplyTo != "" {
		l, err := p.letter(ctx, e.InReplyTo, addressOf(e.From))
		if err != nil {
			return err
		}
		m.answer(l, p.cfg.Landlord.Email)
	}
	p.mail(m, id)
	return nil
}

func (m *writtenMail) answer(l complaints.Letter, mailbox string) {
	m.answers = &l
	m.to = plusAddress(mailbox, l.Token)
	if m.subject == "" {
		m.subject = "Re: " + l.Subject
	}
}

func (p *play) reply(ctx context.Context, s Step, id string) error {
	r := s.Reply
	l, err := p.letter(ctx, r.To, addressOf(r.From))
	if err != nil {
		return err
	}
	m := writtenMail{from: r.From, subject: r.Subject, text: r.Body, at: s.At, messageID: id + "@" + domainOf(r.From), auto: r.Auto}
	m.forged = r.Authenticated != nil && !*r.Authenticated
	if r.Auto && m.subject == "" {
		m.subject = "Automatic reply: " + l.Subject
	}
	m.answer(l, p.cfg.Landlord.Email)
	p.mail(m, id)
	return nil
}

// letter finds the newest letter with that id that went to the address; else the newest with that id; else the
// newest to the address, since a person answers what they have.
func (p *play) letter(ctx context.Context, id complaints.LetterID, address string) (complaints.Letter, error) {
	tests := []func(complaints.Letter) bool{
		func(l complaints.Letter) bool { return l.Letter == id && strings.EqualFold(l.To, address) },
		func(l complaints.Letter) bool { return l.Letter == id },
		func(l complaints.Letter) bool { return strings.EqualFold(l.To, address) },
	}
	for _, fits := range tests {
		for i := len(p.sent) - 1; i >= 0; i-- {
			if fits(p.sent[i]) {
				return p.sent[i], nil
			}
		}
	}
	return complaints.Letter{}, fmt.Errorf("no %s has been sent, so nobody can answer it", id)
}

func (p *play) bounce(ctx context.Context, s Step, id string) error {
	for i := len(p.sent) - 1; i >= 0; i-- {
		l := p.sent[i]
		if l.Letter != s.Bounce.Of {
			continue
		}
		if l.Channel == complaints.SMS {
			return p.desk.Report(ctx, store.Report{Letter: l.ID, Delivery: complaints.Undelivered, At: s.At, Detail: "30003 unreachable handset"})
		}
		p.arrive(complaints.Arrival{Key: "imap:" + id, Source: mailSource, Channel: complaints.Email, Received: s.At, Raw: bounceOf(l, p.cfg.Landlord.Email, id+"@"+authserv, s.At)})
		return nil
	}
	return fmt.Errorf("no %s has been sent, so none can come back", s.Bounce.Of)
}

func (p *play) happened(hs []desk.Happening) { p.teller.happened(hs) }
