package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
	"complaints/internal/config"
)

// runLetters runs one of the letters commands by itself.
func runLetters(t *testing.T, c command, args ...string) (stdout string, err error) {
	t.Helper()
	var out bytes.Buffer
	fs := &flags{flag.NewFlagSet(c.name, flag.ContinueOnError)}
	fs.SetOutput(io.Discard)
	err = c.run(context.Background(), &terminal{In: strings.NewReader(""), Out: &out, Err: io.Discard}, fs, args)
	return out.String(), err
}

// ownLetters is a folder with one letter of the administrator's, whose text message is sms.
func ownLetters(t *testing.T, sms string) string {
	t.Helper()
	dir := t.TempDir()
	letter := "---\nid: L25\nname: withdrawn\naudience: resident\npurpose: Closed as asked.\nrequires: [Ref]\n---\n=== subject ===\nClosed\n\n" +
		"=== body ===\n{{template \"opening\" .}}\n\nYour complaint is closed. Come back until {{long .ReplyBy}}.\n\n{{template \"issues\" .}}\n\n{{template \"closing\" .}}\n\n=== sms ===\n" + sms + "\n"
	if err := os.WriteFile(filepath.Join(dir, "withdrawn.txt"), []byte(letter), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

const goodText = `{{template "sms-from" .}} closed as you asked.`

func TestLettersCommands(t *testing.T) {
	t.Parallel()
	mine := ownLetters(t, goodText)
	for _, tt := range []struct {
		name    string
		command command
		args    []string
		want    []string
	}{
		{"list", lettersListCommand, nil, []string{"L01   resident  stage1-acknowledgement@", "M24b  staff"}},
		{"list with own", lettersListCommand, []string{"--letters", mine}, []string{"your own  Closed as asked."}},
		{"list as JSON", lettersListCommand, []string{"--json"}, []string{`"id":"L01"`, `"version":"stage1-acknowledgement@`}},
		{"check", lettersCheckCommand, []string{"--letters", mine}, []string{"ok: 75 letters, version "}},
		{"check as JSON", lettersCheckCommand, []string{"--json"}, []string{"[]"}},
		{"preview by id", lettersPreviewCommand, []string{"l01"}, []string{"Subject: [HC-2026-000123] We have your complaint", "Friday 4 December 2026"}},
		{"preview by file name", lettersPreviewCommand, []string{"stage1-acknowledgement.txt", "--html"}, []string{"<!doctype html>", "<h1>We have your complaint</h1>"}},
		{"preview of a text", lettersPreviewCommand, []string{"L25", "--channel", "sms", "--letters", mine}, []string{" ref HC-2026-000123: closed as you asked."}},
		{"preview of a printed letter", lettersPreviewCommand, []string{"--channel", "post", "L23"}, []string{"Please print and post", "POSTED"}},
		{"preview as JSON", lettersPreviewCommand, []string{"L23", "--json"}, []string{`"template":"stage1-response@`}},
		{"the file of a letter", lettersPreviewCommand, []string{"L01", "--source"}, []string{"---\nid: L01\nname: stage1-acknowledgement", "=== sms ==="}},
		{"the file of a part", lettersPreviewCommand, []string{"parts/closing.txt", "--source"}, []string{"{{.Landlord.Name}}"}},
		{"the page", lettersPreviewCommand, []string{"layout.html", "--source"}, []string{"{{.Body}}"}},
		{"diff of nothing", lettersDiffCommand, nil, []string{"the built-in letters are in force"}},
		{"diff", lettersDiffCommand, []string{"--letters", mine}, []string{"withdrawn.txt L25", "-We have closed your complaint, as you asked", "+Closed"}},
		{"diff of another letter", lettersDiffCommand, []string{"L01", "--letters", mine}, []string{"the built-in letters are in force"}},
		{"diff as JSON", lettersDiffCommand, []string{"--json"}, []string{"[]"}},
		{"history", lettersHistoryCommand, []string{"L25", "--letters", mine}, []string{"in force  not written yet", "built in  not written yet"}},
		{"history as JSON", lettersHistoryCommand, []string{"L01", "--json"}, []string{`"in_force":true,"built_in":true,"written":0`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, err := runLetters(t, tt.command, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is missing in:\n%s", want, out)
				}
			}
			if strings.Contains(strings.Join(tt.args, " "), "--json") && !json.Valid([]byte(out)) {
				t.Errorf("not JSON: %s", out)
			}
		})
	}
}

func TestLettersCommandsThatFail(t *testing.T) {
	t.Parallel()
	broken := ownLetters(t, "{{.Reff}}")
	long := ownLetters(t, goodText+strings.Repeat(" We are sorry about this.", 14))
	for _, tt := range []struct {
		name    string
		command command
		args    []string
		usage   bool
		want    string
	}{
		{"no letter named", lettersPreviewCommand, nil, true, "name one letter"},
		{"a letter that is none", lettersPreviewCommand, []string{"L99"}, false, `there is no letter "L99"`},
		{"a channel that is none", lettersPreviewCommand, []string{"L01", "--channel", "fax"}, true, "write email, sms or post"},
		{"a page of a text", lettersPreviewCommand, []string{"L01", "--channel", "sms", "--html"}, true, "has no page"},
		{"a text of a report", lettersPreviewCommand, []string{"M24", "--channel", "sms"}, false, "it has no text message"},
		{"a word too many", lettersListCommand, []string{"L01"}, true, "not expected"},
		{"two letters", lettersDiffCommand, []string{"L01", "L02"}, true, "not expected"},
		{"a letter with a mistake", lettersCheckCommand, []string{"--letters", broken}, false, `withdrawn.txt:21: there is no fact "Reff": did you mean .Ref?`},
		{"a folder that is not there", lettersListCommand, []string{"--letters", filepath.Join(broken, "none")}, false, "no such file"},
		{"a text too long", lettersCheckCommand, []string{"--letters", long}, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out, err := runLetters(t, tt.command, tt.args...)
			if err == nil {
				t.Fatalf("no error, but:\n%s", out)
			}
			var usage usageError
			if errors.As(err, &usage) != tt.usage || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v (wrong usage %v), want %q (%v)", err, !tt.usage, tt.want, tt.usage)
			}
			if tt.name == "a text too long" && !strings.Contains(out, "two parts hold 306") {
				t.Errorf("it does not say why:\n%s", out)
			}
		})
	}
}

func TestLettersHistoryAsksTheDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(file, config.Example, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := runLetters(t, lettersHistoryCommand, "L01", "--config", file)
	if err != nil || !strings.Contains(out, "in force, built in  not written yet") {
		t.Errorf("an empty database: %q, %v", out, err)
	}
	at := func(day int) time.Time { return time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC) }
	uses := map[string]*versionUse{"status@1": {ID: "L19", Version: "status@1", InForce: true}}
	for _, l := range []complaint.Letter{
		{Letter: "L19", Template: "status@1", DecidedAt: at(24)}, {Letter: "L19", Template: "status@0", DecidedAt: at(22)},
		{Letter: "L19", Template: "status@1", DecidedAt: at(23)}, {Letter: "L19"},
	} {
		countLetter(uses, l)
	}
	var printed strings.Builder
	if err := printHistory(&terminal{Out: &printed}, uses, "", false); err != nil {
		t.Fatal(err)
	}
	want := "L19  status@0            1 written, 2026-11-22 to 2026-11-22\nL19  status@1  in force  2 written, 2026-11-23 to 2026-11-24\n"
	if printed.String() != want {
		t.Errorf("history:\n%s\nwant\n%s", printed.String(), want)
	}
}
