package templates

import (
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"complaints/internal/message"
	"complaints/internal/order"
)

// programmers are words that nobody should meet who only wanted to change a letter.
var programmers = regexp.MustCompile(
	`(?i)unexpected EOF|U\+[0-9A-F]{4}|\bfunction\b|\bnil\b|template:|bad character|unmarshal|` +
		`front matter|mapping value|\boperand\b|\bpipeline\b|undefined|panic|<\.|in action\b|unterminated|invalid syntax|` +
		`\\u[0-9a-f]{4}|\bEOF\b|can't evaluate|\bparse|\bsyntax|\bUTF8`,
)

// saidOf is everything that is said about a folder: by loading it, and by looking at what is the administrator's in
// it.
func saidOf(dir map[string]string) (all []Problem) {
	files := []string{}
	for name, text := range dir {
		files = append(files, name, text)
	}
	s, err := Load(folder(files...))
	if err != nil {
		for _, f := range Faults(err) {
			all = append(all, Problem{Severity: IsError, File: f.File, Line: f.Line, Says: f.Says})
		}
		return all
	}
	c := &inspection{set: s, landlord: SampleLandlord(), seen: map[string]bool{}, problems: s.notes}
	c.checkOwnParts()
	for _, l := range s.letters {
		if l.own {
			c.checkLetter(l)
		}
	}
	return c.problems
}

// builtIn are the built-in files.
var builtIn = sync.OnceValue(func() map[string]string {
	s, err := Load(nil)
	if err != nil {
		panic(err)
	}
	out := map[string]string{}
	for name, f := range s.sources {
		out[name] = f.text
	}
	return out
})

// edit is a change that an administrator makes to a built-in file.
type edit struct {
	name, file, from, to string
	as                   string // the name that it is saved under, if another
	line                 string // the text of the line that has to be named
	says                 string // what has to be said; "" is anything
}

func (e edit) folder(t *testing.T) map[string]string {
	t.Helper()
	text := builtIn()[e.file]
	if !strings.Contains(text, e.from) {
		t.Fatalf("%s does not hold %q", e.file, e.from)
	}
	text = strings.Replace(text, e.from, e.to, 1)
	if e.as != "" {
		return map[string]string{e.as: text}
	}
	return map[string]string{e.file: text}
}

// refused runs edits that have to be refused, with a sentence that an administrator understands.
func refused(t *testing.T, edits []edit) {
	t.Helper()
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			dir := e.folder(t)
			all := saidOf(dir)
			found, lined := false, e.line == ""
			var said []string
			for _, p := range all {
				said = append(said, p.String())
				found = found || p.Severity == IsError && strings.Contains(p.Says, e.says)
				for _, text := range dir {
					rows := strings.Split(text, "\n")
					lined = lined ||
						p.Severity == IsError && p.Line > 0 && p.Line <= len(rows) &&
							strings.Contains(rows[p.Line-1], e.line)
				}
				if m := programmers.FindString(p.String()); m != "" {
					t.Errorf("%q is a programmer's word: %s", m, p)
				}
			}
			if !found || !lined {
				t.Errorf("want an error with %q on the line %q, got:\n%s", e.says, e.line, strings.Join(said, "\n"))
			}
		})
	}
}

// everyLineRefused puts lines into one letter and wants each of them refused.
func everyLineRefused(t *testing.T, says string, rows []string) {
	t.Helper()
	const from = "{{template \"issues\" .}}"
	text := strings.Replace(builtIn()["withdrawn.txt"], from, from+"\n\n"+strings.Join(rows, "\n\n"), 1)
	said := map[string]string{}
	for _, p := range saidOf(map[string]string{"withdrawn.txt": text}) {
		if p.Severity == IsError && p.Line > 0 {
			said[strings.Split(text, "\n")[p.Line-1]] += p.Says
		}
		if m := programmers.FindString(p.Says); m != "" && !strings.Contains(strings.Join(rows, "\n"), m) {
			t.Errorf("%q is a programmer's word: %s", m, p)
		}
	}
	for _, row := range rows {
		if got, ok := said[row]; !ok || !strings.Contains(got, says) {
			t.Errorf("%q: said %q, want an error with %q", row, got, says)
		}
	}
}

// accepted runs edits that are good: nothing but advice may be said of them.
func accepted(t *testing.T, edits []edit) {
	t.Helper()
	for _, e := range edits {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			for _, p := range saidOf(e.folder(t)) {
				if p.Severity == IsError {
					t.Error(p)
				}
			}
		})
	}
}

func TestBuiltInLettersPassTheChecksOfOwnOnes(t *testing.T) {
	t.Parallel()
	var files []string
	for name, text := range builtIn() {
		if name != layoutFile {
			files = append(files, name, text)
		}
	}
	s := load(t, files...)
	c := &inspection{set: s, landlord: SampleLandlord(), seen: map[string]bool{}, problems: s.notes}
	c.checkOwnParts()
	for _, l := range s.letters {
		c.checkOwnLetter(l)
		c.checkAgainstModel(l, []order.Facts{Sample(l.front.ID)})
	}
	for _, p := range c.problems {
		t.Error(p)
	}
}

