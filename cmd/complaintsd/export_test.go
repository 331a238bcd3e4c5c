package main

import (
	"archive/zip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"complaints/internal/complaint"
)

// unzip reads a zip file: names and what they hold.
func unzip(t *testing.T, path string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(b)
	}
	return files
}

func TestExportHoldsEverythingOfOnePerson(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	at := anHourAgo()
	others := " I told Mr Barlow of number 12, and my sister Farah Khan rang 07700 900456 for me. Write to " +
		"farah@example.org."
	mail := mailFrom(asha, leakSubject, leakWords+others, at)
	refs := o.arrive(mail, noise(at))
	o.ok("import", o.write("spam.eml", throughAList(mailFrom("Asha Rahman <asha@example.com>", "Newsletter",
		"The gardening club meets on Tuesday.", at.Add(time.Minute)))))
	o.ok("case note", refs[0], "Barry", "Stone", "from", "next", "door", "told", "us", "that", "Gwen Tall", "saw", "it")
	path := filepath.Join(o.dir, "asha.zip")
	if out := o.ok("export", "--out", path, "Asha@Example.com"); !strings.Contains(out, "1 cases, 2 messages") ||
		!strings.Contains(out, "before you send") {
		t.Errorf("printed %q", out)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its permissions: %v, %v", info, err)
	}
	files := unzip(t, path)
	var raw, letters, outside int
	for name, body := range files {
		if strings.Contains(body, "ben@example.com") || strings.Contains(name, refs[1]) {
			t.Errorf("%s speaks of another resident", name)
		}
		switch {
		case strings.HasPrefix(name, "cases/"+refs[0]+"/messages/") && strings.HasSuffix(name, ".eml"):
			if raw++; body != mail {
				t.Errorf("%s is not the mail that came:\n%s", name, body)
			}
		case strings.HasPrefix(name, "cases/"+refs[0]+"/letters/"):
			letters++
		case strings.HasPrefix(name, "outside-any-case/messages/"):
			outside++
		}
	}
	if raw != 1 || letters < 3 || outside != 1 {
		t.Errorf("%d mails, %d letters, %d mails outside any case", raw, letters, outside)
	}
	var c complaint.Case
	var events []complaint.Event
	if err := json.Unmarshal([]byte(files["cases/"+refs[0]+"/case.json"]), &c); err != nil || c.Ref != refs[0] {
		t.Errorf("the case: %+v, %v", c, err)
	}
	if err := json.Unmarshal([]byte(files["cases/"+refs[0]+"/events.json"]), &events); err != nil ||
		len(events) != c.Version {
		t.Errorf("%d events, %v", len(events), err)
	}
	checkReview(t, files["review.txt"])
}

// checkReview looks for those whom the export speaks of, and for nobody of the person's own side.
func checkReview(t *testing.T, review string) {
	t.Helper()
	for _, want := range []string{
		"farah@example.org", "07700900456", "Mr Barlow", "Farah Khan", "Gwen Tall", "Repairs Manager",
		"has not\nfound them all",
	} {
		if !strings.Contains(review, want) {
			t.Errorf("no %q to review in:\n%s", want, review)
		}
	}
	for _, own := range []string{"  asha@example.com\n", "  Asha Rahman\n", "  complaints@landlord.example\n"} {
		if strings.Contains(review, own) {
			t.Errorf("the person's own %q is to be reviewed:\n%s", own, review)
		}
	}
}

func TestExportSaysWhenThereIsNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.arrive(aLeak(anHourAgo()))
	path := filepath.Join(o.dir, "out.zip")
	o.fails(1, "nothing is kept about nobody@example.com", "export", "--out", path, "nobody@example.com")
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was written")
	}
	o.fails(2, "name one person", "export")
	o.write("out.zip", "something else")
	o.fails(1, "there is a file out.zip already", "export", "--out", path, "asha@example.com")
	if readFileForTest(t, path) != "something else" {
		t.Error("another file was written over")
	}
}
