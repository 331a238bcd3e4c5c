package classifier

import "complaints/internal/reading"

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