func TestPlaceholdersThatAreMisspelt(t *testing.T) {
	t.Parallel()
	const a, b, c = "stage1-extension.txt", "resolved.txt", "stage1-response.txt"
	refused(t, []edit{
		{
			name: "a letter of the name missing",
			file: c,
			from: "{{.Answer}}",
			to:   "{{.Anser}}",
			line: "{{.Anser}}",
			says: ".Answer",
		},
		{name: "small letters", file: a, from: "{{.Reason}}", to: "{{.reason}}", line: "{{.reason}}", says: ".Reason"},
		{name: "capitals", file: a, from: "{{.Reason}}", to: "{{.REASON}}", line: "{{.REASON}}", says: ".Reason"},
		{
			name: "a name with a line in it",
			file: a,
			from: "{{long .NewDate}}",
			to:   "{{long .New_Date}}",
			says: ".NewDate",
		},
		{
			name: "a name with a space",
			file: a,
			from: "{{long .NewDate}}",
			to:   "{{long .New Date}}",
			line: ".New Date",
			says: ".NewDate",
		},
		{name: "a name with a hyphen", file: a, from: "{{long .NewDate}}", to: "{{long .New-Date}}", says: ".NewDate"},
		{
			name: "a space after the dot",
			file: b,
			from: "{{.Agreed}}",
			to:   "{{. Agreed}}",
			line: "{{. Agreed}}",
			says: ".Agreed",
		},
		{name: "no dot", file: c, from: "{{.Answer}}", to: "{{Answer}}", line: "{{Answer}}", says: ".Answer"},
		{
			name: "no dot after the word",
			file: b,
			from: "{{long .ReplyBy}}",
			to:   "{{long ReplyBy}}",
			line: "{{long ReplyBy}}",
			says: ".ReplyBy",
		},
		{
			name: "no dot and a space",
			file: a,
			from: "{{long .NewDate}}",
			to:   "{{long new date}}",
			line: "{{long new date}}",
			says: "",
		},
		{
			name: "no word for a day",
			file: a,
			from: "{{long .NewDate}}",
			to:   "{{.NewDate}}",
			line: "{{.NewDate}}",
			says: "{{long .NewDate}}",
		},
		{
			name: "a word that is none",
			file: a,
			from: "{{long .NewDate}}",
			to:   "{{lang .NewDate}}",
			line: "{{lang .NewDate}}",
			says: "long",
		},
		{
			name: "long with words",
			file: b,
			from: "{{.Agreed}}",
			to:   "{{long .Agreed}}",
			line: "{{long .Agreed}}",
			says: "{{.Agreed}}",
		},
		{
			name: "a list as it is",
			file: a,
			from: `{{template "issues" .}}`,
			to:   "{{.Issues}}",
			line: "{{.Issues}}",
			says: "is a list",
		},
		{
			name: "a person as it is",
			file: a,
			from: "We are sorry.",
			to:   "{{.Handler}} is sorry.",
			line: "is sorry",
			says: ".Handler.Name",
		},
		{
			name: "a yes or no as it is",
			file: a,
			from: "We are sorry.",
			to:   "{{.NoCalls}}",
			line: "{{.NoCalls}}",
			says: "{{if .NoCalls}}",
		},
		{
			name: "one brace at the end",
			file: b,
			from: "{{.Agreed}}",
			to:   "{{.Agreed}",
			line: "{{.Agreed}",
			says: "{{.Agreed}}",
		},
		{
			name: "one brace at the beginning",
			file: b,
			from: "{{.Agreed}}",
			to:   "{.Agreed}}",
			line: "{.Agreed}}",
			says: "{{.Agreed}}",
		},
		{
			name: "one brace on each side",
			file: b,
			from: "{{.Agreed}}",
			to:   "{.Agreed}",
			line: "{.Agreed}",
			says: "{{.Agreed}}",
		},
		{name: "three braces", file: b, from: "{{.Agreed}}", to: "{{{.Agreed}}}", line: "{{{.Agreed}}}", says: ""},
		{
			name: "no braces at the end, in a sentence",
			file: b,
			from: "after {{long .ReplyBy}}",
			to:   "after {{long .ReplyBy",
			line: "after {{long .ReplyBy",
			says: "{{long .ReplyBy}}",
		},
		{
			name: "no braces at the end, alone",
			file: a,
			from: "{{.Reason}}",
			to:   "{{.Reason",
			line: "{{.Reason",
			says: "{{.Reason}}",
		},
		{
			name: "a part never closed",
			file: a,
			from: `{{template "who" .}}`,
			to:   `{{template "who" .`,
			line: `{{template "who" .`,
			says: `}}`,
		},
		{
			name: "a space between the braces",
			file: a,
			from: "{{.Reason}}",
			to:   "{ {.Reason} }",
			line: "{ {.Reason} }",
			says: "{{.Reason}}",
		},
		{
			name: "an empty placeholder",
			file: a,
			from: "We are sorry.",
			to:   "We are sorry, {{ }}.",
			line: "{{ }}",
			says: "empty",
		},
		{
			name: "curly quotes",
			file: a,
			from: `{{template "who" .}}`,
			to:   "{{template “who” .}}",
			line: "“who”",
			says: `{{template "who" .}}`,
		},
		{
			name: "single quotes",
			file: a,
			from: `{{template "who" .}}`,
			to:   "{{template 'who' .}}",
			line: "'who'",
			says: `{{template "who" .}}`,
		},
		{
			name: "curly single quotes",
			file: a,
			from: `{{template "who" .}}`,
			to:   "{{template ‘who’ .}}",
			line: "‘who’",
			says: `"who"`,
		},
		{
			name: "quotes at one side",
			file: a,
			from: `{{template "who" .}}`,
			to:   `{{template "who .}}`,
			line: `{{template "who .}}`,
			says: `"who"`,
		},
		{
			name: "no quotes",
			file: a,
			from: `{{template "who" .}}`,
			to:   `{{template who .}}`,
			line: "{{template who .}}",
			says: `{{template "who" .}}`,
		},
		{
			name: "no dot after a part",
			file: a,
			from: `{{template "who" .}}`,
			to:   `{{template "who"}}`,
			line: `{{template "who"}}`,
			says: `{{template "who" .}}`,
		},
		{
			name: "a part alone",
			file: a,
			from: `{{template "who" .}}`,
			to:   `{{who}}`,
			line: `{{who}}`,
			says: `{{template "who" .}}`,
		},
		{
			name: "include",
			file: a,
			from: `{{template "who" .}}`,
			to:   `{{include "who"}}`,
			line: `include`,
			says: `{{template "who" .}}`,
		},
		{
			name: "a part with a capital",
			file: a,
			from: `"closing"`,
			to:   `"Closing"`,
			line: `"Closing"`,
			says: "closing",
		},
		{name: "a part that is none", file: b, from: `"closing"`, to: `"regards"`, line: `"regards"`, says: "closing"},
		{
			name: "a hard space",
			file: b,
			from: "{{long .ReplyBy}}",
			to:   "{{long\u00a0.ReplyBy}}",
			line: "\u00a0",
			says: "space",
		},
		{
			name: "a hard space inside the braces",
			file: b,
			from: "{{.Agreed}}",
			to:   "{{\u00a0.Agreed}}",
			line: "\u00a0",
			says: "space",
		},
		{
			name: "a space of no width",
			file: b,
			from: "{{.Agreed}}",
			to:   "{{\u200b.Agreed}}",
			line: "\u200b",
			says: "space",
		},
		{
			name: "a thin space",
			file: a,
			from: "{{long .NewDate}}",
			to:   "{{long\u2009.NewDate}}",
			line: "\u2009",
			says: "space",
		},
		{name: "a long dash", file: a, from: "{{.Reason}}", to: "{{– .Reason}}", line: "{{–", says: "dash"},
		{
			name: "another letter of the world",
			file: a,
			from: "{{.Reason}}",
			to:   "{{.Rеason}}",
			line: "{{.Rеason}}",
			says: "",
		},
		{
			name: "words in a placeholder",
			file: a,
			from: "{{long .NewDate}}",
			to:   "{{the new date}}",
			line: "{{the new date}}",
			says: "",
		},
		{
			name: "another language's end",
			file: a,
			from: "{{.Reason}}",
			to:   "{{if .Reason}}{{.Reason}}{{endif}}",
			line: "{{endif}}",
			says: "{{end}}",
		},
		{
			name: "end with its name",
			file: a,
			from: "{{.Reason}}",
			to:   "{{if .Reason}}{{.Reason}}{{end if}}",
			line: "{{end if}}",
			says: "{{end}}",
		},
		{
			name: "a capital if",
			file: a,
			from: "We are sorry.",
			to:   "{{If .NoCalls}}We will write.{{end}}",
			line: "{{If",
			says: "{{if .NoCalls}}",
		},
		{
			name: "handlebars",
			file: a,
			from: "We are sorry.",
			to:   "{{#if NoCalls}}We will write.{{/if}}",
			line: "{{#if",
			says: "{{if",
		},
		{
			name: "elseif",
			file: a,
			from: "We are sorry.",
			to:   "{{if .NoCalls}}a{{elseif .Ref}}b{{end}}",
			line: "elseif",
			says: "{{else if .Ref}}",
		},
		{
			name: "a comparison with a sign",
			file: a,
			from: "We are sorry.",
			to:   `{{if .Area == "repairs"}}Hello.{{end}}`,
			line: "==",
			says: `{{if eq .Area "repairs"}}`,
		},
		{
			name: "a comparison with one sign",
			file: a,
			from: "We are sorry.",
			to:   `{{if .Area = "repairs"}}Hello.{{end}}`,
			line: "= ",
			says: `{{if eq .Area "repairs"}}`,
		},
		{
			name: "a comparison without quotes",
			file: a,
			from: "We are sorry.",
			to:   `{{if eq .Area repairs}}Hello.{{end}}`,
			line: "repairs}}",
			says: "repairs",
		},
		{
			name: "a condition without dot",
			file: a,
			from: "We are sorry.",
			to:   `{{if NoCalls}}Hello.{{end}}`,
			line: "{{if NoCalls",
			says: ".NoCalls",
		},
		{
			name: "two conditions with a sign",
			file: a,
			from: "We are sorry.",
			to:   `{{if .NoCalls && .Ref}}Hello.{{end}}`,
			line: "&&",
			says: "{{if and .NoCalls .Ref}}",
		},
		{
			name: "a condition that says nothing",
			file: a,
			from: "We are sorry.",
			to:   "{{if}}Hello.{{end}}",
			line: "{{if}}",
			says: "condition",
		},
		{
			name: "a dash without a space",
			file: a,
			from: "We are sorry.",
			to:   "{{-if .NoCalls}}Hello.{{end}}",
			line: "{{-if",
			says: "space",
		},
		{
			name: "a bracket missing",
			file: a,
			from: "We are sorry.",
			to:   `{{if or (eq .Area "repairs" .NoCalls}}Hello.{{end}}`,
			line: "{{if or",
			says: "bracket",
		},
		{
			name: "a dot at the end of the name",
			file: a,
			from: "{{.Reason}}",
			to:   "{{.Reason.}}",
			line: "{{.Reason.}}",
			says: ".Reason",
		},
	})
}

