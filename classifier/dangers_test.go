package classifier

import (
	"os"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
	"complaints/internal/reading"

	"github.com/goccy/go-yaml"
)

// around is a complaint with a sentence in its fourth paragraph.
const around = `I have lived at 12 Mill Court since 2016 and I have always paid my rent on time.

I first rang about the kitchen tap in November. A man came, looked at it and said that he would order a part. Nobody has
been since, and I have rung four times.

The communal garden is not looked after either. The grass has not been cut since the summer and the bins are emptied
late.

SENTENCE

I would like you to answer this letter and to tell me who is dealing with my complaint. Please write and not ring.

Yours faithfully
Pat Oldroyd`

// TestPlainDangers: what says a danger plainly is found by itself, in a long complaint and in a chase; what sounds like
// it is left alone but for three in a hundred. The sentences lie in testdata/dangers.yaml.
func TestPlainDangers(t *testing.T) {
	t.Parallel()
	var table struct {
		Dangers    map[string][]string `yaml:"dangers"`
		Lookalikes map[string][]string `yaml:"lookalikes"`
	}
	b, err := os.ReadFile("testdata/dangers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(b, &table, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	c := testClassifier(t)
	for kind, sentences := range table.Dangers {
		for _, s := range sentences {
			for _, in := range told(s) {
				if r := c.Read(in); r.Danger == "" {
					t.Errorf("%s: no danger is found in %q (%s)", kind, s, in.ID)
				}
			}
		}
	}
	read, raised := 0, 0
	for kind, sentences := range table.Lookalikes {
		for _, s := range sentences {
			for _, in := range told(s) {
				read++
				if r := c.Read(in); r.Danger != "" {
					raised++
					t.Logf("%s: danger %s is heard in %q (%s)", kind, r.Danger, s, in.ID)
				}
			}
		}
	}
	if read < 3*120 || 100*raised > 3*read {
		t.Errorf("danger is heard in %d of %d readings of what sounds like it, want 3 in a hundred at most", raised,
			read)
	}
}

// told are the ways a sentence reaches us: by itself, in a long complaint, and where somebody asks for news. It is a
// cold day.
func told(sentence string) []Input {
	at := time.Date(2027, 1, 12, 10, 0, 0, 0, time.UTC)
	way := message.Email
	if strings.ToLower(sentence[:1]) == sentence[:1] {
		way = message.SMS
	}
	return []Input{
		{ID: "alone", Channel: way, Received: at, Body: sentence, Context: reading.ContextNone},
		{ID: "in the fourth paragraph", Channel: message.Email, Received: at, Context: reading.ContextNone,
			Body: strings.Replace(around, "SENTENCE", sentence, 1)},
		{ID: "in a chase", Channel: way, Received: at, Context: reading.ContextStage1Open,
			Body: "Any news on my complaint about the tap? " + sentence},
	}
}
