package procedure

import (
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/reading"
)

// residentRow is what a message of the resident, or of whoever may speak for them, does where a case stands (3.4).
type residentRow struct {
	clause  string
	says    string // what the message says, in words for people
	fits    func(*draft, heard) bool
	follows string
	do      func(*draft, heard)
}

// residentTable is the rows for one place where a case can stand. The first row that fits is taken; the last one always
// does, and tells a person.
type residentTable struct {
	stands string
	on     []complaint.Status
	rows   []residentRow
}

// residentTables are all of them.
func residentTables() []residentTable {
	settled, open := residentOnSettlement(), residentInOpenStage()
	return []residentTable{
		{"the team has to decide", []complaint.Status{complaint.Triage, complaint.Review}, residentInReview()},
		{"it is being put right informally", []complaint.Status{complaint.InformalOpen},
			slices.Concat(residentInInformal(), open)},
		{"the stage 1 answer is owed", []complaint.Status{complaint.Stage1Open},
			slices.Concat(residentInStage1(), settled, open)},
		{"the stage 2 answer is owed", []complaint.Status{complaint.Stage2Open}, slices.Concat(settled, open)},
		{"stage 1 is answered", []complaint.Status{complaint.Stage1Responded}, residentAfterStage1()},
		{"stage 2 is answered", []complaint.Status{complaint.Stage2Responded}, residentAfterStage2()},
		{"it is closed", []complaint.Status{complaint.Closed}, residentWhenClosed()},
	}
}

// residentWrote takes the row that fits where the case stands.
func residentWrote(d *draft, h heard) {
	for _, table := range residentTables() {
		if !slices.Contains(table.on, d.Case.Status) {
			continue
		}
		for _, row := range table.rows {
			if row.fits(d, h) {
				d.clause = row.clause
				row.do(d, h)
				return
			}
		}
	}
}

func residentInReview() []residentRow {
	return []residentRow{
		{"3.4", "withdraws in clear words what nobody has opened yet",
			func(d *draft, h heard) bool {
				return h.r.Intent == reading.IntentWithdraw && !h.doubt && d.Case.Review.Was == complaint.Triage
			}, "closed as withdrawn", withdraw},
		{"3.4", "asks when", wants(reading.IntentChase),
			"told that a person decides, and by when, once a day; the team sees it beside what they decide",
			func(d *draft, h heard) {
				tellStatus(d)
				teamLooks(d, h.m, "It came while the case waits for your decision")
			}},
		{"3.4", "anything else", always, "the team sees it beside what they decide", func(d *draft, h heard) {
			teamLooks(d, h.m, "It came while the case waits for your decision")
		}},
	}
}

// residentInInformal stands before the rows of an open stage: whoever is not content, or asks for it, has stage 1.
func residentInInformal() []residentRow {
	return []residentRow{
		{"P4", "says that what was agreed is not settled", deniesSettlement, "stage 1 begins",
			func(d *draft, h heard) {
				settlementDenied(d)
				remainsUnhappy(d, h)
			}},
		{"P4", "agrees that it is settled", agreesToSettlement, "closed as settled", settlementAgreed},
		{"P4", "is not content, or asks for the formal stage",
			func(_ *draft, h heard) bool {
				return dissatisfied(h.r) && h.r.Intent != reading.IntentChase ||
					h.r.Intent != reading.IntentWithdraw && h.r.Says.AsksFormally
			}, "stage 1 begins", remainsUnhappy},
	}
}

// residentInStage1 stands before the rows of an open stage.
func residentInStage1() []residentRow {
	return []residentRow{
		{"1.5", "asks for stage 2 before the answer",
			func(d *draft, h heard) bool {
				return (wantsStage2(h.r) || namesStage2(h.r)) && d.Case.Settlement.Agreed == ""
			}, "told when stage 2 can begin, once a day; the handler hears, and the team too once it is late",
			stage2TooEarly},
	}
}

// residentOnSettlement stands before the rows of an open stage: the answer to what we asked comes before anything else.
func residentOnSettlement() []residentRow {
	return []residentRow{
		{"P4", "says that what was agreed is not settled", deniesSettlement,
			"the answer is owed as before; told so, and the handler hears",
			func(d *draft, h heard) {
				settlementDenied(d)
				d.onceADay(letter.NotSettled, "The resident is told that the complaint stays open.", func() {
					d.toResident(letter.NotSettled)
				})
				d.toHandler(letter.ManagerResidentChased, func(f *order.Facts) {
					f.Words, f.Attachments = message.LimitWords(h.m.NewText), h.m.Attachments
					f.Reminder = "The resident says that it is not settled, so the complaint is still open and the answer is " +
						"owed as before"
				})
			}},
		{"P4", "agrees that it is settled", agreesToSettlement, "closed as settled", settlementAgreed},
	}
}

