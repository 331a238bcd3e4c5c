package procedure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/order"
	"complaints/internal/people"
	"complaints/internal/procedure"
	"complaints/internal/procedure/proceduretest"
	"complaints/internal/reply"

	"pgregory.net/rapid"
)

// TestButtonsPlayed: whatever has happened to a case, each button of each letter to staff is pressed in the moment in
// which its reader has the letter, filled in as its words ask for, and sent back. It does what it says. Sent as it
// opened, it writes to nobody what was not filled in.
func TestButtonsPlayed(t *testing.T) { // 3.5, 3.7
	t.Parallel()
	for _, profile := range profiles {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			rules := proceduretest.Rules(t, profile)
			played, known := map[string]int{}, map[string]bool{}
			rapid.Check(t, func(t *rapid.T) {
				rules := rules
				rules.Staff.Approve = one(t, "approved by", []procedure.Approval{procedure.ApprovedByNobody,
					procedure.ApprovedByDirector, procedure.ApprovedByTeam})
				rules.Mode.All = one(t, "mode", []procedure.Mode{procedure.Automatic, procedure.Supervised})
				h := &history{Life: proceduretest.Under(t, rules), t: t, back: map[string]bool{}}
				h.Taken = func(d procedure.Decision) {
					for _, o := range d.Letters {
						if letter.Of(o.Letter).To == letter.Staff {
							h.play(o, played, known)
						}
					}
				}
				h.OpenFrom("2026-11-20 15:30", one(t, "opened by", []string{asha, phone, meena}), one(t, "words",
					wordsOfResidents), h.reading())
				for i := range upTo(t, "steps", 3, 12) {
					s, _ := h.Case.Current()
					if h.Case.InHand() && s.Handler.Email != "" && upTo(t, "answered", 0, 5) == 0 {
						h.Replies(h.clock(), s.Handler.Email, "RESPOND UPHELD\n"+wordy)
					}
					h.step(i)
				}
			})
			for _, verb := range []string{"RESPOND", "EXTEND", "CONTACTED", "ATTEMPTED", "RESOLVED", "ASK", "REASSIGN",
				"NOTE", "ACCEPT", "REFUSE", "DONE", "TAKEN", "POSTED", "ISSUES", "APPROVE", "RETURN", "YES", "NO"} {
				if played[verb] == 0 && !(profile == "hastoe-2020" && verb == "ISSUES") {
					t.Errorf("%s: never offered", verb)
				}
			}
		})
	}
}

// play presses the buttons of one letter.
func (h *history) play(o order.Order, played map[string]int, known map[string]bool) {
	for _, a := range o.Facts.Commands {
		for _, b := range a.Buttons {
			verb, knownWord := reply.Keyword(b.Opens)
			if !knownWord { // YES and NO are words only where we ask
				verb = complaint.Verb(b.Opens)
			}
			played[string(verb)]++
			situation := fmt.Sprint(o.Letter, o.Role, o.To.Email, b.Label, h.Case.Standing(), len(h.Case.Promised()),
				h.Case.Definition.Confirmed(), len(h.Case.Questions))
			if known[situation] {
				continue
			}
			if got := h.pressed(o, b.Opens); !finished(b.Opens) && slices.ContainsFunc(got.Letters, leavesHouse) {
				h.t.Errorf("%s to %s, button %q: sent as it opens, it writes to somebody outside", o.Letter, o.To.Email,
					b.Label)
			}
			var faults []string
			for _, words := range h.filled(verb, b.Opens) {
				fault := h.faultOf(verb, h.pressed(o, words), words)
				if faults = append(faults, fault); fault == "" {
					break
				}
			}
			if !slices.Contains(faults, "") {
				h.t.Errorf("%s to %s at %s, button %q: %s", o.Letter, o.To.Email, h.Case.Standing(), b.Label,
					strings.Join(faults, "; "))
				continue
			}
			known[situation] = true
		}
	}
}

func leavesHouse(o order.Order) bool {
	return o.Role == people.RoleResident || o.Role == people.RoleRepresentative
}

// finished reports whether what a button opens can be sent as it is.
func finished(opens string) bool {
	return !strings.HasSuffix(opens, " ") && !strings.HasPrefix(opens, "RESPOND")
}

