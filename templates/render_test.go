package templates

import (
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
	"complaints/internal/people"

	"golang.org/x/net/html"
)

// hostile is what somebody might write to make a letter say something else.
var hostile = []string{
	"{{.Landlord.Email}} {{printf \"%s\" .Ref}} <no value> {{",
	"Asha\r\nBcc: everyone@example.com\r\n\r\nhello",
	"<script>alert(1)</script><img src=x onerror=alert(1)><a href=\"https://evil.example\">click</a>",
	"\u202eesaelp tnemyap\u202c \u2066x\u2069 \u200f \u061c",
	"a\x00b\x1b[2J\x07 \u0085 \u2028 \u2029 \ufeff \U000e0041",
	"## Your complaint is closed\n#\n- item\n----\n> quote",
	"\xff\xfe\xc3\x28 broken bytes",
	strings.Repeat("very long ", 7_000),
	strings.Repeat("x", 70_000),
	"ring 01632 960100 or www.landlord.example.evil.example or https://www.landlord.example@evil.example/",
	"]] [HC-2026-999999] Re: yours",
	"\n\n\n\n",
}

// fillAll puts s into every fact that comes from outside; what the program or the configuration writes stays.
func fillAll(f *order.Facts, s string) {
	keep := map[string]bool{"Landlord": true, "Ref": true, "NewRef": true, "NewRefs": true, "External": true,
		"Language": true, "FullLetter": true,
		"SentBy": true, "Flags": true, "Channel": true}
	v := reflect.ValueOf(f).Elem()
	for i := range v.NumField() {
		if !keep[v.Type().Field(i).Name] {
			fill(v.Field(i), s)
		}
	}
}

func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "Exclusion" {
				fill(v.Field(i), s)
			}
		}
	case reflect.Slice:
		items := reflect.MakeSlice(v.Type(), 2, 2)
		for i := range 2 {
			fill(items.Index(i), s)
		}
		v.Set(items)
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, words := range hostile {
		for _, info := range s.List() {
			if len(words) > maxText && info.ID != letter.Stage1Response && info.ID != letter.TeamDecision {
				continue // two letters show what length does
			}
			f := Sample(info.ID)
			fillAll(&f, words)
			for _, ch := range s.letters[key{info.ID, ""}].channels() {
				r, err := s.Render(info.ID, ch, f)
				if err != nil && strings.TrimSpace(words) == "" {
					continue // a required fact is empty once cleaned, and the letter says so
				}
				if err != nil {
					t.Fatalf("%s by %s with %.30q: %v", info.ID, ch, words, err)
				}
				inspect(t, string(info.ID)+" by "+string(ch), r)
			}
		}
	}
}

// inspect checks what must hold of every letter, whatever its facts.
func inspect(t *testing.T, what string, r Rendered) {
	t.Helper()
	if n := utf8.RuneCountInString(r.Subject); n > 200 || strings.ContainsAny(r.Subject, "\r\n") {
		t.Errorf("%s: subject of %d runes: %.300q", what, n, r.Subject)
	}
	for _, s := range []string{r.Subject, r.Text, r.HTML} {
		if !utf8.ValidString(s) {
			t.Errorf("%s: not UTF-8", what)
		}
		if i := strings.IndexFunc(s, func(c rune) bool { return c != '\n' && c != '\u00a0' && printable(c) != c }); i >= 0 {
			t.Errorf("%s: character that cannot be printed in %q", what, s[max(i-20, 0):min(i+20, len(s))])
		}
	}
	if r.HTML != "" {
		checkPage(t, what, r.HTML)
	}
	if r.Sheet != "" {
		checkPage(t, what+" to print", r.Sheet)
	}
}

// buttonLink is the address of a button: to us, with a subject and a body in which nothing but letters and digits stands
// for itself.
var buttonLink = regexp.MustCompile(`^mailto:(?:[a-z]+(?:%2B[a-z0-9]+)?@landlord\.example)?` +
	`\?subject=[A-Za-z0-9%._~-]*&body=[A-Za-z0-9%._~-]*$`)

