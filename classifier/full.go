package classifier

import (
	"strings"

	"complaints/internal/reading"
)

// people fills in what a careful officer reads in a message beside what it is: danger, who writes and for whom, how to
// reach them, what they need.
func (r *scan) people(out *reading.Reading) {
	if r.in.Context == reading.ContextManager {
		return
	}
	out.Writer = r.writer(out.Kind)
	out.For, out.Consent = r.forWhom(out.Writer), r.consent(out.Writer)
	out.Death, out.Threat = r.death(out.Writer), r.threatens()
	out.SelfHarm, out.Danger = r.selfHarm(), r.danger()
	if out.Kind != reading.KindAutomated && out.Kind != reading.KindSpam { // machines say "do not reply" too
		words := r.readable
		if s := subjectOf(r.in); !strings.Contains(strings.ToLower(s), "reply") {
			words = s + "\n" + words
		}
		out.Contact = contactIn(words, wayOf(r.in.Channel), r.fear())
		out.Needs = wishesIn(words, out.Contact)
	}
	out.Emergency = out.Danger == reading.DangerNow
}

// fear is how surely the model of notes hears that writing back may harm somebody.
func (r *scan) fear() fear {
	switch p, limits := r.note(nSafety), &r.c.table.Notes; {
	case p >= limits.Safety:
		return surelyFear
	case p >= limits.SafetyWatched:
		return halfFear
	case p >= limits.SafetyPlain:
		return mayFear
	}
	return noFear
}

// noteEvidence names the words that led to an alarm.
func (r *scan) noteEvidence(out reading.Reading) (found []reading.Evidence) {
	add := func(yes bool, at int, clause, effect string) {
		if !yes {
			return
		}
		if text, from, to := r.noteWords(at); text != "" {
			found = append(found, reading.Evidence{Clause: clause, Text: text, From: from, To: to, Effect: effect})
		}
	}
	add(out.Danger == reading.DangerNow, nDanger, "danger", "speaks of danger now")
	add(out.Danger == reading.DangerToday, nDanger, "danger", "speaks of danger: somebody looks today")
	add(r.violent(), nThreat, "threat", "threatens")
	add(out.Death != "", nDeath, "death", "tells of a death")
	add(out.SelfHarm == reading.SelfHarmStrong, nStrong, "flag:self_harm", "speaks of self-harm")
	add(out.SelfHarm == reading.SelfHarmWeak, nSelfHarm, "flag:self_harm", "may speak of self-harm")
	return found
}
