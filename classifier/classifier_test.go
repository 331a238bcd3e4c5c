package classifier

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"complaints/classifier/internal/linear"
	"complaints/internal/message"
	"complaints/internal/policy"
	"complaints/internal/reading"
)

// testClassifier is the embedded classifier, made once: it never changes.
func testClassifier(t testing.TB) *Classifier {
	t.Helper()
	c, err := madeOnce()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var madeOnce = sync.OnceValues(func() (*Classifier, error) { return New(Options{}) })

func trainingExamples(t testing.TB) []Example {
	t.Helper()
	examples, err := ReadExampleFiles("data/train")
	if err != nil {
		t.Fatal(err)
	}
	return examples
}

// message is a text message of 18 November 2026.
func textMessage(body string) Input {
	return Input{ID: "t", Channel: message.SMS, Received: time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC), Body: body}
}

// TestReadingsOfPlainMessages holds what must be true of a reading, and what must not, in the words of said.
func TestReadingsOfPlainMessages(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ situation, body, want, not string }{
		{"a third report", "third time ive told you about this leak and nobody has come", "complaint", ""},
		{"a bare STOP", "STOP", "needs_human", ""},
		{"nothing at all", "", "needs_human", ""},
		{"only a picture", "📷", "needs_human", ""},
		{
			"Polish", "Dzień dobry, nie mamy ciepłej wody od dwóch tygodni i nikt nie przyszedł. Proszę o pomoc.",
			"needs_human person Polish", "",
		},
		{"Urdu script", "میرے گھر میں پانی آ رہا ہے", "person Urdu", ""},
		{
			"self-harm whatever the rest", "cancel the plumber, i dont want to be here anymore",
			"needs_human self_harm emergency person", "",
		},
		{"gas", "strong smell of gas in the hall", "gas emergency", "refuse"},
		{"a gas bill is no danger", "who do i ask about my gas bill", "", "gas emergency"},
		{"dying to know", "im dying to know when my fence will be fixed, 3 months now", "", "self_harm emergency"},
		{
			"mould and a child's breathing",
			"the mould in the bedroom is so bad that my son with asthma has been in hospital twice", "emergency",
			"",
		},
		{
			"mould alone", "there is a bit of mould in the bathroom that nobody has treated, reported in may", "",
			"emergency",
		},
		{
			"no lift for a wheelchair", "the lift is out again and I use a wheelchair on the fifth floor",
			"emergency", "",
		},
		{"a lift that was out", "the lift was out for two days last month and nobody said sorry", "", "emergency"},
		{"no heating with a baby in November", "no heating for 3 days, 4 month old baby here", "emergency", ""},
		{
			"old and finished",
			"in march 2024 your plumber broke my shelf. it was mended at the time but i want an apology", "too_old",
			"",
		},
		{
			"old and still going on",
			"in march 2024 your plumber broke my shelf and it is still broken, ive rung you 5 times", "complaint",
			"",
		},
		{"a review of no case", "i want stage 2 of my complaint please", "needs_human", ""},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			checkReading(t, textMessage(tc.body), tc.want, tc.not)
		})
	}
}

// TestReadingsInACase: the same words mean something else where the sender's case stands elsewhere.
func TestReadingsInACase(t *testing.T) {
	t.Parallel()
	const rejected = "not good enough, i want a director to look at it"
	for _, tc := range []struct {
		situation string
		context   reading.Context
		body      string
		want      string
	}{
		{
			"a manager's answer", reading.ContextManager, "RESPOND UPHELD\n\nDear Ms Jones, I am sorry.",
			"follow_up respond",
		},
		{"a manager asks for time", reading.ContextManager, "EXTEND 18/12/2026 waiting for the survey", "extend"},
		{"a rejected answer", reading.ContextStage1Answered, rejected, "stage2_request stage2"},
		{"the same after the window", reading.ContextStage1AnswerOld, rejected, "needs_human"},
	} {
		t.Run(tc.situation, func(t *testing.T) {
			t.Parallel()
			checkReading(t, with(textMessage(tc.body), tc.context), tc.want, "")
		})
	}
}

