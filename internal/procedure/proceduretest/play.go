package proceduretest

import (
	"fmt"
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/outbox"
	"complaints/internal/procedure"
)

// Do takes a decision, sends what may go now and does what is due now.
func (l *Life) Do(d procedure.Decision) *Life {
	l.t.Helper()
	l.Take(d)
	l.Until(l.Now)
	return l
}

// Take folds a decision into the case and queues its letters; nothing is sent yet.
func (l *Life) Take(d procedure.Decision) {
	l.t.Helper()
	for _, e := range d.Events {
		l.Case = l.Case.Apply(e)
		if e.Why == "" || e.By == (actor.Actor{}) {
			l.t.Errorf("%s was decided because of %q by %q, want a reason and a name", e.Kind(), e.Why, e.By)
		}
	}
	l.Events = append(l.Events, d.Events...)
	for _, o := range l.gate(d.Letters) {
		key := fmt.Sprintf("%s for %q by %s to %s%s", name(o.Letter), o.Cause, o.Channel, o.To.Email, o.To.Phone)
		if l.keys[key] {
			l.t.Errorf("%s was ordered twice, want one letter for one cause", key)
		}
		l.keys[key] = true
		if o.Cause == "" {
			l.t.Errorf("%s has no cause", name(o.Letter))
		}
		if l.Ordered != nil {
			l.Ordered(o)
		}
		if o.Shadow {
			continue
		}
		l.Waiting = append(l.Waiting, o)
	}
	l.words(d)
	if l.Taken != nil {
		l.Taken(d)
	}
}

// words lets the letters go that somebody has said yes to, and stops those that they have said no to.
func (l *Life) words(d procedure.Decision) {
	is := func(o order.Order, all []complaint.Awaited) int {
		own := complaint.Awaited{Letter: o.Letter, Role: o.Role, Channel: o.Channel, Cause: o.Cause}.ID()
		return slices.IndexFunc(all, func(a complaint.Awaited) bool { return a.ID() == own })
	}
	l.Waiting = slices.DeleteFunc(l.Waiting, func(o order.Order) bool { return is(o, d.KeepBack) >= 0 })
	for i, o := range l.Waiting {
		if n := is(o, d.LetGo); n >= 0 {
			l.Waiting[i].NotBefore = d.LetGo[n].At
		}
	}
}

// gate lets through what the case allows of the letters ordered, and stops those that wait and may go no more.
func (l *Life) gate(orders []order.Order) []order.Order {
	l.t.Helper()
	waiting := make([]outbox.Letter, len(l.Waiting))
	for i, o := range l.Waiting {
		waiting[i] = l.Letter(o)
	}
	through, stopped, back := l.Procedure.Gate(l.Case, orders, waiting, l.Now)
	l.Waiting = slices.DeleteFunc(l.Waiting, func(o order.Order) bool {
		return slices.ContainsFunc(stopped, func(s outbox.Letter) bool { return s.ID == l.Letter(o).ID })
	})
	if len(back.Events) > 0 {
		l.Take(back)
	}
	return through
}

// Until lets time pass until a moment.
func (l *Life) Until(at time.Time) {
	l.t.Helper()
	for {
		next := at.Add(time.Second)
		if w := l.Procedure.NextDue(l.Case, l.Now); l.Case.Ref != "" && !w.IsZero() && w.Before(next) {
			next = w
		}
		for _, o := range l.Waiting {
			if o.NotBefore.Before(next) {
				next = o.NotBefore
			}
		}
		if next.After(at) {
			l.Now = at
			return
		}
		if next.After(l.Now) {
			l.Now = next
		}
		if !l.send() {
			l.Take(l.Procedure.Sweep(l.Case, l.Now))
		}
	}
}

// send lets every letter go that may, and reports whether any did.
func (l *Life) send() bool {
	l.t.Helper()
	due := slices.Clone(l.Waiting)
	l.Waiting = slices.DeleteFunc(l.Waiting, func(o order.Order) bool { return !o.NotBefore.After(l.Now) })
	any := false
	for _, o := range due {
		if o.NotBefore.After(l.Now) {
			continue
		}
		any = true
		if why := procedure.Barred(l.Case, o.Letter, o.Role, o.Channel, o.To, o.ByPerson); why != "" {
			l.t.Errorf("%s left by %s: %s", name(o.Letter), o.Channel, why)
		}
		l.Sent = append(l.Sent, Sent{o, l.Now})
		l.Take(l.Procedure.Accepted(l.Case, l.Letter(o), l.Now))
	}
	return any
}

// Letter is an order as the store has it.
func (l *Life) Letter(o order.Order) outbox.Letter {
	to := o.To.Email
	if o.Channel == message.SMS {
		to = o.To.Phone
	}
	return outbox.Letter{
		ID: fmt.Sprintf("%s-%s-%s", o.Letter, o.Cause, to), Case: l.Case.Ref, Letter: o.Letter,
		Cause: o.Cause, Role: o.Role, Channel: o.Channel, To: to,
		ByPerson: o.ByPerson,
	}
}
