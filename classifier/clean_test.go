package classifier

import (
	"strings"
	"testing"
	"time"

	"complaints/classifier/internal/words"
	"complaints/internal/message"
	"complaints/internal/reading"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for situation, tc := range map[string]struct{ body, gone, stays string }{
		"quoted lines": {"I do not accept this answer at all.\n\n> We uphold your complaint\n> about " +
			"the roof", "uphold", "accept"},
		"a Gmail reply": {"Please review it for me today.\n\nOn Mon, 2 Nov 2026 at 10:00, Complaints " +
			"<c@x.example> wrote:\nWe uphold it", "uphold", "review"},
		"a reply line broken in two": {"Please review it for me today.\n\nOn Mon, 2 Nov 2026 at 10:00, Complaints " +
			"Desk <c@x.example>\nwrote:\nWe uphold it", "uphold", "review"},
		"an Outlook head": {"Please review it for me today.\n\nFrom: Complaints\nSent: Monday\nTo: " +
			"Ola\nSubject: x\n\nWe uphold it", "uphold", "review"},
		"a rule and a head": {"Please review it for me today.\n\n________________________________\nFrom: " +
			"Complaints\nSent: Monday\n\nWe uphold it", "uphold", "review"},
		"a phone's footer":   {"The roof still leaks badly here.\n\nSent from my Galaxy", "Galaxy", "roof"},
		"a signature mark":   {"The roof still leaks badly here.\n--\nOla, uphold", "uphold", "roof"},
		"a man who wrote":    {"On Monday the man wrote: no access.\nThat is a lie, I was in.", "", "lie"},
		"from March to June": {"From: March to June no heating.\nNobody came at all.", "", "heating"},
		"nothing new":        {"> We uphold your complaint\n> about the roof", "", "uphold"},
	} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			got := clean(tc.body)
			if len(got) != len(tc.body) {
				t.Fatalf("%d bytes became %d: offsets are lost", len(tc.body), len(got))
			}
			if tc.gone != "" && strings.Contains(got, tc.gone) {
				t.Errorf("%q stays in %q", tc.gone, got)
			}
			if !strings.Contains(got, tc.stays) {
				t.Errorf("%q is gone from %q", tc.stays, got)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	body := "Dear Mr. Smith, the tap drips. It has since 3.30! Why?\n\n1. The door\n- the gate"
	x := words.NewText("", body, body)
	var got []string
	for i := range x.Sentences {
		got = append(got, x.SentenceOf(int32(i)))
	}
	want := []string{"Dear Mr. Smith, the tap drips.", "It has since 3.30!", "Why?", "1. The door", "the gate"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("sentences %q", got)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"The tap drips and nobody came":                     "",
		"Yer, gert big ole in me ceilin, you lot aint been": "",
		"I call, you say tomorrow, no man come, please":     "",
		"STOP": "",
		"Nie mam ogrzewania od tygodnia i nikt nie przyszedł":                "Polish",
		"Bună ziua, nu avem apă caldă de două săptămâni și nu vine nimeni":   "Romanian",
		"Mae'r to yn gollwng ers mis ac nid oes neb wedi dod":                "Welsh",
		"No tengo agua caliente desde hace dos semanas y nadie viene":        "Spanish",
		"Je n'ai pas de chauffage depuis deux semaines et personne ne vient": "French",
		"لا يوجد ماء ساخن منذ أسبوع":                                         "Arabic",
		"У нас нет отопления уже неделю":                                     "Russian",
		"У нас немає опалення вже тиждень і ніхто не прийшов":                "Ukrainian",
		"Ghar mein pani aa raha hai aur koi nahi aya abhi tak":               "Urdu",
		"Mae'r gwres wedi torri eto":                                         "Welsh",
		"biyo kulul ma jiro":                                                 "Somali",
		"ghar mein heater kharab hai bachay bemar hain":                      "Urdu",
		"আমার বাসায় পানি নেই":                                               "Bengali",
	} {
		if got := languageOf(words.NewText("", body, body)); got != want {
			t.Errorf("%q is %q, want %q", body, got, want)
		}
	}
	for _, e := range trainingExamples(t) {
		in := e.Input()
		if in.Context == reading.ContextManager {
			continue
		}
		if got := languageOf(prepare(&in)); got != "" && isASCII(e.Body) &&
			!strings.Contains(strings.ToLower(e.Note), "urdu") && !foreign(e.Note) {
			t.Errorf("%s is taken for %s: %s", e.ID, got, e.Body)
		}
	}
}

// TestStrangeWords: a text in a language that no list holds goes to a person, and nobody's English is taken for one.
func TestStrangeWords(t *testing.T) {
	t.Parallel()
	m := testClassifier(t).model
	for body, want := range map[string]bool{
		"kombi calismiyor evde cocuk var": true,
		"nu avem caldura":                 true,
		"Kran cieknie od soboty":          true,
		"Nae hot water agin the day":      false,
		"wot time is da man comin":        false,
		"och away yer man said the morra": false,
		"shambles":                        false,
	} {
		if got := strange(m, words.NewText("", body, body)); got != want {
			t.Errorf("%q is strange: %v, want %v", body, got, want)
		}
	}
	for _, e := range trainingExamples(t) {
		in := e.Input()
		if e.Kind == reading.KindNeedsHuman || e.Context == reading.ContextManager || foreign(e.Note) {
			continue
		}
		if x := prepare(&in); languageOf(x) == "" && isASCII(e.Body) && strange(m, x) {
			t.Errorf("%s is taken for another language: %s", e.ID, e.Body)
		}
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// foreign reports whether a note says that the message is in another language.
func foreign(note string) bool {
	low := strings.ToLower(note)
	for _, l := range []string{"welsh", "polish", "romanian", "bengali", "spanish", "portuguese", "somali"} {
		if strings.Contains(low, l) {
			return true
		}
	}
	return false
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"a\n> b", "On Mon x wrote:\ny", "From: a\nSent: b\n", "--\nx", "\n\n", "é\n> ’"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := clean(s); len(got) != len(s) {
			t.Fatalf("%q: %d bytes became %d", s, len(s), len(got))
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add("Leak", "third time ive told you about the leak", "none", "sms")
	f.Add("Re: x", "RESPOND UPHELD\n\nDear Ms", "manager", "email")
	f.Add("May '24, 3/4/24", "May '24", "none", "email")
	f.Add("", "\xff\xfe’ gas ‘", "stage1_response_sent", "")
	c := testClassifier(f)
	f.Fuzz(func(t *testing.T, subject, body, context, channel string) {
		r := c.Read(Input{
			Received: time.Date(2026, 11, 18, 0, 0, 0, 0, time.UTC), Subject: subject, Body: body,
			Context: reading.Context(context), Channel: message.Channel(channel),
		})
		for _, e := range r.Evidence {
			if body[e.From:e.To] != e.Text {
				t.Fatalf("evidence %+v does not stand in %q", e, body)
			}
		}
		if r.Confidence < 0 || r.Confidence > 1 || r.Kind == "" {
			t.Fatalf("%+v", r)
		}
		Explain(body, r, true)
	})
}
