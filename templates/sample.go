package templates

import (
	"strings"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// The days of the sample case, as the policy counts them: received on a Sunday, answered at stage 1 on the
// last working day before the limit, reviewed over Christmas.
const (
	sampleReceived  = "2026-11-22" // a Sunday
	sampleAckBy     = "2026-11-24" // two working days
	sampleContactBy = "2026-11-25" // three working days
	sampleTarget    = "2026-12-04" // the limit, Sunday 6 December, rolled back
	sampleLimit     = "2026-12-06" // 14 days
	sampleExtended  = "2026-12-18"
	sampleWindow    = "2026-12-29" // 21 days after 4 December is Christmas Day; the next working day
	sampleCutoff    = "2026-05-22" // six months before it came
	sampleReview    = "2026-12-07" // stage 2 asked for on a Monday
	sampleAck2By    = "2026-12-09"
	sampleLimit2    = "2026-12-28" // 21 days, a bank holiday
	sampleTarget2   = "2026-12-24"
	sampleExtended2 = "2027-01-14"
	sampleDirect    = "2027-02-18" // 56 days after the final answer of 24 December
	sampleBefore    = "2027-12-24" // twelve months after it
)

func day(s string) calendar.Date { return calendar.MustDate(s) }

// Sample returns realistic facts for a letter, with dates that follow from the policy, for previews, checks and tests.
func Sample(id complaint.LetterID) order.Facts {
	f := sampleStage1()
	if id == "" {
		return f
	}
	switch id {
	case letter.Stage2Acknowledgement, letter.Stage2Extension, letter.Stage2Late, letter.Stage2FinalResponse,
		letter.OutsideHelp, letter.DirectorReview, letter.OmbudsmanContact:
		f = sampleStage2()
	}
	if id[0] == 'M' {
		f.Recipient, f.Commands = f.Handler.Name, sampleActs()
	}
	if fix := sampleFor[id]; fix != nil {
		fix(&f)
	}
	f.Unread = letter.Of(id).Gathers
	return f
}

// SampleLandlord is the landlord of the samples.
func SampleLandlord() order.Landlord {
	return order.Landlord{
		Name: "Meadow Homes", ShortName: "Meadow", Email: "complaints@landlord.example", Phone: "01632 960100",
		EmergencyPhone: "01632 960999", Text: "07700 900000", Address: "Meadow House\n1 Mill Lane\nExampleton\nEX1 1AA",
		Website: "www.landlord.example",
		HowToComplain: []string{"by email to complaints@landlord.example", "by text to 07700 900000",
			"by phone on 01632 960100", "by telling any member of our staff"},
		OmbudsmanList: []string{"Online form: www.housing-ombudsman.org.uk", "Phone: 0300 111 3000",
			"Post: Housing Ombudsman Service, PO Box 1484, Unit D, Preston, PR2 0ET"},
		DPO: people.Contact{Name: "Ruth Okafor", Title: "Data Protection Officer",
			Email: "dpo@landlord.example", Phone: "+441632960180"},
		InsuranceDesk: "our insurance officer, 01632 960150",
		LegalDesk:     "our solicitor, 01632 960160",
		ASBDesk:       "our antisocial behaviour team, 01632 960120",
		ChargesDesk:   "our rents and charges team, 01632 960130",
		DefectsDesk:   "our aftercare team, 01632 960140",
	}
}

// sampleActs are what a manager can do with a complaint that is new.
func sampleActs() []order.Act {
	one := func(word, then, label string) order.Act {
		return order.Act{Word: word, Then: then, Buttons: []order.Button{{Label: label, Opens: word + ": "}}}
	}
	answer := order.Act{Word: "RESPOND UPHELD", Then: "(or PARTLY UPHELD, or NOT UPHELD), then your full answer"}
	for _, d := range []string{"Upheld", "Partly upheld", "Not upheld"} {
		answer.Buttons = append(answer.Buttons, order.Button{Label: d, Opens: "RESPOND " + strings.ToUpper(d) +
			"\n# Lines with # are not sent. The resident reads the others.\n"})
	}
	return []order.Act{answer, one("EXTEND 18/12/2026", "and why", "More time"),
		one("CONTACTED", "and what was said", "Spoke to them"), one("ASK", "and your question to the resident", "Ask them"),
		one("REASSIGN", "and a name", "Pass it on"), one("NOTE", "and anything for the file", "Note for the file")}
}

func sampleStage1() order.Facts {
	return order.Facts{
		Landlord: SampleLandlord(), Tribunal: "First-tier Tribunal (Property Chamber)",
		Ref: "HC-2026-000123", Stage: 1, Today: day("2026-11-23"),
		Recipient: "Asha Rahman", Resident: "Asha Rahman", Received: day(sampleReceived),
		Issues: []string{"The leak over the bath is back, this is the third time I have reported it",
			"Your plumber did not come on 12 November"},
		OutcomeSought: "Mend the leak for good and repaint the ceiling",
		OutOfScope: []order.Signpost{{Exclusion: policy.NeighbourASB,
			What:  "The people upstairs play music all night",
			Route: "our antisocial behaviour team, 01632 960120"}},
		Area: "repairs", AreaID: reading.AreaRepairs, Policy: "hastoe-2020", Nation: "england",
		Handler: people.Contact{Name: "Jaya Patel", Title: "Repairs Manager",
			Email: "repairs.manager@landlord.example", Phone: "+441632960110"},
		HandlerRole: "the investigating manager",
		AnswerBy:    day(sampleTarget), Limit: day(sampleLimit),
		AckBy: day(sampleAckBy), ContactBy: day(sampleContactBy),
		OldDate: day(sampleTarget), NewDate: day(sampleExtended),
		Derivation: "14 days after Sunday 22 November is Sunday 6 December; rolled back to Friday 4 December",
		TimeLimit:  "six months", FullLetter: message.Email, PostalAddress: "12 Mill Lane\nExampleton\nEX1 2BB",
		External: order.External{Body: "Housing Ombudsman Service", Mode: "direct"},
		Words: "Third time I have reported this leak.\n\nYour plumber did not come on 12 November. I took a day " +
			"off work.\nThe people upstairs play music all night too.",
		Channel: message.Email, Chased: 2,
		Attachments: []message.Attachment{{Name: "ceiling.jpg", Type: "image/jpeg", Size: 284_112}},
		Flags:       []reading.Flag{reading.FlagChild, reading.FlagDampMould},
		Contact:     people.Contact{Name: "Asha Rahman", Email: "asha@example.com", Phone: "+447700900123"},
		History:     []string{"22 Nov: complaint received by email", "23 Nov: acknowledged; given to Jaya Patel"},
	}
}

func sampleStage2() order.Facts {
	f := sampleStage1()
	f.Stage, f.Today, f.Received = 2, day("2026-12-08"), day(sampleReview)
	f.AnswerBy, f.Limit = day(sampleTarget2), day(sampleLimit2)
	f.AckBy, f.ContactBy = day(sampleAck2By), day("2026-12-10")
	f.OldDate, f.NewDate = day(sampleTarget2), day(sampleExtended2)
	f.Derivation = "21 days after Monday 7 December is Monday 28 December, a bank holiday; rolled back to Thursday " +
		"24 December"
	f.Issues = []string{"The ceiling is still stained and nobody has said when it will be painted",
		"£50 does not cover the day's pay that I lost"}
	f.OutcomeSought = "A date for the painting and the day's pay I lost"
	f.Handler = people.Contact{Name: "Amina Khan", Title: "Director of Property",
		Email: "property.director@landlord.example", Phone: "+441632960170"}
	f.HandlerRole = "the Director"
	f.Words = "I am not happy with your answer. The ceiling is still stained. Please look at it again."
	f.History = []string{"22 Nov: complaint received by email", "4 Dec: stage 1 answer sent", "7 Dec: review asked for"}
	return f
}