// checkReading reads a message and looks for words that its reading must and must not say.
func checkReading(t *testing.T, in Input, want, not string) {
	t.Helper()
	got := said(testClassifier(t).Read(in))
	for _, w := range strings.Fields(want) {
		if !slices.Contains(got, w) {
			t.Errorf("%q is read as %s, want %s", in.Body, got, want)
		}
	}
	for _, w := range strings.Fields(not) {
		if slices.Contains(got, w) {
			t.Errorf("%q is read as %s, want nothing of %s", in.Body, got, not)
		}
	}
}

// said are the words for what a reading says: kind, intent, language, flags, and what follows.
func said(r reading.Reading) []string {
	all := []string{string(r.Kind), string(r.Intent), r.Language}
	for _, f := range r.Flags {
		all = append(all, string(f))
	}
	for word, holds := range map[string]bool{"emergency": r.Emergency, "person": r.ToPerson, "refuse": r.WouldRefuse} {
		if holds {
			all = append(all, word)
		}
	}
	return all
}

func with(in Input, c reading.Context) Input {
	in.Context = c
	return in
}

func TestHeadersDecideWhatIsAutomated(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	in := textMessage("Every email I send gets an automatic reply and then silence.")
	if r := c.Read(in); r.Kind == reading.KindAutomated {
		t.Error("words of a person made a message automated")
	}
	in.Body, in.Nature = "Thank you for contacting us. Your case has been created.", message.FromPerson
	if r := c.Read(in); r.Kind == reading.KindAutomated {
		t.Error("a message from a person by its headers is read as automated")
	}
	in.Nature = message.FromAutoReply
	if r := c.Read(in); r.Kind != reading.KindAutomated || r.ToPerson {
		t.Errorf("an auto-reply by its headers is read as %s", r.Kind)
	}
	if r := c.Read(with(in, reading.ContextManager)); r.Kind != reading.KindFollowUp || r.Intent != "out" {
		t.Errorf("a manager's auto-reply is read as %s %s", r.Kind, r.Intent)
	}
}

// TestEvidenceStandsInTheBody holds every offset of every training message.
func TestEvidenceStandsInTheBody(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	for _, e := range trainingExamples(t) {
		r := c.Read(e.Input())
		for _, v := range r.Evidence {
			if v.From < 0 || v.To > len(e.Body) || v.From >= v.To || e.Body[v.From:v.To] != v.Text ||
				v.Effect == "" || v.Clause == "" {
				t.Fatalf("%s: the evidence %+v does not stand in the body", e.ID, v)
			}
		}
		if len(r.Issues) == 0 && bringsMatters(r.Kind) {
			t.Errorf("%s: the reading as %s has no issue, want one at least", e.ID, r.Kind)
		}
		for _, i := range r.Issues {
			if !strings.Contains(e.Body, i.Sentence) {
				t.Errorf("%s: the matter %q does not stand in the body", e.ID, i.Sentence)
			}
		}
		if !strings.Contains(e.Body, r.Outcome) || r.Emergency != (r.Danger == reading.DangerNow) {
			t.Errorf("%s: the outcome %q, or an emergency %v with danger %q", e.ID, r.Outcome, r.Emergency, r.Danger)
		}
		if r.WouldRefuse && (r.Exclusion == "" || r.ToPerson || r.Emergency) {
			t.Errorf("%s: would be refused as %q, person %v, emergency %v", e.ID, r.Exclusion, r.ToPerson, r.Emergency)
		}
	}
}

func TestTheSameMessageGivesTheSameReading(t *testing.T) {
	t.Parallel()
	c := testClassifier(t)
	examples := trainingExamples(t)[:200]
	want := make([]reading.Reading, len(examples))
	for i := range examples {
		want[i] = c.Read(examples[i].Input())
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for i := range examples {
				if got := c.Read(examples[i].Input()); !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%s: two readings differ", examples[i].ID)
				}
			}
		})
	}
	wait.Wait()
}

