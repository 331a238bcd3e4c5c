package reply

import (
	"testing"

	"complaints/internal/calendar"
	"complaints/internal/people"
)

func TestReadLogged(t *testing.T) { // 1.1
	t.Parallel()
	k := Known{Today: calendar.MustDate("2027-01-12"), Writer: people.Contact{Name: "Kay Mortimer", Email: "kay@landlord.example"}}
	for _, c := range []struct {
		situation, text string
		ok              bool
		want            Logged
	}{
		{"the form", "NEW\nName: Mrs J Sethi\nPhone: 07700 900222\nEmail: \nAddress: 21 Wharf Street\nDukeswater\nTold on: " +
			"8 January\nHow: phone\nWhat they said: The tap leaks again.\nNobody rings back.", true,
			Logged{Party: people.Party{Name: "Mrs J Sethi", Phone: "+447700900222", Address: "21 Wharf Street\nDukeswater"},
				On: calendar.MustDate("2027-01-08"), How: "phone", Words: "The tap leaks again.\nNobody rings back."}},
		{"copied with its dashes, out of order", "- NEW\n- What they said: No heating for a week.\n- Told on: yesterday\n" +
			"- Name: Bo Lund", true, Logged{Party: people.Party{Name: "Bo Lund"}, On: calendar.MustDate("2027-01-11"),
			Words: "No heating for a week."}},
		{"plain words, signature off", "Hi team,\n\nNEW Mr Joe Bell at 4 Elm Rise rang, his ceiling has come down.\n\nKind " +
			"regards\nKay Mortimer\n07700 900555", true,
			Logged{Words: "Mr Joe Bell at 4 Elm Rise rang, his ceiling has come down."}},
		{"a landline stays in the words", "New complaint:\nCaller: Ann Poe\nTel: 01632 960411\nDetails: Bins.", true,
			Logged{Party: people.Party{Name: "Ann Poe"}, Words: "Bins.\n\nPhone: 01632 960411"}},
		{"a day without a year is the last such day", "NEW\nTold: 30/12\nWords: It leaks.", true,
			Logged{On: calendar.MustDate("2026-12-30"), Words: "It leaks."}},
		{"a day to come is none", "NEW\nTold on: 3 March 2027\nWords: It leaks.", true, Logged{Words: "It leaks."}},
		{"a number in plain words", "New: Ada Khan, ada.khan@example.com, says nobody came.", true,
			Logged{Party: people.Party{Email: "ada.khan@example.com"}, Words: "Ada Khan, ada.khan@example.com, says nobody came."}},
		{"a sentence", "New boiler fitted today, she is happy.", false, Logged{}},
		{"a headline", "NEW STARTERS PLEASE READ", false, Logged{}},
		{"nothing after it", "NEW", false, Logged{}},
		{"an empty form", "NEW\nName:\nPhone:\nEmail:\nAddress:\nTold on:\nHow:\nWhat they said:", false, Logged{}},
		{"news", "News: the lift is back.", false, Logged{}},
	} {
		got, ok := ReadLogged(c.text, k)
		if ok != c.ok || got != c.want {
			t.Errorf("%s: got %+v (%v), want %+v (%v)", c.situation, got, ok, c.want, c.ok)
		}
	}
}

// TestWaysIn: a number that may be somebody else's is nobody's.
func TestWaysIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]people.Contact{
		"Mrs Sethi, 21 Wharf Street, 07700 900222":             {Phone: "+447700900222"},
		"reach her at ada@example.com or 07700 900111":         {Email: "ada@example.com", Phone: "+447700900111"},
		"her son deals with it, his number is 07700 900333":    {},
		"07700 900111 in the day and 07700 900112 after six":   {},
		"ring me on 07700 900444 if you need more":             {},
		"landline only, 01632 960411, and she has no computer": {},
	} {
		if got := WaysIn(text); got != want {
			t.Errorf("%q: got %+v, want %+v", text, got, want)
		}
	}
}

func TestTellsOfAResident(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]bool{
		"Mrs Ellery, 5 Cinder Lane, rang. The joiner has missed three visits.":    true,
		"Mr Joe Bell stopped me on the stairs. His ceiling is coming down.":       true,
		"Caller very upset, states gutter chased four times.":                     true,
		"Please log a complaint for the tenant of 9 Larkfield.":                   true,
		"Lady came to reception about the lift, third time this month.":           true,
		"Tenant at 6 Gable House phoned in, no heating since Friday.":             true,
		"My own boiler at 4 Elm Rise has failed again and nobody answers me.":     false,
		"I live at 2 Heron Way and have reported the mould three times. Kay":      false,
		"I am a tenant as well, you know, and I want to complain about my gutter": false,
	} {
		if got := TellsOfAResident("", words); got != want {
			t.Errorf("%q: got %v, want %v", words, got, want)
		}
	}
	if AsksForHelp("Help! There is water coming through the ceiling of Mrs Bell") || !AsksForHelp("HELP please") {
		t.Error("HELP: want it alone, and no cry for help")
	}
}
