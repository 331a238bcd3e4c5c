package policy

import (
	"fmt"
	"slices"
	"strings"

	"complaints/internal/calendar"
)

// Departure is a point in which a policy departs from the law in force (2.2). It is warned about and
// never forbidden: the landlord decides.
type Departure struct {
	Clause string // of the Complaint Handling Code or the law
	Since  calendar.Date
	Says   string // what departs, and what would mend it
}

func (d Departure) String() string { return d.Clause + " (since " + d.Since.Long() + "): " + d.Says }

// The days from which the rules below hold.
var (
	designatedPersonEnded = calendar.DateOf(2022, 10, 1) // Building Safety Act 2022 (2.2)
	codeInForce           = calendar.DateOf(2024, 4, 1)  // Complaint Handling Code 2024
	noCasesByEmail        = calendar.DateOf(2026, 1, 13) // the Ombudsman's own notice (2.1)
	dataComplaints        = calendar.DateOf(2026, 6, 19) // Data (Use and Access) Act 2025 (2.5)
)

// lawReview gathers those that hold on a day.
type lawReview struct {
	today calendar.Date
	found []Departure
}

func (d *lawReview) add(since calendar.Date, clause, format string, args ...any) {
	if d.today >= since {
		d.found = append(d.found, Departure{clause, since, fmt.Sprintf(format, args...)})
	}
}

func (d *lawReview) code(clause, format string, args ...any) {
	d.add(codeInForce, "Code "+clause, format, args...)
}

// Judged reports whether this program knows the law that a policy is under: that of landlords under the Housing
// Ombudsman. Of others it does not know enough to judge.
func (p Policy) Judged() bool {
	return p.Jurisdiction == "england" && strings.Contains(p.External.Body, "Housing Ombudsman")
}

// Departures lists where the policy departs from the law that holds on a day, where it is one that can be
// [Policy.Judged].
func (p Policy) Departures(today calendar.Date) []Departure {
	if !p.Judged() {
		return nil
	}
	d := &lawReview{today: today}
	if p.External.Mode == "designated_person" {
		d.add(designatedPersonEnded, "designated person",
			"The designated person and the eight weeks' wait ended on %s. Set policy.overrides.external.mode to "+
				"direct.", designatedPersonEnded.Long())
	}
	p.scopeDepartures(d)
	p.informalDepartures(d)
	for _, s := range p.Stages {
		s.departures(d)
	}
	if len(p.Stages) != 2 {
		d.code("5.3", "The policy has %s. The Code asks for two.", calendar.Plural(len(p.Stages), "stage"))
	}
	p.silences(d)
	if slices.Contains(p.Exclusions, "data_breach") {
		d.add(dataComplaints, "data protection",
			"Complaints about personal data have a procedure of their own by law since %s: they must be "+
				"acknowledged within 30 days.", dataComplaints.Long())
	}
	return d.found
}

// CasesByEmail is the departure of a landlord who gives residents an e-mail address for their case with an Ombudsman
// who takes none that way. contact is what letters say of how the Ombudsman is reached; ok is false where nothing
// departs.
func (p Policy) CasesByEmail(contact []string, today calendar.Date) (d Departure, ok bool) {
	byEmail := func(s string) bool { return strings.Contains(s, "@") }
	if !p.Judged() || today < noCasesByEmail || !slices.ContainsFunc(contact, byEmail) {
		return Departure{}, false
	}
	return Departure{
		Clause: "Ombudsman's e-mail", Since: noCasesByEmail,
		Says: fmt.Sprintf("The Housing Ombudsman has taken no new cases by e-mail since %s. Take the address out of "+
			"landlord.ombudsman_contact; letters leave it out.", noCasesByEmail.Long()),
	}, true
}

// scopeDepartures: what the policy does not take, and how far back it looks.
func (p Policy) scopeDepartures(d *lawReview) {
	if m := p.TimeLimit.Months; m > 0 && m < 12 {
		d.code("2.2", "The policy looks back %s. The Code asks for at least 12 months.", calendar.Plural(m, "month"))
	}
	if p.TimeLimit.Months > 0 && p.TimeLimit.From == "event" {
		d.code("2.3", "The policy counts a matter's age from the event. The Code counts from the event or from "+
			"when the resident knew of it.")
	}
	if blanket := p.blanketExclusions(); len(blanket) > 0 {
		d.code("2.5", "The policy names exclusions that the Code does not: %s. Each refusal needs its own reasons, "+
			"and the right to ask the Ombudsman.", strings.Join(blanket, ", "))
	}
	if slices.Contains(p.Exclusions, "legal_action") {
		d.code("2.2 on court claims", "The policy closes a matter once legal action has begun. The Code allows it "+
			"only once a claim form and its particulars have been filed at court.")
	}
	if slices.Contains(p.Exclusions, "first_request") {
		d.code("1.4", "The policy excludes a first request for service. The Code calls it a service request, which "+
			"is recorded and may become a complaint at once; it is passed on here with the words that make it one.")
	}
	if !slices.Contains(p.RefusalLetterMust, "ombudsman_right") {
		d.code("2.4", "The policy does not say that a refusal letter tells of the right to take the refusal to the "+
			"Ombudsman. Our letters tell it all the same.")
	}
}

