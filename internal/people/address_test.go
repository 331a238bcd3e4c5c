package people

import "testing"

// TestAHomeIsTakenAsTold: what a resident gives as their home is read, and nobody else's is (Code 5.10).
func TestAHomeIsTakenAsTold(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, name, home, signed string }{
		{"The fan is broken.\nPetra Lindqvist, 8 Alder Court", "", "8 Alder Court", "Petra Lindqvist"},
		{"The fan is broken. Petra Lindqvist, 8 Alder Court.", "Petra Lindqvist", "8 Alder Court", "Petra Lindqvist"},
		{"Please post your letters to me at 5 Vine Terrace, Exampleton EX3 9QP. Iris", "",
			"5 Vine Terrace, Exampleton EX3 9QP", ""},
		{"I need large print. Maureen Tait, Flat 2, Hope House, Mill Road, EX2 2AB", "Maureen Tait",
			"Flat 2, Hope House, Mill Road, EX2 2AB", "Maureen Tait"},
		{"My dad Harold Finch at 14 Tollgate Walk has had a broken boiler. Fiona Finch", "Harold Finch",
			"14 Tollgate Walk", "Harold Finch"},
		{"Mr Petrov (6 Kiln Lane, 07700 900644) rang this morning.", "Mr Petrov", "6 Kiln Lane", "Mr Petrov"},
		{"Heating broke, phoned 5 times. Joe Bly 5 Cannon St", "", "5 Cannon St", "Joe Bly"},
		{"I live at 12 Mill Lane and the lift is broken.", "", "12 Mill Lane", ""},
		{"The lift is broken.\n\nAsha Rahman\n12 Mill Lane\nExampleton\nEX1 2BB", "",
			"12 Mill Lane Exampleton EX1 2BB", "Asha Rahman"},
		{"The lift is broken.\n\nAsha Rahman\n12 Mill Lane\nExampleton", "Asha Rahman", "12 Mill Lane", "Asha Rahman"},
		{"I have no internet, please post everything to 12 Larkfield, EX2 9PP. Wilf Dean", "", "12 Larkfield, EX2 9PP", ""},
		{"heating broke 3 wks. joe bly 5 cannon st", "", "", ""},
		{"My neighbours at 9 Alder Court play music until three. Please stop them.", "Petra Lindqvist", "", ""},
		{"Water comes from 14 Alder Court through my ceiling.", "", "", ""},
		{"You sent my letter to 14 Alder Court.", "Petra Lindqvist", "", ""},
		{"I have waited 3 weeks for a plumber.", "", "", ""},
		{"She lives at 5 Tanner Row and the tap drips. Her grandson Ken", "", "", ""},
	} {
		if home, signed := HomeToldBy(tc.text, tc.name); home != tc.home || signed != tc.signed {
			t.Errorf("%q: got %q of %q, want %q of %q", tc.text, home, signed, tc.home, tc.signed)
		}
	}
}
