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
	if err := c.run(t.Context(), &terminal{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, fs,
		[]string{"--help"}); err == nil {
		t.Fatal("--help was not answered")
	}
	all := map[string]*flag.Flag{}
	fs.VisitAll(func(f *flag.Flag) { all[f.Name] = f })
	return all
}

// TestExitCodes: a script can tell what cannot be meant (2) from what cannot be done (1).
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{
		"":                     2,
		"help":                 0,
		"no-such-command":      2,
		"verify":               2,
		"verify --jsn":         2,
		"policy show hasto":    1,
		"policy check --on x":  2,
		"letters preview L99":  1,
		"letters preview":      2,
		"parse nowhere.eml":    1,
		"policy show spso-rsl": 0,
	} {
		if _, errs, code := runForTest(t, "", strings.Fields(args)...); code != want {
			t.Errorf("complaintsd %s ended with %d, want %d, and said %q", args, code, want, errs)
		}
	}
}
