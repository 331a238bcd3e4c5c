package desk

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/store"
)

const withdraws = "I withdraw my complaint. It is all sorted, please close it."

// caseOf is a case as the store has it.
func (b *letterbox) caseOf(ref string) (c complaint.Case) {
	b.t.Helper()
	err := b.d.store.Read(b.t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = tx.Case(ctx, ref)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// acknowledged takes Asha's complaint in and returns the letter that she has.
func (b *letterbox) acknowledged() outbox.Letter {
	b.t.Helper()
	b.mail(asha, leak)
	letters := ordered(b.t, b.d, first, letter.Stage1Acknowledgement)
	if len(letters) != 1 {
		b.t.Fatalf("acknowledgements: got %d, want 1", len(letters))
	}
	return letters[0].Letter
}

// TestWhoMayWithdraw: at a landlord whose mail server reports nothing a resident who answers our letter is proved by
// it; whoever only knows an address and a number is not.
func TestWhoMayWithdraw(t *testing.T) {
	t.Parallel()
	const ashas = "From: Asha Rahman <asha@example.com>\nSubject: Re: your complaint"
	for _, c := range []struct {
		situation, header string // %[1]s is the Message-ID of our letter, %[2]s its token
		closes            bool
	}{
		{"an answer to our letter", ashas + "\nIn-Reply-To: <%[1]s>", true},
		{"to the address of our letter", ashas + "\nDelivered-To: complaints+%[2]s@landlord.example", true},
		{"proved by our server", "Authentication-Results: mx; dmarc=pass header.from=example.com\n" + ashas, true},
		{"the number alone", ashas + " [HC-2026-000001]", false},
		{"the address alone", ashas, false},
		{"a thread that quotes our letter", ashas + "\nReferences: <%[1]s>", false},
		{"found forged, without our letter",
			"Authentication-Results: mx; dmarc=fail header.from=example.com\n" + ashas + " [HC-2026-000001]", false},
		{"found forged, with our letter", "Authentication-Results: mx; dmarc=fail header.from=example.com\n" + ashas +
			"\nIn-Reply-To: <%[1]s>", false},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			l := b.acknowledged()
			header := strings.NewReplacer("%[1]s", l.MessageID, "%[2]s", l.Token).Replace(c.header)
			if got := b.mail(header, withdraws); got.Case != first {
				t.Fatalf("it joins the case: got %+v", got)
			}
			if closed := !b.caseOf(first).Live(); closed != c.closes {
				t.Errorf("closed: got %v, want %v", closed, c.closes)
			}
		})
	}
}

// TestALetterThatWasPassedOnProvesNobody: once somebody else has answered it, or was sent a copy of the answer.
func TestALetterThatWasPassedOnProvesNobody(t *testing.T) {
	t.Parallel()
	for situation, header := range map[string]string{
		"a stranger answers it": "From: ben@example.net\nSubject: Re: x",
		"she copies others in":  "From: asha@example.com\nCc: everybody@example.net\nSubject: Re: x",
	} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			thread := "\nIn-Reply-To: <" + b.acknowledged().MessageID + ">"
			b.mail(header+thread, "What has happened with the leak?")
			b.mail("From: asha@example.com\nSubject: Re: x"+thread, withdraws)
			if !b.caseOf(first).Live() {
				t.Error("closed by an answer to a letter that was passed on, want open")
			}
		})
	}
}

// TestAnUnprovedAutomaticReplyChangesNothing: neither cases nor who has them, whatever it says.
func TestAnUnprovedAutomaticReplyChangesNothing(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"DUPLICATE HC-2026-000002", "LINK HC-2026-000002",
		"I am out of the office until 30 November 2028."} {
		for _, proof := range []string{"", "Authentication-Results: mx; dmarc=fail header.from=landlord.example\n"} {
			b := newLetterbox(t)
			l := b.assigned()
			b.mail("From: Ben <ben@example.net>\nSubject: Lift",
				"The lift has been broken for weeks and nobody answers. I want to make a complaint.")
			for _, from := range []string{managerAddress, "complaints.team@landlord.example"} {
				b.mail(proof+"From: "+from+"\nAuto-Submitted: auto-replied\nSubject: Re: x\nIn-Reply-To: <"+
					l.MessageID+">", words)
			}
			c := b.caseOf(first)
			if s, _ := c.Current(); s.Handler.Email != managerAddress || len(c.Links) > 0 || len(c.Away) > 0 {
				t.Errorf("%q: got the case with %s, linked with %v, away %v, want it unchanged", words,
					s.Handler.Email, c.Links, c.Away)
			}
			if !c.Live() || !b.caseOf("HC-2026-000002").Live() {
				t.Errorf("%q: got a case closed, want both open", words)
			}
		}
	}
}

