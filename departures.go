package complaints

import (
	"fmt"
	"slices"
	"strings"
)

// Departure is a point in which a policy departs from the law in force (domain.md 2.2). It is warned about and
// never forbidden: the landlord decides.
type Departure struct {
	Clause string // of the Complaint Handling Code or the law
	Since  Date
	Says   string // what departs, and what would mend it
}

// The days from which the rules below hold.
var (
	designatedPersonEnded = DateOf(2022, 10, 1) // Building Safety Act 2022; domain.md 2.2
	codeInForce           = DateOf(2024, 4, 1)  // Complaint Handling Code 2024
	dataComplaints        = DateOf(2026, 6, 19) // Data (Use and Access) Act 2025; domain.md 2.5
)

// Departures lists where the policy departs from the law that holds on a day. Only English policies of landlords
// are judged; of others this program does not know enough.
func (p Policy) Departures(today Date) []Departure {
	if p.Jurisdiction != "england" || !strings.Contains(p.External.Body, "Housing Ombudsman") {
		return nil
	}
	var found []Departure
	add := func(since Date, clause, format string, args ...any) {
		if today >= since {
			found = append(found, Departure{clause, since, fmt.Sprintf(format, args...)})
		}
	}
	if p.External.Mode == "designated_person" {
		add(designatedPersonEnded, "designated person", "The designated person and the eight weeks' wait ended on %s. Set policy.overrides.external.mode to direct.", designatedPersonEnded.Long())
	}
	if m := p.TimeLimit.Months; m > 0 && m < 12 {
		add(codeInForce, "Code 2.2", "The policy looks back %d months. The Code asks for at least 12.", m)
	}
	if p.TimeLimit.From == "event" {
		add(codeInForce, "Code 2.3", "The policy counts a matter's age from the event. The Code counts from the event or from when the resident knew of it.")
	}
	if p.Informal.Mode == "sequential" {
		add(codeInForce, "Code 5.2", "The policy has an informal stage before stage 1. The Code forbids one. Set policy.overrides.informal.mode to parallel.")
	}
	for _, s := range p.Stages {
		s.departures(add)
	}
	if len(p.Stages) != 2 {
		add(codeInForce, "Code 5.3", "The policy has %s. The Code asks for two.", plural(len(p.Stages), "stage"))
	}
	if blanket := p.blanketExclusions(); len(blanket) > 0 {
		add(codeInForce, "Code 2.5", "The policy names exclusions that the Code does not: %s. Each refusal needs its own reasons, and the right to ask the Ombudsman.", strings.Join(blanket, ", "))
	}
	if !slices.Contains(p.RefusalLetterMust, "ombudsman_right") {
		add(codeInForce, "Code 2.4", "The policy does not say that a refusal letter tells of the right to take the refusal to the Ombudsman.")
	}
	if slices.Contains(p.Exclusions, "data_breach") {
		add(dataComplaints, "data protection", "Complaints about personal data have a procedure of their own by law since %s: they must be acknowledged within 30 days.", dataComplaints.Long())
	}
	return found
}

func (s StagePolicy) departures(add func(Date, string, string, ...any)) {
	name := fmt.Sprintf("stage %d", s.ID)
	if s.Ack == nil || s.Ack.Unit == WorkingDays && s.Ack.N > 5 {
		add(codeInForce, "Code 6.2", "The acknowledgement of %s takes longer than five working days.", name)
	}
	if s.Extension.Max == nil {
		most := map[int]string{1: "10", 2: "20"}[s.ID]
		add(codeInForce, "Code 6.5", "Extensions of %s have no limit. The Code allows %s working days without good reason.", name, most)
	}
	if !s.Extension.ExternalContact {
		add(codeInForce, "Code 6.5", "A letter that puts off the answer of %s does not give the Ombudsman's contact details.", name)
	}
	if s.ReasonsRequired == "always" {
		add(codeInForce, "Code 6.12", "The policy asks residents for reasons at %s. The Code forbids it.", name)
	}
}

// blanketExclusions lists the exclusions that are not among the Code's own examples.
func (p Policy) blanketExclusions() []string {
	own := []string{"older_than_limit", "court_claim_filed", "already_considered", "legal_action", "first_request"}
	var blanket []string
	for _, e := range p.Exclusions {
		if !slices.Contains(own, e) {
			blanket = append(blanket, strings.ReplaceAll(e, "_", " "))
		}
	}
	return blanket
}