func TestMixedMessageHasSeveralIssues(t *testing.T) {
	t.Parallel()
	r := testClassifier(t).Read(textMessage("The service charge is far too high and I dispute it. The cleaners never " +
		"come, nobody has mopped the stairs since August."))
	if r.Kind != reading.KindComplaint || r.WouldRefuse {
		t.Fatalf("read as %s, would refuse %v", r.Kind, r.WouldRefuse)
	}
	var charge, failure bool
	for _, i := range r.Issues {
		charge = charge || i.Exclusion == policy.ChargeLevel && strings.Contains(i.Sentence, "too high")
		failure = failure || i.Kind == reading.KindComplaint && strings.Contains(i.Sentence, "never come")
	}
	if !charge || !failure {
		t.Errorf("issues %+v", r.Issues)
	}
}

// TestMattersOfSeveralAreas: failures of two services are two matters, each with its own area; one that comes back is
// one.
func TestMattersOfSeveralAreas(t *testing.T) {
	t.Parallel()
	r := testClassifier(t).Read(textMessage("This is the third time I report the leak in my ceiling and nobody came to " +
		"repair it. The communal stairs have not been cleaned for six weeks. The leak came back again last night " +
		"and nobody came to repair it."))
	var areas []reading.Area
	for _, i := range r.Issues {
		areas = append(areas, i.Area)
	}
	if !slices.Equal(areas, []reading.Area{reading.AreaRepairs, reading.AreaEstateServices}) {
		t.Errorf("issues %+v", r.Issues)
	}
}

func TestExplanationMarksTheWordsAndIsSafeToPrint(t *testing.T) {
	t.Parallel()
	in := textMessage("third time ive told you\x1b[2J about the leak, nobody came")
	r := testClassifier(t).Read(in)
	plain, colour := Explain(in.Body, r, false), Explain(in.Body, r, true)
	if !strings.Contains(plain, "[third time]") || !strings.Contains(colour, "\x1b[1;33mthird time\x1b[0m") {
		t.Errorf("the words are not marked:\n%s", plain)
	}
	if strings.Contains(plain, "\x1b") || strings.Contains(colour, "\x1b[2J") {
		t.Error("the message steers the terminal")
	}
}

func TestDamagedModelIsAnError(t *testing.T) {
	t.Parallel()
	vec, err := Vectors()
	if err != nil {
		t.Fatal(err)
	}
	good := []byte(modelFile)
	flipped := bytes.Clone(good)
	flipped[len(good)-9] ^= 1
	for name, b := range map[string][]byte{"empty": nil, "cut short": good[:len(good)/2], "one bit": flipped} {
		if _, err := linear.DecodeModel(b, vec); err == nil {
			t.Errorf("a model that is %s is read without an error", name)
		}
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	for situation, tc := range map[string]struct {
		file, text string
		wants      []string // parts of the error; none is no error
	}{
		"a new phrase": {"rules.yaml",
			"version: x1\nrules:\n- id: our-bins\n  signal: failure\n  says: bins\n  any: [bins (not|never) " +
				"taken]\n  hits: [the bins never taken]\n", nil},
		"a rule switched off": {"rules.yaml", "remove: [failure-handling]\n", nil},
		"an unknown key": {
			"rules.yaml", "rules:\n- id: a\n  signall: failure\n", []string{"rules.yaml", "signall", ">"},
		},
		"an unclosed bracket": {
			"flags.yaml", "rules:\n- id: a\n  signal: gas\n  any: ['(gas|fumes']\n", []string{"rule a", "bracket"},
		},
		"an unknown macro": {
			"rules.yaml", "rules:\n- id: a\n  signal: failure\n  any: ['{nobody}']\n",
			[]string{"rule a", "{nobody}"},
		},
		"an unknown signal": {
			"rules.yaml", "rules:\n- id: a\n  signal: failur\n  any: [x]\n", []string{"rule a", "failur"},
		},
		"an example not hit": {
			"rules.yaml", "rules:\n- id: a\n  signal: failure\n  any: [cold]\n  hits: [warm]\n",
			[]string{"rule a", `"warm"`},
		},
		"an example wrongly hit": {
			"rules.yaml", "rules:\n- id: a\n  signal: failure\n  any: [cold]\n  misses: [a cold tap]\n",
			[]string{"rule a", `"a cold tap"`},
		},
		"a slip in the name": {"rule.yaml", "rules: []\n", []string{"rule.yaml", "rules.yaml"}},
		"one key instead of two": {
			"table.yaml", "refuse: {model: 0.2}\n", []string{"table.yaml", "refuse.model", "0.5"},
		},
		"a stricter table": {
			"table.yaml", "refuse: {model: 0.9, owed: 0.05, first_model: 0.9, first_owed: 0.05}\n", nil,
		},
		"a macro calling itself": {
			"rules.yaml", "macros:\n  a: ['{a}']\nrules:\n- id: a\n  signal: failure\n  any: ['{a}']\n",
			[]string{"calls itself"},
		},
	} {
		t.Run(situation, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, tc.file), []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := New(Options{Overlay: dir})
			if (err != nil) != (len(tc.wants) > 0) {
				t.Fatalf("error %v", err)
			}
			for _, w := range tc.wants {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("the error does not name %q: %v", w, err)
				}
			}
			if err == nil && tc.file == "rules.yaml" && situation == "a new phrase" &&
				!strings.Contains(c.Version(), "x1") {
				t.Errorf("the version %s does not tell of the overlay", c.Version())
			}
		})
	}
	if _, err := New(Options{Overlay: filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a folder that is not there is no error")
	}
}

