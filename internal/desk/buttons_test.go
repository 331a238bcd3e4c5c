package desk

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"complaints/internal/letter"
	"complaints/internal/outbox"
	"complaints/store"
)

var mailtoLink = regexp.MustCompile(`href="(mailto:[^"]+)"[^>]*>([^<]+)</a></td>`)

// pressed is what a mail program makes of a button.
type pressed struct{ label, to, subject, body string }

func buttonsOf(t *testing.T, l outbox.Letter) (all []pressed) {
	t.Helper()
	for _, m := range mailtoLink.FindAllStringSubmatch(l.HTML, -1) {
		u, err := url.Parse(html.UnescapeString(m[1]))
		if err != nil {
			t.Fatalf("button %q: %v", m[2], err)
		}
		to, err := url.PathUnescape(u.Opaque)
		if err != nil {
			t.Fatalf("button %q: %v", m[2], err)
		}
		all = append(all, pressed{html.UnescapeString(m[2]), to, u.Query().Get("subject"), u.Query().Get("body")})
	}
	return all
}

// TestAPressedButtonIsActedOn: the mail that a button opens has the letter's own address, a subject that keeps the
// conversation, and words that are acted on once their writer has filled them in; it quotes nothing. Where a gateway has
// spoilt the address, its subject names the case all the same.
func TestAPressedButtonIsActedOn(t *testing.T) {
	t.Parallel()
	labels := []string{"Upheld", "Partly upheld", "Not upheld", "More time", "Spoke to them", "Nobody answered",
		"It is settled", "What it is about", "Ask them", "Pass it on", "Note for the file"}
	behind := map[string]string{
		"More time": "waiting for the survey of the roof", "Spoke to them": "she wants the leak mended",
		"Nobody answered": "rang twice at ten", "It is settled": "the leak was mended and she is happy to close it",
		"Ask them": "could you send photographs of the ceiling?", "Pass it on": "estate_services.manager@landlord.example",
		"Note for the file": "the contractor comes on Friday",
	}
	const answer = "We are sorry. Our contractor came twice without the part and nobody told you. The pipe was replaced and " +
		"the ceiling was made good on Monday. A surveyor looks at it again on Friday."
	for i, label := range labels {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			l := b.assigned()
			all := buttonsOf(t, l)
			if len(all) != len(labels) {
				t.Fatalf("buttons: got %d, want %d: %+v", len(all), len(labels), all)
			}
			p := all[i]
			if p.label != label || p.to != "complaints+"+l.Token+"@landlord.example" || p.subject != "Re: "+l.Subject {
				t.Errorf("button %d: got %q to %s about %q", i, p.label, p.to, p.subject)
			}
			body := p.body + behind[label]
			if strings.HasPrefix(body, "RESPOND") {
				body = strings.Replace(p.body, "\r\n\r\n", "\r\n"+answer+"\r\n", 1)
			}
			body = strings.ReplaceAll(body, "\r\n", "\n")
			subject, to := "\nSubject: "+p.subject, "\nDelivered-To: "+p.to
			if i%2 == 1 { // what a gateway may leave of the address
				to = "\nDelivered-To: complaints@landlord.example"
			}
			if got := b.mail(managerProved+subject+to, body); got.Kind != store.Continued {
				t.Errorf("what became of %q: got %+v, want %s", body, got, store.Continued)
			}
			if n := len(ordered(t, b.d, first, letter.CommandNotUnderstood)) + len(ordered(t, b.d, first,
				letter.ReadBack)) + len(ordered(t, b.d, first, letter.ExtensionRefused)); n > 0 {
				t.Errorf("letters that ask again: got %d, want none", n)
			}
		})
	}
}

