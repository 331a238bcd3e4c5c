package main

import (
	"regexp"
	"strings"

	"complaints/store"
)

// add takes letters into the file without their tokens: whoever has one can answer in the place of whoever was written
// to. A Message-ID that was made from the token, as they once were, goes with it.
func (f *caseFile) add(letters []store.Posted) {
	for _, l := range letters {
		if l.Token != "" {
			f.tokens = append(f.tokens, l.Token)
			if strings.HasPrefix(l.MessageID, l.Token) {
				l.MessageID = ""
			}
			l.Token = ""
		}
		f.Letters = append(f.Letters, l)
	}
}

// replyAddress is how the address goes on to which a letter is answered, in whatever letters a mail program wrote it.
var replyAddress = regexp.MustCompile(`(?i)\+[a-z2-7]{26}@`)

// withoutTokens takes out of a text what letters are answered by. It stands in the header of every answer that came,
// the staff's among them.
func withoutTokens(body []byte, tokens []string) []byte {
	const hidden = "(left out)"
	pairs := make([]string, 0, 2*len(tokens))
	for _, token := range tokens {
		pairs = append(pairs, token, hidden)
	}
	body = replyAddress.ReplaceAll(body, []byte("+"+hidden+"@"))
	return []byte(strings.NewReplacer(pairs...).Replace(string(body)))
}
