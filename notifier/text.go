package notifier

import (
	"strings"
	"unicode/utf16"
)

// The characters of one text message part (3GPP TS 23.038 and 23.040): a text that needs several parts
// spends some of each on joining them.
const (
	gsmAlone, gsmJoined = 160, 153
	ucsAlone, ucsJoined = 70, 67
)

// gsmBasic and gsmExtended are the GSM 7-bit alphabet; extended characters take two places.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Segments returns how many message parts a text takes, as sent, and whether it fits the GSM alphabet.
// Typographic characters count as what [Fold] makes of them. An empty text takes none.
func Segments(text string) (n int, gsm bool) {
	text = Fold(text)
	if text == "" {
		return 0, true
	}
	widths, gsm := widthsOf(text)
	alone, joined := ucsAlone, ucsJoined
	if gsm {
		alone, joined = gsmAlone, gsmJoined
	}
	total := 0
	for _, w := range widths {
		total += int(w)
	}
	if total <= alone {
		return 1, gsm
	}
	n, used := 1, 0
	for _, w := range widths {
		if used+int(w) > joined { // neither an escape nor a surrogate pair is ever split
			n, used = n+1, 0
		}
		used += int(w)
	}
	return n, gsm
}

// widthsOf gives the places each character takes: septets if the whole text fits GSM, else UTF-16 units.
func widthsOf(text string) (widths []uint8, gsm bool) {
	widths = make([]uint8, 0, len(text))
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			widths = append(widths, 1)
		case strings.ContainsRune(gsmExtended, r):
			widths = append(widths, 2)
		default:
			return utf16Widths(text, widths[:0]), false
		}
	}
	return widths, true
}

func utf16Widths(text string, widths []uint8) []uint8 {
	for _, r := range text {
		widths = append(widths, uint8(max(utf16.RuneLen(r), 1)))
	}
	return widths
}

// Fold replaces typographic characters by plain ones that say the same, so that one curly quote does not
// turn a text into three. Names keep their accents, whatever they cost.
func Fold(text string) string {
	if ascii(text) && !strings.ContainsAny(text, "`\r") {
		return text
	}
	return folding.Replace(strings.ToValidUTF8(text, "\uFFFD"))
}

var folding = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "′", "'", "`", "'", "´", "'",
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "″", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-",
	"…", "...", "•", "-", "·", "-", "×", "x",
	"\u00a0", " ", "\u2002", " ", "\u2003", " ", "\u2009", " ", "\u200a", " ", "\u202f", " ",
	"\u200b", "", "\ufeff", "", "\u00ad", "", "\r\n", "\n", "\r", "\n",
)
