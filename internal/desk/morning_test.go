package desk

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/outbox"
)

var update = flag.Bool("update", false, "write the golden files anew")

// morning has the morning letter written at an instant, and returns it.
func (b *letterbox) morning(at time.Time) (last outbox.Letter) {
	b.t.Helper()
	b.sweepAt(at)
	if err := b.d.MorningReport(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	for _, l := range b.lettersTo(b.d.Rules().Register.Team.Email) {
		if l.Letter == letter.MorningReport && !l.DecidedAt.Before(last.DecidedAt) {
			last = l
		}
	}
	return last
}

// sent takes all letters as accepted by the server.
func (b *letterbox) sent() { b.sendAll(outbox.Sent, "250 ok") }

func on(day, clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", day+" "+clock)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// aWeek fills a register of cases from Monday 30 November 2026 on: complaints of several areas, a request, a
// neighbour.
func aWeek(b *letterbox) {
	people := []struct{ name, home, words string }{
		{"Asha Rahman", "4 Mill Court", "This is the third time I have reported the leak in my bathroom and " +
			"nobody came. I want to complain."},
		{"Bo Lund", "9 Larkfield", "My heating has been off for a week, I reported it three times and nobody " +
			"turned up."},
		{"Carol Eze", "31 Wharf Street", "The bins at the flats have not been emptied for a month although I " +
			"complained twice."},
		{"Dina Shah", "7 Ferry Road", "My neighbours play loud music all night. Can you help?"},
		{"Evan Price", "12 Elm Rise", "My kitchen tap is dripping. Please send somebody. It is the first time I " +
			"report it."},
		{"Fay Moran", "2 Heron Way", "Your officer was rude to me and put the phone down twice. I want to make " +
			"a formal complaint."},
		{"Gus Oduya", "18 Beacon Hill", "The gate was reported three times since August and nobody repaired it. " +
			"I complain about that."},
	}
	for i, p := range people {
		b.now = on("2026-11-30", "10:00").AddDate(0, 0, i/2).Add(time.Duration(i) * time.Minute)
		b.mail(fmt.Sprintf("From: %s <p%d@example.com>\nSubject: %s", p.name, i, p.home), p.words+" "+p.name+", "+
			""+p.home)
		b.sent()
	}
}

// goldenMorning compares a morning letter with the one that was read and kept.
func goldenMorning(t *testing.T, name string, l outbox.Letter) {
	t.Helper()
	for ext, got := range map[string]string{".txt": "Subject: " + l.Subject + "\n\n" + l.Text, ".html": l.HTML} {
		path := filepath.Join("testdata", "morning", name+ext)
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v: run go test ./internal/desk -run Morning -update and read what it wrote", err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
		}
	}
}

// TestMorningLists: a quiet day, a bad day, and a Monday after a week away.
func TestMorningLists(t *testing.T) { // 5.1
	t.Parallel()
	t.Run("quiet", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		goldenMorning(t, "quiet", b.morning(on("2026-12-08", "08:00")))
	})
	t.Run("bad", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		aWeek(b)
		b.now = on("2026-12-13", "21:00")
		b.mail("From: Hugh Gill <h@example.com>\nSubject: Gas", "There is a strong smell of gas in the hall of "+
			"6 Ferry Road.")
		b.mail("From: Ida Koch <ida@example.com>\nSubject: My data", "You sent my rent statement to my "+
			"neighbour. That is a "+
			"data breach. Ida Koch, 8 Elm Rise")
		b.mail("From: Ada Bell <ada@example.com>\nList-Id: <n.example.com>\nPrecedence: bulk\nSubject: My "+
			"boiler again",
			"The boiler has failed for the third time and nobody came.")
		b.sent()
		for day := 1; day <= 13; day++ {
			b.sweepAt(on("2026-12-01", "08:00").AddDate(0, 0, day-1))
		}
		goldenMorning(t, "bad", b.morning(on("2026-12-14", "08:00")))
	})
	t.Run("monday", func(t *testing.T) {
		t.Parallel()
		b := newLetterbox(t)
		aWeek(b)
		for day := 0; day < 18; day++ {
			b.sweepAt(on("2026-12-03", "08:00").AddDate(0, 0, day))
			b.sweepAt(on("2026-12-03", "12:00").AddDate(0, 0, day))
			b.sent()
		}
		goldenMorning(t, "monday", b.morning(on("2026-12-21", "08:00")))
	})
}

