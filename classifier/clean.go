package classifier

import (
	"strings"

	"complaints/classifier/dates"
	"complaints/classifier/internal/words"
)

// clean returns the body with everything but this writer's new words blanked out, so that every
// offset stays true. Where nothing would remain the whole body is kept; a few words are enough, since
// "not good enough" above our own letter must not be read as our letter.
func clean(body string) string {
	if strings.IndexByte(body, '\n') < 0 {
		return body
	}
	var cuts []words.Span
	history := len(body)
	for at := 0; at < len(body); {
		end := strings.IndexByte(body[at:], '\n')
		if end < 0 {
			end = len(body)
		} else {
			end += at
		}
		line := strings.TrimSpace(body[at:end])
		switch {
		case strings.HasPrefix(line, ">"):
			cuts = append(cuts, words.Span{From: at, To: end})
		case startsHistory(line, body[min(end+1, len(body)):]):
			history = at
		case footer(line):
			cuts = append(cuts, words.Span{From: at, To: end})
		case line == "--" && isSignature(body[:at], body[end:]):
			history = at
		}
		if history < len(body) {
			break
		}
		at = end + 1
	}
	if history < len(body) {
		cuts = append(cuts, words.Span{From: history, To: len(body)})
	}
	if len(cuts) == 0 {
		return body
	}
	b := []byte(body)
	for _, c := range cuts {
		for i := c.From; i < c.To; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	if out := string(b); strings.TrimSpace(out) != "" {
		return out
	}
	return body
}

// isSignature reports whether what stands below two dashes is the writer's name and not the message: people part their
// greeting from what they have to say in this way, too.
func isSignature(above, below string) bool {
	const greeting, name = 5, 3
	over, under := len(strings.Fields(above)), len(strings.Fields(below))
	return over >= under || over >= greeting && under <= 4*over || under <= name
}

// startsHistory reports whether a line begins the quoted history of a mail, as the common mail
// programs mark it. "On Monday the man wrote to me" and "From: March to June" are not such lines.
func startsHistory(line, rest string) bool {
	low := strings.ToLower(line)
	switch {
	case strings.HasPrefix(low, "on ") && strings.HasSuffix(low, "wrote:"):
		return true
	case strings.HasPrefix(low, "on ") && len(line) < 120 && strings.IndexByte(line, '@') > 0 && nextLineWrote(rest):
		return true
	case strings.HasPrefix(low, "on ") && len(line) < 120 && nextLineWrote(rest) && hasYear(line):
		return true
	case strings.HasPrefix(low, "-----original message") || strings.HasPrefix(low, "----- original message") ||
		strings.HasPrefix(low, "---------- forwarded message") || strings.HasPrefix(low, "-------- original message"):
		return true
	case strings.HasPrefix(low, "from:"):
		return headerBlock(rest)
	case len(line) >= 10 && strings.Trim(line, "_") == "":
		return strings.HasPrefix(strings.ToLower(strings.TrimSpace(rest)), "from:")
	}
	return false
}

func nextLineWrote(rest string) bool {
	line, _, _ := strings.Cut(rest, "\n")
	return strings.HasSuffix(strings.ToLower(strings.TrimSpace(line)), "wrote:")
}

func hasYear(line string) bool {
	for _, w := range strings.FieldsFunc(line, func(r rune) bool { return r < '0' || r > '9' }) {
		if dates.IsYear(w) {
			return true
		}
	}
	return false
}

// headerBlock reports whether the lines after "From:" are the head of an older mail.
func headerBlock(rest string) bool {
	for range 3 {
		line, after, _ := strings.Cut(rest, "\n")
		low := strings.ToLower(strings.TrimSpace(line))
		for _, h := range [...]string{"sent:", "to:", "date:", "subject:"} {
			if strings.HasPrefix(low, h) {
				return true
			}
		}
		rest = after
	}
	return false
}

// footer reports whether a line was added by a phone or a mail program.
func footer(line string) bool {
	low := strings.ToLower(line)
	for _, p := range [...]string{
		"sent from my ", "sent from outlook", "get outlook for", "sent from yahoo", "sent via ",
		"sent from mail for", "please think before you print", "please consider the environment", "attachments:",
		"this email and any attachments",
	} {
		if strings.HasPrefix(low, p) {
			return p != "attachments:"
		}
	}
	return false
}
