package classifier

import (
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/internal/reading"
)

// TestNewTopic: what is written as an answer to an old letter and is about something else.
func TestNewTopic(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	asComplaint := reading.Reading{Kind: reading.KindComplaint}
	inStage1 := func(in *Input, _ *reading.Reading) { in.Context = reading.ContextStage1Open }
	closed := func(in *Input, _ *reading.Reading) { in.Case.Closed = true }
	unknown := func(in *Input, _ *reading.Reading) { in.Case.Subject, in.Case.Words = "", "" }
	byText := func(in *Input, _ *reading.Reading) { in.Channel = message.SMS }
	anEnquiry := func(_ *Input, r *reading.Reading) { r.Kind = reading.KindEnquiry }
	doubtful := func(_ *Input, r *reading.Reading) { r.ToPerson = true }
	const outOfOrder = "Lift out of order"
	const lift = "The lift has been out for two months and I have reported it twice. Nobody came."
	for _, x := range []struct {
		situation, subject, words string
		change                    func(*Input, *reading.Reading)
		want                      bool
	}{
		{"a subject and a matter of their own", outOfOrder, lift, nil, true},
		{"our subject, which is not theirs", "", lift, nil, false},
		{"their old subject", "Leak", lift, nil, false},
		{"about the answer", "Not good enough", "Your answer is wrong and nobody came.", nil, false},
		{"asks for a review in the words", "Lift", lift + " Please take this to stage 2.", nil, false},
		{"the same thing again", "Bathroom", "It is leaking again and nobody came.", nil, false},
		{"what was promised", "Painting", "You promised to paint the ceiling and nobody came.", nil, false},
		{"before the answer the procedure tells them apart", outOfOrder, lift, inStage1, false},
		{"when the case is closed", outOfOrder, lift, closed, false},
		{"from somebody we do not know", outOfOrder, lift, unknown, false},
		{"by text", outOfOrder, lift, byText, false},
		{"no complaint on its own", outOfOrder, lift, anEnquiry, false},
		{"a doubtful one", outOfOrder, lift, doubtful, false},
	} {
		t.Run(x.situation, func(t *testing.T) {
			in := Input{Channel: message.Email, Subject: x.subject, Body: x.words,
				Context: reading.ContextStage1Answered,
				Case:    &CaseWords{Subject: "Leak", Words: "The leak is back.", Areas: []reading.Area{"repairs"}}}
			alone := asComplaint
			if x.change != nil {
				x.change(&in, &alone)
			}
			_, seen := c.read(&in)
			got := in.betweenStages() &&
				in.onTopic(reading.Reading{}, alone, seen).Intent == reading.IntentNewIssue
			if got != x.want {
				t.Errorf("taken for a new matter: got %v, want %v", got, x.want)
			}
		})
	}
}

// topicReply is a reply, and whether it is about something else.
type topicReply struct {
	fresh          bool
	subject, words string
}

// underAnOldLetter are replies to the answer to a complaint about a leak in the bathroom. Half of them are about
// something else, and half are not.
var underAnOldLetter = []topicReply{
	{true, "Lift out of order", "The lift in our block has been out for two months and I have reported it twice. " +
		"Nobody came."},
	{true, "Rubbish", "The bins at the back of our block have not been emptied for five weeks. I rang three times. " +
		"There are rats now."},
	{true, "Rent account", "You have taken my rent twice in October and I have been asking for the money back for " +
		"six weeks. Nobody rings me back."},
	{true, "Parking", "Somebody has been parking in my bay since August, I reported it four times to the estate " +
		"office and you did nothing at all."},
	{true, "Staff behaviour", "Your officer shouted at me on the phone on Tuesday and put the phone down. I want " +
		"to complain about how I was spoken to."},
	{true, "Grass", "The grass in the courtyard was not cut all summer although we pay for it. I have asked you " +
		"four times since June."},
	{true, "Front door of the block", "The front door of the block does not lock. Strangers sleep on the stairs. " +
		"We told you in September, October and last week and nobody repaired it."},
	{true, "Fire alarm", "The fire alarm in the corridor has been beeping for three weeks. I reported it every " +
		"week. No one has come."},
	{true, "Noise from number 8", "I reported the noise from number 8 in July and filled in your diary sheets. You " +
		"never opened a case and nobody rang me back."},
	{true, "Window in the bedroom", "The window in the bedroom does not close. You sent somebody in August who " +
		"measured it and nobody came after that."},
	{true, "Transfer application", "I applied for a transfer in February. I have written five times. You lost my " +
		"papers twice and nobody answers me."},
	{true, "Stair cleaning", "The stairs are not cleaned although we pay for it. The cleaner has not been here for " +
		"two months. Please look into it."},
	{true, "Boiler service", "Your gas engineer missed three appointments for the boiler service. I took days off " +
		"work each time. I want to complain."},
	{true, "Kitchen works", "The new kitchen that you put in has doors that fall off. The contractor promised to " +
		"come back and did not. It is six weeks now."},
	{true, "Gutter", "The gutter above my door has been hanging down since the storm in September. I reported it " +
		"three times and nobody came."},
	{true, "Call centre", "I waited 50 minutes on the phone on Monday and again on Tuesday and was cut off both " +
		"times. Your service is a disgrace."},
	{true, "Something else this time", "I have another complaint. Your contractors left a skip in front of my " +
		"house for seven weeks and nobody moves it, I have called you every week."},
	{true, "Lights on the stairs", "The lights on our stairs have been dark for six weeks. An old lady fell. You " +
		"were told again and again."},
	{true, "Service charge account", "I asked for the breakdown of the service charge in May and still have no " +
		"reply after four letters."},
	{true, "Dog mess", "The dog mess on the green is still there. I reported it in June, in July and in August and " +
		"your people never came to clean it."},
	{false, "Not good enough", "Your answer is wrong and nobody came."},
	{false, "My complaint", "I am not happy with this at all. Please take it to stage 2."},
	{false, "Leak", "It is leaking again and nobody came. The ceiling is wet."},
	{false, "Bathroom ceiling", "You promised to paint the ceiling and nobody came. It is two weeks now."},
	{false, "Thank you", "Thank you for your letter."},
	{false, "Compensation",
		"£50 is an insult. I had buckets in my bathroom for two months and took four days off work."},
	{false, "Your letter of Tuesday", "It does not say why nobody came the first two times I reported the leak."},
	{false, "Plumber", "The plumber did not turn up on the day that you gave me. The bathroom is wet every morning."},
	{false, "Photos", "Here are the photos of the bathroom that you asked for."},
	{false, "Appeal", "I want a director to look at this. The leak was reported three times and you say twice."},
	{false, "Still wet", "The bathroom floor is still wet and the leak drips on the light. Nobody has been since " +
		"your answer."},
	{false, "What a disgrace", "Three reports and you call that partly upheld? You never even rang me. I expected " +
		"more from you."},
	{false, "Work not done", "The work that was to be done by Friday has not been done. Nobody has rung me."},
	{false, "Date of the visit", "When is your man coming to mend the leak? Nobody told me a day."},
	{false, "Ombudsman", "I shall go to the Ombudsman unless you mend the leak."},
	{false, "No", "No. I do not accept that. Nobody apologised to me for the ruined carpet."},
	{false, "Water damage", "The leak has ruined my carpet and you say nothing about it. I told you about it twice."},
	{false, "Downstairs too", "Now the leak has come through to the neighbour below. I reported it three times and " +
		"nobody came."},
	{false, "My mother", "My mother slipped on the wet floor of the bathroom last night because of this leak that " +
		"you have not mended."},
	{false, "Manager", "I asked to speak to a manager about the leak and nobody rang me, twice now."},
}

