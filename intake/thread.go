package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"complaints/internal/message"
)

const (
	tokenLength = 26
	mostClues   = 50 // of each kind; a hostile header may name thousands
)

// Clues are what a message gives away about the case it belongs to, each kind in the order in which to believe it and
// without repeats. They are claims, not proof: what a token, an id or a reference leads to must still fit the sender.
type Clues struct {
	Answered   []string // Message-IDs written as ours are, of what this answers or reports on
	Tokens     []string // of letters we sent, from the address that this came to: 26 lower-case letters and digits
	Thread     []string // Message-IDs written as ours are, of what came before in the conversation, the newest first
	MessageIDs []string // of all messages referred to, without angle brackets
	Refs       []string // case references as HC-2026-000123, from the subject before the text
}

// Candidates reads the clues of a message to mailbox, the address that our letters come from, where case references
// begin with prefix. A token is found in the address that a letter asked to be answered to (complaints+TOKEN@...); what
// a delivery report returns counts as answered.
func Candidates(m message.Message, mailbox, prefix string) Clues {
	local, domain, _ := strings.Cut(strings.ToLower(mailbox), "@")
	var c Clues
	answered := m.InReplyTo
	if m.Bounce != nil {
		answered = append([]string{m.Bounce.OriginalMessageID}, answered...)
	}
	thread := slices.Clone(m.References)
	slices.Reverse(thread)

	c.Answered, c.Thread = ownIDs(answered, domain), ownIDs(thread, domain)
	for _, to := range m.To {
		name, host, _ := strings.Cut(strings.ToLower(to), "@")
		if base, token, tagged := strings.Cut(name, "+"); tagged && base == local && host == domain && isToken(token) {
			c.Tokens = addClue(c.Tokens, token)
		}
	}
	for _, id := range slices.Concat(answered, thread) {
		c.MessageIDs = addClue(c.MessageIDs, strings.Trim(id, "<> \t"))
	}
	for _, text := range []string{m.Subject, m.NewText, m.Text} {
		c.Refs = addRefs(c.Refs, text, prefix)
	}
	return c
}

// ownIDs are those ids that are written as the Message-IDs of our letters are: a word like a token, at our domain.
func ownIDs(ids []string, domain string) (own []string) {
	for _, id := range ids {
		id = strings.ToLower(strings.Trim(id, "<> \t"))
		if name, host, _ := strings.Cut(id, "@"); host == domain && isToken(name) {
			own = addClue(own, id)
		}
	}
	return own
}

// isToken reports whether s is written like a token: base32 (RFC 4648) in lower case.
func isToken(s string) bool {
	if len(s) != tokenLength {
		return false
	}
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || '2' <= c && c <= '7') {
			return false
		}
	}
	return true
}

func addClue(clues []string, clue string) []string {
	if clue == "" || len(clues) >= mostClues || slices.Contains(clues, clue) {
		return clues
	}
	return append(clues, clue)
}

// addRefs adds the references in text. People write them with spaces, other dashes, in lower case or
// without the noughts.
func addRefs(refs []string, text, prefix string) []string {
	if prefix == "" {
		return refs
	}
	for i := 0; i+len(prefix) < len(text); i++ {
		// The first byte is compared by itself, for texts are long.
		if text[i]|0x20 != prefix[0]|0x20 || !strings.EqualFold(text[i:i+len(prefix)], prefix) || midWord(text, i) {
			continue
		}
		if year, number, ok := refNumbers(text[i+len(prefix):]); ok {
			refs = addClue(refs, fmt.Sprintf("%s-%04d-%06d", prefix, year, number))
		}
	}
	return refs
}

// midWord reports whether the word at i goes on from what stands before it.
func midWord(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	return i > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before))
}

// refNumbers reads the year and number after a prefix. Without a mark between them the number must
// have all its six digits, or 2026123 would be anything.
func refNumbers(s string) (year, number int, ok bool) {
	s = skipMarks(s)
	y, s := cutDigits(s, 4)
	rest := skipMarks(s)
	n, after := cutDigits(rest, 7)
	apart := len(rest) < len(s)
	if len(y) != 4 || y[:2] != "20" || n == "" || !apart && len(n) != 6 {
		return 0, 0, false
	}
	if after != "" && '0' <= after[0] && after[0] <= '9' {
		return 0, 0, false
	}
	year, _ = strconv.Atoi(y) // four digits
	number, _ = strconv.Atoi(n)
	return year, number, number > 0 && number <= 999_999
}

// cutDigits cuts up to most digits from the start of s.
func cutDigits(s string, most int) (number, rest string) {
	n := 0
	for n < len(s) && n < most && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return s[:n], s[n:]
}

// skipMarks leaves out what stands between the parts of a reference: up to three dashes, spaces, strokes
// or signs that are not seen.
func skipMarks(s string) string {
	for range 3 {
		r, size := utf8.DecodeRuneInString(s)
		if r == '\n' || size == 0 ||
			!(unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) ||
				strings.ContainsRune("/_.:#\u2212", r)) {
			break
		}
		s = s[size:]
	}
	return s
}
