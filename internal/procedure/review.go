package procedure

import (
	"cmp"
	"strings"
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

// judged notes what the team's decision on a question says of the message that opened the case. A late stage 2 or a
// case that comes back is decided by what is fair, not by what the message is, and says nothing. Nor does a suggestion
// that was taken although the program had read something else: that a person had to look, or a matter this policy takes
// in.
func (r *staffReply) noteReading(q complaint.Question, said complaint.Label) {
	if q.Matter != complaint.MatterScope && q.Matter != complaint.MatterAge {
		return
	}
	switch read := (complaint.Label{Kind: q.Kind, Exclusion: q.Exclusion}); said {
	case read:
		r.record(r.by(), "The team agrees that this is "+said.Words()+", as the program had read it.",
			complaint.Confirmed{Received: q.Received, Context: reading.ContextNone, Said: said})
	case q.Proposal():
	default:
		r.record(r.by(), "The team read this as "+said.Words()+". The program had read it as "+read.Words()+
			" and suggested "+q.Suggest.String()+".",
			complaint.Corrected{Received: q.Received, Context: reading.ContextNone, Read: read, Said: said})
	}
}

// takeUp opens what was passed on or declined and is a complaint after all, as the team says (0.1). What was passed on
// was misread, so its clock runs from the receipt; a person who takes a refusal back makes a new promise.
func (r *staffReply) takeUp(was complaint.Label) {
	const why = "The complaints team says that this is a complaint after all."
	c := r.Case
	if c.Reason.Reason != complaint.ClosedServiceRequest && c.Reason.Reason != complaint.ClosedNotComplaint {
		openStage1(r.draft, r.m.Received, r.by(), cmp.Or(r.cmd.Text, why), letter.Stage1Acknowledgement)
	} else {
		openStage1(r.draft, c.Received, r.by(), cmp.Or(r.cmd.Text, why), letter.Stage1Acknowledgement)
		r.record(r.by(), "The team read this as a complaint. It had been taken for "+was.Words()+".",
			complaint.Corrected{Received: c.Received, Context: reading.ContextNone, Read: was,
				Said: complaint.Label{Kind: reading.KindComplaint}})
	}
	r.receipt("It is opened and " + orTeam(r.draft, whoHandles(r.Case)).Called() + " has it.")
}

// askedForStage2 notes that the resident's latest message after an answer asks for stage 2, which the program had not
// seen.
func (r *staffReply) askedForStage2(before complaint.Case) {
	if before.Status != complaint.Stage1Responded || !before.Heard.After(before.Stage1.RespondedAt) {
		return
	}
	r.record(r.by(), "The team read the resident's latest message as a request for stage 2. The program had not.",
		complaint.Corrected{
			Received: before.Heard, Context: before.Context(r.Calendar.Day(before.Heard)),
			Said: complaint.Label{Kind: reading.KindStage2Request, Intent: reading.IntentStage2},
		})
}

// areaCorrected notes that a case belongs to another area than the program had found. Whoever answers for several says
// nothing about which, and nothing is said where nobody of the first area could have had it.
func (r *staffReply) areaCorrected(was reading.Area, to people.Contact) {
	areas := r.areasOf(to)
	if len(areas) != 1 || len(r.Case.Conflicted) > 0 || !r.couldStay(was) {
		return
	}
	r.record(r.by(), "This belongs to "+r.Register.AreaName(areas[0])+". The program had taken it for "+
		r.Register.AreaName(was)+".", complaint.Corrected{
		Received: r.Case.Received, Context: reading.ContextNone, Read: complaint.Label{Area: was},
		Said: complaint.Label{Area: areas[0]},
	})
}

// couldStay reports whether somebody of an area is there for the case, or the area has nobody at all.
func (r *staffReply) couldStay(a reading.Area) bool {
	handlers := r.Register.Areas[a]
	there := func(c people.Contact) bool { return c.Email != "" && free(r.draft, c) }
	return there(handlers.Manager) || there(handlers.Deputy) || handlers.Manager.Email+handlers.Deputy.Email == ""
}

// What only the complaints team may decide (3.2, rows of REVIEW; 1.5).

// suggestAccept is the suggestion to take what was asked for.
var suggestAccept = complaint.Suggestion{Verb: complaint.VerbAccept}

// accept opens what the team was asked about; the clock runs from the original receipt (3.2).
func (r *staffReply) accept() {
	q := r.Case.Review
	if was, turnedAway := r.Case.ClosedAs(); turnedAway {
		r.takeUp(was)
		return
	}
	if r.Case.Status != complaint.Review {
		r.help("There is nothing left to decide: the case stands at " + r.Case.Standing() + ".")
		return
	}
	if q.Matter == complaint.MatterSender {
		r.senderIsResident()
	}
	openWhatWasAsked(r.draft, q, r.by(), cmp.Or(r.cmd.Text, "The complaints team accepted it."))
	r.noteReading(q, complaint.Label{Kind: reading.KindComplaint})
	r.receipt("It is opened and " + orTeam(r.draft, whoHandles(r.Case)).Called() + " has it.")
}

// refuse declines what the team was asked about, with a person's reason (3.2). The resident is told the
// reason, who deals with it, and how to have it looked at again.
func (r *staffReply) refuse() {
	c := r.Case
	if c.Status != complaint.Review {
		r.help("There is nothing left to refuse: the case stands at " + c.Standing() +
			". An open complaint can only be answered or withdrawn.")
		return
	}
	if c.Review.Matter == complaint.MatterSender {
		r.record(r.by(), cmp.Or(r.cmd.Text, "The complaints team says that it is no complaint."),
			complaint.CaseClosed{Reason: complaint.Close{Reason: complaint.ClosedNotComplaint}})
		r.receipt("It is closed, and nothing was sent to whoever wrote it.")
		return
	}
	reason, id, e := r.refusal(c)
	if id == "" {
		r.help("Say which part of the policy it falls under, E1 to E8, AGE or OTHER, and then why: for example " +
			"REFUSE E4 this is about your neighbour's music.")
		return
	}
	r.record(r.by(), "The complaints team declined it: "+r.cmd.Text, complaint.CaseClosed{Reason: reason})
	said, _ := r.Case.ClosedAs()
	r.noteReading(c.Review, said)
	r.toResident(id, func(f *order.Facts) {
		f.External.Show = true // whatever the policy: a refusal can always be taken further (Code 2.4)
		f.Reason = r.cmd.Text
		what := ""
		if len(f.Issues) > 0 {
			what = f.Issues[0]
		}
		f.OutOfScope = []order.Signpost{{Exclusion: e, What: what, Route: route(r.draft, e)}}
		f.EventDay = c.Review.EventDay()
		f.Limit = r.Policy.EventCutoff(c.Day0)
	})
	r.receipt("The resident is told the reason and how to have it looked at again.")
}

// refusal says how a refusal closes the case and which letter tells it; no letter if the code is missing.
func (r *staffReply) refusal(c complaint.Case) (complaint.Close, letter.ID, policy.Exclusion) {
	as := func(reason complaint.CloseReason, clause string) complaint.Close {
		return complaint.Close{Reason: reason, Clause: clause}
	}
	e := policy.ExclusionByCode(r.cmd.Code)
	switch {
	case c.Review.Matter == complaint.MatterLateStage2 || c.Review.Matter == complaint.MatterStage2:
		return as(complaint.ClosedLapsed, ""), letter.Stage2Refused, ""
	case r.cmd.Code == "AGE" || r.cmd.Code == "" && c.Review.Matter == complaint.MatterAge:
		return as(complaint.ClosedOutOfTime, ""), letter.OutOfTime, ""
	case r.cmd.Code == "OTHER": // the policy's list is open, and only a person may use that (P1)
		return as(complaint.ClosedOutOfScope, "other"), letter.ScopeOther, ""
	case e != "":
		return as(complaint.ClosedOutOfScope, e.Code()), scopeLetters[e], e
	case c.Review.Matter == complaint.MatterReopen && c.Reason.Reason == complaint.ClosedOutOfTime:
		return c.Reason, letter.OutOfTime, ""
	case c.Review.Matter == complaint.MatterReopen:
		if c.Reason.Clause == "other" {
			return c.Reason, letter.ScopeOther, ""
		}
		if e = policy.ExclusionByCode(c.Reason.Clause); e != "" {
			return c.Reason, scopeLetters[e], e
		}
		// what was closed stays closed: the reason, and where the resident can go
		return c.Reason, letter.Stage2Refused, ""
	}
	return complaint.Close{}, "", ""
}

// request passes the message on as a first request for service (E1).
func (r *staffReply) request() {
	if r.Case.Status != complaint.Review {
		r.help("There is nothing left to decide: the case stands at " + r.Case.Standing() + ".")
		return
	}
	q := r.Case.Review
	passOn(r.draft, complaint.ClosedServiceRequest, letter.ServiceRequest,
		cmp.Or(r.cmd.Text, "The complaints team passed it on as a request for service."))
	r.noteReading(q, complaint.Label{Kind: reading.KindOutOfScope, Exclusion: policy.FirstRequest})
	told := ", and the resident is told how to complain."
	if r.Case.Unaddressed() {
		told = ". Nothing was sent to whoever wrote it."
	}
	r.receipt("It is passed to " + r.Register.AreaName(r.Case.Area) + told)
}

// ask puts a case before a person: a letter to the resident that decides nothing (L02, or L39 which asks for words),
// the question to the team (M14).
// What was not decided in time is open already.
func ask(d *draft, id complaint.LetterID, received time.Time, q complaint.Question) {
	q.Since, q.Received, q.Unproved = d.now, received.UTC(), d.doubted
	if q.Unproved {
		q.Why = strings.TrimSpace(saysOtherwise + " " + q.Why)
	} else if d.quiet {
		q.Why = strings.TrimSpace(d.noAnswer + " Nothing was sent to whoever wrote it. " + q.Why)
	}
	sp, _ := d.Policy.Stage(1)
	q.DecideBy, _ = d.Calendar.Count(d.Calendar.Day(received), *d.decisionPeriod(sp))
	d.record(actor.ByMachine, q.Why, complaint.ReviewAsked{Question: q})
	if !d.now.Before(d.opensByDefault(q)) {
		openUndecided(d)
		return
	}
	later := d.Case.Review.Was != complaint.Triage && q.Words != ""
	if id == "" { // they have one already
		d.toTeam(letter.TeamDecision)
		return
	}
	d.toResident(id, func(f *order.Facts) {
		f.Files.Sent = wordless(d.Case.Attachments)
		if later { // it answers this message, not the one that opened the case
			f.Received = d.Calendar.Day(q.Received)
			ofMessage(q.Words)(f)
		}
	})
	d.toTeam(letter.TeamDecision)
}

// ofMessage has a letter repeat the words of the message that it answers, instead of those of the first.
func ofMessage(words string) func(*order.Facts) {
	return func(f *order.Facts) {
		if words != "" && f.Issues != nil {
			f.Issues = []string{message.Excerpt(words, 200)}
		}
	}
}

// decisionPeriod is how long a person may take: as long as the acknowledgement may (0.1), or two working
// days where the profile promises none.
func (Procedure) decisionPeriod(sp policy.StagePolicy) *calendar.Period {
	if sp.Ack != nil {
		return sp.Ack
	}
	return &calendar.Period{N: 2, Unit: calendar.WorkingDays}
}

func (p Procedure) opensByDefault(q complaint.Question) time.Time {
	return p.Calendar.At(q.DecideBy, p.opensAt(q), 0)
}

// opensAt is the hour of the last day at which what nobody has decided is opened.
func (p Procedure) opensAt(q complaint.Question) int {
	if q.Unproved {
		return unprovedHour
	}
	return p.Settings.DefaultHour
}

// openUndecided opens what nobody has decided (0.1).
func openUndecided(d *draft) {
	q := d.Case.Review
	d.quiet = false // its last day has come: the acknowledgement goes, without any of its words
	const why = "Nobody has decided by the acknowledgement's last day, so it is opened by default."
	openWhatWasAsked(d, q, actor.ByMachine, why)
}

// settle opens what a person was asked about, by what it was.
func openWhatWasAsked(d *draft, q complaint.Question, by actor.Actor, why string) {
	if q.Unproved && d.Case.SpokenFor() && d.Case.Said[letter.ThirdParty] == 0 {
		d.onceADay(letter.ThirdParty, "They are told how the resident can agree.", func() {
			d.toSpeaker(letter.ThirdParty, d.Case.Representative)
		})
	}
	switch q.Matter {
	case complaint.MatterLateStage2, complaint.MatterStage2:
		openStage2(d, q.Received, by, why, q.Words, nil)
	case complaint.MatterReopen:
		reopen(d, q.Received, by, why, q.Words)
	case complaint.MatterAge:
		if by == actor.ByMachine { // nobody has looked at how old it is, so nothing is said about it
			openStage1(d, q.Received, by, why, letter.Stage1Acknowledgement)
			return
		}
		openStage1(d, q.Received, by, why, letter.LateAccepted, func(f *order.Facts) { f.EventDay = q.EventDay() })
	default:
		if by == actor.ByMachine { // nobody has looked at it, so nothing is tried before stage 1
			openStage1(d, q.Received, by, why, letter.Stage1Acknowledgement)
		} else {
			beginProcedure(d, q.Received, by, why, q.Formally)
		}
		passOnRequests(d)
	}
}

// What a resident's message means while an answer is owed (3.4).

// reviewSteps: the team is paged on the last day, and then the case opens by itself (0.1).
func (p Procedure) reviewSteps(c complaint.Case) []dueStep {
	q := c.Review
	if q.Matter == complaint.MatterSender {
		return p.senderSteps(c)
	}
	steps := []dueStep{{clause: "P1", at: p.opensByDefault(q), run: func(d *draft) {
		d.cause = "undecided:" + q.Since.UTC().Format(time.RFC3339) // a case can come to this more than once
		openUndecided(d)
	}}}
	hour := p.Settings.PageHour
	if q.Unproved {
		hour = min(hour, p.Settings.ReminderHour)
	}
	page := p.Calendar.At(q.DecideBy, hour, 0)
	if c.Reminded[complaint.ScheduleTeam].Before(page) && q.Since.Before(page) {
		steps = append(steps, dueStep{clause: "P1", at: page, office: true, run: func(d *draft) {
			d.cause = "page:" + q.Since.UTC().Format(time.RFC3339)
			remind(d, complaint.ScheduleTeam, "last day to decide", letter.TeamDecision, d.now)
			d.toTeam(letter.TeamDecision, func(f *order.Facts) {
				f.Reminder = "today is the last day to decide"
			})
		}})
	}
	return steps
}