// underALongOne are replies to the answer to a long complaint about a lift.
var underALongOne = []topicReply{
	{true, "Damp in my kitchen", "There is black mould on the kitchen wall. I reported it in August and in October " +
		"and nobody has been to look at it."},
	{true, "Bins", "The bin store has not been emptied for a month and I have rung you every week about it."},
	{true, "Arrears letter", "You sent me an arrears letter although I have paid my rent in full. I wrote to you " +
		"twice and nobody corrects it."},
	{true, "Broken gate", "The gate of the car park has been broken since July. I reported it four times and " +
		"nobody repaired it."},
	{false, "Lift", "The lift stopped again on Sunday with my neighbour in it. Nobody came for two hours."},
	{false, "Engineer", "The engineer did not come on Monday and the lift is out of order."},
	{false, "My shopping", "I had to leave my shopping in the hall again because of my knees, and nobody has rung " +
		"me about the lift."},
	{false, "Your decision", "I do not agree with your decision. It does not mention the stairs at all."},
}

const longLift = "Dear Sir or Madam, I live on the sixth floor with two small children and a bad knee, and the " +
	"lift in our block has stopped for the third time since June. I rang your office on the 3rd, the 9th and the " +
	"17th, and each " +
	"time a friendly lady promised an engineer. Nobody came. I have had to carry the pram and my shopping up all " +
	"the stairs. My neighbour on the eighth floor has not left her home for two weeks. Please tell me when it will " +
	"be mended."

// TestNewTopicUnderAnOldLetter tells replies apart once stage 1 is answered. A new matter must not be lost in a request
// for a review, nor the wish for a review in a new matter. Under our own subject those that share the area of the case
// are taken for unhappy with the answer: the Director sees them.
func TestNewTopicUnderAnOldLetter(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	apart := func(of CaseWords, subject, words string) bool {
		return c.Read(Input{Channel: message.Email, Subject: subject, Body: words, Case: &of,
			Context: reading.ContextStage1Answered, Nature: message.FromPerson,
			Received: time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)}).Intent == reading.IntentNewIssue
	}
	bathroom := CaseWords{Subject: "Leak", Areas: []reading.Area{reading.AreaRepairs},
		Words: "This is the third time I have reported the leak in my bathroom and nobody came. I want to complain."}
	block := CaseWords{Subject: "Formal complaint", Areas: []reading.Area{reading.AreaEstateServices},
		Words: longLift}
	for _, x := range []struct {
		situation   string
		of          CaseWords
		replies     []topicReply
		own         bool
		lost, split int // at most
	}{
		{"a subject of their own", bathroom, underAnOldLetter, true, 0, 1},
		{"our subject", bathroom, underAnOldLetter, false, 5, 0},
		{"a long complaint", block, underALongOne, true, 0, 0},
	} {
		lost, split := 0, 0
		for _, reply := range x.replies {
			subject := reply.subject
			if !x.own {
				subject = "" // the desk leaves out what is ours
			}
			got := apart(x.of, subject, reply.words)
			switch {
			case reply.fresh && !got:
				lost++
			case !reply.fresh && got:
				split++
			}
			if got != reply.fresh {
				t.Logf("%s: %q taken for a new matter: %v", x.situation, reply.words, got)
			}
		}
		if lost > x.lost || split > x.split {
			t.Errorf("%s: of %d replies got %d new matters lost and %d others split off, want at most %d and %d",
				x.situation, len(x.replies), lost, split, x.lost, x.split)
		}
	}
}
