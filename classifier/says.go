package classifier

import (
	"slices"
	"strings"

	"complaints/classifier/internal/wording"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/reading"
)

// saysIDs are the numbers of the signals of says.yaml.
type saysIDs struct {
	yes, no, complaint, stop, start, takesBack, condition, givesUp, ends, disclosed, stage2Name, formally int32
	data, somebody, otherMatter, aboutTheAnswer                                                           int32
}

func saysSignals(id func(string) int32) saysIDs {
	return saysIDs{
		yes: id("answer_yes"), no: id("answer_no"), complaint: id("answer_complaint"), stop: id("texts_stop"),
		start: id("texts_start"), takesBack: id("takes_back"), condition: id("condition"), givesUp: id("gives_up"),
		ends: id("ends_plainly"), disclosed: id("disclosed"),
		stage2Name: id("stage2_name"), formally: id("formally"), data: id("asks_for_data"),
		somebody: id("for_somebody"), otherMatter: id("other_matter"), aboutTheAnswer: id("about_the_answer"),
	}
}

// plainFacts gathers what the words say plainly. They are the sender's new words: what a subject says counts only where
// the sender chose it, for the formal stage in a first message.
func (r *scan) plainFacts() reading.Says {
	if r.in.Context == reading.ContextManager {
		return reading.Says{}
	}
	s, first := &r.c.signals, r.in.Context == reading.ContextNone
	declines := noThanks.MatchString(r.readable)
	return reading.Says{
		Answer:       r.answer(),
		Conditional:  r.inBody(s.takesBack) || r.inBody(s.condition) || declines,
		Declines:     declines,
		GivesUp:      r.inBody(s.givesUp),
		Disclosed:    r.inBody(s.disclosed),
		AsksStage2:   r.inBody(s.stage2Name),
		AsksFormally: r.inBody(s.formally) || first && r.has(s.formally),
		AsksForData:  r.inBody(s.data),
		ForSomebody:  r.inBody(s.somebody),
		Ombudsman:    namesOmbudsman.MatchString(r.readable) && theirReference.MatchString(r.readable),
		Texts:        r.texts(),
		HarmedBy:     r.harmedBy(),
		Needs:        NeedsIn(r.readable),
	}
}

// What phrases cannot say.
var (
	// thanks that decline: "thanks, but no thanks"
	noThanks = wording.MustCompile(`(?i)\bno,? thank(?:s|\s+you)\b`)
	// an outside body, and a reference of theirs: they have taken it there
	namesOmbudsman = wording.MustCompile(`(?i)\bombudsm[ae]n\b`)
	theirReference = wording.MustCompile(`(?i)\b(?:ref(?:erence)?|case|complaint|number|no)\b[\s.:#]*(?:number|no|` +
		`id|is)?[\s.:#]*[a-z]{0,4}[-/]?\d{5,}`)
)

// inBody reports whether words of a signal stand in the body.
func (r *scan) inBody(signal int32) bool {
	_, found := r.firstInBody(signal)
	return found
}

// firstInBody is the first match of a signal in the body.
func (r *scan) firstInBody(signal int32) (hit, bool) {
	if !r.has(signal) {
		return hit{}, false
	}
	for _, h := range r.hits {
		if r.c.book.signal[h.rule] == signal && int(h.from) >= r.t.FirstBody {
			return h, true
		}
	}
	return hit{}, false
}

// begins reports whether the body begins with words of a signal; whole, whether it has no others.
func (r *scan) begins(signal int32) (yes, whole bool) {
	h, found := r.firstInBody(signal)
	yes = found && int(h.from) == r.t.FirstBody
	return yes, yes && int(h.to) == len(r.t.Tokens)
}

// texts reads a text message that only says whether we may text. A whole message is meant, never a word in one: "please
// end this" is a complaint. YES is not among the words: residents answer our questions with it.
func (r *scan) texts() reading.Texts {
	if r.in.Channel != message.SMS || strings.Contains(r.readable, "?") {
		return ""
	}
	if _, whole := r.begins(r.c.signals.stop); whole {
		return reading.TextsStop
	}
	if _, whole := r.begins(r.c.signals.start); whole {
		return reading.TextsStart
	}
	return ""
}

// answer is the word with which a message answers a letter of ours. A yes is one only if nothing else in the message
// speaks against it: of two plausible readings the one that keeps the case open is taken (3.4). What was asked is not
// always known; then the word counts for what it says.
func (r *scan) answer() reading.Answer {
	settled, declined := r.asked()
	s := &r.c.signals
	switch {
	case settled && r.beginsWith(s.no):
		return reading.AnswerNo
	case settled && r.beginsWith(s.yes) && !r.rejects() && !r.hedges() && !r.asks() &&
		!r.has(s.failure) && !r.has(s.repeat):
		return reading.AnswerYes
	case declined && r.beginsWith(s.complaint):
		return reading.AnswerComplaint
	}
	return ""
}

// answersLetter reports whether the message answers "is it settled?" (L24).
func (r *scan) answersLetter() bool {
	return r.in.Case != nil && (r.says.Answer == reading.AnswerYes || r.says.Answer == reading.AnswerNo)
}

// asks reports whether the words ask something of us.
func (r *scan) asks() bool {
	return strings.Contains(r.readable, "?") ||
		r.hasWord("when", "where", "what", "who", "how", "can", "could", "would", "will")
}

func (r *scan) beginsWith(signal int32) bool {
	yes, _ := r.begins(signal)
	return yes
}

// asked says what the letters asked that wait for an answer: whether it is settled, and whether what was passed on or
// declined was meant as a complaint.
func (r *scan) asked() (settled, declined bool) {
	if r.in.Case == nil {
		return true, true
	}
	for _, id := range r.in.Case.Asked {
		switch id {
		case letter.Resolved:
			settled = true
		case letter.WhoAreYou:
		default:
			declined = true
		}
	}
	return settled, declined
}

// answersWho reports whether a text can be the answer to "who are you?": some words that want nothing, or that read
// like an address. How such words are read otherwise says nothing.
func (r *scan) answersWho(as reading.Reading) bool {
	const few = 15
	if r.in.Case == nil || r.in.Channel != message.SMS || !slices.Contains(r.in.Case.Asked, letter.WhoAreYou) {
		return false
	}
	n := len(strings.Fields(r.readable))
	if n < 2 || n <= few && strings.Contains(r.readable, "?") {
		return false
	}
	wantsNothing := (as.Intent == "" || as.Intent == reading.IntentEvidence) && as.Kind != reading.KindComplaint
	return wantsNothing || n <= few && givesHome(r.readable)
}
