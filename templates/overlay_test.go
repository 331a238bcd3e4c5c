package templates

import (
	"strings"
	"testing"
	"testing/fstest"

	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
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
	r, err := mine.Render(letter.Withdrawn, message.Email, Sample(letter.Withdrawn))
	if err != nil {
		t.Fatal(err)
	}
	if want := "[HC-2026-000123] Closed"; r.Subject != want {
		t.Errorf("subject %q, want %q", r.Subject, want)
	}
	before, err := defaults.Render(letter.Withdrawn, message.Email, Sample(letter.Withdrawn))
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
		changed := info.ID == letter.Withdrawn
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
		{
			name: "a file that matches no letter",
			file: "stage1-acknowledgment.txt",
			text: own,
			want: "stage1-acknowledgment.txt:1: no letter has this file name, so it would never be used: did you " +
				"mean stage1-acknowledgement.txt?",
		},
		{
			name: "a file of another kind",
			file: "notes-for-christmas-cards.docx",
			text: "x",
			want: "notes-for-christmas-cards.docx:1: no letter has this file name",
		},
		{
			name: "no front matter",
			file: "withdrawn.txt",
			text: "Dear all",
			want: `withdrawn.txt:1: the file must begin with a line "---"`,
		},
		{name: "empty file", file: "withdrawn.txt", want: "withdrawn.txt:1: the file is empty"},
		{name: "blank file", file: "withdrawn.txt", text: "\r\n \n", want: "withdrawn.txt:1: the file is empty"},
		{
			name: "front matter without end",
			file: "withdrawn.txt",
			text: "---\nid: L25\n",
			want: "withdrawn.txt:1: the head of the file has no end",
		},
		{
			name: "unknown key",
			file: "withdrawn.txt",
			text: change("requires:", "colour: red\nrequires:"),
			want: `withdrawn.txt:6: the head of the file has no "colour"`,
		},
		{
			name: "id of another letter",
			file: "withdrawn.txt",
			text: change("id: L25", "id: L24"),
			want: `withdrawn.txt:2: id is L24, but this letter is L25: write "id: L25"`,
		},
		{
			name: "other name",
			file: "withdrawn.txt",
			text: change("name: withdrawn", "name: closed"),
			want: `write "name: withdrawn"`,
		},
		{
			name: "other audience",
			file: "withdrawn.txt",
			text: change("audience: resident", "audience: staff"),
			want: `write "audience: resident"`,
		},
		{
			name: "audience nobody knows",
			file: "withdrawn.txt",
			text: change("audience: resident", "audience: everyone"),
			want: `audience is "everyone": write resident or staff`,
		},
		{
			name: "no purpose",
			file: "withdrawn.txt",
			text: change("purpose: Confirms that a complaint was closed.\n", ""),
			want: "lacks purpose",
		},
		{
			name: "required fact that is none",
			file: "withdrawn.txt",
			text: change("[Ref]", "[Reff]"),
			want: `withdrawn.txt:1: requires: there is no fact "Reff": did you mean .Ref?`,
		},
		{
			name: "section missing",
			file: "withdrawn.txt",
			text: change("=== sms ===", ""),
			want: `withdrawn.txt:1: the section "sms" is missing: add a line "=== sms ==="`,
		},
		{
			name: "section empty",
			file: "withdrawn.txt",
			text: change("Closed\n", ""),
			want: `withdrawn.txt:9: the section "subject" is empty`,
		},
		{
			name: "section unknown",
			file: "withdrawn.txt",
			text: change("=== sms ===", "=== text ==="),
			want: `withdrawn.txt:20: there is no section "text"`,
		},
		{
			name: "section twice",
			file: "withdrawn.txt",
			text: own + "=== sms ===\nx\n",
			want: `withdrawn.txt:22: the section "sms" stands twice`,
		},
		{
			name: "text before the sections",
			file: "withdrawn.txt",
			text: change("=== subject ===", "Hello\n=== subject ==="),
			want: "withdrawn.txt:8: text before the first section",
		},
		{
			name: "misspelt fact",
			file: "withdrawn.txt",
			text: change("You asked", "{{.AnswrBy}} you asked"),
			want: `withdrawn.txt:14: there is no fact "AnswrBy": did you mean .AnswerBy?`,
		},
		{
			name: "misspelt fact where no case goes",
			file: "withdrawn.txt",
			text: change("You asked", "{{if .Ref}}{{else}}{{range .Actions}}{{.Wat}}{{end}}{{end}}"),
			want: `withdrawn.txt:14: there is no fact "Wat": did you mean .What?`,
		},
		{
			name: "fact inside a fact",
			file: "withdrawn.txt",
			text: change("You asked", "{{.Handler.Fone}}"),
			want: `withdrawn.txt:14: there is no fact "Fone": did you mean .Phone?`,
		},
		{
			name: "fact inside a single value",
			file: "withdrawn.txt",
			text: change("You asked", "{{.Ref.Name}}"),
			want: "withdrawn.txt:14: .Ref.Name holds no fact",
		},
		{
			name: "range over what is no list",
			file: "withdrawn.txt",
			text: change("You asked", "{{range .Ref}}x{{end}}"),
			want: "withdrawn.txt:14: range needs a list",
		},
		{
			name: "function we do not offer",
			file: "withdrawn.txt",
			text: change("You asked", `{{printf "%9999999d" 1}}`),
			want: `withdrawn.txt:14: a letter cannot use "printf": use one of and, `,
		},
		{
			name: "function nobody knows",
			file: "withdrawn.txt",
			text: change("You asked", "{{shout .Ref}}"),
			want: `withdrawn.txt:14: in {{shout .Ref}} the word "shout" is not known`,
		},
		{
			name: "part that is none",
			file: "withdrawn.txt",
			text: change(`"closing"`, `"closign"`),
			want: `withdrawn.txt:18: there is no part "closign": did you mean "closing"?`,
		},
		{
			name: "part without the facts",
			file: "withdrawn.txt",
			text: change(`"closing" .`, `"closing"`),
			want: `withdrawn.txt:18: the part "closing" needs the facts`,
		},
		{
			name: "a part of its own",
			file: "withdrawn.txt",
			text: change("You asked", `{{define "x"}}y{{end}}`),
			want: "withdrawn.txt:14: a letter cannot define a part",
		},
		{
			name: "condition without end",
			file: "withdrawn.txt",
			text: change("You asked", "{{if .Ref}}You asked"),
			want: "withdrawn.txt:14: {{if .Ref}} has no end: write {{end}}",
		},
		{
			name: "misspelt fact in a part",
			file: "parts/closing.txt",
			text: "{{.Landlord.Name}}\n{{.Landlord.Emial}}",
			want: `parts/closing.txt:2: there is no fact "Emial": did you mean .Email?`,
		},
		{
			name: "page without the words",
			file: "layout.html",
			text: "<html>{{.Cover}}</html>",
			want: "layout.html:1: the page does not show {{.Body}}",
		},
		{
			name: "page with a slip",
			file: "layout.html",
			text: "<html>\n{{.Boddy}}{{.Cover}}</html>",
			want: "layout.html:2: ",
		},
		{
			name: "language letter under the wrong name",
			file: "cy/withdrawnn.txt",
			text: own,
			want: "cy/withdrawnn.txt:1: no letter has this file name, so it would never be used: did you mean " +
				"withdrawn.txt?",
		},
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
	for name, clear := range map[string]func(*order.Facts){
		"Ref":  func(f *order.Facts) { f.Ref = "" },
		"Area": func(f *order.Facts) { f.Area = "" },
	} {
		f := Sample(letter.Withdrawn)
		clear(&f)
		if _, err := s.Render(letter.Withdrawn, message.Email, f); err == nil ||
			!strings.Contains(err.Error(), "needs "+name) {
			t.Errorf("without %s: error %v", name, err)
		}
	}
}

