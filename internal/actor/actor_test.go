package actor_test

import (
	"testing"

	"complaints/internal/actor"
)

// Who acted is read back from the log as it was written, whatever part or person it names.
func TestActorsReadBack(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text  string
		is    actor.Actor
		staff bool
	}{
		{"", actor.Actor{}, false},
		{"machine", actor.ByMachine, false},
		{"ombudsman", actor.ByOmbudsman, false},
		{"d.okoro@landlord.example", actor.ByStaff("d.okoro@landlord.example"), true},
		{"terminal:j.patel", actor.ByTerminal("j.patel"), true},
	} {
		var back actor.Actor
		if err := back.UnmarshalText([]byte(tc.text)); err != nil || back != tc.is {
			t.Errorf("%q is read as %+v, %v, want %+v", tc.text, back, err, tc.is)
		}
		if b, err := tc.is.MarshalText(); err != nil || string(b) != tc.text {
			t.Errorf("%+v is written as %q, %v, want %q", tc.is, b, err, tc.text)
		}
		if back.Staff() != tc.staff {
			t.Errorf("%q is staff: %v, want %v", tc.text, back.Staff(), tc.staff)
		}
	}
	var newer actor.Actor
	if err := newer.UnmarshalText([]byte("robot")); err != nil || newer.String() != "robot" || newer.Staff() {
		t.Errorf("a part of a later version is read as %+v, %v", newer, err)
	}
}
