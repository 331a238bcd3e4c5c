package register_test

import (
	"slices"
	"testing"

	"complaints/internal/people"
	"complaints/internal/procedure/proceduretest"
)

// TestAbove: who is over whom, the nearest first. // 4.3
func TestAbove(t *testing.T) {
	t.Parallel()
	r := proceduretest.Rules(t, "hastoe-2020").Register
	r.Lead = people.Contact{Title: "Complaints Lead", Email: "lead@landlord.example"}
	r.Board = people.Contact{Title: "Chair of the board", Email: "board@landlord.example"}
	const property, housing, chief = "property.director@landlord.example", "housing.director@landlord.example",
		"chief.executive@landlord.example"
	for _, tc := range []struct {
		who  string
		want []string
	}{
		{proceduretest.Manager, []string{property, chief, r.Board.Email}},
		{proceduretest.Deputy, []string{proceduretest.Manager, property, chief, r.Board.Email}},
		{property, []string{chief, r.Board.Email}},
		{chief, []string{r.Board.Email}},
		{r.Board.Email, nil},
		{r.Team.Email, []string{housing, property, chief, r.Board.Email}},
		{r.Lead.Email, []string{housing, property, chief, r.Board.Email}},
	} {
		who, ok := r.Find(tc.who)
		if !ok {
			t.Fatalf("%s is not on the register", tc.who)
		}
		var got []string
		for _, c := range r.Above(who) {
			if len(got) == 0 || got[len(got)-1] != c.Email {
				got = append(got, c.Email)
			}
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("over %s: got %q, want %q", tc.who, got, tc.want)
		}
	}
}
