package templates

import (
	"strings"
	"testing"
	"testing/fstest"

	"complaints/internal/complaint"
)

// own is a letter of the administrator's, right in every respect; the tests change one thing each.
const own = `---
id: L25
name: withdrawn
audience: resident
purpose: Confirms that a complaint was closed.
requires: [Ref]
---
=== subject ===
Closed

=== body ===
{{template "opening" .}}

You asked us to close your complaint, so we have.

{{template "issues" .}}

{{template "closing" .}}

=== sms ===
{{template "sms-from" .}} closed as you asked.
`

func folder(files ...string) fstest.MapFS {
	dir := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		dir[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return dir
}

func load(t *testing.T, files ...string) *Set {
	t.Helper()
	s, err := Load(folder(files...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOwnLetterReplacesTheDefault(t *testing.T) {
	t.Parallel()
	defaults, mine := load(t), load(t, "withdrawn.txt", own, ".DS_Store", "x", ".git/config", "y")
	r, err := mine.Render("L25", complaint.Email, Sample("L25"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "[HC-2026-000123] Closed"; r.Subject != want {
		t.Errorf("subject %q, want %q", r.Subject, want)
	}
	before, err := defaults.Render("L25", complaint.Email, Sample("L25"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(r.Template, "withdrawn@") || r.Template == before.Template {
		t.Errorf("version %q after %q: another text needs another version", r.Template, before.Template)
	}
	if defaults.Version() == mine.Version() {
		t.Errorf("both sets have the version %q", mine.Version())
	}
	for i, info := range mine.List() {
		changed := info.ID == "L25"
		if info.Own != changed || (info.Version != defaults.List()[i].Version) != changed {
			t.Errorf("%s: own %v, version %s, was %s", info.ID, info.Own, info.Version, defaults.List()[i].Version)
		}
	}
}

func TestVersionIsThatOfTheWords(t *testing.T) {
	t.Parallel()
	same := load(t, "withdrawn.txt", strings.ReplaceAll(own, "\n", "\r\n")).List()
	for i, info := range load(t, "withdrawn.txt", own).List() {
		if info.Version != same[i].Version {
			t.Errorf("%s: version %s with other line ends, want %s", info.ID, same[i].Version, info.Version)
		}
	}
	part := load(t, "parts/closing.txt", "{{.Landlord.Name}} {{.Landlord.Email}}").List()
	for i, info := range load(t).List() {
		if info.Version == part[i].Version {
			t.Errorf("%s: version %s although a part has changed", info.ID, info.Version)
		}
	}
}

func TestFaultsNameFileAndLine(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string {
		if !strings.Contains(own, from) {
			t.Fatalf("%q is not in the letter", from)
		}
		return strings.Replace(own, from, to, 1)
	}
	for _, tt := range []struct{ name, file, text, want string }{
		{"a file that matches no letter", "stage1-acknowledgment.txt", own, "stage1-acknowledgment.txt:1: no letter has this file name, so it would never be used: did you mean stage1-acknowledgement.txt?"},
		{"a file of another kind", "notes-for-christmas-cards.docx", "x", "notes-for-christmas-cards.docx:1: no letter has this file name"},
		{"a folder that is no language", "old letters/withdrawn.txt", own, "old letters/withdrawn.txt:1: no letter has this file name"},
		{"no front matter", "withdrawn.txt", "Dear all", `withdrawn.txt:1: the file must begin with a line "---"`},
		{"empty file", "withdrawn.txt", "", `withdrawn.txt:1: the file must begin with a line "---"`},
		{"front matter without end", "withdrawn.txt", "---\nid: L25\n", "withdrawn.txt:1: the front matter has no end"},
		{"unknown key", "withdrawn.txt", change("requires:", "colour: red\nrequires:"), `withdrawn.txt:6: front matter: unknown field "colour"`},
		{"id of another letter", "withdrawn.txt", change("id: L25", "id: L24"), `withdrawn.txt:2: id is L24, but this letter is L25: write "id: L25"`},
		{"other name", "withdrawn.txt", change("name: withdrawn", "name: closed"), `write "name: withdrawn"`},
		{"other audience", "withdrawn.txt", change("audience: resident", "audience: staff"), `write "audience: resident"`},
		{"audience nobody knows", "withdrawn.txt", change("audience: resident", "audience: everyone"), `audience is "everyone": write resident or staff`},
		{"no purpose", "withdrawn.txt", change("purpose: Confirms that a complaint was closed.\n", ""), "lacks purpose"},
		{"required fact that is none", "withdrawn.txt", change("[Ref]", "[Reff]"), `withdrawn.txt:1: requires: there is no fact "Reff": did you mean .Ref?`},
		{"section missing", "withdrawn.txt", change("=== sms ===", ""), `withdrawn.txt:1: the section "sms" is missing: add a line "=== sms ==="`},
		{"section empty", "withdrawn.txt", change("Closed\n", ""), `withdrawn.txt:9: the section "subject" is empty`},
		{"section unknown", "withdrawn.txt", change("=== sms ===", "=== text ==="), `withdrawn.txt:20: there is no section "text"`},
		{"section twice", "withdrawn.txt", own + "=== sms ===\nx\n", `withdrawn.txt:22: the section "sms" stands twice`},
		{"text before the sections", "withdrawn.txt", change("=== subject ===", "Hello\n=== subject ==="), "withdrawn.txt:8: text before the first section"},
		{"misspelt fact", "withdrawn.txt", change("You asked", "{{.AnswrBy}} you asked"), `withdrawn.txt:14: there is no fact "AnswrBy": did you mean .AnswerBy?`},
		{"misspelt fact where no case goes", "withdrawn.txt", change("You asked", "{{if .Ref}}{{else}}{{range .Actions}}{{.Wat}}{{end}}{{end}}"), `withdrawn.txt:14: there is no fact "Wat": did you mean .What?`},
		{"fact inside a fact", "withdrawn.txt", change("You asked", "{{.Handler.Fone}}"), `withdrawn.txt:14: there is no fact "Fone": did you mean .Phone?`},
		{"fact inside a single value", "withdrawn.txt", change("You asked", "{{.Ref.Name}}"), "withdrawn.txt:14: .Ref.Name holds no fact"},
		{"range over what is no list", "withdrawn.txt", change("You asked", "{{range .Ref}}x{{end}}"), "withdrawn.txt:14: range needs a list"},
		{"function we do not offer", "withdrawn.txt", change("You asked", `{{printf "%9999999d" 1}}`), `withdrawn.txt:14: a letter cannot use the function "printf": it has and, `},
		{"function nobody knows", "withdrawn.txt", change("You asked", "{{shout .Ref}}"), `withdrawn.txt:14: function "shout" not defined`},
		{"part that is none", "withdrawn.txt", change(`"closing"`, `"closign"`), `withdrawn.txt:18: there is no part "closign": the parts are`},
		{"part without the facts", "withdrawn.txt", change(`"closing" .`, `"closing"`), `withdrawn.txt:18: the part "closing" needs the facts`},
		{"a part of its own", "withdrawn.txt", change("You asked", `{{define "x"}}y{{end}}`), "withdrawn.txt:12: a letter cannot define a part"},
		{"condition without end", "withdrawn.txt", change("You asked", "{{if .Ref}}You asked"), "withdrawn.txt:19: unexpected EOF"},
		{"misspelt fact in a part", "parts/closing.txt", "{{.Landlord.Name}}\n{{.Landlord.Emial}}", `parts/closing.txt:2: there is no fact "Emial": did you mean .Email?`},
		{"page without the words", "layout.html", "<html>{{.Cover}}</html>", "layout.html:1: the page does not show {{.Body}}"},
		{"page with a slip", "layout.html", "<html>\n{{.Boddy}}{{.Cover}}</html>", "layout.html:2: "},
		{"language letter under the wrong name", "cy/withdrawnn.txt", own, "cy/withdrawnn.txt:1: no letter has this file name, so it would never be used: did you mean withdrawn.txt?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := Load(folder(tt.file, tt.text))
			if err == nil {
				t.Fatalf("loaded %d letters, want an error with %q", len(s.List()), tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q, want %q in it", err, tt.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("one mistake, but more than one sentence: %q", err)
			}
		})
	}
}

func TestEveryMistakeIsNamed(t *testing.T) {
	t.Parallel()
	_, err := Load(folder("nothing-like-it-at-all.txt", "x", "withdrawn.txt", "x", "status.txt", "y"))
	if err == nil {
		t.Fatal("loaded")
	}
	for _, want := range []string{"nothing-like-it-at-all.txt:1", "withdrawn.txt:1", "status.txt:1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not name %s", err, want)
		}
	}
}

func TestAnOwnLetterStillNeedsWhatTheDefaultNeeds(t *testing.T) {
	t.Parallel()
	s := load(t, "withdrawn.txt", strings.Replace(own, "requires: [Ref]", "requires: [Area]", 1))
	for name, clear := range map[string]func(*complaint.Facts){
		"Ref":  func(f *complaint.Facts) { f.Ref = "" },
		"Area": func(f *complaint.Facts) { f.Area = "" },
	} {
		f := Sample("L25")
		clear(&f)
		if _, err := s.Render("L25", complaint.Email, f); err == nil || !strings.Contains(err.Error(), "needs "+name) {
			t.Errorf("without %s: error %v", name, err)
		}
	}
}

func TestLettersInAnotherLanguage(t *testing.T) {
	t.Parallel()
	welsh := strings.NewReplacer("You asked us to close your complaint, so we have.", "Rydym wedi cau eich cwyn ar {{long .Today}}.",
		"closed as you asked", "caewyd ar {{short .Today}}").Replace(own)
	s := load(t, "cy/withdrawn.txt", welsh, "ar/withdrawn.txt", own)
	f := Sample("L25")
	for _, tt := range []struct {
		language        string
		channel         complaint.Channel
		text, inPage    string
		templatesPrefix string
	}{
		{"cy", complaint.Email, "Rydym wedi cau eich cwyn ar dydd Llun 23 Tachwedd 2026.", `lang="cy" dir="ltr"`, "cy/withdrawn@"},
		{"cy", complaint.SMS, "caewyd ar 23 Tachwedd", "", "cy/withdrawn@"},
		{"ar", complaint.Email, "23/11/2026", `lang="ar" dir="rtl"`, "ar/withdrawn@"},
		{"", complaint.Email, "Monday 23 November 2026", `lang="en-GB" dir="ltr"`, "withdrawn@"},
		{"pl", complaint.Email, "Monday 23 November 2026", `lang="en-GB" dir="ltr"`, "withdrawn@"},
	} {
		f.Language = tt.language
		r, err := s.Render("L25", tt.channel, f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Text, tt.text) || !strings.Contains(r.HTML, tt.inPage) || !strings.HasPrefix(r.Template, tt.templatesPrefix) {
			t.Errorf("%q: %s\n%s\n%s", tt.language, r.Template, r.Text, r.HTML)
		}
	}
	f.Language, f.Wrote = "", "cy" // who wrote in Welsh gets both, English first
	for channel, second := range map[complaint.Channel]string{complaint.Email: "Rydym wedi cau eich cwyn", complaint.SMS: "caewyd ar", complaint.Post: "Rydym wedi cau eich cwyn"} {
		r, err := s.Render("L25", channel, f)
		if err != nil {
			t.Fatal(err)
		}
		english, welsh := strings.Index(strings.ToLower(r.Text), "you asked"), strings.Index(r.Text, second)
		if english < 0 || welsh < english || strings.Count(r.Template, "withdrawn@") != 2 || !strings.Contains(r.Template, "+cy/withdrawn@") {
			t.Errorf("%s: English at %d, Welsh at %d of %q, made by %s", channel, english, welsh, r.Text, r.Template)
		}
		if channel != complaint.SMS && (!strings.Contains(r.HTML, `<html lang="en-GB"`) || !strings.Contains(r.HTML, `<div lang="cy" dir="ltr">`)) {
			t.Errorf("%s: the page does not name its two languages:\n%s", channel, r.HTML)
		}
	}
	f.Wrote = "pl" // no letters in Polish
	if r, err := s.Render("L25", complaint.Email, f); err != nil || !strings.HasPrefix(r.Template, "withdrawn@") || strings.Contains(r.Template, "+") {
		t.Errorf("a letter that is not in Polish: %q, %v; want the English one alone", r.Template, err)
	}
	f.Language, f.Wrote = "cy", ""
	r, err := s.Render("L19", complaint.Email, f)
	if err != nil || !strings.HasPrefix(r.Template, "status@") {
		t.Errorf("a letter that is not in Welsh: %q, %v; want the English one", r.Template, err)
	}
}
