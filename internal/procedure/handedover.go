package procedure

import (
	"slices"
	"time"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// A request that is handed to an area is not out of sight (E1, Code 1.4). The area is asked about it like about a
// promise until somebody replies DONE, or until it is a complaint, which has dates of its own.

// bookedIn is how many working days an area has before it is asked whether a request is dealt with.
const bookedIn = 2

// handedOver starts the clock of a request.
func handedOver(d *draft) {
	d.record(actor.ByMachine, "A request was handed to its area, which says DONE when it is dealt with.",
		complaint.Reminded{Schedule: complaint.ScheduleRequest, What: "handed over", Letter: letter.PassedOn, Until: d.now})
}

// requestOwed reports whether a request that was handed over still waits for its area: one that has become a complaint
// does not, but what was handed over beside a complaint does.
func requestOwed(c complaint.Case) bool {
	closed := c.Status == complaint.Closed && c.Reason.Reason == complaint.ClosedServiceRequest
	return c.Clocks.Request.Runs() && (closed || len(requestsBeside(c)) > 0)
}

// requestsBeside are the first requests of a complaint that another area has.
func requestsBeside(c complaint.Case) (requests []reading.Issue) {
	for _, i := range c.Issues {
		if i.Kind == reading.KindOutOfScope && i.Exclusion == policy.FirstRequest && i.Area != "" && i.Area != c.Area {
			requests = append(requests, i)
		}
	}
	return requests
}

// requestBy is the day by which a request should have been dealt with, or booked.
func (p Procedure) requestBy(c complaint.Case) calendar.Date {
	by, _ := p.Calendar.AddWorkingDays(p.Calendar.Day(c.Clocks.Request.Since), bookedIn)
	return by
}

// requestSteps: the area is asked until it is done, from the second time on with the team.
func (p Procedure) requestSteps(c complaint.Case, now time.Time) []dueStep {
	if !requestOwed(c) {
		return nil
	}
	at := p.nextChase(p.requestBy(c), c.Clocks.Request.Told, now)
	return []dueStep{{clause: "E1", at: at, office: true, run: func(d *draft) {
		again := !c.Clocks.Request.Told.IsZero()
		d.cause = "request:" + d.today().String()
		remind(d, complaint.ScheduleRequestTold, "a request that was handed over is not known to be done",
			letter.RequestOpen, d.now)
		askAreas(d, again)
	}}}
}

// askAreas asks the managers who have the requests of a case.
func askAreas(d *draft, team bool) {
	c := d.Case
	areas := []reading.Area{c.Area}
	words := map[reading.Area]string{c.Area: c.Words}
	if beside := requestsBeside(c); c.Status != complaint.Closed && len(beside) > 0 {
		areas, words = nil, map[reading.Area]string{}
		for _, i := range beside {
			if !slices.Contains(areas, i.Area) {
				areas = append(areas, i.Area)
			}
			words[i.Area] += i.Sentence + "\n\n"
		}
	}
	for _, area := range areas {
		fill := func(f *order.Facts) {
			f.Received, f.Words = d.Calendar.Day(c.Clocks.Request.Since), message.LimitWords(words[area])
			f.Reminder = d.Register.AreaName(area)
		}
		who := manager(d, area)
		d.toStaff(letter.RequestOpen, people.RoleManager, who, fill)
		if team && !people.SameAddress(who, d.Register.Team) {
			d.toTeam(letter.RequestOpen, fill)
		}
	}
}

// requestDone notes that what was handed over is dealt with. It reports whether the reply says that.
func (r *staffReply) requestDone() bool {
	asked := r.cmd.Answers == letter.PassedOn || r.cmd.Answers == letter.RequestOpen
	if !requestOwed(r.Case) || !asked && len(r.Case.Promised()) > 0 {
		return false
	}
	r.record(r.by(), r.from.Called()+" says that the request is dealt with.",
		complaint.Reminded{Schedule: complaint.ScheduleRequest, What: "done", Until: complaint.ForGood})
	r.receipt("We have noted that the request is dealt with, and do not ask about it again.")
	return true
}
