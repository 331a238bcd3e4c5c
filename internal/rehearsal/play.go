package rehearsal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/desk"
	"complaints/store"
)

// Theatre is where a story is played: a desk and what surrounds it.
type Theatre struct {
	Desk     *desk.Desk
	Mailbox  string // the address residents write to
	Number   string // the number they text
	SetClock func(time.Time)
	// Deliver lets something arrive.
	Deliver func(context.Context, complaint.Arrival) error
	// Settle returns when nothing is left to do at this instant: all that arrived is decided, all that is due is
	// sent, and what time has made due is decided too.
	Settle func(ctx context.Context, now time.Time) error
}

// Player plays one story in a theatre.
type Player struct {
	Theatre
	story  Story
	now    time.Time
	down   time.Time // the daemon is off until then
	queue  []complaint.Arrival
	sent   []complaint.Letter
	cases  map[string]string // reference -> who opened it
	number int
	name   string // makes the story's message ids its own
	teller teller
	report time.Time // when the next morning letter goes; zero if the story leaves them out
}

// NewPlayer prepares a story. What the desk commits must be given to [Player.Happened].
func NewPlayer(t Theatre, name string, s Story, tell func(Line)) *Player {
	p := &Player{Theatre: t, story: s, now: s.Steps[0].At, name: name, cases: map[string]string{}, teller: teller{tell: tell, rules: t.Desk.Procedure}}
	if s.Reports {
		p.report = p.nextMorning(p.now)
	}
	return p
}

// nextMorning is when the office next opens, after an instant.
func (p *Player) nextMorning(after time.Time) time.Time {
	rules := p.Desk.Procedure()
	c, hours := rules.Calendar, rules.Settings.Hours
	at := c.At(c.Day(after), hours.Open, 0)
	for !at.After(after) || !c.WorkingDay(c.Day(at)) {
		at = c.At(c.Day(at)+1, hours.Open, 0)
	}
	return at
}

// Happened is told what the desk has committed.
func (p *Player) Happened(hs []desk.Happening) {
	for _, h := range hs {
		if m := h.Message; m != nil && m.Outcome.Kind == store.Opened {
			p.cases[m.Outcome.Case] = m.Message.From
		}
		if h.Letter != nil {
			p.sent = append(p.sent, *h.Letter)
		}
	}
	p.teller.happened(hs)
}

const mailSource, textSource = "story", "sms"

// Play goes from instant to instant: the next step, the next hour at which a case owes something, the next letter
// that may go.
func (p *Player) Play(ctx context.Context) error {
	steps := p.story.Steps
	for {
		next, err := p.nextInstant(ctx, steps)
		if err != nil || next.IsZero() || next.After(p.story.Until) {
			return err
		}
		p.now = next
		p.SetClock(next)
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
		if err := p.morning(ctx); err != nil {
			return err
		}
	}
}

// morning writes the morning letters when their time has come. One that falls into an outage does not come later.
func (p *Player) morning(ctx context.Context) error {
	if p.report.IsZero() || p.now.Before(p.report) {
		return nil
	}
	due := p.report
	if p.report = p.nextMorning(p.now); due.Before(p.now) {
		return nil
	}
	if err := p.Desk.MorningReport(ctx); err != nil {
		return err
	}
	return p.Settle(ctx, p.now)
}

func (p *Player) nextInstant(ctx context.Context, steps []Step) (time.Time, error) {
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
	due, err := p.Desk.Next(ctx)
	if err != nil {
		return next, err
	}
	consider(due)
	consider(p.report)
	if !next.IsZero() && next.Before(p.now) {
		next = p.now
	}
	return next, nil
}

// settle lets in what waited, and then everything that follows happen.
func (p *Player) settle(ctx context.Context) error {
	waiting := p.queue
	p.queue = nil
	for _, a := range waiting {
		if err := p.Deliver(ctx, a); err != nil {
			return err
		}
	}
	return p.Settle(ctx, p.now)
}

