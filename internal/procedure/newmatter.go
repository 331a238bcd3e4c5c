package procedure

import (
	"slices"

	"complaints/internal/complaint"
)

// NewRef says whether the message, read as r, will need a case of its own beside c. The desk then
// gives the reference to [Procedure.Receive].
func (p Procedure) NewRef(c complaint.Case, r complaint.Reading) bool {
	switch c.Status {
	case complaint.InformalOpen, complaint.Stage1Open, complaint.Review:
		return r.Intent == complaint.IntentNewIssue && unrelated(c, r.Area)
	case complaint.Stage1Responded:
		return r.Intent == complaint.IntentNewIssue && !wantsStage2(r) || wantsStage2(r) &&
			len(newMatter(c, r).Issues) > 0
	case complaint.Stage2Open, complaint.Stage2Responded, complaint.Closed:
		return r.Intent == complaint.IntentNewIssue
	}
	return false
}

// Apart returns r, the reading of a message in a case, with the matters that are told apart when it is read by itself:
// a request for stage 2 is one reading as a whole, and what is new in it must not be lost in that (P16).
func Apart(r, alone complaint.Reading) complaint.Reading {
	if wantsStage2(r) {
		r.Issues = alone.Issues
	}
	return r
}

// unrelated reports whether an area is none of those that the case is about. The same leak in a new room is the
// same matter; areas through which every complaint passes tell nothing apart.
func unrelated(c complaint.Case, a complaint.Area) bool {
	if !c.Elsewhere(a) || a == c.AreaSecond {
		return false
	}
	return !slices.ContainsFunc(c.Issues, func(i complaint.Issue) bool { return i.Area == a })
}

// newMatter narrows a reading to what was not part of the case before (P16). A message that is new as a whole stays
// as it is.
func newMatter(c complaint.Case, r complaint.Reading) complaint.Reading {
	fresh := slices.DeleteFunc(slices.Clone(r.Issues), func(i complaint.Issue) bool {
		return i.Kind != complaint.KindComplaint || !unrelated(c, i.Area)
	})
	if r.Kind != complaint.KindStage2Request && r.Intent != complaint.IntentStage2 && len(fresh) == 0 {
		fresh = r.Issues
	}
	r.Issues = fresh
	if len(fresh) > 0 && fresh[0].Area != "" {
		r.Area = fresh[0].Area
	}
	switch r.Kind {
	case complaint.KindFollowUp, complaint.KindStage2Request:
		r.Kind, r.ToPerson = complaint.KindComplaint, false // it was told as something that went wrong
	}
	return r
}
