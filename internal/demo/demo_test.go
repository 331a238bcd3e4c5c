package demo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestDemonstration: the four residents live their complaints to the end, and every letter is left to look at.
func TestDemonstration(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var told strings.Builder
	began := time.Now()
	if err := Run(t.Context(), &told, folder); err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	t.Logf("told in %v", time.Since(began).Round(time.Millisecond))
	_, end, _ := strings.Cut(told.String(), "Where every case stands")
	for _, want := range []string{
		"Asha Rahman    CLOSED (satisfied)", "Neil Briggs    CLOSED (s1_lapsed)", "Grace Okafor   S2_RESPONDED",
		"HC-2026-000004                 CLOSED (s1_lapsed)",
	} {
		if !strings.Contains(end, want) {
			t.Errorf("no %q at the end:\n%s", want, end)
		}
	}
	for _, letter := range []string{"L01", "L02", "L07", "L21", "L23", "L26", "L32", "L38", "M01", "M10", "M14"} {
		if found, _ := filepath.Glob(filepath.Join(folder, "*-"+letter+"-*")); len(found) == 0 {
			t.Errorf("no letter %s was left in the folder", letter)
		}
	}
	if index, err := os.ReadFile(filepath.Join(folder, "index.html")); err != nil ||
		!strings.Contains(string(index), "We have your complaint") {
		t.Errorf("the index does not list the letters: %v", err)
	}
}
