package rehearsal

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/config"
	"complaints/internal/desk"
	"complaints/internal/message"
	"complaints/internal/outbox"
	"complaints/store"
)

// Environment is what a story runs in: a desk and the outside world around it.
type Environment struct {
	Desk     *desk.Desk
	Mailbox  string // the address residents write to
	Number   string // the number they text
	SetClock func(time.Time)
	// NextDue returns the next instant at which a case or a letter is due; the zero time if none is.
	NextDue func(context.Context) (time.Time, error)
	// Deliver lets something arrive.
	Deliver func(context.Context, message.Arrival) error
	// Settle returns when nothing is left to do at this instant: all that arrived is decided, all that is due is
	// sent, and what time has made due is decided too.
	Settle func(ctx context.Context, now time.Time) error
	// Store is the database, and Anew begins with a new one. Nil is an environment in which neither can be done.
	Store func() *store.Store
	Anew  func(ctx context.Context) (*desk.Desk, error)
}

// Runner runs one story in an environment.
type Runner struct {
	Environment
	story    Story
	now      time.Time
	down     time.Time // the daemon is off until then
	queue    []message.Arrival
	read     []message.Arrival // what was taken in of the mailbox
	held     bool              // nothing of it is taken in
	sent     []outbox.Letter
	cases    map[string]string // reference -> who opened it
	number   int
	name     string // makes the story's message ids its own
	narrator narrator
	report   time.Time // when the next morning letter goes; zero if the story leaves them out
}

// NewRunner prepares a story. What the desk commits must be given to [Runner.Observe].
func NewRunner(e Environment, name string, s Story, tell func(Line)) *Runner {
	r := &Runner{
		Environment: e, story: s, now: s.Steps[0].At, name: name, cases: map[string]string{},
		narrator: narrator{tell: tell, rules: e.Desk.Procedure},
	}
	if s.Reports {
		r.report = r.nextMorning(r.now)
	}
	return r
}

// nextMorning is when the office next opens, after an instant.
func (r *Runner) nextMorning(after time.Time) time.Time {
	rules := r.Desk.Procedure()
	c, hours := rules.Calendar, rules.Settings.Hours
	at := c.At(c.Day(after), hours.Open, 0)
	for !at.After(after) || !c.WorkingDay(c.Day(at)) {
		at = c.At(c.Day(at)+1, hours.Open, 0)
	}
	return at
}

// Observe is told what the desk has committed.
func (r *Runner) Observe(done []desk.Activity) {
	for _, h := range done {
		if m := h.Message; m != nil && m.Outcome.Kind == store.Opened {
			r.cases[m.Outcome.Case] = m.Message.From
		}
		if h.Letter != nil {
			r.sent = append(r.sent, *h.Letter)
		}
	}
	r.narrator.observe(done)
}

const mailSource, textSource = "story", "sms"

// Run goes from instant to instant: the next step, the next hour at which a case owes something, the next letter
// that may go.
func (r *Runner) Run(ctx context.Context) error {
	steps := r.story.Steps
	for {
		next, err := r.nextInstant(ctx, steps)
		if err != nil || next.IsZero() || next.After(r.story.Until) {
			return err
		}
		r.now = next
		r.SetClock(next)
		for len(steps) > 0 && !steps[0].At.After(r.now) {
			if err := r.step(ctx, steps[0]); err != nil {
				return fmt.Errorf("at %s: %w", steps[0].At.Format(time.RFC3339), err)
			}
			steps = steps[1:]
		}
		if r.down.After(r.now) {
			continue
		}
		if err := r.settle(ctx); err != nil {
			return err
		}
		if err := r.morning(ctx); err != nil {
			return err
		}
	}
}

// morning writes the morning letters when their time has come. One that falls into an outage does not come later.
func (r *Runner) morning(ctx context.Context) error {
	if r.report.IsZero() || r.now.Before(r.report) {
		return nil
	}
	due := r.report
	if r.report = r.nextMorning(r.now); due.Before(r.now) {
		return nil
	}
	if err := r.Desk.MorningReport(ctx); err != nil {
		return err
	}
	return r.Settle(ctx, r.now)
}

