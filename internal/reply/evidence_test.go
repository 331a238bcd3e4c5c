package reply_test

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/people"
	"complaints/internal/reply"
)

var dave = people.Contact{Name: "Dave Pearson", Title: "Repairs Manager", Email: "dave.pearson@landlord.example"}

// read is a reply to the letter that gave the case to Dave.
func read(text string) complaint.Command {
	return reply.Read(text, reply.Known{Today: today, Writer: dave, Resident: "Asha Rahman",
		Answers: letter.ManagerAssigned})
}

// as says in a word what a reply was read as: DO VERB, LIKELY VERB, ASK, or NOTE for an update.
func as(c complaint.Command) string {
	switch {
	case c.Missing != "":
		return "ASK"
	case c.Guess == complaint.VerbNote, c.Guess == complaint.VerbAttempted:
		return "NOTE"
	case c.Verb == complaint.VerbUnclear:
		return "ASK"
	case c.Sure == complaint.Unmistakable:
		return "DO " + string(c.Verb)
	}
	return "LIKELY " + string(c.Verb)
}

// TestEvidence: traps and guards for each thing that a reply may ask for. Several readings may be right: a question too
// many costs a minute, a letter too many cannot be called back.
func TestEvidence(t *testing.T) { // 3.5
	t.Parallel()
	for want, texts := range map[string][]string{
		"NOTE": {
			"Plumber booked for Tuesday, will let you know.", "The valve has been replaced and tested.",
			"Waiting on the surveyor.", "Had a look at the job history, four visits in all.", "Order raised, " +
				"number 88121.",
			"Scaffold comes down on Monday.", "Contractor says she was out both times.", "Nothing new since yesterday.",
			"I've chased the electrician again.", "Parts arrived this morning.", "Roofer can't start before " +
				"the rain stops.",
			"Still waiting for finance to confirm the payment.", "Ceiling dry now, painter next.",
			"Checked the CCTV, van was there at ten.", "I have asked Kev for his notes.", "Thanks both, noted.",
			"She has the number of the out of hours line.", "The job was closed in error by the call centre.",
			"I'm on site at Elm Court this afternoon.", "Working on the answer, will send it by Thursday.",
			"Two more flats in the block have the same problem.", "Rent team confirmed no arrears.",
			"I don't need any more time.", "No extension needed.", "Answer goes out tomorrow.",
			"Rang her twice, no answer.", "Left her a voicemail this morning.", "Knocked at ten, nobody in.",
			"Emailed Ms Rahman for the photos.", "Draft is nearly finished.", "Note to self: meter reading was normal.",
			"The contractor extended his quote to 18 December.", "Door was fixed on Friday.", "Insurers have paid.",
			"Spoke to the surveyor this morning.", "Met the electrician at the flat.", "Saw the photos she sent.",
			"Her neighbour let us in.", "The part is due on 9 December.", "Priya is covering on Friday.",
			"Put a heater in the room for now.", "Put the job through as urgent.", "I was off sick on Monday, " +
				"catching up.",
			"The plumber popped round to see her.", "Will pop round to see her.", "Popped round to hers, nobody in.",
			"Her son is married to the plumber's daughter.",
			"The roofer will have to extend his quote.", "They cannot make Friday, so it is Monday.",
		},
		"ASK": {
			"What is the deadline for this?", "Who pays for the hotel?", "Can somebody ring me about this one",
			"Please send me her phone number", "Could you resend the photos", "She wants to withdraw it.",
			"The tenant has died.", "Offer her a hundred pounds.", "Put this on hold.", "Close it.", "Merge these two.",
			"Not mine.", "Wrong team.", "closed", "yes", "upheld", "I agree with the outcome.",
			"My answer is in the attached letter.", "See my comments below.", "Same reply as before.",
			"This isn't a complaint.", "Her solicitor has written to us.", "I would like to offer £200.",
			"Dear Ms Rahman,\n\nI am sorry for the delay. We will mend it.", "How do I reassign this", "EXTEND soon",
			"EXTEND 18/12/2026", "CONTACTED will try her on Friday", "CONTACTED the roofer, he denies it",
			"Contacted the surveyor about it", "Your request has been received.", "Ticket 4711 created.",
			"ASK Kev if he has the keys", "Ask housing first", "RESPOND", "REASSIGN", "REASSIGN?", "RESOLVED?",
			"RESOLVED not yet, she is still waiting", "TAKEN off line until six", "Taken poorly, cannot come in",
			"Not taken?",
			"CONSENT not given", "CONSENT still outstanding", "POSTED back to us", "DONE half of it",
			"REQUEST received, ticket 12",
			"REFUSE E9 nothing for us here", "DUPLICATE HC-2026-000002 no, keep both", "",
			"I am married to her brother, just so you know.", "My sister-in-law lives next door to her.",
			"Went to school with him. Will visit on Friday.", "We are old friends, she and I.",
			"Not upheld\n\nWe kept to what we had said.", "Outcome: partly upheld\nCompensation: £20",
			"We are sorry that you had to wait for your ceiling. Our roofer came to you in May and again in June, " +
				"and told you each time that it was mended. It was not. He has been to you again this week, and your " +
				"ceiling is dry.",
			"Signed off.", "Good to go", "I need to know whether the tenant has a cat.",
			"I should not look into this, she is complaining about me.", "I know him from " +
				"church.", "It can't be me, it is my own team she is complaining about.", "Ok to issue",
			"He says we can forget about his complaint.", "Done! Your document has been " +
				"shared.", "RESOLVED, waiting on her to agree",
			"Somebody else ought to take this one, I went to school with her.",
			"CONSENT to be obtained from her daughter", "CONSENT sent for", "CONSENT revoked by " +
				"phone", "CONSENT from whom",
			"POSTED in error to the flat below", "Posted to the other Ms Rahman", "DONE the first coat",
			"RESOLVED as far as Kev is concerned", "RESOLVED, or so they say", "RESOLVED neither of us thinks so",
		},
		"DO RESPOND": {"RESPOND UPHELD\nWe are sorry.", "respond not upheld\nwe looked at it all.", "Hello " +
			"all,\n\nRESPOND PARTLY UPHELD\nSome of it.",
			"Classification: Internal\nRESPOND UPHELD\nWe are sorry.", "*RESPOND UPHELD*\nWe are sorry.",
			"respond upheld. we are sorry that nobody came to you", "Respond: partly upheld, we were late but we " +
				"told you"},
		"LIKELY RESPOND": {"Response upheld by the panel at our meeting", "My answer for her:\nRESPOND " +
			"UPHELD\nWe are sorry."},
		"DO REQUEST": {"REQUEST", "Request. A job for estates."},
		"DO EXTEND": {"EXTEND 18/12/2026 waiting for the survey", "Extend to 18 December, the part is late",
			"EXTEND 18/12 the roofer is ill", "Hi team\nextend until 18/12/2026 because of the frost outside"},
		"LIKELY EXTEND": {"Could I have until 18 December please, because of the frost outside", "I need " +
			"until 18/12/2026 for the survey to come back",
			"Please extend to 18 December because the roofer is ill",
			"We would be glad of an extension until 18/12/2026 because of the frost outside",
			"Going to need to extend this to 18/12/2026 because of the frost outside",
			"I won't make the deadline, 18/12/2026 is as soon as it can be because of the frost outside"},
		"DO CONTACTED": {"CONTACTED rang Ms Rahman, she wants it painted", "Spoke to Ms Rahman, she wants it painted.",
			"I rang her this morning. Asking for a named plumber.", "Met Asha at the flat yesterday.", "Just " +
				"spoken with the tenant, all calm.",
			"CONTACTED spoke with her after two missed calls", "contacted her today, wants the ceiling done"},
		"LIKELY RESOLVED": {"She's happy to close it, we agreed £40.", "All settled with her, £20 for the paint.",
			"Mended to her satisfaction, you can close it.", "She doesn't want to take it any further."},
		"DO RESOLVED": {"RESOLVED valve replaced and £40 agreed, she is content", "Resolved, she accepts " +
			"the apology and £40"},
		"DO ASK": {"ASK which days suit you?", "ASK Please tell us which room it is", "ask: could you send us photos?"},
		"DO REASSIGN": {"REASSIGN Tom Okafor", "reassign to tom.okafor@landlord.example", "REASSIGN: " +
			"Priya please, thanks"},
		"LIKELY REASSIGN": {"Not mine, Tom Okafor"},
		"DO CONFLICT":     {"CONFLICT she is my sister, I know the flat", "CONFLICT: I signed that job off"},
		"DO OUT": {"OUT until 7 December", "OUT 07/12/2026", "I'm off sick until 7 December.", "I am on " +
			"annual leave until 7 December 2026.",
			"I'm signed off for two weeks, back on 14 December"},
		"LIKELY CONTACTED": {"Popped round to see her this morning, the ceiling is bad.", "Nipped over to hers at lunch."},
		"DO TAKEN":         {"TAKEN", "TAKEN on my way", "taken", "Taken by Bev"},
		"DO POSTED":        {"POSTED", "Posted today, first class"},
		"DO DONE":          {"DONE", "DONE painted on Friday"},
		"DO CONSENT": {"CONSENT", "CONSENT she rang and agreed", "CONSENT signed form back today",
			"CONSENT given by phone"},
		"DO ACCEPT": {"ACCEPT", "Accept please", "accept it as a complaint"},
		"DO REFUSE": {"REFUSE E4 this is about next door and we have opened a case", "Refuse E4. It is " +
			"about noise from next door."},
		"DO STOP": {"STOP", "Stop, wrong tenant", "CANCEL that was for another case", "UNDO"},
		"LIKELY STOP": {"Please don't send that letter", "NOTE please do not send it", "Ignore my last one",
			"Hold that letter please, I have the wrong sum in it", "That answer must not go " +
				"out", "Can you pull my answer back"},
		"LIKELY REFUSE": {"Refuse, it is too old for us"},
	} {
		for _, text := range texts {
			t.Run(want+"/"+strings.ReplaceAll(text, "\n", " "), func(t *testing.T) {
				t.Parallel()
				if got := as(read(text)); got != want {
					t.Errorf("%q: read as %s, want %s", text, got, want)
				}
			})
		}
	}
}