func TestConditionsThatAreLeftOpen(t *testing.T) {
	t.Parallel()
	const a, b, c = "stage1-extension.txt", "resolved.txt", "stage1-response.txt"
	refused(t, []edit{
		{
			name: "at the end of the body",
			file: b,
			from: "=== sms ===",
			to:   "{{if .NoCalls}}We will write.\n\n=== sms ===",
			line: "{{if .NoCalls}}",
			says: "{{end}}",
		},
		{
			name: "in the middle",
			file: c,
			from: "## Our decision",
			to:   "{{if .Ref}}\n## Our decision",
			line: "{{if .Ref}}",
			says: "{{end}}",
		},
		{
			name: "within another condition",
			file: b,
			from: "{{.What}}",
			to:   "{{if .What}}{{.What}}",
			line: "{{if .What}}",
			says: "{{end}}",
		},
		{
			name: "the end taken out",
			file: c,
			from: "{{with .Received}} We received your complaint on {{long .}}.{{end}}",
			to:   "{{with .Received}} We received your complaint on {{long .}}.",
			line: "{{with .Received}}",
			says: "{{end}}",
		},
		{
			name: "a range",
			file: a,
			from: "We are sorry.",
			to:   "{{range .Issues}}{{.}}, we are sorry.",
			line: "{{range .Issues}}",
			says: "{{end}}",
		},
		{
			name: "in the text",
			file: a,
			from: `{{template "sms-from" .}} sorry`,
			to:   `{{if .NoCalls}}{{template "sms-from" .}} sorry`,
			line: "{{if .NoCalls}}",
			says: "{{end}}",
		},
		{
			name: "in a part",
			file: "parts/closing.txt",
			from: "Please tell us what you need.",
			to:   "{{if .NoCalls}}Please tell us what you need.",
			line: "{{if .NoCalls}}",
			says: "{{end}}",
		},
		{
			name: "an end too many",
			file: a,
			from: "We are sorry.",
			to:   "We are sorry.{{end}}",
			line: "We are sorry.{{end}}",
			says: "{{if}}",
		},
		{
			name: "an else alone",
			file: a,
			from: "## The new date",
			to:   "{{else}}\n## The new date",
			line: "{{else}}",
			says: "else",
		},
		{
			name: "two elses",
			file: a,
			from: "We are sorry.",
			to:   "{{if .NoCalls}}a{{else}}b{{else}}c{{end}}",
			line: "{{else}}b",
			says: "second",
		},
	})
}

