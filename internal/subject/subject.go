// Package subject compares the subjects of mails.
package subject

import (
	"slices"
	"strings"
)

// replyMarks begin the subject of an answer, in the languages of mail programs met here.
var replyMarks = []string{"re:", "aw:", "sv:", "ref:", "fwd:", "fw:", "wg:", "tr:", "atb:"}

// IsReply reports whether a subject is that of an answer.
func IsReply(subject string) bool {
	return slices.ContainsFunc(replyMarks, func(mark string) bool {
		return strings.HasPrefix(strings.ToLower(strings.TrimSpace(subject)), mark)
	})
}

// forwardMarks begin the subject of a mail that is passed on.
var forwardMarks = []string{"fwd:", "fw:", "wg:", "tr:", "rv:", "i:", "vb:", "vs:", "doorst:", "pd:", "fwd ", "[fwd"}

// IsForward reports whether a subject is that of a mail that is passed on.
func IsForward(subject string) bool {
	return slices.ContainsFunc(forwardMarks, func(mark string) bool {
		return strings.HasPrefix(strings.ToLower(strings.TrimSpace(subject)), mark)
	})
}

// SameSubject compares subjects without what answering adds to them.
func SameSubject(a, b string) bool { return BareSubject(a) == BareSubject(b) && BareSubject(a) != "" }

// BareSubject is a subject in small letters without what answering adds to it.
func BareSubject(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	for again := true; again; {
		again = false
		for _, mark := range replyMarks {
			if strings.HasPrefix(s, mark) {
				s, again = strings.TrimSpace(s[len(mark):]), true
			}
		}
		if strings.HasPrefix(s, "[") {
			if _, after, ok := strings.Cut(s, "]"); ok && after != "" {
				s, again = strings.TrimSpace(after), true
			}
		}
	}
	return strings.Join(strings.Fields(s), " ")
}
