package message

import (
	"regexp"
	"unicode/utf8"
)

// link is what a mail reader or a phone would make a link of: an address, a host, a number to ring.
var link = regexp.MustCompile(`(?i)://|\bwww\.|@|[\p{L}\d-]{2,}\.(?:[a-z]{2,}/|(?:com|net|org|info|biz|top|xyz|site|` +
	`online|shop|click|link|app|dev|io|me|co|uk|eu|us|ru|cn|de|fr|nl|in|example|invalid)\b)|\d[\d\s()+-]{4,}\d`)

// longestName is of how many characters a name may be that we call anybody by.
const longestName = 60

// WriterName is what we may call a message's writer by, or "". A display name is the sender's own choice, and stands
// after "Dear" in a letter of ours that may go to somebody else: one that is long, or holds an address or a link, is
// not used.
func (m Message) WriterName() string {
	if utf8.RuneCountInString(m.FromName) > longestName || link.MatchString(m.FromName) {
		return ""
	}
	return m.FromName
}
