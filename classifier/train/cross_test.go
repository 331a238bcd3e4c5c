package train

import (
	"path/filepath"
	"strings"
	"testing"

	"complaints/classifier"
)

// TestGrowth: who is kept out never teaches, each message is read once by each number of authors, and the tables have a
// row for everybody.
func TestGrowth(t *testing.T) {
	if testing.Short() {
		t.Skip("training takes some seconds")
	}
	t.Parallel()
	data := filepath.Join("..", "data", "train")
	examples, err := classifier.ReadExampleFiles(filepath.Join(data, "zzc-market.jsonl"),
		filepath.Join(data, "zzd-chapel.jsonl"), filepath.Join(data, "zze-shift.jsonl"),
		filepath.Join(data, "zzf-newcomers.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	kept, err := Cross{Groups: 2, Growth: true}.Validate(examples, classifier.Options{}, func(part string) error {
		parts = append(parts, part)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, k := range kept {
		names = append(names, k.Name)
		if k.Authors > 0 && k.Report.Messages != len(examples) {
			t.Errorf("%s, %d to learn from: %d messages of %d are read", k.Name, k.Authors, k.Report.Messages,
				len(examples))
		}
	}
	const want = "BH BI BJ BK fewer authors fewer authors fewer authors all authors"
	if got := strings.Join(names, " "); got != want || len(parts) != 8 {
		t.Errorf("the reports are %q of %d parts, want %q of 8", got, len(parts), want)
	}
	var b strings.Builder
	if err := Write(&b, kept); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{"BK ", "found+false ", "right ", "authors to learn from", "intents of residents",
		"clause of a matter"} {
		if !strings.Contains(b.String(), "\n"+row) {
			t.Errorf("no row begins with %q", row)
		}
	}
}
