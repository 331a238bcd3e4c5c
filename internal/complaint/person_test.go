package complaint

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/people"
)

// TestAWayThatIsSomebodyElses is taken from the resident and from who speaks for them, and whoever has it is known so.
func TestAWayThatIsSomebodyElses(t *testing.T) {
	t.Parallel()
	const phone, email = "+447700900123", "jo@example.com"
	c := Case{Party: people.Party{Name: "Asha Rahman", Phone: phone, PhoneDead: true, Email: email, MailDead: true},
		Representative: people.Contact{Name: "Jo Pike", Email: email}, Consent: true}
	c = c.Apply(Event{Fact: NotTheirs{Contact: people.Contact{Phone: phone, Email: email}, Words: "wrong number"}})
	if c.Party.Phone != "" || c.Party.PhoneDead || c.Party.Email != "" || c.Party.MailDead {
		t.Errorf("the resident still has it: %+v", c.Party)
	}
	if c.Representative != (people.Contact{}) || c.Consent {
		t.Errorf("who speaks for them still has it: %+v", c.Representative)
	}
	if !c.NeverTheirs(phone) || !c.NeverTheirs(email) {
		t.Error("it may become theirs again")
	}
}

// TestWhoSpeaks: whoever is named to speak and has not written yet is known by name alone, and nobody is nobody.
func TestWhoSpeaks(t *testing.T) {
	t.Parallel()
	if got := (Case{}).Speaker(); got.Contact != (people.Contact{}) {
		t.Errorf("of nobody: got %+v", got)
	}
	jo := people.Contact{Name: "Jo Pike", Email: "jo@example.com"}
	c := Case{Representative: jo, Party: people.Party{Name: "Jean Gill"}}
	if got := c.Speaker(); got.Contact != jo || got.Link != "" {
		t.Errorf("of a name alone: got %+v", got)
	}
	for text, want := range map[string]bool{"Please tell Jo Pike.": true, "Please tell Mrs Gill.": false, "": false} {
		if got := c.NamesRepresentative(text); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
	for name, want := range map[string]bool{"Mrs Gill": true, "Gill Pike": false, "": false} {
		if got := c.MayBe(name); got != want {
			t.Errorf("%q: may be her: got %t, want %t", name, got, want)
		}
	}
}

// TestFindingsTogether: without findings the whole has its own outcome; alike they are it, and else it is partly upheld.
func TestFindingsTogether(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		all  []Finding
		want Outcome
	}{
		{nil, NotUpheld},
		{[]Finding{{Decision: Upheld}, {Decision: Upheld}}, Upheld},
		{[]Finding{{Decision: Upheld}, {Decision: NotUpheld}}, PartlyUpheld},
	} {
		if got := overallOf(tc.all, NotUpheld); got != tc.want {
			t.Errorf("%v: got %s, want %s", tc.all, got, tc.want)
		}
	}
	day := calendar.MustDate("2026-12-04")
	if got := (Stage{Limit: day}).PutOffFrom(); got != day {
		t.Errorf("a stage that was never put off: got %s, want its limit", got)
	}
}
