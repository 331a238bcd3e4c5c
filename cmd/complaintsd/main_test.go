package main

import (
	"flag"
	"io"
	"strings"
	"testing"
)

// TestEveryCommandExplainsItself goes through the table: each command answers --help on stdout with 0, shows how it is
// used, gives an example and names each of its flags, in the line of its use or in the list below it.
func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	list, _, code := runForTest(t, "", "help")
	if code != 0 {
		t.Fatalf("help ended with %d", code)
	}
	seen := map[string]bool{}
	for _, c := range commands {
		t.Run(c.name, func(t *testing.T) {
			if seen[c.name] {
				t.Fatal("stands in the table twice")
			}
			seen[c.name] = true
			if c.summary == "" || !strings.Contains(list, c.name) || !strings.Contains(list, c.summary) {
				t.Errorf("help does not list it with its summary %q", c.summary)
			}
			out, errs, code := runForTest(t, "", append(strings.Fields(c.name), "--help")...)
			if code != 0 || errs != "" {
				t.Fatalf("ended with %d and said %q", code, errs)
			}
			_, example, found := strings.Cut(out, "Example")
			if !found || !strings.Contains(example, "complaintsd "+c.name) {
				t.Errorf("no example of its use in:\n%s", out)
			}
			usage, _, _ := strings.Cut(out, "\n")
			for name := range flagsOf(t, c) {
				if !strings.Contains(usage, "--"+name) {
					t.Errorf("the line of its use does not show --%s: %s", name, usage)
				}
				if !strings.Contains(out, "  --"+name) {
					t.Errorf("the list of flags does not explain --%s", name)
				}
			}
			for word := range strings.FieldsSeq(strings.NewReplacer("[", " ", "]", " ", "|", " ").Replace(usage)) {
				if name, ok := strings.CutPrefix(word, "--"); ok && flagsOf(t, c)[name] == nil {
					t.Errorf("the line of its use shows --%s, which it does not have", name)
				}
			}
		})
	}
}

// flagsOf are the flags that a command defines.
func flagsOf(t *testing.T, c command) map[string]*flag.Flag {
	t.Helper()
	fs := &flags{flag.NewFlagSet(c.name, flag.ContinueOnError)}
	fs.SetOutput(io.Discard)
	if err := c.run(t.Context(), &terminal{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, fs, []string{"--help"}); err == nil {
		t.Fatal("--help was not answered")
	}
	all := map[string]*flag.Flag{}
	fs.VisitAll(func(f *flag.Flag) { all[f.Name] = f })
	return all
}

// TestWrongUsageSaysWhatToChange: a command line that cannot be meant ends with 2, says so on stderr in a sentence,
// points at the command's own help, and does nothing.
func TestWrongUsageSaysWhatToChange(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, test := range []struct {
		args string
		says string
	}{
		{"run", "name the configuration"},
		{"run --config CONFIG surplus", "name the configuration"},
		{"check", "name the configuration"},
		{"import --config CONFIG", "name the files"},
		{"import some.mbox", "name the configuration"},
		{"case list", "name the configuration"},
		{"case list --config CONFIG surplus", `"surplus" is not expected`},
		{"case list --config CONFIG --status OPEN", "REVIEW, INFORMAL, S1_OPEN"},
		{"case show --config CONFIG", "name one case"},
		{"case show --config CONFIG HC-2026-000001 HC-2026-000002", "name one case"},
		{"case note --config CONFIG", "name the case"},
		{"case hold --config CONFIG", "name the case"},
		{"policy show hastoe-2020 ho-code-2024", "name one profile"},
		{"policy check hastoe-2020 ho-code-2024", "name one profile"},
		{"policy check --on tomorrow", "is not a date"},
		{"policy diff hastoe-2020", "name two profiles"},
		{"verify", "name the configuration"},
		{"verify --config CONFIG surplus", `"surplus" is not expected`},
		{"reconcile --config CONFIG surplus", `"surplus" is not expected`},
		{"quarantine list --config CONFIG surplus", `"surplus" is not expected`},
		{"quarantine replay --config CONFIG", "or give --all"},
		{"backup --config CONFIG", "name the file"},
		{"store copy --config CONFIG", "name the database"},
		{"verify --config CONFIG --jsn", "flag provided but not defined"},
	} {
		t.Run(test.args, func(t *testing.T) {
			out, errs, code := runForTest(t, "", strings.Fields(strings.ReplaceAll(test.args, "CONFIG", o.config))...)
			if code != 2 || out != "" {
				t.Errorf("ended with %d and printed %q", code, out)
			}
			if !strings.Contains(errs, test.says) || !strings.Contains(errs, `--help"`) {
				t.Errorf("said %q, want %q", errs, test.says)
			}
		})
	}
}

// TestBadInputIsNamed: what is meant and cannot be done ends with 1 and a sentence.
func TestBadInputIsNamed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	broken := newOffice(t)
	broken.write("config.yaml", "landlord:\n  nmae: Example Homes\n")
	noSecret := newOffice(t, "letters.secret", `""`)
	for _, test := range []struct {
		args string
		says string
	}{
		{"case list --config /nowhere/config.yaml", "there is no configuration at /nowhere/config.yaml"},
		{"case list --config " + broken.config, "nmae"},
		{"case note --config " + noSecret.config + " HC-2026-000001 hello", "letters.secret is missing"},
		{"case show --config CONFIG HC-2026-000009", "there is no case HC-2026-000009"},
		{"case note --config CONFIG HC-2026-000009 hello", "there is no case HC-2026-000009"},
		{"case hold --config CONFIG HC-2026-000009 court", "there is no case HC-2026-000009"},
		{"import --config CONFIG /nowhere.mbox", "/nowhere.mbox"},
		{"policy show hasto", "choose one of hastoe-2020"},
		{"policy diff hastoe-2020 hasto", "choose one of hastoe-2020"},
		{"quarantine replay --config CONFIG 06ABC", "there is no message 06ABC in the quarantine"},
		{"backup --config CONFIG /nowhere/complaints.db", "/nowhere"},
		{"store copy --config CONFIG mysql://somewhere", "write sqlite:PATH or postgres://"},
		{"run --config CONFIG", "mailbox.server"},
		{"reconcile --config CONFIG", "mailbox"},
	} {
		t.Run(test.args, func(t *testing.T) {
			out, errs, code := runForTest(t, "", strings.Fields(strings.ReplaceAll(test.args, "CONFIG", o.config))...)
			if code != 1 || out != "" {
				t.Errorf("ended with %d and printed %q", code, out)
			}
			if !strings.Contains(errs, test.says) {
				t.Errorf("said %q, want %q", errs, test.says)
			}
		})
	}
}