func TestGapsThatNobodyFilled(t *testing.T) {
	t.Parallel()
	var rows []string
	for _, gap := range []string{
		"[INSERT DATE]", "[insert reason here]", "[NAME]", "[Name of manager]", "[your name]", "[date]", "[TBC]", "[to be TBC]", "[xx]",
		"[...]", "[ ]", "[]", "[_____]", "[new date]", "[he/she]", "[delete as appropriate]", "[enter phone number]", "[DD/MM/YYYY]",
		"[describe what happened]", "<NAME>", "<Resident Name>", "<insert date>", "<<Name>>", "«First_Name»", "((name))", "((new date))",
		"{name}", "{NewDate}", "${name}", "%NAME%", "@@NAME@@", "#NAME#", "[[name]]", "XXX", "xxxx", "£XX", "£xx.xx", "xx/xx/xxxx", "dd/mm/yyyy",
		"DD Month YYYY", "TODO", "TODO: ask Jo", "TBC", "TBA", "tbc", "FIXME", "Lorem ipsum dolor", "______", "........", "????", ".NewDate",
		"long .NewDate", "NewDate", "INSERT NAME HERE", "<DATE TBC>", "[Manager to confirm the date]", "[ADDRESS]", "[resident's name]",
	} {
		rows = append(rows, "We are sorry, "+gap+" and thank you.")
	}
	everyLineRefused(t, "gap", rows)
	var fine []string
	for _, words := range []string{
		"(this is the first time)", "(see below)", "[see the note below]", "[sic]", "[1]", "(1)", "IMPORTANT", "the NHS, your MP and BSL", "5 < 6 and 7 > 2",
		"Rooms 3 * 4 m, Mr & Mrs, 50% off", "Mr O'Brien and Ms Smith-Jones", "£25.50", "24/12/2026", "24 December to 1 January", "XL and XXL bins",
		"Monday to Friday, 9am - 5pm", "Wait...", "Really?!", "e.g. a photo", "Block C#", "the A&E at St. Mary's", "and/or", "A/C 12345678", "Flat_2",
		"(name and address)", "(24 hours a day)", "he or she", "your date of birth", "the name of the road", "50%", "No. 5", "p.m.", "#1", "100% and 50%",
		"Siân, Zoë and François", "½ hour", "“quoted words”", "– a dash – in words", "* in the middle", "on 1 May", "the TV and the GP", "Team (North)",
		"2 x 4", "Unit 3 x 2", "Example Homes <complaints@landlord.example>", "a todo list of ours", "the insert in the envelope", "Area 5*", "in Exampleton [North]",
	} {
		fine = append(fine, "We are sorry, "+words+" and thank you.")
	}
	const from = "{{template \"issues\" .}}"
	accepted(
		t,
		[]edit{{name: "ordinary", file: "withdrawn.txt", from: from, to: from + "\n\n" + strings.Join(fine, "\n\n")}},
	)
}

func TestMarksThatWouldAppearAsTyped(t *testing.T) {
	t.Parallel()
	everyLineRefused(t, "", []string{
		"<b>Sorry</b>.", "<strong>Sorry</strong>", "Sorry<br>", "Sorry <br/> again", `<a href="https://www.landlord.example">here</a>`, `<img src="logo.png">`,
		`<img src='cid:logo' alt="x"/>`, "<p>Sorry</p>", "<u>Sorry</u>", "<i>Sorry</i>", `<font color="red">Sorry</font>`, "<table><tr><td>x</td></tr></table>",
		"<!-- note --><div>x</div>", "![logo](logo.png)", "![](https://www.landlord.example/logo.png)", "*Sorry* for this", "_Sorry_ for this", "__Sorry__ for this",
		"**Sorry for this", "Sorry for this**", "# Sorry", "### Sorry", "##Sorry", "| a | b |", "a | b | c", "=====", "***", "~~Sorry~~", "`Sorry`", "[b]Sorry[/b]",
		"[url=https://x.example]x[/url]", "Sorry&nbsp;again", "Fish &amp; chips", "[pay here](http://www.landlord.example/pay)", "[here](https://evil.example/x)",
		"[here](www.landlord.example)", "See https://bit.ly/3xyz", "See http://www.landlord.example", "[write](mailto:a@landlord.example)", "See www.facebook.com/landlord",
	})
}

