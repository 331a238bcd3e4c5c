package intake

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/message"
)

// What the tests on collections of mail share, be they ours in testdata or public ones.

// readMail reads a mail of a collection as if it had arrived on Tuesday 3 November 2026.
func readMail(t *testing.T, name string) Parsed {
	t.Helper()
	return NewReader(ReaderOptions{}).Parse(message.Arrival{Channel: message.Email, Raw: []byte(readText(t, name)),
		Received: time.Date(2026, 11, 3, 10, 16, 0, 0, time.UTC)})
}

func readText(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// readTable returns the rows of a table whose columns are set apart by tabs, without its head.
func readTable(t *testing.T, file string, columns int) (rows [][]string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		row := strings.Split(lines.Text(), "\t")
		if row[0] == "file" {
			continue
		}
		if len(row) != columns {
			t.Fatalf("%d columns in %q, want %d", len(row), lines.Text(), columns)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files match %s: %v", pattern, err)
	}
	return files
}

// foldedLines are the lines that hold anything, blanks folded.
func foldedLines(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return out
}
