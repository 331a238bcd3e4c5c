package main

import (
	"regexp"
	"strings"
	"testing"
)

func TestTheSameSeedGivesTheSameYear(t *testing.T) {
	t.Parallel()
	play := func(seed string) (out, progress string) {
		out, progress, code := runForTest(t, "", "rehearse", "--year", "--complaints", "16", "--seed", seed, "--json")
		if code != 0 {
			t.Fatalf("exit %d: %s", code, progress)
		}
		return out, progress
	}
	first, progress := play("7")
	if again, _ := play("7"); again != first {
		t.Errorf("the same seed gave\n%s\nand\n%s", first, again)
	}
	if other, _ := play("8"); other == first {
		t.Error("another seed gave the same year")
	}
	lines := strings.Split(strings.TrimSuffix(progress, "\n"), "\n")
	month := regexp.MustCompile(`^[A-Z][a-z]+ 202[67]: \d+ complaints$`)
	for _, line := range lines {
		if !month.MatchString(line) {
			t.Errorf("what nobody watches is told a line a month, not %q", line)
		}
	}
	if len(lines) < 6 {
		t.Errorf("%d months were told of: %q", len(lines), progress)
	}
}