func TestMarksThatAreUnderstood(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct{ row, page, text string }{
		{"**Sorry** for this.", "<strong>Sorry</strong> for this.", "Sorry for this."},
		{"**By {{long .Today}}** or so.", "<strong>By Monday 23 November 2026</strong> or so.", "By Monday 23 November 2026 or so."},
		{"A **b** and **c d**.", "A <strong>b</strong> and <strong>c d</strong>.", "A b and c d."},
		{"* the wait\n* the silence", "<ul>\n<li>the wait</li>\n<li>the silence</li>\n</ul>", "- the wait\n- the silence"},
		{"• the wait\n•\tthe silence", "<li>the wait</li>\n<li>the silence</li>", "- the wait\n- the silence"},
		{"  - the wait", "<li>the wait</li>", "- the wait"},
		{"– the wait", "<li>the wait</li>", "- the wait"},
		{"1. ring\n2) write", "<ol>\n<li value=\"1\">ring</li>\n<li value=\"2\">write</li>\n</ol>", "1. ring\n2. write"},
		{"^ What happens next:\n^ **we ring you**.", "<div class=\"next\"><p>What happens next:<br>\n<strong>we ring you</strong>.</p></div>", "What happens next:\nwe ring you."},
		{"Read [our policy](https://www.landlord.example/policy).", `Read <a href="https://www.landlord.example/policy">our policy</a>.`, "Read our policy (https://www.landlord.example/policy)."},
		{"See www.landlord.example/policy.", `See <a href="https://www.landlord.example/policy">www.landlord.example/policy</a>.`, "See www.landlord.example/policy."},
		{"See https://www.gov.uk/housing, please.", `See <a href="https://www.gov.uk/housing">https://www.gov.uk/housing</a>, please.`, "See https://www.gov.uk/housing, please."},
		{"## Sorry", "<h2>Sorry</h2>", "Sorry"},
		{"Rooms 3 * 4 m and 5 ** 2", "Rooms 3 * 4 m and 5 ** 2", "Rooms 3 * 4 m and 5 ** 2"},
	} {
		t.Run(tt.row, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(
				s.sources["withdrawn.txt"].text,
				`{{template "issues" .}}`,
				"{{template \"issues\" .}}\n\n"+tt.row,
				1,
			)
			mine := load(t, "withdrawn.txt", text)
			r, err := mine.Preview("L25", message.Email, "", SampleLandlord())
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.ReplaceAll(bare(r.HTML), hardSpace, " "), tt.page) || !strings.Contains(r.Text, tt.text) {
				t.Errorf(
					"want %q and %q in\n%s\n%s",
					tt.page,
					tt.text,
					r.Text,
					r.HTML[strings.Index(r.HTML, "<main>"):],
				)
			}
			if strings.ContainsAny(r.HTML+r.Text+r.Subject, ownSigns) {
				t.Error("a sign of our own is left in the letter")
			}
		})
	}
}

// TestMarksInFactsStayWords: stars, brackets and our own signs in what somebody else wrote are what they wrote.
func TestMarksInFactsStayWords(t *testing.T) {
	t.Parallel()
	s := load(
		t,
		"stage1-extension.txt",
		strings.Replace(load(t).sources["stage1-extension.txt"].text, "{{.Reason}}", "**{{.Reason}}**", 1),
	)
	f := Sample("L21")
	f.Reason = "**late** [pay](https://www.landlord.example/x) \ue002https://evil.example\ue003pay\ue004 \ue000x"
	f.Issues = []string{"**bold** ^ 1. x", "[a](https://www.gov.uk)"}
	r, err := s.Render("L21", message.Email, f)
	if err != nil {
		t.Fatal(err)
	}
	page := r.HTML[strings.Index(r.HTML, "<main>"):]
	if strings.Count(page, "<strong>") != 2 ||
		!strings.Contains(page, "<strong>**late** [pay](https://www.landlord.example/x)") ||
		strings.Contains(page, "href=\"https://evil") ||
		strings.Contains(page, `href="https://www.gov.uk"`) ||
		strings.ContainsAny(page, ownSigns) {
		t.Errorf("words of others became marks:\n%s", page)
	}
}

func TestTheSamplesFactsTypedIn(t *testing.T) {
	t.Parallel()
	const a, b, c = "stage1-extension.txt", "resolved.txt", "stage1-response.txt"
	refused(t, []edit{
		{
			name: "the new date",
			file: a,
			from: "{{long .NewDate}}",
			to:   "Friday 18 December 2026",
			line: "Friday 18 December 2026",
			says: "{{long .NewDate}}",
		},
		{
			name: "a date of one's own",
			file: a,
			from: "{{long .NewDate}}",
			to:   "Friday 8 January 2027",
			line: "Friday 8 January 2027",
			says: "{{long .NewDate}}",
		},
		{name: "a date without a year", file: b, from: "after {{long .ReplyBy}}", to: "after 8 December", says: ""},
		{
			name: "the old date, which may be left out",
			file: a,
			from: "(was {{short .OldDate}})",
			to:   "(was 4 Dec)",
			line: "(was 4 Dec)",
			says: "OldDate",
		},
		{
			name: "the day in figures",
			file: "stage1-acknowledgement.txt",
			from: "on {{short .Received}}",
			to:   "on 22/11/2026",
			line: "22/11/2026",
			says: "{{short .Received}}",
		},
		{
			name: "the name",
			file: b,
			from: "We understand that",
			to:   "Dear Asha Rahman, we understand that",
			line: "Asha Rahman",
			says: "{{.Recipient}}",
		},
		{
			name: "the manager",
			file: a,
			from: `{{template "who" .}}`,
			to:   "Your complaint is with Jaya Patel.",
			line: "Jaya Patel",
			says: "Handler.Name",
		},
		{
			name: "the reference",
			file: b,
			from: "We understand that",
			to:   "HC-2026-000123: we understand that",
			line: "HC-2026-000123",
			says: "{{.Ref}}",
		},
		{
			name: "another reference",
			file: b,
			from: "We understand that",
			to:   "About CMP-2026-004711: we understand that",
			line: "CMP-2026-004711",
			says: "{{.Ref}}",
		},
		{
			name: "the reason",
			file: a,
			from: "{{.Reason}}",
			to:   "We are waiting for a camera survey of the drain.",
			line: "camera survey",
			says: ".Reason",
		},
		{
			name: "the answer's second sentence",
			file: c,
			from: "{{.Answer}}",
			to:   "The leak came back because the old pipe was patched twice and not replaced.",
			says: ".Answer",
		},
		{
			name: "the remedy",
			file: c,
			from: "{{with .Remedy}}{{.}}",
			to:   "{{with .Remedy}}We apologise, and we will pay you £50 for the day you lost.",
			says: ".Remedy",
		},
		{
			name: "what was agreed, in other words of one's own",
			file: b,
			from: "{{.Agreed}}",
			to:   "We mended the lift and paid £20.",
			says: "Agreed",
		},
		{
			name: "the handler's number",
			file: a,
			from: "We are sorry.",
			to:   "Ring 01632 960110.",
			line: "01632 960110",
			says: "Phone",
		},
		{
			name: "the resident's complaint",
			file: a,
			from: `{{template "issues" .}}`,
			to:   "> Your plumber did not come on 12 November",
			line: "plumber",
			says: "issues",
		},
		{
			name: "the date in a part",
			file: "parts/review.txt",
			from: "{{long .}}",
			to:   "Tuesday 29 December 2026",
			says: "",
		},
	})
	accepted(t, []edit{
		{
			name: "the landlord's phone",
			file: b,
			from: "We understand that",
			to:   "Ring 01632 960100. We understand that",
		},
		{
			name: "the landlord's desk",
			file: b,
			from: "We understand that",
			to:   "Or ring our rents and charges team, 01632 960130. We understand that",
		},
		{
			name: "days of closure",
			file: b,
			from: "We understand that",
			to:   "We are closed from 24 December to 1 January. We understand that",
		},
		{
			name: "days of closure with year and weekday",
			file: a,
			from: "We are sorry.",
			to:   "We are sorry. We are closed on Friday 25 December 2026.",
		},
		{
			name: "a meeting of the landlord's",
			file: a,
			from: "We are sorry.",
			to:   "We are sorry. Our residents' meeting is on Tuesday 12 January 2027 at 7pm.",
		},
		{name: "a first name of staff", file: a, from: "We are sorry.", to: "We are sorry. Ask for Asha at the desk."},
		{name: "other numbers", file: a, from: "We are sorry.", to: "We are sorry. Citizens Advice: 0800 144 8848."},
		{name: "the old date left out", file: a, from: " (was {{short .OldDate}})", to: ""},
	})
}

