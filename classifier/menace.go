package classifier

import (
	"strings"

	"complaints/internal/reading"
)

// A message may speak of danger and not say plainly of what kind: "he is in the car park, the police say forty
// minutes". Whether the danger is a person is heard in the classes of words (concepts.yaml) that meet in a sentence.
var (
	somebody = conceptsNamed("he", "partner", "gang")
	// by which somebody is a danger to others: those that say so by themselves, and those that may
	menaces = conceptsNamed("released", "order", "attack", "weapon", "control", "abuse", "refuge")
	worries = conceptsNamed("found", "threatened", "fear", "police", "refuge")
	// dangers that are nobody's doing
	hazards = conceptsNamed("gas", "smell", "monoxide", "alarm", "flame", "unwell", "burner", "flue", "electric", "spark",
		"shock", "power off", "water", "structure", "height", "opening", "fire", "no heat", "no water", "cold", "frail",
		"fallen", "trapped", "ill now", "unseen", "harm self")
)

// conceptsNamed is the set of the signals of classes of words.
func conceptsNamed(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, name := range names {
		m[conceptSignal+name] = true
	}
	return m
}

// harmedBy reports that the danger of a message is a person. So it is taken to be where the words name nothing else
// that it could be: who is afraid of somebody at home says it by halves.
func (r *scan) harmedBy() bool {
	if r.danger() != reading.DangerNow || r.selfHarm() == reading.SelfHarmStrong {
		return false
	}
	named := false
	for i := 0; i < len(r.hits); {
		end, person, menace, worry := i, false, 0, 0
		for ; end < len(r.hits) && r.hits[end].sentence == r.hits[i].sentence; end++ {
			switch s := r.c.book.signals[r.c.book.signal[r.hits[end].rule]]; {
			case somebody[s]:
				person = true
			case menaces[s]:
				menace++
			case worries[s]:
				worry++
			case hazards[s]:
				named = true
			}
		}
		if person && (menace > 0 || worry > 1) {
			return true
		}
		i = end
	}
	return !named || r.has(r.c.signals.safeguarding)
}

// onlyLawyers reports that what is set on us is a solicitor, which is harm in words only, and that nothing else
// threatens.
func (r *scan) onlyLawyers() bool { return r.threatensOnly(lawyersSet.MatchString) }

// notUs reports that no sentence that threatens means us: it is harm in words only, or what somebody has in mind for
// whoever writes.
func (r *scan) notUs() bool {
	return r.threatensOnly(func(said string) bool { return lawyersSet.MatchString(said) || threatensWriter(said) })
}

// threatensOnly reports that there is a sentence of this kind, and that no sentence of another kind threatens.
func (r *scan) threatensOnly(kind func(said string) bool) bool {
	if !kind(strings.ToLower(straightQuotes.Replace(r.readable))) {
		return false
	}
	day, found := r.c.day(r.in.Received), false
	for _, s := range sentencesOf(r.t, window{r.t.FirstBody, len(r.t.Tokens)}) {
		said := strings.ToLower(straightQuotes.Replace(r.t.Body[r.t.Tokens[s.first].From:r.t.Tokens[s.last-1].To]))
		if kind(said) {
			found = true
		} else if float64(r.noteScores(s, day)[nThreat]) >= r.c.table.Notes.Threat {
			return false
		}
	}
	return found
}

// threatensWriter reports that words tell of what a third person has in mind for whoever writes, or for theirs.
func threatensWriter(said string) bool {
	return theyWill.MatchString(said) && toUs.MatchString(said) && !byUs.MatchString(said) && !atYours.MatchString(said)
}

var (
	theyWill = wholeWords(`(?:he|she|they|hes|shes|theyre|he's|she's|they're|ex|husband|partner|boyfriend|girlfriend|`+
		`neighbours?|man|woman|lads?|bloke|fella|gang|dealers?|stalker|upstairs|downstairs|next door|below|above)`+
		`(?: \w+){0,6}? (?:will|'ll|is going to|are going to|going to|gonna|would|wants to|threatened|threatening|`+
		`threatens|threaten|has|have|got|with a)`, `(?:he|she|they)(?:ll|'ll|'d|'s|s)`,
		`threatened (?:to|me|us|my|by)`, `threats? (?:from|by|to|against) (?:my|me|us|our|him|her|them|the)`)
	toUs = wholeWords(`me|us|myself|(?:my|our) (?:\w+ )?(?:\w+ )?(?:legs?|arms?|face|head|teeth|throat|neck|jaw|son|` +
		`daughter|kids?|children|boys?|girls?|baby|mum|dad|mother|father|wife|husband|partner|sister|brother|nan|gran|` +
		`family|dogs?|cats?|door|windows?|house|flat|home|place|car|letterbox|letter box)`)
	byUs = wholeWords(`(?:i|we) (?:will|shall|'ll|am going to|are going to|gonna|swear|might|could|would|'d|have got|`+
		`'ve got)`, `(?:i'll|we'll|ill|i'm|im|i'd|id|we'd|i've got|ive got|i got|we got)`)
	atYours = wholeWords(`(?:tell|warn) (?:the|that|him|her|them)`, `(?:near|touch\w*) (?:me|us|my|our)`,
		`you|u|yous|yourselves|(?:your|ur|the housing|the council) \w+`, `office|depot|manager|staff|officers?|`+
			`engineers?|contractors?|plumbers?|caretakers?|inspectors?|surveyors?|bailiffs?|receptionists?|housing|`+
			`landlord|council`)
)