func residentInOpenStage() []residentRow {
	return []residentRow{
		{"3.4", "withdraws", wants(reading.IntentWithdraw),
			"closed as withdrawn; where the words or the sender are in doubt the handler asks instead", withdraw},
		{"P8", "puts right what we understood", corrects,
			"it stands in the complaint in their words; the handler and the resident see what it is about now",
			corrected},
		{"3.4", "thanks us, with something else in it", inDoubt(reading.IntentThanks), "the handler has it",
			handlerHasIt},
		{"3.4", "thanks us", wants(reading.IntentThanks), "nothing", nothing},
		{"P20", "speaks of the Ombudsman", wants(reading.IntentOmbudsman),
			"told how to reach them; the handler hears", func(d *draft, h heard) {
				answerAsked(d, reading.IntentOmbudsmanAsked, h)
			}},
		{"3.4", "asks when, is unhappy, or speaks of stage 2",
			wants(reading.IntentChase, reading.IntentUnhappy, reading.IntentStage2, reading.IntentDisputeScope),
			"told how it stands, once a day; the handler hears, and the team too once it is late",
			func(d *draft, h heard) {
				tellStatus(d)
				chased(d, h.m)
			}},
		{"3.4", "adds a matter", wants(reading.IntentNewIssue), "it belongs to the complaint; the handler has it",
			issueAdded},
		{"3.4", "anything else", always, "the handler has it", handlerHasIt},
	}
}

func residentAfterStage1() []residentRow {
	return []residentRow{
		{"P13", "asks for stage 2, or is not content with the answer",
			func(_ *draft, h heard) bool {
				r := h.r
				rejects := r.Intent == reading.IntentUnhappy || r.Intent == reading.IntentOmbudsman ||
					r.Intent == reading.IntentDisputeScope || r.Intent == reading.IntentThanks && r.Says.Declines
				return wantsStage2(r) || rejects || r.Kind == reading.KindComplaint && !content(r)
			}, "stage 2 begins, if it was asked for in time; late requests are the team's to decide",
			func(d *draft, h heard) { stage2Asked(d, h.m, h.r, h.newRef) }},
		{"3.4", "accepts the answer, with a doubt in it",
			inDoubt(reading.IntentAccepts, reading.IntentWithdraw), "the team sees it",
			perhapsAccepted},
		{"3.4", "accepts the answer", wants(reading.IntentAccepts, reading.IntentWithdraw), "closed as satisfied",
			answerAccepted},
		{"3.4", "thanks us, with something else in it", inDoubt(reading.IntentThanks),
			"the handler has it; the team looks whether it asks for stage 2; asked once whether they want a review",
			func(d *draft, h heard) {
				handlerHasIt(d, h)
				perhapsStage2(d, h.m)
				offerReview(d)
			}},
		{"3.4", "thanks us, and may not be content", resigned, "asked once whether they want a review",
			func(d *draft, _ heard) { offerReview(d) }},
		{"3.4", "thanks us", wants(reading.IntentThanks), "nothing", nothing},
		{"3.4", "asks when", wants(reading.IntentChase), "told how it stands, once a day; the handler hears",
			func(d *draft, h heard) {
				tellStatus(d)
				tellHandler(d, letter.ManagerResidentChased, h.m)
			}},
		{"3.4", "anything else", always, "the handler has it; in doubt the team looks whether it asks for stage 2",
			func(d *draft, h heard) {
				handlerHasIt(d, h)
				if h.doubt {
					perhapsStage2(d, h.m)
					offerReview(d)
				}
			}},
	}
}

func residentAfterStage2() []residentRow {
	return []residentRow{
		{"3.4", "thanks us, or accepts the answer", wants(reading.IntentThanks, reading.IntentAccepts), "nothing",
			nothing},
		{"3.4", "only asks how it stands", asksHowItStands, "told how it stands, once a day; the handler hears",
			statusAfterAnswer},
		{"P20", "is not content", func(_ *draft, h heard) bool { return dissatisfied(h.r) },
			"told who outside can look at it; the team hears",
			func(d *draft, h heard) {
				tellExternal(d)
				teamLooks(d, h.m, afterTheEnd)
			}},
		{"3.4", "anything else", always, "the handler has it", handlerHasIt},
	}
}

