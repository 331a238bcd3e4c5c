package classifier

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"complaints/internal/calendar"
	"complaints/internal/complaint"
	"complaints/internal/policy"
)

// Example is a labelled message: a line of data/train, of an export, or of a file to score.
type Example struct {
	ID         string            `json:"id"`
	Author     string            `json:"author,omitempty"`
	Channel    complaint.Channel `json:"channel"`
	Received   time.Time         `json:"received"`
	Subject    string            `json:"subject,omitempty"`
	Body       string            `json:"body"`
	Context    complaint.Context `json:"context"`
	Kind       complaint.Kind    `json:"expected_kind"`
	Exclusion  policy.Exclusion  `json:"expected_exclusion"`
	Area       complaint.Area    `json:"expected_area"`
	AreaAlso   []complaint.Area  `json:"area_also"`
	Flags      []complaint.Flag  `json:"flags"`
	Acceptable []complaint.Kind  `json:"acceptable"`
	Intent     complaint.Intent  `json:"intent,omitempty"`
	Event      []calendar.Date   `json:"event,omitempty"`
	Note       string            `json:"note,omitempty"`
}

// Input returns the message without its labels.
func (e *Example) Input() Input {
	return Input{ID: e.ID, Channel: e.Channel, Received: e.Received, Subject: e.Subject, Body: e.Body, Context: e.Context}
}

// fits reports whether the label calls an area right.
func (e *Example) fits(a complaint.Area) bool {
	return a == e.Area || slices.Contains(e.AreaAlso, a)
}

// class is the label the kind head learns: the exclusion where there is one, else the kind.
func (e *Example) class() string {
	if e.Kind == complaint.KindOutOfScope && e.Exclusion != "" {
		return string(e.Exclusion)
	}
	return string(e.Kind)
}

// ReadExamples reads JSON lines. An error names the line.
func ReadExamples(r io.Reader) ([]Example, error) {
	var out []Example
	d := json.NewDecoder(r)
	for {
		var e Example
		err := d.Decode(&e)
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("labelled line %d: %w", len(out)+1, err)
		}
		out = append(out, e)
	}
}

// The labels of the heads, in a fixed order.
var (
	kindLabels = []string{"complaint", "first_request", "new_build_defect", "charge_level", "neighbour_asb", "policy_applied",
		"legal_action", "insurance_claim", "data_breach", "too_old", "stage2_request", "follow_up", "enquiry", "automated", "spam", "needs_human"}
	areaLabels = []string{"repairs", "estate_services", "rents_charges", "asb_tenancy", "lettings", "home_ownership", "major_works",
		"safety_compliance", "customer_service", "contractor", "other"}
	flagLabels = []string{"damp_mould", "no_heating_hot_water", "gas", "safety_hazard", "health_vulnerable", "child", "self_harm", "discrimination"}
	// The intents of residents and of managers are two questions.
	residentLabels = []string{"evidence", "chase", "unhappy", "stage2", "withdraw", "thanks", "accepts", "new_issue", "query", "adjustment",
		"representative", "opt_out", "ombudsman", "dispute_scope"}
	managerLabels = []string{"respond", "extend", "reassign", "contacted", "attempted", "resolved", "ask", "note", "out", "refuse", "unclear"}
)
