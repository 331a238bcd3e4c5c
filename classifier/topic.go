package classifier

import (
	"slices"
	"strings"
	"unicode"

	"complaints/internal/reading"
	"complaints/internal/subject"
)

// topicWords are what the rules found of the words that tell a matter from another.
type topicWords struct {
	other     bool // it calls itself another matter, in the subject or in the body
	otherBody bool // in the body
	answer    bool // it speaks of our answer
}

func (r *scan) topicWords() topicWords {
	s := &r.c.signals
	return topicWords{
		other: r.has(s.otherMatter), otherBody: r.inBody(s.otherMatter), answer: r.has(s.aboutTheAnswer),
	}
}

// topic says whether a message speaks of what its case is about; area is what it belongs to, read by itself. It is
// about something else if none of what the case is about is in it, nor a word about the answer, and it has a subject of
// its own, calls itself another matter, or belongs to an area of its own.
func (in *Input) topic(area reading.Area, seen topicWords) reading.Topic {
	own := subject.BareSubject(in.Subject) != "" && !subject.IsReply(in.Subject) &&
		!subject.SameSubject(in.Subject, in.Case.Subject)
	elsewhere := in.Case.elsewhere(area)
	other := (own || elsewhere) && !in.speaksOf(own)
	if seen.other {
		other = true
	}
	switch {
	case other && !seen.answer:
		return reading.TopicOther
	case !seen.otherBody && !elsewhere && in.speaksOf(true):
		return reading.TopicSame
	}
	return ""
}

// elsewhere reports whether an area is none of the case's. Areas through which every complaint passes tell nothing
// apart.
func (k *CaseWords) elsewhere(area reading.Area) bool {
	switch area {
	case "", reading.AreaOther, reading.AreaCustomerService, reading.AreaContractor:
		return false
	}
	return !slices.Contains(k.Areas, area)
}

// fewWords is up to how many telling words one in common is enough; of a long complaint it takes two.
const fewWords = 12

// speaksOf reports whether a message names what the case is about: a telling word of its subject, or of the words it
// began with. The subject of the message counts only if the resident chose it.
func (in *Input) speaksOf(ownSubject bool) bool {
	about, words := tellingWords(subject.BareSubject(in.Case.Subject)), tellingWords(in.Case.Words)
	said := in.Body
	if ownSubject {
		said += "\n" + in.Subject
	}
	shared := 0
	for w := range tellingWords(said) {
		if about[w] {
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