// TestTwoCasesAreJoinedByAPersonWhoIsProved is the use of DUPLICATE and LINK as it should be, and who may not.
func TestTwoCasesAreJoinedByAPersonWhoIsProved(t *testing.T) {
	t.Parallel()
	const proved = "Authentication-Results: mx; dmarc=pass header.from=landlord.example\n"
	for _, c := range []struct {
		from, header, words string
		linked, live        bool
	}{
		{"complaints.team@landlord.example", proved, "DUPLICATE HC-2026-000002", true, false},
		{managerAddress, proved, "LINK HC-2026-000002", true, true},
		{managerAddress, proved, "DUPLICATE HC-2026-000002", false, true},
		{managerAddress, proved + "Auto-Submitted: auto-replied\n", "LINK HC-2026-000002", false, true},
		{"complaints.team@landlord.example", "", "DUPLICATE HC-2026-000002", false, true},
	} {
		b := newLetterbox(t)
		l := b.assigned()
		b.mail("From: Ben <ben@example.net>\nSubject: Lift",
			"The lift has been broken for weeks and nobody answers. I want to make a complaint.")
		b.mail(c.header+"From: "+c.from+"\nSubject: Re: x\nIn-Reply-To: <"+l.MessageID+">", c.words)
		linked, live := len(b.caseOf(first).Links) > 0, b.caseOf("HC-2026-000002").Live()
		if linked != c.linked || live != c.live {
			t.Errorf("%s of %s: got linked %v, open %v, want %v, %v", c.words, c.from, linked, live, c.linked, c.live)
		}
	}
}

// TestWhichDeliveryReportsCount: those on the letter's own recipient, with an empty envelope sender, not found forged.
func TestWhichDeliveryReportsCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		situation, sender, header, final string
		counts                           bool
	}{
		{"her own", "<>", "", "asha@example.com", true},
		{"our own server's", "<>", "From: MAILER-DAEMON@relay.landlord.example\n", "asha@example.com", true},
		{"a stranger's", "<>", "From: postmaster@evil.example\n", "asha@example.com", false},
		{"nobody's in particular", "<>", "From: MAILER-DAEMON\n", "asha@example.com", false},
		{"a large host's, proved", "<>", "Authentication-Results: mx; dmarc=pass header.from=googlemail.com\n" +
			"From: mailer-daemon@googlemail.com\n", "asha@example.com", true},
		{"in a large host's name", "<>", "From: mailer-daemon@googlemail.com\n", "asha@example.com", false},
		{"where her mail is passed on to", "<>", "", "asha.work@third.example", false},
		{"somebody else's", "<>", "", "mallory@evil.example", false},
		{"written by a person", "<mallory@evil.example>", "", "asha@example.com", false},
		{"found forged", "<>", "Authentication-Results: mx; dmarc=fail header.from=example.com\n", "asha@example.com",
			false},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			l := b.acknowledged()
			body := "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; " +
				c.final + "\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" +
				l.MessageID + ">\n\n--b--\n"
			if !strings.Contains(c.header, "From: ") {
				c.header += "From: MAILER-DAEMON@example.com\n"
			}
			b.mail("Return-Path: "+c.sender+"\n"+c.header+"Subject: Undelivered\n"+
				"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"", body)
			if got := len(b.caseOf(first).Undelivered) > 0; got != c.counts {
				t.Errorf("counts: got %v, want %v", got, c.counts)
			}
			told := ordered(t, b.d, first, letter.DeliveryFailed)
			if len(told) != 1 || strings.Contains(told[0].Text, "Not proved") == c.counts {
				t.Errorf("notes for the team: got %d, want 1 that says whether it counts", len(told))
			}
			if acked := len(ordered(t, b.d, first, letter.Stage1Acknowledgement)); !c.counts && acked != 1 {
				t.Errorf("acknowledgements: got %d, want the one that stands", acked)
			}
		})
	}
}

// TestAColleagueIsATenantToo: a registered colleague can complain, a person looks first, and their own case is theirs
// to write about.
func TestAColleagueIsATenantToo(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	got := b.mail(managerProved+"\nSubject: My own flat", leak)
	if got.Kind != store.Opened || b.caseOf(got.Case).Status != complaint.Review {
		t.Fatalf("a colleague's complaint: got %+v, want a case that a person looks at", got)
	}
	if again := b.mail(managerProved+"\nSubject: Re: my flat ["+got.Case+"]", "Has anybody looked at this?"); again.
		Case != got.Case {
		t.Errorf("what they write on it: got %+v, want it in their case", again)
	}
}

// TestTheOutsideBodyIsProvedOrSaidNotToBe: the team hears which.
func TestTheOutsideBodyIsProvedOrSaidNotToBe(t *testing.T) {
	t.Parallel()
	const writes = "From: casework@housing-ombudsman.org.uk\nSubject: %sOur enquiry"
	for proof, doubt := range map[string]bool{"": true,
		"Authentication-Results: mx; dmarc=pass header.from=housing-ombudsman.org.uk\n": false} {
		for _, ref := range []string{first + " ", ""} {
			b := newLetterbox(t)
			b.mail(asha, leak)
			b.mail(proof+fmt.Sprintf(writes, ref), "Please send us your file within five working days.")
			in := first
			if ref == "" { // it has a file of its own
				in = strings.Replace(first, "000001", "000002", 1)
			}
			told := ordered(t, b.d, in, letter.OmbudsmanContact)
			if len(told) != 1 {
				t.Fatalf("letters to the team: got %d, want 1", len(told))
			}
			if got := strings.Contains(told[0].Text, "Not proved"); got != doubt {
				t.Errorf("proof %q, %q: got not proved %v, want %v", proof, ref, got, doubt)
			}
		}
	}
}