// TestNoneIsCertain: ordinary sentences that begin with the word of a command, or speak of what commands do.
func TestNoneIsCertain(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Done what we could, rest on Monday", "Posted on the portal", "Out on site until three", "Out of " +
			"hours went last night",
		"Request more details from him", "Accept my apologies for the delay", "Conflict in the diary on Friday",
		"Resolved on the system only", "Extend my thanks to Jo", "Extend the quote to 18 December for Kev",
		"Respond when the survey is in", "Consent is needed first", "Escalate to Jo please", "Link to the " +
			"photos is on the job",
		"The leak has not been resolved.", "Has this been resolved?", "Once she's happy to close I'll write.",
		"I gave the roofer until 15 December because of the frost", "She needs until 15 December for her papers",
		"The plumber is off sick until 3 December", "I'm away from my desk until four", "I am on leave next " +
			"summer as usual",
		"Asked whether she is happy to close, no answer yet", "If she's happy to close I'll say so", "Taken " +
			"aback by this",
		"Answered the phone to her son", "Spoke to her daughter", "Kev rang her", "Priya spoke to Ms Rahman",
		"I will speak to her on Friday",
		"I couldn't speak to her", "Ms Begum rang, I spoke to her", "Duplicate? I think not", "TAKEN: your " +
			"call is in a queue",
	} {
		if got := as(read(text)); strings.HasPrefix(got, "DO ") && got != "DO NOTE" {
			t.Errorf("%q: read as %s, want nothing done for certain", text, got)
		}
	}
}