// TestThePreviewPastedBack: what a person does who copies what they see.
func TestThePreviewPastedBack(t *testing.T) {
	t.Parallel()
	s := load(t)
	dir := map[string]string{}
	for _, info := range s.List() {
		if info.Audience != ForResident {
			continue
		}
		mail, err := s.Preview(info.ID, message.Email, "", SampleLandlord())
		if err != nil {
			t.Fatal(err)
		}
		sms, err := s.Preview(info.ID, message.SMS, "", SampleLandlord())
		if err != nil {
			t.Fatal(err)
		}
		head, _, _ := strings.Cut(builtIn()[info.Name+".txt"], "=== subject ===")
		dir[info.Name+".txt"] = head + "=== subject ===\n" + mail.Subject + "\n=== body ===\n" + mail.Text +
			"\n=== sms ===\n" + sms.Text + "\n"
	}
	wrong := map[string]bool{}
	for _, p := range saidOf(dir) {
		wrong[p.File] = wrong[p.File] || p.Severity == IsError
	}
	for file := range dir {
		if !wrong[file] {
			t.Errorf("the preview pasted into %s is accepted", file)
		}
	}
}

func TestWhatLettersAndPartsMustTell(t *testing.T) {
	t.Parallel()
	const a, b, scope = "stage1-extension.txt", "resolved.txt", "scope-neighbours.txt"
	whole := func(file string) string { return builtIn()[file] }
	refused(t, []edit{
		{
			name: "a decision that is final",
			file: "parts/challenge.txt",
			from: whole("parts/challenge.txt"),
			to:   "Our decision is final.\n",
			says: "challenge",
		},
		{
			name: "thanks for a challenge",
			file: "parts/challenge.txt",
			from: whole("parts/challenge.txt"),
			to:   "We hope that this helps. Thank you for your patience.\n",
			says: "challenge",
		},
		{
			name: "a challenge without a way",
			file: "parts/challenge.txt",
			from: whole("parts/challenge.txt"),
			to:   "You may disagree. The {{.External.Body}} is there.\n",
			says: "how to challenge",
		},
		{
			name: "a challenge taken away",
			file: "parts/challenge.txt",
			from: "You can ask us to look at this decision again.",
			to:   "You cannot ask us to look at this decision again.",
			line: "You cannot",
			says: "takes away",
		},
		{
			name: "no body outside in the challenge",
			file: "parts/challenge.txt",
			from: whole("parts/challenge.txt"),
			to:   "Reply and tell us why. We look at it again.\n",
			says: "outside us",
		},
		{
			name: "an empty contact",
			file: "parts/outside-contact.txt",
			from: whole("parts/outside-contact.txt"),
			to:   "\n",
			says: "",
		},
		{
			name: "a contact without a way",
			file: "parts/outside-contact.txt",
			from: whole("parts/outside-contact.txt"),
			to:   "The {{.External.Body}} can be found in the telephone book.\n",
			says: "can be reached",
		},
		{
			name: "the body's name alone",
			file: "parts/outside-now.txt",
			from: `{{template "outside-contact" .}}`,
			to:   "",
			says: "can be reached",
		},
		{
			name: "a closing without a number",
			file: "parts/closing.txt",
			from: "{{- with .Landlord.Phone}}\n- Phone: {{.}}{{end}}",
			to:   "",
			says: "{{.Landlord.Phone}}",
		},
		{
			name: "a closing without formats",
			file: "parts/closing.txt",
			from: "We can send you this letter in large print, Braille, Easy Read, as a recording or in another language.",
			to:   "",
			says: "large print",
		},
		{
			name: "a review without a last day",
			file: "parts/review.txt",
			from: "Ask by {{long .}}.",
			to:   "Ask soon.",
			says: "WindowLast",
		},
		{
			name: "no challenge in a letter",
			file: scope,
			from: `{{template "challenge" .}}`,
			to:   "Thank you.",
			says: "challenge",
		},
		{name: "no closing in a letter", file: b, from: `{{template "closing" .}}`, to: "", says: "closing"},
		{name: "no ombudsman in a letter", file: b, from: `{{template "outside-now" .}}`, to: "", says: "outside"},
		{name: "no date in a text", file: b, from: " by {{short .ReplyBy}}", to: "", says: "{{short .ReplyBy}}"},
		{name: "no word to reply with in a text", file: b, from: "Reply NO by", to: "Write to us by", says: `"NO"`},
		{
			name: "no date in a text of a review",
			file: "stage2-acknowledgement.txt",
			from: " by {{short .AnswerBy}}",
			to:   " soon",
			says: "AnswerBy",
		},
		{
			name: "another gas number",
			file: "emergency.txt",
			from: "go outside and ring 0800 111 999. It is free",
			to:   "go outside and ring 0800 111 888. It is free",
			says: "0800 111 999",
		},
		{
			name: "the ombudsman's closed mailbox",
			file: a,
			from: "We are sorry.",
			to:   "Write to info@housing-ombudsman.org.uk.",
			line: "info@",
			says: "housing-ombudsman",
		},
		{
			name: "the closed mailbox in a part",
			file: "parts/outside-contact.txt",
			from: "{{range .}}",
			to:   "- complaints@housing-ombudsman.org.uk\n{{range .}}",
			line: "complaints@housing",
			says: "closed",
		},
		{
			name: "a manager's reason in a text",
			file: a,
			from: "sorry, we need more time.",
			to:   "sorry: {{.Reason}}",
			line: "{{.Reason}}",
			says: "whoever holds the phone",
		},
		{
			name: "an answer in a text",
			file: "stage1-response.txt",
			from: "our stage 1 answer ",
			to:   "{{.Decision}}: our stage 1 answer ",
			line: "{{.Decision}}",
			says: ".Decision",
		},
		{
			name: "what was agreed in a text",
			file: b,
			from: "is settled.",
			to:   "is settled: {{.Agreed}}",
			line: "{{.Agreed}}",
			says: ".Agreed",
		},
		{name: "an emoji", file: a, from: "sorry, we need", to: "sorry 😀 we need", says: "alphabet"},
		{
			name: "a Welsh challenge that is thanks",
			file: "parts/challenge.txt",
			as:   "cy/parts/challenge.txt",
			from: whole("parts/challenge.txt"),
			to:   "Diolch.\n",
			says: "outside",
		},
		{
			name: "a Welsh letter without the date",
			file: a,
			as:   "cy/stage1-extension.txt",
			from: "{{long .NewDate}}",
			to:   "cyn bo hir",
			says: "NewDate",
		},
		{
			name: "a Polish text of five parts",
			file: a,
			as:   "pl/stage1-extension.txt",
			from: "sorry, we need more time.",
			to:   "przepraszamy, potrzebujemy więcej czasu na odpowiedź, ponieważ czekamy na oględziny i odezwiemy się.",
			says: "alphabet",
		},
	})
	accepted(t, []edit{
		{
			name: "a challenge in other words",
			file: "parts/challenge.txt",
			from: "You can ask us to look at this decision again.",
			to:   "Think we have got this wrong? Tell us, and somebody else reviews it.",
		},
		{
			name: "a closing in other words",
			file: "parts/closing.txt",
			from: "We can send you this letter in large print, Braille, Easy Read, as a recording or in another language. Please tell us what you need.",
			to:   "Would large print, a recording or another language suit you better? Just tell us.",
		},
		{
			name: "other words for the new date",
			file: a,
			from: "We now aim to send you our full answer by",
			to:   "You will have our full answer by",
		},
		{
			name: "the landlord is a charity",
			file: "parts/closing.txt",
			from: "Please tell us what you need.",
			to:   "Please tell us what you need.\n\nMeadow Homes is a charity, number 1234567.",
		},
		{
			name: "a closing of the letter's own",
			file: b,
			from: `{{template "closing" .}}`,
			to:   "Reply to this email, or write to {{.Landlord.Email}}. Ring {{.Landlord.Phone}}. Our reference: {{.Ref}}. We have large print, Braille and other languages.\n\n{{.Landlord.Name}}",
		},
		{
			name: "the ombudsman typed by hand",
			file: "parts/outside-contact.txt",
			from: "{{range .}}- {{.}}\n{{end}}",
			to:   "- www.housing-ombudsman.org.uk\n- 0300 111 3000\n",
		},
		{
			name: "a short Polish text",
			file: a,
			as:   "pl/stage1-extension.txt",
			from: "sorry, we need more time.",
			to:   "potrzebujemy więcej czasu.",
		},
		{
			name: "a Welsh text",
			file: a,
			as:   "cy/stage1-extension.txt",
			from: "sorry, we need more time.",
			to:   "mae angen mwy o amser, sori.",
		},
		{
			name: "an answer to a danger in other words",
			file: "emergency.txt",
			from: "Do not wait for an answer to this message.",
			to:   "Please do not wait for us.",
		},
		{
			name: "a sentence for one area",
			file: a,
			from: "We are sorry.",
			to:   `{{if eq .Area "repairs"}}Ring us until 8.{{end}} We are sorry.`,
		},
		{name: "spaces in the braces", file: a, from: "{{.Reason}}", to: "{{  .Reason  }}"},
	})
}

