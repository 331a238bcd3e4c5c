package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
)

// work is what the landlord's staff had to read and to write in played stories.
type work struct {
	stories, cases    int
	mails, words      int // what managers and Directors were sent
	questions, alarms int // how many more show what would follow and wait for a YES, or tell of a danger until TAKEN
	replies, written  int // what they wrote back, in mails and in words
}

// played is what counts of one line of `rehearse --json`.
type played struct {
	Kind, Case, Role, Name, Text string
}

// staffWork plays the stories of a folder in a program and counts what they ask of managers and Directors: the mails
// they get and the words in these, the replies they write and the words of those. Stories in which nobody of the
// landlord's staff replies are left out, since they say nothing about the way a reply takes.
func staffWork(ctx context.Context, program, folder string) (w work, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return w, err
	}
	for _, file := range files {
		replies, written, err := repliesOf(file)
		if err != nil {
			return w, err
		}
		if replies == 0 {
			continue
		}
		w.stories++
		w.replies += replies
		w.written += written
		if err := w.play(ctx, program, file); err != nil {
			return w, err
		}
	}
	if w.stories == 0 {
		return w, fmt.Errorf("no story in %s has a reply of staff", folder)
	}
	return w, nil
}

// repliesOf counts the replies of staff that a story holds, and their words.
func repliesOf(file string) (replies, words int, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, err
	}
	var story struct {
		Steps []struct {
			Reply *struct{ Body string }
		}
	}
	if err := yaml.Unmarshal(b, &story); err != nil {
		return 0, 0, fmt.Errorf("%s: %w", file, err)
	}
	for _, step := range story.Steps {
		if step.Reply != nil {
			replies++
			words += len(strings.Fields(step.Reply.Body))
		}
	}
	return replies, words, nil
}

// play lets the program tell one story and counts the letters to staff in it.
func (w *work) play(ctx context.Context, program, file string) error {
	var out, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, program, "rehearse", "--json", file)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", file, err, &complaint)
	}
	cases := map[string]bool{}
	lines := bufio.NewScanner(&out)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var p played
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if p.Case != "" {
			cases[p.Case] = true
		}
		if p.Kind != "letter" || p.Role != "manager" && p.Role != "director" {
			continue
		}
		w.letter(p)
	}
	w.cases += len(cases)
	return lines.Err()
}

// letter counts one letter to a manager or a Director.
func (w *work) letter(p played) {
	switch p.Name {
	case "read back":
		w.questions++
	case "hazard", "safeguarding", "dangers":
		w.alarms++
	default:
		w.mails++
		w.words += len(strings.Fields(p.Text))
	}
}

// print says what a case cost in attention.
func (w work) print() {
	per := func(n int) float64 { return float64(n) / float64(max(1, w.cases)) }
	fmt.Printf("stories with replies of staff        %d, with %d cases\n", w.stories, w.cases)
	fmt.Printf("mails to managers and Directors      %.1f a case, %.0f words a mail, %.0f words a case\n",
		per(w.mails), float64(w.words)/float64(max(1, w.mails)), per(w.words))
	fmt.Printf("beside them                          %.2f questions that wait for a YES, %.2f alarms a case\n",
		per(w.questions), per(w.alarms))
	fmt.Printf("replies that they wrote              %.1f a case, %.0f words a case\n", per(w.replies), per(w.written))
}
