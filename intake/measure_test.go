package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"complaints/internal/message"
)

// The tests in this file measure the reader on public collections of real mail, kept outside the project. They run
// where COMPLAINTSD_SHARED names the folder that holds them.

func sharedMail(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("COMPLAINTSD_SHARED")
	if dir == "" {
		t.Skip("COMPLAINTSD_SHARED is not set: the public mail collections are not here to measure on")
	}
	return filepath.Join(dir, "mail")
}

// expectation is one file's rows of bounces.tsv.
type expectation struct{ reason, hard string }

func expectations(t *testing.T, dir string) map[string][]expectation {
	t.Helper()
	want := map[string][]expectation{}
	for _, row := range readTable(t, filepath.Join(dir, "bounces.tsv"), 5) {
		want[row[0]] = append(want[row[0]], expectation{row[3], row[4]})
	}
	return want
}

func TestMeasureBounces(t *testing.T) {
	t.Parallel()
	dir := sharedMail(t)
	want := expectations(t, dir)
	var n, machine, right, says, agrees, named, original int
	for _, file := range glob(t, filepath.Join(dir, "bounces", "*.eml")) {
		base := filepath.Base(file)
		p := readMail(t, file)
		n++
		if p.Message.Nature != message.FromPerson && p.Message.Nature != message.FromList {
			machine++
		} else {
			t.Logf("%s: read as %s", base, p.Message.Nature)
		}
		nature := natureWanted(base, want[base])
		if p.Message.Nature == nature {
			right++
		} else {
			t.Logf("%s: nature %s, want %s", base, p.Message.Nature, nature)
		}
		if nature != message.FromBounce {
			continue
		}
		if len(p.Bounces) > 0 && p.Bounces[0].Recipient != "" {
			named++
		} else {
			t.Logf("%s: no recipient", base)
		}
		if len(p.Bounces) > 0 && p.Bounces[0].OriginalMessageID != "" {
			original++
		}
		if len(want[base]) == 0 || want[base][0].hard == "" {
			continue
		}
		says++
		hard := p.Message.Bounce != nil && p.Message.Bounce.Hard
		if hard == (want[base][0].hard == "true") {
			agrees++
		} else {
			t.Logf("%s: hard=%t, want %s (%s): %+v", base, hard, want[base][0].hard, want[base][0].reason, p.Bounces)
		}
	}
	t.Logf("bounces: %d files, %d seen as machine mail (%.1f %%), nature right %d (%.1f %%), hard/soft agrees %d of "+
		"%d (%.1f %%), recipient named in %d, original letter in %d",
		n, machine, percent(machine, n), right, percent(right, n), agrees, says, percent(agrees, says), named, original)
	if percent(machine, n) < 99 || percent(right, n) < 99 {
		t.Errorf("machine mail recognised: %.1f %%, right nature %.1f %%, want 99 %%", percent(machine, n),
			percent(right, n))
	}
	if percent(agrees, says) < 95 {
		t.Errorf("hard/soft agrees in %.1f %%, want 95 %%", percent(agrees, says))
	}
}

func natureWanted(file string, rows []expectation) message.Nature {
	if len(rows) > 0 {
		switch rows[0].reason {
		case "feedback":
			return message.FromFeedbackReport
		case "vacation":
			return message.FromAutoReply
		case "delivered":
			return message.FromReceipt
		}
	}
	switch {
	case strings.HasPrefix(file, "arf-"):
		return message.FromFeedbackReport
	case strings.HasPrefix(file, "rfc3834-"):
		return message.FromAutoReply
	}
	return message.FromBounce
}

func percent(a, of int) float64 {
	if of == 0 {
		return 100
	}
	return 100 * float64(a) / float64(of)
}

func TestMeasureReplies(t *testing.T) {
	t.Parallel()
	dir := sharedMail(t)
	var n, exact, lost, kept int
	for _, file := range glob(t, filepath.Join(dir, "replies", "*.txt")) {
		text := readText(t, file)
		want := foldedLines(readText(t, strings.TrimSuffix(file, ".txt")+".wanted"))
		got := foldedLines(newWords(tidyText(text, false), ""))
		n++
		have := map[string]int{}
		for _, l := range got {
			have[l]++
		}
		for _, l := range want {
			if have[l]--; have[l] < 0 {
				lost++
				t.Errorf("%s: lost %q", filepath.Base(file), l)
			}
		}
		if strings.Join(got, "\n") == strings.Join(want, "\n") {
			exact++
		} else {
			kept += max(len(got)-len(want), 0)
			t.Logf("%s: not exact: kept %d lines, want %d; last %q", filepath.Base(file), len(got), len(want),
				last(got))
		}
	}
	t.Logf("replies: %d of %d exact (%.0f %%), %d wanted lines lost, %d unwanted lines kept", exact, n,
		percent(exact, n), lost, kept)
	if percent(exact, n) <= 60 {
		t.Errorf("exact %.0f %%, want more than 60 %%", percent(exact, n))
	}
}

func last(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[len(lines)-1]
}

func TestMeasureOddMail(t *testing.T) {
	t.Parallel()
	dir := sharedMail(t)
	var n, silent int
	for _, file := range glob(t, filepath.Join(dir, "odd", "*")) {
		if strings.Contains(filepath.Base(file), "LICENSE") {
			continue
		}
		n++
		m := readMail(t, file).Message
		if m.Text == "" && len(m.Attachments) == 0 && len(m.Problems) == 0 {
			silent++
			t.Errorf("%s: neither words nor files, and nothing said about it", filepath.Base(file))
		}
		if m.Nature == "" || m.MessageID == "" {
			t.Errorf("%s: no nature or no id", filepath.Base(file))
		}
	}
	t.Logf("odd mail: %d files, %d without an outcome", n, silent)
}
