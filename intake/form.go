package intake

import (
	"regexp"
	"strings"

	"complaints/internal/complaint"
)

// formWriter returns who wrote through a program that mails what people type or scan: the web form of the house, a
// printer. The program stands in From, often with the very address that the mail goes to, and the writer in Reply-To.
// Taken for the program's, all who use it would be one person, whom no answer reaches. It is "" where a person's own
// mail program wrote.
func (r *Reader) formWriter(h header, m *complaint.Message) string {
	to := m.ReplyTo
	if m.Nature != complaint.FromPerson || to == "" || len(m.InReplyTo) > 0 || r.isOurs(to) || isDaemon(to) ||
		noReply.MatchString(to) {
		return ""
	}
	if r.own[m.From] || noReply.MatchString(m.From) || formAddress.MatchString(m.From) ||
		fieldValue(h.get("auto-submitted")) == "auto-generated" || madeByWebPage(h) {
		return to
	}
	return ""
}

// formAddress are the names under which such programs write.
var formAddress = regexp.MustCompile(`^(?:wordpress|www-?data|apache|nginx|nobody|web-?(?:site|forms?|master|admin|` +
	`mail-?form)?|(?:contact|online)-?forms?|forms?|printer|scan(?:ner)?|mfp|copier)@`)

// madeByWebPage knows the marks of the programs with which web pages send mail.
func madeByWebPage(h header) bool {
	return h.has("x-php-originating-script") || h.has("x-php-script") ||
		strings.HasPrefix(strings.ToLower(h.get("x-mailer")), "phpmailer")
}
