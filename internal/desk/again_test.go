package desk

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/procedure"
	"complaints/store"
)

// letterbox hands mails to a desk one after another, a minute apart and more where a test waits.
type letterbox struct {
	t   *testing.T
	d   *Desk
	now time.Time
	n   int
}

func newLetterbox(t *testing.T, change ...func(*Options)) *letterbox {
	t.Helper()
	b := &letterbox{t: t, now: time.Date(2026, 12, 8, 9, 0, 0, 0, time.UTC)}
	b.d = newDesk(t, func(o *Options) {
		o.Clock = func() time.Time { return b.now }
		for _, f := range change {
			f(o)
		}
	})
	return b
}

// mail delivers a mail with these header fields, and returns what became of it.
func (b *letterbox) mail(header, words string) store.Outcome {
	b.t.Helper()
	b.n++
	b.now = b.now.Add(time.Minute)
	if !strings.Contains(header, "Message-ID:") {
		header += fmt.Sprintf("\nMessage-ID: <%d@example.com>", b.n)
	}
	raw := "To: complaints@landlord.example\n" + header + "\n\n" + words + "\n"
	batch := []complaint.Arrival{{Key: fmt.Sprint("imap:", b.n), Source: "complaints", Channel: complaint.Email, Received: b.now, Raw: []byte(raw), Size: int64(len(raw))}}
	upTo := complaint.Cursor{UIDValidity: 1, LastUID: uint32(b.n)}
	if err := b.d.Receive(b.t.Context(), "complaints", batch, upTo); err != nil {
		b.t.Fatal(err)
	}
	arrived, err := b.d.store.SaveArrivals(b.t.Context(), "complaints", batch, upTo) // known already: it only says what became of it
	if err != nil || len(arrived) != 1 {
		b.t.Fatalf("%d arrivals, %v", len(arrived), err)
	}
	return arrived[0].Outcome
}