func TestReplayShowsWhatChanges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := "rules:\n- id: e4-neighbour\n  signal: E4\n  says: nothing any more\n  any: [zzz]\n"
	if err := os.WriteFile(filepath.Join(dir, "rules.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	changed, err := New(Options{Overlay: dir})
	if err != nil {
		t.Fatal(err)
	}
	got, differs := Replay(testClassifier(t), changed, textMessage("my neighbour plays loud music until 3am every night"))
	if !differs || !strings.Contains(strings.Join(got.What, " "), "would_refuse") {
		t.Errorf("without its rule a neighbour's music still has two keys: %+v", got)
	}
	if _, differs := Replay(testClassifier(t), changed, textMessage("third time ive told you about the leak")); differs {
		t.Error("a leak is read otherwise without the neighbours' rule")
	}
}

func BenchmarkRead(b *testing.B) {
	c := testClassifier(b)
	examples := trainingExamples(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Read(examples[i%len(examples)].Input())
	}
}

// BenchmarkReadLetter reads a mail of a page, as people write who have waited long.
func BenchmarkReadLetter(b *testing.B) {
	c := testClassifier(b)
	in := Input{Channel: message.Email, Received: time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC),
		Subject: "Mould on my bedroom wall",
		Body: "Hello,\n\nI want to make a formal complaint.\n" +
			strings.Repeat("I reported it 5 weeks ago and have heard nothing since.\n"+
				"Somebody was booked for the 7th of last month and did not come.\nI took 4 days off work to be at "+
				"home, and nobody turned up.\n"+
				"My neighbours at number 9 have the same trouble and no answer either.\n", 4) +
			"\nYours sincerely\nAmina Bell\n"}
	b.ReportAllocs()
	for b.Loop() {
		c.Read(in)
	}
}

// TestALeakOfWaterIsNoGas: the commonest complaint of all raises no flag of gas, and a leak of gas does however it is
// told.
func TestALeakOfWaterIsNoGas(t *testing.T) {
	t.Parallel()
	c, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"This is the third time I have reported the leak in my bathroom and nobody came.": false,
		"There is a leak from the pipe under the sink, third time reported.":              false,
		"The pipe behind the washing machine leaks, I reported it twice":                  false,
		"The radiators are cold again and the plumber never came.":                        false,
		"there is a gas leak in the kitchen":                                              true,
		"leak at the meter, it hisses":                                                    true,
		"there is a leak by the cooker and it makes us feel ill":                          true,
		"the boiler leaks and we all have headaches":                                      true,
		"its leaking again and it stinks of rotten eggs":                                  true,
		"The heating is off and since the man came the flame on the boiler burns yellow.": true,
	} {
		r := c.Read(Input{
			Channel: message.Email, Received: time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC), Subject: "Leak",
			Body: text, Context: reading.ContextNone,
		})
		if r.Has(reading.FlagGas) != want {
			t.Errorf("%q raises the flag of gas: %v, want %v", text, !want, want)
		}
	}
}
