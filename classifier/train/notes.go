package train

import (
	"slices"

	"complaints/classifier"
	"complaints/classifier/internal/linear"
	"complaints/internal/reading"
)

// unknown stands in a target where nobody has said what is right.
const unknown = -1

// noteTarget says which notes a message holds.
func noteTarget(e *classifier.Example) target {
	if e.Context == reading.ContextManager {
		return nil
	}
	t := make(target, len(linear.NoteLabels))
	for j, name := range linear.NoteLabels {
		t[j] = noteOf(e, name)
	}
	return t
}

func noteOf(e *classifier.Example, name string) float32 {
	known, yes := true, false
	if holds, said := e.Holds[name]; said {
		if holds {
			return 1
		}
		return 0
	}
	switch name {
	case linear.NoteDanger:
		if known = e.Danger != nil; known {
			yes = *e.Danger
		}
	case linear.NoteSelfHarm:
		known, yes = e.SelfHarm != "", e.SelfHarm == reading.SelfHarmWeak || e.SelfHarm == reading.SelfHarmStrong
	case linear.NoteStrong:
		known, yes = e.SelfHarm != "", e.SelfHarm == reading.SelfHarmStrong
	case linear.NoteThreat:
		known, yes = e.Threat != "", e.Threat == reading.ThreatStaff || e.Threat == reading.ThreatProperty
	case linear.NoteDeath:
		if known = e.Death != nil; known {
			yes = *e.Death != ""
		}
	case linear.NoteSafety:
		known = e.Contact != nil
		yes = slices.ContainsFunc(e.Contact, func(r reading.ContactRule) bool { return r.Why == reading.ForSafety })
	case linear.NoteContact:
		known, yes = e.Contact != nil, len(e.Contact) > 0
	case linear.NoteNeeds:
		known, yes = e.Needs != nil, len(e.Needs) > 0
	}
	switch {
	case !known:
		return unknown
	case yes:
		return 1
	}
	return 0
}

func writerTarget(e *classifier.Example) target {
	return oneOf(linear.WriterLabels, string(e.Writer), e)
}

func consentTarget(e *classifier.Example) target {
	return oneOf(linear.ConsentLabels, string(e.Consent), e)
}

// oneOf is the target of a single label.
func oneOf(labels []string, label string, e *classifier.Example) target {
	at := slices.Index(labels, label)
	if at < 0 || e.Context == reading.ContextManager {
		return nil
	}
	t := make(target, len(labels))
	t[at] = 1
	return t
}
