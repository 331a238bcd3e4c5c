package linear

// The labels of the heads, in a fixed order.
var (
	KindLabels = []string{
		"complaint", "first_request", "new_build_defect", "charge_level", "neighbour_asb", "policy_applied",
		"legal_action", "insurance_claim", "data_breach", "too_old", "stage2_request", "follow_up", "enquiry",
		"automated", "spam", "needs_human",
	}
	AreaLabels = []string{
		"repairs", "estate_services", "rents_charges", "asb_tenancy", "lettings", "home_ownership", "major_works",
		"safety_compliance", "customer_service", "contractor", "other",
	}
	FlagLabels = []string{
		"damp_mould", "no_heating_hot_water", "gas", "safety_hazard", "health_vulnerable", "child", "self_harm",
		"discrimination",
	}
	// The intents of residents and of managers are two questions.
	ResidentLabels = []string{
		"evidence", "chase", "unhappy", "stage2", "withdraw", "thanks", "accepts", "new_issue", "query",
		"adjustment", "representative", "opt_out", "ombudsman", "dispute_scope", "ombudsman_asked", "human_asked",
		"call_me", "contact_change", "data_request", "data_erasure", "data_breach", "about_answer", "wrong_number",
		"neutral", "away",
	}
	ManagerLabels = []string{
		"respond", "extend", "reassign", "contacted", "attempted", "resolved", "ask", "note", "out", "refuse",
		"unclear",
	}
	// What a message may hold, whatever it is about; each by itself.
	NoteLabels = []string{
		NoteDanger, NoteSelfHarm, NoteStrong, NoteThreat, NoteDeath, NoteSafety, NoteContact, NoteNeeds,
	}
	WriterLabels = []string{
		"resident", "relative", "representative", "politician", "professional", "official_body", "colleague",
		"supplier", "stranger", "machine",
	}
	ConsentLabels = []string{"n/a", "told", "given", "none"}
	// A unit of a message: no matter, the first of one, or more of the same.
	MatterLabels = []string{"none", "begins", "goes_on"}
	AskLabels    = []string{"outcome"}
	// What is complained of ended, goes on, or began today.
	EventLabels = []string{"ended", "goes_on", "today"}
	// A phrase about time: what is complained of begins with it, or ends.
	TimeLabels = []string{"begins", "ends"}
)

// The notes.
const (
	NoteDanger   = "danger"
	NoteSelfHarm = "self_harm" // of any grade
	NoteStrong   = "strong"    // self-harm in the first person
	NoteThreat   = "threat"    // to staff or property
	NoteDeath    = "death"
	NoteSafety   = "safety" // a contact rule that keeps somebody from harm
	NoteContact  = "contact"
	NoteNeeds    = "needs"
)