// letters returns the letters of a case as "L01 asha@example.com".
func (b *letterbox) letters(ref string) (ids []string) {
	b.t.Helper()
	err := b.d.store.Read(b.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		posted, err := tx.LettersOf(ctx, ref)
		for _, l := range posted {
			ids = append(ids, string(l.Letter.Letter)+" "+l.To)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return ids
}

// count is how many of the letters of the first cases went to an address that begins so.
func (b *letterbox) count(address string) (n int) {
	b.t.Helper()
	for i := range b.n {
		for _, l := range b.letters(fmt.Sprintf("HC-2026-%06d", i+1)) {
			if strings.Contains(l, " "+address) {
				n++
			}
		}
	}
	return n
}

const (
	leak  = "This is the third time I have reported the leak in my bathroom and nobody came. I want to complain."
	first = "HC-2026-000001"
	asha  = "From: Asha Rahman <asha@example.com>\nSubject: Leak"
)

func TestTheSameMailTwice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		situation     string
		header, words string
		later         time.Duration
		want          store.Outcome // its kind and case
	}{
		{"under the same Message-ID, to another of our addresses", asha + "\nMessage-ID: <1@example.com>", leak, 0, store.Outcome{Kind: store.Filed, Case: first}},
		{"under another Message-ID", asha, leak, time.Hour, store.Outcome{Kind: store.Filed, Case: first}},
		{"wrapped otherwise, to us and to somebody else", asha + "\nCc: councillor@council.example", strings.ReplaceAll(leak, " and ", "\nand "), time.Hour, store.Outcome{Kind: store.Filed, Case: first}},
		{"after two days somebody waits", asha, leak, 48 * time.Hour, store.Outcome{Kind: store.Continued, Case: first}},
		{"from a neighbour it is a complaint of their own", "From: Ben Lee <ben@example.net>\nSubject: Leak", leak, time.Hour, store.Outcome{Kind: store.Opened, Case: "HC-2026-000002"}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(asha, leak)
			b.now = b.now.Add(c.later)
			if got := b.mail(c.header, c.words); got.Kind != c.want.Kind || got.Case != c.want.Case {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
	t.Run("the same words and more are not lost", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail(asha, leak)
		if got := b.mail(asha, leak+"\n\nAnd now the ceiling has come down on the cot."); got.Kind == store.Filed || got.Case == "" {
			t.Errorf("%+v", got)
		}
	})
}

// TestWhereAReplyBelongs: the thread tells, then the reference, and neither without the sender (domain.md 3.2).
func TestWhereAReplyBelongs(t *testing.T) {
	t.Parallel()
	const chase = "Has anybody looked at this yet?"
	for _, c := range []struct {
		situation, header string
		joins             bool
	}{
		{"a thread whose root we know", "From: asha@example.com\nSubject: Water\nReferences: <1@example.com> <unseen@example.com>", true},
		{"a thread whose root we never saw", "From: asha@example.com\nSubject: Water\nIn-Reply-To: <unseen@example.com>\nReferences: <older@example.com> <1@example.com>", true},
		{"the reference in the subject", "From: asha@example.com\nSubject: hc 2026 / 1", true},
		{"a reference that was guessed", "From: thief@example.net\nSubject: Re: [HC-2026-000001] your case", false},
		{"a thread that was guessed", "From: thief@example.net\nSubject: x\nIn-Reply-To: <1@example.com>", false},
		{"Outlook's Thread-Index tells nothing", "From: thief@example.net\nSubject: Leak\nThread-Index: AQHbExample==\nThread-Topic: Leak", false},
		{"the same subject from somebody else", "From: ben@example.net\nSubject: RE: Leak", false},
		{"the same subject from the resident", "From: asha@example.com\nSubject: FWD: RE: Leak", true},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			b.mail(asha+"\nThread-Index: AQHbExample==", leak)
			if got := b.mail(c.header, chase); (got.Case == first) != c.joins {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestMachinesGetFewLetters: a program that does not say that it is one writes every ten minutes for two hours, or answers
// every letter of ours at once.
func TestMachinesGetFewLetters(t *testing.T) {
	t.Parallel()
	t.Run("it writes on, from one address", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		for i := range 12 {
			b.now = b.now.Add(9 * time.Minute)
			b.mail(fmt.Sprintf("From: Robot <robot@example.com>\nSubject: Ticket %d created", i), fmt.Sprintf("We have logged your complaint that the repair was not done. Ticket number %d.", i))
		}
		if n := b.count("robot@example.com"); n > 2 {
			t.Errorf("%d letters", n)
		}
	})
	t.Run("it answers from another address each time, naming the case", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		subject := "Ticket created"
		for i := range 12 {
			got := b.mail(fmt.Sprintf("From: Desk <desk+%d@example.com>\nSubject: %s", i, subject), fmt.Sprintf("We have logged your complaint that the repair was not done. Nobody came. Ticket number %d.", i))
			if i > 0 && got.Kind != store.Quarantined {
				t.Errorf("mail %d: %+v", i, got)
			}
			subject = "Re: [HC-2026-000001] We have your complaint"
		}
		if n := b.count("desk+"); n > 1 {
			t.Errorf("%d letters", n)
		}
	})
	t.Run("it answers from another address each time, in the thread", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		b.mail("From: Desk <desk+0@example.com>\nSubject: Ticket created", leak)
		for i := range 12 {
			var token string
			err := b.d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				posted, err := tx.LettersOf(ctx, first)
				token = posted[0].MessageID
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			b.mail(fmt.Sprintf("From: Desk <desk+%d@example.com>\nSubject: Re: We have your complaint\nIn-Reply-To: <%s>", i+1, token), "Your message is important to us.")
		}
		if n := b.count("desk+"); n > 2 {
			t.Errorf("%d letters: %q", n, b.letters(first))
		}
	})
	t.Run("a campaign of neighbours is none: each is answered", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		for i := range 6 {
			if got := b.mail(fmt.Sprintf("From: Flat %d <flat%d@example.com>\nSubject: The lift", i, i), "The lift in our block has been broken for six weeks. We have reported it three times and nobody came. We complain."); got.Kind != store.Opened {
				t.Errorf("%+v", got)
			}
		}
		if n := b.count("flat"); n != 6 {
			t.Errorf("%d letters to 6 people", n)
		}
	})
}

// TestPassedOnByStaff: a resident may complain to any member of staff (domain.md 0.4). The stories passed-on and sent-again tell
// more of it.
func TestPassedOnByStaff(t *testing.T) {
	t.Parallel()
	const proved = "Authentication-Results: mx; dmarc=pass header.from=landlord.example\nFrom: Repairs <repairs.manager@landlord.example>\n"
	forward := func(sent, from string) string {
		return "One for you\n\nFrom: " + from + "\nSent: " + sent + "\nTo: Repairs\nSubject: Leak\n\n" + leak
	}
	for _, c := range []struct {
		situation, header, words string
		kind                     store.OutcomeKind
		day0                     string
	}{
		{"they had it days ago", proved + "Subject: FW: Leak", forward("4 December 2026 16:00", "Asha <asha@example.com>"), store.Opened, "2026-12-04"},
		{"late at night in London", proved + "Subject: FW: Leak", forward("4 December 2026 23:59", "Asha <asha@example.com>"), store.Opened, "2026-12-04"},
		{"no date that can be read: the day it reached us", proved + "Subject: FW: Leak", forward("last week", "Asha <asha@example.com>"), store.Opened, "2026-12-08"},
		{"a date that has not come", proved + "Subject: FW: Leak", forward("9 December 2026 23:59", "Asha <asha@example.com>"), store.Opened, "2026-12-08"},
		{"years ago is a mistake", proved + "Subject: FW: Leak", forward("4 December 2016 16:00", "Asha <asha@example.com>"), store.Opened, "2026-12-08"},
		{"a colleague who is not on the register", "Authentication-Results: mx; dmarc=pass header.from=landlord.example\nFrom: Priya <priya.shah@landlord.example>\nSubject: FW: Leak", forward("4 December 2026 16:00", "Asha <asha@example.com>"), store.Opened, "2026-12-04"},
		{"not proved to be a colleague", "From: Repairs <repairs.manager@landlord.example>\nSubject: FW: Leak", forward("4 December 2026 16:00", "Asha <asha@example.com>"), store.Filed, ""},
		{"a colleague's own mail", proved + "Subject: FW: Leak", forward("4 December 2026 16:00", "Housing <housing.director@landlord.example>"), store.Filed, ""},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t)
			got := b.mail(c.header, c.words)
			if got.Kind != c.kind {
				t.Fatalf("%+v", got)
			}
			if c.kind != store.Opened {
				return
			}
			var opened complaint.Case
			if err := b.d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
				opened, err = tx.Case(ctx, got.Case)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if opened.Day0.String() != c.day0 || opened.Party.Email != "asha@example.com" {
				t.Errorf("day 0 is %s, resident %s; want %s", opened.Day0, opened.Party.Email, c.day0)
			}
		})
	}
}

