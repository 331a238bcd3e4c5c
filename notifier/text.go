package notifier

import "strings"

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
