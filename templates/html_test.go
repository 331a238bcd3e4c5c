package templates

import (
	"strings"
	"testing"

	"complaints/internal/complaint"
)

func TestMarkedTextBecomesAPage(t *testing.T) {
	t.Parallel()
	known := []link{{"complaints@landlord.example", "mailto:complaints@landlord.example"}, {"01632 960100", "tel:01632960100"},
		{"www.landlord.example", "https://www.landlord.example"}, {"landlord.example", "https://landlord.example"}}
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"a paragraph keeps its lines", "one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"},
		{"a heading", "## What happens next\n\nThis.", "<h2>What happens next</h2>\n<p>This.</p>\n"},
		{"the title's place", "Meadow\n\n#\n\nDear", "<p>Meadow</p>\n<h1>Title</h1>\n<p>Dear</p>\n"},
		{"only one title", "#\n\n#", "<h1>Title</h1>\n<p>#</p>\n"},
		{"a list", "- one\n- two\n\nend", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<p>end</p>\n"},
		{"a list after a line", "these:\n- one", "<p>these:</p>\n<ul>\n<li>one</li>\n</ul>\n"},
		{"somebody's words", "> one\n> two\n>\n> three", "<blockquote><p>one<br>\ntwo</p>\n<p>three</p></blockquote>\n"},
		{"words that begin with a blank line", ">\n> one", "<blockquote><p>one</p></blockquote>\n"},
		{"marks inside somebody's words", "> ## x\n> - y\n> #", "<blockquote><p>## x<br>\n- y<br>\n#</p></blockquote>\n"},
		{"a rule", "one\n------\ntwo", "<p>one</p>\n<hr>\n<p>two</p>\n"},
		{"every sign that means something in HTML", `<b> & "x" 'y'`, "<p>&lt;b&gt; &amp; &#34;x&#34; &#39;y&#39;</p>\n"},
		{"our address", "Email complaints@landlord.example.", `<p>Email <a href="mailto:complaints@landlord.example">complaints@landlord.example</a>.</p>` + "\n"},
		{"our number twice", "01632 960100, 01632 960100", `<p><a href="tel:01632960100">01632 960100</a>, <a href="tel:01632960100">01632 960100</a></p>` + "\n"},
		{"the longer of two addresses", "www.landlord.example", `<p><a href="https://www.landlord.example">www.landlord.example</a></p>` + "\n"},
		{"an address inside another", "https://www.landlord.example@evil.example, www.landlord.example.evil.example", "<p>https://www.landlord.example@evil.example, www.landlord.example.evil.example</p>\n"},
		{"a number inside another", "1001632 960100 01632 9601001", "<p>1001632 960100 01632 9601001</p>\n"},
		{"our number in somebody's words", "> ring 01632 960100", "<blockquote><p>ring 01632 960100</p></blockquote>\n"},
		{"an address that is not ours", "https://evil.example", "<p>https://evil.example</p>\n"},
	} {
		got := string(toHTML("Title", tt.text, known))
		if got != tt.want {
			t.Errorf("%s:\n%q\nwant\n%q", tt.name, got, tt.want)
		}
	}
}

func TestOnlyOurOwnAddressesAreLinks(t *testing.T) {
	t.Parallel()
	f := Sample("L32")
	f.Landlord.Website = "javascript:alert(1)"
	f.Landlord.EmergencyPhone = "ring the desk"
	f.Landlord.OmbudsmanList = []string{"Online: https://www.ombudsman.example/form (free)", "ftp://x.example", "Post: PO Box 1"}
	var got []string
	for _, l := range links(&f) {
		got = append(got, l.href)
	}
	want := "tel:999 tel:0800111999 tel:116123 mailto:complaints@landlord.example tel:01632960100 tel:07700900000 tel:01632960170 https://www.ombudsman.example/form"
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
	for id, want := range map[complaint.LetterID]bool{"L01": true, "L23": true, "M01": false} {
		f := Sample(id)
		f.LargePrint = true
		r, err := s.Render(id, complaint.Email, f)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(r.HTML, `<body class="large">`); got != want {
			t.Errorf("%s in large print: %v, want %v", id, got, want)
		}
		f.LargePrint = false
		if r, err = s.Render(id, complaint.Email, f); err != nil || strings.Contains(r.HTML, `<body class`) {
			t.Errorf("%s is in large print for everybody: %v", id, err)
		}
	}
}
