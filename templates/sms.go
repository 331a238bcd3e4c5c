package templates

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxSMS is the longest text message we write, in septets: two parts of 153.
const MaxSMS = 306

// maxWide is the longest text with a sign that the alphabet of texts lacks: two parts of 67.
const maxWide = 134

// gsmBasic and gsmExtended are the alphabet of 3GPP TS 23.038; an extended character costs two septets.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
		"abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "^{}[]~\\|€\f"
)

// septets counts what s takes in the GSM alphabet, and finds the characters that are not in it.
func septets(s string) (n int, foreign []rune) {
	for _, r := range s {
		switch {
		case r < 0x80 && r >= ' ' && r != '`' && !strings.ContainsRune(gsmExtended, r), strings.ContainsRune(gsmBasic,
			r):
			n++
		case strings.ContainsRune(gsmExtended, r):
			n += 2
		default:
			n++
			foreign = append(foreign, r)
		}
	}
	return n, foreign
}

var typewriter = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u201a", "'", "\u201c", `"`, "\u201d", `"`,
	"\u201e", `"`,
	"\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2212", "-", "\u2026", "...", "\u2022",
	"-",
	"\u00b4", "'", "`", "'", "\u00ab", `"`, "\u00bb", `"`)

// plainSMS makes s one line and, where it can, of characters that cost one septet: one curly quote would
// halve what fits in a text. Letters of other scripts stay, so that a name is never lost.
func plainSMS(s string, foldAccents bool) string {
	s = strings.Join(strings.Fields(typewriter.Replace(s)), " ")
	if _, foreign := septets(s); len(foreign) == 0 || !foldAccents {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(gsmBasic, r) || strings.ContainsRune(gsmExtended, r) {
			b.WriteRune(r)
			continue
		}
		folded := strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(string(r)))
		if _, foreign := septets(folded); folded == "" || len(foreign) > 0 {
			folded = string(r)
		}
		b.WriteString(folded)
	}
	return b.String()
}
