package letter

var table = map[ID]Letter{
	Stage1Acknowledgement: {
		File: "stage1-acknowledgement", When: AtOnce, Gathers: true, Keeps: AckDue, Acknowledges: 1, MustArrive: true,
		Shows: []string{"Received", "Issues", "OutcomeSought", "Handler", "AnswerBy", "OutOfScope", "SayOurs"},
		Says:  []Phrase{{"stage 1", "which stage this is"}, {"need longer", "what happens if it takes longer"}},
	},
	Received: {
		File: "received", When: AtOnce, Gathers: true, Keeps: AckDue, MustArrive: true,
		Shows: []string{"Received", "AckBy", "Issues"},
	},
	ServiceRequest: {
		File: "service-request", When: AtOnce, Gathers: true, Keeps: AckDue, MustArrive: true,
		Shows: []string{"Issues", "Area", "OutOfScope"},
		Says:  []Phrase{{"COMPLAINT", "how to make it a complaint"}},
	},
	ScopeFirstRequest: {
		File:  "scope-first-request",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	ScopeNewBuildDefect: {
		File:  "scope-new-build-defect",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	ScopeRentAndCharges: {
		File:  "scope-rent-and-charges",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	ScopeNeighbours: {
		File:  "scope-neighbours",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	ScopePolicyApplied: {
		File:  "scope-policy-applied",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	ScopeLegalAction: {
		File:  "scope-legal-action",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	ScopeInsuranceClaim: {
		File:  "scope-insurance-claim",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	ScopeDataBreach: {
		File:  "scope-data-breach",
		Shows: []string{"Received", "Issues", "Reason", "External"},
	},
	OutOfTime: {
		File:  "out-of-time",
		Shows: []string{"Received", "Issues", "Reason", "EventDay", "TimeLimit", "External"},
	},
	LateAccepted: {
		File: "late-accepted", When: AtOnce, Gathers: true, Keeps: AckDue, Acknowledges: 1, MustArrive: true,
		Shows: []string{"Received", "Issues", "OutcomeSought", "Handler", "AnswerBy", "OutOfScope", "SayOurs"},
	},
	PersonInTouch:    {File: "person-in-touch", When: AtOnce, Gathers: true},
	QuestionPassedOn: {File: "question-passed-on", When: AtOnce, Gathers: true, OfTheCase: true},
	OmbudsmanDetails: {File: "ombudsman-details", When: AtOnce, Gathers: true, Shows: []string{"External"}},
	DataPassedOn:     {File: "data-passed-on", When: AtOnce, Gathers: true},
	NotSettled:       {File: "not-settled", When: AtOnce, Gathers: true, OfTheCase: true, Shows: []string{"AnswerBy"}},
	RefusalDisputed:  {File: "refusal-disputed", When: AtOnce, Gathers: true, Keeps: AckDue, MustArrive: true},
	NeutralAcknowledgement: {
		File: "neutral-acknowledgement", When: AtOnce, Keeps: AckDue, Acknowledges: 1, MustArrive: true,
	},
	NeedInformation: {
		File: "need-information", OfTheCase: true,
		Shows: []string{"Question", "AnswerBy"},
	},
	ConsentNeeded:                 {File: "consent-needed", When: AtOnce, Gathers: true},
	RepresentativeAcknowledgement: {File: "representative-acknowledgement", When: AtOnce},
	Duplicate: {
		File:  "duplicate",
		Shows: []string{"NewRef", "AnswerBy"},
	},
	EvidenceReceived: {File: "evidence-received", When: AtOnce, Gathers: true},
	Status: {
		File: "status", When: AtOnce, Gathers: true, OfTheCase: true,
		Shows: []string{"Handler", "AnswerBy", "LastStep", "Issues"},
	},
	Stage1Extension: {
		File: "stage1-extension", Keeps: PutOffFrom, Extends: true, MustArrive: true, OfTheCase: true,
		Shows: []string{"Reason", "OldDate", "NewDate", "Issues", "Handler", "External"},
	},
	Stage1Late: {
		File: "stage1-late", Keeps: Limit, SaysLate: true, MustArrive: true,
		Shows: []string{"OldDate", "NewDate", "Issues", "Handler", "External"},
	},
	Stage1Response: {
		File: "stage1-response", Keeps: Limit, Answers: true, MustArrive: true, OfTheCase: true,
		Shows: []string{"Issues", "OutcomeSought", "Decision", "Points", "Answer", "Remedy", "Actions", "WindowLast",
			"External"},
		Says: []Phrase{{"stage 1", "which stage this is"}, {"stage 2", "the right to a review"},
			{"review", "how to ask for stage 2"}},
	},
	Resolved: {
		File: "resolved", OfTheCase: true,
		Shows: []string{"Agreed", "ReplyBy", "AnswerBy", "Issues"},
		Says:  []Phrase{{"NO", "the word that keeps it open"}},
	},
	Withdrawn: {
		File: "withdrawn", When: AtOnce, OfTheCase: true,
		Shows: []string{"ReplyBy", "Issues"},
	},
	Stage2Acknowledgement: {
		File: "stage2-acknowledgement", When: AtOnce, Gathers: true, Keeps: AckDue, Acknowledges: 2, MustArrive: true,
		Shows: []string{"Received", "Issues", "OutcomeSought", "Handler", "NewRefs", "AnswerBy", "OutOfScope",
			"SayOurs"},
		Says: []Phrase{{"stage 2", "which stage this is"}},
	},
	Stage2Refused: {
		File:  "stage2-refused",
		Shows: []string{"Reason", "Issues", "WindowLast", "External"},
	},
	Stage2TooEarly: {
		File: "stage2-too-early", When: AtOnce, Gathers: true,
		Shows: []string{"ReviewDate", "Issues"},
	},
	NewIssue: {
		File: "new-issue", When: AtOnce, Gathers: true,
		Shows: []string{"NewRef", "AnswerBy", "Issues"},
	},
	Stage2Extension: {
		File: "stage2-extension", Keeps: PutOffFrom, Extends: true, MustArrive: true, OfTheCase: true,
		Shows: []string{"Reason", "OldDate", "NewDate", "Issues", "Handler", "External"},
	},
	Stage2Late: {
		File: "stage2-late", Keeps: Limit, SaysLate: true, MustArrive: true,
		Shows: []string{"OldDate", "NewDate", "Issues", "Handler", "External"},
	},
	Stage2FinalResponse: {
		File: "stage2-final-response", Keeps: Limit, Answers: true, MustArrive: true, OfTheCase: true,
		Shows: []string{"Issues", "OutcomeSought", "Decision", "Points", "Answer", "Remedy", "Actions", "External"},
		Says:  []Phrase{{"stage 2", "which stage this is"}, {"final answer", "that this is our last word"}},
	},
	OutsideHelp: {
		File: "outside-help", When: AtOnce, Gathers: true,
		Shows: []string{"External"},
	},
	WindowClosed: {
		File:  "window-closed",
		Shows: []string{"WindowLast", "External"},
	},
	Reopened: {
		File: "reopened", When: AtOnce, Gathers: true, Keeps: AckDue, Acknowledges: 1, MustArrive: true,
		Shows: []string{"Received", "Issues", "OutcomeSought", "Handler", "AnswerBy", "OutOfScope", "SayOurs"},
	},
	Emergency: {
		File: "emergency", When: AtOnce, Keeps: Danger, MustArrive: true,
		Says: []Phrase{{"999", "the emergency number"}, {"0800 111 999", "the gas emergency number"}},
	},
	WhoAreYou:  {File: "who-are-you", When: AtOnce, Gathers: true},
	CannotRead: {File: "cannot-read", When: AtOnce, Gathers: true},
	AdjustmentConfirmed: {
		File: "adjustment-confirmed", When: AtOnce,
		Shows: []string{"Reason", "Agreed"},
	},
	ScopeOther: {
		File:  "scope-other",
		Shows: []string{"Received", "Issues", "Reason", "OutOfScope", "External"},
	},
	NotAComplaint: {File: "not-a-complaint", When: AtOnce, Gathers: true},
	DateMoved: {
		File:  "date-moved",
		Shows: []string{"OldDate", "NewDate", "Issues", "External"},
	},
	InformalAttempt: {
		File: "informal-attempt", When: AtOnce, Gathers: true, Keeps: AckDue, Acknowledges: 1, MustArrive: true,
		Shows: []string{"Received", "Issues", "OutcomeSought", "Handler", "SettleBy", "OutOfScope", "SayOurs"},
		Says: []Phrase{{"stage 1", "what comes if it is not put right"},
			{"FORMAL", "how to have the formal stage at once"}},
	},
	HandlerChanged: {
		File:  "handler-changed",
		Shows: []string{"Handler", "AnswerBy", "SettleBy", "Issues"},
	},
	SeveralMessages:       {File: "several-messages", When: AtOnce, Keeps: AckDue},
	ManagerAssigned:       {File: "manager-assigned", To: Staff, ForHandler: true},
	ManagerContactDue:     {File: "manager-contact-due", To: Staff, ForHandler: true},
	ManagerHalfway:        {File: "manager-halfway", To: Staff, ForHandler: true},
	ManagerThreeDays:      {File: "manager-three-days", To: Staff, ForHandler: true},
	ManagerOneDay:         {File: "manager-one-day", To: Staff, ForHandler: true},
	ManagerDueToday:       {File: "manager-due-today", To: Staff, ForHandler: true},
	ManagerOverdue:        {File: "manager-overdue", To: Staff, ForHandler: true},
	DirectorOverdue:       {File: "director-overdue", To: Staff},
	LeadOverdue:           {File: "lead-overdue", To: Staff},
	DirectorReview:        {File: "director-review", To: Staff, ForHandler: true},
	ManagerNewEvidence:    {File: "manager-new-evidence", To: Staff, ForHandler: true},
	ManagerResidentChased: {File: "manager-resident-chased", To: Staff, ForHandler: true},
	ManagerWithdrawn:      {File: "manager-withdrawn", To: Staff, ForHandler: true},
	TeamDecision:          {File: "team-decision", To: Staff, When: AtOnceInDanger, Offers: OfferDecision},
	CommandDone:           {File: "command-done", To: Staff, When: AtOnce},
	CommandNotUnderstood:  {File: "command-not-understood", To: Staff, When: AtOnce, Failed: true},
	ExtensionNoted:        {File: "extension-noted", To: Staff, When: AtOnce},
	ExtensionRefused:      {File: "extension-refused", To: Staff, When: AtOnce, Failed: true},
	Reassigned:            {File: "reassigned", To: Staff, ForHandler: true},
	DeliveryFailed:        {File: "delivery-failed", To: Staff, Offers: OfferPosting},
	Hazard:                {File: "hazard", To: Staff, When: AtOnce, Keeps: Danger, Offers: OfferTaking},
	DataProtection: {
		File: "data-protection", To: Staff, When: AtOnce, Keeps: Danger, Offers: OfferDataProtection,
	},
	Safeguarding:     {File: "safeguarding", To: Staff, When: AtOnce, Keeps: Danger, Offers: OfferTaking},
	MorningReport:    {File: "morning-report", To: Staff},
	OmbudsmanContact: {File: "ombudsman-contact", To: Staff, Offers: OfferOutsideAnswer},
	WeeklyReport:     {File: "weekly-report", To: Staff},
	ManagerAway:      {File: "manager-away", To: Staff, ForHandler: true},
	ActionDue:        {File: "action-due", To: Staff, Offers: OfferCompletion},
	PolicyWarning:    {File: "policy-warning", To: Staff},
	PassedOn:         {File: "passed-on", To: Staff, When: AtOnceInDanger, Offers: OfferNoteOnly},
	InformalAssigned: {File: "informal-assigned", To: Staff, ForHandler: true},
	AreaConcerned:    {File: "area-concerned", To: Staff, Offers: OfferNoteOnly},
	ScopeDoubted:     {File: "scope-doubted", To: Staff, Offers: OfferDoubt},
	SafetyNotice:     {File: "safety-notice", To: Staff, When: AtOnce, Keeps: Danger, Offers: OfferSafety},
	Dangers:          {File: "dangers", To: Staff, When: AtOnce, Keeps: Danger, Offers: OfferTaking},
	ReadBack:         {File: "read-back", To: Staff, When: AtOnce, Failed: true, Asks: true},
	TeamUnreachable:  {File: "team-unreachable", To: Staff, When: AtOnce, Offers: OfferNoteOnly},
}
