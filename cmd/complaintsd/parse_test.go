package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const residentMail = "From: Asha <asha@example.org>\r\nTo: complaints@landlord.example\r\nSubject: Leak\r\nMessage-ID: <1@example.org>\r\n" +
	"Date: Tue, 3 Nov 2026 10:15:00 +0000\r\n\r\nMy ceiling leaks & nobody comes.\r\n\r\nOn Mon, 2 Nov 2026 at 9:00, Team <complaints@landlord.example> wrote:\r\n> Dear Asha\r\n"

// parseForTest runs the command on its own and returns what it printed.
func parseForTest(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	fs := &flags{flag.NewFlagSet("parse", flag.ContinueOnError)}
	err := parseCommand.run(context.Background(), &terminal{In: strings.NewReader(stdin), Out: &out, Err: &errs}, fs, args)
	return out.String(), err
}

func TestParseWritesOneLineForEachFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := map[string]string{
		"a.eml": residentMail,
		"b.eml": "this is no mail at all",
		"c.eml": "",
		"d.eml": "Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: failure notice\nIn-Reply-To: <l01@landlord.example>\n\n<a@b.example>:\n550 5.1.1 user unknown\n",
	}
	args := []string{"--json"}
	for _, name := range []string{"a.eml", "b.eml", "c.eml", "d.eml"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(files[name]), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	out, err := parseForTest(t, "", args...)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines:\n%s", len(lines), out)
	}
	var got []map[string]any
	for _, l := range lines {
		var one map[string]any
		if err := json.Unmarshal([]byte(l), &one); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		for _, key := range []string{"from", "to", "subject", "message_id", "in_reply_to", "references", "nature", "text", "new_text", "attachments", "problems"} {
			if _, ok := one[key]; !ok {
				t.Errorf("no %q in %s", key, l)
			}
		}
		got = append(got, one)
	}
	if got[0]["from"] != "asha@example.org" || got[0]["new_text"] != "My ceiling leaks & nobody comes." || got[0]["nature"] != "person" {
		t.Errorf("a resident's mail is read as %v", got[0])
	}
	if got[1]["text"] != "this is no mail at all" || len(got[1]["problems"].([]any)) == 0 {
		t.Errorf("a file that is no mail is read as %v", got[1])
	}
	bounce, _ := got[3]["bounce"].(map[string]any)
	if got[3]["nature"] != "bounce" || bounce["recipient"] != "a@b.example" || bounce["hard"] != true || bounce["status"] != "5.1.1" || bounce["original_message_id"] != "l01@landlord.example" {
		t.Errorf("a bounce is read as %v", got[3])
	}
}

func TestParseForPeople(t *testing.T) {
	t.Parallel()
	out, err := parseForTest(t, residentMail, "-")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"From         Asha <asha@example.org>", "Sender is    person", "My ceiling leaks & nobody comes.", "> Dear Asha"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
}

func TestParseGoesOnAfterAFileThatIsNotThere(t *testing.T) {
	t.Parallel()
	out, err := parseForTest(t, residentMail, "--json", filepath.Join(t.TempDir(), "missing.eml"), "-")
	if err == nil || !strings.Contains(err.Error(), "missing.eml") {
		t.Errorf("error %v", err)
	}
	if !strings.Contains(out, "asha@example.org") {
		t.Errorf("the other mail was not read: %q", out)
	}
	if _, err := parseForTest(t, ""); err == nil {
		t.Error("no file named, and no error")
	}
}
