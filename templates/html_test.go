package templates

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
	"complaints/internal/letter"
	"complaints/internal/message"
	"complaints/internal/order"
)

// bare is a page without how its tags are set.
func bare(page string) string {
	var pairs []string
	for _, k := range []look{{plainColour, false}, {plainColour, true}, {"#000000", false}, {"#000000", true}} {
		for _, tag := range []string{"h1", "h2", "p", "ul", "ol", "li", "blockquote", "hr", "a"} {
			set := strings.TrimSuffix(k.tag(tag), ">")
			pairs = append(pairs, set, "<"+tag)
		}
		pairs = append(pairs, k.tag("div"), `<div class="next"><p>`)
	}
	return strings.NewReplacer(pairs...).Replace(page)
}

func TestMarkedTextBecomesAPage(t *testing.T) {
	t.Parallel()
	known := []link{{"complaints@landlord.example", "mailto:complaints@landlord.example"},
		{"01632 960100", "tel:01632960100"},
		{"www.landlord.example", "https://www.landlord.example"}, {"landlord.example", "https://landlord.example"}}
	for _, tt := range []struct{ name, text, want string }{
		{name: "nothing"},
		{name: "a paragraph keeps its lines", text: "one\ntwo\n\nthree", want: "<p>one<br>\ntwo</p>\n<p>three</p>\n"},
		{name: "a heading", text: "## What happens next\n\nThis.", want: "<h2>What happens next</h2>\n<p>This.</p>\n"},
		{name: "the title's place", text: "Meadow\n\n#\n\nDear", want: "<p>Meadow</p>\n<h1>Title</h1>\n<p>Dear</p>\n"},
		{name: "only one title", text: "#\n\n#", want: "<h1>Title</h1>\n<p>#</p>\n"},
		{name: "a list", text: "- one\n- two\n\nend", want: "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>end</p>\n"},
		{name: "a list after a line", text: "these:\n- one", want: "<p>these:</p>\n<ul>\n<li>one</li>\n</ul>\n"},
		{
			name: "somebody's words",
			text: "> one\n> two\n>\n> three",
			want: "<blockquote><p>one<br>\ntwo</p>\n<p>three</p></blockquote>\n",
		},
		{name: "words that begin with a blank line", text: ">\n> one", want: "<blockquote><p>one</p></blockquote>\n"},
		{
			name: "marks inside somebody's words",
			text: "> ## x\n> - y\n> #",
			want: "<blockquote><p>## x<br>\n- y<br>\n#</p></blockquote>\n",
		},
		{name: "a rule", text: "one\n------\ntwo", want: "<p>one</p>\n<hr>\n<p>two</p>\n"},
		{
			name: "every sign that means something in HTML",
			text: `<b> & "x" 'y'`,
			want: "<p>&lt;b&gt; &amp; &#34;x&#34; &#39;y&#39;</p>\n",
		},
		{
			name: "our address",
			text: "Email complaints@landlord.example.",
			want: `<p>Email <a href="mailto:complaints@landlord.example">complaints@landlord.example</a>.</p>` + "\n",
		},
		{
			name: "our number twice",
			text: "01632 960100, 01632 960100",
			want: `<p><a href="tel:01632960100">01632 960100</a>, <a href="tel:01632960100">01632 960100</a></p>` +
				"\n",
		},
		{
			name: "the longer of two addresses",
			text: "www.landlord.example",
			want: `<p><a href="https://www.landlord.example">www.landlord.example</a></p>` + "\n",
		},
		{
			name: "an address inside another",
			text: "https://www.landlord.example@evil.example, www.landlord.example.evil.example",
			want: "<p>https://www.landlord.example@evil.example, www.landlord.example.evil.example</p>\n",
		},
		{
			name: "a number inside another",
			text: "1001632 960100 01632 9601001",
			want: "<p>1001632 960100 01632 9601001</p>\n",
		},
		{
			name: "our number in somebody's words",
			text: "> ring 01632 960100",
			want: "<blockquote><p>ring 01632 960100</p></blockquote>\n",
		},
		{name: "an address that is not ours", text: "https://evil.example", want: "<p>https://evil.example</p>\n"},
	} {
		got := string(toHTML("Title", tt.text, known, &order.Facts{}, look{colour: plainColour}))
		got = strings.ReplaceAll(bare(got), hardSpace, " ")
		if got != tt.want {
			t.Errorf("%s:\n%q\nwant\n%q", tt.name, got, tt.want)
		}
	}
}

func TestOnlyOurOwnAddressesAreLinks(t *testing.T) {
	t.Parallel()
	f := Sample(letter.Stage2FinalResponse)
	f.Landlord.Website = "javascript:alert(1)"
	f.Landlord.EmergencyPhone = "ring the desk"
	f.Landlord.OmbudsmanList = []string{"Online: https://www.ombudsman.example/form (free)", "ftp://x.example",
		"Post: PO Box 1"}
	var got []string
	for _, l := range links(&f) {
		got = append(got, l.href)
	}
	want := "tel:999 tel:0800111999 tel:116123 mailto:complaints@landlord.example sms:07700900000 tel:01632960100 " +
		"tel:01632960170 tel:07700900123 https://www.ombudsman.example/form"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("links %s\nwant  %s", s, want)
	}
}

func TestPlainTextReadsAsItStands(t *testing.T) {
	t.Parallel()
	marked := tidyBlankLines([]byte("\n\nMeadow  \n\n\n\n#\n\n## Next\n- one\t\n\n"))
	if want := "Meadow\n\n#\n\n## Next\n- one"; marked != want {
		t.Errorf("settled %q, want %q", marked, want)
	}
	for _, tt := range []struct{ title, marked, want string }{
		{"", marked, "Meadow\n\nNext\n- one\n"},
		{"Title", marked, "Meadow\n\nTitle\n\nNext\n- one\n"},
		{"", "#\n\nHello", "Hello\n"},
		{"Title", "#\n\nHello\n\n#", "Title\n\nHello\n\n#\n"},
		{"", "## A heading first", "A heading first\n"},
	} {
		if got := plain(tt.title, tt.marked); got != tt.want {
			t.Errorf("plain(%q, %q) = %q, want %q", tt.title, tt.marked, got, tt.want)
		}
	}
}

func TestDirection(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"": "ltr", "cy": "ltr", "ar": "rtl", "ur-pk": "rtl", "arn": "ltr"} {
		if got := direction(language); got != want {
			t.Errorf("%q is written %s, want %s", language, got, want)
		}
	}
}

// TestLargePrint: a resident who needs large print has every letter in it; the staff's letters stay as they are.
func TestLargePrint(t *testing.T) {
	t.Parallel()
	s := load(t)
	for id, want := range map[complaint.LetterID]bool{letter.Stage1Acknowledgement: true, letter.Stage1Response: true,
		letter.ManagerAssigned: false} {
		f := Sample(id)
		f.LargePrint = true
		r, err := s.Render(id, message.Email, f)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(r.HTML, `<body class="large"`); got != want {
			t.Errorf("%s in large print: %v, want %v", id, got, want)
		}
		f.LargePrint = false
		if r, err = s.Render(id, message.Email, f); err != nil || strings.Contains(r.HTML, `<body class`) {
			t.Errorf("%s is in large print for everybody: %v", id, err)
		}
	}
}
