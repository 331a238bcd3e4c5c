package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/store"
)

// imported are the cases of an office, by resident, with the day each was received.
func (o testOffice) imported() map[string]time.Time {
	o.t.Helper()
	all := map[string]time.Time{}
	for line := range strings.Lines(o.ok("case list", "--all", "--json")) {
		var c struct{ Case string }
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			o.t.Fatal(err)
		}
		var f caseFile
		if err := json.Unmarshal([]byte(o.ok("case show", "--json", c.Case)), &f); err != nil {
			o.t.Fatal(err)
		}
		all[f.Case.Party.Email] = f.Case.Received
	}
	return all
}

func plainMail(from, body string) string {
	return "From: " + from + "\nTo: complaints@landlord.example\nSubject: Leak again\nMessage-ID: <" +
		strings.Trim(from, "<>") + ">\n\n" + body + "\n"
}

func TestImportTakesEveryForm(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 9, 12, 0, 0, time.UTC)
	separator := func(form string) string { return "From someone@example.com " + at.Format(form) + "\n" }
	const plain = "Mon Jan _2 15:04:05 2006"
	for name, test := range map[string]struct {
		files map[string]string
		path  string // "" is the folder
		want  map[string]time.Time
		says  string
	}{
		"one mail": {
			map[string]string{"a.eml": aLeak(at)}, "in/a.eml", map[string]time.Time{"asha@example.com": at},
			"1 mails taken in",
		},
		"an mbox, with the separators' dates": {
			map[string]string{"old.mbox": separator(plain) + plainMail("a@example.com", leakWords) + "\n" +
				separator("Mon Jan 02 15:04:05 -0700 2006") + plainMail("b@example.com", leakWords) + "\n"},
			"in/old.mbox",
			map[string]time.Time{"a@example.com": at, "b@example.com": at}, "2 mails taken in"},
		"an mbox without an end of line": {map[string]string{
			"old.mbox": separator(plain) + strings.TrimSpace(plainMail("a@example.com", leakWords))}, "in/old.mbox",
			map[string]time.Time{"a@example.com": at}, "1 mails taken in"},
		"an mbox with ends of line of the network": {
			map[string]string{"old.mbox": strings.ReplaceAll(separator(plain)+plainMail("a@example.com", leakWords)+
				"\n"+
				separator(plain)+plainMail("b@example.com", leakWords)+"\n", "\n", "\r\n")}, "in/old.mbox",
			map[string]time.Time{"a@example.com": at, "b@example.com": at}, "2 mails taken in"},
		"a sentence that begins with From is no separator": {map[string]string{"old.mbox": separator(plain) +
			plainMail("a@example.com", leakWords+"\n\nFrom then on nobody rang.\nFrom me you heard often.") + "\n" +
			separator(plain) + plainMail("b@example.com", leakWords) + "\n"}, "in/old.mbox",
			map[string]time.Time{"a@example.com": at, "b@example.com": at}, "2 mails taken in"},
		"a Maildir, without what is unfinished and its lists": {map[string]string{
			"box/cur/1:2,S": aLeak(at), "box/new/2": plainMail("b@example.com", leakWords), "box/tmp/3": noise(at),
			"box/dovecot-uidlist": "3 V1 N2\n1 :1\n", "box/.Old/cur/4:2,S": plainMail("d@example.com", leakWords),
			"box/.Old/new/.keep": "", "box/.Old/tmp/.keep": "",
		}, "in/box",
			map[string]time.Time{"asha@example.com": at, "b@example.com": {}, "d@example.com": {}}, "3 mails taken in"},
		"a folder of files, one of them empty": {
			map[string]string{"a.eml": aLeak(at), "b.eml": ""}, "in", map[string]time.Time{"asha@example.com": at},
			"1 mails taken in",
		},
		"an empty folder": {
			map[string]string{"box/cur/.keep": "", "box/new/.keep": "", "box/tmp/.keep": ""}, "in/box",
			map[string]time.Time{}, "0 mails taken in",
		},
		"the same mail in two files": {
			map[string]string{"a.eml": aLeak(at), "b.eml": aLeak(at)}, "in",
			map[string]time.Time{"asha@example.com": at}, "1 mails taken in; 1 were known",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			for file, text := range test.files {
				o.write(filepath.Join("in", file), text)
			}
			o.prints(test.says, "import", filepath.Join(o.dir, test.path))
			got := o.imported()
			if len(got) != len(test.want) {
				t.Fatalf("cases of %v, want %v", got, test.want)
			}
			for who, when := range test.want {
				if received, ok := got[who]; !ok || !when.IsZero() && !received.Equal(when) {
					t.Errorf("%s: received %v, want %v", who, received, when)
				}
			}
		})
	}
}

func TestImportTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	var box strings.Builder
	for i := range 450 { // more than two batches
		fmt.Fprintf(&box, "From a@example.com Mon Nov  2 09:12:00 2026\n%s\n",
			plainMail(fmt.Sprintf("asha%d@example.com", i), leakWords))
	}
	file := o.write("old.mbox", box.String())
	o.prints("450 mails taken in; 0 were known", "import", file)
	before := o.ok("case list", "--all", "--json")
	o.prints("0 mails taken in; 450 were known", "import", file)
	if after := o.ok("case list", "--all", "--json"); after != before || strings.Count(after, "\n") != 450 {
		t.Errorf("%d cases, and %d before", strings.Count(after, "\n"), strings.Count(before, "\n"))
	}
}

// TestImportUnmarksFromLines: the mark that an mbox puts before a line beginning with From is no word of the writer's.
func TestImportUnmarksFromLines(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.ok("import", o.write("old.mbox", "From a@example.com Mon Nov  2 09:12:00 2026\n"+
		plainMail("a@example.com", leakWords+"\n>From then on nobody rang.\n>>From is how it was marked.")+"\n"))
	shown := o.ok("case show", "--json", "HC-2026-000001")
	if !strings.Contains(shown, `\nFrom then on nobody rang.\n\u003eFrom is how`) {
		t.Errorf("read as %s", shown)
	}
}

// TestImportKeepsTheHeadOfAnOversizeMail: what is beyond the limit is not kept, and the file says so.
func TestImportKeepsTheHeadOfAnOversizeMail(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "limits.message_bytes", "1048576")
	o.ok("import", o.write("large.eml", aLeak(anHourAgo())+strings.Repeat("I have written all of it down. ", 40_000)))
	s := o.store()
	all, err := s.Arrivals(t.Context(), store.ArrivalFilter{})
	if err != nil || len(all) != 1 || !all[0].Truncated || all[0].Size < 1_200_000 {
		t.Fatalf("arrivals %+v, %v", all, err)
	}
	if a, err := s.Arrival(t.Context(), all[0].ID); err != nil || len(a.Raw) != 1<<20 {
		t.Errorf("%d bytes kept, %v", len(a.Raw), err)
	}
}