func TestFilesAsPeopleSaveThem(t *testing.T) {
	t.Parallel()
	text := load(t).sources["resolved.txt"].text
	latin := func(s string) string {
		var b []byte
		for _, r := range s {
			switch r {
			case '’':
				b = append(b, 0x92)
			case '€':
				b = append(b, 0x80)
			default:
				b = append(b, byte(r))
			}
		}
		return string(b)
	}
	french := strings.Replace(text, "We understand that", "Siân’s team says £40 or €40, and", 1)
	s := load(t, "resolved.txt", latin(french))
	r, err := s.Preview("L24", message.Email, "", SampleLandlord())
	if err != nil || !strings.Contains(r.Text, "Siân’s team says £40 or €40") {
		t.Errorf("Windows-1252: %v\n%s", err, r.Text)
	}
	if said := saidOf(map[string]string{"resolved.txt": latin(french)}); len(said) != 1 ||
		said[0].Severity != IsWarning ||
		!strings.Contains(said[0].Says, "UTF-8") {
		t.Errorf("a file in Windows-1252: %v, want a warning that says UTF-8", said)
	}
	wide := func(s string) string {
		b := []byte{0xff, 0xfe}
		for _, r := range s {
			b = append(b, byte(r), byte(r>>8))
		}
		return string(b)
	}
	for _, tt := range []struct{ name, file, text, says string }{
		{"UTF-16", "resolved.txt", wide(text), "UTF-8"},
		{"UTF-16 without its mark", "resolved.txt", wide(text)[2:], "UTF-8"},
		{"a Mac's own signs", "resolved.txt", strings.Replace(text, "We understand", "Si\x89n understands", 1), "UTF-8"},
		{"Polish in Windows-1250", "pl/resolved.txt", strings.Replace(text, "We understand", "wi\xeacej", 1), "UTF-8"},
		{"Word's own file", "resolved.txt", "PK\x03\x04\x00\x00", "word processor"},
		{"rich text", "resolved.txt", "{\\rtf1 Hello}", "word processor"},
		{"a Word file by name", "resolved.docx", text, "plain text"},
		{"a name without an end", "resolved", text, "resolved.txt"},
		{"a name twice ended", "resolved.txt.txt", text, "resolved.txt"},
		{"a capital name", "Resolved.TXT", text, "resolved.txt"},
		{"a copy by Windows", "resolved - Copy.txt", text, "resolved.txt"},
		{"a copy by a browser", "resolved (1).txt", text, "resolved.txt"},
		{"a copy by a Mac", "Copy of resolved.txt", text, "resolved.txt"},
		{"a letter's id", "L24.txt", text, ""},
		{"a folder called Welsh", "Welsh/resolved.txt", text, "cy"},
		{"a folder called polski", "polski/resolved.txt", text, "pl"},
		{"a folder with the code in capitals", "CY/resolved.txt", text, "cy"},
		{"a folder called english", "english/resolved.txt", text, "move"},
		{"the folder of parts in capitals", "Parts/closing.txt", text, "parts"},
		{"a dash for the hyphens", "resolved.txt", "—" + text[3:], `"---"`},
		{"a section that is nearly one", "resolved.txt", strings.Replace(text, "=== sms ===", "== sms ==", 1), "=== sms ==="},
		{"a section in capitals", "resolved.txt", strings.Replace(text, "=== sms ===", "=== SMS ===", 1), "=== sms ==="},
		{"a section of another name", "resolved.txt", strings.Replace(text, "=== body ===", "=== email ===", 1), "subject, body and sms"},
		{"no subject", "resolved.txt", strings.Replace(text, "=== subject ===\nIs your complaint settled?\n", "", 1), "subject"},
		{"a colon in the purpose", "resolved.txt", strings.Replace(text, "purpose: ", "purpose: By Jo: ", 1), `"By Jo: `},
		{"a quotation mark never closed", "resolved.txt", strings.Replace(text, "purpose: ", `purpose: "By Jo `, 1), "quotation mark"},
		{"a head with a tab", "resolved.txt", strings.Replace(text, "name:", "\tname:", 1), "tab"},
		{"a head without a space", "resolved.txt", strings.Replace(text, "id: L24", "id:L24", 1), "id: L24"},
		{"a head misspelt", "resolved.txt", strings.Replace(text, "purpose:", "purpos:", 1), "purpose"},
	} {
		said := saidOf(map[string]string{tt.file: tt.text})
		ok := false
		for _, p := range said {
			ok = ok ||
				p.Severity == IsError && strings.Contains(p.String(), tt.says) &&
					strings.Contains(p.File, filepath.Base(tt.file))
			if m := programmers.FindString(p.String()); m != "" {
				t.Errorf("%s: %q is a programmer's word: %s", tt.name, m, p)
			}
		}
		if !ok {
			t.Errorf("%s: want an error with %q for %s, got %v", tt.name, tt.says, tt.file, said)
		}
	}
}