// TestAColleagueWritesOfSeveral: what comes from one address of the house is about this resident and that.
func TestAColleagueWritesOfSeveral(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	const priya = "From: Priya <priya.shah@landlord.example>\nSubject: Complaint by phone"
	one := b.mail(priya, "Mrs Rahman of 12 Mill Lane rang. Her bathroom leaks and she has reported it three times. She wants to complain.")
	other := b.mail(priya, "Mr Okafor of 3 High Street rang. His heating has been off for a week and nobody came. He wants to complain.")
	if one.Kind != store.Opened || other.Kind != store.Opened {
		t.Errorf("%+v, %+v", one, other)
	}
}

// TestNewTopic: what is written as an answer to an old letter and is about something else.
func TestNewTopic(t *testing.T) {
	t.Parallel()
	answered := match{found: true, known: true, how: "it answers our letter L23", c: complaint.Case{Status: complaint.Stage1Responded, Subject: "Leak"}}
	answered.letter.Subject = "[HC-2026-000001] Our answer to your complaint (stage 1)"
	asComplaint := complaint.Reading{Kind: complaint.KindComplaint}
	const lift = "The lift has been out for two months and I have reported it twice. Nobody came."
	for _, c := range []struct {
		situation, subject, words string
		change                    func(*match, *complaint.Reading)
		want                      bool
	}{
		{"a subject and a matter of their own", "Lift out of order", lift, nil, true},
		{"our subject", "Re: [HC-2026-000001] Our answer to your asComplaint (stage 1)", lift, nil, false},
		{"their old subject", "Leak", lift, nil, false},
		{"no subject", "", lift, nil, false},
		{"about the answer", "Not good enough", "Your answer is wrong and nobody came.", nil, false},
		{"asks for a review in the words", "Lift", lift + " Please take this to stage 2.", nil, false},
		{"the same thing again", "Bathroom", "It is leaking again and nobody came.", nil, false},
		{"what was promised", "Painting", "You promised to paint the ceiling and nobody came.", nil, false},
		{"before the answer the procedure tells them apart", "Lift out of order", lift, func(m *match, _ *complaint.Reading) { m.c.Status = complaint.Stage1Open }, false},
		{"from somebody we do not know", "Lift out of order", lift, func(m *match, _ *complaint.Reading) { m.known = false }, false},
		{"no asComplaint on its own", "Lift out of order", lift, func(_ *match, r *complaint.Reading) { r.Kind = complaint.KindEnquiry }, false},
		{"a doubtful one", "Lift out of order", lift, func(_ *match, r *complaint.Reading) { r.ToPerson = true }, false},
	} {
		t.Run(c.situation, func(t *testing.T) {
			mt, alone := answered, asComplaint
			if c.change != nil {
				c.change(&mt, &alone)
			}
			m := complaint.Message{Channel: complaint.Email, Subject: c.subject, NewText: c.words}
			if got := newTopic(mt, m, alone); got != c.want {
				t.Errorf("taken for a new matter: %v", got)
			}
		})
	}
}

