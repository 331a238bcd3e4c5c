package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"complaints/internal/message"
)

// senderCase is a header as the landlord's own server delivered it, and whether it proves repairs.manager.
type senderCase struct {
	ID      string `json:"id"`
	Why     string `json:"why"`
	Headers string `json:"headers"`
	Proved  bool   `json:"proved"`
}

// TestParseSaysWhetherTheSenderIsProved goes through mails with hostile words in whatever a sender can choose, and
// through the shapes in which real servers report.
func TestParseSaysWhetherTheSenderIsProved(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "senders", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of cases (%v)", len(files), err)
	}
	for _, file := range files {
		for _, c := range senderCases(t, file) {
			t.Run(c.ID, func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "mail.eml")
				if err := os.WriteFile(path, []byte(c.Headers+"\nHello\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				out, errs, code := runForTest(t, "", "parse", "--json", "--authserv-id", "mx.landlord.example", path)
				var line struct {
					Sender struct {
						Address string
						Proved  bool
						By      message.Means
					}
				}
				if err := json.Unmarshal([]byte(out), &line); err != nil || code != 0 || errs != "" {
					t.Fatalf("ended with %d, %q, %v: %s", code, errs, err, out)
				}
				if got := line.Sender; got.Proved != c.Proved || got.Proved && (got.By == "" ||
					got.Address != "repairs.manager@landlord.example") {
					t.Errorf("%s: sender %+v, want proved %t\n%s", c.Why, got, c.Proved, c.Headers)
				}
			})
		}
	}
}

func senderCases(t *testing.T, file string) (cases []senderCase) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c senderCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestParseShowsPeopleTheProof(t *testing.T) {
	t.Parallel()
	for want, report := range map[string]string{
		"Proved       yes, by dkim\n":                                  "dkim=pass header.d=landlord.example",
		"Proved       no: the mail server says that it failed dmarc\n": "dmarc=fail header.from=landlord.example",
	} {
		path := filepath.Join(t.TempDir(), "mail.eml")
		mail := "Authentication-Results: mx; " + report + "\nFrom: d@landlord.example\n\nHello\n"
		if err := os.WriteFile(path, []byte(mail), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, _, _ := runForTest(t, "", "parse", "--authserv-id", "mx", path); !strings.Contains(out, want) {
			t.Errorf("%s: no %q in:\n%s", report, want, out)
		}
	}
	if _, errs, code := runForTest(t, "", "parse", "--reports-above", "-1", "x.eml"); code == 0 ||
		!strings.Contains(errs, "topmost Received line") {
		t.Errorf("--reports-above -1 ended with %d and said %q", code, errs)
	}
}
