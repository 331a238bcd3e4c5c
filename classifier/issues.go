package classifier

import (
	"complaints/classifier/internal/linear"
	"complaints/internal/complaint"
)

// issues reads each matter in a message by itself: the sentences that speak for an exclusion, those
// that speak of a failure, and at least one that stands for the whole.
func (r *reading) issues(v verdict, whole complaint.Reading) []complaint.Issue {
	type matter struct {
		class int
		area  complaint.Area
	}
	type told struct {
		matter
		sentence int32
	}
	var found []told
	seen := map[int32]bool{}
	s := &r.c.signals
	for _, h := range r.hits {
		sig := r.c.book.signal[h.rule]
		if h.sentence < r.t.Subjects || seen[h.sentence] {
			continue
		}
		class := -1
		if sig == s.failure || sig == s.repeat {
			class = pComplaint
		} else {
			for e, id := range s.exclusions {
				if id == sig && (e != 0 || v.class == pFirst) && (e != 4 || v.class == pPolicy) {
					class = pFirst + e
				}
			}
		}
		if class >= 0 {
			seen[h.sentence] = true
			found = append(found, told{matter{class, r.areaOf(h.sentence, whole.Area)}, h.sentence})
		}
	}
	var out []complaint.Issue
	known := map[matter]bool{}
	for _, m := range found {
		if known[m.matter] {
			continue // the same matter goes on, or comes back
		}
		known[m.matter] = true
		kind, exclusion := kindAndExclusion(m.class)
		out = append(out, complaint.Issue{
			Sentence: r.t.SentenceOf(m.sentence), Kind: kind, Exclusion: exclusion, Area: m.area,
		})
	}
	if len(out) == 0 || len(out) == 1 || v.class != pComplaint && v.class != pHuman && exclusionAt(v.class) < 0 {
		one := complaint.Issue{
			Sentence: r.t.SentenceOf(r.t.Subjects), Kind: whole.Kind, Exclusion: whole.Exclusion, Area: whole.Area,
		}
		if len(out) > 0 {
			one.Sentence = out[0].Sentence
		}
		if len(out) == 1 {
			one.Area = out[0].Area
		}
		return []complaint.Issue{one}
	}
	return out
}

// areaOf is the area a sentence names, or that of the whole message.
func (r *reading) areaOf(sentence int32, whole complaint.Area) complaint.Area {
	for _, h := range r.hits {
		if h.sentence != sentence {
			continue
		}
		for i, id := range r.c.signals.areas {
			if id >= 0 && id == r.c.book.signal[h.rule] {
				return complaint.Area(linear.AreaLabels[i])
			}
		}
	}
	return whole
}
