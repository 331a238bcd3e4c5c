package classifier

import (
	"os"
	"strings"
	"testing"

	"complaints/internal/reading"

	"github.com/goccy/go-yaml"
)

// TestLanguagesAndDialects: sixty short messages in twenty languages are told by name and go to a person, who is called
// at once where a word of danger stands in them; sixty in the English of many places are English.
func TestLanguagesAndDialects(t *testing.T) {
	t.Parallel()
	var table struct {
		Languages map[string]struct {
			Everyday []string `yaml:"everyday"`
			Danger   []string `yaml:"danger"`
		} `yaml:"languages"`
		English map[string][]string `yaml:"english"`
	}
	b, err := os.ReadFile("testdata/languages.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.UnmarshalWithOptions(b, &table, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	c := testClassifier(t)
	told := 0
	try := func(name, body string, want reading.Danger) {
		told++
		r := c.Read(textMessage(body))
		if r.Language == "" || !strings.Contains(name, r.Language) || !r.ToPerson || r.WouldRefuse {
			t.Errorf("%s: %q is read as %q, to a person %v", name, body, r.Language, r.ToPerson)
		}
		if r.Danger != want {
			t.Errorf("%s: %q: danger %q, want %q", name, body, r.Danger, want)
		}
	}
	for name, of := range table.Languages {
		for _, body := range of.Everyday {
			try(name, body, "")
		}
		for _, body := range of.Danger {
			try(name, body, reading.DangerNow)
		}
	}
	english := 0
	for name, bodies := range table.English {
		for _, body := range bodies {
			english++
			if r := c.Read(textMessage(body)); r.Language != "" {
				t.Errorf("%s: %q is taken for %s", name, body, r.Language)
			}
		}
	}
	if len(table.Languages) < 20 || told < 60 || english < 60 {
		t.Errorf("the table holds %d messages in %d languages and %d in English", told, len(table.Languages), english)
	}
}
