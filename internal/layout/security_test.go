package layout_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// heldBy finds the tests and stories that a cell of the table names.
var heldBy = regexp.MustCompile("`(\\w+\\.Test\\w+(?:/[^`]+)?)`|story `([\\w-]+)`")

// TestTheTableOfAttacksIsHeld: docs/security.md says of each sender what they gain and which tests hold it. Every cell
// is filled, and every test and story that it names exists.
func TestTheTableOfAttacksIsHeld(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(root, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := everySituation(t)
	rows := 0
	for line := range strings.Lines(string(b)) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|-") || strings.HasPrefix(line, "| Who |") {
			continue
		}
		rows++
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 4 {
			t.Errorf("%d cells, want 4: %s", len(cells), line)
			continue
		}
		for _, cell := range cells {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("an empty cell: %s", line)
			}
		}
		named := heldBy.FindAllStringSubmatch(cells[3], -1)
		if len(named) == 0 {
			t.Errorf("no test holds: %s", line)
		}
		for _, m := range named {
			holder := m[1]
			if m[2] != "" {
				holder = "story:" + m[2]
			}
			if !known(holder) {
				t.Errorf("%s does not exist: %s", holder, line)
			}
		}
	}
	if rows == 0 {
		t.Error("there is no table")
	}
}
