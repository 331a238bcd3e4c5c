package desk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/store"
)

const dmarcPass = "\nAuthentication-Results: mx; dmarc=pass header.from=landlord.example"

// TestComplaintByPhone: a proved colleague writes down what a resident told them, in the form, in plain words, or in
// answer to any letter, and it is the resident's case: acknowledged by the way that is given, from the day of the call.
func TestComplaintByPhone(t *testing.T) { // 1.1
	t.Parallel()
	const team, manager = "From: complaints.team@landlord.example" + dmarcPass, "From: repairs.manager@landlord.example" + dmarcPass
	for _, c := range []struct {
		situation, header, words string
		name, day0               string
		letters                  []string
	}{
		{"the form, with a mobile", team + "\nSubject: phone call", "NEW\nName: Mrs J Sethi\nPhone: 07700 900222\nTold on: " +
			"4 December\nWhat they said: My kitchen tap was repaired twice and still leaks. Nobody rings back.",
			"Mrs J Sethi", "2026-12-04", []string{"L01 +447700900222", "M41 complaints.team@landlord.example"}},
		{"plain words, by post", manager + "\nSubject: call", "NEW Mr Joe Bell, 4 Elm Rise, rang. The gate was reported three " +
			"times and nobody repaired it.", "Mr Joe Bell", "2026-12-08", []string{"L01 complaints.team@landlord.example"}},
		{"without NEW, from the register", manager + "\nSubject: Phone complaint", "Mrs Ann Poe, 9 Larkfield, rang at nine. " +
			"Nobody has repaired her gutter in four months, reported three times. Reach her at ann.poe@example.com.",
			"Mrs Ann Poe", "2026-12-08", []string{"L01 ann.poe@example.com"}},
		{"danger in it", team + "\nSubject: call", "NEW\nName: Bo Lund\nWhat they said: There is a strong smell of gas in the " +
			"hall at 6 Ferry Road and nobody came.", "Bo Lund", "2026-12-08", []string{"M21 " + nights}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			got := b.mail(c.header, c.words)
			if got.Kind != store.Opened || got.Case != first {
				t.Fatalf("got %+v, want a case", got)
			}
			stands := b.stands(t)
			if stands.Party.Name != c.name || stands.Day0.String() != c.day0 {
				t.Errorf("got %q, day 0 %s, want %q, %s", stands.Party.Name, stands.Day0, c.name, c.day0)
			}
			letters := b.letters(first)
			for _, want := range c.letters {
				if !slices.Contains(letters, want) {
					t.Errorf("letters: got %v, want %s", letters, want)
				}
			}
			b.now = b.now.Add(20 * time.Minute)
			again := b.mail(c.header, "NEW\nName: Zoe Marsh\nWhat they said: The lift has been out for three weeks and nobody answers.")
			if again.Kind != store.Opened || again.Case == first {
				t.Errorf("a second one within the hour: got %+v, want a case of its own", again)
			}
		})
	}
}

// TestNewIsACommandOfProvedColleagues: nobody else opens a case for somebody, and a sentence is no command.
func TestNewIsACommandOfProvedColleagues(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	b.mail(asha, leak)
	for situation, header := range map[string]string{
		"not X":      "From: complaints.team@landlord.example\nSubject: call",
		"a stranger": "From: who@else.example\nSubject: call",
	} {
		got := b.mail(header, "NEW\nName: Mrs J Sethi\nPhone: 07700 900222\nWhat they said: The tap leaks and nobody rings back.")
		if got.Case != "" && b.caseOf(got.Case).Party.Name == "Mrs J Sethi" {
			t.Errorf("%s: a case was opened for somebody", situation)
		}
	}
	got := b.mail("From: repairs.manager@landlord.example"+dmarcPass+"\nSubject: Re: ["+first+"] Leak",
		"New tap fitted today, she is happy with it.")
	if got.Case != first {
		t.Errorf("a sentence: got %+v, want it on the case", got)
	}
}

// TestHelpBringsTheForm: a colleague who writes HELP has the form, and what they fill in opens a case.
func TestHelpBringsTheForm(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	const team = "From: complaints.team@landlord.example" + dmarcPass + "\nSubject: "
	b.mail(team+"how", "HELP")
	sent := b.lettersTo("complaints.team@landlord.example")
	if len(sent) != 1 || sent[0].Letter != letter.StaffHelp || !strings.Contains(sent[0].Text, "What they said:") {
		t.Fatalf("HELP: got %d letters, want the form", len(sent))
	}
	filled := strings.NewReplacer("Name:", "Name: Bo Lund", "What they said:", "What they said: No heating for a week, told you three times.",
		"- ", "").Replace(sent[0].Text[strings.Index(sent[0].Text, "- NEW"):strings.Index(sent[0].Text, "\n\n\"Told")])
	got := b.mail(team+"new", filled)
	if got.Kind != store.Opened || b.caseOf(got.Case).Party.Name != "Bo Lund" {
		t.Errorf("the form filled in:\n%s\ngot %+v, want a case", filled, got)
	}
}

// TestCaseOpenedAtTheTerminal: the same without a mail.
func TestCaseOpenedAtTheTerminal(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	d, err := b.d.OpenLogged(t.Context(), "kay", "NEW\nName: Mrs J Sethi\nEmail: sethi@example.com\nTold on: 2026-12-04\n"+
		"What they said: The tap was repaired twice and still leaks. I complain.")
	if err != nil {
		t.Fatal(err)
	}
	if d.Case.Status != complaint.Stage1Open || d.Case.Day0.String() != "2026-12-04" ||
		!slices.Contains(b.letters(first), "L01 sethi@example.com") {
		t.Errorf("got %s, day 0 %s, letters %v", d.Case.Status, d.Case.Day0, b.letters(first))
	}
	if _, err := b.d.OpenLogged(t.Context(), "kay", "NEW\nName: Mrs J Sethi"); err == nil {
		t.Error("without words: want an error")
	}
}
