package desk

import (
	"slices"
	"testing"

	"complaints/store"
)

const cold = "The heating in our block has been broken for three weeks. " +
	"I have rung you four times and nobody came. I want to complain."

// TestWrittenThroughAForm: a web page sends what people type, in its own name, and often in that of the mailbox itself.
// Each is the complaint of whoever typed it, who is answered; two who use the form are two.
func TestWrittenThroughAForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		situation, header string
		kind              store.OutcomeKind
		answered          string
	}{
		{"in the name of the mailbox", "From: Website <complaints@landlord.example>\n" +
			"Reply-To: Asha <asha@example.com>\nSubject: Contact form", store.Opened, "asha@example.com"},
		{"in the name of nobody", "From: noreply@landlord.example\nReply-To: asha@example.com\nSubject: Contact form",
			store.Opened, "asha@example.com"},
		{"by a web page", "From: hello@landlord.example\nX-Mailer: PHPMailer 6.9\n" +
			"Reply-To: asha@example.com\nSubject: Contact form", store.Opened, "asha@example.com"},
		{"a person with another address for answers",
			"From: asha@example.com\nReply-To: asha@work.example\nSubject: Heating", store.Opened, "asha@example.com"},
		{"in the name of the mailbox, and nobody to answer",
			"From: complaints@landlord.example\nSubject: Contact form", store.Quarantined, ""},
		{"our own letter come back", "From: complaints@landlord.example\n" +
			"Reply-To: complaints+abcdefghijklmnop@landlord.example\n" +
			"In-Reply-To: <x@y.example>\nSubject: We have your complaint", store.Filed, ""},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			if got := b.mail(c.header, cold); got.Kind != c.kind {
				t.Fatalf("what became of it: got %+v, want %s", got, c.kind)
			}
			if c.answered != "" && !slices.Contains(b.letters(first), "L01 "+c.answered) {
				t.Errorf("letters of the case: got %q, want an acknowledgement to %s", b.letters(first), c.answered)
			}
		})
	}
}

// TestOneFormOfMany: who writes through a form is one of many, no colleague, and no advertiser.
func TestOneFormOfMany(t *testing.T) {
	t.Parallel()
	t.Run("what is typed into it is not taken for advertising without a person", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		got := b.mail("From: noreply@landlord.example\nReply-To: asha@example.com\nSubject: Contact form",
			"From: Asha Rahman\nEmail: asha@example.com\nSubject: Repairs\nMessage: The lift is broken.")
		if got.Kind != store.Opened {
			t.Errorf("what became of it: got %+v, want a case", got)
		}
	})
	t.Run("two residents who use it are two", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		form := func(who string) string {
			return "From: complaints@landlord.example\nReply-To: " + who + "@example.com\nSubject: Contact form"
		}
		one, other := b.mail(form("asha"), cold), b.mail(form("tom"), cold)
		if one.Kind != store.Opened || other.Kind != store.Opened || one.Case == other.Case {
			t.Errorf("what became of them: got %+v and %+v, want two cases", one, other)
		}
	})
	t.Run("nobody commands through it", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail(asha, leak)
		got := b.mail("Authentication-Results: mx; dmarc=pass header.from=landlord.example\n"+
			"From: noreply@landlord.example\nReply-To: repairs.manager@landlord.example\nSubject: [HC-2026-000001] x",
			"RESOLVED she is happy, everything was agreed with her on the phone")
		if got.Kind == store.Continued {
			t.Errorf("what became of it: got %+v, want no command carried out", got)
		}
	})
}

// TestAFormWithoutAnAddress: whoever filled it in is reached by what they typed, or by post, and nothing goes to the
// program that sent it. A danger in it is told at once.
func TestAFormWithoutAnAddress(t *testing.T) { // 1.1
	t.Parallel()
	for _, tc := range []struct{ situation, from, fields, to string }{
		{"a mobile number", "noreply@forms.example", "Name: Vera Moss\nPhone: 07700 900321\n", "+447700900321"},
		{"a home", "webform@landlord-site.example", "Name: Vera Moss\nAddress: 9 Quay Street\n", "complaints.team@landlord.example"},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail("From: Website <"+tc.from+">\nSubject: New enquiry", tc.fields+
				"Message: The stairs were never cleaned since May although I told you three times.")
			c := b.caseOf(first)
			if c.Party.Name != "Vera Moss" || c.Party.Email != "" {
				t.Errorf("the resident: got %+v, want whoever filled in the form", c.Party)
			}
			if b.count(tc.from) > 0 {
				t.Error("something went to the program")
			}
			if !slices.Contains(b.letters(first), "L01 "+tc.to) {
				t.Errorf("letters: got %q, want the acknowledgement to %s", b.letters(first), tc.to)
			}
		})
	}
}