// checkPage walks a page: only our own elements, properly closed, and links to our own addresses alone.
func checkPage(t *testing.T, what, page string) {
	t.Helper()
	body := bare(page[strings.Index(page, "<main>") : strings.LastIndex(page, "</main>")+len("</main>")])
	body = strings.NewReplacer(tableTag, "<table>", cellTag, "<td>", ` class="act"`, "", `<div class="next">`, "<div>", ` style="`+buttonStyle+`"`, "", linesTag,
		"<p>").Replace(body) // our own tags, as they are
	allowed := map[string]bool{"main": true, "section": true, "h1": true, "h2": true, "p": true, "ul": true, "li": true,
		"blockquote": true, "br": true, "hr": true, "a": true, "table": true, "tr": true, "td": true,
		"strong": true, "div": true, "ol": true, "body": true, "html": true}
	ours := map[string]bool{}
	f := Sample(letter.Stage1Acknowledgement)
	for _, l := range links(&f) {
		ours[l.href] = true
	}
	var open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		tok := z.Token()
		if (kind == html.StartTagToken || kind == html.EndTagToken || kind == html.SelfClosingTagToken) &&
			!allowed[tok.Data] {
			t.Fatalf("%s: element <%s> in %.200q", what, tok.Data, body)
		}
		switch kind {
		case html.StartTagToken:
			for _, a := range tok.Attr {
				// a handler's
				number := strings.HasPrefix(a.Val, "tel:") && strings.Trim(a.Val[len("tel:"):], "+0123456789") == ""
				public := mayLink(a.Val, &f.Landlord) && !strings.Contains(a.Val, "evil")
				button := buttonLink.MatchString(a.Val)
				if tok.Data == "a" && (a.Key != "href" || !ours[a.Val] && !number && !public && !button) ||
					tok.Data != "a" && tok.Data != "section" {
					t.Fatalf("%s: attribute %s=%q of <%s>", what, a.Key, a.Val, tok.Data)
				}
			}
			if tok.Data != "br" && tok.Data != "hr" {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) > 0 && open[len(open)-1] == tok.Data {
				open = open[:len(open)-1]
			} else if tok.Data != "body" && tok.Data != "html" {
				t.Fatalf("%s: </%s> closes nothing; open are %v", what, tok.Data, open)
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: never closed: %v", what, open)
	}
}

func TestTemplateWordsOfResidentsAreNotRun(t *testing.T) {
	t.Parallel()
	f := Sample(letter.Stage1Acknowledgement)
	f.Issues = []string{"{{.Landlord.Name}} {{template \"closing\" .}}"}
	r, err := load(t).Render(letter.Stage1Acknowledgement, message.Email, f)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Text, `> {{.Landlord.Name}} {{template "closing" .}}`) {
		t.Errorf("the resident's words changed:\n%s", r.Text)
	}
}

func TestRenderChangesNoFacts(t *testing.T) {
	t.Parallel()
	f := Sample(letter.Stage1Acknowledgement)
	f.Issues, f.Actions = []string{"a\r\nb"}, []complaint.Action{{What: "x\ny"}}
	if _, err := load(t).Render(letter.Stage1Acknowledgement, message.Email, f); err != nil {
		t.Fatal(err)
	}
	if f.Issues[0] != "a\r\nb" || f.Actions[0].What != "x\ny" || f.SentBy != "" {
		t.Errorf("the caller's facts are now %q, %q, %q", f.Issues[0], f.Actions[0].What, f.SentBy)
	}
}

func TestWhatCannotBeRendered(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, tt := range []struct {
		name    string
		letter  complaint.LetterID
		channel message.Channel
		change  func(*order.Facts)
		want    string
	}{
		{
			name:    "no such letter",
			letter:  "L99",
			channel: message.Email,
			change:  func(*order.Facts) {},
			want:    "there is no letter L99",
		},
		{
			name:    "no such channel",
			letter:  letter.Stage1Acknowledgement,
			channel: "fax",
			change:  func(*order.Facts) {},
			want:    `no letter goes by "fax"`,
		},
		{
			name:    "a report as a text",
			letter:  letter.MorningReport,
			channel: message.SMS,
			change:  func(*order.Facts) {},
			want:    "it has no text message",
		},
		{
			name:    "a required date is missing",
			letter:  letter.Stage1Acknowledgement,
			channel: message.Email,
			change:  func(f *order.Facts) { f.AnswerBy = 0 },
			want:    "it needs AnswerBy",
		},
		{
			name:    "a required list is empty",
			letter:  letter.ActionDue,
			channel: message.Email,
			change:  func(f *order.Facts) { f.Actions = []complaint.Action{} },
			want:    "it needs Actions",
		},
		{
			name:    "a required text is blank",
			letter:  letter.Stage1Extension,
			channel: message.SMS,
			change:  func(f *order.Facts) { f.Reason = " \r\n " },
			want:    "it needs Reason",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := Sample(tt.letter)
			tt.change(&f)
			if r, err := s.Render(tt.letter, tt.channel, f); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q, error %v; want %q", r.Text, err, tt.want)
			}
		})
	}
}

