package layout_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// promise finds the promises of the README: what stands in bold at the beginning of an item.
var promise = regexp.MustCompile(`(?m)^- \*\*(.+?)[.*]`)

// TestThePromisesAreHeld: docs/promises.md names the tests that hold each promise of the README, and they exist.
func TestThePromisesAreHeld(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "\n## What it promises\n")
	promises, _, _ := strings.Cut(rest, "\n## ")
	b, err := os.ReadFile(filepath.Join(root, "docs", "promises.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := promise.FindAllStringSubmatch(promises, -1)
	if len(all) < 5 {
		t.Fatalf("the README makes %d promises, want more", len(all))
	}
	for _, p := range all {
		name, _, _ := strings.Cut(p[1], ", in ")
		if !strings.Contains(string(b), "\n| "+strings.TrimSuffix(name, ",")+" |") {
			t.Errorf("docs/promises.md says nothing of %q", name)
		}
	}
	known := everySituation(t)
	for line := range strings.Lines(string(b)) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|-") || strings.HasPrefix(line, "| Promise |") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 {
			t.Errorf("%d cells, want 3: %s", len(cells), line)
			continue
		}
		named := heldBy.FindAllStringSubmatch(cells[2], -1)
		if len(named) == 0 {
			t.Errorf("no test holds: %s", line)
		}
		for _, m := range named {
			if m[2] == "" && !known(m[1]) {
				t.Errorf("%s does not exist: %s", m[1], line)
			}
		}
	}
}
