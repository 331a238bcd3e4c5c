package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSupportNamesNobody: what is in the bundle is listed first, nothing is written without a yes, and none of it is a
// name, an address, a server or a word of anybody.
func TestSupportNamesNobody(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "monitor.listen", `""`)
	refs := o.arrive(aLeak(anHourAgo()))
	target := filepath.Join(t.TempDir(), "bundle.tar.gz")
	listed, errs, code := runForTest(t, "no\n", "support", "--config", o.config, target)
	if _, err := os.Stat(target); code != 1 || !strings.Contains(errs, "nothing was written") || err == nil {
		t.Errorf("without a yes it ended with %d and %q (%v)", code, errs, err)
	}
	for _, want := range []string{"== version.json", "== keys.txt", "mailbox.authserv_id", "== settings.yaml",
		"page_hour: 14", `"Undecided": 0`, "monitor.listen is empty"} {
		if !strings.Contains(listed, want) {
			t.Errorf("no %q in:\n%s", want, listed)
		}
	}
	for _, not := range []string{"Asha", "asha", "@", "leak", refs[0], "landlord.example", "Example Homes"} {
		if strings.Contains(listed, not) {
			t.Errorf("%q is in:\n%s", not, listed)
		}
	}
	o.ok("support", "--yes", target)
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v (%v), want a file for its owner alone", info, err)
	}
	o.fails(1, "exists", "support", "--yes", target)
}

// TestPartOnly: of the health page its parts are kept, and not what a server said or how a mailbox is called.
func TestPartOnly(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"ok    mailbox complaints@landlord.example/INBOX": "ok mailbox",
		"WRONG mailbox complaints@landlord.example/INBOX since 2026-12-18 10:00 UTC: It cannot be read. no login asha": "" +
			"WRONG mailbox since 2026-12-18 10:00 UTC",
		"WRONG list: 2 things since 4 December UTC": "WRONG list",
	} {
		if got := partOnly(line); !strings.HasPrefix(got, want) || strings.Contains(got, "@") {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}
