package policy

// Words says in plain English what the exclusion covers.
func (e Exclusion) Words() string {
	switch e {
	case FirstRequest:
		return "a first request for service"
	case NewBuildDefect:
		return "a defect in a new home"
	case ChargeLevel:
		return "a challenge to the amount of rent or service charge"
	case NeighbourASB:
		return "a neighbour dispute or antisocial behaviour"
	case PolicyApplied:
		return "a policy that was applied as it stands"
	case LegalAction:
		return "a matter in which legal action has begun"
	case InsuranceClaim:
		return "a claim that our insurers are dealing with"
	case DataBreach:
		return "a matter of personal data"
	}
	return "something outside the complaints policy"
}

// Exclusion names one of the eight matters the policy handles in another way (1.3).
type Exclusion string

// The exclusions, E1 to E8.
const (
	FirstRequest   Exclusion = "first_request"    // E1
	NewBuildDefect Exclusion = "new_build_defect" // E2
	ChargeLevel    Exclusion = "charge_level"     // E3
	NeighbourASB   Exclusion = "neighbour_asb"    // E4
	PolicyApplied  Exclusion = "policy_applied"   // E5
	LegalAction    Exclusion = "legal_action"     // E6
	InsuranceClaim Exclusion = "insurance_claim"  // E7
	DataBreach     Exclusion = "data_breach"      // E8
)

// Exclusions lists E1 to E8 in the policy's order.
var Exclusions = [...]Exclusion{FirstRequest, NewBuildDefect, ChargeLevel, NeighbourASB,
	PolicyApplied, LegalAction, InsuranceClaim, DataBreach}

// Code returns the clause of the exclusion, E1 to E8, or "" for none.
func (e Exclusion) Code() string {
	for i, x := range Exclusions {
		if x == e {
			return "E" + string(rune('1'+i))
		}
	}
	return ""
}

// ExclusionByCode returns the exclusion of a code as people write it ("E4", "e4"), or "" for none.
func ExclusionByCode(code string) Exclusion {
	for _, e := range Exclusions {
		if c := e.Code(); code == c || code == "e"+c[1:] {
			return e
		}
	}
	return ""
}
