package report

// measure says what a figure is.
type measure struct {
	name       string
	how        string // count, share, homes, or the unit of a span
	definition string
	small      bool // about a protected matter: left out under five
}

// answeredInTime is what is asked of the answers of either stage.
const answeredInTime = "answers sent by the limit, or by the date it was put off to / answers due in the period; " +
	"one that is open and late has failed"

// measures are the figures of a report, in its order.
var measures = []measure{
	{"received", "count", "cases opened as complaints, by the day they were received", false},
	{"received per 1,000 homes", "homes", "CH01: stage 1 and stage 2 complaints received, " +
		"by 1,000 homes of their kind", false},
	{"acknowledged in time", "share", "acknowledgements delivered by their last day / " +
		"acknowledgements due in the period", false},
	{"stage 1 in time", "share", answeredInTime, false},
	{"stage 2 in time", "share", answeredInTime, false},
	{"stage 1 in original time", "share", "answers sent by the first limit / answers due by it in the period", false},
	{"stage 2 in original time", "share", "answers sent by the first limit / answers due by it in the period", false},
	{"Code acknowledged in time", "share", "acknowledged within 5 working days of receipt, " +
		"whatever the policy says / due in the period by that clock", false},
	{"Code stage 1 in time", "share", "CH02: answered within 10 working days of the acknowledgement, " +
		"or 10 more if put off in time / due in the period by that clock", false},
	{"Code stage 2 in time", "share", "CH02: answered within 20 working days of the acknowledgement, " +
		"or 20 more if put off in time / due in the period by that clock", false},
	{"put off", "share", "answers put off at least once / answers due in the period", false},
	{"reasons for more time", "count", "times an answer was put off in the period, by kind of reason", false},
	{"days to answer", "days", "calendar days from receipt to the answer being sent, " +
		"of answers sent in the period", false},
	{"working days to answer", "working days", "working days from receipt to the answer being sent, " +
		"of answers sent in the period", false},
	{"taken to stage 2", "share", "stage 2 opened in the period / stage 1 answered in the period", false},
	{"outcome", "share", "answers of each outcome / answers sent in the period, by stage", false},
	{"issues decided", "share", "issues decided with each outcome / " +
		"issues decided in answers sent in the period, by stage", false},
	{"overturned", "share", "stage 2 answers that found otherwise than stage 1 / " +
		"stage 2 answers sent in the period", false},
	{"refused", "count", "refused in the period, by clause of the policy", false},
	{"refused and later accepted", "share", "refused in the period and opened since / refused in the period", false},
	{"requests passed on", "count", "first requests for a service passed on in the period (E1); " +
		"none of them refused", false},
	{"requests that became complaints", "share", "passed on and opened as a complaint within 28 days / " +
		"passed on in the period", false},
	{"settled early", "share", "closed as settled early in the period / cases received in the period", false},
	{"settled and reopened", "share", "settled early in the period and opened again since / " +
		"settled early in the period", false},
	{"spoken with in time", "share", "somebody spoke with the resident within 3 working days of receipt / " +
		"cases received in the period", false},
	{"late stage 2 accepted", "share", "asked for after the window and accepted / " +
		"asked for after the window in the period", false},
	{"promised actions", "share", "done by their day / promised in answers, with their day in the period", false},
	{"remedies", "share", "answers that name a remedy / answers sent in the period", false},
	{"definition confirmed", "share", "answers to a complaint whose issues staff had confirmed / " +
		"answers sent in the period", false},
	{"pounds offered", "count", "whole pounds named in the remedies of answers sent in the period, " +
		"pence left off the sum", false},
	{"came back", "share", "received from a resident who complained about the same area " +
		"in the 12 months before / cases received in the period", false},
	{"with the Ombudsman", "count", "cases in which the Ombudsman became involved in the period", false},
	{"dangers read", "count", "messages of the period read as telling of danger now", false},
	{"minutes to a person", "minutes", "from a message read as danger to a person taking it, " +
		"of those of the period", false},
	{"days of waiting", "days", "from when a thing waits for a person until it is dealt with, " +
		"of those that ended in the period, by kind", false},
	{"filed and brought back", "share", "filed outside any case and brought back by a person since / " +
		"filed outside any case and perhaps a person's, by the day it came", false},
	{"suggestions changed by a person", "share", "decided otherwise than suggested / " +
		"decided by a person in the period, by clause suggested", false},
	{"areas changed by a person", "share", "passed to another area by a person / " +
		"opened at stage 1 in the period, by the area read", false},
	{"adjustments asked for", "share", "cases in which the resident asked to be dealt with in a certain way / " +
		"cases received in the period", true},
	{"vulnerability told", "share", "cases in which the resident told of illness or another vulnerability / " +
		"cases received in the period", true},
}