func TestLettersInAnotherLanguage(t *testing.T) {
	t.Parallel()
	welsh := strings.NewReplacer("You asked us to close your complaint, so we have.",
		"Rydym wedi cau eich cwyn ar {{long .Today}}.",
		"closed as you asked", "caewyd ar {{short .Today}}").Replace(own)
	s := load(t, "cy/withdrawn.txt", welsh, "ar/withdrawn.txt", own)
	f := Sample(letter.Withdrawn)
	for _, tt := range []struct {
		language        string
		channel         message.Channel
		text, inPage    string
		templatesPrefix string
	}{
		{
			language:        "cy",
			channel:         message.Email,
			text:            "Rydym wedi cau eich cwyn ar dydd Llun 23 Tachwedd 2026.",
			inPage:          `lang="cy" dir="ltr"`,
			templatesPrefix: "cy/withdrawn@",
		},
		{language: "cy", channel: message.SMS, text: "caewyd ar 23 Tachwedd", templatesPrefix: "cy/withdrawn@"},
		{
			language:        "ar",
			channel:         message.Email,
			text:            "23/11/2026",
			inPage:          `lang="ar" dir="rtl"`,
			templatesPrefix: "ar/withdrawn@",
		},
		{
			channel:         message.Email,
			text:            "Monday 23 November 2026",
			inPage:          `lang="en-GB" dir="ltr"`,
			templatesPrefix: "withdrawn@",
		},
		{
			language:        "pl",
			channel:         message.Email,
			text:            "Monday 23 November 2026",
			inPage:          `lang="en-GB" dir="ltr"`,
			templatesPrefix: "withdrawn@",
		},
	} {
		f.Language = tt.language
		r, err := s.Render(letter.Withdrawn, tt.channel, f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Text, tt.text) || !strings.Contains(r.HTML, tt.inPage) ||
			!strings.HasPrefix(r.Template, tt.templatesPrefix) {
			t.Errorf("%q: %s\n%s\n%s", tt.language, r.Template, r.Text, r.HTML)
		}
	}
	f.Language, f.Wrote = "", "cy" // who wrote in Welsh gets both, English first
	for channel, second := range map[message.Channel]string{message.Email: "Rydym wedi cau eich cwyn",
		message.SMS: "caewyd ar", message.Post: "Rydym wedi cau eich cwyn"} {
		r, err := s.Render(letter.Withdrawn, channel, f)
		if err != nil {
			t.Fatal(err)
		}
		english, welsh := strings.Index(strings.ToLower(r.Text), "you asked"), strings.Index(r.Text, second)
		if english < 0 || welsh < english || strings.Count(r.Template, "withdrawn@") != 2 ||
			!strings.Contains(r.Template, "+cy/withdrawn@") {
			t.Errorf("%s: English at %d, Welsh at %d of %q, made by %s", channel, english, welsh, r.Text, r.Template)
		}
		if channel != message.SMS &&
			(!strings.Contains(r.HTML, `<html lang="en-GB"`) ||
				!strings.Contains(r.HTML, `<div lang="cy" dir="ltr">`)) {
			t.Errorf("%s: the page does not name its two languages:\n%s", channel, r.HTML)
		}
	}
	f.Wrote = "pl" // no letters in Polish
	if r, err := s.Render(letter.Withdrawn, message.Email, f); err != nil ||
		!strings.HasPrefix(r.Template, "withdrawn@") ||
		strings.Contains(r.Template, "+") {
		t.Errorf("a letter that is not in Polish: %q, %v; want the English one alone", r.Template, err)
	}
	f.Language, f.Wrote = "cy", ""
	r, err := s.Render(letter.Status, message.Email, f)
	if err != nil || !strings.HasPrefix(r.Template, "status@") {
		t.Errorf("a letter that is not in Welsh: %q, %v; want the English one", r.Template, err)
	}
}
