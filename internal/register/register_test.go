package register_test

import (
	"testing"

	"complaints/internal/procedure/proceduretest"
)

func TestRegister(t *testing.T) {
	t.Parallel()
	r := proceduretest.Rules(t, "hastoe-2020").Register
	r.Aliases = map[string]string{"p.shah@landlord.example": proceduretest.Manager}
	t.Run("somebody by another address of theirs", func(t *testing.T) {
		t.Parallel()
		got, ok := r.Find(" P.Shah@landlord.example")
		if !ok {
			t.Fatal("person: got nobody, want the manager")
		}
		if got.Email != proceduretest.Manager {
			t.Errorf("address: got %s, want %s", got.Email, proceduretest.Manager)
		}
	})
	t.Run("a stranger", func(t *testing.T) {
		t.Parallel()
		if got, ok := r.Find("stranger@example.com"); ok {
			t.Errorf("person: got %v, want nobody", got)
		}
	})
	t.Run("everyone once", func(t *testing.T) {
		t.Parallel()
		// team, chief executive, officer, nights; two Directors; a manager and a deputy for each of eleven areas
		if got, want := len(r.Everyone()), 4+2+22; got != want {
			t.Errorf("people: got %d, want %d", got, want)
		}
	})
	t.Run("an area that has no name", func(t *testing.T) {
		t.Parallel()
		if got := r.AreaName("swimming_pool"); got != "swimming pool" {
			t.Errorf("name: got %q, want swimming pool", got)
		}
	})
}
