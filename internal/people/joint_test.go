package people

import "testing"

func TestJointComplaints(t *testing.T) { // 1.1
	t.Parallel()
	const rats = "We, the residents of Weaver House, complain together about rats. Please answer Joan Pike.\n" +
		"Joan Pike, flat 1\nAli Rahim, flat 3\nSue and Dan Long - flat 6\n4. Mrs I. Kowalska (no. 9)\n"
	signed, joint := JointIn(rats)
	if want := []Signatory{{"Joan Pike", "flat 1"}, {"Ali Rahim", "flat 3"}, {"Sue and Dan Long", "flat 6"},
		{"Mrs I. Kowalska", "no. 9"}}; !joint || len(signed) != len(want) || signed[0] != want[0] || signed[2] != want[2] ||
		signed[3] != want[3] {
		t.Errorf("got %q %v, want %q", signed, joint, want)
	}
	for text, want := range map[string]bool{
		"I complain about the rats. My neighbours are fed up too.":    false,
		"We have been without heating for a week.":                    false,
		"PETITION about the lift at Mill Court":                       true,
		"I write on behalf of the residents of Mill Court: the lift.": true,
	} {
		if _, got := JointIn(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	for text, want := range map[string]bool{
		"I want to join Joan Pike's complaint about the rats.": true, "Please add my name to the petition.": true,
		"I will support my mother when she complains to you.": false, "Sign for the parcel please.": false,
	} {
		if got := AsksToJoin(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