func residentWhenClosed() []residentRow {
	refused := func(fits func(*draft, heard) bool) func(*draft, heard) bool {
		return func(d *draft, h heard) bool { return turnedAway(d.Case.Reason.Reason) && fits(d, h) }
	}
	return []residentRow{
		{"3.4", "passed on: only asks what has become of it", func(d *draft, h heard) bool {
			passedOn := closedAs(complaint.ClosedServiceRequest, complaint.ClosedNotComplaint)
			return passedOn(d, h) && asksAfterRefusal(d, h)
		}, "told who has it, once a day; whoever has it is asked to tell them", passedOnStands},
		{"3.4", "declined: only asks what has become of it", refused(asksAfterRefusal),
			"it may dispute that, and the team looks again", perhapsDisputed},
		{"3.4", "passed on or declined: disputes that", refused(disputesRefusal),
			"the team looks again", func(d *draft, h heard) {
				askAgain(d, h.m, h.r, "The resident disputes that this is not for the complaints procedure.")
			}},
		{"E1", "passed on or declined: complains of it, or answers COMPLAINT", refused(complainsOfRefusal),
			"stage 1 opens: nobody is turned away twice", openRefused},
		{"3.4", "passed on or declined: thanks us", refused(wants(reading.IntentThanks)), "nothing", nothing},
		{"3.4", "declined: anything else", declined, "it may dispute that, and the team, who declined it, looks again", perhapsDisputed},
		{"3.4", "passed on: anything else", refused(always), "the manager of the area has it",
			func(d *draft, h heard) {
				d.toStaff(letter.ManagerNewEvidence, people.RoleManager, manager(d, d.Case.Area),
					func(f *order.Facts) { f.Words = message.LimitWords(h.m.NewText) })
			}},
		{"3.4", "thanks us, with something else in it", inDoubt(reading.IntentThanks),
			"the handler has it, and the team looks",
			func(d *draft, h heard) {
				handlerHasIt(d, h)
				if !handledByTeam(d) {
					teamLooks(d, h.m, "It came after the case was closed, and it is not certain what it asks for")
				}
			}},
		{"3.4", "thanks us, or is content", func(d *draft, h heard) bool {
			return h.r.Intent == reading.IntentThanks || h.r.Intent == reading.IntentAccepts && !h.doubt
		}, "nothing", nothing},
		{"3.4", "answered: only asks how it stands", func(d *draft, h heard) bool {
			return closedAs(complaint.ClosedLapsed, complaint.ClosedSatisfied)(d, h) && onlyAsks(h)
		}, "told how it stands, once a day; the handler hears", statusAfterAnswer},
		{"3.4", "answered or settled: anything that is no discontent", func(d *draft, h heard) bool {
			reason := d.Case.Reason.Reason
			answered := reason != complaint.ClosedWithdrawn && reason != complaint.ClosedDuplicate
			return answered && !dissatisfied(h.r) && !h.doubt
		}, "the handler has it", handlerHasIt},
		{"3.2", "lapsed or satisfied: anything else", closedAs(complaint.ClosedLapsed, complaint.ClosedSatisfied),
			"a request for stage 2, in time or late", func(d *draft, h heard) { stage2Asked(d, h.m, h.r, "") }},
		{"P4", "settled: anything else", closedAs(complaint.ClosedInformally),
			"it opens again by itself for some months; later the team decides",
			func(d *draft, h heard) { reopenSettled(d, h.m, h.r) }},
		{"P20", "complete: anything else", closedAs(complaint.ClosedComplete),
			"told who outside can look at it; the team hears",
			func(d *draft, h heard) {
				tellExternal(d)
				teamLooks(d, h.m, afterTheEnd)
			}},
		{"3.2", "withdrawn, or joined with another: anything else", always, "the team decides whether it opens again",
			func(d *draft, h heard) {
				askAgain(d, h.m, h.r, "The resident has written again after the case was closed.")
			}},
	}
}

func asksHowItStands(_ *draft, h heard) bool { return onlyAsks(h) }

// statusAfterAnswer tells somebody who only asks how it stands, after we have answered.
func statusAfterAnswer(d *draft, h heard) {
	tellStatus(d)
	tellHandler(d, letter.ManagerResidentChased, h.m)
}

// perhapsAccepted puts before the team that the resident may be content with the answer.
func perhapsAccepted(d *draft, h heard) {
	d.toTeam(letter.ManagerWithdrawn, func(f *order.Facts) {
		f.Words, f.Attachments = message.LimitWords(h.m.NewText), h.m.Attachments
		f.Problem = "The resident may be content with the answer, but " + unclear(d) + ". Please contact them. " +
			"The case stays open and the dates stand."
	})
}

func always(*draft, heard) bool { return true }

func nothing(*draft, heard) {}

// wants fits a message with one of the intents.
func wants(intents ...reading.Intent) func(*draft, heard) bool {
	return func(_ *draft, h heard) bool { return slices.Contains(intents, h.r.Intent) }
}

// inDoubt fits a message with one of the intents from which nothing final may follow.
func inDoubt(intents ...reading.Intent) func(*draft, heard) bool {
	return func(_ *draft, h heard) bool { return slices.Contains(intents, h.r.Intent) && h.doubt }
}

// closedAs fits a case that was closed for one of the reasons.
func closedAs(reasons ...complaint.CloseReason) func(*draft, heard) bool {
	return func(d *draft, _ heard) bool { return slices.Contains(reasons, d.Case.Reason.Reason) }
}

// declined fits a case that was closed as out of scope, or as too old.
func declined(d *draft, h heard) bool {
	return closedAs(complaint.ClosedOutOfScope, complaint.ClosedOutOfTime)(d, h)
}

// turnedAway reports whether a case was closed without ever being open.
func turnedAway(reason complaint.CloseReason) bool {
	return slices.Contains([]complaint.CloseReason{complaint.ClosedServiceRequest, complaint.ClosedOutOfScope,
		complaint.ClosedOutOfTime, complaint.ClosedNotComplaint}, reason)
}

// handlerHasIt passes the message on to whoever handles the case.
func handlerHasIt(d *draft, h heard) { tellHandler(d, letter.ManagerNewEvidence, h.m) }
