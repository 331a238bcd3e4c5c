package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"complaints/internal/actor"
	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/reading"
)

// What the complaint is about (P8): confirmed or put right by whoever handles it, told by the resident.

// define confirms what the complaint is about, or puts it right, and says what stands in the file then.
func (r *staffReply) define() {
	changed, problem := r.redefine()
	if problem != "" {
		r.help(problem)
		return
	}
	r.receipt(strings.Join(append([]string{"This is what the complaint is about now, and your answer decides it line " +
		"by line."}, append(changed, definition(r.Case)...)...), " "))
}

// redefine records what a reply says that the complaint is about, and what that changed.
func (r *staffReply) redefine() (changed []string, problem string) {
	c := r.Case
	if fixed := len(c.Matters()); len(c.Stage1.Findings) > 0 && slices.ContainsFunc(r.cmd.Issues,
		func(l complaint.IssueLine) bool { return l.Number <= fixed }) {
		return nil, fmt.Sprintf("Stage 1 decided these issues as they stand, so they are not changed now. Give what is new "+
			"the number %d.", fixed+1)
	}
	issues, changed, problem := c.Redefined(r.cmd.Issues, r.by())
	if problem != "" {
		return nil, problem
	}
	wants := cmp.Or(r.cmd.Wants, c.OutcomeSought)
	if wants != c.OutcomeSought {
		changed = append(changed, "They would like: "+wants)
	}
	why := "What the complaint is about was confirmed."
	if len(changed) > 0 {
		why = "What the complaint is about was put right and confirmed. " + strings.Join(changed, " ")
	}
	r.record(r.by(), why, complaint.Defined{Issues: issues, Wants: wants})
	return changed, ""
}

// definedWith records the lines of a conversation's report that say what the complaint is about.
func (r *staffReply) definedWith() string {
	if len(r.cmd.Issues) == 0 {
		return ""
	}
	changed, problem := r.redefine()
	if problem != "" {
		return " What the complaint is about stands as before. " + problem
	}
	return " " + strings.Join(append([]string{"This is what the complaint is about now:"},
		append(changed, definition(r.Case)...)...), " ")
}

// corrections are words with which a resident says that what we understood is not right, or not all.
var corrections = []string{"left out", "leave out", "leaves out", "forgot to mention", "forgotten to mention",
	"didn't mention", "did not mention", "not in your letter", "missing from your letter", "please add", "you missed",
	"misunderstood", "not what i said", "not what i wrote", "not what i meant", "isn't what i", "is not what i",
	"should say", "should read", "got it wrong", "have it wrong", "that is not right", "that's not right",
	"not quite right", "to correct", "correction", "i never said", "i did not say", "i didn't say"}

// otherWishes are words with which a resident says that they would like something else than before.
var otherWishes = []string{"what i want is", "i would rather", "i'd rather", "rather than an", "more important to me"}

// corrects reports whether a message in an open case puts right what we understood the complaint to be.
func corrects(d *draft, h heard) bool {
	switch h.r.Intent {
	case reading.IntentEvidence, reading.IntentNewIssue, reading.IntentUnhappy, reading.IntentChase,
		reading.IntentQuery, reading.IntentThanks, "":
	default:
		return false
	}
	if !d.Case.InHand() || h.newRef != "" || d.Case.Settlement.Agreed != "" {
		return false
	}
	text := strings.ToLower(strings.ReplaceAll(h.m.NewText, "\u2019", "'"))
	says := func(w string) bool { return strings.Contains(text, w) }
	return may(d.Case, h.m, toChange) && (slices.ContainsFunc(corrections, says) ||
		h.r.Outcome != "" && slices.ContainsFunc(otherWishes, says))
}

// corrected puts what the resident says of it into what the complaint is about, in their own words, and takes the
// confirmation back: whoever handles it sees what stands there now, and so does the resident (P8, Code 5.6).
func corrected(d *draft, h heard) {
	wants := d.Case.OutcomeSought
	words := withoutGreeting(h.m.NewText)
	if h.r.Outcome != "" {
		wants = message.Excerpt(h.r.Outcome, 300)
		words = strings.TrimSpace(strings.Replace(words, h.r.Outcome, "", 1))
	}
	issues := slices.Clone(d.Case.Issues)
	const few = 5
	if len(strings.Fields(words)) >= few {
		issues = append(issues, reading.Issue{Sentence: message.Excerpt(words, 200), Kind: reading.KindComplaint,
			Area: d.Case.Area})
	}
	d.record(actor.ByResident, "The resident puts right what we understood.",
		complaint.Defined{Issues: issues, Wants: wants})
	d.onceADay(letter.DefinitionCorrected, "The resident is told what stands there now.", func() {
		d.toResident(letter.DefinitionCorrected)
	})
	d.toHandler(letter.ManagerNewEvidence, func(f *order.Facts) {
		f.Words, f.Attachments = message.LimitWords(h.m.NewText), h.m.Attachments
		f.Reminder = "The resident puts right what we understood. It is about this now: " +
			strings.TrimRight(strings.Join(definition(d.Case), " "), ".")
	})
}

// withoutGreeting is a message without the sentences with which people begin a letter.
func withoutGreeting(text string) string {
	text = strings.TrimSpace(text)
	for {
		lower := strings.ToLower(text)
		greetings := []string{"thank", "hi", "hello", "dear ", "good morning", "good afternoon", "hope "}
		greets := slices.ContainsFunc(greetings,
			func(w string) bool { return strings.HasPrefix(lower, w) })
		end := strings.IndexAny(text, ".,!\n")
		if !greets || end < 0 || end+1 >= len(text) {
			return text
		}
		text = strings.TrimSpace(text[end+1:])
	}
}

// definition is what the complaint is about in the lines of a receipt.
func definition(c complaint.Case) (lines []string) {
	for i, at := range c.Matters() {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, strings.TrimRight(c.Issues[at].Sentence, ".")+"."))
	}
	if c.OutcomeSought != "" {
		lines = append(lines, "They would like: "+c.OutcomeSought)
	}
	return lines
}

// DefinedBy names who has confirmed what a complaint is about, and when; "" if nobody has.
func (p Procedure) DefinedBy(c complaint.Case) string {
	if !c.Definition.Confirmed() {
		return ""
	}
	who := c.Definition.By.String()
	if known, ok := p.Register.Find(who); ok {
		who = known.Called()
	}
	return who + " on " + p.Calendar.Day(c.Definition.At).Long()
}

// outcomeTold records what the resident would like once they say so, where the file does not have it yet. What a chase
// or a goodbye asks for is no outcome of the complaint.
func outcomeTold(d *draft, m message.Message, r reading.Reading) {
	adds := r.Intent == reading.IntentEvidence || r.Intent == reading.IntentNewIssue
	if !adds || !may(d.Case, m, toChange) || d.Case.OutcomeSought != "" || r.Outcome == "" || !d.Case.InHand() {
		return
	}
	d.record(actor.ByResident, "The resident says what they would like.", complaint.Defined{
		Issues: d.Case.Issues, Wants: message.Excerpt(r.Outcome, 300),
	})
}
