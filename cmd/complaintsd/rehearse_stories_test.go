package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"complaints/internal/rehearsal"
)

var updateStories = flag.Bool("update", false, "write the golden stories anew")

// TestStories plays every story of testdata/stories and compares what happened with the file beside it, which a
// housing officer can read. go test ./cmd/complaintsd -run Stories -update writes the files anew; read the
// difference line by line before it is committed.
func TestStories(t *testing.T) {
	t.Parallel()
	for _, file := range storyFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story, lines := played(t, file)
			if story.Title == "" || story.About == "" {
				t.Fatal("a story needs a title and about")
			}
			var out bytes.Buffer
			fmt.Fprintf(&out, "%s\n\n%s\n\n", story.Title, story.About)
			for _, l := range lines {
				if words, told := steady(l.Words); told {
					fmt.Fprintln(&out, words)
				}
			}
			checkLines(t, story, lines)
			golden := strings.TrimSuffix(file, ".yaml") + ".golden"
			if *updateStories {
				if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got := out.String(); got != string(want) {
				t.Errorf("the story goes another way:\n%s", firstDifference(got, string(want)))
			}
		})
	}
}

// TestNoHourOfChristmasWithoutAnAlarm: from the end of the first hour until somebody takes it, everybody is told of a
// danger each hour, and nobody afterwards (2.4).
func TestNoHourOfChristmasWithoutAnAlarm(t *testing.T) {
	t.Parallel()
	told := map[string]int{}
	golden, err := os.ReadFile("testdata/stories/christmas-alarm.golden")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(golden)) {
		if strings.Contains(line, "letter M21 ") {
			told[line[:len("Thu 24 Dec 2026 20:00")]]++
		}
	}
	taken := time.Date(2026, 12, 28, 4, 0, 0, 0, time.UTC)
	for at := time.Date(2026, 12, 24, 21, 0, 0, 0, time.UTC); at.Before(taken); at = at.Add(time.Hour) {
		if hour := at.Format("Mon 2 Jan 2006 15:04"); told[hour] != 5 {
			t.Errorf("%s: %d were told, want the desk, the team, the manager, the Director and the chief executive", hour,
				told[hour])
		}
	}
	if last := taken.Format("Mon 2 Jan 2006 15:04"); told[last] != 0 || len(told) != 3+79 {
		t.Errorf("%d rounds, and %d told once it was taken; want 82 and none", len(told), told[last])
	}
}

// readAs is how a message was read. The stories hold what is done about it, so that a better reader need not rewrite
// them.
var readAs = regexp.MustCompile(` Read as [^;]*;|(message joined - [^:]*):.*`)

// steady leaves out of a line what only the reader of messages decides; told is false for a line of its alone.
func steady(words string) (line string, told bool) {
	if strings.Contains(words, "  flagged - ") && !strings.Contains(words, "danger") {
		return "", false
	}
	return readAs.ReplaceAllString(words, "$1"), true
}

func storyFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/stories/*.yaml")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d stories found: %v", len(files), err)
	}
	return files
}

// tellings has what plays a story, once for all tests, by its file.
var tellings sync.Map

// played returns a story and what happens in it.
func played(t *testing.T, file string) (story rehearsal.Story, lines []rehearsal.Line) {
	t.Helper()
	play, _ := tellings.LoadOrStore(file, sync.OnceValues(func() (all []rehearsal.Line, err error) {
		story, err := rehearsal.Load(file)
		if err == nil {
			err = rehearsal.Play(context.Background(), story, func(l rehearsal.Line) { all = append(all, l) })
		}
		return all, err
	}))
	story, err := rehearsal.Load(file)
	if err == nil {
		lines, err = play.(func() ([]rehearsal.Line, error))()
	}
	if err != nil {
		t.Fatal(err)
	}
	return story, lines
}

// firstDifference shows where two tellings part.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		a, b := lineAt(g, i), lineAt(w, i)
		if a != b {
			return fmt.Sprintf("line %d\n got  %s\n want %s", i+1, a, b)
		}
	}
	return ""
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}
