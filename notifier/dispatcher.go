package notifier

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/message"
	"complaints/internal/outbox"
)

// Outbox is where letters wait, and where what became of them is kept.
type Outbox interface {
	// Claim leases up to n letters of one channel that are due at now, in order of Promised date, and commits
	// the attempt before it returns: Tries.Count as given back leaves this try out, the stored count has it in.
	// Due are Pending and Unknown letters whose time has come, and Leased ones whose lease ran out; the latter
	// come with Tries.InDoubt set and counted in Tries.Doubts.
	Claim(
		ctx context.Context, channel message.Channel, now time.Time, n int, lease time.Duration,
	) ([]outbox.Letter, error)
	// Record stores outcomes and ends their leases. Sent and Failed are final. Pending and Unknown letters
	// are due again at NextTry. Unknown sets Tries.InDoubt and adds to Tries.Doubts, the others clear
	// Tries.InDoubt. An Untried result takes the attempt back: its State and NextTry are stored, Tries stay as
	// they were before the claim.
	Record(ctx context.Context, results []outbox.SendResult) error
	// NextDue returns when the next letter of a channel becomes due, leases that run out included; zero if
	// none waits.
	NextDue(ctx context.Context, channel message.Channel) (time.Time, error)
}

// leaseKeeper is an [Outbox] that can lengthen leases. With one, leases are short, so that another daemon
// takes over soon after a crash, and renewed while a letter is on the wire.
type leaseKeeper interface {
	Renew(ctx context.Context, letters []string, until time.Time) error
}

// promiser is an [Outbox] that knows the earliest promised date of the letters that are due. With one, a lane whose
// server is down tries again soon while something urgent waits.
type promiser interface {
	FirstPromised(ctx context.Context, channel message.Channel, now time.Time) (calendar.Date, bool, error)
}

// doubter is an [Outbox] that can have letters in doubt tried at once: when a server takes letters again of which it
// was not known for a while whether it does.
type doubter interface {
	TryDoubtful(ctx context.Context, channel message.Channel, now time.Time) error
}

// Mailer sends letters by email; see [SMTP.SendEach].
type Mailer interface {
	SendEach(ctx context.Context, letters []outbox.Letter, done func(outbox.SendResult)) error
}

// texter sends letters by text; see [Twilio].
type texter interface {
	Send(ctx context.Context, l outbox.Letter) (outbox.SendResult, error)
	Find(ctx context.Context, l outbox.Letter, since time.Time) (sid string, found bool, err error)
}

var (
	_ Mailer = (*SMTP)(nil)
	_ texter = (*Twilio)(nil)
)

const (
	shortLease = 30 * time.Second // with renewal
	longLease  = 15 * time.Minute // without: longer than the slowest letter
	mailClaim  = 64               // mails of one claim
	textClaim  = 4                // texts of one claim: those not sent at a crash would all be in doubt
	usualIdle  = time.Minute      // how long to sleep at most: other programs write to the outbox too
	// retryOutbox is how soon an outbox that failed is asked again.
	retryOutbox = time.Second
)

// DispatcherConfig ties senders to an outbox.
type DispatcherConfig struct {
	Outbox Outbox
	Email  Mailer // nil: no email leaves
	SMS    texter // nil: no texts leave
	// Connections is how many mail connections may be open at once; 0 is 1. With one, letters leave strictly
	// in order of Promised date.
	Connections int
	// PerMinute is how many mails may leave in a minute, in small portions, where the mail server takes no more; 0 is
	// as many as it takes.
	PerMinute int
	// Idle is how long to sleep at most when nothing is due; 0 is a minute. It may be long where somebody calls
	// [Dispatcher.Kick] whenever other programs may have written to the outbox.
	Idle time.Duration
	// Accepted is told at once of each letter that a server has taken, before that is recorded, which is done for
	// several letters together. It is called from several goroutines and must be quick.
	Accepted func(outbox.SendResult)
	// Done is told outcomes after they are recorded, so that the procedure goes on: the acknowledgement is
	// sent, a refused letter becomes a person's duty. A crash can come between record and Done, so whoever
	// needs every outcome also looks at the record when it starts.
	Done func(ctx context.Context, results []outbox.SendResult)
	// Alarm is told when a channel gets into trouble with its server or with the outbox, when the trouble
	// changes, and with nil when it is over. errors.Is(err, ErrAccount) asks for a person. It may be called
	// from several goroutines.
	Alarm func(channel message.Channel, err error)
	// Now is the clock; nil is the wall clock.
	Now func() time.Time
}

// Dispatcher takes due letters from the outbox and sends them, until it is stopped.
type Dispatcher struct {
	cfg   DispatcherConfig
	lanes []*lane
}

// NewDispatcher prepares a dispatcher; [Dispatcher.Run] starts it.
func NewDispatcher(cfg DispatcherConfig) (*Dispatcher, error) {
	if cfg.Outbox == nil {
		return nil, errors.New("dispatcher: no outbox")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Idle = cmp.Or(cfg.Idle, usualIdle)
	d := &Dispatcher{cfg: cfg}
	if cfg.Email != nil {
		l := d.newLane(message.Email, cmp.Or(cfg.Connections, 1), mailClaim)
		l.send, l.pace = l.mail, newPace(cfg.PerMinute)
		d.lanes = append(d.lanes, l)
	}
	if cfg.SMS != nil {
		l := d.newLane(message.SMS, 1, textClaim)
		l.send = l.texts
		d.lanes = append(d.lanes, l)
	}
	if len(d.lanes) == 0 {
		return nil, errors.New("dispatcher: neither email nor texts can be sent")
	}
	return d, nil
}

// Kick says that letters may have become due. It never blocks and may be called from anywhere.
func (d *Dispatcher) Wake() {
	for _, l := range d.lanes {
		l.wake()
	}
}

// Retry has lanes that rest after a trouble try again at once.
func (d *Dispatcher) Retry() {
	for _, l := range d.lanes {
		l.breaker.retry()
	}
	d.Wake()
}

// Run sends until ctx ends, finishes what is on the wire within seconds, hands the rest back, and returns.
func (d *Dispatcher) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, l := range d.lanes {
		for range l.workers {
			wg.Go(func() { l.run(ctx) })
		}
	}
	wg.Wait()
}
