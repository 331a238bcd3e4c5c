package intake

import "strings"

// cardText tells in words what an invitation or a contact card says: what, when, where, who.
func cardText(src string) string {
	src = strings.ReplaceAll(src, "\r\n", "\n")
	src = strings.NewReplacer("\n ", "", "\n\t", "").Replace(src)
	var lines []string
	for line := range strings.Lines(src) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || len(lines) >= 40 {
			continue
		}
		name, _, _ = strings.Cut(name, ";")
		if i := strings.LastIndexByte(name, '.'); i >= 0 {
			name = name[i+1:]
		}
		label, known := cardLabels[strings.ToUpper(name)]
		value = strings.TrimSpace(cardEscapes.Replace(value))
		if known && value != "" {
			lines = append(lines, label+": "+value)
		}
	}
	return tidyText(strings.Join(lines, "\n"), false)
}

var cardLabels = map[string]string{
	"SUMMARY": "Invitation", "DTSTART": "Starts", "DTEND": "Ends", "LOCATION": "Where", "DESCRIPTION": "Details",
	"FN": "Contact", "TEL": "Telephone", "EMAIL": "Email", "ORG": "Organisation", "NOTE": "Note",
}

// cardEscapes undoes what RFC 5545 does to a text.
var cardEscapes = strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`)