func (p *Player) step(ctx context.Context, s Step) error {
	p.number++
	id := fmt.Sprintf("%s-%03d", p.name, p.number)
	switch {
	case s.Email != nil:
		return p.email(ctx, s, id)
	case s.Reply != nil:
		return p.reply(ctx, s, id)
	case s.SMS != nil:
		to := s.SMS.To
		if to == "" {
			to = p.Number
		}
		p.arrive(complaint.Arrival{Key: "sms:" + id, Source: textSource, Channel: complaint.SMS, Received: s.At, Raw: textForm(*s.SMS, id, to)})
	case s.Bounce != nil:
		return p.bounce(ctx, s, id)
	case s.Down != nil:
		p.down = s.Down.Until
		p.teller.say(p.now, "SwitchedOff", "The daemon is off until "+p.teller.clock(p.down)+". Mail goes on arriving.")
	case s.Holidays != nil:
		return p.holidays(ctx, *s.Holidays)
	case s.People != nil:
		return p.people(ctx, s.People)
	}
	return nil
}

func (p *Player) arrive(a complaint.Arrival) {
	a.Size = int64(len(a.Raw))
	p.queue = append(p.queue, a)
}

func (p *Player) mail(m writtenMail, id string) {
	p.arrive(complaint.Arrival{Key: "imap:" + id, Source: mailSource, Channel: complaint.Email, Received: m.at, Raw: m.bytes()})
}

func (p *Player) email(ctx context.Context, s Step, id string) error {
	e := s.Email
	m := writtenMail{from: e.From, to: e.To, cc: e.Cc, subject: e.Subject, text: e.Body, html: e.HTML, headers: e.Headers, at: s.At, messageID: id + "@" + domainOf(e.From)}
	if m.to == "" {
		m.to = p.Mailbox
	}
	if e.InReplyTo != "" {
		l, err := p.letter(e.InReplyTo, addressOf(e.From), "")
		if err != nil {
			return err
		}
		m.answer(l, p.Mailbox)
	}
	p.mail(m, id)
	return nil
}

func (m *writtenMail) answer(l complaint.Letter, mailbox string) {
	m.answers = &l
	m.to = plusAddress(mailbox, l.Token)
	if m.subject == "" {
		m.subject = "Re: " + l.Subject
	}
}

func (p *Player) reply(ctx context.Context, s Step, id string) error {
	r := s.Reply
	l, err := p.letter(r.To, addressOf(r.From), r.About)
	if err != nil {
		return err
	}
	m := writtenMail{from: r.From, subject: r.Subject, text: r.Body, at: s.At, messageID: id + "@" + domainOf(r.From), auto: r.Auto}
	m.forged = r.Authenticated != nil && !*r.Authenticated
	if r.Auto && m.subject == "" {
		m.subject = "Automatic reply: " + l.Subject
	}
	m.answer(l, p.Mailbox)
	p.mail(m, id)
	return nil
}

// letter finds the newest letter with that id that went to the address; else the newest with that id; else the
// newest to the address, since a person answers what they have.
func (p *Player) letter(id complaint.LetterID, address, about string) (complaint.Letter, error) {
	tests := []func(complaint.Letter) bool{
		func(l complaint.Letter) bool { return l.Letter == id && strings.EqualFold(l.To, address) },
		func(l complaint.Letter) bool { return l.Letter == id },
		func(l complaint.Letter) bool { return strings.EqualFold(l.To, address) },
	}
	for _, fits := range tests {
		for i := len(p.sent) - 1; i >= 0; i-- {
			if fits(p.sent[i]) && (about == "" || p.cases[p.sent[i].Case] == about) {
				return p.sent[i], nil
			}
		}
	}
	return complaint.Letter{}, fmt.Errorf("no %s has been sent, so nobody can answer it", id)
}

func (p *Player) bounce(ctx context.Context, s Step, id string) error {
	for i := len(p.sent) - 1; i >= 0; i-- {
		l := p.sent[i]
		if l.Letter != s.Bounce.Of {
			continue
		}
		if l.Channel == complaint.SMS {
			return p.Desk.Report(ctx, store.Report{Letter: l.ID, Delivery: complaint.Undelivered, At: s.At, Detail: "30003 unreachable handset"})
		}
		p.arrive(complaint.Arrival{Key: "imap:" + id, Source: mailSource, Channel: complaint.Email, Received: s.At, Raw: bounceOf(l, p.Mailbox, id+"@"+AuthservID, s.At)})
		return nil
	}
	return fmt.Errorf("no %s has been sent, so none can come back", s.Bounce.Of)
}
