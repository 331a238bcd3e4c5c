package report

import (
	"time"

	"complaints/internal/complaint"
)

// wait is a kind of thing that waits for a person: the facts by which it begins and ends, as far as they say which of
// several it is.
type wait struct {
	kind        string
	begin, end  func(complaint.Fact) (which string, ok bool)
	closedEnds  bool // the case's closing ends it as well
	openingEnds bool // so does a stage that opens
}

// waits are the kinds that a case's events tell of. A danger is counted in minutes, and answers by their own figures.
var waits = []wait{
	{kind: "to be decided", closedEnds: true, openingEnds: true,
		begin: is[complaint.ReviewAsked], end: is[complaint.InformalBegun]},
	{kind: "the first conversation", closedEnds: true,
		begin: is[complaint.Assigned], end: func(f complaint.Fact) (string, bool) {
			c, ok := f.(complaint.Contacted)
			return "", ok && !c.Attempt
		}},
	{kind: "a request handed to an area", openingEnds: true,
		begin: raised(complaint.ScheduleRequest), end: over(complaint.ScheduleRequest)},
	{kind: "personal data", begin: raised(complaint.ScheduleData), end: over(complaint.ScheduleData)},
	{kind: "an official body", begin: raised(complaint.ScheduleOmbudsman), end: over(complaint.ScheduleOmbudsman)},
	{kind: "letters that are held", begin: is[complaint.SafetyHeld], end: is[complaint.SafetyReleased]},
	{kind: "a letter to bring", begin: func(f complaint.Fact) (string, bool) {
		d, ok := f.(complaint.DeliveryFailed)
		return string(d.Undeliverable.Letter), ok
	}, end: func(f complaint.Fact) (string, bool) {
		d, ok := f.(complaint.DeliveryMended)
		return string(d.Letter), ok
	}},
	{kind: "a colleague's yes", begin: func(f complaint.Fact) (string, bool) {
		q, ok := f.(complaint.QuestionPut)
		return q.Question.ID, ok
	}, end: func(f complaint.Fact) (string, bool) {
		q, ok := f.(complaint.QuestionEnded)
		return q.ID, ok
	}},
}

func is[F complaint.Fact](f complaint.Fact) (string, bool) {
	_, ok := f.(F)
	return "", ok
}

// raised is the fact by which a clock begins to run, and over that by which it stops for good.
func raised(schedule string) func(complaint.Fact) (string, bool) {
	return func(f complaint.Fact) (string, bool) {
		r, ok := f.(complaint.Reminded)
		return "", ok && r.Schedule == schedule && !r.Until.Equal(complaint.ForGood)
	}
}

func over(schedule string) func(complaint.Fact) (string, bool) {
	return func(f complaint.Fact) (string, bool) {
		r, ok := f.(complaint.Reminded)
		return "", ok && r.Schedule == schedule && r.Until.Equal(complaint.ForGood)
	}
}

// waited counts how many days things of each kind have waited that ended in the period.
func (r *Count) waited(events []complaint.Event) {
	for _, w := range waits {
		since := map[string]time.Time{}
		for _, e := range events {
			if which, ok := w.begin(e.Fact); ok {
				if _, waiting := since[which]; !waiting {
					since[which] = e.At
				}
				continue
			}
			ended := map[string]time.Time{}
			if which, ok := w.end(e.Fact); ok && !since[which].IsZero() {
				ended[which] = since[which]
			}
			_, closed := e.Fact.(complaint.CaseClosed)
			_, opened := e.Fact.(complaint.StageOpened)
			if closed && w.closedEnds || opened && w.openingEnds {
				ended = since
			}
			for which, began := range ended {
				if r.during(r.day(e.At)) {
					r.span("days of waiting", w.kind, e.At.Sub(began).Hours()/24)
				}
				delete(since, which)
			}
		}
	}
}

// AddFiled counts a message that was filed outside any case on a day, and whether a person has brought it back since.
func (r *Count) AddFiled(at time.Time, back bool) {
	if r.during(r.day(at)) {
		r.share("filed and brought back", back)
	}
}
