package classifier

import (
	"fmt"
	"slices"
	"strings"

	"complaints/classifier/dates"
	"complaints/classifier/internal/linear"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// evidence lists the words that spoke for or against, with their place in the body.
func (r *scan) evidence(v verdict) []reading.Evidence {
	out := []reading.Evidence{}
	for _, h := range r.hits {
		clause, effect := r.effect(h, v)
		if effect == "" || int(h.from) < r.t.FirstBody {
			continue
		}
		from, to := r.t.Tokens[h.from].From, r.t.Tokens[h.to-1].To
		out = append(out, reading.Evidence{
			Clause: clause, Text: r.t.Body[from:to], From: from, To: to, Effect: effect,
		})
	}
	for _, d := range r.event.mentions {
		if d.From < r.t.FirstBody {
			continue // in the subject, which has no offsets
		}
		from, to := r.t.Tokens[d.From].From, r.t.Tokens[d.To-1].To
		effect := ""
		switch {
		case d.Kind == dates.Since || d.Kind == dates.Length:
			effect = "says that it goes on, so it is in time"
		case r.late == outside:
			effect = "is before the time limit"
		case r.late == inside && d.Interval.Latest >= r.c.day(r.in.Received).AddMonths(-r.c.months):
			effect = "is inside the time limit"
		default:
			continue
		}
		out = append(out, reading.Evidence{Clause: "P3", Text: r.t.Body[from:to], From: from, To: to, Effect: effect})
	}
	return out
}

// effect says in plain words what a match did, or "" if it had no part in this reading.
func (r *scan) effect(h hit, v verdict) (clause, effect string) {
	rule := &r.c.book.rules[h.rule]
	sig := r.c.book.signal[h.rule]
	s := &r.c.signals
	for e, id := range s.exclusions {
		if id == sig {
			if v.class == pFirst+e {
				return rule.Signal, "speaks for: " + rule.Says
			}
			return "", ""
		}
	}
	for i, id := range s.flags {
		if id == sig {
			if !r.flagged(reading.Flag(linear.FlagLabels[i])) {
				return "", ""
			}
			return "flag:" + linear.FlagLabels[i], "raises the flag: " + rule.Says
		}
	}
	if clause, effect = r.signalEffect(rule, sig, v); effect == "" && r.in.Context != reading.ContextNone {
		clause, effect = r.intentEffect(rule, sig)
	}
	return clause, effect
}

// signalEffect is the effect of what is neither an exclusion nor a flag.
func (r *scan) signalEffect(rule *Rule, sig int32, v verdict) (clause, effect string) {
	s := &r.c.signals
	switch sig {
	case s.failure, s.repeat:
		if v.class == pComplaint {
			return rule.Signal, "speaks for a complaint: " + rule.Says
		}
		if exclusionAt(v.class) >= 0 || v.class == pEnquiry || v.class == pOld {
			return rule.Signal, "speaks against: " + rule.Says
		}
	case s.ongoing:
		if v.class == pOld || v.class == pComplaint {
			return "P3", "speaks against lateness: " + rule.Says
		}
	case s.lateReason:
		if r.late == outside {
			return "P3", rule.Says
		}
	case s.legalLetter, s.official, s.relative, s.threat, s.safeguarding, s.wrongLandlord, s.injection:
		return rule.Signal, "asks for a person: " + rule.Says
	case s.danger:
		if r.danger() == reading.DangerNow {
			return rule.Signal, rule.Says
		}
	case s.spam:
		if v.class == pSpam {
			return rule.Signal, rule.Says
		}
	case s.enquiry, s.compliment:
		if v.class == pEnquiry {
			return rule.Signal, rule.Says
		}
	}
	return "", ""
}

// intentEffect is the effect of words that say what somebody in a case wants.
func (r *scan) intentEffect(rule *Rule, sig int32) (clause, effect string) {
	signals, labels := r.c.signals.resident, linear.ResidentLabels
	if r.in.Context == reading.ContextManager {
		signals, labels = r.c.signals.manager, linear.ManagerLabels
	}
	if i := slices.Index(signals, sig); i >= 0 {
		return "intent:" + labels[i], rule.Says
	}
	return "", ""
}

// clauses are the kinds and exclusions in plain words.
var clauses = map[string]string{
	"complaint": "a complaint about our service", "first_request": "a first request for service (E1)",
	"new_build_defect": "a defect in a new home (E2)",
	"charge_level":     "a challenge to how much the rent or a charge is (E3)",
	"neighbour_asb":    "the behaviour of a neighbour (E4)",
	"policy_applied":   "a policy that was applied correctly (E5)",
	"legal_action":     "legal action that has begun (E6)", "insurance_claim": "a claim with our insurers (E7)",
	"data_breach":    "personal details disclosed to the wrong person (E8)",
	"too_old":        "a matter that ended more than the time limit ago (P3)",
	"stage2_request": "a request to review the stage 1 answer", "follow_up": "part of a case on record",
	"enquiry": "a question, a request for documents or thanks", "automated": "sent by a machine",
	"spam": "advertising or fraud", "needs_human": "for a person to read",
}

// why is one sentence a person reads.
func (r *scan) why(v verdict, out reading.Reading) string {
	what := clauses[linear.KindLabels[v.class]]
	switch {
	case out.Language != "":
		return fmt.Sprintf("The message seems to be in %s; a person reads it.", out.Language)
	case out.SelfHarm == reading.SelfHarmStrong:
		return "The words speak of self-harm; a person must ring at once."
	case out.SelfHarm == reading.SelfHarmWeak:
		return "The words may speak of self-harm; a person looks at it today."
	case v.class == pOld && out.Event.Latest.IsZero():
		return fmt.Sprintf("It reads as %s, though it names no date. %s", what, otherwise(v.class))
	case v.class == pOld:
		return fmt.Sprintf("It reads as %s: the newest date it names is %s. %s", what, out.Event.Latest.Long(),
			otherwise(v.class))
	case out.WouldRefuse:
		return fmt.Sprintf("It reads as %s; the rules and the trained model agree and nothing in it speaks of a "+
			"failure of ours. %s", what, otherwise(v.class))
	case exclusionAt(v.class) >= 0:
		return fmt.Sprintf("It reads as %s, but not surely enough to act without a person. %s", what,
			otherwise(v.class))
	}
	return "It reads as " + what + "."
}

// Explain writes a reading out for a person: the message with the words that counted marked, what
// it is and why, what speaks against it, and what would change the answer. colour marks the words
// for a terminal; without it they stand in [brackets].
func Explain(body string, r reading.Reading, colour bool) string {
	var b strings.Builder
	name := string(r.Kind)
	if r.Exclusion != "" {
		name = string(r.Exclusion)
	}
	fmt.Fprintf(&b, "%s\n\n", r.Why)
	for _, l := range strings.Split(strings.TrimSpace(markEvidence(body, r.Evidence, colour)), "\n") {
		fmt.Fprintf(&b, "  | %s\n", strings.TrimRight(printable(l, colour), " \r"))
	}
	b.WriteString("\n")
	writeEvidence(&b, "Why", r.Evidence, func(e string) bool { return !strings.HasPrefix(e, "speaks against") })
	writeEvidence(&b, "What speaks against it", r.Evidence, func(e string) bool {
		return strings.HasPrefix(e, "speaks against")
	})
	if len(r.Issues) > 1 {
		b.WriteString("Matters in it:\n")
		for _, i := range r.Issues {
			label := string(i.Exclusion)
			if label == "" {
				label = string(i.Kind)
			}
			fmt.Fprintf(&b, "  - %s (%s): %q\n", clauses[label], i.Area, i.Sentence)
		}
	}
	if change := wouldChange[name]; change != "" && !strings.Contains(r.Why, change) {
		fmt.Fprintf(&b, "It would be otherwise %s\n", change)
	}
	fmt.Fprintf(&b, "Area: %s, else %s. ", orNone(string(r.Area)), orNone(string(r.AreaSecond)))
	if len(r.Flags) > 0 {
		fmt.Fprintf(&b, "Flags: %s. ", joinFlags(r.Flags))
	}
	if r.Intent != "" {
		fmt.Fprintf(&b, "The reply wants: %s. ", strings.ReplaceAll(string(r.Intent), "_", " "))
	}
	writeSays(&b, r.Says)
	b.WriteString(nextStep(r))
	fmt.Fprintf(&b, "\n%s; %.0f %% sure.\n", r.DecidedBy, 100*r.Confidence)
	return b.String()
}

// writeSays tells what the words say plainly, whatever the message is read as.
func writeSays(b *strings.Builder, s reading.Says) {
	var said []string
	add := func(yes bool, what string) {
		if yes {
			said = append(said, what)
		}
	}
	add(s.Answer != "", "it answers what our letter asked: "+string(s.Answer))
	add(s.Conditional, "it takes something back or sets a condition")
	add(s.Declines, "it declines with thanks")
	add(s.GivesUp, "it gives up on us")
	add(s.AsksStage2, "it names stage 2")
	add(s.AsksFormally, "it asks for the formal stage")
	add(s.AsksForData, "it asks for what we keep about the writer, or to have it gone")
	add(s.Disclosed, "what is the writer's went to somebody who must not have it")
	add(s.ForSomebody, "it is written for somebody else")
	add(s.Ombudsman, "it gives the reference of a case with the outside body")
	add(s.Texts != "", "whether we may text: "+string(s.Texts))
	add(s.Topic == reading.TopicSame, "it speaks of what its case is about")
	add(s.Topic == reading.TopicOther, "it is about something else than its case")
	for _, n := range s.Needs {
		add(!n.Brief, "how to deal with the writer ("+strings.ReplaceAll(string(n.Need), "_", " ")+"): \""+n.Words+"\"")
	}
	if len(said) > 0 {
		fmt.Fprintf(b, "In plain words: %s. ", strings.Join(said, "; "))
	}
}

func writeEvidence(b *strings.Builder, title string, evidence []reading.Evidence, choose func(string) bool) {
	first := true
	for _, e := range evidence {
		if !choose(e.Effect) {
			continue
		}
		if first {
			fmt.Fprintf(b, "%s:\n", title)
			first = false
		}
		fmt.Fprintf(b, "  - %q %s\n", e.Text, e.Effect)
	}
}

// nextStep says in one sentence what happens to such a message.
func nextStep(r reading.Reading) string {
	switch {
	case r.Emergency:
		return "A person is alerted now, day or night."
	case r.WouldRefuse && r.Exclusion == policy.FirstRequest:
		return "It is passed on today, with the offer to complain."
	case r.WouldRefuse:
		return "Automatic refusal would act on it if it were switched on; else a person decides."
	case r.ToPerson:
		return "A person decides."
	}
	switch r.Kind {
	case reading.KindComplaint:
		return "A case is opened."
	case reading.KindFollowUp, reading.KindStage2Request:
		return "It goes on the case."
	}
	return "It is filed and answered as such."
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return strings.ReplaceAll(s, "_", " ")
}

func joinFlags(flags []reading.Flag) string {
	var names []string
	for _, f := range flags {
		names = append(names, strings.ReplaceAll(string(f), "_", " "))
	}
	return strings.Join(names, ", ")
}

// markEvidence marks the words of the evidence in the body; overlapping parts are marked once.
func markEvidence(body string, evidence []reading.Evidence, colour bool) string {
	marked := make([]bool, len(body)+1)
	for _, e := range evidence {
		for i := max(e.From, 0); i < min(e.To, len(body)); i++ {
			marked[i] = true
		}
	}
	open, shut := "[", "]"
	if colour {
		open, shut = "\x1b[1;33m", "\x1b[0m"
	}
	var b strings.Builder
	for i := range len(body) {
		if marked[i] && (i == 0 || !marked[i-1]) {
			b.WriteString(open)
		}
		if body[i] == 0x1b { // a message must not steer the reader's terminal
			b.WriteByte(' ')
		} else {
			b.WriteByte(body[i])
		}
		if marked[i] && !marked[i+1] {
			b.WriteString(shut)
		}
	}
	return b.String()
}

// printable drops control characters but the marks of markEvidence.
func printable(s string, colour bool) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && !(colour && r == 0x1b) || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return -1
		}
		return r
	}, s)
}

// otherwise says what would change the answer.
func otherwise(class int) string {
	return "It would be otherwise " + wouldChange[linear.KindLabels[class]]
}

// wouldChange says what would change each answer; each follows on "It would be otherwise".
var wouldChange = map[string]string{
	"first_request": "if it was reported before, a visit was missed, a repair was bad, or the resident wishes " +
		"to complain.",
	"new_build_defect": "if the complaint is how the report was handled: no reply, missed visits, lost forms.",
	"charge_level":     "if a service paid for was not done, or the account is wrong, or a question was not answered.",
	"neighbour_asb":    "if the complaint is how we dealt with a report of it.",
	"policy_applied":   "if the policy was not followed, or was not followed correctly.",
	"legal_action":     "if no claim has been issued at court, or other matters stand next to it.",
	"insurance_claim":  "if no claim is open with our insurers, or the complaint is about what caused the damage.",
	"data_breach":      "if no personal details reached anybody else; other failures in the message go on as a complaint.",
	"too_old":          "if it goes on, came back, was learnt of lately, or there is a good reason for the delay.",
	"enquiry":          "if the writer is unhappy with something we did or did not do.",
	"spam":             "if a resident wrote it.",
}
