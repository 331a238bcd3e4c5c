package desk

import (
	"regexp"
	"strings"
	"unicode"

	"complaints/internal/complaint"
)

// Once a stage has been answered, an answer to an old letter may be about what was answered, or about something else.
// Taken for a request to look at the answer again, a new matter would be lost in that (P16); taken for a new matter,
// the wish for a review would. What tells them apart is whether the message speaks of what the case is about.

// newTopic recognises a complaint about something else: none of what the case is about is in it, nor a word about the
// answer, and it has a subject of its own, calls itself another matter, or belongs to an area of its own.
func newTopic(mt match, m complaint.Message, alone complaint.Reading) bool {
	if !atBoundary(mt, m) || mt.copy || alone.Kind != complaint.KindComplaint || alone.ToPerson {
		return false
	}
	said := m.Subject + "\n" + m.NewText
	own := bareSubject(m.Subject) != "" && !isReply(m.Subject) &&
		!sameSubject(m.Subject, mt.c.Subject) && !sameSubject(m.Subject, mt.letter.Subject)
	if anotherMatter.MatchString(said) {
		return !aboutTheAnswer.MatchString(said)
	}
	return (own || ofAnotherArea(mt.c, alone)) && !speaksOf(mt.c, m, own) && !aboutTheAnswer.MatchString(said)
}

// sameTopic recognises a message that reads like a new matter within the case and yet speaks of what the case is about,
// in one of its areas: more of the same after the answer.
func sameTopic(mt match, m complaint.Message, inCase, alone complaint.Reading) bool {
	return atBoundary(mt, m) && inCase.Intent == complaint.IntentNewIssue &&
		!anotherMatter.MatchString(m.NewText) && !ofAnotherArea(mt.c, alone) && speaksOf(mt.c, m, true)
}

// atBoundary says that a resident whom we know writes by mail when a stage of the case has been answered.
func atBoundary(mt match, m complaint.Message) bool {
	switch mt.c.Status {
	case complaint.Stage1Responded, complaint.Stage2Open, complaint.Stage2Responded:
		return mt.known && m.Channel == complaint.Email
	}
	return false
}

// aboutTheAnswer is how people speak of an answer they have had, or of what was settled in it.
var aboutTheAnswer = regexp.MustCompile(`(?i)\b(?:stage (?:2|two)|review|escalat\w*|appeal|ombudsman|` +
	`(?:not|un|never) ?happy|dissatisf\w+|not (?:good enough|satisfied|accept\w*)|` +
	`(?:don't|do not|cannot|can't|won't) (?:accept|agree)|disagree|look (?:at (?:it|this) )?again|` +
	`(?:your|the|this) (?:\w+ )?` +
	`(?:answer|response|decision|letter|reply|offer|findings?|report|apology|compensation|investigation)|` +
	`(?:partly |not )?upheld|you (?:said|say|wrote|promised|offered|decided|state[ds]?)|compensation)\b`)

// anotherMatter is how people say that it is another.
var anotherMatter = regexp.MustCompile(`(?i)\b(?:` +
	`(?:another|a (?:new|second|different|separate|further)) (?:complaint|matter|issue|problem)|` +
	`something (?:else|different)|nothing to do with (?:the|my|that|this))\b`)

// ofAnotherArea says that a message, read alone, belongs to an area that is none of the case's. Areas through which
// every complaint passes tell nothing apart.
func ofAnotherArea(c complaint.Case, alone complaint.Reading) bool {
	switch alone.Area {
	case "", complaint.AreaOther, complaint.AreaCustomerService, complaint.AreaContractor, c.Area, c.AreaSecond:
		return false
	}
	for _, i := range c.Issues {
		if i.Area == alone.Area {
			return false
		}
	}
	return true
}

// fewWords is up to how many telling words one in common is enough; of a long complaint it takes two.
const fewWords = 12

// speaksOf reports whether a message names what the case is about: a telling word of its subject, or of the words it
// began with. The subject of the message counts only if the resident chose it.
func speaksOf(c complaint.Case, m complaint.Message, ownSubject bool) bool {
	subject, words := tellingWords(bareSubject(c.Subject)), tellingWords(c.Words)
	said := m.NewText
	if ownSubject {
		said += "\n" + m.Subject
	}
	shared := 0
	for w := range tellingWords(said) {
		if subject[w] {
			return true
		}
		if words[w] {
			shared++
		}
	}
	return shared > 1 || shared == 1 && len(words) <= fewWords
}

// tellingWords are the words that tell one complaint from another, without their endings.
func tellingWords(s string) map[string]bool {
	found := map[string]bool{}
	betweenWords := func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }
	for _, w := range strings.FieldsFunc(strings.ToLower(s), betweenWords) {
		if w, _, _ = strings.Cut(w, "'"); len(w) < 4 || everyComplaint[w] {
			continue
		}
		for _, ending := range [...]string{"ing", "ed", "s"} {
			if bare, cut := strings.CutSuffix(w, ending); cut && len(bare) > 2 {
				w = bare
				break
			}
		}
		if !everyComplaint[w] {
			found[w] = true
		}
	}
	return found
}

// everyComplaint holds words that stand in complaints about anything.
var everyComplaint = setOf(`
	about after again agent agree also always answer anybody anyone anything appointment april asked august away
	back because been before being block board body broken call came care case come coming complain complaint
	complaints could council daily date days dear december disgrace does doing done down each email english even
	ever every family february feel first flat floor formal four friday from full getting give given gone good
	happened have having health hello help here home hope hour house housing into issue january july june just keep
	know landlord last late left letter like live long look made make manager many march matter message minute
	missed monday month more most mother much need never next nobody nothing november number october office officer
	once only other over paid people person phone place please pointed problem promise promised putting rang rather
	read really reason regards repair repaired reply report reported reporting respond response ring right said same
	saturday second send sent september service several should since sincerely some somebody someone something soon
	sorry speak spoke staff start still street stop sunday such sure take taken tenant thank thanks that their them
	then there these they thing think third this those though three thursday time told took tried tuesday twice
	under until upset very visit wait waited waiting want wednesday week well went were what when where which while
	whole will with within without woman work worse would write writing wrong wrote yard year yesterday your yours
	yourself`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// asNewIssue is a reading of a message on its own as part of a case that is about something else.
func asNewIssue(alone complaint.Reading) complaint.Reading {
	alone.Kind, alone.Intent = complaint.KindFollowUp, complaint.IntentNewIssue
	return alone
}

// asMoreOfTheSame is a reading within the case that is no new matter: its handler has it, and a person says whether it
// asks for the next stage.
func asMoreOfTheSame(inCase complaint.Reading) complaint.Reading {
	inCase.Kind, inCase.Intent, inCase.ToPerson = complaint.KindFollowUp, complaint.IntentEvidence, true
	return inCase
}