func TestWhatLiesBesideLetters(t *testing.T) {
	t.Parallel()
	text := load(t).sources["resolved.txt"].text
	dir := map[string]string{"resolved.txt": text}
	for _, name := range []string{"Thumbs.db", "thumbs.db", "desktop.ini", "Desktop.ini", "~$resolved.docx", ".DS_Store", "._resolved.txt", "resolved.txt~",
		"resolved.txt.bak", ".resolved.txt.swp", "#resolved.txt#", "~WRL0001.tmp", "resolved.tmp", "parts/Thumbs.db", "cy/desktop.ini", "logo.png",
		"old/resolved.txt", "bak/resolved.txt", "backup/parts/closing.txt", "2025/resolved.txt", "drafts/resolved.txt", "parts/.DS_Store"} {
		dir[name] = text
	}
	for _, p := range saidOf(dir) {
		if p.Severity == IsError {
			t.Error(p)
		}
	}
	for _, name := range []string{"old/resolved.txt", "bak/resolved.txt", "new/resolved.txt", "backup/resolved.txt"} {
		s := load(t, name, text)
		if len(s.notes) != 1 || s.notes[0].Severity != IsWarning || !strings.Contains(s.notes[0].Says, "ignored") {
			t.Errorf("%s: notes %v, want one that says it is ignored", name, s.notes)
		}
		if len(s.List()) != len(load(t).List()) {
			t.Errorf("%s became a language", name)
		}
	}
}
