package winmail

import (
	"strings"
	"testing"
)

func TestRTFText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rtf, want string
		html            bool
	}{
		{
			name: "paragraphs and formats",
			rtf: `{\rtf1\ansi\deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl;\red255\green0\blue0;}` +
				`\pard\b No heat\b0  since {\i Monday}.\par The baby is ill.\par}`,
			want: "No heat since Monday.\nThe baby is ill.\n",
		},
		{
			name: "signs",
			rtf:  `{\rtf1 It\rquote s cold \endash  5\'b0C, \'a320 \{paid\}\tab twice\~now}`,
			want: "It’s cold – 5°C, £20 {paid}\ttwice\u00a0now",
		},
		{
			name: "Unicode with its stand-ins",
			rtf:  `{\rtf1\ansi\uc1 Zo\u235?, \u-10179?\u-8704? and {\uc2 \u322 ll}o}`,
			want: "Zoë, 😀 and ło",
		},
		{
			name: "the set of letters of a font",
			rtf: `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}` +
				`\f0 caf\'e9 \f1\'ef\'f0\'ee\'f2\'e5\'f7\'ea\'e0}`,
			want: "café протечка",
		},
		{
			name: "nothing that is not for people",
			rtf: `{\rtf1{\info{\author Mallory}}{\*\generator Word}{\pict 0a0b0c}{\header Page}{\stylesheet{\s0 ` +
				`Normal;}}` +
				`Words{\field{\*\fldinst HYPERLINK "http://x.example"}{\fldrslt here}}{\bin3 }}}.}`,
			want: "Wordshere.",
		},
		{
			name: "wrapped plain text",
			rtf: `{\rtf1\ansi\fromtext{\fonttbl{\f0 Arial;}}\uc1\pard\plain\deftab360 ` +
				`\f0\fs20 The lift\par is broken.\par}`,
			want: "The lift\nis broken.\n",
		},
		{
			name: "wrapped HTML",
			rtf: `{\rtf1\ansi\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}` +
				`{\*\htmltag64 <html><body>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 My ceiling ` +
				`{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 leaks{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 .` +
				`\htmlrtf \par}\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag64 <p>}{\*\htmltag84 &pound;}50 please` +
				`{\*\htmltag72 </p>}{\*\htmltag27 </body></html>}}`,
			want: "<html><body><p>My ceiling <b>leaks</b>.</p><p>&pound;50 please</p></body></html>",
			html: true,
		},
		{name: "cut off", rtf: `{\rtf1 The boiler {\b is out`, want: "The boiler is out"},
		{name: "too many ends", rtf: `{\rtf1 The boiler}}}} is out`, want: "The boiler is out"},
		{
			name: "a depth nobody writes",
			rtf:  `{\rtf1 ` + strings.Repeat("{", 50_000) + "words" + strings.Repeat("}", 50_000) + " after}",
			want: "words after",
		},
		{name: "no RTF", rtf: "plain words"},
	} {
		got, html := RTFText([]byte(c.rtf))
		if got != c.want || html != c.html {
			t.Errorf("%s: text %q (HTML %v), want %q (HTML %v)", c.name, got, html, c.want, c.html)
		}
	}
}
