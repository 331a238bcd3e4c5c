package classifier

import (
	"complaints/classifier/dates"
	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// lateness answers the policy's test of age (P3).
type lateness string

const (
	undated lateness = ""        // no date: in time
	inside  lateness = "inside"  // it happened, or goes on, within the limit
	outside lateness = "outside" // all of it ended before the limit
	unsure  lateness = "unsure"  // the words allow both; never a reason to refuse
)

// event is when what a message tells of happened, with the words that say so.
type event struct {
	interval reading.Interval
	mentions []dates.Mention
	ongoing  bool // the words themselves say that it goes on: since, for three weeks now
}

// eventOf joins the date phrases of a message into one interval. Deadlines and appointments to
// come say nothing; lengths of time count only when they are not about a home or a person.
func eventOf(t *words.Text, told []dates.Mention) event {
	var e event
	for _, d := range told {
		if d.Kind == dates.Future || d.Kind == dates.Amount || background(t, d) {
			continue
		}
		e.mentions = append(e.mentions, d)
		if d.Kind == dates.Since || d.Kind == dates.Length {
			e.ongoing = true
		}
		if e.interval.Earliest.IsZero() || !d.Interval.Earliest.IsZero() && d.Interval.Earliest < e.interval.Earliest {
			e.interval.Earliest = d.Interval.Earliest
		}
		e.interval.Latest = max(e.interval.Latest, d.Interval.Latest)
	}
	return e
}

// background reports whether a date tells how long somebody has lived there or how old something
// is, which is no event.
func background(t *words.Text, d dates.Mention) bool {
	for i := max(d.From-6, 0); i < min(d.To+4, len(t.Tokens)); i++ {
		if t.Tokens[i].Sentence != t.Tokens[d.From].Sentence {
			continue
		}
		lasting := d.Kind == dates.Since || d.Kind == dates.Length
		switch t.Tokens[i].Word {
		case "meant", "meaning", "intended", "decided", "mulled":
			return d.Kind == dates.Point
		case "lived", "built", "married", "born", "aged":
			return true
		case "moved": // when somebody came to live there; what we moved is an event
			if i == 0 || t.Tokens[i-1].Sentence != t.Tokens[i].Sentence || movers[t.Tokens[i-1].Word] {
				return true
			}
		case "tenant", "tenancy", "resident", "customer", "leaseholder", "worked", "widow", "widowed":
			if lasting {
				return true
			}
		case "old":
			if i >= d.To {
				return true
			}
		}
	}
	return false
}

// movers are the words before "moved" where people come to live somewhere.
var movers = map[string]bool{
	"i": true, "we": true, "ive": true, "weve": true, "who": true, "having": true, "just": true, "only": true,
	"first": true,
}

// before reports whether anything told of lies, as a whole, before the limit.
func (e event) before(received calendar.Date, months int) bool {
	cutoff := received.AddMonths(-months)
	for _, d := range e.mentions {
		if d.Interval.Latest < cutoff || d.Interval.Earliest < cutoff && !d.Interval.Earliest.IsZero() {
			return true
		}
	}
	return false
}

// late compares an event with the limit, in months before the day the message came. An event
// exactly so many months ago is inside.
func (e event) late(received calendar.Date, months int) lateness {
	if len(e.mentions) == 0 {
		return undated
	}
	cutoff := received.AddMonths(-months)
	switch {
	case e.ongoing || e.interval.Latest >= cutoff && (!e.interval.Earliest.IsZero() && e.interval.Earliest >= cutoff):
		return inside
	case e.interval.Latest < cutoff:
		return outside
	}
	for _, d := range e.mentions {
		if !d.Interval.Earliest.IsZero() && d.Interval.Earliest >= cutoff {
			return inside
		}
	}
	return unsure
}
