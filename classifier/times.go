package classifier

import (
	"math"
	"slices"

	"complaints/classifier/dates"
	"complaints/classifier/internal/linear"
	"complaints/classifier/internal/words"
	"complaints/internal/calendar"
	"complaints/internal/reading"
)

// A message tells of more days than that of what it complains of: when somebody moved in, an old favour, the visit
// before. The model of times says of each phrase whether what is complained of begins or ends with it, and the model
// of whole messages whether it goes on.

// How sure the models must be. Found by leaving authors out.
const (
	sureToday = 0.3 // that it began today, where no day is told
	moreToday = 0.6 // the same against a day that is told
)

// Time is a day or a stretch of days that a message tells of.
type Time struct {
	Begins, Ends calendar.Date // zero where it is open
}

// timeOf is a phrase as days: an amount of time counts back to its day.
func timeOf(m dates.Mention) Time {
	t := Time{m.Interval.Earliest, m.Interval.Latest}
	const loose = 3 // days by which an interval is no looser than people's counting
	if !m.Counted.IsZero() && t.Begins < m.Counted.AddDays(-loose) {
		t.Begins = m.Counted
		if m.Kind == dates.Point {
			t.Ends = m.Counted
		}
	}
	return t
}

// timesIn are the phrases of a message that may tell when it happened.
func timesIn(t *words.Text, told []dates.Mention) []dates.Mention {
	return slices.DeleteFunc(slices.Clone(told), func(m dates.Mention) bool {
		return m.Kind == dates.Future || background(t, m)
	})
}

// timeMessages are the phrases as the model of times sees them: their sentence, what stands next to them, and where
// they lie among the others.
func timeMessages(b *rulebook, t *words.Text, hits []hit, told []dates.Mention, in *Input,
	day calendar.Date) []linear.Message {
	out := make([]linear.Message, len(told))
	for i, m := range told {
		first, last := m.From, m.To
		for first > 0 && t.Tokens[first-1].Sentence == t.Tokens[m.From].Sentence {
			first--
		}
		for last < len(t.Tokens) && t.Tokens[last].Sentence == t.Tokens[m.From].Sentence {
			last++
		}
		const beside = 5
		out[i] = linear.Message{
			Text: &words.Text{Body: t.Body, Tokens: t.Tokens[first:last]}, Channel: in.Channel,
			Context: reading.ContextNone,
			Around: &linear.Around{
				Before: t.Tokens[max(first, m.From-beside):m.From], After: t.Tokens[m.To:min(last, m.To+beside)],
				Place: append(placeOfTime(t, told, i, day), conceptsIn(b, hits, first, last)...),
			},
		}
	}
	return out
}

// placeOfTime says what kind of phrase it is, how old, how exact, and how it lies to the other phrases.
func placeOfTime(t *words.Text, told []dates.Mention, i int, day calendar.Date) []string {
	m := told[i]
	at := timeOf(m)
	place := []string{"kind " + string(m.Kind), "age " + ageClass(at.Begins, day), "end " + ageClass(at.Ends, day)}
	add := func(yes bool, what string) {
		if yes {
			place = append(place, what)
		}
	}
	earliest, latest := true, true
	for k, o := range told {
		if k == i {
			continue
		}
		other := timeOf(o)
		earliest = earliest && at.Begins <= other.Begins
		latest = latest && at.Ends >= other.Ends
	}
	for what, yes := range map[string]bool{
		"only": len(told) == 1, "two": len(told) == 2, "many": len(told) > 4, "first": i == 0,
		"last": i == len(told)-1, "earliest": earliest, "latest": latest, "subject": t.Tokens[m.From].Subject,
		"day":    at.Begins == at.Ends,
		"year":   !at.Begins.IsZero() && at.Begins.DaysUntil(at.Ends) > 300,
		"begins": m.From == 0 || t.Tokens[m.From-1].Sentence != t.Tokens[m.From].Sentence,
	} {
		add(yes, what)
	}
	slices.Sort(place)
	for k, n := 0, len(place); k < n; k++ {
		for _, p := range place[k+1 : n] {
			place = append(place, place[k]+"+"+p)
		}
	}
	return place
}

// ageClass says roughly how long ago a day was.
func ageClass(at, day calendar.Date) string {
	if at.IsZero() {
		return "open"
	}
	age := at.DaysUntil(day)
	for _, c := range [...]struct {
		days int
		name string
	}{{0, "today"}, {3, "days"}, {14, "weeks"}, {45, "month"}, {185, "half"}, {400, "year"}, {1200, "years"}} {
		if age <= c.days {
			return c.name
		}
	}
	return "ages"
}

// when is the time of what is complained of. A phrase counts for more where its words belong to a matter.
func (r *scan) when(units []unitReading) reading.Interval {
	day := r.c.day(r.in.Received)
	told := timesIn(r.t, r.told)
	p := r.c.model.Head("event").Of(r.raw) // ended, goes_on, today
	begins, ends := -1, -1
	var surest, sureEnd float32
	head := r.c.models.Times.Head("times")
	for i, msg := range timeMessages(r.c.book, r.t, r.hits, told, r.in, day) {
		says, weight := head.Of(r.c.models.Times.Score(msg)), ofMatter(units, told[i])
		if v := says[0] * weight; begins < 0 || v > surest {
			begins, surest = i, v
		}
		if v := says[1] * weight; ends < 0 || v > sureEnd {
			ends, sureEnd = i, v
		}
	}
	switch {
	case (begins < 0 && p[2] >= sureToday || p[2] >= moreToday && p[2] > surest) && r.danger() != "":
		return reading.Interval{Earliest: day, Latest: day}
	case begins < 0:
		return reading.Interval{}
	}
	out := reading.Interval{Earliest: timeOf(told[begins]).Begins, Latest: timeOf(told[ends]).Ends}
	if r.goesOn(p[0]) {
		out.Latest = day
	}
	out.Latest = max(out.Latest, out.Earliest)
	return out
}

// goesOn reports whether what is complained of is not over, of which the model of whole messages says how likely it is.
// Words that say so, either way, count for as much as they did where authors were left out.
func (r *scan) goesOn(over float32) bool {
	odds := over / (1 - over)
	if !r.event.ongoing && !r.has(r.c.signals.ongoing) {
		odds *= 2
	}
	if r.has(r.c.signals.finished) {
		odds *= 2
	}
	return odds < 1
}

// ofMatter is what a phrase counts for: the likelier its clause belongs to a matter, the more.
func ofMatter(units []unitReading, m dates.Mention) float32 {
	const elsewhere = 0.1 // in the subject, or in a clause of no matter
	var p float32
	for _, u := range units {
		if m.From >= u.First && m.From < u.Last {
			p = u.begins + u.goesOn
		}
	}
	return float32(math.Sqrt(float64(elsewhere + p)))
}