func TestSubject(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, ref, subject, want string }{
		{"a case", "HC-2026-000123", "Hello", "[HC-2026-000123] Hello"},
		{"no case", "", "Hello", "Hello"},
		{"there already", "HC-2026-000123", "Hello [HC-2026-000123]", "Hello [HC-2026-000123]"},
	} {
		if got := withRef(tt.ref, tt.subject); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestNobodyIsToldOfOthers holds that a letter to a resident carries nothing that only staff may see.
func TestNobodyIsToldOfOthers(t *testing.T) {
	t.Parallel()
	s := load(t)
	for _, info := range s.List() {
		if info.Audience != ForResident {
			continue
		}
		f := Sample(info.ID)
		f.Words, f.History, f.Problem = "STAFF-ONLY words", []string{"STAFF-ONLY history"}, "STAFF-ONLY problem"
		f.Contact = people.Contact{Name: "STAFF-ONLY name", Email: "STAFF-ONLY@example.com", Phone: "STAFF-ONLY"}
		f.Proposal = order.Proposal{Why: "STAFF-ONLY why", Question: "STAFF-ONLY question"}
		f.Commands, f.Reminder = order.Lines("STAFF-ONLY command"), "STAFF-ONLY rung"
		f.Handler.Email = "STAFF-ONLY@landlord.example"
		for _, ch := range s.letters[key{info.ID, ""}].channels() {
			shown := f
			if ch == message.Post { // what the team does with it stands on the cover, above the letter
				shown.Reminder = ""
			}
			r, err := s.Render(info.ID, ch, shown)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(r.Subject+r.Text+r.HTML, "STAFF-ONLY") {
				t.Errorf("%s by %s shows what only staff may see:\n%s", info.ID, ch, r.Text)
			}
		}
	}
}

func TestConsentLetterTellsNothingOfTheCase(t *testing.T) {
	t.Parallel()
	f := Sample(letter.ConsentNeeded)
	r, err := load(t).Render(letter.ConsentNeeded, message.Email, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{f.Issues[0], f.OutcomeSought, f.Handler.Name, f.AnswerBy.Long(),
		f.Received.Long()} {
		if strings.Contains(r.Text, secret) {
			t.Errorf("the letter that asks for permission tells %q:\n%s", secret, r.Text)
		}
	}
}

func TestRenderIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s := load(t)
	want, err := s.Render(letter.Stage1Response, message.Email, Sample(letter.Stage1Response))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got, err := s.Render(letter.Stage1Response, message.Email, Sample(letter.Stage1Response))
				if err != nil || got != want {
					t.Errorf("%v, the letter differs: %v", err, got != want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func FuzzRender(f *testing.F) {
	for _, words := range hostile {
		f.Add(words[:min(len(words), 2000)])
	}
	s, err := Load(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, words string) {
		for _, id := range []complaint.LetterID{letter.Stage1Response, letter.TeamDecision} {
			facts := Sample(id)
			fillAll(&facts, words)
			if r, err := s.Render(id, message.Email, facts); err == nil {
				inspect(t, string(id), r)
			} else if !strings.Contains(err.Error(), "it needs") {
				t.Errorf("%s: %v", id, err)
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	s, err := Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, tt := range []struct {
		letter  complaint.LetterID
		channel message.Channel
	}{{letter: letter.Stage1Acknowledgement, channel: message.SMS},
		{letter: letter.Stage1Acknowledgement, channel: message.Email},
		{letter: letter.Status, channel: message.Email}, {
			letter:  letter.Stage1Response,
			channel: message.Email,
		}, {
			letter:  letter.Stage1Response,
			channel: message.Post,
		}, {
			letter:  letter.ManagerAssigned,
			channel: message.Email,
		}} {
		b.Run(string(tt.letter)+"/"+string(tt.channel), func(b *testing.B) {
			f := Sample(tt.letter)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Render(tt.letter, tt.channel, f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	s, err := Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if problems := s.Check(SampleLandlord()); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}