// TestACaseIsShownByItsReference: in a mail of a colleague's own, or in reply to a letter about another case.
func TestACaseIsShownByItsReference(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	l := b.assigned()
	for _, header := range []string{"\nSubject: Question", "\nSubject: [" + first + "] Question",
		"\nSubject: Re: x\nIn-Reply-To: <" + l.MessageID + ">"} {
		before := len(ordered(t, b.d, first, letter.CaseHelp))
		b.mail(managerProved+header, "SHOW "+first)
		shown := ordered(t, b.d, first, letter.CaseHelp)
		if len(shown) != before+1 {
			t.Fatalf("letters that show the case after %q: got %d, want %d", header, len(shown), before+1)
		}
		if got := shown[len(shown)-1]; !strings.Contains(got.Text, "nobody came") || len(buttonsOf(t, got.Letter)) < 5 {
			t.Errorf("the case: got %s with %d buttons", got.Text, len(buttonsOf(t, got.Letter)))
		}
	}
	if b.mail("From: "+managerAddress+"\nSubject: Question", "SHOW "+first); len(ordered(t, b.d, first,
		letter.CaseHelp)) != 3 {
		t.Error("SHOW without proof: got the case, want nothing")
	}
}

// TestOneConversationACase: the letters of a case to its manager keep together in a mail program: one subject, and one
// id that all of them refer to. What is asked for stands first in their words.
func TestOneConversationACase(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	l := b.assigned()
	b.mail(managerProved+"\nSubject: Re: x\nIn-Reply-To: <"+l.MessageID+">", "CONTACTED: she wants the leak mended")
	done := ordered(t, b.d, first, letter.CommandDone)
	if len(done) != 1 {
		t.Fatalf("receipts: got %d, want 1", len(done))
	}
	if got := done[0]; got.Subject != l.Subject || got.Subject != "["+first+"] Complaint: Asha Rahman" {
		t.Errorf("subjects: got %q and %q, want one", l.Subject, got.Subject)
	}
	if len(l.Thread) == 0 || len(done[0].Thread) == 0 || l.Thread[0] != done[0].Thread[0] {
		t.Errorf("threads: got %q and %q, want them to begin alike", l.Thread, done[0].Thread)
	}
	if !strings.HasPrefix(l.Text, "New complaint for you: answer by ") {
		t.Errorf("words: got %.80q, want what is asked for first", l.Text)
	}
	b.mail("From: Ben Cole <ben@example.com>\nSubject: Roof", "The roof leaks for the third time. I want to complain.")
	if other := ordered(t, b.d, "HC-2026-000002", letter.ManagerAssigned); len(other) != 1 ||
		other[0].Thread[0] == l.Thread[0] {
		t.Errorf("the next case: got %+v, want a conversation of its own", other)
	}
}

// TestTheDayStandsInTheirCalendar: whoever owes an answer has its day as an entry, which moves with an extension and goes
// away with the answer, or when somebody else has the case.
func TestTheDayStandsInTheirCalendar(t *testing.T) {
	t.Parallel()
	entry := func(l outbox.Letter) (uid, method, day string) {
		for line := range strings.Lines(l.Diary) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
			switch name {
			case "UID":
				uid = value
			case "METHOD":
				method = value
			case "DTSTART;VALUE=DATE":
				day = value
			}
		}
		return uid, method, day
	}
	b := newLetterbox(t)
	l := b.assigned()
	uid, method, day := entry(l)
	if uid != first+"-stage1@landlord.example" || method != "PUBLISH" || day != "20261222" {
		t.Errorf("the manager's entry: got %s %s %s", uid, method, day)
	}
	b.mail(managerProved+"\nSubject: Re: x\nIn-Reply-To: <"+l.MessageID+">", "EXTEND 05/01/2027 waiting for the survey")
	moved, _, later := entry(ordered(t, b.d, first, letter.ExtensionNoted)[0].Letter)
	if moved != uid || later != "20270105" {
		t.Errorf("after an extension: got %s %s, want %s on 20270105", moved, later, uid)
	}
	b.mail(managerProved+"\nSubject: Re: x\nIn-Reply-To: <"+l.MessageID+">", "REASSIGN estate_services.manager@landlord.example")
	given := ordered(t, b.d, first, letter.CommandDone)
	if got, how, _ := entry(given[len(given)-1].Letter); got != uid || how != "CANCEL" {
		t.Errorf("whoever passed it on: got %s %s, want it taken away", got, how)
	}
	for _, o := range ordered(t, b.d, first, letter.Reassigned) {
		got, how, _ := entry(o.Letter)
		want := map[string]string{managerAddress: "CANCEL", "estate_services.manager@landlord.example": "PUBLISH"}[o.To]
		if got != uid || how != want {
			t.Errorf("handed on, to %s: got %s %s, want %s", o.To, got, how, want)
		}
	}
}