// TestWhoMayCommand: the address on the register or an alias of it, the letter's own token, and our mail server's proof
// (domain.md 3.5). Whoever lacks one gets no word of the case, and the complaints team is told.
func TestWhoMayCommand(t *testing.T) {
	t.Parallel()
	const proof = "Authentication-Results: mx; dmarc=pass header.from=%s\n"
	for _, c := range []struct {
		situation, from, header string
		acted                   bool
	}{
		{"from the register", "repairs.manager@landlord.example", fmt.Sprintf(proof, "landlord.example"), true},
		{"from an alias", "p.shah@landlord.example", fmt.Sprintf(proof, "landlord.example"), true},
		{"from an alias elsewhere, proved for its own domain", "priya@shah.example", fmt.Sprintf(proof, "shah.example"), true},
		{"from an address nobody knows", "priya@elsewhere.example", fmt.Sprintf(proof, "elsewhere.example"), false},
		{"without proof", "repairs.manager@landlord.example", "", false},
		{"proof of another server", "repairs.manager@landlord.example", "Authentication-Results: evil.example; dmarc=pass header.from=landlord.example\n", false},
		{"a forged proof below the real one", "repairs.manager@landlord.example", "Authentication-Results: mx; dmarc=fail header.from=landlord.example\n" + fmt.Sprintf(proof, "landlord.example"), false},
		{"proof of another domain", "repairs.manager@landlord.example", fmt.Sprintf(proof, "evil.example"), false},
	} {
		t.Run(c.situation, func(t *testing.T) {
			t.Parallel()
			b := newLetterbox(t, func(o *Options) {
				o.Procedure.Register.Aliases = map[string]string{"p.shah@landlord.example": "repairs.manager@landlord.example", "priya@shah.example": "repairs.manager@landlord.example"}
			})
			b.mail(asha, leak)
			var assigned string
			err := b.d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				posted, err := tx.LettersOf(ctx, first)
				for _, l := range posted {
					if l.Letter.Letter == "M01" {
						assigned = l.MessageID
					}
				}
				return err
			})
			if err != nil || assigned == "" {
				t.Fatal("nobody was assigned", err)
			}
			got := b.mail(c.header+"From: "+c.from+"\nSubject: Re: x\nIn-Reply-To: <"+assigned+">", "CONTACTED spoke to her at 2.15, she wants the roof mended")
			if (got.Kind == store.Continued) != c.acted {
				t.Errorf("%+v", got)
			}
			var told []store.Posted
			if err := b.d.store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
				told, err = tx.LettersTo(ctx, "complaints.team@landlord.example")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if n := b.count(c.from); !c.acted && c.from != "repairs.manager@landlord.example" && n > 0 {
				t.Errorf("%d letters to %s", n, c.from)
			}
			if (len(told) > 0) == c.acted {
				t.Errorf("%d letters to the team", len(told))
			}
		})
	}
}

// TestOfTheHouse: a colleague is known by the landlord's own domain, which no public provider is.
func TestOfTheHouse(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		mailbox, from string
		want          bool
	}{
		{"complaints@landlord.example", "sam@landlord.example", true}, {"Complaints@Landlord.Example", "sam@landlord.example", true},
		{"complaints@landlord.example", "asha@example.com", false}, {"complaints@landlord.example", "sam@mail.landlord.example", false},
		{"ourcoop@gmail.com", "asha@gmail.com", false}, {"", "", false}, {"", "asha", false},
	} {
		r := &rules{Procedure: procedure.Procedure{Landlord: complaint.Landlord{Email: tc.mailbox}}}
		if got := r.ofTheHouse(tc.from); got != tc.want {
			t.Errorf("%s at a landlord of %s: %v", tc.from, tc.mailbox, got)
		}
	}
}