func (p Policy) informalDepartures(d *lawReview) {
	switch p.Informal.Mode {
	case "sequential":
		d.code("5.2", "The policy has an informal stage before stage 1. The Code forbids one. Set "+
			"policy.overrides.informal.mode to parallel.")
	case "parallel":
		d.code("5.2", "The policy speaks of informal resolution. The Code knows no informal stage: here stage 1 "+
			"opens at once and an early settlement counts as a stage 1 complaint. Set "+
			"policy.overrides.informal.mode to none once the policy says so too.")
	}
}

// codeStage is what the Code allows at a stage, in working days, and the calendar days that never hold more of them.
var codeStage = map[StageNumber]struct {
	response, extension     int
	responseDays            int
	responding, askingAgain string
}{
	1: {10, 10, 14, "6.3", "6.5"},
	2: {20, 20, 28, "6.14", "6.16"},
}

func (s StagePolicy) departures(d *lawReview) {
	name := fmt.Sprintf("stage %d", s.ID)
	if s.Ack == nil || longerThan(*s.Ack, 5, 7) {
		d.code("6.2", "The acknowledgement of %s takes longer than five working days.", name)
	}
	most := codeStage[s.ID]
	if longerThan(s.Response, most.response, most.responseDays) {
		d.code(most.responding, "The answer of %s takes longer than %s of the acknowledgement.", name,
			calendar.Plural(most.response, "working day"))
	}
	switch x := s.Extension; {
	case x.Max == nil:
		d.code(most.askingAgain,
			"Extensions of %s have no limit. The Code allows %d working days without good reason.", name,
			most.extension)
	case longerThan(calendar.Period{N: *x.Max, Unit: x.Unit}, most.extension, most.responseDays):
		d.code(most.askingAgain, "Extensions of %s may be longer than the %d working days that the Code allows "+
			"without good reason.", name, most.extension)
	}
	if !s.Extension.ExternalContact {
		d.code(most.askingAgain, "The policy does not promise the Ombudsman's contact details in a letter that "+
			"puts off the answer of %s. Set extension.external_contact to true.", name)
	}
	if s.NextStageWindow != nil {
		d.code("6.10", "The policy gives %s to ask for the next stage. The Code sets no such limit; a late request "+
			"is a person's to decide here, and must not be refused without a good reason.", s.NextStageWindow.Length())
	}
	if s.ReasonsRequired == AskForReasons {
		d.code("6.12", "The policy says that residents need to tell what they are unhappy with at %s. The Code "+
			"does not allow that to be a condition: it is asked here and never needed.", name)
	}
}

// longerThan reports whether a period may be longer than so many working days; days are the calendar days that never
// hold more of them.
func longerThan(p calendar.Period, working, days int) bool {
	switch p.Unit {
	case calendar.WorkingDays:
		return p.N > working
	case calendar.Months:
		return true
	}
	return p.N > days
}

// silences: what the Code asks a policy to promise, and this one does not. The program does it all the same.
func (p Policy) silences(d *lawReview) {
	if !slices.Contains(p.External.SignpostIn, "acknowledgement") {
		d.code("3", "The policy names the Ombudsman only late. The Code asks for it throughout. Add "+
			"acknowledgement to policy.overrides.external.signpost_in, and every letter names them.")
	}
	if s, ok := p.Stage(1); ok && (s.Ack == nil || !slices.Contains(s.Ack.Must, "complaint_definition")) {
		d.code("5.6", "The policy does not promise that the acknowledgement sets out the complaint as understood "+
			"and the outcome sought. Our letters do it all the same.")
	}
	if !slices.Contains(p.Promises, "adjustments") {
		d.code("5.10", "The policy says nothing of reasonable adjustments. The Equality Act and the Code ask for "+
			"them; they are recorded and obeyed here.")
	}
	if !slices.Contains(p.Promises, "full_record") {
		d.code("5.12", "The policy says nothing of a full record of each complaint. The Code asks for one; it is "+
			"kept here.")
	}
}

// blanketExclusions lists the exclusions that are not among the Code's own examples.
func (p Policy) blanketExclusions() []string {
	own := []Excluded{"older_than_limit", "court_claim_filed", "already_considered", "legal_action", "first_request"}
	var blanket []string
	for _, e := range p.Exclusions {
		if !slices.Contains(own, e) {
			blanket = append(blanket, strings.ReplaceAll(string(e), "_", " "))
		}
	}
	return blanket
}