// TestMorningSaysNothingTwice: a case stands once, headings are never empty, and the numbers stay.
func TestMorningSaysNothingTwice(t *testing.T) {
	t.Parallel()
	b := newLetterbox(t)
	aWeek(b)
	first, second := b.morning(on("2026-12-14", "08:00")), b.morning(on("2026-12-15", "08:00"))
	for i := 1; i <= 7; i++ {
		ref := fmt.Sprintf("HC-2026-%06d", i)
		n := 0
		for _, line := range strings.Split(second.Text, "\n") {
			if strings.HasPrefix(line, "- ") && strings.Contains(line, ". "+ref+",") {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%s stands %d times", ref, n)
		}
	}
	if strings.Contains(first.Text+second.Text, "departs from the law") {
		t.Error("the law is told on a day in the middle of the month")
	}
	numbers := func(l outbox.Letter) map[string]string {
		all := map[string]string{}
		for _, line := range strings.Split(l.Text, "\n") {
			if number, rest, ok := strings.Cut(strings.TrimPrefix(line, "- "), ". HC-"); ok &&
				strings.HasPrefix(line, "- ") {
				ref, _, _ := strings.Cut(rest, ",")
				all[ref] = number
			}
		}
		return all
	}
	was, is := numbers(first), numbers(second)
	kept := 0
	for ref, n := range is {
		if was[ref] == n {
			kept++
		}
	}
	if kept == 0 {
		t.Errorf("numbers: got %v and then %v, want those of the same things kept", was, is)
	}
}

// TestReplyToTheList: a number or a reference of the list, and then the word, is an answer on that case.
func TestReplyToTheList(t *testing.T) { // 5.1
	t.Parallel()
	b := newLetterbox(t)
	aWeek(b)
	m := b.morning(on("2026-12-14", "08:00"))
	team := "From: complaints.team@landlord.example" + dmarcPass + "\nIn-Reply-To: " +
		"<" + m.MessageID + ">\nSubject: Re: " + m.Subject
	for situation, c := range map[string]struct {
		words string
		ref   string
	}{
		"by reference": {"HC-2026-000001 NOTE rang her, out till four", "HC-2026-000001"},
		"by number":    {numberOf(t, m, "HC-2026-000002") + " NOTE the part is ordered", "HC-2026-000002"},
		"no number":    {"NOTE rang her", ""},
		"of nothing":   {"4711 NOTE rang her", ""},
	} {
		if got := b.mail(team, c.words); got.Case != c.ref {
			t.Errorf("%s: got %+v, want case %q", situation, got, c.ref)
		}
	}
	if got := b.mail("From: complaints.team@landlord.example\nIn-Reply-To: <"+m.MessageID+">\nSubject: Re: list",
		"HC-2026-000001 NOTE x"); got.Kind != "filed" {
		t.Errorf("not proved: got %+v, want it filed", got)
	}
}

func numberOf(t *testing.T, l outbox.Letter, ref string) string {
	t.Helper()
	for _, line := range strings.Split(l.Text, "\n") {
		if before, _, ok := strings.Cut(line, ". "+ref); ok {
			return strings.TrimPrefix(before, "- ")
		}
	}
	t.Fatalf("%s stands not on the list:\n%s", ref, l.Text)
	return ""
}

// TestDigest: several reminders of a morning are one letter to whoever owes them, and one alone is itself.
func TestDigest(t *testing.T) { // 3.3
	t.Parallel()
	b := newLetterbox(t)
	const manager = "repairs.manager@landlord.example"
	words := "This is the third time I have reported the leak in my bathroom ceiling and nobody came. I want to " +
		"complain."
	for i := range 3 {
		b.mail(fmt.Sprintf("From: Person %d <q%d@example.com>\nSubject: Gutter %d", i, i, i),
			words+fmt.Sprintf(" %d Elm Rise", i+1))
	}
	b.sent()
	b.sweepAt(on("2026-12-11", "09:00"))
	var got []complaint.LetterID
	for _, l := range b.lettersTo(manager) {
		if l.Letter != letter.ManagerAssigned {
			got = append(got, l.Letter)
			if l.Letter == letter.ManagerDigest {
				for _, want := range []string{"HC-2026-000001", "HC-2026-000002", "HC-2026-000003", "CONTACTED"} {
					if !strings.Contains(l.Text, want) {
						t.Errorf("the digest has no %q:\n%s", want, l.Text)
					}
				}
				reply := "From: " + manager + dmarcPass + "\nIn-Reply-To: <" + l.MessageID + ">\nSubject: Re: " +
					"" + l.Subject
				if out := b.mail(reply, "HC-2026-000002 CONTACTED spoke with her on the phone at two, she would "+
					"like it done soon"); out.Case != "HC-2026-000002" {
					t.Errorf("an answer to the digest: got %+v", out)
				}
			}
		}
	}
	if len(got) != 1 || got[0] != letter.ManagerDigest {
		t.Fatalf("letters of the morning: got %v, want one digest", got)
	}
	if c := b.caseOf("HC-2026-000002"); c.Stage1.ContactedOn == 0 {
		t.Error("what was answered to the digest is not noted")
	}
}

// TestTheMorningListKeepsACheckpoint: the mail server is the witness of what the store held, see "verify --since".
func TestTheMorningListKeepsACheckpoint(t *testing.T) {
	b := newLetterbox(t)
	aWeek(b)
	c, err := b.d.store.Checkpoint(t.Context(), b.now)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("Checkpoint 1 of everything kept here, for \"complaintsd verify --since\": %x", c.Digest)
	if l := b.morning(on("2026-12-04", "08:00")); !strings.Contains(strings.Join(strings.Fields(l.Text), " "), want) {
		t.Errorf("the list does not say %q:\n%s", want, l.Text)
	}
}