// TestAutomaticReplies: what a mailbox answers by itself tells of an absence or of nothing.
func TestAutomaticReplies(t *testing.T) { // 4.1
	t.Parallel()
	for text, want := range map[string]string{
		"I am out of the office until 7 December.":                          "away until 2026-12-07",
		"I'm on maternity leave. Please write to Priya.":                    "away until 0",
		"I have left the company.":                                          "left",
		"I no longer work for Example Homes.":                               "left",
		"On annual leave, returning Monday 7 December.":                     "away until 2026-12-07",
		"Thank you for your email. I aim to reply within two working days.": "nothing",
		"I work part time and am in on Mondays.":                            "nothing",
		"I am in meetings until three.":                                     "nothing",
		"My name has changed to Dave Pearson-Hill.":                         "nothing",
		"Our switchboard is closed over Christmas.":                         "nothing",
	} {
		m := message.Message{NewText: text, Nature: message.FromAutoReply}
		got := "nothing"
		switch c := reply.ReadAutomatic(m, reply.Known{Today: today}); {
		case c.Away.Left:
			got = "left"
		case c.Verb == complaint.VerbOut && c.Date == 0:
			got = "away until 0"
		case c.Verb == complaint.VerbOut:
			got = "away until " + c.Date.String()
		}
		if got != want {
			t.Errorf("%q: read as %s, want %s", text, got, want)
		}
	}
}

// TestAwayInAnswerToADanger: 'on holiday' in answer to an alarm may be said of whoever is in danger, so it is asked (4.1).
func TestAwayInAnswerToADanger(t *testing.T) {
	t.Parallel()
	for id, want := range map[complaint.LetterID]string{letter.Hazard: "LIKELY OUT", letter.Safeguarding: "LIKELY OUT",
		letter.ManagerAssigned: "DO OUT"} {
		got := as(reply.Read("On holiday until 7 December", reply.Known{Today: today, Writer: dave, Answers: id}))
		if got != want {
			t.Errorf("in answer to %s: read as %s, want %s", id, got, want)
		}
	}
}

// TestYesAndNo: they answer a question of ours, alone, and nothing else.
func TestYesAndNo(t *testing.T) {
	t.Parallel()
	ask := func(text string, id letter.ID) string {
		return as(reply.Read(text, reply.Known{Today: today, Writer: dave, Answers: id}))
	}
	for text, want := range map[string]string{
		"YES": "DO YES", "yes please": "DO YES", "Yes, send it": "DO YES", "Yes. Dave": "DO YES", "NO": "DO NO",
		"No thanks":     "DO NO",
		"Don't send it": "DO NO", "Yes but change the date": "ASK", "Yes?": "ASK",
	} {
		if got := ask(text, letter.ReadBack); !strings.HasPrefix(got, want) && (want != "ASK" ||
			strings.HasPrefix(got, "DO")) {
			t.Errorf("%q to a question: read as %s, want %s", text, got, want)
		}
	}
	if got := ask("YES", letter.ManagerAssigned); got != "ASK" {
		t.Errorf("YES to a letter that asks nothing: read as %s, want ASK", got)
	}
}
