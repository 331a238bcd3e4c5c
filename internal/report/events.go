package report

import (
	"cmp"
	"slices"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// countEvents counts what only the events tell: refusals and what became of them, requests, dangers, decisions.
func (r *Count) countEvents(c complaint.Case, events []complaint.Event) {
	for i, e := range events {
		rest := events[i+1:]
		if !r.during(r.day(e.At)) {
			continue
		}
		switch f := e.Fact.(type) {
		case complaint.StageOpened:
			if f.Stage == 2 {
				r.addTo("taken to stage 2", "", part{in: 1})
			} else if opening(events[:i], 1) == nil {
				r.area(events[0], rest)
			}
		case complaint.Corrected:
			if f.Said.Kind != "" {
				r.share("suggestions changed by a person", true, clauseOf(f.Read.Exclusion))
			}
		case complaint.Confirmed:
			r.share("suggestions changed by a person", false, clauseOf(f.Said.Exclusion))
		case complaint.CaseClosed:
			r.closed(c, e, f.Reason, rest)
		case complaint.ReviewAsked:
			r.review(e, f.Question, rest)
		case complaint.AnswerSent:
			if confirmed, again := confirmedFor(events[:i], f.Stage); !again {
				r.share("definition confirmed", confirmed)
			}
		case complaint.OmbudsmanInvolved:
			r.one("with the Ombudsman")
		case complaint.Flagged:
			if f.Emergency {
				r.one("dangers read")
				r.taken(e, rest)
			}
		}
	}
}

// confirmedFor reports whether staff had confirmed what the complaint is about when the answer of a stage was given,
// and whether an answer of that stage had been sent before.
func confirmedFor(events []complaint.Event, stage policy.StageNumber) (confirmed, again bool) {
	now := false
	for _, e := range events {
		switch f := e.Fact.(type) {
		case complaint.Defined:
			now = e.By.Staff()
		case complaint.Responded:
			if f.Stage == stage {
				confirmed = now
			}
		case complaint.AnswerSent:
			again = again || f.Stage == stage
		}
	}
	return confirmed, again
}

// closed counts the ways out of a case that are no answer.
func (r *Count) closed(c complaint.Case, e complaint.Event, why complaint.Close, rest []complaint.Event) {
	again, reason, clause := opening(rest, 1), why.Reason, why.Clause
	switch {
	case reason == complaint.ClosedInformally:
		r.share("settled and reopened", again != nil)
	case reason == complaint.ClosedServiceRequest:
		r.one("requests passed on", "about "+string(c.Area))
		r.share("requests that became complaints", again != nil && r.day(again.At) <= r.day(e.At)+28)
	case reason == complaint.ClosedOutOfTime || reason == complaint.ClosedOutOfScope:
		if clause == "" {
			clause = map[bool]string{true: "too old", false: "other"}[reason == complaint.ClosedOutOfTime]
		}
		r.one("refused", clause)
		r.share("refused and later accepted", again != nil, clause)
		r.refused = append(r.refused, Saying{c.Ref, r.day(e.At), clause + ", " + string(c.Area)})
	}
}

// review counts what a person was asked, and whether they took the suggestion, where no fact of its own says so: a late
// stage 2, what a person had to look at, and whatever was decided before there were such facts. One that opened because
// nobody decided was decided by nobody.
func (r *Count) review(e complaint.Event, q complaint.Question, rest []complaint.Event) {
	if q.Matter == complaint.MatterLateStage2 {
		r.share("late stage 2 accepted", opening(rest, 2) != nil)
	}
	if q.Suggest.Verb == "" || q.Suggest.Verb == complaint.ErasedMark {
		return
	}
	for i, next := range rest {
		took := decisionOf(next.Fact)
		switch {
		case took == "":
			continue
		case took != decidedByNobody && !decidedByFact(rest[i+1:]):
			r.share("suggestions changed by a person", took != string(q.Suggest.Verb), clauseOf(q.Exclusion))
		}
		return
	}
}

const decidedByNobody = "-"

// decisionOf is the word by which a person decides what a fact says, or "" for a fact that decides nothing.
func decisionOf(f complaint.Fact) string {
	switch f := f.(type) {
	case complaint.StageOpened:
		if f.ByDefault {
			return decidedByNobody
		}
		return "ACCEPT"
	case complaint.InformalBegun:
		return "ACCEPT"
	case complaint.CaseClosed:
		switch f.Reason.Reason {
		case complaint.ClosedServiceRequest:
			return "REQUEST"
		case complaint.ClosedWithdrawn, complaint.ClosedDuplicate:
			return decidedByNobody // not as an answer to the question
		}
		return "REFUSE"
	}
	return ""
}

// decidedByFact reports whether the decision before these events says by a fact of its own what the message is.
func decidedByFact(rest []complaint.Event) bool {
	for _, e := range rest {
		switch f := e.Fact.(type) {
		case complaint.Confirmed:
			return true
		case complaint.Corrected:
			if f.Said.Kind != "" {
				return true
			}
		}
		if decisionOf(e.Fact) != "" {
			return false
		}
	}
	return false
}

func clauseOf(e policy.Exclusion) string { return cmp.Or(e.Code(), "no clause") }

// area counts whether a person moved a case to another area than the program had found.
func (r *Count) area(first complaint.Event, rest []complaint.Event) {
	read, ok := first.Fact.(complaint.Registered)
	if !ok {
		return
	}
	moved := slices.ContainsFunc(rest, func(e complaint.Event) bool {
		f, ok := e.Fact.(complaint.Corrected)
		return ok && f.Said.Area != ""
	})
	r.share("areas changed by a person", moved, "read as "+string(read.Area))
}

// taken counts the minutes until a person took an emergency, or knew that there is none.
func (r *Count) taken(e complaint.Event, rest []complaint.Event) {
	for _, next := range rest {
		if f, ok := next.Fact.(complaint.Reminded); ok && f.Schedule == complaint.ScheduleDanger &&
			(f.What == "taken" || f.Until.Equal(complaint.ForGood)) {
			r.span("minutes to a person", "", next.At.Sub(e.At).Minutes())
			return
		}
	}
}

// cameBack counts a resident who complained about the same area in the twelve months before. It is known when every
// case has been seen, since the newest come first.
func (r *Count) cameBack(c complaint.Case, day0 calendar.Date) {
	r.recurring = append(r.recurring, recurrence{c.Ref, []string{c.Party.Email, c.Party.Phone}, day0, c.Area})
}

// recurrence is a case opened in the period, to be compared with those before it.
type recurrence struct {
	ref  string
	who  []string
	day0 calendar.Date
	area reading.Area
}

func (r *Count) countRecurring() {
	for _, b := range r.recurring {
		before := false
		for _, who := range b.who {
			for _, e := range r.seen[who] {
				first := e.day < b.day0 || e.day == b.day0 && e.ref < b.ref
				before = before || first && e.area == b.area && e.day >= b.day0.AddMonths(-12)
			}
		}
		r.share("came back", before)
	}
	r.recurring = nil
}

// opening finds the next opening of a stage.
func opening(events []complaint.Event, stage policy.StageNumber) *complaint.Event {
	for i, e := range events {
		if f, ok := e.Fact.(complaint.StageOpened); ok && f.Stage == stage {
			return &events[i]
		}
	}
	return nil
}
