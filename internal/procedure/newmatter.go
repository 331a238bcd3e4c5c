package procedure

import (
	"slices"

	"complaints/internal/complaint"
	"complaints/internal/reading"
)

// NewRef says whether the message, read as r, will need a case of its own beside c. The desk then
// gives the reference to [Procedure.Receive].
func (p Procedure) NewRef(c complaint.Case, r reading.Reading) bool {
	switch c.Status {
	case complaint.InformalOpen, complaint.Stage1Open, complaint.Review:
		return r.Intent == reading.IntentNewIssue && unrelated(c, r.Area)
	case complaint.Stage1Responded:
		return r.Intent == reading.IntentNewIssue && !wantsStage2(r) || wantsStage2(r) &&
			len(newMatter(c, r).issues) > 0
	case complaint.Stage2Open, complaint.Stage2Responded, complaint.Closed:
		return r.Intent == reading.IntentNewIssue
	}
	return false
}

// unrelated reports whether an area is none of those that the case is about. The same leak in a new room is the
// same matter; areas through which every complaint passes tell nothing apart.
func unrelated(c complaint.Case, a reading.Area) bool {
	if !c.Elsewhere(a) || a == c.AreaSecond {
		return false
	}
	return !slices.ContainsFunc(c.Issues, func(i reading.Issue) bool { return i.Area == a })
}

// matter is what a case is opened on: what its message is taken for, which need not be all that was read in it.
type matter struct {
	read   reading.Reading
	kind   reading.Kind
	area   reading.Area
	issues []reading.Issue
	doubt  bool // a person says what becomes of it
}

// whole is a message that opens a case as it is.
func whole(r reading.Reading) matter { return matter{r, r.Kind, r.Area, r.Issues, r.ToPerson} }

// newMatter narrows a reading to what was not part of the case before (P16). A message that is new as a whole stays
// as it is.
func newMatter(c complaint.Case, r reading.Reading) matter {
	mt := whole(r)
	mt.issues = slices.DeleteFunc(slices.Clone(r.Issues), func(i reading.Issue) bool {
		return i.Kind != reading.KindComplaint || !unrelated(c, i.Area)
	})
	if !wantsStage2(r) && len(mt.issues) == 0 {
		mt.issues = r.Issues
	}
	if len(mt.issues) > 0 && mt.issues[0].Area != "" {
		mt.area = mt.issues[0].Area
	}
	switch r.Kind {
	case reading.KindFollowUp, reading.KindStage2Request:
		mt.kind, mt.doubt = reading.KindComplaint, false // it was told as something that went wrong
	}
	return mt
}
