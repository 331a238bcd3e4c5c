package policy

import (
	"time"

	"complaints/internal/calendar"
)

// LawTimes are the times that the law, and not the landlord's policy, sets in a nation. The program does not run what
// they ask for: it says when the law expects it, and asks whether it was done. Zero is where no such time is set.
type LawTimes struct {
	Law string // by which name people know the first two
	// from when a danger in the home is known until it is made safe, nights and weekends too
	MakeSafe    time.Duration
	Investigate *calendar.Period // from when damp or mould is known until it has been looked into
	Access      int              // months to answer who asks for what is kept about them
	Breach      time.Duration    // from when a breach of personal data is known until the Commissioner knows
	Claim       *calendar.Period // to answer a letter before a claim
}

// lawTimes are those of the nations. Damp, mould and dangers in the home: the Hazards in Social Housing (Prescribed
// Requirements) (England) Regulations 2025, in force since 27 October 2025. A letter before a claim: the pre-action
// protocols for housing conditions of England and of Wales. Personal data: UK GDPR, articles 12 and 33.
var lawTimes = map[string]LawTimes{
	"england": {Law: "Awaab's Law", MakeSafe: 24 * time.Hour,
		Investigate: &calendar.Period{N: 10, Unit: calendar.WorkingDays}, Access: 1, Breach: 72 * time.Hour,
		Claim: &calendar.Period{N: 20, Unit: calendar.WorkingDays}},
	"wales": {Access: 1, Breach: 72 * time.Hour, Claim: &calendar.Period{N: 20, Unit: calendar.WorkingDays}},
	// where no protocol for housing sets a time
	"scotland":         {Access: 1, Breach: 72 * time.Hour},
	"northern-ireland": {Access: 1, Breach: 72 * time.Hour},
}

// tribunals are those that decide about service charges, by nation. Northern Ireland has none.
var tribunals = map[string]string{
	"england":  "First-tier Tribunal (Property Chamber)",
	"wales":    "Leasehold Valuation Tribunal of the Residential Property Tribunal Wales",
	"scotland": "First-tier Tribunal for Scotland (Housing and Property Chamber)",
}

// Tribunal is the one that decides about charges where the landlord is, "" if none does.
func (p Policy) Tribunal() string { return tribunals[p.Jurisdiction] }

// LawTimes are the times that the law sets where the landlord is.
func (p Policy) LawTimes() LawTimes { return lawTimes[p.Jurisdiction] }
