package procedure

import (
	"cmp"
	"fmt"
	"strings"

	"complaints/internal/actor"
	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// passOnRequests hands the first requests in a mixed message to their areas the same day (E1). The acknowledgement
// says so; the complaint goes on beside them.
func passOnRequests(d *draft) {
	var to []people.Contact
	requests := map[people.Contact][]string{}
	for _, i := range requestsBeside(d.Case) {
		who := manager(d, i.Area)
		if requests[who] == nil {
			to = append(to, who)
		}
		requests[who] = append(requests[who], i.Sentence)
	}
	if len(to) > 0 {
		handedOver(d)
	}
	for _, who := range to {
		d.toStaff(letter.PassedOn, people.RoleManager, who, func(f *order.Facts) {
			f.Words, f.Issues = strings.Join(requests[who], "\n\n"), requests[who]
			f.Reason = "This first request came together with a complaint about something else."
		})
	}
}

// passOn closes a case that is no complaint and hands it to its area the same day. The letter says how to
// complain after all (0.2, E1).
func passOn(d *draft, reason complaint.CloseReason, id complaint.LetterID, why string) {
	d.record(actor.ByMachine, why, complaint.CaseClosed{Reason: complaint.Close{Reason: reason}})
	d.toResident(id)
	if reason == complaint.ClosedServiceRequest {
		handedOver(d)
	}
	d.toStaff(letter.PassedOn, people.RoleManager, manager(d, d.Case.Area),
		func(f *order.Facts) {
			f.Reason = why
		})
}

// scopeQuestion words what the team is asked about a new message.
func scopeQuestion(d *draft, m message.Message, mt matter) complaint.Question {
	r := mt.read
	q := complaint.Question{
		Matter: complaint.MatterScope, Suggest: suggestAccept, Exclusion: r.Exclusion, Kind: mt.kind,
		Confidence: r.Confidence,
		Evidence:   r.Evidence, Words: message.LimitWords(m.NewText), Why: r.Why, Formally: r.Says.AsksFormally,
	}
	if m.Sealed != "" {
		q.Exclusion, q.Why, q.Kind = "", m.Sealed+" Please open it before you decide.", ""
		return q
	}
	switch mt.kind {
	case reading.KindOutOfScope:
		q.Suggest = complaint.Suggestion{Verb: complaint.VerbRefuse, What: r.Exclusion.Code()}
		q.Why = cmp.Or(q.Why, fmt.Sprintf("It looks like %s.", r.Exclusion.Words()))
		if !d.Policy.Excludes(r.Exclusion) {
			q.Suggest = suggestAccept
			q.Why += " Our policy does not name that as outside it, so declining it needs a good reason of its own."
		}
	case reading.KindTooOld:
		askAge(d, &q, m, r)
	case reading.KindStage2Request, reading.KindFollowUp:
		q.Why = cmp.Or(q.Why, "It reads like part of a complaint we know, but we found no case for this sender.")
	default:
		q.Why = cmp.Or(q.Why, "The machine is not sure what this message is.")
	}
	return q
}

// askAge words the question about a matter that looks too old (P3).
func askAge(d *draft, q *complaint.Question, m message.Message, r reading.Reading) {
	day0 := d.Calendar.Day(m.Received)
	q.Matter, q.Suggest = complaint.MatterAge, complaint.Suggestion{Verb: complaint.VerbRefuse, What: "AGE"}
	q.Why = cmp.Or(q.Why, fmt.Sprintf("What it tells of seems to have happened before %s.",
		d.Policy.EventCutoff(day0).Long()))
	if d.Policy.TimeLimit.From != "event" {
		q.Why += " Our policy counts from when the resident knew of it, which may be later. If the message does " +
			"not say, ask."
	}
	if d.Policy.TooOldForAny(r.Event.Latest, day0) {
		q.Why += fmt.Sprintf(" It is older than the %s beyond which our policy takes nothing.",
			calendar.Plural(d.Policy.TimeLimit.HardLimitYears, "year"))
	}
}