func (r *Runner) nextInstant(ctx context.Context, steps []Step) (time.Time, error) {
	var next time.Time
	consider := func(t time.Time) {
		if !t.IsZero() && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if len(steps) > 0 {
		consider(steps[0].At)
	}
	if r.down.After(r.now) {
		consider(r.down)
		return next, nil
	}
	due, err := r.NextDue(ctx)
	if err != nil {
		return next, err
	}
	consider(due)
	consider(r.report)
	if !next.IsZero() && next.Before(r.now) {
		next = r.now
	}
	return next, nil
}

// settle lets in what waited, and then everything that follows happen.
func (r *Runner) settle(ctx context.Context) error {
	if r.held {
		return r.Settle(ctx, r.now)
	}
	waiting := r.queue
	r.queue = nil
	for _, a := range waiting {
		if err := r.Deliver(ctx, a); err != nil {
			return err
		}
		if a.Source == mailSource {
			r.read = append(r.read, a)
		}
	}
	return r.Settle(ctx, r.now)
}

func (r *Runner) step(ctx context.Context, s Step) error {
	r.number++
	id := fmt.Sprintf("%s-%03d", r.name, r.number)
	switch {
	case s.Email != nil:
		return r.email(s, id)
	case s.Reply != nil:
		return r.reply(s, id)
	case s.SMS != nil && forged(s.SMS.Authenticated):
		r.narrator.say(r.now, "TextRefused", "A text in the name of "+s.SMS.From+" is refused: the text service has "+
			"not signed it.")
	case s.SMS != nil:
		r.queue = append(r.queue, textArrival(id, s.At, textForm(*s.SMS, id, cmp.Or(s.SMS.To, r.Number))))
	case s.Bounce != nil:
		return r.bounce(ctx, s, id)
	case s.Down != nil:
		r.down = s.Down.Until
		until := r.narrator.clock(r.down)
		r.narrator.say(r.now, "SwitchedOff", "The daemon is off until "+until+". Mail goes on arriving.")
	case s.Holidays != nil:
		return r.holidays(ctx, *s.Holidays)
	case s.People != nil:
		return r.people(ctx, s.People)
	case s.Configuration != nil:
		return r.configure(ctx, *s.Configuration)
	case s.Adopt != nil:
		return r.adopt(ctx, *s.Adopt)
	case s.Database != nil:
		return r.begin(ctx, *s.Database)
	}
	return nil
}

func (r *Runner) mail(m writtenMail, id string) {
	r.queue = append(r.queue, mailArrival(id, m.at, m.bytes()))
}

func (r *Runner) email(s Step, id string) error {
	e := s.Email
	m := writtenMail{
		from: e.From, to: cmp.Or(e.To, r.Mailbox), cc: e.Cc, subject: e.Subject, text: e.Body, html: e.HTML,
		headers: e.Headers, at: s.At, messageID: id + "@" + domainOf(e.From),
		forged: forged(e.Authenticated),
	}
	if e.InReplyTo != "" {
		l, err := r.letter(e.InReplyTo, addressOf(e.From), "")
		if err != nil {
			return err
		}
		m.answer(l, r.Mailbox)
	}
	r.mail(m, id)
	return nil
}

func (m *writtenMail) answer(l outbox.Letter, mailbox string) {
	m.answers = &l
	m.to = plusAddress(mailbox, l.Token)
	if m.subject == "" {
		m.subject = "Re: " + l.Subject
	}
}

func (r *Runner) reply(s Step, id string) error {
	reply := s.Reply
	l, err := r.letter(reply.To, addressOf(reply.From), reply.About)
	if err != nil {
		return err
	}
	m := writtenMail{
		from: reply.From, subject: reply.Subject, text: reply.Body, at: s.At,
		messageID: id + "@" + domainOf(reply.From), auto: reply.Auto,
	}
	m.forged = forged(reply.Authenticated)
	if reply.Auto && m.subject == "" {
		m.subject = "Automatic reply: " + l.Subject
	}
	m.answer(l, r.Mailbox)
	r.mail(m, id)
	return nil
}

// letter finds the newest letter with that id that went to the address; else the newest with that id; else the
// newest to the address, since a person answers what they have.
func (r *Runner) letter(id complaint.LetterID, address, about string) (outbox.Letter, error) {
	tests := []func(outbox.Letter) bool{
		func(l outbox.Letter) bool { return l.Letter == id && strings.EqualFold(l.To, address) },
		func(l outbox.Letter) bool { return l.Letter == id },
		func(l outbox.Letter) bool { return strings.EqualFold(l.To, address) },
	}
	for _, fits := range tests {
		for i := len(r.sent) - 1; i >= 0; i-- {
			if fits(r.sent[i]) && (about == "" || r.cases[r.sent[i].Case] == about) {
				return r.sent[i], nil
			}
		}
	}
	return outbox.Letter{}, fmt.Errorf("no %s has been sent, so nobody can answer it", id)
}

func (r *Runner) bounce(ctx context.Context, s Step, id string) error {
	for i := len(r.sent) - 1; i >= 0; i-- {
		l := r.sent[i]
		if l.Letter != s.Bounce.Of {
			continue
		}
		if l.Channel == message.SMS {
			return r.Desk.Report(ctx, store.Report{
				Letter: l.ID, Delivery: outbox.Undelivered, At: s.At, Detail: "30003 unreachable handset",
			})
		}
		r.queue = append(r.queue, mailArrival(id, s.At, bounceOf(l, r.Mailbox, id+"@"+AuthservID, s.At)))
		return nil
	}
	return fmt.Errorf("no %s has been sent, so none can come back", s.Bounce.Of)
}

// holidays changes the calendar from now on and recalculates every case.
func (r *Runner) holidays(ctx context.Context, h Holidays) error {
	days := make(map[calendar.Date]string, len(h.Add))
	for _, day := range h.Add {
		d, err := calendar.ParseDate(day)
		if err != nil {
			return fmt.Errorf("holidays: %w", err)
		}
		days[d] = "new bank holiday"
	}
	rules := r.Desk.Rules()
	rules.Calendar = rules.Calendar.With(days)
	r.Desk.Change(rules)
	r.narrator.say(r.now, "CalendarChanged", "New days off: "+strings.Join(h.Add, ", ")+".")
	moved, err := r.Desk.Recalculate(ctx, "The calendar has new days off.")
	if err == nil {
		r.narrator.say(r.now, "CalendarChanged", fmt.Sprintf("%d cases have a new date.", len(moved)))
	}
	return err
}

// people changes the register from now on. Cases whose handler has left it pass on.
func (r *Runner) people(ctx context.Context, parts map[string]any) error {
	changed := r.story
	changed.People = config.LaidOver(r.story.People, parts)
	cfg, err := changed.Config()
	if err != nil {
		return fmt.Errorf("people: %w", err)
	}
	fresh, err := cfg.Procedure()
	if err != nil {
		return fmt.Errorf("people: %w", err)
	}
	r.story = changed
	rules := r.Desk.Rules()
	rules.Register = fresh.Register
	r.Desk.Change(rules)
	r.narrator.say(r.now, "", "The register of people changes.")
	_, err = r.Desk.Follow(ctx, "The register of people has changed.")
	return err
}
