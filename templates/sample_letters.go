package templates

import (
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// seldom is what a letter has in few cases or under some policies only. It is checked with that as well.
var seldom = map[complaint.LetterID]func(*order.Facts){
	letter.Stage1Acknowledgement: func(f *order.Facts) {
		f.SayOurs = true
		f.Reason = "You told us that it has not been put right, so we are now looking into it formally."
	},
	letter.LateAccepted:     func(f *order.Facts) { f.SayOurs = true },
	letter.FilesReceived:    func(f *order.Facts) { f.Files = order.FileCount{Came: 1} },
	letter.EvidenceReceived: func(f *order.Facts) { f.Files, f.Handler = order.FileCount{}, people.Contact{} },
	letter.CannotRead:       func(f *order.Facts) { f.Files = order.FileCount{Sent: 1, Came: 0} },
	letter.ManagerPictures:  func(f *order.Facts) { f.Files = order.FileCount{Sent: 1, Came: 1} },
	letter.Status: func(f *order.Facts) {
		f.Stage, f.SettleBy, f.AnswerBy = 0, day(sampleTarget), 0
	},
	letter.Stage2Acknowledgement: func(f *order.Facts) { f.SayOurs, f.MovedUp = true, true },
	letter.Reopened:              func(f *order.Facts) { f.SayOurs = true },
	letter.InformalAttempt:       func(f *order.Facts) { f.SayOurs = true },
	letter.SettledClosed: func(f *order.Facts) {
		f.Agreed, f.AnsweredOn = "", day(sampleTarget)
	},
	letter.ManagerResidentChased: func(f *order.Facts) {
		f.Reminder = "It may be a request for stage 2. If it is, reply ESCALATE"
	},
	letter.DirectorReview: func(f *order.Facts) { f.MovedUp, f.Answer = true, "" },
	letter.ReadBack: func(f *order.Facts) {
		f.Meant = "EXTEND to Friday 18 December 2026: the resident is told the new date and why"
		f.Problem = "We are not certain that you mean this, so nothing has been done yet."
		f.Words = "could I have until 18 December please, the scaffold is late"
		f.Finished = []order.Finished{{To: "Asha Rahman", Subject: "We need more time", Text: "Dear Asha " +
			"Rahman,\n\n" +
			"We need more time to answer your complaint. You will hear from us by Friday 18 December 2026."}}
	},
	letter.ThirdParty: func(f *order.Facts) {
		f.Recipient, f.Writer, f.ReplyBy = "Councillor June Oldfield", reading.WriterPolitician, day("2026-12-07")
	},
	letter.ExtensionNoted: func(f *order.Facts) {
		f.Problem = "Our policy gives more time for what is complex or waits for somebody else."
	},
}

// nothingOfTheCase is what a letter says whose reader may be anybody.
func nothingOfTheCase(f *order.Facts) {
	*f = order.Facts{Landlord: f.Landlord, Today: f.Today}
}

// sampleFor holds what a letter's sample has beyond the common case.
var sampleFor = map[complaint.LetterID]func(*order.Facts){
	letter.InformalAttempt: func(f *order.Facts) {
		f.Stage, f.SettleBy, f.AnswerBy, f.Limit = 0, day(sampleTarget), 0, 0
	},
	letter.InformalAssigned: func(f *order.Facts) {
		f.Stage, f.SettleBy, f.AnswerBy, f.Limit, f.Reminder = 0, day(sampleTarget), 0, 0, "three working "+
			"days are left"
		f.Commands = order.Lines("RESOLVED and what was agreed", "CONTACTED and what was said",
			"ESCALATE and why (it needs a full answer, so stage 1 begins now)")
	},
	letter.ScopeDoubted: func(f *order.Facts) {
		f.Commands = order.Lines("NOTE and what you told them", "DUPLICATE and the other reference", "REASSIGN and a name")
		f.Recipient, f.Reason = "", "Jaya Patel"
		f.Problem = "I do not think this is for us. " +
			"All she says is that next door's boys play football against her wall."
	},
	letter.AreaConcerned: func(f *order.Facts) {
		f.Words, f.Attachments = "", nil
		f.Recipient, f.Area = "Sam Reed", "estate services"
		f.Issues = []string{"The light on the stairs has been broken since I fell in October"}
	},
	letter.Received: func(f *order.Facts) { f.Handler, f.HandlerRole = people.Contact{}, "" },
	letter.ServiceRequest: func(f *order.Facts) {
		f.Issues, f.OutcomeSought, f.OutOfScope = []string{"The kitchen tap drips, could somebody come?"}, "", nil
	},
	letter.ScopeFirstRequest: scopeSample(policy.FirstRequest, "The kitchen tap drips",
		"This is the first time we have heard of the tap."),
	letter.ScopeNewBuildDefect: scopeSample(policy.NewBuildDefect, "The new patio door sticks",
		"Your home was handed over in March 2026, and the builder is bound to put this right."),
	letter.ScopeRentAndCharges: scopeSample(policy.ChargeLevel, "My service charge has gone up by £14 a month",
		"Your message is about the amount of the charge."),
	letter.ScopeNeighbours: scopeSample(policy.NeighbourASB, "The people upstairs play music all night",
		"Your message is about noise from another home, and you have not reported it to us before."),
	letter.ScopePolicyApplied: scopeSample(policy.PolicyApplied, "You would not pay for my new carpet",
		"Our repairs policy says that we do not replace carpets, and that is what you were told."),
	letter.ScopeLegalAction: scopeSample(policy.LegalAction, "The damp in my bedroom, as in my claim",
		"A claim about the damp was issued at Exampleton County Court on 2 November 2026."),
	letter.ScopeInsuranceClaim: scopeSample(policy.InsuranceClaim, "You have not paid for my sofa",
		"Our insurers have had your claim for the sofa since 9 November 2026."),
	letter.ScopeDataBreach: scopeSample(policy.DataBreach, "You sent my letter to number 14",
		"You told us that a letter of yours went to another home."),
	letter.OutOfTime: func(f *order.Facts) {
		f.Issues = []string{"In the spring of last year your contractor broke my fence"}
		f.EventDay = "in the spring of 2025"
		f.Reason = "You told us that you had put it off because you were busy at work. We did not find that this was " +
			"a reason to make an exception."
		f.Limit, f.External.Show = day(sampleCutoff), true
		f.OutOfScope[0] = order.Signpost{What: f.Issues[0], Route: "our customer service team, 01632 960100"}
	},
	letter.LateAccepted: func(f *order.Facts) {
		f.EventDay, f.OutOfScope = "in the spring of 2025", nil
		f.Reason = "You were in hospital for a long time, and that is a good reason."
	},
	letter.NeedInformation: func(f *order.Facts) {
		f.Question = "Could you send us photos of the ceiling? And on which days are you at home?"
		f.ReplyBy = day("2026-11-30")
	},
	letter.RepresentativeAcknowledgement: func(f *order.Facts) { f.Recipient = "Councillor June Oldfield" },
	letter.ThirdParty: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, Recipient: "Jo Bell",
			Writer: reading.WriterRepresentative}
	},
	letter.DetailsChanged: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, Recipient: f.Recipient}
	},
	letter.UnknownSender: nothingOfTheCase,
	letter.StatusUnknown: nothingOfTheCase,
	letter.ClaimReceived: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, Received: f.Today, HearBy: day("2026-12-21"),
			Recipient: "Fairlie and Boon"}
	},
	letter.WrongNumber: nothingOfTheCase,
	letter.Bereavement: func(f *order.Facts) { f.Late = "Ivy Rahman" },
	letter.ColleagueReceipt: func(f *order.Facts) {
		f.Recipient, f.Problem = "Kay Mortimer", "- How the resident can be reached: a phone number or the "+
			"postal address."
	},
	letter.OfficialLetter: func(f *order.Facts) {
		f.Sender, f.ReplyBy, f.Commands = "The Information Commissioner's Office", day("2026-12-11"), nil
	},
	letter.Duplicate: func(f *order.Facts) {
		f.Ref, f.NewRef = "HC-2026-000125", "HC-2026-000123"
	},
	letter.Status: func(f *order.Facts) {
		f.Today = day("2026-11-30")
		f.LastStep = "on Thursday 26 November Jaya Patel rang you and arranged for a plumber to come"
	},
	letter.Stage1Extension: func(f *order.Facts) {
		f.Today = day("2026-12-03")
		f.Reason = "We are waiting for a camera survey of the drain. The contractor comes on Wednesday 9 December."
	},
	letter.Stage1Late: func(f *order.Facts) {
		f.Today, f.NewDate, f.DaysLate = day("2026-12-07"), day("2026-12-11"), 1
		f.Reason = "The survey took longer than we thought."
	},
	letter.Stage1Response: func(f *order.Facts) {
		f.Today, f.WindowLast, f.Decision = day(sampleTarget), day(sampleWindow), "upheld"
		f.Answer = "I am sorry for the trouble this leak has caused you.\n\n" +
			"The leak came back because the old pipe was patched twice and not replaced. It should have been " +
			"replaced the first time. The visit on 12 November was left out of the plumber's diary, and nobody rang " +
			"you. That was our mistake."
		f.Remedy = "We apologise, and we will pay you £50 for the day you lost."
		f.Points = []complaint.Point{
			{Issue: f.Issues[0], Decision: "upheld", Why: "the pipe was patched twice and not replaced"},
			{Issue: f.Issues[1], Decision: "upheld"},
		}
		f.Actions = []complaint.Action{{What: "Replace the pipe above the bath", Done: day("2026-12-01")},
			{What: "Paint the bathroom ceiling", By: day("2026-12-16")}}
		f.Enclosed = []string{"Answer to Asha Rahman.docx"}
	},
	letter.Resolved: func(f *order.Facts) {
		f.Today, f.ReplyBy = day("2026-12-01"), day("2026-12-08")
		f.Agreed = "The pipe was replaced and the ceiling painted on 1 December."
		f.Actions = []complaint.Action{{What: "Check the ceiling again", By: day("2026-12-15")}}
	},
	letter.JointParty: func(f *order.Facts) { f.Recipient = "Ali Rahim" },
	letter.ReviewOffered: func(f *order.Facts) {
		f.Today, f.WindowLast, f.AnsweredOn = day("2026-12-09"), day(sampleWindow), day(sampleTarget)
		f.AnswerBy = 0
	},
	letter.SettledClosed: func(f *order.Facts) {
		f.ReplyBy, f.Agreed = day("2027-05-23"), "The pipe was replaced and the ceiling painted on 1 December."
		f.Actions = []complaint.Action{{What: "Check the ceiling again", By: day("2026-12-15")}}
	},
	letter.Withdrawn: func(f *order.Facts) {
		f.ReplyBy = day("2027-05-23")
		f.Actions = []complaint.Action{{What: "Paint the bathroom ceiling", By: day("2026-12-16")}}
	},
	letter.Stage2Acknowledgement: func(f *order.Facts) {
		f.NewRefs, f.OutOfScope = []string{"HC-2026-000131"}, nil
	},
	letter.Stage2Refused: func(f *order.Facts) {
		f.Today, f.WindowLast, f.Decision, f.External.Show = day("2027-03-16"), day(sampleWindow), "upheld", true
		f.Reason = "You told us that you had not found the time. We understand that, but it is not enough for us to " +
			"go back to it after eleven weeks."
	},
	letter.Stage2TooEarly: func(f *order.Facts) { f.ReviewDate = day(sampleTarget) },
	letter.NewIssue:       func(f *order.Facts) { f.NewRef = "HC-2026-000131" },
	letter.Stage2Extension: func(f *order.Facts) {
		f.Today = day("2026-12-21")
		f.Reason = "The report on the ceiling comes after Christmas, on Tuesday 5 January 2027."
	},
	letter.Stage2Late: func(f *order.Facts) {
		f.Today, f.OldDate, f.NewDate, f.DaysLate = day("2026-12-29"), day(sampleTarget2), day("2027-01-05"), 1
		f.Reason = "The Director had to see the report first."
	},
	letter.Stage2FinalResponse: func(f *order.Facts) {
		f.Today, f.Decision = day(sampleTarget2), "partly upheld"
		f.Answer = "I have read your file and spoken to you and to the repairs team.\n\n" +
			"The stage 1 answer gave no date for the painting. It should have. I do not agree that we owe you a full " +
			"day's pay, because the visit was planned for one morning."
		f.Remedy = "We apologise, and we will pay you another £30."
		f.Actions = []complaint.Action{{What: "Paint the bathroom ceiling", By: day("2027-01-08")}}
		f.Enclosed = []string{"Final answer.pdf", "Bathroom ceiling.jpg"}
		f.Points = []complaint.Point{{Issue: f.Issues[0], Decision: "upheld"},
			{Issue: f.Issues[1], Decision: "not upheld", Why: "the visit was planned for one morning"}}
		external(f)
	},
	letter.OutsideHelp:  func(f *order.Facts) { f.Today = day("2027-01-11"); external(f) },
	letter.WindowClosed: func(f *order.Facts) { f.Today, f.WindowLast = day("2026-12-30"), day(sampleWindow) },
	letter.Emergency: func(f *order.Facts) {
		f.Issues = []string{"I can smell gas in the kitchen"}
		f.Flags = []reading.Flag{reading.FlagGas, reading.FlagSelfHarm}
		f.Ring(policy.Policy{Jurisdiction: "england"}.HelplinesFor(policy.PerilDespair))
	},
	letter.WhoAreYou: func(f *order.Facts) {
		f.Recipient, f.Issues = "", []string{"still no heating at ours and the baby is cold"}
	},
	letter.AdjustmentConfirmed: func(f *order.Facts) { f.Reason = "Email only please, I'm deaf." },
	letter.ScopeOther: scopeSample("", "You answered my complaint about the gate last month",
		"We looked into this in your complaint HC-2026-000101 and sent you our final answer on 2 November 2026."),
	letter.NotAComplaint: func(f *order.Facts) {
		f.Issues = []string{"Could you tell me how I get a key for the bin store?"}
		f.OutcomeSought, f.OutOfScope, f.Area = "", nil, "estate services"
	},
	letter.DateMoved: func(f *order.Facts) {
		f.Today, f.OldDate, f.NewDate = day("2026-11-30"), day(sampleTarget), day("2026-12-08")
		f.Reason = "Monday 7 December 2026 has become a bank holiday."
	},
	letter.ManagerContactDue: func(f *order.Facts) { f.Today = day("2026-11-25") },
	letter.ManagerOverdue:    func(f *order.Facts) { f.Today, f.DaysLate = day("2026-12-08"), 2 },
	letter.DirectorOverdue: func(f *order.Facts) {
		f.Today, f.DaysLate, f.Recipient = day("2026-12-07"), 1, "Amina Khan"
	},
	letter.LeadOverdue: func(f *order.Facts) { f.Today, f.DaysLate, f.Recipient = day("2026-12-09"), 3, "" },
	letter.DirectorReview: func(f *order.Facts) {
		f.Recipient, f.NewRefs, f.Decision = "Amina Khan", []string{"HC-2026-000131"}, "upheld"
		f.Answer = "The leak came back because the old pipe was patched twice and not replaced."
	},
	letter.ManagerResidentChased: func(f *order.Facts) { f.Words = "Any news? Still waiting." },
	letter.ManagerWithdrawn: func(f *order.Facts) {
		f.Words = "All sorted now, please close it. Thank you."
	},
	letter.TeamDecision: func(f *order.Facts) {
		f.Recipient, f.EventDay = "", "in November 2026"
		f.Proposal = order.Proposal{Question: "Is this a complaint, or about neighbours only?", Suggest: "ACCEPT",
			Kind:      reading.KindNeedsHuman,
			Exclusion: policy.NeighbourASB, Confidence: 0.62,
			Why:      "The message tells of noise from neighbours, and also of a report nobody answered.",
			DecideBy: day(sampleAckBy), Default: "If nobody decides by then, it is opened as a complaint.",
			Evidence: []reading.Evidence{{Clause: "E4", Text: "play music all night",
				Effect: "speaks for neighbours"},
				{Clause: "P1", Text: "third time I have reported", Effect: "speaks for a complaint"}}}
	},
	letter.CommandDone: func(f *order.Facts) {
		f.Reason = "We have noted that you spoke with the resident."
		f.Words = "CONTACTED spoke to her at 2.15, she wants the ceiling painted"
	},
	letter.CommandNotUnderstood: func(f *order.Facts) {
		f.Problem, f.Words = "\"Closed\" does not say what was agreed, and with whom.", "closed"
	},
	letter.ReadBack: func(f *order.Facts) {
		f.Meant = "EXTEND to Friday 18 December 2026: the resident is told the new date and why"
		f.Problem = "We are not certain that you mean this, so nothing has been done yet."
		f.Words = "could I have until 18 December please, the scaffold is late"
		f.Finished = []order.Finished{{To: "Asha Rahman", Subject: "We need more time", Text: "Dear Asha " +
			"Rahman,\n\n" +
			"We need more time to answer your complaint. You will hear from us by Friday 18 December 2026."}}
	},
	letter.AnswerToApprove: func(f *order.Facts) {
		f.Problem = "Dave Pearson has written the full answer. It goes only when you approve it."
		f.Reason, f.Meant, f.Recipient = "Dave Pearson", "UPHELD", "Linda Grant"
		f.Finished = []order.Finished{{To: "Asha Rahman", Subject: "Our answer to your complaint", Text: "Dear Asha " +
			"Rahman,\n\nWe uphold your complaint. Our contractor came twice without the part and nobody told you."}}
		f.Commands = order.Lines("APPROVE (it goes to the resident as you see it here)",
			"RETURN and what is to be changed")
	},
	letter.LetterToAgree: func(f *order.Facts) {
		f.Meant, f.Problem = "stage 1 late", "Without a word it goes by itself at 17:00 on Tuesday 8 December 2026."
		f.Finished = []order.Finished{{To: "Asha Rahman", Subject: "Our answer is late", Text: "Dear Asha Rahman,\n\n" +
			"Our answer to your complaint was due yesterday, and we are sorry that you do not have it."}}
		f.Commands = order.Lines("YES (it goes as you see it here)", "NO (it does not go)")
	},
	letter.AnswerReturned: func(f *order.Facts) {
		f.Reason, f.Problem = "Linda Grant", "Please say by when the ceiling is painted."
		f.Answer = "We uphold your complaint. Our contractor came twice without the part and nobody told you."
		f.Commands = order.Lines("RESPOND UPHELD (or PARTLY UPHELD, or NOT UPHELD), then your full answer")
	},
	letter.ExtensionNoted: func(f *order.Facts) { f.Reason = "We are waiting for a camera survey of the drain." },
	letter.ExtensionRefused: func(f *order.Facts) {
		f.Problem = "\"Another week\" is not a date."
		f.Commands = order.Lines("EXTEND 11/12/2026 waiting for the camera survey")
	},
	letter.Reassigned: func(f *order.Facts) {
		f.Reason = "estates own the pipe"
		f.Handler = people.Contact{Name: "Priya Shah", Title: "Estate Services Manager"}
	},
	letter.DeliveryFailed: func(f *order.Facts) {
		f.Recipient, f.Problem = "", "Our acknowledgement to asha@example.com came back: there is no such mailbox."
		f.Commands = order.Lines("POSTED (once the resident has it on paper or by phone)", "NOTE and what you did")
	},
	letter.Hazard: func(f *order.Facts) {
		f.Recipient, f.Words, f.Issues = "", "I can smell gas in the kitchen and the baby is asleep upstairs", nil
		f.Flags = []reading.Flag{reading.FlagGas, reading.FlagChild}
		f.Proposal.Evidence = []reading.Evidence{{Clause: "flag:gas", Text: "smell gas", Effect: "speaks for danger"}}
		f.Commands = order.Lines("TAKEN (you are dealing with it)", "NOTE and what you did")
	},
	letter.DataProtection: func(f *order.Facts) {
		f.Recipient, f.Words = "Ruth Okafor", "You sent my letter about my arrears to number 14."
		f.DataReportBy, f.DataAckBy = "10:00 on Thursday 26 November 2026", day("2026-12-23")
		f.Flags = nil
	},
	letter.SafetyNotice: func(f *order.Facts) { f.Held = true },
	letter.Safeguarding: func(f *order.Facts) {
		f.Recipient, f.Words, f.Flags = "", "I can't go on like this any more",
			[]reading.Flag{reading.FlagSelfHarm}
	},
	letter.LawDue:           func(f *order.Facts) { f.Reminder = "the home made safe" },
	letter.FilesReceived:    func(f *order.Facts) { f.Files = order.FileCount{Sent: 3, Came: 2} },
	letter.EvidenceReceived: func(f *order.Facts) { f.Files = order.FileCount{Sent: 3, Came: 3} },
	letter.ManagerPictures: func(f *order.Facts) {
		f.Files, f.Words = order.FileCount{Sent: 3, Came: 2}, "This is the ceiling now."
		f.Problem = "it is no longer at the text service."
		f.Attachments = []message.Attachment{{Name: "picture-1.jpg", Type: "image/jpeg", Size: 284_112},
			{Name: "picture-2.jpg", Type: "image/jpeg", Size: 194_002},
			{Name: "item 3 of the text message", Lacks: message.LacksAll}}
	},
	letter.AlarmText: func(f *order.Facts) { f.Code, f.Words = "4821", "" },
	letter.StaffHelp: func(f *order.Facts) {
		f.Commands = order.Lines("NEW", "Name:", "Phone:", "Email:", "Address:", "Told on:", "How:", "What they said:")
	},
	letter.MorningReport: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, Reminder: "1 in danger, 1 late",
			Sections: []order.Section{
				{Title: "In danger: nobody has taken it", Lines: []string{"12. HC-2026-000129, Ben Clarke, building " +
					"safety: danger, not taken since 23 Nov. With Out of Hours. Reply 12 TAKEN or FALSE."}},
				{Title: "Late", Lines: []string{"9. HC-2026-000101, Asha Rahman, repairs: the stage 1 answer, 3 " +
					"days late (20 Nov); " +
					"chased 23 Nov, the resident told 23 Nov. With Jaya Patel. Reply 9 RESPOND or EXTEND."}},
				{Title: "Open", Lines: []string{"7 (+2) in a week: stage 1 6 (+2), stage 2 1 (as before)"}},
				{Title: "Yesterday", Lines: []string{"2 received by e-mail, 1 received by text"}}}}
	},
	letter.ManagerDigest: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, Recipient: "Jaya Patel",
			Sections: []order.Section{
				{Title: "HC-2026-000101, Asha Rahman", Lines: []string{"the answer is due today", "Answer by 20 Nov",
					"\"My kitchen tap was repaired twice.\""}},
				{Title: "HC-2026-000107, Bo Lund", Lines: []string{"the first conversation with the resident is due"}}},
			Commands: order.Lines("HC-2026-000101 CONTACTED and what was said")}
	},
	letter.OmbudsmanContact: func(f *order.Facts) {
		f.Recipient, f.Words = "", "I have sent this to the Housing Ombudsman."
	},
	letter.WeeklyReport: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, Recipient: "Amina Khan"}
		f.Sections = []order.Section{
			{Title: "Late", Lines: []string{"HC-2026-000090, stage 1, with Jaya Patel, 4 days late"}},
			{Title: "The week in figures", Lines: []string{"Received: 7", "Answered in time: 5 of 6"}},
		}
	},
	letter.ManagerAway: func(f *order.Facts) {
		f.Recipient, f.Reason = "Ola Mensah", "I am out of the office until Monday 7 December."
		f.Handler = people.Contact{Name: "Ola Mensah", Title: "Deputy Repairs Manager"}
		f.NewDate = day("2026-12-07")
	},
	letter.ActionDue: func(f *order.Facts) {
		f.Today = day("2026-12-17")
		f.Actions = []complaint.Action{{What: "Paint the bathroom ceiling", By: day("2026-12-16")}}
	},
	letter.PolicyWarning: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, AnswerBy: day("2027-01-29"),
			Problem: "The table of bank holidays ends on 28 December 2028, in less than twelve months."}
	},
	letter.SeveralMessages: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Ref: f.Ref, Today: f.Today, Recipient: f.Recipient,
			Sections: []order.Section{{Lines: []string{
				"HC-2026-000123: we have your complaint, and it is at stage 1 of our complaints procedure. Jaya " +
					"Patel is dealing with it. We aim to send you our full answer by Friday 4 December 2026.",
				"HC-2026-000124: we have your message. A person reads it and decides how we can best deal with " +
					"it. They will write to you by Tuesday 24 November 2026. Nothing has been turned down."}}}}
	},
	letter.RequestOpen: func(f *order.Facts) {
		f.Today, f.Received, f.Reminder = day("2026-11-26"), day("2026-11-23"), "repairs"
		f.Words = "Please mend the dripping tap in the kitchen."
	},
	letter.LookAtOnce: func(f *order.Facts) {
		f.Problem = "It has few words of its own, and what came with it could not be read: letter.pdf."
		f.Words = "Please see attached."
	},
	letter.AlarmEnded: func(f *order.Facts) {
		f.Recipient, f.Reason, f.Words = "Amina Khan", "Ola Mensah is dealing with it.", ""
	},
	letter.Dangers: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today,
			Sections: []order.Section{{Title: "The dangers",
				Lines: []string{`HC-2026-000123: Asha Rahman, +447700900123: "I can smell gas in the kitchen"`,
					`HC-2026-000124: Ben Cole, ben@example.com: "There are sparks from the meter"`}}},
			Commands: order.Lines("TAKEN (you are dealing with all of them)", "TAKEN and references (only with these)")}
	},
	letter.TeamUnreachable: func(f *order.Facts) {
		*f = order.Facts{Landlord: f.Landlord, Today: f.Today, Recipient: "Ruth Okafor",
			Contact: people.Contact{Email: "complaints.team@landlord.example"}, Problem: "552 5.2.2 mailbox full"}
	},
	letter.PassedOn: func(f *order.Facts) {
		f.Words, f.Issues = "The kitchen tap drips. Could somebody come?", []string{"The kitchen tap drips"}
		f.Reason = "This is a first request for a repair."
		f.Commands = order.Lines("NOTE and what you did")
	},
}

// scopeSample is the sample of a letter that says a matter is handled in another way.
func scopeSample(e policy.Exclusion, issue, reason string) func(*order.Facts) {
	return func(f *order.Facts) {
		f.Issues, f.Reason, f.OutcomeSought = []string{issue}, reason, ""
		f.OutOfScope[0] = order.Signpost{Exclusion: e, What: issue,
			Route: "our customer service team, 01632 960100"}
		f.External.Show = true
	}
}

// external adds where the resident can go after a final answer.
func external(f *order.Facts) {
	f.External.Show, f.External.Before, f.External.DirectFrom = true, day(sampleBefore), day(sampleDirect)
}
