package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"complaints/internal/message"
)

const (
	tokenA = "abcdefghijklmnopqrstuvwxyz"
	tokenB = "234567abcdefghijklmnopqrst"
	tokenC = "zzzzzzzzzzzzzzzzzzzzzzzzzz"
	idA    = tokenA + "@landlord.example"
	idB    = tokenB + "@landlord.example"
	idC    = tokenC + "@landlord.example"
	ourBox = "complaints@landlord.example"
)

func TestCandidates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		m    message.Message
		want Clues
	}{
		"nothing": {m: message.Message{Subject: "Leak", Text: "It leaks."}, want: Clues{}},
		"answer to a letter": {
			m: message.Message{InReplyTo: []string{idA},
				References: []string{idB, idA},
				To:         []string{"complaints+" + idA}},
			want: Clues{Answered: []string{idA}, Tokens: []string{tokenA}, Thread: []string{idA, idB},
				MessageIDs: []string{idA, idB}},
		},
		"the newest of the thread first": {
			m:    message.Message{References: []string{"old@x", "mid@x", "new@x"}, InReplyTo: []string{"new@x"}},
			want: Clues{MessageIDs: []string{"new@x", "mid@x", "old@x"}},
		},
		"plus-address in capitals": {
			m:    message.Message{To: []string{"Complaints+" + strings.ToUpper(tokenA) + "@Landlord.example"}},
			want: Clues{Tokens: []string{tokenA}},
		},
		"plus-address before the thread": {
			m: message.Message{To: []string{"other@x", "complaints+" + idB},
				References: []string{idC}},
			want: Clues{Tokens: []string{tokenB}, Thread: []string{idC}, MessageIDs: []string{idC}},
		},
		"plus-address of somebody else": {
			m: message.Message{To: []string{"sales+" + idA,
				"complaints+" + tokenA + "@evil.example"}},
			want: Clues{},
		},
		"plus-address that is no token": {
			m: message.Message{To: []string{"complaints+urgent@landlord.example",
				"complaints+" + tokenA + "a@landlord.example", "complaints+" + strings.Replace(tokenA, "a", "1", 1) +
					"@landlord.example"}},
			want: Clues{},
		},
		"Message-ID of another domain": {
			m:    message.Message{InReplyTo: []string{tokenA + "@evil.example"}},
			want: Clues{MessageIDs: []string{tokenA + "@evil.example"}},
		},
		"ids with brackets and repeats": {
			m:    message.Message{InReplyTo: []string{"<a@x>", "a@x", ""}},
			want: Clues{MessageIDs: []string{"a@x"}},
		},
		"bounce": {
			m:    message.Message{Bounce: &message.Bounce{OriginalMessageID: idA}},
			want: Clues{Answered: []string{idA}, MessageIDs: []string{idA}},
		},
		"bounce that names none": {m: message.Message{Bounce: &message.Bounce{}}, want: Clues{}},
		"subject before new words before history": {
			m: message.Message{Subject: "Re: HC-2026-000003 leak", NewText: "also HC-2026-000002",
				Text: "HC-2026-000001\nalso HC-2026-000002"},
			want: Clues{Refs: []string{"HC-2026-000003", "HC-2026-000002", "HC-2026-000001"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Candidates(c.m, ourBox, "HC")
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestReferencesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"HC-2026-000123":                   "HC-2026-000123",
		"hc-2026-000123":                   "HC-2026-000123",
		"HC 2026 000123":                   "HC-2026-000123",
		"HC2026-000123":                    "HC-2026-000123",
		"HC2026000123":                     "HC-2026-000123",
		"HC - 2026 - 123":                  "HC-2026-000123",
		"HC\u20132026\u2013000123":         "HC-2026-000123",
		"HC\u20112026\u2011000123":         "HC-2026-000123",
		"HC\u22122026\u2212000123":         "HC-2026-000123",
		"HC/2026/123":                      "HC-2026-000123",
		"HC_2026_0000123":                  "HC-2026-000123",
		"HC-\u200b2026-\u200b000123":       "HC-2026-000123",
		"(HC-2026-000123).":                "HC-2026-000123",
		"your ref:HC-2026-000123,thanks":   "HC-2026-000123",
		"HC-2026-000123HC-2026-000124":     "HC-2026-000123", // the second goes on from a digit
		"HC-2026-000123,HC-2026-000124":    "HC-2026-000123 HC-2026-000124",
		"HC-2026-000123 and HC-2026-00123": "HC-2026-000123",
		"hcHC-2026-000123":                 "",
		"XHC-2026-000123":                  "",
		"éHC-2026-000123":                  "",
		"HC-2026-00012345":                 "",
		"HC-2026-1234567":                  "",
		"HC-2026-000000":                   "",
		"HC-1926-000123":                   "",
		"HC-26-000123":                     "",
		"HC2026123":                        "",
		"HC-2026-":                         "",
		"HC-2026\n-000123":                 "",
		"HC----2026-000123":                "",
		"HC":                               "",
		"HB-2026-000123":                   "",
	} {
		if got := strings.Join(Candidates(message.Message{Text: text}, ourBox, "HC").Refs, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := Candidates(message.Message{Text: "ref cmp/x 2026 7"}, ourBox, "CMP/X").Refs; !slices.Equal(got,
		[]string{"CMP/X-2026-000007"}) {
		t.Errorf("another prefix: %q", got)
	}
	if got := Candidates(message.Message{Text: "-2026-000123"}, ourBox, "").Refs; got != nil {
		t.Errorf("no prefix: %q", got)
	}
}

func TestCluesAreFew(t *testing.T) {
	t.Parallel()
	m := message.Message{}
	for i := range 5000 {
		m.References = append(m.References, fmt.Sprintf("%d@x", i))
		m.Text += fmt.Sprintf("HC-2026-%06d ", i+1)
	}
	c := Candidates(m, ourBox, "HC")
	if len(c.MessageIDs) != mostClues || c.MessageIDs[0] != "4999@x" || len(c.Refs) != mostClues {
		t.Errorf("%d ids from %s, %d references", len(c.MessageIDs), c.MessageIDs[0], len(c.Refs))
	}
}

func FuzzCandidates(f *testing.F) {
	f.Add("Re: HC-2026-000123", "hc 2026 7\n> HC\u20132026\u2013000123", "complaints+"+tokenA+"@landlord.example",
		tokenB+"@landlord.example", "HC")
	f.Add("HC2026000123", "\xffHC-2026-1", "+@", "@", "")
	f.Add("", "ßß-2026-000001", "a+b+c@d@e", "<<>>", "ß")
	f.Fuzz(func(t *testing.T, subject, text, to, id, prefix string) {
		c := Candidates(message.Message{Subject: subject, Text: text, To: []string{to}, InReplyTo: []string{id},
			References: []string{id, to}}, ourBox, prefix)
		for _, token := range c.Tokens {
			if !isToken(token) {
				t.Errorf("token %q", token)
			}
		}
		for _, ref := range c.Refs {
			// What was made of a reference is a reference, and the same one.
			if again := Candidates(message.Message{Text: ref}, ourBox, prefix).Refs; !slices.Equal(again,
				[]string{ref}) {
				t.Errorf("reference %q, read again %q", ref, again)
			}
		}
		for _, list := range [][]string{c.Tokens, c.MessageIDs, c.Refs} {
			seen := map[string]bool{}
			for _, clue := range list {
				if clue == "" || seen[clue] {
					t.Errorf("clues %q", list)
				}
				seen[clue] = true
			}
		}
	})
}

func BenchmarkCandidates(b *testing.B) {
	m := message.Message{Subject: "Re: leak",
		Text:      strings.Repeat("The heating has been off since Tuesday and nobody came. ", 100) + "HC-2026-000123",
		InReplyTo: []string{idA}}
	b.SetBytes(int64(len(m.Text)))
	for b.Loop() {
		Candidates(m, ourBox, "HC")
	}
}

func london(t *testing.T) *time.Location {
	t.Helper()
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
