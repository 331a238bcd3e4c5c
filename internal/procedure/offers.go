package procedure

import (
	"cmp"
	"fmt"
	"strings"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// What a letter to staff offers: for each verb its button, and the mail that the button opens. Whoever gets the letter
// sends that mail as it is, or writes what belongs behind the word.

// offer is how a verb is offered. What it asks for stands in its row of the table of verbs.
type offer struct {
	label string
	then  string
	can   func(*staffReply) bool      // beside who may say it and where the case stands; nil is always
	opens func(*staffReply) order.Act // what this case fills in; nil is the word alone, to be written behind
}

var offers = map[complaint.Verb]offer{
	complaint.VerbYes: {label: "Yes, send it", then: "(it goes as you see it here)", can: toAgree, opens: alone("YES")},
	complaint.VerbNo:  {label: "No, do not send it", then: "(it does not go)", can: toAgree, opens: alone("NO")},
	complaint.VerbApprove: {label: "Approve it", then: "(it goes to the resident as you see it here)", can: toApprove,
		opens: alone("APPROVE")},
	complaint.VerbReturn:  {label: "Send it back", then: "and what is to be changed", can: toReturn},
	complaint.VerbRespond: {can: owesAnswer, opens: answers},
	complaint.VerbExtend: {label: "More time", then: "and why", can: mayPutOff, opens: func(r *staffReply) order.Act {
		word := "EXTEND " + latestExtension(r).Slashes()
		return order.Act{Word: word, Buttons: button("", word+"\nReason: ")}
	}},
	complaint.VerbContacted: {label: "Spoke to them", then: "and what was said", can: func(r *staffReply) bool {
		return r.Case.InHand() || r.Case.Touch.By != 0 || r.cmd.Answers == letter.ManagerResidentChased
	}},
	complaint.VerbAttempted: {label: "Nobody answered", then: "and when you tried", can: func(r *staffReply) bool {
		s, _ := r.Case.Current()
		return r.Case.InHand() && s.ContactedOn == 0
	}},
	complaint.VerbResolved: {label: "It is settled", then: "and what was agreed"},
	complaint.VerbIssues: {label: "What it is about", then: "(they are right) or the lines put right",
		can: func(r *staffReply) bool { return len(r.Case.Matters()) > 0 && !r.Case.Definition.Confirmed() },
		opens: func(r *staffReply) order.Act {
			return order.Act{Word: "ISSUES", Buttons: button("", definitionLines(r.Case))}
		}},
	complaint.VerbAsk: {label: "Ask them", then: "and your question to the resident"},
	complaint.VerbReassign: {label: "Pass it on", then: "and a name",
		can: func(r *staffReply) bool { return r.stage == 1 || r.team() }},
	complaint.VerbConflict: {label: "I am concerned in it", then: "and why, if you have dealt with it before",
		can: func(r *staffReply) bool { return r.stage == 2 && !r.team() }},
	complaint.VerbAccept: {label: "Accept it", can: undecided, opens: func(r *staffReply) order.Act {
		a := order.Act{Word: "ACCEPT", Buttons: button("", "ACCEPT")}
		if r.Case.Review.Matter == complaint.MatterSender {
			a.Then = "(it is a resident's complaint: they hear from us)"
		}
		return a
	}},
	complaint.VerbRefuse: {label: "Refuse it", can: undecided, opens: func(r *staffReply) order.Act {
		a := order.Act{Word: "REFUSE" + suggestedCode(r.Case.Review), Then: "and why"}
		switch r.Case.Review.Matter {
		case complaint.MatterSender:
			a.Then = "and why (it is no complaint; nothing goes to whoever wrote)"
		case complaint.MatterScope:
			a.Then = "and why (or OTHER for what no code fits)"
		}
		return a
	}},
	complaint.VerbRequest: {label: "A first request", then: "(pass it on as a first request)", can: mayBeRequest,
		opens: func(r *staffReply) order.Act {
			a := order.Act{Word: "REQUEST", Buttons: button("", "REQUEST")}
			if r.Case.Review.Matter == complaint.MatterSender {
				a.Then = "(it is passed to the area; nothing goes to whoever wrote)"
			}
			return a
		}},
	complaint.VerbEscalate: {label: "Next stage", can: mayGoUp, opens: func(r *staffReply) order.Act {
		then := map[complaint.Status]string{
			complaint.InformalOpen: "and why (it needs a full answer, so stage 1 begins now)",
			complaint.Review:       "(accept it, at stage 2 at once)",
		}[r.Case.Status]
		return order.Act{Word: "ESCALATE", Then: cmp.Or(then, "(it is a request for stage 2)"),
			Buttons: button("", "ESCALATE")}
	}},
	complaint.VerbAnswered: {label: "They have it", then: "(they have what they asked for)", opens: alone("ANSWERED")},
	complaint.VerbPosted: {label: "It is posted", then: "(the resident has it on paper or by phone)",
		can: mayBePosted, opens: alone("POSTED")},
	complaint.VerbTaken: {label: "I have it", then: "(you are dealing with it)", opens: alone("TAKEN")},
	complaint.VerbFalse: {label: "No danger", then: "and how you know that nobody is in danger",
		can: func(r *staffReply) bool { return r.Case.Clocks.Danger.Runs() }},
	complaint.VerbSafe: {label: "A safe way", then: "and an address or number at which the resident is safe"},
	complaint.VerbRelease: {label: "Letters may go", then: "(letters may go again as before)",
		can: func(r *staffReply) bool { return r.Case.Safety.Stands() },
		opens: func(r *staffReply) order.Act {
			if r.Case.Safety.Has(complaint.HoldDeath) {
				return order.Act{Word: "RELEASE", Then: "and the name and address of whoever the case goes on with"}
			}
			return alone("RELEASE")(r)
		}},
	complaint.VerbDone:      {label: "It is done", opens: promisesKept},
	complaint.VerbWithdrawn: {label: "They withdraw it", then: "and how they told us"},
	complaint.VerbNote:      {label: "Note for the file", then: "and anything for the file"},
}

// act is the offer of a verb, as the table of offers says it and this case fills it in.
func (o offer) act(r *staffReply, verb complaint.Verb) order.Act {
	a := order.Act{Word: string(verb)}
	if o.opens != nil {
		a = o.opens(r)
	}
	a.Then = cmp.Or(a.Then, o.then)
	if len(a.Buttons) == 0 {
		a.Buttons = button("", a.Word+": ")
	}
	for i := range a.Buttons {
		a.Buttons[i].Label = cmp.Or(a.Buttons[i].Label, o.label)
	}
	return a
}

func button(label, opens string) []order.Button { return []order.Button{{Label: label, Opens: opens}} }

// alone is a word that needs nothing behind it.
func alone(word string) func(*staffReply) order.Act {
	return func(*staffReply) order.Act { return order.Act{Word: word, Buttons: button("", word)} }
}

// noteOnly offers a note and nothing else.
func noteOnly(then string) []order.Act {
	note := offers[complaint.VerbNote]
	return []order.Act{{Word: "NOTE", Then: then, Buttons: button(note.label, "NOTE: ")}}
}

func undecided(r *staffReply) bool { return r.Case.Status == complaint.Review }

// mayBePosted reports whether a letter waits for somebody to bring it.
func mayBePosted(r *staffReply) bool {
	s, _ := r.Case.Current()
	return letter.Of(r.cmd.Answers).Offers == letter.OfferPosting || len(r.Case.Undelivered) > 0 ||
		r.Case.Answered() && s.SentAt.IsZero() || r.Case.InHand() && s.AckedAt.IsZero()
}

func mayBeRequest(r *staffReply) bool {
	m := r.Case.Review.Matter
	return undecided(r) && (m == complaint.MatterSender || m == complaint.MatterScope)
}

// owesAnswer reports whether a full written answer is owed.
func owesAnswer(r *staffReply) bool {
	return r.Case.InHand() && r.Case.Status != complaint.InformalOpen
}

// mayPutOff reports whether more time can be asked for: before the date has passed, and once (P10).
func mayPutOff(r *staffReply) bool {
	s, _ := r.Case.Current()
	return owesAnswer(r) && r.today() <= s.Limit && latestExtension(r) > s.Limit && (len(s.Extensions) == 0 || r.team())
}

// mayGoUp reports whether the next stage can begin at a person's word.
func mayGoUp(r *staffReply) bool {
	switch sp, has := r.Policy.Stage(2); r.Case.Status {
	case complaint.InformalOpen:
		return true
	case complaint.Stage1Responded:
		return has
	case complaint.Review:
		return sp.DirectEntry && r.Case.Review.Matter == complaint.MatterScope
	}
	return false
}

// promisesKept offers DONE: for what the letter asks about, or for each promise that is open.
func promisesKept(r *staffReply) order.Act {
	const most = 4
	a := order.Act{Word: "DONE", Then: "(what this email asks about is done)"}
	open := r.Case.Promised()
	if r.cmd.Answers != letter.ActionDue || len(open) < 2 || len(open) > most {
		a.Buttons = button("", "DONE")
		return a
	}
	a.Then = "(what this email asks about is done; with its number, one promise)"
	for i, p := range open {
		a.Buttons = append(a.Buttons, order.Button{Label: "Done: " + message.Excerpt(p.What, 30),
			Opens: fmt.Sprintf("DONE %d", i+1)})
	}
	return a
}

// definitionLines are the lines that say what a complaint is about, to send back as they stand or put right; ISSUES
// where they would not fit.
func definitionLines(c complaint.Case) string {
	const most = 900
	var b strings.Builder
	for i, at := range c.Matters() {
		if strings.TrimSpace(c.Issues[at].Sentence) == "" {
			return "ISSUES"
		}
		fmt.Fprintf(&b, "ISSUE %d: %s\n", i+1, c.Issues[at].Sentence)
	}
	if c.OutcomeSought != "" {
		fmt.Fprintf(&b, "WANTS: %s\n", c.OutcomeSought)
	}
	if lines := b.String(); len(lines) <= most && strings.Count(lines, "\n") == strings.Count(lines, ": ") {
		return lines
	}
	return "ISSUES"
}
