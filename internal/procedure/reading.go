package procedure

import "complaints/internal/complaint"

// Asking for stage 2, and the review by a Director (P11 to P19).

func wantsStage2(r complaint.Reading) bool {
	return r.Kind == complaint.KindStage2Request || r.Intent == complaint.IntentStage2
}

// dissatisfied reports whether a message after an answer rejects it, or says that things went wrong again.
func dissatisfied(r complaint.Reading) bool {
	switch r.Intent {
	case complaint.IntentStage2, complaint.IntentUnhappy, complaint.IntentDisputeScope, complaint.IntentChase,
		complaint.IntentOmbudsman:
		return true
	}
	return wantsStage2(r) || r.Kind == complaint.KindComplaint || r.Kind == complaint.KindNeedsHuman
}