// pressed is what follows when the reader of a letter sends a mail that its button has opened.
func (h *history) pressed(o order.Order, words string) procedure.Decision {
	m := h.Message(h.clock(), o.To.Email, words)
	cmd := reply.Read(words, reply.Known{Today: h.Procedure.Calendar.Day(h.Now), Writer: o.To,
		Resident: h.Case.Party.Name, Answers: o.Letter})
	cmd.Answers, cmd.Asked = o.Letter, o.Cause
	return h.Procedure.Command(h.Case, o.To, m, cmd, h.Now)
}

// filled is what a person writes into a mail that a button has opened; of several, one has to do.
func (h *history) filled(verb complaint.Verb, opens string) []string {
	with := map[complaint.Verb]string{
		complaint.VerbExtend:    "waiting for the survey of the roof",
		complaint.VerbContacted: "she would like the roof mended before Christmas",
		complaint.VerbAttempted: "rang twice at ten",
		complaint.VerbResolved:  "the roof was mended on Monday and she is happy to close it",
		complaint.VerbAsk:       "could you send photographs of the ceiling?",
		complaint.VerbConflict:  "I know her, she is my cousin",
		complaint.VerbRefuse:    "we have opened another case about your neighbour's music",
		complaint.VerbFalse:     "the resident says that it was burnt toast",
		complaint.VerbSafe:      "asha.new@example.org",
		complaint.VerbRelease:   "Ravi Rahman, ravi@example.org",
		complaint.VerbReturn:    "please say by when the roof is mended",
		complaint.VerbNote:      "the contractor comes on Friday",
	}
	switch {
	case verb == complaint.VerbReassign:
		var all []string
		for _, to := range []string{manager, deputy, estates, director, housing, chief} {
			all = append(all, opens+to)
		}
		return all
	case verb == complaint.VerbRespond:
		lines := strings.Split(opens, "\n")
		for i, line := range lines {
			if strings.HasSuffix(line, ": ") && strings.HasPrefix(line, "ISSUE") {
				lines[i] += []string{"UPHELD", "NOT, we came in time"}[i%2]
			}
			if strings.HasPrefix(line, "REMEDY") {
				lines[i] += "We pay you 50 pounds."
			}
		}
		return []string{strings.Replace(strings.Join(lines, "\n"), "\n\n", "\n"+wordy+"\n", 1)}
	case finished(opens):
		return []string{opens}
	}
	return []string{opens + with[verb]}
}

// faultOf says why what followed is not what a verb is for, "" if it is.
func (h *history) faultOf(verb complaint.Verb, d procedure.Decision, words string) string {
	for _, o := range d.Letters {
		if letter.Of(o.Letter).Failed {
			return fmt.Sprintf("%q is answered by %s: %s", words, letter.Of(o.Letter).File, o.Facts.Problem)
		}
	}
	for _, e := range d.Events {
		if slices.Contains(does[verb], e.Kind()) {
			return ""
		}
	}
	var got []string
	for _, e := range d.Events {
		got = append(got, e.Kind())
	}
	return fmt.Sprintf("%q made %q, none of %q", words, got, does[verb])
}

// does is what follows from each verb: one of these events.
var does = map[complaint.Verb][]string{
	complaint.VerbRespond: {"Responded", "QuestionPut"}, complaint.VerbApprove: {"Approved", "QuestionPut"},
	complaint.VerbReturn: {"QuestionEnded"}, complaint.VerbYes: {"LetterAwaitsNoMore"},
	complaint.VerbNo:        {"LetterAwaitsNoMore"},
	complaint.VerbExtend:    {"Extended"},
	complaint.VerbContacted: {"Contacted", "Noted"}, complaint.VerbAttempted: {"Contacted"},
	complaint.VerbResolved: {"SettlementOffered"}, complaint.VerbIssues: {"Defined"}, complaint.VerbAsk: {"Noted"},
	complaint.VerbReassign: {"Assigned"}, complaint.VerbConflict: {"Conflict"},
	complaint.VerbAccept: {"StageOpened", "InformalBegun"}, complaint.VerbRefuse: {"CaseClosed"},
	complaint.VerbRequest: {"CaseClosed"}, complaint.VerbEscalate: {"StageOpened"},
	complaint.VerbAnswered: {"Reminded"}, complaint.VerbPosted: {"DeliveryMended", "AnswerSent", "Acknowledged", "Noted"},
	complaint.VerbTaken: {"Reminded", "Noted"}, complaint.VerbFalse: {"Reminded"},
	complaint.VerbSafe: {"ContactRuled"}, complaint.VerbRelease: {"SafetyReleased"},
	complaint.VerbDone: {"ActionDone", "Reminded", "Noted"}, complaint.VerbNote: {"Noted"},
}
