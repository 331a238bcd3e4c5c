package intake

import (
	"strings"
	"unicode"

	"complaints/intake/winmail"
)

// openWinmail takes the words and files out of a winmail.dat. It reports whether it got anything; what it got from a
// damaged file is kept, and the file with it.
func (c *content) openWinmail(data []byte) bool {
	mail, ok := winmail.Read(data)
	if !ok {
		return false
	}
	words, whole := winmailWords(mail)
	whole = whole && !mail.Damaged
	if !whole {
		c.problems.add(problemWinmail)
	}
	if words != "" && !c.says(words) {
		c.addPiece(words)
	}
	for _, f := range mail.Files {
		kept := newFile(f.Title, "", f.Data)
		if f.Title == "" {
			kept.Name = "file from winmail.dat"
		}
		c.files = append(c.files, kept)
	}
	return whole && (words != "" || len(mail.Files) > 0)
}

// winmailWords are the words of the mail, in the form that loses least. whole is false if that form was damaged.
func winmailWords(mail winmail.Mail) (words string, whole bool) {
	if text := tidyText(mail.Text, false); strings.TrimSpace(text) != "" {
		return text, true
	}
	if text := tidyText(htmlText(mail.HTML), true); strings.TrimSpace(text) != "" {
		return text, true
	}
	if len(mail.RTF) == 0 {
		return "", true
	}
	rtf, whole, err := winmail.Unfold(mail.RTF)
	return rtfText(rtf), whole && err == nil
}

// rtfText turns RTF into text that is fit to keep.
func rtfText(rtf []byte) string {
	text, html := winmail.RTFText(rtf)
	if html {
		return tidyText(htmlText(text), true)
	}
	return tidyText(text, false)
}

// says reports whether the pieces so far say the same already: a mail often has its words both in the open and in
// its winmail.dat.
func (c *content) says(words string) bool {
	said := strings.Map(bareLetters, strings.Join(c.pieces, ""))
	return strings.Contains(said, strings.Map(bareLetters, words))
}

func bareLetters(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return unicode.ToLower(r)
	}
	return -1
}
